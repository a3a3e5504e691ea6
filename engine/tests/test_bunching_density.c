/* The density break at a limit, against rddensity 3.0 and against its own laws. */
#include "upward/bunching.h"

#include "golden_check.h"
#include "near.h"
#include "random_series.h"

enum { WAITS_MAX = 4096 };

typedef struct sample {
    double values[WAITS_MAX];
    int64_t counts[WAITS_MAX];
    upw_waits waits;
} sample;

/* The case's rows of the input files: single values, or a histogram of minutes. */
static void read_case(bool is_shared, const char *name, sample *out)
{
    csv_fixture csv;
    size_t n, first;
    const bool is_histogram = name[0] == 'w';
    assert_true(
        golden_open_file(&csv, "gaming", is_histogram ? "waits_histogram.csv" : "rddensity_inputs.csv", is_shared));
    first = fixture_find(&csv, "case", name, &n);
    assert_in_range(n, 1, WAITS_MAX);
    for (size_t i = 0; i < n; i++) {
        out->values[i] = fixture_number(&csv, first + i, is_histogram ? "minute" : "x");
        out->counts[i] = is_histogram ? (int64_t)fixture_number(&csv, first + i, "count") : 1;
    }
    out->waits = (upw_waits){ out->values, is_histogram ? out->counts : NULL, n };
    fixture_close(&csv);
}

static size_t find_word(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    fail_msg("%s is not known", word);
    return n;
}

static upw_density_options read_options(const csv_fixture *runs, size_t row)
{
    static const char *const kernels[] = { "triangular", "uniform", "epanechnikov" };
    static const char *const bandwidths[] = { "comb", "each", "diff", "sum", "manual" };
    upw_density_options options = {
        .order = (size_t)fixture_number(runs, row, "p"),
        .test_order = (size_t)fixture_number(runs, row, "q"),
        .is_restricted = strcmp(fixture_text(runs, row, "fit"), "restricted") == 0,
        .kernel = (upw_kernel)find_word(fixture_text(runs, row, "kernel"), kernels, 3),
        .is_plugin = strcmp(fixture_text(runs, row, "vce"), "plugin") == 0,
        .bandwidth = (upw_bandwidth)find_word(fixture_text(runs, row, "bwselect"), bandwidths, 5),
        .ignores_ties = fixture_number(runs, row, "mass_points") == 0,
    };
    if (options.bandwidth == UPW_BANDWIDTH_MANUAL) {
        options.h_left = fixture_number(runs, row, "h_left");
        options.h_right = fixture_number(runs, row, "h_right");
    }
    return options;
}

static void check_run(golden_tally *tally, const csv_fixture *runs, size_t row, const upw_density *d)
{
    const struct {
        const char *column;
        double actual;
    } exact[] = { { "repeats", d->adjusts_ties },
                  { "n_left", (double)d->n_left },
                  { "n_right", (double)d->n_right },
                  { "eff_left", (double)d->in_left },
                  { "eff_right", (double)d->in_right } },
      near[] = { { "h_left", d->h_left },     { "h_right", d->h_right },          { "f_left", d->f_left },
                 { "f_right", d->f_right },   { "diff", d->f_right - d->f_left }, { "se_left", d->se_left },
                 { "se_right", d->se_right }, { "se_diff", d->se_difference },    { "T", d->t } };
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        golden_check_exactly(tally, runs, row, exact[i].column, exact[i].actual);
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        golden_check(tally, runs, row, near[i].column, near[i].actual, 1e-6, 0);
    /* A relative error of T becomes T² times it in a small p. */
    golden_check(tally, runs, row, "p_value", d->p_value, 1e-6 * fmax(1, d->t * d->t), 0);
}

static size_t check_windows(golden_tally *tally, const csv_fixture *windows, const char *run, const upw_density *d)
{
    size_t n;
    const size_t first = fixture_find(windows, "run", run, &n);
    for (size_t i = 0; i < n; i++) {
        golden_check(tally, windows, first + i, "window_left", d->windows[i].left, 1e-6, 0);
        golden_check(tally, windows, first + i, "window_right", d->windows[i].right, 1e-6, 0);
        golden_check_exactly(tally, windows, first + i, "n_left", (double)d->windows[i].n_left);
        golden_check_exactly(tally, windows, first + i, "n_right", (double)d->windows[i].n_right);
        golden_check(tally, windows, first + i, "p_value", d->windows[i].p_value, 1e-9, 0);
    }
    return n;
}

