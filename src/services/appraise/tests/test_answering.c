/* Answering behind a link: a question a page, saved at each step, sent once; and what a page must not tell. */
#include "round_scene.h"

#include "services/appraise/answer_body.h"

static void begin(round_scene *s, const place *p)
{
    *s = (round_scene){ 0 };
    snprintf(s->answers_path, sizeof s->answers_path, "%s/answers.db", p->folder);
    round_scene_open(s, p);
}

static const char *at(round_scene *s, int person, const char *tail)
{
    return memory_format(&s->c.arena, "/a/%s%s", s->tokens[person], tail).at;
}

static void get(round_scene *s, int person, const char *tail)
{
    scene_get(&s->c, at(s, person, tail));
}

static void post(round_scene *s, int person, const char *tail, const char *fields)
{
    scene_post(&s->c, at(s, person, tail), fields);
}

/* All seventeen ratings, as if chosen one after another. */
static void rate_all(round_scene *s, int person, const char *rating)
{
    char fields[60], tail[20];
    for (int n = 1; n <= 17; n++) {
        snprintf(fields, sizeof fields, "national=%s&local=%s", rating, rating);
        snprintf(tail, sizeof tail, "/q/%d", n);
        get(s, person, tail);
        assert_int_equal(s->c.t.res.status, 200);
        post(s, person, tail, fields);
        if (s->c.t.res.status == 303)
            continue;
        fail_msg("question %d answered %d", n, s->c.t.res.status);
    }
}

static void leads_to(round_scene *s, int person, const char *tail)
{
    assert_int_equal(s->c.t.res.status, 303);
    assert_true(text_equal(s->c.t.res.location, text_of(at(s, person, tail))));
}

static void the_first_page_promises_what_is_kept_and_says_what_cannot_be_undone(const place *p)
{
    round_scene s;
    begin(&s, p);
    get(&s, 0, "");
    assert_int_equal(s.c.t.res.status, 200);
    assert_true(scene_shows(&s.c, "Your view of the national board and your local office"));
    assert_true(scene_shows(&s.c, "Nobody can see how you answered"));
    assert_true(scene_shows(&s.c, "Not your organisation, not the board, not us. Once you send them, your answers are "
                                  "kept apart from your name and we cannot put them back together."));
    assert_true(scene_shows(&s.c, "change answers after you have sent them"));
    assert_true(scene_shows(&s.c, "17 July 2016"));
    assert_false(scene_shows(&s.c, "Sign in"));
    assert_true(s.c.t.res.has_secret);
    assert_int_equal(s.c.t.res.n_cookies, 0);
    round_scene_close(&s);
}

