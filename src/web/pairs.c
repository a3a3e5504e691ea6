/* Queries, form bodies and cookies: one strict reader for each way of writing pairs. */
#include "web/pairs.h"

#include <string.h>

#include "base/memory.h"
#include "web/decode.h"

enum { COOKIES_MAX = 20, COOKIES_BYTES_MAX = 4096 };

const web_pairs_limits web_query_limits = { .bytes = 2048, .pairs = 32, .value = 2048, .what = "the query" };
const web_pairs_limits web_body_limits = {
    .bytes = 65536, .pairs = 200, .value = 16384, .may_repeat = true, .what = "the form"
};

bool web_list_has(const char *list, text name)
{
    text rest = list != NULL ? text_of(list) : TEXT("");
    while (rest.len > 0)
        if (text_equal(text_take_until(&rest, ' '), name))
            return true;
    return false;
}

static size_t count_pairs(text encoded, char separator)
{
    size_t n = encoded.len > 0;
    for (size_t i = 0; i < encoded.len; i++)
        n += encoded.at[i] == separator;
    return n;
}

static bool take_pair(text *rest, const web_pairs_limits *limits, upw_arena *arena, web_pair *out, upw_error *error)
{
    text value = text_take_until(rest, '&');
    const text name = text_take_until(&value, '=');
    if (!web_percent_decode(name, true, arena, &out->name) || !web_percent_decode(value, true, arena, &out->value))
        return upw_fail(error, UPW_BAD_USAGE, "%s has an escape that is not complete", limits->what);
    if (out->name.len == 0)
        return upw_fail(error, UPW_BAD_USAGE, "%s has a value without a name", limits->what);
    if (!web_text_is_clean(out->name, WEB_ONE_LINE) || !text_is_utf8(out->value) ||
        (out->value.len > 0 && memchr(out->value.at, 0, out->value.len) != NULL))
        return upw_fail(error, UPW_BAD_USAGE, "%s has bytes that are not text", limits->what);
    if (out->value.len > limits->value)
        return upw_fail(error, UPW_TOO_LARGE, "%s has a value of more than %zu bytes", limits->what, limits->value);
    return true;
}

bool web_pairs_parse(text encoded, const web_pairs_limits *limits, upw_arena *arena, web_pairs *out, upw_error *error)
{
    *out = (web_pairs){ 0 };
    if (encoded.len > limits->bytes)
        return upw_fail(error, UPW_TOO_LARGE, "%s is longer than %zu bytes", limits->what, limits->bytes);
    const size_t n = count_pairs(encoded, '&');
    if (n > limits->pairs)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than %zu values", limits->what, limits->pairs);
    web_pair *const pairs = MEMORY_TAKE(arena, web_pair, n);
    for (size_t i = 0; i < n; i++) {
        if (!take_pair(&encoded, limits, arena, &pairs[i], error))
            return false;
        if (web_pairs_find((web_pairs){ pairs, i }, pairs[i].name) != NULL && !limits->may_repeat &&
            !web_list_has(limits->lists, pairs[i].name))
            return upw_fail(error, UPW_BAD_USAGE, "%s has a value twice", limits->what);
    }
    *out = (web_pairs){ pairs, n };
    return true;
}

/* RFC 6265, section 4.1.1: cookie-octet, and for names a token. Other people's cookies on the same host may hold more;
 * nothing of ours does, so what is not a control character passes. */
static bool is_cookie_text(text view)
{
    for (size_t i = 0; i < view.len; i++)
        if ((unsigned char)view.at[i] < 0x20 || view.at[i] == 0x7F)
            return false;
    return true;
}

bool web_cookies_parse(text header, upw_arena *arena, web_pairs *out, upw_error *error)
{
    *out = (web_pairs){ 0 };
    if (header.len > COOKIES_BYTES_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "the cookies are longer than %d bytes", COOKIES_BYTES_MAX);
    const size_t n = count_pairs(header, ';');
    if (n > COOKIES_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "there are more than %d cookies", COOKIES_MAX);
    web_pair *const pairs = MEMORY_TAKE(arena, web_pair, n);
    size_t used = 0;
    while (header.len > 0) {
        text value = text_take_until(&header, ';');
        const text name = text_trim(text_take_until(&value, '='));
        value = text_trim(value);
        if (name.len == 0)
            continue;
        if (!is_cookie_text(name) || !is_cookie_text(value))
            return upw_fail(error, UPW_BAD_USAGE, "a cookie has bytes that are not text");
        pairs[used++] = (web_pair){ name, value };
    }
    *out = (web_pairs){ pairs, used };
    return true;
}

const text *web_pairs_next(web_pairs pairs, text name, size_t *place)
{
    for (size_t i = *place; i < pairs.n; i++)
        if (text_equal(pairs.at[i].name, name)) {
            *place = i + 1;
            return &pairs.at[i].value;
        }
    *place = pairs.n;
    return NULL;
}

const text *web_pairs_find(web_pairs pairs, text name)
{
    size_t place = 0;
    return web_pairs_next(pairs, name, &place);
}

const text *web_pairs_find_ignoring_case(web_pairs pairs, text name)
{
    for (size_t i = 0; i < pairs.n; i++)
        if (text_equal_ignoring_case(pairs.at[i].name, name))
            return &pairs.at[i].value;
    return NULL;
}
