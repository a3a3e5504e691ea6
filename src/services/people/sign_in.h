/* services/people/sign_in.h: the ways in, which share how a session begins. */
#ifndef PEOPLE_SIGN_IN_H
#define PEOPLE_SIGN_IN_H

#include "base/html.h"
#include "services/people/accounts.h"
#include "services/people/organisations.h"
#include "web/form.h"
#include "web/route.h"

extern const web_routes sign_in_routes;               /* by letter */
extern const web_routes sign_in_demonstration_routes; /* as one of the invented people */
extern const web_routes sign_in_password_routes;
extern const web_routes first_administrator_routes; /* by a link that the server prints */

extern const web_routes sign_in_second_factor_routes; /* the second half of any of them */

/* A fresh session for the account, and on to `to` (their task list where it is no address of this site). Who has a
 * second factor and has not shown it is asked for it first. */
bool sign_in_open_session(request *req, response *res, text account_id, bool has_second_factor, text to,
                          upw_error *error) UPW_MUST_CHECK;

/* Of who has no account: the organisation that lists the domain of their address, as a page on which they say their
 * name, and as a new account with the role of a member in it. */
bool sign_in_find_listing(request *req, store_db *db, text email, organisation *out, bool *found,
                          upw_error *error) UPW_MUST_CHECK;
bool sign_in_show_join(request *req, response *res, const organisation *o, text email, upw_error *error) UPW_MUST_CHECK;
bool sign_in_join(request *req, store_db *db, const organisation *o, text email, account *who,
                  upw_error *error) UPW_MUST_CHECK;

/* The hidden field that keeps where they wanted to go. */
void sign_in_write_way_back(html_writer *h, const request *req);

bool sign_in_ask_second_factor(request *req, response *res, text account_id, text to, upw_error *error) UPW_MUST_CHECK;

/* The letter with link and code to an address that somebody typed, or to nobody where it has no account. */
bool sign_in_send_letter(request *req, text email, upw_error *error) UPW_MUST_CHECK;

void sign_in_write_factor_field(html_writer *h, text name, const form_value *value);

#endif
