/* A return from "not started" to "accepted": each move when it may and by whom it may, and refused otherwise; nothing
 * is lost when two change it; what two people sign is one text whose fingerprint anybody can compute. */
#include "services/appraise/tests/year.h"

#include "services/appraise/signed.h"
#include "workflow/outbox.h"

static const char reason[] = "We are being merged and nobody is left to ask";

static void refused(scene *c, const appraise_test_wish *wish, const char *words)
{
    upw_error why = { 0 };
    const workflow_state before = appraise_test_state(c, MACHINE_RETURN, wish->object);
    assert_false(appraise_test_try(c, wish, &why));
    if (strstr(why.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", why.message, words);
    assert_int_equal(appraise_test_state(c, MACHINE_RETURN, wish->object), before);
}
#define BY_LEAD .object = TEST_RETURN, .who = LEAD, .role = ROLE_BODY_LEAD
#define BY_CHAIR .object = TEST_RETURN, .who = SIGNATORY, .role = ROLE_SIGNATORY
#define BY_OFFICE .object = TEST_RETURN, .who = COALITION, .role = ROLE_COALITION
#define BY_CLOCK .object = TEST_RETURN, .role = ROLE_SYSTEM
#define REFUSED(c, words, ...) refused((c), &(appraise_test_wish){ __VA_ARGS__ }, (words))
#define MOVE(c, ...) appraise_test_move((c), __VA_ARGS__)
#define IS(c, state) assert_int_equal(appraise_test_state((c), MACHINE_RETURN, TEST_RETURN), (state))

static void open_round(scene *c, const place *p)
{
    scene_open(c, p);
    appraise_test_round(c);
    appraise_test_accept(c);
    appraise_test_go_to(c, "2016-08-01 09:00");
}

/* As invitations leave it: so many on the list, and people answer. */
static void put_collecting(scene *c, int n_electors)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "UPDATE appraisal_return SET n_electors = %d WHERE body = '" SCENE_BODY
             "'; UPDATE life SET state = 'collecting' WHERE object = '" TEST_RETURN "'",
             n_electors);
    place_script(c->db, sql);
}

/* As the close leaves it: F1 about the board has the median given, all other questions 4. */
static void put_profile(scene *c, double median)
{
    static const store_statement add = { "test_profile",
                                         "INSERT INTO appraisal_profile (year, body, question, target, n, n_1, n_2, "
                                         "n_3, n_4, n_5, n_do_not_know, n_does_not_apply, median, same_answer) "
                                         "VALUES ($1, $2, $3, $4, 12, 0, 3, 3, 3, 3, 0, 0, $5, 0)",
                                         .takes = "ttttd" };
    questionnaire asked;
    assert_done(questionnaire_find(c->db, TEXT(TEST_YEAR), &c->arena, &asked, error));
    place_script(c->db, "UPDATE appraisal_return SET n_answered = 12 WHERE body = '" SCENE_BODY "'");
    for (size_t i = 0; i < asked.n; i++)
        for (question_target t = 0; asked.at[i].scale != SCALE_TEXT && t < TARGET_COUNT; t++) {
            const bool is_it = text_equal(asked.at[i].id, TEXT("F1")) && t == TARGET_NATIONAL;
            const store_value values[] = { STORE_TEXT(TEXT(TEST_YEAR)), STORE_TEXT(TEXT(SCENE_BODY)),
                                           STORE_TEXT(asked.at[i].id), STORE_TEXT(text_of(question_target_names[t])),
                                           STORE_NUMBER(is_it ? median : 4) };
            if (question_is_about(&asked.at[i], t))
                assert_done(store_run(c->db, &add, values, NULL, error));
        }
}

static appraise_deed by_lead(const scene *c)
{
    return appraise_test_deed(c, LEAD, ROLE_BODY_LEAD, SCENE_BODY);
}

/* Every question that is scored gets this score. */
static void save_all_scores(scene *c, int64_t score)
{
    questionnaire asked;
    return_score at[QUESTIONS_MAX * TARGET_COUNT];
    return_scores scores = { at, 0 };
    const appraise_return ret = appraise_test_return(c);
    const appraise_deed by = by_lead(c);
    assert_done(questionnaire_find(c->db, TEXT(TEST_YEAR), &c->arena, &asked, error));
    for (size_t i = 0; i < asked.n; i++)
        for (question_target t = 0; asked.at[i].scale != SCALE_TEXT && t < TARGET_COUNT; t++)
            if (question_is_about(&asked.at[i], t))
                at[scores.n++] = (return_score){ asked.at[i].id, t, score, TEXT("") };
    assert_done(returns_save_scores(c->db, &ret, &scores, &by, error));
}

