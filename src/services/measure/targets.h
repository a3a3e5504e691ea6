/* services/measure/targets.h: what an organisation has agreed locally to aim at, and the path by which it means to get
 * there. The national target of an indicator (catalogue.h) is shown beside it, not above it. */
#ifndef MEASURE_TARGETS_H
#define MEASURE_TARGETS_H

#include "services/measure/deed.h"
#include "services/measure/series.h"
#include "table/plans.h"

enum { AGREED_WITH_MAX = 200, AGREED_REASON_MAX = 500 /* characters */ };

/* What was agreed, with whom and why. */
typedef struct measure_agreement {
    text agreed_with; /* "the clinical council, 12 March 2026" */
    text reason;
    text person;
    int64_t at_ms;
    int64_t version; /* 0: there is none */
} measure_agreement;

typedef struct measure_target {
    measure_key key;
    double target; /* in the scale of the values */
    measure_agreement agreed;
} measure_target;

typedef struct measure_plan {
    measure_key key;
    measure_path path;
    measure_agreement agreed;
} measure_plan;

/* agreed.version is 0 where there is none. */
bool targets_find(store_db *db, measure_key key, upw_arena *arena, measure_target *out,
                  upw_error *error) UPW_MUST_CHECK;
bool plans_find_agreed(store_db *db, measure_key key, upw_arena *arena, measure_plan *out,
                       upw_error *error) UPW_MUST_CHECK;

/* Organisations that have agreed a path for the indicator, by id. */
bool plans_list_places(store_db *db, text indicator, upw_arena *arena, text **out, size_t *n,
                       upw_error *error) UPW_MUST_CHECK;

/* A first one (version 0) or another one. UPW_BAD_INPUT (no number, nobody with whom it was agreed; of a plan: its
 * shape, parameters or aim cannot be), UPW_NOT_FOUND (no such series), UPW_CONFLICT (it has changed since). */
bool targets_agree(store_db *db, const measure_target *draft, const measure_deed *by, upw_error *error) UPW_MUST_CHECK;
bool plans_agree(store_db *db, const measure_plan *draft, const measure_deed *by, upw_error *error) UPW_MUST_CHECK;

/* It holds no longer. */
bool targets_end(store_db *db, measure_key key, int64_t version, const measure_deed *by,
                 upw_error *error) UPW_MUST_CHECK;
bool plans_end(store_db *db, measure_key key, int64_t version, const measure_deed *by, upw_error *error) UPW_MUST_CHECK;

/* As the report takes it. `direction` is 1 where more is better, -1 where less is, else 0. UPW_BAD_INPUT. */
bool plans_make(const measure_path *path, int direction, upw_arena *arena, agreed_plan *out,
                upw_error *error) UPW_MUST_CHECK;

extern const store_statement targets_statements[];
extern const size_t targets_statements_count;

#endif
