/* services/people/trail.h: the audit trail as people read it (product.md, section 5.7), and its last hash of each day,
 * which everybody may see, so that nobody can rewrite history unseen. workflow/audit.h writes it. */
#ifndef PEOPLE_TRAIL_H
#define PEOPLE_TRAIL_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/audit.h"

typedef struct trail_row {
    int64_t seq;
    text at;                /* UTC: "2026-11-30T14:05:00Z", or the day alone */
    text actor, actor_name; /* "system"; the name is empty of those whose account is closed */
    text role, action;      /* "body_lead", "return.countersign" */
    text object, object_name;
    text organisation, organisation_name; /* for which the actor acted */
    audit_detail details[AUDIT_DETAILS_MAX];
    size_t n_details;
    text hash;
} trail_row;

enum { TRAIL_PAGE_ROWS = 50, TRAIL_PIECE_ROWS = 1000, TRAIL_ANCHORS_MAX = 4000 /* eleven years of days */ };

/* Empty: any. */
typedef struct trail_question {
    text actor, object, organisation;
    text day;    /* of UTC, 2026-11-30 */
    text reader; /* an account that reads its own records, and those of the bodies that it leads; empty: the whole trail
                  */
    int64_t before; /* rows before this number; 0: from the latest on */
    size_t most;    /* at most TRAIL_PIECE_ROWS */
} trail_question;

typedef struct trail_rows {
    trail_row *at; /* the latest first */
    size_t n;
    bool has_more;
} trail_rows;

/* UPW_BAD_INPUT when the day is none. */
bool trail_read(store_db *db, const trail_question *question, upw_arena *arena, trail_rows *out,
                upw_error *error) UPW_MUST_CHECK;

/* A row as it was written, into its parts; false when it is no such row. */
bool trail_parse(text record, upw_arena *arena, trail_row *out);

/* The last row of a day, as published. */
typedef struct trail_anchor {
    text day;
    audit_anchor point;
} trail_anchor;
bool trail_list_anchors(store_db *db, text before_day, size_t most, upw_arena *arena, trail_anchor **out, size_t *n,
                        upw_error *error) UPW_MUST_CHECK; /* the latest day first */

/* Publish what days before today have ended with; a duty. */
bool trail_anchor_days(store_db *db, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

/* The whole chain, and the published points with it. */
bool trail_verify(store_db *db, int64_t *n_rows, upw_error *error) UPW_MUST_CHECK;

extern const store_statement trail_statements[];
extern const size_t trail_statements_count;

#endif
