/* Passwords: which are refused, how one signs in, how failures are slowed, and how many are hashed at a time. */
#include "services/tests/scene.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#include "services/people/passwords.h"
#include "services/people/second_factor.h"

static const account ann = { .name = TEXT("Ann-Marie O'Leadbetter"), .email = TEXT("a.leadbetter@southdale.example") };

/* The 26 of at least 12 characters among the commonest that Wheeler (zxcvbn, 2016) counted in published leaks, without
 * two that are not fit to be printed; and others of their kind. */
static void what_would_be_tried_first_is_refused(const place *p)
{
    static const char *const refused[] = {
        "123qweasdzxc",   "1qaz2wsx3edc",      "q1w2e3r4t5y6",          "1q2w3e4r5t6y",     "mailcreated5240",
        "qazwsxedcrfv",   "123456qwerty",      "qwerty123456",          "sojdlg123aljg",    "leavemealone",
        "123456654321",   "gfhjkmgfhjkm",      "qazwsxedc123",          "ghjcnjgfhjkm",     "sonyericsson",
        "zxcasdqwe123",   "ghhh47hj7649",      "123456789qwe",          "1qazxsw23edc",     "qwerasdfzxcv",
        "qweasdzxc123",   "flvbybcnhfnjh",     "123456789987654321",    "112233445566",     "password1234",
        "Password-2024!", "iloveyou iloveyou", "aaaaaaaaaaaa",          "abcabcabcabc",     "upwardupward1",
        "Leadbetter2024", "southdale-12345",   "annmarie o'leadbetter", "1234567890123456", "............",
    };
    static const char *const taken[] = {
        "correct horse battery staple", "violet kettle under forty", "gR7#kq0-zT2x",
        "ten green frogs sing late",    "правильная лошадь скрепка",
    };
    (void)p;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (passwords_judge(text_of(refused[i]), &ann) != MESSAGE_PASSWORD_COMMON)
            fail_msg("%s is taken", refused[i]);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (passwords_judge(text_of(taken[i]), &ann) != MESSAGE_NONE)
            fail_msg("%s is refused", taken[i]);
}

static void a_password_has_12_to_128_characters(const place *p)
{
    static const char pattern[] = "zK4w-vR8q-mT2x-bJ6n-";
    char longest[PASSWORD_BYTES_MAX + 100];
    (void)p;
    assert_int_equal(passwords_judge(TEXT(""), &ann), MESSAGE_ENTER_NEW_PASSWORD);
    assert_int_equal(passwords_judge(TEXT("zK4w-vR8q-m"), &ann), MESSAGE_PASSWORD_LENGTH);
    assert_int_equal(passwords_judge(TEXT("zK4w-vR8q-mT"), &ann), MESSAGE_NONE);
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = (char)(pattern[i % 20] ^ (char)(i / 20 % 4)); /* not the same over and over */
    assert_int_equal(passwords_judge((text){ longest, 128 }, &ann), MESSAGE_NONE);
    assert_int_equal(passwords_judge((text){ longest, 129 }, &ann), MESSAGE_PASSWORD_LENGTH);
}

#define GOOD "violet kettle under forty"
#define GOOD_FIELD "violet+kettle+under+forty"

static void set_password(scene *c, size_t who)
{
    assert_done(passwords_set(c->db, c->people[who].id, TEXT(GOOD), &scene_admin, test_now_ms, error));
}

static void try_it(scene *c, const char *email, const char *password)
{
    char fields[300];
    c->cookie[0] = '\0';
    scene_get(c, "/sign-in/password");
    scene_keep_cookie(c);
    snprintf(fields, sizeof fields, "email=%s&password=%s&from=/account", email, password);
    scene_post(c, "/sign-in/password", fields);
}

static void one_sets_a_password_and_signs_in_with_it(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/password");
    scene_post(&c, "/account/password", "password=password1234");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "This password is easy to guess"));
    assert_false(scene_shows(&c, "password1234")); /* it is not sent back */
    scene_post(&c, "/account/password", "password=" GOOD_FIELD);
    assert_int_equal(c.t.res.status, 303);
    scene_keep_cookie(&c);
    scene_get(&c, "/account");
    assert_int_equal(c.t.res.status, 200); /* signed in still, by a new session */
    try_it(&c, "lead%40example.org", "wrong+kettle+under+forty");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "The email address or the password is not correct"));
    try_it(&c, "Lead%40example.org", GOOD_FIELD);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/account")));
    scene_keep_cookie(&c);
    scene_get(&c, "/account/password");
    scene_post(&c, "/account/password/remove", "");
    assert_int_equal(c.t.res.status, 303);
    try_it(&c, "lead%40example.org", GOOD_FIELD);
    assert_int_equal(c.t.res.status, 422);
    scene_close(&c);
}

static void an_unknown_name_is_answered_like_a_known_one(const place *p)
{
    scene c;
    text answers[3];
    static const char *const emails[] = { "chair%40example.org", "nobdy%40example.org", "board%40example.org" };
    scene_open(&c, p);
    set_password(&c, SIGNATORY);
    for (size_t i = 0; i < 3; i++) { /* with a password, unknown, without one */
        try_it(&c, emails[i], "wrong+kettle+under+forty");
        assert_int_equal(c.t.res.status, 422);
        const text page = buffer_text(&c.t.res.body);
        const char *const from = memmem(page.at, page.len, "There is a problem", 18);
        assert_non_null(from);
        answers[i] = memory_copy_text(&c.arena, (text){ from, 300 });
    }
    assert_true(text_equal(answers[0], answers[1]));
    assert_true(text_equal(answers[0], answers[2]));
    scene_close(&c);
}

