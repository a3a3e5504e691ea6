/* services/people/account_pages.h: what the pages under /account share. */
#ifndef PEOPLE_ACCOUNT_PAGES_H
#define PEOPLE_ACCOUNT_PAGES_H

#include "services/people/accounts.h"
#include "web/request.h"

/* The account of the person who asks; UPW_NOT_FOUND when it has just been closed. */
bool account_find_self(request *req, account *self, upw_error *error) UPW_MUST_CHECK;

/* "Body lead": a role as words. */
text role_words(workflow_role role, upw_arena *arena);

/* "2:05pm on 30 November 2026" */
text time_words(int64_t at_ms, upw_arena *arena);

#endif
