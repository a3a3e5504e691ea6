/* table/cells.h: a small file as rows of text, columns found by name: for files of parameters and descriptions. */
#ifndef TABLE_CELLS_H
#define TABLE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

typedef struct cells {
    const char *file;
    size_t n_columns;
    const text *names; /* of columns, trimmed */
    size_t n_rows;
    const text *fields;  /* n_rows * n_columns, trimmed */
    const int64_t *rows; /* of the file; the header is row 1 */
    bool minds_capitals; /* names of columns are told apart by capitals */
} cells;

enum { CELLS_BYTES_MAX = 64 << 20 };

/* UTF-8 or Windows-1252, any of the delimiters, at most 64 MiB. Blank rows are skipped. */
bool cells_read(const char *path, upw_arena *arena, cells *out, upw_error *error) UPW_MUST_CHECK;

/* The same of a file whose path says nothing to people; `name` is what sentences call it. */
bool cells_read_named(const char *path, const char *name, upw_arena *arena, cells *out,
                      upw_error *error) UPW_MUST_CHECK;

/* The same for files that programs write: "se_b" and "se_B" are two columns. */
bool cells_read_exactly(const char *path, upw_arena *arena, cells *out, upw_error *error) UPW_MUST_CHECK;

/* The column called `name`, or n_columns. */
size_t cells_find(const cells *c, const char *name);

/* The field, or empty text when there is no such column. */
text cells_get(const cells *c, size_t row, size_t column);

/* "params.csv, row 3, column "target": …" */
bool cells_complain(const cells *c, size_t row, size_t column, upw_error *error, const char *format, ...)
    UPW_PRINTF(5, 6);

#endif