static size_t check_candidates(golden_tally *tally, const csv_fixture *csv, const char *name, const upw_density *d)
{
    size_t n;
    const size_t first = fixture_find(csv, "case", name, &n);
    for (size_t i = 0; i < n; i++) {
        golden_check(tally, csv, first + i, "bw", d->candidates[i].h, 1e-6, 0);
        golden_check(tally, csv, first + i, "variance", d->candidates[i].variance, 1e-6, 0);
        golden_check(tally, csv, first + i, "biassq", d->candidates[i].squared_bias, 1e-6, 0);
    }
    return n;
}

/* How many runs were compared; 0 when the files are not there. */
static size_t compare_all(bool is_shared, golden_tally *tally)
{
    static sample s;
    csv_fixture runs, windows, candidates;
    size_t n_windows = 0, n_candidates = 0;
    upw_arena scratch;
    if (!golden_open_file(&runs, "gaming", "rddensity_expected.csv", is_shared))
        return 0;
    assert_true(golden_open_file(&windows, "gaming", "rddensity_binomial.csv", is_shared));
    assert_true(golden_open_file(&candidates, "gaming", "rdbwdensity_expected.csv", is_shared));
    upw_arena_init(&scratch, NULL);
    for (size_t row = 0; row < runs.n_rows; row++) {
        upw_density d;
        upw_error error = { 0 };
        const char *const name = fixture_text(&runs, row, "case");
        const upw_density_options options = read_options(&runs, row);
        read_case(is_shared, name, &s);
        if (!upw_density_test(&s.waits, fixture_number(&runs, row, "cutoff"), &options, &scratch, &d, &error))
            fail_msg("run %zu: %s", row + 1, error.message);
        check_run(tally, &runs, row, &d);
        n_windows += check_windows(tally, &windows, fixture_text(&runs, row, "run"), &d);
        if (row == 0 || strcmp(name, fixture_text(&runs, row - 1, "case")) != 0)
            n_candidates += check_candidates(tally, &candidates, name, &d);
    }
    assert_int_equal(n_windows, windows.n_rows);
    assert_int_equal(n_candidates, candidates.n_rows);
    const size_t n = runs.n_rows;
    upw_arena_clear(&scratch);
    fixture_close(&candidates);
    fixture_close(&windows);
    fixture_close(&runs);
    return n;
}

static void every_run_agrees_with_the_reference(void **state)
{
    (void)state;
    golden_tally tally = { 0 };
    assert_int_equal(compare_all(false, &tally), 39);
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
}

static void the_published_example_agrees_with_the_reference(void **state)
{
    (void)state;
    golden_tally tally = { 0 };
    const size_t n = compare_all(true, &tally);
    if (n == 0)
        skip();
    assert_int_equal(n, 48);
    assert_int_equal(tally.off, 0);
}

/* Half on either side of 0, in steps when `step` is not 0. */
static void invent(uint64_t seed, double step, size_t n, sample *out)
{
    uint64_t random = seed;
    for (size_t i = 0; i < n; i++) {
        const double x = random_normal(&random) + 0.3;
        out->values[i] = step > 0 ? (floor(x / step) + 0.5) * step : x;
    }
    out->waits = (upw_waits){ out->values, NULL, n };
}

static upw_density test_at(const sample *s, double cutoff, const upw_density_options *options)
{
    upw_arena scratch;
    upw_density d;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    if (!upw_density_test(&s->waits, cutoff, options, &scratch, &d, &error))
        fail_msg("%s", error.message);
    upw_arena_clear(&scratch);
    return d;
}

/* With an even kernel the mirror image of a sample has the two sides changed over. F is counted from the left either
 * way, and the jackknife sums from the right, so a difference of the order 1/N remains. */
static void a_mirror_image_changes_the_sides_and_the_sign(void **state)
{
    (void)state;
    static sample s, mirrored;
    static const upw_density_options forms[] = {
        { .bandwidth = UPW_BANDWIDTH_MANUAL, .h_left = 0.8, .h_right = 0.8 },
        { .bandwidth = UPW_BANDWIDTH_MANUAL, .h_left = 0.8, .h_right = 0.8, .is_restricted = true, .is_plugin = true }
    };
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (size_t f = 0; f < 2; f++) {
            invent(seed, 0, 3000, &s);
            mirrored.waits = (upw_waits){ mirrored.values, NULL, 3000 };
            for (size_t i = 0; i < 3000; i++)
                mirrored.values[i] = -s.values[i];
            const upw_density a = test_at(&s, 0, &forms[f]), b = test_at(&mirrored, 0, &forms[f]);
            assert_near_seed(a.f_left, b.f_right, 1e-9, seed);
            assert_near_seed(a.f_right, b.f_left, 1e-9, seed);
            assert_near_seed(a.t, -b.t, 1e-3, seed);
            assert_int_equal(a.in_left, b.in_right);
        }
}

