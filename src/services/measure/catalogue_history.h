/* services/measure/catalogue_history.h: what an indicator was before it was changed, by whom and when. */
#ifndef MEASURE_CATALOGUE_HISTORY_H
#define MEASURE_CATALOGUE_HISTORY_H

#include "services/measure/catalogue_fields.h"

/* One field that was changed. */
typedef struct catalogue_change_row {
    int64_t version; /* that the change made */
    bool is_adding;  /* it was added; there is nothing that it was before */
    catalogue_field field;
    text was; /* as catalogue_get */
    text person;
    int64_t at_ms;
} catalogue_change_row;

typedef struct catalogue_changes {
    catalogue_change_row *at;
    size_t n;
} catalogue_changes;

enum { CATALOGUE_CHANGES_MAX = 500 };

/* Those that made a version after `version` (0: all), the latest first, at most CATALOGUE_CHANGES_MAX. */
bool catalogue_list_changes(store_db *db, text indicator, int64_t version, upw_arena *arena, catalogue_changes *out,
                            upw_error *error) UPW_MUST_CHECK;

/* Keep what it was; within the transaction of the change. `was` NULL: it is added. *n_changed is the number of fields,
 * *fields their names for the trail. */
bool catalogue_keep_change(store_db *db, const measure_indicator *was, const measure_indicator *is,
                           const measure_deed *by, upw_arena *arena, size_t *n_changed, text *fields,
                           upw_error *error) UPW_MUST_CHECK;

extern const store_statement catalogue_history_statements[];
extern const size_t catalogue_history_statements_count;

#endif
