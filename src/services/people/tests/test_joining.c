/* Joining without an invitation: whose domain is listed, who may list it, and that strangers learn nothing from it. */
#include "services/tests/scene.h"

#include "services/people/domains.h"
#include "workflow/outbox.h"

#define DAY_MS INT64_C(86400000)

static void list_domain(scene *c, const char *domain, const char *to)
{
    const listed_domain one = { text_of(domain), text_of(to) };
    assert_done(domains_add(c->db, one, &scene_admin, test_now_ms, error));
}

static void ask_for_letter(scene *c, const char *email)
{
    char fields[200];
    c->cookie[0] = '\0';
    scene_get(c, "/sign-in");
    scene_keep_cookie(c);
    snprintf(fields, sizeof fields, "email=%s", email);
    scene_post(c, "/sign-in", fields);
    assert_int_equal(c->t.res.status, 200);
}

/* The letter that waits; false: there is none. */
static bool read_letter(scene *c, outbox_due *due)
{
    bool found;
    assert_done(outbox_take(c->db, test_now_ms, &c->arena, due, &found, error));
    return found;
}

static text find_after(text words, const char *before)
{
    const char *const at = memmem(words.at, words.len, before, strlen(before));
    assert_non_null(at);
    text rest = { at + strlen(before), words.len - (size_t)(at - words.at) - strlen(before) };
    return text_take_until(&rest, '\n');
}

static void get_link(scene *c, const outbox_due *letter, char target[200])
{
    snprintf(target, 200, "%.*s", TEXT_ARGS(find_after(letter->bodies[0], TEST_ORIGIN)));
    c->cookie[0] = '\0';
    scene_get(c, target);
    assert_int_equal(c->t.res.status, 200);
    scene_keep_cookie(c);
}

static bool find_account(scene *c, const char *email, account *out)
{
    bool found;
    assert_done(accounts_find_by_email(c->db, text_of(email), &c->arena, out, &found, error));
    return found;
}

static void whoever_reads_an_address_at_a_listed_domain_joins_as_a_member_and_no_more(const place *p)
{
    scene c;
    outbox_due letter;
    char target[200];
    account who = { 0 };
    trail_row last = { 0 };
    workflow_seat *seats;
    size_t n;
    scene_open(&c, p);
    list_domain(&c, "corby.example", SCENE_BODY);
    ask_for_letter(&c, "New.Person%40Corby.Example");
    assert_true(read_letter(&c, &letter));
    assert_true(text_equal(letter.address, TEXT("new.person@corby.example")));
    assert_true(text_contains(letter.bodies[0], TEXT("It has no account yet")));
    for (int i = 0; i < 2; i++)
        get_link(&c, &letter, target); /* looking makes nothing */
    assert_false(find_account(&c, "new.person@corby.example", &who));
    assert_true(scene_shows(&c, "which lets people with such addresses join"));
    scene_post(&c, target, "name=");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter your name"));
    scene_post(&c, target, "name=Nia+New");
    assert_int_equal(c.t.res.status, 303);
    assert_true(text_equal(c.t.res.location, TEXT("/todo")));
    scene_keep_cookie(&c);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Nia New"));
    assert_true(find_account(&c, "new.person@corby.example", &who));
    assert_true(text_equal(who.organisation, TEXT(SCENE_BODY)));
    assert_done(seats_list(c.db, who.id, &c.arena, &seats, &n, error));
    assert_int_equal(n, 1);
    assert_int_equal(seats[0].role, ROLE_MEMBER);
    assert_true(text_equal(seats[0].organisation, TEXT(SCENE_BODY)));
    assert_int_equal(scene_count_rows(&c, "member.join", TEXT(SCENE_BODY), &last), 1);
    assert_true(text_equal(last.actor, who.id));
    c.cookie[0] = '\0';
    scene_get(&c, target); /* once */
    assert_true(scene_shows(&c, "This link does not work any more"));
    scene_close(&c);
}

static void the_code_of_the_letter_leads_to_the_same_page(const place *p)
{
    scene c;
    outbox_due letter;
    char fields[200], target[200];
    account who = { 0 };
    scene_open(&c, p);
    list_domain(&c, "corby.example", SCENE_BODY);
    ask_for_letter(&c, "nia%40corby.example");
    assert_true(read_letter(&c, &letter));
    snprintf(fields, sizeof fields, "email=nia%%40corby.example&code=%.*s",
             TEXT_ARGS(find_after(letter.bodies[0], "you asked: ")));
    scene_post(&c, "/sign-in/code", fields);
    assert_int_equal(c.t.res.status, 303);
    snprintf(target, sizeof target, "%.*s", TEXT_ARGS(c.t.res.location));
    scene_get(&c, target);
    scene_post(&c, target, "name=Nia");
    assert_int_equal(c.t.res.status, 303);
    assert_true(find_account(&c, "nia@corby.example", &who));
    scene_close(&c);
}

