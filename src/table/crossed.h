/* table/crossed.h: a file of crossed tables, one row for each cell: table, row, column, parent of the row, and a count
 * or a mark in its place. For disclosure control and for whoever attacks what it let through. */
#ifndef TABLE_CROSSED_H
#define TABLE_CROSSED_H

#include "table/records.h"

#define CROSSED_HIDDEN INT64_MIN
#define CROSSED_TOP UINT32_MAX

/* A cell as the file has it. */
typedef struct crossed_cell {
    text table, row, column, parent;
    int64_t value;     /* CROSSED_HIDDEN: a mark */
    int64_t threshold; /* 0: not said */
    int64_t file_row;
    size_t table_at, at; /* where it stands: tables[table_at].values[at] */
} crossed_cell;

/* Rows and columns in order of their names, the column of sums (T) last: nothing hangs on the order of the file. */
typedef struct crossed_table {
    text name;
    const text *rows, *columns;
    const uint32_t *parents; /* CROSSED_TOP: the top */
    size_t n_rows, n_columns;
    bool has_total;
    int64_t *values;     /* row by row */
    const size_t *cells; /* which cell of the file each is */
    int64_t threshold;   /* 0: not said */
} crossed_table;

typedef struct crossed {
    const char *file; /* for sentences */
    crossed_cell *cells;
    size_t n;
    crossed_table *tables;
    size_t n_tables;
} crossed;

/* Every table has every cell of its rows and columns once, each row one parent, and one row above all. */
bool crossed_read(const char *path, const table_options *options, upw_arena *arena, crossed *out, table_notes *notes,
                  upw_error *error) UPW_MUST_CHECK;

/* The cell of another file in the same place, or NULL. */
const crossed_cell *crossed_find(const crossed *c, text table, text row, text column);

/* What is wrong with cell `at` of a table, as a sentence with its row of the file. */
bool crossed_complain(const crossed *c, const crossed_table *t, size_t at, upw_error *error, const char *format, ...)
    UPW_PRINTF(5, 6);

#endif
