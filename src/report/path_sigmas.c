/* How much does a share vary when it is a share of many in one period and of few in another?
 *
 * Limits for all sizes in one will do while no size is further than a quarter from their mean (Provost & Murray 2011,
 * The Health Care Data Guide). Otherwise each period has the sigma of a p-prime chart (Laney 2002) whose centre and
 * spread come from the baseline, as the one sigma would. */
#include <math.h>

#include "base/memory.h"
#include "report/path.h"
#include "upward/shewhart.h"

static const double NEAR_MEAN = 0.25;

static bool is_far(const double *sizes, size_t n)
{
    double sum = 0, low = INFINITY, high = 0;
    size_t there = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(sizes[i])) {
            sum += sizes[i];
            low = fmin(low, sizes[i]);
            high = fmax(high, sizes[i]);
            there++;
        }
    const double mean = sum / (double)there;
    return low > 0 && (low < (1 - NEAR_MEAN) * mean || high > (1 + NEAR_MEAN) * mean);
}

/* What shares were multiplied by to be the values: 1, 100 … ; NaN when the values are no shares of these counts.
 * `is_rest`: they are the share of the others. */
static double find_scale(const double *values, const path_counts *c, size_t n, bool is_rest)
{
    double scale = NAN;
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        const double share = c->numerators[i] / c->denominators[i], mine = is_rest ? 1 - share : share;
        if (!(share >= 0 && share <= 1))
            return NAN;
        if (isnan(scale) && mine > 0)
            scale = values[i] / mine;
        if (!(fabs(values[i] - (isnan(scale) ? 0 : scale * mine)) <= 1e-9 * fabs(isnan(scale) ? 1 : scale)))
            return NAN;
    }
    return scale;
}

/* Of the baseline: centre and how many times wider than chance alone. */
static bool chart_baseline(const upw_trajectory_series *s, const path_counts *c, upw_arena *arena, double *centre,
                           double *spread)
{
    const upw_shewhart_input input = { .values = c->numerators,
                                       .denominators = c->denominators,
                                       .n_rows = s->n_baseline };
    const upw_shewhart_options options = { .profile = UPW_PROFILE_UPWARD,
                                           .chart = UPW_CHART_PP,
                                           .keep_outliers = true };
    upw_shewhart_point *const points = MEMORY_TAKE(arena, upw_shewhart_point, s->n_baseline + 1);
    upw_shewhart_part part;
    if (s->n_baseline == 0 || !upw_shewhart_analyse(&input, &options, arena, points, &part, NULL))
        return false;
    *centre = NAN;
    for (size_t i = 0; i < s->n_baseline && isnan(*centre); i++)
        *centre = points[i].cl;
    *spread = part.sigma_z;
    return *centre > 0 && *centre < 1 && *spread > 0 && isfinite(*spread);
}

const double *path_find_sigmas(const upw_trajectory_series *s, const path_counts *counts, upw_arena *arena)
{
    const size_t n = s->n_baseline + s->n;
    double *const values = MEMORY_TAKE(arena, double, n + 1), *const sigmas = MEMORY_TAKE(arena, double, s->n + 1);
    double centre, spread;
    for (size_t i = 0; i < n; i++)
        values[i] = i < s->n_baseline ? s->baseline[i] : s->values[i - s->n_baseline];
    if (!is_far(counts->denominators, n))
        return NULL;
    double scale = find_scale(values, counts, n, false);
    scale = isnan(scale) ? find_scale(values, counts, n, true) : scale;
    if (!(scale > 0) || !chart_baseline(s, counts, arena, &centre, &spread))
        return NULL;
    for (size_t i = 0; i < s->n; i++)
        sigmas[i] = isnan(s->values[i])
                        ? NAN
                        : scale * spread * sqrt(centre * (1 - centre) / counts->denominators[s->n_baseline + i]);
    return sigmas;
}

double path_get_sigma(const path_series *path, size_t i)
{
    const upw_trajectory_series *const s = &path->series;
    const bool has_own = s->sigmas != NULL && i < s->n && !isnan(s->sigmas[i]);
    return has_own ? s->sigmas[i] : path->judgement.sigma;
}
