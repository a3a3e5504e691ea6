/* engine/tails.h: probabilities in the tails of the normal, chi-square and binomial distributions (internal to
 * libupward).
 *
 * Small probabilities keep their relative precision: nothing is computed as 1 minus a larger one. */
#ifndef ENGINE_TAILS_H
#define ENGINE_TAILS_H

#include <stdint.h>

double normal_density(double x);

/* P(Z <= x). Relative error below 1e-15 (1 + x²), from erfc of libm. */
double normal_below(double x);

/* P(low <= Z < high), 0 when high <= low; the error is that of normal_below at the end nearer to 0. */
double normal_between(double low, double high);

/* P(X <= x) and P(X > x) for X chi-square on `df` > 0 degrees of freedom, x >= 0. Relative error below 1e-12 for
 * df <= 10,000 where the result is above 1e-300. */
double chi_square_below(double x, double df);
double chi_square_above(double x, double df);

/* Two-sided exact test of `left` and `right` heads and tails of a fair coin: 1 for a coin never tossed. Relative error
 * below 1e-11 for up to 10^9 tosses. */
double fair_coin_p_value(int64_t left, int64_t right);

#endif
