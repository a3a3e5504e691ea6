/* web/site.h: what the application tells the web about itself, and the one order in which a request is judged. */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/error.h"
#include "web/rates.h"
#include "web/request.h"
#include "web/response.h"
#include "web/route.h"

typedef enum web_verdict {
    WEB_MAY,
    WEB_MAY_NOT,  /* 403: they may see it, but not do this */
    WEB_IS_ABSENT /* 404, as if it were not there */
} web_verdict;

/* What went wrong, for people. */
typedef struct web_problem {
    int status;
    const char *title;    /* "Page not found" */
    text sentence;        /* what it means here, or what to do; fit to be shown */
    const char *incident; /* the request's id, where somebody should look into the log; NULL: nobody need */
} web_problem;

typedef struct web_site {
    const char *origin; /* "https://upward.example" or "http://127.0.0.1:8080": compared with Host and Origin */
    bool is_secure;     /* the origin is https: cookies are Secure, HSTS is said */
    const web_router *router;
    web_rates *rates; /* NULL: no rates, for measuring */

    /* The person of a session; UPW_NOT_FOUND when the account has gone. */
    bool (*identify)(request *req, text person_id, web_person *out, upw_error *error);
    /* The person of a token for machines (Authorization: Bearer); UPW_NOT_FOUND when there is none. NULL: no tokens. */
    bool (*identify_token)(request *req, text token, web_person *out, upw_error *error);
    /* route.needs above 0; req->person is NULL when nobody is signed in. */
    web_verdict (*may)(const request *req, const route *r);
    /* route.scope other than NONE and ANY; false only when the question itself failed. NULL: nothing is in scope. */
    bool (*in_scope)(request *req, const route *r, bool *is_in_scope, upw_error *error);
    /* A problem as a page, in the site's own layout; NULL: a plain one. */
    void (*draw_problem)(request *req, response *res, const web_problem *problem);
    /* Somebody has sent a form of ours and must sign in or confirm first, at `path`: a page that keeps what was typed.
     * NULL: they are led to `path`. */
    void (*draw_kept)(request *req, response *res, const char *path);

    _Atomic(const struct layout_site *) layout; /* what web/page.h says about the installation on every page; may be
                                                 * changed while requests are answered */
    const char *sign_in_path;                   /* where someone goes who must sign in, and … */
    const char *confirm_path; /* … must sign in again, or give a second factor; NULL: they are told so, no more */
    void *application;        /* the services' own */
} web_site;

enum { WEB_TARGET_MAX = 4096 };

/* The first part of the judgement, before a byte of the body is read: address, method, kind and size of the body. False
 * when it ends here, with the response filled in. req has arena, site, headers and network; `target` is the address as
 * sent; `body_size` is what Content-Length says, 0 when there is none. Sets the request's method, path, path_values,
 * query, cookies and route. */
bool web_admit(request *req, text method, text target, uint64_t body_size, response *res) UPW_MUST_CHECK;

/* The rest, in this order and nowhere else: rate, session, permission, second factor, signing in again, scope, forged
 * requests, form table, handler. Always leaves a response. */
void web_answer(request *req, response *res);

/* Replace whatever the response holds by a problem: a page, or problem+json where the route is an API. `sentence`
 * empty: the usual one of the status. */
void web_respond_problem(request *req, response *res, int status, text sentence);
void web_respond_error(request *req, response *res, const upw_error *error); /* by its code */

#endif
