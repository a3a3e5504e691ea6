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

#include "exact_sum.h"
#include "lanes.h"
#include "mean.h"

enum { TWO_LANES = 2 * LANES };
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

void column_find_extent(const double *y, size_t n, column_extent *extent)
{
    /* Two of each, so that no step has to wait for the one before. */
    lanes low[2] = { lanes_all(HUGE_VAL), lanes_all(HUGE_VAL) },
          high[2] = { lanes_all(-HUGE_VAL), lanes_all(-HUGE_VAL) };
    lanes sum[2] = { lanes_all(0), lanes_all(0) };
    size_t i = 0;
    for (; i + TWO_LANES <= n; i += TWO_LANES) {
        for (size_t k = 0; k < 2; k++) {
            const lanes value = lanes_load(y + i + k * LANES);
            low[k] = lanes_smaller(value, low[k]);
            high[k] = lanes_larger(value, high[k]);
            sum[k] = lanes_add(sum[k], value);
        }
    }
    double lowest = lanes_lowest(lanes_smaller(low[0], low[1]));
    double highest = lanes_highest(lanes_larger(high[0], high[1]));
    double poison = lanes_sum(lanes_add(sum[0], sum[1]));
    for (; i < n; i++) {
        lowest = y[i] < lowest ? y[i] : lowest;
        highest = y[i] > highest ? y[i] : highest;
        poison += y[i];
    }
    const bool has_values = lowest <= highest;
    /* A NaN makes the sum one. So do infinities of both signs, and whoever sees those goes no further. */
    *extent = (column_extent){ has_values ? lowest : 0, has_values ? highest : 0, isnan(poison) };
}

double column_largest(const column_extent *extent)
{
    return extent->highest > -extent->lowest ? extent->highest : -extent->lowest;
}

static double keep_bits(double value, uint64_t kept)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits &= kept;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The power of two above 2 * n * largest, on whose grid the high parts lie. */
static double grid_above(double largest, size_t n)
{
    return keep_bits(4.0 * (double)n * largest, EXPONENT);
}

/* Without the lower 27 of the 53 bits. */
static double cut_in_half(double value)
{
    return keep_bits(value, ~UINT64_C(0x7ffffff));
}

/* A sum in two parts. */
typedef struct split_sum {
    lanes high, low;
} split_sum;

static inline void split_add(split_sum *sum, lanes value, lanes grid)
{
    const lanes part = lanes_subtract(lanes_add(grid, value), grid);
    sum->high = lanes_add(sum->high, part);
    sum->low = lanes_add(sum->low, lanes_subtract(value, part));
}

/* What is known of the terms of a sum: their number, how large they are at most, and how far apart. */
typedef struct terms {
    size_t n;
    double largest, spread, grid;
} terms;

/* Their mean. True when it is certain that two passes in long double round to the same double. */
static inline bool settle(const split_sum *sum, const terms *of, double *mean)
{
    const double high = lanes_sum(sum->high), low = lanes_sum(sum->low), count = (double)of->n;
    const double quotient = high / count;
    /* What the division left over, without error: each half of the quotient times the count fits a double. */
    const double front = cut_in_half(quotient), back = quotient - front;
    const double correction = (high - front * count - back * count + low) / count;
    /* Each of the n additions of the second pass is off by half a unit in the last of 64 bits of a partial sum of
     * deviations. Those sums leave zero by at most `spread` a step and come back to it: their mean magnitude is at most
     * n * spread / 8. The other roundings are a few such units of `largest`. Here, n low parts of at most 2^-53 of the
     * grid are added in double: little, unless the grid was made for a part of the column with larger values. */
    const double doubt = 0x1p-64 * (count * of->spread / 8 + 4 * of->largest) + 0x1p-104 * count * of->grid;
    *mean = quotient + (correction + doubt);
    return *mean == quotient + (correction - doubt);
}

static column_means find_means_fast(const double *y, size_t n, const column_extent *extent)
{
    const double largest = column_largest(extent);
    const double step = grid_above(largest, n);
    const lanes grid = lanes_all(step);
    split_sum values = { lanes_all(0), lanes_all(0) }, ranges = values;
    lanes range_high = lanes_all(0);
    size_t i = 0;
    for (; i + LANES < n; i += LANES) {
        const lanes value = lanes_load(y + i);
        const lanes range = lanes_abs(lanes_subtract(lanes_load(y + i + 1), value));
        range_high = lanes_larger(range, range_high);
        split_add(&values, value, grid);
        split_add(&ranges, range, grid);
    }
    /* One point is left, or two and the range between them. A lane of zero adds nothing. */
    split_add(&values, i + 1 < n ? lanes_load(y + i) : lanes_one(y[i]), grid);
    if (i + 1 < n) {
        const lanes range = lanes_one(fabs(y[i + 1] - y[i]));
        range_high = lanes_larger(range, range_high);
        split_add(&ranges, range, grid);
    }
    column_means m = { .largest_range = lanes_highest(range_high) };
    const terms of_values = { n, largest, extent->highest - extent->lowest, step };
    const terms of_ranges = { n - 1, m.largest_range, m.largest_range, step };
    if (!settle(&values, &of_values, &m.mean))
        m.mean = upw_mean(y, n);
    if (!settle(&ranges, &of_ranges, &m.mean_range))
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
    return LDBL_MANT_DIG == 64 && FLT_EVAL_METHOD == 0 && !extent->has_gaps && n >= 2 && n <= FAST_MAX &&
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
    const double step = grid_above(column_largest(extent), n);
    const lanes grid = lanes_all(step), limit = lanes_all(cut);
    split_sum ranges = { lanes_all(0), lanes_all(0) };
    size_t n_kept = 0, i = 0;
    unsigned bits;
    for (; i + LANES < n; i += LANES) {
        const lanes range = lanes_abs(lanes_subtract(lanes_load(y + i + 1), lanes_load(y + i)));
        split_add(&ranges, lanes_keep_below(range, limit, &bits), grid);
        n_kept += (bits & 1) + (bits >> 1);
    }
    if (i + 1 < n) {
        const double range = fabs(y[i + 1] - y[i]);
        split_add(&ranges, lanes_one(range < cut ? range : 0), grid);
        n_kept += range < cut ? 1 : 0;
    }
    double mean;
    if (n_kept > 0 && settle(&ranges, &(terms){ n_kept, cut, cut, step }, &mean))
        return mean;
    return mean_range_below_slow(y, n, cut);
}
