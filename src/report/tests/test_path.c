/* Does every calendar put results where they belong beside an agreed path, and each share its own variation? */
#include "report/path.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "near.h"

enum { POINTS = 60 };

/* One series, its periods as people write them. */
typedef struct one_series {
    upw_arena arena;
    series_table table;
    series_key key;
    size_t offsets[2];
    period periods[POINTS];
    double values[POINTS], numerators[POINTS], denominators[POINTS];
    agreed_plan plan;
    path_series path;
    upw_error error;
    bool is_gathered;
} one_series;

static period period_of(const char *words)
{
    period out;
    const char *reason;
    assert_true(period_parse(text_of(words), PERIOD_ORDER_ISO, &out, &reason));
    return out;
}

static void begin(one_series *s, const char *from)
{
    *s = (one_series){ .plan = { .plan = { .start = 2, .aim = 4 }, .has_start = true, .has_from = true } };
    s->plan.from = period_of(from);
    s->table = (series_table){
        .n_series = 1, .keys = &s->key, .offsets = s->offsets, .periods = s->periods, .values = s->values
    };
    memory_init_arena(&s->arena);
}

static void add_point(one_series *s, period when, double value)
{
    assert_true(s->offsets[1] < POINTS);
    s->periods[s->offsets[1]] = when;
    s->values[s->offsets[1]++] = value;
    s->table.n_points = s->offsets[1];
}

static bool gather(one_series *s)
{
    s->is_gathered = path_gather(&s->table, 0, &s->plan, 0, &s->arena, &s->path, &s->error);
    return s->is_gathered;
}

static void gather_all(one_series *s, const char *from, const char *const *periods, size_t n)
{
    begin(s, from);
    for (size_t i = 0; i < n; i++)
        add_point(s, period_of(periods[i]), (double)i + 1);
    if (!gather(s))
        fail_msg("%s", s->error.message);
}

static void check_name(const one_series *s, size_t n, const char *expected)
{
    char words[80];
    path_name_period(&s->path.calendar, n, words, sizeof words);
    assert_string_equal(words, expected);
}

static void every_calendar_counts_from_the_start_of_the_path(void **state)
{
    (void)state;
    static const struct {
        const char *from, *periods[5]; /* two before the start, three from it on */
        double per_year;
        const char *noun, *second;
    } cases[] = {
        { "2020-04", { "2020-02", "2020-03", "2020-04", "2020-05", "2020-06" }, 12, "month", "May 2020" },
        { "2020-01", { "2019-11", "2019-12", "2020-01", "2020-02", "2020-03" }, 12, "month", "February 2020" },
        { "2020-Q1", { "2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2", "2020-Q3" }, 4, "quarter", NULL },
        { "2020/21", { "2018/19", "2019/20", "2020/21", "2021/22", "2022/23" }, 1, "year", NULL },
        { "2020-01-20",
          { "2020-01-06", "2020-01-13", "2020-01-20", "2020-01-27", "2020-02-03" },
          365.2425 / 7,
          "week",
          NULL },
        { "2020-04-01", { "2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01" }, 12, "month", NULL },
        { "3", { "1", "2", "3", "4", "5" }, 12, "month", "month 2" },
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        one_series s;
        gather_all(&s, cases[c].from, cases[c].periods, 5);
        const upw_trajectory_series *const r = &s.path.series;
        if (r->n_baseline != 2 || r->n != 3)
            fail_msg("from %s: %zu before the start, %zu after", cases[c].from, r->n_baseline, r->n);
        assert_true(r->baseline[0] == 1 && r->baseline[1] == 2 && r->values[0] == 3 && r->values[2] == 5);
        assert_near(r->per_year, cases[c].per_year, 1e-12);
        assert_string_equal(s.path.noun, cases[c].noun);
        if (cases[c].second != NULL)
            check_name(&s, 2, cases[c].second);
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(path_get_period(&s.path.calendar, (int64_t)i - 1).code,
                             period_of(cases[c].periods[i]).code);
        upw_arena_clear(&s.arena);
    }
}