static void save_statement(scene *c, const char *met_on, unsigned consulted)
{
    appraise_return ret = appraise_test_return(c);
    const appraise_deed by = by_lead(c);
    ret.met_on = text_of(met_on);
    ret.consulted = consulted;
    ret.statement_board = TEXT("It listens.\nIt could answer sooner.");
    ret.statement_office = TEXT("It helps.");
    ret.asks[0] = TEXT("Ten working days for every return");
    assert_done(returns_save_statement(c->db, &ret, &by, error));
}

static return_signing signing(scene *c, const char *title)
{
    return (return_signing){ text_of(title), appraise_test_return(c).version };
}

static void sign_first(scene *c)
{
    return_signing s = signing(c, "Accountable officer");
    MOVE(c, .event = EVENT_RETURN_SIGN, BY_LEAD, .facts = &s);
}

static void sign_second(scene *c)
{
    return_signing s = signing(c, "Chair");
    MOVE(c, .event = EVENT_RETURN_COUNTERSIGN, BY_CHAIR, .facts = &s);
}

/* Without an individual stage, agreed on the third of August. */
static void agree(scene *c)
{
    MOVE(c, .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    save_all_scores(c, 3);
    test_now_ms = appraise_test_ms("2016-08-03 10:00");
    save_statement(c, "2016-08-03", 1u << CONSULTED_NONE);
    MOVE(c, .event = EVENT_RETURN_AGREE, BY_LEAD);
}

static void submit(scene *c)
{
    agree(c);
    sign_first(c);
    sign_second(c);
}

static void a_lead_accepts_and_names_somebody_else(const place *p)
{
    scene c;
    return_acceptance chair, self, stranger;
    scene_open(&c, p);
    appraise_test_round(&c);
    chair.signatory = c.people[SIGNATORY].id;
    self.signatory = c.people[LEAD].id;
    stranger.signatory = c.people[MEMBER].id;
    REFUSED(&c, "Select who signs", .event = EVENT_RETURN_PREPARE, BY_LEAD);
    REFUSED(&c, "different person", .event = EVENT_RETURN_PREPARE, BY_LEAD, .facts = &self);
    REFUSED(&c, "Select who signs", .event = EVENT_RETURN_PREPARE, BY_LEAD, .facts = &stranger);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_PREPARE, BY_CHAIR, .facts = &chair);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_PREPARE, BY_OFFICE, .facts = &chair);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_PREPARE, .object = TEST_YEAR "/" SCENE_OTHER_BODY, .who = LEAD,
            .role = ROLE_BODY_LEAD, .facts = &chair);
    MOVE(&c, .event = EVENT_RETURN_PREPARE, BY_LEAD, .facts = &chair);
    IS(&c, STATE_RETURN_PREPARING);
    const appraise_return ret = appraise_test_return(&c);
    assert_true(text_equal(ret.lead, c.people[LEAD].id));
    assert_true(text_equal(ret.signatory, c.people[SIGNATORY].id));
    scene_close(&c);
}

