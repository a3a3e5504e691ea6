/* Any path: refused with a reason, or parts that are what they say and lead back to the same parts when they are
 * written into an address again. */
#include <assert.h>

#include "base/memory.h"
#include "web/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(text part)
{
    assert(text_is_utf8(part) && web_text_is_clean(part, WEB_ONE_LINE));
    assert(!text_contains(part, TEXT("/")) && !text_contains(part, TEXT("\\")));
    assert(!text_equal(part, TEXT(".")) && !text_equal(part, TEXT("..")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    upw_error error = { 0 };
    web_segments parts, again;
    memory_init_arena(&arena);
    if (web_path_parse((text){ (const char *)data, size }, &arena, &parts, &error)) {
        buffer path;
        buffer_init(&path, 1 << 16);
        for (size_t i = 0; i < parts.n; i++) {
            check_part(parts.at[i]);
            assert(parts.at[i].len > 0 || i == parts.n - 1);
            buffer_add_char(&path, '/');
            web_add_percent(&path, parts.at[i]);
        }
        if (parts.n == 0)
            buffer_add_char(&path, '/');
        if (path.len <= WEB_PATH_MAX) {
            assert(web_path_is_local(buffer_text(&path)));
            assert(web_path_parse(buffer_text(&path), &arena, &again, &error) && again.n == parts.n);
            for (size_t i = 0; i < parts.n; i++)
                assert(text_equal(parts.at[i], again.at[i]));
        }
        buffer_clear(&path);
    } else {
        assert(error.code == UPW_BAD_USAGE && error.message[0] != '\0');
    }
    upw_arena_clear(&arena);
    return 0;
}
