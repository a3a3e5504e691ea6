/* services/appraise/answer_body.h: an answer as bytes: what is sealed, and read again after the close.
 *
 *   upward answer 1
 *   body E38000037
 *   rating L1 national 4
 *   rating L1 local 8
 *   comment X1 0 27
 *   Keep priorities for a year.
 *
 * Lines end with LF, also behind a comment, whose length in bytes stands in its line; 1 in place of 0: its writer said
 * that it is about nobody. Questions stand in the order of the questionnaire, the national board before the local
 * office. Whatever departs from this is refused. */
#ifndef APPRAISE_ANSWER_BODY_H
#define APPRAISE_ANSWER_BODY_H

#include "services/appraise/questionnaire.h"

typedef struct answer_body {
    text body;                                    /* the organisation, by id */
    uint8_t ratings[QUESTIONS_MAX][TARGET_COUNT]; /* by the question's place: 1 to 5, ANSWER_…; 0: not answered */
    text comments[QUESTIONS_MAX];                 /* likewise; empty: none */
    bool is_vouched[QUESTIONS_MAX];               /* of a comment: "This is not about a person" */
} answer_body;

/* All of it, for a draft; and the parts that are sent apart from each other. */
text answers_encode(const questionnaire *asked, const answer_body *from, upw_arena *arena);
text answers_encode_ratings(const questionnaire *asked, const answer_body *from, upw_arena *arena);
text answers_encode_comment(const questionnaire *asked, const answer_body *from, size_t question, upw_arena *arena);

/* Texts of *out are in `bytes`. UPW_BAD_INPUT says what was expected. */
bool answers_decode(text bytes, const questionnaire *asked, answer_body *out, upw_error *error) UPW_MUST_CHECK;

/* Whether each rating that must be given is there. */
bool answer_is_complete(const questionnaire *asked, const answer_body *a);
bool answer_has_question(const question *q, const answer_body *a, size_t place); /* answered, for all whom it judges */

#endif
