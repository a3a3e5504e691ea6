/* What administrators do: look for people, give roles and take them, load organisations, and what they need others for.
 */
#include <inttypes.h>
#include <stdio.h>

#include "services/tests/scene.h"

#include "services/people/second_factor.h"
#include "base/clock.h"
#include "workflow/clock_guard.h"
#include "workflow/outbox.h"

static const char *url_of(scene *c, size_t who, const char *what)
{
    return memory_format(&c->arena, "/admin/people/%.*s%s", TEXT_ARGS(c->people[who].id), what).at;
}

static void the_first_page_has_the_facts(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, p->is_postgres ? "PostgreSQL, schema" : "SQLite, schema"));
    assert_true(scene_shows(&c, "0 waiting"));
    scene_close(&c);
}

static const store_statement live_until = { "test_live_until", "UPDATE clock_guard SET seen_ms = $1", .takes = "i" };

static void a_clock_that_jumped_is_confirmed_by_a_button(const place *p)
{
    scene c;
    clock_watch watch = { 0 };
    clock_guard guard;
    trail_row last;
    char seen[40];
    const store_value tomorrow[] = { STORE_INTEGER(clock_now_ms() + INT64_C(86400000)) };
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/clock");
    assert_true(scene_shows(&c, "Nothing waits for the clock"));
    assert_false(scene_shows(&c, "The clock is right"));
    scene_post(&c, "/admin/clock", ""); /* nothing is there to be confirmed, and nothing is recorded */
    assert_int_equal(c.t.res.status, 303);
    assert_int_equal(scene_count_rows(&c, "clock.confirm", TEXT("clock"), &last), 0);

    assert_done(store_run(c.db, &live_until, tomorrow, NULL, error));
    assert_done(clock_guard_look(c.db, &watch, error));
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Confirm the clock of the server"));
    scene_get(&c, "/admin/clock");
    assert_true(scene_shows(&c, "Publication waits"));
    assert_true(scene_shows(&c, "The clock jumped back by "));
    assert_done(clock_guard_read(c.db, &guard, error));
    snprintf(seen, sizeof seen, "jump=%" PRId64, guard.noticed_ms);
    test_now_ms += INT64_C(6 * 60 * 1000);
    scene_post(&c, "/admin/clock", "");
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_starts_with(c.t.res.location, TEXT("/confirm"))); /* "is it still you?" */
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/clock");
    scene_post(&c, "/admin/clock", "jump=1"); /* of an earlier page: the time since has not been compared */
    assert_int_equal(c.t.res.status, 409);
    assert_true(scene_shows(&c, "The clock has jumped again since you opened this page"));
    assert_true(scene_shows(&c, "Publication waits"));
    scene_post(&c, "/admin/clock", seen);
    assert_true(text_equal(c.t.res.location, TEXT("/admin/clock?done=confirmed")));
    scene_get(&c, "/admin/clock?done=confirmed");
    assert_true(scene_shows(&c, "publication goes on"));
    assert_true(scene_shows(&c, "Last confirmed"));
    assert_done(clock_guard_read(c.db, &guard, error));
    assert_int_equal(guard.held_ms, 0);
    assert_int_equal(scene_count_rows(&c, "clock.jump", TEXT("clock"), &last), 1);
    assert_int_equal(scene_count_rows(&c, "clock.confirm", TEXT("clock"), &last), 1);
    assert_true(text_equal(last.actor, c.people[ADMIN].id));
    scene_get(&c, "/todo");
    assert_false(scene_shows(&c, "Confirm the clock of the server"));
    scene_close(&c);
}

static void people_are_found_by_a_part_of_name_or_address(const place *p)
{
    scene c;
    static const struct {
        const char *target;
        bool lead, chair;
    } cases[] = { { "/admin/people", true, true },
                  { "/admin/people?q=ann+l", true, false },
                  { "/admin/people?q=Lead", true, false },
                  { "/admin/people?q=CHAIR%40", false, true },
                  { "/admin/people?q=nobody", false, false },
                  { "/admin/people?q=%25", false, false } };
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene_get(&c, cases[i].target);
        assert_int_equal(c.t.res.status, 200);
        assert_int_equal(scene_shows(&c, "lead@example.org"), cases[i].lead);
        assert_int_equal(scene_shows(&c, "chair@example.org"), cases[i].chair);
    }
    scene_close(&c);
}

