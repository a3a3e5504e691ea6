/* One request and its response, as libmicrohttpd's threads see it: head, body, hand-over to a worker, response. */
#include <stdlib.h>
#include <string.h>

#include "base/base32.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/number.h"
#include "web/headers.h"
#include "web/network.h"
#include "web/server_internal.h"

/* ---- life ---- */

static void name_request(web_server *server, char id[WEB_REQUEST_ID_SIZE])
{
    uint8_t bytes[BASE32_ID_BYTES];
    const uint64_t number = atomic_fetch_add(&server->n_requests, 1);
    memcpy(bytes, server->id_start, sizeof server->id_start);
    for (size_t i = 0; i < sizeof number; i++)
        bytes[sizeof server->id_start + i] = (uint8_t)(number >> (56 - 8 * i));
    base32_write(bytes, sizeof bytes, id);
}

void *exchange_begin(void *context, const char *target, struct MHD_Connection *mhd)
{
    web_server *const server = context;
    connection *const c = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    exchange *const x = memory_grow(NULL, 1, sizeof *x);
    memset(x, 0, sizeof *x);
    x->server = server;
    x->connection = c;
    x->mhd = mhd;
    x->holders = 1;
    memory_init_arena(&x->arena);
    x->target = memory_copy_text(&x->arena, text_of(target));
    x->target_end = (uintptr_t)target + x->target.len;
    x->req = (request){ .arena = &x->arena, .site = server->options.site };
    name_request(server, x->req.id);
    response_init(&x->res);
    c->is_idle = false;
    c->deadline_ms = clock_monotonic_ms() + HEAD_MS;
    pthread_mutex_lock(&server->connections.lock);
    c->exchange = x;
    pthread_mutex_unlock(&server->connections.lock);
    return x;
}

void exchange_release(exchange *x)
{
    if (atomic_fetch_sub(&x->holders, 1) != 1)
        return;
    web_multipart_free(x->parts);
    buffer_clear(&x->body);
    response_clear(&x->res);
    upw_arena_clear(&x->arena);
    free(x);
}

static void release_context(void *x)
{
    exchange_release(x);
}

static void write_log(const exchange *x, int status)
{
    const int64_t took_ms = clock_monotonic_ms() - x->begun_ms;
    const bool is_by_link = x->req.route != NULL && (x->req.route->flags & WEB_BY_LINK) != 0;
    if (is_by_link || (!x->server->options.logs_requests && (status < 500 || status == 505)))
        return;
    log_set_request(x->req.id);
    log_write(status >= 500 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "web/server", "answered",
              LOG_TEXT("method", x->req.method == WEB_POST ? TEXT("POST")
                                 : x->req.is_head          ? TEXT("HEAD")
                                                           : TEXT("GET")),
              LOG_TEXT("route", x->req.route != NULL ? text_of(x->req.route->pattern) : TEXT("")),
              LOG_INTEGER("status", status), LOG_INTEGER("ms", took_ms), LOG_TEXT("network", x->req.network));
    log_set_request(NULL);
}

void exchange_end(void *context, struct MHD_Connection *mhd, void **at, enum MHD_RequestTerminationCode code)
{
    web_server *const server = context;
    exchange *const x = *at;
    (void)mhd;
    (void)code;
    if (x == NULL)
        return;
    *at = NULL;
    connection *const c = x->connection;
    pthread_mutex_lock(&server->connections.lock);
    c->exchange = NULL;
    pthread_mutex_unlock(&server->connections.lock);
    c->deadline_ms = clock_monotonic_ms() + IDLE_MS;
    c->is_idle = true;
    exchange_release(x);
}

/* ---- the response ---- */

