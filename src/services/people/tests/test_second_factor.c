/* Second factors: the published codes, the key that seals secrets, setting up, signing in, and what wrong codes lead
 * to. */
#include "services/tests/scene.h"

#include "base/civil.h"

#include "services/people/failures.h"
#include "services/people/passes.h"
#include "services/people/second_factor.h"
#include "services/people/sha1.h"
#include "workflow/outbox.h"

/* ---- numbers ---- */

/* FIPS 180-4 examples. */
static void sha1_gives_the_published_hashes(const place *p)
{
    static const struct {
        const char *message, *hash;
    } cases[] = {
        { "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
        { "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
    };
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t hash[SHA1_BYTES];
        char hex[2 * SHA1_BYTES + 1];
        sha1((const uint8_t *)cases[i].message, strlen(cases[i].message), hash);
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        assert_string_equal(hex, cases[i].hash);
    }
}

/* RFC 2202, cases 1 to 3. */
static void hmac_gives_the_published_codes(const place *p)
{
    uint8_t mac[SHA1_BYTES], key[SHA1_BYTES], data[50];
    char hex[2 * SHA1_BYTES + 1];
    (void)p;
    memset(key, 0x0b, sizeof key);
    sha1_hmac(key, sizeof key, (const uint8_t *)"Hi There", 8, mac);
    assert_string_equal(sodium_bin2hex(hex, sizeof hex, mac, sizeof mac), "b617318655057264e28bc0b6fb378c8ef146be00");
    sha1_hmac((const uint8_t *)"Jefe", 4, (const uint8_t *)"what do ya want for nothing?", 28, mac);
    assert_string_equal(sodium_bin2hex(hex, sizeof hex, mac, sizeof mac), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    memset(key, 0xaa, sizeof key);
    memset(data, 0xdd, sizeof data);
    sha1_hmac(key, sizeof key, data, sizeof data, mac);
    assert_string_equal(sodium_bin2hex(hex, sizeof hex, mac, sizeof mac), "125d7342b9ac11cd91a39af48aa17b4f63f175d3");
}

/* RFC 6238, appendix B. */
static void totp_gives_the_published_codes(const place *p)
{
    static const struct {
        int64_t second;
        uint32_t code;
    } cases[] = { { 59, 94287082 },         { 1111111109, 7081804 },  { 1111111111, 14050471 },
                  { 1234567890, 89005924 }, { 2000000000, 69279037 }, { INT64_C(20000000000), 65353130 } };
    static const char secret[] = "12345678901234567890";
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(totp_make_code((const uint8_t *)secret, TOTP_SECRET_BYTES, cases[i].second / 30, 8),
                         cases[i].code);
}

static void a_code_counts_a_step_early_and_a_step_late_and_once(const place *p)
{
    static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";
    const int64_t now = 1000;
    int64_t step;
    char code[20];
    (void)p;
    for (int64_t off = -3; off <= 3; off++) {
        snprintf(code, sizeof code, "%06u", (unsigned)totp_make_code(secret, sizeof secret, now + off, TOTP_DIGITS));
        const bool is_near = off >= -1 && off <= 1;
        assert_int_equal(totp_check(secret, text_of(code), now * TOTP_STEP_MS, 0, &step), is_near);
        if (is_near) {
            assert_int_equal(step, now + off);
            assert_false(totp_check(secret, text_of(code), now * TOTP_STEP_MS, step, &step));
        }
    }
    snprintf(code, sizeof code, "%06u", (unsigned)totp_make_code(secret, sizeof secret, now, TOTP_DIGITS));
    code[5] = code[5] == '0' ? '1' : '0';
    assert_false(totp_check(secret, text_of(code), now * TOTP_STEP_MS, 0, &step));
    assert_false(totp_check(secret, TEXT("12345"), now * TOTP_STEP_MS, 0, &step));
    assert_false(totp_check(secret, TEXT(""), now * TOTP_STEP_MS, 0, &step));
}

/* Phones tell the right time: while the server's clock is set, their codes are none, and afterwards they are again; but
 * a code that was used is never taken twice. */
static void a_code_counts_by_a_clock_that_is_right(const place *p)
{
    static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";
    static const int64_t jumps_ms[] = { -3600000, 3600000, 86400000 };
    const int64_t right_ms = INT64_C(1798761600000), step_of_now = right_ms / TOTP_STEP_MS;
    int64_t step;
    char code[20];
    (void)p;
    snprintf(code, sizeof code, "%06u", (unsigned)totp_make_code(secret, sizeof secret, step_of_now, TOTP_DIGITS));
    for (size_t i = 0; i < sizeof jumps_ms / sizeof *jumps_ms; i++) {
        assert_false(totp_check(secret, text_of(code), right_ms + jumps_ms[i], step_of_now - 1, &step));
        assert_true(totp_check(secret, text_of(code), right_ms, step_of_now - 1, &step));
        assert_int_equal(step, step_of_now);
        assert_false(
            totp_check(secret, text_of(code), right_ms - TOTP_STEP_MS, step, &step)); /* set back, and lived again */
    }
}

/* ---- the key ---- */

static void a_key_file_is_made_once_and_is_for_its_owner_alone(const place *p)
{
    char path[100];
    upw_arena arena;
    text plain;
    memory_init_arena(&arena);
    snprintf(path, sizeof path, "%s/the.key", p->folder);
    assert_fails(UPW_NOT_FOUND, keys_open(path, false, error) != NULL);
    upw_error why = { 0 };
    keys *const made = keys_open(path, true, &why);
    assert_non_null(made);
    const text sealed = keys_seal(made, KEY_SECOND_FACTOR, TEXT("secret"), &arena);
    keys *const again = keys_open(path, true, &why);
    assert_non_null(again);
    assert_true(keys_unseal(again, KEY_SECOND_FACTOR, sealed, &arena, &plain));
    assert_true(text_equal(plain, TEXT("secret")));
    assert_false(keys_unseal(again, KEY_SLIPS, sealed, &arena, &plain));
    keys *const other = keys_make();
    assert_false(keys_unseal(other, KEY_SECOND_FACTOR, sealed, &arena, &plain));
    for (size_t i = 0; i < sealed.len; i++) { /* no bit of it may be another */
        char *const at = (char *)sealed.at + i;
        *at ^= 1;
        assert_false(keys_unseal(made, KEY_SECOND_FACTOR, sealed, &arena, &plain));
        *at ^= 1;
    }
    assert_int_equal(chmod(path, 0440), 0);
    assert_fails(UPW_BAD_INPUT, keys_open(path, true, error) != NULL);
    keys_close(made), keys_close(again), keys_close(other);
    upw_arena_clear(&arena);
}

/* ---- setting up and signing in ---- */

static uint8_t app[TOTP_SECRET_BYTES]; /* what the app on the phone knows */

static const char *app_code(void)
{
    static char code[10];
    snprintf(code, sizeof code, "%06u",
             (unsigned)totp_make_code(app, sizeof app, test_now_ms / TOTP_STEP_MS, TOTP_DIGITS));
    return code;
}

/* The page's secret, as the app gets it. */
static void read_secret(scene *c)
{
    text plain;
    assert_true(keys_unseal_until(c->keys, scene_hidden(c, "sealed"), test_now_ms, &c->arena, &plain));
    memcpy(app, plain.at, sizeof app);
}

static text set_up(scene *c)
{
    char fields[600];
    scene_get(c, "/account/second-factor");
    assert_int_equal(c->t.res.status, 200);
    read_secret(c);
    const text sealed = memory_copy_text(&c->arena, scene_hidden(c, "sealed"));
    snprintf(fields, sizeof fields, "sealed=%.*s&code=%s", TEXT_ARGS(sealed), app_code());
    scene_post(c, "/account/second-factor", fields);
    assert_int_equal(c->t.res.status, 200);
    assert_true(scene_shows(c, "Keep your recovery codes"));
    scene_keep_cookie(c);
    const char *const at = memmem(c->t.res.body.at, c->t.res.body.len, "<strong>", 8);
    assert_non_null(at);
    return memory_copy_text(&c->arena, (text){ at + 8, RECOVERY_CODE_LEN });
}

static text find_after(text words, const char *before)
{
    const char *const at = memmem(words.at, words.len, before, strlen(before));
    assert_non_null(at);
    text rest = { at + strlen(before), words.len - (size_t)(at - words.at) - strlen(before) };
    return text_take_until(&rest, '\n');
}

static text read_code_of_letter(scene *c)
{
    outbox_due due;
    bool found;
    assert_done(outbox_take(c->db, test_now_ms, &c->arena, &due, &found, error));
    assert_true(found);
    return find_after(due.bodies[0], "you asked: ");
}

/* Up to the question for the second factor. */
static void come_half_way(scene *c, const account *who)
{
    char target[100];
    pass_secrets secrets;
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = who->id, .email = who->email };
    assert_done(passes_make(c->db, &wanted, test_now_ms, &secrets, error));
    c->cookie[0] = '\0';
    snprintf(target, sizeof target, "/sign-in/link/%s", secrets.link);
    scene_get(c, target);
    scene_keep_cookie(c);
    scene_post(c, target, "from=/admin");
}

static void answer_half(scene *c, text half, const char *code)
{
    char fields[600];
    snprintf(fields, sizeof fields, "half=%.*s&from=/admin&code=%s", TEXT_ARGS(half), code);
    scene_post(c, "/sign-in/second-factor", fields);
}

static void who_has_a_second_factor_is_asked_for_it_before_a_session_begins(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    const text paper = set_up(&c);
    scene_get(&c, "/account/second-factor");
    assert_true(scene_shows(&c, "10 of 10 recovery codes have not been used yet"));
    test_now_ms += INT64_C(3600000);
    come_half_way(&c, &c.people[ADMIN]);
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "Enter the code of your app"));
    const text half = memory_copy_text(&c.arena, scene_hidden(&c, "half"));
    answer_half(&c, half, "000000");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "The code you entered is not correct"));
    trail_row last = { 0 };
    assert_int_equal(scene_count_rows(&c, "second_factor.refuse", c.people[ADMIN].id, &last), 1);
    assert_true(text_equal(last.actor, c.people[ADMIN].id));
    assert_int_equal(last.at.len, CIVIL_UTC_LEN);
    const char *const code = app_code();
    answer_half(&c, half, code);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/admin")));
    /* the same code, and the same half-way page, again */
    come_half_way(&c, &c.people[ADMIN]);
    answer_half(&c, half, code);
    assert_int_equal(c.t.res.status, 422);
    answer_half(&c, half, memory_format(&c.arena, "%.*s", TEXT_ARGS(paper)).at);
    assert_int_equal(c.t.res.status, 303);
    come_half_way(&c, &c.people[ADMIN]);
    answer_half(&c, half, memory_format(&c.arena, "%.*s", TEXT_ARGS(paper)).at);
    assert_int_equal(c.t.res.status, 422); /* it was used */
    test_now_ms += 5 * 60 * 1000;
    answer_half(&c, half, app_code());
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Signing in took more than 5 minutes"));
    scene_close(&c);
}

