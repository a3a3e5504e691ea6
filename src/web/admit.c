/* What can be said about a request before its body is read: it can be refused without keeping a byte of it. */
#include <string.h>

#include "base/memory.h"
#include "web/decode.h"
#include "web/site.h"

static bool refuse(request *req, response *res, int status, const upw_error *error)
{
    web_respond_problem(req, res, status,
                        error != NULL ? memory_copy_text(req->arena, text_of(error->message)) : TEXT(""));
    return false;
}

/* The one host that this server answers for: "upward.example" of "https://upward.example". */
static bool is_our_host(const request *req)
{
    const text *const host = web_pairs_find_ignoring_case(req->headers, TEXT("Host"));
    const char *const ours = strstr(req->site->origin, "://");
    return host != NULL && ours != NULL && text_equal_ignoring_case(*host, text_of(ours + 3));
}

static bool is_type(text header, const char *type)
{
    return text_equal_ignoring_case(text_trim(text_take_until(&header, ';')), text_of(type));
}

/* multipart/form-data only where there is a file; JSON as UTF-8, which is all that it can be (RFC 8259, section 8.1).
 */
static bool is_expected_type(const request *req)
{
    const text type = request_header(req, "Content-Type");
    if (!(req->route->flags & WEB_IS_API))
        return is_type(type,
                       req->route->flags & WEB_HAS_FILE ? "multipart/form-data" : "application/x-www-form-urlencoded");
    text rest = type;
    text_take_until(&rest, ';');
    return is_type(type, "application/json") &&
           (rest.len == 0 || text_equal_ignoring_case(text_trim(rest), TEXT("charset=utf-8")));
}

static bool read_method(request *req, text method)
{
    req->is_head = text_equal(method, TEXT("HEAD"));
    req->method = text_equal(method, TEXT("POST")) ? WEB_POST : WEB_GET;
    return req->method == WEB_POST || req->is_head || text_equal(method, TEXT("GET"));
}

static bool read_query(request *req, text query, response *res)
{
    upw_error error = { 0 };
    web_pairs_limits limits = web_query_limits;
    limits.lists = req->route->lists;
    if (!web_pairs_parse(query, &limits, req->arena, &req->query, &error))
        return refuse(req, res, 400, &error);
    for (size_t i = 0; i < req->query.n; i++)
        if (!web_text_is_clean(req->query.at[i].value, WEB_ONE_LINE))
            return refuse(req, res, 400, NULL);
    return true;
}

static bool find_route(request *req, text method, const web_segments *segments, response *res)
{
    const bool is_known = read_method(req, method);
    const route *const found =
        web_router_find(req->site->router, req->method, segments, req->arena, &req->path_values, &res->allow);
    if (res->allow.len == 0)
        return refuse(req, res, 404, NULL);
    if (!is_known || found == NULL)
        return refuse(req, res, 405, NULL);
    req->route = found;
    res->allow = TEXT("");
    return true;
}

bool web_admit(request *req, text method, text target, uint64_t body_size, response *res)
{
    upw_error error = { 0 };
    web_segments segments;
    text query = target;
    req->path = text_take_until(&query, '?');
    if (target.len > WEB_TARGET_MAX)
        return refuse(req, res, 414, NULL);
    if (!is_our_host(req))
        return refuse(req, res, 421, NULL);
    if (!web_path_parse(req->path, req->arena, &segments, &error))
        return refuse(req, res, 400, &error);
    if (!find_route(req, method, &segments, res) || !read_query(req, query, res))
        return false;
    if (!web_cookies_parse(request_header(req, "Cookie"), req->arena, &req->cookies, &error))
        return refuse(req, res, error.code == UPW_TOO_LARGE ? 431 : 400, &error);
    if (body_size > web_body_max(req->route))
        return refuse(req, res, 413, NULL);
    if (req->method == WEB_POST && !is_expected_type(req))
        return refuse(req, res, 415, NULL);
    return true;
}
