/* What do a numerator and a denominator say about the value? */
#include "table/counts.h"

#include <math.h>

#include "table/cell.h"

bool counts_divide(const table_layout *layout, double numerator, double denominator, gap missing, int64_t row,
                   double *value, gap *why, upw_error *error)
{
    *value = NAN;
    *why = missing != GAP_NONE ? missing : GAP_BLANK;
    if (isnan(numerator) || isnan(denominator))
        return true;
    if (denominator < 0 || (denominator == 0 && numerator != 0))
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            "%s, row %lld: %.17g out of %.17g cannot be; correct the row, or leave both empty if they "
                            "are not known",
                            layout->file, (long long)row, numerator, denominator);
    *why = denominator == 0 ? GAP_ZERO_DENOMINATOR : GAP_NONE;
    if (denominator > 0)
        *value = layout->options->is_complement ? 1 - numerator / denominator : numerator / denominator;
    if (fabs(*value) > CELL_LARGEST)
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            "%s, row %lld: %.17g out of %.17g is too large for a number; check their units",
                            layout->file, (long long)row, numerator, denominator);
    return true;
}

bool rows_divide(rows *r, upw_error *error)
{
    for (size_t i = 0; i < r->n_points; i++) {
        gap why;
        if (!counts_divide(r->layout, r->numbers[COLUMN_NUMERATOR][i], r->numbers[COLUMN_DENOMINATOR][i], GAP_BLANK,
                           r->rows[i], &r->numbers[COLUMN_VALUE][i], &why, error))
            return false;
        r->gaps[i] = (uint8_t)((r->gaps[i] & SIGNED_ANY) | why);
    }
    return true;
}

bool counts_fit(double value, double numerator, double denominator)
{
    const double share = numerator / denominator;
    if (!isfinite(share))
        return true;
    const double rounding =
        value == rint(value) && fabs(value) > 1 ? 0.5 : 0.05; /* half a unit of the last digit kept */
    static const double scales[] = { 1, 1e2, 1e3, 1e4, 1e5, 1e6 };
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        const double expected = scales[i] * share, rest = scales[i] - expected;
        if (fabs(value - expected) <= fmax(0.02 * fabs(expected), rounding) ||
            fabs(value - rest) <= fmax(0.02 * fabs(rest), rounding))
            return true;
    }
    return false;
}
