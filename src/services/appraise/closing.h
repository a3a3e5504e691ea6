/* services/appraise/closing.h: what a move of a round does to what people have said, which lies apart from it. */
#ifndef APPRAISE_CLOSING_H
#define APPRAISE_CLOSING_H

#include "services/appraise/rounds.h"

/* The individual window is over: answers are collected, profiles and counts are written, and each return that collects
 * moves on (EVENT_RETURN_PROFILE_READY or EVENT_RETURN_PROFILE_WITHHELD). Within the transaction of the round's move.
 */
bool appraise_close_answering(workflow_step *step, const appraise_round *r, upw_error *error) UPW_MUST_CHECK;

/* The round is cancelled: what was said is destroyed unread, and nobody is invited any more. */
bool appraise_cancel_answering(workflow_step *step, const appraise_round *r, upw_error *error) UPW_MUST_CHECK;

extern const store_statement closing_statements[];
extern const size_t closing_statements_count;

#endif
