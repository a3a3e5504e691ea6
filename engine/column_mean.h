/* engine/column_mean.h: the exact mean of a column and of its moving ranges (internal to libupward). */
#ifndef ENGINE_COLUMN_MEAN_H
#define ENGINE_COLUMN_MEAN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct column_means {
    double mean;       /* of the values that are not NaN; NaN when there are none */
    double mean_range; /* of |y[i] - y[i-1]| where both are present (a gap is not bridged); NaN when there are none */
    double largest_range; /* 0 when there are none */
    double lowest, highest;
} column_means;

/* The largest magnitude in the column, 0 when there is none; and whether something is missing. */
double column_find_largest(const double *y, size_t n, bool *has_gaps);

/* `largest` is at least the largest magnitude in y, and at most DBL_MAX / 1024. */
column_means column_find_means(const double *y, size_t n, double largest, bool has_gaps);

/* The mean of the moving ranges that are below `cut`; NaN when there are none. */
double column_mean_range_below(const double *y, size_t n, double cut);

#endif
