/* What the pages of a body's electorate share. */
#ifndef APPRAISE_RETURN_ELECTORS_H
#define APPRAISE_RETURN_ELECTORS_H

#include "services/appraise/electors.h"
#include "services/appraise/return_pages.h"

extern const web_routes return_electors_routes; /* the list: typed, pasted, brought as a file, emptied */
extern const web_routes return_elector_routes;  /* one person of it */
extern const web_routes return_invite_routes;   /* the invitations, and how many have answered */

text return_elector_url(const return_subject *s, text id, const char *tail, upw_arena *arena);

#define RETURN_LISTED_BY_LEAD .needs = PERMISSION_S1_SEE_WHO_WAS_INVITED, .scope = WEB_SCOPE_OWN

#endif
