/* services/appraise/sharing.h: who reads the report before everybody may, what they say is wrong with it, and the
 * board's reply.
 *
 * A recipient is named with a job title and a reason, has one link that opens it for that person alone, and reads a
 * copy with their name on each page; each opening leaves its audit row. Points live by state-machines.csv under
 * "2026/3". */
#ifndef APPRAISE_SHARING_H
#define APPRAISE_SHARING_H

#include "services/appraise/reports.h"

enum {
    SHARE_DAY_LIST_MAX = 50, /* people who may read it in the last 24 hours */
    SHARE_RECIPIENTS_MAX = 500,
    SHARE_TITLE_MAX = 100,
    SHARE_REASON_MAX = 500,
    POINT_WORDS_MAX = 2000,
    POINT_PLACE_MAX = 100,
    REPLY_MAX = 15000, /* characters */
    NOTICE_MIN = 20,
    NOTICE_MAX = 2000,
};

typedef struct recipient {
    text id, year, name, email, title, reason;
    text organisation; /* the board, or the office that they are of */
    bool is_day_list;
    text mark; /* printed on each page */
    int64_t removed_ms, openings, first_ms, last_ms;
    bool has_link;
    text breach;
} recipient;

typedef struct recipients {
    recipient *at;
    size_t n;
} recipients;

/* Those on the list, by name; with `also_removed`, those who were on it, too. */
bool recipients_list(store_db *db, text year, bool also_removed, upw_arena *arena, recipients *out,
                     upw_error *error) UPW_MUST_CHECK;
bool recipients_find(store_db *db, text id, upw_arena *arena, recipient *out, bool *found,
                     upw_error *error) UPW_MUST_CHECK;

/* Who reads with this address, now: on the list, and not before their link was sent. */
bool recipients_find_reader(store_db *db, text year, text email, upw_arena *arena, recipient *out, bool *found,
                            upw_error *error) UPW_MUST_CHECK;
bool recipients_has_token(store_db *db, const recipient *r, text token, bool *is_theirs,
                          upw_error *error) UPW_MUST_CHECK;

/* A new one, or the same address once more. UPW_BAD_INPUT says what is missing. */
bool recipients_add(store_db *db, const recipient *draft, const report_deed *by, upw_arena *arena,
                    upw_error *error) UPW_MUST_CHECK;
bool recipients_remove(store_db *db, const recipient *r, const report_deed *by, upw_error *error) UPW_MUST_CHECK;
bool recipients_note_breach(store_db *db, const recipient *r, text words, const report_deed *by,
                            upw_error *error) UPW_MUST_CHECK;
/* A new link for the letter; an earlier one ends. Within a transaction. */
bool recipients_make_link(store_db *db, const recipient *r, upw_arena *arena, text *token,
                          upw_error *error) UPW_MUST_CHECK;
/* They have opened it: counted, and a row in the audit trail. */
bool recipients_note_opening(store_db *db, const recipient *r, text place, const report_deed *by,
                             upw_error *error) UPW_MUST_CHECK;

/* ---- factual points ---- */

typedef enum point_outcome {
    POINT_OPEN,
    POINT_ACCEPTED,
    POINT_PART_ACCEPTED,
    POINT_REJECTED,
    POINT_OUTCOMES
} point_outcome;
typedef struct point_outcome_words {
    const char *name;  /* "part_accepted": as tables and forms have it */
    const char *words; /* "Accepted in part" */
} point_outcome_words;
extern const point_outcome_words point_outcomes[POINT_OUTCOMES];

typedef struct point {
    text year;
    int64_t number;
    text place, words, evidence;
    text organisation; /* of who raised it */
    text raised_by;
    int64_t raised_ms;
    point_outcome outcome;
    text reason; /* of the outcome */
    int64_t settled_ms;
    int64_t version;
    workflow_life life;
} point;

typedef struct points {
    point *at;
    size_t n, n_open;
} points;

bool points_list(store_db *db, text year, upw_arena *arena, points *out, upw_error *error) UPW_MUST_CHECK;
bool points_find(store_db *db, text year, int64_t number, upw_arena *arena, point *out, bool *found,
                 upw_error *error) UPW_MUST_CHECK;
bool points_add(store_db *db, const point *draft, const report_deed *by, int64_t *number,
                upw_error *error) UPW_MUST_CHECK; /* within a transaction */
bool points_put_outcome(store_db *db, const point *p, point_outcome outcome, text reason, const report_deed *by,
                        upw_error *error) UPW_MUST_CHECK; /* likewise */
bool point_allows_change(const point *p);                 /* accepted, wholly or in part */

/* ---- the reply ---- */

typedef struct reply {
    text words;
    text edited_by, sent_by;
    int64_t sent_ms, lapsed_ms; /* 0: not (yet) */
    int64_t version;
} reply;
bool replies_find(store_db *db, text year, upw_arena *arena, reply *out, bool *found, upw_error *error) UPW_MUST_CHECK;
/* The draft. UPW_CONFLICT: somebody else changed it since `version`; UPW_FORBIDDEN: it was sent. */
bool replies_save(store_db *db, text year, const reply *draft, const report_deed *by, upw_error *error) UPW_MUST_CHECK;
bool replies_put_end(store_db *db, text year, bool is_sent, const report_deed *by,
                     upw_error *error) UPW_MUST_CHECK; /* within the move */

extern const store_statement sharing_statements[];
extern const size_t sharing_statements_count;

#endif
