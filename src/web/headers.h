/* web/headers.h: the header fields of every response, errors included, from one function (security.md section 8). */
#ifndef WEB_HEADERS_H
#define WEB_HEADERS_H

#include "base/text.h"
#include "upward/arena.h"
#include "web/pairs.h"
#include "web/response.h"

enum { WEB_HEADERS_MAX = 24 };

/* Names and values, in `fields`; returns how many. `is_secure`: people reach the site over TLS. `arena` NULL: nothing
 * was decided by a handler (a refusal before there was a request). */
size_t web_headers_make(const response *res, bool is_secure, upw_arena *arena, web_pair fields[WEB_HEADERS_MAX]);

#endif
