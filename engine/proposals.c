/* Where does a series step to another level, so clearly that a person should be asked about it?
 *
 * The partition into levels that has the smallest sum of squares about the levels' means plus a penalty for each step
 * (optimal partitioning: Jackson and others 2005), the penalty 3 ln(n) sigma² (Zhang & Siegmund 2007) raised for what
 * autocorrelation the steps leave over (Marriott & Pope 1954 for its bias in short series). All arithmetic is on the
 * values less their mean, divided by a power of two that brings the largest near 1: squares then neither overflow nor
 * vanish, and a change of unit changes nothing. */
#include "upward/rebase.h"

#include <float.h>
#include <math.h>

#include "mean.h"

/* Median and mean moving range of normal values, in sigma (Wheeler & Chambers 1992). */
static const double MEDIAN_RANGE = 0.9539, MEAN_RANGE = 1.128;
static const double RHO_AT_MOST = 0.9;
/* A season is asked for when points a year apart correlate by more than ALIKE, and by MORE_ALIKE more than points half
 * a year apart. A step or a drift makes all neighbours alike, near ones most; only a cycle makes points half a year
 * apart less alike than points a year apart. Without the second condition nearly every real step is called a season
 * (docs/methods/rebasing.md). */
static const double ALIKE = 0.3, MORE_ALIKE = 0.2;

enum { DEFAULT_SEGMENT = 12, SHORTEST_SEGMENT = 2, DEFAULT_PENALTY = 3, REFITS = 2 };

typedef struct search {
    size_t min_segment;
    size_t n;           /* points that are not missing */
    double *z;          /* n: the points, about their mean, scaled by 2^-exponent */
    size_t *index;      /* n: where they stand among all points */
    double *sum;        /* n + 1: of the first i values of z … */
    double *square;     /* n + 1: … and of their squares */
    double *cost;       /* n + 1 */
    size_t *last_start; /* n + 1: where the last level starts in the best partition of the first i points */
    size_t *starts;     /* n / min_segment + 1: of each level in the best partition of all … */
    size_t n_levels;    /* … and how many; 1 when there is no step */
    double mean;        /* of the values */
    int exponent;
    double noise;   /* sigma² of z */
    double penalty; /* that a step had to beat in the last fit, in units of z² */
} search;

/* ---- preparing --------------------------------------------------------------------------------------------------- */

static void take_present(search *s, const double *values, size_t n)
{
    double largest = 0;
    s->n = 0;
    s->mean = upw_mean(values, n);
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        s->z[s->n] = values[i] - s->mean;
        s->index[s->n++] = i;
        largest = fmax(largest, fabs(values[i] - s->mean));
    }
    frexp(largest, &s->exponent);
    s->sum[0] = s->square[0] = 0;
    for (size_t i = 0; i < s->n; i++) {
        s->z[i] = ldexp(s->z[i], -s->exponent);
        s->sum[i + 1] = s->sum[i] + s->z[i];
        s->square[i + 1] = s->square[i] + s->z[i] * s->z[i];
    }
}

/* Puts the k-th smallest (from 0) at x[k], smaller ones before it and larger ones after it (Hoare 1961). */
static void select_smallest(double *x, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        const double pivot = x[k];
        size_t i = low, j = high;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (pivot < x[j])
                j--;
            if (i <= j) {
                const double kept = x[i];
                x[i++] = x[j];
                x[j] = kept;
                if (j == 0)
                    break;
                j--;
            }
            if (i > j)
                break;
        }
        if (j < k)
            low = i;
        if (k < i)
            high = j;
    }
}

static double median(double *x, size_t n)
{
    select_smallest(x, n, n / 2);
    if (n % 2 == 1)
        return x[n / 2];
    double below = x[0];
    for (size_t i = 1; i < n / 2; i++)
        below = fmax(below, x[i]);
    return (below + x[n / 2]) / 2;
}

/* The values' noise from one point to the next, which a step hardly touches; 0 when they are all equal. */
static double find_sigma(const search *s, const double *values, double *ranges)
{
    for (size_t i = 1; i < s->n; i++)
        ranges[i - 1] = fabs(values[s->index[i]] - values[s->index[i - 1]]);
    const double mean = upw_mean(ranges, s->n - 1);
    const double middle = median(ranges, s->n - 1);
    return middle > 0 ? middle / MEDIAN_RANGE : mean / MEAN_RANGE;
}

/* ---- the best partition ------------------------------------------------------------------------------------------ */

/* Sum of squares of z[from … to - 1] about their mean. */
static double squares_about_mean(const search *s, size_t from, size_t to)
{
    const double sum = s->sum[to] - s->sum[from];
    return s->square[to] - s->square[from] - sum * sum / (double)(to - from);
}