static struct MHD_Response *make_response(exchange *x, const response *res)
{
    if (res->constant.len > 0 || res->body.len == 0)
        return MHD_create_response_from_buffer(res->constant.len, (char *)res->constant.at, MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *const made =
        MHD_create_response_from_buffer_with_free_callback_cls(res->body.len, res->body.at, release_context, x);
    if (made != NULL)
        atomic_fetch_add(&x->holders, 1);
    return made;
}

static enum MHD_Result respond_with(exchange *x, const response *res, upw_arena *arena)
{
    web_pair fields[WEB_HEADERS_MAX];
    const size_t n = web_headers_make(res, x->server->options.site->is_secure, arena, fields);
    struct MHD_Response *const made = make_response(x, res);
    if (made == NULL)
        return MHD_NO;
    for (size_t i = 0; i < n; i++)
        MHD_add_response_header(made, fields[i].name.at, fields[i].value.at);
    connection *const c = x->connection;
    if (x->must_close || ++c->n_requests >= REQUESTS_OF_A_CONNECTION || atomic_load(&x->server->is_stopping))
        MHD_add_response_header(made, "Connection", "close");
    c->deadline_ms = clock_monotonic_ms() + allow_ms(WRITE_MS, res->constant.len + res->body.len);
    x->stage = EXCHANGE_SENDING;
    const enum MHD_Result is_queued = MHD_queue_response(x->mhd, (unsigned)res->status, made);
    MHD_destroy_response(made);
    atomic_fetch_add(&x->server->answered, 1);
    write_log(x, res->status);
    return is_queued;
}

static enum MHD_Result respond(exchange *x)
{
    return respond_with(x, &x->res, &x->arena);
}

/* A problem that ends the connection: what follows on it could not be trusted. */
static enum MHD_Result refuse(exchange *x, int status)
{
    x->must_close = true;
    web_respond_problem(&x->req, &x->res, status, TEXT(""));
    return respond(x);
}

/* Past its time, or one too many: said without touching what a worker may be writing. */
static enum MHD_Result respond_unavailable(exchange *x)
{
    static const response unavailable = { .status = 503,
                                          .kind = WEB_TEXT,
                                          .constant = { "The service is unavailable for a moment. Try again.\n", 52 } };
    upw_arena arena;
    memory_init_arena(&arena);
    response res = unavailable;
    res.retry_after_s = 2;
    const enum MHD_Result is_queued = respond_with(x, &res, &arena);
    upw_arena_clear(&arena);
    return is_queued;
}

/* ---- the head ---- */

typedef struct head {
    upw_arena *arena;
    web_pair fields[HEADER_FIELDS_MAX];
    size_t n;
    int status; /* 0: nothing is wrong */
} head;

static bool is_token(const char *at, size_t len)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < len; i++)
        if (!((at[i] >= 'A' && at[i] <= 'Z') || (at[i] >= 'a' && at[i] <= 'z') || (at[i] >= '0' && at[i] <= '9') ||
              (at[i] != '\0' && strchr(others, at[i]) != NULL)))
            return false;
    return len > 0;
}

static bool is_field_value(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)at[i] < ' ' && at[i] != '\t') || at[i] == 0x7F)
            return false;
    return true;
}

/* Fields of which a second one would say something else than the first, to us or to a proxy before us. */
static bool must_be_single(text name)
{
    static const char *const names[] = { "Host",           "Content-Length", "Transfer-Encoding", "Content-Type",
                                         "Authorization",  "Origin",         "Referer",           "X-CSRF-Token",
                                         "Sec-Fetch-Site", "Expect" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal_ignoring_case(name, text_of(names[i])))
            return true;
    return false;
}

static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                  const char *value, size_t value_len)
{
    head *const h = context;
    (void)kind;
    if (h->n == HEADER_FIELDS_MAX || name_len + value_len > HEADER_FIELD_BYTES_MAX) {
        h->status = 431;
        return MHD_NO;
    }
    const web_pair field = { memory_copy_text(h->arena, (text){ name, name_len }),
                             memory_copy_text(h->arena, text_trim((text){ value, value_len })) };
    if (!is_token(name, name_len) || !is_field_value(value, value_len) ||
        (must_be_single(field.name) &&
         web_pairs_find_ignoring_case((web_pairs){ h->fields, h->n }, field.name) != NULL)) {
        h->status = 400;
        return MHD_NO;
    }
    h->fields[h->n++] = field;
    return MHD_YES;
}

/* Digits and nothing else; a body without its length (chunked) is refused: no browser sends one, and two ways of saying
 * where a request ends are how one is smuggled behind another. */
static int read_length(const request *req, uint64_t *size)
{
    const text *const length = web_pairs_find_ignoring_case(req->headers, TEXT("Content-Length"));
    int64_t number = 0;
    if (web_pairs_find_ignoring_case(req->headers, TEXT("Transfer-Encoding")) != NULL)
        return length != NULL ? 400 : 411;
    if (length != NULL &&
        (length->len == 0 || length->at[0] < '0' || length->at[0] > '9' || !number_parse_integer(*length, &number)))
        return 400;
    *size = (uint64_t)number;
    return length == NULL && req->method == WEB_POST ? 411 : 0;
}

static text network_of(exchange *x)
{
    char network[WEB_NETWORK_ROOM];
    const text *const forwarded = web_pairs_find_ignoring_case(x->req.headers, TEXT("X-Forwarded-For"));
    if (!x->connection->is_counted && forwarded != NULL &&
        web_network_parse(web_network_forwarded(*forwarded), network))
        return memory_copy_text(&x->arena, text_of(network));
    return text_of(x->connection->network);
}

/* The library sees a target that holds a NUL as if it ended there. Where it leaves the request line in place, the
 * version stands right behind the target, unless something was hidden between them. */
static bool is_whole(const exchange *x, const char *version)
{
#if MHD_VERSION < 0x00097600
    return (uintptr_t)version == x->target_end + 1;
#else
    return true;
#endif
}