static void a_long_list_has_pages(const place *p)
{
    scene c;
    scene_open(&c, p);
    for (int i = 0; i < 60; i++) {
        char name[40], email[40];
        account made;
        snprintf(name, sizeof name, "Zed %02d", i);
        snprintf(email, sizeof email, "zed%02d@example.org", i);
        const account draft = { .name = text_of(name), .email = text_of(email) };
        assert_done(accounts_add(c.db, &draft, &scene_admin, 3000, &c.arena, &made, error));
    }
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/people?q=zed");
    assert_true(scene_shows(&c, "Zed 49"));
    assert_false(scene_shows(&c, "Zed 50"));
    const char *const at = memmem(c.t.res.body.at, c.t.res.body.len, "/admin/people?q=zed&amp;after=", 30);
    assert_non_null(at);
    char target[200];
    size_t n = 0;
    for (const char *from = at; *from != '"' && n + 1 < sizeof target; from += strncmp(from, "&amp;", 5) == 0 ? 5 : 1)
        target[n++] = *from;
    target[n] = '\0';
    scene_get(&c, target);
    assert_true(scene_shows(&c, "Zed 50"));
    assert_true(scene_shows(&c, "Zed 59"));
    assert_false(scene_shows(&c, "Zed 49"));
    scene_close(&c);
}

static bool is_signed_in(scene *c, const char *cookie)
{
    snprintf(c->cookie, sizeof c->cookie, "%s", cookie);
    scene_get(c, "/todo");
    return c->t.res.status == 200;
}

static void giving_and_taking_a_role_ends_the_sessions_of_whom_it_is_about(const place *p)
{
    scene c;
    char lead[200], admin[200];
    outbox_due due;
    bool found;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    memcpy(lead, c.cookie, sizeof lead);
    scene_sign_in(&c, &c.people[ADMIN]);
    memcpy(admin, c.cookie, sizeof admin);
    scene_get(&c, url_of(&c, LEAD, ""));
    assert_true(scene_shows(&c, "Body lead, for"));
    scene_post(&c, url_of(&c, LEAD, "/give"), "role=owner&organisation=nowhere");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "There is no organisation with this code"));
    scene_post(&c, url_of(&c, LEAD, "/give"), "role=owner&organisation=" SCENE_BODY);
    assert_int_equal(c.t.res.status, 303);
    assert_false(is_signed_in(&c, lead));
    assert_true(is_signed_in(&c, admin));
    assert_done(outbox_take(c.db, test_now_ms, &c.arena, &due, &found, error));
    assert_true(found && text_contains(due.bodies[0], TEXT("Ad Min has given you a role in Upward:")));
    scene_get(&c, url_of(&c, LEAD, ""));
    assert_true(scene_shows(&c, ">NHS Eastern Cheshire</dd>")); /* where they work: a name, not a code */
    for (int i = 0; i < 2; i++) { /* the second is an administrator whose page is older: it is gone, as they wished */
        scene_post(&c, url_of(&c, LEAD, "/take"), "role=owner&organisation=" SCENE_BODY);
        assert_int_equal(c.t.res.status, 303);
    }
    scene_get(&c, url_of(&c, LEAD, ""));
    assert_false(scene_shows(&c, "Owner, for"));
    scene_close(&c);
}

static void the_only_administrator_cannot_be_taken_away(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, url_of(&c, ADMIN, ""));
    scene_post(&c, url_of(&c, ADMIN, "/take"), "role=admin&organisation=" SCENE_BOARD);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "You are the only administrator"));
    scene_get(&c, url_of(&c, ADMIN, "/close"));
    scene_post(&c, url_of(&c, ADMIN, "/close"), "");
    assert_int_equal(c.t.res.status, 422);
    scene_get(&c, url_of(&c, MEMBER, "/close"));
    scene_post(&c, url_of(&c, MEMBER, "/close"), "");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, url_of(&c, MEMBER, ""));
    assert_int_equal(c.t.res.status, 404);
    scene_close(&c);
}

static void another_administrator_is_made_only_after_confirming(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, url_of(&c, LEAD, ""));
    test_now_ms += 6 * 60 * 1000;
    scene_post(&c, url_of(&c, LEAD, "/give"), "role=admin&organisation=" SCENE_BODY);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_starts_with(c.t.res.location, TEXT("/confirm")));
    scene_get(&c, url_of(&c, LEAD, ""));
    assert_false(scene_shows(&c, "Admin, for"));
    scene_close(&c);
}

static bool has_factor(scene *c, size_t who)
{
    account there = { 0 };
    bool found;
    assert_done(accounts_find(c->db, c->people[who].id, &c->arena, &there, &found, error));
    return there.has_second_factor;
}

static void give_factor(scene *c, size_t who)
{
    static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";
    recovery_codes codes;
    assert_done(
        second_factor_set(c->db, c->keys, c->people[who].id, secret, 1, &scene_admin, test_now_ms, codes, error));
}

