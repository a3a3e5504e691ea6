/* The pages of measures, asked for in memory by invented people, on both databases. */
#include <sys/mman.h>

#include "services/measure/measure.h"
#include "services/tests/scene.h"

static const measure_deed by_analyst = { .actor = { TEXT("p2"), ROLE_ANALYST, { 0 } }, .now_ms = 2000 };

static void add_indicator(scene *c, const char *id, const char *name, const char *counted_in, measure_theme theme,
                          bool is_published)
{
    const measure_indicator draft = { .id = text_of(id),
                                      .name = text_of(name),
                                      .definition = TEXT("As it says."),
                                      .unit = text_of(counted_in),
                                      .improvement = UPW_INCREASE,
                                      .theme = theme,
                                      .national_target = 0.95,
                                      .has_national_target = counted_in[0] == 's',
                                      .is_published = is_published };
    assert_done(catalogue_add(c->db, &draft, &by_analyst, error));
}

/* 36 months of an indicator at the lead's body and at another: steady at the one, a step up at the other. */
static void load_figures(scene *c, const place *p)
{
    static const int noise[36] = { 0, 2,  -1, 3, -2, 1,  4,  -3, 2,  0, -1, 3,  -2, 1, 0,  -3, 2, 1,
                                   1, -2, 0,  3, 2,  -1, -4, 2,  -1, 0, 3,  -2, 1,  2, -3, 0,  1, -1 };
    char path[100];
    snprintf(path, sizeof path, "%s/figures.csv", p->folder);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs("indicator,organisation,period,value\n", file);
    for (int i = 0; i < 36; i++) {
        fprintf(file, "waits,%s,%d-%02d,%d%%\n", SCENE_BODY, 2013 + i / 12, 1 + i % 12, 80 + noise[i]);
        fprintf(file, "waits,%s,%d-%02d,%d%%\n", SCENE_OTHER_BODY, 2013 + i / 12, 1 + i % 12,
                (i < 18 ? 70 : 80) + noise[i]);
        fprintf(file, "spending,%s,%d-%02d,%d\n", SCENE_BODY, 2013 + i / 12, 1 + i % 12, 1000 + 30 * noise[i]);
        fprintf(file, "secret,%s,%d-%02d,%d\n", SCENE_BODY, 2013 + i / 12, 1 + i % 12, 10 + noise[i]);
    }
    fclose(file);
    const upload_file brought = { .path = path, .name = TEXT("figures.csv") };
    measure_upload upload;
    upload_preview preview;
    assert_done(uploads_stage(c->db, &brought, &by_analyst, &c->arena, &upload, error));
    assert_done(uploads_preview(c->db, &upload, &c->arena, &preview, error));
    const upload_choice choice = { upload.id, upload.version, preview.seen, false };
    assert_done(uploads_apply(c->db, &choice, &by_analyst, error));
}

static void open_measures(scene *c, const place *p)
{
    scene_open(c, p);
    add_indicator(c, "waits", "Seen within four hours", "share", THEME_CARE, true);
    add_indicator(c, "spending", "Spending on agency staff", "£", THEME_MONEY, true);
    add_indicator(c, "secret", "Not yet published", "count", THEME_PERFORMANCE, false);
    load_figures(c, p);
}

#define WAITS_AT "/measures/waits/at/" SCENE_BODY

static void assert_shows(scene *c, const char *words)
{
    if (!scene_shows(c, words))
        fail_msg("the page does not show \"%s\" (status %d)", words, c->t.res.status);
}

static void assert_shows_not(scene *c, const char *words)
{
    if (scene_shows(c, words))
        fail_msg("the page shows \"%s\"", words);
}

static void assert_status(const scene *c, int expected)
{
    if (c->t.res.status != expected)
        fail_msg("status %d, not %d: %.*s", c->t.res.status, expected, TEXT_ARGS(buffer_text(&c->t.res.body)));
}

