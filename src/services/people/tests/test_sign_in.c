/* The ways in: by letter, by link, by code, and in a demonstration without any; and what waits behind them. */
#include "services/tests/scene.h"

#include "base/civil.h"
#include "workflow/outbox.h"

/* The letter that was written last. */
static outbox_due read_letter(scene *c)
{
    outbox_due due;
    bool found;
    assert_done(outbox_take(c->db, test_now_ms, &c->arena, &due, &found, error));
    assert_true(found);
    assert_int_equal(due.n, 1);
    return due;
}

/* What stands behind `before` up to the end of its line. */
static text find_after(text words, const char *before)
{
    const char *const at = memmem(words.at, words.len, before, strlen(before));
    assert_non_null(at);
    text rest = { at + strlen(before), words.len - (size_t)(at - words.at) - strlen(before) };
    return text_take_until(&rest, '\n');
}

static void ask_for_letter(scene *c, const char *fields)
{
    c->cookie[0] = '\0';
    scene_get(c, "/sign-in");
    assert_int_equal(c->t.res.status, 200);
    scene_keep_cookie(c);
    scene_post(c, "/sign-in", fields);
}

static void a_code_by_letter_opens_a_session(const place *p)
{
    scene c;
    char fields[200];
    scene_open(&c, p);
    ask_for_letter(&c, "email=Lead%40example.org&from=/account");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "Check your email"));
    const outbox_due letter = read_letter(&c);
    assert_true(text_equal(letter.address, TEXT("lead@example.org")));
    snprintf(fields, sizeof fields, "email=Lead%%40example.org&from=/account&code=wrong1");
    scene_post(&c, "/sign-in/code", fields);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "The code you entered is not correct. Check the email or ask for a new code"));
    assert_true(scene_shows(&c, "value=\"wrong1\""));
    const text code = find_after(letter.bodies[0], "you asked: ");
    snprintf(fields, sizeof fields, "email=lead%%40example.org&from=/account&code=%.*s", TEXT_ARGS(code));
    scene_post(&c, "/sign-in/code", fields);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/account")));
    scene_keep_cookie(&c);
    scene_get(&c, "/todo");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "Ann Lead"));
    scene_close(&c);
}

static void every_sign_in_leaves_a_row_and_none_has_an_address_or_a_name_that_was_typed(const place *p)
{
    scene c;
    char fields[200];
    trail_row last = { 0 };
    scene_open(&c, p);
    ask_for_letter(&c, "email=lead%40example.org");
    const outbox_due letter = read_letter(&c);
    scene_post(&c, "/sign-in/code", "email=lead%40example.org&code=wrong1");
    scene_post(&c, "/sign-in/code", "email=nobody%40example.org&code=wrong1");
    assert_int_equal(scene_count_rows(&c, "session.refuse", TEXT(""), &last), 2);
    assert_true(text_equal(last.actor, TEXT("system")));
    assert_int_equal(last.at.len, CIVIL_UTC_LEN); /* the time is kept */
    assert_int_equal(last.n_details, 0);
    assert_int_equal(scene_count_rows(&c, "session.begin", c.people[LEAD].id, &last), 0);
    const text code = find_after(letter.bodies[0], "you asked: ");
    snprintf(fields, sizeof fields, "email=lead%%40example.org&code=%.*s", TEXT_ARGS(code));
    scene_post(&c, "/sign-in/code", fields);
    assert_int_equal(c.t.res.status, 303);
    assert_int_equal(scene_count_rows(&c, "session.begin", c.people[LEAD].id, &last), 1);
    assert_true(text_equal(last.role, TEXT("body_lead")));
    assert_int_equal(last.at.len, CIVIL_DAY_LEN); /* the day, and no time */
    assert_int_equal(last.n_details, 0);
    scene_close(&c);
}

static void looking_at_a_link_uses_nothing_up(const place *p)
{
    scene c;
    char target[100];
    scene_open(&c, p);
    ask_for_letter(&c, "email=lead%40example.org");
    const outbox_due letter = read_letter(&c);
    const text link = find_after(letter.bodies[0], TEST_ORIGIN);
    snprintf(target, sizeof target, "%.*s", TEXT_ARGS(link));
    for (int i = 0; i < 3; i++) {
        scene_get(&c, target);
        assert_int_equal(c.t.res.status, 200);
        assert_true(c.t.res.has_secret);
        assert_true(scene_shows(&c, "You are about to sign in as lead@example.org"));
    }
    scene_post(&c, target, "");
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/todo")));
    c.cookie[0] = '\0';
    scene_get(&c, target);
    assert_true(scene_shows(&c, "This link does not work any more"));
    scene_close(&c);
}

