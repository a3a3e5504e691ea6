/* table/records.h: a file as single records without periods (waits of people, scores of bodies), row by row, in memory
 * that does not grow with it. CSV and XLSX as table/table.h reads them, with its filters, delimiter and sheet. */
#ifndef TABLE_RECORDS_H
#define TABLE_RECORDS_H

#include "table/table.h"

enum { RECORD_COLUMNS_MAX = 64 };

/* A column that is looked for. */
typedef struct record_column {
    const char *meaning;      /* for sentences, and its first name: "wait" */
    text wanted;              /* the header's name for it; empty: by the names below */
    const char *const *names; /* ended by NULL */
    bool is_needed;
} record_column;

/* Fields are trimmed, in the order of the columns, empty where there is no such column, and live until the function
 * returns. `row` is the file's (the header is row 1). A field that is refused: records_complain. */
typedef struct records_file records_file;
typedef bool (*record_function)(void *context, const records_file *file, const text *fields, int64_t row,
                                upw_error *error);

/* "waits.csv, row 7, column "minutes": …" */
bool records_complain(const records_file *file, int64_t row, size_t column, upw_error *error, const char *format, ...)
    UPW_PRINTF(5, 6);

/* A file that somebody else reads: which of the columns it has, and what it calls them. Everything is borrowed. */
records_file *records_describe(const char *name, const record_column *columns, const text *header, const bool *has,
                               size_t n_columns, upw_arena *arena);

const char *records_name(const records_file *file);
bool records_has(const records_file *file, size_t column);
text records_header(const records_file *file, size_t column); /* empty: there is no such column */

/* A row, for functions that read several of its fields. */
typedef struct records_row {
    const records_file *file;
    const text *fields;
    int64_t row;
    upw_error *error;
} records_row;

/* A figure that is there, or is known to be missing: then NaN, and *missing (unless it says something already) becomes
 * 'row 7: "*"', out of the arena. A field that is neither is complained of. */
bool records_take_figure(const records_row *at, size_t column, upw_arena *arena, double *out,
                         text *missing) UPW_MUST_CHECK;

/* Do it for every row that the filters keep. */
UPW_MUST_CHECK bool records_read(const char *path, const table_options *options, const record_column *columns,
                                 size_t n_columns, record_function each, void *context, table_notes *notes,
                                 upw_error *error);

/* The same on several threads. The file is cut into pieces of whole rows; pieces are read side by side, each into a
 * slot of its own, and finished one after the other in the order of the file. */
typedef struct records_crew {
    void **slots; /* one for each thread: the context of `each` */
    unsigned n_slots;
    void (*begin)(void *slot); /* a piece begins: forget the one before */
    record_function each;      /* rows are counted from 0 in each piece, and `error` may be NULL: a piece of which a row
                                  is refused is read again in its turn, with the rows of the file */
    bool (*finish)(void *context, void *slot, int64_t first_row, upw_error *error);
    /* Looks at rows before all that, one after the other from the first, until it says that it has seen enough. */
    bool (*look)(void *context, const text *fields);
    void *context; /* of finish and look */
} records_crew;

UPW_MUST_CHECK bool records_read_together(const char *path, const table_options *options, const record_column *columns,
                                          size_t n_columns, const records_crew *crew, table_notes *notes,
                                          upw_error *error);

#endif
