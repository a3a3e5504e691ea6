/* upward/special.h: distribution functions and their inverses, on which the other families stand.
 *
 * Small probabilities keep their relative precision: each tail is computed as itself, never as 1 minus the other. Ask
 * for the tail that you need. Errors stated are relative, seen over the grid of reference values in the tests and,
 * where wider, against sums of exact terms. Every function is NaN where an argument is NaN or outside its stated range.
 *
 * Sources: normal quantile by Wichura 1988 (algorithm AS 241); binomial and Poisson terms in the saddle-point form of
 * Loader 2000; incomplete gamma and beta functions by series and continued fractions (Abramowitz & Stegun 1964, 6.5.29,
 * 6.5.31, 26.5.8; Lentz's evaluation); digamma and trigamma by their asymptotic series (6.3.18, 6.4.12). */
#ifndef UPWARD_SPECIAL_H
#define UPWARD_SPECIAL_H

#include <stdint.h>

#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- normal ---- */

UPW_API double upw_normal_density(double z);

/* P(Z <= z) and P(Z > z); error below 1e-15 (1 + z²). */
UPW_API double upw_normal_below(double z);
UPW_API double upw_normal_above(double z);

/* P(low <= Z < high), 0 when high <= low; the error is that of the end nearer to 0. */
UPW_API double upw_normal_between(double low, double high);

/* The z with P(Z <= z) = p, 0 <= p <= 1 (the ends are infinite); error below 1e-15. */
UPW_API double upw_normal_quantile(double p);

/* ---- gamma, chi-square, Poisson ---- */

/* log Gamma(x) and its first two derivatives, x > 0; error below 1e-13 away from their zeros. */
UPW_API double upw_log_gamma(double x);
UPW_API double upw_digamma(double x);
UPW_API double upw_trigamma(double x);

/* P(X <= x) and P(X > x) for X gamma with shape > 0 and rate 1: the regularised incomplete gamma functions. x >= 0;
 * shape up to 10^8; error below 1e-12 where the result is above 1e-300. */
UPW_API double upw_gamma_below(double x, double shape);
UPW_API double upw_gamma_above(double x, double shape);

/* The x with P(X <= x) = p, 0 <= p <= 1, or with P(X > x) = q for small q; error below 1e-12. */
UPW_API double upw_gamma_quantile(double p, double shape);
UPW_API double upw_gamma_quantile_above(double q, double shape);

/* The same for chi-square on df > 0 degrees of freedom, which is twice a gamma of shape df/2. */
UPW_API double upw_chi_square_below(double x, double df);
UPW_API double upw_chi_square_above(double x, double df);

/* P(R = r), P(R <= r) and P(R >= r) for R Poisson of this mean >= 0; r < 0 is allowed. */
UPW_API double upw_poisson_at(int64_t r, double mean);
UPW_API double upw_poisson_at_most(int64_t r, double mean);
UPW_API double upw_poisson_at_least(int64_t r, double mean);

/* ---- beta, binomial, Student ---- */

/* P(X <= x) and P(X > x) for X beta with a, b > 0: the regularised incomplete beta functions. 0 <= x <= 1; a + b up to
 * 10^8; error below 1e-12 where the result is above 1e-300. */
UPW_API double upw_beta_below(double x, double a, double b);
UPW_API double upw_beta_above(double x, double a, double b);

/* The x with P(X <= x) = p, 0 <= p <= 1; error below 1e-12. */
UPW_API double upw_beta_quantile(double p, double a, double b);

/* P(R = r), P(R <= r) and P(R >= r) for R binomial, n >= 0 trials of chance 0 <= p <= 1; any r is allowed. */
UPW_API double upw_binomial_at(int64_t r, int64_t n, double p);
UPW_API double upw_binomial_at_most(int64_t r, int64_t n, double p);
UPW_API double upw_binomial_at_least(int64_t r, int64_t n, double p);

/* P(T > t) and the t with P(T <= t) = p for Student's t on df > 0 degrees of freedom. */
UPW_API double upw_student_above(double t, double df);
UPW_API double upw_student_quantile(double p, double df);

/* Two-sided exact test of `left` and `right` heads and tails of a fair coin: 1 for a coin never tossed. Error below
 * 1e-11 for up to 10^9 tosses. */
UPW_API double upw_fair_coin_p_value(int64_t left, int64_t right);

#ifdef __cplusplus
}
#endif

#endif
