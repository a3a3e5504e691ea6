/* How much do values differ from one another? The measures of spread that limits are built on. */
#include "spread.h"

#include <math.h>
#include <stdlib.h>

#include "mean.h"

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double spread_median(double *values, size_t n)
{
    if (n == 0)
        return NAN;
    qsort(values, n, sizeof *values, compare_doubles);
    return n % 2 == 1 ? values[n / 2] : upw_mean(&values[n / 2 - 1], 2);
}

double spread_sd(const double *values, size_t n)
{
    size_t count;
    const double mean = upw_mean_counted(values, n, &count);
    if (count < 2)
        return NAN;
    long double squares = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) {
            const long double deviation = (long double)values[i] - mean;
            squares += deviation * deviation;
        }
    return (double)sqrtl(squares / (long double)(count - 1));
}

double spread_mean_range(double *ranges, size_t n, range_screen screen)
{
    const double all = upw_mean(ranges, n);
    if (screen.factor == 0)
        return all;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (ranges[i] < screen.factor * all)
            ranges[kept++] = ranges[i];
    const double screened = upw_mean(ranges, kept);
    return screen.keeps_a_spread && !(screened > 0) ? all : screened;
}

double spread_mean_moving_range(double *values, size_t n, range_screen screen)
{
    if (n == 0)
        return NAN;
    for (size_t i = 1; i < n; i++)
        values[i - 1] = fabs(values[i] - values[i - 1]);
    return spread_mean_range(values, n - 1, screen);
}

/* c4(n) = Γ(x + 1/2) / (Γ(x)·√x), x = (n − 1)/2. From 100 up by the asymptotic series in 1/x of the ratio of gammas
 * (Tricomi & Erdélyi 1951), whose first omitted term is below 1e-15; under that from c4(2) = √(2/π) by
 * c4(n)·c4(n + 1) = √((n − 1)/n), which follows from Γ(x + 1) = x·Γ(x). libm's lgamma would write a global. */
double spread_c4(size_t n)
{
    static const double series[] = { 1.0,           -1.0 / 8,        1.0 / 128,       5.0 / 1024,
                                     -21.0 / 32768, -399.0 / 262144, 869.0 / 4194304, 39325.0 / 33554432 };
    enum { TERMS = sizeof series / sizeof *series, LARGE = 100 };
    if (n <= 1)
        return NAN;
    if (n >= LARGE) {
        const double x = ((double)n - 1) / 2;
        double c4 = 0;
        for (size_t i = TERMS; i-- > 0;)
            c4 = c4 / x + series[i];
        return c4;
    }
    double c4 = sqrt(2 / acos(-1.0));
    for (size_t i = 2; i < n; i++)
        c4 = sqrt(((double)i - 1) / (double)i) / c4;
    return c4;
}
