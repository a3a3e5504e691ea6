/* What the files about uploads share. */
#ifndef MEASURE_UPLOADS_INTERNAL_H
#define MEASURE_UPLOADS_INTERNAL_H

#include "services/measure/uploads.h"

typedef enum upload_statement {
    UPLOAD_BY_ID,
    UPLOADS_ALL,
    UPLOADS_OF,
    UPLOADS_WAITING,
    UPLOADS_WAITING_OF,
    UPLOADS_OLD,
    UPLOAD_ADD,
    UPLOAD_ADD_ROW,
    UPLOAD_ADD_FAULT,
    UPLOAD_COUNT,
    UPLOAD_CHANGED,
    UPLOAD_NEW,
    UPLOAD_FAULTS,
    UPLOAD_DOUBTS,
    UPLOAD_SEEN,
    UPLOAD_MAKE_SERIES,
    UPLOAD_KEEP_OLD,
    UPLOAD_WRITE,
    UPLOAD_ANNOTATED,
    UPLOAD_ANNOTATE,
    UPLOAD_SERIES,
    UPLOAD_DROP_ROWS,
    UPLOAD_SETTLE,
    UPLOAD_COUNT_WRITTEN,
    UPLOAD_LATER,
    UPLOAD_KEEP_UNDONE,
    UPLOAD_RESTORE,
    UPLOAD_REMOVE,
    UPLOAD_ANNOTATED_SERIES,
    UPLOAD_REMOVE_ANNOTATIONS,
    UPLOAD_MARK_UNDONE,
    UPLOAD_STATEMENT_COUNT
} upload_statement;

/* A good row of a file; places are in the tables of the reading. */
typedef struct upload_row {
    uint32_t indicator, organisation;
    period when;
    uint32_t file_row;
    double value, numerator, denominator;
    text annotation;
    uint8_t gap;
} upload_row;

typedef struct upload_names {
    const text *at;
    size_t n;
} upload_names;

/* A file as it was read. */
typedef struct upload_reading {
    upw_arena *arena; /* the caller's; all texts live in it */
    upload_row *rows; /* by indicator, organisation, period; given back with upload_end_reading */
    size_t n_rows, capacity;
    upload_names indicators, organisations; /* ids */
    int64_t n_read;
    upload_fault *faults; /* by row */
    size_t n_faults, n_faults_kept;
    text notes;
    text hash;
} upload_reading;

bool upload_read(store_db *db, const upload_file *file, upw_arena *arena, upload_reading *out,
                 upw_error *error) UPW_MUST_CHECK;
void upload_end_reading(upload_reading *r);

/* Which figures are there of all its series, as one hash. */
bool upload_hash_seen(store_db *db, text id, upw_arena *arena, text *out, upw_error *error) UPW_MUST_CHECK;

typedef struct upload_counts {
    int64_t n_new, n_changed, n_same, n_annotations;
} upload_counts;
bool upload_count(store_db *db, text id, upload_counts *out, upw_error *error) UPW_MUST_CHECK;

#endif
