/* Mergers between two rounds: what bodies were, and what the report compares them with. */
#include "services/appraise/lineage.h"

#include <math.h>

#include "services/appraise/report_build.h"
#include "services/appraise/tests/year.h"

#define LAST_YEAR "2015"
#define SUCCESSOR "NEW-BODY"

static void assert_says(scene *c, const char *body, const char *const ids[], size_t n, bool is_break)
{
    lineage was;
    assert_done(lineage_find(c->db, TEXT(LAST_YEAR), TEXT(TEST_YEAR), text_of(body), &c->arena, &was, error));
    assert_int_equal(was.n, n);
    for (size_t i = 0; i < n; i++)
        assert_true(text_equal(was.at[i].body, text_of(ids[i])));
    assert_int_equal(was.is_break, is_break);
}

static void add_return(scene *c, const char *year, const char *body, int people_served, const char *state)
{
    const char *const sql =
        memory_format(
            &c->arena,
            "INSERT INTO appraisal_return (year, body, office, region, people_served, lead, signatory, n_electors, "
            "has_individual_stage, n_answered, met_on, consulted, statement_board, statement_office, thanks, ask_1, "
            "ask_2, "
            "ask_3, obstacles, sign_1_person, sign_1_title, sign_1_ms, sign_2_person, sign_2_title, sign_2_ms, "
            "fingerprint, edition, reason, query, version) VALUES ('%s', '%s', '', '', %d, '', '', 0, 0, -1, '', '', "
            "'', "
            "'', '', '', '', '', '', '', '', 0, '', '', 0, '', 0, '', '', 1)",
            year, body, people_served)
            .at;
    place_script(c->db, sql);
    place_script(c->db, memory_format(&c->arena,
                                      "INSERT INTO life (machine, object, organisation, state, version, since_ms) "
                                      "VALUES ('return', '%s/%s', '%s', '%s', 1, 0)",
                                      year, body, body, state)
                            .at);
}

/* About the board and L1; from 1 to 5. */
static void agree(scene *c, const char *year, const char *body, int score)
{
    place_script(c->db, memory_format(&c->arena,
                                      "INSERT INTO appraisal_agreed (year, body, question, target, score, reason) "
                                      "VALUES ('%s', '%s', 'L1', 'national', %d, '')",
                                      year, body, score)
                            .at);
}

/* Last year's round, published, with these bodies in it. */
static void add_last_year(scene *c)
{
    appraise_round r = appraise_test_draft();
    const appraise_deed by = appraise_test_deed(c, COALITION, ROLE_COALITION, "");
    r.year = TEXT(LAST_YEAR);
    assert_done(rounds_create(c->db, &r, &by, error));
    place_script(c->db, "UPDATE life SET state = 'published' WHERE machine = 'round' AND object = '" LAST_YEAR "'");
}

static void add_successor(scene *c, const text *predecessors, size_t n)
{
    const organisation o = { .name = TEXT("New body"), .kind = organisation_find_kind(TEXT("ccg")) };
    organisation made;
    assert_done(organisations_add(c->db, &o, &scene_admin, 1, &c->arena, &made, error));
    assert_true(text_equal(made.id, TEXT(SUCCESSOR)));
    assert_done(organisations_merge(c->db, predecessors, n, made.id, TEXT("2016-04-01"), &scene_admin, 2, error));
}

