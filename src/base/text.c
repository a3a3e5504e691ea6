/* Views of bytes: comparing, trimming, cutting. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

text text_of(const char *terminated)
{
    return (text){ terminated, strlen(terminated) };
}

bool text_equal(text a, text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool text_equal_ignoring_case(text a, text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

int text_compare(text a, text b)
{
    const size_t shorter = a.len < b.len ? a.len : b.len;
    const int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool text_starts_with(text whole, text start)
{
    return whole.len >= start.len && text_equal((text){ whole.at, start.len }, start);
}

bool text_contains(text whole, text part)
{
    return part.len == 0 || (whole.len >= part.len && memmem(whole.at, whole.len, part.at, part.len) != NULL);
}

bool text_contains_ignoring_case(text whole, text part)
{
    for (size_t i = 0; i + part.len <= whole.len; i++)
        if (text_equal_ignoring_case((text){ whole.at + i, part.len }, part))
            return true;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* U+00A0, which spreadsheets leave around numbers. */
static bool is_hard_space(const char *at)
{
    return (unsigned char)at[0] == 0xC2 && (unsigned char)at[1] == 0xA0;
}

text text_trim(text view)
{
    for (;;) {
        if (view.len >= 1 && is_space(view.at[0]))
            view.at += 1, view.len -= 1;
        else if (view.len >= 2 && is_hard_space(view.at))
            view.at += 2, view.len -= 2;
        else
            break;
    }
    for (;;) {
        if (view.len >= 1 && is_space(view.at[view.len - 1]))
            view.len -= 1;
        else if (view.len >= 2 && is_hard_space(view.at + view.len - 2))
            view.len -= 2;
        else
            return view;
    }
}

text text_take_until(text *rest, char separator)
{
    const char *const found = rest->len == 0 ? NULL : memchr(rest->at, separator, rest->len);
    const size_t len = found != NULL ? (size_t)(found - rest->at) : rest->len;
    const text part = { rest->at, len };
    const size_t used = found != NULL ? len + 1 : len;
    if (used > 0)
        rest->at += used;
    rest->len -= used;
    return part;
}

/* How many bytes the character of more than one byte has that starts with `lead`, at `at`; 0 when it is none.
 * RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t sequence_length(const unsigned char *at, const unsigned char *end)
{
    const unsigned char lead = at[0];
    size_t length;
    unsigned char least = 0x80, most = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        length = 3, least = lead == 0xE0 ? 0xA0 : 0x80, most = lead == 0xED ? 0x9F : 0xBF;
    else if (lead >= 0xF0 && lead <= 0xF4)
        length = 4, least = lead == 0xF0 ? 0x90 : 0x80, most = lead == 0xF4 ? 0x8F : 0xBF;
    else
        return 0;
    if ((size_t)(end - at) < length || at[1] < least || at[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (at[i] < 0x80 || at[i] > 0xBF)
            return 0;
    return length;
}

bool text_is_utf8(text view)
{
    static const uint64_t HIGH_BITS = UINT64_C(0x8080808080808080);
    const unsigned char *at = (const unsigned char *)view.at;
    const unsigned char *const end = at + view.len;
    while (at < end) {
        uint64_t words[4]; /* of ASCII at a time */
        while ((size_t)(end - at) >= sizeof words &&
               (memcpy(words, at, sizeof words), ((words[0] | words[1] | words[2] | words[3]) & HIGH_BITS) == 0))
            at += sizeof words;
        while (at < end && *at < 0x80)
            at++;
        if (at == end)
            break;
        const size_t length = sequence_length(at, end);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

void text_make_showable(char *sentence)
{
    const unsigned char *at = (const unsigned char *)sentence;
    const unsigned char *const end = at + strlen(sentence);
    char *to = sentence;
    while (at < end) {
        const size_t length = *at < 0x80 ? 1 : sequence_length(at, end);
        const bool is_control = *at < 0x20 || *at == 0x7F || (*at == 0xC2 && length == 2 && at[1] < 0xA0);
        if (is_control)
            *to++ = ' ';
        else
            for (size_t i = 0; i < length; i++)
                *to++ = (char)at[i];
        at += length > 0 ? length : 1;
    }
    *to = '\0';
}

enum { DISTANCE_MAX = 64 };

/* Levenshtein's dynamic programme with one row. */
size_t text_distance(text a, text b)
{
    size_t row[DISTANCE_MAX + 1];
    a.len = a.len < DISTANCE_MAX ? a.len : DISTANCE_MAX;
    b.len = b.len < DISTANCE_MAX ? b.len : DISTANCE_MAX;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            const size_t above = row[j];
            size_t best = diagonal + (lower(a.at[i - 1]) != lower(b.at[j - 1]));
            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[b.len];
}
