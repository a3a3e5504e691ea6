/* Electors are invited, reminded, counted and let go; nobody learns who answered, and all profiles are there at once.
 */
#include "services/appraise/tests/year.h"

#include <math.h>

#include "base/base32.h"
#include "services/appraise/answer_body.h"
#include "services/appraise/electors.h"
#include "services/appraise/inviting.h"
#include "services/appraise/progress.h"
#include "services/appraise/voices.h"

enum { PEOPLE = 24 };

typedef struct stage {
    scene c;
    char path[300];
    answers *file;
    appraise_round round;
    questionnaire asked;
    text tokens[PEOPLE]; /* of invitations, by the electors' names */
} stage;

static void open_stage(stage *s, const place *p)
{
    upw_error why = { 0 };
    *s = (stage){ 0 };
    scene_open(&s->c, p);
    snprintf(s->path, sizeof s->path, "%s/answers.db", p->folder);
    s->c.site.services.answers = s->file = answers_open(s->path, &why);
    if (s->file == NULL)
        fail_msg("%s", why.message);
    s->round = appraise_test_round(&s->c);
    assert_done(questionnaire_find(s->c.db, s->round.questionnaire, &s->c.arena, &s->asked, error));
    appraise_test_accept(&s->c);
}

static void close_stage(stage *s)
{
    scene_close(&s->c);
    answers_close(s->file);
}

static elector_list list(stage *s)
{
    elector_list all;
    assert_done(electors_list(s->c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s->c.arena, &all, error));
    return all;
}

static void add_people(stage *s, size_t n)
{
    elector people[PEOPLE];
    const appraise_return ret = appraise_test_return(&s->c);
    const appraise_deed by = appraise_test_deed(&s->c, LEAD, ROLE_BODY_LEAD, SCENE_BODY);
    for (size_t i = 0; i < n; i++)
        people[i] = (elector){ .name = memory_format(&s->c.arena, "Elector %02zu", i),
                               .email = memory_format(&s->c.arena, "elector%zu@example.org", i),
                               .capacity = i < 4 ? CAPACITY_GOVERNING_BODY : CAPACITY_MEMBER_PRACTICE };
    assert_done(electors_add(s->c.db, &ret, &(elector_list){ people, n }, &by, error));
}

#define INVITE .event = EVENT_RETURN_INVITE, .object = TEST_RETURN, .who = LEAD, .role = ROLE_BODY_LEAD

/* The letters of a kind to an address, the latest last; *body of it. */
static size_t find_letters(stage *s, const char *email, const char *address, text *body)
{
    static const store_statement letters = {
        "test_letters_to", "SELECT body FROM outbox WHERE email = $1 AND address = $2 ORDER BY created_ms, id",
        .takes = "tt", .gives = "t"
    };
    const store_value values[] = { STORE_TEXT(text_of(email)), STORE_TEXT(text_of(address)) };
    store_rows rows;
    size_t n = 0;
    assert_done(store_query(s->c.db, &letters, values, &rows, error));
    for (; store_next(&rows); n++)
        if (body != NULL)
            *body = store_copy(&rows, 0, &s->c.arena);
    assert_done(store_end(&rows, error));
    return n;
}

static text token_in(text body)
{
    const char *const at = memmem(body.at, body.len, "/a/", 3);
    assert_non_null(at);
    return (text){ at + 3, BASE32_ID_LEN };
}

static void invite(stage *s)
{
    add_people(s, PEOPLE);
    appraise_test_go_to(&s->c, "2016-08-01 09:00");
    appraise_test_move(&s->c, INVITE);
    for (size_t i = 0; i < PEOPLE; i++) {
        text body = { 0 };
        char address[40];
        snprintf(address, sizeof address, "elector%zu@example.org", i);
        assert_int_equal(find_letters(s, "A05", address, &body), 1);
        s->tokens[i] = token_in(body);
    }
}

