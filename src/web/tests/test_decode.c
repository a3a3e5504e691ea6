/* Does text from outside come through exactly as it was meant, or not at all? */
#include "web/decode.h"

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

/* The segments joined by "|"; "!" when the path is refused. */
static text parse(text raw)
{
    web_segments segments;
    upw_error error = { 0 };
    text joined = TEXT("");
    if (!web_path_parse(raw, &arena, &segments, &error)) {
        assert_int_equal(error.code, UPW_BAD_USAGE);
        return TEXT("!");
    }
    for (size_t i = 0; i < segments.n; i++)
        joined = memory_format(&arena, "%.*s%s%.*s", TEXT_ARGS(joined), i > 0 ? "|" : "", TEXT_ARGS(segments.at[i]));
    return joined;
}

static void paths_are_decoded_once_and_checked(void **state)
{
    (void)state;
    static const struct {
        text raw, expected;
    } cases[] = {
        { TEXT("/"), TEXT("") },
        { TEXT("/measures"), TEXT("measures") },
        { TEXT("/measures/x%20y"), TEXT("measures|x y") },
        { TEXT("/measures/"), TEXT("measures|") },
        { TEXT("/%C3%A9t%C3%A9"), TEXT("été") },
        { TEXT("/a%2525"), TEXT("a%25") }, /* once */
        { TEXT("/a+b"), TEXT("a+b") },     /* a plus is a plus in a path */
        { TEXT("/..."), TEXT("...") },
        { TEXT(""), TEXT("!") },
        { TEXT("measures"), TEXT("!") },
        { TEXT("*"), TEXT("!") },
        { TEXT("//"), TEXT("!") },
        { TEXT("//measures"), TEXT("!") },
        { TEXT("/measures//x"), TEXT("!") },
        { TEXT("/."), TEXT("!") },
        { TEXT("/.."), TEXT("!") },
        { TEXT("/a/../b"), TEXT("!") },
        { TEXT("/a/%2e%2E/b"), TEXT("!") },
        { TEXT("/a/%2e./b"), TEXT("!") },
        { TEXT("/a%2Fb"), TEXT("!") },
        { TEXT("/a%5cb"), TEXT("!") },
        { TEXT("/a\\b"), TEXT("!") },
        { TEXT("/a%00"), TEXT("!") },
        { TEXT("/a%0d%0aSet-Cookie:x"), TEXT("!") },
        { TEXT("/a%7f"), TEXT("!") },
        { TEXT("/a%C2%85"), TEXT("!") }, /* C1 */
        { TEXT("/a%"), TEXT("!") },
        { TEXT("/a%4"), TEXT("!") },
        { TEXT("/a%4g"), TEXT("!") },
        { TEXT("/a%FF"), TEXT("!") },
        { TEXT("/a%C0%AF"), TEXT("!") },    /* overlong "/" */
        { TEXT("/a%ED%A0%80"), TEXT("!") }, /* a surrogate */
        { TEXT("/a%E2%80%AE"), TEXT("!") }, /* reads backwards */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const text found = parse(cases[i].raw);
        if (!text_equal(found, cases[i].expected))
            fail_msg("%.*s: %.*s", TEXT_ARGS(cases[i].raw), TEXT_ARGS(found));
    }
}

static void paths_end_at_their_limits(void **state)
{
    (void)state;
    char path[WEB_PATH_MAX + 2];
    memset(path, 'a', sizeof path);
    path[0] = '/';
    assert_false(text_equal(parse((text){ path, WEB_PATH_MAX - 1 }), TEXT("!")));
    assert_false(text_equal(parse((text){ path, WEB_PATH_MAX }), TEXT("!")));
    assert_true(text_equal(parse((text){ path, WEB_PATH_MAX + 1 }), TEXT("!")));
    assert_true(text_equal(parse(TEXT("/1/2/3/4/5/6/7/8/9/10/11")), TEXT("1|2|3|4|5|6|7|8|9|10|11")));
    assert_true(text_equal(parse(TEXT("/1/2/3/4/5/6/7/8/9/10/11/12")), TEXT("1|2|3|4|5|6|7|8|9|10|11|12")));
    assert_true(text_equal(parse(TEXT("/1/2/3/4/5/6/7/8/9/10/11/")), TEXT("1|2|3|4|5|6|7|8|9|10|11|")));
    assert_true(text_equal(parse(TEXT("/1/2/3/4/5/6/7/8/9/10/11/12/")), TEXT("!")));
    assert_true(text_equal(parse(TEXT("/1/2/3/4/5/6/7/8/9/10/11/12/13")), TEXT("!")));
}

