/* Words of strangers where they are written: no byte of them ends what they stand in, and they read back as they were.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv_out.h"
#include "base/html.h"
#include "base/json.h"
#include "base/memory.h"
#include "web/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 22 };

/* Of HTML, text and attribute alike: the entities that we write, and nothing else that begins one. */
static void check_html(text words)
{
    static const struct {
        const char *entity;
        char is;
    } known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' } };
    buffer b;
    buffer_init(&b, ROOM);
    html_add_escaped(&b, words);
    text rest = buffer_text(&b);
    for (size_t at = 0; at < words.len; at++) {
        const unsigned char byte = (unsigned char)words.at[at];
        assert(rest.len > 0);
        if (byte < ' ' && byte != '\t' && byte != '\n') {
            assert(text_starts_with(rest, TEXT("\xEF\xBF\xBD")));
            rest = (text){ rest.at + 3, rest.len - 3 };
            continue;
        }
        size_t n = 1;
        char is = rest.at[0];
        for (size_t k = 0; is == '&' && k < sizeof known / sizeof *known; k++)
            if (text_starts_with(rest, text_of(known[k].entity))) {
                n = strlen(known[k].entity);
                is = known[k].is;
                break;
            }
        assert(is == words.at[at] && (n > 1 || strchr("&<>\"'", is) == NULL || is == '\0'));
        rest = (text){ rest.at + n, rest.len - n };
    }
    assert(rest.len == 0);
    buffer_clear(&b);
}

static unsigned take_code(text *rest)
{
    char digits[5] = "";
    assert(rest->len >= 4);
    memcpy(digits, rest->at, 4);
    *rest = (text){ rest->at + 4, rest->len - 4 };
    return (unsigned)strtoul(digits, NULL, 16);
}

/* Of JSON: what stands between the quotation marks, read back. */
static void check_json(text words)
{
    buffer b, back;
    json_writer j;
    buffer_init(&b, ROOM);
    buffer_init(&back, ROOM);
    json_init(&j, &b);
    json_text(&j, words);
    text rest = buffer_text(&b);
    assert(rest.len >= 2 && rest.at[0] == '"' && rest.at[rest.len - 1] == '"');
    rest = (text){ rest.at + 1, rest.len - 2 };
    while (rest.len > 0) {
        const char c = rest.at[0];
        assert((unsigned char)c >= ' ' && strchr("\"<>&", c) == NULL);
        rest = (text){ rest.at + 1, rest.len - 1 };
        if (c != '\\') {
            buffer_add_char(&back, c);
            continue;
        }
        assert(rest.len > 0);
        const char what = rest.at[0];
        rest = (text){ rest.at + 1, rest.len - 1 };
        if (what != 'u') {
            assert(what == '"' || what == '\\');
            buffer_add_char(&back, what);
            continue;
        }
        const unsigned code = take_code(&rest);
        assert(code < 0x80 || code == 0x2028 || code == 0x2029);
        if (code < 0x80)
            buffer_add_char(&back, (char)code);
        else
            buffer_add(&back, code == 0x2028 ? TEXT("\xE2\x80\xA8") : TEXT("\xE2\x80\xA9"));
    }
    assert(text_equal(buffer_text(&back), words));
    buffer_clear(&back);
    buffer_clear(&b);
}

/* Of CSV: the cell read back is what it was, with an apostrophe before what a spreadsheet would run. */
static void check_csv(text words)
{
    buffer b, back;
    buffer_init(&b, ROOM);
    buffer_init(&back, ROOM);
    csv_out csv = { .out = &b };
    csv_add_text(&csv, words);
    const text cell = buffer_text(&b);
    const bool is_quoted = cell.len > 0 && cell.at[0] == '"';
    for (size_t i = is_quoted ? 1 : 0; i < cell.len; i++) {
        if (is_quoted && cell.at[i] == '"') {
            i++;
            assert(i < cell.len ? cell.at[i] == '"' : i == cell.len);
            if (i == cell.len)
                break;
        }
        assert(is_quoted || strchr(",\"\r\n", cell.at[i]) == NULL || cell.at[i] == '\0');
        buffer_add_char(&back, cell.at[i]);
    }
    text read = buffer_text(&back);
    if (!text_equal(read, words)) {
        assert(read.len == words.len + 1 && read.at[0] == '\'' && words.len > 0);
        read = (text){ read.at + 1, read.len - 1 };
    } else {
        assert(read.len == 0 || strchr("=@\t\r\n", read.at[0]) == NULL || read.at[0] == '\0');
    }
    assert(text_equal(read, words));
    buffer_clear(&back);
    buffer_clear(&b);
}

/* Of an address: unreserved characters and escapes alone, which say what was meant. */
static void check_address(text words, upw_arena *arena)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";
    buffer b;
    text back;
    buffer_init(&b, ROOM);
    web_add_percent(&b, words);
    const text written = memory_copy_text(arena, buffer_text(&b));
    assert(strspn(written.at, plain) == written.len);
    assert(web_percent_decode(written, true, arena, &back) && text_equal(back, words));
    buffer_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    const text words = { (const char *)data, size };
    memory_init_arena(&arena);
    check_html(words);
    check_json(words);
    check_csv(words);
    check_address(words, &arena);
    upw_arena_clear(&arena);
    return 0;
}
