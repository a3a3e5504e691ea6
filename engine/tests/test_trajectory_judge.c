/* Verdicts against an agreed path: every word of the goldens, the laws of a fair judge, and what cannot be judged. */
#include "near.h"
#include "random_series.h"
#include "trajectory_golden.h"

enum { POINTS_MAX = 128, BATCH = 300 };

static upw_arena arena;

static size_t read_column(const csv_fixture *csv, const char *series, const char *column, double *out)
{
    size_t n;
    const size_t first = fixture_find(csv, "series", series, &n);
    assert_true(n > 0 && n <= POINTS_MAX);
    for (size_t i = 0; i < n; i++)
        out[i] = fixture_number(csv, first + i, column);
    return n;
}

static void check_points(golden_tally *tally, const csv_fixture *csv, size_t first, size_t n,
                         const upw_trajectory_point *points, const upw_trajectory_light *lights)
{
    for (size_t i = 0; i < n; i++) {
        const upw_trajectory_point *const p = &points[i];
        const size_t row = first + i;
        golden_check(tally, csv, row, "plan", p->plan, 1e-9, 1e-9);
        golden_check(tally, csv, row, "g", p->share, 1e-9, 1e-9);
        golden_check(tally, csv, row, "r", p->residual, 1e-9, 1e-9);
        golden_check(tally, csv, row, "c_minus", p->c_minus, 1e-9, 1e-9);
        golden_check(tally, csv, row, "c_plus", p->c_plus, 1e-9, 1e-9);
        golden_check(tally, csv, row, "power_vs_nothing", p->power, 1e-9, 1e-9);
        golden_check_exactly(tally, csv, row, "above_dip", p->is_above_dip);
        golden_check_exactly(tally, csv, row, "outside_3sigma", p->is_exceptional);
        golden_check_text(tally, csv, row, "verdict", upw_trajectory_verdict_text(p->verdict));
        golden_check(tally, csv, row, "straight_line", lights[i].line, 1e-9, 1e-9);
        golden_check_text(tally, csv, row, "rag", upw_light_text(lights[i].light));
        golden_check(tally, csv, row, "p_red_if_on_plan", lights[i].red, 1e-9, 1e-9);
        golden_check(tally, csv, row, "p_green_if_on_plan", lights[i].green, 1e-9, 1e-9);
    }
}

static double or_nan(size_t period)
{
    return period == 0 ? NAN : (double)period;
}

static void every_verdict_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture cases, baselines, expected;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&cases, "trajectory", "judge_cases.csv", false));
    assert_true(golden_open_file(&baselines, "trajectory", "judge_baseline.csv", false));
    assert_true(golden_open_file(&expected, "trajectory", "judge_expected.csv", false));
    assert_int_equal(cases.n_rows, 10);
    for (size_t c = 0; c < cases.n_rows; c++) {
        golden_plan g;
        read_plan(&cases, c, &g);
        const char *const name = fixture_text(&cases, c, "series");
        double baseline[POINTS_MAX], values[POINTS_MAX];
        upw_trajectory_point points[POINTS_MAX];
        upw_trajectory_light lights[POINTS_MAX];
        upw_trajectory_judgement j;
        const upw_trajectory_series s = { .baseline = baseline,
                                          .n_baseline = read_column(&baselines, name, "y", baseline),
                                          .values = values,
                                          .n = read_column(&expected, name, "y", values),
                                          .per_year = fixture_number(&cases, c, "per_year") };
        const upw_trajectory_options options = { .horizon = (size_t)fixture_number(&cases, c, "horizon") };
        assert_true(upw_trajectory_judge(&s, &g.plan, &options, &arena, points, &j, NULL));
        upw_trajectory_find_lights(&g.plan, values, s.n, s.per_year, j.sigma, 0, lights);
        size_t n, reds = 0;
        const size_t first = fixture_find(&expected, "series", name, &n);
        check_points(&tally, &expected, first, n, points, lights);
        for (size_t i = 0; i < n; i++)
            reds += lights[i].light == UPW_LIGHT_RED;
        golden_check_exactly(&tally, &cases, c, "n_baseline", (double)j.n_baseline);
        golden_check_exactly(&tally, &cases, c, "horizon", (double)j.horizon);
        golden_check(&tally, &cases, c, "sigma_hat", j.sigma, 1e-9, 0);
        golden_check(&tally, &cases, c, "baseline_mean", j.mean, 1e-9, 0);
        golden_check_exactly(&tally, &cases, c, "h", j.h);
        golden_check_exactly(&tally, &cases, c, "n80_vs_nothing", or_nan(j.tells_from));
        golden_check(&tally, &cases, c, "red_months_expected_if_on_plan", j.reds_expected, 1e-9, 0);
        golden_check_exactly(&tally, &cases, c, "red_seen", (double)reds);
        golden_check_exactly(&tally, &cases, c, "first_behind", or_nan(j.behind_from));
        golden_check_exactly(&tally, &cases, c, "first_ahead", or_nan(j.ahead_from));
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&cases);
    fixture_close(&baselines);
    fixture_close(&expected);
}

