/* Is each request judged in the right order, with nothing done before the last question is answered? */
#include "site.h"

static int n_handled;

enum { CAN_EDIT = 1 };

static bool show(request *req, response *res, upw_error *error)
{
    (void)error;
    n_handled++;
    buffer_add_format(&res->body, "<p>%.*s</p>", TEXT_ARGS(request_query(req, "q")));
    return true;
}

static bool save(request *req, response *res, upw_error *error)
{
    n_handled++;
    if (text_equal(form_text(req, "title"), TEXT("taken"))) {
        form_fail(req, "title", MESSAGE_E023);
        return req->route->again(req, res, error);
    }
    return response_redirect(res, TEXT("/things/1"), error);
}

static bool show_again(request *req, response *res, upw_error *error)
{
    (void)error;
    const form_value *const title = form_get(req, "title");
    buffer_add_format(&res->body, "typed=%.*s error=%.*s form=%.*s", TEXT_ARGS(title->raw), TEXT_ARGS(title->error),
                      TEXT_ARGS(req->form->error));
    return true;
}

static bool break_down(request *req, response *res, upw_error *error)
{
    (void)req;
    buffer_add_literal(&res->body, "half a page");
    return upw_fail(error, UPW_IO_FAILED, "SELECT secret FROM table: /var/lib/upward.db");
}

static bool find_nothing(request *req, response *res, upw_error *error)
{
    (void)req, (void)res;
    return upw_fail(error, UPW_NOT_FOUND, "there is no thing 7");
}

static bool show_published(request *req, response *res, upw_error *error)
{
    (void)req, (void)error;
    res->cache = WEB_CACHE_PUBLIC;
    buffer_add_literal(&res->body, "published");
    return true;
}

static bool show_page(request *req, response *res, upw_error *error)
{
    (void)error;
    res->kind = WEB_HTML;
    assert_null(req->person);
    for (int64_t n = strtol(request_query(req, "n").at, NULL, 10); n > 0; n--)
        buffer_add_char(&res->body, 'x');
    return true;
}

static const form_field fields[] = {
    { "title", FORM_TEXT, "title", .most = 20, .empty = MESSAGE_E023, .length = MESSAGE_E024 },
};
static const form thing_form = { "thing", fields, 1 };

static const route routes[] = {
    { WEB_GET, "/open", show, .needs = WEB_ANYONE },
    { WEB_GET, "/published", show_published, .needs = WEB_ANYONE },
    { WEB_GET, "/file", show, .needs = WEB_ANYONE, .flags = WEB_IS_STATIC },
    { WEB_GET, "/mine", show },
    { WEB_GET, "/things/{id}", show, .needs = CAN_EDIT, .scope = WEB_SCOPE_OWN },
    { WEB_POST, "/things", save, .needs = CAN_EDIT, .form = &thing_form, .again = show_again },
    { WEB_POST, "/sure", save, .flags = WEB_NEEDS_REAUTH, .form = &thing_form, .again = show_again },
    { WEB_POST, "/twice", save, .flags = WEB_NEEDS_SECOND_FACTOR, .form = &thing_form, .again = show_again },
    { WEB_GET, "/sign-in", show, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION },
    { WEB_POST, "/sign-in", save, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &thing_form,
      .again = show_again },
    { WEB_GET, "/l/{link}", show_page, .needs = WEB_ANYONE, .flags = WEB_BY_LINK },
    { WEB_POST, "/l/{link}", save, .needs = WEB_ANYONE, .flags = WEB_BY_LINK, .form = &thing_form,
      .again = show_again },
    { WEB_GET, "/broken", break_down, .needs = WEB_ANYONE },
    { WEB_GET, "/missing", find_nothing, .needs = WEB_ANYONE },
    { WEB_GET, "/api/mine", show, .flags = WEB_IS_API },
    { WEB_POST, "/api/things", show, .needs = WEB_ANYONE, .flags = WEB_IS_API },
};

static web_verdict may(const request *req, const route *r)
{
    assert_int_equal(r->needs, CAN_EDIT);
    return req->person != NULL && req->person->roles == 1 ? WEB_MAY : WEB_MAY_NOT;
}

