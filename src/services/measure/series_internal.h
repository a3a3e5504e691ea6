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
    SERIES_HISTORY,
    SERIES_ALL_FIGURES,
    SERIES_ALL_ANNOTATIONS,
    SERIES_ALL_STEPS,
    SERIES_ALL_TARGETS,
    SERIES_ALL_PATHS
} series_statement;

/* Columns that grow. */
typedef struct series_columns {
    period *periods;
    double *values, *numerators, *denominators;
    uint8_t *gaps;
    bool *are_revised;
    text *annotations;
    size_t n, capacity;
} series_columns;

/* A row whose columns from `first` on are period, value, numerator, denominator, gap, is_revised. */
void series_add_figure(series_columns *c, const store_rows *row, size_t first, upw_arena *arena);
void series_lend_columns(const series_columns *c, measure_series *out);

period series_period(int64_t code);
text series_join_words(text before, text more, upw_arena *arena); /* about one point */

/* A row whose columns from `first` on are shape, parameters, start_level, aim, from_period, horizon. */
measure_path series_read_path(const store_rows *row, size_t first, upw_arena *arena);

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
