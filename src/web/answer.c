/* The judgement of a request, in the order of security.md section 4.1; the first refusal ends it. */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "web/csrf.h"
#include "web/decode.h"
#include "web/health.h"
#include "web/session.h"
#include "web/site.h"

typedef bool step(request *req, response *res); /* false: the response says why it ends here */

static bool refuse(request *req, response *res, int status)
{
    web_respond_problem(req, res, status, TEXT(""));
    return false;
}

static bool fail(request *req, response *res, const upw_error *error)
{
    web_respond_error(req, res, error);
    return false;
}

static bool take_token(request *req, response *res, web_rate rate, text who)
{
    if (req->site->rates == NULL ||
        web_rates_take(req->site->rates, rate, who, clock_monotonic_ms(), &res->retry_after_s))
        return true;
    return refuse(req, res, 429);
}

static web_rate class_of(const request *req)
{
    return req->route->rate != WEB_RATE_USUAL ? req->route->rate
           : req->method == WEB_POST          ? WEB_RATE_CHANGE
           : req->person != NULL              ? WEB_RATE_PAGE
                                              : WEB_RATE_PUBLIC;
}

static bool is_by_link(const request *req)
{
    return (req->route->flags & WEB_BY_LINK) != 0;
}

/* Many people share a network, so those who are signed in have buckets of their own. Until a session is found the
 * network pays, out of a larger bucket, for looking it up. */
static bool check_network_rate(request *req, response *res)
{
    return take_token(req, res, !is_by_link(req) && web_session_is_claimed(req) ? WEB_RATE_GUARD : class_of(req),
                      req->network);
}

static bool find_session(request *req, response *res)
{
    upw_error error = { 0 };
    if (req->route->flags & WEB_BEFORE_SESSION)
        web_session_guard_before(req, res);
    if (!web_session_is_claimed(req) || req->route->flags & (WEB_IS_STATIC | WEB_BY_LINK))
        return true; /* there is no database behind the first, and nobody behind the second */
    if (!web_session_find(req, &error))
        return fail(req, res, &error);
    return take_token(req, res, class_of(req), req->person != NULL ? req->person->id : req->network);
}

/* A session that ends while somebody writes costs nothing of what is written. Not of forms that another site sent, nor
 * of secrets, which belong in no page. */
static bool keeps_typed(const request *req)
{
    if (req->method != WEB_POST || req->site->draw_kept == NULL || req->route->form == NULL || req->n_files > 0 ||
        !web_csrf_is_same_site(req))
        return false;
    bool has_words = false;
    for (size_t i = 0; i < req->fields.n; i++) {
        const web_pair *const f = &req->fields.at[i];
        if (text_equal(f->name, TEXT("password")) || text_equal(f->name, TEXT("code")))
            return false;
        has_words |= f->value.len > 0 && !text_equal(f->name, TEXT("csrf"));
    }
    return has_words;
}

/* To sign in, or to confirm: with the address to come back to, when it is a page that can be asked for again. */
static bool send_to(request *req, response *res, const char *path)
{
    upw_error error = { 0 };
    if (path == NULL || req->route->flags & WEB_IS_API)
        return refuse(req, res, req->person == NULL ? 401 : 403);
    if (keeps_typed(req)) {
        res->status = 403;
        req->site->draw_kept(req, res, path);
        return false;
    }
    buffer where;
    buffer_init(&where, 8192);
    buffer_add(&where, text_of(path));
    if (req->method == WEB_GET) {
        buffer_add_literal(&where, "?from=");
        web_add_percent(&where, req->path);
    }
    const text to = memory_copy_text(req->arena, buffer_text(&where));
    buffer_clear(&where);
    if (!response_redirect(res, to, &error))
        fail(req, res, &error);
    return false;
}

static bool check_permission(request *req, response *res)
{
    const int needs = req->route->needs;
    if (needs == WEB_ANYONE)
        return true;
    if (needs == WEB_SIGNED_IN)
        return req->person != NULL || send_to(req, res, req->site->sign_in_path);
    const web_verdict verdict = req->site->may != NULL ? req->site->may(req, req->route) : WEB_MAY_NOT;
    if (verdict == WEB_MAY)
        return true;
    if (verdict == WEB_IS_ABSENT)
        return refuse(req, res, 404);
    return req->person == NULL ? send_to(req, res, req->site->sign_in_path) : refuse(req, res, 403);
}

static bool check_second_factor(request *req, response *res)
{
    return !(req->route->flags & WEB_NEEDS_SECOND_FACTOR) ||
           (req->session != NULL && req->session->has_second_factor) || send_to(req, res, req->site->confirm_path);
}