static void redirects_stay_on_this_site(void **state)
{
    (void)state;
    static const char *const local[] = { "/", "/measures/x?from=a", "/a//b", "/%5C%5Cevil.example" };
    static const char *const foreign[] = { "",
                                           "measures",
                                           "//evil.example",
                                           "/\\evil.example",
                                           "\\\\evil.example",
                                           "https:",
                                           "/a\r\nX: y",
                                           "/a\tb",
                                           "/a b",
                                           "/\x7F",
                                           "/é",
                                           "javascript:0",
                                           "/a\\b" };
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        assert_true(web_path_is_local(text_of(local[i])));
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        assert_false(web_path_is_local(text_of(foreign[i])));
}

static void everything_but_unreserved_characters_is_escaped(void **state)
{
    (void)state;
    buffer out;
    text back;
    buffer_init(&out, 4096);
    web_add_percent(&out, TEXT("aZ09-._~ /?&=%+é\0"));
    assert_true(text_equal(buffer_text(&out), TEXT("aZ09-._~%20%2F%3F%26%3D%25%2B%C3%A9%00")));
    assert_true(web_percent_decode(buffer_text(&out), true, &arena, &back));
    assert_true(text_equal(back, TEXT("aZ09-._~ /?&=%+é\0")));
    buffer_clear(&out);
}

static void text_is_clean_or_not(void **state)
{
    (void)state;
    static const struct {
        text view;
        bool as_line, as_lines;
    } cases[] = {
        { TEXT(""), true, true },
        { TEXT("Zoë Müller-O’Neill"), true, true },
        { TEXT("e\u0301"), true, true },      /* a combining accent */
        { TEXT("\U0001F600"), true, true },   /* above the first plane */
        { TEXT("\u200F\u05D0"), true, true }, /* a mark of direction is no override */
        { TEXT("a\tb"), false, true },
        { TEXT("a\nb"), false, true },
        { TEXT("a\0b"), false, false },
        { TEXT("\x1B[31m"), false, false },
        { TEXT("\x7F"), false, false },
        { TEXT("\xC2\x85"), false, false }, /* C1: next line */
        { TEXT("\u202E"), false, false },   /* right-to-left override */
        { TEXT("\u2066"), false, false },
        { TEXT("\xEF\xBF\xBE"), false, false },     /* U+FFFE */
        { TEXT("\xEF\xB7\x90"), false, false },     /* U+FDD0 */
        { TEXT("\xF0\x9F\xBF\xBF"), false, false }, /* U+1FFFF */
        { TEXT("\xC3"), false, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(web_text_is_clean(cases[i].view, WEB_ONE_LINE), cases[i].as_line);
        assert_int_equal(web_text_is_clean(cases[i].view, WEB_MANY_LINES), cases[i].as_lines);
    }
    assert_int_equal(web_count_characters(TEXT("Zoë\U0001F600")), 4);
}

static void names_of_files_are_reduced_to_text(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        { "Waits 2026.csv", "Waits 2026.csv" },
        { "C:\\Users\\me\\waits.csv", "waits.csv" },
        { "../../etc/passwd", "passwd" },
        { "é\"; rm -rf.csv", "___ rm -rf.csv" },
        { "", "file" },
        { "/", "file" },
        { ".htaccess", "htaccess" },
        { "...", "file" },
        { "a\r\nb", "a__b" },
        { "\x96.htaccess", "htaccess" }, /* a byte that goes, and the dot behind it */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const text found = web_reduce_name(text_of(cases[i].from), &arena);
        if (!text_equal(found, text_of(cases[i].to)))
            fail_msg("%s: %.*s", cases[i].from, TEXT_ARGS(found));
    }
    char longest[150];
    memset(longest, 'x', sizeof longest);
    assert_int_equal(web_reduce_name((text){ longest, sizeof longest }, &arena).len, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paths_are_decoded_once_and_checked, begin, end),
        cmocka_unit_test_setup_teardown(paths_end_at_their_limits, begin, end),
        cmocka_unit_test_setup_teardown(redirects_stay_on_this_site, begin, end),
        cmocka_unit_test_setup_teardown(everything_but_unreserved_characters_is_escaped, begin, end),
        cmocka_unit_test_setup_teardown(text_is_clean_or_not, begin, end),
        cmocka_unit_test_setup_teardown(names_of_files_are_reduced_to_text, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web/decode", tests, NULL, NULL);
}
