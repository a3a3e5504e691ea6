/* A report from its tables to a correction, by the people of a scene, on both databases. */
#include "services/appraise/tests/report_scene.h"

static const store_statement find_letter = {
    "test_find_letter",
    "SELECT body FROM outbox WHERE email = $1 AND address = $2",
    .takes = "tt",
    .gives = "t",
};

static void a_report_lives_from_its_tables_to_a_correction(const place *p)
{
    reporting_scene s;
    reply words = { .words = TEXT("We thank local bodies.") };
    open_scene(&s, p);
    share(&s);
    assert_int_equal(letters_to(&s, "A14", &s.c.people[BOARD]), 1);
    assert_int_equal(letters_to(&s, "A18", &s.c.people[MEMBER]), 0); /* their day has not come */
    const int64_t number = raise_point(&s);
    assert_int_equal(report_state(&s), STATE_REPORT_SETTLING);
    settle(&s, number, POINT_ACCEPTED);
    write_annex(&s, "The count was mended.", number);
    const reporting *w = as(&s, BOARD, ROLE_BOARD);
    assert_done(reporting_save_reply(w, &s.round, &words, error));
    assert_done(reporting_send_reply(w, &s.round, error));
    assert_int_equal(round_state(&s), STATE_ROUND_REPLIED);
    finalise(&s);
    assert_int_equal(report_state(&s), STATE_REPORT_SCHEDULED);
    assert_int_equal(s.report.release_ms, appraise_test_ms("2016-11-30 09:30"));
    release(&s, COALITION);
    release(&s, SECOND);
    appraise_test_go_to(&s.c, "2016-11-29 10:00");
    assert_int_equal(letters_to(&s, "A18", &s.c.people[MEMBER]), 1);
    test_now_ms = appraise_test_ms("2016-11-30 09:30") - 1;
    appraise_test_duties(&s.c);
    assert_int_equal(round_state(&s), STATE_ROUND_FINAL);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    assert_int_equal(round_state(&s), STATE_ROUND_PUBLISHED);
    assert_int_equal(report_state(&s), STATE_REPORT_PUBLISHED);
    assert_int_equal(letters_to(&s, "A19", &s.c.people[LEAD]), 1);
    assert_int_equal(appraise_test_state(&s.c, MACHINE_FACTUAL_POINT, TEST_YEAR "/1"), STATE_FACTUAL_POINT_PRINTED);

    test_now_ms = appraise_test_ms("2016-12-05 10:00");
    w = as(&s, COALITION, ROLE_COALITION);
    assert_refused(reporting_begin_correction(w, &s.report, TEXT("Too short"), error), "20");
    assert_done(reporting_begin_correction(w, &s.report, TEXT("The method was told wrongly in annex A"), error));
    write_annex(&s, "Told rightly.", 0);
    check(&s);
    w = as(&s, SECOND, ROLE_COALITION);
    assert_done(reporting_approve(w, &s.report, error));
    release(&s, COALITION);
    assert_int_equal(report_state(&s), STATE_REPORT_APPROVED);
    release(&s, SECOND);
    assert_int_equal(report_state(&s), STATE_REPORT_PUBLISHED);
    assert_int_equal(s.report.edition, 2);
    assert_int_equal(appraise_test_state(&s.c, MACHINE_REPORT, TEST_YEAR "/1"), STATE_REPORT_SUPERSEDED);
    assert_int_equal(letters_to(&s, "A20", &s.c.people[LEAD]), 1);
    scene_close(&s.c);
}

static void nothing_is_public_a_millisecond_early_nor_with_one_approval(const place *p)
{
    reporting_scene s;
    open_scene(&s, p);
    share(&s);
    appraise_test_go_to(&s.c, "2016-10-12 00:00"); /* ten working days later nobody has replied */
    assert_int_equal(round_state(&s), STATE_ROUND_REPLIED);
    assert_int_equal(letters_to(&s, "A17", &s.c.people[BOARD]), 1);
    finalise(&s);
    release(&s, COALITION);
    const reporting *const w = as(&s, COALITION, ROLE_COALITION);
    assert_refused(reporting_release(w, &s.round, &s.report, error), "different person");
    assert_false(is_public(&s, "2016-11-30 09:30"));
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    assert_int_equal(round_state(&s), STATE_ROUND_FINAL);
    test_now_ms = appraise_test_ms("2016-11-30 09:31");
    release(&s, SECOND); /* late: the next working day */
    assert_false(is_public(&s, "2016-11-30 10:00"));
    assert_false(is_public(&s, "2016-12-01 09:29"));
    assert_true(is_public(&s, "2016-12-01 09:30"));
    scene_close(&s.c);
}