static void five_wrong_codes_make_the_account_wait(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ANALYST]);
    set_up(&c);
    test_now_ms += INT64_C(3600000);
    come_half_way(&c, &c.people[ANALYST]);
    const text half = memory_copy_text(&c.arena, scene_hidden(&c, "half"));
    for (int i = 0; i < 5; i++)
        answer_half(&c, half, "000000");
    answer_half(&c, half, app_code()); /* it would be right */
    assert_true(scene_shows(&c, "Wait 15 minutes"));
    test_now_ms += INT64_C(15 * 60 * 1000);
    come_half_way(&c, &c.people[ANALYST]);
    answer_half(&c, memory_copy_text(&c.arena, scene_hidden(&c, "half")), app_code());
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

static void a_wrong_first_code_sets_nothing_up_and_shows_the_same_secret(const place *p)
{
    scene c;
    char fields[600];
    uint8_t before[TOTP_SECRET_BYTES];
    account there;
    bool found;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/second-factor");
    read_secret(&c);
    memcpy(before, app, sizeof app);
    snprintf(fields, sizeof fields, "sealed=%.*s&code=000000", TEXT_ARGS(scene_hidden(&c, "sealed")));
    scene_post(&c, "/account/second-factor", fields);
    assert_int_equal(c.t.res.status, 422);
    read_secret(&c);
    assert_memory_equal(before, app, sizeof app);
    assert_done(accounts_find(c.db, c.people[LEAD].id, &c.arena, &there, &found, error));
    assert_false(there.has_second_factor);
    /* a secret that somebody else was shown is not taken */
    const text sealed = memory_copy_text(&c.arena, scene_hidden(&c, "sealed"));
    scene_sign_in(&c, &c.people[SIGNATORY]);
    scene_get(&c, "/account/second-factor");
    snprintf(fields, sizeof fields, "sealed=%.*s&code=%s", TEXT_ARGS(sealed), app_code());
    scene_post(&c, "/account/second-factor", fields);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "the page was open too long"));
    scene_close(&c);
}

