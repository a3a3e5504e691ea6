/* At which place may each body's true value be? Exactly, by quadrature over a grid that all bodies share.
 *
 * Given that the value of body i is t, the number of others below t is Poisson-binomial with chances F_j(t). All n
 * leave-one-out distributions at a node come from one descent through halves of the bodies: O(n² log n) in place of
 * O(n³). The scale is one on which posteriors are about normal (logit of a share, logarithm of a ratio), where the
 * trapezoid rule converges geometrically. */
#include <math.h>
#include <string.h>

#include "rank_internal.h"
#include "upward/special.h"

/* Halving the step moves no probability of 200 bodies, whose spreads differ tenfold, by more than 1e-11. */
static const double STEP = 0.2, LONGEST_STEP = 0.25, FALL = 45, NOTHING = 1e-18;

enum { NODES_MAX = 50000, LEVELS_MAX = 12 };

/* ---- posteriors on a scale where they are about normal ---- */

typedef struct outline {
    double mean, sd, low, high; /* on the scale; density is nothing outside low … high */
} outline;

/* log(1 + exp(x)), for any x. */
static double log_one_plus_exp(double x)
{
    return fmax(x, 0) + log1p(exp(-fabs(x)));
}

static double log_density(const upw_posterior *p, double x)
{
    switch (p->kind) {
    case UPW_POSTERIOR_BETA:
        return -p->a * log_one_plus_exp(-x) - p->b * log_one_plus_exp(x);
    case UPW_POSTERIOR_GAMMA:
        return p->a * x - p->b * exp(x);
    default:
        return -0.5 * (x - p->a) / p->b * ((x - p->a) / p->b);
    }
}

/* A share or ratio too small for a double can still be likely, when its shape is small: the first term of the series.
 */
static const double SMALLEST = -700;

static double chance_below(const upw_posterior *p, double x)
{
    switch (p->kind) {
    case UPW_POSTERIOR_BETA:
        if (fabs(x) > -SMALLEST) {
            const double shape = x < 0 ? p->a : p->b;
            const double log_beta = upw_log_gamma(p->a) + upw_log_gamma(p->b) - upw_log_gamma(p->a + p->b);
            const double tail = exp(-shape * fabs(x) - log(shape) - log_beta);
            return x < 0 ? tail : 1 - tail;
        }
        return x < 0 ? upw_beta_below(exp(x) / (1 + exp(x)), p->a, p->b) : upw_beta_above(1 / (1 + exp(x)), p->b, p->a);
    case UPW_POSTERIOR_GAMMA:
        if (x + log(p->b) < SMALLEST)
            return exp(p->a * (x + log(p->b)) - upw_log_gamma(p->a + 1));
        return upw_gamma_below(exp(x) * p->b, p->a);
    default:
        return upw_normal_below((x - p->a) / p->b);
    }
}

static outline outline_of(const upw_posterior *p)
{
    outline o = { .mean = p->a, .sd = p->b };
    if (p->kind == UPW_POSTERIOR_BETA) {
        o.mean = upw_digamma(p->a) - upw_digamma(p->b);
        o.sd = sqrt(upw_trigamma(p->a) + upw_trigamma(p->b));
    } else if (p->kind == UPW_POSTERIOR_GAMMA) {
        o.mean = upw_digamma(p->a) - log(p->b);
        o.sd = sqrt(upw_trigamma(p->a));
    }
    if (p->kind == UPW_POSTERIOR_NORMAL) { /* not by steps, which a large mean may swallow */
        o.low = o.mean - sqrt(2 * FALL) * o.sd;
        o.high = o.mean + sqrt(2 * FALL) * o.sd;
        return o;
    }
    const double least = log_density(p, o.mean) - FALL;
    o.low = o.high = o.mean;
    do
        o.low -= o.sd;
    while (log_density(p, o.low) > least);
    do
        o.high += o.sd;
    while (log_density(p, o.high) > least);
    return o;
}

