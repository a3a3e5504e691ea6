/* The rows of a reading: gathered, put in order, freed of repeats. */
#ifndef MEASURE_UPLOADS_ROWS_H
#define MEASURE_UPLOADS_ROWS_H

#include "services/measure/uploads_internal.h"

void upload_add_row(upload_reading *r, const upload_row *row);

/* The texts are copied. */
void upload_add_fault(upload_reading *r, int64_t row, text column, text found, text expected);

/* A sentence without a full stop, on a line of its own. */
void upload_add_note(upload_reading *r, const char *format, ...) UPW_PRINTF(2, 3);

/* Once all are there: periods of one kind in each series, and no period twice; what is not so becomes a fault. */
bool upload_put_in_order(store_db *db, upload_reading *r, upw_error *error) UPW_MUST_CHECK;

#endif