static void one_confirms_with_the_app_or_else_by_letter(const place *p)
{
    scene c;
    char fields[300];
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    test_now_ms += INT64_C(6 * 60 * 1000);
    scene_get(&c, "/account/second-factor");
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/confirm?from=%2Faccount%2Fsecond-factor")));
    scene_get(&c, "/confirm?from=/account/second-factor");
    assert_true(scene_shows(&c, "We send a code to lead@example.org"));
    scene_post(&c, "/confirm/letter", "from=/account/second-factor");
    const text code = read_code_of_letter(&c);
    scene_post(&c, "/confirm/code", "from=/account/second-factor&code=wrong1");
    assert_int_equal(c.t.res.status, 422);
    snprintf(fields, sizeof fields, "from=/account/second-factor&code=%.*s", TEXT_ARGS(code));
    scene_post(&c, "/confirm/code", fields);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/account/second-factor")));
    scene_keep_cookie(&c);
    set_up(&c);
    test_now_ms += INT64_C(6 * 60 * 1000);
    scene_get(&c, "/confirm?from=/account/second-factor");
    assert_false(scene_shows(&c, "We send a code"));
    snprintf(fields, sizeof fields, "from=/account/second-factor&code=%s", app_code());
    scene_post(&c, "/confirm", fields);
    assert_int_equal(c.t.res.status, 303);
    scene_keep_cookie(&c);
    scene_get(&c, "/account/second-factor");
    assert_true(scene_shows(&c, "Your second factor"));
    scene_post(&c, "/account/second-factor/codes", "");
    assert_true(scene_shows(&c, "Keep your recovery codes"));
    scene_get(&c, "/account/second-factor");
    scene_post(&c, "/account/second-factor/remove", "");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/todo");
    assert_int_equal(c.t.res.status, 303); /* signed out */
    scene_close(&c);
}

