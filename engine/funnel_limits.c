/* Where do the lines of a funnel run? */
#include <math.h>

#include "funnel_internal.h"
#include "upward/special.h"

static const double HALF_PI = 1.57079632679489661923;

funnel_gauge funnel_make_gauge(const upw_funnel *funnel)
{
    const upw_funnel_options *const o = &funnel->options;
    funnel_gauge g = { .type = o->type,
                       .rule = o->rule,
                       .in_force = funnel->in_force,
                       .scale = o->scale,
                       .target = funnel->target / o->per,
                       .per = o->per,
                       .phi = fmax(1, funnel->spread.phi),
                       .tau2 = funnel->spread.tau2,
                       .n_levels = o->n_levels };
    for (size_t k = 0; k < g.n_levels; k++) {
        g.p[k] = (1 - o->levels[k]) / 2;
        g.z[k] = -upw_normal_quantile(g.p[k]);
    }
    return g;
}

/* ---- laws ---- */

bool funnel_has_law(upw_funnel_type type)
{
    return type != UPW_FUNNEL_MEAN && type != UPW_FUNNEL_RISKS;
}

count_law funnel_law(const funnel_gauge *g, double size)
{
    if (g->type == UPW_FUNNEL_PROPORTION)
        return count_law_of_trials(size, g->target);
    if (g->type == UPW_FUNNEL_COUNTS)
        return count_law_of_trials(size, g->target / (1 + g->target));
    return count_law_of_events(size * g->target);
}

count_law funnel_varying_law(const funnel_gauge *g, double size)
{
    if (g->type == UPW_FUNNEL_PROPORTION)
        return count_law_of_varying_trials(size, g->target, fmin(0.5, 4 * g->tau2));
    /* A variance of roots is a quarter of that of logarithms, times the value. */
    const double squared_cv = g->scale == UPW_FUNNEL_ROOT ? 4 * g->tau2 / g->target : g->tau2;
    return count_law_of_varying_events(size * g->target, squared_cv);
}

/* ---- chance alone ---- */

/* A count, or a point between two, as a value. */
static double as_value(const funnel_gauge *g, double r, double size)
{
    return g->per * (g->type == UPW_FUNNEL_COUNTS ? r / (size - r) : r / size);
}

static void draw_law(const funnel_gauge *g, const count_law *law, double size, upw_funnel_line *out)
{
    count_bracket low, high;
    for (size_t k = 0; k < g->n_levels; k++) {
        const double p = g->p[k];
        low = count_law_bracket_low(law, p, k > 0 ? &low : NULL);
        high = count_law_bracket_high(law, p, k > 0 ? &high : NULL);
        double bottom = low.r - (low.beyond - p) / low.at, top = high.r + (high.beyond - p) / high.at;
        if (g->rule == UPW_FUNNEL_S05) {
            bottom = fmax(0, bottom);
            top = fmax(0, top - 1);
        } else {
            bottom = low.r > 0 ? bottom : NAN;
            top = high.r < law->size ? top : NAN;
        }
        out[k] = (upw_funnel_line){ as_value(g, bottom, size), as_value(g, top, size) };
    }
}

static void draw_normal(const funnel_gauge *g, double size, double error, upw_funnel_line *out)
{
    const bool is_share = g->type == UPW_FUNNEL_PROPORTION || g->type == UPW_FUNNEL_COUNTS;
    const double share = g->type == UPW_FUNNEL_COUNTS ? g->target / (1 + g->target) : g->target;
    const double own = is_share ? sqrt(share * (1 - share) / size) : sqrt(g->target / size);
    for (size_t k = 0; k < g->n_levels; k++) {
        const double v = g->z[k] * (funnel_has_law(g->type) ? own : error);
        double low = share - v, high = share + v;
        if (g->type == UPW_FUNNEL_RISKS && g->rule == UPW_FUNNEL_TAIL) {
            low -= 0.5 / size;
            high += 0.5 / size;
            low = low < 0 ? NAN : low;
        } else if (g->type != UPW_FUNNEL_MEAN) {
            low = fmax(0, low);
        }
        high = is_share ? fmin(1, high) : high;
        if (g->type == UPW_FUNNEL_COUNTS)
            out[k] = (upw_funnel_line){ g->per * low / (1 - low), g->per * high / (1 - high) };
        else
            out[k] = (upw_funnel_line){ g->per * low, g->per * high };
    }
}

void funnel_draw_plain(const funnel_gauge *g, double size, double error, const count_law *law, upw_funnel_line *out)
{
    if (law != NULL && g->rule != UPW_FUNNEL_NORMAL)
        draw_law(g, law, size, out);
    else
        draw_normal(g, size, error, out);
}

/* ---- adjusted ---- */

