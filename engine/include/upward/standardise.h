/* upward/standardise.h: proportions, rates, standardised rates and ratios, inequality, life expectancy, each with its
 * interval.
 *
 * `level` is the coverage of an interval, above 0 and below 1 (0.95, 0.998); `multiplier` the unit of a rate (100,000
 * for "per 100,000"). Counts are doubles so that sums of any size fit; they must be finite and not negative. What is
 * not defined is NaN, and a status says why.
 *
 * Methods and defaults: docs/methods/standardise.md. Checked against tests/golden/compare/ (PHEindicatormethods 2.1.0,
 * and closed forms computed from the papers). */
#ifndef UPWARD_STANDARDISE_H
#define UPWARD_STANDARDISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct upw_interval {
    double low, high;
} upw_interval;

/* A figure and its interval; all NaN when there is none. */
typedef struct upw_figure {
    double value, low, high;
} upw_figure;

/* ---- counts, proportions, rates, means ---- */

typedef enum upw_count_method {
    UPW_COUNT_BYAR,  /* Byar's approximation from 10 events on (Breslow & Day 1987), exact below: the default */
    UPW_COUNT_EXACT, /* gamma quantiles (Garwood 1936) throughout */
    UPW_COUNT_METHOD_COUNT
} upw_count_method;

/* Interval of a Poisson count, events >= 0. */
UPW_API upw_interval upw_count_interval(double events, double level, upw_count_method method);

/* events out of n, 0 <= events <= n, n > 0: Wilson's score interval (Wilson 1927; Newcombe 1998). */
UPW_API upw_figure upw_proportion(double events, double n, double level);

/* events in a population > 0, times the multiplier. */
UPW_API upw_figure upw_crude_rate(double events, double population, double multiplier, double level,
                                  upw_count_method method);

typedef struct upw_sample {
    size_t n; /* values that are not NaN */
    double sum, mean;
    double sd;               /* NaN when n < 2 */
    double running, squares; /* mean so far and the sum of squared distances from it, by which it grows */
} upw_sample;

/* One value more; NaN is passed over. Begin with { .mean = NAN, .sd = NAN }. Welford 1962. */
UPW_API void upw_sample_add(upw_sample *sample, double value);
UPW_API upw_sample upw_sample_measure(const double *values, size_t n);

/* The mean with Student's interval; no interval when n < 2. */
UPW_API upw_figure upw_sample_mean(const upw_sample *sample, double level);

/* How many times as frequent are events in the first population as in the second?
 *
 * Interval by the exact binomial one (Clopper & Pearson 1934) given the sum of events; p_two_sided is the exact test of
 * equal rates (sum of the outcomes that are no likelier than this one). Both counts 0: all NaN. */
typedef struct upw_rate_ratio {
    double ratio; /* infinite when only the second count is 0 */
    double p_two_sided;
} upw_rate_ratio;

UPW_API upw_rate_ratio upw_rate_ratio_measure(double events1, double population1, double events2, double population2);
UPW_API upw_interval upw_rate_ratio_interval(double events1, double population1, double events2, double population2,
                                             double level);

/* ---- direct standardisation ---- */

/* Sums over bands of age (or of anything else): add bands in any order, merge sums of parts. Zero to begin with. */
typedef struct upw_direct {
    double events;     /* T */
    double population; /* total */
    double weights;    /* of the standard population */
    double weighted;   /* sum of weight times rate */
    double variance;   /* sum of squared weight times events / population², times f² when people have f events */
    double widest;     /* largest weight / population */
    size_t n_left_out; /* bands without people and events */
} upw_direct;

/* events among `population` people of a band that weighs `weight` in the standard population. A band without people
 * and events is left out and counted. Fails with UPW_BAD_INPUT: events without people, a negative number, NaN. */
UPW_API UPW_MUST_CHECK bool upw_direct_add(upw_direct *direct, double events, double population, double weight,
                                           upw_error *error);

/* Events that are not independent: people[k] had each[k] events; k < n. Dobson's variance with each². */
UPW_API UPW_MUST_CHECK bool upw_direct_add_people(upw_direct *direct, const double *people, const double *each,
                                                  size_t n, double population, double weight, upw_error *error);

UPW_API void upw_direct_merge(upw_direct *into, const upw_direct *other);

typedef enum upw_direct_method {
    UPW_DIRECT_DOBSON,   /* Dobson et al. 1991; needs 10 events */
    UPW_DIRECT_FAYFEUER, /* gamma interval, Fay & Feuer 1997; at any number of events */
    UPW_DIRECT_METHOD_COUNT
} upw_direct_method;

typedef enum upw_rate_status {
    UPW_RATE_OK,
    UPW_RATE_TOTAL_BELOW_10, /* suppressed: the method needs 10 events */
    UPW_RATE_NO_POPULATION,
    UPW_RATE_NO_EXPECTED, /* nothing is expected, so there is no ratio */
    UPW_RATE_TOO_FEW,     /* one value has a mean and no interval */
    UPW_RATE_NO_EVENTS,   /* no ratio of two rates without events */
    UPW_RATE_STATUS_COUNT
} upw_rate_status;