static bool in_scope(request *req, const route *r, bool *is_in_scope, upw_error *error)
{
    (void)r, (void)error;
    *is_in_scope = text_equal(request_path(req, "id"), TEXT("ours"));
    return true;
}

static web_site site = {
    .origin = TEST_ORIGIN, .is_secure = true, .may = may, .in_scope = in_scope, .sign_in_path = "/sign-in"
};

static test_request t;

static int begin(void **state)
{
    (void)state;
    upw_error error = { 0 };
    n_handled = 0;
    site.router = web_router_new(&(web_routes){ routes, sizeof routes / sizeof *routes }, 1, &error);
    return site.router == NULL;
}

static int end(void **state)
{
    (void)state;
    web_router_free((web_router *)site.router);
    return 0;
}

static int ask(const char *method, const char *target, const char *headers, const char *body)
{
    test_ask(&t, &site, method, target, headers, body);
    const int status = t.res.status;
    return status;
}

static void what_can_be_refused_early_is(void **state)
{
    (void)state;
    static const struct {
        const char *method, *target, *headers;
        int status;
    } cases[] = {
        { "GET", "/open", "", 200 },
        { "HEAD", "/open", "", 200 },
        { "GET", "/open", "Host: UPWARD.example", 200 },
        { "GET", "/open", "Host: evil.example", 421 },
        { "GET", "/open", "Host: upward.example:443", 421 },
        { "GET", "/nowhere", "", 404 },
        { "DELETE", "/open", "", 405 },
        { "TRACE", "/open", "", 405 },
        { "get", "/open", "", 405 },
        { "POST", "/open", "", 405 },
        { "GET", "/things", "", 405 },
        { "GET", "/open?q=%", "", 400 },
        { "GET", "/open?q=%1B", "", 400 },
        { "GET", "/open?q=1&q=2", "", 400 },
        { "GET", "/open/../mine", "", 400 },
        { "GET", "http://upward.example/open", "", 400 },
        { "GET", "*", "", 400 },
        { "POST", "/things", "Content-Type: text/plain", 415 },
        { "POST", "/things", "", 415 },
        { "POST", "/things", "Content-Type: multipart/form-data; boundary=x", 415 },
        { "POST", "/api/things", "Content-Type: application/x-www-form-urlencoded", 415 },
        { "POST", "/api/things", "Content-Type: application/json; charset=latin1", 415 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int status = ask(cases[i].method, cases[i].target, cases[i].headers, "");
        if (status != cases[i].status)
            fail_msg("%s %s: %d", cases[i].method, cases[i].target, status);
        test_clear(&t);
    }
    assert_int_equal(n_handled, 3);
    ask("POST", "/open", "", "");
    assert_true(text_equal(t.res.allow, TEXT("GET, HEAD")));
    test_clear(&t);
}

static void a_stranger_is_sent_to_sign_in_and_comes_back(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/mine?q=1", "", ""), 303);
    assert_true(text_equal(t.res.location, TEXT("/sign-in?from=%2Fmine")));
    test_clear(&t);
    assert_int_equal(ask("GET", "/things/ours", "", ""), 303);
    test_clear(&t);
    assert_int_equal(ask("GET", "/api/mine", "", ""), 401);
    assert_int_equal(t.res.kind, WEB_PROBLEM);
    test_clear(&t);
    assert_int_equal(n_handled, 0);
}

/* A file is sent where there is no database to look a session up in. */
static void a_file_is_sent_without_looking_up_who_asks(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/file", "Cookie: __Host-upward=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""), 200);
    assert_null(t.req.person);
    test_clear(&t);
}

