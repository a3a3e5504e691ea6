/* services/appraise/rounds.h: the yearly round: who is appraised, by when what happens, and where it stands.
 *
 * Its life is that of state-machines.csv under the year ("2026"); the dates follow from what was set when it was
 * announced and do not move, but for the return window, once. */
#ifndef APPRAISE_ROUNDS_H
#define APPRAISE_ROUNDS_H

#include "services/appraise/answers.h"
#include "store/store.h"
#include "workflow/move.h"

enum {
    ROUND_YEAR_LEN = 4,
    ROUND_NOTICE_DAYS = 28, /* between announcement and opening, and before publication */
    ROUND_EXTENSION_MAX = 14,
    ROUND_PEOPLE_LEAST = 8, /* the lowest threshold that is accepted */
};

typedef struct appraise_round {
    text year, title;
    text board;                                 /* the organisation that is appraised */
    text board_label, office_label, body_label; /* "the national board", "your local office", "commissioning group" */
    int32_t opens_on, publish_on;               /* days */
    int64_t individual_days, return_days, extra_days, reply_working_days;
    int64_t min_people;
    bool is_official;  /* regime: by a producer of official statistics */
    bool shares_draft; /* before publication a draft is checked, with whole numbers; else figures in final form */
    text questionnaire;
    text extra_reason;
    text cancel_reason, cancelled_by; /* asked for by the first of two officers */
    text public_key, secret_key;      /* hexadecimal; the second is sealed (services/keys.h). Empty: not announced */
    int64_t version;                  /* of what was set, for forms */
    workflow_life life;
} appraise_round;

typedef struct appraise_rounds {
    appraise_round *at;
    size_t n;
} appraise_rounds;

bool rounds_find(store_db *db, text year, upw_arena *arena, appraise_round *out, bool *found,
                 upw_error *error) UPW_MUST_CHECK;
bool rounds_list(store_db *db, upw_arena *arena, appraise_rounds *out,
                 upw_error *error) UPW_MUST_CHECK; /* latest first */

/* What an office is called when it is not the reader's: "their local office" of "your local office". */
text round_their_office(const appraise_round *r, upw_arena *arena);

/* The latest that was announced and not cancelled; *found false: none ever was. */
bool rounds_find_current(store_db *db, upw_arena *arena, appraise_round *out, bool *found,
                         upw_error *error) UPW_MUST_CHECK;

/* Has everybody heard of it? (It is announced, or further; what is not is as if it were not there.) */
bool round_is_public(const appraise_round *r);
bool round_is_published(const appraise_round *r);

/* When things happen, in the time of London; each the first instant after what ends. */
int64_t round_opens_ms(const appraise_round *r);           /* 09:00 of the opening day */
int64_t round_individual_ends_ms(const appraise_round *r); /* midnight after the last day of answering */
int64_t round_returns_end_ms(const appraise_round *r);     /* midnight after the last day of signing */
int64_t round_reply_ends_ms(const appraise_round *r, int64_t shared_ms);
int64_t round_publishes_ms(const appraise_round *r); /* 09:30 of the day */

/* The last day of the two windows, as people are told it. */
int32_t round_last_individual_day(const appraise_round *r);
int32_t round_last_return_day(const appraise_round *r);

extern const store_statement rounds_statements[];
extern const size_t rounds_statements_count;

#endif