static void charts_are_found_by_place_theme_name_and_what_they_show(const place *p)
{
    static const struct {
        const char *question, *caption;
    } cases[] = {
        { "", "3 charts" },
        { "?organisation=all&q=four", "2 charts" },
        { "?organisation=all&theme=money", "1 chart" },
        { "?organisation=" SCENE_BODY, "2 charts of NHS" },
        { "?organisation=all&shows=better", "1 chart" },
        { "?organisation=all&shows=steady", "2 charts" },
        { "?organisation=all&shows=worse", "No chart is like this" },
        { "?organisation=all&shows=miss", "1 chart" },
    };
    scene c;
    open_measures(&c, p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char target[200];
        snprintf(target, sizeof target, "/measures%s", cases[i].question);
        scene_get(&c, target);
        assert_status(&c, 200);
        assert_shows(&c, cases[i].caption);
        assert_shows_not(&c, "Not yet published");
    }
    scene_get(&c, "/measures?organisation=nowhere");
    assert_status(&c, 404);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/measures"); /* their own, with what is not published yet */
    assert_shows(&c, "3 charts of NHS");
    assert_shows(&c, "Not yet published");
    scene_close(&c);
}

static void a_search_that_is_too_long_is_said_beside_its_field(const place *p)
{
    static const char *const pages[] = { "/measures", "/measures/waits", "/organisations" };
    scene c;
    char address[400];
    enum { MOST = 100 };
    open_measures(&c, p);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        snprintf(address, sizeof address, "%s?q=%0*d", pages[i], MOST + 1, 7);
        scene_get(&c, address);
        assert_status(&c, 422);
        assert_shows(&c, "href=\"#q\">Search must be 100 characters or less</a>");
        assert_shows(&c, "00000007\""); /* what was typed is there still */
        snprintf(address, sizeof address, "%s?q=", pages[i]);
        for (size_t k = 0; k < MOST / 2; k++) /* 100 characters of two bytes each */
            memcpy(address + strlen(address), "\xc3\xa9\xc3\xa9", sizeof "\xc3\xa9\xc3\xa9");
        scene_get(&c, address);
        assert_status(&c, 200);
    }
    scene_close(&c);
}

static void a_chart_has_its_sentence_numbers_and_definition(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_get(&c, WAITS_AT);
    assert_status(&c, 200);
    assert_shows(&c, "No sign of change");
    assert_shows(&c, "Will miss the target");
    assert_shows(&c, "class=\"upw-chart upw-if-narrow\"");
    assert_shows(&c, "The numbers behind the chart");
    assert_shows(&c, "National target");
    assert_shows_not(&c, "What you can do");
    scene_get(&c, "/measures/waits/at/" SCENE_OTHER_BODY);
    assert_shows(&c, "A step change may have happened in July 2014");
    assert_shows_not(&c, "indicators file");
    scene_get(&c, "/measures/secret/at/" SCENE_BODY);
    assert_status(&c, 404);
    scene_get(&c, "/measures/spending/at/" SCENE_OTHER_BODY); /* no figures */
    assert_status(&c, 404);
    scene_get(&c, "/measures/waits");
    assert_status(&c, 200);
    assert_shows(&c, "on one scale");
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, WAITS_AT);
    assert_shows(&c, "What you can do");
    scene_get(&c, "/measures/waits/at/" SCENE_OTHER_BODY);
    assert_shows_not(&c, "What you can do");
    scene_close(&c);
}

static void an_agreed_path_is_told_stage_by_stage(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_get(&c, "/measures/waits/path");
    assert_status(&c, 200);
    assert_shows(&c, "Nobody has agreed a path for this yet");
    const measure_plan plan = { .key = { TEXT("waits"), TEXT(SCENE_BODY) },
                                .path = { .shape = TEXT("jcurve"),
                                          .parameters = TEXT("D=0.25;tb=1;tr=2;T=4"),
                                          .start = 0.8,
                                          .aim = 0.9,
                                          .from =
                                              period_make(civil_to_days((civil_date){ 2014, 7, 1 }), PERIOD_MONTH) },
                                .agreed = { .agreed_with = TEXT("the council"), .reason = TEXT("It takes time") } };
    assert_done(plans_agree(c.db, &plan, &by_analyst, error));
    scene_get(&c, "/measures/waits/path");
    assert_status(&c, 200);
    assert_shows(&c, "It starts at 80.0&nbsp;%; its first period is July 2014.");
    assert_shows(&c, "It gets worse first: worst in June 2015, at 77.5&nbsp;%; it turns, and is back where it started "
                     "in June 2016.");
    assert_shows(&c, "It arrives at 90.0&nbsp;% in June 2018.");
    assert_shows(&c, "Of 18 results so far, ");
    assert_shows(&c, "Agreed with the council on");
    assert_shows(&c, "in numbers");
    scene_get(&c, "/measures/waits/path?organisation=" SCENE_OTHER_BODY);
    assert_shows(&c, "Nobody has agreed a path");
    scene_get(&c, "/measures/secret/path");
    assert_status(&c, 404);
    scene_get(&c, WAITS_AT);
    assert_shows(&c, "/measures/waits/path?organisation=" SCENE_BODY);
    scene_close(&c);
}

