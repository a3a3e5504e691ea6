/* Figures printed in the literature: ours, to as many digits as were printed. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/casemix.h"
#include "upward/rank.h"
#include "upward/special.h"
#include "upward/standardise.h"

static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    if (!number_parse(cells_get(file, row, cells_find(file, column)), &number))
        cases_fail("%s, row %zu, %s: no number", file->file, row + 2, column);
    return number;
}

/* The rows of a file that say this, one column of numbers; how many. */
static size_t read_numbers(cases *c, const char *name, const char *key, const char *value, const char *column,
                           double *out, size_t most)
{
    cells file;
    cases_read_beside(c, name, &file);
    size_t n = 0;
    for (size_t i = 0; i < file.n_rows; i++)
        if ((key == NULL || text_equal(cells_get(&file, i, cells_find(&file, key)), text_of(value))) && n < most)
            out[n++] = number_at(&file, i, column);
    return n;
}

static bool says(const cases *c, size_t row, const char *beginning)
{
    return text_starts_with(cases_text(c, row, "quantity"), text_of(beginning));
}

/* The number that ends the words: "lower 95 81/263" has 263, then (before '/') 81. */
static double last_number(text *words)
{
    size_t start = words->len;
    while (start > 0 && words->at[start - 1] >= '0' && words->at[start - 1] <= '9')
        start--;
    double number;
    if (!number_parse((text){ words->at + start, words->len - start }, &number))
        cases_fail("no number at the end of \"%.*s\"", TEXT_ARGS(*words));
    words->len = start > 0 ? start - 1 : 0;
    return number;
}

static double find_wilson(cases *c, size_t row)
{
    text words = cases_text(c, row, "quantity");
    const double n = last_number(&words), events = last_number(&words);
    const upw_figure figure = upw_proportion(events, n, 0.95);
    return says(c, row, "lower") ? figure.low : figure.high;
}

static double find_exact_count(cases *c, size_t row)
{
    const double events = says(c, row, "upper 95 for 0") ? 0 : 10;
    const upw_interval interval = upw_count_interval(events, 0.95, UPW_COUNT_EXACT);
    return says(c, row, "lower") ? interval.low : interval.high;
}

static double find_of_trials(cases *c, size_t row, upw_shrink_method method)
{
    enum { MOST = 20 };
    double counts[4][MOST], y[MOST], v[MOST];
    static const char *const columns[] = { "tpos", "tneg", "cpos", "cneg" };
    size_t n = 0;
    for (size_t k = 0; k < 4; k++)
        n = read_numbers(c, "published_bcg_input.csv", NULL, NULL, columns[k], counts[k], MOST);
    for (size_t i = 0; i < n; i++) { /* log risk ratios */
        const double treated = counts[0][i] + counts[1][i], others = counts[2][i] + counts[3][i];
        y[i] = log(counts[0][i] / treated / (counts[2][i] / others));
        v[i] = 1 / counts[0][i] - 1 / treated + 1 / counts[2][i] - 1 / others;
    }
    upw_shrinkage s;
    upw_error error = { 0 };
    if (!upw_shrink_normal(y, v, n, method, &c->scratch, NULL, &s, &error))
        cases_fail("%s", error.message);
    static const char *const names[] = { "tau2", "se tau2", "mu", "se mu", "Q", "I2", "H2" };
    const double figures[] = { s.tau2, s.tau2_se, s.mean, s.mean_se, s.q, s.i2, s.h2 };
    return figures[cases_find_word(cases_text(c, row, "quantity"), names, 7)];
}

static double find_reml(cases *c, size_t row)
{
    return find_of_trials(c, row, UPW_SHRINK_REML);
}

static double find_dl(cases *c, size_t row)
{
    return find_of_trials(c, row, UPW_SHRINK_DL);
}

