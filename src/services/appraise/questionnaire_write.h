/* services/appraise/questionnaire_write.h: changing what a round asks, until it is announced. A question that people
 * have been asked before keeps its words: others are another question, under another id. */
#ifndef APPRAISE_QUESTIONNAIRE_WRITE_H
#define APPRAISE_QUESTIONNAIRE_WRITE_H

#include "services/appraise/deed.h"
#include "services/appraise/questionnaire.h"

enum { QUESTION_WORDING_MAX = 200, QUESTION_HINT_MAX = 200, QUESTION_TEXT_MAX = 1000 };

/* A new version: the questions of another, or the program's own where `from` is empty; within a transaction. */
bool questionnaire_begin(store_db *db, text version, text from, upw_error *error) UPW_MUST_CHECK;

/* Of the draft `r`, whose version is the one that the person saw. UPW_CONFLICT: somebody else was first. UPW_FORBIDDEN:
 * it is announced. UPW_BAD_INPUT: words too long or none; a question that was used, unless `as_new`. */
bool questionnaire_change(store_db *db, const appraise_round *r, const question *draft, bool as_new,
                          const appraise_deed *by, upw_error *error) UPW_MUST_CHECK;

/* draft->id is given by this function, draft->theme is one of the version's. */
bool questionnaire_add(store_db *db, const appraise_round *r, const question *draft, const appraise_deed *by,
                       upw_error *error) UPW_MUST_CHECK;
bool questionnaire_remove(store_db *db, const appraise_round *r, text id, const appraise_deed *by,
                          upw_error *error) UPW_MUST_CHECK;

/* Have people been asked this in a round that was announced? */
bool question_was_used(store_db *db, text id, text version, bool *was_used, upw_error *error) UPW_MUST_CHECK;

extern const store_statement questionnaire_write_statements[];
extern const size_t questionnaire_write_statements_count;

#endif