static void moving_values_and_limit_together_changes_nothing(void **state)
{
    (void)state;
    static sample s, moved;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        invent(seed, 0.03125, 3000, &s);
        moved.waits = (upw_waits){ moved.values, NULL, 3000 };
        for (size_t i = 0; i < 3000; i++)
            moved.values[i] = s.values[i] + 64;
        const upw_density a = test_at(&s, 0, NULL), b = test_at(&moved, 64, NULL);
        assert_near_seed(a.t, b.t, 1e-9, seed);
        assert_near_seed(a.h_left, b.h_left, 1e-9, seed);
    }
}

static void a_histogram_is_its_records_one_by_one(void **state)
{
    (void)state;
    static sample s, histogram;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        invent(seed, 0.0625, 3000, &s);
        size_t n = 0;
        for (size_t i = 0; i < s.waits.n; i++) {
            size_t at = 0;
            while (at < n && histogram.values[at] != s.values[i])
                at++;
            if (at == n) {
                histogram.values[n] = s.values[i];
                histogram.counts[n++] = 0;
            }
            histogram.counts[at]++;
        }
        histogram.waits = (upw_waits){ histogram.values, histogram.counts, n };
        for (size_t ignores = 0; ignores < 2; ignores++) {
            const upw_density_options options = { .ignores_ties = ignores };
            const upw_density a = test_at(&s, 0, &options), b = test_at(&histogram, 0, &options);
            assert_true(a.t == b.t && a.h_left == b.h_left && a.h_right == b.h_right && a.in_left == b.in_left);
        }
    }
}

/* A fair test rejects 5 % of the time; 400 samples have a standard error of 1.1 points. */
static void a_density_without_a_break_is_rarely_rejected(void **state)
{
    (void)state;
    static sample s;
    size_t n_rejected = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        invent(seed, 0, 1000, &s);
        n_rejected += test_at(&s, 0, NULL).p_value < 0.05;
    }
    assert_in_range(n_rejected, 8, 36);
}

static void what_cannot_be_tested_is_refused_with_a_reason(void **state)
{
    (void)state;
    static sample s;
    upw_arena scratch;
    upw_density d;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    invent(1, 0, 1000, &s);
    assert_false(upw_density_test(&s.waits, 100, NULL, &scratch, &d, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_non_null(strstr(error.message, "above"));
    const double heap[] = { -1, 0, 1 };
    const int64_t heights[] = { 500, 500, 500 };
    assert_false(upw_density_test(&(upw_waits){ heap, heights, 3 }, 0.5, NULL, &scratch, &d, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    s.values[6] = NAN;
    assert_false(upw_density_test(&s.waits, 0, NULL, &scratch, &d, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_int_equal(error.row, 7);
    static const upw_density_options bad[] = {
        { .order = 4 },
        { .test_order = 1 },
        { .test_order = 8 },
        { .kernel = UPW_KERNEL_COUNT },
        { .bandwidth = UPW_BANDWIDTH_MANUAL },
        { .is_restricted = true, .bandwidth = UPW_BANDWIDTH_EACH },
        { .is_restricted = true, .bandwidth = UPW_BANDWIDTH_MANUAL, .h_left = 1, .h_right = 2 },
    };
    invent(1, 0, 1000, &s);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(upw_density_test(&s.waits, 0, &bad[i], &scratch, &d, &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
    }
    upw_arena_clear(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_run_agrees_with_the_reference),
        cmocka_unit_test(the_published_example_agrees_with_the_reference),
        cmocka_unit_test(a_mirror_image_changes_the_sides_and_the_sign),
        cmocka_unit_test(moving_values_and_limit_together_changes_nothing),
        cmocka_unit_test(a_histogram_is_its_records_one_by_one),
        cmocka_unit_test(a_density_without_a_break_is_rarely_rejected),
        cmocka_unit_test(what_cannot_be_tested_is_refused_with_a_reason),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
