/* A small site for tests, and requests to it that are made in memory: no socket, no thread. */
#ifndef WEB_TESTS_SITE_H
#define WEB_TESTS_SITE_H

#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "near.h"
#include "web/csrf.h"
#include "web/session.h"
#include "web/site.h"

#define TEST_ORIGIN "https://upward.example"

typedef struct test_request {
    upw_arena arena;
    request req;
    response res;
    web_pair headers[16];
} test_request;

static store_db *test_db; /* what requests are given */
static int64_t test_now_ms = 1000000;
static unsigned test_requests; /* so far: each has an id of its own */

/* Headers are "Name: value" lines; Host is ours unless one of them says another. */
static inline void test_begin(test_request *t, const web_site *site, const char *headers)
{
    text rest = text_of(headers);
    size_t n = 0;
    memory_init_arena(&t->arena);
    response_init(&t->res);
    t->req = (request){ .arena = &t->arena, .site = site, .network = TEXT("192.0.2.0/24") };
    snprintf(t->req.id, sizeof t->req.id, "request-%u", ++test_requests);
    t->req.now_ms = test_now_ms;
    t->req.db = test_db;
    if (strstr(headers, "Host:") == NULL)
        t->headers[n++] = (web_pair){ TEXT("Host"), TEXT("upward.example") };
    while (rest.len > 0) {
        text line = text_take_until(&rest, '\n');
        const text name = text_take_until(&line, ':');
        t->headers[n++] = (web_pair){ name, text_trim(line) };
    }
    t->req.headers = (web_pairs){ t->headers, n };
}

static inline void test_ask(test_request *t, const web_site *site, const char *method, const char *target,
                            const char *headers, const char *body)
{
    test_begin(t, site, headers);
    if (!web_admit(&t->req, text_of(method), text_of(target), strlen(body), &t->res))
        return;
    const web_pairs_limits limits = web_form_limits(t->req.route);
    if (t->req.route->flags & WEB_IS_API)
        t->req.body = text_of(body);
    else
        assert_true(web_pairs_parse(text_of(body), &limits, &t->arena, &t->req.fields, NULL));
    web_answer(&t->req, &t->res);
}

static inline void test_clear(test_request *t)
{
    response_clear(&t->res);
    upw_arena_clear(&t->arena);
}

static inline bool test_body_has(const test_request *t, const char *words)
{
    const text body = t->res.constant.len > 0 ? t->res.constant : buffer_text(&t->res.body);
    return text_contains(body, text_of(words));
}

#endif