static void a_gap_is_a_period_without_a_value(void **state)
{
    (void)state;
    static const char *const periods[] = { "2019-12", "2020-03", "2020-05", "2020-08" };
    one_series s;
    gather_all(&s, "2020-04", periods, 4);
    assert_int_equal(s.path.series.n_baseline, 4);
    assert_int_equal(s.path.series.n, 5);
    assert_true(s.path.series.baseline[0] == 1 && isnan(s.path.series.baseline[1]) && s.path.series.baseline[3] == 2);
    assert_true(isnan(s.path.series.values[0]) && s.path.series.values[1] == 3 && isnan(s.path.series.values[3]) &&
                s.path.series.values[4] == 4);
    upw_arena_clear(&s.arena);
}

static void a_start_within_a_period_makes_it_the_first_of_the_path(void **state)
{
    (void)state;
    static const char *const quarters[] = { "2020-Q1", "2020-Q2", "2020-Q3" };
    static const char *const weeks[] = { "2020-01-06", "2020-01-13", "2020-01-20" };
    static const char *const years[] = { "2018/19", "2019/20", "2020/21" };
    static const struct {
        const char *from;
        const char *const *periods;
    } cases[] = { { "2020-05", quarters }, { "2020-06-30", quarters }, { "2020-01-16", weeks }, { "2019-07", years } };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        one_series s;
        gather_all(&s, cases[c].from, cases[c].periods, 3);
        if (s.path.series.n_baseline != 1 || s.path.series.n != 2)
            fail_msg("from %s: %zu before the start, %zu after", cases[c].from, s.path.series.n_baseline,
                     s.path.series.n);
        upw_arena_clear(&s.arena);
    }
}

static void a_path_in_the_future_has_a_baseline_and_no_results(void **state)
{
    (void)state;
    static const char *const periods[] = { "2020-01", "2020-02" };
    one_series s;
    gather_all(&s, "2021-01", periods, 2);
    assert_int_equal(s.path.series.n, 0);
    assert_int_equal(s.path.series.n_baseline, 12); /* from January to December: ten of them without a value */
    upw_arena_clear(&s.arena);
}

static void what_cannot_be_put_on_a_grid_is_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *from, *periods[3], *says;
    } cases[] = {
        { "2020-04", { "2020-04", "2020-Q3", "2020-Q4" }, "different kinds" },
        { "2020-01-01", { "2020-01-06", "2020-01-13", "2020-01-15" }, "these days lie at other distances" },
        { "3", { "2020-01", "2020-02", "2020-03" }, "starts at a number" },
        { "2020-01", { "1", "2", "3" }, "starts at a date" },
        { "2020-04", { "2020-05", "2020-05", "2020-06" }, "two values for one month" },
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        one_series s;
        begin(&s, cases[c].from);
        for (size_t i = 0; i < 3; i++)
            add_point(&s, period_of(cases[c].periods[i]), 1);
        if (gather(&s) || strstr(s.error.message, cases[c].says) == NULL)
            fail_msg("case %zu: \"%s\"", c, s.error.message);
        upw_arena_clear(&s.arena);
    }
}

static void two_values_in_one_week_are_refused(void **state)
{
    (void)state;
    one_series s;
    begin(&s, "2020-01-06");
    add_point(&s, period_of("2020-01-06"), 1);
    add_point(&s, period_of("2020-01-13"), 1);
    add_point(&s, period_of("2020-01-13"), 2);
    assert_false(gather(&s));
    assert_non_null(strstr(s.error.message, "two values for one week"));
    upw_arena_clear(&s.arena);
}

static void a_level_that_nobody_agreed_is_the_mean_of_what_stands_before(void **state)
{
    (void)state;
    one_series s;
    begin(&s, "2020-04");
    s.plan.has_start = false;
    s.plan.plan.start = NAN;
    add_point(&s, period_of("2020-01"), 60);
    add_point(&s, period_of("2020-02"), NAN);
    add_point(&s, period_of("2020-03"), 70);
    assert_true(gather(&s));
    assert_true(s.path.plan.plan.start == 65);
    upw_arena_clear(&s.arena);
    begin(&s, "2020-04");
    s.plan.has_start = false;
    add_point(&s, period_of("2020-04"), 60);
    assert_false(gather(&s));
    assert_int_equal(s.error.code, UPW_TOO_FEW);
    upw_arena_clear(&s.arena);
}

/* ---- one scale ---- */

