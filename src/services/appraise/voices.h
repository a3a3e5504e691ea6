/* services/appraise/voices.h: what a body's people wrote, after the close: how many, about what, and the words
 * themselves where at least `min_people` wrote (product.md, section 6.3, step 6): shuffled, and without those that look
 * as if they had somebody's particulars in them. */
#ifndef APPRAISE_VOICES_H
#define APPRAISE_VOICES_H

#include "services/appraise/answer_body.h"
#include "services/appraise/returns.h"

/* Read all comments of a round and write what may be seen of them; within the transaction of the close. */
typedef struct voices_job {
    store_db *db;
    answers *file;
    const appraise_round *round;
    const questionnaire *asked;
    const answers_keys *opened;
    const appraise_returns *all;
    upw_arena *arena;
} voices_job;
bool voices_write(const voices_job *job, upw_error *error) UPW_MUST_CHECK;

/* How many wrote about a topic; `topic` empty: how many wrote at all. */
typedef struct voices_count {
    text question, topic;
    int64_t n;
} voices_count;

typedef struct voices_words {
    text question, words;
} voices_words;

typedef struct voices {
    voices_count *counts;
    size_t n_counts;
    voices_words *said; /* by question, in the order of random numbers */
    size_t n_said;
} voices;
bool voices_find(store_db *db, text year, text body, upw_arena *arena, voices *out, upw_error *error) UPW_MUST_CHECK;

/* The words of a round go after 12 months; counts stay. */
bool voices_forget(store_db *db, text year, upw_error *error) UPW_MUST_CHECK;

extern const store_statement voices_statements[];
extern const size_t voices_statements_count;

#endif