static void those_who_need_one_cannot_take_it_away(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    set_up(&c);
    scene_get(&c, "/account/second-factor");
    assert_false(scene_shows(&c, "Take the second factor away"));
    scene_post(&c, "/account/second-factor/remove", "");
    assert_int_equal(c.t.res.status, 403);
    scene_close(&c);
}

static void a_lost_key_is_replaced_only_when_that_is_said(const place *p)
{
    scene c;
    char path[100];
    recovery_codes codes;
    upw_error why = { 0 };
    bool is_used;
    scene_open(&c, p);
    snprintf(path, sizeof path, "%s/the.key", p->folder);
    keys *const first = people_open_keys(c.s, path, false, test_now_ms, &why);
    assert_non_null(first);
    assert_done(second_factor_set(c.db, first, c.people[LEAD].id, app, 1, &scene_admin, test_now_ms, codes, error));
    assert_int_equal(unlink(path), 0);
    assert_fails(UPW_NOT_FOUND, people_open_keys(c.s, path, false, test_now_ms, error) != NULL);
    assert_int_equal(access(path, F_OK), -1);
    keys *const second = people_open_keys(c.s, path, true, test_now_ms, &why);
    assert_non_null(second);
    assert_done(second_factor_is_used(c.db, &is_used, error));
    assert_false(is_used);
    assert_done(second_factor_set(c.db, second, c.people[LEAD].id, app, 1, &scene_admin, test_now_ms, codes, error));
    keys *const third = people_open_keys(c.s, path, true, test_now_ms, &why); /* it is there: nothing is lost */
    assert_non_null(third);
    assert_done(second_factor_is_used(c.db, &is_used, error));
    assert_true(is_used);
    keys_close(first), keys_close(second), keys_close(third);
    scene_close(&c);
}

