/* Who reads what of the trail, and the digest that everybody may keep. */
#include "services/tests/scene.h"

#include "services/people/duties.h"
#include "services/people/passes.h"
#include "services/people/trail.h"

enum { DAY_MS = 86400000 };

static void a_row_comes_back_as_it_was_written(const place *p)
{
    upw_arena arena;
    buffer record;
    trail_row row = { 0 };
    const audit_entry entry = { .at_ms = 1000,
                                .actor = { TEXT("someone"), ROLE_BODY_LEAD, { 0 } },
                                .action = "thing.do",
                                .object = TEXT("a \"quoted\" \\ thing, é"),
                                .request = TEXT("r1"),
                                .details = { { "from", TEXT("{a}") }, { "to", TEXT("b,\n\"c\"") } },
                                .n_details = 2 };
    (void)p;
    memory_init_arena(&arena);
    buffer_init(&record, 4000);
    audit_add_record(&record, 42, &entry);
    assert_true(trail_parse(buffer_text(&record), &arena, &row));
    assert_int_equal(row.seq, 42);
    assert_true(text_equal(row.at, TEXT("1970-01-01T00:00:01Z")));
    assert_true(text_equal(row.actor, TEXT("someone")));
    assert_true(text_equal(row.role, TEXT("body_lead")));
    assert_true(text_equal(row.action, TEXT("thing.do")));
    assert_true(text_equal(row.object, entry.object));
    assert_int_equal(row.n_details, 3);
    assert_string_equal(row.details[1].name, "to");
    assert_true(text_equal(row.details[1].value, TEXT("b, \"c\"")));
    for (size_t n = 0; n + 1 < record.len; n++) /* cut short it is no row, and does no harm */
        assert_false(trail_parse((text){ record.at, n }, &arena, &(trail_row){ 0 }));
    buffer_clear(&record);
    upw_arena_clear(&arena);
}

static bool append_one(store_db *db, void *context, upw_error *error)
{
    return audit_append(db, context, error);
}

static void append(scene *c, const account *who, const char *whose, const char *object, int64_t at_ms)
{
    audit_entry entry = { .at_ms = at_ms,
                          .actor = { who->id, ROLE_BODY_LEAD, text_of(whose) },
                          .action = "thing.do",
                          .object = text_of(object) };
    assert_done(store_transact(c->db, append_one, &entry, error));
}

static void the_whole_trail_is_for_analysts_and_administrators(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ANALYST]);
    scene_get(&c, "/audit");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "The chain holds"));
    assert_true(scene_shows(&c, "Gave a role"));
    assert_true(scene_shows(&c, "Ann Lead"));
    scene_get(&c, "/audit?person=chair%40example.org&object=");
    assert_true(scene_shows(&c, "No row is like that"));
    scene_get(&c, "/audit?day=2016-13-01");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "href=\"#day\">Day must be a real date, like 2026-11-30</a>"));
    assert_true(scene_shows(&c, "value=\"2016-13-01\"")); /* what was typed is there still */
    scene_get(&c, "/audit.csv?day=2016-13-01");
    assert_int_equal(c.t.res.status, 422);
    assert_false(scene_shows(&c, "seat.give"));
    scene_get(&c, "/audit.csv");
    assert_true(scene_shows(&c, "seq,at,actor"));
    assert_true(scene_shows(&c, ",seat.give,"));
    scene_close(&c);
}