/* cost[i] is that of the best partition of the first i points; each level but the first costs a penalty. */
static void fit_levels(search *s, double penalty)
{
    const size_t shortest = s->min_segment;
    s->penalty = penalty;
    for (size_t to = shortest; to <= s->n; to++) {
        double best = squares_about_mean(s, 0, to);
        size_t best_start = 0;
        for (size_t from = shortest; from + shortest <= to; from++) {
            const double cost = s->cost[from] + squares_about_mean(s, from, to) + penalty;
            if (cost < best) {
                best = cost;
                best_start = from;
            }
        }
        s->cost[to] = best;
        s->last_start[to] = best_start;
    }
    s->n_levels = 0;
    for (size_t to = s->n; to > 0; to = s->last_start[to])
        s->n_levels++;
    size_t level = s->n_levels;
    for (size_t to = s->n; to > 0; to = s->last_start[to])
        s->starts[--level] = s->last_start[to];
}

static size_t level_end(const search *s, size_t level)
{
    return level + 1 < s->n_levels ? s->starts[level + 1] : s->n;
}

/* What the levels leave over: e, its mean square, and its autocorrelation from each point to the next. */
static void look_at_residuals(const search *s, double *e, double *mean_square, double *rho)
{
    double squares = 0, products = 0;
    for (size_t level = 0; level < s->n_levels; level++) {
        const size_t from = s->starts[level], to = level_end(s, level);
        const double mean = upw_mean(s->z + from, to - from);
        for (size_t i = from; i < to; i++)
            e[i] = s->z[i] - mean;
    }
    for (size_t i = 0; i < s->n; i++) {
        squares += e[i] * e[i];
        products += i > 0 ? e[i] * e[i - 1] : 0;
    }
    const double n = (double)s->n;
    const double q = squares > 0 ? products / squares : 0;
    *mean_square = squares / n;
    *rho = squares > 0 ? fmin(fmax(q + (1 + 3 * q) / n, 0), RHO_AT_MOST) : 0;
}

static void search_steps(search *s, double penalty_factor, upw_steps_summary *summary)
{
    const double unit = penalty_factor * log((double)s->n);
    double *const e = s->cost; /* free between two fits */
    fit_levels(s, unit * s->noise);
    for (int refit = 0; refit < REFITS && s->n_levels > 1; refit++) {
        double mean_square;
        look_at_residuals(s, e, &mean_square, &summary->rho);
        const double inflation = (1 + summary->rho) / (1 - summary->rho);
        fit_levels(s, unit * fmax(s->noise, mean_square) * inflation);
    }
    summary->n_steps = s->n_levels - 1;
}

/* ---- the guards -------------------------------------------------------------------------------------------------- */

/* Is one straight line, charged as one step, a better account than the steps? */
static bool line_fits_better(const search *s)
{
    double mean_time = 0, times = 0, products = 0, steps = 0;
    for (size_t i = 0; i < s->n; i++)
        mean_time += (double)s->index[i] / (double)s->n;
    for (size_t i = 0; i < s->n; i++) {
        const double time = (double)s->index[i] - mean_time;
        times += time * time;
        products += time * s->z[i];
    }
    for (size_t level = 0; level < s->n_levels; level++)
        steps += squares_about_mean(s, s->starts[level], level_end(s, level));
    const double line = squares_about_mean(s, 0, s->n) - products * products / times;
    return line + s->penalty < steps + s->penalty * (double)(s->n_levels - 1);
}

/* Correlation of points `lag` apart; NaN when there are too few pairs to say. */
static double correlation_apart(const search *s, const double *values, size_t n, size_t lag)
{
    double products = 0;
    size_t pairs = 0;
    for (size_t i = 0; i + lag < n; i++) {
        if (isnan(values[i]) || isnan(values[i + lag]))
            continue;
        products += ldexp(values[i] - s->mean, -s->exponent) * ldexp(values[i + lag] - s->mean, -s->exponent);
        pairs++;
    }
    if (pairs < 2 * s->min_segment)
        return NAN;
    return products / (double)pairs / (s->square[s->n] / (double)s->n);
}

static void watch_season(const search *s, const double *values, size_t n, size_t season, upw_steps_summary *summary)
{
    summary->year_apart = summary->half_year_apart = NAN;
    if (season == 0 || n / 2 < season)
        return;
    summary->year_apart = correlation_apart(s, values, n, season);
    summary->half_year_apart = correlation_apart(s, values, n, season / 2);
    summary->is_seasonal = summary->year_apart > ALIKE && summary->year_apart - summary->half_year_apart > MORE_ALIKE;
}

/* ---- results ----------------------------------------------------------------------------------------------------- */

static uint8_t rules_between(const upw_xmr_point *in_force, size_t from, size_t to)
{
    uint8_t rules = 0;
    for (size_t i = from; in_force != NULL && i < to; i++)
        rules |= in_force[i].rules;
    return rules;
}

