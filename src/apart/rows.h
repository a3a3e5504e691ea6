/* apart/rows.h: tables read in another process: table/records.h and table/cells.h for files of strangers. */
#ifndef APART_ROWS_H
#define APART_ROWS_H

#include "apart/apart.h"
#include "table/cells.h"
#include "table/records.h"

enum { APART_CELLS_MAX = 1000000, APART_CELLS_BYTES_MAX = 16 << 20 };

/* A file that is open. */
typedef struct apart_file {
    apart *reader;    /* NULL: it is read in this process, which trusts it */
    int descriptor;   /* is not closed */
    const char *name; /* for sentences */
    text mark;        /* for the log */
} apart_file;

/* records_read with its usual options: the rows are read there, and `each` is called here. The columns are constant. */
bool apart_read_records(const apart_file *file, const record_column *columns, size_t n_columns, record_function each,
                        void *context, table_notes *notes, upw_error *error) UPW_MUST_CHECK;

/* cells_read; at most a million cells and 16 MiB of words. */
bool apart_read_cells(const apart_file *file, upw_arena *arena, cells *out, upw_error *error) UPW_MUST_CHECK;

/* The half that reads what a worker said, for the fuzzer. */
typedef struct apart_records apart_records;
bool apart_take_record(void *context, uint8_t kind, text piece, upw_error *error);
apart_records *apart_records_begin(const apart_file *file, const record_column *columns, size_t n_columns,
                                   record_function each, void *context, upw_arena *arena);

#endif
