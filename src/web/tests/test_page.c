/* Does a page know who asks and what is wrong with the form, without the handler saying it? */
#include "web/page.h"

#include "site.h"

static const form_field fields[] = {
    { "title", FORM_TEXT, "title", .empty = MESSAGE_E023 },
    { "opens", FORM_DATE, "opening date" },
};
static const form round_form = { "round", fields, 2 };

static bool show(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Set up <a> round"), .back = TEXT("/") });
    html_open(h, "form");
    web_page_write_token(h, req, TEXT("/rounds"));
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool save(request *req, response *res, upw_error *error)
{
    return response_redirect(res, req->path, error);
}

static const route routes[] = {
    { WEB_GET, "/rounds", show, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION },
    { WEB_POST, "/rounds", save, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &round_form, .again = show },
};

static const form_field secret_fields[] = { { "password", FORM_TEXT, "password", .empty = MESSAGE_E023 } };
static const form secret_form = { "secret", secret_fields, 1 };
static const route mine[] = {
    { WEB_POST, "/notes", save, .form = &round_form, .again = show },
    { WEB_POST, "/secret", save, .form = &secret_form, .again = show },
};

static const layout_site frame = { .sign_in = { "/sign-in", 8 }, .sign_out = { "/sign-out", 9 } };
static web_site site = { .origin = TEST_ORIGIN,
                         .is_secure = true,
                         .layout = &frame,
                         .draw_problem = web_page_draw_problem,
                         .draw_kept = web_page_draw_kept,
                         .sign_in_path = "/sign-in" };
static test_request t;

static int begin(void **state)
{
    (void)state;
    upw_error error = { 0 };
    const web_routes tables[] = { { routes, sizeof routes / sizeof *routes }, { mine, sizeof mine / sizeof *mine } };
    site.router = web_router_new(tables, 2, &error);
    return site.router == NULL;
}

static int end(void **state)
{
    (void)state;
    test_clear(&t);
    web_router_free((web_router *)site.router);
    return 0;
}

static void a_page_stands_in_its_frame(void **state)
{
    (void)state;
    test_ask(&t, &site, "GET", "/rounds", "", "");
    assert_int_equal(t.res.status, 200);
    assert_true(t.res.has_script && t.res.kind == WEB_HTML);
    assert_true(test_body_has(&t, "<title>Set up &lt;a&gt; round"));
    assert_true(test_body_has(&t, "name=\"csrf\" value=\""));
    assert_true(test_body_has(&t, "href=\"/sign-in\""));
    assert_false(test_body_has(&t, "There is a problem"));
}

static void what_is_wrong_stands_above_and_leads_to_its_field(void **state)
{
    (void)state;
    char headers[300], body[200];
    test_ask(&t, &site, "GET", "/rounds", "", "");
    text cookie = t.res.cookies[0];
    const text pair = text_take_until(&cookie, ';');
    const text token = web_csrf_token(&t.req, TEXT("/rounds"));
    snprintf(headers, sizeof headers,
             "Content-Type: application/x-www-form-urlencoded\nOrigin: " TEST_ORIGIN "\nCookie: %.*s", TEXT_ARGS(pair));
    snprintf(body, sizeof body, "opens-day=31&opens-month=2&opens-year=2027&csrf=%.*s", TEXT_ARGS(token));
    test_clear(&t);
    test_ask(&t, &site, "POST", "/rounds", headers, body);
    assert_int_equal(t.res.status, 422);
    assert_true(test_body_has(&t, "<title>Error: "));
    assert_true(test_body_has(&t, "<a href=\"#title\">Enter a title for the round</a>"));
    assert_true(test_body_has(&t, "<a href=\"#opens-day\">Opening date must be a real date</a>"));
}

static void a_problem_is_a_page_of_the_site(void **state)
{
    (void)state;
    test_ask(&t, &site, "GET", "/nowhere", "", "");
    assert_int_equal(t.res.status, 404);
    assert_true(test_body_has(&t, "Page not found") && test_body_has(&t, "</html>"));
}

static void what_was_typed_outlives_the_session(void **state)
{
    (void)state;
    test_ask(&t, &site, "POST", "/notes", "Origin: " TEST_ORIGIN "\nContent-Type: application/x-www-form-urlencoded",
             "csrf=old&title=A+%3Cb%3E&opens-day=1");
    assert_int_equal(t.res.status, 403);
    assert_true(test_body_has(&t, "You are signed out"));
    assert_true(test_body_has(&t, "href=\"/sign-in\" target=\"_blank\" rel=\"noopener\""));
    assert_true(test_body_has(&t, "action=\"/notes\""));
    assert_true(test_body_has(&t, "name=\"title\" value=\"A &lt;b&gt;\""));
    assert_true(test_body_has(&t, "name=\"opens-day\" value=\"1\""));
}

static void but_no_secret_and_nothing_that_another_site_sent(void **state)
{
    (void)state;
    static const struct {
        const char *path, *origin, *body;
    } cases[] = { { "/secret", "Origin: " TEST_ORIGIN, "csrf=old&password=x" },
                  { "/notes", "Origin: https://elsewhere.example", "csrf=old&title=A" },
                  { "/notes", "Origin: " TEST_ORIGIN, "csrf=old&title=" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char headers[200];
        snprintf(headers, sizeof headers, "%s\nContent-Type: application/x-www-form-urlencoded", cases[i].origin);
        test_ask(&t, &site, "POST", cases[i].path, headers, cases[i].body);
        assert_int_equal(t.res.status, 303);
        assert_true(text_equal(t.res.location, TEXT("/sign-in")));
        if (i + 1 < sizeof cases / sizeof *cases)
            test_clear(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_stands_in_its_frame, begin, end),
        cmocka_unit_test_setup_teardown(what_is_wrong_stands_above_and_leads_to_its_field, begin, end),
        cmocka_unit_test_setup_teardown(what_was_typed_outlives_the_session, begin, end),
        cmocka_unit_test_setup_teardown(but_no_secret_and_nothing_that_another_site_sent, begin, end),
        cmocka_unit_test_setup_teardown(a_problem_is_a_page_of_the_site, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 || cmocka_run_group_tests_name("web/page", tests, NULL, NULL);
}
