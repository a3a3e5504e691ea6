/* How probable is exactly this count? Saddle-point form of Poisson and binomial terms. */
#include "special_terms.h"

#include <math.h>

/* Stirling's series from 16 on, below by the recurrence s(n) = s(n + 1) + (n + 1/2) log(1 + 1/n) - 1. */
double stirling_error(double n)
{
    double shift = 0;
    while (n < 16) {
        shift += (n + 0.5) * log1p(1 / n) - 1;
        n += 1;
    }
    const double inverse = 1 / n, square = inverse * inverse;
    const double series =
        inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
    return series + shift;
}

double deviance_part(double x, double mean)
{
    const double v = (x - mean) / (x + mean);
    if (fabs(v) > 0.1)
        return x * log(x / mean) + mean - x;
    double sum = (x - mean) * v, term = 2 * x * v;
    for (int j = 1; j < 30; j++) {
        term *= v * v;
        const double next = sum + term / (2 * j + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

double binomial_term(double a, double b, double x, double y)
{
    const double n = a + b;
    const double log_term =
        stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance_part(a, n * x) - deviance_part(b, n * y);
    return exp(log_term) * sqrt(n / (TWO_PI * a * b));
}
