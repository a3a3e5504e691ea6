/* services/people/sign_in.h: the ways in, which share how a session begins. */
#ifndef PEOPLE_SIGN_IN_H
#define PEOPLE_SIGN_IN_H

#include "base/html.h"
#include "web/route.h"

extern const web_routes sign_in_routes;               /* by letter */
extern const web_routes sign_in_demonstration_routes; /* as one of the invented people */
extern const web_routes first_administrator_routes;   /* by a link that the server prints */

/* A fresh session for the account, and on to `to` (their task list where it is no address of this site). */
bool sign_in_open_session(request *req, response *res, text account_id, bool has_second_factor, text to,
                          upw_error *error) UPW_MUST_CHECK;

/* A form of ours: until "</form>", with what guards it. */
void sign_in_begin_form(html_writer *h, const request *req, text action);
void sign_in_write_hidden(html_writer *h, text name, text value);

#endif
