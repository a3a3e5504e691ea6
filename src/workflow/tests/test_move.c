/* Moves, the trail they leave and the letters they write, on both databases. */
#include "workflow/move.h"

#include <pthread.h>

#include "base/memory.h"
#include "store/migrate.h"
#include "store/tests/places.h"
#include "workflow/outbox.h"
#include "workflow/sender.h"

static const workflow_actor lead = { TEXT("lead"), ROLE_BODY_LEAD, TEXT("leeds") };
static const workflow_actor signatory = { TEXT("chair"), ROLE_SIGNATORY, TEXT("leeds") };
static const workflow_actor stranger = { TEXT("other"), ROLE_SIGNATORY, TEXT("hull") };

/* The guard of the rule under test: the second signature is by somebody else. */
static bool check_other_person(workflow_step *step, upw_error *error)
{
    const text *const first = step->request->facts;
    return !text_equal(step->request->actor.person, *first) ||
           upw_fail(error, UPW_BAD_INPUT, "The second signature must be by a different person");
}

static bool write_receipt(workflow_step *step, upw_error *error)
{
    const text key =
        memory_format(step->arena, "A12 %.*s %lld", TEXT_ARGS(step->life.object), (long long)step->life.version);
    const outbox_word words[] = { { "body", TEXT("Leeds") } };
    const outbox_letter letter = { .key = key,
                                   .email = EMAIL_A12,
                                   .address = TEXT("lead@example.org"),
                                   .subject = outbox_make_subject(EMAIL_A12, words, 1, step->arena),
                                   .body = TEXT("Thank you.\n") };
    return outbox_add(step->db, &letter, step->request->now_ms, error);
}

static bool always(workflow_step *step, upw_error *error)
{
    (void)step, (void)error;
    return true;
}

static bool no_letter(workflow_step *step, upw_error *error)
{
    (void)step, (void)error;
    return true;
}

static const workflow_rule rules[] = {
    { EVENT_RETURN_PREPARE, .guard = always, .letters = no_letter },
    { EVENT_RETURN_SKIP_COLLECTION, .guard = always },
    { EVENT_RETURN_AGREE, .guard = always, .letters = no_letter },
    { EVENT_RETURN_SIGN, .guard = always, .letters = no_letter },
    { EVENT_RETURN_COUNTERSIGN, .guard = check_other_person, .letters = write_receipt },
};

typedef struct scene {
    store *s;
    store_db *db;
    workflow w;
    upw_arena arena;
} scene;

static void open_scene(const place *p, scene *out)
{
    *out = (scene){ .s = place_open(p, NULL) };
    assert_done(store_migrate(out->s, NULL, error));
    out->db = place_connect(out->s);
    workflow_add_rules(&out->w, rules, sizeof rules / sizeof *rules);
    memory_init_arena(&out->arena);
}

static void close_scene(scene *c)
{
    upw_arena_clear(&c->arena);
    store_disconnect(c->db);
    store_close(c->s);
}

static bool begin_return(store_db *db, void *context, upw_error *error)
{
    (void)context;
    return workflow_begin(db, MACHINE_RETURN, TEXT("r1"), TEXT("leeds"), &lead, 1000, error);
}

static bool move(scene *c, workflow_event event, workflow_actor actor, int64_t version, upw_error *error)
{
    static text first = TEXT("lead");
    const workflow_request request = { .event = event,
                                       .object = TEXT("r1"),
                                       .version = version,
                                       .actor = actor,
                                       .now_ms = 2000,
                                       .reason = TEXT("a reason that may name people"),
                                       .facts = &first };
    return workflow_move(c->db, &c->w, &request, &c->arena, NULL, error);
}

static int64_t count_rows(scene *c)
{
    int64_t n = -1;
    assert_done(audit_verify(c->db, NULL, 0, &n, error));
    return n;
}

static void sign_first(scene *c)
{
    assert_done(store_transact(c->db, begin_return, NULL, error));
    assert_done(move(c, EVENT_RETURN_PREPARE, lead, 1, error));
    assert_done(move(c, EVENT_RETURN_SKIP_COLLECTION, lead, 2, error));
    assert_done(move(c, EVENT_RETURN_AGREE, lead, 3, error));
    assert_done(move(c, EVENT_RETURN_SIGN, lead, WORKFLOW_ANY_VERSION, error));
}

