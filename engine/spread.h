/* engine/spread.h: medians, deviations, moving ranges and the constants of control charts (internal to libupward). */
#ifndef ENGINE_SPREAD_H
#define ENGINE_SPREAD_H

#include <stdbool.h>
#include <stddef.h>

/* Median of n values without NaN, the mean of the middle two when n is even; NaN for none. Reorders `values`. */
double spread_median(double *values, size_t n);

/* Sample standard deviation of the values that are not NaN; NaN below two. */
double spread_sd(const double *values, size_t n);

/* How differences that are too large to be chance are left out, once, when ranges are averaged (Nelson 1982). */
typedef struct range_screen {
    double factor;       /* keep ranges below this many times their mean; 0: keep all */
    bool keeps_a_spread; /* profile upward: screening never leaves no spread where there is one
                            (docs/methods/spc-charts.md) */
} range_screen;

/* Mean of the n ranges that are not NaN. Overwrites `ranges`. */
double spread_mean_range(double *ranges, size_t n, range_screen screen);

/* Mean of |v[i] − v[i−1]|, a missing value leaving a gap. Overwrites `values`. */
double spread_mean_moving_range(double *values, size_t n, range_screen screen);

/* c4(n): expected sample standard deviation of n standard normal values; NaN for n <= 1. */
double spread_c4(size_t n);

#endif
