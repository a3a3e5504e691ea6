/* special_terms.h: the two pieces of which binomial, Poisson, gamma and beta terms are made without cancelling
 * (internal to libupward). Loader 2000, "Fast and accurate computation of binomial probabilities". */
#ifndef ENGINE_SPECIAL_TERMS_H
#define ENGINE_SPECIAL_TERMS_H

#define TWO_PI 6.28318530717958647693

/* log n! - log(sqrt(2 pi n) (n/e)^n) for real n > 0; absolute error below 1e-15. */
double stirling_error(double n);

/* x log(x/mean) + mean - x for x, mean > 0: 0 at x = mean. */
double deviance_part(double x, double mean);

/* Gamma(n + 1) / (Gamma(a + 1) Gamma(b + 1)) x^a y^b with n = a + b, for real a, b > 0 and y = 1 - x. */
double binomial_term(double a, double b, double x, double y);

#endif