static void who_built_it_does_not_approve_it(const place *p)
{
    reporting_scene s;
    report_checks checks;
    open_scene(&s, p);
    assert_refused(reporting_share(as(&s, COALITION, ROLE_COALITION), &s.round, &s.report, error), "no such report");
    build(&s);
    const reporting *w = as(&s, COALITION, ROLE_COALITION);
    assert_refused(reporting_check(w, &s.round, &s.report, &checks, error), "not possible");
    assert_refused(reporting_approve(w, &s.report, error), "not possible");
    check(&s);
    w = as(&s, ANALYST, ROLE_COALITION); /* the same person in both roles */
    assert_refused(reporting_approve(w, &s.report, error), "cannot approve");
    w = as(&s, COALITION, ROLE_COALITION);
    assert_done(reporting_approve(w, &s.report, error));
    assert_int_equal(report_state(&s), STATE_REPORT_APPROVED);
    assert_int_equal(s.report.fingerprint.len, REPORT_FINGERPRINT_LEN);
    w = as(&s, COALITION, ROLE_COALITION);
    assert_refused(reporting_share(w, &s.round, &s.report, error), "Nobody is on the list");
    assert_int_equal(round_state(&s), STATE_ROUND_ANALYSING);
    scene_close(&s.c);
}

static void a_chapter_that_names_somebody_or_has_a_table_twice_goes_back(const place *p)
{
    reporting_scene s;
    report_checks checks;
    open_scene(&s, p);
    build(&s);
    write_annex(&s, "Ask Dr Brown about it.", 0);
    const reporting *const w = as(&s, ANALYST, ROLE_ANALYST);
    assert_done(reporting_check(w, &s.round, &s.report, &checks, error));
    assert_false(checks.all_pass);
    assert_int_equal(report_state(&s), STATE_REPORT_ASSEMBLING);
    assert_done(reports_list_checks(s.c.db, &s.report, &s.c.arena, &checks, error));
    assert_true(checks.n > 5); /* what was found is kept */
    build(&s);
    write_annex(&s, "{T2.1}", 0); /* chapter 2 has it */
    assert_done(reporting_check(w, &s.round, &s.report, &checks, error));
    assert_false(checks.all_pass);
    build(&s);
    check(&s);
    assert_int_equal(report_state(&s), STATE_REPORT_IN_CHECKS);
    scene_close(&s.c);
}

static void what_was_shared_changes_only_because_of_an_accepted_point(const place *p)
{
    reporting_scene s;
    report_chapter chapter;
    report_differences changed;
    bool found;
    open_scene(&s, p);
    share(&s);
    const int64_t first = raise_point(&s), second = raise_point(&s);
    assert_int_equal(letters_to(&s, "A15", &s.c.people[BOARD]), 2);
    const reporting *w = as(&s, ANALYST, ROLE_ANALYST);
    assert_done(reports_find_chapter(s.c.db, &s.report, false, 1, &s.c.arena, &chapter, &found, error));
    chapter.point = first;
    assert_refused(reporting_write_chapter(w, &s.report, &chapter, error), "accepted factual point");
    settle(&s, first, POINT_REJECTED);
    assert_refused(reporting_write_chapter(w, &s.report, &chapter, error), "accepted factual point");
    settle(&s, second, POINT_PART_ACCEPTED);
    write_annex(&s, "Mended in part.", second);
    w = as(&s, COALITION, ROLE_COALITION);
    assert_done(report_find_differences(s.c.db, &s.report, &s.c.arena, &changed, error));
    assert_true(changed.n > 0);
    assert_int_equal(changed.n_unexplained, 0);
    assert_int_equal(changed.at[0].point, second);
    scene_close(&s.c);
}