static void every_limit_is_that_of_the_table(void **state)
{
    (void)state;
    csv_fixture csv;
    assert_true(golden_open_file(&csv, "trajectory", "h_table.csv", false));
    assert_int_equal(csv.n_rows, 64);
    for (size_t row = 0; row < csv.n_rows; row++) {
        const bool is_known = strcmp(fixture_text(&csv, row, "n_baseline"), "known") == 0;
        const size_t n = is_known ? UPW_TRAJECTORY_KNOWN : (size_t)fixture_number(&csv, row, "n_baseline");
        double h;
        assert_true(upw_trajectory_find_limit(n, (size_t)fixture_number(&csv, row, "horizon"), &h, NULL));
        assert_true(h == fixture_number(&csv, row, "h"));
    }
    fixture_close(&csv);
}

static void between_rows_and_columns_the_cautious_limit_is_taken(void **state)
{
    (void)state;
    double h, larger;
    assert_true(upw_trajectory_find_limit(35, 49, &h, NULL));
    assert_true(h == 8.32); /* 24 points, 60 periods */
    for (size_t n = 8; n < 70; n++)
        for (size_t horizon = 1; horizon < 120; horizon++) {
            assert_true(upw_trajectory_find_limit(n, horizon, &h, NULL));
            assert_true(upw_trajectory_find_limit(n, horizon + 1, &larger, NULL));
            assert_true(larger >= h);
            assert_true(upw_trajectory_find_limit(n + 1, horizon, &larger, NULL));
            assert_true(larger <= h);
        }
    upw_error error = { 0 };
    assert_false(upw_trajectory_find_limit(7, 60, &h, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_false(upw_trajectory_find_limit(24, 121, &h, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
}

static void the_chance_of_a_signal_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture csv;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&csv, "trajectory", "power_markov.csv", false));
    size_t row = 0;
    while (row < csv.n_rows) {
        const char *const word = fixture_text(&csv, row, "truth");
        static const char *const words[UPW_TRAJECTORY_TRUTH_COUNT] = {
            "on_plan",       "nothing",           "stuck_at_bottom", "half_speed",
            "one_year_late", "dip_twice_as_deep", "half_the_climb",  "straight_line_success",
        };
        size_t truth = 0;
        while (truth + 1 < UPW_TRAJECTORY_TRUTH_COUNT && strcmp(words[truth], word) != 0)
            truth++;
        const double journey = fixture_number(&csv, row, "journey_in_sigma");
        upw_trajectory_plan plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = 0, .aim = journey };
        assert_true(upw_trajectory_complete_plan(&plan, NULL));
        double delta[60], power[60];
        for (size_t i = 0; i < 60; i++) {
            const double t = (double)(i + 1) / 12;
            delta[i] =
                upw_trajectory_find_truth(&plan, (upw_trajectory_truth)truth, t) - upw_trajectory_find_level(&plan, t);
        }
        assert_true(upw_trajectory_find_power(delta, 60, 8.32, &arena, power, NULL));
        for (size_t i = 0; i < 60; i++) /* the file has four digits */
            golden_check(&tally, &csv, row++, "power", power[i], 6e-4, 1e-9);
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&csv);
}

