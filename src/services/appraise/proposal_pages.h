/* What the pages about proposals share. */
#ifndef APPRAISE_PROPOSAL_PAGES_H
#define APPRAISE_PROPOSAL_PAGES_H

#include "services/appraise/proposals.h"
#include "services/people/people.h"
#include "web/page.h"

extern const web_routes proposal_routes;           /* what everybody reads */
extern const web_routes proposal_board_routes;     /* the board's answer, progress and claim */
extern const web_routes proposal_coalition_routes; /* wording, asking bodies, keeping or dropping */
extern const web_routes proposal_voice_routes;     /* what a body says */

bool proposals_add_tasks(request *req, service_tasks *tasks, upw_error *error) UPW_MUST_CHECK;

/* The proposal of the address, {year} and {number}; UPW_NOT_FOUND. */
bool proposal_find_named(request *req, proposal *out, upw_error *error) UPW_MUST_CHECK;

appraise_deed proposal_make_deed(const request *req, workflow_actor actor);

text proposal_url(const proposal *p, const char *tail, upw_arena *arena); /* "/proposals/2026/3…" */
text proposal_standing(const proposal *p);                                /* "Board says done, local bodies disagree" */
text proposal_name(const proposal *p, upw_arena *arena);                  /* "Proposal 3" */
text proposal_rests_on(request *req, const proposal *p);                  /* "Trust, table T2.1" */

#endif
