/* Which limits does a calculation period give, and which of its rows are too far out to be asked?
 *
 * All five charts are one formula: half = 3 · unit · dispersion, where unit is what theory expects (1, √count,
 * √(p(100 - p)/size)) and dispersion what the moving ranges say of the rows measured in units (1 where the chart trusts
 * the theory). Shewhart 1931; Laney 2002 for C' and P'; Nelson 1982 for the screening. */
#include "ssa_limits.h"

#include <math.h>

#include "exact_sum.h"
#include "mean.h"

static const double D2 = 1.128; /* mean moving range of two standard normal values, as the package rounds it */
static const double D4 = 3.267; /* moving ranges of this many times their mean are screened away */

static double unit_of_measurement(double cl)
{
    (void)cl;
    return 1;
}

static double unit_of_count(double cl)
{
    return sqrt(cl);
}

static double unit_of_share(double cl)
{
    return sqrt(fmax(0, cl * (100 - cl))); /* per cent; rounding must not take a share of 100 % below the root */
}

typedef struct chart_kind {
    double (*unit)(double cl); /* sigma by theory, of a row of size 1 */
    bool is_standardised;      /* moving ranges are those of (y - cl) / unit, not of y */
    bool is_dispersed;         /* sigma follows the moving ranges */
    double lowest, highest;
} chart_kind;

static const chart_kind kinds[] = {
    [UPW_SSA_XMR] = { unit_of_measurement, false, true, -HUGE_VAL, HUGE_VAL },
    [UPW_SSA_C] = { unit_of_count, true, false, 0, HUGE_VAL },
    [UPW_SSA_C_PRIME] = { unit_of_count, true, true, 0, HUGE_VAL },
    [UPW_SSA_P] = { unit_of_share, true, false, 0, 100 },
    [UPW_SSA_P_PRIME] = { unit_of_share, true, true, 0, 100 },
};
_Static_assert(sizeof kinds / sizeof *kinds == UPW_SSA_CHART_COUNT, "every chart has its formula");

double ssa_upper(const ssa_limits *limits, size_t row)
{
    const double half = limits->sizes != NULL ? limits->half / sqrt(limits->sizes[row]) : limits->half;
    const double ucl = limits->cl + half;
    return ucl > limits->highest ? limits->highest : ucl;
}

double ssa_lower(const ssa_limits *limits, size_t row)
{
    const double half = limits->sizes != NULL ? limits->half / sqrt(limits->sizes[row]) : limits->half;
    const double lcl = limits->cl - half;
    return lcl < limits->lowest ? limits->lowest : lcl;
}

/* Mean of the differences between neighbours, the large ones dropped in as many rounds as are allowed. */
static double mean_range(const double *z, size_t n, size_t screening_rounds, double *ranges)
{
    size_t kept = 0;
    for (size_t i = 1; i < n; i++)
        if (!isnan(z[i]) && !isnan(z[i - 1]))
            ranges[kept++] = fabs(z[i] - z[i - 1]);
    double mean = upw_mean(ranges, kept);
    for (size_t round = 0; round < screening_rounds; round++) {
        const double cut = D4 * mean;
        bool has_large = false;
        for (size_t i = 0; i < kept && !has_large; i++)
            has_large = ranges[i] > cut;
        if (!has_large)
            break;
        size_t below = 0;
        for (size_t i = 0; i < kept; i++)
            if (ranges[i] < cut)
                ranges[below++] = ranges[i];
        kept = below;
        mean = upw_mean(ranges, kept);
    }
    return mean;
}

/* Σ numerators / Σ sizes in per cent, over the rows that are there and not left out. */
static double pooled_share(const ssa_series *series, size_t from, size_t to, const bool *is_excluded)
{
    exact_sum above = { 0 }, below = { 0 };
    for (size_t i = from; i < to; i++) {
        if (isnan(series->y[i]) || is_excluded[i])
            continue;
        above = exact_add(above, series->numerators[i]);
        below = exact_add(below, series->sizes[i]);
    }
    return (double)(100 * exact_value(above) / exact_value(below));
}

/* Rows that were left out close up before differences are taken; missing ones leave a gap. */
static size_t gather_kept(const ssa_series *series, size_t from, size_t to, const bool *is_excluded, double *z)
{
    size_t kept = 0;
    for (size_t i = from; i < to; i++)
        if (!is_excluded[i])
            z[kept++] = series->y[i];
    return kept;
}

static void gather_standardised(const ssa_series *series, size_t from, size_t to, const bool *is_excluded, double cl,
                                double unit, double *z)
{
    for (size_t i = from; i < to; i++)
        if (!is_excluded[i])
            *z++ = (series->y[i] - cl) / unit * (series->sizes != NULL ? sqrt(series->sizes[i]) : 1);
}

static ssa_limits limits_of_kept(const ssa_series *series, size_t from, size_t to, size_t screening_rounds,
                                 const bool *is_excluded, double *work)
{
    const chart_kind *const kind = &kinds[series->chart];
    double *const z = work, *const ranges = work + (to - from);
    const size_t kept = gather_kept(series, from, to, is_excluded, z);
    const double cl = series->sizes != NULL ? pooled_share(series, from, to, is_excluded) : upw_mean(z, kept);
    const double unit = kind->unit(cl);
    if (kind->is_standardised)
        gather_standardised(series, from, to, is_excluded, cl, unit, z);
    const double dispersion = kind->is_dispersed ? mean_range(z, kept, screening_rounds, ranges) / D2 : 1;
    return (ssa_limits){ cl, 3 * unit * dispersion, series->sizes, kind->lowest, kind->highest };
}

/* How far a row lies beyond its limit; 0 when it does not, or when that is unknown. */
static double distance_outside(const ssa_limits *limits, double y, size_t row)
{
    const double ucl = ssa_upper(limits, row), lcl = ssa_lower(limits, row);
    if (y > ucl && y > limits->cl)
        return y - ucl;
    if (y < lcl && y < limits->cl)
        return lcl - y;
    return 0;
}

ssa_limits ssa_calculate(const ssa_series *series, size_t from, size_t to, const ssa_calculation *how,
                         bool *is_excluded, double *work, size_t *order)
{
    size_t n_excluded = 0;
    for (size_t i = from; i < to; i++)
        is_excluded[i] = false;
    /* Once a turn finds nobody outside, so would all later ones. */
    for (size_t turn = 0; turn < how->max_exclusions; turn++) {
        const ssa_limits limits = limits_of_kept(series, from, to, how->screening_rounds, is_excluded, work);
        double furthest = 0;
        for (size_t i = from; i < to; i++) {
            work[i - from] = is_excluded[i] ? 0 : distance_outside(&limits, series->y[i], i);
            furthest = fmax(furthest, work[i - from]);
        }
        if (!(furthest > 0))
            break;
        for (size_t i = from; i < to; i++) {
            if (work[i - from] != furthest)
                continue;
            is_excluded[i] = true;
            order[n_excluded++] = i;
        }
    }
    /* Ties go together, and may have taken more than is allowed. */
    while (n_excluded > how->max_exclusions)
        is_excluded[order[--n_excluded]] = false;
    return limits_of_kept(series, from, to, how->screening_rounds, is_excluded, work);
}
