/* The pages of a round and of a return, lived through: set up, announced, accepted, drafted, signed, asked about,
 * accepted; and what is not to be seen before its time. */
#include "services/appraise/tests/forms.h"

#include "services/appraise/signed.h"

static const char set_up[] = "title=The+appraisal+of+2016&board=" SCENE_BOARD
                             "&board_label=the+national+board&office_label=your+local+office&body_label=group"
                             "&opens_on-day=1&opens_on-month=8&opens_on-year=2016&individual_days=28&return_days=28"
                             "&reply_working_days=10&publish_on-day=30&publish_on-month=11&publish_on-year=2016"
                             "&min_people=10&regime=voluntary&shares=final";

static const char *join(scene *c, const char *a, const char *b)
{
    return memory_format(&c->arena, "%s%s", a, b).at;
}

static void announce(scene *c, const place *p)
{
    scene_open(c, p);
    scene_sign_in(c, &c->people[COALITION]);
    scene_get(c, "/coalition/new");
    assert_int_equal(c->t.res.status, 200);
    scene_post(c, "/coalition/new", join(c, "year=2016&", set_up));
    assert_int_equal(c->t.res.status, 303);
    go_on(c, "/coalition/2016", "/coalition/2016/announce", "");
}

static void accept(scene *c)
{
    scene_sign_in(c, &c->people[LEAD]);
    go_on(c, SECTION "/accept", SECTION "/accept",
          memory_format(&c->arena, "signatory=%.*s", TEXT_ARGS(c->people[SIGNATORY].id)).at);
}

static void open_for_drafting(scene *c, const place *p)
{
    announce(c, p);
    accept(c);
    appraise_test_go_to(c, "2016-08-01 09:00");
    scene_sign_in(c, &c->people[LEAD]);
    go_on(c, SECTION, SECTION "/skip", "");
}

static void the_office_sets_a_round_up_and_is_told_what_is_wrong(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_get(&c, "/appraisal");
    assert_true(scene_shows(&c, "No round has been announced yet"));
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/new");
    assert_true(scene_shows(&c, "value=\"" SCENE_BOARD "\""));
    scene_post(&c, "/coalition/new", join(&c, "year=16&", set_up));
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Year must be four digits, like 2027"));
    assert_true(scene_shows(&c, "value=\"The appraisal of 2016\"")); /* nothing is lost */
    scene_get(&c, "/coalition/new");
    test_now_ms = appraise_test_ms("2016-07-05 10:00");
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/new");
    scene_post(&c, "/coalition/new", join(&c, "year=2016&", set_up));
    assert_true(scene_shows(&c, "Opening date must be at least 28 days after today"));
    test_now_ms = appraise_test_ms("2016-07-01 10:00");
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/new");
    scene_post(&c, "/coalition/new", join(&c, "year=2016&", set_up));
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/coalition/new");
    scene_post(&c, "/coalition/new", join(&c, "year=2016&", set_up));
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "There is a round for this year already"));
    scene_get(&c, "/coalition/2016/set-up");
    scene_post(
        &c, "/coalition/2016/set-up",
        memory_format(&c.arena, "version=%.*s&%s", TEXT_ARGS(scene_hidden(&c, "version")),
                      "title=Renamed&board=" SCENE_BOARD
                      "&board_label=the+board&office_label=the+office&body_label=group&opens_on-day=1&opens_on-"
                      "month=8&opens_on-year=2016&individual_days=28&return_days=28&reply_working_days=10&publish_"
                      "on-day=30&publish_on-month=11&publish_on-year=2016&min_people=10&regime=official&shares=draft")
            .at);
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/coalition");
    assert_true(scene_shows(&c, "Renamed"));
    scene_close(&c);
}