static bool check_posteriors(const upw_posterior *posteriors, size_t n, upw_error *error)
{
    if (n < 1 || n > UPW_RANK_EXACT_MAX)
        return upw_fail(error, n < 1 ? UPW_TOO_FEW : UPW_TOO_LARGE, "exact ranks are for 1 to %d bodies",
                        UPW_RANK_EXACT_MAX);
    for (size_t i = 0; i < n; i++) {
        const upw_posterior *const p = &posteriors[i];
        if (p->kind != posteriors[0].kind || p->kind == UPW_POSTERIOR_POINT)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1,
                                "exact ranks are of posteriors of one kind, and not of points");
        const bool is_normal = p->kind == UPW_POSTERIOR_NORMAL;
        if (!(fabs(p->a) <= 1e100) || (!is_normal && !(p->a >= 1e-3 && p->a <= 1e12)) ||
            !(p->b >= (is_normal ? 1e-100 : 1e-12) && p->b <= (is_normal ? 1e100 : 1e12)))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "this is not a posterior with a spread");
    }
    return true;
}

/* ---- one node ---- */

typedef struct descent {
    size_t n, stride;
    double *levels; /* LEVELS_MAX distributions of `stride` */
    size_t *active; /* bodies that may have their value here */
    size_t n_active;
    double *weights; /* of each body at this node */
    double *below;   /* F of each body at this node */
    double *chances; /* n * n, sums over nodes */
} descent;

/* A distribution of how many are below, its first `shift` places certain. */
typedef struct others {
    double *f;
    size_t count; /* f has count + 1 terms */
    size_t shift;
} others;

static void add_other(others *o, double below)
{
    if (below < NOTHING)
        return;
    if (1 - below < NOTHING) {
        o->shift++;
        return;
    }
    double *const f = o->f;
    const double above = 1 - below;
    f[o->count + 1] = f[o->count] * below;
    for (size_t r = o->count; r > 0; r--)
        f[r] = f[r] * above + f[r - 1] * below;
    f[0] *= above;
    o->count++;
}

typedef struct part {
    size_t from, to; /* of the active bodies: these are left out so far */
    size_t level;
    size_t sibling_from, sibling_to; /* to be added on the way down */
} part;

static void visit_node(descent *d)
{
    part waiting[LEVELS_MAX + 2];
    others at[LEVELS_MAX];
    at[0] = (others){ .f = d->levels };
    at[0].f[0] = 1;
    for (size_t j = 0, next = 0; j < d->n; j++)
        if (next < d->n_active && d->active[next] == j)
            next++;
        else
            add_other(&at[0], d->below[j]);
    size_t n_waiting = 0;
    waiting[n_waiting++] = (part){ 0, d->n_active, 0, 0, 0 };
    while (n_waiting > 0) {
        const part p = waiting[--n_waiting];
        others *const o = &at[p.level];
        if (p.level > 0) {
            const others *const above = o - 1;
            *o = (others){ d->levels + p.level * d->stride, above->count, above->shift };
            memcpy(o->f, above->f, (above->count + 1) * sizeof *o->f);
        }
        for (size_t k = p.sibling_from; k < p.sibling_to; k++)
            add_other(o, d->below[d->active[k]]);
        if (p.to - p.from == 1) {
            const size_t i = d->active[p.from];
            double *const row = d->chances + i * d->n + o->shift;
            for (size_t r = 0; r <= o->count; r++)
                row[r] += d->weights[i] * o->f[r];
            continue;
        }
        const size_t middle = p.from + (p.to - p.from) / 2;
        waiting[n_waiting++] = (part){ p.from, middle, p.level + 1, middle, p.to };
        waiting[n_waiting++] = (part){ middle, p.to, p.level + 1, p.from, middle };
    }
}

/* ---- the grid ---- */

typedef struct grid {
    double low, step;
    size_t n;
} grid;

static bool lay_grid(const outline *outlines, size_t n, bool is_normal, grid *out, upw_error *error)
{
    double low = HUGE_VAL, high = -HUGE_VAL, least = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, outlines[i].low);
        high = fmax(high, outlines[i].high);
        least = fmin(least, outlines[i].sd);
    }
    /* A posterior that is far from normal has its own smoothness, whatever its spread. */
    const double step = is_normal ? STEP * least : fmin(STEP * least, LONGEST_STEP);
    const double nodes = (high - low) / step;
    if (!(nodes < NODES_MAX))
        return upw_fail(error, UPW_TOO_LARGE,
                        "the figures are too far apart, or some so much surer than others, for exact ranks; draw them "
                        "instead");
    *out = (grid){ low, step, (size_t)nodes + 2 };
    return true;
}