/* Checked against an independent program for run lengths (docs/methods/trajectory.md). */
static void the_chain_knows_a_published_chance(void **state)
{
    (void)state;
    double delta[12], power[12];
    for (size_t i = 0; i < 12; i++)
        delta[i] = -1;
    assert_true(upw_trajectory_find_power(delta, 12, 8.32, &arena, power, NULL));
    assert_true(fabs(power[11] - 0.305559) < 1e-6);
}

/* ---- laws ----------------------------------------------------------------------------------------------------------
 */

typedef struct random_case {
    upw_trajectory_plan plan;
    double baseline[24], values[60];
    upw_trajectory_series series;
} random_case;

static void make_case(random_case *c, uint64_t seed)
{
    uint64_t random = seed;
    const double journey = 20 * random_uniform(&random) - 5;
    c->plan = (upw_trajectory_plan){ .shape = (upw_trajectory_shape)random_below(&random, UPW_TRAJECTORY_MILES),
                                     .start = 70,
                                     .aim = 70 + (journey == 0 ? 1 : journey),
                                     .arrival = 5,
                                     .lag = 2,
                                     .half = 1.5 };
    if (c->plan.shape == UPW_TRAJECTORY_STEP)
        c->plan.lag = 5;
    assert_true(upw_trajectory_complete_plan(&c->plan, NULL));
    const upw_trajectory_truth truth = (upw_trajectory_truth)random_below(&random, UPW_TRAJECTORY_TRUTH_COUNT);
    for (size_t i = 0; i < 24; i++)
        c->baseline[i] = 70 + 3 * random_normal(&random);
    for (size_t i = 0; i < 60; i++)
        c->values[i] =
            random_uniform(&random) < 0.03
                ? NAN
                : upw_trajectory_find_truth(&c->plan, truth, (double)(i + 1) / 12) + 3 * random_normal(&random);
    c->series = (upw_trajectory_series){ c->baseline, 24, c->values, 60, 12, NULL };
}

static void assert_same_verdicts(const upw_trajectory_point *a, const upw_trajectory_point *b, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        if (a[i].verdict != b[i].verdict)
            fail_msg("seed %llu, period %zu: %s and %s", (unsigned long long)seed, i + 1,
                     upw_trajectory_verdict_text(a[i].verdict), upw_trajectory_verdict_text(b[i].verdict));
}

/* All values and levels as a + b y. */
static void move(random_case *c, double a, double b)
{
    c->plan.start = a + b * c->plan.start;
    c->plan.aim = a + b * c->plan.aim;
    for (size_t i = 0; i < 24; i++)
        c->baseline[i] = a + b * c->baseline[i];
    for (size_t i = 0; i < 60; i++)
        c->values[i] = a + b * c->values[i];
    c->series.baseline = c->baseline;
    c->series.values = c->values;
}

static void units_and_mirrors_change_no_verdict(void **state)
{
    (void)state;
    static const double moves[][2] = { { 1000, 1 }, { 0, 12 }, { 0, -1 }, { 250, -0.25 } };
    for (uint64_t seed = 1; seed <= 40; seed++) {
        random_case plain, moved;
        upw_trajectory_point points[60], others[60];
        upw_trajectory_judgement j;
        make_case(&plain, seed);
        assert_true(upw_trajectory_judge(&plain.series, &plain.plan, NULL, &arena, points, &j, NULL));
        const size_t k = seed % 4;
        make_case(&moved, seed);
        move(&moved, moves[k][0], moves[k][1]);
        assert_true(upw_trajectory_judge(&moved.series, &moved.plan, NULL, &arena, others, &j, NULL));
        assert_same_verdicts(points, others, 60, seed);
    }
}