static keys *open_again(const char *path, keys *before)
{
    upw_error why = { 0 };
    keys_close(before);
    keys *const k = keys_open(path, false, &why);
    assert_non_null(k);
    return k;
}

static void assert_opens(scene *c, const keys *k, size_t who)
{
    factor_verdict verdict;
    test_now_ms += TOTP_STEP_MS;
    assert_done(second_factor_try(c->db, k, c->people[who].id, text_of(app_code()), test_now_ms, &verdict, error));
    assert_int_equal(verdict, FACTOR_GOOD);
}

static void what_an_earlier_key_sealed_opens_after_another_is_added_and_can_be_sealed_anew(const place *p)
{
    scene c;
    char path[100];
    recovery_codes codes;
    upw_error why = { 0 };
    size_t n, n_earlier, n_lost;
    struct stat facts;
    trail_row last = { 0 };
    scene_open(&c, p);
    snprintf(path, sizeof path, "%s/rotated.key", p->folder);
    keys *k = keys_open(path, true, &why);
    assert_non_null(k);
    assert_done(second_factor_set(c.db, k, c.people[LEAD].id, app, 1, &scene_admin, test_now_ms, codes, error));
    assert_done(keys_add(path, &n, error));
    assert_int_equal(n, 2);
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_size, 64);
    assert_int_equal(facts.st_mode & 0777, 0400);
    keys *const only_first = k;
    k = open_again(path, NULL);
    assert_opens(&c, k, LEAD); /* sealed with the first */
    assert_done(second_factor_set(c.db, k, c.people[OFFICE].id, app, 1, &scene_admin, test_now_ms, codes, error));
    assert_opens(&c, k, OFFICE); /* with the second */
    assert_done(second_factor_examine(c.db, k, &n_earlier, &n_lost, error));
    assert_int_equal(n_earlier, 1);
    assert_int_equal(n_lost, 0);
    assert_done(second_factor_examine(c.db, only_first, &n_earlier, &n_lost, error));
    assert_int_equal(n_lost, 1);
    assert_fails(UPW_BAD_INPUT, second_factor_reseal_all(c.db, only_first, test_now_ms, &n, error));
    assert_done(second_factor_reseal_all(c.db, k, test_now_ms, &n, error));
    assert_int_equal(n, 1);
    assert_int_equal(scene_count_rows(&c, "key.reseal", TEXT("second factors"), &last), 1);
    assert_done(second_factor_examine(c.db, k, &n_earlier, &n_lost, error));
    assert_int_equal(n_earlier + n_lost, 0);
    assert_opens(&c, k, LEAD);
    assert_done(second_factor_reseal_all(c.db, k, test_now_ms, &n, error));
    assert_int_equal(n, 0); /* nothing is left to do */
    keys_close(only_first), keys_close(k);
    scene_close(&c);
}

static void a_key_file_has_room_for_so_many_keys(const place *p)
{
    char path[100];
    size_t n = 1;
    upw_error why = { 0 };
    snprintf(path, sizeof path, "%s/many.key", p->folder);
    keys_close(keys_open(path, true, &why));
    while (n < KEYS_MAX)
        assert_done(keys_add(path, &n, error));
    assert_fails(UPW_BAD_INPUT, keys_add(path, &n, error));
    keys *const k = open_again(path, NULL);
    assert_int_equal(keys_count(k), KEYS_MAX);
    keys_close(k);
    assert_int_equal(truncate(path, 33), 0);
    assert_fails(UPW_BAD_INPUT, keys_open(path, false, error) != NULL);
    assert_fails(UPW_BAD_INPUT, keys_add(path, &n, error));
}

