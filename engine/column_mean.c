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

enum { FAST_MAX = 1024 }; /* points up to which the bound below holds with room to spare */

double column_mean_range_below(const double *y, size_t n, double cut)
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

/* Bits of `grid_above` that are the exponent of a double. */
static const uint64_t EXPONENT = UINT64_C(0x7ff0000000000000);

double column_find_largest(const double *y, size_t n, bool *has_gaps)
{
    lanes largest = lanes_all(0), poisoned = lanes_all(0);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        const lanes magnitude = lanes_abs(lanes_load(y + i));
        largest = lanes_larger(magnitude, largest);
        poisoned = lanes_add(poisoned, magnitude);
    }
    double result = lanes_highest(largest), poison = lanes_sum(poisoned);
    for (; i < n; i++) {
        result = fabs(y[i]) > result ? fabs(y[i]) : result;
        poison += fabs(y[i]);
    }
    *has_gaps = isnan(poison); /* magnitudes never cancel: only a NaN makes the sum one */
    return result;
}

/* The power of two above 2 * n * largest, on whose grid the high parts lie. */
static double grid_above(double largest, size_t n)
{
    const double above = 4.0 * (double)n * largest;
    uint64_t bits;
    memcpy(&bits, &above, sizeof bits);
    bits &= EXPONENT;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
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

/* The mean of n terms of at most `largest`, spread over `spread`. True when it is certain that two passes in long
 * double round to the same double. */
static bool settle(const split_sum *sum, size_t n, double largest, double spread, double *mean)
{
    const long double found = ((long double)lanes_sum(sum->high) + lanes_sum(sum->low)) / (long double)n;
    /* Each of the n additions of the second pass is off by half a unit in the last of 64 bits of a partial sum of
     * deviations, itself at most n * spread / 4; the other roundings are a few such units of `largest`. */
    const long double doubt = 0x1p-64L * ((double)n * spread / 4 + 4 * largest);
    *mean = (double)found;
    return (double)(found + doubt) == (double)(found - doubt);
}

static column_means find_means_fast(const double *y, size_t n, double largest)
{
    const lanes grid = lanes_all(grid_above(largest, n));
    split_sum values = { lanes_all(0), lanes_all(0) }, ranges = values;
    lanes low = lanes_all(y[n - 1]), high = low, range_high = lanes_all(0);
    size_t i = 0;
    for (; i + LANES < n; i += LANES) {
        const lanes value = lanes_load(y + i);
        const lanes range = lanes_abs(lanes_subtract(lanes_load(y + i + 1), value));
        low = lanes_smaller(value, low);
        high = lanes_larger(value, high);
        range_high = lanes_larger(range, range_high);
        split_add(&values, value, grid);
        split_add(&ranges, range, grid);
    }
    for (; i < n; i++) { /* one or two points: a lane of zeros adds nothing */
        const double padded[2 * LANES] = { y[i], 0, i + 1 < n ? fabs(y[i + 1] - y[i]) : 0, 0 };
        const lanes range = lanes_load(padded + LANES);
        low = lanes_smaller(lanes_all(y[i]), low);
        high = lanes_larger(lanes_all(y[i]), high);
        range_high = lanes_larger(range, range_high);
        split_add(&values, lanes_load(padded), grid);
        split_add(&ranges, range, grid);
    }
    column_means m = { .largest_range = lanes_highest(range_high),
                       .lowest = lanes_lowest(low),
                       .highest = lanes_highest(high) };
    if (!settle(&values, n, largest, m.highest - m.lowest, &m.mean))
        m.mean = upw_mean(y, n);
    if (!settle(&ranges, n - 1, m.largest_range, m.largest_range, &m.mean_range))
        m.mean_range = column_mean_range_below(y, n, HUGE_VAL);
    return m;
}

static column_means find_means_slow(const double *y, size_t n)
{
    column_means m = { .mean = upw_mean(y, n),
                       .mean_range = column_mean_range_below(y, n, HUGE_VAL),
                       .lowest = HUGE_VAL,
                       .highest = -HUGE_VAL };
    for (size_t i = 0; i < n; i++) {
        const double range = i > 0 ? fabs(y[i] - y[i - 1]) : 0;
        m.largest_range = range > m.largest_range ? range : m.largest_range;
        m.lowest = y[i] < m.lowest ? y[i] : m.lowest;
        m.highest = y[i] > m.highest ? y[i] : m.highest;
    }
    return m;
}

column_means column_find_means(const double *y, size_t n, double largest, bool has_gaps)
{
    /* The bound of `settle` is about 64-bit mantissas, and the grid must neither overflow nor vanish. */
    const bool is_fast = LDBL_MANT_DIG == 64 && FLT_EVAL_METHOD == 0 && !has_gaps && n >= 2 && n <= FAST_MAX &&
                         largest > 0x1p-900 && largest < 0x1p900;
    return is_fast ? find_means_fast(y, n, largest) : find_means_slow(y, n);
}
