/* Do sessions begin fresh, end in time, and belong to one browser and one person? */
#include <stdlib.h>
#include <unistd.h>

#include "site.h"
#include "store/migrate.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static bool is_known = true, is_privileged;

static bool identify(request *req, text person_id, web_person *out, upw_error *error)
{
    (void)req;
    *out = (web_person){ .id = person_id, .name = TEXT("Ada Obi"), .is_privileged = is_privileged };
    return is_known || upw_fail(error, UPW_NOT_FOUND, "no such account");
}

static bool sign_in(request *req, response *res, upw_error *error)
{
    const web_session_start_options options = { .person_id = form_text(req, "who"), .is_privileged = is_privileged };
    return web_session_start(req, res, &options, error) && response_redirect(res, TEXT("/"), error);
}

static bool sign_out(request *req, response *res, upw_error *error)
{
    return web_session_end(req, res, error) && response_redirect(res, TEXT("/"), error);
}

static bool say_who(request *req, response *res, upw_error *error)
{
    (void)error;
    buffer_add_format(&res->body, "%.*s", TEXT_ARGS(req->person->id));
    return true;
}

static bool say_token(request *req, response *res, upw_error *error)
{
    (void)error;
    buffer_add(&res->body, web_csrf_token(req, TEXT("/sign-in")));
    return true;
}

static const form_field fields[] = { { "who", FORM_TEXT, "who", .empty = MESSAGE_E001 } };
static const form who_form = { "who", fields, 1 }, empty_form = { "empty", NULL, 0 };

static const route routes[] = {
    { WEB_GET, "/sign-in", say_token, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION },
    { WEB_POST, "/sign-in", sign_in, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &who_form,
      .again = say_token },
    { WEB_POST, "/sign-out", sign_out, .form = &empty_form, .again = sign_out },
    { WEB_GET, "/me", say_who },
    { WEB_GET, "/sure", say_who, .flags = WEB_NEEDS_REAUTH },
};

static web_site site = { .origin = TEST_ORIGIN, .is_secure = true, .identify = identify, .sign_in_path = "/sign-in" };
static char folder[40];
static store *keeps;
static test_request t;

static int begin(void **state)
{
    (void)state;
    upw_error error = { 0 };
    char path[60];
    is_known = true, is_privileged = false, test_now_ms = INT64_C(1800000000000);
    snprintf(folder, sizeof folder, "/tmp/upward-web-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/web.db", folder);
    site.router = web_router_new(&(web_routes){ routes, sizeof routes / sizeof *routes }, 1, &error);
    keeps = store_open(path, NULL, &error);
    return site.router == NULL || keeps == NULL || !store_migrate(keeps, NULL, &error) ||
           (test_db = store_connect(keeps, &error)) == NULL;
}

