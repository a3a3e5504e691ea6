/* engine/column_mean.h: the exact mean of a column and of its moving ranges (internal to libupward). */
#ifndef ENGINE_COLUMN_MEAN_H
#define ENGINE_COLUMN_MEAN_H

#include <stddef.h>

#include "column_loops.h"

typedef struct column_means {
    double mean;       /* of the values that are not NaN; NaN when there are none */
    double mean_range; /* of |y[i] - y[i-1]| where both are present (a gap is not bridged); NaN when there are none */
    double largest_range; /* 0 when there are none */
} column_means;

static inline void column_find_extent(const double *y, size_t n, column_extent *extent)
{
    *extent = column_loops_here()->find_extent(y, n);
}

/* The largest magnitude. */
static inline double column_largest(const column_extent *extent)
{
    return extent->highest > -extent->lowest ? extent->highest : -extent->lowest;
}

/* `extent` is that of y, or of a longer column that y is part of; within ± DBL_MAX / 1024. */
column_means column_find_means(const double *y, size_t n, const column_extent *extent);

/* The mean of the moving ranges that are below `cut`; NaN when there are none. */
double column_mean_range_below(const double *y, size_t n, double cut, const column_extent *extent);

#endif