/* Straight into the file, as the pages would (test_answering.c asks those). */
static void answer(stage *s, size_t i, uint8_t rating, const char *words)
{
    upw_error why = { 0 };
    answer_body a = { .body = TEXT(SCENE_BODY) };
    answers_ticket ticket;
    uint8_t key[ANSWERS_KEY_BYTES];
    size_t n;
    for (size_t q = 0; q < s->asked.n; q++)
        for (question_target t = 0; t < TARGET_COUNT; t++)
            if (s->asked.at[q].scale != SCALE_TEXT && question_is_about(&s->asked.at[q], t))
                a.ratings[q][t] = rating;
    a.comments[17] = text_of(words);
    answers_make_ticket(s->tokens[i], &ticket);
    assert_int_equal(sodium_hex2bin(key, sizeof key, s->round.public_key.at, s->round.public_key.len, NULL, &n, NULL),
                     0);
    const text comments[] = { answers_encode_comment(&s->asked, &a, 17, &s->c.arena) };
    const answers_sending sending = { .ticket = &ticket,
                                      .round = TEXT(TEST_YEAR),
                                      .public_key = key,
                                      .ratings = answers_encode_ratings(&s->asked, &a, &s->c.arena),
                                      .comments = comments,
                                      .n_comments = words[0] != '\0' };
    if (!answers_send(s->file, &sending, &why))
        fail_msg("%s", why.message);
}

static void a_list_is_taken_whole_or_not_at_all_and_stands_once_people_are_invited(const place *p)
{
    stage s;
    upw_error why = { 0 };
    open_stage(&s, p);
    const appraise_return ret = appraise_test_return(&s.c);
    const appraise_deed by = appraise_test_deed(&s.c, LEAD, ROLE_BODY_LEAD, SCENE_BODY);
    elector twice[] = { { .name = TEXT("A"), .email = TEXT("a@example.org") },
                        { .name = TEXT("B"), .email = TEXT("a@example.org") } };
    assert_false(electors_add(s.c.db, &ret, &(elector_list){ twice, 2 }, &by, &why));
    assert_int_equal(why.code, UPW_CONFLICT);
    assert_int_equal(list(&s).n, 0);
    add_people(&s, 9);
    assert_int_equal(appraise_test_return(&s.c).n_electors, 9);
    appraise_test_go_to(&s.c, "2016-08-01 09:00");
    memset(&why, 0, sizeof why);
    assert_false(appraise_test_try(&s.c, &(appraise_test_wish){ INVITE }, &why));
    assert_string_equal(why.message, "The list has 9 people. You need 10 or more to invite people. You can continue "
                                     "without an individual stage");
    assert_done(electors_remove(s.c.db, &ret, TEXT(""), &by, error));
    invite(&s);
    assert_int_equal(appraise_test_state(&s.c, MACHINE_RETURN, TEST_RETURN), STATE_RETURN_COLLECTING);
    assert_int_equal(appraise_test_return(&s.c).n_electors, PEOPLE);
    assert_true(appraise_test_return(&s.c).has_individual_stage);
    memset(&why, 0, sizeof why);
    assert_false(electors_remove(s.c.db, &ret, list(&s).at[0].id, &by, &why));
    assert_int_equal(why.code, UPW_FORBIDDEN);
    close_stage(&s);
}

static void a_letter_has_a_link_a_code_and_the_promise(const place *p)
{
    stage s;
    text body = { 0 };
    open_stage(&s, p);
    invite(&s);
    assert_int_equal(find_letters(&s, "A05", "elector3@example.org", &body), 1);
    assert_true(text_contains(body, TEXT("Dear Elector 03")));
    assert_true(
        text_contains(body, TEXT("Nobody can see how you answered. Not your organisation, not the board, not us.")));
    assert_true(text_contains(body, TEXT("about 10 minutes")));
    assert_true(text_contains(body, TEXT("28 August 2016")));
    assert_true(text_contains(body, TEXT("no more e-mails")));
    char code[40];
    const char *const t = s.tokens[3].at;
    snprintf(code, sizeof code, "%.4s-%.4s-%.4s-%.4s-%.4s-%.4s-%.2s\n", t, t + 4, t + 8, t + 12, t + 16, t + 20,
             t + 24);
    assert_true(text_contains(body, text_of(code)));
    scene_get(&s.c, memory_format(&s.c.arena, "/a/%.*s", TEXT_ARGS(s.tokens[3])).at);
    assert_int_equal(s.c.t.res.status, 200);
    close_stage(&s);
}

