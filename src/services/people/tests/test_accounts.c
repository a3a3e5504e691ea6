/* People, their roles, and the letters that let them in, on both databases. */
#include "services/people/accounts.h"

#include "base/memory.h"
#include "services/people/organisations.h"
#include "services/people/passes.h"
#include "store/migrate.h"
#include "store/tests/places.h"

static const workflow_actor admin = { TEXT("p1"), ROLE_ADMIN, { 0 } };

typedef struct scene {
    store *s;
    store_db *db;
    upw_arena arena;
    account lead;
} scene;

static void open_scene(const place *p, scene *out)
{
    static char path[300];
    organisations_counts counts;
    *out = (scene){ .s = place_open(p, NULL) };
    assert_done(store_migrate(out->s, NULL, error));
    out->db = place_connect(out->s);
    memory_init_arena(&out->arena);
    snprintf(path, sizeof path, "%s/network-2013.csv", getenv("UPWARD_DEMO"));
    assert_done(organisations_import(out->db, path, &admin, 1000, &counts, error));
    const account draft = { .name = TEXT(" Ann Example "),
                            .email = TEXT("Ann@Example.org"),
                            .organisation = TEXT("E38000056") };
    assert_done(accounts_add(out->db, &draft, &admin, 1000, &out->arena, &out->lead, error));
}

static void close_scene(scene *c)
{
    int64_t n;
    assert_done(audit_verify(c->db, NULL, 0, &n, error));
    upw_arena_clear(&c->arena);
    store_disconnect(c->db);
    store_close(c->s);
}

static void an_address_has_one_account_however_it_is_written(const place *p)
{
    scene c;
    open_scene(p, &c);
    account found_one;
    bool found;
    assert_done(accounts_find_by_email(c.db, TEXT("ANN@example.ORG"), &c.arena, &found_one, &found, error));
    assert_true(found);
    assert_true(text_equal(found_one.id, c.lead.id));
    assert_true(text_equal(found_one.name, TEXT("Ann Example")));
    const account again = { .name = TEXT("B"), .email = TEXT("ann@example.org") };
    const account none = { .name = TEXT("B"), .email = TEXT("ann@example") };
    const account nameless = { .name = TEXT("  "), .email = TEXT("b@example.org") };
    account out;
    assert_fails(UPW_CONFLICT, accounts_add(c.db, &again, &admin, 1000, &c.arena, &out, error));
    assert_fails(UPW_BAD_INPUT, accounts_add(c.db, &none, &admin, 1000, &c.arena, &out, error));
    assert_fails(UPW_BAD_INPUT, accounts_add(c.db, &nameless, &admin, 1000, &c.arena, &out, error));
    close_scene(&c);
}

static void roles_that_exclude_each_other_are_not_held_together(const place *p)
{
    scene c;
    open_scene(p, &c);
    const workflow_seat coalition = { ROLE_COALITION, TEXT("NHSCB") }, board = { ROLE_BOARD, TEXT("NHSCB") };
    const workflow_seat nowhere = { ROLE_MEMBER, TEXT("nowhere") };
    assert_done(seats_give(c.db, c.lead.id, coalition, &admin, 2000, error));
    assert_fails(UPW_CONFLICT, seats_give(c.db, c.lead.id, coalition, &admin, 2000, error));
    assert_fails(UPW_FORBIDDEN, seats_give(c.db, c.lead.id, board, &admin, 2000, error));
    assert_fails(UPW_CONFLICT, seats_give(c.db, c.lead.id, nowhere, &admin, 2000, error));
    workflow_seat *held;
    size_t n;
    assert_done(seats_list(c.db, c.lead.id, &c.arena, &held, &n, error));
    assert_int_equal(n, 1);
    assert_int_equal(held[0].role, ROLE_COALITION);
    assert_done(seats_take(c.db, c.lead.id, coalition, &admin, 3000, error));
    assert_fails(UPW_NOT_FOUND, seats_take(c.db, c.lead.id, coalition, &admin, 3000, error));
    assert_done(seats_give(c.db, c.lead.id, board, &admin, 4000, error));
    close_scene(&c);
}

static void a_closed_account_keeps_its_number_and_nothing_else(const place *p)
{
    scene c;
    open_scene(p, &c);
    const workflow_seat seat = { ROLE_MEMBER, TEXT("E38000056") };
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = c.lead.id, .email = c.lead.email };
    pass_secrets secrets;
    assert_done(seats_give(c.db, c.lead.id, seat, &admin, 2000, error));
    assert_done(passes_make(c.db, &wanted, 2000, &secrets, error));
    assert_fails(UPW_CONFLICT, accounts_close(c.db, c.lead.id, 7, &admin, 3000, error));
    assert_done(accounts_close(c.db, c.lead.id, 1, &admin, 3000, error));
    assert_fails(UPW_CONFLICT, accounts_close(c.db, c.lead.id, 2, &admin, 3000, error));
    account left;
    bool found;
    assert_done(accounts_find(c.db, c.lead.id, &c.arena, &left, &found, error));
    assert_true(found && left.is_closed);
    assert_int_equal(left.name.len, 0);
    assert_done(accounts_find_by_email(c.db, c.lead.email, &c.arena, &left, &found, error));
    assert_false(found);
    workflow_seat *held;
    size_t n;
    assert_done(seats_list(c.db, c.lead.id, &c.arena, &held, &n, error));
    assert_int_equal(n, 0);
    pass out;
    pass_verdict verdict;
    assert_done(passes_use_link(c.db, PASS_SIGN_IN, text_of(secrets.link), 3000, &c.arena, &out, &verdict, error));
    assert_int_equal(verdict, PASS_WRONG);
    close_scene(&c);
}

