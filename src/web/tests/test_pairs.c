/* Are queries, form bodies and cookies read strictly, and up to their limits? */
#include "web/pairs.h"

#include <string.h>

#include "base/memory.h"
#include "near.h"

static upw_arena arena;

static int begin(void **state)
{
    (void)state;
    memory_init_arena(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

static upw_error_code try_query(text query, web_pairs *out)
{
    upw_error error = { 0 };
    web_pairs_limits limits = web_query_limits;
    limits.lists = "icon theme";
    return web_pairs_parse(query, &limits, &arena, out, &error) ? UPW_OK : error.code;
}

static void pairs_are_decoded(void **state)
{
    (void)state;
    web_pairs pairs;
    assert_int_equal(try_query(TEXT("q=four+hour%20waits&empty=&bare&icon=a&icon=b&%C3%A9=%26%3D"), &pairs), UPW_OK);
    assert_int_equal(pairs.n, 6);
    assert_true(text_equal(*web_pairs_find(pairs, TEXT("q")), TEXT("four hour waits")));
    assert_int_equal(web_pairs_find(pairs, TEXT("empty"))->len, 0);
    assert_int_equal(web_pairs_find(pairs, TEXT("bare"))->len, 0);
    assert_true(text_equal(*web_pairs_find(pairs, TEXT("é")), TEXT("&=")));
    assert_null(web_pairs_find(pairs, TEXT("Q")));
    size_t place = 0;
    assert_true(text_equal(*web_pairs_next(pairs, TEXT("icon"), &place), TEXT("a")));
    assert_true(text_equal(*web_pairs_next(pairs, TEXT("icon"), &place), TEXT("b")));
    assert_null(web_pairs_next(pairs, TEXT("icon"), &place));
    assert_int_equal(try_query(TEXT(""), &pairs), UPW_OK);
    assert_int_equal(pairs.n, 0);
}

static void what_no_browser_sends_is_refused(void **state)
{
    (void)state;
    static const text wrong[] = { TEXT("a=1&a=2"),  TEXT("a=%"),       TEXT("a=%4"),  TEXT("a=%zz"),  TEXT("=1"),
                                  TEXT("a=1&&b=2"), TEXT("&"),         TEXT("a=%00"), TEXT("a%00=1"), TEXT("a=%FF"),
                                  TEXT("a=%C0%80"), TEXT("a=1&%61=2"), TEXT("a%0A=1") };
    web_pairs pairs;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (try_query(wrong[i], &pairs) != UPW_BAD_USAGE)
            fail_msg("%.*s was not refused", TEXT_ARGS(wrong[i]));
}

static upw_error_code try_size(const web_pairs_limits *limits, size_t bytes)
{
    web_pairs pairs;
    upw_error error = { 0 };
    char *const query = memory_take(&arena, bytes + 1, 1);
    memset(query, 'x', bytes);
    query[0] = 'a', query[1] = '=';
    return web_pairs_parse((text){ query, bytes }, limits, &arena, &pairs, &error) ? UPW_OK : error.code;
}

static upw_error_code try_count(const web_pairs_limits *limits, int n)
{
    web_pairs pairs;
    upw_error error = { 0 };
    text query = TEXT("a0=");
    for (int i = 1; i < n; i++)
        query = memory_format(&arena, "%.*s&a%d=", TEXT_ARGS(query), i);
    return web_pairs_parse(query, limits, &arena, &pairs, &error) ? UPW_OK : error.code;
}

static void limits_hold_at_their_edge(void **state)
{
    (void)state;
    assert_int_equal(try_size(&web_query_limits, 2047), UPW_OK);
    assert_int_equal(try_size(&web_query_limits, 2048), UPW_OK);
    assert_int_equal(try_size(&web_query_limits, 2049), UPW_TOO_LARGE);
    assert_int_equal(try_count(&web_query_limits, 31), UPW_OK);
    assert_int_equal(try_count(&web_query_limits, 32), UPW_OK);
    assert_int_equal(try_count(&web_query_limits, 33), UPW_TOO_LARGE);
    assert_int_equal(try_count(&web_body_limits, 199), UPW_OK);
    assert_int_equal(try_count(&web_body_limits, 200), UPW_OK);
    assert_int_equal(try_count(&web_body_limits, 201), UPW_TOO_LARGE);
    assert_int_equal(try_size(&web_body_limits, 2 + 16383), UPW_OK);
    assert_int_equal(try_size(&web_body_limits, 2 + 16384), UPW_OK);
    assert_int_equal(try_size(&web_body_limits, 2 + 16385), UPW_TOO_LARGE);
    assert_int_equal(try_size(&web_body_limits, 65537), UPW_TOO_LARGE);
}

static void cookies_are_read(void **state)
{
    (void)state;
    web_pairs pairs;
    upw_error error = { 0 };
    assert_true(web_cookies_parse(TEXT("a=1; __Host-upward=x=y;b=; other=%41"), &arena, &pairs, &error));
    assert_int_equal(pairs.n, 4);
    assert_true(text_equal(*web_pairs_find(pairs, TEXT("__Host-upward")), TEXT("x=y")));
    assert_true(text_equal(*web_pairs_find(pairs, TEXT("other")), TEXT("%41"))); /* a cookie has no escapes */
    assert_true(web_cookies_parse(TEXT(""), &arena, &pairs, &error));
    assert_int_equal(pairs.n, 0);
    assert_true(web_cookies_parse(TEXT(";; =x; a=1"), &arena, &pairs, &error));
    assert_int_equal(pairs.n, 1);
    assert_false(web_cookies_parse(TEXT("a=\x01"), &arena, &pairs, &error));
}

static void cookies_end_at_their_limits(void **state)
{
    (void)state;
    web_pairs pairs;
    upw_error error = { 0 };
    char longest[4097];
    memset(longest, 'x', sizeof longest);
    longest[1] = '=';
    assert_true(web_cookies_parse((text){ longest, 4096 }, &arena, &pairs, &error));
    assert_false(web_cookies_parse((text){ longest, 4097 }, &arena, &pairs, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    text many = TEXT("c=1");
    for (int i = 1; i < 20; i++)
        many = memory_format(&arena, "%.*s; c%d=1", TEXT_ARGS(many), i);
    assert_true(web_cookies_parse(many, &arena, &pairs, &error));
    assert_int_equal(pairs.n, 20);
    many = memory_format(&arena, "%.*s; d=1", TEXT_ARGS(many));
    assert_false(web_cookies_parse(many, &arena, &pairs, &error));
}

static void header_fields_are_found_in_any_case(void **state)
{
    (void)state;
    const web_pair fields[] = { { TEXT("hOST"), TEXT("a") } };
    assert_true(text_equal(*web_pairs_find_ignoring_case((web_pairs){ fields, 1 }, TEXT("Host")), TEXT("a")));
    assert_null(web_pairs_find_ignoring_case((web_pairs){ fields, 1 }, TEXT("Hosts")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pairs_are_decoded, begin, end),
        cmocka_unit_test_setup_teardown(what_no_browser_sends_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(limits_hold_at_their_edge, begin, end),
        cmocka_unit_test_setup_teardown(cookies_are_read, begin, end),
        cmocka_unit_test_setup_teardown(cookies_end_at_their_limits, begin, end),
        cmocka_unit_test_setup_teardown(header_fields_are_found_in_any_case, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web/pairs", tests, NULL, NULL);
}
