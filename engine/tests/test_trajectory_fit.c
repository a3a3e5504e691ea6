/* A path estimated from results: estimates, forecasts and chances against the goldens, and what cannot be told. */
#include "near.h"
#include "random.h"
#include "trajectory_golden.h"

enum { POINTS_MAX = 128, YEARS = 7 };

static upw_arena arena;
static const upw_trajectory_draws *draws;

typedef struct fit_case {
    double values[POINTS_MAX];
    upw_trajectory_series series;
    upw_trajectory_plan plan;
} fit_case;

static void read_case(const csv_fixture *cases, size_t row, const csv_fixture *series, fit_case *c)
{
    size_t n, n_baseline = 0;
    const size_t first = fixture_find(series, "case", fixture_text(cases, row, "case"), &n);
    assert_true(n > 0 && n <= POINTS_MAX);
    for (size_t i = 0; i < n; i++) {
        c->values[i] = fixture_number(series, first + i, "y");
        n_baseline += strcmp(fixture_text(series, first + i, "phase"), "baseline") == 0;
    }
    c->series = (upw_trajectory_series){ c->values, n_baseline, c->values + n_baseline, n - n_baseline, 12, NULL };
    c->plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_JCURVE,
                                     .start = fixture_number(cases, row, "start"),
                                     .aim = fixture_number(cases, row, "aim") };
    assert_true(upw_trajectory_complete_plan(&c->plan, NULL));
}

static void check_fit(golden_tally *tally, const csv_fixture *csv, size_t row, const upw_trajectory_fit *f)
{
    const upw_trajectory_curve *const e = &f->estimate;
    golden_check(tally, csv, row, "n", (double)f->n, 0, 0);
    golden_check(tally, csv, row, "sigma", f->sigma, 1e-9, 0);
    golden_check(tally, csv, row, "prior_mean_y0", f->prior_mean[0], 1e-9, 0);
    golden_check(tally, csv, row, "prior_sd_y0", f->prior_sd[0], 1e-9, 0);
    golden_check(tally, csv, row, "prior_mean_A", f->prior_mean[1], 1e-9, 0);
    golden_check(tally, csv, row, "prior_sd_A", f->prior_sd[1], 1e-9, 0);
    assert_true(f->q <= fixture_number(csv, row, "map_Q") + 1e-6);
    if (f->q > fixture_number(csv, row, "map_Q") - 1e-6) {
        golden_check(tally, csv, row, "map_y0", e->from, 1e-3, 0);
        golden_check(tally, csv, row, "map_A", e->to, 1e-3, 0);
        golden_check(tally, csv, row, "map_D", e->depth, 1e-3, 0);
        golden_check(tally, csv, row, "map_tr", e->upturn, 1e-3, 0);
        golden_check(tally, csv, row, "map_tb", e->bottom, 1e-3, 0);
        golden_check(tally, csv, row, "map_T", e->arrival, 1e-3, 0);
        golden_check(tally, csv, row, "lap_sd_y0", f->sd[0], 1e-3, 0);
        golden_check(tally, csv, row, "lap_sd_A", f->sd[1], 1e-3, 0);
        golden_check(tally, csv, row, "lap_sd_logD", f->sd[2], 1e-3, 0);
        golden_check(tally, csv, row, "lap_sd_logtr", f->sd[3], 1e-3, 0);
    } else {
        printf("# %s: a better estimate than the golden's\n", fixture_text(csv, row, "case"));
    }
    golden_check(tally, csv, row, "log_ml_J", f->log_ml, 0, 0.05);
    golden_check(tally, csv, row, "log_ml_flat", f->log_ml_flat, 1e-9, 0);
    golden_check(tally, csv, row, "p_flat", f->nothing, 0, 0.02);
    golden_check(tally, csv, row, "lambda_5y", f->arrival.lambda, 0, 0.02);
    golden_check(tally, csv, row, "p_aim_5y", f->arrival.aim, 0, 0.02);
    golden_check(tally, csv, row, "p_90pct_5y", f->arrival.nearly, 0, 0.02);
    golden_check_text(tally, csv, row, "statement_5y", upw_trajectory_outlook_text(f->outlook));
    printf("# %s: %.0f draws' worth, the golden %.0f\n", fixture_text(csv, row, "case"), f->ess,
           fixture_number(csv, row, "ess"));
}