static double find_of_pumps(cases *c, size_t row)
{
    enum { MOST = 20 };
    double failures[MOST], hours[MOST];
    const size_t n = read_numbers(c, "eb_input.csv", "case", "pumps", "y", failures, MOST);
    read_numbers(c, "eb_input.csv", "case", "pumps", "d", hours, MOST);
    upw_posterior posteriors[MOST];
    upw_count_shrinkage s;
    upw_error error = { 0 };
    if (!upw_shrink_counts(UPW_COUNT_GAMMA_POISSON, failures, hours, n, &c->scratch, posteriors, &s, &error))
        cases_fail("%s", error.message);
    return says(c, row, "gamma shape") ? s.precision : s.precision / s.mean;
}

static double find_of_vaso(cases *c, size_t row)
{
    enum { MOST = 50 };
    double volume[MOST], rate[MOST], y[MOST], x[2 * MOST];
    const size_t n = read_numbers(c, "logit_vaso_input.csv", NULL, NULL, "vol", volume, MOST);
    read_numbers(c, "logit_vaso_input.csv", NULL, NULL, "rate", rate, MOST);
    read_numbers(c, "logit_vaso_input.csv", NULL, NULL, "y", y, MOST);
    for (size_t i = 0; i < n; i++) {
        x[2 * i] = log(volume[i]);
        x[2 * i + 1] = log(rate[i]);
    }
    const upw_case_rows rows = { .x = x, .p = 2, .y = y, .n = n };
    const upw_logit_options options = { .method = UPW_LOGIT_ML };
    upw_logit logit;
    upw_error error = { 0 };
    if (!upw_logit_fit(&rows, &options, &c->scratch, &logit, &error))
        cases_fail("%s", error.message);
    static const char *const names[] = { "intercept", "log volume", "log rate", "deviance" };
    const double figures[] = { logit.coefficients[0], logit.coefficients[1], logit.coefficients[2], logit.deviance };
    return figures[cases_find_word(cases_text(c, row, "quantity"), names, 4)];
}

static double find_of_surgery(cases *c, size_t row)
{
    text words = cases_text(c, row, "quantity");
    const char name[] = { words.at[words.len - 1], '\0' };
    double events = 0, cases_there = 0;
    cells file;
    cases_read_beside(c, "funnel_input.csv", &file);
    for (size_t i = 0; i < file.n_rows; i++)
        if (text_equal(cells_get(&file, i, cells_find(&file, "case")), TEXT("surgical")) &&
            text_equal(cells_get(&file, i, cells_find(&file, "org")), text_of(name))) {
            events = number_at(&file, i, "numerator");
            cases_there = number_at(&file, i, "denominator");
        }
    const upw_posterior flat = { UPW_POSTERIOR_BETA, 1 + events, 1 + cases_there - events };
    return says(c, row, "posterior sd") ? upw_posterior_sd(&flat) : upw_posterior_mean(&flat);
}

/* Averages of 18 batters, as printed, after 45 times at bat each. The rule of James & Stein, 1 - (k - 3) s² / SS, is
 * Hedges & Olkin's variance between bodies when all have the same s², with k - 3 in place of k - 1. */
static double find_of_batters(cases *c, size_t row)
{
    enum { K = 18, AT_BAT = 45 };
    static const double y[K] = { 0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244,
                                 0.244, 0.222, 0.222, 0.222, 0.222, 0.222, 0.200, 0.178, 0.156 };
    double v[K], mean = 0;
    for (size_t i = 0; i < K; i++)
        mean += y[i] / K;
    for (size_t i = 0; i < K; i++)
        v[i] = mean * (1 - mean) / AT_BAT;
    upw_shrinkage s;
    upw_error error = { 0 };
    if (!upw_shrink_normal(y, v, K, UPW_SHRINK_HE, &c->scratch, NULL, &s, &error))
        cases_fail("%s", error.message);
    const double own = 1 - v[0] / (v[0] + s.tau2) * (K - 3) / (K - 1);
    static const char *const names[] = { "grand mean", "shrinking factor c = 1-(k-3)s2/SS", "shrunk .400",
                                         "shrunk .156" };
    const double figures[] = { s.mean, own, s.mean + own * (y[0] - s.mean), s.mean + own * (y[K - 1] - s.mean) };
    return figures[cases_find_word(cases_text(c, row, "quantity"), names, 4)];
}

