/* What are the moments of a kernel on one side of the cut-off?
 *
 * Kernels are polynomials in u, so all of them are sums of fractions. */
#include <math.h>
#include <string.h>

#include "bunching_density.h"

enum { KERNEL_TERMS = 3 };

/* K(u) = sum of coefficients[t] u^t, 0 <= u <= 1. */
static const double coefficients[UPW_KERNEL_COUNT][KERNEL_TERMS] = {
    [UPW_KERNEL_TRIANGULAR] = { 1, -1, 0 },
    [UPW_KERNEL_UNIFORM] = { 0.5, 0, 0 },
    [UPW_KERNEL_EPANECHNIKOV] = { 0.75, 0, -0.75 },
};

double kernel_weigh(upw_kernel kernel, double u)
{
    const double *const k = coefficients[kernel];
    return k[0] + u * (k[1] + u * k[2]);
}

/* ∫ u^power K(u) du over 0 … 1. */
static double single(const double *k, size_t power)
{
    double sum = 0;
    for (size_t t = 0; t < KERNEL_TERMS; t++)
        sum += k[t] / (double)(power + t + 1);
    return sum;
}

/* ∫∫ min(u, s) u^a s^b du ds over the unit square. */
static double least_of_two(double a, double b)
{
    return 1 / ((b + 2) * (a + b + 3)) + (1 / (a + 2) - 1 / (a + b + 3)) / (b + 1);
}

static double twofold(const double *k, size_t a, size_t b)
{
    double sum = 0;
    for (size_t t = 0; t < KERNEL_TERMS; t++)
        for (size_t m = 0; m < KERNEL_TERMS; m++)
            sum += k[t] * k[m] * least_of_two((double)(a + t), (double)(b + m));
    return sum;
}

void kernel_find_moments(upw_kernel kernel, size_t order, kernel_moments *out)
{
    const double *const k = coefficients[kernel];
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i <= order; i++) {
        for (size_t j = 0; j <= order; j++) {
            out->s[i][j] = single(k, i + j);
            out->g[i][j] = twofold(k, i, j);
        }
        out->c[i] = single(k, i + order + 1);
    }
}

/* Column of u^i of one side among those of a restricted fit. */
static size_t place_of(size_t i, bool is_left)
{
    return i == 0 ? 0 : i > 1 ? i + 1 : is_left ? 1 : 2;
}

static double sign_of(size_t i, bool mirrors)
{
    return mirrors && i % 2 == 1 ? -1 : 1;
}

void density_embed(const density_matrix from, size_t order, bool is_left, bool mirrors, density_matrix out)
{
    memset(out, 0, sizeof(density_matrix));
    for (size_t i = 0; i <= order; i++)
        for (size_t j = 0; j <= order; j++)
            out[place_of(i, is_left)][place_of(j, is_left)] = sign_of(i, mirrors) * sign_of(j, mirrors) * from[i][j];
}

void density_embed_vector(const double *from, size_t order, bool is_left, bool mirrors, double *out)
{
    memset(out, 0, DENSITY_COLUMNS_MAX * sizeof *out);
    for (size_t i = 0; i <= order; i++)
        out[place_of(i, is_left)] = sign_of(i, mirrors) * from[i];
}

/* Gaussian elimination with partial pivoting: the matrices have eleven rows at most. */
bool density_solve(const density_matrix a, size_t n, const double *b, double *x)
{
    density_matrix m;
    memcpy(m, a, sizeof m);
    for (size_t i = 0; i < n; i++)
        x[i] = b[i];
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++)
            pivot = fabs(m[i][k]) > fabs(m[pivot][k]) ? i : pivot;
        for (size_t j = 0; j < n && pivot != k; j++) {
            const double swap = m[k][j];
            m[k][j] = m[pivot][j];
            m[pivot][j] = swap;
        }
        const double swap = x[k];
        x[k] = x[pivot];
        x[pivot] = swap;
        if (!(fabs(m[k][k]) > 0) || !isfinite(m[k][k]))
            return false;
        for (size_t i = k + 1; i < n; i++) {
            const double factor = m[i][k] / m[k][k];
            for (size_t j = k; j < n; j++)
                m[i][j] -= factor * m[k][j];
            x[i] -= factor * x[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            x[k] -= m[k][j] * x[j];
        x[k] /= m[k][k];
    }
    return true;
}
