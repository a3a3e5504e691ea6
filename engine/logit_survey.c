/* Who are the patients: how many, how many with the outcome, and where does each column lie?
 *
 * Moments of a block by two passes over it, merged as in Chan, Golub & LeVeque 1983. */
#include <math.h>
#include <string.h>

#include "upward/casemix.h"

bool upw_logit_begin_survey(size_t p, upw_logit_survey *out, upw_error *error)
{
    if (p > UPW_LOGIT_COLUMNS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "a model has %d columns at most, not %zu", UPW_LOGIT_COLUMNS_MAX, p);
    memset(out, 0, sizeof *out);
    out->p = p;
    return true;
}

static double weight_of(const upw_case_rows *rows, size_t i)
{
    return rows->weights != NULL ? rows->weights[i] : 1;
}

static bool check_row(const upw_case_rows *rows, size_t i, upw_error *error)
{
    const int64_t row = (int64_t)i + 1;
    for (size_t j = 0; j < rows->p; j++)
        if (!isfinite(rows->x[i * rows->p + j]))
            return upw_fail_row(error, UPW_BAD_INPUT, row, "column %zu of the model has no finite value", j + 1);
    if (!(rows->y[i] == 0 || rows->y[i] == 1))
        return upw_fail_row(error, UPW_BAD_INPUT, row, "an outcome is 0 or 1, not %g", rows->y[i]);
    if (!(weight_of(rows, i) > 0 && weight_of(rows, i) < 0x1p53))
        return upw_fail_row(error, UPW_BAD_INPUT, row, "a weight is above zero, not %g", weight_of(rows, i));
    if (rows->offset != NULL && !isfinite(rows->offset[i]))
        return upw_fail_row(error, UPW_BAD_INPUT, row, "the offset is not finite");
    return true;
}

static void survey_block(upw_logit_survey *out, const upw_case_rows *rows, size_t first, size_t n)
{
    double total = 0, events = 0;
    for (size_t i = first; i < first + n; i++) {
        total += weight_of(rows, i);
        events += weight_of(rows, i) * rows->y[i];
    }
    out->n = (int64_t)total;
    out->events = (int64_t)events;
    for (size_t i = first; i < first + n; i++)
        for (size_t j = 0; j < rows->p; j++)
            out->mean[j] += weight_of(rows, i) / total * rows->x[i * rows->p + j];
    for (size_t i = first; i < first + n; i++)
        for (size_t j = 0; j < rows->p; j++) {
            const double off = rows->x[i * rows->p + j] - out->mean[j];
            out->squares[j] += weight_of(rows, i) * off * off;
        }
}

bool upw_logit_survey_rows(upw_logit_survey *survey, const upw_case_rows *rows, upw_error *error)
{
    enum { BLOCK = 256 };
    if (rows->p != survey->p)
        return upw_fail(error, UPW_BAD_USAGE, "the survey is of %zu columns, the rows have %zu", survey->p, rows->p);
    for (size_t first = 0; first < rows->n; first += BLOCK) {
        const size_t n = rows->n - first < BLOCK ? rows->n - first : BLOCK;
        for (size_t i = first; i < first + n; i++)
            if (!check_row(rows, i, error))
                return false;
        upw_logit_survey block = { .p = survey->p };
        survey_block(&block, rows, first, n);
        upw_logit_merge_survey(survey, &block);
    }
    return true;
}

void upw_logit_merge_survey(upw_logit_survey *into, const upw_logit_survey *other)
{
    if (other->n == 0)
        return;
    const double n = (double)into->n, m = (double)other->n;
    for (size_t j = 0; j < into->p; j++) {
        const double apart = other->mean[j] - into->mean[j];
        into->mean[j] += apart * (m / (n + m));
        into->squares[j] += other->squares[j] + apart * apart * (n / (n + m) * m);
    }
    into->n += other->n;
    into->events += other->events;
}
