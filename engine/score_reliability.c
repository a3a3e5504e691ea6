/* Do the questions of a theme measure one thing? Cronbach's alpha, and omega from one factor by maximum likelihood. */
#include <math.h>

#include "upward/score.h"

enum { FACTOR_AT_LEAST = 3, STEPS_MAX = 200000 };

static const double SETTLED = 1e-11, LEAST_UNIQUE = 0.005;

/* Covariances of k items, row by row. */
typedef struct covariances {
    const double *at;
    size_t k;
} covariances;

/* Alpha of all items but one (k: of all). */
static double find_alpha(const covariances *c, size_t without)
{
    double own = 0, all = 0, k = 0;
    for (size_t i = 0; i < c->k; i++) {
        if (i == without)
            continue;
        k++;
        own += c->at[i * c->k + i];
        for (size_t j = 0; j < c->k; j++)
            all += j != without ? c->at[i * c->k + j] : 0;
    }
    return k > 1 && all > 0 ? k / (k - 1) * (1 - own / all) : NAN;
}

/* One step of the EM algorithm for one factor of the correlations r (Rubin & Thayer 1982); the largest change. */
static double improve(const double *r, size_t k, double *loadings, double *unique, double *next)
{
    double precision = 1, change = 0, spread = 0; /* of the factor, given the items */
    for (size_t i = 0; i < k; i++)
        precision += loadings[i] * loadings[i] / unique[i];
    for (size_t i = 0; i < k; i++) { /* next: covariance of item and expected factor */
        next[i] = 0;
        for (size_t j = 0; j < k; j++)
            next[i] += r[i * k + j] * loadings[j] / unique[j] / precision;
    }
    for (size_t i = 0; i < k; i++)
        spread += next[i] * loadings[i] / unique[i] / precision;
    spread += 1 / precision;
    for (size_t i = 0; i < k; i++) {
        const double loading = next[i] / spread;
        change = fmax(change, fabs(loading - loadings[i]));
        loadings[i] = loading;
        unique[i] = fmax(LEAST_UNIQUE, 1 - loading * next[i]);
    }
    return change;
}

/* False when an item does not vary. */
static bool find_correlations(const covariances *c, double *r)
{
    for (size_t i = 0; i < c->k; i++)
        for (size_t j = 0; j < c->k; j++) {
            r[i * c->k + j] = c->at[i * c->k + j] / sqrt(c->at[i * c->k + i] * c->at[j * c->k + j]);
            if (!isfinite(r[i * c->k + j]))
                return false;
        }
    return true;
}

static void fit_factor(const covariances *c, double *r, upw_reliability *out)
{
    double unique[UPW_THEME_ITEMS_MAX], next[UPW_THEME_ITEMS_MAX], sum = 0, rest = 0;
    if (!find_correlations(c, r))
        return;
    for (size_t i = 0; i < c->k; i++) {
        out->loadings[i] = 0.5;
        unique[i] = 0.75;
    }
    for (int step = 0; step < STEPS_MAX && improve(r, c->k, out->loadings, unique, next) > SETTLED; step++)
        ;
    for (size_t i = 0; i < c->k; i++) {
        sum += out->loadings[i];
        rest += unique[i];
    }
    out->omega = sum * sum / (sum * sum + rest);
}

bool upw_score_find_reliability(const upw_score *score, size_t theme, upw_arena *scratch, upw_reliability *out,
                                upw_error *error)
{
    const size_t k = score->first_items[theme + 1] - score->first_items[theme];
    const int64_t *const products = score->products + score->first_products[theme];
    *out = (upw_reliability){ .k = k, .alpha = NAN, .alpha_without_worst = NAN, .omega = NAN };
    if (k > UPW_THEME_ITEMS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "a theme of %zu items has more than %d", k, UPW_THEME_ITEMS_MAX);
    for (size_t i = 0; i < UPW_THEME_ITEMS_MAX; i++)
        out->loadings[i] = NAN;
    out->n = products[0];
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const values = upw_arena_take(scratch, 2 * k * k, sizeof *values);
    if (values == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu items", k);
    const double n = (double)out->n;
    for (size_t i = 1; i <= k; i++)
        for (size_t j = 1; j <= i; j++) {
            const double a = (double)products[i * (k + 1)], b = (double)products[j * (k + 1)];
            values[(i - 1) * k + j - 1] = values[(j - 1) * k + i - 1] =
                ((double)products[i * (k + 1) + j] - a * (b / n)) / (n - 1);
        }
    const covariances c = { values, k };
    if (out->n > 1 && k > 1)
        out->alpha = find_alpha(&c, k);
    if (out->n > 1 && k >= FACTOR_AT_LEAST) {
        for (size_t i = 0; i < k; i++)
            out->alpha_without_worst = fmax(out->alpha_without_worst, find_alpha(&c, i));
        fit_factor(&c, values + k * k, out);
    }
    upw_arena_rewind(scratch, mark);
    return true;
}
