/* How much do offices differ, and how far is each one's mean to be believed? Restricted maximum likelihood for a normal
 * model of leaves in offices, as sums of squares; symbols of docs/methods/scoring.md. */
#include <math.h>

#include "score_ranges.h"
#include "upward/score.h"

static const double CLEAR = 1.96;     /* conditional deviations */
static const double COMPARED = 1.39;  /* bars of two means that do not overlap differ at about 5 %: Goldstein & Healy */
static const double LARGEST_LOG = 40; /* log(1 + tau2 / s2) is sought below this */
static const double PRECISION = 1e-13;

enum { LEAST_OFFICES = 5, GRID = 400, STEPS_MAX = 200 };

const char *upw_pool_status_text(upw_pool_status status)
{
    static const char *const words[UPW_POOL_STATUS_COUNT] = {
        [UPW_POOL_OK] = "ok",
        [UPW_POOL_TOO_FEW] = "too_few",
        [UPW_POOL_NO_WITHIN] = "no_spread_within",
    };
    return status < UPW_POOL_STATUS_COUNT ? words[status] : "";
}

/* Offices with a score. */
typedef struct model {
    const double *n, *mean;
    size_t j;
    double total, within; /* leaves; W */
} model;

/* Estimates at a ratio g = tau2 / s2. */
typedef struct trial {
    double mu, s2, criterion, weight; /* weight: sum n / d */
} trial;

static trial try_ratio(const model *m, double g)
{
    double weight = 0, sum = 0, logs = 0, squares = 0; /* in units of s2 */
    for (size_t j = 0; j < m->j; j++) {
        const double d = 1 + m->n[j] * g;
        weight += m->n[j] / d;
        sum += m->n[j] / d * m->mean[j];
        logs += log(d);
    }
    trial t = { .mu = sum / weight };
    for (size_t j = 0; j < m->j; j++) {
        const double from = m->mean[j] - t.mu;
        squares += m->n[j] / (1 + m->n[j] * g) * from * from;
    }
    t.s2 = (m->within + squares) / (m->total - 1);
    t.weight = weight / t.s2;
    t.criterion = (m->total - 1) * (log(t.s2) + 1 + log(2 * acos(-1))) + logs + log(weight);
    return t;
}

static double criterion_at(const model *m, double x)
{
    return try_ratio(m, expm1(x)).criterion;
}

/* Derivative of the criterion by g, up to a positive factor: its zero is found where the criterion is flat. */
static double slope_at(const model *m, double x)
{
    const double g = expm1(x);
    const trial t = try_ratio(m, g);
    double weight = 0, logs = 0, squares = 0, less = 0;
    for (size_t j = 0; j < m->j; j++) {
        const double d = 1 + m->n[j] * g, share = m->n[j] / d, from = m->mean[j] - t.mu;
        weight += share;
        less += share * share;
        logs += share;
        squares += share * share * from * from;
    }
    return logs - less / weight - squares / t.s2;
}

/* The ratio at which the criterion is least: a grid, because it may have more than one valley, then halving. */
static double find_ratio(const model *m)
{
    double best = 0, least = criterion_at(m, 0);
    for (int k = 1; k <= GRID; k++) {
        const double x = LARGEST_LOG * pow((double)k / GRID, 3), value = criterion_at(m, x);
        if (value < least) {
            least = value;
            best = k;
        }
    }
    double low = best > 0 ? LARGEST_LOG * pow((best - 1) / GRID, 3) : 0;
    double high = LARGEST_LOG * pow(fmin(GRID, best + 1) / GRID, 3);
    if (best == 0 && slope_at(m, 0) >= 0)
        return 0;
    for (int step = 0; step < STEPS_MAX && high - low > PRECISION * high; step++) {
        const double middle = 0.5 * (low + high);
        *(slope_at(m, middle) < 0 ? &low : &high) = middle;
    }
    return expm1(0.5 * (low + high));
}

/* ---- offices ---- */

static void begin_office(upw_office *o, const upw_score_sums *s, double size)
{
    *o = (upw_office){ .mean = upw_score_sums_mean(s),
                       .sd = upw_score_sums_sd(s),
                       .shrink = NAN,
                       .pooled = NAN,
                       .cond_sd = NAN,
                       .low = NAN,
                       .high = NAN,
                       .half_width = NAN,
                       .order = NAN };
    const double n = (double)s->n;
    o->se = n > 0 && n == size ? 0 : o->sd / sqrt(n) * (isnan(size) ? 1 : sqrt(fmax(0, 1 - n / size)));
}

static void shrink_office(upw_office *o, double n, const upw_pool *p)
{
    o->shrink = n * p->between / (p->within + n * p->between);
    o->pooled = p->mean + o->shrink * (o->mean - p->mean);
    o->cond_sd = sqrt(p->between * (1 - o->shrink));
    o->low = o->pooled - CLEAR * o->cond_sd;
    o->high = o->pooled + CLEAR * o->cond_sd;
    o->half_width = COMPARED * o->cond_sd;
    o->is_above = o->low > p->mean;
    o->is_below = o->high < p->mean;
}

typedef struct means {
    const model *m;
    double s2;
} means;

static double compare_means(const void *context, size_t i, size_t j)
{
    const means *const c = context;
    return (c->m->mean[i] - c->m->mean[j]) / sqrt(c->s2 / c->m->n[i] + c->s2 / c->m->n[j]);
}

