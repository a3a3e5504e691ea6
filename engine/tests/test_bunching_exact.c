/* Exact tests on scores of bodies, coin flips, Holm's correction and too steady percentages. */
#include "upward/bunching.h"

#include "golden_check.h"
#include "near.h"
#include "random_series.h"

static void every_exact_test_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture csv;
    golden_tally tally = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(golden_open_file(&csv, "gaming", "exact_expected.csv", false));
    assert_int_equal(csv.n_rows, 11);
    for (size_t row = 0; row < csv.n_rows; row++) {
        const bool is_cliff = strcmp(fixture_text(&csv, row, "test"), "cliff") == 0;
        upw_bunching_counts counts = { .test = is_cliff ? UPW_BUNCHING_CLIFF : UPW_BUNCHING_PARKING };
        upw_bunching_exact exact;
        assert_int_equal(golden_read_counts(&csv, row, "counts", counts.bins, UPW_BUNCHING_BINS_MAX), is_cliff ? 4 : 5);
        assert_true(upw_bunching_test_counts(&counts, &scratch, &exact, NULL));
        golden_check_exactly(&tally, &csv, row, "T", (double)exact.statistic);
        golden_check(&tally, &csv, row, "expected_T", exact.expected, 1e-10, 1e-10);
        golden_check(&tally, &csv, row, "p_upper", exact.p_upper, 1e-10, 0);
        golden_check(&tally, &csv, row, "mid_p", exact.mid_p, 1e-10, 0);
        golden_check_exactly(&tally, &csv, row, "configurations", (double)exact.configurations);
    }
    assert_int_equal(tally.off, 0);
    fixture_close(&csv);
    upw_arena_clear(&scratch);
}

static void every_coin_flip_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture inputs, csv;
    golden_tally tally = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(golden_open_file(&inputs, "gaming", "signflip_inputs.csv", false));
    assert_true(golden_open_file(&csv, "gaming", "signflip_expected.csv", false));
    for (size_t row = 0; row < csv.n_rows; row++) {
        int32_t s[256];
        size_t n;
        upw_bunching_flips flips;
        const size_t first = fixture_find(&inputs, "case", fixture_text(&csv, row, "case"), &n);
        assert_in_range(n, 1, 256);
        for (size_t i = 0; i < n; i++)
            s[i] = (int32_t)fixture_number(&inputs, first + i, "s");
        assert_true(upw_bunching_flip_signs(s, n, &scratch, &flips, NULL));
        golden_check_exactly(&tally, &csv, row, "T", (double)flips.statistic);
        golden_check(&tally, &csv, row, "p_upper", flips.p_upper, 1e-11, 1e-12);
        golden_check(&tally, &csv, row, "mid_p", flips.mid_p, 1e-11, 1e-12);
    }
    assert_int_equal(tally.off, 0);
    assert_int_equal(tally.compared, 12);
    fixture_close(&inputs);
    fixture_close(&csv);
    upw_arena_clear(&scratch);
}

static void every_steadiness_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture inputs, csv;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&inputs, "gaming", "steady_inputs.csv", false));
    assert_true(golden_open_file(&csv, "gaming", "steady_expected.csv", false));
    for (size_t row = 0; row < csv.n_rows; row++) {
        double numerators[64], denominators[64];
        size_t n;
        upw_steady steady;
        const size_t first = fixture_find(&inputs, "case", fixture_text(&csv, row, "case"), &n);
        assert_in_range(n, 1, 64);
        for (size_t i = 0; i < n; i++) {
            numerators[i] = fixture_number(&inputs, first + i, "num");
            denominators[i] = fixture_number(&inputs, first + i, "den");
        }
        assert_true(upw_steady_test(numerators, denominators, n, fixture_number(&csv, row, "target"), &steady, NULL));
        golden_check_exactly(&tally, &csv, row, "periods", (double)steady.n);
        golden_check(&tally, &csv, row, "pooled", steady.pooled, 1e-9, 0);
        golden_check(&tally, &csv, row, "chi_square", steady.chi_square, 1e-9, 0);
        golden_check_exactly(&tally, &csv, row, "df", (double)steady.n - 1);
        golden_check(&tally, &csv, row, "p_too_steady", steady.p_too_steady, 1e-6, 0);
        golden_check(&tally, &csv, row, "p_too_variable", steady.p_too_variable, 1e-6, 0);
        golden_check(&tally, &csv, row, "dispersion_ratio", steady.ratio, 1e-9, 0);
        golden_check_exactly(&tally, &csv, row, "met", (double)steady.met);
        golden_check_exactly(&tally, &csv, row, "exactly_met", (double)steady.exactly_met);
    }
    assert_int_equal(tally.off, 0);
    assert_int_equal(tally.compared, 5 * 9);
    fixture_close(&inputs);
    fixture_close(&csv);
}

