/* What a handler asks its request. */
#include "web/request.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

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

bool request_read_file(const request *req, const web_file *file, text *out, upw_error *error)
{
    char *const at = memory_take(req->arena, file->size + 1, 1);
    size_t len = 0;
    while (len < file->size) {
        const ssize_t got = pread(file->descriptor, at + len, file->size - len, (off_t)len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return upw_fail(error, UPW_IO_FAILED, "an uploaded file cannot be read: %s",
                            got < 0 ? strerror(errno) : "it is shorter than it was");
        len += (size_t)got;
    }
    *out = (text){ at, len };
    return true;
}
