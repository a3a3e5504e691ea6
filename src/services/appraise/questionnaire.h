/* services/appraise/questionnaire.h: what is asked. Questions are data, by version; one that has been used is never
 * changed, only replaced under another id, so that change over the years is honest. */
#ifndef APPRAISE_QUESTIONNAIRE_H
#define APPRAISE_QUESTIONNAIRE_H

#include "services/appraise/rounds.h"

typedef enum question_scale { SCALE_AGREE, SCALE_QUALITY, SCALE_TEXT } question_scale;

/* Who is judged. */
typedef enum question_target { TARGET_NATIONAL, TARGET_LOCAL, TARGET_COUNT } question_target;
extern const char *const question_target_names[TARGET_COUNT]; /* "national", "local": as the tables have them */

typedef struct question {
    text id;
    text theme, theme_title;
    text wording; /* with {Body} and {body} */
    text hint;
    question_scale scale;
    bool is_negative; /* agreeing is bad */
    unsigned targets; /* 1u << target */
    bool is_required;
    size_t max_chars; /* of a text */
} question;

typedef struct questionnaire {
    text version;
    question *at; /* in the order in which they are asked; questions of a theme stand together */
    size_t n;
} questionnaire;

enum { ANSWER_DO_NOT_KNOW = 8, ANSWER_DOES_NOT_APPLY = 9, QUESTIONS_MAX = 100 };

bool questionnaire_find(store_db *db, text version, upw_arena *arena, questionnaire *out,
                        upw_error *error) UPW_MUST_CHECK;

/* The questions that come with the program, under that version; within a transaction. */
bool questionnaire_add_default(store_db *db, text version, upw_error *error) UPW_MUST_CHECK;

bool question_is_about(const question *q, question_target target);
question_target question_first_target(const question *q); /* of both, the board */
/* The wording, said of the board or the office of a round. */
text question_words(const question *q, const appraise_round *r, question_target target, upw_arena *arena);

/* "Strongly agree" for 5 … of a scale; NULL: there is no such answer. */
const char *answer_words(question_scale scale, int64_t value);

extern const store_statement questionnaire_statements[];
extern const size_t questionnaire_statements_count;

#endif
