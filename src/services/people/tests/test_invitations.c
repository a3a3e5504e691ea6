/* Roles: invited to, accepted, refused where two may not be held together, taken away, and told of by letter. */
#include "services/tests/scene.h"

#include "services/people/invitations.h"
#include "services/people/roles.h"
#include "workflow/outbox.h"

#define PEOPLE "/organisations/" SCENE_BODY "/people"

/* The letter that was written last, to somebody. */
static text take_letter(scene *c, const char *address)
{
    outbox_due due;
    bool found;
    assert_done(outbox_take(c->db, test_now_ms, &c->arena, &due, &found, error));
    assert_true(found);
    assert_true(text_equal(due.address, text_of(address)));
    return due.bodies[0];
}

/* The path of the link in it. */
static const char *find_link(scene *c, text letter)
{
    const char *const at =
        memmem(letter.at, letter.len, TEST_ORIGIN "/invitation/", strlen(TEST_ORIGIN "/invitation/"));
    assert_non_null(at);
    return memory_format(&c->arena, "%.*s", (int)(strcspn(at, "\n") - strlen(TEST_ORIGIN)), at + strlen(TEST_ORIGIN))
        .at;
}

static bool holds(scene *c, text account_id, workflow_role role, const char *organisation_id)
{
    workflow_seat *seats;
    size_t n;
    assert_done(seats_list(c->db, account_id, &c->arena, &seats, &n, error));
    for (size_t i = 0; i < n; i++)
        if (seats[i].role == role && text_equal(seats[i].organisation, text_of(organisation_id)))
            return true;
    return false;
}

static void somebody_new_accepts_a_role_and_has_an_account(const place *p)
{
    scene c;
    account made = { 0 };
    bool found;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, PEOPLE "/invite");
    assert_int_equal(c.t.res.status, 200);
    scene_post(&c, PEOPLE "/invite", "email=new&role=");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Select a role"));
    scene_post(&c, PEOPLE "/invite", "email=New%40example.org&role=signatory");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, PEOPLE);
    assert_true(scene_shows(&c, "new@example.org, as Signatory"));
    const text letter = take_letter(&c, "new@example.org");
    assert_true(text_contains(letter, TEXT("Ann Lead invites you")));
    const char *const link = find_link(&c, letter);
    c.cookie[0] = '\0';
    scene_get(&c, link);
    assert_int_equal(c.t.res.status, 200);
    assert_true(c.t.res.has_secret);
    assert_true(scene_shows(&c, "You are invited to be"));
    scene_keep_cookie(&c);
    scene_post(&c, link, "name=");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter your name"));
    scene_post(&c, link, "name=Nell+New");
    assert_int_equal(c.t.res.status, 303);
    scene_keep_cookie(&c);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Nell New"));
    assert_done(accounts_find_by_email(c.db, TEXT("new@example.org"), &c.arena, &made, &found, error));
    assert_true(found);
    assert_true(holds(&c, made.id, ROLE_SIGNATORY, SCENE_BODY));
    c.cookie[0] = '\0';
    scene_get(&c, link);
    assert_true(scene_shows(&c, "This invitation does not work any more"));
    scene_close(&c);
}

static void who_has_an_account_accepts_from_their_task_list(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, PEOPLE "/invite");
    scene_post(&c, PEOPLE "/invite", "email=member%40example.org&role=owner");
    assert_int_equal(c.t.res.status, 303);
    scene_sign_in(&c, &c.people[MEMBER]);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "You are invited to be Owner"));
    scene_get(&c, "/account/invitations");
    scene_post(&c, "/account/invitations", "role=signatory&organisation=" SCENE_BODY); /* nobody invited them to that */
    assert_false(holds(&c, c.people[MEMBER].id, ROLE_SIGNATORY, SCENE_BODY));
    scene_post(&c, "/account/invitations", "role=owner&organisation=" SCENE_BODY);
    assert_int_equal(c.t.res.status, 303);
    assert_true(holds(&c, c.people[MEMBER].id, ROLE_OWNER, SCENE_BODY));
    scene_keep_cookie(&c); /* the session has begun anew */
    scene_get(&c, "/todo");
    assert_int_equal(c.t.res.status, 200);
    assert_false(scene_shows(&c, "You are invited"));
    scene_close(&c);
}

