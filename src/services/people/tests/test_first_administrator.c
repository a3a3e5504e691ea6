/* No account comes with the program: the first administrator comes by a link that the server prints. */
#include "services/tests/scene.h"

#include "services/people/passes.h"

#define FIELDS "name=Fay+First&email=Fay%40example.org&federation=North+Clinical+Federation"

/* As on the first day: nobody is there, and nothing is invented. */
static void open_new(scene *c, const place *p)
{
    scene_open(c, p);
    assert_done(seats_take(c->db, c->people[ADMIN].id, (workflow_seat){ ROLE_ADMIN, TEXT(SCENE_BOARD) }, &scene_admin,
                           2000, error));
    assert_done(settings_put(c->db, SETTING_DEMONSTRATION, TEXT(""), &scene_admin, 2000, error));
    c->site.services.offers_demonstration = false;
}

/* The link's path: what follows the origin. */
static const char *make_link(scene *c)
{
    text link;
    assert_done(people_make_first_link(c->db, TEST_ORIGIN, test_now_ms, &c->arena, &link, error));
    return link.len > 0 ? memory_copy_text(&c->arena, link).at + strlen(TEST_ORIGIN) : "";
}

static void the_link_makes_an_administrator_once(const place *p)
{
    scene c;
    account made;
    bool found;
    organisation home;
    workflow_seat *seats;
    size_t n;
    text federation;
    open_new(&c, p);
    const char *const link = make_link(&c);
    scene_get(&c, link);
    assert_int_equal(c.t.res.status, 200);
    assert_true(c.t.res.has_secret);
    scene_keep_cookie(&c);
    scene_post(&c, link, "name=&email=fay&federation=North");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter your name"));
    assert_true(scene_shows(&c, "value=\"North\""));
    scene_post(&c, link, FIELDS);
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/account/second-factor")));
    scene_keep_cookie(&c);
    assert_done(accounts_find_by_email(c.db, TEXT("fay@example.org"), &c.arena, &made, &found, error));
    assert_true(found);
    assert_done(seats_list(c.db, made.id, &c.arena, &seats, &n, error));
    assert_int_equal(n, 1);
    assert_int_equal(seats[0].role, ROLE_ADMIN);
    assert_true(text_equal(seats[0].organisation, TEXT("NORTH-CLINICAL-FEDERATION")));
    assert_done(organisations_find(c.db, seats[0].organisation, &c.arena, &home, &found, error));
    assert_string_equal(home.kind->name, "coalition");
    assert_done(settings_find(c.db, SETTING_FEDERATION, &c.arena, &federation, error));
    assert_true(text_equal(federation, TEXT("North Clinical Federation")));
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Fay First"));
    assert_true(scene_shows(&c, "North Clinical Federation")); /* at the top of the page, without a restart */
    c.cookie[0] = '\0';
    scene_get(&c, link);
    assert_true(scene_shows(&c, "This link does not work any more"));
    assert_string_equal(make_link(&c), "");
    scene_close(&c);
}

static void each_start_prints_a_new_link_and_the_latest_counts(const place *p)
{
    scene c;
    open_new(&c, p);
    const char *const first = make_link(&c);
    const char *const second = make_link(&c);
    scene_get(&c, first);
    assert_true(scene_shows(&c, "only the latest one counts"));
    scene_get(&c, second);
    assert_true(scene_shows(&c, "Set up this installation"));
    test_now_ms += INT64_C(86400000);
    scene_get(&c, second);
    assert_true(scene_shows(&c, "for 24 hours"));
    scene_close(&c);
}

static void where_there_is_an_administrator_or_a_demonstration_no_link_is_made(const place *p)
{
    scene c;
    scene_open(&c, p);
    assert_string_equal(make_link(&c), "");
    assert_done(settings_put(c.db, SETTING_DEMONSTRATION, TEXT(""), &scene_admin, 2000, error));
    assert_string_equal(make_link(&c), "");
    assert_done(seats_take(c.db, c.people[ADMIN].id, (workflow_seat){ ROLE_ADMIN, TEXT(SCENE_BOARD) }, &scene_admin,
                           2000, error));
    assert_string_not_equal(make_link(&c), "");
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_link_makes_an_administrator_once),
        PLACE_TEST(each_start_prints_a_new_link_and_the_latest_counts),
        PLACE_TEST(where_there_is_an_administrator_or_a_demonstration_no_link_is_made),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