static void charts_and_figures_are_files_too(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_get(&c, WAITS_AT "/chart.svg");
    assert_status(&c, 200);
    assert_int_equal(c.t.res.kind, WEB_SVG);
    assert_true(text_starts_with(buffer_text(&c.t.res.body), TEXT("<?xml")));
    assert_true(c.t.res.is_published);
    scene_get(&c, WAITS_AT "/figures.csv");
    assert_int_equal(c.t.res.kind, WEB_CSV);
    assert_shows(&c, "indicator,organisation,period,value,numerator,denominator,marks,annotation\n"
                     "waits," SCENE_BODY ",2013-01,0.8");
    scene_get(&c, "/measures/secret/at/" SCENE_BODY "/figures.csv");
    assert_status(&c, 404);
    scene_close(&c);
}

static void words_are_written_changed_and_taken_away(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, WAITS_AT "/annotate");
    assert_status(&c, 200);
    assert_shows(&c, "December 2015");
    scene_post(&c, WAITS_AT "/annotate", "period=&words=A+new+ward+%3Cb%3E");
    assert_status(&c, 422);
    assert_shows(&c, "Select a period of the chart");
    assert_shows(&c, "A new ward &lt;b&gt;"); /* what was typed is kept */
    scene_post(&c, WAITS_AT "/annotate", "period=2019-01&words=A+new+ward");
    assert_status(&c, 422);
    scene_post(&c, WAITS_AT "/annotate", "period=2014-05&words=A+new+ward");
    assert_status(&c, 303);
    scene_get(&c, WAITS_AT "?done=annotated");
    assert_shows(&c, "Your words stand at their point of the chart");
    assert_shows(&c, "A new ward");
    assert_shows(&c, "Ann Lead");
    measure_annotations all;
    const measure_key key = { TEXT("waits"), TEXT(SCENE_BODY) };
    assert_done(annotations_list(c.db, key, &c.arena, &all, error));
    char one[200], fields[100];
    snprintf(one, sizeof one, WAITS_AT "/annotations/%.*s", TEXT_ARGS(all.at[0].id));
    scene_get(&c, one);
    assert_status(&c, 200);
    scene_post(&c, one, "version=1&words=A+ward+of+20+beds");
    assert_status(&c, 303);
    scene_get(&c, one);
    scene_post(&c, one, "version=1&words=Something+else"); /* from a page that was open before */
    assert_status(&c, 409);
    assert_shows(&c, "They are now: A ward of 20 beds (Ann Lead)");
    assert_shows(&c, "Something else");
    snprintf(fields, sizeof fields, "version=2");
    char remove_it[220];
    snprintf(remove_it, sizeof remove_it, "%s/remove", one);
    scene_post(&c, remove_it, fields);
    assert_status(&c, 303);
    scene_get(&c, one);
    assert_status(&c, 404);
    scene_close(&c);
}

