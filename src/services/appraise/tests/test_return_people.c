/* The pages about a body's people: who is asked, inviting them, how many have answered, and what they said. */
#include "services/appraise/tests/forms.h"

#include "services/appraise/electors_read.h"

#define LIST SECTION "/electorate"

typedef struct stage {
    scene c;
    char path[300];
    answers *file;
} stage;

static void open_stage(stage *s, const place *p)
{
    upw_error why = { 0 };
    *s = (stage){ 0 };
    scene_open(&s->c, p);
    snprintf(s->path, sizeof s->path, "%s/answers.db", p->folder);
    s->c.site.services.answers = s->file = answers_open(s->path, &why);
    if (s->file == NULL)
        fail_msg("%s", why.message);
    appraise_test_round(&s->c);
    appraise_test_accept(&s->c);
    scene_sign_in(&s->c, &s->c.people[LEAD]);
}

static void close_stage(stage *s)
{
    scene_close(&s->c);
    answers_close(s->file);
}

static int64_t count(stage *s)
{
    return appraise_test_return(&s->c).n_electors;
}

static void add_twelve(stage *s)
{
    buffer b;
    buffer_init(&b, 4000);
    buffer_add_literal(&b, "people=");
    for (int i = 0; i < 12; i++)
        buffer_add_format(&b, "Person+%02d%%2Cperson%d%%40example.org%%2C%s%%0A", i, i,
                          i < 4 ? "governing+body+member" : "member_practice");
    go_on(&s->c, LIST, LIST, memory_keep(&s->c.arena, &b).at);
    assert_int_equal(count(s), 12);
}

static void invite(stage *s)
{
    add_twelve(s);
    appraise_test_go_to(&s->c, "2016-08-01 09:00");
    scene_sign_in(&s->c, &s->c.people[LEAD]);
    go_on(&s->c, SECTION "/invite", SECTION "/invite", "");
}

/* ---- the list ---- */

static void what_is_wrong_in_a_list_is_said_line_by_line_and_nobody_is_added(const place *p)
{
    stage s;
    open_stage(&s, p);
    scene_get(&s.c, SECTION);
    assert_true(scene_shows(&s.c, LIST));
    scene_get(&s.c, LIST);
    assert_true(scene_shows(&s.c, "0 people are on the list"));
    send_form(&s.c, LIST,
              "people=Name%2CEmail%2CCapacity%0AAnn+Archer%2Cann%40example.org%2Cgoverning+body+member%0ABen%2Cben-"
              "example%2Cmanager%0A%0ACy+Young%2Ccy%40example.org%2Cking%0ADi%2CANN%40example.org%2Cmanager");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Line 3: Enter an email address in the correct format"));
    assert_true(scene_shows(&s.c, "Line 5: Select how Cy Young takes part, like governing body member"));
    assert_true(scene_shows(&s.c, "Line 6: ann@example.org is already on the list"));
    assert_true(scene_shows(&s.c, "Nobody was added") && scene_shows(&s.c, "Cy Young,cy@example.org,king"));
    assert_int_equal(count(&s), 0);
    send_form(&s.c, LIST, "people=");
    assert_true(scene_shows(&s.c, "Enter the people who are asked, a line each"));
    go_on(&s.c, LIST, LIST, "people=Ann+Archer%2Cann%40example.org%2Cgoverning+body+member");
    scene_get(&s.c, LIST);
    assert_true(scene_shows(&s.c, "1 person is on the list; Governing body member: 1."));
    assert_true(scene_shows(&s.c, "The list has 1 people. You need 10 or more to invite people. You can continue "
                                  "without an individual stage"));
    send_form(&s.c, LIST, "people=Ann%2Cann%40example.org%2Cmanager");
    assert_true(scene_shows(&s.c, "ann@example.org is already on the list"));
    close_stage(&s);
}