UPW_API const char *upw_rate_status_text(upw_rate_status status); /* "ok", "total_below_10" … */

UPW_API upw_rate_status upw_direct_rate(const upw_direct *direct, double multiplier, double level,
                                        upw_direct_method method, upw_figure *out);

/* ---- indirect standardisation ---- */

typedef struct upw_indirect {
    double expected; /* at the reference rates */
    double reference_events, reference_population;
} upw_indirect;

/* A band of `population` people; in the reference population there were `reference_events` among
 * `reference_population`. Fails with UPW_BAD_INPUT: a missing or negative number, no reference population. */
UPW_API UPW_MUST_CHECK bool upw_indirect_add(upw_indirect *indirect, double population, double reference_events,
                                             double reference_population, upw_error *error);

/* observed / expected times the multiplier (100 for a ratio with 100 as the average). */
UPW_API upw_rate_status upw_indirect_ratio(const upw_indirect *indirect, double observed, double multiplier,
                                           double level, upw_count_method method, upw_figure *out);

/* The same times the reference rate: what the rate would be with the reference's ages. */
UPW_API upw_rate_status upw_indirect_rate(const upw_indirect *indirect, double observed, double multiplier,
                                          double level, upw_count_method method, upw_figure *out);

/* ---- inequality ---- */

/* Which of n_groups equal groups does each value belong to? 1 holds the lowest values (the highest when is_inverted);
 * 0 for a missing (NaN) value, and for all when there are fewer values than groups. Ties share the group of the first.
 * Fails with UPW_BAD_USAGE (n_groups 0), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_quantile_groups(const double *values, size_t n, size_t n_groups, bool is_inverted,
                                                upw_arena *scratch, int32_t *out, upw_error *error);

typedef enum upw_slope_scale {
    UPW_SLOPE_PLAIN,
    UPW_SLOPE_LOG,   /* of rates: a straight line through logarithms */
    UPW_SLOPE_LOGIT, /* of proportions */
    UPW_SLOPE_SCALE_COUNT
} upw_slope_scale;

/* Groups from the most to the least deprived. */
typedef struct upw_slope_data {
    const double *population;      /* of each group, > 0 */
    const double *values;          /* on the plain scale */
    const double *standard_errors; /* UPW_SLOPE_PLAIN reads these … */
    const double *low, *high;      /* … the others the 95 % interval of each value */
    size_t n;                      /* at least 5 */
} upw_slope_data;

/* Slope index and relative index of inequality. */
typedef struct upw_slope {
    double sii;       /* difference between the ends of the range of deprivation, least minus most */
    double rii;       /* ratio of the ends */
    double intercept; /* at the most deprived end */
    upw_slope_scale scale;
    double middle, slope, slope_se; /* on the scale of the fit: the line at half the range, its slope */
} upw_slope;

/* Weighted least squares on relative rank; the interval in closed form, since the slope is linear in the values.
 * Fails with UPW_TOO_FEW (under 5 groups), UPW_BAD_INPUT (error->row the 1-based group).
 * Source: Low & Low 2004 (doi:10.1093/pubmed/fdh175). */
UPW_API UPW_MUST_CHECK bool upw_slope_measure(const upw_slope_data *data, upw_slope_scale scale, upw_slope *out,
                                              upw_error *error);
UPW_API upw_interval upw_slope_index_interval(const upw_slope *slope, double level); /* of sii */
UPW_API upw_interval upw_slope_ratio_interval(const upw_slope *slope, double level); /* of rii */

/* ---- life expectancy ---- */

/* Bands 0, 1-4, 5-9 … 85-89, 90 and over. */
enum { UPW_LIFE_BANDS = 20 };

typedef enum upw_life_status {
    UPW_LIFE_OK,
    UPW_LIFE_SMALL_POPULATION, /* 5,000 person-years or fewer */
    UPW_LIFE_EMPTY_BAND,       /* a band without person-years */
    UPW_LIFE_BAD_DEATHS,       /* missing, negative, or more deaths than person-years */
    UPW_LIFE_NO_LAST_DEATHS,   /* nobody died in the last band */
    UPW_LIFE_STATUS_COUNT
} upw_life_status;

UPW_API const char *upw_life_status_text(upw_life_status status);

typedef struct upw_life_table {
    upw_life_status status;
    double years[UPW_LIFE_BANDS];   /* expected at the start of each band; NaN where the interval is wider than
                                       plus or minus ten years, or when the status is not OK */
    double central[UPW_LIFE_BANDS]; /* the same, shown or not: the middle of the interval */
    double standard_errors[UPW_LIFE_BANDS];
} upw_life_table;

/* Abridged life table of deaths[UPW_LIFE_BANDS] and person_years[UPW_LIFE_BANDS].
 * Source: Chiang 1968; last band Silcocks et al. 2001; suppression Eayres & Williams 2004. */
UPW_API void upw_life_table_measure(const double *deaths, const double *person_years, upw_life_table *out);
UPW_API upw_interval upw_life_interval(const upw_life_table *table, size_t band, double level);

#ifdef __cplusplus
}
#endif
#endif
