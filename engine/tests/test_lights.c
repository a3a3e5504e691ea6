/* What a traffic light hides: every measure against the goldens, and against its own laws. */
#include "upward/lights.h"

#include "golden_check.h"
#include "near.h"
#include "random_series.h"

enum { SERIES_MAX = 256 };

static upw_lights_scheme read_scheme(const csv_fixture *csv, size_t row)
{
    return (upw_lights_scheme){ fixture_number(csv, row, "c1"), fixture_number(csv, row, "c2"),
                                fixture_number(csv, row, "direction") < 0 };
}

static void every_stable_process_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture csv;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&csv, "rag", "stable_expected.csv", false));
    assert_int_equal(csv.n_rows, 576);
    for (size_t row = 0; row < csv.n_rows; row++) {
        const upw_lights_scheme scheme = read_scheme(&csv, row);
        const double rho = fixture_number(&csv, row, "rho");
        const double absolute = rho == 0 ? 1e-11 : 1e-9; /* the file has 12 significant digits */
        upw_lights_chances c;
        assert_true(upw_lights_find_chances(&scheme, fixture_number(&csv, row, "mu"),
                                            fixture_number(&csv, row, "sigma"), rho, &c, NULL));
        golden_check(&tally, &csv, row, "p_red", c.light[UPW_LIGHT_RED], 0, absolute);
        golden_check(&tally, &csv, row, "p_amber", c.light[UPW_LIGHT_AMBER], 0, absolute);
        golden_check(&tally, &csv, row, "p_green", c.light[UPW_LIGHT_GREEN], 0, absolute);
        golden_check(&tally, &csv, row, "p_same", c.same, 0, absolute);
        golden_check(&tally, &csv, row, "changes_in_12", 11 * (1 - c.same), 0, 11 * absolute);
        golden_check(&tally, &csv, row, "entropy_bits", c.entropy_bits, 0, 1e-9);
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&csv);
}

static void all_information_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture csv;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&csv, "rag", "information_expected.csv", false));
    assert_int_equal(csv.n_rows, 36);
    for (size_t row = 0; row < csv.n_rows; row++) {
        const upw_lights_scheme scheme = read_scheme(&csv, row);
        upw_lights_information i;
        assert_true(upw_lights_find_information(&scheme, fixture_number(&csv, row, "mean"),
                                                fixture_number(&csv, row, "tau"), fixture_number(&csv, row, "sigma"),
                                                &i, NULL));
        golden_check(&tally, &csv, row, "bits_in_number", i.number_bits, 0, 1e-8);
        golden_check(&tally, &csv, row, "entropy_of_colour", i.colour_entropy, 0, 1e-8);
        golden_check(&tally, &csv, row, "bits_in_colour", i.colour_bits, 0, 1e-8);
        golden_check(&tally, &csv, row, "share_kept", i.share_kept, 0, 1e-8);
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&csv);
}

static void every_incentive_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture csv;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&csv, "rag", "incentive_expected.csv", false));
    assert_int_equal(csv.n_rows, 120);
    for (size_t row = 0; row < csv.n_rows; row++) {
        const upw_lights_scheme scheme = { fixture_number(&csv, row, "c1"), fixture_number(&csv, row, "c2"), false };
        const upw_lights_worths worths = { fixture_number(&csv, row, "w_red"), fixture_number(&csv, row, "w_amber"),
                                           fixture_number(&csv, row, "w_green") };
        upw_lights_incentive i;
        assert_true(upw_lights_find_incentive(&scheme, &worths, fixture_number(&csv, row, "mu"),
                                              fixture_number(&csv, row, "sigma"), &i, NULL));
        golden_check(&tally, &csv, row, "marginal", i.marginal, 1e-10, 1e-12);
        golden_check(&tally, &csv, row, "one_unit", i.one_unit, 1e-10, 1e-12);
        golden_check(&tally, &csv, row, "optimum_in_amber", i.optimum, 1e-10, 0);
        golden_check(&tally, &csv, row, "optimum_share_of_amber", i.optimum_share, 1e-10, 0);
    }
    assert_int_equal(tally.off, 0);
    fixture_close(&csv);
}

