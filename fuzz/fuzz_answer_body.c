/* Any answer: refused with a reason, or one that is written with the same bytes again. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/answer_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static question questions[] = {
        { .id = { "L1", 2 }, .scale = SCALE_AGREE, .targets = 3, .is_required = true },
        { .id = { "D2", 2 }, .scale = SCALE_AGREE, .targets = 1, .is_required = true },
        { .id = { "G1", 2 }, .scale = SCALE_QUALITY, .targets = 3, .is_required = true },
        { .id = { "X1", 2 }, .scale = SCALE_TEXT, .targets = 1, .max_chars = 1000 },
        { .id = { "X3", 2 }, .scale = SCALE_TEXT, .targets = 3, .max_chars = 8 },
    };
    const questionnaire asked = { { "2026", 4 }, questions, sizeof questions / sizeof *questions };
    const text bytes = { (const char *)data, size };
    upw_arena arena;
    upw_error error = { 0 };
    static answer_body answer;
    memory_init_arena(&arena);
    if (answers_decode(bytes, &asked, &answer, &error)) {
        assert(text_equal(answers_encode(&asked, &answer, &arena), bytes));
        (void)answer_is_complete(&asked, &answer);
    } else {
        assert(error.code == UPW_BAD_INPUT && error.message[0] != '\0');
    }
    upw_arena_clear(&arena);
    return 0;
}