static void reminders_go_to_whom_has_not_answered_and_the_list_does_not_tell_who(const place *p)
{
    stage s;
    text body = { 0 };
    open_stage(&s, p);
    invite(&s);
    for (size_t i = 0; i < 5; i++)
        answer(&s, i, 4, "");
    appraise_test_go_to(&s.c, "2016-08-10 08:59");
    assert_int_equal(find_letters(&s, "A06", "elector9@example.org", NULL), 0);
    appraise_test_go_to(&s.c, "2016-08-10 09:00");
    appraise_test_duties(&s.c); /* twice: told once */
    assert_int_equal(find_letters(&s, "A06", "elector9@example.org", &body), 1);
    assert_int_equal(find_letters(&s, "A06", "elector2@example.org", NULL), 0);
    assert_true(text_contains(body, TEXT("can see who has answered")));
    const elector_list all = list(&s);
    for (size_t i = 0; i < all.n; i++) {
        assert_int_equal(all.at[i].state, STATE_INVITATION_REMINDED);
        assert_int_equal(all.at[i].n_reminders, 1);
    }
    const text again = memory_copy_text(&s.c.arena, token_in(body)); /* the reminder's own link works, once for both */
    const text first = s.tokens[9];
    s.tokens[9] = again;
    scene_get(&s.c, memory_format(&s.c.arena, "/a/%.*s", TEXT_ARGS(again)).at);
    assert_int_equal(s.c.t.res.status, 200);
    for (int n = 1; n <= 17; n++)
        scene_post(&s.c, memory_format(&s.c.arena, "/a/%.*s/q/%d", TEXT_ARGS(again), n).at, "national=3&local=3");
    scene_post(&s.c, memory_format(&s.c.arena, "/a/%.*s/done", TEXT_ARGS(again)).at, "own=yes");
    assert_int_equal(s.c.t.res.status, 200);
    scene_get(&s.c, memory_format(&s.c.arena, "/a/%.*s", TEXT_ARGS(first)).at);
    assert_int_equal(s.c.t.res.status, 410);
    assert_true(scene_shows(&s.c, "already been used"));
    appraise_test_go_to(&s.c, "2016-08-21 09:00");
    assert_int_equal(find_letters(&s, "A06", "elector9@example.org", NULL), 1); /* no second one: used */
    assert_int_equal(find_letters(&s, "A06", "elector10@example.org", NULL), 2);
    appraise_test_go_to(&s.c, "2016-08-28 23:59");
    assert_int_equal(find_letters(&s, "A06", "elector10@example.org", NULL), 2);
    close_stage(&s);
}

static void who_was_reminded_is_forgotten_when_the_letter_is_sent(const place *p)
{
    stage s;
    outbox_due due;
    bool found = true;
    open_stage(&s, p);
    invite(&s);
    appraise_test_go_to(&s.c, "2016-08-10 09:00");
    assert_int_equal(find_letters(&s, "A06", "elector9@example.org", NULL), 1);
    while (found) {
        assert_done(outbox_take(s.c.db, test_now_ms, &s.c.arena, &due, &found, error));
        if (found)
            assert_done(outbox_settle(s.c.db, &due, true, test_now_ms, error));
    }
    assert_int_equal(find_letters(&s, "A06", "elector9@example.org", NULL), 0);
    assert_int_equal(find_letters(&s, "A06", "", NULL), PEOPLE);
    assert_int_equal(find_letters(&s, "A05", "elector9@example.org", NULL), 1); /* that everybody got */
    close_stage(&s);
}

static void a_letter_that_did_not_come_is_sent_elsewhere_with_another_link(const place *p)
{
    stage s;
    text body = { 0 };
    upw_error why = { 0 };
    static const store_statement fail_letter = {
        "test_fail_letter", "UPDATE outbox SET state = 'failed' WHERE email = 'A05' AND address = $1", .takes = "t"
    };
    open_stage(&s, p);
    invite(&s);
    assert_done(
        store_run(s.c.db, &fail_letter, (store_value[]){ STORE_TEXT(TEXT("elector7@example.org")) }, NULL, error));
    appraise_test_go_to(&s.c, "2016-08-03 10:00");
    const elector seven = list(&s).at[7], eight = list(&s).at[8];
    assert_int_equal(seven.state, STATE_INVITATION_BOUNCED);
    assert_int_equal(eight.state, STATE_INVITATION_SENT);
    const appraise_return ret = appraise_test_return(&s.c);
    const appraise_round open = s.round;
    appraise_round now;
    bool found;
    assert_done(rounds_find(s.c.db, open.year, &s.c.arena, &now, &found, error));
    const appraise_deed by = appraise_test_deed(&s.c, LEAD, ROLE_BODY_LEAD, SCENE_BODY);
    inviting_readdress to = { &now, &ret, seven.id, TEXT("seven@example.org") };
    assert_done(inviting_send_again(s.c.db, &s.c.site.services.workflow, &to, &by, error));
    assert_int_equal(find_letters(&s, "A05", "seven@example.org", &body), 1);
    assert_int_equal(list(&s).at[7].state, STATE_INVITATION_SENT);
    scene_get(&s.c, memory_format(&s.c.arena, "/a/%.*s", TEXT_ARGS(s.tokens[7])).at);
    assert_int_equal(s.c.t.res.status, 404); /* the old link is dead */
    scene_get(&s.c, memory_format(&s.c.arena, "/a/%.*s", TEXT_ARGS(token_in(body))).at);
    assert_int_equal(s.c.t.res.status, 200);
    appraise_test_duties(&s.c); /* the failed letter is an old story */
    assert_int_equal(list(&s).at[7].state, STATE_INVITATION_SENT);
    to = (inviting_readdress){ &now, &ret, eight.id, TEXT("eight@example.org") };
    assert_false(inviting_send_again(s.c.db, &s.c.site.services.workflow, &to, &by, &why));
    assert_int_equal(why.code, UPW_FORBIDDEN);
    close_stage(&s);
}

