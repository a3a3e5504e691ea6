/* Organisations drawn towards the mean: which law, on which scale, and back to the scale of the values. */
#include "cli/shrunken.h"

#include <math.h>

#include "base/memory.h"

enum { FEW_EVENTS = 10 };

typedef enum scale { SCALE_SAME, SCALE_LOG, SCALE_LOGIT } scale;

/* What is done with each type of figures. */
static const struct {
    scale normal;
    bool has_counts;
    upw_count_model counts;
} laws[UPW_FUNNEL_TYPE_COUNT] = {
    [UPW_FUNNEL_PROPORTION] = { SCALE_LOGIT, true, UPW_COUNT_BETA_BINOMIAL },
    [UPW_FUNNEL_RATIO] = { SCALE_LOG, true, UPW_COUNT_GAMMA_POISSON },
    [UPW_FUNNEL_COUNTS] = { SCALE_LOG, true, UPW_COUNT_BETA_BINOMIAL }, /* the first, of both together */
    [UPW_FUNNEL_RATE] = { SCALE_LOG, true, UPW_COUNT_GAMMA_POISSON },
    [UPW_FUNNEL_MEAN] = { SCALE_SAME, false, UPW_COUNT_MODEL_COUNT },
    [UPW_FUNNEL_RISKS] = { SCALE_LOG, true, UPW_COUNT_GAMMA_POISSON },
};

static bool is_usable(const funnel_item *item, const funnel_body *b)
{
    if (item->type == UPW_FUNNEL_MEAN)
        return !isnan(b->numerator) && b->spread > 0;
    const double size = b->denominator + (item->type == UPW_FUNNEL_COUNTS ? b->numerator : 0);
    return !isnan(b->numerator) && size > 0;
}

/* The least count of any, so that a normal law can be judged. */
static double find_least(const funnel_item *item)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < item->n && item->type != UPW_FUNNEL_MEAN; i++) {
        const funnel_body *const b = &item->bodies[i];
        if (!is_usable(item, b))
            continue;
        least = fmin(least, b->numerator);
        if (item->type == UPW_FUNNEL_PROPORTION)
            least = fmin(least, b->denominator - b->numerator);
        else if (item->type == UPW_FUNNEL_COUNTS)
            least = fmin(least, b->denominator);
    }
    return least;
}

/* Figure and variance on the scale of the law; by counts, events and size. */
static void put_figure(const funnel_item *item, const funnel_body *b, bool is_by_counts, double *y, double *v)
{
    const double o = b->numerator, d = b->denominator;
    const double others = item->type == UPW_FUNNEL_PROPORTION ? d - o : d;
    const bool is_pair = item->type == UPW_FUNNEL_PROPORTION || item->type == UPW_FUNNEL_COUNTS;
    if (is_by_counts) {
        *y = o;
        *v = item->type == UPW_FUNNEL_COUNTS ? o + d : d;
    } else if (item->type == UPW_FUNNEL_MEAN) {
        *y = o;
        *v = b->spread * b->spread;
    } else {
        *y = is_pair ? log((o + 0.5) / (others + 0.5)) : log(o / d);
        *v = is_pair ? 1 / (o + 0.5) + 1 / (others + 0.5) : 1 / o;
    }
}

static bool choose_law(const funnel_table *table, const funnel_item *item, const shrunken_options *o, shrunken *out,
                       upw_error *error)
{
    const double least = find_least(item);
    out->method = o->method;
    out->is_by_counts =
        laws[item->type].has_counts && (o->model == SHRUNKEN_AUTO ? least < FEW_EVENTS : o->model == SHRUNKEN_COUNTS);
    out->count_model = laws[item->type].counts;
    if (o->model == SHRUNKEN_COUNTS && !laws[item->type].has_counts)
        return upw_fail(error, UPW_BAD_USAGE, "%s: means are no counts; --model normal", table->file);
    if (!out->is_by_counts && laws[item->type].normal == SCALE_LOG && item->type != UPW_FUNNEL_COUNTS && least == 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s: an organisation without events has no logarithm; --model counts has an answer for it",
                        table->file);
    return true;
}