static void a_later_value_changes_no_earlier_verdict(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        random_case c;
        upw_trajectory_point points[60], others[60];
        upw_trajectory_judgement j;
        make_case(&c, seed);
        assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, points, &j, NULL));
        const size_t n = 1 + seed % 59;
        c.series.n = n;
        assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, others, &j, NULL));
        assert_same_verdicts(points, others, n, seed);
    }
}

/* At twice the time of its path, a body that stays on it has been called behind wrongly with a chance of 0.075, and
 * with the limit of the arrival it would be 0.10; at five times 0.10 and 0.19 (100,000 simulated bodies with 24 months
 * before). */
static void past_the_arrival_the_limit_is_that_of_a_longer_path(void **state)
{
    (void)state;
    static const struct {
        size_t period;
        double h;
    } expected[] = { { 1, 5.92 },  { 24, 5.92 }, { 25, 6.86 },   { 36, 6.86 },   { 37, 7.70 },
                     { 60, 8.32 }, { 84, 9.24 }, { 120, 10.41 }, { 121, 10.41 }, { 126, 10.41 } };
    random_case c;
    upw_trajectory_judgement j;
    upw_trajectory_point points[POINTS_MAX];
    double values[126];
    make_case(&c, 8);
    c.plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_LINE, .start = 70, .aim = 90, .arrival = 2 };
    for (size_t i = 0; i < 126; i++)
        values[i] = upw_trajectory_find_level(&c.plan, (double)(i + 1) / 12);
    c.series.values = values;
    c.series.n = 126;
    assert_int_equal(c.series.n_baseline, 24);
    assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, points, &j, NULL));
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
        assert_true(points[expected[k].period - 1].h == expected[k].h);
    /* What lies between the two limits is behind up to the arrival, and not after it. */
    for (size_t at = 20; at <= 60; at += 40) {
        double low[126];
        memcpy(low, values, sizeof low);
        low[at - 1] -= 7 * j.sigma + j.sigma / 2;
        c.series.values = low;
        assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, points, &j, NULL));
        assert_int_equal(points[at - 1].verdict == UPW_TRAJECTORY_BEHIND, at == 20);
    }
}

static void a_larger_journey_is_never_noticed_later(void **state)
{
    (void)state;
    for (int shape = 0; shape < UPW_TRAJECTORY_MILES; shape++) {
        size_t last = SIZE_MAX;
        for (double journey = 0.5; journey < 20; journey *= 1.3) {
            upw_trajectory_plan plan = { .shape = (upw_trajectory_shape)shape,
                                         .start = 0,
                                         .aim = journey,
                                         .arrival = 5,
                                         .lag = shape == UPW_TRAJECTORY_STEP ? 5 : 2,
                                         .half = 1.5 };
            upw_trajectory_preview v;
            assert_true(upw_trajectory_complete_plan(&plan, NULL));
            assert_true(upw_trajectory_preview_plan(&plan, 12, 1, 24, 0, &arena, &v, NULL));
            const size_t n80 = v.tells_from[UPW_TRAJECTORY_NOTHING];
            assert_true((n80 == 0 ? SIZE_MAX : n80) <= last);
            last = n80 == 0 ? SIZE_MAX : n80;
        }
    }
}

