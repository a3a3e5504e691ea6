/* Any Cookie field: refused with a reason, or at most twenty pairs that stand in it as they are. */
#include <assert.h>

#include "base/memory.h"
#include "web/pairs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text whole = { (const char *)data, size };
    upw_arena arena;
    upw_error error = { 0 };
    web_pairs pairs;
    memory_init_arena(&arena);
    if (web_cookies_parse(whole, &arena, &pairs, &error)) {
        assert(pairs.n <= 20 && size <= 4096);
        for (size_t i = 0; i < pairs.n; i++) {
            assert(pairs.at[i].name.len > 0 && !text_contains(pairs.at[i].name, TEXT("=")));
            assert(!text_contains(pairs.at[i].value, TEXT(";")) && text_contains(whole, pairs.at[i].value));
            assert(web_pairs_find(pairs, pairs.at[i].name) != NULL);
        }
    } else {
        assert((error.code == UPW_BAD_USAGE || error.code == UPW_TOO_LARGE) && error.message[0] != '\0');
    }
    upw_arena_clear(&arena);
    return 0;
}
