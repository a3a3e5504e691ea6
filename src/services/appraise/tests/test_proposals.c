/* A proposal from its first words to the bodies' verdict, by the people of a scene, on both databases. */
#include "services/appraise/proposal_pages.h"
#include "services/appraise/questionnaire.h"
#include "services/tests/scene.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static const store_statement add_round = {
    "test_add_round",
    "INSERT INTO appraisal_round (year, title, board, board_label, office_label, body_label, opens_on, "
    "individual_days, "
    "return_days, extra_days, extra_reason, reply_working_days, publish_on, min_people, regime, questionnaire, "
    "cancel_reason, cancelled_by, public_key, secret_key, version) VALUES ('2016', 'Appraisal of 2016', '" SCENE_BOARD
    "', 'the national board', 'your local office', 'commissioning group', '2016-04-01', 28, 28, 0, '', 10, "
    "'2016-09-01', 10, 'voluntary', '2016', '', '', '00', '00', 1)",
};
static const store_statement add_return = {
    "test_add_return",
    "INSERT INTO appraisal_return (year, body, office, region, people_served, lead, signatory, n_electors, "
    "has_individual_stage, n_answered, met_on, consulted, statement_board, statement_office, thanks, ask_1, ask_2, "
    "ask_3, obstacles, sign_1_person, sign_1_title, sign_1_ms, sign_2_person, sign_2_title, sign_2_ms, fingerprint, "
    "edition, reason, query, version) VALUES ('2016', $1, '', '', 0, '', '', 0, 0, -1, '', '', '', '', '', '', '', '', "
    "'', '', '', 0, '', '', 0, '', 0, '', '', 1)",
    .takes = "t",
};
static const store_statement put_state = {
    "test_put_state",
    "UPDATE life SET state = $2 WHERE machine = 'round' AND object = $1",
    .takes = "tt",
};
static const store_statement count_letters = {
    "test_count_letters",
    "SELECT count(*) FROM outbox WHERE subject = $1 AND address = $2",
    .takes = "tt",
    .gives = "i",
};

static const workflow_actor system_actor = { .role = ROLE_SYSTEM };

static bool add_all(store_db *db, void *context, upw_error *error)
{
    static const char *const bodies[] = { SCENE_BODY, SCENE_OTHER_BODY };
    (void)context;
    if (!store_run(db, &add_round, NULL, NULL, error) || !questionnaire_add_default(db, TEXT("2016"), error) ||
        !workflow_begin(db, MACHINE_ROUND, TEXT("2016"), TEXT(SCENE_BOARD), &system_actor, 1000, error))
        return false;
    for (size_t i = 0; i < 2; i++) {
        const text object = memory_format(context, "2016/%s", bodies[i]);
        if (!store_run(db, &add_return, (store_value[]){ STORE_TEXT(text_of(bodies[i])) }, NULL, error) ||
            !workflow_begin(db, MACHINE_RETURN, object, text_of(bodies[i]), &system_actor, 1000, error))
            return false;
    }
    return true;
}

static void set_round(scene *c, const char *state)
{
    assert_done(store_run(c->db, &put_state, (store_value[]){ STORE_TEXT(TEXT("2016")), STORE_TEXT(text_of(state)) },
                          NULL, error));
}

static void open_round(scene *c, const place *p)
{
    scene_open(c, p);
    assert_done(store_transact(c->db, add_all, &c->arena, error));
    set_round(c, "analysing");
}

static int64_t letters_to(scene *c, const char *subject, const account *who)
{
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(text_of(subject)), STORE_TEXT(who->email) };
    assert_done(store_find(c->db, &count_letters, values, &row, &found, error));
    const int64_t n = store_integer(&row, 0);
    assert_done(store_end(&row, error));
    return n;
}

static void assert_status(const scene *c, int expected)
{
    if (c->t.res.status != expected)
        fail_msg("status %d, not %d: %.*s", c->t.res.status, expected, TEXT_ARGS(buffer_text(&c->t.res.body)));
}

static void assert_shows(const scene *c, const char *words)
{
    if (!scene_shows(c, words))
        fail_msg("the page does not show \"%s\": %.*s", words, TEXT_ARGS(buffer_text(&c->t.res.body)));
}

/* A form of the page at hand, with the version that stands on it. */
static void send(scene *c, const char *page, const char *target, const char *fields)
{
    char all[2000];
    scene_get(c, page);
    assert_status(c, 200);
    assert_true((size_t)snprintf(all, sizeof all, "version=%.*s&%s", TEXT_ARGS(scene_hidden(c, "version")), fields) <
                sizeof all);
    const size_t n = strlen(all);
    if (all[n - 1] == '&')
        all[n - 1] = '\0';
    scene_post(c, target, all);
}