static void a_batch_is_its_series_one_by_one(void **state)
{
    (void)state;
    random_case *const cases = upw_arena_take(&arena, BATCH, sizeof *cases);
    upw_trajectory_series *const series = upw_arena_take(&arena, BATCH, sizeof *series);
    upw_trajectory_plan *const plans = upw_arena_take(&arena, BATCH, sizeof *plans);
    upw_trajectory_judgement *const together = upw_arena_take(&arena, BATCH, sizeof *together);
    upw_trajectory_point *const points = upw_arena_take(&arena, (size_t)BATCH * 60, sizeof *points);
    size_t offsets[BATCH];
    upw_error_code reasons[BATCH];
    for (size_t i = 0; i < BATCH; i++) {
        make_case(&cases[i], i + 1);
        if (i % 3 > 0) { /* most share one shape and calendar, with journeys of their own */
            const double journey = cases[i].plan.aim - cases[i].plan.start;
            cases[i].plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 70 + journey };
            assert_true(upw_trajectory_complete_plan(&cases[i].plan, NULL));
            for (size_t k = 0; k < 60; k++)
                cases[i].values[k] = isnan(cases[i].values[k]) ? 70 : cases[i].values[k];
        }
        cases[i].series.n_baseline = i == 7 ? 5 : 24;
        series[i] = cases[i].series;
        plans[i] = cases[i].plan;
        offsets[i] = 60 * i;
    }
    assert_true(
        upw_trajectory_judge_batch(series, plans, BATCH, NULL, &arena, points, offsets, together, reasons, NULL));
    for (size_t i = 0; i < BATCH; i++) {
        upw_trajectory_point own[60];
        upw_trajectory_judgement alone;
        upw_error error = { 0 };
        const bool done = upw_trajectory_judge(&series[i], &plans[i], NULL, &arena, own, &alone, &error);
        assert_int_equal(reasons[i], error.code);
        assert_int_equal(done, i != 7);
        if (!done)
            continue;
        assert_int_equal(alone.tells_from, together[i].tells_from);
        assert_int_equal(alone.behind_from, together[i].behind_from);
        assert_int_equal(alone.since, together[i].since);
        assert_same_verdicts(own, points + offsets[i], 60, i + 1);
    }
    upw_arena_clear(&arena);
}

static void what_earlier_bodies_taught_changes_no_word_on_later_ones(void **state)
{
    (void)state;
    upw_trajectory_known *const known = upw_trajectory_make_known(&arena, NULL);
    assert_non_null(known);
    for (size_t i = 0; i < BATCH; i++) {
        random_case c;
        upw_trajectory_point own[60], next[60];
        upw_trajectory_judgement alone, later;
        upw_error error = { 0 }, refusal = { 0 };
        make_case(&c, i + 1);
        for (size_t k = 0; k < 60 && i % 4 > 0; k++)
            c.values[k] = isnan(c.values[k]) ? 70 : c.values[k];
        c.series.n_baseline = 6 + i % 19; /* more kinds than are kept, and some that are refused */
        const bool done = upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, own, &alone, &error);
        assert_int_equal(done,
                         upw_trajectory_judge_next(&c.series, &c.plan, NULL, known, &arena, next, &later, &refusal));
        assert_int_equal(error.code, refusal.code);
        assert_string_equal(error.message, refusal.message);
        if (!done)
            continue;
        assert_int_equal(alone.tells_from, later.tells_from);
        assert_int_equal(alone.since, later.since);
        assert_true(alone.reds_expected == later.reds_expected);
        assert_same_verdicts(own, next, c.series.n, i + 1);
    }
    upw_arena_clear(&arena);
}

static void a_pooled_correlation_is_the_one_that_was_put_in(void **state)
{
    (void)state;
    enum { BODIES = 211, MONTHS = 24 };
    static const double rhos[] = { 0, 0.2, 0.4, 0.6 };
    for (size_t k = 0; k < 4; k++) {
        double values[BODIES * MONTHS];
        size_t offsets[BODIES + 1];
        uint64_t random = 40 + k;
        for (size_t b = 0; b <= BODIES; b++)
            offsets[b] = b * MONTHS;
        for (size_t b = 0; b < BODIES; b++)
            random_autocorrelated(&random, rhos[k], values + offsets[b], MONTHS);
        double rho;
        assert_true(upw_trajectory_pool_correlation(values, offsets, BODIES, 12, &arena, &rho, NULL));
        if (!(fabs(rho - rhos[k]) < 0.03 + 4 * 0.014)) /* its bias and 4 standard deviations of it */
            fail_msg("rho %.3g for %.3g", rho, rhos[k]);
    }
    assert_near(upw_trajectory_find_factor(0.6), 3.1622776601683795, 1e-12);
}

