/* services/appraise/returns.h: what a body says as a body: agreed scores, a statement, two signatures. Its life is that
 * of state-machines.csv under "2026/E38000037". */
#ifndef APPRAISE_RETURNS_H
#define APPRAISE_RETURNS_H

#include "services/appraise/questionnaire.h"

enum { RETURN_ASKS = 3 };

/* Who was asked before the view was agreed. */
typedef enum return_consulted {
    CONSULTED_GOVERNING_BODY,
    CONSULTED_MEMBER_PRACTICES,
    CONSULTED_STAFF,
    CONSULTED_PATIENTS,
    CONSULTED_NONE,
    CONSULTED_COUNT
} return_consulted;
extern const char *const return_consulted_names[CONSULTED_COUNT]; /* "governing_body": as tables and forms have them */

typedef struct return_signature {
    text person, title; /* an account, and what they are at the body; empty: not signed */
    int64_t at_ms;
} return_signature;

typedef struct appraise_return {
    text year, body;
    text office, region; /* above it, on the opening day */
    int64_t people_served;
    text lead, signatory; /* accounts; empty: nobody yet */
    int64_t n_electors;
    bool has_individual_stage;
    int64_t n_answered; /* after the close; -1: not known yet, or fewer than the threshold */
    text met_on;        /* a day; empty: not given */
    unsigned consulted; /* 1u << return_consulted */
    text statement_board, statement_office, thanks, asks[RETURN_ASKS], obstacles;
    return_signature signatures[2];
    text fingerprint; /* SHA-256 in hexadecimal of what two people signed */
    int64_t edition;
    text reason; /* of declining or withdrawing */
    text query;
    int64_t version;
    struct {
        text person, part; /* an account; "the statement"; empty: nobody yet */
        int64_t at_ms;
    } edited; /* the last change of the draft */
    workflow_life life;
} appraise_return;

typedef struct appraise_returns {
    appraise_return *at;
    size_t n;
} appraise_returns;

/* An agreed score. */
typedef struct return_score {
    text question;
    question_target target;
    int64_t score; /* 1 to 5; 0: no agreed view */
    text reason;
} return_score;

typedef struct return_scores {
    return_score *at; /* by question and target */
    size_t n;
} return_scores;

question_target returns_read_target(text name); /* "local"; anything else is national */

text return_object(text year, text body, upw_arena *arena); /* "2026/E38000037" */

bool returns_find(store_db *db, text year, text body, upw_arena *arena, appraise_return *out, bool *found,
                  upw_error *error) UPW_MUST_CHECK;
bool returns_list(store_db *db, text year, upw_arena *arena, appraise_returns *out, upw_error *error) UPW_MUST_CHECK;

/* The score or the row of a question about somebody; NULL: there is none. */
const return_score *returns_look_up_score(const return_scores *scores, text id, question_target target);

bool returns_list_scores(store_db *db, text year, text body, upw_arena *arena, return_scores *out,
                         upw_error *error) UPW_MUST_CHECK;

/* What the body's people said about a question, frozen at the close; `is_shown` false: [c]. */
typedef struct profile_row {
    text question;
    question_target target;
    bool is_shown;
    int64_t n, counts[5], n_do_not_know, n_does_not_apply;
    double median;       /* NaN: not shown, or nobody on the scale */
    int64_t same_answer; /* 1 to 5: 90 in 100 or more said so, the other counts are not shown; 0: no such */
} profile_row;

typedef struct profile {
    profile_row *at; /* by question and target; n 0: there is no profile */
    size_t n;
} profile;
const profile_row *returns_look_up_profile(const profile *p, text id, question_target target);
bool returns_find_profile(store_db *db, text year, text body, upw_arena *arena, profile *out,
                          upw_error *error) UPW_MUST_CHECK;

extern const store_statement returns_statements[];
extern const size_t returns_statements_count;

#endif