static void a_plan_in_another_scale_than_its_values_is_refused(void **state)
{
    (void)state;
    static const struct {
        double start, aim; /* NaN: no start was agreed */
        double values[3];  /* two before the path, one on it */
        bool is_share;
        int direction;
        const char *says; /* NULL: nothing */
        const char *unit;
    } cases[] = {
        { 70,
          90,
          { 0.71, 0.68, 0.7 },
          true,
          0,
          "the start of its plan is 70, and its values lie between 0.68 and 0.71" },
        { NAN, 90, { 0.71, 0.68, 0.7 }, true, 1, "the aim of its plan is 90" },
        { NAN, 5, { 0.3, 0.28, 0.3 }, true, 0, "the aim of its plan is 5" },
        { 0.7, 90, { 0.71, 0.68, 0.7 }, true, 0, "the aim of its plan is 90" },
        { 70, 90, { 0.71, 0.68, 0.7 }, false, 0, "the start of its plan is 70" },
        { 0.7, 0.9, { 71, 68, 70 }, false, 0, "the start of its plan is 0.7, and its values lie between 68 and 71" },
        { NAN, 0.95, { 71, 68, 70 }, false, 1, "the aim of its plan is 0.95" },
        { NAN, 900, { 1, 2, 3 }, false, 0, "the aim of its plan is 900" },
        { 0.7, 0.9, { 0.71, 0.68, 0.7 }, true, 0, NULL },
        { 70, 90, { 71, 68, 70 }, false, 0, NULL },
        { 1.5, 50, { 1, 2, 3 }, false, 1, NULL },       /* fifty people trained, where there were two */
        { NAN, 0.9, { 40, 38, 41 }, false, -1, NULL },  /* nearly none left */
        { NAN, 0, { 40, 38, 41 }, false, 0, NULL },     /* none */
        { -0.5, 2, { 0.01, -0.3, 1 }, false, 1, NULL }, /* around nought */
        { 0.03, 0.9, { 0.02, 0.04, 0.05 }, true, 1, NULL },
        { 3, 1, { 0, 0, 0 }, false, 0, NULL },
        { 70, 90, { 0.71, 0.68, 0.7 }, false, 0, NULL, "%" }, /* 70 % */
        { NAN, 90, { 0.71, 0.68, 0.7 }, true, 0, NULL, "%" },
        { 0.4, 0.2, { 0.41, 0.38, 0.4 }, false, 0, NULL, "%" }, /* 0.4 % */
        { 7000, 9000, { 0.71, 0.68, 0.7 }, true, 0, "the start of its plan is 7000", "%" },
    };
    static const char *const periods[] = { "2020-02", "2020-03", "2020-04" };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        one_series s;
        begin(&s, "2020-04");
        s.plan =
            (agreed_plan){ .plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = cases[c].start, .aim = cases[c].aim },
                           .has_start = !isnan(cases[c].start),
                           .direction = cases[c].direction,
                           .has_from = true,
                           .from = period_of("2020-04") };
        s.key.has_percent_values = cases[c].is_share;
        s.plan.has_unit = cases[c].unit != NULL;
        s.plan.unit = unit_parse(text_of(s.plan.has_unit ? cases[c].unit : ""));
        for (size_t i = 0; i < 3; i++)
            add_point(&s, period_of(periods[i]), cases[c].values[i]);
        const bool is_refused = !gather(&s);
        if (is_refused != (cases[c].says != NULL) || (is_refused && strstr(s.error.message, cases[c].says) == NULL))
            fail_msg("case %zu: \"%s\"", c, s.error.message);
        const double whole =
            cases[c].aim == 90 ? 100 : 1; /* what passes in percent beside shares is a share from then on */
        if (!is_refused)
            assert_near(s.path.plan.plan.aim, cases[c].aim / (cases[c].values[0] < 1 ? whole : 1), 1e-12);
        upw_arena_clear(&s.arena);
    }
}

/* ---- shares of many and of few ---- */

/* 24 months before the start and 12 after it; sizes alternate between `size` and `other`. */
static void gather_shares(one_series *s, double size, double other, double scale, bool is_rest)
{
    begin(s, "2020-01");
    s->plan.plan.start = 0.7 * scale;
    s->plan.plan.aim = 0.9 * scale;
    s->table.numerators = s->numerators;
    s->table.denominators = s->denominators;
    for (size_t i = 0; i < 36; i++) {
        const double n = i % 2 == 0 ? size : other, share = 0.7 + 0.02 * (double)(i * i % 5) / 4;
        s->numerators[i] = round(share * n);
        s->denominators[i] = n;
        const double value = s->numerators[i] / n;
        add_point(s,
                  period_make(civil_to_days((civil_date){ (int32_t)(2018 + i / 12), (uint8_t)(i % 12 + 1), 1 }),
                              PERIOD_MONTH),
                  scale * (is_rest ? 1 - value : value));
    }
    assert_true(gather(s));
}