/* ---- what cannot be judged -----------------------------------------------------------------------------------------
 */

static void what_cannot_be_judged_is_said(void **state)
{
    (void)state;
    random_case c;
    upw_trajectory_judgement j;
    upw_error error = { 0 };
    make_case(&c, 1);
    c.series.n_baseline = 7;
    assert_false(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, NULL, &j, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_string_equal(error.message,
                        "a verdict needs at least 8 values before the start of the plan, and there are 7");
    c.series.n_baseline = 24;
    c.values[4] = HUGE_VAL;
    assert_false(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, NULL, &j, &error));
    assert_int_equal(error.row, 5);
    make_case(&c, 1);
    c.plan.arrival = 11;
    assert_false(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, NULL, &j, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    make_case(&c, 1);
    for (size_t i = 0; i < 24; i++)
        c.baseline[i] = 70.1;
    assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, NULL, &j, &error));
    assert_int_equal(j.verdict, UPW_TRAJECTORY_NO_VERDICT);
}

static void without_values_it_is_too_early(void **state)
{
    (void)state;
    random_case c;
    upw_trajectory_judgement j;
    make_case(&c, 3);
    c.series.n = 0;
    assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, NULL, &j, NULL));
    assert_int_equal(j.verdict, UPW_TRAJECTORY_TOO_EARLY);
}

/* Too early to tell is one thing, and where the results stand is another. */
static void too_early_does_not_say_that_results_fit_where_they_do_not(void **state)
{
    (void)state;
    static const struct {
        double gain; /* over the level at the start, in sigma, each month; else the plan itself */
        bool is_on_plan;
        double rho;
        upw_trajectory_lean from_path, from_start;
        const char *words;
    } cases[] = {
        { 0, true, 0, UPW_TRAJECTORY_FITS, UPW_TRAJECTORY_WORSE, "fit the path, and are worse than at its start." },
        { 0, false, 0, UPW_TRAJECTORY_BETTER, UPW_TRAJECTORY_FITS,
          "are better than the path, and would also fit nothing having changed." },
        { 1, false, 0, UPW_TRAJECTORY_BETTER, UPW_TRAJECTORY_BETTER,
          "are better than the path, and are better than at its start." },
        { -4, false, 0.8, UPW_TRAJECTORY_WORSE, UPW_TRAJECTORY_WORSE,
          "are worse than the path, though not by more than ordinary variation, and are worse than at its start." },
    };
    random_case c;
    upw_trajectory_judgement j;
    double values[18];
    char words[600];
    make_case(&c, 5);
    c.plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 90, .depth = 0.5 };
    assert_true(upw_trajectory_complete_plan(&c.plan, NULL));
    c.series.values = values;
    c.series.n = 0;
    assert_true(upw_trajectory_judge(&c.series, &c.plan, NULL, &arena, NULL, &j, NULL));
    const double sigma = j.sigma;
    c.series.n = 18;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        for (size_t i = 0; i < c.series.n; i++)
            values[i] = cases[k].is_on_plan ? upw_trajectory_find_level(&c.plan, (double)(i + 1) / 12)
                                            : c.plan.start + cases[k].gain * sigma;
        const upw_trajectory_options options = { .rho = cases[k].rho };
        assert_true(upw_trajectory_judge(&c.series, &c.plan, &options, &arena, NULL, &j, NULL));
        assert_int_equal(j.verdict, UPW_TRAJECTORY_TOO_EARLY);
        assert_int_equal(j.from_path, cases[k].from_path);
        assert_int_equal(j.from_start, cases[k].from_start);
        upw_trajectory_write_verdict(&j, NULL, NULL, NULL, words, sizeof words);
        assert_non_null(strstr(words, cases[k].words));
    }
}