static void a_file_is_read_by_the_names_of_its_columns(const place *p)
{
    stage s;
    open_stage(&s, p);
    scene_get(&s.c, LIST);
    scene_upload(&s.c, LIST "/file", "file", "people.csv", "who;email\nAnn;ann@example.org\n");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Its first row must name the columns name, email and capacity"));
    scene_get(&s.c, LIST);
    scene_upload(&s.c, LIST "/file", "file", "people.csv",
                 "capacity;name;email\nLay member;Ann;ann@example.org\nother;Ben;ben@example\n");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Line 3: Enter an email address"));
    scene_get(&s.c, LIST);
    scene_upload(&s.c, LIST "/file", "file", "people.csv",
                 "capacity;name;email\nLay member;Ann;ann@example.org\nother;Ben;ben@example.org\n");
    assert_int_equal(s.c.t.res.status, 303);
    assert_int_equal(count(&s), 2);
    go_on(&s.c, LIST, LIST "/empty", "");
    assert_int_equal(count(&s), 0);
    close_stage(&s);
}

static void who_is_on_another_list_is_not_asked_twice(const place *p)
{
    stage s;
    open_stage(&s, p);
    place_script(s.c.db, "UPDATE life SET state = 'preparing' WHERE machine = 'return' AND object = '" TEST_YEAR
                         "/" SCENE_OTHER_BODY "'");
    const appraise_deed by = appraise_test_deed(&s.c, LEAD, ROLE_BODY_LEAD, SCENE_OTHER_BODY);
    elector ann = { .name = TEXT("Ann"), .email = TEXT("ann@example.org"), .capacity = CAPACITY_MANAGER };
    const appraise_return other = { .year = TEXT(TEST_YEAR), .body = TEXT(SCENE_OTHER_BODY) };
    assert_done(electors_add(s.c.db, &other, &(elector_list){ &ann, 1 }, &by, error));
    scene_get(&s.c, LIST);
    send_form(&s.c, LIST, "people=Ann%2Cann%40example.org%2Cmanager");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "ann@example.org is on the list of another organisation. A person is asked once"));
    assert_int_equal(count(&s), 0);
    close_stage(&s);
}

static const char *page_of(stage *s, const char *email)
{
    elector_list all;
    assert_done(electors_list(s->c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &s->c.arena, &all, error));
    for (size_t i = 0; i < all.n; i++)
        if (text_equal(all.at[i].email, text_of(email)))
            return memory_format(&s->c.arena, LIST "/%.*s", TEXT_ARGS(all.at[i].id)).at;
    fail_msg("%s is not on the list", email);
    return NULL;
}

static void of_two_leads_who_put_a_person_right_the_second_is_told(const place *p)
{
    stage s;
    open_stage(&s, p);
    add_twelve(&s);
    const char *const page = page_of(&s, "person3@example.org");
    scene_get(&s.c, page);
    const char *const old = form_fields(&s.c, page, "name=Old&email=old%40example.org&capacity=manager");
    go_on(&s.c, page, page, "name=New+Name&email=New%40example.org&capacity=lay_member");
    scene_post(&s.c, page, old);
    assert_int_equal(s.c.t.res.status, 409);
    assert_true(scene_shows(&s.c, "On the list now: New Name, new@example.org, Lay member"));
    assert_true(scene_shows(&s.c, "value=\"Old\""));
    scene_get(&s.c, page);
    send_form(&s.c, page, "name=New+Name&email=person4%40example.org&capacity=lay_member");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "person4@example.org is already on the list"));
    scene_get(&s.c, page);
    send_form(&s.c, memory_format(&s.c.arena, "%s/remove", page).at, "");
    assert_int_equal(s.c.t.res.status, 303);
    assert_int_equal(count(&s), 11);
    scene_get(&s.c, page);
    assert_int_equal(s.c.t.res.status, 404);
    close_stage(&s);
}

/* ---- inviting ---- */