/* product.md, section 6.8: by law final figures are for listed people, in the last 24 hours alone. */
static void by_law_final_figures_are_not_shared_to_be_checked(const place *p)
{
    static const char by_law[] = "regime=official&shares=final", draft[] = "regime=official&shares=draft";
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/new");
    const char *const without =
        memory_format(&c.arena, "year=2016&%.*s", (int)(strstr(set_up, "&regime=") - set_up), set_up).at;
    scene_post(&c, "/coalition/new", memory_format(&c.arena, "%s&%s", without, by_law).at);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c,
                            "Official statistics may be seen in final form only in the 24 hours before publication, "
                            "by those on a list. Select a draft with whole numbers"));
    assert_true(scene_shows(&c, "value=\"The appraisal of 2016\"")); /* nothing is lost */
    scene_post(&c, "/coalition/new", memory_format(&c.arena, "%s&regime=official", without).at);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Select what the board and offices check before publication"));
    scene_post(&c, "/coalition/new", memory_format(&c.arena, "%s&%s", without, draft).at);
    assert_int_equal(c.t.res.status, 303);
    go_on(&c, "/coalition/2016", "/coalition/2016/announce", "");
    c.cookie[0] = '\0';
    scene_get(&c, "/appraisal");
    assert_true(scene_shows(&c, "The report of 2016: 9:30am on 30 November 2016"));
    assert_true(scene_shows(&c, "The report of 2017: expected in November 2017"));
    assert_true(scene_shows(&c, "href=\"/contact\""));
    scene_close(&c);
}

static void a_draft_is_seen_by_nobody_else_and_its_announcement_by_everybody(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/new");
    scene_post(&c, "/coalition/new", join(&c, "year=2016&", set_up));
    c.cookie[0] = '\0';
    scene_get(&c, "/appraisal/2016");
    assert_int_equal(c.t.res.status, 404);
    const text draft = memory_copy_text(&c.arena, buffer_text(&c.t.res.body));
    scene_get(&c, "/appraisal/1999");
    assert_true(text_equal(draft, buffer_text(&c.t.res.body)));
    scene_get(&c, "/appraisal");
    assert_false(scene_shows(&c, "The appraisal of 2016"));
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, SECTION);
    assert_int_equal(c.t.res.status, 404);
    scene_sign_in(&c, &c.people[COALITION]);
    go_on(&c, "/coalition/2016", "/coalition/2016/announce", "");
    c.cookie[0] = '\0';
    scene_get(&c, "/appraisal");
    assert_true(scene_shows(&c, "9:30am on 30 November 2016"));
    scene_get(&c, "/appraisal/2016");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "Of 208 organisations 0 take part so far"));
    assert_true(scene_shows(&c, "Listening"));
    assert_true(scene_shows(&c, "Nobody can see how you answered"));
    scene_close(&c);
}

static void questions_are_changed_on_their_pages(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/new");
    scene_post(&c, "/coalition/new", join(&c, "year=2016&", set_up));
    scene_sign_in(&c, &c.people[ANALYST]);
    scene_get(&c, "/coalition/2016/questions/L1");
    const text version = memory_copy_text(&c.arena, scene_hidden(&c, "version"));
    scene_post(&c, "/coalition/2016/questions/L1",
               memory_format(&c.arena, "version=%.*s&wording=%%7BBody%%7D+listens.&hint=", TEXT_ARGS(version)).at);
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/coalition/2016/questions/L1");
    scene_post(&c, "/coalition/2016/questions/L1",
               memory_format(&c.arena, "version=%.*s&wording=Mine&hint=", TEXT_ARGS(version)).at);
    assert_int_equal(c.t.res.status, 409);
    assert_true(scene_shows(&c, "It is now: {Body} listens."));
    assert_true(scene_shows(&c, "Mine"));
    scene_get(&c, "/coalition/2016/questions/new");
    scene_post(&c, "/coalition/2016/questions/new",
               memory_format(&c.arena, "version=%.*s&wording=&hint=&theme=trust&scale=agree5",
                             TEXT_ARGS(scene_hidden(&c, "version")))
                   .at);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter the question") && scene_shows(&c, "Select who is judged"));
    scene_get(&c, "/coalition/2016/questions/new");
    scene_post(&c, "/coalition/2016/questions/new",
               memory_format(&c.arena,
                             "version=%.*s&wording=%%7BBody%%7D+says+sorry.&hint=&theme=trust&scale=agree5&direction="
                             "positive&target=both",
                             TEXT_ARGS(scene_hidden(&c, "version")))
                   .at);
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/coalition/2016/questions/L2");
    scene_post(&c, "/coalition/2016/questions/L2/remove",
               memory_format(&c.arena, "version=%.*s", TEXT_ARGS(scene_hidden(&c, "version"))).at);
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/coalition/2016/questions");
    assert_true(scene_shows(&c, "{Body} says sorry.") && !scene_shows(&c, "When we raise a concern"));
    scene_sign_in(&c, &c.people[COALITION]);
    go_on(&c, "/coalition/2016", "/coalition/2016/announce", "");
    scene_get(&c, "/coalition/2016/questions/L1");
    assert_int_equal(c.t.res.status, 404);
    scene_get(&c, "/coalition/2016/questions");
    assert_true(scene_shows(&c, "frozen"));
    scene_close(&c);
}

