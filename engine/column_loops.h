/* engine/column_loops.h: the loops over a column on which the speed of a chart hangs (internal to libupward).
 *
 * They stand in a file of their own because it is compiled twice where a processor may have registers of four doubles
 * (AVX2): column_loops_wide is the same loops for those. Which one runs is no matter for the results. */
#ifndef ENGINE_COLUMN_LOOPS_H
#define ENGINE_COLUMN_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ADD_UP_AT_LEAST = 5 }; /* points that the sums need: a whole register, and one */

/* What one look at a column tells. */
typedef struct column_extent {
    double lowest, highest; /* both 0 when there is no value */
    bool has_gaps;          /* something is missing */
} column_extent;

/* A sum in two parts: a multiple of 2^-52 of the grid, without any error, and what is left, of n terms each of which is
 * at most 2^-53 of the grid. */
typedef struct split_sum {
    double high, low;
} split_sum;

typedef struct column_sums {
    split_sum values, ranges;
    double largest_range;
} column_sums;

typedef struct kept_ranges {
    split_sum sum;
    double n;
} kept_ranges;

/* Of up to 64 points or moves: bit i for the i-th. */
typedef struct two_sides {
    uint64_t below, above;
} two_sides;

typedef struct column_loops {
    column_extent (*find_extent)(const double *y, size_t n);
    /* Of the values and of |y[i] - y[i-1]|; no gaps, n >= ADD_UP_AT_LEAST, `grid` a power of two above 2n times the
     * largest magnitude. */
    column_sums (*add_up)(const double *y, size_t n, double grid);
    kept_ranges (*add_up_ranges_below)(const double *y, size_t n, double grid, double cut);
    /* Points below `low` and above `high`; moves that go up (point i is below the next) and down; n <= 64. */
    two_sides (*find_beyond)(const double *y, size_t n, double low, double high);
    two_sides (*find_moves)(const double *y, size_t n);
} column_loops;

extern const column_loops column_loops_plain, column_loops_wide;

/* The best ones for this processor. */
static inline const column_loops *column_loops_here(void)
{
#if defined(UPW_HAS_WIDE_LOOPS)
    if (__builtin_cpu_supports("avx2"))
        return &column_loops_wide;
#endif
    return &column_loops_plain;
}

#endif
