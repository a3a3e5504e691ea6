/* What a handler asks its request. */
#include "web/request.h"

#include <assert.h>
#include <sys/mman.h>

static text value_or_empty(const text *value)
{
    return value != NULL ? *value : TEXT("");
}

text request_path(const request *req, const char *name)
{
    const text *const value = web_pairs_find(req->path_values, text_of(name));
    assert(value != NULL); /* the route's pattern has no such name */
    return *value;
}

text request_query(const request *req, const char *name)
{
    return value_or_empty(web_pairs_find(req->query, text_of(name)));
}

text request_header(const request *req, const char *name)
{
    return value_or_empty(web_pairs_find_ignoring_case(req->headers, text_of(name)));
}