static bool place_offices(const model *m, const size_t *at, upw_arena *scratch, upw_office *offices, upw_pool *out,
                          upw_error *error)
{
    score_range *const ranges = upw_arena_take(scratch, m->j, sizeof *ranges);
    double *const pooled = upw_arena_take(scratch, m->j, sizeof *pooled);
    double *const order = upw_arena_take(scratch, m->j, sizeof *order);
    if (ranges == NULL || pooled == NULL || order == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu offices", m->j);
    const means context = { m, out->within };
    const score_contest contest = { compare_means, &context, m->mean, m->j };
    score_pairs pairs;
    if (!score_find_ranges(&contest, scratch, ranges, &pairs, error))
        return false;
    for (size_t j = 0; j < m->j; j++)
        pooled[j] = offices[at[j]].pooled;
    if (!score_find_order(pooled, m->j, scratch, order, error))
        return false;
    for (size_t j = 0; j < m->j; j++) {
        offices[at[j]].order = order[j];
        offices[at[j]].from = ranges[j].from;
        offices[at[j]].to = ranges[j].to;
    }
    out->pairs = pairs.n;
    out->apart_alone = pairs.apart_alone;
    out->apart = pairs.apart;
    out->neighbours_alike = pairs.neighbours_alike;
    out->has_no_order = pairs.has_no_order;
    return true;
}

static void fit(const model *m, upw_pool *out)
{
    const double g = find_ratio(m);
    const trial t = try_ratio(m, g);
    out->mean = t.mu;
    out->mean_se = 1 / sqrt(t.weight);
    out->within = t.s2;
    out->between = g * t.s2;
    out->icc = g / (1 + g);
    const double n = m->total / (double)m->j;
    out->reliability = n * g / (1 + n * g);
    out->criterion = t.criterion;
}

static bool check_sums(const upw_score_sums *sums, size_t n, upw_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (sums[i].n < 0 || !isfinite(sums[i].sum) || !isfinite(sums[i].squares) || sums[i].squares < 0)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "office %zu has sums that no scores have", i + 1);
    return true;
}

bool upw_score_pool(const upw_score_sums *sums, const double *sizes, size_t n, upw_arena *scratch, upw_office *offices,
                    upw_pool *out, upw_error *error)
{
    *out = (upw_pool){ .mean = NAN,
                       .mean_se = NAN,
                       .between = NAN,
                       .within = NAN,
                       .icc = NAN,
                       .reliability = NAN,
                       .criterion = NAN,
                       .has_no_order = true };
    if (!check_sums(sums, n, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const counts = upw_arena_take(scratch, n, sizeof *counts);
    double *const values = upw_arena_take(scratch, n, sizeof *values);
    size_t *const at = upw_arena_take(scratch, n, sizeof *at);
    if (counts == NULL || values == NULL || at == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu offices", n);
    model m = { .n = counts, .mean = values };
    for (size_t i = 0; i < n; i++) {
        begin_office(&offices[i], &sums[i], sizes != NULL ? sizes[i] : NAN);
        if (sums[i].n == 0)
            continue;
        counts[m.j] = (double)sums[i].n;
        values[m.j] = upw_score_sums_mean(&sums[i]);
        at[m.j++] = i;
        m.total += (double)sums[i].n;
        m.within += upw_score_sums_within(&sums[i]);
        out->n += sums[i].n;
    }
    out->n_offices = m.j;
    out->status = m.j < LEAST_OFFICES ? UPW_POOL_TOO_FEW : m.within > 0 ? UPW_POOL_OK : UPW_POOL_NO_WITHIN;
    bool is_done = true;
    if (out->status == UPW_POOL_OK) {
        fit(&m, out);
        for (size_t j = 0; j < m.j; j++)
            shrink_office(&offices[at[j]], counts[j], out);
        is_done = place_offices(&m, at, scratch, offices, out, error);
    }
    upw_arena_rewind(scratch, mark);
    return is_done;
}

bool upw_score_draw_funnel(const upw_score_sums *sums, size_t n, upw_arena *scratch, upw_funnel_body *bodies,
                           upw_funnel *out, upw_error *error)
{
    if (!check_sums(sums, n, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const values = upw_arena_take(scratch, n, sizeof *values);
    double *const spreads = upw_arena_take(scratch, n, sizeof *spreads);
    if (values == NULL || spreads == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu offices", n);
    double within = 0, df = 0;
    for (size_t i = 0; i < n; i++) {
        within += upw_score_sums_within(&sums[i]);
        df += sums[i].n > 0 ? (double)(sums[i].n - 1) : 0;
    }
    const double sd = within > 0 ? sqrt(within / df) : NAN; /* s_w */
    for (size_t i = 0; i < n; i++) {
        values[i] = upw_score_sums_mean(&sums[i]);
        spreads[i] = sums[i].n > 0 ? sd / sqrt((double)sums[i].n) : NAN;
    }
    const upw_funnel_data data = { .numerators = values, .spreads = spreads, .n = n };
    const upw_funnel_options options = { .type = UPW_FUNNEL_MEAN };
    const bool is_done = upw_funnel_fit(&data, &options, scratch, bodies, out, error);
    upw_arena_rewind(scratch, mark);
    return is_done;
}
