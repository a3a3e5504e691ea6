/* engine/rank_internal.h: from a distribution of ranks to what is reported (internal to libupward). */
#ifndef ENGINE_RANK_INTERNAL_H
#define ENGINE_RANK_INTERNAL_H

#include "upward/rank.h"

/* Mean, quantiles and quarters of chances[n] that sum to 1; errors are left 0. */
void rank_summarise(const double *chances, size_t n, upw_rank *out);

#endif
