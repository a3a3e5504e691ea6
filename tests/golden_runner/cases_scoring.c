/* Scores: single samples and shares of a finite population, and one item by the ordinal model. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/score.h"

static void answer_finite(cases *c, size_t row)
{
    const upw_finite_mean m = upw_finite_mean_measure(cases_number(c, row, "n"), cases_number(c, row, "mean"),
                                                      cases_number(c, row, "sd"), cases_number(c, row, "N"));
    cases_put(c, "se_fpc", m.se);
    cases_put(c, "lo_z", m.low_z);
    cases_put(c, "hi_z", m.high_z);
    cases_put(c, "lo_t", m.low_t);
    cases_put(c, "hi_t", m.high_t);
    cases_put(c, "se_no_fpc", m.se_unlimited);
}

static void answer_share(cases *c, size_t row)
{
    const double k = cases_number(c, row, "k"), n = cases_number(c, row, "n");
    const upw_figure share = upw_proportion(k, n, 0.95), finite = upw_finite_share(k, n, 211);
    cases_put(c, "p", share.value);
    cases_put(c, "wilson_lo", share.low);
    cases_put(c, "wilson_hi", share.high);
    cases_put(c, "fpc211_lo", finite.low);
    cases_put(c, "fpc211_hi", finite.high);
}

enum { OFFICES_MAX = 200, SCALE = 5 };

/* How often each answer was given in each office. */
static size_t count_answers(const cases *c, size_t row, int64_t *counts, int64_t *n)
{
    cells answers;
    cases_read_beside(c, "responses.csv", &answers);
    const text item = cases_text(c, row, "item");
    const size_t column = cells_find(&answers, memory_copy_text(c->arena, item).at);
    text offices[OFFICES_MAX];
    size_t n_offices = 0;
    for (size_t i = 0; i < answers.n_rows; i++) {
        const text office = cells_get(&answers, i, cells_find(&answers, "office"));
        double answer;
        size_t o = 0;
        if (!number_parse(cells_get(&answers, i, column), &answer))
            continue;
        while (o < n_offices && !text_equal(offices[o], office))
            o++;
        if (o == OFFICES_MAX)
            cases_fail("more than %d offices", OFFICES_MAX);
        if (o == n_offices)
            offices[n_offices++] = office;
        counts[o * SCALE + (size_t)answer - 1]++;
        ++*n;
    }
    return n_offices;
}

static void answer_ordinal(cases *c, size_t row)
{
    static const char *const thresholds[] = { "th1", "th2", "th3", "th4" };
    int64_t counts[OFFICES_MAX * SCALE] = { 0 }, n = 0;
    const size_t n_offices = count_answers(c, row, counts, &n);
    upw_ordinal laplace, adaptive;
    upw_error error = { 0 };
    if (!upw_ordinal_fit(counts, n_offices, 1, &c->scratch, NULL, &laplace, &error) ||
        !upw_ordinal_fit(counts, n_offices, 10, &c->scratch, NULL, &adaptive, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "n", (double)n);
    for (size_t k = 0; k < sizeof thresholds / sizeof *thresholds; k++)
        cases_put(c, thresholds[k], laplace.thresholds[k]);
    cases_put(c, "sd_office", laplace.sd);
    cases_put(c, "loglik_laplace", laplace.log_likelihood);
    cases_put(c, "sd_office_agq10", adaptive.sd);
    cases_put(c, "loglik_agq10", adaptive.log_likelihood);
}

static const case_file files[] = {
    { "scoring", "fpc_expected.csv", { "N", "n", "mean", "sd" }, answer_finite },
    { "scoring", "wilson_expected.csv", { "k", "n" }, answer_share },
    { "scoring", "clmm_expected.csv", { "item" }, answer_ordinal },
};

const case_family cases_of_scoring = { files, sizeof files / sizeof *files };