static void check_points(golden_tally *tally, const csv_fixture *csv, size_t first, size_t n, const uint8_t *colours,
                         const int8_t *verdicts)
{
    for (size_t i = 0; i < n; i++) {
        golden_check_text(tally, csv, first + i, "colour", upw_light_text(colours[i]));
        golden_check_exactly(tally, csv, first + i, "spc", verdicts[i]);
    }
}

static void every_series_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture points, csv;
    golden_tally tally = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(golden_open_file(&points, "rag", "series.csv", false));
    assert_true(golden_open_file(&csv, "rag", "series_expected.csv", false));
    assert_int_equal(csv.n_rows, 10);
    for (size_t row = 0; row < csv.n_rows; row++) {
        double y[SERIES_MAX];
        uint8_t colours[SERIES_MAX];
        int8_t verdicts[SERIES_MAX];
        size_t n;
        const size_t first = fixture_find(&points, "series", fixture_text(&csv, row, "series"), &n);
        assert_in_range(n, 1, SERIES_MAX);
        for (size_t i = 0; i < n; i++)
            y[i] = fixture_number(&points, first + i, "y");
        const upw_lights_scheme scheme = { fixture_number(&csv, row, "c1"), fixture_number(&csv, row, "c2"), false };
        const upw_lights_series series = { y, n, &scheme, false };
        const upw_lights_options options = { UPW_LIGHTS_PLAIN, (size_t)fixture_number(&csv, row, "n_baseline"), 0 };
        upw_lights_review r;
        assert_true(upw_lights_review_series(&series, &options, &scratch, colours, verdicts, &r, NULL));
        check_points(&tally, &points, first, n, colours, verdicts);
        golden_check_exactly(&tally, &csv, row, "n", (double)r.n);
        golden_check(&tally, &csv, row, "centre", r.centre, 1e-9, 0);
        golden_check(&tally, &csv, row, "sigma", r.sigma, 1e-9, 0);
        golden_check_exactly(&tally, &csv, row, "changes", (double)r.changes);
        golden_check_exactly(&tally, &csv, row, "changes_agreeing", (double)r.changes_agreeing);
        golden_check(&tally, &csv, row, "noise_share", r.noise_share, 1e-9, 0);
        golden_check(&tally, &csv, row, "expected_changes_if_stable", r.expected_changes, 1e-9, 1e-9);
        golden_check_exactly(&tally, &csv, row, "red", (double)r.shown[UPW_LIGHT_RED]);
        golden_check_exactly(&tally, &csv, row, "amber", (double)r.shown[UPW_LIGHT_AMBER]);
        golden_check_exactly(&tally, &csv, row, "green", (double)r.shown[UPW_LIGHT_GREEN]);
        golden_check_exactly(&tally, &csv, row, "spc_signals", (double)r.signals);
        golden_check(&tally, &csv, row, "mi_colour_spc", r.shared_bits, 1e-9, 1e-12);
    }
    assert_int_equal(tally.off, 0);
    fixture_close(&points);
    fixture_close(&csv);
    upw_arena_clear(&scratch);
}

