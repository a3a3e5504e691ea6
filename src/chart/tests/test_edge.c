/* The names of the lines stand in the order of their values, apart from each other and from the reasons of steps. */
#include <string.h>

#include "sample.h"
#include "svg_scan.h"

static void draw(const chart *c, scan *s)
{
    buffer b;
    buffer_init(&b, 1 << 20);
    chart_draw(&b, c);
    scan_svg(s, buffer_text(&b));
    assert_null(s->complaint);
    buffer_clear(&b);
}

static const scanned_words *find_words(const scan *s, const char *start)
{
    for (size_t i = 0; i < s->n_words; i++)
        if (strncmp(s->words[i].words, start, strlen(start)) == 0)
            return &s->words[i];
    fail_msg("the picture has no words that begin \"%s\"", start);
    return NULL;
}

/* A quiet series about 90 % with the upper limit where the test wants it. */
static sample *make_quiet(double upper, double target)
{
    sample *const s = sample_waits();
    for (size_t i = 0; i < s->c.n; i++) {
        s->values[i] = 0.9 + (i % 2 == 0 ? 0.01 : -0.01);
        s->centre[i] = 0.9;
        s->lower[i] = 0.85;
        s->upper[i] = upper;
        s->types[i] = UPW_POINT_COMMON_CAUSE;
    }
    s->c.target = target;
    return s;
}

static void a_target_below_a_limit_is_named_below_it(void **state)
{
    (void)state;
    static const struct {
        double upper, target;
        const char *higher, *lower;
    } cases[] = {
        { 0.952, 0.95, "limit 95.2 %", "target 95 %" },  { 0.948, 0.95, "target 95 %", "limit 94.8 %" },
        { 0.903, 0.90, "limit 90.3 %", "target 90 %" },  { 0.96, 0.901, "target 90.1 %", "mean 90.0 %" },
        { 0.96, 0.899, "mean 90.0 %", "target 89.9 %" }, { 0.96, 0.851, "target 85.1 %", "limit 85.0 %" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sample *const s = make_quiet(cases[i].upper, cases[i].target);
        static scan seen;
        draw(&s->c, &seen);
        const scanned_words *const higher = find_words(&seen, cases[i].higher), *const lower =
                                                                                    find_words(&seen, cases[i].lower);
        assert_true(higher->bottom < lower->top);
        const scanned_words *other;
        if (scan_find_overlap(&seen, &other) != NULL)
            fail_msg("words touch in case %zu", i);
        free(s);
    }
}

static void the_reason_of_a_step_keeps_away_from_the_upper_limit(void **state)
{
    (void)state;
    sample *const s = make_quiet(0.93, 0.86);
    static scan seen;
    for (size_t start = 20; start < 47; start++) {
        s->n_phases = s->c.n_phases = 2;
        s->starts[1] = start;
        s->c.phase_starts = s->starts;
        s->steps[0] = (chart_note){ start, TEXT("assessment desk at the front door") };
        s->c.step_notes = s->steps;
        s->c.n_step_notes = 1;
        draw(&s->c, &seen);
        const scanned_words *const limit = find_words(&seen, "limit 93.0 %"), *const reason =
                                                                                  find_words(&seen, "assessment desk");
        const bool is_beside = reason->right + 2 < limit->left || reason->left > limit->right + 2;
        if (!is_beside && !(reason->bottom + 2 < limit->top))
            fail_msg("a step at point %zu: its reason ends at %g, the limit's name begins at %g", start, reason->bottom,
                     limit->top);
    }
    free(s);
}

static void figures_of_one_chart_have_as_many_decimals(void **state)
{
    (void)state;
    sample *const s = make_quiet(0.95, 0.92);
    static scan seen;
    draw(&s->c, &seen);
    assert_true(scan_has_words(&seen, "limit 95.0 %"));
    assert_true(scan_has_words(&seen, "mean 90.0 %"));
    assert_true(scan_has_words(&seen, "89.0 %")); /* the last value */
    assert_true(scan_has_words(&seen, "target 92 %"));
    free(s);
}

static void pounds_of_one_chart_have_one_scale(void **state)
{
    (void)state;
    sample *const s = make_quiet(0, 0);
    s->c.unit = unit_parse(TEXT("£"));
    for (size_t i = 0; i < s->c.n; i++) {
        s->values[i] = 1000000 + (i % 2 == 0 ? 80000 : -80000);
        s->centre[i] = 1000000;
        s->lower[i] = 600000;
        s->upper[i] = 1400000;
    }
    s->c.target = 950000;
    s->c.lowest = s->c.highest = 0;
    static scan seen;
    draw(&s->c, &seen);
    size_t n_millions = 0;
    for (size_t i = 0; i < seen.n_words; i++) {
        const char *const pound = strstr(seen.words[i].words, "£");
        if (pound == NULL || strstr(pound, ",") != NULL) /* the subtitle names the unit */
            continue;
        n_millions++;
        if (strchr(pound, 'm') == NULL)
            fail_msg("\"%s\" is not in millions", seen.words[i].words);
    }
    assert_in_range(n_millions, 8, 20);
    assert_true(scan_has_words(&seen, "target £0.95m"));
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_below_a_limit_is_named_below_it),
        cmocka_unit_test(the_reason_of_a_step_keeps_away_from_the_upper_limit),
        cmocka_unit_test(figures_of_one_chart_have_as_many_decimals),
        cmocka_unit_test(pounds_of_one_chart_have_one_scale),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("edge", tests, NULL, NULL);
}