static void write_steps(const search *s, const double *values, const upw_xmr_point *in_force, size_t n, upw_step *steps)
{
    for (size_t level = 1; level < s->n_levels; level++) {
        const size_t from = s->starts[level - 1], at = s->starts[level], to = level_end(s, level);
        const size_t first = s->index[at], start = s->index[from], end = to < s->n ? s->index[to] : n;
        const double together = squares_about_mean(s, from, to);
        const double apart = squares_about_mean(s, from, at) + squares_about_mean(s, at, to);
        const uint8_t before = rules_between(in_force, start, first), after = rules_between(in_force, first, end);
        steps[level - 1] = (upw_step){
            .first = first,
            .old_mean = upw_mean(values + start, first - start),
            .new_mean = upw_mean(values + first, end - first),
            .gain = (together - apart) / s->penalty,
            .rules_before = before,
            .rules_after = after,
            .is_shown = in_force == NULL || (before | after) != 0,
        };
    }
}

static void find_steps(search *s, const double *values, const upw_xmr_point *in_force, size_t n,
                       const upw_steps_options *options, upw_step *steps, upw_steps_summary *summary)
{
    take_present(s, values, n);
    summary->n_used = s->n;
    if (s->n < 2 * s->min_segment)
        return;
    summary->sigma = find_sigma(s, values, s->cost);
    const double sigma = ldexp(summary->sigma, -s->exponent);
    s->noise = sigma * sigma;
    if (!(s->noise > 0))
        return;
    watch_season(s, values, n, options->season, summary);
    search_steps(s, options->penalty, summary);
    if (s->n_levels > 1)
        summary->is_drift = line_fits_better(s);
    write_steps(s, values, in_force, n, steps);
}

/* ---- input ------------------------------------------------------------------------------------------------------- */

static upw_steps_options with_defaults(const upw_steps_options *given)
{
    upw_steps_options o = given != NULL ? *given : (upw_steps_options){ 0 };
    o.min_segment = o.min_segment != 0 ? o.min_segment : DEFAULT_SEGMENT;
    if (o.penalty == 0)
        o.penalty = DEFAULT_PENALTY;
    return o;
}

static bool check_input(const double *values, size_t n, const upw_steps_options *o, upw_error *error)
{
    if (o->min_segment < SHORTEST_SEGMENT)
        return upw_fail(error, UPW_BAD_USAGE, "a level lasts at least %d points, not %zu", SHORTEST_SEGMENT,
                        o->min_segment);
    if (!(o->penalty > 0) || isinf(o->penalty))
        return upw_fail(error, UPW_BAD_USAGE, "the penalty of a step is a number above 0");
    if (o->season == 1)
        return upw_fail(error, UPW_BAD_USAGE, "a season has at least 2 points, not 1");
    if (n > UPW_REBASE_MAX_POINTS)
        return upw_fail(error, UPW_TOO_LARGE, "re-baselining takes series of up to %d points; this one has %zu",
                        UPW_REBASE_MAX_POINTS, n);
    for (size_t i = 0; i < n; i++)
        if (fabs(values[i]) > DBL_MAX / 1024)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "value %zu is infinite or beyond 1e305", i + 1);
    return true;
}

size_t upw_steps_at_most(size_t n, const upw_steps_options *options)
{
    return n / with_defaults(options).min_segment;
}

bool upw_steps_propose(const double *values, const upw_xmr_point *in_force, size_t n, const upw_steps_options *options,
                       upw_arena *scratch, upw_step *steps, upw_steps_summary *summary, upw_error *error)
{
    const upw_steps_options o = with_defaults(options);
    if (!check_input(values, n, &o, error))
        return false;
    *summary = (upw_steps_summary){ .year_apart = NAN, .half_year_apart = NAN };
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    search s = {
        .min_segment = o.min_segment,
        .z = upw_arena_take(scratch, n, sizeof(double)),
        .index = upw_arena_take(scratch, n, sizeof(size_t)),
        .sum = upw_arena_take(scratch, n + 1, sizeof(double)),
        .square = upw_arena_take(scratch, n + 1, sizeof(double)),
        .cost = upw_arena_take(scratch, n + 1, sizeof(double)),
        .last_start = upw_arena_take(scratch, n + 1, sizeof(size_t)),
        .starts = upw_arena_take(scratch, n / o.min_segment + 1, sizeof(size_t)),
    };
    const bool has_memory = s.z != NULL && s.index != NULL && s.sum != NULL && s.square != NULL && s.cost != NULL &&
                            s.last_start != NULL && s.starts != NULL;
    if (has_memory)
        find_steps(&s, values, in_force, n, &o, steps, summary);
    upw_arena_rewind(scratch, mark);
    return has_memory || upw_fail(error, UPW_NO_MEMORY, "no memory for a series of %zu points", n);
}