static void all_bodies_agree_with_the_golden(void **state)
{
    (void)state;
    csv_fixture points, csv;
    golden_tally tally = { 0 };
    upw_arena scratch;
    static double scores[SERIES_MAX];
    upw_lights_bodies b;
    size_t bins[5];
    upw_arena_init(&scratch, NULL);
    assert_true(golden_open_file(&points, "rag", "bodies.csv", false));
    assert_true(golden_open_file(&csv, "rag", "bodies_expected.csv", false));
    const double sigma = fixture_number(&csv, 0, "sigma");
    const upw_lights_scheme scheme = { fixture_number(&csv, 0, "c1"), fixture_number(&csv, 0, "c2"), false };
    assert_in_range(points.n_rows, 1, SERIES_MAX);
    for (size_t row = 0; row < points.n_rows; row++) {
        upw_lights_incentive i;
        scores[row] = fixture_number(&points, row, "score");
        assert_true(upw_lights_find_incentive(&scheme, NULL, scores[row], sigma, &i, NULL));
        golden_check(&tally, &points, row, "marginal", i.marginal, 1e-9, 1e-12);
    }
    assert_true(upw_lights_count_bodies(scores, points.n_rows, &scheme, NULL, sigma, &scratch, &b, NULL));
    golden_check(&tally, &csv, 0, "bin_width", b.bin_width, 1e-9, 0);
    golden_check_exactly(&tally, &csv, 0, "n_red", (double)b.shown[UPW_LIGHT_RED]);
    golden_check_exactly(&tally, &csv, 0, "n_amber", (double)b.shown[UPW_LIGHT_AMBER]);
    golden_check_exactly(&tally, &csv, 0, "n_green", (double)b.shown[UPW_LIGHT_GREEN]);
    golden_check_exactly(&tally, &csv, 0, "top_tenth", (double)b.bins[2]);
    assert_int_equal(golden_read_counts(&csv, 0, "bins", bins, 5), 5);
    for (size_t j = 0; j < 5; j++)
        assert_int_equal(b.bins[j], bins[j]);
    golden_check(&tally, &csv, 0, "expected_if_smooth", b.expected, 1e-9, 0);
    golden_check(&tally, &csv, 0, "p_upper", b.p_upper, 1e-9, 0);
    golden_check(&tally, &csv, 0, "mid_p", b.mid_p, 1e-9, 0);
    golden_check(&tally, &csv, 0, "dead_zone_share", b.dead_zone_share, 1e-9, 0);
    golden_check(&tally, &csv, 0, "max_marginal", b.max_marginal, 1e-9, 0);
    assert_int_equal(tally.off, 0);
    fixture_close(&points);
    fixture_close(&csv);
    upw_arena_clear(&scratch);
}

/* ---- laws ---- */

typedef struct situation {
    upw_lights_scheme scheme, mirrored;
    double mu, sigma, tau, rho;
} situation;

static situation invent(uint64_t seed)
{
    uint64_t random = seed;
    const double c1 = 20 * random_normal(&random), width = 10 * random_uniform(&random) + 0.01;
    return (situation){ .scheme = { c1, c1 + width, false },
                        .mirrored = { -c1, -c1 - width, true },
                        .mu = c1 + width * (3 * random_uniform(&random) - 1),
                        .sigma = width * exp(2 * random_normal(&random)),
                        .tau = width * exp(2 * random_normal(&random)),
                        .rho = 1.9 * random_uniform(&random) - 0.95 };
}

static void chances_are_chances(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        const situation s = invent(seed);
        upw_lights_chances c, m, independent;
        assert_true(upw_lights_find_chances(&s.scheme, s.mu, s.sigma, s.rho, &c, NULL));
        assert_true(upw_lights_find_chances(&s.mirrored, -s.mu, s.sigma, s.rho, &m, NULL));
        assert_true(upw_lights_find_chances(&s.scheme, s.mu, s.sigma, 0, &independent, NULL));
        assert_near_seed(c.light[0] + c.light[1] + c.light[2], 1, 1e-15 * 4, seed);
        assert_true(s.rho < 0 || c.same >= 1.0 / 3 - 1e-12);
        assert_true(c.same <= 1 + 1e-12);
        assert_true(s.rho < 0 || c.same >= independent.same - 1e-11);
        for (size_t k = 0; k < 3; k++)
            assert_true(c.light[k] == m.light[k]);
        assert_near_seed(c.same, m.same, 1e-14, seed);
    }
}

static void a_colour_never_says_more_than_its_number(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        const situation s = invent(seed);
        upw_lights_information i, m;
        assert_true(upw_lights_find_information(&s.scheme, s.mu, s.tau, s.sigma, &i, NULL));
        assert_true(upw_lights_find_information(&s.mirrored, -s.mu, s.tau, s.sigma, &m, NULL));
        assert_true(i.share_kept >= 0 && i.share_kept <= 1);
        assert_true(i.colour_bits <= fmin(i.number_bits, log2(3)) + 1e-12);
        assert_true(i.colour_bits <= i.colour_entropy + 1e-12);
        assert_near_seed(i.colour_bits, m.colour_bits, 1e-12, seed);
    }
}