static void a_second_factor_of_a_colleague_is_taken_away_by_two(const place *p)
{
    scene c;
    scene_open(&c, p);
    const workflow_seat seat = { ROLE_ADMIN, TEXT(SCENE_BODY) };
    assert_done(seats_give(c.db, c.people[MEMBER].id, seat, &scene_admin, 3000, error)); /* a second administrator */
    give_factor(&c, ANALYST);
    for (int i = 0; i < 2; i++) { /* once, and once more: one person is one person */
        scene_sign_in(&c, &c.people[ADMIN]);
        scene_get(&c, url_of(&c, ANALYST, ""));
        scene_post(&c, url_of(&c, ANALYST, "/reset"), "");
        assert_int_equal(c.t.res.status, 303);
        assert_true(has_factor(&c, ANALYST));
    }
    scene_get(&c, url_of(&c, ANALYST, ""));
    assert_true(scene_shows(&c, "Another administrator must confirm"));
    scene_sign_in(&c, &c.people[MEMBER]);
    test_now_ms += INT64_C(25 * 3600000); /* a day later it was asked too long ago */
    scene_sign_in(&c, &c.people[MEMBER]);
    scene_get(&c, url_of(&c, ANALYST, ""));
    assert_true(scene_shows(&c, "Ask to take the second factor away"));
    scene_post(&c, url_of(&c, ANALYST, "/reset"), "");
    assert_true(has_factor(&c, ANALYST));
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, url_of(&c, ANALYST, ""));
    scene_post(&c, url_of(&c, ANALYST, "/reset"), "");
    assert_int_equal(c.t.res.status, 303);
    assert_false(has_factor(&c, ANALYST));
    scene_close(&c);
}

static void a_new_name_stands_on_every_page_at_once(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/settings");
    scene_post(&c, "/admin/settings", "federation=");
    assert_int_equal(c.t.res.status, 422);
    scene_post(&c, "/admin/settings", "federation=South+%26+West");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/about");
    assert_true(scene_shows(&c, "South &amp; West"));
    scene_post(&c, "/admin/settings", "federation=North&was="); /* typed while it was South & West already */
    assert_int_equal(c.t.res.status, 409);
    assert_true(scene_shows(&c, "Someone else changed this page"));
    assert_true(scene_shows(&c, "The name is now South &amp; West, changed by Ad Min."));
    assert_true(scene_shows(&c, "value=\"North\""));
    scene_post(&c, "/admin/settings", "federation=North&was=South+%26+West");
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

/* ---- contact ---- */

static void until_it_is_said_the_page_tells_who_runs_the_service_and_that_nobody_said_how_to_reach_them(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_get(&c, "/contact");
    assert_true(scene_shows(&c, "It has not been set up yet"));
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Say how people can reach you"));
    scene_get(&c, "/admin/settings");
    scene_post(&c, "/admin/settings", "federation=South");
    c.cookie[0] = '\0';
    scene_get(&c, "/contact");
    assert_true(scene_shows(&c, "South runs this service."));
    assert_true(scene_shows(&c, "They have not said here yet how to reach them"));
    assert_false(scene_shows(&c, "Change what stands here"));
    scene_close(&c);
}

static void how_people_reach_us_stands_on_its_page_and_beside_what_went_wrong(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/contact");
    scene_post(&c, "/admin/contact", "name=The+office&email=&telephone=&address=");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter an email address, a telephone number or a postal address"));
    assert_true(scene_shows(&c, "value=\"The office\""));
    scene_post(&c, "/admin/contact", "name=The+office&email=office%40example.org&address=1+High+St%0D%0ALeeds");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/todo");
    assert_false(scene_shows(&c, "Say how people can reach you"));
    scene_sign_in(&c, &c.people[MEMBER]);
    scene_get(&c, "/admin");
    assert_int_equal(c.t.res.status, 403);
    assert_true(scene_shows(&c, "The people who run this service: The office, office@example.org."));
    scene_get(&c, "/contact");
    assert_true(scene_shows(&c, "href=\"mailto:office@example.org\""));
    assert_true(scene_shows(&c, "1 High St<br>Leeds"));
    scene_close(&c);
}

static void whoever_was_quicker_with_the_contact_is_not_overwritten(const place *p)
{
    scene c;
    trail_row last = { 0 };
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/contact");
    scene_post(&c, "/admin/contact", "email=a%40example.org&address=1+High+St%0D%0ALeeds");
    scene_get(&c, "/admin/contact");
    scene_post(&c, "/admin/contact",
               "email=b%40example.org&was_email=&telephone=0113+496+0000&address=1+High+St%0D%0ALeeds"
               "&was_address=1+High+St%0D%0ALeeds");
    assert_int_equal(c.t.res.status, 409);
    assert_true(scene_shows(&c, "The email address is now a@example.org, changed by Ad Min."));
    assert_false(scene_shows(&c, "The postal address is now"));
    assert_true(scene_shows(&c, "value=\"b@example.org\""));
    assert_int_equal(scene_count_rows(&c, "setting.change", TEXT("contact_telephone"), &last), 0); /* all or nothing */
    scene_post(&c, "/admin/contact", "email=b%40example.org&was_email=&address=&was_address=");
    assert_int_equal(c.t.res.status, 409);
    assert_true(scene_shows(&c, "value=\"b@example.org\""));
    assert_true(scene_shows(&c, "1 High St\nLeeds</textarea>")); /* they had not touched it: it is not taken back */
    scene_post(&c, "/admin/contact",
               "email=b%40example.org&was_email=a%40example.org&telephone=0113+496+0000"
               "&address=1+High+St%0D%0ALeeds&was_address=1+High+St%0D%0ALeeds");
    assert_int_equal(c.t.res.status, 303);
    assert_int_equal(scene_count_rows(&c, "setting.change", TEXT("contact_telephone"), &last), 1);
    assert_int_equal(scene_count_rows(&c, "setting.change", TEXT("contact_address"), &last), 1); /* it was the same */
    scene_close(&c);
}

/* ---- organisations ---- */

static void a_file_is_imported_whole_or_its_first_fault_is_named(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/organisations");
    scene_upload(&c, "/admin/organisations", "file", "my list.csv",
                 "org_id,ods_code,name,kind,parent_id,region_id,opened,closed\n"
                 "X1,X1,One,trust,,,2013-04-01,\nX2,X2,Two,hospital,,,2013-04-01,\n");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "my list.csv, row 3, column &quot;kind&quot;"));
    assert_true(scene_shows(&c, "Nothing has been saved"));
    scene_get(&c, "/organisations/X1/history");
    assert_int_equal(c.t.res.status, 404);
    scene_get(&c, "/admin/organisations");
    scene_upload(&c, "/admin/organisations", "file", "my list.csv",
                 "\xef\xbb\xbforg_id,ods_code,name,kind,parent_id,region_id,opened,closed\r\n"
                 "X1,X1,One,trust,,,2013-04-01,\r\nX2,X2,Two,trust,,,2013-04-01,\r\n");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "The file was imported"));
    scene_get(&c, "/organisations/X1/history");
    assert_int_equal(c.t.res.status, 200);
    scene_close(&c);
}