static void a_lead_accepts_from_their_work_and_names_the_second_signer(const place *p)
{
    scene c;
    announce(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Lead the appraisal at"));
    scene_get(&c, SECTION "/accept");
    assert_true(scene_shows(&c, "Sam Chair") && !scene_shows(&c, "Mem Ber"));
    send_form(&c, SECTION "/accept", "");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Select who signs second"));
    accept(&c);
    scene_get(&c, SECTION);
    assert_true(scene_shows(&c, "Ann Lead") && scene_shows(&c, "Sam Chair"));
    scene_post(&c, SECTION "/accept",
               memory_format(&c.arena, "move=1&signatory=%.*s", TEXT_ARGS(c.people[SIGNATORY].id)).at);
    assert_int_equal(c.t.res.status, 409); /* from a page that is old */
    scene_get(&c, "/appraisal/2016");
    assert_true(scene_shows(&c, "Of 208 organisations 1 take part so far"));
    scene_close(&c);
}

/* Every page of scores gets the same one for all that it asks. */
static void save_scores(scene *c)
{
    for (int page = 1; page <= 9; page++) {
        const char *const url = memory_format(&c->arena, SECTION "/agree/%d", page).at;
        buffer fields;
        buffer_init(&fields, 4000);
        scene_get(c, url);
        assert_int_equal(c->t.res.status, 200);
        for (int i = 0; i < 12; i++) {
            if (test_body_has(&c->t, memory_format(&c->arena, "name=\"score-%d\"", i).at))
                buffer_add_format(&fields, "%sscore-%d=%s&reason-%d=", fields.len > 0 ? "&" : "", i,
                                  page == 9 ? "none" : "4", i);
        }
        send_form(c, url, memory_keep(&c->arena, &fields).at);
        assert_int_equal(c->t.res.status, 303);
    }
    scene_get(c, SECTION "/agree/10");
    assert_int_equal(c->t.res.status, 404);
}

static const char statement[] = "met_on-day=3&met_on-month=8&met_on-year=2016&consulted=staff&consulted=patients"
                                "&statement_board=It+listens.%0AIt+could+answer+sooner.&statement_office=It+helps."
                                "&thanks=&ask_1=Ten+working+days+for+every+return&ask_2=&ask_3=&obstacles=";

static void draft(scene *c, const place *p)
{
    open_for_drafting(c, p);
    test_now_ms = appraise_test_ms("2016-08-03 10:00");
    scene_sign_in(c, &c->people[LEAD]);
    save_scores(c);
    go_on(c, SECTION "/statement", SECTION "/statement", statement);
}

static void scores_are_agreed_theme_by_theme(const place *p)
{
    scene c;
    open_for_drafting(&c, p);
    scene_get(&c, SECTION "/agree/1");
    assert_true(scene_shows(&c, "The national board listens to organisations like ours"));
    assert_true(scene_shows(&c, "Your local office listens to organisations like ours"));
    assert_true(scene_shows(&c, "theme 1 of 9"));
    send_form(&c, SECTION "/agree/1", "score-0=4&reason-0=Ask+Dr+Smith+about+it");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Select the agreed score"));
    assert_true(scene_shows(&c, "looks like it includes a person&#39;s name") ||
                scene_shows(&c, "looks like it includes a person's name"));
    assert_true(scene_shows(&c, "Ask Dr Smith about it") && scene_shows(&c, "This is not about a person"));
    send_form(&c, SECTION "/agree/1",
              "score-0=4&reason-0=Ask+Dr+Foster+about+it&score-1=3&score-2=none&score-3=1&screened=yes");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, SECTION "/review");
    assert_true(scene_shows(&c, "Because: Ask Dr Foster about it") && scene_shows(&c, "No agreed view"));
    scene_close(&c);
}