static void the_slope_of_the_worth_is_the_marginal(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        const situation s = invent(seed);
        const double h = 1e-4 * s.sigma;
        upw_lights_incentive below, above, here, mirrored, better;
        assert_true(upw_lights_find_incentive(&s.scheme, NULL, s.mu - h, s.sigma, &below, NULL));
        assert_true(upw_lights_find_incentive(&s.scheme, NULL, s.mu + h, s.sigma, &above, NULL));
        assert_true(upw_lights_find_incentive(&s.scheme, NULL, s.mu, s.sigma, &here, NULL));
        assert_true(upw_lights_find_incentive(&s.scheme, NULL, s.mu + 1, s.sigma, &better, NULL));
        assert_true(upw_lights_find_incentive(&s.mirrored, NULL, -s.mu, s.sigma, &mirrored, NULL));
        const double slope = (above.worth - below.worth) / (2 * h);
        assert_true(fabs(slope - here.marginal) * s.sigma <= 1e-6);
        assert_true(fabs(better.worth - here.worth - here.one_unit) <= 1e-14 * 8);
        assert_near_seed(mirrored.marginal, here.marginal, 1e-14, seed);
    }
}

static void the_optimum_in_amber_cannot_be_bettered_there(void **state)
{
    (void)state;
    static const upw_lights_worths worths = { 0, 1, 0.6 };
    size_t n_inside = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const situation s = invent(seed);
        upw_lights_incentive best, other;
        assert_true(upw_lights_find_incentive(&s.scheme, &worths, s.mu, s.sigma, &best, NULL));
        if (best.optimum_share >= 1)
            continue;
        n_inside++;
        assert_true(best.optimum_share > 0.5);
        const double optimum = best.optimum;
        assert_true(upw_lights_find_incentive(&s.scheme, &worths, optimum, s.sigma, &best, NULL));
        for (double share = 0; share <= 1; share += 0.05) {
            const double level = s.scheme.amber_from + share * (s.scheme.green_from - s.scheme.amber_from);
            assert_true(upw_lights_find_incentive(&s.scheme, &worths, level, s.sigma, &other, NULL));
            assert_true(other.worth <= best.worth + 1e-14);
        }
    }
    assert_true(n_inside > 100);
}

static void a_straight_line_is_red_for_years_on_a_curve_that_is_kept(void **state)
{
    (void)state;
    /* trajectory.md 5.2: journey of 4 sigma in five years, dip of a quarter of it at 1.25 years, back at 2.5 years. */
    enum { MONTHS = 60 };
    const upw_lights_line line = { .start = 0, .aim = 4, .length = 60 };
    upw_lights_scheme schemes[MONTHS];
    double times[MONTHS], straight[MONTHS];
    for (size_t i = 0; i < MONTHS; i++) {
        times[i] = (double)i + 1;
        straight[i] = 4 * times[i] / 60;
    }
    assert_true(upw_lights_follow_line(&line, times, MONTHS, schemes, NULL));
    assert_near(schemes[29].green_from, 2, 1e-15);
    assert_near(schemes[29].amber_from, 1.6, 1e-15);
    /* On the line itself red needs a fall of 0.4 sigma: P = 0.345 in each month. */
    assert_near(upw_lights_expect_reds(schemes, straight, MONTHS, 1), MONTHS * 0.34457825838967582, 1e-12);
    const double stuck[MONTHS] = { 0 };
    assert_true(upw_lights_expect_reds(schemes, stuck, MONTHS, 1) > 50);
    assert_true(isnan(upw_lights_expect_reds(schemes, stuck, MONTHS, 0)));
    upw_error error = { 0 };
    assert_false(upw_lights_follow_line(&(upw_lights_line){ 1, 1, 60, 0 }, times, MONTHS, schemes, &error));
    assert_false(upw_lights_follow_line(&(upw_lights_line){ 1, 2, 0, 0 }, times, MONTHS, schemes, &error));
}