static void a_form_before_signing_in_is_guarded_by_its_own_cookie(void **state)
{
    (void)state;
    static const char form_type[] = "Content-Type: application/x-www-form-urlencoded\nOrigin: " TEST_ORIGIN;
    assert_int_equal(ask("GET", "/sign-in", "", ""), 200);
    assert_int_equal(t.res.n_cookies, 1);
    text cookie = t.res.cookies[0];
    assert_true(text_starts_with(cookie, TEXT("__Host-pre=")));
    assert_true(text_contains(cookie, TEXT("; Secure")) && text_contains(cookie, TEXT("; HttpOnly")) &&
                text_contains(cookie, TEXT("; SameSite=Lax")) && text_contains(cookie, TEXT("; Path=/")) &&
                !text_contains(cookie, TEXT("Domain")));
    char headers[400], wrong_site[400], body[200];
    const text pair = text_take_until(&cookie, ';');
    snprintf(headers, sizeof headers, "%s\nCookie: %.*s", form_type, TEXT_ARGS(pair));
    snprintf(wrong_site, sizeof wrong_site, "%s\nSec-Fetch-Site: cross-site\nCookie: %.*s", form_type, TEXT_ARGS(pair));
    snprintf(body, sizeof body, "title=x&csrf=%.*s", TEXT_ARGS(web_csrf_token(&t.req, TEXT("/sign-in"))));
    test_clear(&t);
    assert_int_equal(ask("POST", "/sign-in", headers, body), 303);
    test_clear(&t);
    assert_int_equal(n_handled, 2);
    assert_int_equal(ask("POST", "/sign-in", form_type, body), 403); /* another browser's token */
    assert_true(test_body_has(&t, "typed=x"));                       /* nothing that was typed is lost */
    assert_true(test_body_has(&t, "page was open too long"));
    test_clear(&t);
    assert_int_equal(ask("POST", "/sign-in", headers, "title=x"), 403);
    test_clear(&t);
    assert_int_equal(ask("POST", "/sign-in", wrong_site, body), 403);
    assert_false(test_body_has(&t, "typed"));
    test_clear(&t);
    assert_int_equal(n_handled, 2);
}

static void what_goes_wrong_is_told_without_its_inside(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/broken", "", ""), 500);
    assert_false(test_body_has(&t, "SELECT") || test_body_has(&t, "upward.db") || test_body_has(&t, "half a page"));
    assert_true(test_body_has(&t, "say this number: request"));
    test_clear(&t);
    assert_int_equal(ask("GET", "/missing", "", ""), 404);
    const text missing = memory_copy_text(&t.arena, buffer_text(&t.res.body));
    test_request other = t;
    assert_int_equal(ask("GET", "/nowhere", "", ""), 404);
    assert_true(text_equal(missing, buffer_text(&t.res.body))); /* absent and forbidden: the same bytes */
    test_clear(&t);
    test_clear(&other);
    assert_int_equal(ask("GET", "/api/nowhere", "", ""), 404);
    assert_true(test_body_has(&t, "\"status\":404"));
    test_clear(&t);
}

static void a_published_page_is_not_sent_twice(void **state)
{
    (void)state;
    char headers[100];
    assert_int_equal(ask("GET", "/published", "", ""), 200);
    assert_int_equal(t.res.etag.len, 34);
    snprintf(headers, sizeof headers, "If-None-Match: \"other\", W/%.*s", TEXT_ARGS(t.res.etag));
    test_clear(&t);
    assert_int_equal(ask("GET", "/published", headers, ""), 304);
    assert_int_equal(t.res.body.len, 0);
    test_clear(&t);
    assert_int_equal(ask("GET", "/published", "If-None-Match: \"other\"", ""), 200);
    test_clear(&t);
    assert_int_equal(ask("GET", "/open", "If-None-Match: *", ""), 200); /* a page of someone's own has no tag */
    test_clear(&t);
}

/* There is no database behind this test: looking anybody up would fail. */
static void a_page_behind_a_secret_link_asks_nobody_who_they_are(void **state)
{
    (void)state;
    static const char *const cookies[] = { "", "Cookie: __Host-upward=0123456789012345678901234567890123456789012",
                                           "Authorization: Bearer upw_x\nCookie: __Host-pre=x" };
    text first = { 0 };
    for (size_t i = 0; i < 3; i++) {
        test_request one;
        test_ask(&one, &site, "GET", "/l/secret?n=100", cookies[i], "");
        assert_int_equal(one.res.status, 200);
        assert_true(one.res.has_secret && one.res.n_cookies == 0 && one.req.before == NULL);
        const text body = buffer_text(&one.res.body);
        assert_true(i == 0 || text_equal(body, first));
        first = i == 0 ? text_of(strndup(body.at, body.len)) : first;
        test_clear(&one);
    }
    free((char *)first.at);
}