static void a_distance_from_the_median_asks_for_its_reason_on_the_page(const place *p)
{
    scene c;
    open_for_drafting(&c, p);
    place_script(c.db, "INSERT INTO appraisal_profile (year, body, question, target, n, n_1, n_2, n_3, n_4, n_5, "
                       "n_do_not_know, n_does_not_apply, median, same_answer) VALUES ('2016', '" SCENE_BODY
                       "', 'L1', 'national', 12, 0, 6, 6, 0, 0, 0, 0, 2.5, 0)");
    scene_get(&c, SECTION "/agree/1");
    assert_true(scene_shows(&c, "Half of your people said 2.5 or less"));
    send_form(&c, SECTION "/agree/1", "score-0=4&reason-0=&score-1=3&score-2=3&score-3=3");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Enter why the agreed score differs from what people said"));
    send_form(&c, SECTION "/agree/1", "score-0=3&reason-0=&score-1=3&score-2=3&score-3=3");
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

static void a_statement_says_what_is_missing_and_loses_nothing(const place *p)
{
    scene c;
    open_for_drafting(&c, p);
    scene_get(&c, SECTION "/statement");
    send_form(&c, SECTION "/statement",
              "met_on-day=1&met_on-month=7&met_on-year=2016&consulted=none&consulted=staff"
              "&statement_board=&statement_office=Ring+01632+960001&thanks=&ask_1=&ask_2=&ask_3="
              "&obstacles=");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "statement about the national board"));
    assert_true(scene_shows(&c, "Meeting date must be on or after 1 August 2016"));
    assert_true(scene_shows(&c, "not both"));
    assert_true(scene_shows(&c, "looks like it includes a phone number"));
    assert_true(scene_shows(&c, "Ring 01632 960001"));
    scene_close(&c);
}

static void of_two_leads_who_save_at_once_the_second_is_told_by_whom_and_keeps_their_words(const place *p)
{
    scene c;
    const workflow_seat seat = { ROLE_BODY_LEAD, TEXT(SCENE_BODY) };
    draft(&c, p);
    assert_done(seats_give(c.db, c.people[MEMBER].id, seat, &scene_admin, test_now_ms, error));
    scene_get(&c, SECTION "/statement");
    const char *const old = form_fields(&c, SECTION "/statement", statement);
    scene_sign_in(&c, &c.people[MEMBER]);
    go_on(&c, SECTION "/statement", SECTION "/statement",
          "met_on-day=3&met_on-month=8&met_on-year=2016&consulted=staff&statement_board=Theirs.&statement_office=It+"
          "helps."
          "&thanks=&ask_1=&ask_2=&ask_3=&obstacles=");
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, SECTION "/statement");
    scene_post(&c, SECTION "/statement", old);
    assert_int_equal(c.t.res.status, 409);
    assert_true(scene_shows(&c, "Mem Ber changed the statement at"));
    assert_true(scene_shows(&c, "Theirs.") && scene_shows(&c, "It could answer sooner."));
    assert_true(text_equal(appraise_test_return(&c).statement_board, TEXT("Theirs.")));
    send_form(&c, SECTION "/statement", statement); /* having compared */
    assert_int_equal(c.t.res.status, 303);
    scene_close(&c);
}