static void check_forecast(golden_tally *tally, const csv_fixture *csv, size_t row, const upw_trajectory_forecast *f,
                           double journey, double ess)
{
    static const char *const quantiles[] = { "q10", "q25", "q50", "q75", "q90" };
    const double level = 0.02 * journey, chance = ess < 1000 ? 0.03 : 0.02;
    golden_check(tally, csv, row, "prior_mean", f->prior_mean, 0, level);
    golden_check(tally, csv, row, "prior_sd", f->prior_sd, 0, level);
    golden_check(tally, csv, row, "post_mean", f->mean, 0, level);
    golden_check(tally, csv, row, "post_sd", f->sd, 0, level);
    for (size_t k = 0; k < UPW_TRAJECTORY_QUANTILES; k++)
        golden_check(tally, csv, row, quantiles[k], f->quantiles[k], 0, level);
    golden_check(tally, csv, row, "lambda", f->lambda, 0, 0.02);
    golden_check(tally, csv, row, "p_aim", f->aim, 0, chance);
    golden_check(tally, csv, row, "p_90pct_journey", f->nearly, 0, chance);
    golden_check(tally, csv, row, "p_aim_prior", f->prior_aim, 0, chance);
}

static void every_estimate_and_forecast_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture cases, series, expected;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&cases, "trajectory", "fit_expected.csv", false));
    assert_true(golden_open_file(&series, "trajectory", "fit_series.csv", false));
    assert_true(golden_open_file(&expected, "trajectory", "fit_forecast.csv", false));
    assert_int_equal(cases.n_rows, 10);
    for (size_t row = 0; row < cases.n_rows; row++) {
        fit_case c;
        upw_trajectory_fit f;
        upw_trajectory_forecast forecasts[YEARS];
        for (size_t y = 0; y < YEARS; y++)
            forecasts[y].time = (double)(y + 1);
        read_case(&cases, row, &series, &c);
        assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, forecasts, YEARS, &f, NULL));
        check_fit(&tally, &cases, row, &f);
        size_t n;
        const size_t first = fixture_find(&expected, "case", fixture_text(&cases, row, "case"), &n);
        assert_int_equal(n, YEARS);
        for (size_t y = 0; y < YEARS; y++)
            check_forecast(&tally, &expected, first + y, &forecasts[y], fabs(c.plan.aim - c.plan.start), f.ess);
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&cases);
    fixture_close(&series);
    fixture_close(&expected);
}

static void make_case(fit_case *c, uint64_t seed, upw_trajectory_truth truth, size_t months)
{
    random_stream random = random_begin(seed);
    c->plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 90 };
    assert_true(upw_trajectory_complete_plan(&c->plan, NULL));
    for (size_t i = 0; i < 24 + months; i++)
        c->values[i] =
            upw_trajectory_find_truth(&c->plan, truth, ((double)i - 23) / 12) + 4 * random_take_normal(&random);
    c->series = (upw_trajectory_series){ c->values, 24, c->values + 24, months, 12, NULL };
}

static void chances_and_quantiles_are_in_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        fit_case c;
        upw_trajectory_fit f;
        make_case(&c, seed, (upw_trajectory_truth)(seed % UPW_TRAJECTORY_TRUTH_COUNT), 6 + 4 * (size_t)seed);
        assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &f, NULL));
        const upw_trajectory_forecast *const a = &f.arrival;
        for (size_t k = 1; k < UPW_TRAJECTORY_QUANTILES; k++)
            assert_true(a->quantiles[k] >= a->quantiles[k - 1]);
        if (f.ess < 400) { /* even after drawing again: no chances are given */
            printf("# seed %llu: %.0f of %zu draws' worth\n", (unsigned long long)seed, f.ess, f.draws);
            assert_int_equal(f.draws, 80000);
            assert_int_equal(f.outlook, UPW_TRAJECTORY_CANNOT_TELL);
            assert_true(isnan(a->aim) && isnan(a->nearly) && isnan(f.nothing));
            continue;
        }
        assert_true(a->aim >= 0 && a->aim <= a->nearly && a->nearly <= 1 + 1e-12);
        assert_true(f.nothing >= 0 && f.nothing <= 1);
        assert_true(a->single_low < a->quantiles[0] && a->single_high > a->quantiles[4]);
        assert_true(f.ess <= (double)f.draws);
        assert_true(f.estimate.bottom < f.estimate.upturn && f.estimate.upturn < f.estimate.arrival);
    }
}