static bool shrink(const funnel_table *table, const funnel_item *item, shrunken *s, upw_arena *arena, upw_error *error)
{
    s->posteriors = MEMORY_TAKE(arena, upw_posterior, s->n);
    const bool is_done =
        s->is_by_counts ? upw_shrink_counts(s->count_model, s->y, s->v, s->n, arena, s->posteriors, &s->counts, error)
                        : upw_shrink_normal(s->y, s->v, s->n, s->method, arena, s->posteriors, &s->normal, error);
    if (!is_done)
        return funnel_wrap(table, error->row > 0 ? &item->bodies[s->at[error->row - 1]] : NULL, error);
    s->p_value = s->is_by_counts ? s->counts.p_value : s->normal.q_p_value;
    s->tau2 = s->is_by_counts ? s->counts.tau2 : s->normal.tau2;
    s->rankability = s->is_by_counts ? s->counts.rankability : s->normal.rankability;
    return true;
}

bool shrunken_fit(const funnel_table *table, const funnel_item *item, const shrunken_options *options, upw_arena *arena,
                  shrunken *out, upw_error *error)
{
    *out = (shrunken){ .at = MEMORY_TAKE(arena, size_t, item->n), .p_value = NAN };
    out->y = MEMORY_TAKE(arena, double, item->n);
    out->v = MEMORY_TAKE(arena, double, item->n);
    if (!choose_law(table, item, options, out, error))
        return false;
    for (size_t i = 0; i < item->n; i++)
        if (is_usable(item, &item->bodies[i])) {
            put_figure(item, &item->bodies[i], out->is_by_counts, &out->y[out->n], &out->v[out->n]);
            out->at[out->n++] = i;
        }
    if (out->n < 2) {
        out->reason = out->n == 0 ? "no organisation has cases" : "there is one organisation with cases";
        return true;
    }
    return shrink(table, item, out, arena, error);
}

size_t *shrunken_find_positions(const shrunken *s, const funnel_item *item, upw_arena *arena)
{
    size_t *const position = MEMORY_TAKE(arena, size_t, item->n);
    for (size_t k = 0; k < s->n; k++)
        position[s->at[k]] = k + 1;
    return position;
}

/* ---- back ---- */

double shrunken_unscale(const shrunken *s, const funnel_item *item, double per, double x)
{
    const double times = per > 0 ? per : 1;
    if (s->is_by_counts)
        return times * (item->type == UPW_FUNNEL_COUNTS ? x / (1 - x) : x);
    switch (laws[item->type].normal) {
    case SCALE_LOG:
        return times * exp(x);
    case SCALE_LOGIT:
        return times / (1 + exp(-x));
    default:
        return times * x;
    }
}

double shrunken_value(const shrunken *s, const funnel_item *item, double per, size_t k)
{
    return shrunken_unscale(s, item, per, upw_posterior_mean(&s->posteriors[k]));
}

upw_interval shrunken_interval(const shrunken *s, const funnel_item *item, double per, size_t k)
{
    const upw_posterior *const p = &s->posteriors[k];
    return (upw_interval){ shrunken_unscale(s, item, per, upw_posterior_quantile(p, 0.025)),
                           shrunken_unscale(s, item, per, upw_posterior_quantile(p, 0.975)) };
}

double shrunken_raw(const funnel_item *item, double per, size_t body)
{
    const funnel_body *const b = &item->bodies[body];
    const double times = per > 0 ? per : 1;
    return times * (item->type == UPW_FUNNEL_MEAN ? b->numerator : b->numerator / b->denominator);
}

double shrunken_reliability(const shrunken *s, size_t k)
{
    return s->is_by_counts ? upw_count_reliability(s->count_model, &s->counts, s->v[k]) : s->tau2 / (s->v[k] + s->tau2);
}

const char *shrunken_model_name(const shrunken *s)
{
    static const char *const names[UPW_COUNT_MODEL_COUNT] = { "betabinom", "gammapois" };
    return s->is_by_counts ? names[s->count_model] : "normal";
}