static int end(void **state)
{
    (void)state;
    char command[80];
    web_router_free((web_router *)site.router);
    store_disconnect(test_db);
    store_close(keeps);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

#define ORIGIN_LINE "Origin: " TEST_ORIGIN "\nContent-Type: application/x-www-form-urlencoded\n"

/* Sign in as `who`, coming with the cookie `came` (or ""); the new session's cookie "name=value". */
static void enter(const char *who, const char *came, char cookie[100])
{
    char headers[400], body[200];
    test_ask(&t, &site, "GET", "/sign-in", "", "");
    assert_int_equal(t.res.status, 200);
    text before = t.res.cookies[0];
    const text pair = text_take_until(&before, ';');
    snprintf(headers, sizeof headers, ORIGIN_LINE "Cookie: %.*s; %s", TEXT_ARGS(pair), came);
    snprintf(body, sizeof body, "who=%s&csrf=%.*s", who, (int)t.res.body.len, t.res.body.at);
    test_clear(&t);
    test_ask(&t, &site, "POST", "/sign-in", headers, body);
    assert_int_equal(t.res.status, 303);
    text set = t.res.cookies[0];
    assert_true(text_starts_with(set, TEXT("__Host-upward=")) && !text_contains(set, TEXT("Max-Age")));
    assert_true(text_contains(set, TEXT("; Path=/; HttpOnly; SameSite=Lax; Secure")));
    assert_true(text_starts_with(t.res.cookies[1], TEXT("__Host-pre=;"))); /* used once */
    const text value = text_take_until(&set, ';');
    snprintf(cookie, 100, "%.*s", TEXT_ARGS(value));
    assert_int_equal(value.len, strlen("__Host-upward=") + 43);
    test_clear(&t);
}

static int visit(const char *target, const char *cookie)
{
    char headers[300];
    snprintf(headers, sizeof headers, "Cookie: %s", cookie);
    test_ask(&t, &site, "GET", target, headers, "");
    const int status = t.res.status;
    if (status == 200)
        assert_true(test_body_has(&t, "ada"));
    test_clear(&t);
    return status;
}

static void who_signs_in_is_known_until_they_sign_out(void **state)
{
    (void)state;
    char cookie[100], headers[300], body[100];
    enter("ada", "", cookie);
    assert_int_equal(visit("/me", cookie), 200);
    snprintf(headers, sizeof headers, "Cookie: %s", cookie);
    test_ask(&t, &site, "GET", "/me", headers, "");
    snprintf(body, sizeof body, "csrf=%.*s", TEXT_ARGS(web_csrf_token(&t.req, TEXT("/sign-out"))));
    const text other_group = web_csrf_token(&t.req, TEXT("/me"));
    assert_false(text_contains(text_of(body), other_group)); /* a token is for one part of the site */
    test_clear(&t);
    snprintf(headers, sizeof headers, ORIGIN_LINE "Cookie: %s", cookie);
    test_ask(&t, &site, "POST", "/sign-out", headers, body);
    assert_int_equal(t.res.status, 303);
    assert_true(text_starts_with(t.res.cookies[0], TEXT("__Host-upward=;")));
    test_clear(&t);
    assert_int_equal(visit("/me", cookie), 303);
}

static void a_value_that_the_server_did_not_make_is_nobody(void **state)
{
    (void)state;
    char cookie[100], twice[220];
    enter("ada", "", cookie);
    snprintf(twice, sizeof twice, "%s; %s", cookie, cookie);
    assert_int_equal(visit("/me", twice), 303);
    assert_int_equal(visit("/me", "__Host-upward=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 303);
    assert_int_equal(visit("/me", "__Host-upward="), 303);
    assert_int_equal(visit("/me", "__Host-upward=not base64!"), 303);
    cookie[strlen("__Host-upward=")] ^= 1;
    assert_int_equal(visit("/me", cookie), 303);
}

static void signing_in_again_ends_the_session_before(void **state)
{
    (void)state;
    char first[100], second[100];
    enter("ada", "", first);
    enter("ada", first, second);
    assert_string_not_equal(first, second);
    assert_int_equal(visit("/me", second), 200);
    assert_int_equal(visit("/me", first), 303);
}

static void sessions_end_by_their_limits(void **state)
{
    (void)state;
    static const struct {
        bool is_privileged;
        int64_t idle_ms;
    } cases[] = { { false, 8 * HOUR_MS }, { true, HOUR_MS } };
    for (size_t i = 0; i < 2; i++) {
        char cookie[100];
        is_privileged = cases[i].is_privileged;
        enter("ada", "", cookie);
        const int64_t begun_ms = test_now_ms - test_now_ms % MINUTE_MS;
        test_now_ms = begun_ms + cases[i].idle_ms - 1;
        assert_int_equal(visit("/me", cookie), 200);
        test_now_ms += cases[i].idle_ms;
        assert_int_equal(visit("/me", cookie), 303);
        enter("ada", "", cookie);
        const int64_t again_ms = test_now_ms;
        while (test_now_ms + 30 * MINUTE_MS < again_ms + 12 * HOUR_MS) { /* however busy they are */
            test_now_ms += 30 * MINUTE_MS;
            assert_int_equal(visit("/me", cookie), 200);
        }
        test_now_ms = again_ms + 12 * HOUR_MS;
        assert_int_equal(visit("/me", cookie), 303);
    }
}

/* Otherwise it would last longer than it may, and what is asked for again after five minutes would not be. */
static void while_the_clock_is_set_back_a_session_rests(void **state)
{
    (void)state;
    char cookie[100];
    enter("ada", "", cookie);
    const int64_t begun_ms = test_now_ms - test_now_ms % MINUTE_MS;
    test_now_ms = begun_ms - HOUR_MS;
    assert_int_equal(visit("/me", cookie), 303);
    test_now_ms = begun_ms - 2 * MINUTE_MS - 1;
    assert_int_equal(visit("/me", cookie), 303);
    test_now_ms = begun_ms - 2 * MINUTE_MS; /* clocks of several servers are that far apart at most */
    assert_int_equal(visit("/me", cookie), 200);
    test_now_ms = begun_ms - 24 * HOUR_MS;
    assert_int_equal(visit("/me", cookie), 303);
    test_now_ms = begun_ms + MINUTE_MS; /* put right: nothing was lost */
    assert_int_equal(visit("/me", cookie), 200);
}

static void what_is_left_ends_with_the_day_however_often_it_is_put_off(void **state)
{
    (void)state;
    const web_session fresh = { .created_ms = 0, .seen_ms = HOUR_MS };
    web_session_left left = web_session_time_left(&fresh, 2 * HOUR_MS);
    assert_int_equal(left.left_ms, 7 * HOUR_MS);
    assert_int_equal(left.most_ms, 8 * HOUR_MS);
    const web_session late = { .created_ms = 0, .seen_ms = 10 * HOUR_MS };
    left = web_session_time_left(&late, 11 * HOUR_MS);
    assert_int_equal(left.left_ms, HOUR_MS);
    assert_int_equal(left.most_ms, HOUR_MS);
    left = web_session_time_left(&fresh, 9 * HOUR_MS);
    assert_int_equal(left.left_ms, 0);
    assert_int_equal(left.most_ms, 0);
}

static void of_six_sessions_the_oldest_goes(void **state)
{
    (void)state;
    char cookies[6][100];
    web_session list[WEB_SESSIONS_MAX];
    upw_arena arena;
    upw_error error = { 0 };
    size_t n;
    for (size_t i = 0; i < 6; i++) {
        enter("ada", "", cookies[i]);
        test_now_ms += 1000;
    }
    assert_int_equal(visit("/me", cookies[0]), 303);
    for (size_t i = 1; i < 6; i++)
        assert_int_equal(visit("/me", cookies[i]), 200);
    memory_init_arena(&arena);
    assert_true(web_session_list(test_db, TEXT("ada"), test_now_ms, &arena, list, &n, &error));
    assert_int_equal(n, 5);
    assert_true(list[0].created_ms > list[4].created_ms);
    assert_true(web_session_end_one(test_db, TEXT("eve"), &list[0], &error)); /* another's cannot be ended */
    assert_int_equal(visit("/me", cookies[5]), 200);
    assert_true(web_session_end_one(test_db, TEXT("ada"), &list[0], &error));
    assert_int_equal(visit("/me", cookies[5]), 303);
    assert_true(web_session_end_all(test_db, TEXT("ada"), &error));
    assert_int_equal(visit("/me", cookies[1]), 303);
    upw_arena_clear(&arena);
}

static void an_account_that_has_gone_is_nobody(void **state)
{
    (void)state;
    char cookie[100];
    enter("ada", "", cookie);
    is_known = false;
    assert_int_equal(visit("/me", cookie), 303);
}

static void great_things_want_a_fresh_sign_in(void **state)
{
    (void)state;
    char cookie[100];
    enter("ada", "", cookie);
    test_now_ms += 5 * MINUTE_MS - 1;
    assert_int_equal(visit("/sure", cookie), 200);
    test_now_ms += 1;
    assert_int_equal(visit("/sure", cookie), 403);
}

static void every_statement_is_right_on_this_database(void **state)
{
    (void)state;
    upw_error error = { 0 };
    for (size_t i = 0; i < web_statements.n; i++)
        if (!store_check_statement(test_db, &web_statements.at[i], &error))
            fail_msg("%s: %s", web_statements.at[i].name, error.message);
    assert_true(web_session_sweep(test_db, test_now_ms, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_signs_in_is_known_until_they_sign_out, begin, end),
        cmocka_unit_test_setup_teardown(a_value_that_the_server_did_not_make_is_nobody, begin, end),
        cmocka_unit_test_setup_teardown(signing_in_again_ends_the_session_before, begin, end),
        cmocka_unit_test_setup_teardown(sessions_end_by_their_limits, begin, end),
        cmocka_unit_test_setup_teardown(while_the_clock_is_set_back_a_session_rests, begin, end),
        cmocka_unit_test(what_is_left_ends_with_the_day_however_often_it_is_put_off),
        cmocka_unit_test_setup_teardown(of_six_sessions_the_oldest_goes, begin, end),
        cmocka_unit_test_setup_teardown(an_account_that_has_gone_is_nobody, begin, end),
        cmocka_unit_test_setup_teardown(great_things_want_a_fresh_sign_in, begin, end),
        cmocka_unit_test_setup_teardown(every_statement_is_right_on_this_database, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 || cmocka_run_group_tests_name("web/session", tests, NULL, NULL);
}