static void limits_start_anew_by_a_decision_with_a_reason(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_sign_in(&c, &c.people[ANALYST]);
    scene_get(&c, "/measures/waits/at/" SCENE_OTHER_BODY "/rebase");
    assert_status(&c, 200);
    assert_shows(&c, "A step change may have happened in July 2014");
    scene_post(&c, "/measures/waits/at/" SCENE_OTHER_BODY "/rebase", "period=2014-07&reason=because");
    assert_status(&c, 422);
    assert_shows(&c, "Reason must be 20 characters or more");
    assert_shows(&c, "because");
    scene_post(&c, "/measures/waits/at/" SCENE_OTHER_BODY "/rebase",
               "period=2013-01&reason=The+new+front+door+was+opened.");
    assert_status(&c, 422); /* limits start at the first period in any case */
    scene_post(&c, "/measures/waits/at/" SCENE_OTHER_BODY "/rebase",
               "period=2014-07&reason=The+new+front+door+was+opened.");
    assert_status(&c, 303);
    scene_get(&c, "/measures/waits/at/" SCENE_OTHER_BODY);
    assert_shows(&c, "The new front door was opened. Decided by Ana Lyst");
    assert_shows_not(&c, "A step change may have happened");
    measure_rebases all;
    const measure_key key = { TEXT("waits"), TEXT(SCENE_OTHER_BODY) };
    assert_done(rebases_list(c.db, key, &c.arena, &all, error));
    char back[200];
    snprintf(back, sizeof back, "/measures/waits/at/" SCENE_OTHER_BODY "/rebase/%.*s/take-back",
             TEXT_ARGS(all.at[0].id));
    scene_get(&c, back);
    assert_status(&c, 200);
    scene_post(&c, back, "version=1&reason=The+door+was+closed+again.");
    assert_status(&c, 303);
    scene_get(&c, "/measures/waits/at/" SCENE_OTHER_BODY);
    assert_shows(&c, "Taken back by Ana Lyst");
    assert_shows(&c, "A step change may have happened");
    scene_close(&c);
}

static void a_target_and_a_path_are_agreed_by_the_organisation_itself(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, WAITS_AT "/target");
    assert_status(&c, 200);
    assert_shows(&c, "The national target, for comparison: 95");
    scene_post(&c, WAITS_AT "/target", "version=0&target=many&agreed_with=the+council&reason=");
    assert_status(&c, 422);
    assert_shows(&c, "Target must be a number, like 85");
    assert_shows(&c, "value=\"many\"");
    scene_post(&c, WAITS_AT "/target", "version=0&target=85&agreed_with=the+council&reason=");
    assert_status(&c, 303);
    scene_get(&c, WAITS_AT);
    assert_shows(&c, "85 %, agreed with the council");
    scene_get(&c, WAITS_AT "/target");
    scene_post(&c, WAITS_AT "/target", "version=0&target=90&agreed_with=nobody&reason=");
    assert_status(&c, 409);
    assert_shows(&c, "The target is now 85 (Ann Lead)");
    assert_shows(&c, "value=\"90\"");
    scene_get(&c, WAITS_AT "/path");
    assert_status(&c, 200);
    scene_post(&c, WAITS_AT "/path",
               "version=0&shape=line&start=80%25&aim=&period=2014-01&years=3&agreed_with=all&reason=");
    assert_status(&c, 422);
    assert_shows(&c, "Enter the level that you aim at");
    scene_post(&c, WAITS_AT "/path",
               "version=0&shape=line&start=80&aim=95&period=2014-01&years=3&agreed_with=all&reason=");
    assert_status(&c, 303);
    scene_get(&c, WAITS_AT);
    assert_shows(&c, "agreed path");
    scene_get(&c, WAITS_AT "/path");
    scene_post(&c, WAITS_AT "/path/end", "version=1");
    assert_status(&c, 303);
    scene_get(&c, WAITS_AT "/target");
    scene_post(&c, WAITS_AT "/target/end", "version=1");
    assert_status(&c, 303);
    scene_close(&c);
}

static void an_organisation_has_care_performance_and_money_together(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_get(&c, "/organisations/" SCENE_BODY);
    assert_status(&c, 200);
    assert_shows(&c, "Seen within four hours");
    assert_shows(&c, ">Money</h2>");
    assert_shows(&c, "Spending on agency staff");
    assert_shows_not(&c, "Not yet published");
    assert_shows_not(&c, ">Notes</h2>");
    period february;
    const char *reason;
    assert_true(period_parse(TEXT("2014-02"), PERIOD_ORDER_ISO, &february, &reason));
    const measure_annotation note = { .key = { TEXT("waits"), TEXT(SCENE_BODY) },
                                      .when = february,
                                      .words = TEXT("A ward <closed>") };
    const measure_annotation unseen = { .key = { TEXT("secret"), TEXT(SCENE_BODY) },
                                        .when = february,
                                        .words = TEXT("Nobody may know") };
    assert_done(annotations_add(c.db, &note, &by_analyst, error));
    assert_done(annotations_add(c.db, &unseen, &by_analyst, error));
    scene_get(&c, "/organisations/" SCENE_BODY);
    assert_shows(&c, ">Notes</h2>");
    assert_shows(&c, "A ward &lt;closed&gt;");
    assert_shows_not(&c, "Nobody may know");
    assert_shows_not(&c, "Next decisions");
    scene_get(&c, "/organisations/" SCENE_OTHER_BODY); /* where there was a step, and nobody has decided */
    assert_shows(&c, ">Next decisions</h2>");
    assert_shows(&c, "whether limits start anew is not decided");
    scene_get(&c, "/organisations/" SCENE_BODY "/report.html");
    assert_status(&c, 200);
    assert_shows(&c, "Board report of NHS");
    assert_shows(&c, "Spending on agency staff");
    assert_shows_not(&c, "Not yet published");
    assert_true(text_contains(c.t.res.download, TEXT("board-report-" SCENE_BODY ".html")));
    scene_get(&c, "/organisations/" SCENE_BOARD); /* no charts, but a page */
    assert_status(&c, 200);
    scene_close(&c);
}

