/* What are the points of the chart? Rows that belong together become one subgroup, and no figure gets past here that
 * a chart cannot stand for. */
#include "subgroups.h"

#include <math.h>

#include "mean.h"
#include "spread.h"

static double sum_of(double *values, size_t n)
{
    long double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return (double)sum;
}

static double mean_of(double *values, size_t n)
{
    return upw_mean(values, n);
}

static double sd_of(double *values, size_t n)
{
    return spread_sd(values, n);
}

typedef double aggregate_function(double *values, size_t n);
static aggregate_function *const aggregates[UPW_AGGREGATE_COUNT] = {
    [UPW_AGGREGATE_MEAN] = mean_of,
    [UPW_AGGREGATE_MEDIAN] = spread_median,
    [UPW_AGGREGATE_SUM] = sum_of,
    [UPW_AGGREGATE_SD] = sd_of,
};

size_t subgroups_count(const upw_shewhart_input *input)
{
    return input->offsets != NULL ? input->n_subgroups : input->n_rows;
}

size_t subgroups_begin(const upw_shewhart_input *input, size_t index)
{
    return input->offsets != NULL ? input->offsets[index] : index;
}

static bool check_offsets(const upw_shewhart_input *input, upw_error *error)
{
    if (input->offsets == NULL)
        return true;
    bool fits = input->offsets[input->n_subgroups] <= input->n_rows;
    for (size_t i = 0; i < input->n_subgroups; i++)
        fits = fits && input->offsets[i] < input->offsets[i + 1];
    return fits || upw_fail(error, UPW_BAD_USAGE, "subgroups must take the %zu rows in their order", input->n_rows);
}

static bool check_row(const upw_shewhart_input *input, size_t row, value_rule rule, upw_error *error)
{
    const int64_t place = (int64_t)row + 1;
    const double value = input->values[row];
    if (isinf(value))
        return upw_fail_row(error, UPW_BAD_INPUT, place, "the value is infinite");
    if (rule != VALUE_ANY && value < 0)
        return upw_fail_row(error, UPW_BAD_INPUT, place, "%.15g is below zero, which this chart cannot show", value);
    if (input->denominators == NULL)
        return true;
    const double denominator = input->denominators[row];
    if (isinf(denominator) || denominator < 0)
        return upw_fail_row(error, UPW_BAD_INPUT, place, "the denominator is %.15g, it must be zero or more",
                            denominator);
    if (denominator == 0 && !isnan(value) && value != 0)
        return upw_fail_row(error, UPW_BAD_INPUT, place, "the numerator is %.15g and the denominator is 0", value);
    if (rule == VALUE_SHARE && value > denominator)
        return upw_fail_row(error, UPW_BAD_INPUT, place, "the numerator %.15g is larger than the denominator %.15g",
                            value, denominator);
    return true;
}

/* The values of rows first … end − 1 that count, and the sum of their denominators. */
static size_t take_complete_rows(const upw_shewhart_input *input, size_t first, size_t end, double *values,
                                 double *denominator)
{
    size_t n = 0;
    long double sum = 0;
    for (size_t row = first; row < end; row++) {
        if (isnan(input->values[row]) || (input->denominators != NULL && isnan(input->denominators[row])))
            continue;
        values[n++] = input->values[row];
        if (input->denominators != NULL)
            sum += input->denominators[row];
    }
    *denominator = n > 0 && input->denominators != NULL ? (double)sum : NAN;
    return n;
}

static subgroup gather_one(const upw_shewhart_input *input, const upw_shewhart_options *options, size_t first,
                           size_t end, double *values)
{
    subgroup group = { 0 };
    group.size = take_complete_rows(input, first, end, values, &group.denominator);
    /* Several rows, all of them missing: qicharts2 makes their sum 0. */
    const bool sums_nothing_to_zero = options->profile == UPW_PROFILE_PARITY && end - first > 1;
    const double sum_of_nothing = sums_nothing_to_zero ? 0 : NAN;
    group.sum = group.size > 0 ? sum_of(values, group.size) : sum_of_nothing;
    group.mean = upw_mean(values, group.size);
    group.sd = spread_sd(values, group.size);
    if (input->denominators != NULL)
        group.aggregate = group.denominator > 0 ? group.sum / group.denominator : NAN;
    else if (options->aggregate == UPW_AGGREGATE_SUM)
        group.aggregate = group.sum;
    else
        group.aggregate = aggregates[options->aggregate](values, group.size);
    return group;
}

bool subgroups_gather(const upw_shewhart_input *input, const upw_shewhart_options *options, value_rule rule,
                      upw_arena *scratch, subgroup *groups, upw_error *error)
{
    if (!check_offsets(input, error))
        return false;
    const size_t n = subgroups_count(input), begin = subgroups_begin(input, 0), end = subgroups_begin(input, n);
    for (size_t row = begin; row < end; row++)
        if (!check_row(input, row, rule, error))
            return false;
    double *const values = upw_arena_take(scratch, end - begin, sizeof *values);
    if (values == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is no memory for %zu rows", end - begin);
    for (size_t i = 0; i < n; i++)
        groups[i] = gather_one(input, options, subgroups_begin(input, i), subgroups_begin(input, i + 1), values);
    return true;
}

bool upw_shewhart_group(const int64_t *keys, size_t n_rows, size_t *offsets, size_t *n_subgroups, upw_error *error)
{
    size_t n = 0;
    for (size_t row = 0; row < n_rows; row++) {
        if (row > 0 && keys[row] < keys[row - 1])
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)row + 1, "the rows are not sorted");
        if (row == 0 || keys[row] != keys[row - 1])
            offsets[n++] = row;
    }
    offsets[n] = n_rows;
    *n_subgroups = n;
    return true;
}
