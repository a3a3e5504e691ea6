/* What the pages of a body's profile share. */
#ifndef APPRAISE_RETURN_PROFILE_H
#define APPRAISE_RETURN_PROFILE_H

#include "services/appraise/return_pages.h"
#include "services/appraise/voices.h"

extern const web_routes return_profile_routes; /* the figures: page and file */
extern const web_routes return_voices_routes;  /* the words of an open question */

typedef struct return_profile {
    return_subject subject;
    questionnaire asked;
    profile now;      /* n 0: there is none, or not yet */
    profile before;   /* of the round before, of all that this body was then; n 0: none */
    text before_year; /* of `before`: "2025", or "2025 [b]" */
    text before_note; /* why it is not like this year's; empty: it is */
    voices said;
} return_profile;

/* Of the address. UPW_NOT_FOUND, as return_find_subject. */
bool return_find_profile(request *req, return_profile *out, upw_error *error) UPW_MUST_CHECK;

/* What open answers are about, with ways to the words themselves. */
void return_write_topics(html_writer *h, request *req, const return_profile *p);

#endif