static void everybody_is_invited_at_once_and_then_there_is_one_number(const place *p)
{
    stage s;
    open_stage(&s, p);
    add_twelve(&s);
    scene_get(&s.c, SECTION "/invite");
    assert_true(scene_shows(&s.c, "People can be invited from 9am on 1 August 2016 on"));
    appraise_test_go_to(&s.c, "2016-08-01 09:00");
    scene_sign_in(&s.c, &s.c.people[LEAD]);
    scene_get(&s.c, SECTION "/invite");
    const char *const old = form_fields(&s.c, SECTION "/invite", "");
    go_on(&s.c, LIST, LIST, "people=Late+Comer%2Clate%40example.org%2Cother");
    scene_get(&s.c, SECTION "/invite");
    scene_post(&s.c, SECTION "/invite", old); /* another list than the one that was seen */
    assert_int_equal(s.c.t.res.status, 409);
    go_on(&s.c, SECTION "/invite", SECTION "/invite", "");
    assert_int_equal(appraise_test_return(&s.c).life.state, STATE_RETURN_COLLECTING);
    scene_get(&s.c, SECTION "/progress");
    assert_true(scene_shows(&s.c, "Fewer than 10") && scene_shows(&s.c, "of 13 people have answered"));
    assert_true(scene_shows(&s.c, "27 days left after today"));
    go_on(&s.c, SECTION "/progress", SECTION "/progress", "letters=yes");
    scene_get(&s.c, SECTION "/progress");
    assert_true(scene_shows(&s.c, "value=\"yes\" checked"));
    scene_get(&s.c, LIST);
    assert_true(scene_shows(&s.c, "The list stands") && !scene_shows(&s.c, "name=\"people\""));
    place_script(s.c.db, "UPDATE appraisal_elector SET state = 'used' WHERE email = 'person1@example.org'");
    place_script(s.c.db, "UPDATE appraisal_elector SET state = 'opted_out' WHERE email = 'person2@example.org'");
    scene_get(&s.c, LIST);
    assert_true(scene_shows(&s.c, "Invited"));
    assert_false(scene_shows(&s.c, "Used") || scene_shows(&s.c, "Opted out"));
    scene_sign_in(&s.c, &s.c.people[SIGNATORY]);
    scene_get(&s.c, SECTION "/progress");
    assert_true(scene_shows(&s.c, "of 13 people") && !scene_shows(&s.c, "name=\"letters\""));
    scene_sign_in(&s.c, &s.c.people[COALITION]);
    scene_get(&s.c, SECTION "/progress");
    assert_true(scene_shows(&s.c, "/coalition/2016/returns/" CODE));
    close_stage(&s);
}

static void a_letter_that_did_not_come_goes_to_another_address(const place *p)
{
    stage s;
    open_stage(&s, p);
    invite(&s);
    const char *const page = page_of(&s, "person5@example.org");
    scene_get(&s.c, page);
    assert_true(scene_shows(&s.c, "The list stands"));
    place_script(s.c.db, "UPDATE appraisal_elector SET state = 'bounced' WHERE email = 'person5@example.org'");
    scene_get(&s.c, LIST);
    assert_true(scene_shows(&s.c, "1 letter did not come") && scene_shows(&s.c, page));
    scene_get(&s.c, page);
    const char *const target = memory_format(&s.c.arena, "%s/address", page).at;
    send_form(&s.c, target, "email=person6%40example.org");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "person6@example.org is already on the list"));
    go_on(&s.c, page, target, "email=five%40example.org");
    assert_non_null(page_of(&s, "five@example.org"));
    close_stage(&s);
}

/* ---- what they said ---- */

#define PROFILE_ROW(year, body, question, rest)                                                                        \
    "INSERT INTO appraisal_profile (year, body, question, target, n, n_1, n_2, n_3, n_4, n_5, n_do_not_know, "         \
    "n_does_not_apply, median, same_answer) VALUES ('" year "', '" body "', '" question "', 'national', " rest ")"