static void roles_that_may_not_be_held_together_are_refused(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/invite");
    scene_post(&c, "/admin/invite", "email=office%40example.org&role=coalition&organisation=" SCENE_BOARD);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Coalition and Office may not be held by the same person"));
    scene_post(&c, "/admin/invite", "email=office%40example.org&role=office&organisation=" SCENE_BOARD);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "They hold this role already"));
    /* two invitations, of which the second no longer fits when the first was accepted */
    scene_post(&c, "/admin/invite", "email=new%40example.org&role=coalition&organisation=" SCENE_BOARD);
    assert_int_equal(c.t.res.status, 200);
    const char *const first = find_link(&c, take_letter(&c, "new@example.org"));
    scene_post(&c, "/admin/invite", "email=new%40example.org&role=office&organisation=" SCENE_BOARD);
    const char *const second = find_link(&c, take_letter(&c, "new@example.org"));
    c.cookie[0] = '\0';
    scene_get(&c, first);
    scene_keep_cookie(&c);
    scene_post(&c, first, "name=Nell");
    assert_int_equal(c.t.res.status, 303);
    c.cookie[0] = '\0';
    scene_get(&c, second);
    scene_keep_cookie(&c);
    scene_post(&c, second, "");
    assert_int_equal(c.t.res.status, 403);
    assert_true(scene_shows(&c, "may not be held by the same person"));
    scene_close(&c);
}

static void a_lead_takes_away_what_leads_give_and_a_letter_says_so(const place *p)
{
    scene c;
    char fields[100];
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, PEOPLE);
    assert_true(scene_shows(&c, "chair@example.org"));
    snprintf(fields, sizeof fields, "account=%.*s&role=signatory", TEXT_ARGS(c.people[SIGNATORY].id));
    scene_post(&c, PEOPLE "/take", fields);
    assert_int_equal(c.t.res.status, 303);
    assert_false(holds(&c, c.people[SIGNATORY].id, ROLE_SIGNATORY, SCENE_BODY));
    assert_true(text_contains(take_letter(&c, "chair@example.org"), TEXT("has taken a role in Upward from you")));
    scene_get(&c, PEOPLE);
    snprintf(fields, sizeof fields, "account=%.*s&role=admin", TEXT_ARGS(c.people[ADMIN].id));
    scene_post(&c, PEOPLE "/take", fields);
    assert_int_equal(c.t.res.status, 422);
    assert_true(holds(&c, c.people[ADMIN].id, ROLE_ADMIN, SCENE_BOARD));
    scene_get(&c, "/organisations/" SCENE_OTHER_BODY "/people");
    assert_int_equal(c.t.res.status, 404);
    scene_close(&c);
}

static void an_invitation_is_withdrawn_or_ends_by_itself(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, PEOPLE "/invite");
    scene_post(&c, PEOPLE "/invite", "email=new%40example.org&role=signatory");
    const char *const link = find_link(&c, take_letter(&c, "new@example.org"));
    scene_get(&c, PEOPLE);
    scene_post(&c, PEOPLE "/withdraw", "email=new%40example.org&role=signatory");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, PEOPLE);
    assert_false(scene_shows(&c, "not yet accepted"));
    scene_get(&c, link);
    assert_true(scene_shows(&c, "does not work any more"));
    scene_get(&c, PEOPLE "/invite");
    scene_post(&c, PEOPLE "/invite", "email=other%40example.org&role=signatory");
    const char *const other = find_link(&c, take_letter(&c, "other@example.org"));
    test_now_ms += INT64_C(14) * 86400000 - 1;
    scene_get(&c, other);
    assert_true(scene_shows(&c, "You are invited to be"));
    test_now_ms += 1;
    scene_get(&c, other);
    assert_true(scene_shows(&c, "does not work any more"));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(somebody_new_accepts_a_role_and_has_an_account),
        PLACE_TEST(who_has_an_account_accepts_from_their_task_list),
        PLACE_TEST(roles_that_may_not_be_held_together_are_refused),
        PLACE_TEST(a_lead_takes_away_what_leads_give_and_a_letter_says_so),
        PLACE_TEST(an_invitation_is_withdrawn_or_ends_by_itself),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