static void one_number_a_day_and_fewer_than_ten_until_ten(const place *p)
{
    stage s;
    progress seen;
    open_stage(&s, p);
    invite(&s);
    assert_done(progress_put_reader(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), s.c.people[LEAD].id, true, error));
    for (size_t i = 0; i < 9; i++)
        answer(&s, i, 4, "");
    appraise_test_go_to(&s.c, "2016-08-02 06:00");
    assert_done(progress_find(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &seen, error));
    assert_true(text_equal(seen.day, TEXT("2016-08-02")));
    assert_int_equal(seen.n, -1);
    for (size_t i = 9; i < 12; i++)
        answer(&s, i, 4, "");
    appraise_test_go_to(&s.c, "2016-08-02 23:59");
    assert_done(progress_find(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &seen, error));
    assert_int_equal(seen.n, -1); /* not before tomorrow */
    appraise_test_go_to(&s.c, "2016-08-03 06:00");
    appraise_test_duties(&s.c);
    assert_done(progress_find(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &seen, error));
    assert_int_equal(seen.n, 12);
    text body = { 0 };
    assert_int_equal(find_letters(&s, "A07", "lead@example.org", &body), 2); /* one a day */
    assert_true(text_contains(body, TEXT("12 of the 24 people")));
    close_stage(&s);
}

