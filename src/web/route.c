/* Routes: found by path and method, checked when the table is put together, printed for people and programs. */
#include "web/route.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "web/decode.h"

typedef struct known_route {
    const route *is;
    text segments[WEB_SEGMENTS_MAX]; /* of the pattern */
    size_t n;
    bool takes_rest; /* the last is {name...} */
} known_route;

struct web_router {
    known_route *routes;
    size_t n;
};

static bool is_value(text segment)
{
    return segment.len > 2 && segment.at[0] == '{';
}

static text value_name(const known_route *r, size_t i)
{
    const text segment = r->segments[i];
    const size_t around = r->takes_rest && i == r->n - 1 ? 5 : 2; /* "{name...}", "{name}" */
    return (text){ segment.at + 1, segment.len - around };
}

static bool know(const route *r, known_route *out, upw_error *error)
{
    *out = (known_route){ .is = r };
    text rest = text_of(r->pattern);
    if (!text_starts_with(rest, TEXT("/")))
        return upw_fail(error, UPW_BAD_USAGE, "route %s: a pattern begins with a slash", r->pattern);
    rest.at++, rest.len--;
    while (rest.len > 0) {
        const text segment = text_take_until(&rest, '/');
        if (out->n == WEB_SEGMENTS_MAX || segment.len == 0)
            return upw_fail(error, UPW_BAD_USAGE, "route %s: too many parts, or an empty one", r->pattern);
        out->segments[out->n++] = segment;
    }
    out->takes_rest =
        out->n > 0 && is_value(out->segments[out->n - 1]) && text_contains(out->segments[out->n - 1], TEXT("...}"));
    if (r->handler == NULL || (r->form != NULL && (r->method != WEB_POST || r->again == NULL)))
        return upw_fail(error, UPW_BAD_USAGE,
                        "route %s: it needs a handler, and a form needs a POST and a page to show it again",
                        r->pattern);
    if (r->method == WEB_POST && r->form == NULL && !(r->flags & WEB_IS_API))
        return upw_fail(error, UPW_BAD_USAGE, "route %s: a POST has a form, if an empty one", r->pattern);
    return r->form == NULL || form_check_table(r->form, error) || upw_wrap(error, "route %s", r->pattern);
}

/* The same address for the same method, values aside: nobody could say which is meant. */
static bool is_same(const known_route *a, const known_route *b)
{
    if (a->is->method != b->is->method || a->n != b->n || a->takes_rest != b->takes_rest)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (is_value(a->segments[i]) != is_value(b->segments[i]) ||
            (!is_value(a->segments[i]) && !text_equal(a->segments[i], b->segments[i])))
            return false;
    return true;
}

web_router *web_router_new(const web_routes *tables, size_t n_tables, upw_error *error)
{
    size_t n = 0;
    for (size_t t = 0; t < n_tables; t++)
        n += tables[t].n;
    web_router *const router = memory_grow(NULL, 1, sizeof *router);
    *router = (web_router){ memory_grow(NULL, n, sizeof(known_route)), 0 };
    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; i < tables[t].n; i++) {
            known_route *const r = &router->routes[router->n];
            bool is_right = know(&tables[t].at[i], r, error);
            for (size_t k = 0; is_right && k < router->n; k++)
                if (is_same(r, &router->routes[k]))
                    is_right = upw_fail(error, UPW_BAD_USAGE, "routes %s and %s match the same address", r->is->pattern,
                                        router->routes[k].is->pattern);
            if (!is_right) {
                web_router_free(router);
                return NULL;
            }
            router->n++;
        }
    return router;
}

void web_router_free(web_router *router)
{
    if (router != NULL)
        free(router->routes);
    free(router);
}

size_t web_body_max(const route *r)
{
    enum { FORM = 64 * 1024, JSON = 256 * 1024 };
    return r->method != WEB_POST ? 0 : r->body_max > 0 ? r->body_max : r->flags & WEB_IS_API ? JSON : FORM;
}

web_pairs_limits web_form_limits(const route *r)
{
    web_pairs_limits limits = web_body_limits;
    if (web_body_max(r) > limits.bytes)
        limits.bytes = limits.value = web_body_max(r);
    return limits;
}

size_t web_router_count(const web_router *router)
{
    return router->n;
}

const route *web_router_at(const web_router *router, size_t i)
{
    return router->routes[i].is;
}

/* How well it fits: 0 not at all; else words count more than values, and earlier parts more than later ones. */
static unsigned judge_fit(const known_route *r, const web_segments *path)
{
    if (r->takes_rest ? path->n < r->n : path->n != r->n)
        return 0;
    unsigned fit = 1;
    for (size_t i = 0; i < r->n; i++) {
        const bool takes = is_value(r->segments[i]);
        if (takes ? path->at[i].len == 0 : !text_equal(r->segments[i], path->at[i]))
            return 0;
        fit |= (takes ? 0u : 2u) << (WEB_SEGMENTS_MAX - i);
    }
    return r->takes_rest ? fit : fit | 2;
}

static web_pairs take_values(const known_route *r, const web_segments *path, upw_arena *arena)
{
    web_pair *const values = MEMORY_TAKE(arena, web_pair, r->n);
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (is_value(r->segments[i]))
            values[n++] = (web_pair){ value_name(r, i), path->at[i] };
    for (size_t i = r->n; r->takes_rest && i < path->n; i++)
        values[n - 1].value = memory_format(arena, "%.*s/%.*s", TEXT_ARGS(values[n - 1].value), TEXT_ARGS(path->at[i]));
    return (web_pairs){ values, n };
}

const route *web_router_find(const web_router *router, web_method method, const web_segments *path, upw_arena *arena,
                             web_pairs *values, text *allow)
{
    const known_route *best = NULL;
    unsigned best_fit = 0;
    bool has[WEB_METHOD_COUNT] = { false };
    for (size_t i = 0; i < router->n; i++) {
        const known_route *const r = &router->routes[i];
        const unsigned fit = judge_fit(r, path);
        has[r->is->method] |= fit > 0;
        if (r->is->method == method && fit > best_fit)
            best_fit = fit, best = r;
    }
    *allow = has[WEB_GET] && has[WEB_POST] ? TEXT("GET, HEAD, POST")
             : has[WEB_GET]                ? TEXT("GET, HEAD")
             : has[WEB_POST]               ? TEXT("POST")
                                           : TEXT("");
    *values = best != NULL ? take_values(best, path, arena) : (web_pairs){ 0 };
    return best != NULL ? best->is : NULL;
}