/* As that of SCENE_BODY in this year. */
static void add_last_return(stage *s, const char *body)
{
    place_script(
        s->c.db,
        memory_format(
            &s->c.arena,
            "INSERT INTO appraisal_return (year, body, office, region, people_served, lead, signatory, n_electors, "
            "has_individual_stage, n_answered, met_on, consulted, statement_board, statement_office, thanks, ask_1, "
            "ask_2, ask_3, obstacles, sign_1_person, sign_1_title, sign_1_ms, sign_2_person, sign_2_title, "
            "sign_2_ms, fingerprint, edition, reason, query, version) SELECT '2015', '%s', office, region, "
            "people_served, lead, signatory, n_electors, has_individual_stage, n_answered, met_on, consulted, "
            "statement_board, statement_office, thanks, ask_1, ask_2, ask_3, obstacles, sign_1_person, "
            "sign_1_title, sign_1_ms, sign_2_person, sign_2_title, sign_2_ms, fingerprint, edition, reason, query, "
            "version FROM appraisal_return WHERE year = '2016' AND body = '" SCENE_BODY "'",
            body)
            .at);
}

static void add_last_year(stage *s)
{
    appraise_round earlier = appraise_test_draft();
    const appraise_deed by = appraise_test_deed(&s->c, COALITION, ROLE_COALITION, "");
    earlier.year = TEXT("2015");
    assert_done(rounds_create(s->c.db, &earlier, &by, error));
    add_last_return(s, SCENE_BODY);
    place_script(s->c.db, PROFILE_ROW("2015", SCENE_BODY, "L1", "16, 2, 2, 8, 4, 0, 0, 0, 3.5, 0"));
}

static void a_profile_shows_what_may_be_shown_beside_last_years(const place *p)
{
    stage s;
    open_stage(&s, p);
    add_last_year(&s);
    place_script(s.c.db, PROFILE_ROW("2016", SCENE_BODY, "L1", "12, 3, 3, 0, 6, 0, 4, 0, 2.5, 0"));
    place_script(s.c.db, PROFILE_ROW("2016", SCENE_BODY, "L2", "12, -1, -1, -1, -1, -1, 0, 0, 4, 4"));
    place_script(s.c.db, PROFILE_ROW("2016", SCENE_BODY, "T1", "-1, -1, -1, -1, -1, -1, -1, -1, NULL, 0"));
    place_script(s.c.db, "UPDATE appraisal_return SET n_answered = 16 WHERE year = '2016' AND body = '" SCENE_BODY "'");
    place_script(s.c.db, "INSERT INTO appraisal_topic (year, body, question, topic, n) VALUES ('2016', '" SCENE_BODY
                         "', 'X1', '', 12), ('2016', '" SCENE_BODY "', 'X1', 'decisions', 11)");
    place_script(s.c.db, "INSERT INTO appraisal_comment (id, year, body, question, words) VALUES ('a', '2016', "
                         "'" SCENE_BODY "', 'X1', 'Decide <faster>'), ('b', '2016', '" SCENE_BODY "', 'X1', 'Listen')");
    scene_get(&s.c, SECTION "/profile");
    assert_int_equal(s.c.t.res.status, 200);
    assert_true(scene_shows(&s.c, "16 people answered"));
    assert_true(scene_shows(&s.c, "50%") && scene_shows(&s.c, "25%")); /* of ratings; of everybody, who did not know */
    assert_true(scene_shows(&s.c, "90% or more") && scene_shows(&s.c, "[c]"));
    assert_true(scene_shows(&s.c, "Listening: 50% in favour of the board"));
    assert_true(scene_shows(&s.c, "Median in 2015") && scene_shows(&s.c, "3.5"));
    assert_true(scene_shows(&s.c, "12 people wrote something") && scene_shows(&s.c, "Speed of decisions"));
    assert_true(scene_shows(&s.c, "Fewer than 10 people wrote something"));
    assert_false(scene_shows(&s.c, "Decide"));
    scene_get(&s.c, SECTION "/profile/X1");
    assert_true(scene_shows(&s.c, "Decide &lt;faster&gt;"));
    scene_get(&s.c, SECTION "/profile/X2");
    assert_int_equal(s.c.t.res.status, 404);
    scene_sign_in(&s.c, &s.c.people[SIGNATORY]);
    scene_get(&s.c, SECTION "/profile.csv");
    assert_int_equal(s.c.t.res.status, 200);
    assert_true(scene_shows(&s.c, ",3,3,0,6,0,4,0,12,2.5\r\n") || scene_shows(&s.c, ",3,3,0,6,0,4,0,12,2.5\n"));
    assert_true(scene_shows(&s.c, ",[c],[c],[c],90% or more,[c],0,0,12,4"));
    close_stage(&s);
}

