/* engine/bunching_density.h: local polynomials through the distribution function of waits (internal to libupward).
 *
 * Notation of docs/methods/gaming.md: x waits with the cut-off at 0, F their distribution function, h bandwidths, K the
 * kernel; left means x < 0. */
#ifndef ENGINE_BUNCHING_DENSITY_H
#define ENGINE_BUNCHING_DENSITY_H

#include "bunching_waits.h"

enum { DENSITY_BANDWIDTH_ORDER_MAX = 3, DENSITY_ORDER_MAX = 7, DENSITY_COLUMNS_MAX = DENSITY_ORDER_MAX + 2 };

typedef struct density_sample {
    wait_groups groups;
    size_t n_below; /* groups left of the cut-off */
    int64_t n_left, n_right;
    upw_kernel kernel;
    bool adjusts_ties;
    bool is_restricted;
    bool is_plugin;
} density_sample;

typedef struct density_fit {
    double f_left, f_right;         /* slopes of F at the cut-off: the densities */
    double v_left, v_right, v_both; /* variances of them, and their covariance; NaN unless asked for */
    double top_left, top_right;     /* coefficients of x^(order - 1), for the bias of a fit of two orders less */
} density_fit;

/* Fit polynomials of `order` within the bandwidths; false when there is too little in them. */
bool density_fit_at(const density_sample *sample, double h_left, double h_right, size_t order, bool wants_variance,
                    density_fit *out);

/* The integrals of the kernel over one side that a fit of `order` needs: S[i][j] = ∫ u^(i+j) K, G[i][j] = ∫∫ min(u, s)
 * u^i s^j K K, C[i] = ∫ u^(i+order+1) K, i and j from 0 to order. */
typedef struct kernel_moments {
    double s[DENSITY_COLUMNS_MAX][DENSITY_COLUMNS_MAX];
    double g[DENSITY_COLUMNS_MAX][DENSITY_COLUMNS_MAX];
    double c[DENSITY_COLUMNS_MAX];
} kernel_moments;

void kernel_find_moments(upw_kernel kernel, size_t order, kernel_moments *out);
double kernel_weigh(upw_kernel kernel, double u); /* 0 <= u <= 1 */

typedef double density_matrix[DENSITY_COLUMNS_MAX][DENSITY_COLUMNS_MAX];

/* Columns of a restricted fit: 1, x left of 0, x right of 0, x², …. `out` is what `from`, about the powers of x on one
 * side, is among them; `mirrors` changes the sign of odd powers. */
void density_embed(const density_matrix from, size_t order, bool is_left, bool mirrors, density_matrix out);
void density_embed_vector(const double *from, size_t order, bool is_left, bool mirrors, double *out);

/* x in a x = b for a symmetric matrix, positive or (between moments of densities that are negative) not; false when it
 * is singular. */
bool density_solve(const density_matrix a, size_t n, const double *b, double *x);

/* The four candidates for a test of order `p`, in the order of upw_density.candidates. False: too little data. */
bool density_find_bandwidths(const density_sample *sample, size_t p, upw_bandwidth_candidate candidates[4]);

#endif
