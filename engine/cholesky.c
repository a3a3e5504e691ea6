/* What solves these equations, and which of them say nothing new? */
#include "cholesky.h"

#include <math.h>

/* Row i of the factor; the pivot, or less than 0 where nothing is left to take a root of. */
static double factor_row(cholesky *c, const double *a, size_t i)
{
    double *const row = c->factor + i * c->stride;
    for (size_t j = 0; j <= i; j++) {
        if (c->is_dropped[j]) {
            row[j] = 0;
            continue;
        }
        const double *const other = c->factor + j * c->stride;
        double sum = a[i * c->stride + j] * c->scale[i] * c->scale[j];
        for (size_t k = 0; k < j; k++)
            sum -= row[k] * other[k];
        row[j] = j < i ? sum / other[j] : sum;
    }
    return row[i];
}

bool cholesky_factor(cholesky *c, const double *a, double least, bool *drops)
{
    c->log_det = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double diagonal = a[i * c->stride + i];
        c->scale[i] = diagonal > 0 ? 1 / sqrt(diagonal) : 0;
    }
    for (size_t i = 0; i < c->n; i++) {
        if (c->is_dropped[i])
            continue;
        const double pivot = factor_row(c, a, i);
        if (!(pivot >= least) || c->scale[i] <= 0) {
            if (drops == NULL)
                return false;
            drops[i] = true;
            continue;
        }
        c->factor[i * c->stride + i] = sqrt(pivot);
        c->log_det += log(pivot) - 2 * log(c->scale[i]);
    }
    return true;
}

void cholesky_solve(const cholesky *c, double *b)
{
    for (size_t i = 0; i < c->n; i++) {
        const double *const row = c->factor + i * c->stride;
        double sum = b[i] * c->scale[i];
        for (size_t j = 0; j < i; j++)
            sum -= c->is_dropped[i] ? 0 : row[j] * b[j];
        b[i] = c->is_dropped[i] ? 0 : sum / row[i];
    }
    for (size_t i = c->n; i-- > 0;) {
        if (c->is_dropped[i])
            continue;
        double sum = b[i];
        for (size_t j = i + 1; j < c->n; j++)
            if (!c->is_dropped[j])
                sum -= c->factor[j * c->stride + i] * b[j];
        b[i] = sum / c->factor[i * c->stride + i];
    }
    for (size_t i = 0; i < c->n; i++)
        b[i] *= c->scale[i];
}

void cholesky_invert(const cholesky *c, double *inverse, double *column)
{
    for (size_t j = 0; j < c->n; j++) {
        for (size_t i = 0; i < c->n; i++)
            column[i] = i == j && !c->is_dropped[j] ? 1 : 0;
        cholesky_solve(c, column);
        for (size_t i = 0; i < c->n; i++)
            inverse[i * c->stride + j] = column[i];
    }
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < i; j++) {
            const double mean = 0.5 * (inverse[i * c->stride + j] + inverse[j * c->stride + i]);
            inverse[i * c->stride + j] = inverse[j * c->stride + i] = mean;
        }
}