static void a_verdict_is_a_sentence(void **state)
{
    (void)state;
    char words[600];
    upw_trajectory_judgement j = { .verdict = UPW_TRAJECTORY_BEHIND, .since = 31, .n_baseline = 24 };
    upw_trajectory_write_verdict(&j, NULL, NULL, NULL, words, sizeof words);
    assert_string_equal(words,
                        "Behind: results have been worse than the agreed path by more than ordinary variation since "
                        "month 31.");
    j = (upw_trajectory_judgement){
        .verdict = UPW_TRAJECTORY_TOO_EARLY, .tells_from = 42, .n_baseline = 9, .is_weak = true
    };
    upw_trajectory_write_verdict(&j, NULL, NULL, NULL, words, sizeof words);
    assert_string_equal(words, "Too early to tell: results so far fit the path, and would also fit nothing having "
                               "changed. We expect to be able to tell from month 42. Weak baseline: 9 values, where 24 "
                               "are recommended.");
    j.tells_from = 0;
    upw_trajectory_write_verdict(&j, "quarter", NULL, NULL, words, sizeof words);
    assert_non_null(strstr(words, "quarter-to-quarter variation"));
}

static void a_plan_says_what_to_expect_before_it_is_signed(void **state)
{
    (void)state;
    char words[2000];
    upw_trajectory_plan plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 90 };
    upw_trajectory_preview v;
    assert_true(upw_trajectory_complete_plan(&plan, NULL));
    assert_true(upw_trajectory_preview_plan(&plan, 12, 5, 24, 0, &arena, &v, NULL));
    upw_trajectory_write_preview(&plan, &v, 12, "%", words, sizeof words);
    assert_string_equal(
        words,
        "By month 15 expect results at their worst, about 65%; by month 30 expect to be back where you "
        "started, no more; by month 35 expect no visible improvement yet; by month 60 expect the aim, 90%. In "
        "its best year this path asks for 62 % of the whole gain: a steep climb, so write down the reason for it. "
        "If nothing changes we can tell from month 42; if it stays stuck at the bottom we can tell from month "
        "37; if there is only half the climb we can tell from month 49 (three times in four). A straight-line "
        "light would call this plan red for about 39 of its 60 months.");
    plan.aim = 72;
    assert_true(upw_trajectory_preview_plan(&plan, 12, 5, 24, 0, &arena, &v, NULL));
    assert_true(v.shows_nothing);
    upw_trajectory_write_preview(&plan, &v, 12, NULL, words, sizeof words);
    assert_non_null(strstr(words, "This measure cannot show whether this plan worked"));
}

static int begin(void **state)
{
    (void)state;
    upw_arena_init(&arena, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verdict_agrees_with_the_golden),
        cmocka_unit_test(every_limit_is_that_of_the_table),
        cmocka_unit_test(between_rows_and_columns_the_cautious_limit_is_taken),
        cmocka_unit_test(the_chance_of_a_signal_agrees_with_the_golden),
        cmocka_unit_test(the_chain_knows_a_published_chance),
        cmocka_unit_test(units_and_mirrors_change_no_verdict),
        cmocka_unit_test(a_later_value_changes_no_earlier_verdict),
        cmocka_unit_test(a_larger_journey_is_never_noticed_later),
        cmocka_unit_test(a_batch_is_its_series_one_by_one),
        cmocka_unit_test(what_earlier_bodies_taught_changes_no_word_on_later_ones),
        cmocka_unit_test(a_pooled_correlation_is_the_one_that_was_put_in),
        cmocka_unit_test(what_cannot_be_judged_is_said),
        cmocka_unit_test(without_values_it_is_too_early),
        cmocka_unit_test(past_the_arrival_the_limit_is_that_of_a_longer_path),
        cmocka_unit_test(too_early_does_not_say_that_results_fit_where_they_do_not),
        cmocka_unit_test(a_verdict_is_a_sentence),
        cmocka_unit_test(a_plan_says_what_to_expect_before_it_is_signed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, begin, end);
}