/* ---- counting failures ---- */

static void waiting_doubles_and_ends(const place *p)
{
    scene c;
    bool may;
    scene_open(&c, p);
    const failure_of of = { FAILURE_PASSWORD, TEXT("somebody"), c.keys };
    const failure_of other = { FAILURE_PASSWORD, TEXT("somebody else"), c.keys };
    int64_t now = 1000000;
    for (int i = 0; i < 9; i++)
        assert_done(failures_note(c.db, of, now, error));
    assert_done(failures_may_try(c.db, of, now, &may, error));
    assert_true(may);
    static const int64_t minutes[] = { 1, 2, 4, 8, 15, 15 };
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        assert_done(failures_note(c.db, of, now, error));
        now += minutes[i] * 60000 - 1;
        assert_done(failures_may_try(c.db, of, now, &may, error));
        assert_false(may);
        now += 1;
        assert_done(failures_may_try(c.db, of, now, &may, error));
        assert_true(may);
    }
    assert_done(failures_may_try(c.db, other, now, &may, error));
    assert_true(may);
    now += 15 * 60000; /* as long again without one, and it begins anew */
    assert_done(failures_note(c.db, of, now, error));
    assert_done(failures_may_try(c.db, of, now, &may, error));
    assert_true(may);
    scene_close(&c);
}

/* A wait that a clock has written which is then set back is not an hour, or a day, longer for it. */
static void nobody_waits_for_a_clock_to_catch_up(const place *p)
{
    static const int64_t steps_ms[] = { INT64_C(3600000), INT64_C(86400000) };
    scene c;
    scene_open(&c, p);
    for (size_t i = 0; i < sizeof steps_ms / sizeof *steps_ms; i++) {
        const failure_of of = { FAILURE_PASSWORD, text_of(i == 0 ? "an hour" : "a day"), c.keys };
        const int64_t now = INT64_C(1798761600000);
        bool may;
        for (int k = 0; k < 12; k++)
            assert_done(failures_note(c.db, of, now, error));
        assert_done(failures_may_try(c.db, of, now, &may, error));
        assert_false(may);
        assert_done(failures_may_try(c.db, of, now - steps_ms[i], &may, error));
        assert_true(may);
        assert_done(failures_note(c.db, of, now - steps_ms[i], error)); /* and counting begins anew */
        assert_done(failures_may_try(c.db, of, now - steps_ms[i], &may, error));
        assert_true(may);
    }
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(sha1_gives_the_published_hashes),
        PLACE_TEST(hmac_gives_the_published_codes),
        PLACE_TEST(totp_gives_the_published_codes),
        PLACE_TEST(a_code_counts_a_step_early_and_a_step_late_and_once),
        PLACE_TEST(a_code_counts_by_a_clock_that_is_right),
        PLACE_TEST(a_key_file_is_made_once_and_is_for_its_owner_alone),
        PLACE_TEST(who_has_a_second_factor_is_asked_for_it_before_a_session_begins),
        PLACE_TEST(five_wrong_codes_make_the_account_wait),
        PLACE_TEST(a_wrong_first_code_sets_nothing_up_and_shows_the_same_secret),
        PLACE_TEST(one_confirms_with_the_app_or_else_by_letter),
        PLACE_TEST(those_who_need_one_cannot_take_it_away),
        PLACE_TEST(a_lost_key_is_replaced_only_when_that_is_said),
        PLACE_TEST(what_an_earlier_key_sealed_opens_after_another_is_added_and_can_be_sealed_anew),
        PLACE_TEST(a_key_file_has_room_for_so_many_keys),
        PLACE_TEST(waiting_doubles_and_ends),
        PLACE_TEST(nobody_waits_for_a_clock_to_catch_up),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
