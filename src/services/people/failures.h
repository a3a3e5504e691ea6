/* services/people/failures.h: who has failed to sign in too often waits (security.md, sections 3.1 and 3.4). Counted in
 * the database, so that a restart forgets none; nobody is locked out for good, since a stranger can fail in anybody's
 * name. */
#ifndef PEOPLE_FAILURES_H
#define PEOPLE_FAILURES_H

#include "services/keys.h"
#include "store/store.h"

typedef enum failure_kind {
    FAILURE_PASSWORD,      /* of an account: 10 in 15 minutes, then a minute, doubling up to 15 */
    FAILURE_NETWORK,       /* of a network: 50 in 15 minutes, likewise */
    FAILURE_SECOND_FACTOR, /* of an account: 5 in 15 minutes, then 15 minutes */
    FAILURE_KIND_COUNT
} failure_kind;

/* Whom it is about: an account's id, an address, or a network; only its hash is kept, `k` NULL: one that all can make.
 */
typedef struct failure_of {
    failure_kind kind;
    text who;
    const keys *k;
} failure_of;

bool failures_may_try(store_db *db, failure_of of, int64_t now_ms, bool *may, upw_error *error) UPW_MUST_CHECK;
/* With a row in the audit trail, without the name that was typed; FAILURE_NETWORK goes with another and leaves none. */
bool failures_note(store_db *db, failure_of of, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;
bool failures_forget(store_db *db, failure_of of, upw_error *error) UPW_MUST_CHECK; /* it went well */
bool failures_sweep(store_db *db, int64_t now_ms, upw_error *error) UPW_MUST_CHECK; /* what is over */

extern const store_statement failures_statements[];
extern const size_t failures_statements_count;

#endif
