/* From columns of a table to columns of a model: levels against a reference, straight lines and splines. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_quantile.h"
#include "upward/casemix.h"

static uint32_t count_levels(const upw_design_column *column)
{
    return column->n_levels + (column->missing_is_level ? 1 : 0);
}

static size_t count_of(const upw_design_column *column)
{
    if (column->levels != NULL)
        return count_levels(column) > 0 ? count_levels(column) - 1 : 0;
    return column->n_knots > 2 ? column->n_knots - 1 : 1;
}

size_t upw_design_count(const upw_design_column *columns, size_t n_columns)
{
    size_t count = 0;
    for (size_t c = 0; c < n_columns; c++)
        count += count_of(&columns[c]);
    return count;
}

bool upw_design_is_complete(const upw_design_column *columns, size_t n_columns, size_t row)
{
    for (size_t c = 0; c < n_columns; c++) {
        const upw_design_column *const column = &columns[c];
        if (column->levels != NULL ? column->levels[row] >= column->n_levels && !column->missing_is_level
                                   : isnan(column->values[row]))
            return false;
    }
    return true;
}

static void fill_levels(const upw_design_column *column, size_t row, double *x)
{
    const uint32_t n = count_levels(column);
    const uint32_t level = column->levels[row] < column->n_levels ? column->levels[row] : column->n_levels;
    for (uint32_t l = 0; l < n; l++)
        if (l != column->reference)
            *x++ = l == level ? 1 : 0;
}

static double cube_above(double x, double knot)
{
    return x > knot ? (x - knot) * (x - knot) * (x - knot) : 0;
}

/* Truncated power basis, straight outside the outer knots, on the scale of x (Harrell 2015, section 2.4.5). */
static void fill_spline(const upw_design_column *column, double value, double *x)
{
    const double *const t = column->knots;
    const size_t k = column->n_knots;
    const double last = t[k - 1] - t[k - 2], all = t[k - 1] - t[0];
    x[0] = value;
    for (size_t j = 0; j + 2 < k; j++)
        x[j + 1] = (cube_above(value, t[j]) - cube_above(value, t[k - 2]) * ((t[k - 1] - t[j]) / last) +
                    cube_above(value, t[k - 1]) * ((t[k - 2] - t[j]) / last)) /
                   (all * all);
}

void upw_design_fill(const upw_design_column *columns, size_t n_columns, size_t first, size_t n, double *x)
{
    for (size_t row = first; row < first + n; row++)
        for (size_t c = 0; c < n_columns; c++) {
            const upw_design_column *const column = &columns[c];
            if (column->levels != NULL)
                fill_levels(column, row, x);
            else if (column->n_knots > 2)
                fill_spline(column, column->values[row], x);
            else
                *x = column->values[row];
            x += count_of(column);
        }
}

bool upw_design_find_reference(const uint32_t *levels, size_t n, uint32_t n_levels, upw_arena *scratch, uint32_t *out,
                               upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    size_t *const counts = upw_arena_take(scratch, (size_t)n_levels + 1, sizeof *counts);
    if (counts == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory to count %u levels", n_levels);
    memset(counts, 0, ((size_t)n_levels + 1) * sizeof *counts);
    for (size_t i = 0; i < n; i++)
        counts[levels[i] < n_levels ? levels[i] : n_levels]++;
    *out = 0;
    for (uint32_t l = 1; l < n_levels; l++)
        if (counts[l] > counts[*out])
            *out = l;
    upw_arena_rewind(scratch, mark);
    return true;
}

const double *upw_design_knot_quantiles(size_t n_knots)
{
    static const double at[3][UPW_KNOTS_MAX] = { { 0.1, 0.5, 0.9 },
                                                 { 0.05, 0.35, 0.65, 0.95 },
                                                 { 0.05, 0.275, 0.5, 0.725, 0.95 } };
    return n_knots < 3 || n_knots > UPW_KNOTS_MAX ? NULL : at[n_knots - 3];
}

bool upw_design_place_knots(const double *values, size_t n, size_t n_knots, upw_arena *scratch, double *knots,
                            upw_error *error)
{
    const double *const at = upw_design_knot_quantiles(n_knots);
    if (at == NULL)
        return upw_fail(error, UPW_BAD_INPUT, "a spline has 3 to %d knots, not %zu", UPW_KNOTS_MAX, n_knots);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const sorted = upw_arena_take(scratch, n, sizeof *sorted);
    if (sorted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory to sort %zu values", n);
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            sorted[m++] = values[i];
    qsort(sorted, m, sizeof *sorted, sample_compare);
    bool is_rising = m > 0;
    for (size_t k = 0; k < n_knots && m > 0; k++) {
        knots[k] = sample_quantile(sorted, m, 1, at[k]);
        is_rising = is_rising && (k == 0 || knots[k] > knots[k - 1]);
    }
    upw_arena_rewind(scratch, mark);
    return is_rising ||
           upw_fail(error, UPW_TOO_FEW,
                    "too few different values for a spline of %zu knots: two of them would coincide", n_knots);
}
