/* Charts case by case against the goldens, limits on the lattice, and states that are put away and taken out. */
#include "golden_check.h"
#include "near.h"
#include "random.h"
#include "upward/surveil.h"

static upw_arena arena;

static int clear_arena(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

enum { CASES = 400 };

static upw_surveil begin_stream(const csv_fixture *csv, size_t first, upw_after_signal after)
{
    double risks[CASES];
    for (size_t i = 0; i < CASES; i++)
        risks[i] = fixture_number(csv, first + i, "p");
    const upw_surveil_options options = { .after = after, .start_risk = upw_surveil_find_start(risks, CASES) };
    upw_surveil s;
    assert_true(upw_surveil_begin(&options, &s, NULL));
    return s;
}

static void every_figure_of_the_charts_is_that_of_the_golden(void **state)
{
    (void)state;
    csv_fixture in, out;
    golden_tally t = { 0 };
    assert_true(golden_open_file(&in, "compare", "cusum_input.csv", false));
    assert_true(golden_open_file(&out, "compare", "cusum_output.csv", false));
    assert_int_equal(in.n_rows, 4 * CASES);
    for (size_t first = 0; first < in.n_rows; first += CASES) {
        upw_surveil s = begin_stream(&in, first, UPW_AFTER_RESET), g = begin_stream(&in, first, UPW_AFTER_GO_ON);
        for (size_t row = first; row < first + CASES; row++) {
            upw_surveil_point p, q;
            const double risk = fixture_number(&in, row, "p"), y = fixture_number(&in, row, "y");
            assert_true(upw_surveil_add(&s, risk, y, &p, NULL) && upw_surveil_add(&g, risk, y, &q, NULL));
            golden_check(&t, &out, row, "w_up", p.score_up, 1e-9, 1e-10);
            golden_check(&t, &out, row, "c_up_reset", p.up, 1e-9, 1e-10);
            golden_check_exactly(&t, &out, row, "sig_up_reset", p.signals_up);
            golden_check(&t, &out, row, "c_up_noreset", q.up, 1e-9, 1e-10);
            golden_check(&t, &out, row, "w_dn", p.score_down, 1e-9, 1e-10);
            golden_check(&t, &out, row, "c_dn_reset", p.down, 1e-9, 1e-10);
            golden_check_exactly(&t, &out, row, "sig_dn_reset", p.signals_down);
            golden_check(&t, &out, row, "vlad", p.gained, 1e-9, 1e-10);
            golden_check(&t, &out, row, "vlad_l95", p.gained_low, 1e-9, 1e-10);
            golden_check(&t, &out, row, "vlad_u95", p.gained_high, 1e-9, 1e-10);
            golden_check(&t, &out, row, "ewma_obs", p.seen, 1e-9, 1e-10);
            golden_check(&t, &out, row, "ewma_exp", p.expected, 1e-9, 1e-10);
            golden_check(&t, &out, row, "ewma_l998", p.expected_low, 1e-9, 1e-10);
            golden_check(&t, &out, row, "ewma_u998", p.expected_high, 1e-9, 1e-10);
        }
    }
    assert_int_equal(t.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", t.compared, t.worst);
    fixture_close(&in);
    fixture_close(&out);
}

static void counts_and_z_scores_of_periods_are_those_of_the_golden(void **state)
{
    (void)state;
    csv_fixture csv;
    golden_tally t = { 0 };
    assert_true(golden_open_file(&csv, "compare", "cusum_poisson.csv", false));
    upw_cusum counts = { 0 }, zs = { 0 };
    for (size_t row = 0; row < csv.n_rows; row++) {
        const double o = fixture_number(&csv, row, "O"), e = fixture_number(&csv, row, "E");
        const double score = upw_cusum_score_count(o, e, 1.5), z = upw_count_find_z((int64_t)o, e);
        golden_check(&t, &csv, row, "w", score, 1e-9, 1e-10);
        golden_check_exactly(&t, &csv, row, "signal", upw_cusum_add(&counts, score, 4, UPW_AFTER_RESET));
        golden_check(&t, &csv, row, "cusum", counts.value, 1e-9, 1e-10);
        golden_check(&t, &csv, row, "z_mid", z, 1e-9, 1e-10);
        golden_check_exactly(&t, &csv, row, "zsignal_h4",
                             upw_cusum_add(&zs, upw_cusum_score_z(z, 0.5), 4, UPW_AFTER_RESET));
        golden_check(&t, &csv, row, "zcusum_k05", zs.value, 1e-9, 1e-10);
    }
    assert_int_equal(t.off, 0);
    fixture_close(&csv);
}

static void run_lengths_on_the_lattice_are_those_of_the_golden(void **state)
{
    (void)state;
    csv_fixture mixes, csv;
    golden_tally t = { 0 };
    assert_true(golden_open_file(&mixes, "compare", "cusum_arl_mix.csv", false));
    assert_true(golden_open_file(&csv, "compare", "cusum_arl.csv", false));
    for (size_t row = 0; row < csv.n_rows; row++) {
        size_t n;
        const size_t first = fixture_find(&mixes, "mix", fixture_text(&csv, row, "mix"), &n);
        double risks[8], shares[8];
        for (size_t j = 0; j < n; j++) {
            risks[j] = fixture_number(&mixes, first + j, "p");
            shares[j] = fixture_number(&mixes, first + j, "w");
        }
        const upw_risk_mix mix = { risks, shares, n };
        const upw_cusum_design design = { fixture_number(&csv, row, "R"), fixture_number(&csv, row, "true_or"),
                                          fixture_number(&csv, row, "h"), fixture_number(&csv, row, "delta") };
        static const struct {
            const char *column;
            int64_t horizon;
        } horizons[] = { { "p_signal_100", 100 }, { "p_signal_500", 500 }, { "p_signal_1000", 1000 } };
        upw_run_length length;
        for (size_t k = 0; k < 3; k++) {
            assert_true(upw_cusum_find_run_length(&mix, &design, horizons[k].horizon, &arena, &length, NULL));
            golden_check(&t, &csv, row, horizons[k].column, length.signalled, 1e-7, 1e-9);
        }
        golden_check(&t, &csv, row, "arl_lattice", length.average, 1e-7, 1e-9);
    }
    assert_int_equal(t.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", t.compared, t.worst);
    fixture_close(&mixes);
    fixture_close(&csv);
}

static void twelve_patients_signal_as_often_as_all_their_outcomes_say(void **state)
{
    (void)state;
    csv_fixture csv, expected;
    assert_true(golden_open_file(&csv, "compare", "cusum_exact_risks.csv", false));
    assert_true(golden_open_file(&expected, "compare", "cusum_exact_prob.csv", false));
    golden_tally t = { 0 };
    for (size_t row = 0; row < expected.n_rows; row++) {
        const double ratio = fixture_number(&expected, row, "true_or"), h = fixture_number(&expected, row, "h");
        double sum = 0;
        for (unsigned outcomes = 0; outcomes < 4096; outcomes++) {
            upw_cusum c = { 0 };
            double chance = 1;
            bool signals = false;
            for (size_t i = 0; i < 12; i++) {
                const double p = fixture_number(&csv, i, "p"), true_p = ratio * p / (1 - p + ratio * p);
                const bool is_event = outcomes >> i & 1;
                chance *= is_event ? true_p : 1 - true_p;
                signals = upw_cusum_add(&c, upw_cusum_score_case(p, is_event, 2), h, UPW_AFTER_HOLD) || signals;
            }
            sum += signals ? chance : 0;
        }
        golden_check(&t, &expected, row, "prob", sum, 1e-9, 1e-10);
    }
    assert_int_equal(t.off, 0);
    fixture_close(&csv);
    fixture_close(&expected);
}

static void a_chart_resumed_from_bytes_is_the_unbroken_one(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        random_stream random = random_begin(seed);
        const upw_surveil_options options = { .start_risk = 0.2,
                                              .h_up = 2,
                                              .h_down = 1,
                                              .after = (upw_after_signal)(seed % 3),
                                              .has_head_start = seed & 1,
                                              .model = seed };
        upw_surveil whole, parts;
        assert_true(upw_surveil_begin(&options, &whole, NULL) && upw_surveil_begin(&options, &parts, NULL));
        for (size_t t = 0; t < 100; t++) {
            const double risk = 0.05 + 0.4 * random_take_uniform(&random), y = random_take_uniform(&random) < 0.35;
            upw_surveil_point a, b;
            assert_true(upw_surveil_add(&whole, risk, y, &a, NULL) && upw_surveil_add(&parts, risk, y, &b, NULL));
            assert_true(a.up == b.up && a.down == b.down && a.gained == b.gained && a.seen == b.seen &&
                        a.expected_high == b.expected_high && a.start_up == b.start_up && a.signals_up == b.signals_up);
            uint8_t bytes[UPW_SURVEIL_BYTES];
            upw_surveil_save(&parts, bytes);
            memset(&parts, 0, sizeof parts);
            assert_true(upw_surveil_load(bytes, sizeof bytes, seed, &parts, NULL));
        }
    }
}

static void bytes_of_another_model_or_no_chart_are_refused(void **state)
{
    (void)state;
    const upw_surveil_options options = { .start_risk = 0.1, .model = 7 };
    upw_surveil s;
    uint8_t bytes[UPW_SURVEIL_BYTES];
    upw_error error = { 0 };
    assert_true(upw_surveil_begin(&options, &s, NULL));
    upw_surveil_save(&s, bytes);
    assert_false(upw_surveil_load(bytes, sizeof bytes, 8, &s, &error));
    assert_non_null(strstr(error.message, "another risk model"));
    assert_false(upw_surveil_load(bytes, 10, 7, &s, &error));
    bytes[0] = 9;
    assert_false(upw_surveil_load(bytes, sizeof bytes, 7, &s, &error));
    bytes[0] = 1;
    memset(bytes + 11, 0xff, 8); /* an odds ratio of NaN */
    assert_false(upw_surveil_load(bytes, sizeof bytes, 7, &s, &error));
}

static void a_missing_risk_or_outcome_stops_the_chart_where_it_is(void **state)
{
    (void)state;
    const upw_surveil_options options = { .start_risk = 0.1 };
    upw_surveil s;
    upw_surveil_point p;
    upw_error error = { 0 };
    assert_true(upw_surveil_begin(&options, &s, NULL));
    assert_true(upw_surveil_add(&s, 0.1, 1, &p, NULL));
    const upw_surveil before = s;
    assert_false(upw_surveil_add(&s, NAN, 1, &p, &error));
    assert_int_equal(error.row, 2);
    assert_non_null(strstr(error.message, "missing"));
    assert_false(upw_surveil_add(&s, 0.1, NAN, &p, &error));
    assert_false(upw_surveil_add(&s, 1, 0, &p, &error));
    assert_false(upw_surveil_add(&s, 0.1, 2, &p, &error));
    assert_memory_equal(&s, &before, sizeof s);
    const upw_surveil_options wrong = { .start_risk = 0.1, .ratio_up = 0.5 };
    assert_false(upw_surveil_begin(&wrong, &s, &error));
}

static void a_signal_began_after_the_sum_was_last_at_zero(void **state)
{
    (void)state;
    upw_cusum c = { 0 };
    assert_false(upw_cusum_add(&c, -1, 3, UPW_AFTER_RESET)); /* 0 */
    assert_false(upw_cusum_add(&c, 2, 3, UPW_AFTER_RESET));
    assert_true(upw_cusum_add(&c, 2, 3, UPW_AFTER_RESET));
    assert_int_equal(c.since + 1, 2);
    assert_near(c.value, 4, 0);
    assert_false(upw_cusum_add(&c, 1, 3, UPW_AFTER_RESET)); /* from 0 again */
    assert_near(c.value, 1, 0);
    assert_true(upw_cusum_add(&c, 2, 3, UPW_AFTER_HOLD));
    assert_int_equal(c.since + 1, 4);
    assert_false(upw_cusum_add(&c, 5, 3, UPW_AFTER_HOLD));
    assert_near(c.value, 3, 0);
}

static void a_chance_of_next_to_nothing_is_not_below_nothing(void **state)
{
    (void)state;
    const double risks[1] = { 1e-300 }, shares[1] = { 1 };
    const upw_risk_mix mix = { risks, shares, 1 };
    const upw_cusum_design design = { .ratio = 2, .true_ratio = 1, .h = 0.05 };
    upw_run_length length;
    assert_true(upw_cusum_find_run_length(&mix, &design, 50, &arena, &length, NULL));
    assert_true(length.signalled >= 0 && length.signalled < 1e-12);
}

static void a_limit_keeps_its_promise_and_less_would_not(void **state)
{
    (void)state;
    const double risks[3] = { 0.02, 0.08, 0.3 }, shares[3] = { 5, 3, 2 };
    const upw_risk_mix mix = { risks, shares, 3 };
    for (int side = 0; side < 2; side++) {
        const double ratio = side == 0 ? 2 : 0.5;
        upw_cusum_limit limit;
        assert_true(upw_cusum_find_limit(&mix, ratio, 0.05, 500, &arena, &limit, NULL));
        assert_true(limit.false_alarm <= 0.05 && limit.arl_in > 20 * limit.arl_out);
        upw_cusum_design design = { .ratio = ratio, .true_ratio = 1, .h = limit.h - 0.05 };
        upw_run_length less;
        assert_true(upw_cusum_find_run_length(&mix, &design, 500, &arena, &less, NULL));
        assert_true(less.signalled > 0.05);
        upw_simulated_length simulated;
        design = (upw_cusum_design){ .ratio = ratio, .true_ratio = ratio, .h = limit.h };
        assert_true(upw_cusum_simulate(&mix, &design, 4000, 20261, &arena, &simulated, NULL));
        assert_true(fabs(simulated.average - limit.arl_out) < 4 * simulated.se + 0.005 * limit.arl_out);
    }
}

static void patients_to_come_are_grouped_without_losing_any(void **state)
{
    (void)state;
    double risks[1000], sum = 0, shares = 0;
    random_stream random = random_begin(4);
    for (size_t i = 0; i < 1000; i++)
        sum += risks[i] = random_take_uniform(&random);
    upw_risk_mix mix;
    assert_true(upw_risk_mix_gather(risks, 1000, 64, &arena, &mix, NULL));
    assert_int_equal(mix.n, 64);
    double mean = 0;
    for (size_t j = 0; j < mix.n; j++) {
        mean += mix.risks[j] * mix.shares[j];
        shares += mix.shares[j];
    }
    assert_near(mean, sum / 1000, 1e-12);
    assert_near(shares, 1, 1e-12);
    assert_true(upw_risk_mix_gather(risks, 3, 64, &arena, &mix, NULL));
    assert_int_equal(mix.n, 3);
    risks[1] = 1;
    upw_error error = { 0 };
    assert_false(upw_risk_mix_gather(risks, 3, 64, &arena, &mix, &error));
    assert_int_equal(error.row, 2);
}

int main(void)
{
    upw_arena_init(&arena, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_figure_of_the_charts_is_that_of_the_golden, clear_arena),
        cmocka_unit_test_teardown(counts_and_z_scores_of_periods_are_those_of_the_golden, clear_arena),
        cmocka_unit_test_teardown(run_lengths_on_the_lattice_are_those_of_the_golden, clear_arena),
        cmocka_unit_test_teardown(twelve_patients_signal_as_often_as_all_their_outcomes_say, clear_arena),
        cmocka_unit_test_teardown(a_chart_resumed_from_bytes_is_the_unbroken_one, clear_arena),
        cmocka_unit_test_teardown(bytes_of_another_model_or_no_chart_are_refused, clear_arena),
        cmocka_unit_test_teardown(a_missing_risk_or_outcome_stops_the_chart_where_it_is, clear_arena),
        cmocka_unit_test_teardown(a_signal_began_after_the_sum_was_last_at_zero, clear_arena),
        cmocka_unit_test_teardown(a_limit_keeps_its_promise_and_less_would_not, clear_arena),
        cmocka_unit_test_teardown(a_chance_of_next_to_nothing_is_not_below_nothing, clear_arena),
        cmocka_unit_test_teardown(patients_to_come_are_grouped_without_losing_any, clear_arena),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