static void a_return_is_signed_by_two(const place *p)
{
    scene c;
    open_scene(p, &c);
    sign_first(&c);
    const workflow_actor as_signatory = { TEXT("lead"), ROLE_SIGNATORY, TEXT("leeds") };
    assert_fails(UPW_BAD_INPUT, move(&c, EVENT_RETURN_COUNTERSIGN, as_signatory, 5, error));
    assert_fails(UPW_FORBIDDEN, move(&c, EVENT_RETURN_COUNTERSIGN, lead, 5, error));
    assert_fails(UPW_FORBIDDEN, move(&c, EVENT_RETURN_COUNTERSIGN, stranger, 5, error));
    assert_fails(UPW_CONFLICT, move(&c, EVENT_RETURN_COUNTERSIGN, signatory, 4, error));
    assert_int_equal(count_rows(&c), 5); /* what was refused left nothing */
    assert_done(move(&c, EVENT_RETURN_COUNTERSIGN, signatory, 5, error));
    workflow_life life;
    bool found;
    assert_done(workflow_find_life(c.db, MACHINE_RETURN, TEXT("r1"), &c.arena, &life, &found, error));
    assert_int_equal(life.state, STATE_RETURN_SUBMITTED);
    assert_int_equal(life.version, 6);
    assert_int_equal(count_rows(&c), 6);
    outbox_due due;
    assert_done(outbox_take(c.db, 3000, &c.arena, &due, &found, error));
    assert_true(found);
    assert_true(text_equal(due.subjects[0], TEXT("We have received Leeds's return")));
    close_scene(&c);
}

static void what_does_not_exist_does_not_move(const place *p)
{
    scene c;
    open_scene(p, &c);
    assert_fails(UPW_NOT_FOUND, move(&c, EVENT_RETURN_PREPARE, lead, 1, error));
    assert_int_equal(count_rows(&c), 0);
    close_scene(&c);
}

typedef struct rival {
    scene *c;
    store_db *db;
    bool won;
} rival;

/* ---- a report: each state, each event, each role (reliability.md, section 17) ---- */

/* By hand, from state-machines.csv; nothing is made of it but this test. */
static const struct {
    workflow_event event;
    workflow_state from, to;
    workflow_role actors[2];
    size_t n_actors;
} report_moves[] = {
    { EVENT_REPORT_RUN_CHECKS, STATE_REPORT_ASSEMBLING, STATE_REPORT_IN_CHECKS, { ROLE_ANALYST }, 1 },
    { EVENT_REPORT_FAIL, STATE_REPORT_IN_CHECKS, STATE_REPORT_ASSEMBLING, { ROLE_ANALYST, ROLE_SYSTEM }, 2 },
    { EVENT_REPORT_APPROVE, STATE_REPORT_IN_CHECKS, STATE_REPORT_APPROVED, { ROLE_COALITION }, 1 },
    { EVENT_REPORT_SHARE, STATE_REPORT_APPROVED, STATE_REPORT_SHARED, { ROLE_COALITION }, 1 },
    { EVENT_REPORT_OPEN_POINTS, STATE_REPORT_SHARED, STATE_REPORT_SETTLING, { ROLE_BOARD }, 1 },
    { EVENT_REPORT_SETTLE, STATE_REPORT_SHARED, STATE_REPORT_FINAL, { ROLE_COALITION }, 1 },
    { EVENT_REPORT_SETTLE, STATE_REPORT_SETTLING, STATE_REPORT_FINAL, { ROLE_COALITION }, 1 },
    { EVENT_REPORT_SCHEDULE, STATE_REPORT_FINAL, STATE_REPORT_SCHEDULED, { ROLE_COALITION }, 1 },
    { EVENT_REPORT_PUBLISH, STATE_REPORT_SCHEDULED, STATE_REPORT_PUBLISHED, { ROLE_SYSTEM }, 1 },
    { EVENT_REPORT_SUPERSEDE, STATE_REPORT_PUBLISHED, STATE_REPORT_SUPERSEDED, { ROLE_COALITION }, 1 },
};

