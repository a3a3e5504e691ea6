/* Which straight combination of the columns comes nearest? (Householder 1958; Golub 1965.) */
#include "least_squares.h"

#include <math.h>
#include <string.h>

typedef struct matrix {
    double *at;
    size_t stride, n, p;
} matrix;

static double *cell(const matrix *m, size_t row, size_t column)
{
    return m->at + row * m->stride + column;
}

/* Reflect column k so that it ends at its diagonal; the same for what stands to the right, and y. */
static bool reflect(const matrix *m, double *y, size_t k, double whole)
{
    double squares = 0;
    for (size_t i = k; i < m->n; i++)
        squares += *cell(m, i, k) * *cell(m, i, k);
    if (!(squares > 1e-24 * whole))
        return false;
    const double first = *cell(m, k, k), end = first > 0 ? -sqrt(squares) : sqrt(squares);
    const double half = squares - first * end; /* half of the reflector's squared length */
    *cell(m, k, k) = first - end;
    for (size_t j = k + 1; j <= m->p; j++) {
        double sum = 0;
        for (size_t i = k; i < m->n; i++)
            sum += *cell(m, i, k) * (j < m->p ? *cell(m, i, j) : y[i]);
        for (size_t i = k; i < m->n; i++)
            *(j < m->p ? cell(m, i, j) : y + i) -= sum / half * *cell(m, i, k);
    }
    *cell(m, k, k) = end;
    return true;
}

/* From R: coefficients, and the inverse of R'R through the inverse of R. */
static void read_off(const matrix *m, const double *y, least_squares *out)
{
    double inverse[LEAST_SQUARES_COLUMNS][LEAST_SQUARES_COLUMNS] = { { 0 } };
    const size_t p = m->p;
    for (size_t j = 0; j < p; j++)
        for (size_t i = j + 1; i-- > 0;) {
            double sum = i == j ? 1 : 0;
            for (size_t k = i + 1; k <= j; k++)
                sum -= *cell(m, i, k) * inverse[k][j];
            inverse[i][j] = sum / *cell(m, i, i);
        }
    for (size_t i = 0; i < p; i++) {
        out->log_det += 2 * log(fabs(*cell(m, i, i)));
        for (size_t j = 0; j < p; j++) {
            out->b[i] += inverse[i][j] * y[j];
            for (size_t k = 0; k < p; k++)
                out->inverse[i][j] += inverse[i][k] * inverse[j][k];
        }
    }
}

bool least_squares_solve(double *x, size_t stride, double *y, size_t n, size_t p, least_squares *out)
{
    const matrix m = { x, stride, n, p };
    memset(out, 0, sizeof *out);
    out->p = p;
    if (p > LEAST_SQUARES_COLUMNS || n < p)
        return false;
    for (size_t k = 0; k < p; k++) {
        double whole = 0; /* before any reflection that touches it, it had this length */
        for (size_t i = 0; i < n; i++)
            whole += *cell(&m, i, k) * *cell(&m, i, k);
        if (!reflect(&m, y, k, whole))
            return false;
    }
    read_off(&m, y, out);
    for (size_t i = p; i < n; i++)
        out->rss += y[i] * y[i];
    return true;
}