static void profiles_are_there_for_all_at_the_close_and_invitations_are_settled(const place *p)
{
    stage s;
    profile seen;
    voices said;
    open_stage(&s, p);
    invite(&s);
    for (size_t i = 0; i < 12; i++)
        answer(&s, i, i < 6 ? 2 : 4, i < 10 ? "Decide faster, please" : i == 10 ? "Ask Dr Brown at once" : "");
    appraise_test_go_to(&s.c, "2016-08-28 23:59");
    assert_int_equal(appraise_test_return(&s.c).n_answered, -1);
    assert_done(returns_find_profile(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &seen, error));
    assert_int_equal(seen.n, 0);
    appraise_test_go_to(&s.c, "2016-08-29 00:00");
    assert_int_equal(appraise_test_state(&s.c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_AGREEING);
    assert_int_equal(appraise_test_state(&s.c, MACHINE_RETURN, TEST_RETURN), STATE_RETURN_PROFILE_READY);
    assert_int_equal(appraise_test_return(&s.c).n_answered, 12);
    assert_done(returns_find_profile(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &seen, error));
    assert_int_equal(seen.n, 30); /* 13 of both, 3 of the board, 1 of the office */
    for (size_t i = 0; i < seen.n; i++) {
        assert_true(seen.at[i].is_shown);
        assert_int_equal(seen.at[i].n, 12);
        assert_int_equal(seen.at[i].counts[1], 6);
        assert_int_equal(seen.at[i].counts[3], 6);
        assert_true(seen.at[i].median == 3);
    }
    assert_done(voices_find(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &said, error));
    assert_int_equal(said.n_said, 10); /* without the one that names somebody */
    assert_true(said.n_counts >= 2);
    assert_int_equal(said.counts[0].n, 11);
    const elector_list all = list(&s);
    for (size_t i = 0; i < all.n; i++)
        assert_int_equal(all.at[i].state, i < 12 ? STATE_INVITATION_USED : STATE_INVITATION_EXPIRED);
    assert_int_equal(find_letters(&s, "A08", "lead@example.org", NULL), 1);
    assert_int_equal(find_letters(&s, "A08", "chair@example.org", NULL), 1);
    close_stage(&s);
}

static void too_few_answers_show_nothing_at_all(const place *p)
{
    stage s;
    profile seen;
    voices said;
    open_stage(&s, p);
    invite(&s);
    for (size_t i = 0; i < 9; i++)
        answer(&s, i, 1, "Decide faster, please");
    appraise_test_go_to(&s.c, "2016-08-29 00:00");
    assert_int_equal(appraise_test_state(&s.c, MACHINE_RETURN, TEST_RETURN), STATE_RETURN_DRAFTING);
    assert_int_equal(appraise_test_return(&s.c).n_answered, -1);
    assert_done(returns_find_profile(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &seen, error));
    assert_int_equal(seen.n, 0);
    assert_done(voices_find(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &said, error));
    assert_int_equal(said.n_said + said.n_counts, 0);
    close_stage(&s);
}

static void what_is_kept_goes_when_it_must(const place *p)
{
    stage s;
    voices said;
    int64_t n;
    open_stage(&s, p);
    invite(&s);
    for (size_t i = 0; i < 12; i++)
        answer(&s, i, 4, "Decide faster, please");
    appraise_test_go_to(&s.c, "2016-08-29 00:00");
    appraise_test_go_to(&s.c, "2016-09-27 23:59");
    assert_int_equal(list(&s).n, PEOPLE);
    appraise_test_go_to(&s.c, "2016-09-28 00:00");
    assert_int_equal(list(&s).n, 0);
    scene_get(&s.c, memory_format(&s.c.arena, "/a/%.*s", TEXT_ARGS(s.tokens[0])).at);
    assert_int_equal(s.c.t.res.status, 404); /* nobody knows the link any more */
    appraise_test_go_to(&s.c, "2017-08-30 00:00");
    assert_done(voices_find(s.c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s.c.arena, &said, error));
    assert_int_equal(said.n_said, 0);
    assert_true(said.n_counts > 0); /* counts stay */
    assert_done(answers_count(s.file, TEXT(TEST_YEAR), &n, error));
    assert_int_equal(n, 12);
    appraise_test_go_to(&s.c, "2018-08-30 00:00");
    assert_done(answers_count(s.file, TEXT(TEST_YEAR), &n, error));
    assert_int_equal(n, 0);
    close_stage(&s);
}

static void more_answers_than_links_used_are_not_counted(const place *p)
{
    stage s;
    upw_error why = { 0 };
    answers_ticket ticket;
    open_stage(&s, p);
    invite(&s);
    for (size_t i = 0; i < 12; i++)
        answer(&s, i, 4, "");
    uint8_t key[ANSWERS_KEY_BYTES]; /* somebody who can write to the file stuffs it */
    size_t n;
    assert_int_equal(sodium_hex2bin(key, sizeof key, s.round.public_key.at, s.round.public_key.len, NULL, &n, NULL), 0);
    answers_make_ticket(TEXT("00000000000000000000000000"), &ticket);
    const answers_sending stuffed = { .ticket = &ticket,
                                      .round = TEXT(TEST_YEAR),
                                      .public_key = key,
                                      .ratings = TEXT("upward answer 1\nbody " SCENE_BODY "\n") };
    assert_done(answers_send(s.file, &stuffed, error));
    test_now_ms = appraise_test_ms("2016-08-29 00:00");
    assert_false(scheduler_run(appraise_service.duties, appraise_service.n_duties, s.c.db, &s.c.site.services.workflow,
                               test_now_ms, &why));
    assert_non_null(strstr(why.message, "there are 13 answers, and 12 links were used"));
    assert_int_equal(appraise_test_state(&s.c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_OPEN);
    close_stage(&s);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_list_is_taken_whole_or_not_at_all_and_stands_once_people_are_invited),
        PLACE_TEST(a_letter_has_a_link_a_code_and_the_promise),
        PLACE_TEST(reminders_go_to_whom_has_not_answered_and_the_list_does_not_tell_who),
        PLACE_TEST(who_was_reminded_is_forgotten_when_the_letter_is_sent),
        PLACE_TEST(a_letter_that_did_not_come_is_sent_elsewhere_with_another_link),
        PLACE_TEST(one_number_a_day_and_fewer_than_ten_until_ten),
        PLACE_TEST(profiles_are_there_for_all_at_the_close_and_invitations_are_settled),
        PLACE_TEST(too_few_answers_show_nothing_at_all),
        PLACE_TEST(what_is_kept_goes_when_it_must),
        PLACE_TEST(more_answers_than_links_used_are_not_counted),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