/* The table of logit_sep_input.csv, of which the closed form adds a half to each cell. */
static double find_of_table(cases *c, size_t row)
{
    enum { MOST = 200 };
    double x[MOST], y[MOST];
    const size_t n = read_numbers(c, "logit_sep_input.csv", "case", "two_by_two", "x1", x, MOST);
    read_numbers(c, "logit_sep_input.csv", "case", "two_by_two", "y", y, MOST);
    const upw_case_rows rows = { .x = x, .p = 1, .y = y, .n = n };
    const upw_logit_options options = { .method = UPW_LOGIT_FIRTH, .keeps_intercept = true };
    upw_logit logit;
    upw_error error = { 0 };
    if (!upw_logit_fit(&rows, &options, &c->scratch, &logit, &error))
        cases_fail("%s", error.message);
    return logit.coefficients[says(c, row, "slope")];
}

/* ---- how often is an average organisation outside? ---- */

static int compare_numbers(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Seaton & Manktelow 2012: 95 % limits of three kinds around `expected` events, and the chance to be beyond one. */
static double find_beyond(text quantity, double expected)
{
    const bool is_above = text_starts_with(quantity, TEXT("median P(above"));
    const bool is_wald = memmem(quantity.at, quantity.len, "Wald", 4) != NULL;
    double limit; /* on the scale of events */
    if (is_wald)
        limit = expected + (is_above ? 1 : -1) * upw_normal_quantile(0.975) * sqrt(expected);
    else if (memmem(quantity.at, quantity.len, "exact-CI", 8) != NULL) {
        const double low = upw_gamma_quantile(0.025, expected), high = upw_gamma_quantile_above(0.025, expected + 1);
        limit = is_above ? high : low;
    } else { /* prediction limits: counts that happen in 2.5 % of years or fewer */
        int64_t r = 0;
        while (upw_poisson_at_most(r, expected) < (is_above ? 0.975 : 0.025))
            r++;
        limit = (double)r;
    }
    return is_above ? upw_poisson_at_least((int64_t)floor(limit) + 1, expected)
                    : (limit > 0 ? upw_poisson_at_most((int64_t)ceil(limit) - 1, expected) : 0);
}

static double find_size_of_test(cases *c, size_t row)
{
    enum { STEPS = 4901 };
    static double chances[STEPS];
    const text quantity = cases_text(c, row, "quantity");
    for (size_t i = 0; i < STEPS; i++)
        chances[i] = find_beyond(quantity, 1 + 0.01 * (double)i);
    qsort(chances, STEPS, sizeof *chances, compare_numbers);
    return chances[says(c, row, "max") ? STEPS - 1 : STEPS / 2];
}

/* ---- the table ---- */

static const struct {
    const char *id;
    double (*find)(cases *c, size_t row);
} findings[] = {
    { "wilson", find_wilson },
    { "poisson_exact", find_exact_count },
    { "bcg_reml", find_reml },
    { "bcg_dl", find_dl },
    { "pumps", find_of_pumps },
    { "vaso", find_of_vaso },
    { "surgical_flat", find_of_surgery },
    { "firth_2x2", find_of_table },
    { "efron_morris", find_of_batters },
    { "funnel_size", find_size_of_test },
};

static void answer_published(cases *c, size_t row)
{
    const text id = cases_text(c, row, "id");
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
        if (text_equal(id, text_of(findings[i].id))) {
            const double found = findings[i].find(c, row);
            cases_put_within(c, row, "published", found, cases_number(c, row, "agree_abs"));
            cases_put(c, "recomputed", found);
            return;
        }
    cases_fail("row %zu: \"%.*s\" is not known", row + 2, TEXT_ARGS(id));
}

static const case_file files[] = {
    { "published", "published.csv", { "id", "quantity", "agree_abs", "source", "ok" }, answer_published },
};

const case_family cases_of_published = { files, sizeof files / sizeof *files };
