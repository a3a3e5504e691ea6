/* Gamma, chi-square and Poisson: tails, inverses, and the derivatives of log Gamma. */
#define _DEFAULT_SOURCE /* lgamma_r: lgamma itself may write a global */
#include "upward/special.h"

#include <math.h>

#include "special_terms.h"

double upw_log_gamma(double x)
{
    int sign = 0;
    return x > 0 ? lgamma_r(x, &sign) : NAN;
}

/* The asymptotic series hold 16 digits from 10 on; below, f(x) = f(x + 1) + what one step takes away. */
double upw_digamma(double x)
{
    if (!(x > 0))
        return NAN;
    double steps = 0;
    while (x < 10) {
        steps -= 1 / x;
        x += 1;
    }
    const double s = 1 / (x * x);
    const double series =
        s *
        (1.0 / 12 -
         s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132 - s * (691.0 / 32760 - s * (1.0 / 12)))))));
    return log(x) - 0.5 / x - series + steps;
}

double upw_trigamma(double x)
{
    if (!(x > 0))
        return NAN;
    double steps = 0;
    while (x < 10) {
        steps += 1 / (x * x);
        x += 1;
    }
    const double s = 1 / (x * x);
    const double series =
        s * (1.0 / 6 -
             s * (1.0 / 30 - s * (1.0 / 42 - s * (1.0 / 30 - s * (5.0 / 66 - s * (691.0 / 2730 - s * (7.0 / 6)))))));
    return 1 / x + 0.5 * s + series / x + steps;
}

/* Lower and upper regularised incomplete gamma functions, whichever of them the method gives directly; the other is
 * then no small one. */
typedef struct tails {
    double below, above;
} tails;

enum { TERMS_MAX = 100000 };

/* e^-x x^a / Gamma(a + 1): a Poisson term for real a > 0. */
static double poisson_term(double a, double x)
{
    return exp(-stirling_error(a) - deviance_part(a, x)) / sqrt(TWO_PI * a);
}

static tails incomplete_gamma(double x, double a)
{
    if (!(a > 0) || isinf(a) || !(x > 0))
        return a > 0 && x == 0 ? (tails){ 0, 1 } : (tails){ NAN, NAN };
    if (isinf(x))
        return (tails){ 1, 0 };
    const double term = poisson_term(a, x);
    if (x < a + 1) {
        double sum = 1, part = 1;
        for (int k = 1; k < TERMS_MAX && part > sum * 1e-17; k++) {
            part *= x / (a + k);
            sum += part;
        }
        return (tails){ term * sum, 1 - term * sum };
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
    return (tails){ 1 - above, above };
}

double upw_gamma_below(double x, double shape)
{
    return incomplete_gamma(x, shape).below;
}

double upw_gamma_above(double x, double shape)
{
    return incomplete_gamma(x, shape).above;
}

/* Newton's method on the logarithm of the smaller tail against log x. That tail is log-concave there, so that the steps
 * come from one side and cannot circle; a step into nothing (the tail is 0) is taken back by half. For small shapes it
 * begins left of the quantile, where P(X <= x) < x^shape / Gamma(shape + 1), for others as many standard deviations
 * from the middle as the normal distribution says. */
static double find_quantile(double tail, bool is_lower, double shape)
{
    const double sd = sqrt(upw_trigamma(shape)), middle = is_lower ? exp(upw_digamma(shape)) : shape;
    double step = upw_normal_quantile(tail) * fmin(1, sd), x = middle * exp(is_lower ? step : -step);
    if (is_lower && shape < 1)
        x = exp((log(tail) + upw_log_gamma(shape + 1)) / shape);
    for (int i = 0; i < 200 && x > 0 && isfinite(x); i++) {
        const tails at = incomplete_gamma(x, shape);
        const double here = is_lower ? at.below : at.above;
        const double slope = shape * poisson_term(shape, x) / here; /* of log tail against log x, without its sign */
        step = here > 0 ? (log(tail) - log(here)) / slope : 0.5 * fabs(step);
        x *= exp(is_lower ? step : -step);
        if (!(fabs(step) > 4e-16))
            break;
    }
    return x;
}

double upw_gamma_quantile(double p, double shape)
{
    if (!(p > 0 && p < 1) || !(shape > 0) || isinf(shape))
        return !(shape > 0) || isinf(shape) ? NAN : p == 0 ? 0 : p == 1 ? HUGE_VAL : NAN;
    return p <= 0.5 ? find_quantile(p, true, shape) : find_quantile(1 - p, false, shape);
}

double upw_gamma_quantile_above(double q, double shape)
{
    return q > 0 && q <= 0.5 && shape > 0 && isfinite(shape) ? find_quantile(q, false, shape)
                                                             : upw_gamma_quantile(1 - q, shape);
}

double upw_chi_square_below(double x, double df)
{
    return upw_gamma_below(x / 2, df / 2);
}

double upw_chi_square_above(double x, double df)
{
    return upw_gamma_above(x / 2, df / 2);
}

double upw_poisson_at(int64_t r, double mean)
{
    if (!(mean >= 0) || isinf(mean))
        return NAN;
    if (r < 0 || mean == 0)
        return r == 0;
    return r == 0 ? exp(-mean) : poisson_term((double)r, mean);
}

double upw_poisson_at_most(int64_t r, double mean)
{
    if (!(mean >= 0))
        return NAN;
    return r < 0 ? 0 : upw_gamma_above(mean, (double)r + 1);
}

double upw_poisson_at_least(int64_t r, double mean)
{
    if (!(mean >= 0))
        return NAN;
    return r <= 0 ? 1 : upw_gamma_below(mean, (double)r);
}
