/* A round lives its year: each move when it may, and not before; who may; what is frozen; what letters say. */
#include "services/appraise/tests/year.h"

/* It is refused, and the sentence has these words in it. */
static void refused(scene *c, const appraise_test_wish *wish, const char *words)
{
    upw_error why = { 0 };
    const workflow_machine machine = workflow_events[wish->event].machine;
    const workflow_state before = appraise_test_state(c, machine, wish->object);
    assert_false(appraise_test_try(c, wish, &why));
    if (strstr(why.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", why.message, words);
    assert_int_equal(appraise_test_state(c, machine, wish->object), before);
}
#define REFUSED(c, words, ...) refused((c), &(appraise_test_wish){ __VA_ARGS__ }, (words))
#define ROUND_IS(c, state) assert_int_equal(appraise_test_state((c), MACHINE_ROUND, TEST_YEAR), (state))
#define OFFICER .who = COALITION, .role = ROLE_COALITION

static size_t count_letters(scene *c, const char *id, const char *address)
{
    static const store_statement letters = { "test_letters",
                                             "SELECT count(*) FROM outbox WHERE email = $1 AND address = $2",
                                             .takes = "tt", .gives = "i" };
    const store_value values[] = { STORE_TEXT(text_of(id)), STORE_TEXT(text_of(address)) };
    store_rows row;
    bool found;
    assert_done(store_find(c->db, &letters, values, &row, &found, error));
    const size_t n = (size_t)store_integer(&row, 0);
    assert_done(store_end(&row, error));
    return n;
}

static appraise_round find_round(scene *c)
{
    appraise_round r;
    bool found;
    assert_done(rounds_find(c->db, TEXT(TEST_YEAR), &c->arena, &r, &found, error));
    assert_true(found);
    return r;
}

static void what_cannot_be_a_round_is_said_field_by_field(const place *p)
{
    const struct {
        const char *field;
        web_message message;
        appraise_round r;
    } cases[] = {
#define WITH(member, value)                                                                                            \
    ({                                                                                                                 \
        appraise_round r = appraise_test_draft();                                                                      \
        r.member = (value);                                                                                            \
        r;                                                                                                             \
    })
        { "year", MESSAGE_ROUND_YEAR, WITH(year, TEXT("16")) },
        { "title", MESSAGE_E023, WITH(title, TEXT(" ")) },
        { "board_label", MESSAGE_ENTER_BOARD_LABEL, WITH(board_label, TEXT("")) },
        { "opens_on", MESSAGE_E025, WITH(opens_on, appraise_test_day("2016-07-28")) },
        { "individual_days", MESSAGE_E026, WITH(individual_days, 13) },
        { "individual_days", MESSAGE_E026, WITH(individual_days, 57) },
        { "return_days", MESSAGE_E027, WITH(return_days, 85) },
        { "reply_working_days", MESSAGE_REPLY_DAYS, WITH(reply_working_days, 0) },
        { "publish_on", MESSAGE_E028, WITH(publish_on, appraise_test_day("2016-12-26")) }, /* a bank holiday */
        { "publish_on", MESSAGE_E028, WITH(publish_on, appraise_test_day("2016-12-03")) }, /* a Saturday */
        { "publish_on", MESSAGE_E029, WITH(publish_on, appraise_test_day("2016-11-10")) },
        { "min_people", MESSAGE_E030, WITH(min_people, 7) },
        { "min_people", MESSAGE_E031, WITH(min_people, 31) },
#undef WITH
    };
    const int32_t today = appraise_test_day("2016-07-01");
    const appraise_round good = appraise_test_draft();
    round_fault fault;
    (void)p;
    assert_false(rounds_find_fault(&good, today, &fault));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(rounds_find_fault(&cases[i].r, today, &fault));
        assert_string_equal(fault.field, cases[i].field);
        assert_int_equal(fault.message, cases[i].message);
    }
}

static void a_year_has_one_round_and_a_draft_changes_until_it_is_announced(const place *p)
{
    scene c;
    upw_error why = { 0 };
    scene_open(&c, p);
    appraise_round draft = appraise_test_draft();
    const appraise_deed by = appraise_test_deed(&c, COALITION, ROLE_COALITION, "");
    assert_done(rounds_create(c.db, &draft, &by, error));
    assert_false(rounds_create(c.db, &draft, &by, &why));
    assert_int_equal(why.code, UPW_CONFLICT);
    appraise_round r = find_round(&c);
    assert_false(round_is_public(&r));
    r.title = TEXT("Another title");
    assert_done(rounds_change(c.db, &r, &by, error));
    assert_false(rounds_change(c.db, &r, &by, &why)); /* as it was before */
    assert_int_equal(why.code, UPW_CONFLICT);
    appraise_test_move(&c, .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, OFFICER);
    r = find_round(&c);
    assert_true(text_equal(r.title, TEXT("Another title")));
    assert_true(round_is_public(&r));
    assert_false(rounds_change(c.db, &r, &by, &why));
    assert_int_equal(why.code, UPW_FORBIDDEN);
    scene_close(&c);
}

static void announcing_makes_keys_that_only_this_installation_opens_and_a_return_for_each_body(const place *p)
{
    scene c;
    upw_error why = { 0 };
    answers_keys opened, again;
    appraise_returns all;
    scene_open(&c, p);
    const appraise_round r = appraise_test_round(&c);
    assert_done(rounds_open_keys(&r, c.keys, &opened, error));
    assert_done(rounds_open_keys(&r, c.keys, &again, error));
    assert_memory_equal(&opened, &again, sizeof opened);
    keys *const other = keys_make();
    assert_false(rounds_open_keys(&r, other, &again, &why));
    assert_non_null(strstr(why.message, "another key"));
    assert_false(rounds_open_keys(&r, NULL, &again, &why));
    keys_close(other);
    assert_done(returns_list(c.db, TEXT(TEST_YEAR), &c.arena, &all, error));
    assert_int_equal(all.n, 208); /* three of the 211 closed in 2015 */
    const appraise_return one = appraise_test_return(&c);
    assert_int_equal(one.life.state, STATE_RETURN_NOT_STARTED);
    assert_true(one.office.len > 0 && one.region.len > 0);
    assert_int_equal(count_letters(&c, "A01", "lead@example.org"), 1);
    scene_close(&c);
}

static void announcing_is_refused_while_something_is_missing(const place *p)
{
    scene c;
    scene_open(&c, p);
    const appraise_round draft = appraise_test_draft();
    const appraise_deed by = appraise_test_deed(&c, COALITION, ROLE_COALITION, "");
    assert_done(rounds_create(c.db, &draft, &by, error));
    REFUSED(&c, "not possible", .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, .who = ANALYST,
            .role = ROLE_ANALYST);
    REFUSED(&c, "not possible", .event = EVENT_ROUND_OPEN, .object = TEST_YEAR, .role = ROLE_SYSTEM);
    c.site.services.keys = NULL;
    REFUSED(&c, "no key file", .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, OFFICER);
    c.site.services.keys = c.keys;
    test_now_ms = appraise_test_ms("2016-07-05 10:00"); /* 27 days before */
    REFUSED(&c, "at least 28 days", .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, OFFICER);
    test_now_ms = appraise_test_ms("2016-07-04 10:00");
    appraise_test_move(&c, .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, OFFICER);
    scene_close(&c);
}

static void questions_change_until_they_are_frozen(const place *p)
{
    scene c;
    questionnaire asked;
    upw_error why = { 0 };
    scene_open(&c, p);
    appraise_round draft = appraise_test_draft();
    const appraise_deed by = appraise_test_deed(&c, COALITION, ROLE_COALITION, "");
    assert_done(rounds_create(c.db, &draft, &by, error));
    appraise_round r = find_round(&c);
    const question reworded = { .id = TEXT("L1"), .wording = TEXT("{Body} listens.") };
    assert_done(questionnaire_change(c.db, &r, &reworded, false, &by, error));
    assert_false(questionnaire_change(c.db, &r, &reworded, false, &by, &why)); /* the page was older */
    assert_int_equal(why.code, UPW_CONFLICT);
    r = find_round(&c);
    assert_done(questionnaire_remove(c.db, &r, TEXT("D2"), &by, error));
    r = find_round(&c);
    const question added = { .theme = TEXT("direction"),
                             .wording = TEXT("{Body} says why."),
                             .scale = SCALE_AGREE,
                             .targets = 1u << TARGET_LOCAL };
    assert_done(questionnaire_add(c.db, &r, &added, &by, error));
    assert_done(questionnaire_find(c.db, r.questionnaire, &c.arena, &asked, error));
    assert_int_equal(asked.n, 20);
    assert_true(text_equal(asked.at[0].wording, TEXT("{Body} listens.")));
    assert_true(text_equal(asked.at[3].id, TEXT("D2"))); /* the number of a question that nobody was asked */
    assert_true(text_equal(asked.at[3].wording, TEXT("{Body} says why.")));
    assert_true(text_equal(asked.at[4].theme, TEXT("freedom")));
    appraise_test_move(&c, .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, OFFICER);
    r = find_round(&c);
    assert_false(questionnaire_change(c.db, &r, &reworded, false, &by, &why));
    assert_int_equal(why.code, UPW_FORBIDDEN);
    /* the next year's: what was asked keeps its words, or its number changes */
    draft.year = TEXT("2017");
    draft.opens_on += 365, draft.publish_on += 365;
    assert_done(rounds_create(c.db, &draft, &by, error));
    bool found;
    assert_done(rounds_find(c.db, TEXT("2017"), &c.arena, &r, &found, error));
    const question other = { .id = TEXT("L1"), .wording = TEXT("{Body} hears us.") };
    assert_false(questionnaire_change(c.db, &r, &other, false, &by, &why));
    assert_non_null(strstr(why.message, "used last year"));
    assert_done(questionnaire_change(c.db, &r, &other, true, &by, error));
    assert_done(questionnaire_find(c.db, TEXT("2017"), &c.arena, &asked, error));
    assert_true(text_equal(asked.at[0].id, TEXT("L3")));
    scene_close(&c);
}

static void a_round_opens_at_nine_when_somebody_takes_part(const place *p)
{
    scene c;
    scene_open(&c, p);
    appraise_test_round(&c);
    appraise_test_go_to(&c, "2016-08-01 09:00");
    ROUND_IS(&c, STATE_ROUND_ANNOUNCED); /* nobody does */
    REFUSED(&c, "No local body", .event = EVENT_ROUND_OPEN, .object = TEST_YEAR, .role = ROLE_SYSTEM);
    test_now_ms = appraise_test_ms("2016-07-31 12:00");
    appraise_test_accept(&c);
    appraise_test_go_to(&c, "2016-08-01 08:59");
    ROUND_IS(&c, STATE_ROUND_ANNOUNCED);
    REFUSED(&c, "opens at 9am", .event = EVENT_ROUND_OPEN, .object = TEST_YEAR, .role = ROLE_SYSTEM);
    appraise_test_go_to(&c, "2016-08-01 09:00");
    ROUND_IS(&c, STATE_ROUND_OPEN);
    assert_int_equal(count_letters(&c, "A02", "lead@example.org"), 1);
    appraise_test_duties(&c);
    assert_int_equal(count_letters(&c, "A02", "lead@example.org"), 1);
    scene_close(&c);
}

static void two_officers_cancel_and_people_are_told_why(const place *p)
{
    static const char reason[] = "The national board is being abolished this year";
    scene c;
    account second;
    upw_error why = { 0 };
    scene_open(&c, p);
    appraise_round r = appraise_test_round(&c);
    const appraise_deed by = appraise_test_deed(&c, COALITION, ROLE_COALITION, "");
    REFUSED(&c, "Enter a reason", .event = EVENT_ROUND_CANCEL, .object = TEST_YEAR, OFFICER);
    assert_done(rounds_ask_to_cancel(c.db, &r, TEXT("too short"), &by, error));
    const account draft = { .name = TEXT("Cora Office"), .email = TEXT("cora@example.org") };
    assert_done(accounts_add(c.db, &draft, &scene_admin, 2000, &c.arena, &second, error));
    c.people[MEMBER] = second; /* the second officer */
    REFUSED(&c, "20 characters", .event = EVENT_ROUND_CANCEL, .object = TEST_YEAR, .who = MEMBER,
            .role = ROLE_COALITION);
    assert_false(rounds_ask_to_cancel(c.db, &r, text_of(reason), &by, &why)); /* the page was older */
    assert_int_equal(why.code, UPW_CONFLICT);
    r = find_round(&c);
    assert_done(rounds_ask_to_cancel(c.db, &r, text_of(reason), &by, error));
    REFUSED(&c, "second officer", .event = EVENT_ROUND_CANCEL, .object = TEST_YEAR, OFFICER);
    appraise_test_move(&c, .event = EVENT_ROUND_CANCEL, .object = TEST_YEAR, .who = MEMBER, .role = ROLE_COALITION);
    ROUND_IS(&c, STATE_ROUND_CANCELLED);
    assert_int_equal(count_letters(&c, "A03", "lead@example.org"), 1);
    return_acceptance named = { c.people[SIGNATORY].id };
    REFUSED(&c, "cancelled", .event = EVENT_RETURN_PREPARE, .object = TEST_RETURN, .who = LEAD, .role = ROLE_BODY_LEAD,
            .facts = &named);
    scene_close(&c);
}

static void windows_end_at_midnight_in_london_and_not_before(const place *p)
{
    scene c;
    scene_open(&c, p);
    appraise_test_round(&c);
    appraise_test_accept(&c);
    appraise_test_go_to(&c, "2016-08-01 09:00");
    appraise_test_go_to(&c, "2016-08-28 23:59");
    ROUND_IS(&c, STATE_ROUND_OPEN);
    REFUSED(&c, "can still answer", .event = EVENT_ROUND_CLOSE_INDIVIDUAL, .object = TEST_YEAR, .role = ROLE_SYSTEM);
    appraise_test_go_to(&c, "2016-08-29 00:00");
    ROUND_IS(&c, STATE_ROUND_AGREEING);
    REFUSED(&c, "not possible", .event = EVENT_ROUND_CANCEL, .object = TEST_YEAR, OFFICER);
    appraise_test_go_to(&c, "2016-09-18 09:00"); /* more than seven days */
    assert_int_equal(count_letters(&c, "A10", "lead@example.org"), 0);
    appraise_test_go_to(&c, "2016-09-19 09:00");
    assert_int_equal(count_letters(&c, "A10", "lead@example.org"), 1);
    appraise_test_go_to(&c, "2016-09-25 09:00");
    assert_int_equal(count_letters(&c, "A10", "lead@example.org"), 2);
    REFUSED(&c, "can still be signed", .event = EVENT_ROUND_CLOSE_RETURNS, .object = TEST_YEAR, .role = ROLE_SYSTEM);
    appraise_test_go_to(&c, "2016-09-26 00:00");
    ROUND_IS(&c, STATE_ROUND_ANALYSING);
    assert_int_equal(appraise_test_state(&c, MACHINE_RETURN, TEST_RETURN), STATE_RETURN_LAPSED);
    assert_int_equal(count_letters(&c, "A10", "lead@example.org"), 3);
    appraise_test_go_to(&c, "2016-11-02 09:29");
    assert_int_equal(count_letters(&c, "A18", "lead@example.org"), 0);
    appraise_test_go_to(&c, "2016-11-02 09:30");
    appraise_test_duties(&c);
    assert_int_equal(count_letters(&c, "A18", "lead@example.org"), 1);
    scene_close(&c);
}

static void what_was_missed_while_the_server_stood_still_is_done_in_order(const place *p)
{
    scene c;
    scene_open(&c, p);
    appraise_test_round(&c);
    appraise_test_accept(&c);
    appraise_test_go_to(&c, "2016-10-05 12:00");
    ROUND_IS(&c, STATE_ROUND_ANALYSING);
    assert_int_equal(appraise_test_state(&c, MACHINE_RETURN, TEST_RETURN), STATE_RETURN_LAPSED);
    test_now_ms = appraise_test_ms("2016-08-01 09:00"); /* a clock that jumps back changes nothing */
    appraise_test_duties(&c);
    ROUND_IS(&c, STATE_ROUND_ANALYSING);
    scene_close(&c);
}

static void the_return_window_is_extended_once_and_publication_stays(const place *p)
{
    static const char reason[] = "A bank holiday and an election fell into the window";
    scene c;
    round_extension more = { 7 }, too_many = { 15 };
    scene_open(&c, p);
    appraise_test_round(&c);
    appraise_test_accept(&c);
    appraise_test_go_to(&c, "2016-08-01 09:00");
    REFUSED(&c, "not possible", .event = EVENT_ROUND_EXTEND, .object = TEST_YEAR, OFFICER, .reason = reason,
            .facts = &more);
    appraise_test_go_to(&c, "2016-09-20 09:00");
    REFUSED(&c, "Enter a reason", .event = EVENT_ROUND_EXTEND, .object = TEST_YEAR, OFFICER, .facts = &more);
    REFUSED(&c, "between 1 and 14", .event = EVENT_ROUND_EXTEND, .object = TEST_YEAR, OFFICER, .reason = reason,
            .facts = &too_many);
    more.days = 14; /* 35 working days after 9 October end on 25 November */
    appraise_test_move(&c, .event = EVENT_ROUND_EXTEND, .object = TEST_YEAR, OFFICER, .reason = reason, .facts = &more);
    assert_int_equal(round_last_return_day(&(appraise_round[]){ find_round(&c) }[0]), appraise_test_day("2016-10-09"));
    assert_int_equal(find_round(&c).publish_on, appraise_test_day("2016-11-30"));
    assert_int_equal(count_letters(&c, "A09", "lead@example.org"), 1);
    REFUSED(&c, "once only", .event = EVENT_ROUND_EXTEND, .object = TEST_YEAR, OFFICER, .reason = reason,
            .facts = &more);
    appraise_test_go_to(&c, "2016-10-09 23:59");
    ROUND_IS(&c, STATE_ROUND_AGREEING);
    appraise_test_go_to(&c, "2016-10-10 00:00");
    ROUND_IS(&c, STATE_ROUND_ANALYSING);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(what_cannot_be_a_round_is_said_field_by_field),
        PLACE_TEST(a_year_has_one_round_and_a_draft_changes_until_it_is_announced),
        PLACE_TEST(announcing_makes_keys_that_only_this_installation_opens_and_a_return_for_each_body),
        PLACE_TEST(announcing_is_refused_while_something_is_missing),
        PLACE_TEST(questions_change_until_they_are_frozen),
        PLACE_TEST(a_round_opens_at_nine_when_somebody_takes_part),
        PLACE_TEST(two_officers_cancel_and_people_are_told_why),
        PLACE_TEST(windows_end_at_midnight_in_london_and_not_before),
        PLACE_TEST(what_was_missed_while_the_server_stood_still_is_done_in_order),
        PLACE_TEST(the_return_window_is_extended_once_and_publication_stays),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