/* The angle or the root is clamped before it is squared: clamped afterwards, the funnel folds back on itself. */
static upw_funnel_line spread_out(const funnel_gauge *g, double v)
{
    const double t = g->target;
    if (g->type == UPW_FUNNEL_PROPORTION) {
        const double angle = asin(sqrt(t)), low = sin(fmax(0, angle - v)), high = sin(fmin(HALF_PI, angle + v));
        return (upw_funnel_line){ low * low, high * high };
    }
    if (g->type == UPW_FUNNEL_MEAN)
        return (upw_funnel_line){ t - v, t + v };
    if (g->type == UPW_FUNNEL_RISKS)
        return (upw_funnel_line){ fmax(0, t - v), t + v };
    if (g->scale == UPW_FUNNEL_ROOT && g->type != UPW_FUNNEL_COUNTS) {
        const double root = sqrt(t), low = fmax(0, root - v), high = root + v;
        return (upw_funnel_line){ low * low, high * high };
    }
    return (upw_funnel_line){ t * exp(-v), t * exp(v) };
}

void funnel_draw_in_force(const funnel_gauge *g, double size, double variance, const upw_funnel_line *plain,
                          upw_funnel_line *out)
{
    if (g->in_force == UPW_FUNNEL_PREDICTIVE) {
        const count_law law = funnel_varying_law(g, size);
        draw_law(g, &law, size, out);
        return;
    }
    for (size_t k = 0; k < g->n_levels; k++) {
        out[k] = plain[k];
        if (g->in_force == UPW_FUNNEL_PLAIN)
            continue;
        const bool is_added = g->in_force == UPW_FUNNEL_ADDITIVE;
        const double v = g->z[k] * sqrt(is_added ? variance + g->tau2 : g->phi * variance);
        out[k] = spread_out(g, v);
        out[k].low *= g->per;
        out[k].high *= g->per;
    }
}

/* ---- for the curve ---- */

/* Squared standard error on the scale of the spread, of an organisation of this size at the target. */
static double variance_at(const funnel_gauge *g, double size, double variance_per_size)
{
    switch (g->type) {
    case UPW_FUNNEL_PROPORTION:
        return 1 / (4 * size);
    case UPW_FUNNEL_COUNTS:
        return (1 + g->target) * (1 + g->target) / (g->target * size);
    case UPW_FUNNEL_MEAN:
        return 1 / size;
    case UPW_FUNNEL_RISKS:
        return variance_per_size / size;
    default:
        return g->scale == UPW_FUNNEL_ROOT ? 1 / (4 * size) : 1 / (size * g->target);
    }
}

void upw_funnel_limits(const upw_funnel *funnel, double size, upw_funnel_line *plain, upw_funnel_line *lines)
{
    const funnel_gauge g = funnel_make_gauge(funnel);
    upw_funnel_line own[UPW_FUNNEL_LEVELS_MAX], forced[UPW_FUNNEL_LEVELS_MAX];
    const bool is_share = g.type == UPW_FUNNEL_PROPORTION || g.type == UPW_FUNNEL_COUNTS;
    const double events = is_share ? size / 2 : size * g.target;
    const bool is_possible = funnel->n > 0 && funnel->decision != UPW_FUNNEL_IMPOSSIBLE && size > 0 &&
                             !(funnel_has_law(g.type) && events > FUNNEL_COUNT_MAX);
    for (size_t k = 0; k < g.n_levels; k++)
        own[k] = forced[k] = (upw_funnel_line){ NAN, NAN };
    if (is_possible) {
        const double variance = variance_at(&g, size, funnel->variance_per_size);
        const bool has_law = funnel_has_law(g.type);
        const count_law law = has_law ? funnel_law(&g, size) : (count_law){ 0 };
        funnel_draw_plain(&g, size, sqrt(variance), has_law ? &law : NULL, own);
        funnel_draw_in_force(&g, size, variance, own, forced);
    }
    for (size_t k = 0; k < g.n_levels; k++) {
        if (plain != NULL)
            plain[k] = own[k];
        if (lines != NULL)
            lines[k] = forced[k];
    }
}

upw_funnel_line upw_funnel_predict(upw_funnel_type type, upw_funnel_rule rule, double size, double target,
                                   double variation, double level)
{
    const double p = (1 - level) / 2;
    const funnel_gauge g = { .type = type, .rule = rule, .target = target, .per = 1, .n_levels = 1, .p = { p } };
    const count_law law = type == UPW_FUNNEL_PROPORTION ? count_law_of_varying_trials(size, target, variation)
                                                        : count_law_of_varying_events(size * target, variation);
    upw_funnel_line line;
    draw_law(&g, &law, size, &line);
    return line;
}

upw_funnel_line upw_funnel_expected_around(double events, double level)
{
    const double p = (1 - level) / 2;
    return (upw_funnel_line){ events > 0 ? upw_gamma_quantile(p, events) : 0, upw_gamma_quantile_above(p, events + 1) };
}
