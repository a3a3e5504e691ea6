/* web/pairs.h: names with values, as the web writes them: queries, form bodies, cookies, header fields. */
#ifndef WEB_PAIRS_H
#define WEB_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

typedef struct web_pair {
    text name;
    text value;
} web_pair;

typedef struct web_pairs {
    const web_pair *at;
    size_t n;
} web_pairs;

typedef struct web_pairs_limits {
    size_t bytes; /* of the whole text */
    size_t pairs;
    size_t value;      /* bytes of one decoded value */
    const char *lists; /* names that may stand more than once, separated by spaces; NULL: none */
    bool may_repeat;   /* any may: the form's table says which */
    const char *what;  /* "the query": for complaints */
} web_pairs_limits;

extern const web_pairs_limits web_query_limits, web_body_limits; /* without lists */

/* a=1&b=two+words&c=%C3%A9, as the URL Standard writes forms (application/x-www-form-urlencoded), but strictly: each
 * escape must be complete, the result UTF-8 without control characters other than tab and line ends, each name not
 * empty, and given once unless it is in `lists`. UPW_TOO_LARGE beyond a size, UPW_BAD_USAGE for anything else. */
bool web_pairs_parse(text encoded, const web_pairs_limits *limits, upw_arena *arena, web_pairs *out,
                     upw_error *error) UPW_MUST_CHECK;

/* Cookie: a=1; b=2 (RFC 6265, section 4.2.1). Other programs on this host may set the same name for two paths, so a
 * name may stand twice; who looks for one that counts looks at both. */
bool web_cookies_parse(text header, upw_arena *arena, web_pairs *out, upw_error *error) UPW_MUST_CHECK;

/* The value, or NULL. `web_pairs_next` goes on behind *place (start with 0): for lists. */
const text *web_pairs_find(web_pairs pairs, text name);
const text *web_pairs_find_ignoring_case(web_pairs pairs, text name); /* header fields */
const text *web_pairs_next(web_pairs pairs, text name, size_t *place);

/* Is `name` one of the words of `list`, which are separated by spaces? */
bool web_list_has(const char *list, text name);

#endif
