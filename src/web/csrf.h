/* web/csrf.h: telling a form of ours from one that another site made a browser send (security.md section 3.3). */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include <stdbool.h>

#include "base/text.h"
#include "web/request.h"

/* Sec-Fetch-Site, Origin and Referer, as far as they are there, name this site; one of the last two must be there. */
bool web_csrf_is_same_site(const request *req);

/* The form token (field "csrf", or the header X-CSRF-Token) is that of this session and this part of the site. */
bool web_csrf_has_token(const request *req);

/* The token for a form that is sent to `action` ("/measures/x"): goes into a hidden field "csrf". Empty when there is
 * neither a session nor a form for people who are not signed in. */
text web_csrf_token(const request *req, text action);

/* The same for a form on any page that is sent to an address for those who are signed in, as signing out is: a page
 * for people who are not signed in may be asked for by somebody who is. */
text web_csrf_token_of_session(const request *req, text action);

#endif
