/* Every method of the gaming screens, with options that a person is spared. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/bunching.h"

/* ---- inputs ---- */

static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    if (!number_parse(cells_get(file, row, cells_find(file, column)), &number))
        cases_fail("%s, row %zu, %s: no number", file->file, row + 2, column);
    return number;
}

/* Rows whose column "case" says `name`; out[0] … out[n - 1] for each of the columns. */
static size_t read_case(cases *c, const char *file_name, text name, const char *const *columns, size_t n_columns,
                        double **out)
{
    cells file;
    cases_read_beside(c, file_name, &file);
    size_t n = 0;
    for (size_t k = 0; k < n_columns; k++)
        out[k] = MEMORY_TAKE(&c->scratch, double, file.n_rows);
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(cells_get(&file, i, cells_find(&file, "case")), name))
            continue;
        for (size_t k = 0; k < n_columns; k++)
            out[k][n] = number_at(&file, i, columns[k]);
        n++;
    }
    return n;
}

/* A case of the histograms, or else of the single values. */
static upw_waits read_waits(cases *c, size_t row)
{
    static const char *const histogram[] = { "minute", "count" }, *const single[] = { "x" };
    const text name = cases_text(c, row, "case");
    double *columns[2];
    size_t n = read_case(c, "waits_histogram.csv", name, histogram, 2, columns);
    if (n == 0) {
        n = read_case(c, "rddensity_inputs.csv", name, single, 1, columns);
        return (upw_waits){ columns[0], NULL, n };
    }
    int64_t *const counts = MEMORY_TAKE(&c->scratch, int64_t, n);
    for (size_t i = 0; i < n; i++)
        counts[i] = (int64_t)columns[1][i];
    return (upw_waits){ columns[0], counts, n };
}

/* ---- excess ---- */

