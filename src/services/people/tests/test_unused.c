/* Accounts that nobody uses, over years that the duties are told have passed. */
#include "services/tests/scene.h"

#include "base/civil.h"
#include "services/people/duties.h"
#include "workflow/outbox.h"

typedef struct quiet_scene {
    scene c;
    account who; /* invented by nobody: a real account */
} quiet_scene;

static int64_t on(const char *day)
{
    int32_t number;
    assert_true(civil_read_day(text_of(day), &number));
    return (int64_t)number * 86400000 + INT64_C(12) * 3600000;
}

static void open_at(quiet_scene *s, const place *p, const char *day)
{
    scene_open(&s->c, p);
    const account draft = { .name = TEXT("Pat Quiet"),
                            .email = TEXT("pat@example.org"),
                            .organisation = TEXT(SCENE_BODY) };
    const workflow_seat seat = { ROLE_MEMBER, TEXT(SCENE_BODY) };
    assert_done(accounts_add(s->c.db, &draft, &scene_admin, on(day), &s->c.arena, &s->who, error));
    assert_done(seats_give(s->c.db, s->who.id, seat, &scene_admin, on(day), error));
}

/* As the caretaker does, but today is `day`. */
static void pass_to(quiet_scene *s, const char *day)
{
    upw_error why = { 0 };
    if (!scheduler_run(people_duties, PEOPLE_DUTIES, s->c.db, &s->c.site.services.workflow, on(day), &why))
        fail_msg("%s", why.message);
}

/* What is sent today: how many letters S03, and the last one. */
static size_t take_letters(quiet_scene *s, const char *day, outbox_due *last)
{
    outbox_due due;
    bool found = true;
    size_t n = 0;
    while (found) {
        assert_done(outbox_take(s->c.db, on(day), &s->c.arena, &due, &found, error));
        if (!found)
            break;
        assert_done(outbox_settle(s->c.db, &due, true, on(day), error));
        assert_true(text_equal(due.address, TEXT("pat@example.org")));
        *last = due;
        n++;
    }
    return n;
}

static bool is_closed(quiet_scene *s)
{
    account there = { 0 };
    bool found;
    assert_done(accounts_find(s->c.db, s->who.id, &s->c.arena, &there, &found, error));
    assert_true(found);
    return there.is_closed;
}

static void after_eleven_months_one_letter_comes_and_after_twelve_the_account_closes(const place *p)
{
    quiet_scene s;
    outbox_due last = { 0 };
    trail_row row = { 0 };
    open_at(&s, p, "2015-01-10");
    assert_done(accounts_note_day(s.c.db, s.who.id, on("2015-03-15"), error));
    pass_to(&s, "2016-02-14");
    assert_int_equal(take_letters(&s, "2016-02-14", &last), 0);
    pass_to(&s, "2016-02-15"); /* eleven months */
    pass_to(&s, "2016-02-15");
    pass_to(&s, "2016-02-20");
    assert_int_equal(take_letters(&s, "2016-02-20", &last), 1);
    assert_true(text_equal(last.subjects[0], TEXT("Your account will close on 16 March 2016")));
    assert_true(text_contains(last.bodies[0], TEXT("You last signed in to Upward on 15 March 2015.")));
    assert_true(text_contains(last.bodies[0], TEXT(TEST_ORIGIN "/sign-in\n")));
    assert_int_equal(scene_count_rows(&s.c, "account.tell_unused", s.who.id, &row), 1);
    pass_to(&s, "2016-03-15");
    assert_false(is_closed(&s));
    pass_to(&s, "2016-03-16");
    assert_true(is_closed(&s));
    assert_int_equal(scene_count_rows(&s.c, "account.close", s.who.id, &row), 1);
    assert_true(text_equal(row.actor, TEXT("system")));
    pass_to(&s, "2018-01-01");
    assert_int_equal(take_letters(&s, "2018-01-01", &last), 0);
    scene_close(&s.c);
}

static void signing_in_once_keeps_the_account_for_another_year(const place *p)
{
    quiet_scene s;
    outbox_due last = { 0 };
    open_at(&s, p, "2015-01-10");
    pass_to(&s, "2015-12-20");
    assert_int_equal(take_letters(&s, "2015-12-20", &last), 1);
    assert_true(text_contains(last.bodies[0], TEXT("since 10 January 2015, and have not signed in yet")));
    assert_done(accounts_note_day(s.c.db, s.who.id, on("2016-01-08"), error));
    pass_to(&s, "2016-11-30");
    assert_false(is_closed(&s));
    assert_int_equal(take_letters(&s, "2016-11-30", &last), 0);
    pass_to(&s, "2016-12-08"); /* eleven months again: another letter */
    assert_int_equal(take_letters(&s, "2016-12-08", &last), 1);
    assert_true(text_equal(last.subjects[0], TEXT("Your account will close on 8 January 2017")));
    scene_close(&s.c);
}

/* A server that stood still for years closes nothing without a letter and thirty days. */
static void nobody_loses_an_account_without_a_months_notice(const place *p)
{
    quiet_scene s;
    outbox_due last = { 0 };
    open_at(&s, p, "2015-01-10");
    pass_to(&s, "2019-06-01");
    assert_false(is_closed(&s));
    assert_int_equal(take_letters(&s, "2019-06-01", &last), 1);
    assert_true(text_equal(last.subjects[0], TEXT("Your account will close on 1 July 2019")));
    pass_to(&s, "2019-06-30");
    assert_false(is_closed(&s));
    pass_to(&s, "2019-07-01");
    assert_true(is_closed(&s));
    scene_close(&s.c);
}

static void the_last_administrator_stays(const place *p)
{
    quiet_scene s;
    outbox_due last = { 0 };
    open_at(&s, p, "2015-01-10");
    const workflow_seat seat = { ROLE_ADMIN, TEXT(SCENE_BOARD) };
    assert_done(seats_take(s.c.db, s.c.people[ADMIN].id, seat, &scene_admin, on("2015-01-10"), error));
    assert_done(seats_take(s.c.db, s.who.id, (workflow_seat){ ROLE_MEMBER, TEXT(SCENE_BODY) }, &scene_admin,
                           on("2015-01-10"), error));
    assert_done(seats_give(s.c.db, s.who.id, seat, &scene_admin, on("2015-01-10"), error));
    pass_to(&s, "2016-02-01");
    assert_int_equal(take_letters(&s, "2016-02-01", &last), 0);
    assert_done(seats_give(s.c.db, s.c.people[ADMIN].id, seat, &scene_admin, on("2016-02-02"), error));
    pass_to(&s, "2016-02-03"); /* there is another now */
    assert_int_equal(take_letters(&s, "2016-02-03", &last), 1);
    assert_done(seats_take(s.c.db, s.c.people[ADMIN].id, seat, &scene_admin, on("2016-02-04"), error));
    pass_to(&s, "2016-06-01"); /* and no more */
    assert_false(is_closed(&s));
    scene_close(&s.c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(after_eleven_months_one_letter_comes_and_after_twelve_the_account_closes),
        PLACE_TEST(signing_in_once_keeps_the_account_for_another_year),
        PLACE_TEST(nobody_loses_an_account_without_a_months_notice),
        PLACE_TEST(the_last_administrator_stays),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
