/* What the outside sends, decoded once and checked; nothing after this file looks at an escape again. */
#include "web/decode.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool web_percent_decode(text encoded, bool plus_is_space, upw_arena *arena, text *out)
{
    char *const to = memory_take(arena, encoded.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < encoded.len; i++) {
        char c = encoded.at[i];
        if (c == '%') {
            if (encoded.len - i < 3)
                return false;
            const int high = hex_value(encoded.at[i + 1]), low = hex_value(encoded.at[i + 2]);
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        to[len++] = c;
    }
    *out = (text){ to, len };
    return true;
}

void web_add_percent(buffer *out, text value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.len; i++) {
        const unsigned char c = (unsigned char)value.at[i];
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            (c != 0 && strchr("-._~", c))) {
            buffer_add_char(out, (char)c);
        } else {
            buffer_add_char(out, '%');
            buffer_add_char(out, digits[c >> 4]);
            buffer_add_char(out, digits[c & 15]);
        }
    }
}

/* The character at *i of valid UTF-8; moves *i behind it. */
static uint32_t take_character(text view, size_t *i)
{
    const unsigned char *const at = (const unsigned char *)view.at + *i;
    const size_t length = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    uint32_t c = length == 1 ? at[0] : at[0] & (0x7Fu >> length);
    for (size_t k = 1; k < length; k++)
        c = c << 6 | (at[k] & 0x3F);
    *i += length;
    return c;
}

static bool is_allowed(uint32_t c, web_characters allowed)
{
    if (c < 0x20)
        return allowed == WEB_MANY_LINES && (c == '\t' || c == '\n' || c == '\r');
    return !((c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
             (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE);
}

bool web_text_is_clean(text view, web_characters allowed)
{
    if (!text_is_utf8(view))
        return false;
    for (size_t i = 0; i < view.len;)
        if (!is_allowed(take_character(view, &i), allowed))
            return false;
    return true;
}

size_t web_count_characters(text view)
{
    size_t n = 0;
    for (size_t i = 0; i < view.len; i++)
        n += ((unsigned char)view.at[i] & 0xC0) != 0x80;
    return n;
}

static bool is_sound_segment(text segment)
{
    return !text_equal(segment, TEXT(".")) && !text_equal(segment, TEXT("..")) && !text_contains(segment, TEXT("/")) &&
           !text_contains(segment, TEXT("\\")) && web_text_is_clean(segment, WEB_ONE_LINE);
}

bool web_path_parse(text raw, upw_arena *arena, web_segments *out, upw_error *error)
{
    out->n = 0;
    if (raw.len > WEB_PATH_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "the address has a path of more than %d bytes", WEB_PATH_MAX);
    if (raw.len == 0 || raw.at[0] != '/')
        return upw_fail(error, UPW_BAD_USAGE, "the address must begin with a slash");
    text rest = { raw.at + 1, raw.len - 1 };
    while (rest.len > 0) {
        const bool is_last = memchr(rest.at, '/', rest.len) == NULL;
        const text part = text_take_until(&rest, '/');
        text segment;
        if (out->n == WEB_SEGMENTS_MAX)
            return upw_fail(error, UPW_BAD_USAGE, "the address has more than %d parts", WEB_SEGMENTS_MAX);
        if (part.len == 0)
            return upw_fail(error, UPW_BAD_USAGE, "the address has an empty part");
        if (!web_percent_decode(part, false, arena, &segment) || !is_sound_segment(segment))
            return upw_fail(error, UPW_BAD_USAGE, "the address has a part that cannot be read");
        out->at[out->n++] = segment;
        if (!is_last && rest.len == 0) { /* "/measures/": an empty last segment */
            if (out->n == WEB_SEGMENTS_MAX)
                return upw_fail(error, UPW_BAD_USAGE, "the address has more than %d parts", WEB_SEGMENTS_MAX);
            out->at[out->n++] = TEXT("");
        }
    }
    return true;
}

bool web_path_is_local(text path)
{
    if (path.len == 0 || path.at[0] != '/' || (path.len > 1 && path.at[1] == '/'))
        return false;
    for (size_t i = 0; i < path.len; i++)
        if (path.at[i] <= ' ' || path.at[i] > '~' || path.at[i] == '\\')
            return false;
    return true;
}

static bool is_plain(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || c == '.' ||
           c == '_' || c == '-';
}

text web_reduce_name(text name, upw_arena *arena)
{
    enum { NAME_MAX_LEN = 100 };
    for (size_t i = name.len; i-- > 0;)
        if (name.at[i] == '/' || name.at[i] == '\\') {
            name = (text){ name.at + i + 1, name.len - i - 1 };
            break;
        }
    name = text_trim(name);
    char *const to = memory_take(arena, NAME_MAX_LEN + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len && len < NAME_MAX_LEN; i++) {
        const bool goes_on = ((unsigned char)name.at[i] & 0xC0) == 0x80; /* one "_" for a character of several bytes */
        if (!goes_on && !(len == 0 && name.at[i] == '.'))
            to[len++] = is_plain(name.at[i]) ? name.at[i] : '_';
    }
    return len > 0 ? (text){ to, len } : TEXT("file");
}
