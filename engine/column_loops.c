/* How is a column walked over quickly? With as many doubles at a time as a register holds, in few steps that wait for
 * one another, and without a branch that depends on the values. COLUMN_LOOPS names the table when this file is compiled
 * for wide registers. */
#include "column_loops.h"

#include <math.h>

#include "lanes.h"

#if !defined(COLUMN_LOOPS)
#define COLUMN_LOOPS column_loops_plain
#endif

enum { TWO_LANES = 2 * LANES };

/* Where a step of so many that should start at i does start: the last one ends where the column ends, and looks at some
 * of it again. */
static inline size_t step_at(size_t i, size_t step, size_t n)
{
    return i + step < n ? i : n - step;
}

static column_extent find_extent(const double *y, size_t n)
{
    /* Two of each, so that no step has to wait for the one before. */
    lanes low[2] = { lanes_all(HUGE_VAL), lanes_all(HUGE_VAL) };
    lanes high[2] = { lanes_all(-HUGE_VAL), lanes_all(-HUGE_VAL) };
    lanes sum[2] = { lanes_all(0), lanes_all(0) };
    for (size_t i = 0; n >= TWO_LANES && i < n; i += TWO_LANES) {
        const double *const at = y + step_at(i, TWO_LANES, n);
        for (size_t k = 0; k < 2; k++) {
            const lanes value = lanes_load(at + k * LANES);
            low[k] = lanes_smaller(value, low[k]);
            high[k] = lanes_larger(value, high[k]);
            sum[k] = lanes_add(sum[k], value);
        }
    }
    double lowest = lanes_lowest(lanes_smaller(low[0], low[1]));
    double highest = lanes_highest(lanes_larger(high[0], high[1]));
    double poison = lanes_sum(lanes_add(sum[0], sum[1]));
    for (size_t i = 0; n < TWO_LANES && i < n; i++) {
        lowest = y[i] < lowest ? y[i] : lowest;
        highest = y[i] > highest ? y[i] : highest;
        poison += y[i];
    }
    const bool has_values = lowest <= highest;
    /* A NaN makes the sum one. So do infinities of both signs, and whoever sees those goes no further. */
    return (column_extent){ has_values ? lowest : 0, has_values ? highest : 0, isnan(poison) };
}

/* ---- sums ---- */

/* Sums that start halfway between the grid's power of two and the next one stay between them: every partial sum is a
 * multiple of 2^-52 of the grid, and what an addition rounds away is known without error (Dekker 1971, section 4). */
typedef struct running_sum {
    lanes high, low;
} running_sum;

static inline double start_of(double grid)
{
    return 1.5 * grid;
}

static inline running_sum begin_sum(double grid)
{
    return (running_sum){ lanes_all(start_of(grid)), lanes_all(0) };
}

static inline void add(running_sum *sum, lanes terms)
{
    const lanes before = sum->high;
    sum->high = lanes_add(before, terms);
    sum->low = lanes_add(sum->low, lanes_add(lanes_subtract(before, sum->high), terms));
}

static inline split_sum end_sum(const running_sum *sum, double grid)
{
    return (split_sum){ lanes_sum(lanes_subtract(sum->high, lanes_all(start_of(grid)))), lanes_sum(sum->low) };
}

static inline lanes ranges_from(const double *at)
{
    return lanes_abs(lanes_subtract(lanes_load(at + 1), lanes_load(at)));
}

static column_sums add_up(const double *y, size_t n, double grid)
{
    running_sum values = begin_sum(grid), ranges = values;
    lanes largest = lanes_all(0);
    size_t i = 0;
    for (; i + LANES < n; i += LANES) {
        const lanes distances = ranges_from(y + i);
        largest = lanes_larger(largest, distances);
        add(&values, lanes_load(y + i));
        add(&ranges, distances);
    }
    /* At most a register of values is left, and a range fewer: they are among the last ones of all. */
    const lanes distances = lanes_where(lanes_last(n - i - 1), ranges_from(y + n - LANES - 1));
    add(&values, lanes_where(lanes_last(n - i), lanes_load(y + n - LANES)));
    add(&ranges, distances);
    return (column_sums){ end_sum(&values, grid), end_sum(&ranges, grid),
                          lanes_highest(lanes_larger(largest, distances)) };
}

static kept_ranges add_up_ranges_below(const double *y, size_t n, double grid, double cut)
{
    const lanes limit = lanes_all(cut), one = lanes_all(1);
    running_sum sum = begin_sum(grid);
    lanes count = lanes_all(0);
    size_t i = 0;
    for (; i + LANES < n; i += LANES) {
        const lanes ranges = ranges_from(y + i), is_kept = lanes_less(ranges, limit);
        add(&sum, lanes_where(is_kept, ranges));
        count = lanes_add(count, lanes_where(is_kept, one));
    }
    const lanes ranges = ranges_from(y + n - LANES - 1);
    const lanes is_kept = lanes_where(lanes_last(n - i - 1), lanes_less(ranges, limit));
    add(&sum, lanes_where(is_kept, ranges));
    return (kept_ranges){ end_sum(&sum, grid), lanes_sum(lanes_add(count, lanes_where(is_kept, one))) };
}

/* ---- bits ---- */

static two_sides find_beyond(const double *y, size_t n, double low, double high)
{
    two_sides found = { 0, 0 };
    for (size_t i = 0; n < SIXTEEN && i < n; i++) {
        found.below |= (uint64_t)(y[i] < low) << i;
        found.above |= (uint64_t)(y[i] > high) << i;
    }
    const sixteen lows = sixteen_all(low), highs = sixteen_all(high);
    for (size_t i = 0; n >= SIXTEEN && i < n; i += SIXTEEN) {
        const size_t at = step_at(i, SIXTEEN, n);
        const sixteen values = sixteen_load(y + at);
        found.below |= (uint64_t)sixteen_less(values, lows) << at;
        found.above |= (uint64_t)sixteen_less(highs, values) << at;
    }
    return found;
}

static two_sides find_moves(const double *y, size_t n)
{
    const size_t moves = n - 1;
    two_sides found = { 0, 0 };
    for (size_t i = 0; moves < SIXTEEN && i < moves; i++) {
        found.below |= (uint64_t)(y[i] < y[i + 1]) << i;
        found.above |= (uint64_t)(y[i] > y[i + 1]) << i;
    }
    for (size_t i = 0; moves >= SIXTEEN && i < moves; i += SIXTEEN) {
        const size_t at = step_at(i, SIXTEEN, moves);
        const sixteen values = sixteen_load(y + at), next = sixteen_load(y + at + 1);
        found.below |= (uint64_t)sixteen_less(values, next) << at;
        found.above |= (uint64_t)sixteen_less(next, values) << at;
    }
    return found;
}

const column_loops COLUMN_LOOPS = { find_extent, add_up, add_up_ranges_below, find_beyond, find_moves };
