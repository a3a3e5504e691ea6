/* How improbable is it? Tails of the normal, chi-square and binomial distributions.
 *
 * The saddle-point form of Poisson and binomial terms is Loader's (2000, "Fast and accurate computation of binomial
 * probabilities"); the incomplete gamma function is the usual pair of a power series and a continued fraction, the
 * latter by Lentz's method (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31). */
#include "tails.h"

#include <math.h>
#include <stddef.h>

static const double ROOT_HALF = 0.70710678118654752440;
static const double TWO_PI = 6.28318530717958647693;

double normal_density(double x)
{
    static const double at_zero = 0.39894228040143267794;
    return at_zero * exp(-0.5 * x * x);
}

double normal_below(double x)
{
    return 0.5 * erfc(-x * ROOT_HALF);
}

double normal_between(double low, double high)
{
    if (!(low < high))
        return isnan(low) || isnan(high) ? NAN : 0;
    /* On the right of 0 both are close to 1 and their upper tails are not. */
    return low > 0 ? normal_below(-low) - normal_below(-high) : normal_below(high) - normal_below(low);
}

/* log n! - log(sqrt(2 pi n) (n/e)^n), n > 0: Stirling's series from 16 on, below by the recurrence
 * s(n) = s(n + 1) + (n + 1/2) log(1 + 1/n) - 1. Absolute error below 1e-15 per step. */
static double stirling_error(double n)
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

/* x log(x/mean) + mean - x, which is 0 at x = mean, without cancelling there. */
static double deviance_part(double x, double mean)
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

/* e^-x x^a / Gamma(a + 1): a Poisson term for real a > 0. */
static double poisson_term(double a, double x)
{
    return exp(-stirling_error(a) - deviance_part(a, x)) / sqrt(TWO_PI * a);
}

/* Lower and upper regularised incomplete gamma functions of (a, x), whichever of them the method gives directly. */
typedef struct gamma_tails {
    double below, above;
} gamma_tails;

enum { TERMS_MAX = 100000 };

static gamma_tails incomplete_gamma(double a, double x)
{
    if (!(x > 0))
        return (gamma_tails){ isnan(x) ? NAN : 0, isnan(x) ? NAN : 1 };
    if (isinf(x))
        return (gamma_tails){ 1, 0 };
    const double term = poisson_term(a, x);
    if (x < a + 1) {
        double sum = 1, part = 1;
        for (int k = 1; k < TERMS_MAX && part > sum * 1e-17; k++) {
            part *= x / (a + k);
            sum += part;
        }
        return (gamma_tails){ term * sum, 1 - term * sum };
    }
    static const double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, fraction = d;
    for (int k = 1; k < TERMS_MAX; k++) {
        const double numerator = -k * (k - a);
        b += 2;
        d = numerator * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + numerator / c;
        c = fabs(c) < tiny ? tiny : c;
        const double change = c * d;
        fraction *= change;
        if (fabs(change - 1) < 1e-16)
            break;
    }
    const double above = term * a * fraction;
    return (gamma_tails){ 1 - above, above };
}

double chi_square_below(double x, double df)
{
    return incomplete_gamma(df / 2, x / 2).below;
}

double chi_square_above(double x, double df)
{
    return incomplete_gamma(df / 2, x / 2).above;
}

double fair_coin_p_value(int64_t left, int64_t right)
{
    if (left == right)
        return 1;
    const double n = (double)left + (double)right;
    const double fewer = (double)(left < right ? left : right), more = n - fewer;
    if (fewer == 0)
        return exp2(1 - n);
    const double log_term = stirling_error(n) - stirling_error(fewer) - stirling_error(more) -
                            deviance_part(fewer, n / 2) - deviance_part(more, n / 2);
    double term = exp(log_term) * sqrt(n / (TWO_PI * fewer * more)), sum = 0;
    /* P(X <= fewer), from its largest term down. */
    double k = fewer;
    while (k >= 0 && term > sum * 1e-17) {
        sum += term;
        term *= k / (n - k + 1);
        k -= 1;
    }
    return fmin(1, 2 * sum);
}
