/* services/measure/rebases.h: from where limits start anew: decisions of people, with a reason and a name. The engine
 * advises (analysis.h); nothing is ever redrawn by itself. */
#ifndef MEASURE_REBASES_H
#define MEASURE_REBASES_H

#include "services/measure/deed.h"
#include "services/measure/series.h"

enum { REBASE_REASON_MIN = 20, REBASE_REASON_MAX = 500 /* characters */ };

typedef struct measure_rebase {
    text id;
    measure_key key;
    period from; /* the first of the new stretch */
    text reason;
    text person, role; /* who agreed it, and as what */
    int64_t at_ms;
    bool is_ended; /* taken back, by whom and why: */
    int64_t ended_ms;
    text ended_by, ended_reason;
    int64_t version;
} measure_rebase;

typedef struct measure_rebases {
    measure_rebase *at;
    size_t n;
} measure_rebases;

/* Those in force and those taken back, by period. */
bool rebases_list(store_db *db, measure_key key, upw_arena *arena, measure_rebases *out,
                  upw_error *error) UPW_MUST_CHECK;

/* `draft` has key, from and reason. UPW_BAD_INPUT (no reason, the first period), UPW_NOT_FOUND (no figure of that
 * period), UPW_CONFLICT (there is one from there already), UPW_FORBIDDEN (nobody has decided: the system may not). */
bool rebases_agree(store_db *db, const measure_rebase *draft, const measure_deed *by, upw_error *error) UPW_MUST_CHECK;

/* Of draft->id and key, with draft->ended_reason: limits are again as they were. UPW_CONFLICT, UPW_NOT_FOUND. */
bool rebases_take_back(store_db *db, const measure_rebase *draft, const measure_deed *by,
                       upw_error *error) UPW_MUST_CHECK;

extern const store_statement rebases_statements[];
extern const size_t rebases_statements_count;

#endif