static void the_individual_stage_is_left_out_where_too_few_are_asked(const place *p)
{
    scene c;
    scene_open(&c, p);
    appraise_test_round(&c);
    appraise_test_accept(&c);
    REFUSED(&c, "not open yet", .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    appraise_test_go_to(&c, "2016-08-01 09:00");
    place_script(c.db, "UPDATE appraisal_return SET n_electors = 10");
    REFUSED(&c, "invite them", .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    place_script(c.db, "UPDATE appraisal_return SET n_electors = 9");
    MOVE(&c, .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    IS(&c, STATE_RETURN_DRAFTING);
    assert_false(appraise_test_return(&c).has_individual_stage);
    scene_close(&c);
}

static void who_loaded_a_list_and_invited_nobody_goes_on_after_the_close(const place *p)
{
    scene c;
    open_round(&c, p);
    place_script(c.db, "UPDATE appraisal_return SET n_electors = 40");
    test_now_ms = appraise_test_ms("2016-08-29 00:00");
    MOVE(&c, .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    IS(&c, STATE_RETURN_DRAFTING);
    scene_close(&c);
}

static void a_profile_is_shown_after_the_close_to_ten_people_and_to_no_fewer(const place *p)
{
    scene c;
    open_round(&c, p);
    put_collecting(&c, 40);
    REFUSED(&c, "can still answer", .event = EVENT_RETURN_PROFILE_READY, BY_CLOCK);
    REFUSED(&c, "can still answer", .event = EVENT_RETURN_PROFILE_WITHHELD, BY_CLOCK);
    test_now_ms = appraise_test_ms("2016-08-29 00:00");
    REFUSED(&c, "Too few", .event = EVENT_RETURN_PROFILE_READY, BY_CLOCK);
    place_script(c.db, "UPDATE appraisal_return SET n_answered = 10");
    REFUSED(&c, "There is a profile", .event = EVENT_RETURN_PROFILE_WITHHELD, BY_CLOCK);
    MOVE(&c, .event = EVENT_RETURN_PROFILE_READY, BY_CLOCK);
    IS(&c, STATE_RETURN_PROFILE_READY);
    scene_close(&c);
}

static void a_draft_begins_at_the_medians_and_a_distance_of_one_needs_a_reason(const place *p)
{
    scene c;
    return_scores scores;
    upw_error why = { 0 };
    open_round(&c, p);
    put_collecting(&c, 40);
    test_now_ms = appraise_test_ms("2016-08-29 00:00");
    put_profile(&c, 1.5);
    MOVE(&c, .event = EVENT_RETURN_PROFILE_READY, BY_CLOCK);
    MOVE(&c, .event = EVENT_RETURN_START_DRAFT, BY_LEAD);
    assert_done(returns_list_scores(c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &c.arena, &scores, error));
    assert_int_equal(returns_look_up_score(&scores, TEXT("F1"), TARGET_NATIONAL)->score, 2); /* towards the middle */
    assert_int_equal(returns_look_up_score(&scores, TEXT("L1"), TARGET_LOCAL)->score, 4);
    test_now_ms = appraise_test_ms("2016-09-05 10:00");
    save_statement(&c, "2016-09-01", 1u << CONSULTED_GOVERNING_BODY);
    return_score at[] = { { TEXT("F1"), TARGET_NATIONAL, 3, TEXT("") } };
    appraise_return ret = appraise_test_return(&c);
    const appraise_deed by = by_lead(&c);
    assert_done(returns_save_scores(c.db, &ret, &(return_scores){ at, 1 }, &by, error));
    REFUSED(&c, "differs from what people said", .event = EVENT_RETURN_AGREE, BY_LEAD);
    ret = appraise_test_return(&c);
    at[0].reason = TEXT("We met after the new rules, which people had not seen");
    assert_done(returns_save_scores(c.db, &ret, &(return_scores){ at, 1 }, &by, error));
    MOVE(&c, .event = EVENT_RETURN_AGREE, BY_LEAD);
    ret = appraise_test_return(&c);
    assert_false(returns_save_scores(c.db, &ret, &(return_scores){ at, 1 }, &by, &why)); /* locked */
    assert_int_equal(why.code, UPW_FORBIDDEN);
    scene_close(&c);
}

static void medians_of_halves_go_towards_three(const place *p)
{
    static const struct {
        double median;
        int64_t score;
    } cases[] = { { 1, 1 }, { 1.5, 2 }, { 2.5, 3 }, { 3, 3 }, { 3.5, 3 }, { 4.5, 4 }, { 5, 5 } };
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(return_score_of_median(cases[i].median), cases[i].score);
    assert_true(return_needs_reason(3, 2));
    assert_false(return_needs_reason(3, 2.5));
    assert_false(return_needs_reason(0, 2)); /* no agreed view */
}

static void agreeing_asks_for_every_score_the_meeting_and_who_was_consulted(const place *p)
{
    scene c;
    open_round(&c, p);
    MOVE(&c, .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    test_now_ms = appraise_test_ms("2016-08-03 10:00");
    REFUSED(&c, "Select the agreed score", .event = EVENT_RETURN_AGREE, BY_LEAD);
    save_all_scores(&c, 0); /* no agreed view about anything is an answer */
    REFUSED(&c, "Enter the meeting date", .event = EVENT_RETURN_AGREE, BY_LEAD);
    save_statement(&c, "2016-07-31", 1u << CONSULTED_STAFF); /* before the round */
    REFUSED(&c, "on or after 1 August 2016", .event = EVENT_RETURN_AGREE, BY_LEAD);
    save_statement(&c, "2016-08-04", 1u << CONSULTED_STAFF);
    REFUSED(&c, "not in the future", .event = EVENT_RETURN_AGREE, BY_LEAD);
    save_statement(&c, "2016-08-03", 0);
    REFUSED(&c, "who was consulted", .event = EVENT_RETURN_AGREE, BY_LEAD);
    save_statement(&c, "2016-08-03", 1u << CONSULTED_STAFF);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_AGREE, BY_CHAIR);
    MOVE(&c, .event = EVENT_RETURN_AGREE, BY_LEAD);
    IS(&c, STATE_RETURN_AGREED);
    scene_close(&c);
}

static void two_who_edit_at_once_lose_nothing(const place *p)
{
    scene c;
    upw_error why = { 0 };
    open_round(&c, p);
    MOVE(&c, .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    appraise_return first = appraise_test_return(&c), second = first;
    const appraise_deed by = by_lead(&c);
    const appraise_deed by_other = { .actor = { c.people[MEMBER].id, ROLE_BODY_LEAD, TEXT(SCENE_BODY) },
                                     .now_ms = test_now_ms };
    first.statement_board = TEXT("What the first wrote");
    second.statement_board = TEXT("What the second wrote");
    assert_done(returns_save_statement(c.db, &first, &by_other, error));
    assert_false(returns_save_statement(c.db, &second, &by, &why));
    assert_int_equal(why.code, UPW_CONFLICT);
    const appraise_return now = appraise_test_return(&c);
    assert_true(text_equal(now.statement_board, TEXT("What the first wrote")));
    assert_true(text_equal(now.edited.person, c.people[MEMBER].id));
    assert_true(text_equal(now.edited.part, TEXT("the statement")));
    assert_int_equal(now.edited.at_ms, test_now_ms);
    scene_close(&c);
}

static void two_different_people_sign_what_they_have_read(const place *p)
{
    scene c;
    open_round(&c, p);
    agree(&c);
    return_signing s = signing(&c, ""), old = signing(&c, "Chair");
    REFUSED(&c, "what you are", .event = EVENT_RETURN_SIGN, BY_LEAD, .facts = &s);
    old.version--;
    REFUSED(&c, "Read it again", .event = EVENT_RETURN_SIGN, BY_LEAD, .facts = &old);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_COUNTERSIGN, BY_CHAIR, .facts = &s);
    sign_first(&c);
    IS(&c, STATE_RETURN_PART_SIGNED);
    s.title = TEXT("Chair");
    const account chair = c.people[SIGNATORY];
    c.people[SIGNATORY] = c.people[LEAD]; /* the lead, who holds the other role as well */
    REFUSED(&c, "different person", .event = EVENT_RETURN_COUNTERSIGN, BY_CHAIR, .facts = &s);
    c.people[SIGNATORY] = chair;
    sign_second(&c);
    IS(&c, STATE_RETURN_SUBMITTED);
    scene_close(&c);
}

static void what_was_signed_is_one_text_whose_fingerprint_anybody_can_compute(const place *p)
{
    scene c;
    text words;
    bool found;
    char fingerprint[SIGNED_FINGERPRINT_LEN + 1];
    open_round(&c, p);
    submit(&c);
    const appraise_return ret = appraise_test_return(&c);
    assert_int_equal(ret.edition, 1);
    assert_done(returns_find_signed(c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), 1, &c.arena, &words, &found, error));
    assert_true(found);
    signed_fingerprint(words, fingerprint);
    assert_true(text_equal(ret.fingerprint, text_of(fingerprint)));
    static const char *const lines[] = {
        "Upward: a signed return, form 1\nyear: 2016\n",
        "\nindividual stage: no\nmet on: 2016-08-03\nconsulted: none\n",
        "\nquestion: L1 national\nasked: The national board listens to organisations like ours before it makes "
        "decisions that affect our patients.\nagreed: 3 Neither agree nor disagree\n",
        "\nabout the board:\n  It listens.\n  It could answer sooner.\nabout the office:\n  It helps.\nthanks:\nasks:\n"
        "  Ten working days for every return\nobstacles:\n",
        "\nfirst signature: Ann Lead, Accountable officer, 2016-08-03T09:00:00Z\n"
        "second signature: Sam Chair, Chair, 2016-08-03T09:00:00Z\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!text_contains(words, text_of(lines[i])))
            fail_msg("\"%s\" is not in:\n%.*s", lines[i], TEXT_ARGS(words));
    assert_true(words.at[words.len - 1] == '\n');
    /* SHA-256 of "abc": FIPS 180-2, appendix B.1 */
    signed_fingerprint(TEXT("abc"), fingerprint);
    assert_string_equal(fingerprint, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    scene_close(&c);
}

static void reopening_takes_the_signatures_away(const place *p)
{
    scene c;
    open_round(&c, p);
    agree(&c);
    sign_first(&c);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_REOPEN, BY_OFFICE);
    MOVE(&c, .event = EVENT_RETURN_REOPEN, BY_CHAIR);
    IS(&c, STATE_RETURN_DRAFTING);
    assert_int_equal(appraise_test_return(&c).signatures[0].at_ms, 0);
    MOVE(&c, .event = EVENT_RETURN_AGREE, BY_LEAD);
    MOVE(&c, .event = EVENT_RETURN_REOPEN, BY_LEAD);
    test_now_ms = appraise_test_ms("2016-09-24 10:00");
    MOVE(&c, .event = EVENT_RETURN_AGREE, BY_LEAD);
    test_now_ms = appraise_test_ms("2016-09-26 00:00");
    REFUSED(&c, "not possible", .event = EVENT_RETURN_RESUBMIT, BY_CHAIR);
    REFUSED(&c, "over", .event = EVENT_RETURN_REOPEN, BY_LEAD);
    scene_close(&c);
}

static void a_question_is_answered_and_both_sign_again(const place *p)
{
    static const char asked[] = "Which practices does the second sentence mean? They could be recognised";
    scene c;
    upw_error why = { 0 };
    text first, second;
    bool found;
    open_round(&c, p);
    submit(&c);
    REFUSED(&c, "between 20", .event = EVENT_RETURN_QUERY, BY_OFFICE, .reason = "Why?");
    REFUSED(&c, "not possible", .event = EVENT_RETURN_QUERY, BY_LEAD, .reason = asked);
    MOVE(&c, .event = EVENT_RETURN_QUERY, BY_OFFICE, .reason = asked);
    IS(&c, STATE_RETURN_QUERIED);
    assert_true(text_equal(appraise_test_return(&c).query, text_of(asked)));
    REFUSED(&c, "not possible", .event = EVENT_RETURN_ACCEPT, BY_OFFICE);
    return_signing s = signing(&c, "Chair");
    REFUSED(&c, "The lead signs again first", .event = EVENT_RETURN_RESUBMIT, BY_CHAIR, .facts = &s);
    const appraise_deed by = by_lead(&c);
    appraise_return ret = appraise_test_return(&c);
    assert_done(returns_sign_again(c.db, &ret, TEXT("Accountable officer"), &by, error));
    save_statement(&c, "2016-08-03", 1u << CONSULTED_STAFF); /* what is changed after that is not signed */
    s = signing(&c, "Chair");
    REFUSED(&c, "The lead signs again first", .event = EVENT_RETURN_RESUBMIT, BY_CHAIR, .facts = &s);
    assert_false(returns_sign_again(c.db, &ret, TEXT("Accountable officer"), &by, &why));
    assert_int_equal(why.code, UPW_CONFLICT);
    ret = appraise_test_return(&c);
    assert_done(returns_sign_again(c.db, &ret, TEXT("Accountable officer"), &by, error));
    s = signing(&c, "Chair");
    MOVE(&c, .event = EVENT_RETURN_RESUBMIT, BY_CHAIR, .facts = &s);
    ret = appraise_test_return(&c);
    assert_int_equal(ret.edition, 2);
    assert_int_equal(ret.query.len, 0);
    assert_done(returns_find_signed(c.db, ret.year, ret.body, 1, &c.arena, &first, &found, error));
    assert_true(found);
    assert_done(returns_find_signed(c.db, ret.year, ret.body, 2, &c.arena, &second, &found, error));
    assert_true(text_contains(first, TEXT("consulted: none\n")));
    assert_true(text_contains(second, TEXT("consulted: staff\n")));
    scene_close(&c);
}

static void a_question_without_an_answer_lapses_after_the_window_and_five_working_days(const place *p)
{
    scene c;
    open_round(&c, p);
    submit(&c);
    test_now_ms = appraise_test_ms("2016-09-23 10:00"); /* a Friday; the window ends on Sunday */
    MOVE(&c, .event = EVENT_RETURN_QUERY, BY_OFFICE, .reason = "Who is meant by the second sentence?");
    appraise_test_go_to(&c, "2016-09-30 23:59");
    IS(&c, STATE_RETURN_QUERIED);
    REFUSED(&c, "still time", .event = EVENT_RETURN_LAPSE, BY_CLOCK);
    appraise_test_go_to(&c, "2016-10-01 00:00");
    IS(&c, STATE_RETURN_LAPSED);
    scene_close(&c);
}

static void the_office_accepts_or_five_working_days_do(const place *p)
{
    scene c;
    open_round(&c, p);
    submit(&c); /* on Wednesday, 3 August */
    REFUSED(&c, "five working days", .event = EVENT_RETURN_ACCEPT, BY_CLOCK);
    appraise_test_go_to(&c, "2016-08-10 23:59");
    IS(&c, STATE_RETURN_SUBMITTED);
    appraise_test_go_to(&c, "2016-08-11 00:00");
    IS(&c, STATE_RETURN_ACCEPTED);
    scene_close(&c);
}

static void an_officer_accepts_at_once(const place *p)
{
    scene c;
    open_round(&c, p);
    submit(&c);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_ACCEPT, BY_LEAD);
    MOVE(&c, .event = EVENT_RETURN_ACCEPT, BY_OFFICE);
    IS(&c, STATE_RETURN_ACCEPTED);
    scene_close(&c);
}

static void who_declines_says_why_and_may_come_back(const place *p)
{
    scene c;
    open_round(&c, p);
    REFUSED(&c, "Enter why", .event = EVENT_RETURN_DECLINE, BY_LEAD);
    REFUSED(&c, "between 20 and 500", .event = EVENT_RETURN_DECLINE, BY_LEAD, .reason = "No time");
    REFUSED(&c, "not possible", .event = EVENT_RETURN_DECLINE, BY_CHAIR, .reason = reason);
    MOVE(&c, .event = EVENT_RETURN_DECLINE, BY_LEAD, .reason = reason);
    IS(&c, STATE_RETURN_DECLINED);
    assert_true(text_equal(appraise_test_return(&c).reason, text_of(reason)));
    REFUSED(&c, "not possible", .event = EVENT_RETURN_REJOIN, BY_CHAIR);
    MOVE(&c, .event = EVENT_RETURN_REJOIN, BY_LEAD);
    IS(&c, STATE_RETURN_PREPARING);
    assert_int_equal(appraise_test_return(&c).reason.len, 0);
    MOVE(&c, .event = EVENT_RETURN_DECLINE, BY_LEAD, .reason = reason);
    appraise_test_go_to(&c, "2016-09-26 00:00");
    IS(&c, STATE_RETURN_DECLINED); /* and does not lapse */
    REFUSED(&c, "over", .event = EVENT_RETURN_REJOIN, BY_LEAD);
    scene_close(&c);
}

static void who_comes_back_after_people_have_answered_goes_on_from_what_they_said(const place *p)
{
    scene c;
    return_scores scores;
    open_round(&c, p);
    put_collecting(&c, 40);
    MOVE(&c, .event = EVENT_RETURN_DECLINE, BY_LEAD, .reason = reason);
    test_now_ms = appraise_test_ms("2016-08-29 00:00");
    put_profile(&c, 2);
    MOVE(&c, .event = EVENT_RETURN_REJOIN, BY_LEAD);
    MOVE(&c, .event = EVENT_RETURN_SKIP_COLLECTION, BY_LEAD);
    assert_true(appraise_test_return(&c).has_individual_stage);
    assert_done(returns_list_scores(c.db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &c.arena, &scores, error));
    assert_int_equal(returns_look_up_score(&scores, TEXT("F1"), TARGET_NATIONAL)->score, 2);
    scene_close(&c);
}

static void what_was_submitted_can_be_withdrawn_while_the_window_is_open(const place *p)
{
    scene c;
    open_round(&c, p);
    submit(&c);
    REFUSED(&c, "not possible", .event = EVENT_RETURN_WITHDRAW, BY_LEAD, .reason = reason);
    REFUSED(&c, "Enter why", .event = EVENT_RETURN_WITHDRAW, BY_CHAIR);
    MOVE(&c, .event = EVENT_RETURN_WITHDRAW, BY_CHAIR, .reason = reason);
    IS(&c, STATE_RETURN_WITHDRAWN);
    MOVE(&c, .event = EVENT_RETURN_REJOIN, BY_LEAD);
    IS(&c, STATE_RETURN_DRAFTING);
    assert_int_equal(appraise_test_return(&c).fingerprint.len, 0);
    MOVE(&c, .event = EVENT_RETURN_AGREE, BY_LEAD);
    sign_first(&c);
    sign_second(&c);
    assert_int_equal(appraise_test_return(&c).edition, 2);
    test_now_ms = appraise_test_ms("2016-09-26 00:00");
    REFUSED(&c, "over", .event = EVENT_RETURN_WITHDRAW, BY_CHAIR, .reason = reason);
    scene_close(&c);
}

/* The letters of one address, by their ids: "A01 A04 …". */
static const char *list_letters(scene *c, const char *address)
{
    static const store_statement letters = { "test_letters",
                                             "SELECT email FROM outbox WHERE address = $1 ORDER BY email", .takes = "t",
                                             .gives = "t" };
    const store_value values[] = { STORE_TEXT(text_of(address)) };
    store_rows rows;
    buffer b;
    buffer_init(&b, 1000);
    assert_done(store_query(c->db, &letters, values, &rows, error));
    while (store_next(&rows))
        buffer_add_format(&b, "%s%.*s", b.len > 0 ? " " : "", TEXT_ARGS(store_text(&rows, 0)));
    assert_done(store_end(&rows, error));
    return memory_keep(&c->arena, &b).at;
}

static void each_move_tells_those_whom_it_concerns(const place *p)
{
    scene c;
    open_round(&c, p);
    submit(&c);
    MOVE(&c, .event = EVENT_RETURN_QUERY, BY_OFFICE, .reason = "Who is meant by the second sentence?");
    assert_string_equal(list_letters(&c, "lead@example.org"), "A01 A02 A04 A11 A12 A13");
    assert_string_equal(list_letters(&c, "chair@example.org"), "A04 A11 A12 A13");
    assert_string_equal(list_letters(&c, "coalition@example.org"), "A13");
    assert_string_equal(list_letters(&c, "member@example.org"), "");
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_lead_accepts_and_names_somebody_else),
        PLACE_TEST(the_individual_stage_is_left_out_where_too_few_are_asked),
        PLACE_TEST(who_loaded_a_list_and_invited_nobody_goes_on_after_the_close),
        PLACE_TEST(a_profile_is_shown_after_the_close_to_ten_people_and_to_no_fewer),
        PLACE_TEST(a_draft_begins_at_the_medians_and_a_distance_of_one_needs_a_reason),
        PLACE_TEST(medians_of_halves_go_towards_three),
        PLACE_TEST(agreeing_asks_for_every_score_the_meeting_and_who_was_consulted),
        PLACE_TEST(two_who_edit_at_once_lose_nothing),
        PLACE_TEST(two_different_people_sign_what_they_have_read),
        PLACE_TEST(what_was_signed_is_one_text_whose_fingerprint_anybody_can_compute),
        PLACE_TEST(reopening_takes_the_signatures_away),
        PLACE_TEST(a_question_is_answered_and_both_sign_again),
        PLACE_TEST(a_question_without_an_answer_lapses_after_the_window_and_five_working_days),
        PLACE_TEST(the_office_accepts_or_five_working_days_do),
        PLACE_TEST(an_officer_accepts_at_once),
        PLACE_TEST(who_declines_says_why_and_may_come_back),
        PLACE_TEST(who_comes_back_after_people_have_answered_goes_on_from_what_they_said),
        PLACE_TEST(what_was_submitted_can_be_withdrawn_while_the_window_is_open),
        PLACE_TEST(each_move_tells_those_whom_it_concerns),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