static void a_profile_stands_beside_what_those_that_merged_said_together(const place *p)
{
    stage s;
    open_stage(&s, p);
    add_last_year(&s);
    add_last_return(&s, SCENE_OTHER_BODY);
    add_last_return(&s, "E38000037"); /* of which nothing could be shown */
    place_script(s.c.db, PROFILE_ROW("2015", SCENE_OTHER_BODY, "L1", "14, 0, 0, 0, 2, 12, 2, 0, 5, 0"));
    place_script(s.c.db, PROFILE_ROW("2015", SCENE_BODY, "L2", "16, 2, 2, 8, 4, 0, 0, 0, 3, 0"));
    place_script(s.c.db, PROFILE_ROW("2015", SCENE_OTHER_BODY, "L2", "14, -1, -1, -1, -1, -1, 0, 0, 5, 5"));
    place_script(s.c.db, PROFILE_ROW("2016", SCENE_BODY, "L1", "12, 3, 3, 0, 6, 0, 4, 0, 2.5, 0"));
    place_script(s.c.db, PROFILE_ROW("2016", SCENE_BODY, "L2", "12, 3, 3, 0, 6, 0, 4, 0, 2.5, 0"));
    place_script(s.c.db, "UPDATE appraisal_return SET n_answered = 16 WHERE year = '2016' AND body = '" SCENE_BODY "'");
    place_script(s.c.db, "DELETE FROM life WHERE object IN ('2016/" SCENE_OTHER_BODY "', '2016/E38000037')");
    place_script(s.c.db,
                 "DELETE FROM appraisal_return WHERE year = '2016' AND body IN ('" SCENE_OTHER_BODY "', 'E38000037')");
    const text merged[] = { TEXT(SCENE_OTHER_BODY), TEXT("E38000037") };
    assert_done(
        organisations_merge(s.c.db, merged, 2, TEXT(SCENE_BODY), TEXT("2016-04-01"), &scene_admin, 1000, error));
    scene_get(&s.c, SECTION "/profile");
    assert_int_equal(s.c.t.res.status, 200);
    assert_true(scene_shows(&s.c, "[b] Figures of 2015 are not like those of this year, since organisations have "
                                  "merged. They are the answers of the people of these, taken together: NHS Eastern "
                                  "Cheshire; NHS North West Surrey. Nothing can be shown of: NHS Corby."));
    /* L1: 18 of 30 in favour, and the 15th and the 16th of them said 4; L2: one of the two does not show it */
    assert_true(scene_shows(&s.c, ">60%</td>"));
    assert_true(scene_shows(&s.c, "Median in 2015 [b] </span>4</td>"));
    assert_true(scene_shows(&s.c, "Median in 2015 [b] </span>[c]</td>"));
    close_stage(&s);
}