static void units_and_mirrors_change_no_chance(void **state)
{
    (void)state;
    fit_case c;
    upw_trajectory_fit plain, moved;
    make_case(&c, 5, UPW_TRAJECTORY_ON_PLAN, 40);
    assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &plain, NULL));
    for (size_t i = 0; i < 64; i++)
        c.values[i] = 500 - 3 * c.values[i];
    c.plan.start = 500 - 3 * c.plan.start;
    c.plan.aim = 500 - 3 * c.plan.aim;
    assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &moved, NULL));
    /* Mirrored levels take mirrored draws, so chances agree only as well as two runs do. */
    assert_true(fabs(plain.arrival.nearly - moved.arrival.nearly) < 0.03);
    assert_true(fabs(plain.nothing - moved.nothing) < 0.02);
    assert_near(plain.q, moved.q, 1e-6);
}

/* The offered path, with the same results in two fifths of the time: a fit whose belief is not the agreed path would
 * see something else in them. */
static void the_agreed_path_is_what_is_believed_before(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        fit_case c;
        upw_trajectory_fit slow, fast;
        make_case(&c, seed, UPW_TRAJECTORY_ON_PLAN, 12 * (size_t)seed);
        assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &slow, NULL));
        assert_near(slow.prior.upturn, 2.5, 1e-12);
        c.plan.bottom *= 0.4;
        c.plan.upturn *= 0.4;
        c.plan.arrival *= 0.4;
        c.series.per_year = 30;
        assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &fast, NULL));
        assert_near(fast.prior.upturn, 1, 1e-12);
        assert_near(fast.estimate.upturn, 0.4 * slow.estimate.upturn, 1e-4);
        assert_near(fast.estimate.arrival, 0.4 * slow.estimate.arrival, 1e-4);
        assert_near(fast.q, slow.q, 1e-8);
        assert_near(fast.arrival.prior_sd, slow.arrival.prior_sd, 1e-9);
        assert_near(fast.arrival.lambda, slow.arrival.lambda, 1e-3);
        assert_near(fast.nothing, slow.nothing, 1e-3);
    }
}