static const workflow_rule report_rules[] = {
    { EVENT_REPORT_RUN_CHECKS, .guard = always },
    { EVENT_REPORT_FAIL, .guard = always },
    { EVENT_REPORT_APPROVE, .guard = always },
    { EVENT_REPORT_SHARE, .guard = always, .letters = no_letter },
    { EVENT_REPORT_OPEN_POINTS, .guard = always, .letters = no_letter },
    { EVENT_REPORT_SETTLE, .guard = always },
    { EVENT_REPORT_SCHEDULE, .guard = always, .letters = no_letter },
    { EVENT_REPORT_PUBLISH, .guard = always, .letters = no_letter },
    { EVENT_REPORT_SUPERSEDE, .guard = always, .letters = no_letter },
};

static const store_statement put_state = { "test_put_state", "UPDATE life SET state = $1 WHERE object = 'r1'",
                                           .takes = "t" };

static bool begin_report(store_db *db, void *context, upw_error *error)
{
    (void)context;
    return workflow_begin(db, MACHINE_REPORT, TEXT("r1"), TEXT(""), &lead, 1000, error);
}

/* Where it leads; STATE_COUNT: nowhere. */
static workflow_state expect_state(workflow_state from, workflow_event event, workflow_role role)
{
    for (size_t i = 0; i < sizeof report_moves / sizeof *report_moves; i++)
        for (size_t k = 0; k < report_moves[i].n_actors; k++)
            if (report_moves[i].from == from && report_moves[i].event == event && report_moves[i].actors[k] == role)
                return report_moves[i].to;
    return STATE_COUNT;
}

static void check_move(scene *c, workflow_state from, workflow_event event, workflow_role role)
{
    const store_value state[] = { STORE_TEXT(text_of(workflow_states[from].name)) };
    const workflow_state expected = expect_state(from, event, role);
    const workflow_actor actor = { TEXT("somebody"), role, TEXT("") };
    workflow_life life;
    bool found;
    assert_done(store_run(c->db, &put_state, state, NULL, error));
    if (expected == STATE_COUNT)
        assert_fails(UPW_FORBIDDEN, move(c, event, actor, WORKFLOW_ANY_VERSION, error));
    else
        assert_done(move(c, event, actor, WORKFLOW_ANY_VERSION, error));
    assert_done(workflow_find_life(c->db, MACHINE_REPORT, TEXT("r1"), &c->arena, &life, &found, error));
    assert_int_equal(life.state, expected == STATE_COUNT ? from : expected);
}

static void a_report_leaves_each_state_by_its_own_events_and_people_alone(const place *p)
{
    scene c;
    int64_t n_moved = 0;
    open_scene(p, &c);
    workflow_add_rules(&c.w, report_rules, sizeof report_rules / sizeof *report_rules);
    assert_done(store_transact(c.db, begin_report, NULL, error));
    const int64_t n_before = count_rows(&c);
    for (workflow_state from = 0; from < STATE_COUNT; from++)
        for (workflow_event event = 0; event < EVENT_COUNT; event++)
            for (workflow_role role = 0; role < ROLE_COUNT; role++)
                if (workflow_states[from].machine == MACHINE_REPORT &&
                    workflow_events[event].machine == MACHINE_REPORT) {
                    check_move(&c, from, event, role);
                    n_moved += expect_state(from, event, role) != STATE_COUNT;
                }
    assert_int_equal(n_moved, 11);
    assert_int_equal(count_rows(&c), n_before + n_moved); /* what was refused leaves no row */
    close_scene(&c);
}

static void *sign_too(void *context)
{
    rival *const r = context;
    static text first = TEXT("somebody else");
    upw_arena arena;
    upw_error error = { 0 };
    memory_init_arena(&arena);
    const workflow_request request = { .event = EVENT_RETURN_COUNTERSIGN,
                                       .object = TEXT("r1"),
                                       .version = 5,
                                       .actor = signatory,
                                       .now_ms = 2000,
                                       .facts = &first };
    r->won = workflow_move(r->db, &r->c->w, &request, &arena, NULL, &error);
    upw_arena_clear(&arena);
    return NULL;
}

