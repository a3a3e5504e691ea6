/* Are words measured generously, broken where people break them, and kept apart? */
#include <stdlib.h>
#include <string.h>

#include "chart/metrics.h"
#include "chart/place.h"
#include "near.h"

static void widths_are_those_of_the_widest_ordinary_font(void **state)
{
    static const struct {
        text words;
        double width; /* at 10 px */
    } cases[] = {
        { TEXT(""), 0 },       { TEXT("0123456789"), 63.6 }, { TEXT("i"), 2.78 },      { TEXT("M"), 8.63 },
        { TEXT("é"), 7.5 },    { TEXT("漢字"), 20 },         { TEXT("😀"), 14 },        { TEXT("\xFF"), 10 },
        { TEXT("\u202F"), 2 }, { TEXT("\t"), 3.18 },         { TEXT("\u00A0"), 3.18 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_near_seed(metrics_width(cases[i].words, 10, false), cases[i].width, 1e-12, i + 1);
    assert_true(metrics_width(TEXT("mean"), 10, true) > 1.1 * metrics_width(TEXT("mean"), 10, false));
}

static void words_are_cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(metrics_cut(TEXT("ééé"), 15.1, 10, false).len, 4);
    assert_int_equal(metrics_cut(TEXT("ééé"), 14.9, 10, false).len, 2);
    assert_int_equal(metrics_cut(TEXT("ééé"), 0, 10, false).len, 0);
    assert_int_equal(metrics_cut(TEXT("ééé"), 1000, 10, false).len, 6);
}

static void lines_break_at_spaces(void **state)
{
    static const struct {
        const char *words;
        double width; /* px at 10 px: about 6 a letter */
        size_t max_lines;
        const char *lines; /* with | between */
    } cases[] = {
        { "", 100, 2, "" },
        { "   ", 100, 2, "" },
        { "one", 100, 2, "one" },
        { "one two three", 50, 3, "one two|three" },
        { "one two three", 50, 1, "one two three" },
        { "one two three four", 50, 2, "one two|three four" },
        { "extraordinarily long", 30, 2, "extraordinarily|long" },
        { "  one   two  ", 20, 2, "one|two" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text lines[3];
        char joined[100] = "";
        const size_t n = metrics_wrap(text_of(cases[i].words), cases[i].width, 10, false, lines, cases[i].max_lines);
        size_t used = 0;
        for (size_t k = 0; k < n; k++)
            used +=
                (size_t)snprintf(joined + used, sizeof joined - used, "%s%.*s", k > 0 ? "|" : "", TEXT_ARGS(lines[k]));
        if (strcmp(joined, cases[i].lines) != 0)
            fail_msg("\"%s\" became %s and not %s", cases[i].words, joined, cases[i].lines);
    }
}

static void a_place_is_given_once(void **state)
{
    (void)state;
    places p = { .within = { 0, 0, 100, 50 } };
    assert_true(places_take(&p, (box){ 10, 10, 30, 20 }));
    assert_false(places_take(&p, (box){ 29, 19, 40, 25 }));
    assert_true(places_take(&p, (box){ 30, 10, 40, 20 })); /* edges may meet */
    assert_false(places_take(&p, (box){ 90, 10, 101, 20 }));
    assert_false(places_take(&p, (box){ -1, 10, 5, 20 }));
    places_occupy(&p, (box){ 60, 0, 70, 50 });
    assert_false(places_are_free(&p, (box){ 65, 5, 66, 6 }));
    assert_int_equal(p.n, 3);
}

/* (0, 10), a gap at 20, (40, 10), (60, 50) */
static bool find_point(const void *context, size_t i, double *x, double *y)
{
    static const double ys[] = { 10, NAN, 10, 50 };
    (void)context;
    *x = (double)i * 20;
    *y = ys[i];
    return !isnan(ys[i]);
}

static void words_keep_off_points_and_lines_but_may_stand_in_gaps(void **state)
{
    static const struct {
        box wanted;
        bool is_free;
    } cases[] = {
        { { 10, 5, 30, 15 }, true },   /* in the gap */
        { { -5, 5, 5, 15 }, false },   /* on a point */
        { { 43, 5, 50, 14 }, false },  /* under the falling line's start */
        { { 48, 28, 52, 32 }, false }, /* on the line between two points */
        { { 50, 0, 70, 10 }, true },   /* above it */
        { { 40, 40, 48, 50 }, true },  /* below it */
        { { 61, 40, 80, 60 }, false }, /* within the clearance of the last point */
        { { 63, 40, 80, 60 }, true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const places p = {
            .within = { -100, -100, 200, 200 }, .find_point = find_point, .n_points = 4, .clearance = 2
        };
        if (places_are_free(&p, cases[i].wanted) != cases[i].is_free)
            fail_msg("case %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_those_of_the_widest_ordinary_font),
        cmocka_unit_test(words_are_cut_between_characters),
        cmocka_unit_test(lines_break_at_spaces),
        cmocka_unit_test(a_place_is_given_once),
        cmocka_unit_test(words_keep_off_points_and_lines_but_may_stand_in_gaps),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
