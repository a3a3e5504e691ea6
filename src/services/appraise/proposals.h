/* services/appraise/proposals.h: what local bodies propose to those above them, what they answer, what they say they
 * have done, and whether local bodies agree that it is done. A proposal's life is that of state-machines.csv under
 * "2026/3".
 *
 * Each body has one voice, given by its lead: on the wording, for PROPOSAL_DAYS working days; and later on every claim
 * that it is done, for as many. */
#ifndef APPRAISE_PROPOSALS_H
#define APPRAISE_PROPOSALS_H

#include "services/appraise/deed.h"
#include "services/appraise/questionnaire.h"
#include "services/appraise/rounds.h"
#include "services/services.h"

enum {
    PROPOSAL_DAYS = 10, /* working days in which bodies may say what they think */
    PROPOSAL_LEAST = 30,
    PROPOSAL_MOST = 400, /* characters of its words */
    PROPOSAL_REASON_MIN = 20,
    PROPOSAL_REASON_MAX = 1000,
    PROPOSAL_DECIDE_DAYS = 90, /* the furthest day by which something may be left to be decided */
};

/* The board's answer. */
typedef enum proposal_answer {
    ANSWER_NONE,
    ANSWER_ACCEPT,
    ANSWER_PART,
    ANSWER_REJECT,
    ANSWER_DECIDE,
    ANSWER_COUNT
} proposal_answer;
typedef struct proposal_answer_words {
    const char *name;  /* "accept": as tables and forms have it */
    const char *words; /* "Accepted" */
} proposal_answer_words;
extern const proposal_answer_words proposal_answers[ANSWER_COUNT];

/* What a body says: of the words of a proposal, or of the claim that it is done. */
typedef enum proposal_voice {
    VOICE_NONE,
    VOICE_SUPPORT,
    VOICE_OPPOSE,
    VOICE_NEUTRAL,
    VOICE_YES,
    VOICE_NO,
    VOICE_COUNT
} proposal_voice;
extern const char *const proposal_voices[VOICE_COUNT]; /* "support" … */

typedef struct proposal {
    text year;
    int64_t number;
    text words;
    text evidence;                    /* tables and themes, separated by spaces: "T2.1 trust" */
    int64_t support, oppose, neutral; /* bodies; -1 until frozen */
    int64_t tested_ms;                /* since when bodies are asked; 0: not yet */
    text dropped_reason;
    proposal_answer answer;
    text answer_reason;
    text decide_by; /* a day; empty */
    int64_t answered_ms;
    text lead, due; /* who does it at the board, until when */
    int64_t claims; /* how often it was said to be done */
    int64_t version;
    workflow_life life;
} proposal;

typedef struct proposal_list {
    proposal *at;
    size_t n;
} proposal_list;

/* One claim that it is done, and what bodies said. */
typedef struct proposal_claim {
    int64_t attempt; /* from 1 */
    text words, link;
    int64_t claimed_ms;
    int64_t yes, no; /* bodies; -1 until counted */
} proposal_claim;

typedef struct proposal_claims {
    proposal_claim *at; /* in order */
    size_t n;
} proposal_claims;

bool proposals_find(store_db *db, text year, int64_t number, upw_arena *arena, proposal *out, bool *found,
                    upw_error *error) UPW_MUST_CHECK;
bool proposals_list(store_db *db, text year, upw_arena *arena, proposal_list *out, upw_error *error) UPW_MUST_CHECK;
bool proposals_list_claims(store_db *db, const proposal *p, upw_arena *arena, proposal_claims *out,
                           upw_error *error) UPW_MUST_CHECK;

/* Everybody may read it: it was published. Dropped ones stand in the annex of the report. */
bool proposal_is_public(const proposal *p);

/* What it rests on, "trust T2.1", as words: "Trust, table T2.1". */
text proposal_evidence_words(text evidence, const questionnaire *asked, upw_arena *arena);

/* Until when bodies may say what they think of it, or of the last claim. */
int64_t proposal_voices_end_ms(int64_t since_ms);

/* A new one, or other words before bodies are asked; draft->version is what the actor saw. UPW_BAD_INPUT, UPW_CONFLICT,
 * UPW_FORBIDDEN (bodies have been asked). */
bool proposals_add(store_db *db, const proposal *draft, const appraise_deed *by, upw_arena *arena, int64_t *number,
                   upw_error *error) UPW_MUST_CHECK;
bool proposals_change(store_db *db, const proposal *draft, const appraise_deed *by, upw_arena *arena,
                      upw_error *error) UPW_MUST_CHECK;

/* A body's voice, on the words (attempt 0) or on a claim; one voice replaces the one before. UPW_FORBIDDEN when it is
 * too late, or bodies are not asked. */
bool proposals_say(store_db *db, const proposal *p, text body, proposal_voice voice, const appraise_deed *by,
                   upw_arena *arena, upw_error *error) UPW_MUST_CHECK;
bool proposals_find_voice(store_db *db, const proposal *p, text body, proposal_voice *voice,
                          upw_error *error) UPW_MUST_CHECK;

/* The proposal's moves; what an event needs is in `facts`. The events are those of MACHINE_PROPOSAL. */
typedef struct proposal_facts {
    proposal_answer answer;
    text reason; /* of an answer, or of dropping it */
    text day;    /* decide_by of an answer, due of a start */
    text lead;
    text claim, link;
} proposal_facts;
bool proposals_move(store_db *db, const workflow *w, const proposal *p, workflow_event event,
                    const proposal_facts *facts, int64_t version, const appraise_deed *by, upw_arena *arena,
                    upw_error *error) UPW_MUST_CHECK;

extern const service_rules proposal_rules;

/* Publishes what the report included, and settles claims when bodies have been heard. */
bool proposals_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error);

extern const store_statement proposals_statements[];
extern const size_t proposals_statements_count;
extern const store_statement proposal_moves_statements[];
extern const size_t proposal_moves_statements_count;

#endif
