/* Any text: looked through without a read beyond its ends, and what is found in it is found again when other words
 * stand before and behind it. */
#include <assert.h>
#include <stdint.h>

#include "base/memory.h"
#include "services/appraise/personal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    memory_init_arena(&arena);
    const text words = { (const char *)data, size };
    const personal_kind kind = personal_find(words);
    assert(kind < PERSONAL_COUNT && personal_words[kind] != NULL);
    buffer longer;
    buffer_init(&longer, size + 64);
    buffer_add_literal(&longer, "we say that\n");
    buffer_add(&longer, words);
    buffer_add_literal(&longer, "\nand nothing else");
    assert((personal_find(buffer_text(&longer)) != PERSONAL_NOTHING) == (kind != PERSONAL_NOTHING));
    buffer_clear(&longer);
    upw_arena_clear(&arena);
    return 0;
}