static int read_head(exchange *x, const char *version)
{
    head h = { .arena = &x->arena };
    if (!is_whole(x, version))
        return 400;
    if (strcmp(version, MHD_HTTP_VERSION_1_1) != 0 && strcmp(version, MHD_HTTP_VERSION_1_0) != 0)
        return 505;
    if (MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size > HEADER_BYTES_MAX)
        return 431;
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, take_field, &h);
    if (h.status != 0)
        return h.status;
    web_pair *const fields = MEMORY_TAKE(&x->arena, web_pair, h.n);
    memcpy(fields, h.fields, h.n * sizeof *fields);
    x->req.headers = (web_pairs){ fields, h.n };
    x->req.network = network_of(x);
    return 0;
}

/* ---- the body ---- */

static bool is_form_with_files(const exchange *x)
{
    return x->req.route->flags & WEB_HAS_FILE && x->req.method == WEB_POST;
}

static enum MHD_Result begin(exchange *x, const char *method, const char *version)
{
    x->begun_ms = clock_monotonic_ms();
    if (x->connection->is_refused)
        return MHD_NO;
    int status = read_head(x, version);
    if (status == 0) {
        x->req.method = strcmp(method, "POST") == 0 ? WEB_POST : WEB_GET;
        status = read_length(&x->req, &x->body_size);
    }
    if (status != 0)
        return refuse(x, status);
    if (!web_admit(&x->req, text_of(method), x->target, x->body_size, &x->res)) {
        x->stage = EXCHANGE_REFUSED;
        x->must_close = x->body_size > 0;
        return x->must_close ? respond(x) : MHD_YES; /* an answer before the request's end would close the connection */
    }
    buffer_init(&x->body, web_body_max(x->req.route));
    if (is_form_with_files(x)) {
        x->parts = web_multipart_begin(x->mhd, request_header(&x->req, "Content-Type"), x->server->options.temp_folder,
                                       &x->arena, &x->fault);
        if (x->parts == NULL)
            return refuse(x, 400);
    }
    x->connection->deadline_ms = x->begun_ms + allow_ms(BODY_MS, x->body_size);
    x->stage = EXCHANGE_BODY;
    return MHD_YES;
}

static void add_to_body(exchange *x, text bytes)
{
    if (x->is_unreadable)
        return; /* it is bounded by its length, and an answer before its end would not be read */
    if (x->parts != NULL)
        x->is_unreadable = !web_multipart_add(x->parts, bytes, &x->fault);
    else
        buffer_add(&x->body, bytes);
}

static bool end_body(exchange *x)
{
    request *const req = &x->req;
    const web_pairs_limits limits = web_form_limits(req->route);
    if (req->method != WEB_POST || x->is_unreadable)
        return !x->is_unreadable;
    if (x->parts != NULL)
        return web_multipart_end(x->parts, req, &x->fault);
    if (!(req->route->flags & WEB_IS_API))
        return web_pairs_parse(buffer_text(&x->body), &limits, &x->arena, &req->fields, &x->fault);
    req->body = buffer_text(&x->body);
    return text_is_utf8(req->body) || upw_fail(&x->fault, UPW_BAD_USAGE, "the body is not UTF-8");
}

/* ---- the hand-over ---- */

static enum MHD_Result hand_over(exchange *x)
{
    if (!end_body(x)) {
        web_respond_error(&x->req, &x->res, &x->fault);
        return respond(x);
    }
    if (x->req.route->flags & WEB_IS_STATIC) { /* nothing to wait for */
        x->req.now_ms = clock_now_ms();
        web_answer(&x->req, &x->res);
        return respond(x);
    }
    x->connection->deadline_ms =
        clock_monotonic_ms() + (x->req.route->flags & WEB_HAS_FILE ? HANDLER_OF_FILES_MS : HANDLER_MS);
    x->stage = EXCHANGE_WAITING;
    atomic_fetch_add(&x->holders, 1);
    MHD_suspend_connection(x->mhd);
    if (workers_give(&x->server->workers, x))
        return MHD_YES;
    atomic_fetch_sub(&x->holders, 1);
    atomic_fetch_add(&x->server->refused, 1);
    exchange_stage stage = EXCHANGE_WAITING; /* unless the sweep has it already */
    if (atomic_compare_exchange_strong(&x->stage, &stage, EXCHANGE_ABANDONED))
        MHD_resume_connection(x->mhd);
    return MHD_YES;
}

enum MHD_Result exchange_go_on(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                               const char *version, const char *data, size_t *size, void **context)
{
    exchange *const x = *context;
    (void)server;
    (void)mhd;
    (void)url;
    switch (atomic_load(&x->stage)) {
    case EXCHANGE_HEAD:
        return begin(x, method, version);
    case EXCHANGE_BODY:
        if (*size == 0)
            return hand_over(x);
        add_to_body(x, (text){ data, *size });
        *size = 0;
        return MHD_YES;
    case EXCHANGE_REFUSED:
    case EXCHANGE_ANSWERED:
        return respond(x);
    case EXCHANGE_ABANDONED:
        return respond_unavailable(x);
    case EXCHANGE_WAITING:
    case EXCHANGE_RUNNING:
    case EXCHANGE_SENDING:
        break;
    }
    return MHD_YES;
}
