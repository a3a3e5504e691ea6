/* Beta, binomial and Student's t: tails and inverses. */
#include "upward/special.h"

#include <math.h>

#include "special_terms.h"

/* Lower and upper regularised incomplete beta functions, whichever of them the method gives directly; the other is then
 * no small one. */
typedef struct tails {
    double below, above;
} tails;

enum { TERMS_MAX = 100000 };

/* The continued fraction of Abramowitz & Stegun 26.5.8, by Lentz's method, for x below the mean. */
static double fraction_below_mean(double x, double a, double b)
{
    static const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int m = 1; m < TERMS_MAX; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = 1 + even / c;
        c = fabs(c) < tiny ? tiny : c;
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = 1 + odd / c;
        c = fabs(c) < tiny ? tiny : c;
        const double change = d * c;
        fraction *= change;
        if (fabs(change - 1) < 1e-16)
            break;
    }
    return fraction;
}

/* y = 1 - x is given beside x, for an x so close to 1 that it would be lost. */
static tails incomplete_beta(double x, double y, double a, double b)
{
    if (!(a > 0 && b > 0) || isinf(a) || isinf(b) || !(x >= 0 && y >= 0))
        return (tails){ NAN, NAN };
    if (x == 0 || y == 0)
        return x == 0 ? (tails){ 0, 1 } : (tails){ 1, 0 };
    const double term = binomial_term(a, b, x, y) / (a + b);
    if (x < (a + 1) / (a + b + 2)) {
        const double below = term * b * fraction_below_mean(x, a, b);
        return (tails){ below, 1 - below };
    }
    const double above = term * a * fraction_below_mean(y, b, a);
    return (tails){ 1 - above, above };
}

double upw_beta_below(double x, double a, double b)
{
    return incomplete_beta(x, 1 - x, a, b).below;
}

double upw_beta_above(double x, double a, double b)
{
    return incomplete_beta(x, 1 - x, a, b).above;
}

/* The odds x / (1 - x) at which P(X <= x) is `tail`, at most a half: Newton's method on the logarithm of that tail
 * against log odds, where it is log-concave (a difference of two logarithms of gamma variables), so that the steps come
 * from one side and cannot circle; a step into nothing (the tail is 0) is taken back by half. */
static double find_odds(double tail, double a, double b)
{
    const double middle = upw_digamma(a) - upw_digamma(b), sd = sqrt(upw_trigamma(a) + upw_trigamma(b));
    double step = upw_normal_quantile(tail) * sd, odds = exp(middle + step);
    if (a < 1) /* P(X <= x) is about x^a / (a Beta(a, b)) */
        odds = exp((log(tail) + upw_log_gamma(a + 1) + upw_log_gamma(b) - upw_log_gamma(a + b)) / a);
    for (int i = 0; i < 200 && odds > 0 && isfinite(odds); i++) {
        const double x = odds / (1 + odds), y = 1 / (1 + odds);
        const double here = incomplete_beta(x, y, a, b).below;
        const double slope = binomial_term(a, b, x, y) * a * b / (a + b) / here; /* of log tail against log odds */
        step = here > 0 ? (log(tail) - log(here)) / slope : 0.5 * fabs(step);
        odds *= exp(step);
        if (!(fabs(step) > 4e-16))
            break;
    }
    return odds;
}

static bool is_shape(double a)
{
    return a > 0 && isfinite(a);
}

double upw_beta_quantile(double p, double a, double b)
{
    if (!is_shape(a) || !is_shape(b) || !(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p;
    const double odds = p <= 0.5 ? find_odds(p, a, b) : 1 / find_odds(1 - p, b, a);
    return isinf(odds) ? 1 : odds / (1 + odds);
}

double upw_binomial_at(int64_t r, int64_t n, double p)
{
    if (n < 0 || !(p >= 0 && p <= 1))
        return NAN;
    if (r < 0 || r > n)
        return 0;
    if (p == 0 || p == 1)
        return r == (p == 0 ? 0 : n);
    if (r == 0)
        return exp((double)n * log1p(-p));
    return r == n ? exp((double)n * log(p)) : binomial_term((double)r, (double)(n - r), p, 1 - p);
}

double upw_binomial_at_most(int64_t r, int64_t n, double p)
{
    if (n < 0 || !(p >= 0 && p <= 1))
        return NAN;
    if (r < 0 || r >= n)
        return r >= n;
    return incomplete_beta(p, 1 - p, (double)r + 1, (double)(n - r)).above;
}

double upw_binomial_at_least(int64_t r, int64_t n, double p)
{
    if (n < 0 || !(p >= 0 && p <= 1))
        return NAN;
    if (r <= 0 || r > n)
        return r <= 0;
    return incomplete_beta(p, 1 - p, (double)r, (double)(n - r) + 1).below;
}

/* df / (df + t²) is beta with df/2 and 1/2 when T is Student's t. */
double upw_student_above(double t, double df)
{
    if (!is_shape(df) || isnan(t))
        return NAN;
    if (isinf(t))
        return t < 0;
    const double square = t * t / df;
    const double half =
        isinf(square) ? 0 : 0.5 * incomplete_beta(1 / (1 + square), square / (1 + square), df / 2, 0.5).below;
    return t > 0 ? half : 1 - half;
}

double upw_student_quantile(double p, double df)
{
    if (!is_shape(df) || !(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -HUGE_VAL : HUGE_VAL;
    if (p == 0.5)
        return 0;
    const double outside = 2 * (p < 0.5 ? p : 1 - p);
    const double odds = outside <= 0.5 ? find_odds(outside, df / 2, 0.5) : 1 / find_odds(1 - outside, 0.5, df / 2);
    const double t = sqrt(df / odds);
    return p < 0.5 ? -t : t;
}

double upw_fair_coin_p_value(int64_t left, int64_t right)
{
    if (left == right)
        return 1;
    const double n = (double)left + (double)right;
    const double fewer = (double)(left < right ? left : right), more = n - fewer;
    if (fewer == 0)
        return exp2(1 - n);
    double term = binomial_term(fewer, more, 0.5, 0.5), sum = 0;
    /* P(X <= fewer), from its largest term down. */
    double k = fewer;
    while (k >= 0 && term > sum * 1e-17) {
        sum += term;
        term *= k / (n - k + 1);
        k -= 1;
    }
    return fmin(1, 2 * sum);
}
