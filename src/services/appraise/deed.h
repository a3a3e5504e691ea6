/* services/appraise/deed.h: who does something to a round or a return, and when; and the audit row that it leaves, in
 * the same transaction, where it is no move of a life cycle (those write their own). */
#ifndef APPRAISE_DEED_H
#define APPRAISE_DEED_H

#include "store/store.h"
#include "workflow/audit.h"

typedef struct appraise_deed {
    workflow_actor actor;
    int64_t now_ms;
    text request; /* id of the request, for the audit row; empty: none */
} appraise_deed;

/* `action` is "return.save"; `details` at most AUDIT_DETAILS_MAX. */
bool appraise_record(store_db *db, const appraise_deed *by, const char *action, text object,
                     const audit_detail *details, size_t n_details, upw_error *error) UPW_MUST_CHECK;

#endif
