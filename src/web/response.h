/* web/response.h: what a handler fills in. Status 200, a page and "no-store" unless it says otherwise; the security
 * headers are the server's business (web/headers.h). */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

/* What the body is: names a row of the table in headers.c, which says type, policy and whether it is a download. */
typedef enum web_kind {
    WEB_HTML,
    WEB_JSON,
    WEB_PROBLEM, /* application/problem+json */
    WEB_JSON_LINES,
    WEB_CSV,
    WEB_XLSX,
    WEB_SVG,
    WEB_PNG,
    WEB_PDF,
    WEB_TEXT,
    WEB_CSS,
    WEB_SCRIPT,
    WEB_FONT,
    WEB_ICON,
    WEB_KIND_COUNT
} web_kind;

typedef enum web_cache {
    WEB_CACHE_NEVER,    /* no-store */
    WEB_CACHE_PUBLIC,   /* by anybody, for `max_age_s` (at most 60) */
    WEB_CACHE_FOR_EVER, /* the name holds a hash of the content */
    WEB_CACHE_COUNT
} web_cache;

enum { WEB_COOKIES_SET_MAX = 4, WEB_BODY_MAX = 64 * 1024 * 1024 };

typedef struct response {
    int status;
    web_kind kind;
    web_cache cache;
    unsigned max_age_s; /* of WEB_CACHE_PUBLIC; 0: 60 */
    bool has_script;    /* the page uses the site's script file */
    bool has_secret;    /* its address is a secret (an invitation's link): it is said to nobody, this site included */
    bool is_published;  /* figures for everybody: other sites may load them */
    buffer body;
    text constant; /* instead of a body: bytes that outlive every request */
    bool is_gzip;  /* `constant` was compressed ahead of time */
    /* set by the verbs below */
    text location;
    text download;
    text etag;
    text allow;
    text cookies[WEB_COOKIES_SET_MAX];
    size_t n_cookies;
    unsigned retry_after_s;
} response;

void response_init(response *res);
void response_clear(response *res); /* frees the body */

/* 303 to a path on this site; anything else is a fault of the program, or of who let it through: UPW_BAD_USAGE. */
bool response_redirect(response *res, text path, upw_error *error) UPW_MUST_CHECK;

/* The name under which a browser keeps it; reduced to [A-Za-z0-9 ._-]. */
void response_set_download(response *res, upw_arena *arena, text name);

/* Set-Cookie, as it is. Only web/session.c and what it grows into call this. */
void response_add_cookie(response *res, text cookie);

#endif
