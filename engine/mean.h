/* engine/mean.h: the mean that centre lines are compared with (internal to libupward).
 *
 * A point equal to the centre line is on neither side of it, so a mean that is off by one rounding invents runs on a
 * constant series of 0.1 or 1/3. Two passes in long double (the sum over n, then the mean of what is left) make the
 * double that comes out the nearest to the true mean, ties and enormous ranges apart. */
#ifndef ENGINE_MEAN_H
#define ENGINE_MEAN_H

#include <stddef.h>

/* Mean of the values that are not NaN; NaN when there is none. Infinities are for the caller to refuse. */
double upw_mean(const double *values, size_t n);

/* The same, and how many values it is the mean of. */
double upw_mean_counted(const double *values, size_t n, size_t *count);

#endif