static void of_eight_at_once_one_moves_it(const place *p)
{
    enum { RIVALS = 8 };
    scene c;
    open_scene(p, &c);
    sign_first(&c);
    rival rivals[RIVALS];
    pthread_t threads[RIVALS];
    for (size_t i = 0; i < RIVALS; i++) {
        rivals[i] = (rival){ &c, place_connect(c.s), false };
        assert_int_equal(pthread_create(&threads[i], NULL, sign_too, &rivals[i]), 0);
    }
    size_t n_won = 0;
    for (size_t i = 0; i < RIVALS; i++) {
        pthread_join(threads[i], NULL);
        n_won += rivals[i].won;
        store_disconnect(rivals[i].db);
    }
    assert_int_equal(n_won, 1);
    assert_int_equal(count_rows(&c), 6);
    close_scene(&c);
}

static void the_trail_is_neither_changed_nor_cut(const place *p)
{
    scene c;
    open_scene(p, &c);
    sign_first(&c);
    upw_error failure = { 0 };
    assert_false(store_of(c.db)->driver->script(c.db, "UPDATE audit SET actor = 'me' WHERE seq = 2", &failure));
    assert_false(store_of(c.db)->driver->script(c.db, "DELETE FROM audit", &failure));
    audit_anchor head;
    assert_done(audit_find_head(c.db, &head, error));
    int64_t n;
    assert_done(audit_verify(c.db, &head, 1, &n, error));
    /* somebody with the database in their hands */
    place_script(c.db,
                 p->is_postgres ? "DROP TRIGGER audit_is_not_changed ON audit" : "DROP TRIGGER audit_is_not_changed");
    place_script(c.db, "UPDATE audit SET record = replace(record, 'lead', 'load') WHERE seq = 3");
    assert_fails(UPW_CONFLICT, audit_verify(c.db, NULL, 0, &n, error));
    assert_int_equal(n, 3);
    close_scene(&c);
}

static void a_trail_without_its_end_does_not_meet_its_anchor(const place *p)
{
    scene c;
    open_scene(p, &c);
    sign_first(&c);
    audit_anchor head;
    int64_t n;
    assert_done(audit_find_head(c.db, &head, error));
    place_script(c.db,
                 p->is_postgres ? "DROP TRIGGER audit_is_not_changed ON audit" : "DROP TRIGGER audit_is_not_deleted");
    place_script(c.db, "DELETE FROM audit WHERE seq = 5;"
                       "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4);");
    assert_done(audit_verify(c.db, NULL, 0, &n, error));
    assert_fails(UPW_CONFLICT, audit_verify(c.db, &head, 1, &n, error));
    close_scene(&c);
}

static bool add_letter(scene *c, const char *key, const char *address, bool may_wait, int64_t now_ms)
{
    upw_error error = { 0 };
    const outbox_letter letter = { .key = text_of(key),
                                   .email = EMAIL_B06,
                                   .address = text_of(address),
                                   .subject = text_of(key),
                                   .body = TEXT("Words.\n"),
                                   .may_wait = may_wait };
    return outbox_add(c->db, &letter, now_ms, &error);
}

static void a_letter_is_written_once_and_tried_until_it_fails(const place *p)
{
    scene c;
    open_scene(p, &c);
    assert_true(add_letter(&c, "one", "a@example.org", false, 1000));
    assert_true(add_letter(&c, "one", "a@example.org", false, 1000));
    outbox_due due;
    bool found;
    int64_t now = 1000;
    size_t n_tries = 0;
    for (int i = 0; i < 20; i++, now += INT64_C(36000000)) {
        assert_done(outbox_take(c.db, now, &c.arena, &due, &found, error));
        if (!found)
            break;
        assert_int_equal(due.n, 1);
        outbox_due other;
        bool other_found;
        assert_done(outbox_take(c.db, now, &c.arena, &other, &other_found, error));
        assert_false(other_found); /* it is on lease */
        assert_done(outbox_settle(c.db, &due, false, now, error));
        n_tries++;
    }
    assert_int_equal(n_tries, OUTBOX_TRIES_MAX);
    static const store_statement with_words = { "test_with_words", "SELECT count(*) FROM outbox WHERE body <> ''",
                                                .gives = "i" };
    store_rows row;
    assert_done(store_find(c.db, &with_words, NULL, &row, &found, error));
    assert_int_equal(store_integer(&row, 0), 0); /* its words, which may hold a secret link, are kept no longer */
    assert_done(store_end(&row, error));
    close_scene(&c);
}