static void two_people_sign_and_the_text_can_be_had(const place *p)
{
    scene c;
    draft(&c, p);
    scene_get(&c, SECTION "/sign");
    assert_true(scene_shows(&c, "It is not time to sign"));
    go_on(&c, SECTION "/review", SECTION "/review", "");
    scene_sign_in(&c, &c.people[SIGNATORY]); /* whose turn has not come */
    scene_get(&c, SECTION);
    assert_false(scene_shows(&c, "To do"));
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, SECTION);
    assert_true(scene_shows(&c, "To do"));
    scene_get(&c, SECTION "/sign");
    send_form(&c, SECTION "/sign", "title=");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Select to confirm that this is your organisation&#39;s agreed view") ||
                scene_shows(&c, "Select to confirm that this is your organisation's agreed view"));
    go_on(&c, SECTION "/sign", SECTION "/sign", "title=Accountable+officer&agreed=yes");
    scene_get(&c, SECTION);
    assert_false(scene_shows(&c, "To do"));
    scene_get(&c, "/appraisal"); /* nothing waits for them, and they find it */
    assert_true(scene_shows(&c, "href=\"" SECTION "\""));
    scene_get(&c, SECTION "/sign");
    assert_true(scene_shows(&c, "The next signature is Sam Chair"));
    scene_get(&c, SECTION "/signed.txt");
    assert_int_equal(c.t.res.status, 404);
    scene_sign_in(&c, &c.people[SIGNATORY]);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Sign the return of"));
    go_on(&c, SECTION "/sign", SECTION "/sign", "title=Chair&agreed=yes");
    const appraise_return ret = appraise_test_return(&c);
    assert_int_equal(ret.life.state, STATE_RETURN_SUBMITTED);
    scene_get(&c, SECTION "/sign");
    assert_true(scene_shows(&c, memory_copy_text(&c.arena, ret.fingerprint).at));
    scene_get(&c, SECTION "/signed.txt");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "second signature: Sam Chair, Chair, 2016-08-03T09:00:00Z\n"));
    trail_row row;
    assert_int_equal(scene_count_rows(&c, "return.fingerprint", TEXT(TEST_RETURN), &row), 1);
    assert_true(text_equal(row.details[0].value, ret.fingerprint));
    scene_close(&c);
}

static void sign_both(scene *c)
{
    scene_sign_in(c, &c->people[LEAD]);
    go_on(c, SECTION "/sign", SECTION "/sign", "title=Accountable+officer&agreed=yes");
    scene_sign_in(c, &c->people[SIGNATORY]);
    go_on(c, SECTION "/sign", SECTION "/sign", "title=Chair&agreed=yes");
}

static void the_office_sees_what_is_signed_asks_and_accepts(const place *p)
{
    static const char page[] = "/coalition/2016/returns/" CODE;
    scene c;
    draft(&c, p);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, page);
    assert_true(scene_shows(&c, "Two people have not signed it yet") && !scene_shows(&c, "It listens."));
    scene_sign_in(&c, &c.people[LEAD]);
    go_on(&c, SECTION "/review", SECTION "/review", "");
    sign_both(&c);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Look at 1 signed return"));
    scene_get(&c, "/coalition/2016?state=submitted");
    assert_true(scene_shows(&c, page));
    scene_get(&c, page);
    assert_true(scene_shows(&c, "It could answer sooner."));
    send_form(&c, "/coalition/2016/returns/" CODE "/query", "query=Why");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Select what the question is about"));
    go_on(&c, page, "/coalition/2016/returns/" CODE "/query",
          "kind=person&query=Who+is+meant+by+the+second+sentence%3F");
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, SECTION);
    assert_true(scene_shows(&c, "A person could be recognised: Who is meant by the second sentence?"));
    sign_both(&c);
    scene_sign_in(&c, &c.people[COALITION]);
    go_on(&c, page, "/coalition/2016/returns/" CODE "/accept", "");
    assert_int_equal(appraise_test_return(&c).life.state, STATE_RETURN_ACCEPTED);
    scene_close(&c);
}

static void declining_is_public_with_its_reason(const place *p)
{
    scene c;
    announce(&c, p);
    accept(&c);
    scene_get(&c, SECTION "/decline");
    send_form(&c, SECTION "/decline", "reason=No");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "between 20 and 500") && scene_shows(&c, "reason will be published"));
    go_on(&c, SECTION "/decline", SECTION "/decline", "reason=We+are+being+merged+this+autumn&sure=yes");
    c.cookie[0] = '\0';
    scene_get(&c, "/appraisal/2016");
    assert_true(scene_shows(&c, "declined: We are being merged this autumn"));
    scene_sign_in(&c, &c.people[LEAD]);
    go_on(&c, SECTION, SECTION "/rejoin", "");
    scene_get(&c, "/appraisal/2016");
    assert_false(scene_shows(&c, "being merged"));
    scene_close(&c);
}