/* What an accepted point changes is text; a figure is mended by a correction, whose tables are built anew. */
static void tables_are_frozen_from_approval_on_and_built_anew_in_a_correction(const place *p)
{
    static const report_sources from = { 0 };
    reporting_scene s;
    open_scene(&s, p);
    build(&s);
    check(&s);
    const reporting *w = as(&s, COALITION, ROLE_COALITION);
    assert_done(reporting_approve(w, &s.report, error));
    w = as(&s, ANALYST, ROLE_ANALYST);
    assert_refused(reporting_build(w, &s.round, &from, false, error), "its tables are frozen");
    name(&s, BOARD, false);
    w = as(&s, COALITION, ROLE_COALITION);
    assert_done(reporting_share(w, &s.round, &s.report, error));
    const int64_t number = raise_point(&s);
    settle(&s, number, POINT_ACCEPTED);
    w = as(&s, ANALYST, ROLE_ANALYST);
    assert_refused(reporting_build(w, &s.round, &from, false, error), "not after sharing");
    appraise_test_go_to(&s.c, "2016-10-12 00:00");
    finalise(&s);
    release(&s, COALITION);
    release(&s, SECOND);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    w = as(&s, ANALYST, ROLE_ANALYST);
    assert_refused(reporting_build(w, &s.round, &from, false, error), "not after sharing");
    w = as(&s, COALITION, ROLE_COALITION);
    assert_done(reporting_begin_correction(w, &s.report, TEXT("Table T1.1 was counted wrongly"), error));
    w = as(&s, ANALYST, ROLE_ANALYST);
    assert_done(reporting_build(w, &s.round, &from, false, error));
    as(&s, ANALYST, ROLE_ANALYST);
    assert_int_equal(s.report.edition, 2);
    assert_int_equal(s.report.built_ms, test_now_ms);
    scene_close(&s.c);
}

static void the_reply_is_kept_word_for_word_and_sent_once(const place *p)
{
    static const char words[] = "  We thank you.\n\n* We will try. \xE2\x80\x9CSoon\xE2\x80\x9D\n";
    reporting_scene s;
    reply kept, draft = { 0 };
    bool found;
    open_scene(&s, p);
    share(&s);
    draft.words = text_of(words);
    const reporting *w = as(&s, BOARD, ROLE_BOARD);
    assert_refused(reporting_send_reply(w, &s.round, error), "Enter the board's reply");
    assert_done(reporting_save_reply(w, &s.round, &draft, error));
    assert_refused(reporting_save_reply(w, &s.round, &draft, error), ""); /* somebody was first */
    assert_refused(reporting_finalise(as(&s, COALITION, ROLE_COALITION), &s.round, &s.report, error), "still reply");
    w = as(&s, BOARD, ROLE_BOARD);
    assert_done(reporting_send_reply(w, &s.round, error));
    w = as(&s, BOARD, ROLE_BOARD);
    assert_refused(reporting_save_reply(w, &s.round, &draft, error), "until it is sent");
    assert_done(replies_find(s.c.db, TEXT(TEST_YEAR), &s.c.arena, &kept, &found, error));
    assert_true(text_equal(kept.words, text_of(words)));
    assert_int_equal(kept.sent_ms, test_now_ms);
    assert_int_equal(letters_to(&s, "A16", &s.c.people[COALITION]), 1);
    scene_close(&s.c);
}

static void letters_say_nothing_of_what_stands_in_it(const place *p)
{
    reporting_scene s;
    store_rows row;
    bool found;
    open_scene(&s, p);
    share(&s);
    raise_point(&s);
    const store_value values[] = { STORE_TEXT(TEXT("A15")), STORE_TEXT(s.c.people[BOARD].email) };
    assert_done(store_find(s.c.db, &find_letter, values, &row, &found, error));
    assert_true(found && !text_contains(store_text(&row, 0), TEXT("The number is wrong")));
    assert_done(store_end(&row, error));
    scene_close(&s.c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_report_lives_from_its_tables_to_a_correction),
        PLACE_TEST(nothing_is_public_a_millisecond_early_nor_with_one_approval),
        PLACE_TEST(who_built_it_does_not_approve_it),
        PLACE_TEST(a_chapter_that_names_somebody_or_has_a_table_twice_goes_back),
        PLACE_TEST(what_was_shared_changes_only_because_of_an_accepted_point),
        PLACE_TEST(tables_are_frozen_from_approval_on_and_built_anew_in_a_correction),
        PLACE_TEST(the_reply_is_kept_word_for_word_and_sent_once),
        PLACE_TEST(letters_say_nothing_of_what_stands_in_it),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