static void before_the_close_and_below_the_threshold_a_profile_shows_nothing(const place *p)
{
    stage s;
    open_stage(&s, p);
    invite(&s);
    scene_get(&s.c, SECTION "/profile");
    assert_true(scene_shows(&s.c, "People can answer until the end of 28 August 2016"));
    scene_get(&s.c, SECTION "/profile.csv");
    assert_int_equal(s.c.t.res.status, 404);
    appraise_test_go_to(&s.c, "2016-08-29 00:00");
    scene_sign_in(&s.c, &s.c.people[LEAD]);
    scene_get(&s.c, SECTION "/profile");
    assert_true(scene_shows(&s.c, "Fewer than 10 people answered, so nothing can be shown"));
    assert_false(scene_shows(&s.c, "<table"));
    close_stage(&s);
}

/* ---- reading, without a server ---- */

static void read_list(upw_arena *arena, const char *pasted, electors_reading *out)
{
    electors_read_pasted(text_of(pasted), arena, out);
}

static void lists_are_read_as_people_have_them(const place *p)
{
    upw_arena arena;
    electors_reading r;
    (void)p;
    memory_init_arena(&arena);
    read_list(&arena, "email\tname\tcapacity\r\nann@example.org\tAnn \"A\" Archer\tOther\r\n\r\n", &r);
    assert_int_equal(r.n_faults, 0);
    assert_int_equal(r.list.n, 1);
    assert_true(text_equal(r.list.at[0].name, TEXT("Ann \"A\" Archer")));
    read_list(&arena, "\"Archer, Ann\",Ann@Example.org,clinical_lead", &r);
    assert_int_equal(r.n_faults, 0);
    assert_true(text_equal(r.list.at[0].name, TEXT("Archer, Ann")));
    assert_true(text_equal(r.list.at[0].email, TEXT("ann@example.org")));
    assert_int_equal(r.list.at[0].capacity, CAPACITY_CLINICAL_LEAD);
    read_list(&arena, "Ann,ann@example.org,other\n\"Ben,ben@example.org,other\nCy,cy@example.org,other\n", &r);
    assert_int_equal(r.n_faults, 1);
    assert_true(
        text_equal(r.faults[0], TEXT("Line 2: A quotation mark is opened and not closed. Remove it, or close it")));
    upw_arena_clear(&arena);
}

static void ten_thousand_people_are_too_many_and_thousands_of_faults_are_counted(const place *p)
{
    upw_arena arena;
    electors_reading r;
    buffer b;
    (void)p;
    memory_init_arena(&arena);
    buffer_init(&b, 1000000);
    for (int i = 0; i < 10000; i++)
        buffer_add_format(&b, "Person %d,p%d@example.org,manager\n", i, i);
    electors_read_pasted(buffer_text(&b), &arena, &r);
    assert_int_equal(r.n_faults, 1);
    assert_true(text_equal(r.faults[0], TEXT("The list must have 5,000 people or fewer")));
    buffer_clear(&b);
    for (int i = 0; i < 10000; i++)
        buffer_add_format(&b, "Person %d,nowhere,manager\n", i);
    electors_read_pasted(buffer_text(&b), &arena, &r);
    assert_int_equal(r.n_faults, 10000);
    assert_int_equal(r.list.n, 0);
    buffer_clear(&b);
    upw_arena_clear(&arena);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(what_is_wrong_in_a_list_is_said_line_by_line_and_nobody_is_added),
        PLACE_TEST(a_file_is_read_by_the_names_of_its_columns),
        PLACE_TEST(who_is_on_another_list_is_not_asked_twice),
        PLACE_TEST(of_two_leads_who_put_a_person_right_the_second_is_told),
        PLACE_TEST(everybody_is_invited_at_once_and_then_there_is_one_number),
        PLACE_TEST(a_letter_that_did_not_come_goes_to_another_address),
        PLACE_TEST(a_profile_shows_what_may_be_shown_beside_last_years),
        PLACE_TEST(a_profile_stands_beside_what_those_that_merged_said_together),
        PLACE_TEST(before_the_close_and_below_the_threshold_a_profile_shows_nothing),
        PLACE_TEST(lists_are_read_as_people_have_them),
        PLACE_TEST(ten_thousand_people_are_too_many_and_thousands_of_faults_are_counted),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