static void schemes_that_overlap_are_refused(void **state)
{
    (void)state;
    static const upw_lights_scheme bad[] = {
        { 75, 60, false }, { 8, 12, true }, { NAN, 1, false }, { 1, INFINITY, false }
    };
    static const upw_lights_scheme good[] = { { 60, 75, false }, { 12, 8, true }, { 60, 60, false } };
    upw_error error = { 0 };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(upw_lights_check_scheme(&bad[i], &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
    }
    assert_false(upw_lights_check_scheme(&bad[1], &error));
    assert_non_null(strstr(error.message, "overlap"));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(upw_lights_check_scheme(&good[i], NULL));
}

static void missing_values_have_no_colour_and_end_no_colour(void **state)
{
    (void)state;
    static const double y[] = { 50, NAN, 50, NAN, 80, 80 };
    static const upw_lights_scheme scheme = { 60, 75, false };
    const upw_lights_series series = { y, 6, &scheme, false };
    upw_arena scratch;
    uint8_t colours[6];
    upw_lights_review r;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    assert_true(upw_lights_review_series(&series, NULL, &scratch, colours, NULL, &r, &error));
    assert_int_equal(r.n, 4);
    assert_int_equal(colours[1], UPW_LIGHT_NONE);
    assert_int_equal(r.changes, 1);
    assert_int_equal(r.shown[UPW_LIGHT_RED] + r.shown[UPW_LIGHT_GREEN], 4);
    assert_false(
        upw_lights_review_series(&(upw_lights_series){ y, 4, &scheme, false }, NULL, &scratch, NULL, NULL, &r, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_int_equal(r.n, 2);
    assert_int_equal(r.shown[UPW_LIGHT_RED], 2);
    upw_arena_clear(&scratch);
}

static void a_batch_is_its_series_one_by_one(void **state)
{
    (void)state;
    enum { N = 40, LENGTH = 30 };
    static double values[N * LENGTH];
    size_t offsets[N + 1];
    static upw_lights_review together[N];
    static const upw_lights_scheme scheme = { 12, 8, true };
    upw_arena scratch;
    uint64_t random = 3;
    upw_arena_init(&scratch, NULL);
    offsets[0] = 0;
    for (size_t s = 0; s < N; s++) {
        offsets[s + 1] = offsets[s] + (s % 7 == 6 ? 1 : LENGTH);
        for (size_t i = offsets[s]; i < offsets[s + 1]; i++)
            values[i] = 10 + 3 * random_normal(&random);
    }
    assert_true(upw_lights_review_batch(values, offsets, N, &scheme, NULL, &scratch, NULL, NULL, together, NULL, NULL));
    for (size_t s = 0; s < N; s++) {
        const upw_lights_series series = { values + offsets[s], offsets[s + 1] - offsets[s], &scheme, false };
        upw_lights_review alone;
        const bool done = upw_lights_review_series(&series, NULL, &scratch, NULL, NULL, &alone, NULL);
        assert_int_equal(done, s % 7 != 6);
        assert_int_equal(alone.changes, together[s].changes);
        assert_near(alone.sigma, together[s].sigma, 0);
        assert_near(alone.expected_changes, together[s].expected_changes, 0);
    }
    size_t failed = 0;
    upw_error error = { 0 };
    values[offsets[2] + 4] = INFINITY;
    assert_false(
        upw_lights_review_batch(values, offsets, N, &scheme, NULL, &scratch, NULL, NULL, together, &failed, &error));
    assert_int_equal(failed, 2);
    assert_int_equal(error.row, offsets[2] + 5);
    upw_arena_clear(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stable_process_agrees_with_the_golden),
        cmocka_unit_test(all_information_agrees_with_the_golden),
        cmocka_unit_test(every_incentive_agrees_with_the_golden),
        cmocka_unit_test(every_series_agrees_with_the_golden),
        cmocka_unit_test(all_bodies_agree_with_the_golden),
        cmocka_unit_test(chances_are_chances),
        cmocka_unit_test(a_colour_never_says_more_than_its_number),
        cmocka_unit_test(the_slope_of_the_worth_is_the_marginal),
        cmocka_unit_test(the_optimum_in_amber_cannot_be_bettered_there),
        cmocka_unit_test(a_straight_line_is_red_for_years_on_a_curve_that_is_kept),
        cmocka_unit_test(schemes_that_overlap_are_refused),
        cmocka_unit_test(missing_values_have_no_colour_and_end_no_colour),
        cmocka_unit_test(a_batch_is_its_series_one_by_one),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