/* ---- files ---- */

/* A form with a file, as the server would have read it. */
static void post_file(scene *c, const char *target, const char *name, const char *bytes)
{
    char headers[400];
    const text token = web_csrf_token(&c->t.req, text_of(target));
    web_pair *const fields = MEMORY_TAKE(&c->arena, web_pair, 2);
    fields[0] = (web_pair){ TEXT("csrf"), memory_copy_text(&c->arena, token) };
    fields[1] = (web_pair){ TEXT("dates"), TEXT("iso") };
    snprintf(headers, sizeof headers, "Content-Type: multipart/form-data; boundary=x\nOrigin: " TEST_ORIGIN "\n%s",
             c->cookie);
    const int descriptor = memfd_create("figures", MFD_CLOEXEC);
    assert_true(write(descriptor, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    const web_file file = { TEXT("file"), text_of(name), descriptor, strlen(bytes) };
    scene_forget(c);
    test_begin(&c->t, &c->site.web, headers);
    c->has_answer = true;
    assert_true(web_admit(&c->t.req, TEXT("POST"), text_of(target), 100, &c->t.res));
    c->t.req.fields = (web_pairs){ fields, 2 };
    c->t.req.files = &file;
    c->t.req.n_files = name[0] != '\0';
    web_answer(&c->t.req, &c->t.res);
    close(descriptor);
}

static text keep(scene *c, text words)
{
    return memory_copy_text(&c->arena, words);
}

static void a_population_is_told_or_said_to_be_unknown(const place *p)
{
    scene c;
    char path[100];
    open_measures(&c, p);
    scene_get(&c, "/organisations/" SCENE_BODY "/population");
    assert_status(&c, 200);
    assert_shows(&c, "No figures about this population have been loaded");
    add_indicator(&c, "aged", "People aged 75 and over", "share", THEME_NEEDS, true);
    organisation_list all;
    assert_done(organisations_list(c.db, TEXT(""), &c.arena, &all, error));
    snprintf(path, sizeof path, "%s/needs.csv", p->folder);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "indicator,organisation,period,value\naged," SCENE_BODY ",2013,7.0%%\naged," SCENE_BODY ",2014,7.5%%\n");
    for (size_t i = 0, n = 0; i < all.n && n < 8; i++) /* 1 % to 8 % elsewhere */
        if (all.at[i].kind->level == LEVEL_BODY && !text_equal(all.at[i].id, TEXT(SCENE_BODY)))
            fprintf(file, "aged,%.*s,2014,%zu%%\n", TEXT_ARGS(all.at[i].id), ++n);
    fclose(file);
    const upload_file brought = { .path = path, .name = TEXT("needs.csv") };
    measure_upload upload;
    upload_preview preview;
    assert_done(uploads_stage(c.db, &brought, &by_analyst, &c.arena, &upload, error));
    assert_done(uploads_preview(c.db, &upload, &c.arena, &preview, error));
    const upload_choice choice = { upload.id, upload.version, preview.seen, false };
    assert_done(uploads_apply(c.db, &choice, &by_analyst, error));
    scene_get(&c, "/organisations/" SCENE_BODY "/population");
    assert_status(&c, 200);
    assert_shows(&c, "7.5&nbsp;%");
    assert_shows(&c, "7.0&nbsp;%<br>");           /* at first */
    assert_shows(&c, "3.0&nbsp;% to 7.0&nbsp;%"); /* 1, 2, 3, 4, 5, 6, 7, 7.5, 8 */
    assert_shows(&c, "of 9 organisations");
    assert_shows_not(&c, "No figures about");
    scene_close(&c);
}

static void what_there_is_about_an_organisation_stands_on_one_page(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_get(&c, "/organisations/" SCENE_BODY "/links");
    assert_status(&c, 200);
    assert_shows(&c, "2 charts"); /* the third is not published */
    assert_shows_not(&c, "agreed locally");
    const measure_target target = { .key = { TEXT("waits"), TEXT(SCENE_BODY) },
                                    .target = 0.85,
                                    .agreed = { .agreed_with = TEXT("all") } };
    assert_done(targets_agree(c.db, &target, &by_analyst, error));
    scene_get(&c, "/organisations/" SCENE_BODY "/links");
    assert_shows(&c, "1 target agreed locally");
    scene_get(&c, "/organisations/" SCENE_BOARD "/links");
    assert_status(&c, 200);
    assert_shows(&c, "Nothing about it has been published here yet");
    scene_get(&c, "/organisations/nowhere/links");
    assert_status(&c, 404);
    scene_close(&c);
}

static void a_file_is_looked_at_applied_and_undone(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, "/measures/load");
    assert_status(&c, 200);
    post_file(&c, "/measures/load", "", "");
    assert_status(&c, 422);
    assert_shows(&c, "Select a file");
    post_file(&c, "/measures/load", "letter.pdf", "x");
    assert_status(&c, 422);
    assert_shows(&c, "The selected file must be a CSV or XLSX. Nothing has been saved");
    post_file(&c, "/measures/load", "new.csv",
              "indicator,organisation,period,value\nwaits," SCENE_BODY ",2016-01,81%\nwaits," SCENE_OTHER_BODY
              ",2016-01,81%\nwaits," SCENE_BODY ",2013-01,99%\n");
    assert_status(&c, 303);
    const text page = keep(&c, c.t.res.location);
    char target[100], apply[120], undo[120], fields[200];
    snprintf(target, sizeof target, "%.*s", TEXT_ARGS(page));
    snprintf(apply, sizeof apply, "%s/apply", target);
    snprintf(undo, sizeof undo, "%s/undo", target);
    scene_get(&c, target);
    assert_status(&c, 200);
    assert_shows(&c, "is not the organisation whose figures you may load");
    assert_shows(&c, "Put 2 figures into the charts");
    assert_shows(&c, "99 %");
    const text seen = keep(&c, scene_hidden(&c, "seen"));
    snprintf(fields, sizeof fields, "version=1&seen=%.*s", TEXT_ARGS(seen));
    scene_post(&c, apply, fields);
    assert_status(&c, 422); /* one row is not correct, and nobody said to leave it out */
    snprintf(fields, sizeof fields, "version=1&seen=%.*s&leave_out=yes", TEXT_ARGS(seen));
    scene_post(&c, apply, fields);
    assert_status(&c, 303);
    scene_get(&c, WAITS_AT);
    assert_shows(&c, "Jan 2016");
    assert_shows(&c, "Figures that were changed");
    scene_get(&c, target);
    assert_shows(&c, "Undo the whole file");
    scene_post(&c, undo, "version=2");
    assert_status(&c, 303);
    scene_get(&c, WAITS_AT);
    assert_shows_not(&c, "Jan 2016");
    scene_sign_in(&c, &c.people[COALITION]);
    scene_get(&c, target);
    assert_status(&c, 403);
    scene_close(&c);
}