static void do_what_is_due(scene *c)
{
    assert_done(proposals_keep_dates(c->db, &c->site.services.workflow, test_now_ms, &c->arena, error));
}

#define ALL "/coalition/2016/proposals"
#define ONE ALL "/1"
#define PUBLIC "/proposals/2016/1"
#define VOICES "/returns/2016/" SCENE_BODY "/proposals"
#define WORDS "Publish+the+money+formula+by+October+each+year."

static void write_one(scene *c)
{
    scene_sign_in(c, &c->people[COALITION]);
    send(c, ALL "/new", ALL "/new", "words=" WORDS "&evidence=funding&evidence=T2.2");
    assert_status(c, 303);
}

static void ask_bodies(scene *c)
{
    write_one(c);
    scene_get(c, ONE);
    scene_post(c, ONE "/test", "version=1");
    assert_status(c, 303);
}

static void say(scene *c, const char *voice)
{
    char fields[40];
    snprintf(fields, sizeof fields, "voice=%s", voice);
    scene_sign_in(c, &c->people[LEAD]);
    scene_get(c, VOICES);
    assert_status(c, 200);
    scene_post(c, VOICES "/1", fields);
}

static void words_and_what_they_rest_on_are_asked_for(const place *p)
{
    scene c;
    open_round(&c, p);
    scene_sign_in(&c, &c.people[COALITION]);
    send(&c, ALL "/new", ALL "/new", "words=Too+short&evidence=funding");
    assert_status(&c, 422);
    assert_shows(&c, "Proposal must be 30 characters or more");
    assert_shows(&c, "Too short");
    send(&c, ALL "/new", ALL "/new", "words=" WORDS);
    assert_status(&c, 422);
    assert_shows(&c, "Select at least one table, figure or theme");
    send(&c, ALL "/new", ALL "/new", "words=" WORDS "+Ask+Dr+Fraser.&evidence=funding");
    assert_status(&c, 422);
    assert_shows(&c, "looks like it includes a person");
    write_one(&c);
    scene_get(&c, ONE);
    assert_shows(&c, "Fair funding, table T2.2");
    send(&c, ONE, ONE, "words=" WORDS "+Again.&evidence=trust");
    assert_status(&c, 303);
    scene_get(&c, ONE);
    scene_post(&c, ONE, "version=1&words=" WORDS "&evidence=trust");
    assert_status(&c, 409);
    scene_close(&c);
}

static void each_body_has_one_voice_until_the_window_ends(const place *p)
{
    scene c;
    open_round(&c, p);
    ask_bodies(&c);
    assert_int_equal(letters_to(&c, "Proposals are open for your body's view", &c.people[LEAD]), 1);
    assert_int_equal(letters_to(&c, "Proposals are open for your body's view", &c.people[SIGNATORY]), 1);
    say(&c, "oppose");
    assert_status(&c, 303);
    say(&c, "support");
    assert_status(&c, 303);
    say(&c, "yes"); /* it is not the claim that is asked about */
    assert_status(&c, 422);
    scene_get(&c, "/returns/2016/" SCENE_OTHER_BODY "/proposals");
    assert_status(&c, 404);
    scene_sign_in(&c, &c.people[COALITION]);
    send(&c, ONE, ONE "/include", "");
    assert_status(&c, 422);
    assert_shows(&c, "bodies may still say what they think, until the end of 15 July 2016");
    test_now_ms += 15 * (int64_t)DAY_MS;
    say(&c, "oppose");
    assert_status(&c, 422);
    assert_shows(&c, "is over");
    scene_sign_in(&c, &c.people[COALITION]);
    send(&c, ONE, ONE "/drop", "");
    assert_status(&c, 422);
    assert_shows(&c, "half or more of the bodies");
    send(&c, ONE, ONE "/include", "");
    assert_status(&c, 303);
    proposal one;
    bool found;
    assert_done(proposals_find(c.db, TEXT("2016"), 1, &c.arena, &one, &found, error));
    assert_int_equal(one.support, 1);
    assert_int_equal(one.oppose, 0);
    scene_close(&c);
}

/* Included and published, with the day after the report's. */
static void publish(scene *c)
{
    ask_bodies(c);
    say(c, "support");
    test_now_ms += 15 * (int64_t)DAY_MS;
    scene_sign_in(c, &c->people[COALITION]);
    send(c, ONE, ONE "/include", "");
    assert_status(c, 303);
    do_what_is_due(c);
    scene_get(c, PUBLIC);
    assert_status(c, 404);
    set_round(c, "published");
    do_what_is_due(c);
}

static void nothing_is_public_before_the_report(const place *p)
{
    scene c;
    open_round(&c, p);
    c.cookie[0] = '\0';
    scene_get(&c, "/proposals/2016");
    assert_status(&c, 404);
    publish(&c);
    c.cookie[0] = '\0';
    scene_get(&c, "/proposals/2016");
    assert_status(&c, 200);
    assert_shows(&c, "Publish the money formula");
    assert_shows(&c, "1 of 1 bodies");
    scene_get(&c, PUBLIC);
    assert_status(&c, 200);
    assert_shows(&c, "Waiting for an answer");
    scene_close(&c);
}

