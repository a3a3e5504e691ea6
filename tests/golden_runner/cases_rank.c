/* Fair comparison: shrinkage and ranks. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/rank.h"

enum { BODIES_MAX = 400 };

/* The bodies of one case, computed once for all its rows. */
typedef struct known {
    text name, method;
    size_t n;
    text bodies[BODIES_MAX];
    double y[BODIES_MAX], v[BODIES_MAX];
    upw_posterior posteriors[BODIES_MAX];
    upw_rank ranks[BODIES_MAX];
    double *chances;
    upw_shrinkage normal;
    upw_count_shrinkage counts;
} known;

static known now;

static void put(cases *c, const char *column, double number)
{
    if (isnan(number))
        cases_put_text(c, column, TEXT("NA"));
    else if (isinf(number))
        cases_put_text(c, column, number > 0 ? TEXT("Inf") : TEXT("-Inf"));
    else
        cases_put(c, column, number);
}

/* Reads bodies, y and v of a case unless they are known, with this method: then false. */
static bool read_case(const cases *c, text name, text method, const char *file, const char *y, const char *v)
{
    if (now.n > 0 && text_equal(now.name, name) && text_equal(now.method, method))
        return false;
    cells input;
    cases_read_beside(c, file, &input);
    now = (known){ .name = name, .method = method };
    for (size_t i = 0; i < input.n_rows; i++) {
        if (!text_equal(cells_get(&input, i, cells_find(&input, "case")), name))
            continue;
        if (now.n == BODIES_MAX || !number_parse(cells_get(&input, i, cells_find(&input, y)), &now.y[now.n]) ||
            !number_parse(cells_get(&input, i, cells_find(&input, v)), &now.v[now.n]))
            cases_fail("%s, row %zu: no number, or too many", file, i + 2);
        now.bodies[now.n++] = cells_get(&input, i, cells_find(&input, "org"));
    }
    return true;
}

static size_t find_body(const cases *c, size_t row)
{
    for (size_t i = 0; i < now.n; i++)
        if (text_equal(now.bodies[i], cases_text(c, row, "org")))
            return i;
    cases_fail("row %zu: no such body", row + 2);
}

/* ---- shrinkage ---- */

static void shrink(cases *c, size_t row)
{
    const text name = cases_text(c, row, "case"), method = cases_text(c, row, "method");
    if (!read_case(c, name, method, "meta_input.csv", "yi", "vi"))
        return;
    const char *names[UPW_SHRINK_METHOD_COUNT];
    for (size_t m = 0; m < UPW_SHRINK_METHOD_COUNT; m++)
        names[m] = upw_shrink_method_name((upw_shrink_method)m);
    const size_t at = cases_find_word(method, names, UPW_SHRINK_METHOD_COUNT);
    upw_error error = { 0 };
    if (!upw_shrink_normal(now.y, now.v, now.n, (upw_shrink_method)at, &c->scratch, now.posteriors, &now.normal,
                           &error))
        cases_fail("row %zu: %s", row + 2, error.message);
}

static void answer_shrinkage(cases *c, size_t row)
{
    shrink(c, row);
    const upw_shrinkage *const s = &now.normal;
    put(c, "k", (double)s->n);
    put(c, "mu", s->mean);
    put(c, "se_mu", s->mean_se);
    put(c, "tau2", s->tau2);
    put(c, "se_tau2", s->tau2_se);
    put(c, "Q", s->q);
    put(c, "Q_p", s->q_p_value);
    put(c, "I2", s->i2);
    put(c, "H2", s->h2);
}

static void answer_shrunken(cases *c, size_t row)
{
    shrink(c, row);
    const size_t i = find_body(c, row);
    put(c, "blup", now.posteriors[i].a);
    put(c, "se", now.posteriors[i].b);
    put(c, "shrink", now.v[i] / (now.v[i] + now.normal.tau2));
}

