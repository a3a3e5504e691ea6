/* One's own account: changed, looked into, taken along and closed. */
#include "services/tests/scene.h"

#include "services/people/passes.h"
#include "workflow/outbox.h"

static account find_again(scene *c, size_t who)
{
    account there = { 0 };
    bool found;
    assert_done(accounts_find(c->db, c->people[who].id, &c->arena, &there, &found, error));
    assert_true(found);
    return there;
}

static void the_page_shows_what_is_kept(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "lead@example.org"));
    assert_true(scene_shows(&c, "Body lead, NHS"));
    assert_true(scene_shows(&c, "Once a day, together"));
    scene_close(&c);
}

static void a_name_is_changed_unless_somebody_else_was_first(const place *p)
{
    scene c;
    char fields[100];
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/name");
    const text version = memory_copy_text(&c.arena, scene_hidden(&c, "version"));
    scene_post(&c, "/account/name", "name=+&version=1");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter your name"));
    snprintf(fields, sizeof fields, "name=Anne+O%%27Lead&version=%.*s", TEXT_ARGS(version));
    scene_post(&c, "/account/name", fields);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(find_again(&c, LEAD).name, TEXT("Anne O'Lead")));
    scene_get(&c, "/account/name");
    scene_post(&c, "/account/name", fields); /* a page that is as old */
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Someone else changed this page while you were working"));
    scene_close(&c);
}

static void letters_come_as_one_chooses(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/letters");
    scene_post(&c, "/account/letters", "");
    assert_int_equal(c.t.res.status, 422);
    scene_post(&c, "/account/letters", "letters=each");
    assert_int_equal(c.t.res.status, 303);
    assert_true(find_again(&c, LEAD).wants_each_letter);
    scene_close(&c);
}

static const char *take_link(scene *c, const char *address)
{
    outbox_due due;
    bool found;
    const char *link = NULL;
    for (int i = 0; i < 2; i++) {
        assert_done(outbox_take(c->db, test_now_ms, &c->arena, &due, &found, error));
        assert_true(found);
        const char *const at = memmem(due.bodies[0].at, due.bodies[0].len, TEST_ORIGIN, strlen(TEST_ORIGIN));
        if (text_equal(due.address, text_of(address)))
            link = memory_format(&c->arena, "%.*s", (int)strcspn(at, "\n") - (int)strlen(TEST_ORIGIN),
                                 at + strlen(TEST_ORIGIN))
                       .at;
    }
    return link;
}

static void an_address_changes_when_its_letter_is_answered(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/email");
    scene_post(&c, "/account/email", "email=Ann%40new.example");
    assert_int_equal(c.t.res.status, 200);
    assert_true(text_equal(find_again(&c, LEAD).email, TEXT("lead@example.org")));
    const char *const link = take_link(&c, "ann@new.example");
    assert_non_null(link);
    c.cookie[0] = '\0'; /* opened on the phone, where nobody is signed in */
    scene_get(&c, link);
    assert_true(scene_shows(&c, "Your account gets the address ann@new.example"));
    assert_true(text_equal(find_again(&c, LEAD).email, TEXT("lead@example.org")));
    scene_keep_cookie(&c);
    scene_post(&c, link, "");
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(find_again(&c, LEAD).email, TEXT("ann@new.example")));
    scene_get(&c, link);
    assert_true(scene_shows(&c, "This link does not work any more"));
    scene_close(&c);
}

static void an_address_that_somebody_has_gets_no_link_and_the_page_does_not_tell(const place *p)
{
    scene c;
    outbox_due due;
    bool found;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/email");
    scene_post(&c, "/account/email", "email=chair%40example.org");
    assert_int_equal(c.t.res.status, 200);
    assert_done(outbox_take(c.db, test_now_ms, &c.arena, &due, &found, error));
    assert_true(found);
    assert_true(text_equal(due.address, TEXT("lead@example.org")));
    assert_done(outbox_take(c.db, test_now_ms, &c.arena, &due, &found, error));
    assert_false(found);
    scene_close(&c);
}