static void a_file_that_waits_is_a_task(const place *p)
{
    scene c;
    open_measures(&c, p);
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, WAITS_AT "/load");
    assert_status(&c, 200);
    post_file(&c, WAITS_AT "/load", "two.csv", "period,value\n2016-01,81%\n");
    assert_status(&c, 303);
    scene_get(&c, "/todo");
    assert_shows(&c, "Decide about the figures in two.csv");
    scene_close(&c);
}

/* One month of 60 bodies, 10 falls in 100 days each. */
static size_t load_falls(scene *c, const place *p, text *names)
{
    enum { N = 60 };
    const measure_indicator draft = { .id = TEXT("falls"),
                                      .name = TEXT("Falls"),
                                      .definition = TEXT("As it says."),
                                      .unit = TEXT("per 1,000 days"),
                                      .numerator = TEXT("falls"),
                                      .denominator = TEXT("days"),
                                      .improvement = UPW_DECREASE,
                                      .theme = THEME_CARE,
                                      .is_published = true };
    organisation_list all;
    size_t n = 0;
    assert_done(catalogue_add(c->db, &draft, &by_analyst, error));
    assert_done(organisations_list(c->db, TEXT("2015-01-01"), &c->arena, &all, error));
    const text path = memory_format(&c->arena, "%s/falls.csv", p->folder);
    FILE *const file = fopen(path.at, "w");
    assert_non_null(file);
    fputs("indicator,organisation,period,numerator,denominator\n", file);
    for (size_t i = 0; i < all.n && n < N; i++)
        if (all.at[i].kind->level == LEVEL_BODY) {
            fprintf(file, "falls,%.*s,2015-01,%zu,%zu\n", TEXT_ARGS(all.at[i].id), 100 + n % 7, 10000 + n);
            names[n++] = all.at[i].name;
        }
    fclose(file);
    const upload_file brought = { .path = path.at, .name = TEXT("falls.csv") };
    measure_upload upload;
    upload_preview preview;
    assert_done(uploads_stage(c->db, &brought, &by_analyst, &c->arena, &upload, error));
    assert_done(uploads_preview(c->db, &upload, &c->arena, &preview, error));
    const upload_choice choice = { upload.id, upload.version, preview.seen, false };
    assert_done(uploads_apply(c->db, &choice, &by_analyst, error));
    return n;
}