static void a_merger_is_recorded_or_what_is_wrong_is_said(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/organisations/merge");
    scene_post(&c, "/admin/organisations/merge",
               "predecessors=" SCENE_BODY "%0Anowhere&successor=" SCENE_OTHER_BODY
               "&day-day=1&day-month=4&day-year=2020");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "There is no organisation with the code nowhere"));
    assert_true(scene_shows(&c, SCENE_BODY "\nnowhere"));
    scene_post(&c, "/admin/organisations/merge",
               "predecessors=" SCENE_BODY "&successor=" SCENE_BODY "&day-day=1&day-month=4&day-year=2020");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "an organisation cannot be its own successor"));
    scene_post(&c, "/admin/organisations/merge",
               "predecessors=" SCENE_BODY "&successor=" SCENE_OTHER_BODY "&day-day=1&day-month=4&day-year=2020");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/organisations/" SCENE_BODY "/history");
    assert_true(scene_shows(&c, "31 March 2020"));
    assert_true(scene_shows(&c, "Became part of"));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_first_page_has_the_facts),
        PLACE_TEST(a_clock_that_jumped_is_confirmed_by_a_button),
        PLACE_TEST(people_are_found_by_a_part_of_name_or_address),
        PLACE_TEST(a_long_list_has_pages),
        PLACE_TEST(giving_and_taking_a_role_ends_the_sessions_of_whom_it_is_about),
        PLACE_TEST(the_only_administrator_cannot_be_taken_away),
        PLACE_TEST(another_administrator_is_made_only_after_confirming),
        PLACE_TEST(a_second_factor_of_a_colleague_is_taken_away_by_two),
        PLACE_TEST(a_new_name_stands_on_every_page_at_once),
        PLACE_TEST(until_it_is_said_the_page_tells_who_runs_the_service_and_that_nobody_said_how_to_reach_them),
        PLACE_TEST(how_people_reach_us_stands_on_its_page_and_beside_what_went_wrong),
        PLACE_TEST(whoever_was_quicker_with_the_contact_is_not_overwritten),
        PLACE_TEST(a_file_is_imported_whole_or_its_first_fault_is_named),
        PLACE_TEST(a_merger_is_recorded_or_what_is_wrong_is_said),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