static void answer_excess(cases *c, size_t row)
{
    static const char *const methods[UPW_EXCESS_METHOD_COUNT] = { "notch_fixed", "kink", "notch_search" };
    const upw_excess_options options = {
        .method = (upw_excess_method)cases_find_word(cases_text(c, row, "method"), methods, UPW_EXCESS_METHOD_COUNT),
        .bin_width = cases_number(c, row, "bin_width"),
        .order = (size_t)cases_number(c, row, "poly"),
        .bins_left = (size_t)cases_number(c, row, "bins_left"),
        .bins_right = (size_t)cases_number(c, row, "bins_right"),
        .excluded_left = (size_t)cases_number(c, row, "excl_left"),
        .excluded_right = (size_t)cases_number(c, row, "excl_right"), /* not read by a search */
    };
    const upw_waits waits = read_waits(c, row);
    int64_t *const counts = MEMORY_TAKE(&c->scratch, int64_t, upw_excess_bins(&options));
    upw_excess e;
    upw_error error = { 0 };
    if (!upw_excess_count_bins(&waits, cases_number(c, row, "last_met"), &options, counts, &error) ||
        !upw_excess_measure(counts, &options, &c->scratch, NULL, &e, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "excl_right", (double)e.excluded_right);
    cases_put(c, "excess_B", e.excess);
    cases_put(c, "missing_above", e.missing);
    cases_put(c, "c0", e.ordinary);
    cases_put(c, "b", e.relative);
    cases_put(c, "phi", e.phi);
    cases_put(c, "se_B", e.excess_se);
    cases_put(c, "se_b", e.relative_se);
    cases_put(c, "z", e.z);
}

/* ---- density break ---- */

static upw_density_options read_density_options(const cases *c, size_t row)
{
    static const char *const fits[] = { "unrestricted", "restricted" }, *const variances[] = { "jackknife", "plugin" };
    static const char *const kernels[UPW_KERNEL_COUNT] = { "triangular", "uniform", "epanechnikov" };
    static const char *const bandwidths[UPW_BANDWIDTH_COUNT] = { "comb", "each", "diff", "sum", "manual" };
    upw_density_options o = {
        .order = (size_t)cases_number(c, row, "p"),
        .test_order = (size_t)cases_number(c, row, "q"),
        .is_restricted = cases_find_word(cases_text(c, row, "fit"), fits, 2) == 1,
        .kernel = (upw_kernel)cases_find_word(cases_text(c, row, "kernel"), kernels, UPW_KERNEL_COUNT),
        .is_plugin = cases_find_word(cases_text(c, row, "vce"), variances, 2) == 1,
        .bandwidth = (upw_bandwidth)cases_find_word(cases_text(c, row, "bwselect"), bandwidths, UPW_BANDWIDTH_COUNT),
        .ignores_ties = cases_number(c, row, "mass_points") == 0,
    };
    if (o.bandwidth == UPW_BANDWIDTH_MANUAL) {
        o.h_left = cases_number(c, row, "h_left");
        o.h_right = cases_number(c, row, "h_right");
    }
    return o;
}

static upw_density test_density(cases *c, size_t row, double cutoff, const upw_density_options *options)
{
    const upw_waits waits = read_waits(c, row);
    upw_density d;
    upw_error error = { 0 };
    if (!upw_density_test(&waits, cutoff, options, &c->scratch, &d, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    return d;
}

static void answer_density(cases *c, size_t row)
{
    const upw_density_options options = read_density_options(c, row);
    const upw_density d = test_density(c, row, cases_number(c, row, "cutoff"), &options);
    cases_put(c, "repeats", d.adjusts_ties);
    cases_put(c, "h_left", d.h_left);
    cases_put(c, "h_right", d.h_right);
    cases_put(c, "n_left", (double)d.n_left);
    cases_put(c, "n_right", (double)d.n_right);
    cases_put(c, "eff_left", (double)d.in_left);
    cases_put(c, "eff_right", (double)d.in_right);
    cases_put(c, "f_left", d.f_left);
    cases_put(c, "f_right", d.f_right);
    cases_put(c, "diff", d.f_right - d.f_left);
    cases_put(c, "se_left", d.se_left);
    cases_put(c, "se_right", d.se_right);
    cases_put(c, "se_diff", d.se_difference);
    cases_put(c, "T", d.t);
    cases_put(c, "p_value", d.p_value);
}

/* The run of rddensity_expected.csv in which a case or a run number stands first. */
static cases find_run(const cases *c, const char *column, text wanted, size_t *row)
{
    cases runs = *c;
    cases_read_beside(c, "rddensity_expected.csv", &runs.file);
    for (*row = 0; *row < runs.file.n_rows; ++*row)
        if (text_equal(cases_text(&runs, *row, column), wanted))
            return runs;
    cases_fail("rddensity_expected.csv has no %s %.*s", column, TEXT_ARGS(wanted));
}

static void answer_bandwidth(cases *c, size_t row)
{
    static const char *const targets[] = { "l", "r", "diff", "sum" };
    size_t run;
    const cases runs = find_run(c, "case", cases_text(c, row, "case"), &run);
    const upw_density d = test_density(c, row, cases_number(&runs, run, "cutoff"), NULL);
    const upw_bandwidth_candidate *const found =
        &d.candidates[cases_find_word(cases_text(c, row, "target"), targets, 4)];
    cases_put(c, "bw", found->h);
    cases_put(c, "variance", found->variance);
    cases_put(c, "biassq", found->squared_bias);
}

/* Rows of one run stand together, ten to a run. */
static void answer_windows(cases *c, size_t row)
{
    size_t run, first = row;
    const text name = cases_text(c, row, "run");
    while (first > 0 && text_equal(cases_text(c, first - 1, "run"), name))
        first--;
    if (row - first >= UPW_COIN_WINDOWS)
        cases_fail("run %.*s has more than %d windows", TEXT_ARGS(name), UPW_COIN_WINDOWS);
    const cases runs = find_run(c, "run", name, &run);
    const upw_density_options options = read_density_options(&runs, run);
    const upw_density d = test_density(c, row, cases_number(&runs, run, "cutoff"), &options);
    const upw_coin_window *const w = &d.windows[row - first];
    cases_put(c, "window_left", w->left);
    cases_put(c, "window_right", w->right);
    cases_put(c, "n_left", (double)w->n_left);
    cases_put(c, "n_right", (double)w->n_right);
    cases_put(c, "p_value", w->p_value);
}

/* ---- counts and coins ---- */

static void answer_exact(cases *c, size_t row)
{
    static const char *const tests[UPW_BUNCHING_TEST_COUNT] = { "cliff", "parking" };
    upw_bunching_counts counts = { .test = (upw_bunching_test)cases_find_word(cases_text(c, row, "test"), tests,
                                                                              UPW_BUNCHING_TEST_COUNT) };
    text rest = cases_text(c, row, "counts");
    for (size_t j = 0; j < UPW_BUNCHING_BINS_MAX && rest.len > 0; j++) {
        int64_t n;
        if (!number_parse_integer(text_take_until(&rest, '/'), &n) || n < 0)
            cases_fail("row %zu: counts are whole numbers with / between them", row + 2);
        counts.bins[j] = (size_t)n;
    }
    upw_bunching_exact e;
    upw_error error = { 0 };
    if (!upw_bunching_test_counts(&counts, &c->scratch, &e, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "T", (double)e.statistic);
    cases_put(c, "expected_T", e.expected);
    cases_put(c, "p_upper", e.p_upper);
    cases_put(c, "mid_p", e.mid_p);
    cases_put(c, "configurations", (double)e.configurations);
}

static void answer_flips(cases *c, size_t row)
{
    static const char *const columns[] = { "s" };
    double *values;
    const size_t n = read_case(c, "signflip_inputs.csv", cases_text(c, row, "case"), columns, 1, &values);
    int32_t *const s = MEMORY_TAKE(&c->scratch, int32_t, n);
    for (size_t i = 0; i < n; i++)
        s[i] = (int32_t)values[i];
    upw_bunching_flips f;
    upw_error error = { 0 };
    if (!upw_bunching_flip_signs(s, n, &c->scratch, &f, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "T", (double)f.statistic);
    cases_put(c, "p_upper", f.p_upper);
    cases_put(c, "mid_p", f.mid_p);
}

static const case_file files[] = {
    { "gaming",
      "bunching_expected.csv",
      { "case", "bin_width", "last_met", "poly", "bins_left", "bins_right", "excl_left", "method" },
      answer_excess },
    { "gaming",
      "rddensity_expected.csv",
      { "run", "case", "cutoff", "p", "q", "fit", "kernel", "vce", "bwselect", "mass_points" },
      answer_density },
    { "gaming", "rdbwdensity_expected.csv", { "case", "target" }, answer_bandwidth },
    { "gaming", "rddensity_binomial.csv", { "run", "case" }, answer_windows },
    { "gaming", "exact_expected.csv", { "case", "test", "counts" }, answer_exact },
    { "gaming", "signflip_expected.csv", { "case" }, answer_flips },
};

const case_family cases_of_gaming = { files, sizeof files / sizeof *files };
