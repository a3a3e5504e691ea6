/* web/search.h: words that somebody searches for, out of the address. What is wrong with them is said beside their
 * field, with what was typed, as in any form (422). */
#ifndef WEB_SEARCH_H
#define WEB_SEARCH_H

#include "web/layout.h"
#include "web/request.h"
#include "web/response.h"

enum { WEB_SEARCH_MAX = 100 /* characters */ };

typedef struct web_search {
    text typed;                   /* without blanks around it: shown again */
    text wanted;                  /* what to look for: as typed, and nothing where that is wrong */
    text error;                   /* beside the field; empty: nothing is wrong */
    const nhs_error_item *errors; /* the same for the page's frame */
    size_t n_errors;
} web_search;

/* Of the parameter `name`, which its field is called, too. Where it is wrong the answer's status becomes 422. */
web_search web_search_read(request *req, response *res, const char *name);

#endif
