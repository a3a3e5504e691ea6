/* engine/normal_quantiles.h: many normal quantiles at once (internal to libupward). */
#ifndef ENGINE_NORMAL_QUANTILES_H
#define ENGINE_NORMAL_QUANTILES_H

#include <stdbool.h>
#include <stddef.h>

enum { NORMAL_LANES = 8, NORMAL_BLOCK = 64 };

/* z[i] is what upw_normal_quantile gives for p[i], bit for bit; n is a multiple of NORMAL_LANES, NORMAL_BLOCK at
 * most. `has_wide_registers`
 * as find_wide_registers says. */
void normal_quantiles(const double *p, size_t n, bool has_wide_registers, double *z);

#endif
