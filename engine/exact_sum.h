/* engine/exact_sum.h: sums exact enough that a mean equals its values when they are all equal.
 *
 * A point that equals the mean is neither above nor below it, so the mean must not be off by a rounding error: the mean
 * of three times 0.1 has to be 0.1. Two passes do it: s = sum / n, then s + sum(y - s) / n, in long double as R does;
 * where long double is only as wide as double, Neumaier's compensated sum (1974) takes its place. */
#ifndef ENGINE_EXACT_SUM_H
#define ENGINE_EXACT_SUM_H

#include <float.h>
#include <math.h>
#include <stddef.h>

#if LDBL_MANT_DIG > DBL_MANT_DIG

typedef long double exact_sum;

static inline exact_sum exact_add(exact_sum sum, long double term)
{
    return sum + term;
}

static inline long double exact_value(exact_sum sum)
{
    return sum;
}

#else

typedef struct exact_sum {
    double sum, lost;
} exact_sum;

static inline exact_sum exact_add(exact_sum sum, double term)
{
    const double next = sum.sum + term;
    sum.lost += fabs(sum.sum) >= fabs(term) ? (sum.sum - next) + term : (term - next) + sum.sum;
    sum.sum = next;
    return sum;
}

static inline double exact_value(exact_sum sum)
{
    return sum.sum + sum.lost;
}

#endif

/* The second pass: `first` is sum / n, `rest` the sum of (y - first). */
static inline double exact_mean(long double first, exact_sum rest, size_t n)
{
    return (double)(first + exact_value(rest) / (long double)n);
}

#endif
