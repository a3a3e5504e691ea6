/* web/route.h: what can be asked for: one table, which pages, tests and documentation walk. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "upward/error.h"
#include "web/form.h"
#include "web/rates.h"
#include "web/request.h"
#include "web/response.h"

typedef bool web_handler(request *req, response *res, upw_error *error);

/* route.needs: a permission of the application's (above 0), or */
enum {
    WEB_SIGNED_IN = 0, /* anybody who is signed in */
    WEB_ANYONE = -1,   /* openness must be spelled */
};

/* Whose things the address may name. What is out of scope answers exactly as what does not exist. */
typedef enum web_scope {
    WEB_SCOPE_NONE,      /* the address names nothing of anybody's */
    WEB_SCOPE_SELF,      /* the person's own */
    WEB_SCOPE_OWN,       /* their organisation's */
    WEB_SCOPE_LISTED,    /* they stand on a list */
    WEB_SCOPE_PUBLISHED, /* published, or theirs */
    WEB_SCOPE_ANY,       /* everybody's together: for those who may do it whatever organisation it is about */
    WEB_SCOPE_COUNT
} web_scope;

typedef enum web_flags {
    WEB_NEEDS_REAUTH = 1,        /* signed in again within five minutes */
    WEB_NEEDS_SECOND_FACTOR = 2, /* a second factor in this session */
    WEB_IS_API = 4,              /* JSON: problems too; no redirect to the sign-in page; session or bearer token */
    WEB_BEFORE_SESSION = 8,      /* a form of someone not signed in: guarded by the one-time cookie */
    WEB_IS_STATIC = 16,          /* answered without a worker's database: no session is looked up */
    WEB_HAS_FILE = 32,           /* multipart/form-data; else application/x-www-form-urlencoded */
    WEB_BY_LINK = 64,  /* the address is the secret that opens it, and who asks is nobody's business: no session is
                          looked up, no cookie read or set, no line is logged, forms need no token (nobody else knows the
                          address), and pages are filled up to WEB_PAGE_STEP */
    WEB_IS_PEEK = 128, /* asked by a page and not by somebody: the session is not put off */
} web_flags;

enum { WEB_PAGE_STEP = 16384 }; /* bytes: who watches the line sees pages of one size */

typedef struct route {
    web_method method;
    const char *pattern; /* "/measures/{id}"; "{name...}" at the end takes all that is left */
    web_handler *handler;
    int needs;
    web_scope scope;
    unsigned flags;
    const form *form;   /* POST: checked before the handler runs */
    web_handler *again; /* POST with a form: shows the page again with what was typed and what is wrong with it (422) */
    size_t body_max;    /* bytes; 0: 64 KiB for a form, 256 KiB for JSON */
    web_rate rate;      /* 0: by method and session */
    const char *lists;  /* query names that may stand more than once, separated by spaces */
} route;

typedef struct web_routes {
    const route *at;
    size_t n;
} web_routes;

typedef struct web_router web_router;

/* UPW_BAD_USAGE names a route that can never be right: two that match the same address, POST without a form, … */
web_router *web_router_new(const web_routes *tables, size_t n_tables, upw_error *error) UPW_MUST_CHECK;
void web_router_free(web_router *router);

size_t web_router_count(const web_router *router);
const route *web_router_at(const web_router *router, size_t i); /* in the order of the tables */

/* The route of this path and method, its values in *values. NULL: no route has the method; then *allow is the Allow
 * header of the path ("GET, HEAD"), or empty when no route has the path. */
struct web_segments;
const route *web_router_find(const web_router *router, web_method method, const struct web_segments *path,
                             upw_arena *arena, web_pairs *values, text *allow);

size_t web_body_max(const route *r); /* the table's, or the usual one */

/* Of the form that is sent to it: a route that takes more than usual takes longer values, too. */
web_pairs_limits web_form_limits(const route *r);

/* What `upward routes` prints; the application names its permissions. */
void web_routes_add_table(buffer *out, const web_router *router, const char *(*name_permission)(int));
void web_routes_add_json(buffer *out, const web_router *router, const char *(*name_permission)(int));

#endif