static void others_read_what_is_theirs_and_their_bodys(const place *p)
{
    scene c;
    scene_open(&c, p);
    append(&c, &c.people[SIGNATORY], SCENE_BODY, "of-the-body", test_now_ms);
    append(&c, &c.people[BOARD], SCENE_BOARD, "of-the-board", test_now_ms);
    append(&c, &c.people[MEMBER], SCENE_OTHER_BODY, "of-the-member", test_now_ms);
    static const struct {
        size_t who;
        bool body, board, member;
    } cases[] = { { LEAD, true, false, false },
                  { MEMBER, false, false, true },
                  { SIGNATORY, true, false, false },
                  { BOARD, false, true, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int file = 0; file < 2; file++) {
            scene_sign_in(&c, &c.people[cases[i].who]);
            scene_get(&c, file ? "/audit.csv?person=" : "/audit");
            assert_int_equal(c.t.res.status, 200);
            assert_int_equal(scene_shows(&c, "of-the-body"), cases[i].body);
            assert_int_equal(scene_shows(&c, "of-the-board"), cases[i].board);
            assert_int_equal(scene_shows(&c, "of-the-member"), cases[i].member);
        }
    scene_close(&c);
}

/* A session by letter has no second factor. */
static void the_whole_trail_needs_a_second_factor(const place *p)
{
    scene c;
    char target[100];
    pass_secrets secrets;
    scene_open(&c, p);
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = c.people[ANALYST].id, .email = c.people[ANALYST].email };
    assert_done(passes_make(c.db, &wanted, test_now_ms, &secrets, error));
    snprintf(target, sizeof target, "/sign-in/link/%s", secrets.link);
    scene_get(&c, target);
    scene_keep_cookie(&c);
    scene_post(&c, target, "");
    scene_keep_cookie(&c);
    static const char *const pages[] = { "/audit", "/audit.csv", "/audit/check" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        scene_get(&c, pages[i]);
        assert_int_equal(c.t.res.status, 303);
        assert_true(text_starts_with(c.t.res.location, TEXT("/confirm")));
    }
    scene_get(&c, "/confirm?from=/audit");
    assert_true(scene_shows(&c, "This page needs a second factor"));
    scene_close(&c);
}

static void pages_of_fifty_lead_on_to_older_rows(const place *p)
{
    scene c;
    scene_open(&c, p);
    for (int i = 0; i < 120; i++) {
        char object[20];
        snprintf(object, sizeof object, "thing-%03d", i);
        append(&c, &c.people[LEAD], SCENE_BODY, object, test_now_ms);
    }
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/audit?object=thing-005");
    assert_true(scene_shows(&c, "thing-005"));
    assert_false(scene_shows(&c, "thing-006"));
    scene_get(&c, "/audit");
    assert_true(scene_shows(&c, "Signed in")); /* of an administrator there is a row */
    assert_true(scene_shows(&c, "thing-119"));
    assert_true(scene_shows(&c, "thing-071"));
    assert_false(scene_shows(&c, "thing-070"));
    const char *const at = memmem(c.t.res.body.at, c.t.res.body.len, "/audit?before=", 14);
    assert_non_null(at);
    const text next = memory_copy_text(&c.arena, (text){ at, strcspn(at, "\"") });
    scene_get(&c, next.at);
    assert_true(scene_shows(&c, "thing-070"));
    assert_false(scene_shows(&c, "thing-071"));
    assert_true(scene_shows(&c, "Back to the latest"));
    scene_close(&c);
}

static void a_day_is_found_among_others(const place *p)
{
    scene c;
    scene_open(&c, p);
    for (int day = 0; day < 5; day++)
        for (int i = 0; i < 3; i++) {
            char object[30];
            snprintf(object, sizeof object, "day-%d-%d", day, i);
            append(&c, &c.people[LEAD], SCENE_BODY, object, test_now_ms + day * INT64_C(86400000) + i);
        }
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/audit?day=2016-07-03"); /* it is 1 July 2016 */
    for (int day = 0; day < 5; day++) {
        char object[30];
        snprintf(object, sizeof object, "day-%d-1", day);
        assert_int_equal(scene_shows(&c, object), day == 2);
    }
    scene_get(&c, "/audit?day=2016-08-03");
    assert_true(scene_shows(&c, "No row is like that"));
    scene_close(&c);
}

static void run_duties(scene *c)
{
    assert_done(scheduler_run(people_duties, PEOPLE_DUTIES, c->db, &c->site.services.workflow, test_now_ms, error));
}