static void the_belief_of_every_shape_arrives_when_agreed(void **state)
{
    (void)state;
    static const upw_trajectory_milestone miles[] = { { 1, -0.1 }, { 3, 1 } };
    const struct {
        upw_trajectory_plan plan;
        upw_trajectory_curve prior;
    } cases[] = {
        { { .shape = UPW_TRAJECTORY_JCURVE, .depth = 0.4, .bottom = 0.5, .upturn = 2, .arrival = 3 },
          { .depth = 0.4, .bottom = 0.5, .upturn = 2, .arrival = 3 } },
        { { .shape = UPW_TRAJECTORY_LINE, .arrival = 3 },
          { .depth = 0.25, .bottom = 0.75, .upturn = 1.5, .arrival = 3 } },
        { { .shape = UPW_TRAJECTORY_STEP, .lag = 3 }, { .depth = 0.25, .bottom = 0.75, .upturn = 1.5, .arrival = 3 } },
        { { .shape = UPW_TRAJECTORY_LAG_S, .lag = 2, .arrival = 3 },
          { .depth = 0.25, .bottom = 1, .upturn = 2, .arrival = 3 } },
        { { .shape = UPW_TRAJECTORY_DIM, .half = 1, .arrival = 3 },
          { .depth = 0.25, .bottom = 0.75, .upturn = 1.5, .arrival = 3 } },
        { { .shape = UPW_TRAJECTORY_MILES, .milestones = miles, .n_milestones = 2 },
          { .depth = 0.25, .bottom = 0.75, .upturn = 1.5, .arrival = 3 } },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        fit_case c;
        upw_trajectory_fit f;
        make_case(&c, 5, UPW_TRAJECTORY_ON_PLAN, 18);
        c.plan = cases[k].plan;
        c.plan.start = 70;
        c.plan.aim = 90;
        assert_true(upw_trajectory_complete_plan(&c.plan, NULL));
        assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &f, NULL));
        assert_near(f.prior.depth, cases[k].prior.depth, 1e-12);
        assert_near(f.prior.bottom, cases[k].prior.bottom, 1e-12);
        assert_near(f.prior.upturn, cases[k].prior.upturn, 1e-12);
        assert_near(f.prior.arrival, cases[k].prior.arrival, 1e-12);
        assert_near(exp(f.prior_mean[3]), cases[k].prior.upturn, 1e-12);
        assert_true(f.prior.to == 90);
        assert_true(isfinite(f.q) && f.estimate.arrival > f.estimate.upturn);
    }
}

static void missing_values_are_left_out(void **state)
{
    (void)state;
    fit_case c;
    upw_trajectory_fit f;
    make_case(&c, 5, UPW_TRAJECTORY_ON_PLAN, 40);
    c.values[30] = c.values[3] = NAN;
    assert_true(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &f, NULL));
    assert_int_equal(f.n, 39);
}

static void what_cannot_be_estimated_is_said(void **state)
{
    (void)state;
    fit_case c;
    upw_trajectory_fit f;
    upw_error error = { 0 };
    make_case(&c, 5, UPW_TRAJECTORY_ON_PLAN, 5);
    assert_false(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &f, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_string_equal(error.message, "an estimate needs at least 6 values after the start, and there are 5");
    c.series.n_baseline = 3;
    assert_false(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &f, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    make_case(&c, 5, UPW_TRAJECTORY_ON_PLAN, 10);
    for (size_t i = 0; i < 24; i++)
        c.values[i] = 70;
    assert_false(upw_trajectory_fit_path(&c.series, &c.plan, draws, &arena, NULL, 0, &f, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
}

/* Values from the page on the stream (docs/methods/trajectory.md). */
static void the_stream_is_the_one_that_is_published(void **state)
{
    (void)state;
    random_stream s = random_begin(1);
    assert_true(random_take_bits(&s) == 0x910a2dec89025cc1u);
    assert_true(random_take_bits(&s) == 0xbeeb8da1658eec67u);
    assert_true(random_take_bits(&s) == 0xf893a2eefb32555eu);
    s = random_begin(1);
    assert_near(random_take_uniform(&s), 0.566561575172281, 1e-12);
    s = random_begin(1);
    assert_near(random_take_normal(&s), 0.16762684640915579, 1e-12);
    assert_near(random_take_normal(&s), 0.66127419766404927, 1e-12);
    assert_near(random_take_normal(&s), 1.8957395496870186, 1e-12);
}

static int begin(void **state)
{
    (void)state;
    upw_arena_init(&arena, NULL);
    draws = upw_trajectory_make_draws(0, 0, &arena, NULL);
    return draws == NULL;
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
        cmocka_unit_test(the_stream_is_the_one_that_is_published),
        cmocka_unit_test(every_estimate_and_forecast_agrees_with_the_golden),
        cmocka_unit_test(chances_and_quantiles_are_in_order),
        cmocka_unit_test(units_and_mirrors_change_no_chance),
        cmocka_unit_test(the_agreed_path_is_what_is_believed_before),
        cmocka_unit_test(the_belief_of_every_shape_arrives_when_agreed),
        cmocka_unit_test(missing_values_are_left_out),
        cmocka_unit_test(what_cannot_be_estimated_is_said),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, begin, end);
}