static void the_board_alone_answers_and_says_when(const place *p)
{
    scene c;
    open_round(&c, p);
    publish(&c);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, PUBLIC "/answer");
    assert_status(&c, 403);
    scene_sign_in(&c, &c.people[BOARD]);
    scene_get(&c, "/todo");
    assert_shows(&c, "Answer proposal 1 of 2016");
    send(&c, PUBLIC "/answer", PUBLIC "/answer", "answer=decide&reason=We+need+the+treasury+to+agree+first.");
    assert_status(&c, 422);
    assert_shows(&c, "The decision date must be within 90 days");
    send(&c, PUBLIC "/answer", PUBLIC "/answer", "reason=We+need+the+treasury+to+agree+first.");
    assert_status(&c, 422);
    assert_shows(&c, "Select the board&#39;s answer");
    assert_shows(&c, "We need the treasury");
    send(&c, PUBLIC "/answer", PUBLIC "/answer", "answer=part&reason=The+formula+yes,+the+date+in+November.");
    assert_status(&c, 303);
    assert_int_equal(letters_to(&c, "The board has answered proposal 1", &c.people[LEAD]), 1);
    scene_get(&c, PUBLIC);
    assert_shows(&c, "Accepted in part");
    send(&c, PUBLIC "/start", PUBLIC "/start", "lead=Director+of+Finance&day-day=1&day-month=11&day-year=2015");
    assert_status(&c, 422);
    assert_shows(&c, "The date must be in the future");
    send(&c, PUBLIC "/start", PUBLIC "/start", "lead=Director+of+Finance&day-day=1&day-month=11&day-year=2016");
    assert_status(&c, 303);
    scene_get(&c, PUBLIC);
    assert_shows(&c, "In progress");
    assert_shows(&c, "1 November 2016");
    scene_close(&c);
}

static void claim(scene *c)
{
    scene_sign_in(c, &c->people[BOARD]);
    send(c, PUBLIC "/claim", PUBLIC "/claim",
         "claim=The+formula+was+published+on+1+October.&link=https://board.example/formula");
    assert_status(c, 303);
}

static void bodies_judge_whether_it_is_done(const place *p)
{
    scene c;
    open_round(&c, p);
    publish(&c);
    scene_sign_in(&c, &c.people[BOARD]);
    send(&c, PUBLIC "/answer", PUBLIC "/answer", "answer=accept&reason=It+is+time+that+we+did+this.");
    send(&c, PUBLIC "/start", PUBLIC "/start", "lead=Director+of+Finance&day-day=1&day-month=11&day-year=2016");
    send(&c, PUBLIC "/claim", PUBLIC "/claim",
         "claim=The+formula+was+published+on+1+October.&link=javascript:alert(1)");
    assert_status(&c, 422);
    claim(&c);
    say(&c, "no");
    assert_status(&c, 303);
    do_what_is_due(&c);
    scene_get(&c, PUBLIC);
    assert_shows(&c, "Board says done, bodies are asked");
    test_now_ms += 20 * (int64_t)DAY_MS;
    do_what_is_due(&c);
    scene_get(&c, PUBLIC);
    assert_shows(&c, "Board says done, local bodies disagree");
    assert_shows(&c, "Of 1 bodies that answered, 0 agree that it is done");
    assert_int_equal(letters_to(&c, "Local bodies do not agree that proposal 1 is done", &c.people[BOARD]), 1);
    scene_sign_in(&c, &c.people[BOARD]);
    send(&c, PUBLIC "/resume", PUBLIC "/resume", "day-day=1&day-month=12&day-year=2016");
    assert_status(&c, 303);
    claim(&c);
    test_now_ms += 20 * (int64_t)DAY_MS;
    do_what_is_due(&c); /* nobody has said anything: the question stays open */
    scene_get(&c, PUBLIC);
    assert_shows(&c, "Board says done, bodies are asked");
    say(&c, "yes");
    assert_status(&c, 303);
    do_what_is_due(&c);
    do_what_is_due(&c);
    scene_get(&c, PUBLIC);
    assert_shows(&c, "Done");
    assert_shows(&c, "Of 1 bodies that answered, 1 agree that it is done");
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(words_and_what_they_rest_on_are_asked_for),
        PLACE_TEST(each_body_has_one_voice_until_the_window_ends),
        PLACE_TEST(nothing_is_public_before_the_report),
        PLACE_TEST(the_board_alone_answers_and_says_when),
        PLACE_TEST(bodies_judge_whether_it_is_done),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
