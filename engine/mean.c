/* What is the mean, to the last bit? Two passes, as R's mean() makes them (and so the goldens). */
#include "mean.h"

#include "exact_sum.h"

/* Σ (value − origin) over the values that are there. */
static exact_sum sum_from(long double origin, const double *values, size_t n, size_t *count)
{
    exact_sum sum = { 0 };
    size_t present = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        present++;
        sum = exact_add(sum, values[i] - origin);
    }
    *count = present;
    return sum;
}

double upw_mean_counted(const double *values, size_t n, size_t *count)
{
    const exact_sum whole = sum_from(0, values, n, count);
    if (*count == 0)
        return NAN;
    const long double first = exact_value(whole) / (long double)*count;
    return exact_mean(first, sum_from(first, values, n, count), *count);
}

double upw_mean(const double *values, size_t n)
{
    size_t count;
    return upw_mean_counted(values, n, &count);
}
