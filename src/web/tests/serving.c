/* A small site on a real socket, for the drivers in tests/web: echoes what it understood, is slow when asked to be.
 *
 *   serving [--unlimited] [--proxy ADDRESSES] [--secure] [HOST:PORT]
 *
 * Says its address in one line on standard output, and ends at SIGTERM. */
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/html.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/number.h"
#include "web/csrf.h"
#include "web/health.h"
#include "web/server.h"

enum { CONTENT = 5 * 1024 * 1024, GRACE_MS = 5000 };

static void add_pairs(json_writer *j, const char *name, web_pairs pairs)
{
    json_key(j, name);
    json_begin_array(j);
    for (size_t i = 0; i < pairs.n; i++) {
        json_begin_array(j);
        json_text(j, pairs.at[i].name);
        json_text(j, pairs.at[i].value);
        json_end_array(j);
    }
    json_end_array(j);
}

static bool add_files(json_writer *j, const request *req, upw_error *error)
{
    json_key(j, "files");
    json_begin_array(j);
    for (size_t i = 0; i < req->n_files; i++) {
        json_begin_array(j);
        json_text(j, req->files[i].field);
        json_text(j, req->files[i].name);
        json_integer(j, (int64_t)req->files[i].size);
        text bytes;
        if (!request_read_file(req, &req->files[i], &bytes, error))
            return false;
        json_text(j, bytes.len <= 100 ? bytes : TEXT("…"));
        json_end_array(j);
    }
    json_end_array(j);
    return true;
}

/* What was understood. */
static bool echo(request *req, response *res, upw_error *error)
{
    json_writer j;
    res->kind = WEB_JSON;
    json_init(&j, &res->body);
    json_begin_object(&j);
    json_key(&j, "network");
    json_text(&j, req->network);
    add_pairs(&j, "path", req->path_values);
    add_pairs(&j, "query", req->query);
    add_pairs(&j, "cookies", req->cookies);
    add_pairs(&j, "fields", req->fields);
    if (!add_files(&j, req, error))
        return false;
    json_key(&j, "body");
    json_text(&j, req->body);
    json_key(&j, "token");
    json_text(&j, web_csrf_token(req, TEXT("/echo")));
    json_end_object(&j);
    return true;
}

static bool say_errors(request *req, response *res, upw_error *error)
{
    (void)error;
    buffer_add(&res->body, req->form->error);
    for (size_t i = 0; i < req->form->form->n; i++)
        buffer_add(&res->body, req->form->values[i].error);
    return true;
}

static int64_t number_of(const request *req, const char *name)
{
    int64_t number = 0;
    return number_parse_integer(request_query(req, name), &number) ? number : 0;
}

static bool be_slow(request *req, response *res, upw_error *error)
{
    const int64_t ms = number_of(req, "ms");
    const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
    (void)error;
    nanosleep(&time, NULL);
    res->kind = WEB_TEXT;
    buffer_add_literal(&res->body, "done\n");
    return true;
}

static bool be_large(request *req, response *res, upw_error *error)
{
    (void)error;
    const int64_t wanted = number_of(req, "bytes");
    const size_t size = wanted > 0 ? (size_t)wanted : CONTENT;
    res->kind = WEB_TEXT;
    char *const at = buffer_reserve(&res->body, size);
    if (at == NULL)
        return true;
    memset(at, 'x', size);
    res->body.len += size;
    return true;
}

/* As much work as a page: a table of a hundred rows, escaped anew. */
static bool show_page(request *req, response *res, upw_error *error)
{
    html_writer h;
    (void)req, (void)error;
    html_init(&h, &res->body);
    html_literal(&h, "<!DOCTYPE html>\n<title>A table</title>");
    html_open(&h, "table");
    for (int i = 0; i < 100; i++) {
        html_open(&h, "tr");
        html_open(&h, "td");
        html_format(&h, "Measure <%d> & its name in some words", i);
        html_close(&h, "td");
        html_open(&h, "td");
        html_format(&h, "%d.%d per 1,000 \"bed days\"", i, i % 10);
        html_close(&h, "td");
        html_close(&h, "tr");
    }
    html_close(&h, "table");
    return true;
}

static const form_field fields[] = {
    { "a", FORM_TEXT, "a", .is_optional = true, .is_list = true },
    { "b", FORM_LINES, "b", .is_optional = true },
    { "day", FORM_DATE, "day", .is_optional = true },
    { "file", FORM_FILE, "file", .is_optional = true, .most = 100000, .length = MESSAGE_E019 },
    { "second", FORM_FILE, "second file", .is_optional = true },
};
static const form echo_form = { "echo", fields, 3 }, file_form = { "files", fields, 5 };

static const route routes[] = {
    { WEB_GET, "/echo", echo, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .lists = "list other" },
    { WEB_GET, "/echo/{rest...}", echo, .needs = WEB_ANYONE },
    { WEB_POST, "/echo", echo, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &echo_form,
      .again = say_errors },
    { WEB_POST, "/echo/file", echo, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION | WEB_HAS_FILE, .form = &file_form,
      .again = say_errors, .body_max = 1024 * 1024 },
    { WEB_POST, "/api/echo", echo, .flags = WEB_IS_API },
    { WEB_GET, "/slow", be_slow, .needs = WEB_ANYONE },
    { WEB_GET, "/large", be_large, .needs = WEB_ANYONE },
    { WEB_GET, "/page", show_page, .needs = WEB_ANYONE },
};

static bool identify_token(request *req, text token, web_person *out, upw_error *error)
{
    (void)req;
    *out = (web_person){ .id = TEXT("robot") };
    return text_equal(token, TEXT("upw_test")) || upw_fail(error, UPW_NOT_FOUND, "no such token");
}

static void wait_for_the_end(web_server *server)
{
    const struct timespec step = { 0, 250 * 1000000 };
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    while (sigtimedwait(&stopping, NULL, &step) < 0)
        web_server_tick(server);
    web_server_close(server, GRACE_MS);
}

int main(int count, char **arguments)
{
    const char *where = "127.0.0.1:0";
    char origin[80];
    unsigned port = 0;
    upw_error error = { 0 };
    web_server_options how = { .n_workers = 4 };
    web_site site = { .identify_token = identify_token };
    bool is_unlimited = false;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--unlimited") == 0)
            is_unlimited = true;
        else if (strcmp(arguments[i], "--secure") == 0)
            site.is_secure = true;
        else if (strcmp(arguments[i], "--proxy") == 0 && i + 1 < count)
            how.proxies = arguments[++i];
        else
            where = arguments[i];
    }
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stopping, NULL);
    const web_routes tables[] = { web_health_routes, { routes, sizeof routes / sizeof *routes } };
    web_router *const router = web_router_new(tables, 2, &error);
    web_rates *const rates = is_unlimited ? NULL : web_rates_new(1024);
    if (sodium_init() < 0 || router == NULL || !web_listen(where, &how.listener, &port, &error)) {
        fprintf(stderr, "serving: %s\n", error.message);
        return 1;
    }
    snprintf(origin, sizeof origin, "%s://127.0.0.1:%u", site.is_secure ? "https" : "http", port);
    site.origin = origin;
    site.router = router;
    site.rates = rates;
    how.site = &site;
    how.of_a_network = is_unlimited ? 4096 : 0;
    web_server *const server = web_server_open(&how, &error);
    if (server == NULL) {
        fprintf(stderr, "serving: %s\n", error.message);
        return 1;
    }
    printf("%s\n", port > 0 ? origin : where);
    fflush(stdout);
    wait_for_the_end(server);
    web_rates_free(rates);
    web_router_free(router);
    return 0;
}