static void a_code_is_read_forgivingly(const place *p)
{
    round_scene s;
    char fields[120] = "code=";
    size_t n = 5;
    begin(&s, p);
    for (size_t i = 0; i < BASE32_ID_LEN; i++) { /* in groups, in capitals, O for 0 and I for 1 */
        const char c = s.tokens[0][i];
        if (i > 0 && i % 4 == 0)
            fields[n++] = i % 8 == 0 ? '-' : '+';
        fields[n++] = (char)(c == '0' ? 'O' : c == '1' ? 'I' : c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    scene_get(&s.c, "/a");
    scene_post(&s.c, "/a", fields);
    leads_to(&s, 0, "");
    scene_post(&s.c, "/a", "code=");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Enter the code from your invitation again. Check that O is not 0 and I is not 1"));
    round_scene_close(&s);
}

static text keep_body(round_scene *s)
{
    return memory_copy_text(&s->c.arena, buffer_text(&s->c.t.res.body));
}

static void whatever_is_unknown_looks_the_same(const place *p)
{
    round_scene s;
    static const char *const unknown[] = {
        "/a/0123456789abcdefghjkmnpqrs",    "/a/x",          "/a/0123456789abcdefghjkmnpq0/check",
        "/a/0123456789abcdefghjkmnpq0/q/3", "/a/%20/open/1", "/a/x/done"
    };
    begin(&s, p);
    scene_get(&s.c, unknown[0]);
    assert_int_equal(s.c.t.res.status, 404);
    const text first = keep_body(&s);
    assert_true(text_contains(first, TEXT("Enter the code from your invitation again")));
    for (size_t i = 1; i < sizeof unknown / sizeof *unknown; i++) {
        scene_get(&s.c, unknown[i]);
        assert_int_equal(s.c.t.res.status, 404);
        assert_true(text_equal(buffer_text(&s.c.t.res.body), first));
    }
    round_scene_life(&s, "round", ROUND_SCENE_YEAR, "cancelled");
    get(&s, 0, "");
    assert_int_equal(s.c.t.res.status, 404);
    assert_true(text_equal(buffer_text(&s.c.t.res.body), first));
    round_scene_close(&s);
}

static void each_step_is_kept_and_can_be_gone_on_with(const place *p)
{
    round_scene s;
    begin(&s, p);
    get(&s, 0, "/q/1");
    assert_true(scene_shows(&s.c, "Question 1 of 20"));
    assert_true(scene_shows(&s.c, "The national board listens to organisations like ours"));
    assert_true(scene_shows(&s.c, "Your local office listens to organisations like ours"));
    post(&s, 0, "/q/1", "national=4&local=8");
    leads_to(&s, 0, "/q/2");
    get(&s, 0, ""); /* another day, another device: the link is all that is needed */
    assert_true(scene_shows(&s.c, "Go on"));
    assert_true(scene_shows(&s.c, "/q/2\""));
    get(&s, 0, "/q/1");
    assert_true(scene_shows(&s.c, "value=\"4\" checked"));
    assert_true(scene_shows(&s.c, "value=\"8\" checked"));
    get(&s, 1, "/q/1"); /* somebody else's link */
    assert_false(scene_shows(&s.c, "checked"));
    get(&s, 0, "/q/4"); /* of the board alone: one question, one fieldset */
    assert_true(scene_shows(&s.c, "name=\"national\""));
    assert_false(scene_shows(&s.c, "name=\"local\""));
    get(&s, 0, "/q/18");
    assert_int_equal(s.c.t.res.status, 404);
    get(&s, 0, "/q/0");
    assert_int_equal(s.c.t.res.status, 404);
    round_scene_close(&s);
}

static void what_is_missing_is_said_in_the_words_of_the_table(const place *p)
{
    round_scene s;
    begin(&s, p);
    get(&s, 0, "/q/1");
    post(&s, 0, "/q/1", "national=4");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Select how much you agree, or select &quot;I do not know&quot;"));
    assert_true(scene_shows(&s.c, "href=\"#local\""));
    assert_true(scene_shows(&s.c, "value=\"4\" checked")); /* nothing that was chosen is lost */
    post(&s, 0, "/q/17", "");
    assert_true(scene_shows(&s.c, "Select how good the relationship is, or select &quot;I do not know&quot;"));
    post(&s, 0, "/q/1", "national=6&local=4");
    assert_int_equal(s.c.t.res.status, 422);
    get(&s, 0, "/check");
    assert_true(scene_shows(&s.c, "Some questions have no answer yet"));
    assert_false(scene_shows(&s.c, "These are my own views"));
    post(&s, 0, "/done", "own=yes");
    assert_int_equal(s.c.t.res.status, 422);
    round_scene_close(&s);
}

static void words_are_looked_through_for_particulars(const place *p)
{
    round_scene s;
    begin(&s, p);
    get(&s, 0, "/open/1");
    assert_true(scene_shows(&s.c, "Question 18 of 20"));
    assert_true(scene_shows(&s.c, "Do not write what could identify somebody"));
    post(&s, 0, "/open/1", "words=Ring+0113+496+0123");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Your answer looks like it includes"));
    assert_true(scene_shows(&s.c, "This is not about a person"));
    assert_true(scene_shows(&s.c, "Ring 0113 496 0123"));
    post(&s, 0, "/open/1", "words=Ring+0113+496+0123&about_nobody=yes");
    leads_to(&s, 0, "/open/2");
    char longest[1100] = "words=";
    memset(longest + 6, 'x', 1001);
    post(&s, 0, "/open/2", longest);
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Your answer must be 1,000 characters or less"));
    longest[6 + 1000] = '\0';
    post(&s, 0, "/open/2", longest);
    leads_to(&s, 0, "/open/3");
    post(&s, 0, "/open/3", "words=");
    leads_to(&s, 0, "/check");
    round_scene_close(&s);
}

static bool keep_answer(void *context, text bytes, upw_error *error)
{
    (void)error;
    buffer_add(context, bytes);
    return true;
}

static void an_answer_is_sent_once_and_shows_its_receipt_once(const place *p)
{
    round_scene s;
    buffer said;
    buffer_init(&said, 100000);
    begin(&s, p);
    rate_all(&s, 0, "2");
    post(&s, 0, "/open/1", "words=Keep+priorities+for+a+year");
    get(&s, 0, "/check");
    assert_true(scene_shows(&s.c, "Keep priorities for a year"));
    post(&s, 0, "/done", "");
    assert_int_equal(s.c.t.res.status, 422);
    assert_true(scene_shows(&s.c, "Select to confirm that these are your own views"));
    post(&s, 0, "/done", "own=yes");
    assert_int_equal(s.c.t.res.status, 200);
    assert_true(scene_shows(&s.c, "Your answers were sent"));
    answers_ticket ticket;
    answers_make_ticket(text_of(s.tokens[0]), &ticket);
    char receipt[20];
    snprintf(receipt, sizeof receipt, "%.4s-%.4s-%.4s", ticket.receipt, ticket.receipt + 4, ticket.receipt + 8);
    assert_true(scene_shows(&s.c, receipt));
    static const char *const tails[] = { "", "/q/1", "/open/1", "/check", "/done" };
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        get(&s, 0, tails[i]);
        assert_int_equal(s.c.t.res.status, 410);
        assert_true(scene_shows(&s.c, "This link has already been used"));
        assert_false(scene_shows(&s.c, receipt));
        assert_false(scene_shows(&s.c, "Keep priorities"));
    }
    post(&s, 0, "/done", "own=yes");
    assert_int_equal(s.c.t.res.status, 410);
    post(&s, 0, "/q/1", "national=5&local=5");
    assert_int_equal(s.c.t.res.status, 410);
    assert_done(answers_collect(s.file, TEXT(ROUND_SCENE_YEAR), 1, true, error));
    assert_done(answers_read_all(s.file, TEXT(ROUND_SCENE_YEAR), ANSWERS_RATINGS, &s.keys, keep_answer, &said, error));
    assert_true(
        text_contains(buffer_text(&said), TEXT("body " SCENE_BODY "\nrating L1 national 2\nrating L1 local 2\n")));
    assert_false(text_contains(buffer_text(&said), TEXT("Keep priorities")));
    buffer_empty(&said);
    assert_done(answers_read_all(s.file, TEXT(ROUND_SCENE_YEAR), ANSWERS_COMMENT, &s.keys, keep_answer, &said, error));
    assert_true(text_contains(buffer_text(&said), TEXT("comment X1 0 26\nKeep priorities for a year\n")));
    buffer_clear(&said);
    round_scene_close(&s);
}

static void the_window_ends_at_midnight_whatever_the_clock_behind_it_does(const place *p)
{
    round_scene s;
    begin(&s, p);
    const int64_t before = test_now_ms;
    test_now_ms = INT64_C(1468796399999); /* 17 July, a millisecond before midnight in London */
    get(&s, 0, "");
    assert_int_equal(s.c.t.res.status, 200);
    test_now_ms++;
    get(&s, 0, "");
    assert_int_equal(s.c.t.res.status, 410);
    assert_true(scene_shows(&s.c, "This link closed on 17 July 2016"));
    post(&s, 0, "/q/1", "national=5&local=5");
    assert_int_equal(s.c.t.res.status, 410);
    test_now_ms = before;
    assert_done(
        answers_collect(s.file, TEXT(ROUND_SCENE_YEAR), 1, true, error)); /* the file is shut: nothing gets in */
    get(&s, 1, "/q/1");
    post(&s, 1, "/q/1", "national=5&local=5");
    assert_int_equal(s.c.t.res.status, 410);
    assert_true(scene_shows(&s.c, "This link closed on 17 July 2016"));
    round_scene_close(&s);
}

static void who_wants_no_more_letters_can_still_answer(const place *p)
{
    round_scene s;
    elector_list all;
    begin(&s, p);
    get(&s, 3, "");
    post(&s, 3, "/stop", "");
    assert_int_equal(s.c.t.res.status, 200);
    assert_true(scene_shows(&s.c, "You will get no more e-mails"));
    assert_done(electors_list(s.c.db, TEXT(ROUND_SCENE_YEAR), TEXT(SCENE_BODY), &s.c.arena, &all, error));
    assert_int_equal(all.at[3].state, STATE_INVITATION_OPTED_OUT);
    assert_int_equal(all.at[4].state, STATE_INVITATION_SENT);
    rate_all(&s, 3, "9");
    post(&s, 3, "/done", "own=yes");
    assert_true(scene_shows(&s.c, "Your answers were sent"));
    assert_done(electors_list(s.c.db, TEXT(ROUND_SCENE_YEAR), TEXT(SCENE_BODY), &s.c.arena, &all, error));
    assert_int_equal(all.at[3].state, STATE_INVITATION_OPTED_OUT); /* the database does not know that it was used */
    round_scene_close(&s);
}

static void pages_have_one_length_whatever_was_answered(const place *p)
{
    round_scene s;
    begin(&s, p);
    get(&s, 0, "/q/2");
    const size_t len = s.c.t.res.body.len;
    assert_int_equal(len, WEB_PAGE_STEP);
    post(&s, 0, "/q/2", "national=4&local=4");
    for (int n = 1; n <= 17; n++) {
        char tail[20];
        snprintf(tail, sizeof tail, "/q/%d", n);
        get(&s, 0, tail);
        assert_int_equal(s.c.t.res.body.len, len);
    }
    round_scene_close(&s);
}

static void a_receipt_is_looked_up_after_publication_and_not_before(const place *p)
{
    round_scene s;
    char fields[60];
    answers_ticket ticket;
    begin(&s, p);
    rate_all(&s, 0, "3");
    post(&s, 0, "/done", "own=yes");
    scene_get(&s.c, "/appraisal/" ROUND_SCENE_YEAR "/receipt");
    assert_int_equal(s.c.t.res.status, 404);
    const text unpublished = keep_body(&s);
    scene_get(&s.c, "/appraisal/2031/receipt");
    assert_true(text_equal(buffer_text(&s.c.t.res.body), unpublished));
    round_scene_life(&s, "round", ROUND_SCENE_YEAR, "published");
    scene_get(&s.c, "/appraisal/" ROUND_SCENE_YEAR "/receipt");
    answers_make_ticket(text_of(s.tokens[0]), &ticket);
    snprintf(fields, sizeof fields, "receipt=%.6s+%s", ticket.receipt, ticket.receipt + 6);
    scene_post(&s.c, "/appraisal/" ROUND_SCENE_YEAR "/receipt", fields);
    assert_true(scene_shows(&s.c, "Counted"));
    scene_post(&s.c, "/appraisal/" ROUND_SCENE_YEAR "/receipt", "receipt=0000-0000-0000");
    assert_true(scene_shows(&s.c, "Not found"));
    scene_post(&s.c, "/appraisal/" ROUND_SCENE_YEAR "/receipt", "receipt=");
    assert_int_equal(s.c.t.res.status, 422);
    round_scene_close(&s);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_first_page_promises_what_is_kept_and_says_what_cannot_be_undone),
        PLACE_TEST(a_code_is_read_forgivingly),
        PLACE_TEST(whatever_is_unknown_looks_the_same),
        PLACE_TEST(each_step_is_kept_and_can_be_gone_on_with),
        PLACE_TEST(what_is_missing_is_said_in_the_words_of_the_table),
        PLACE_TEST(words_are_looked_through_for_particulars),
        PLACE_TEST(an_answer_is_sent_once_and_shows_its_receipt_once),
        PLACE_TEST(the_window_ends_at_midnight_whatever_the_clock_behind_it_does),
        PLACE_TEST(who_wants_no_more_letters_can_still_answer),
        PLACE_TEST(pages_have_one_length_whatever_was_answered),
        PLACE_TEST(a_receipt_is_looked_up_after_publication_and_not_before),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
