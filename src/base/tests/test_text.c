/* Do views compare, trim and cut as their names say, at both ends of every range? */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#include "near.h"

static const text nothing = { NULL, 0 };

static void views_are_compared_by_their_bytes(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT("a\0b"), TEXT("a\0b")));
    assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
    assert_false(text_equal(TEXT("a"), TEXT("ab")));
    assert_true(text_equal(nothing, TEXT("")));
    assert_true(text_equal_ignoring_case(TEXT("Value"), TEXT("vALUE")));
    assert_false(text_equal_ignoring_case(TEXT("Value"), TEXT("Values")));
    assert_false(text_equal_ignoring_case(TEXT("É"), TEXT("é")));
    assert_false(text_equal_ignoring_case(TEXT("@"), TEXT("`")));
    static const char *const rising[] = { "", "A", "AA", "AB", "B", "a", "\xC3\xA9" };
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++)
        for (size_t k = 0; k < sizeof rising / sizeof *rising; k++) {
            const int order = text_compare(text_of(rising[i]), text_of(rising[k]));
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    assert_int_equal(text_compare(nothing, TEXT("")), 0);
}

static void parts_are_found(void **state)
{
    (void)state;
    assert_true(text_starts_with(TEXT("ab"), TEXT("ab")));
    assert_true(text_starts_with(TEXT("ab"), nothing));
    assert_false(text_starts_with(TEXT("a"), TEXT("ab")));
    assert_false(text_starts_with(TEXT("ba"), TEXT("a")));
    assert_true(text_contains(TEXT("abc"), TEXT("bc")));
    assert_true(text_contains(nothing, nothing));
    assert_false(text_contains(TEXT("abc"), TEXT("cb")));
    assert_false(text_contains(TEXT("a"), TEXT("ab")));
}

static void spaces_are_trimmed_at_both_ends_only(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        { "", "" },         { " \t\r\n", "" },         { " a b ", "a b" },
        { "a", "a" },       { "\u00A0 a\u00A0", "a" }, { "\u00A0\u00A0", "" },
        { "\xC2", "\xC2" }, { "\xA0", "\xA0" },        { "é ", "é" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(text_equal(text_trim(text_of(cases[i].from)), text_of(cases[i].to)));
    assert_int_equal(text_trim(nothing).len, 0);
}

static void a_list_is_taken_apart_to_its_end(void **state)
{
    (void)state;
    text rest = TEXT("a;;b");
    assert_true(text_equal(text_take_until(&rest, ';'), TEXT("a")));
    assert_true(text_equal(text_take_until(&rest, ';'), TEXT("")));
    assert_true(text_equal(text_take_until(&rest, ';'), TEXT("b")));
    assert_int_equal(rest.len, 0);
    assert_true(text_equal(text_take_until(&rest, ';'), TEXT("")));
    rest = nothing;
    assert_int_equal(text_take_until(&rest, ';').len, 0);
}

/* Each case also behind and before seven plain bytes, which are looked at eight at a time. */
static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool is_utf8;
    } cases[] = {
        { "plain", true },
        { "\x7F", true },
        { "\xC2\x80", true },
        { "\xDF\xBF", true },
        { "\xE0\xA0\x80", true },
        { "\xED\x9F\xBF", true },
        { "\xEE\x80\x80", true },
        { "\xEF\xBF\xBF", true },
        { "\xF0\x90\x80\x80", true },
        { "\xF4\x8F\xBF\xBF", true },
        { "\x80", false },
        { "\xBF", false },
        { "\xC0\x80", false },         /* overlong */
        { "\xC1\xBF", false },         /* overlong */
        { "\xE0\x9F\xBF", false },     /* overlong */
        { "\xF0\x8F\xBF\xBF", false }, /* overlong */
        { "\xED\xA0\x80", false },     /* a surrogate */
        { "\xF4\x90\x80\x80", false }, /* above U+10FFFF */
        { "\xF5\x80\x80\x80", false },
        { "\xFF", false },
        { "\xC2", false }, /* cut off */
        { "\xE2\x82", false },
        { "\xF0\x9F\x98", false },
        { "\xC2 ", false },
        { "\xE2\x82 ", false },
        { "\xE2 \x82", false },
        { "\xF0\x9F\x98 ", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t before = 0; before < 9; before++)
            for (size_t after = 0; after < 9; after++) {
                const size_t len = strlen(cases[i].bytes), size = before + len + after;
                char *const exact = malloc(size > 0 ? size : 1);
                assert_non_null(exact);
                memset(exact, 'x', size);
                memcpy(exact + before, cases[i].bytes, len);
                if (text_is_utf8((text){ exact, size }) != cases[i].is_utf8)
                    fail_msg("case %zu, %zu bytes before, %zu after", i, before, after);
                free(exact);
            }
    assert_true(text_is_utf8(TEXT("")));
    assert_true(text_is_utf8(TEXT("\0")));
}

static void sentences_are_made_fit_to_show(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        { "", "" },
        { "as it is: £1.2m – 37 %", "as it is: £1.2m – 37 %" },
        { "a\nb\r\nc\td", "a b  c d" },
        { "\033[31mred\x7F", " [31mred " },
        { "a\xC2\x9B"
          "b\xC2\x85"
          "c\u00A0d",
          "a b c\u00A0d" },
        { "cut \xE2\x82", "cut " },
        { "cut \xF0\x9F\x98, here", "cut , here" },
        { "\x80\xFFx", "x" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sentence[100];
        snprintf(sentence, sizeof sentence, "%s", cases[i].from);
        text_make_showable(sentence);
        assert_string_equal(sentence, cases[i].to);
    }
}

static void distances_count_edits(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t edits;
    } cases[] = {
        { "", "", 0 },
        { "", "abc", 3 },
        { "period", "perod", 1 },
        { "period", "Period", 0 },
        { "kitten", "sitting", 3 },
        { "value", "value", 0 },
        { "flaw", "lawn", 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(text_distance(text_of(cases[i].a), text_of(cases[i].b)), cases[i].edits);
        assert_int_equal(text_distance(text_of(cases[i].b), text_of(cases[i].a)), cases[i].edits);
    }
    char a[200], b[200];
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    assert_int_equal(text_distance((text){ a, sizeof a }, (text){ b, sizeof b }), 64);
    assert_int_equal(text_distance((text){ a, sizeof a }, (text){ a, 64 }), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_compared_by_their_bytes),
        cmocka_unit_test(parts_are_found),
        cmocka_unit_test(spaces_are_trimmed_at_both_ends_only),
        cmocka_unit_test(a_list_is_taken_apart_to_its_end),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(sentences_are_made_fit_to_show),
        cmocka_unit_test(distances_count_edits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