static void a_signed_return_is_nowhere_before_publication(const place *p)
{
    scene c;
    draft(&c, p);
    go_on(&c, SECTION "/review", SECTION "/review", "");
    sign_both(&c);
    scene_sign_in(&c, &c.people[COALITION]);
    go_on(&c, "/coalition/2016/returns/" CODE, "/coalition/2016/returns/" CODE "/accept", "");
    c.cookie[0] = '\0';
    scene_get(&c, "/returns/2016/NOBODY/public");
    assert_int_equal(c.t.res.status, 404);
    const text absent = memory_copy_text(&c.arena, buffer_text(&c.t.res.body));
    static const char *const pages[] = { SECTION "/public", SECTION "/public/signed.txt", "/appraisal/2016/returns",
                                         "/appraisal/2016/returns.jsonl" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        scene_get(&c, pages[i]);
        assert_int_equal(c.t.res.status, 404);
        assert_true(text_equal(absent, buffer_text(&c.t.res.body)));
    }
    scene_get(&c, "/appraisal/2016");
    assert_false(scene_shows(&c, "/appraisal/2016/returns"));
    scene_get(&c, "/organisations/" CODE "/links");
    assert_false(scene_shows(&c, "signed return"));
    place_script(c.db, "UPDATE life SET state = 'published' WHERE machine = 'round'");
    scene_get(&c, "/organisations/" CODE "/links");
    assert_true(scene_shows(&c, "href=\"" SECTION "/public\">Its signed return of 2016</a>"));
    scene_get(&c, "/appraisal/2016");
    assert_true(scene_shows(&c, "/appraisal/2016/returns") && scene_shows(&c, "/appraisal/2016/receipt"));
    assert_true(scene_shows(&c, "Of 208 organisations 1 signed their return, 0 declined or withdrew, and 207 did not"));
    scene_get(&c, "/appraisal/2016/returns");
    assert_true(scene_shows(&c, SECTION "/public") && scene_shows(&c, "NHS Eastern Cheshire"));
    scene_get(&c, "/appraisal/2016/returns?area=E39000002");
    assert_false(scene_shows(&c, SECTION "/public"));
    scene_get(&c, SECTION "/public");
    assert_int_equal(c.t.res.status, 200);
    assert_true(scene_shows(&c, "It could answer sooner.") && scene_shows(&c, "Sam Chair, Chair"));
    scene_get(&c, SECTION "/public/signed.txt");
    assert_true(scene_shows(&c, "Upward: a signed return"));
    const text fingerprint = appraise_test_return(&c).fingerprint;
    char hex[SIGNED_FINGERPRINT_LEN + 1];
    signed_fingerprint(buffer_text(&c.t.res.body), hex); /* of the file that is downloaded */
    assert_true(text_equal(text_of(hex), fingerprint));
    scene_get(&c, "/appraisal/2016/returns.jsonl");
    assert_true(scene_shows(&c, memory_format(&c.arena, "\"fingerprint\":\"%s\"", hex).at));
    assert_true(scene_shows(&c, "\"signed\":\"Upward: a signed return, form 1\\u000ayear: 2016\\u000a"));
    scene_close(&c);
}

