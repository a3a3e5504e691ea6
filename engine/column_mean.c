/* How are means found that do not lose the last bit, without paying for it?
 *
 * The mean that counts is the one of two passes in long double (exact_sum.h): sum / n, then the mean of what is left.
 * Those additions wait for one another, 480 cycles for 48 points. A cheaper way finds the same double nearly always:
 * split each value into a high part on a common grid, whose sum has no rounding error in any order, and a small rest
 * (Rump, Ogita & Oishi 2008, "Accurate floating-point summation", section 3). The two results differ by less than
 * `doubt` below; when moving by that much does not change the rounding to double, both ways give that double. In the
 * one or two series of a hundred where it might, the slow way decides. */
#include "column_mean.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "column_loops.h"
#include "exact_sum.h"
#include "mean.h"

enum { FAST_MAX = 1024 }; /* points up to which the bound below holds with room to spare */

static double mean_range_below_slow(const double *y, size_t n, double cut)
{
    exact_sum sum = { 0 }, rest = { 0 };
    size_t kept = 0;
    for (size_t i = 1; i < n; i++) {
        const double range = fabs(y[i] - y[i - 1]);
        if (range < cut) {
            sum = exact_add(sum, range);
            kept++;
        }
    }
    if (kept == 0)
        return NAN;
    const long double first = exact_value(sum) / (long double)kept;
    for (size_t i = 1; i < n; i++) {
        const double range = fabs(y[i] - y[i - 1]);
        if (range < cut)
            rest = exact_add(rest, range - first);
    }
    return exact_mean(first, rest, kept);
}

/* The bits of a double that are its exponent. */
static const uint64_t EXPONENT = UINT64_C(0x7ff0000000000000);

/* The power of two above 2 * n * largest. */
static double grid_above(double largest, size_t n)
{
    const double above = 4.0 * (double)n * largest;
    uint64_t bits;
    memcpy(&bits, &above, sizeof bits);
    bits &= EXPONENT;
    double grid;
    memcpy(&grid, &bits, sizeof grid);
    return grid;
}

/* What is known of the terms of a sum: their number, how large they are at most, and how far apart. */
typedef struct terms {
    double n, largest, spread, grid;
} terms;

/* Their mean. True when it is certain that two passes in long double round to the same double. Inlined, because to pass
 * so many figures through memory takes as long as to work with them. */
__attribute__((always_inline)) static inline bool settle(split_sum sum, const terms *of, double *mean)
{
    const double share = 1 / of->n, start = 1.5 * of->grid;
    /* The mean to the nearest multiple of 2^-52 of the grid: few enough bits to multiply and subtract without error. */
    const double rough = (sum.high * share + start) - start;
    const double correction = (sum.high - rough * of->n + sum.low) * share;
    /* Each of the n additions of the second pass is off by half a unit in the last of 64 bits of a partial sum of
     * deviations. Those sums leave zero by at most `spread` a step and come back to it: their mean magnitude is at most
     * n * spread / 8. The other roundings are a few such units of `largest`. Here, n low parts of at most 2^-53 of the
     * grid are added in double, and the correction, which is no larger than two of them, is rounded a few times:
     * little, unless the grid was made for a part of the column with larger values. */
    const double doubt = 0x1p-64 * (of->n * of->spread / 8 + 4 * of->largest) + 0x1p-102 * of->n * of->grid;
    *mean = rough + (correction + doubt);
    return *mean == rough + (correction - doubt);
}

static column_means find_means_fast(const double *y, size_t n, const column_extent *extent)
{
    const double largest = column_largest(extent), grid = grid_above(largest, n), count = (double)n;
    const column_sums sums = column_loops_here()->add_up(y, n, grid);
    const double range = sums.largest_range;
    column_means m = { .largest_range = range };
    if (!settle(sums.values, &(terms){ count, largest, extent->highest - extent->lowest, grid }, &m.mean))
        m.mean = upw_mean(y, n);
    if (!settle(sums.ranges, &(terms){ count - 1, range, range, grid }, &m.mean_range))
        m.mean_range = mean_range_below_slow(y, n, HUGE_VAL);
    return m;
}

static column_means find_means_slow(const double *y, size_t n)
{
    column_means m = { .mean = upw_mean(y, n), .mean_range = mean_range_below_slow(y, n, HUGE_VAL) };
    for (size_t i = 1; i < n; i++) {
        const double range = fabs(y[i] - y[i - 1]);
        m.largest_range = range > m.largest_range ? range : m.largest_range;
    }
    return m;
}

/* The bound of `settle` is about 64-bit mantissas, and the grid must neither overflow nor vanish. */
static bool is_for_the_fast_way(size_t n, const column_extent *extent)
{
    const double largest = column_largest(extent);
    return LDBL_MANT_DIG == 64 && FLT_EVAL_METHOD == 0 && !extent->has_gaps && n >= ADD_UP_AT_LEAST && n <= FAST_MAX &&
           largest > 0x1p-900 && largest < 0x1p900;
}

column_means column_find_means(const double *y, size_t n, const column_extent *extent)
{
    return is_for_the_fast_way(n, extent) ? find_means_fast(y, n, extent) : find_means_slow(y, n);
}

double column_mean_range_below(const double *y, size_t n, double cut, const column_extent *extent)
{
    if (!is_for_the_fast_way(n, extent))
        return mean_range_below_slow(y, n, cut);
    const double grid = grid_above(column_largest(extent), n);
    const kept_ranges kept = column_loops_here()->add_up_ranges_below(y, n, grid, cut);
    double mean;
    if (kept.n > 0 && settle(kept.sum, &(terms){ kept.n, cut, cut, grid }, &mean))
        return mean;
    return mean_range_below_slow(y, n, cut);
}
