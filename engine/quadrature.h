/* engine/quadrature.h: the integral of a smooth function over an interval (internal to libupward). */
#ifndef ENGINE_QUADRATURE_H
#define ENGINE_QUADRATURE_H

typedef double (*quadrature_function)(const void *context, double x);

/* Adaptive Gauss-Kronrod quadrature (7 and 15 points; Piessens et al. 1983, QUADPACK), halving where the two differ by
 * more than the interval's part of `tolerance` (absolute). Halves at most 40 times at any place: a jump costs time, not
 * the answer. Cut the interval where the function has a corner or a narrow peak. 0 when high <= low. */
double quadrature_integrate(quadrature_function function, const void *context, double low, double high,
                            double tolerance);

#endif