static void two_officers_cancel_and_one_gives_more_time(const place *p)
{
    scene c;
    announce(&c, p);
    scene_get(&c, "/coalition/2016");
    send_form(&c, "/coalition/2016/cancel", "reason=Why");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Reason must be 20 characters or more"));
    send_form(&c, "/coalition/2016/cancel", "reason=The+board+is+being+abolished");
    assert_int_equal(c.t.res.status, 303);
    scene_get(&c, "/coalition/2016");
    assert_true(scene_shows(&c, "A second officer must confirm it"));
    assert_int_equal(appraise_test_state(&c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_ANNOUNCED);
    const workflow_seat seat = { ROLE_COALITION, TEXT(SCENE_BOARD) };
    assert_done(seats_give(c.db, c.people[MEMBER].id, seat, &scene_admin, test_now_ms, error));
    scene_sign_in(&c, &c.people[MEMBER]);
    scene_get(&c, "/todo");
    assert_true(scene_shows(&c, "Confirm that a round is cancelled"));
    go_on(&c, "/coalition/2016", "/coalition/2016/cancel", "");
    assert_int_equal(appraise_test_state(&c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_CANCELLED);
    scene_get(&c, "/appraisal/2016");
    assert_true(scene_shows(&c, "The board is being abolished"));
    scene_close(&c);
}

/* Where one word stands before another on the page; false where either is missing. */
static bool comes_before(const scene *c, const char *first, const char *second)
{
    const text body = buffer_text(&c->t.res.body);
    const char *const a = memmem(body.at, body.len, first, strlen(first));
    const char *const b = memmem(body.at, body.len, second, strlen(second));
    return a != NULL && b != NULL && a < b;
}

static void the_office_orders_bodies_by_name_by_state_and_by_time(const place *p)
{
    scene c;
    announce(&c, p);
    scene_get(&c, "/coalition/2016");
    assert_true(comes_before(&c, "NHS Airedale", "NHS Eastern Cheshire") ||
                comes_before(&c, "NHS Airedale", "NHS Ashford"));
    test_now_ms += 1000;
    accept(&c);
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/2016?state=preparing");
    assert_true(scene_shows(&c, "NHS Eastern Cheshire") && !scene_shows(&c, "NHS Airedale"));
    assert_true(scene_shows(&c, "See all organisations"));
    scene_get(&c, "/coalition/2016?sort=since&page=5"); /* the last of all */
    assert_true(scene_shows(&c, "NHS Eastern Cheshire"));
    scene_get(&c, "/coalition/2016?sort=state&page=5");
    assert_true(scene_shows(&c, "NHS Eastern Cheshire"));
    scene_get(&c, "/coalition/2016?page=5");
    assert_false(scene_shows(&c, "NHS Eastern Cheshire"));
    scene_close(&c);
}

static void a_signatory_who_leads_is_refused(const place *p)
{
    scene c;
    announce(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, SECTION "/accept");
    send_form(&c, SECTION "/accept", memory_format(&c.arena, "signatory=%.*s", TEXT_ARGS(c.people[LEAD].id)).at);
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "The second signature must be by a different person"));
    assert_int_equal(appraise_test_return(&c).life.state, STATE_RETURN_NOT_STARTED);
    scene_close(&c);
}

static void who_holds_both_roles_signs_once(const place *p)
{
    scene c;
    const workflow_seat seat = { ROLE_BODY_LEAD, TEXT(SCENE_BODY) };
    draft(&c, p);
    assert_done(seats_give(c.db, c.people[SIGNATORY].id, seat, &scene_admin, test_now_ms, error));
    go_on(&c, SECTION "/review", SECTION "/review", "");
    scene_sign_in(&c, &c.people[SIGNATORY]);
    go_on(&c, SECTION "/sign", SECTION "/sign", "title=Chair&agreed=yes");
    assert_int_equal(appraise_test_return(&c).life.state, STATE_RETURN_PART_SIGNED);
    scene_get(&c, SECTION "/sign");
    send_form(&c, SECTION "/sign", "title=Chair&agreed=yes");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "The second signature must be by a different person"));
    assert_int_equal(appraise_test_return(&c).life.state, STATE_RETURN_PART_SIGNED);
    scene_close(&c);
}

static void the_signatory_sees_the_tasks_and_is_led_nowhere_they_may_not_go(const place *p)
{
    scene c;
    open_for_drafting(&c, p);
    scene_get(&c, SECTION);
    assert_true(scene_shows(&c, SECTION "/agree/1") && scene_shows(&c, SECTION "/statement"));
    scene_sign_in(&c, &c.people[SIGNATORY]);
    scene_get(&c, SECTION);
    assert_true(scene_shows(&c, "Agree the scores") && scene_shows(&c, SECTION "/review"));
    assert_false(scene_shows(&c, SECTION "/agree/1") || scene_shows(&c, SECTION "/statement"));
    scene_close(&c);
}