static void a_domain_that_was_taken_off_the_list_meanwhile_lets_nobody_in(const place *p)
{
    scene c;
    outbox_due letter;
    char target[200];
    account who = { 0 };
    scene_open(&c, p);
    list_domain(&c, "corby.example", SCENE_BODY);
    ask_for_letter(&c, "nia%40corby.example");
    assert_true(read_letter(&c, &letter));
    get_link(&c, &letter, target);
    const listed_domain one = { TEXT("corby.example"), TEXT(SCENE_BODY) };
    assert_done(domains_remove(c.db, one, &scene_admin, test_now_ms, error));
    scene_post(&c, target, "name=Nia");
    assert_true(scene_shows(&c, "This link does not work any more"));
    assert_false(find_account(&c, "nia@corby.example", &who));
    scene_close(&c);
}

/* The groups of 2013 closed in time: nobody joins what is not there any more. */
static void an_organisation_that_has_closed_is_joined_by_nobody(const place *p)
{
    scene c;
    outbox_due letter;
    scene_open(&c, p);
    list_domain(&c, "corby.example", SCENE_BODY);
    test_now_ms = INT64_C(1735689600000); /* 1 January 2025 */
    ask_for_letter(&c, "nia%40corby.example");
    assert_false(read_letter(&c, &letter));
    scene_close(&c);
}

/* Known, listed, neither: the same words, and letters to whom they belong. */
static void strangers_learn_neither_who_has_an_account_nor_which_domains_are_listed(const place *p)
{
    static const struct {
        const char *email;
        bool gets_letter;
    } asked[] = { { "lead%40example.org", true },
                  { "nia%40corby.example", true },
                  { "nia%40other.example", false },
                  { "nia%40a.corby.example", false } };
    scene c;
    size_t len = 0;
    scene_open(&c, p);
    list_domain(&c, "corby.example", SCENE_BODY);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        outbox_due letter;
        ask_for_letter(&c, asked[i].email);
        const size_t around = buffer_text(&c.t.res.body).len - 2 * strlen(asked[i].email); /* it stands there twice */
        assert_true(i == 0 || around == len);
        len = around;
        assert_int_equal(read_letter(&c, &letter), asked[i].gets_letter);
    }
    scene_close(&c);
}

static void who_has_no_account_gets_three_letters_a_day_until_one_is_used(const place *p)
{
    scene c;
    outbox_due letter;
    scene_open(&c, p);
    list_domain(&c, "corby.example", SCENE_BODY);
    for (int i = 0; i < 5; i++) {
        ask_for_letter(&c, "nia%40corby.example");
        assert_int_equal(read_letter(&c, &letter), i < 3);
        test_now_ms += 60000;
    }
    ask_for_letter(&c, "nobody.else%40corby.example");
    assert_true(read_letter(&c, &letter));
    test_now_ms += DAY_MS;
    ask_for_letter(&c, "nia%40corby.example");
    assert_true(read_letter(&c, &letter));
    for (int i = 0; i < 5; i++) { /* nobody can keep those out who have an account */
        ask_for_letter(&c, "lead%40example.org");
        assert_true(read_letter(&c, &letter));
    }
    scene_close(&c);
}