/* eb_posterior.csv does not say which model a case has, eb_input.csv does. */
static void shrink_counts(cases *c, size_t row)
{
    if (!read_case(c, cases_text(c, row, "case"), TEXT(""), "eb_input.csv", "y", "d"))
        return;
    cells input;
    cases_read_beside(c, "eb_input.csv", &input);
    static const char *const names[UPW_COUNT_MODEL_COUNT] = { "betabinom", "gammapois" };
    size_t at = 0;
    for (size_t i = 0; i < input.n_rows; i++)
        if (text_equal(cells_get(&input, i, cells_find(&input, "case")), now.name))
            at = cases_find_word(cells_get(&input, i, cells_find(&input, "model")), names, UPW_COUNT_MODEL_COUNT);
    upw_error error = { 0 };
    if (!upw_shrink_counts((upw_count_model)at, now.y, now.v, now.n, &c->scratch, now.posteriors, &now.counts, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
}

static void answer_hyper(cases *c, size_t row)
{
    shrink_counts(c, row);
    const upw_count_shrinkage *const s = &now.counts;
    put(c, "boundary", s->is_boundary);
    put(c, "mean", s->mean);
    put(c, "precision", s->precision);
    put(c, "loglik", s->log_likelihood);
    put(c, "loglik_pooled", s->log_likelihood_pooled);
    put(c, "lr_p", s->p_value);
}

static void answer_posterior(cases *c, size_t row)
{
    shrink_counts(c, row);
    const upw_posterior *const p = &now.posteriors[find_body(c, row)];
    put(c, "post_p1", p->a);
    put(c, "post_p2", p->b);
    put(c, "post_mean", upw_posterior_mean(p));
    put(c, "post_sd", upw_posterior_sd(p));
    put(c, "l95", upw_posterior_quantile(p, 0.025));
    put(c, "u95", upw_posterior_quantile(p, 0.975));
}

/* ---- ranks ---- */

static void rank_case(cases *c, size_t row)
{
    if (!read_case(c, cases_text(c, row, "case"), TEXT(""), "rank_input.csv", "p1", "p2"))
        return;
    cells input;
    cases_read_beside(c, "rank_input.csv", &input);
    static const char *const names[] = { "normal", "beta", "gamma" };
    size_t kind = 0;
    for (size_t i = 0; i < input.n_rows; i++)
        if (text_equal(cells_get(&input, i, cells_find(&input, "case")), now.name))
            kind = cases_find_word(cells_get(&input, i, cells_find(&input, "dist")), names, 3);
    for (size_t i = 0; i < now.n; i++)
        now.posteriors[i] = (upw_posterior){ (upw_posterior_kind)kind, now.y[i], now.v[i] };
    now.chances = MEMORY_TAKE(c->arena, double, now.n *now.n);
    upw_error error = { 0 };
    if (!upw_rank_exactly(now.posteriors, now.n, &c->scratch, now.ranks, now.chances, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
}

/* How far from the probabilities of the quantiles the nearest step of the distribution is. */
static double find_margin(const double *chances, size_t n)
{
    static const double places[] = { 0.025, 0.05, 0.5, 0.95, 0.975 };
    double sum = 0, margin = 1;
    for (size_t r = 0; r < n; r++) {
        sum += chances[r];
        for (size_t k = 0; k < sizeof places / sizeof *places; k++)
            margin = fmin(margin, fabs(sum - places[k]));
    }
    return margin;
}

static void answer_rank(cases *c, size_t row)
{
    rank_case(c, row);
    const size_t i = find_body(c, row);
    const upw_rank *const rank = &now.ranks[i];
    put(c, "exp_rank", rank->expected);
    put(c, "med", rank->median);
    put(c, "lo95", rank->low95);
    put(c, "hi95", rank->high95);
    put(c, "lo90", rank->low90);
    put(c, "hi90", rank->high90);
    put(c, "p_first_quarter", rank->first_quarter);
    put(c, "p_last_quarter", rank->last_quarter);
    put(c, "quantile_margin", find_margin(now.chances + i * now.n, now.n));
}

static const case_file files[] = {
    { "rank", "meta_output.csv", { "case", "method" }, answer_shrinkage },
    { "rank", "meta_blup.csv", { "case", "method", "org" }, answer_shrunken },
    { "rank", "eb_hyper.csv", { "case", "model" }, answer_hyper },
    { "rank", "eb_posterior.csv", { "case", "org" }, answer_posterior },
    { "rank", "rank_exact.csv", { "case", "org" }, answer_rank },
};

const case_family cases_of_rank = { files, sizeof files / sizeof *files };
