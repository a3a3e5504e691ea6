/* The excess before a limit and the last digits, against the goldens and against their own laws. */
#include "upward/bunching.h"

#include "golden_check.h"
#include "near.h"
#include "random_series.h"

enum { MINUTES_MAX = 1024, BINS_MAX = 512 };

typedef struct histogram {
    double minutes[MINUTES_MAX];
    int64_t counts[MINUTES_MAX];
    upw_waits waits;
} histogram;

static bool read_histogram(const char *name, histogram *out)
{
    csv_fixture csv;
    size_t n;
    if (!golden_open_file(&csv, "gaming", "waits_histogram.csv", false))
        return false;
    const size_t first = fixture_find(&csv, "case", name, &n);
    assert_in_range(n, 1, MINUTES_MAX);
    for (size_t i = 0; i < n; i++) {
        out->minutes[i] = fixture_number(&csv, first + i, "minute");
        out->counts[i] = (int64_t)fixture_number(&csv, first + i, "count");
    }
    out->waits = (upw_waits){ out->minutes, out->counts, n };
    fixture_close(&csv);
    return true;
}

static upw_excess measure(const histogram *h, double last_met, const upw_excess_options *options, double *fitted)
{
    int64_t counts[BINS_MAX];
    upw_excess result = { 0 };
    upw_error error = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(upw_excess_bins(options) <= BINS_MAX);
    if (!upw_excess_count_bins(&h->waits, last_met, options, counts, &error) ||
        !upw_excess_measure(counts, options, &scratch, fitted, &result, &error))
        fail_msg("%s", error.message);
    upw_arena_clear(&scratch);
    return result;
}

static upw_excess_options read_options(const csv_fixture *csv, size_t row)
{
    static const char *const methods[UPW_EXCESS_METHOD_COUNT] = { "notch_fixed", "kink", "notch_search" };
    upw_excess_options options = {
        .bin_width = fixture_number(csv, row, "bin_width"),
        .order = (size_t)fixture_number(csv, row, "poly"),
        .bins_left = (size_t)fixture_number(csv, row, "bins_left"),
        .bins_right = (size_t)fixture_number(csv, row, "bins_right"),
        .excluded_left = (size_t)fixture_number(csv, row, "excl_left"),
        .excluded_right = (size_t)fixture_number(csv, row, "excl_right"),
        /* The reference's 1,000 draws leave it a standard error of 2.2 %; as few of ours would miss 5 % by chance. */
        .draws = isnan(fixture_number(csv, row, "anchor_boot_sd_b")) ? 0 : 20000,
    };
    for (size_t m = 0; m < UPW_EXCESS_METHOD_COUNT; m++)
        if (strcmp(fixture_text(csv, row, "method"), methods[m]) == 0)
            options.method = (upw_excess_method)m;
    return options;
}

static void every_excess_agrees_with_the_golden(void **state)
{
    (void)state;
    static histogram h;
    csv_fixture csv;
    golden_tally tally = { 0 };
    size_t n_bootstraps = 0, n_anchors = 0;
    assert_true(golden_open_file(&csv, "gaming", "bunching_expected.csv", false));
    assert_int_equal(csv.n_rows, 72);
    for (size_t row = 0; row < csv.n_rows; row++) {
        assert_true(read_histogram(fixture_text(&csv, row, "case"), &h));
        const upw_excess_options options = read_options(&csv, row);
        const upw_excess e = measure(&h, fixture_number(&csv, row, "last_met"), &options, NULL);
        golden_check_exactly(&tally, &csv, row, "excl_right", (double)e.excluded_right);
        golden_check(&tally, &csv, row, "excess_B", e.excess, 1e-7, 0);
        golden_check(&tally, &csv, row, "missing_above", e.missing, 1e-7, 0);
        golden_check(&tally, &csv, row, "c0", e.ordinary, 1e-7, 0);
        golden_check(&tally, &csv, row, "b", e.relative, 1e-7, 0);
        golden_check(&tally, &csv, row, "phi", e.phi, 1e-6, 0);
        golden_check(&tally, &csv, row, "se_B", e.excess_se, 1e-6, 0);
        golden_check(&tally, &csv, row, "se_b", e.relative_se, 1e-6, 0);
        golden_check(&tally, &csv, row, "z", e.z, 1e-6, 0);
        /* The reference runs a search to a cap of its own: only rows where both stop at one bin are its. */
        const bool is_anchored =
            options.method != UPW_EXCESS_SEARCH || fixture_number(&csv, row, "anchor_zU") == (double)e.excluded_right;
        if (is_anchored && fixture_text(&csv, row, "anchor_B")[0] != '\0') {
            golden_check(&tally, &csv, row, "anchor_B", e.excess, 1e-9, 0);
            golden_check(&tally, &csv, row, "anchor_b", e.relative, 1e-7, 0);
            n_anchors++;
        }
        if (options.draws > 0) {
            golden_check(&tally, &csv, row, "anchor_boot_sd_b", e.bootstrap_sd, 0.05, 0);
            n_bootstraps++;
        }
    }
    assert_int_equal(tally.off, 0);
    assert_true(n_bootstraps > 10 && n_anchors > 50);
    printf("# %zu figures, worst error %.2g of the tolerance, %zu bootstraps, %zu rows of the reference\n",
           tally.compared, tally.worst, n_bootstraps, n_anchors);
    fixture_close(&csv);
}

