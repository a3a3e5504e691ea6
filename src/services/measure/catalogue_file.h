/* services/measure/catalogue_file.h: many indicators at once, from a file with the columns of /data/indicators.csv:
 * looked at first, then taken in, all of it or nothing. Rows replace indicators of the same id, in the fields whose
 * columns the file has; others stay as they are. */
#ifndef MEASURE_CATALOGUE_FILE_H
#define MEASURE_CATALOGUE_FILE_H

#include "services/measure/catalogue_fields.h"
#include "table/cells.h"

enum { CATALOGUE_FILE_BYTES_MAX = 500000, CATALOGUE_FILE_ROWS_MAX = 2000, CATALOGUE_FAULTS_MAX = 200 };

/* A row of the file: the indicator as it shall be. */
typedef struct catalogue_row {
    int64_t row; /* the header is row 1 */
    measure_indicator is, was;
    bool is_new;
    bool changes[CATALOGUE_FIELDS];
    size_t n_changes; /* 0 and not new: it is so already */
} catalogue_row;

typedef struct catalogue_fault {
    int64_t row;
    text column;
    text found; /* what stands there; may be empty */
    text wrong; /* and what is wrong with it */
} catalogue_fault;

typedef struct catalogue_look {
    catalogue_row *at;
    size_t n, n_new, n_changed, n_same;
    catalogue_fault *faults; /* one a row at most, the first CATALOGUE_FAULTS_MAX */
    size_t n_faults, n_faults_shown;
    text seen; /* says to catalogue_take_in which indicators were there */
} catalogue_look;

/* What would the file change? UPW_BAD_INPUT: it cannot be read as a whole. */
bool catalogue_look_at(store_db *db, const cells *file, upw_arena *arena, catalogue_look *out,
                       upw_error *error) UPW_MUST_CHECK;

/* Each indicator with its history and its row in the trail, and a row for the file. UPW_BAD_INPUT: there are faults;
 * UPW_CONFLICT: somebody has changed the catalogue since it was looked at. */
bool catalogue_take_in(store_db *db, const cells *file, text seen, const measure_deed *by,
                       upw_error *error) UPW_MUST_CHECK;

/* The file again, as CSV, for the second step. */
void catalogue_add_rows(buffer *out, const cells *file);

#endif
