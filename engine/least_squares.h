/* engine/least_squares.h: ordinary least squares of a few columns (internal to libupward). */
#ifndef ENGINE_LEAST_SQUARES_H
#define ENGINE_LEAST_SQUARES_H

#include <stdbool.h>
#include <stddef.h>

enum { LEAST_SQUARES_COLUMNS = 8 };

typedef struct least_squares {
    size_t p;
    double b[LEAST_SQUARES_COLUMNS];
    double inverse[LEAST_SQUARES_COLUMNS][LEAST_SQUARES_COLUMNS]; /* of X'X */
    double rss;
    double log_det; /* of X'X */
} least_squares;

/* Minimise |y - X b| by Householder reflections, X with n >= p rows of p columns, row by row (`stride` doubles from one
 * row to the next). Overwrites x and y. False when the columns depend on one another. */
bool least_squares_solve(double *x, size_t stride, double *y, size_t n, size_t p, least_squares *out);

#endif