static void a_single_configuration_has_probability_one(void **state)
{
    (void)state;
    static const upw_bunching_counts singles[] = { { UPW_BUNCHING_CLIFF, { 0 } },
                                                   { UPW_BUNCHING_CLIFF, { 7, 0, 0, 0 } },
                                                   { UPW_BUNCHING_PARKING, { 0, 0, 0, 0, 4 } },
                                                   { UPW_BUNCHING_PARKING, { 1, 0, 0, 0, 0 } },
                                                   { UPW_BUNCHING_CLIFF, { 5, 1, 0, 0 } } };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        upw_bunching_exact exact;
        assert_true(upw_bunching_test_counts(&singles[i], &scratch, &exact, NULL));
        assert_int_equal(exact.configurations, 1);
        assert_true(exact.p_upper == 1 && exact.mid_p == 1);
        assert_near(exact.expected, (double)exact.statistic, 1e-15);
    }
    upw_arena_clear(&scratch);
}

/* The distribution given total and centre of gravity does not know the slope: it is that of multinomial counts. */
static void the_exact_test_holds_its_level_whatever_the_slope(void **state)
{
    (void)state;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (double theta = -0.5; theta <= 0.5; theta += 0.5) {
        double weights[5], total = 0;
        for (int j = 0; j < 5; j++)
            total += weights[j] = exp(theta * j);
        size_t n_rejected = 0;
        for (uint64_t seed = 1; seed <= 2000; seed++) {
            uint64_t random = seed;
            upw_bunching_counts counts = { .test = UPW_BUNCHING_PARKING };
            for (size_t i = 0; i < 40; i++) {
                double u = random_uniform(&random) * total;
                size_t j = 0;
                for (; j < 4 && u > weights[j]; j++)
                    u -= weights[j];
                counts.bins[j]++;
            }
            upw_bunching_exact exact;
            assert_true(upw_bunching_test_counts(&counts, &scratch, &exact, NULL));
            assert_true(exact.p_upper <= 1 + 1e-12 && exact.mid_p <= exact.p_upper);
            n_rejected += exact.mid_p <= 0.05;
        }
        assert_in_range(n_rejected, 60, 150); /* 5 % of 2,000 is 100, standard error 10 */
    }
    upw_arena_clear(&scratch);
}

static void scores_on_a_cut_off_have_the_better_colour_either_way(void **state)
{
    (void)state;
    static const double scores[] = { 69.1, 70, 69, 68.9, 71, 67, 71.9, 72, NAN, 66.9 };
    double mirrored[10];
    upw_bunching_counts up, down, cliff;
    for (size_t i = 0; i < 10; i++)
        mirrored[i] = -scores[i];
    upw_bunching_count_scores(scores, 10, UPW_BUNCHING_PARKING, 70, 1, false, &up);
    upw_bunching_count_scores(mirrored, 10, UPW_BUNCHING_PARKING, -70, 1, true, &down);
    static const size_t expected[5] = { 1, 1, 2, 1, 2 };
    for (size_t j = 0; j < 5; j++) {
        assert_int_equal(up.bins[j], expected[j]);
        assert_int_equal(down.bins[j], expected[j]);
    }
    upw_bunching_count_scores(scores, 10, UPW_BUNCHING_CLIFF, 70, 1, false, &cliff);
    assert_int_equal(cliff.bins[2], 1);
    assert_int_equal(cliff.bins[1], 2);
    /* 70.3 - 3 x 0.1 is not 70 in binary. */
    static const double decimal[] = { 70.0, 70.1, 70.2, 70.3, 70.4 };
    upw_bunching_count_scores(decimal, 5, UPW_BUNCHING_PARKING, 70.3, 0.1, false, &up);
    for (size_t j = 0; j < 5; j++)
        assert_int_equal(up.bins[j], 1);
}

