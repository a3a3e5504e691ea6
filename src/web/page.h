/* web/page.h: a page as a handler writes it: what the request knows (who is signed in, what is wrong with the form)
 * goes into the frame by itself.
 *
 *   html_writer *h = web_page_begin(req, res, &(layout){ .title = TEXT("Measures"), .place = LAYOUT_MEASURES });
 *   …
 *   return web_page_end(h, error); */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/layout.h"
#include "web/site.h"

/* Of `page`, what the request knows is filled in: site, person, token, and the errors of req->form. */
html_writer *web_page_begin(request *req, response *res, const layout *page);
bool web_page_end(html_writer *h, upw_error *error) UPW_MUST_CHECK; /* UPW_TOO_LARGE when the page did not fit */

/* The hidden field without which a form of ours is refused (web/csrf.h); `action` as in the form's address. */
void web_page_write_token(html_writer *h, const request *req, text action);

/* A problem in the site's own frame. */
void web_page_draw_problem(request *req, response *res, const web_problem *problem);

#endif
