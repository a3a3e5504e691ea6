/* Has the middle moved? Longest run and number of crossings against what a fair coin would do
 * (Anhøj & Olesen 2014, PLoS ONE 9(11): e113825). */
#include "upward/runs.h"

#include <float.h>
#include <math.h>

size_t upw_runs_longest_max(size_t n_useful)
{
    return (size_t)lround(log2((double)n_useful)) + 3; /* never a tie: no power of two has an exact square root of 2 */
}

/* 2^m, or infinity where that does not fit. */
static long double power_of_two(size_t m)
{
    return m < (size_t)LDBL_MAX_EXP ? ldexpl(1, (int)m) : (long double)INFINITY;
}

/* The smallest k with 20·(C(m,0) + … + C(m,k)) >= 2^m. The terms are whole numbers, exact while they fit the mantissa
 * (m up to 58 where it has 64 bits; a tie cannot happen, since 5 does not divide 2^m). Where they would overflow, both
 * sides are divided by a power of two, which costs no accuracy. */
size_t upw_runs_crossings_min(size_t n_useful)
{
    enum { SHIFT = LDBL_MAX_EXP / 2 };
    const long double too_large = power_of_two(SHIFT);
    const size_t m = n_useful - 1;
    long double term = 1, sum = 1, goal = power_of_two(m);
    size_t shifted = 0, k = 0;
    while (20 * sum < goal) {
        term = term * (long double)(m - k) / (long double)(k + 1);
        sum += term;
        k++;
        if (sum > too_large) {
            term /= too_large;
            sum /= too_large;
            shifted += SHIFT;
            goal = power_of_two(m - shifted);
        }
    }
    return k;
}

upw_runs upw_runs_analyse(const double *values, size_t n, double centre)
{
    upw_runs runs = { 0 };
    size_t run = 0;
    bool was_above = false;
    for (size_t i = 0; i < n; i++) {
        const bool above = values[i] > centre;
        if (!above && !(values[i] < centre))
            continue;
        if (runs.n_useful > 0 && above != was_above) {
            runs.crossings++;
            run = 0;
        }
        run++;
        if (run > runs.longest_run)
            runs.longest_run = run;
        was_above = above;
        runs.n_useful++;
    }
    if (runs.n_useful == 0)
        return runs;
    runs.longest_run_max = upw_runs_longest_max(runs.n_useful);
    runs.crossings_min = upw_runs_crossings_min(runs.n_useful);
    runs.signal = runs.longest_run > runs.longest_run_max || runs.crossings < runs.crossings_min;
    return runs;
}
