/* The letters of the moves of a return (emails.csv): return_rules.c alone. */
#ifndef APPRAISE_RETURN_LETTERS_H
#define APPRAISE_RETURN_LETTERS_H

#include "services/appraise/readers.h"

bool return_letter_leading(workflow_step *step, upw_error *error) UPW_MUST_CHECK;   /* A04 */
bool return_letter_profile(workflow_step *step, upw_error *error) UPW_MUST_CHECK;   /* A08 */
bool return_letter_lapsed(workflow_step *step, upw_error *error) UPW_MUST_CHECK;    /* A10 */
bool return_letter_to_sign(workflow_step *step, upw_error *error) UPW_MUST_CHECK;   /* A11 */
bool return_letter_submitted(workflow_step *step, upw_error *error) UPW_MUST_CHECK; /* A12 */
bool return_letter_recorded(workflow_step *step, upw_error *error) UPW_MUST_CHECK;  /* A13 */

/* So many days are left to sign; a duty's. */
bool return_letter_days_left(const letters_desk *desk, const appraise_round *r, const appraise_return *ret,
                             const char *days, upw_error *error) UPW_MUST_CHECK;

/* The return and the round that the step is about. */
bool return_of_step(workflow_step *step, appraise_round *r, appraise_return *ret, upw_error *error) UPW_MUST_CHECK;

#endif