static void a_clock_that_goes_back_undoes_nothing_and_a_clock_that_jumps_ahead_skips_nothing(const place *p)
{
    scene c;
    draft(&c, p);
    appraise_test_go_to(&c, "2016-08-29 00:00");
    assert_int_equal(appraise_test_state(&c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_AGREEING);
    test_now_ms = appraise_test_ms("2016-07-15 12:00"); /* before it opened */
    scene_sign_in(&c, &c.people[LEAD]);
    appraise_test_duties(&c);
    assert_int_equal(appraise_test_state(&c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_AGREEING);
    scene_get(&c, SECTION);
    assert_int_equal(c.t.res.status, 200);
    scene_get(&c, SECTION "/progress");
    assert_int_equal(c.t.res.status, 200);
    go_on(&c, SECTION "/agree/1", SECTION "/agree/1",
          "score-0=2&reason-0=&score-1=2&reason-1=&score-2=2&reason-2=&"
          "score-3=2&reason-3=");
    scene_get(&c, SECTION "/review");
    send_form(&c, SECTION "/review", ""); /* the meeting is now in the future */
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "Meeting date must be on or after 1 August 2016, and not in the future"));
    appraise_test_go_to(&c, "2017-03-01 09:00");
    assert_int_equal(appraise_test_state(&c, MACHINE_ROUND, TEST_YEAR), STATE_ROUND_ANALYSING);
    assert_int_equal(appraise_test_return(&c).life.state, STATE_RETURN_LAPSED);
    assert_true(text_equal(appraise_test_return(&c).statement_office, TEXT("It helps.")));
    scene_close(&c);
}

static void more_time_is_given_on_the_dashboard(const place *p)
{
    scene c;
    announce(&c, p);
    accept(&c);
    appraise_test_go_to(&c, "2016-08-01 09:00");
    appraise_test_go_to(&c, "2016-09-20 09:00");
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, "/coalition/2016");
    assert_true(scene_shows(&c, "208 of 208 organisations have not signed yet"));
    send_form(&c, "/coalition/2016/extend", "days=15&reason=A+bank+holiday+fell+into+it");
    assert_int_equal(c.t.res.status, 422);
    assert_true(scene_shows(&c, "More days must be between 1 and 14"));
    go_on(&c, "/coalition/2016", "/coalition/2016/extend", "days=7&reason=A+bank+holiday+fell+into+it");
    scene_get(&c, "/appraisal/2016");
    assert_true(scene_shows(&c, "7 more days to sign. The reason: A bank holiday fell into it"));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_office_sets_a_round_up_and_is_told_what_is_wrong),
        PLACE_TEST(by_law_final_figures_are_not_shared_to_be_checked),
        PLACE_TEST(a_draft_is_seen_by_nobody_else_and_its_announcement_by_everybody),
        PLACE_TEST(questions_are_changed_on_their_pages),
        PLACE_TEST(a_lead_accepts_from_their_work_and_names_the_second_signer),
        PLACE_TEST(scores_are_agreed_theme_by_theme),
        PLACE_TEST(a_distance_from_the_median_asks_for_its_reason_on_the_page),
        PLACE_TEST(a_statement_says_what_is_missing_and_loses_nothing),
        PLACE_TEST(of_two_leads_who_save_at_once_the_second_is_told_by_whom_and_keeps_their_words),
        PLACE_TEST(two_people_sign_and_the_text_can_be_had),
        PLACE_TEST(the_office_sees_what_is_signed_asks_and_accepts),
        PLACE_TEST(declining_is_public_with_its_reason),
        PLACE_TEST(a_signed_return_is_nowhere_before_publication),
        PLACE_TEST(two_officers_cancel_and_one_gives_more_time),
        PLACE_TEST(more_time_is_given_on_the_dashboard),
        PLACE_TEST(the_office_orders_bodies_by_name_by_state_and_by_time),
        PLACE_TEST(a_signatory_who_leads_is_refused),
        PLACE_TEST(who_holds_both_roles_signs_once),
        PLACE_TEST(the_signatory_sees_the_tasks_and_is_led_nowhere_they_may_not_go),
        PLACE_TEST(a_clock_that_goes_back_undoes_nothing_and_a_clock_that_jumps_ahead_skips_nothing),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