static void every_bin_agrees_with_the_golden(void **state)
{
    (void)state;
    static const upw_excess_options options = {
        .bin_width = 5, .order = 7, .bins_left = 30, .bins_right = 30, .excluded_left = 3, .excluded_right = 12
    };
    static histogram h;
    csv_fixture csv;
    golden_tally tally = { 0 };
    double fitted[BINS_MAX];
    int64_t counts[BINS_MAX];
    assert_true(golden_open_file(&csv, "gaming", "bunching_bins.csv", false));
    for (size_t row = 0; row < csv.n_rows; row++) {
        const size_t bin = (size_t)(fixture_number(&csv, row, "j") + 30);
        if (bin == 0) {
            assert_true(read_histogram(fixture_text(&csv, row, "case"), &h));
            measure(&h, 240, &options, fitted);
            assert_true(upw_excess_count_bins(&h.waits, 240, &options, counts, NULL));
        }
        golden_check_exactly(&tally, &csv, row, "n", (double)counts[bin]);
        golden_check(&tally, &csv, row, "counterfactual", fitted[bin], 1e-7, 0);
    }
    assert_int_equal(tally.off, 0);
    assert_int_equal(tally.compared, 2 * 366);
    fixture_close(&csv);
}

static void every_digit_agrees_with_the_golden(void **state)
{
    (void)state;
    static histogram h;
    csv_fixture csv;
    golden_tally tally = { 0 };
    upw_digits d;
    assert_true(golden_open_file(&csv, "gaming", "digit_expected.csv", false));
    assert_int_equal(csv.n_rows, 60);
    for (size_t row = 0; row < csv.n_rows; row++) {
        const size_t digit = (size_t)fixture_number(&csv, row, "digit");
        assert_true(read_histogram(fixture_text(&csv, row, "case"), &h));
        assert_true(upw_digits_measure(&h.waits, (int64_t)fixture_number(&csv, row, "from"),
                                       (int64_t)fixture_number(&csv, row, "to"), &d, NULL));
        golden_check_exactly(&tally, &csv, row, "observed", (double)d.observed[digit]);
        golden_check(&tally, &csv, row, "expected", d.expected[digit], 1e-9, 0);
        golden_check(&tally, &csv, row, "chi_square", d.chi_square, 1e-9, 0);
        golden_check(&tally, &csv, row, "p_value", d.p_value, 1e-6, 1e-300);
        golden_check(&tally, &csv, row, "index", d.index, 1e-9, 0);
        golden_check(&tally, &csv, row, "excess_on_fives", d.on_fives, 1e-9, 0);
    }
    assert_int_equal(tally.off, 0);
    fixture_close(&csv);
}

static void only_the_rounded_clocks_are_called_rounded(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool is_rounded, is_mostly_rounded;
    } cases[] = { { "w1", false, false }, { "w2", false, false }, { "w3", true, true },
                  { "w4", true, true },   { "w5", false, false }, { "w6", true, false } };
    static histogram h;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        upw_digits d;
        assert_true(read_histogram(cases[i].name, &h));
        assert_true(upw_digits_measure(&h.waits, 30, 209, &d, NULL));
        assert_int_equal(d.is_rounded, cases[i].is_rounded);
        assert_int_equal(d.is_mostly_rounded, cases[i].is_mostly_rounded);
    }
}

/* Counts that are a polynomial of order <= 5 in the bin, whatever its coefficients. */
static void a_polynomial_has_no_excess(void **state)
{
    (void)state;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (uint64_t seed = 1; seed <= 500; seed++) {
        uint64_t random = seed;
        int64_t coefficients[6], counts[31];
        for (size_t k = 0; k < 6; k++)
            coefficients[k] = (int64_t)random_below(&random, 9) - 4;
        for (int64_t j = 0; j < 31; j++) {
            int64_t value = 0;
            for (size_t k = 6; k-- > 0;)
                value = value * (j - 15) + coefficients[k];
            counts[j] = value + 4000000;
        }
        const upw_excess_options options = { .method = seed % 2 ? UPW_EXCESS_FIXED : UPW_EXCESS_KINK };
        upw_excess e;
        assert_true(upw_excess_measure(counts, &options, &scratch, NULL, &e, NULL));
        assert_near_seed(e.excess + 4e6, 4e6, 1e-12, seed);
        assert_near_seed(e.missing + 4e6, 4e6, 1e-12, seed);
    }
    upw_arena_clear(&scratch);
}

