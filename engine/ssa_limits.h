/* engine/ssa_limits.h: the centre line and limits of one calculation period of the Stable Shift Algorithm (internal to
 * libupward). */
#ifndef ENGINE_SSA_LIMITS_H
#define ENGINE_SSA_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "upward/rebase.h"

typedef struct ssa_series {
    const double *y;          /* what is plotted; NaN missing */
    const double *numerators; /* of the shares; NULL unless the chart has sizes */
    const double *sizes;
    size_t n;
    upw_ssa_chart chart;
} ssa_series;

/* The half-width between centre line and limit is `half`, or half / √size where the chart has sizes. Clipped to
 * lowest … highest. */
typedef struct ssa_limits {
    double cl, half;
    const double *sizes;
    double lowest, highest;
} ssa_limits;

typedef struct ssa_calculation {
    size_t max_exclusions;
    size_t screening_rounds;
} ssa_calculation;

double ssa_lower(const ssa_limits *limits, size_t row);
double ssa_upper(const ssa_limits *limits, size_t row);

/* Limits from the rows from … to - 1. Rows that are so far out that they would spoil them are left out and marked in
 * is_excluded[from … to - 1]. `work` holds 2 × (to - from) doubles, `order` (to - from) indices. */
ssa_limits ssa_calculate(const ssa_series *series, size_t from, size_t to, const ssa_calculation *how,
                         bool *is_excluded, double *work, size_t *order);

#endif