static pass_verdict use_link(scene *c, const char *link, pass_purpose purpose, int64_t now_ms)
{
    pass out;
    pass_verdict verdict;
    assert_done(passes_use_link(c->db, purpose, text_of(link), now_ms, &c->arena, &out, &verdict, error));
    return verdict;
}

static pass_verdict use_code(scene *c, const char *code, int64_t now_ms)
{
    pass out;
    pass_verdict verdict;
    assert_done(passes_use_code(c->db, PASS_SIGN_IN, TEXT("ANN@example.org"), text_of(code), now_ms, &c->arena, &out,
                                &verdict, error));
    return verdict;
}

static void a_link_is_good_once_and_for_fifteen_minutes(const place *p)
{
    enum { MINUTES_15 = 900000 };
    scene c;
    open_scene(p, &c);
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = c.lead.id, .email = c.lead.email };
    pass_secrets secrets, later;
    pass seen;
    pass_verdict verdict;
    assert_done(passes_make(c.db, &wanted, 0, &secrets, error));
    assert_done(passes_look(c.db, PASS_SIGN_IN, text_of(secrets.link), 1, &c.arena, &seen, &verdict, error));
    assert_int_equal(verdict, PASS_GOOD); /* looking uses nothing up */
    assert_int_equal(use_link(&c, secrets.link, PASS_INVITE, 1), PASS_WRONG);
    assert_int_equal(use_link(&c, secrets.link, PASS_SIGN_IN, MINUTES_15), PASS_EXPIRED);
    assert_int_equal(use_link(&c, secrets.link, PASS_SIGN_IN, MINUTES_15 - 1), PASS_GOOD);
    assert_int_equal(use_link(&c, secrets.link, PASS_SIGN_IN, 1), PASS_WRONG);
    assert_done(passes_make(c.db, &wanted, 0, &secrets, error));
    assert_done(passes_make(c.db, &wanted, 0, &later, error));
    assert_int_equal(use_link(&c, secrets.link, PASS_SIGN_IN, 1), PASS_WRONG); /* the later letter counts */
    assert_int_equal(use_link(&c, later.link, PASS_SIGN_IN, 1), PASS_GOOD);
    close_scene(&c);
}

static void a_code_is_forgiving_of_form_and_not_of_guesses(const place *p)
{
    scene c;
    open_scene(p, &c);
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = c.lead.id, .email = c.lead.email };
    pass_secrets secrets;
    char typed[20];
    assert_done(passes_make(c.db, &wanted, 0, &secrets, error));
    snprintf(typed, sizeof typed, " %.3s-%s ", secrets.code, secrets.code + 3);
    for (char *at = typed; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    assert_int_equal(use_code(&c, "iiiiii", 1), PASS_WRONG); /* no code has an i */
    assert_int_equal(use_code(&c, typed, 2), PASS_GOOD);
    assert_int_equal(use_code(&c, typed, 3), PASS_WRONG);
    assert_done(passes_make(c.db, &wanted, 0, &secrets, error));
    for (int i = 0; i < PASS_TRIES_MAX; i++)
        assert_int_equal(use_code(&c, i % 2 ? "iiiiii" : "", 1), PASS_WRONG);
    assert_int_equal(use_code(&c, secrets.code, 1), PASS_TOO_MANY_TRIES);
    assert_int_equal(use_link(&c, secrets.link, PASS_SIGN_IN, 1), PASS_TOO_MANY_TRIES);
    close_scene(&c);
}

/* A thief of the file finds nothing to sign in with. */
static void neither_link_nor_code_is_kept(const place *p)
{
    scene c;
    open_scene(p, &c);
    const pass wanted = { .purpose = PASS_INVITE,
                          .email = TEXT("new@example.org"),
                          .seat = { ROLE_BODY_LEAD, TEXT("E38000056") } };
    pass_secrets secrets;
    assert_done(passes_make(c.db, &wanted, 0, &secrets, error));
    static const store_statement all = { "all_of_pass", "SELECT hash, code_hash, email FROM pass", .gives = "ttt" };
    store_rows rows;
    assert_done(store_query(c.db, &all, NULL, &rows, error));
    while (store_next(&rows))
        for (size_t i = 0; i < 3; i++) {
            assert_false(text_contains(store_text(&rows, i), text_of(secrets.link)));
            assert_false(text_contains(store_text(&rows, i), text_of(secrets.code)));
        }
    assert_done(store_end(&rows, error));
    pass out;
    pass_verdict verdict;
    assert_done(passes_use_link(c.db, PASS_INVITE, text_of(secrets.link), 1, &c.arena, &out, &verdict, error));
    assert_int_equal(verdict, PASS_GOOD);
    assert_int_equal(out.seat.role, ROLE_BODY_LEAD);
    assert_true(text_equal(out.seat.organisation, TEXT("E38000056")));
    close_scene(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(an_address_has_one_account_however_it_is_written),
        PLACE_TEST(roles_that_exclude_each_other_are_not_held_together),
        PLACE_TEST(a_closed_account_keeps_its_number_and_nothing_else),
        PLACE_TEST(a_link_is_good_once_and_for_fifteen_minutes),
        PLACE_TEST(a_code_is_forgiving_of_form_and_not_of_guesses),
        PLACE_TEST(neither_link_nor_code_is_kept),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