static bool take_memory(descent *d, size_t n, double *chances, outline **outlines, double **totals, upw_arena *scratch)
{
    *d = (descent){ .n = n, .stride = n + 1, .chances = chances };
    d->levels = upw_arena_take(scratch, LEVELS_MAX * d->stride, sizeof *d->levels);
    d->active = upw_arena_take(scratch, n, sizeof *d->active);
    d->weights = upw_arena_take(scratch, n, sizeof *d->weights);
    d->below = upw_arena_take(scratch, n, sizeof *d->below);
    if (chances == NULL)
        d->chances = upw_arena_take(scratch, n * n, sizeof *d->chances);
    *outlines = upw_arena_take(scratch, n, sizeof **outlines);
    *totals = upw_arena_take(scratch, n, sizeof **totals);
    return d->levels != NULL && d->active != NULL && d->weights != NULL && d->below != NULL && d->chances != NULL &&
           *outlines != NULL && *totals != NULL;
}

static void integrate(descent *d, const upw_posterior *posteriors, const outline *outlines, const grid *g,
                      double *totals)
{
    memset(d->chances, 0, d->n * d->n * sizeof *d->chances);
    memset(totals, 0, d->n * sizeof *totals);
    for (size_t k = 0; k < g->n; k++) {
        const double x = g->low + (double)k * g->step;
        d->n_active = 0;
        for (size_t i = 0; i < d->n; i++) {
            const outline *const o = &outlines[i];
            d->below[i] = chance_below(&posteriors[i], x);
            if (x < o->low || x > o->high)
                continue;
            d->weights[i] = exp(log_density(&posteriors[i], x) - log_density(&posteriors[i], o->mean));
            totals[i] += d->weights[i];
            d->active[d->n_active++] = i;
        }
        if (d->n_active > 0)
            visit_node(d);
    }
    for (size_t i = 0; i < d->n; i++)
        for (size_t r = 0; r < d->n; r++)
            d->chances[i * d->n + r] /= totals[i];
}

bool upw_rank_exactly(const upw_posterior *posteriors, size_t n, upw_arena *scratch, upw_rank *out, double *chances,
                      upw_error *error)
{
    if (!check_posteriors(posteriors, n, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    descent d;
    outline *outlines;
    double *totals;
    if (!take_memory(&d, n, chances, &outlines, &totals, scratch))
        return upw_fail(error, UPW_NO_MEMORY, "no memory for the ranks of %zu bodies", n);
    for (size_t i = 0; i < n; i++)
        outlines[i] = outline_of(&posteriors[i]);
    grid g = { 0 };
    const bool is_laid = lay_grid(outlines, n, posteriors[0].kind == UPW_POSTERIOR_NORMAL, &g, error);
    if (is_laid) {
        integrate(&d, posteriors, outlines, &g, totals);
        for (size_t i = 0; i < n; i++)
            rank_summarise(d.chances + i * n, n, &out[i]);
    }
    upw_arena_rewind(scratch, mark);
    return is_laid;
}

/* ---- what is reported ---- */

static int32_t find_quantile(const double *chances, size_t n, double p)
{
    double sum = 0;
    for (size_t r = 0; r < n; r++) {
        sum += chances[r];
        if (sum >= p - 1e-12)
            return (int32_t)r + 1;
    }
    return (int32_t)n;
}

void rank_summarise(const double *chances, size_t n, upw_rank *out)
{
    *out = (upw_rank){ 0 };
    const size_t quarter = n >= 4 ? n / 4 : 1;
    for (size_t r = 0; r < n; r++) {
        out->expected += (double)(r + 1) * chances[r];
        out->first_quarter += r < quarter ? chances[r] : 0;
        out->last_quarter += r + quarter >= n ? chances[r] : 0;
    }
    out->low95 = find_quantile(chances, n, 0.025);
    out->low90 = find_quantile(chances, n, 0.05);
    out->median = find_quantile(chances, n, 0.5);
    out->high90 = find_quantile(chances, n, 0.95);
    out->high95 = find_quantile(chances, n, 0.975);
}