static void moving_waits_and_limit_together_changes_nothing(void **state)
{
    (void)state;
    static histogram h, moved;
    assert_true(read_histogram("w2", &h));
    moved = h;
    moved.waits.values = moved.minutes;
    for (size_t i = 0; i < h.waits.n; i++)
        moved.minutes[i] += 37;
    const upw_excess a = measure(&h, 240, NULL, NULL), b = measure(&moved, 277, NULL, NULL);
    assert_true(a.excess == b.excess && a.z == b.z);
}

static void what_moves_before_the_limit_is_found(void **state)
{
    (void)state;
    /* A flat histogram of 100 a minute, and 30 of each of the 20 minutes after the limit moved before it. */
    static histogram h;
    for (size_t i = 0; i < 400; i++) {
        h.minutes[i] = (double)i + 1;
        h.counts[i] = i + 1 > 240 && i + 1 <= 260 ? 70 : i + 1 > 220 && i + 1 <= 240 ? 130 : 100;
    }
    h.waits = (upw_waits){ h.minutes, h.counts, 400 };
    const upw_excess e = measure(&h, 240, NULL, NULL);
    assert_near(e.excess, 600, 1e-9);
    assert_near(e.missing, 600, 1e-9);
    assert_near(e.ordinary, 1000, 1e-9);
    assert_near(e.phi, 1, 1e-9);
    /* 50 more were never treated in time at all: with both bins left out, more is missing than is piled up. */
    for (size_t i = 240; i < 260; i++)
        h.counts[i] -= 5;
    const upw_excess searched = measure(&h, 240, &(upw_excess_options){ .method = UPW_EXCESS_SEARCH }, NULL);
    assert_false(searched.is_unbalanced || searched.has_no_notch);
    assert_int_equal(searched.excluded_right, 1);
}

static void a_search_that_never_balances_says_so(void **state)
{
    (void)state;
    static histogram h;
    assert_true(read_histogram("w6", &h));
    upw_excess_options options = {
        .method = UPW_EXCESS_SEARCH, .bin_width = 5, .bins_left = 30, .bins_right = 30, .excluded_left = 3
    };
    const upw_excess capped = measure(&h, 240, &options, NULL);
    assert_true(capped.is_unbalanced);
    assert_int_equal(capped.excluded_right, 23);
    options.order = 7;
    const upw_excess found = measure(&h, 240, &options, NULL);
    assert_false(found.is_unbalanced);
    assert_true(read_histogram("w1", &h));
    assert_true(measure(&h, 240, &options, NULL).has_no_notch);
}

static void what_cannot_be_measured_is_refused_with_a_reason(void **state)
{
    (void)state;
    upw_arena scratch;
    upw_excess e;
    upw_digits d;
    upw_error error = { 0 };
    int64_t counts[31] = { 0 };
    upw_arena_init(&scratch, NULL);
    assert_false(upw_excess_measure(counts, NULL, &scratch, NULL, &e, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    static const upw_excess_options bad[] = { { .order = 12, .bins_left = 5, .bins_right = 7 },
                                              { .order = 13 },
                                              { .excluded_right = 15 },
                                              { .bin_width = -1 },
                                              { .bins_left = 20000 },
                                              { .method = UPW_EXCESS_METHOD_COUNT } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(upw_excess_measure(counts, &bad[i], &scratch, NULL, &e, &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
    }
    const double values[] = { 5, 240, INFINITY };
    const int64_t negative[] = { 1, -1, 1 };
    assert_false(upw_excess_count_bins(&(upw_waits){ values, NULL, 3 }, 240, NULL, counts, &error));
    assert_int_equal(error.row, 3);
    assert_false(upw_excess_count_bins(&(upw_waits){ values, negative, 2 }, 240, NULL, counts, &error));
    assert_int_equal(error.row, 2);
    assert_false(upw_digits_measure(&(upw_waits){ values, NULL, 1 }, 30, 209, &d, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_false(upw_digits_measure(&(upw_waits){ values, NULL, 1 }, 31, 209, &d, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    upw_arena_clear(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_excess_agrees_with_the_golden),
        cmocka_unit_test(every_bin_agrees_with_the_golden),
        cmocka_unit_test(every_digit_agrees_with_the_golden),
        cmocka_unit_test(only_the_rounded_clocks_are_called_rounded),
        cmocka_unit_test(a_polynomial_has_no_excess),
        cmocka_unit_test(moving_waits_and_limit_together_changes_nothing),
        cmocka_unit_test(what_moves_before_the_limit_is_found),
        cmocka_unit_test(a_search_that_never_balances_says_so),
        cmocka_unit_test(what_cannot_be_measured_is_refused_with_a_reason),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
