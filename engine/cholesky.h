/* engine/cholesky.h: equations with a symmetric, positive definite matrix (internal to libupward).
 *
 * Matrices are n × n, row by row with `stride` doubles from one row to the next; only the lower triangle is read. */
#ifndef ENGINE_CHOLESKY_H
#define ENGINE_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cholesky {
    size_t n, stride;
    double *factor;         /* n × stride: L of the matrix scaled to a diagonal of ones */
    double *scale;          /* n: 1 / sqrt of the diagonal */
    const bool *is_dropped; /* n: rows and columns without part in it */
    double log_det;         /* of the matrix, without what is dropped */
} cholesky;

/* Factor `a`. A pivot below `least` (of the matrix scaled to a unit diagonal: what is left of a variable when those
 * before it are known) either drops its row, when `drops` is not NULL (then also is_dropped), or is a failure: false.
 */
bool cholesky_factor(cholesky *c, const double *a, double least, bool *drops);

/* Solve A x = b in place; 0 for what is dropped. */
void cholesky_solve(const cholesky *c, double *b);

/* The inverse, both triangles; 0 for what is dropped. `column`: n doubles to work in. */
void cholesky_invert(const cholesky *c, double *inverse, double *column);

#endif
