/* upward/attack.h: what can a reader work out about the figures that a table hides?
 *
 * A table is rows (offices, in regions, in the nation) times columns, with the sum of each row where there are several.
 * Every such rule of addition is a node of a network and every cell an arc, so all that a reader can find is found by
 * largest flows (Kelly, Golden & Assad 1992; Cox 1995), exactly and in whole numbers. Nothing here knows how cells were
 * chosen to be hidden: the attacker reads what is printed.
 *
 * Method: docs/methods/disclosure.md. Checked against tests/golden/disclosure/ (GLPK 5.0), exactly. */
#ifndef UPWARD_ATTACK_H
#define UPWARD_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define UPW_TABLE_TOP UINT32_MAX
#define UPW_CELL_HIDDEN INT64_MIN
#define UPW_CELL_NO_LIMIT INT64_MAX /* nothing printed keeps the cell below any number */

enum { UPW_TABLE_CELLS_MAX = 50000 };
#define UPW_CELL_MAX INT64_C(1000000000000) /* 10^12 */

/* Cell (row, column) stands at row * n_columns + column. Exactly one row is the top. */
typedef struct upw_table_shape {
    const uint32_t *parents; /* [row]: the row it adds up to, or UPW_TABLE_TOP */
    size_t n_rows, n_columns;
    bool has_total; /* the last column is the sum of the others */
} upw_table_shape;

/* Do the figures add up? False: row and column (from 0) of one that is not the sum of those below it. Fails with
 * UPW_BAD_USAGE (no shape of a table), UPW_BAD_INPUT (error->row the 1-based cell: below 0, or above 10^12). */
UPW_API UPW_MUST_CHECK bool upw_table_check(const upw_table_shape *shape, const int64_t *values, upw_error *error);

/* The range of every cell, given what is printed: `values` has UPW_CELL_HIDDEN where there is a mark. What is printed
 * has its value at both ends. Fails as above, and with UPW_BAD_INPUT when no table fits what is printed. */
UPW_API UPW_MUST_CHECK bool upw_attack_table(const upw_table_shape *shape, const int64_t *values, upw_arena *scratch,
                                             int64_t *low, int64_t *high, upw_error *error);

/* The same when a table that fits is known, and that each cell lies from `least` to `most` (UPW_CELL_NO_LIMIT), as for
 * rounded figures or for the owner's audit. */
UPW_API UPW_MUST_CHECK bool upw_attack_ranges(const upw_table_shape *shape, const int64_t *values, const int64_t *least,
                                              const int64_t *most, upw_arena *scratch, int64_t *low, int64_t *high,
                                              upw_error *error);

/* Means of one group whose mean and sizes are printed (sums add up too). */
typedef struct upw_hidden_means {
    const double *n, *means; /* of each office; means of hidden ones are not looked at */
    const bool *is_hidden;
    size_t n_offices;
    double group_mean;
    double least, most; /* of the scale */
    double unit;        /* means are printed to the nearest such; 0: exact */
} upw_hidden_means;

/* Where each mean may lie. A contradiction gives low > high. */
UPW_API void upw_attack_means(const upw_hidden_means *means, double *low, double *high);

#ifdef __cplusplus
}
#endif
#endif