static void pages_behind_a_secret_link_are_as_long_as_each_other(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        size_t len;
    } cases[] = { { "/l/a?n=1", WEB_PAGE_STEP },
                  { "/l/a?n=16376", WEB_PAGE_STEP },
                  { "/l/a?n=16377", 2 * WEB_PAGE_STEP },
                  { "/l/a?n=16384", 2 * WEB_PAGE_STEP },
                  { "/l/a?n=20000", 2 * WEB_PAGE_STEP } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask("GET", cases[i].target, "", "");
        assert_int_equal(t.res.body.len, cases[i].len);
        test_clear(&t);
    }
}

static void a_form_behind_a_secret_link_needs_no_token_and_comes_from_our_page(void **state)
{
    (void)state;
    const char *const type = "Content-Type: application/x-www-form-urlencoded\n";
    char headers[200];
    snprintf(headers, sizeof headers, "%sOrigin: " TEST_ORIGIN, type);
    assert_int_equal(ask("POST", "/l/secret", headers, "title=x"), 303);
    assert_int_equal(t.res.n_cookies, 0);
    test_clear(&t);
    snprintf(headers, sizeof headers, "%sOrigin: https://elsewhere.example", type);
    assert_int_equal(ask("POST", "/l/secret", headers, "title=x"), 403);
    test_clear(&t);
    assert_int_equal(ask("POST", "/l/secret", type, "title=x"), 403);
    assert_int_equal(n_handled, 1);
    test_clear(&t);
}

static void a_route_that_takes_more_takes_longer_values(void **state)
{
    (void)state;
    const route usual = { WEB_POST, "/a", save, .form = &thing_form },
                large = { WEB_POST, "/b", save, .form = &thing_form, .body_max = 1 << 20 };
    assert_int_equal(web_form_limits(&usual).value, 16384);
    assert_int_equal(web_form_limits(&large).value, 1 << 20);
    assert_int_equal(web_form_limits(&large).bytes, 1 << 20);
    assert_int_equal(web_form_limits(&large).pairs, web_form_limits(&usual).pairs);
}

static void too_many_are_told_to_wait(void **state)
{
    (void)state;
    web_rates *const rates = web_rates_new(1024);
    site.rates = rates;
    int n = 0;
    while (ask("GET", "/open", "", "") == 200 && n < 10000) {
        test_clear(&t);
        n++;
    }
    assert_int_equal(t.res.status, 429);
    assert_int_equal(t.res.retry_after_s, 1);
    assert_in_range(n, 200, 300); /* a burst of 200, and what flows in meanwhile */
    test_clear(&t);
    site.rates = NULL;
    web_rates_free(rates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_can_be_refused_early_is, begin, end),
        cmocka_unit_test_setup_teardown(a_stranger_is_sent_to_sign_in_and_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_sent_without_looking_up_who_asks, begin, end),
        cmocka_unit_test_setup_teardown(a_form_before_signing_in_is_guarded_by_its_own_cookie, begin, end),
        cmocka_unit_test_setup_teardown(what_goes_wrong_is_told_without_its_inside, begin, end),
        cmocka_unit_test_setup_teardown(a_published_page_is_not_sent_twice, begin, end),
        cmocka_unit_test_setup_teardown(a_page_behind_a_secret_link_asks_nobody_who_they_are, begin, end),
        cmocka_unit_test_setup_teardown(pages_behind_a_secret_link_are_as_long_as_each_other, begin, end),
        cmocka_unit_test_setup_teardown(a_form_behind_a_secret_link_needs_no_token_and_comes_from_our_page, begin, end),
        cmocka_unit_test(a_route_that_takes_more_takes_longer_values),
        cmocka_unit_test_setup_teardown(too_many_are_told_to_wait, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 || cmocka_run_group_tests_name("web/answer", tests, NULL, NULL);
}
