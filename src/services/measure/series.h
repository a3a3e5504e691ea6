/* services/measure/series.h: one indicator at one organisation over time, in columns as the engine takes them. */
#ifndef MEASURE_SERIES_H
#define MEASURE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/period.h"
#include "store/store.h"
#include "upward/arena.h"

/* Of which series; organisation is an id. */
typedef struct measure_key {
    text indicator, organisation;
} measure_key;

/* A decision from where limits are new. */
typedef struct measure_step {
    period from;
    text reason;
} measure_step;

/* What the organisation has agreed; words as src/table/plans.h reads them. */
typedef struct measure_path {
    text shape, parameters;
    double start; /* NaN: the mean of what was before */
    double aim;
    period from;
    size_t horizon; /* periods that will be judged; 0: up to the arrival */
} measure_path;

/* Columns have n entries, by period. All that its chart shows is in it, and `content` is a hash of that. */
typedef struct measure_series {
    measure_key key;
    size_t n;
    const period *periods;
    const double *values; /* NaN: none; gaps says why (table/series.h) */
    const double *numerators, *denominators;
    const uint8_t *gaps;
    const bool *are_revised;   /* an upload has changed it */
    const text *annotations;   /* all words about a point in one, ended by full stops or "; "; empty: none */
    const measure_step *steps; /* by period */
    size_t n_steps;
    double local_target;
    bool has_local_target;
    measure_path path;
    bool has_path;
    text content;
} measure_series;

bool series_read(store_db *db, measure_key key, upw_arena *arena, measure_series *out, bool *found,
                 upw_error *error) UPW_MUST_CHECK;

/* All series of an indicator that have figures, by organisation, in few questions however many they are. `each` is
 * handed one after the other, from one moment; what it is handed lives until it returns. False from it ends the
 * reading. */
typedef bool series_each(void *context, const measure_series *s, upw_error *error);
bool series_read_all(store_db *db, text indicator, series_each *each, void *context, upw_error *error) UPW_MUST_CHECK;

/* A series in a list. */
typedef struct measure_entry {
    measure_key key;
    text content; /* the same content, the same chart */
    size_t n;
    period first, last;
} measure_entry;

typedef struct measure_entries {
    measure_entry *at;
    size_t n;
} measure_entries;

/* Those with a figure, by indicator and organisation; an empty text asks for any. */
bool series_list(store_db *db, text indicator, text organisation, upw_arena *arena, measure_entries *out,
                 upw_error *error) UPW_MUST_CHECK;

/* The last period that any series of the indicator has; false: none has one. */
bool series_find_last(store_db *db, text indicator, period *out, bool *found, upw_error *error) UPW_MUST_CHECK;

/* One figure as it was, the latest change first. */
typedef struct measure_figure {
    double value, numerator, denominator;
    uint8_t gap;
    text upload; /* that had brought it */
} measure_figure;

typedef struct measure_history {
    period when;
    measure_figure was;
    text changed_by; /* the upload that changed it, or that was undone */
    bool is_undo;
    int64_t at_ms;
    text person;
} measure_history;

typedef struct measure_histories {
    measure_history *at;
    size_t n;
} measure_histories;

enum { HISTORIES_MAX = 500 };

/* What its figures were before uploads changed them, the latest first, at most HISTORIES_MAX. */
bool series_read_history(store_db *db, measure_key key, upw_arena *arena, measure_histories *out,
                         upw_error *error) UPW_MUST_CHECK;

extern const store_statement series_statements[];
extern const size_t series_statements_count;

#endif
