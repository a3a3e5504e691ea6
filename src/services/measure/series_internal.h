/* What writes to a series says so here. */
#ifndef MEASURE_SERIES_INTERNAL_H
#define MEASURE_SERIES_INTERNAL_H

#include "services/measure/series.h"

typedef enum series_statement {
    SERIES_LIST,
    SERIES_LIST_OF_INDICATOR,
    SERIES_LIST_OF_ORGANISATION,
    SERIES_LIST_ONE,
    SERIES_LAST,
    SERIES_FIGURES,
    SERIES_ANNOTATIONS,
    SERIES_STEPS,
    SERIES_TARGET,
    SERIES_PATH,
    SERIES_HAS,
    SERIES_MAKE,
    SERIES_TOUCH,
    SERIES_HISTORY
} series_statement;

store_value *series_write_key(measure_key key, store_value out[2]); /* returns `out` */

/* The series is there afterwards, with or without figures. */
bool series_make(store_db *db, measure_key key, upw_error *error) UPW_MUST_CHECK;

/* Something that its chart shows has changed: its summary and its hash are made anew. Within the transaction of the
 * change. `figures`: some of its figures have. */
bool series_touch(store_db *db, measure_key key, bool figures, upw_error *error) UPW_MUST_CHECK;

/* Is there such a series, and has it a figure at this period? */
bool series_has(store_db *db, measure_key key, period when, bool *is_there, upw_error *error) UPW_MUST_CHECK;

/* UPW_NOT_FOUND with a sentence unless it has a figure, or a gap, at this period. */
bool series_must_have(store_db *db, measure_key key, period when, upw_error *error) UPW_MUST_CHECK;

/* Hash of everything that a chart shows, in hexadecimal. */
enum { SERIES_HASH_HEX = 64 };
text series_hash(const measure_series *s, upw_arena *arena);

#endif
