/* web/page.h: a page as a handler writes it: what the request knows (who is signed in, what is wrong with the form)
 * goes into the frame by itself.
 *
 *   html_writer *h = web_page_begin(req, res, &(layout){ .title = TEXT("Measures"), .place = LAYOUT_MEASURES });
 *   …
 *   return web_page_end(h, error); */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/layout.h"
#include "web/route.h"
#include "web/site.h"

/* Of `page`, what the request knows is filled in: site, person, token, and the errors of req->form. */
html_writer *web_page_begin(request *req, response *res, const layout *page);
bool web_page_end(html_writer *h, upw_error *error) UPW_MUST_CHECK; /* UPW_TOO_LARGE when the page did not fit */

/* The hidden field without which a form of ours is refused (web/csrf.h); `action` as in the form's address. */
void web_page_write_token(html_writer *h, const request *req, text action);

/* A form of ours, with its token, until html_close(h, "form"); one that brings a file (WEB_HAS_FILE) likewise. */
void web_page_begin_form(html_writer *h, const request *req, text action);
void web_page_begin_file_form(html_writer *h, const request *req, text action);
void web_page_write_hidden(html_writer *h, text name, text value);

/* A failure that whoever asks can put right (UPW_BAD_INPUT, UPW_CONFLICT, UPW_TOO_LARGE) is said above the form, which
 * `again` shows with what was typed: 422, or 409 when somebody else was first. Other failures stay failures. */
bool web_page_say_again(request *req, response *res, web_handler *again, const upw_error *why,
                        upw_error *error) UPW_MUST_CHECK;

/* web_site.draw_kept: what was typed, to be sent again once they have signed in or confirmed on another page. */
void web_page_draw_kept(request *req, response *res, const char *path);

/* A problem in the site's own frame. */
void web_page_draw_problem(request *req, response *res, const web_problem *problem);

#endif
