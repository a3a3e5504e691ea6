/* Any query or form body (the first byte says which limits hold): refused with a reason, or pairs that are within their
 * limits and the same again when they are written and read. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "web/decode.h"
#include "web/pairs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pairs(web_pairs pairs, const web_pairs_limits *limits)
{
    assert(pairs.n <= limits->pairs);
    for (size_t i = 0; i < pairs.n; i++) {
        size_t place = 0;
        assert(pairs.at[i].name.len > 0 && pairs.at[i].value.len <= limits->value);
        assert(text_is_utf8(pairs.at[i].value) && strlen(pairs.at[i].value.at) == pairs.at[i].value.len);
        web_pairs_next(pairs, pairs.at[i].name, &place);
        assert(limits->may_repeat || web_list_has(limits->lists, pairs.at[i].name) ||
               web_pairs_next(pairs, pairs.at[i].name, &place) == NULL);
    }
}

static void check_again(web_pairs pairs, const web_pairs_limits *limits, upw_arena *arena)
{
    buffer written;
    web_pairs again;
    web_pairs_limits wide = *limits;
    wide.bytes = SIZE_MAX;
    buffer_init(&written, 1 << 24);
    for (size_t i = 0; i < pairs.n; i++) {
        if (i > 0)
            buffer_add_char(&written, '&');
        web_add_percent(&written, pairs.at[i].name);
        buffer_add_char(&written, '=');
        web_add_percent(&written, pairs.at[i].value);
    }
    assert(web_pairs_parse(buffer_text(&written), &wide, arena, &again, NULL) && again.n == pairs.n);
    for (size_t i = 0; i < pairs.n; i++)
        assert(text_equal(pairs.at[i].name, again.at[i].name) && text_equal(pairs.at[i].value, again.at[i].value));
    buffer_clear(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    upw_error error = { 0 };
    web_pairs pairs;
    if (size == 0)
        return 0;
    web_pairs_limits limits = data[0] & 1 ? web_body_limits : web_query_limits;
    limits.lists = data[0] & 2 ? "list icon" : NULL;
    memory_init_arena(&arena);
    if (web_pairs_parse((text){ (const char *)data + 1, size - 1 }, &limits, &arena, &pairs, &error)) {
        check_pairs(pairs, &limits);
        check_again(pairs, &limits, &arena);
    } else {
        assert((error.code == UPW_BAD_USAGE || error.code == UPW_TOO_LARGE) && error.message[0] != '\0');
    }
    upw_arena_clear(&arena);
    return 0;
}
