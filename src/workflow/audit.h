/* workflow/audit.h: the trail that nobody can rewrite unseen (security.md, section 7).
 *
 * A row is a line of canonical JSON and a hash of the row before and itself: BLAKE2b-256 of "upward/audit/v1", the
 * hash before (32 zero bytes for the first) and the line. It is written in the transaction of the change that it
 * records: no change without a row, no row without a change. Never in it: passwords, tokens, answers, free text. */
#ifndef WORKFLOW_AUDIT_H
#define WORKFLOW_AUDIT_H

#include "base/buffer.h"
#include "store/store.h"
#include "workflow/tables.h"

enum { AUDIT_HASH_SIZE = 32, AUDIT_HASH_HEX = 64, AUDIT_DETAILS_MAX = 12 };

/* Who does something, and as what. */
typedef struct workflow_actor {
    text person; /* empty: the system */
    workflow_role role;
    text organisation; /* for which the role is held; empty: none */
} workflow_actor;

typedef struct audit_detail {
    const char *name;
    text value;
} audit_detail;

typedef struct audit_entry {
    int64_t at_ms;
    bool only_day; /* the time would tell something: the day is all that is kept */
    workflow_actor actor;
    const char *action; /* "return.countersign" */
    text object;
    text request; /* the request's id; empty: none */
    audit_detail details[AUDIT_DETAILS_MAX];
    size_t n_details;
} audit_entry;

/* Within the transaction of the change. */
bool audit_append(store_db *db, const audit_entry *entry, upw_error *error) UPW_MUST_CHECK;

/* A point of the chain, as published. */
typedef struct audit_anchor {
    int64_t seq;
    char hash[AUDIT_HASH_HEX + 1];
} audit_anchor;

bool audit_find_head(store_db *db, audit_anchor *head, upw_error *error) UPW_MUST_CHECK;

/* Read the whole chain; UPW_CONFLICT names the first row that is not as it was written, or the anchor that is not met.
 */
bool audit_verify(store_db *db, const audit_anchor *anchors, size_t n_anchors, int64_t *n_rows,
                  upw_error *error) UPW_MUST_CHECK;

/* What the two functions above are made of. */
void audit_add_record(buffer *out, int64_t seq, const audit_entry *entry);
void audit_hash(const unsigned char before[AUDIT_HASH_SIZE], text record, unsigned char hash[AUDIT_HASH_SIZE]);

extern const store_statement audit_statements[];
extern const size_t audit_statements_count;

#endif
