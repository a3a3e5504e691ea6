/* services/appraise/rounds_write.h: setting up a round. Its moves (announce, open, cancel, …) are those of
 * state-machines.csv by workflow/move.h; round_rules.c says what each needs and does. */
#ifndef APPRAISE_ROUNDS_WRITE_H
#define APPRAISE_ROUNDS_WRITE_H

#include "services/appraise/deed.h"
#include "services/appraise/rounds.h"
#include "services/keys.h"
#include "web/messages.h"

enum {
    ROUND_TITLE_MAX = 100,
    ROUND_LABEL_MAX = 60,
    ROUND_REASON_LEAST = 20,
    ROUND_REASON_MAX = 1000,
    ROUND_WORKING_DAYS_LEFT = 35, /* at least, between the close of returns and publication */
};

/* What is wrong with what was set, seen on a day: the field of the form and the sentence; false: nothing. `today` with
 * INT32_MIN does not ask whether the opening is far enough ahead. */
typedef struct round_fault {
    const char *field;
    web_message message;
} round_fault;
bool rounds_find_fault(const appraise_round *r, int32_t today, round_fault *fault);

/* A new draft, with the questionnaire of the round before it, or the program's own where there is none.
 * UPW_CONFLICT: the year has a round. UPW_BAD_INPUT: as the form would say. */
bool rounds_create(store_db *db, const appraise_round *draft, const appraise_deed *by, upw_error *error) UPW_MUST_CHECK;

/* What is set of a draft; draft->version is the one that the person saw. UPW_CONFLICT: somebody else was first.
 * UPW_FORBIDDEN: it is announced. */
bool rounds_change(store_db *db, const appraise_round *draft, const appraise_deed *by, upw_error *error) UPW_MUST_CHECK;

/* The first of two officers asks for the round to be cancelled; the second one moves it (EVENT_ROUND_CANCEL). */
bool rounds_ask_to_cancel(store_db *db, const appraise_round *r, text reason, const appraise_deed *by,
                          upw_error *error) UPW_MUST_CHECK;

/* What is needed besides the reason to move a round by EVENT_ROUND_EXTEND: workflow_request.facts. */
typedef struct round_extension {
    int64_t days; /* 1 to ROUND_EXTENSION_MAX */
} round_extension;

/* The keys that open the answers of an announced round. UPW_UNAVAILABLE when this server has no key file, or not the
 * one with which they were sealed. */
bool rounds_open_keys(const appraise_round *r, const keys *k, answers_keys *out, upw_error *error) UPW_MUST_CHECK;

/* Within the transaction of the move; of round_rules.c alone. */
bool rounds_put_keys(store_db *db, text year, const keys *k, upw_error *error) UPW_MUST_CHECK;
bool rounds_put_extension(store_db *db, text year, int64_t days, text reason, upw_error *error) UPW_MUST_CHECK;

extern const store_statement rounds_write_statements[];
extern const size_t rounds_write_statements_count;

#endif