static void each_days_last_hash_is_published_once_the_day_is_over(const place *p)
{
    scene c;
    trail_anchor *days;
    size_t n;
    scene_open(&c, p);
    const int64_t begin = test_now_ms;
    append(&c, &c.people[LEAD], SCENE_BODY, "a", begin);
    append(&c, &c.people[LEAD], SCENE_BODY, "b", begin + 1000);
    run_duties(&c);
    assert_done(trail_list_anchors(c.db, TEXT(""), 10, &c.arena, &days, &n, error));
    assert_int_equal(n, 1); /* 1 January 1970, when the scene's people were added; today is not over */
    append(&c, &c.people[LEAD], SCENE_BODY, "c", begin + 3 * INT64_C(86400000));
    test_now_ms = begin + 5 * INT64_C(86400000);
    run_duties(&c);
    run_duties(&c);
    assert_done(trail_list_anchors(c.db, TEXT(""), 10, &c.arena, &days, &n, error));
    assert_int_equal(n, 3);
    assert_true(text_equal(days[0].day, TEXT("2016-07-04")));
    assert_true(text_equal(days[1].day, TEXT("2016-07-01")));
    assert_int_equal(days[0].point.seq, days[1].point.seq + 1);
    audit_anchor head;
    assert_done(audit_find_head(c.db, &head, error));
    assert_string_equal(days[0].point.hash, head.hash);
    c.cookie[0] = '\0'; /* everybody sees it */
    scene_get(&c, "/audit/digest");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, head.hash));
    scene_get(&c, "/audit/digest.csv");
    assert_true(scene_shows(&c, "2016-07-04,"));
    test_now_ms = begin;
    scene_close(&c);
}

static const store_statement forge = { "forge", "UPDATE audit_anchor SET hash = $1", .takes = "t" };

static void a_trail_that_was_rewritten_is_said_to_be_broken(const place *p)
{
    static const char other[] = "0000000000000000000000000000000000000000000000000000000000000000";
    scene c;
    scene_open(&c, p);
    run_duties(&c);
    scene_sign_in(&c, &c.people[ADMIN]);
    scene_get(&c, "/audit/check");
    assert_true(scene_shows(&c, "The chain holds"));
    /* as if the published hash were of another history */
    assert_done(store_run(c.db, &forge, (store_value[]){ STORE_TEXT(text_of(other)) }, NULL, error));
    scene_get(&c, "/audit/check");
    assert_true(scene_shows(&c, "The chain is broken"));
    scene_get(&c, "/audit");
    assert_true(scene_shows(&c, "has been rewritten"));
    scene_close(&c);
}

static void what_is_over_is_forgotten(const place *p)
{
    scene c;
    pass_secrets secrets;
    pass seen;
    pass_verdict verdict;
    scene_open(&c, p);
    const int64_t begin = test_now_ms;
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = c.people[LEAD].id, .email = c.people[LEAD].email };
    assert_done(passes_make(c.db, &wanted, begin, &secrets, error));
    scene_sign_in(&c, &c.people[LEAD]);
    test_now_ms = begin + DAY_MS;
    run_duties(&c);
    assert_done(passes_look(c.db, PASS_SIGN_IN, text_of(secrets.link), test_now_ms, &c.arena, &seen, &verdict, error));
    assert_int_equal(verdict, PASS_EXPIRED); /* people are still told why */
    web_session sessions[WEB_SESSIONS_MAX];
    size_t n;
    assert_done(web_session_list(c.db, c.people[LEAD].id, begin, &c.arena, sessions, &n, error));
    assert_int_equal(n, 0);
    test_now_ms = begin + 2 * (int64_t)DAY_MS;
    run_duties(&c);
    assert_done(passes_look(c.db, PASS_SIGN_IN, text_of(secrets.link), test_now_ms, &c.arena, &seen, &verdict, error));
    assert_int_equal(verdict, PASS_WRONG);
    test_now_ms = begin;
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_row_comes_back_as_it_was_written),
        PLACE_TEST(the_whole_trail_is_for_analysts_and_administrators),
        PLACE_TEST(others_read_what_is_theirs_and_their_bodys),
        PLACE_TEST(the_whole_trail_needs_a_second_factor),
        PLACE_TEST(pages_of_fifty_lead_on_to_older_rows),
        PLACE_TEST(a_day_is_found_among_others),
        PLACE_TEST(each_days_last_hash_is_published_once_the_day_is_over),
        PLACE_TEST(a_trail_that_was_rewritten_is_said_to_be_broken),
        PLACE_TEST(what_is_over_is_forgotten),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
