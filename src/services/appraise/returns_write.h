/* services/appraise/returns_write.h: what is written of a return. Its moves (prepare, agree, sign, …) are those of
 * state-machines.csv by workflow/move.h; return_rules.c says what each needs and does. */
#ifndef APPRAISE_RETURNS_WRITE_H
#define APPRAISE_RETURNS_WRITE_H

#include "services/appraise/deed.h"
#include "services/appraise/returns.h"

enum {
    RETURN_STATEMENT_MAX = 3000,
    RETURN_REASON_MAX = 500, /* of an agreed score, of declining or withdrawing */
    RETURN_REASON_LEAST = 20,
    RETURN_ASK_MAX = 200,
    RETURN_THANKS_MAX = 1000,
    RETURN_OBSTACLES_MAX = 500,
    RETURN_TITLE_MAX = 100,
    RETURN_QUERY_MAX = 1000,
};

/* One for each body of the tree on the opening day, at the beginning of its life; within a transaction. */
bool returns_begin_all(store_db *db, const appraise_round *r, const appraise_deed *by, upw_arena *arena, size_t *n,
                       upw_error *error) UPW_MUST_CHECK;

/* How many bodies there are on a day. */
bool returns_count_bodies(store_db *db, int32_t day, upw_arena *arena, size_t *n, upw_error *error) UPW_MUST_CHECK;

/* ---- the draft: while it is drafted, or queried ---- */

/* Some agreed scores, each with its reason; others stay. seen->version is the one that the person saw.
 *
 * UPW_CONFLICT: somebody else was first. UPW_FORBIDDEN: it is not open for changes now. */
bool returns_save_scores(store_db *db, const appraise_return *seen, const return_scores *scores,
                         const appraise_deed *by, upw_error *error) UPW_MUST_CHECK;

/* Statements, thanks, asks, obstacles, the day of the meeting and who was consulted; likewise. */
bool returns_save_statement(store_db *db, const appraise_return *draft, const appraise_deed *by,
                            upw_error *error) UPW_MUST_CHECK;

/* The lead's signature under a queried return, before the second signer's (EVENT_RETURN_RESUBMIT). */
bool returns_sign_again(store_db *db, const appraise_return *seen, text title, const appraise_deed *by,
                        upw_error *error) UPW_MUST_CHECK;

/* May the words and scores be changed now? */
bool return_is_draft(const appraise_return *ret);

/* A score of 1 to 5 that differs from the median by one or more; without a median none does. */
bool return_needs_reason(int64_t score, double median);

/* The first day on which the body can have met about it: behind the answers, where there are any. */
int32_t return_first_meeting_day(const appraise_round *r, const appraise_return *ret);

/* ---- what moves need: workflow_request.facts ---- */

/* Of EVENT_RETURN_PREPARE: who shall sign second. */
typedef struct return_acceptance {
    text signatory; /* an account that is a signatory of the body */
} return_acceptance;

/* Of EVENT_RETURN_SIGN, COUNTERSIGN and RESUBMIT. */
typedef struct return_signing {
    text title;      /* what they are at the body: "Chair" */
    int64_t version; /* of the draft that they have read */
} return_signing;

/* ---- what moves write; within their transaction ---- */

bool returns_put_people(store_db *db, text year, text body, text lead, text signatory, upw_error *error) UPW_MUST_CHECK;
bool returns_put_no_individual_stage(store_db *db, text year, text body, upw_error *error) UPW_MUST_CHECK;
bool returns_put_signature(store_db *db, text year, text body, unsigned which, const return_signature *signature,
                           upw_error *error) UPW_MUST_CHECK; /* 0, 1 */
bool returns_clear_signatures(store_db *db, text year, text body, upw_error *error) UPW_MUST_CHECK;
bool returns_put_reason(store_db *db, text year, text body, text reason, upw_error *error) UPW_MUST_CHECK;
bool returns_put_query(store_db *db, text year, text body, text query, upw_error *error) UPW_MUST_CHECK;

/* Each agreed score at the median of the profile, half points towards 3; those not shown have none. */
bool returns_put_medians(store_db *db, text year, text body, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;
int64_t return_score_of_median(double median);

/* What two people signed: its next edition, its fingerprint. */
bool returns_put_signed(store_db *db, const appraise_return *ret, text words, const char *fingerprint, int64_t now_ms,
                        upw_error *error) UPW_MUST_CHECK;
bool returns_find_signed(store_db *db, text year, text body, int64_t edition, upw_arena *arena, text *words,
                         bool *found, upw_error *error) UPW_MUST_CHECK;

extern const store_statement returns_write_statements[];
extern const size_t returns_write_statements_count;

#endif