/* In the table of the page at hand. */
static bool lists(const scene *c, text name)
{
    const text body = buffer_text(&c->t.res.body);
    const char *const table = memmem(body.at, body.len, "<tbody", 6);
    assert_non_null(table);
    buffer escaped;
    buffer_init(&escaped, 1000);
    buffer_add_char(&escaped, '>');
    html_add_escaped(&escaped, name);
    buffer_add_literal(&escaped, "</a>");
    const bool is_there = text_contains((text){ table, body.len - (size_t)(table - body.at) }, buffer_text(&escaped));
    buffer_clear(&escaped);
    return is_there;
}

static void a_comparison_of_many_has_all_of_them_in_pages(const place *p)
{
    enum { OF_A_PAGE = 50 };
    static const char open_details[] = "<details class=\"nhsuk-details\" open";
    scene c;
    text names[100];
    scene_open(&c, p);
    const size_t n = load_falls(&c, p, names);
    assert_true(n > OF_A_PAGE);
    scene_get(&c, "/measures/falls/compare");
    assert_status(&c, 200);
    assert_shows(&c, "The numbers, by name: 1 to 50 of 60");
    assert_shows_not(&c, open_details);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(lists(&c, names[i]), i < OF_A_PAGE);
    scene_get(&c, "/measures/falls/compare?page=2");
    assert_shows(&c, "The numbers, by name: 51 to 60 of 60");
    assert_shows(&c, open_details);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(lists(&c, names[i]), i >= OF_A_PAGE);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(charts_are_found_by_place_theme_name_and_what_they_show),
        PLACE_TEST(a_search_that_is_too_long_is_said_beside_its_field),
        PLACE_TEST(a_chart_has_its_sentence_numbers_and_definition),
        PLACE_TEST(charts_and_figures_are_files_too),
        PLACE_TEST(an_agreed_path_is_told_stage_by_stage),
        PLACE_TEST(words_are_written_changed_and_taken_away),
        PLACE_TEST(limits_start_anew_by_a_decision_with_a_reason),
        PLACE_TEST(a_target_and_a_path_are_agreed_by_the_organisation_itself),
        PLACE_TEST(an_organisation_has_care_performance_and_money_together),
        PLACE_TEST(a_population_is_told_or_said_to_be_unknown),
        PLACE_TEST(what_there_is_about_an_organisation_stands_on_one_page),
        PLACE_TEST(a_comparison_of_many_has_all_of_them_in_pages),
        PLACE_TEST(a_file_is_looked_at_applied_and_undone),
        PLACE_TEST(a_file_that_waits_is_a_task),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