static void those_that_merged_between_two_rounds_are_what_the_new_one_was(const place *p)
{
    scene c;
    const text both[] = { TEXT(SCENE_BODY), TEXT(SCENE_OTHER_BODY) };
    scene_open(&c, p);
    assert_says(&c, SCENE_BODY, NULL, 0, false);
    add_last_year(&c);
    add_return(&c, LAST_YEAR, SCENE_BODY, 100000, "accepted");
    add_return(&c, LAST_YEAR, SCENE_OTHER_BODY, 300000, "accepted");
    assert_says(&c, SCENE_BODY, (const char *[]){ SCENE_BODY }, 1, false);
    add_successor(&c, both, 2);
    assert_says(&c, SUCCESSOR, (const char *[]){ SCENE_BODY, SCENE_OTHER_BODY }, 2, true);
    /* and one that has merged into another, which went on */
    assert_done(organisations_merge(c.db, both, 1, both[1], TEXT("2016-04-01"), &scene_admin, 3, error));
    assert_says(&c, SCENE_OTHER_BODY, (const char *[]){ SCENE_OTHER_BODY, SCENE_BODY }, 2, true);
    appraise_test_round(&c);
    add_return(&c, TEST_YEAR, SCENE_BODY, 0, "not_started"); /* in this round it still speaks for itself */
    assert_says(&c, SUCCESSOR, (const char *[]){ SCENE_OTHER_BODY }, 1, true);
    assert_says(&c, SCENE_OTHER_BODY, (const char *[]){ SCENE_OTHER_BODY }, 1, false);
    scene_close(&c);
}

static const report_last_year *last_year_of(const report_round *r, const char *body)
{
    const size_t at = report_find_body(r, text_of(body));
    for (size_t i = 0; i < r->facts.n_last_year; i++)
        if (r->facts.last_year[i].body == at)
            return &r->facts.last_year[i];
    return NULL;
}

static void the_report_compares_with_the_people_weighted_mean_of_what_was_signed(const place *p)
{
    scene c;
    report_round *r;
    appraise_round round;
    bool found;
    const text both[] = { TEXT(SCENE_BODY), TEXT(SCENE_OTHER_BODY) };
    scene_open(&c, p);
    add_last_year(&c);
    add_return(&c, LAST_YEAR, SCENE_BODY, 100000, "accepted");
    add_return(&c, LAST_YEAR, SCENE_OTHER_BODY, 300000, "accepted");
    add_return(&c, LAST_YEAR, "E38000037", 1, "lapsed");    /* a draft that nobody signed */
    add_return(&c, LAST_YEAR, "E38000094", 1, "withdrawn"); /* and one that was taken back */
    add_return(&c, LAST_YEAR, "E38000001", 1, "accepted");
    agree(&c, LAST_YEAR, SCENE_BODY, 1);
    agree(&c, LAST_YEAR, SCENE_OTHER_BODY, 5);
    agree(&c, LAST_YEAR, "E38000037", 5);
    agree(&c, LAST_YEAR, "E38000094", 5);
    agree(&c, LAST_YEAR, "E38000001", 4);
    add_successor(&c, both, 2);
    place_script(c.db, "UPDATE organisation SET people_served = 250000 WHERE id = 'E38000094'");
    appraise_test_round(&c);
    assert_done(rounds_find(c.db, TEXT(TEST_YEAR), &c.arena, &round, &found, error));
    r = MEMORY_TAKE(&c.arena, report_round, 1);
    assert_done(report_gather(c.db, &round, &c.arena, r, error));
    assert_true(text_equal(r->facts.last_year_name, TEXT(LAST_YEAR)));
    assert_int_equal(r->facts.n_last_bodies, 4);
    assert_int_equal(report_find_body(r, TEXT(SCENE_BODY)), SIZE_MAX); /* closed before the opening */
    const report_last_year *const merged = last_year_of(r, SUCCESSOR);
    assert_true(merged != NULL && merged->is_break &&
                fabs(merged->items[0] - 75) < 1e-9); /* (100,000 times 0 and 300,000 times 100) of 400,000 */
    const report_last_year *const same = last_year_of(r, "E38000001");
    assert_true(same != NULL && !same->is_break && fabs(same->items[0] - 75) < 1e-9);
    const report_last_year *const draft = last_year_of(r, "E38000037"), *const back = last_year_of(r, "E38000094");
    assert_true(draft != NULL && isnan(draft->items[0]) && back != NULL && isnan(back->items[0]));
    assert_int_equal(r->facts.bodies[report_find_body(r, TEXT("E38000094"))].people_served, 250000);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(those_that_merged_between_two_rounds_are_what_the_new_one_was),
        PLACE_TEST(the_report_compares_with_the_people_weighted_mean_of_what_was_signed),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