static void letters_that_may_wait_come_together_at_seven(const place *p)
{
    scene c;
    open_scene(p, &c);
    const int64_t noon = INT64_C(1796040000000); /* 2026-11-30 12:00 */
    assert_true(add_letter(&c, "one", "a@example.org", true, noon));
    assert_true(add_letter(&c, "two", "a@example.org", true, noon + 1));
    assert_true(add_letter(&c, "three", "b@example.org", true, noon + 2));
    outbox_due due;
    bool found;
    assert_done(outbox_take(c.db, noon + 1000, &c.arena, &due, &found, error));
    assert_false(found);
    const int64_t seven = noon + INT64_C(19) * 3600000;
    assert_done(outbox_take(c.db, seven + 10, &c.arena, &due, &found, error));
    assert_true(found);
    assert_int_equal(due.n, 2);
    assert_done(outbox_settle(c.db, &due, true, seven, error));
    assert_done(outbox_take(c.db, seven + 10, &c.arena, &due, &found, error));
    assert_true(found);
    assert_int_equal(due.n, 1);
    close_scene(&c);
}

static void without_mail_letters_become_files(const place *p)
{
    scene c;
    open_scene(p, &c);
    assert_true(add_letter(&c, "one", "a@example.org", false, 1000));
    assert_true(add_letter(&c, "two", "", false, 1000)); /* nobody to send it to */
    const sender_settings settings = { .directory = p->folder,
                                       .from_address = TEXT("upward@example.org"),
                                       .from_name = TEXT("Upward on behalf of Leeds") };
    size_t n_sent, n_failed;
    assert_done(sender_run(c.db, &settings, 2000, &n_sent, &n_failed, error));
    assert_int_equal(n_sent, 1);
    assert_int_equal(n_failed, 0);
    assert_done(sender_run(c.db, &settings, 3000, &n_sent, &n_failed, error));
    assert_int_equal(n_sent, 0);
    close_scene(&c);
}

/* The chain of the specification: hashes of three records. */
static void the_chain_is_the_specified_one(const place *p)
{
    (void)p;
    static const char *const records[] = {
        "{\"seq\":1,\"at\":\"2025-01-06T09:00:00Z\",\"actor\":\"system\",\"role\":\"system\",\"action\":\"install\","
        "\"object\":\"\",\"detail\":{}}",
        "{\"seq\":2,\"at\":\"2025-01-06T09:05:12Z\",\"actor\":\"u7\",\"role\":\"admin\",\"action\":\"user.create\","
        "\"object\":\"u9\",\"detail\":{\"role\":\"analyst\"}}",
    };
    static const unsigned char last[] = { 0xdd, 0x2f, 0xb5, 0x8a, 0x21, 0xf7, 0x34, 0x34 };
    const audit_entry entries[] = {
        { .at_ms = INT64_C(1736154000000), .actor = { .role = ROLE_SYSTEM }, .action = "install" },
        { .at_ms = INT64_C(1736154312000),
          .actor = { TEXT("u7"), ROLE_ADMIN, { 0 } },
          .action = "user.create",
          .object = TEXT("u9"),
          .details = { { "role", TEXT("analyst") } },
          .n_details = 1 },
    };
    unsigned char hash[AUDIT_HASH_SIZE] = { 0 };
    buffer out;
    buffer_init(&out, 1000);
    for (size_t i = 0; i < 2; i++) {
        buffer_empty(&out);
        audit_add_record(&out, (int64_t)i + 1, &entries[i]);
        assert_true(text_equal(buffer_text(&out), text_of(records[i])));
        audit_hash(hash, buffer_text(&out), hash);
    }
    assert_memory_equal(hash, last, sizeof last);
    buffer_clear(&out);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_return_is_signed_by_two),
        PLACE_TEST(what_does_not_exist_does_not_move),
        PLACE_TEST(a_report_leaves_each_state_by_its_own_events_and_people_alone),
        PLACE_TEST(of_eight_at_once_one_moves_it),
        PLACE_TEST(the_trail_is_neither_changed_nor_cut),
        PLACE_TEST(a_trail_without_its_end_does_not_meet_its_anchor),
        PLACE_TEST(a_letter_is_written_once_and_tried_until_it_fails),
        PLACE_TEST(letters_that_may_wait_come_together_at_seven),
        PLACE_TEST(without_mail_letters_become_files),
        PLACE_TEST(the_chain_is_the_specified_one),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