static void domains_that_say_nothing_of_where_somebody_works_are_refused(const place *p)
{
    static const struct {
        const char *typed;
        domain_fault fault;
    } cases[] = {
        { "leeds.nhs.uk", DOMAIN_IS_GOOD },
        { "@Leeds.NHS.uk ", DOMAIN_IS_GOOD },
        { "ann@leeds.nhs.uk", DOMAIN_IS_GOOD },
        { "nhs.net", DOMAIN_IS_SHARED },
        { "NHS.net", DOMAIN_IS_SHARED },
        { "gmail.com", DOMAIN_IS_SHARED },
        { "nhs.uk", DOMAIN_IS_SHARED },
        { "co.uk", DOMAIN_IS_SHARED },
        { "uk", DOMAIN_IS_NONE },
        { "", DOMAIN_IS_NONE },
        { "leeds..uk", DOMAIN_IS_NONE },
        { ".leeds.uk", DOMAIN_IS_NONE },
        { "leeds.uk.", DOMAIN_IS_NONE },
        { "-a.leeds.uk", DOMAIN_IS_NONE },
        { "192.0.2.1", DOMAIN_IS_NONE },
        { "leeds_north.uk", DOMAIN_IS_NONE },
        { "*.leeds.uk", DOMAIN_IS_NONE },
        { "xn--lds-bma.example", DOMAIN_IS_GOOD },
    };
    upw_arena arena;
    (void)p;
    memory_init_arena(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (domain_find_fault(domain_normal(text_of(cases[i].typed), &arena)) != cases[i].fault)
            fail_msg("%s", cases[i].typed);
    upw_arena_clear(&arena);
}

static void a_lead_lists_the_domain_of_their_own_address_and_no_other(const place *p)
{
    scene c;
    trail_row last = { 0 };
    static const char page[] = "/organisations/" SCENE_BODY "/domains";
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, page);
    assert_true(scene_shows(&c, "No mail domain is listed"));
    assert_true(scene_shows(&c, "List example.org"));
    scene_post(&c, page, "domain=other.example"); /* no browser sends that from our page */
    assert_int_equal(c.t.res.status, 400);
    scene_get(&c, page);
    scene_post(&c, page, "");
    assert_int_equal(c.t.res.status, 303);
    assert_int_equal(scene_count_rows(&c, "domain.list", TEXT(SCENE_BODY), &last), 1);
    scene_get(&c, page);
    assert_true(scene_shows(&c, "Take off the list: example.org"));
    assert_false(scene_shows(&c, "List example.org"));
    scene_post(&c, "/organisations/" SCENE_BODY "/domains/take", "domain=example.org");
    assert_int_equal(c.t.res.status, 303);
    assert_int_equal(scene_count_rows(&c, "domain.unlist", TEXT(SCENE_BODY), &last), 1);
    list_domain(&c, "example.org", SCENE_OTHER_BODY);
    scene_get(&c, page);
    scene_post(&c, page, "");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Another organisation lists example.org already"));
    scene_close(&c);
}

static void a_lead_whose_address_is_shared_is_told_why_it_cannot_be_listed(const place *p)
{
    scene c;
    static const char page[] = "/organisations/" SCENE_BODY "/domains";
    scene_open(&c, p);
    assert_done(accounts_change_email(c.db, c.people[LEAD].id, TEXT("lead@nhs.net"), &scene_admin, 5000, error));
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, page);
    assert_true(scene_shows(&c, "Your own address is at nhs.net"));
    scene_post(&c, page, "");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Many organisations share nhs.net"));
    scene_close(&c);
}

static void an_administrator_lists_any_for_any_organisation(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/admin/domains");
    scene_post(&c, "/admin/domains", "organisation=nowhere&domain=nhs.net");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "There is no organisation with this code"));
    assert_true(scene_shows(&c, "Many organisations share nhs.net"));
    scene_post(&c, "/admin/domains", "organisation=" SCENE_BODY "&domain=%40Corby.Example");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/admin/domains");
    assert_true(scene_shows(&c, "Take off the list: corby.example"));
    scene_post(&c, "/admin/domains", "organisation=" SCENE_OTHER_BODY "&domain=corby.example");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Another organisation lists corby.example already"));
    scene_post(&c, "/admin/domains/take", "organisation=" SCENE_BODY "&domain=corby.example");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/admin/domains");
    assert_true(scene_shows(&c, "No mail domain is listed"));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(whoever_reads_an_address_at_a_listed_domain_joins_as_a_member_and_no_more),
        PLACE_TEST(the_code_of_the_letter_leads_to_the_same_page),
        PLACE_TEST(a_domain_that_was_taken_off_the_list_meanwhile_lets_nobody_in),
        PLACE_TEST(an_organisation_that_has_closed_is_joined_by_nobody),
        PLACE_TEST(strangers_learn_neither_who_has_an_account_nor_which_domains_are_listed),
        PLACE_TEST(who_has_no_account_gets_three_letters_a_day_until_one_is_used),
        PLACE_TEST(domains_that_say_nothing_of_where_somebody_works_are_refused),
        PLACE_TEST(a_lead_lists_the_domain_of_their_own_address_and_no_other),
        PLACE_TEST(a_lead_whose_address_is_shared_is_told_why_it_cannot_be_listed),
        PLACE_TEST(an_administrator_lists_any_for_any_organisation),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
