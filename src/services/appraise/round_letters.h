/* The letters of the moves of a round (emails.csv): round_rules.c alone. */
#ifndef APPRAISE_ROUND_LETTERS_H
#define APPRAISE_ROUND_LETTERS_H

#include "services/appraise/readers.h"

bool round_letter_announced(workflow_step *step, upw_error *error) UPW_MUST_CHECK; /* A01 */
bool round_letter_open(workflow_step *step, upw_error *error) UPW_MUST_CHECK;      /* A02 */
bool round_letter_cancelled(workflow_step *step, upw_error *error) UPW_MUST_CHECK; /* A03 */
bool round_letter_extended(workflow_step *step, upw_error *error) UPW_MUST_CHECK;  /* A09 */
bool round_letter_of_returns(workflow_step *step,
                             upw_error *error) UPW_MUST_CHECK; /* A08, A10: each return writes its own */

/* Of the round that the step is about. */
bool round_of_step(workflow_step *step, appraise_round *r, upw_error *error) UPW_MUST_CHECK;

#endif
