/* What a handler says besides its body. */
#include "web/response.h"

#include <assert.h>

#include "base/memory.h"
#include "web/decode.h"

void response_init(response *res)
{
    *res = (response){ .status = 200 };
    buffer_init(&res->body, WEB_BODY_MAX);
}

void response_clear(response *res)
{
    buffer_clear(&res->body);
}

bool response_redirect(response *res, text path, upw_error *error)
{
    if (!web_path_is_local(path))
        return upw_fail(error, UPW_BAD_USAGE, "the address to go on to is not one of this site");
    res->status = 303;
    res->location = path;
    return true;
}

void response_set_download(response *res, upw_arena *arena, text name)
{
    res->download = web_reduce_name(name, arena);
}

void response_add_cookie(response *res, text cookie)
{
    assert(res->n_cookies < WEB_COOKIES_SET_MAX);
    res->cookies[res->n_cookies++] = cookie;
}
