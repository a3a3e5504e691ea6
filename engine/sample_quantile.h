/* engine/sample_quantile.h: the quantile of a sample (internal to libupward). */
#ifndef ENGINE_SAMPLE_QUANTILE_H
#define ENGINE_SAMPLE_QUANTILE_H

#include <math.h>
#include <stddef.h>

/* Type 7 of Hyndman & Fan 1996, of n >= 1 values in increasing order, `stride` doubles apart; 0 <= p <= 1. */
static inline double sample_quantile(const double *sorted, size_t n, size_t stride, double p)
{
    const double h = (double)(n - 1) * p;
    const size_t i = (size_t)h;
    const double low = sorted[i * stride], high = sorted[(i + 1 < n ? i + 1 : i) * stride];
    return low + (h - (double)i) * (high - low);
}

static inline int sample_compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

#endif