static void other_sessions_are_shown_and_ended(const place *p)
{
    scene c;
    char first[200];
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    memcpy(first, c.cookie, sizeof first);
    test_now_ms += 60000;
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/sessions");
    assert_true(scene_shows(&c, "This is the one that you are using"));
    char fields[100];
    snprintf(fields, sizeof fields, "session=%.*s", TEXT_ARGS(scene_hidden(&c, "session")));
    scene_post(&c, "/account/sessions/end", fields);
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/account/sessions");
    assert_int_equal(c.t.res.status, 200);
    assert_false(scene_shows(&c, "End it"));
    memcpy(c.cookie, first, sizeof first);
    scene_get(&c, "/account");
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

static void what_is_kept_can_be_taken_along(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/data.json");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "\"email\":\"lead@example.org\""));
    assert_true(scene_shows(&c, "\"role\":\"body_lead\""));
    assert_true(scene_shows(&c, "\"action\":\"account.add\""));
    assert_false(scene_shows(&c, "chair@example.org"));
    assert_true(scene_shows(&c, "\"older_rows_are_on_the_page_of_the_audit_trail\":false"));
    scene_close(&c);
}

static bool add_row(store_db *db, void *context, upw_error *error)
{
    const audit_entry entry = { .at_ms = 2000,
                                .actor = { *(const text *)context, ROLE_BODY_LEAD, TEXT(SCENE_BODY) },
                                .action = "annotation.add",
                                .object = TEXT("something") };
    return audit_append(db, &entry, error);
}

static size_t count_words(const scene *c, const char *words)
{
    size_t n = 0;
    for (text rest = buffer_text(&c->t.res.body); rest.len > 0; n++) {
        const char *const at = memmem(rest.at, rest.len, words, strlen(words));
        if (at == NULL)
            break;
        rest = (text){ at + 1, rest.len - (size_t)(at + 1 - rest.at) };
    }
    return n;
}

static void all_of_a_long_trail_can_be_taken_along(const place *p)
{
    scene c;
    scene_open(&c, p);
    for (int i = 0; i < TRAIL_PIECE_ROWS + 500; i++)
        assert_done(store_transact(c.db, add_row, &c.people[LEAD].id, error));
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/data");
    assert_true(scene_shows(&c, "href=\"/account/data.json\""));
    scene_get(&c, "/account/data.json");
    assert_int_equal(c.t.res.status, 200);
    assert_int_equal(count_words(&c, "\"action\":\"annotation.add\""), TRAIL_PIECE_ROWS + 500);
    scene_close(&c);
}

static void closing_takes_second_thoughts_and_removes_name_and_address(const place *p)
{
    scene c;
    workflow_seat *seats;
    size_t n;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/account/close");
    scene_post(&c, "/account/close", "");
    assert_int_equal(c.t.res.status, 422);
    assert_false(find_again(&c, LEAD).is_closed);
    scene_post(&c, "/account/close", "sure=yes");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "Your account is closed"));
    const account gone = find_again(&c, LEAD);
    assert_true(gone.is_closed);
    assert_int_equal(gone.name.len, 0);
    assert_false(text_contains(gone.email, TEXT("lead")));
    assert_done(seats_list(c.db, gone.id, &c.arena, &seats, &n, error));
    assert_int_equal(n, 0);
    scene_get(&c, "/account");
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

static void the_only_administrator_stays(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/account/close");
    scene_post(&c, "/account/close", "sure=yes");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "You are the only administrator"));
    assert_false(find_again(&c, ADMIN).is_closed);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_page_shows_what_is_kept),
        PLACE_TEST(a_name_is_changed_unless_somebody_else_was_first),
        PLACE_TEST(letters_come_as_one_chooses),
        PLACE_TEST(an_address_changes_when_its_letter_is_answered),
        PLACE_TEST(an_address_that_somebody_has_gets_no_link_and_the_page_does_not_tell),
        PLACE_TEST(other_sessions_are_shown_and_ended),
        PLACE_TEST(what_is_kept_can_be_taken_along),
        PLACE_TEST(all_of_a_long_trail_can_be_taken_along),
        PLACE_TEST(closing_takes_second_thoughts_and_removes_name_and_address),
        PLACE_TEST(the_only_administrator_stays),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