static void a_push_on_many_indicators_is_seen_beside_its_placebos(void **state)
{
    (void)state;
    enum { BODIES = 150, INDICATORS = 8 };
    static double scores[BODIES * INDICATORS];
    static uint32_t bodies[BODIES * INDICATORS];
    upw_arena scratch;
    upw_bunching_push push;
    upw_arena_init(&scratch, NULL);
    uint64_t random = 7;
    for (uint32_t b = 0; b < BODIES; b++)
        for (uint32_t k = 0; k < INDICATORS; k++) {
            const double score = 50 + 8 * random_normal(&random);
            /* Half of those up to 1 below 55 come out up to 1 above it. */
            scores[b * INDICATORS + k] = score >= 54 && score < 55 && random_uniform(&random) < 0.5 ? score + 1 : score;
            bodies[b * INDICATORS + k] = b;
        }
    assert_true(
        upw_bunching_test_push(scores, bodies, BODIES * INDICATORS, BODIES, 55, 1, false, &scratch, &push, NULL));
    assert_int_equal(push.rank, 1);
    assert_true(push.at_cut.mid_p < 0.01);
    upw_error error = { 0 };
    bodies[5] = BODIES;
    assert_false(
        upw_bunching_test_push(scores, bodies, BODIES * INDICATORS, BODIES, 55, 1, false, &scratch, &push, &error));
    assert_int_equal(error.row, 6);
    upw_arena_clear(&scratch);
}

static void holm_raises_each_p_by_how_many_are_left(void **state)
{
    (void)state;
    static const double p[] = { 0.04, 0.01, 0.03, 0.5 }, expected[] = { 0.09, 0.04, 0.09, 0.5 };
    double adjusted[4];
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(upw_holm_adjust(p, 4, &scratch, adjusted, NULL));
    for (size_t i = 0; i < 4; i++)
        assert_near(adjusted[i], expected[i], 1e-14);
    upw_arena_clear(&scratch);
}

static void too_much_for_enumeration_is_refused(void **state)
{
    (void)state;
    static const upw_bunching_counts many = { UPW_BUNCHING_PARKING, { 3000, 3000, 3000, 3000, 3000 } };
    upw_arena scratch;
    upw_bunching_exact exact;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    assert_false(upw_bunching_test_counts(&many, &scratch, &exact, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    const int32_t extreme[] = { INT32_MIN, INT32_MAX };
    upw_bunching_flips flips;
    assert_false(upw_bunching_flip_signs(extreme, 2, &scratch, &flips, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    upw_arena_clear(&scratch);
}

static void percentages_that_are_no_shares_are_refused(void **state)
{
    (void)state;
    static const double numerators[] = { 5, 11, 4 }, denominators[] = { 10, 10, 10 }, none[] = { 0, 0, 0 };
    upw_steady steady;
    upw_error error = { 0 };
    assert_false(upw_steady_test(numerators, denominators, 3, 0.95, &steady, &error));
    assert_int_equal(error.row, 2);
    assert_false(upw_steady_test(numerators, denominators, 1, 95, &steady, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_false(upw_steady_test(numerators, denominators, 1, 0.95, &steady, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_true(upw_steady_test(none, denominators, 3, NAN, &steady, &error));
    assert_true(isnan(steady.ratio) && steady.pooled == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_exact_test_agrees_with_the_golden),
        cmocka_unit_test(every_coin_flip_agrees_with_the_golden),
        cmocka_unit_test(every_steadiness_agrees_with_the_golden),
        cmocka_unit_test(a_single_configuration_has_probability_one),
        cmocka_unit_test(the_exact_test_holds_its_level_whatever_the_slope),
        cmocka_unit_test(scores_on_a_cut_off_have_the_better_colour_either_way),
        cmocka_unit_test(a_push_on_many_indicators_is_seen_beside_its_placebos),
        cmocka_unit_test(holm_raises_each_p_by_how_many_are_left),
        cmocka_unit_test(too_much_for_enumeration_is_refused),
        cmocka_unit_test(percentages_that_are_no_shares_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