static bool check_reauthentication(request *req, response *res)
{
    return !(req->route->flags & WEB_NEEDS_REAUTH) || web_session_is_fresh(req) ||
           send_to(req, res, req->site->confirm_path);
}

static bool check_scope(request *req, response *res)
{
    upw_error error = { 0 };
    bool is_in_scope = false;
    if (req->route->scope == WEB_SCOPE_NONE || req->route->scope == WEB_SCOPE_ANY)
        return true;
    if (req->site->in_scope != NULL && !req->site->in_scope(req, req->route, &is_in_scope, &error))
        return fail(req, res, &error);
    return is_in_scope || refuse(req, res, 404);
}

static bool read_form(request *req, response *res)
{
    upw_error error = { 0 };
    if (req->route->form == NULL || req->method != WEB_POST)
        return true;
    req->form = MEMORY_TAKE(req->arena, form_values, 1);
    return form_read(req->route->form, req->fields, req->files, req->n_files, req->arena, req->form, &error) ||
           fail(req, res, &error);
}

/* The form is read before the check, so that a page that was open for too long can be shown again with what was typed;
 * nothing is done with it before. */
static bool check_forgery(request *req, response *res)
{
    if (req->method != WEB_POST || web_session_is_by_token(req))
        return true;
    if (!web_csrf_is_same_site(req))
        return refuse(req, res, 403);
    if (is_by_link(req) || web_csrf_has_token(req))
        return true;
    if (req->form == NULL)
        return refuse(req, res, 403);
    upw_error error = { 0 };
    form_fail(req, NULL, MESSAGE_E008);
    res->status = 403;
    return req->route->again(req, res, &error) ? false : fail(req, res, &error);
}

static bool check_form(request *req, response *res)
{
    upw_error error = { 0 };
    if (req->form == NULL || !form_has_errors(req))
        return true;
    res->status = 422;
    return req->route->again(req, res, &error) ? false : fail(req, res, &error);
}

static bool run_handler(request *req, response *res)
{
    upw_error error = { 0 };
    if (!req->route->handler(req, res, &error))
        return fail(req, res, &error);
    if (req->method == WEB_POST && res->status < 400)
        web_health_note_saved();
    if (req->form != NULL && form_has_errors(req) && res->status == 200)
        res->status = 422;
    return true;
}

/* If-None-Match (RFC 9110, section 13.1.2): a list, compared without looking at W/. */
static bool is_known_to_client(const request *req, text etag)
{
    text rest = request_header(req, "If-None-Match");
    while (rest.len > 0) {
        text one = text_trim(text_take_until(&rest, ','));
        if (text_starts_with(one, TEXT("W/")))
            one.at += 2, one.len -= 2;
        if (text_equal(one, etag) || text_equal(one, TEXT("*")))
            return true;
    }
    return false;
}

static text make_etag(text bytes, upw_arena *arena)
{
    uint8_t hash[16];
    char digits[2 * sizeof hash + 1];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)bytes.at, bytes.len, NULL, 0);
    sodium_bin2hex(digits, sizeof digits, hash, sizeof hash);
    return memory_format(arena, "\"%s\"", digits);
}

static void fill_up(response *res)
{
    static const char dots[] = "................................................................";
    const size_t around = sizeof "<!---->\n" - 1;
    size_t missing = (WEB_PAGE_STEP - (res->body.len + around) % WEB_PAGE_STEP) % WEB_PAGE_STEP;
    buffer_add_literal(&res->body, "<!--");
    for (; missing >= sizeof dots - 1; missing -= sizeof dots - 1)
        buffer_add(&res->body, text_of(dots));
    buffer_add(&res->body, (text){ dots, missing });
    buffer_add_literal(&res->body, "-->\n");
}

static void finish(request *req, response *res)
{
    if (is_by_link(req)) {
        res->has_secret = true;
        if (res->kind == WEB_HTML && res->body.len > 0)
            fill_up(res);
    }
    if (res->body.is_full) {
        web_respond_problem(req, res, 500, TEXT(""));
        return;
    }
    if (res->status != 200 || req->method != WEB_GET || res->cache == WEB_CACHE_NEVER)
        return;
    if (res->etag.len == 0)
        res->etag = make_etag(res->constant.len > 0 ? res->constant : buffer_text(&res->body), req->arena);
    if (is_known_to_client(req, res->etag)) {
        res->status = 304;
        res->constant = TEXT("");
        buffer_empty(&res->body);
    }
}

void web_answer(request *req, response *res)
{
    static step *const steps[] = { check_network_rate,  find_session,           check_permission,
                                   check_second_factor, check_reauthentication, check_scope,
                                   read_form,           check_forgery,          check_form,
                                   run_handler };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!steps[i](req, res))
            break;
    finish(req, res);
}
