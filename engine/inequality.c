/* How unequally is something spread from the most to the least deprived? */
#include <math.h>
#include <stdlib.h>

#include "upward/special.h"
#include "upward/standardise.h"

static const double Z_95 = 1.959963984540054;
enum { GROUPS_LEAST = 5 };

/* ---- groups of equal size ---- */

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How many of the sorted values are below this one. */
static size_t count_below(const double *sorted, size_t n, double value)
{
    size_t from = 0, to = n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (sorted[middle] < value)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

bool upw_quantile_groups(const double *values, size_t n, size_t n_groups, bool is_inverted, upw_arena *scratch,
                         int32_t *out, upw_error *error)
{
    if (n_groups == 0 || n_groups > INT32_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "ask for at least one group");
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const sorted = upw_arena_take(scratch, n, sizeof *sorted);
    if (sorted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu values", n);
    const double sign = is_inverted ? -1 : 1;
    size_t known = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            sorted[known++] = sign * values[i];
    qsort(sorted, known, sizeof *sorted, compare_numbers);
    for (size_t i = 0; i < n; i++) {
        out[i] = 0;
        if (isnan(values[i]) || known < n_groups)
            continue;
        const size_t from_end = known - count_below(sorted, known, sign * values[i]); /* N + 1 - rank */
        const size_t share = (from_end * n_groups + known - 1) / known;
        out[i] = (int32_t)(n_groups + 1 - share);
        if (out[i] < 1)
            out[i] = 1;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}

/* ---- slope index ---- */

static double to_scale(upw_slope_scale scale, double y)
{
    return scale == UPW_SLOPE_LOG ? log(y) : scale == UPW_SLOPE_LOGIT ? log(y) - log1p(-y) : y;
}

static double from_scale(upw_slope_scale scale, double y)
{
    return scale == UPW_SLOPE_LOG ? exp(y) : scale == UPW_SLOPE_LOGIT ? 1 / (1 + exp(-y)) : y;
}

static double error_of(const upw_slope_data *data, upw_slope_scale scale, size_t k)
{
    if (scale == UPW_SLOPE_PLAIN)
        return data->standard_errors[k];
    return (to_scale(scale, data->high[k]) - to_scale(scale, data->low[k])) / (2 * Z_95);
}

static bool check_groups(const upw_slope_data *data, upw_slope_scale scale, upw_error *error)
{
    if (data->n < GROUPS_LEAST)
        return upw_fail(error, UPW_TOO_FEW, "a slope of inequality needs at least %d groups, and there are %zu",
                        GROUPS_LEAST, data->n);
    for (size_t k = 0; k < data->n; k++) {
        if (!(data->population[k] > 0) || !isfinite(data->population[k]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)k + 1, "the population must be above 0");
        const double se = error_of(data, scale, k);
        if (!isfinite(to_scale(scale, data->values[k])) || !(se >= 0) || !isfinite(se))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)k + 1,
                                "the value or its error is missing, or cannot be had on a %s scale",
                                scale == UPW_SLOPE_PLAIN ? "plain"
                                : scale == UPW_SLOPE_LOG ? "logarithmic"
                                                         : "logit");
    }
    return true;
}

bool upw_slope_measure(const upw_slope_data *data, upw_slope_scale scale, upw_slope *out, upw_error *error)
{
    if (!check_groups(data, scale, error))
        return false;
    double total = 0, before = 0, centre = 0, level = 0, width = 0, slope = 0, variance = 0;
    for (size_t k = 0; k < data->n; k++)
        total += data->population[k];
    for (size_t k = 0; k < data->n; k++) {
        const double a = data->population[k] / total, b = before + a / 2;
        centre += a * b;
        level += a * to_scale(scale, data->values[k]);
        before += a;
    }
    before = 0;
    for (size_t k = 0; k < data->n; k++) {
        const double a = data->population[k] / total, from = before + a / 2 - centre, se = error_of(data, scale, k);
        width += a * from * from;
        slope += a * from * to_scale(scale, data->values[k]);
        variance += a * from * se * (a * from * se);
        before += a;
    }
    slope /= width;
    *out = (upw_slope){ .slope = slope, .slope_se = sqrt(variance) / width, .scale = scale };
    out->middle = level - slope * (centre - 0.5);
    out->intercept = from_scale(scale, out->middle - slope / 2);
    const double end = from_scale(scale, out->middle + slope / 2);
    out->sii = end - out->intercept;
    out->rii = end / out->intercept;
    return true;
}

/* The two ends of the line turned about its middle to this slope. */
static upw_interval find_ends(const upw_slope *slope, double level, double side)
{
    const double turned = slope->slope + side * upw_normal_quantile((1 + level) / 2) * slope->slope_se;
    return (upw_interval){ from_scale(slope->scale, slope->middle - turned / 2),
                           from_scale(slope->scale, slope->middle + turned / 2) };
}

upw_interval upw_slope_index_interval(const upw_slope *slope, double level)
{
    const upw_interval least = find_ends(slope, level, -1), most = find_ends(slope, level, 1);
    return (upw_interval){ least.high - least.low, most.high - most.low };
}

upw_interval upw_slope_ratio_interval(const upw_slope *slope, double level)
{
    const upw_interval least = find_ends(slope, level, -1), most = find_ends(slope, level, 1);
    return (upw_interval){ least.high / least.low, most.high / most.low };
}