/* Laney 2002, by hand. */
static double sigma_by_hand(const one_series *s, size_t i)
{
    double events = 0, all = 0, ranges = 0, before = 0;
    for (size_t k = 0; k < 24; k++) {
        events += s->numerators[k];
        all += s->denominators[k];
    }
    const double p = events / all;
    for (size_t k = 0; k < 24; k++) {
        const double n = s->denominators[k], z = (s->numerators[k] / n - p) / sqrt(p * (1 - p) / n);
        ranges += k > 0 ? fabs(z - before) : 0;
        before = z;
    }
    return sqrt(p * (1 - p) / s->denominators[i]) * ranges / 23 / 1.128379167095512574;
}

static void shares_of_many_and_of_few_have_a_variation_of_their_own(void **state)
{
    (void)state;
    static const double scales[] = { 1, 100, 1, 100 };
    for (size_t c = 0; c < 4; c++) {
        one_series s;
        gather_shares(&s, 4000, 400, scales[c], c >= 2);
        assert_non_null(s.path.series.sigmas);
        for (size_t i = 0; i < 12; i++)
            assert_near(s.path.series.sigmas[i], scales[c] * sigma_by_hand(&s, 24 + i), 1e-3);
        assert_near(s.path.series.sigmas[1] / s.path.series.sigmas[0], sqrt(10), 1e-9);
        upw_arena_clear(&s.arena);
    }
}

static void shares_of_about_as_many_have_one_variation(void **state)
{
    (void)state;
    one_series s;
    gather_shares(&s, 1000, 1200, 1, false);
    assert_null(s.path.series.sigmas);
    upw_arena_clear(&s.arena);
}

static void values_that_are_no_shares_of_their_counts_have_one_variation(void **state)
{
    (void)state;
    one_series s;
    gather_shares(&s, 4000, 400, 1, false);
    s.values[30] += 0.01;
    assert_true(gather(&s));
    assert_null(s.path.series.sigmas);
    s.values[30] -= 0.01;
    for (size_t i = 0; i < 36; i++) /* rates: more events than people */
        s.values[i] = (s.numerators[i] *= 2) / s.denominators[i];
    assert_true(gather(&s));
    assert_null(s.path.series.sigmas);
    upw_arena_clear(&s.arena);
}

static void the_words_say_that_sizes_differ(void **state)
{
    (void)state;
    one_series s;
    gather_shares(&s, 4000, 400, 1, false);
    s.path.plan.plan = (upw_trajectory_plan){ .start = 0.7, .aim = 0.9, .shape = UPW_TRAJECTORY_JCURVE };
    assert_true(upw_trajectory_complete_plan(&s.path.plan.plan, NULL));
    assert_true(path_judge(&s.path, NULL, &s.arena, &s.error));
    const text words = path_write_words(&s.path, &s.arena);
    assert_non_null(memmem(words.at, words.len, "its own variation", 17));
    upw_arena_clear(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_calendar_counts_from_the_start_of_the_path),
        cmocka_unit_test(a_gap_is_a_period_without_a_value),
        cmocka_unit_test(a_start_within_a_period_makes_it_the_first_of_the_path),
        cmocka_unit_test(a_path_in_the_future_has_a_baseline_and_no_results),
        cmocka_unit_test(what_cannot_be_put_on_a_grid_is_refused_with_the_reason),
        cmocka_unit_test(two_values_in_one_week_are_refused),
        cmocka_unit_test(a_level_that_nobody_agreed_is_the_mean_of_what_stands_before),
        cmocka_unit_test(a_plan_in_another_scale_than_its_values_is_refused),
        cmocka_unit_test(shares_of_many_and_of_few_have_a_variation_of_their_own),
        cmocka_unit_test(shares_of_about_as_many_have_one_variation),
        cmocka_unit_test(values_that_are_no_shares_of_their_counts_have_one_variation),
        cmocka_unit_test(the_words_say_that_sizes_differ),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