static void a_failure_leaves_a_row_that_does_not_say_whose_name_was_typed(const place *p)
{
    scene c;
    trail_row last = { 0 };
    scene_open(&c, p);
    try_it(&c, "lead%40example.org", "not+this+kettle+today");
    assert_int_equal(scene_count_rows(&c, "session.refuse", TEXT(""), &last), 1);
    try_it(&c, "nobody%40example.org", "not+this+kettle+today");
    assert_int_equal(scene_count_rows(&c, "session.refuse", TEXT(""), &last), 2);
    assert_true(text_equal(last.actor, TEXT("system")) && last.object.len == 0 && last.n_details == 0);
    scene_close(&c);
}

static void ten_failures_make_a_name_wait_whether_it_is_known_or_not(const place *p)
{
    scene c;
    static const char *const emails[] = { "lead%40example.org", "nobody%40example.org" };
    scene_open(&c, p);
    set_password(&c, LEAD);
    for (size_t i = 0; i < 2; i++) {
        for (int k = 0; k < 10; k++)
            try_it(&c, emails[i], "wrong+kettle+under+forty");
        assert_true(scene_shows(&c, "is not correct"));
        try_it(&c, emails[i], GOOD_FIELD);
        assert_int_equal(c.t.res.status, 422);
        assert_true(scene_shows(&c, "failed too often"));
    }
    test_now_ms += 60 * 1000;
    try_it(&c, "lead%40example.org", GOOD_FIELD);
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

static void a_second_factor_is_asked_for_on_the_same_page_or_the_next(const place *p)
{
    static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";
    scene c;
    recovery_codes codes;
    char fields[300];
    scene_open(&c, p);
    set_password(&c, ADMIN);
    assert_done(
        second_factor_set(c.db, c.keys, c.people[ADMIN].id, secret, 1, &scene_admin, test_now_ms, codes, error));
    try_it(&c, "admin%40example.org", GOOD_FIELD);
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "Enter the code of your app"));
    c.cookie[0] = '\0';
    scene_get(&c, "/sign-in/password");
    scene_keep_cookie(&c);
    scene_post(&c, "/sign-in/password", "email=admin%40example.org&password=" GOOD_FIELD "&code=000000");
    assert_int_equal(c.t.res.status, 422);
    snprintf(fields, sizeof fields, "email=admin%%40example.org&password=" GOOD_FIELD "&code=%06u&from=/admin",
             (unsigned)totp_make_code(secret, sizeof secret, test_now_ms / TOTP_STEP_MS, TOTP_DIGITS));
    scene_post(&c, "/sign-in/password", fields);
    assert_int_equal(c.t.res.status, 303);
    scene_keep_cookie(&c);
    scene_get(&c, "/admin");
    assert_int_equal(c.t.res.status, 200);
    scene_close(&c);
}

static void one_confirms_with_the_password(const place *p)
{
    scene c;
    scene_open(&c, p);
    set_password(&c, LEAD);
    scene_sign_in(&c, &c.people[LEAD]);
    test_now_ms += 6 * 60 * 1000;
    scene_get(&c, "/confirm?from=/account/close");
    assert_true(scene_shows(&c, "Your password"));
    scene_post(&c, "/confirm/password", "from=/account/close&password=wrong+kettle+under+forty");
    assert_int_equal(c.t.res.status, 422);
    scene_post(&c, "/confirm/password", "from=/account/close&password=" GOOD_FIELD);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/account/close")));
    scene_keep_cookie(&c);
    scene_get(&c, "/account/close");
    assert_int_equal(c.t.res.status, 200);
    scene_close(&c);
}

/* ---- turns ---- */

static void *wait_for_turn(void *n_done)
{
    assert(passwords_take_turn());
    atomic_fetch_add((atomic_int *)n_done, 1);
    passwords_end_turn();
    return NULL;
}

static void two_hash_sixteen_wait_and_the_next_is_sent_away(const place *p)
{
    pthread_t threads[PASSWORDS_WAITING_MAX];
    static atomic_int n_done;
    (void)p;
    n_done = 0;
    for (int i = 0; i < PASSWORDS_AT_ONCE; i++)
        assert_true(passwords_take_turn());
    for (size_t i = 0; i < PASSWORDS_WAITING_MAX; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, wait_for_turn, &n_done), 0);
    while (passwords_count_waiting() < PASSWORDS_WAITING_MAX)
        usleep(1000);
    assert_false(passwords_take_turn());
    assert_int_equal(n_done, 0);
    for (int i = 0; i < PASSWORDS_AT_ONCE; i++)
        passwords_end_turn();
    for (size_t i = 0; i < PASSWORDS_WAITING_MAX; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(n_done, PASSWORDS_WAITING_MAX);
    assert_true(passwords_take_turn());
    passwords_end_turn();
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(what_would_be_tried_first_is_refused),
        PLACE_TEST(a_password_has_12_to_128_characters),
        PLACE_TEST(one_sets_a_password_and_signs_in_with_it),
        PLACE_TEST(an_unknown_name_is_answered_like_a_known_one),
        PLACE_TEST(a_failure_leaves_a_row_that_does_not_say_whose_name_was_typed),
        PLACE_TEST(ten_failures_make_a_name_wait_whether_it_is_known_or_not),
        PLACE_TEST(a_second_factor_is_asked_for_on_the_same_page_or_the_next),
        PLACE_TEST(one_confirms_with_the_password),
        PLACE_TEST(two_hash_sixteen_wait_and_the_next_is_sent_away),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