/* Strangers learn nothing about who has an account. */
static void an_unknown_address_is_answered_like_a_known_one(const place *p)
{
    scene c;
    text answers[2];
    scene_open(&c, p);
    const char *const asked[2] = { "email=lead%40example.org", "email=nobod%40example.org" };
    for (int i = 0; i < 2; i++) {
        ask_for_letter(&c, asked[i]);
        assert_int_equal(c.t.res.status, 200);
        answers[i] = memory_copy_text(&c.arena, buffer_text(&c.t.res.body));
    }
    assert_int_equal(answers[0].len, answers[1].len - 2); /* the address is a letter longer, and stands there twice */
    read_letter(&c);
    outbox_due due;
    bool found;
    assert_done(outbox_take(c.db, test_now_ms, &c.arena, &due, &found, error));
    assert_false(found);
    scene_close(&c);
}

static void after_signing_in_one_comes_back_to_this_site_and_to_no_other(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_get(&c, "/todo");
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_starts_with(c.t.res.location, TEXT("/sign-in?from=")));
    ask_for_letter(&c, "email=lead%40example.org&from=https%3A%2F%2Felsewhere.example");
    const outbox_due letter = read_letter(&c);
    char fields[200];
    const text code = find_after(letter.bodies[0], "you asked: ");
    snprintf(fields, sizeof fields, "email=lead%%40example.org&from=//elsewhere.example&code=%.*s", TEXT_ARGS(code));
    scene_post(&c, "/sign-in/code", fields);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/todo")));
    scene_close(&c);
}

static void signing_out_ends_the_session(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/todo");
    scene_post(&c, "/sign-out", "");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/todo");
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

/* A link out of a letter may be opened by somebody who is signed in: the page has its own forms, and that of everyone.
 */
static void a_page_for_those_who_are_not_signed_in_lets_one_sign_out(const place *p)
{
    static const char *const pages[] = { "/sign-in/link/no-such-link", "/account/email/no-such-link",
                                         "/invitation/no-such-link" };
    scene c;
    char headers[400], body[200];
    scene_open(&c, p);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        scene_sign_in(&c, &c.people[LEAD]);
        scene_get(&c, pages[i]);
        assert_true(scene_shows(&c, "Ann Lead"));
        const text page = buffer_text(&c.t.res.body);
        const char *const at = memmem(page.at, page.len, "action=\"/sign-out\"", 18);
        assert_non_null(at);
        const char *const token = memmem(at, (size_t)(page.at + page.len - at), "value=\"", 7);
        assert_non_null(token);
        snprintf(body, sizeof body, "csrf=%.*s", (int)strcspn(token + 7, "\""), token + 7);
        snprintf(headers, sizeof headers,
                 "Content-Type: application/x-www-form-urlencoded\nOrigin: " TEST_ORIGIN "\n%s", c.cookie);
        scene_forget(&c);
        test_ask(&c.t, &c.site.web, "POST", "/sign-out", headers, body);
        c.has_answer = true;
        assert_int_equal(c.t.res.status, 303);
        scene_get(&c, "/todo");
        assert_int_equal(c.t.res.status, 303);
        assert_true(text_starts_with(c.t.res.location, TEXT("/sign-in")));
    }
    scene_close(&c);
}

static void only_a_demonstration_has_people_to_be(const place *p)
{
    scene c;
    scene_open(&c, p);
    c.site.services.offers_demonstration = false;
    scene_get(&c, "/sign-in/demonstration");
    assert_int_equal(c.t.res.status, 404);
    scene_get(&c, "/sign-in");
    assert_false(scene_shows(&c, "/sign-in/demonstration"));
    scene_keep_cookie(&c);
    char fields[100];
    snprintf(fields, sizeof fields, "who=%.*s", TEXT_ARGS(c.people[LEAD].id));
    scene_post(&c, "/sign-in/demonstration", fields);
    assert_int_equal(c.t.res.status, 404);
    scene_close(&c);
}

static void organisations_are_found_by_name_and_code(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_get(&c, "/organisations?q=leeds");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "3 organisations"));
    scene_get(&c, "/organisations?q=" SCENE_BODY);
    assert_true(scene_shows(&c, "1 organisation<"));
    scene_get(&c, "/organisations?q=no+such+thing");
    assert_true(scene_shows(&c, "Try a part of the name"));
    scene_get(&c, "/organisations/" SCENE_BODY "/history");
    assert_int_equal(c.t.res.status, 200);
    scene_get(&c, "/organisations/nowhere/history");
    assert_int_equal(c.t.res.status, 404);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_code_by_letter_opens_a_session),
        PLACE_TEST(every_sign_in_leaves_a_row_and_none_has_an_address_or_a_name_that_was_typed),
        PLACE_TEST(looking_at_a_link_uses_nothing_up),
        PLACE_TEST(an_unknown_address_is_answered_like_a_known_one),
        PLACE_TEST(after_signing_in_one_comes_back_to_this_site_and_to_no_other),
        PLACE_TEST(signing_out_ends_the_session),
        PLACE_TEST(a_page_for_those_who_are_not_signed_in_lets_one_sign_out),
        PLACE_TEST(only_a_demonstration_has_people_to_be),
        PLACE_TEST(organisations_are_found_by_name_and_code),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
