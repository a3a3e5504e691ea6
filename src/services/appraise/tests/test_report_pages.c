/* The pages of the report: made, shared, published; and that nobody sees anything of it before. */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "services/appraise/report_pages.h"
#include "services/appraise/report_build.h"
#include "services/appraise/report_files.h"
#include "services/appraise/report_folder.h"
#include "services/appraise/report_markdown.h"
#include "services/appraise/tests/report_scene.h"

#define MARKER "Quillwort" /* a word that stands nowhere else */

static void get_as(reporting_scene *s, size_t who, const char *target)
{
    const account *const person = who == SECOND ? &s->second : who < SCENE_PEOPLE ? &s->c.people[who] : NULL;
    s->c.cookie[0] = '\0';
    if (person != NULL)
        scene_sign_in(&s->c, person);
    scene_get(&s->c, target);
}

static void shows(const reporting_scene *s, const char *words)
{
    if (!scene_shows(&s->c, words))
        fail_msg("the page does not show \"%s\"", words);
}

static void expect(const reporting_scene *s, int status)
{
    assert_int_equal(s->c.t.res.status, status);
}

/* The form of the page at hand, sent with the version that the page has. */
static void send(reporting_scene *s, const char *target, const char *fields)
{
    const text version = scene_hidden(&s->c, "version");
    scene_post(&s->c, target,
               memory_format(&s->c.arena, "version=%.*s%s%s", TEXT_ARGS(version), fields[0] ? "&" : "", fields).at);
}

static void mark_text(reporting_scene *s)
{
    write_annex(s, MARKER " grows in clear lakes.", 0);
}

/* Shared, with the marker in its text. */
static void share_marked(reporting_scene *s)
{
    build(s);
    mark_text(s);
    check(s);
    const reporting *w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_approve(w, &s->report, error));
    name(s, BOARD, false);
    w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_share(w, &s->round, &s->report, error));
}

static void schedule(reporting_scene *s)
{
    appraise_test_go_to(&s->c, "2016-10-12 00:00");
    finalise(s);
    release(s, COALITION);
    release(s, SECOND);
}

/* ---- the tests ---- */

static void make_by_pages(reporting_scene *s)
{
    get_as(s, ANALYST, "/coalition/2016/report");
    expect(s, 200);
    shows(s, "No report has been built yet");
    scene_post(&s->c, "/coalition/2016/report/build", "version=0");
    expect(s, 303);
    scene_get(&s->c, "/coalition/2016/report");
    send(s, "/coalition/2016/report/check", "");
    expect(s, 303);
    get_as(s, COALITION, "/coalition/2016/report?done=checked");
    shows(s, "In checks");
    shows(s, "Totals add up");
    send(s, "/coalition/2016/report/approve", "");
    expect(s, 303);
    scene_get(&s->c, "/coalition/2016/share");
    char fields[300], nameless[200];
    snprintf(fields, sizeof fields, "person=%.*s.%s&title=Director&reason=Checks+facts",
             TEXT_ARGS(s->c.people[BOARD].id), SCENE_BOARD);
    snprintf(nameless, sizeof nameless, "person=%.*s.%s&title=&reason=", TEXT_ARGS(s->c.people[BOARD].id), SCENE_BOARD);
    scene_post(&s->c, "/coalition/2016/share/name", nameless);
    expect(s, 422);
    shows(s, "Enter the job title of Bo Board");
    shows(s, "Enter why Bo Board needs to see the report before publication");
    scene_get(&s->c, "/coalition/2016/share");
    scene_post(&s->c, "/coalition/2016/share/name", fields);
    expect(s, 303);
    scene_get(&s->c, "/coalition/2016/share");
    shows(s, "Bo Board");
    send(s, "/coalition/2016/share", "");
    expect(s, 303);
}

static void question_by_pages(reporting_scene *s)
{
    get_as(s, BOARD, "/todo");
    shows(s, "Check the facts in the report of 2016");
    scene_get(&s->c, "/shared/2016");
    expect(s, 200);
    shows(s, "Embargoed until 9:30am on 30 November 2016");
    shows(s, "Copy of Bo Board, mark ");
    scene_get(&s->c, "/shared/2016/points?place=T1.1");
    scene_post(&s->c, "/shared/2016/points", "place=T1.1&words=&evidence=");
    expect(s, 422);
    shows(s, "Enter what is wrong");
    scene_get(&s->c, "/shared/2016/points");
    scene_post(&s->c, "/shared/2016/points", "place=T1.1&words=It+is+211&evidence=The+register");
    expect(s, 303);
    get_as(s, COALITION, "/coalition/2016/points/1");
    shows(s, "It is 211");
    send(s, "/coalition/2016/points/1", "outcome=rejected");
    expect(s, 422);
    shows(s, "Enter the reason");
    scene_get(&s->c, "/coalition/2016/points/1");
    send(s, "/coalition/2016/points/1", "outcome=rejected&reason=It+is+as+the+register+has+it");
    expect(s, 303);
}

static void a_report_is_made_shared_and_published_by_its_pages(const place *p)
{
    reporting_scene s;
    open_scene(&s, p);
    make_by_pages(&s);
    question_by_pages(&s);
    get_as(&s, BOARD, "/shared/2016/reply");
    send(&s, "/shared/2016/reply", "words=We+thank+%3Cyou%3E");
    expect(&s, 303);
    scene_get(&s.c, "/shared/2016/reply");
    shows(&s, "We thank &lt;you&gt;");
    send(&s, "/shared/2016/reply/send", "");
    expect(&s, 303);
    get_as(&s, COALITION, "/coalition/2016/report");
    send(&s, "/coalition/2016/report/final", "");
    expect(&s, 303);
    scene_get(&s.c, "/coalition/2016/report");
    shows(&s, "at 9:30am on 30 November 2016");
    send(&s, "/coalition/2016/report/release", "");
    expect(&s, 303);
    get_as(&s, SECOND, "/coalition/2016/report");
    send(&s, "/coalition/2016/report/release", "");
    expect(&s, 303);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    get_as(&s, SCENE_PEOPLE, "/report/2016");
    expect(&s, 200);
    shows(&s, "The report of 2016");
    scene_get(&s.c, "/report/2016/10");
    shows(&s, "We thank &lt;you&gt;");
    scene_get(&s.c, "/report/2016/annex-c");
    shows(&s, "It is as the register has it");
    scene_get(&s.c, "/report/2016/annex-d");
    shows(&s, "Director");
    assert_false(scene_shows(&s.c, "Bo Board"));

    recipients all; /* annex D is printed: nobody comes off the list any more */
    assert_done(recipients_list(s.c.db, TEXT(TEST_YEAR), false, &s.c.arena, &all, error));
    const size_t n = all.n;
    get_as(&s, COALITION, "/coalition/2016/share");
    assert_false(scene_shows(&s.c, "Remove"));
    scene_get(&s.c, "/coalition/2016/report");
    scene_post(&s.c, "/coalition/2016/share/remove",
               memory_format(&s.c.arena, "recipient=%.*s", TEXT_ARGS(all.at[0].id)).at);
    shows(&s, "The report is published");
    assert_done(recipients_list(s.c.db, TEXT(TEST_YEAR), false, &s.c.arena, &all, error));
    assert_int_equal(all.n, n);
    scene_close(&s.c);
}

static void every_chapter_file_and_annex_is_there_once_published(const place *p)
{
    reporting_scene s;
    text *names;
    size_t n = 0;
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    as(&s, ADMIN, ROLE_ADMIN);
    const report_view v = { .arena = &s.c.arena, .round = &s.round };
    for (int chapter = 1; chapter < REPORT_PLACES; chapter++) {
        get_as(&s, SCENE_PEOPLE, memory_format(&s.c.arena, "/report/2016/%s", report_slug(chapter)).at);
        expect(&s, 200);
        buffer title;
        buffer_init(&title, 1000);
        html_add_escaped(&title, report_view_title(&v, chapter));
        shows(&s, memory_keep(&s.c.arena, &title).at);
    }
    scene_get(&s.c, "/report/2016/annex-a");
    shows(&s, MARKER);
    scene_get(&s.c, "/report/2016/11");
    expect(&s, 404);
    assert_done(report_files_list(s.c.db, &s.report, &s.c.arena, &names, &n, error));
    for (size_t i = 0; i < n; i++) {
        scene_get(&s.c, memory_format(&s.c.arena, "/report/2016/data/%.*s", TEXT_ARGS(names[i])).at);
        expect(&s, 200);
        assert_true(s.c.t.res.body.len > 0);
    }
    scene_get(&s.c, "/report/2016/data/T9.9.csv");
    expect(&s, 404);
    scene_close(&s.c);
}

/* Boards, trusts and networks of 2024 are called otherwise than those of 2013. */
static void nothing_of_a_report_is_called_otherwise_than_the_round_calls_it(const place *p)
{
    static const char *const before[] = { "national board", "local office", "National board", "Local office" };
    reporting_scene s;
    open_scene(&s, p);
    place_script(s.c.db, "UPDATE appraisal_round SET board_label = 'NHS England', office_label = 'your region'");
    share_marked(&s);
    schedule(&s);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        get_as(&s, SCENE_PEOPLE,
               memory_format(&s.c.arena, "/report/2016%s%s", chapter > 0 ? "/" : "", report_slug(chapter)).at);
        expect(&s, 200);
        shows(&s, "What local bodies say about NHS England");
        shows(&s, "What they say about their region");
        for (size_t i = 0; i < sizeof before / sizeof *before; i++)
            if (scene_shows(&s.c, before[i]))
                fail_msg("chapter %d speaks of a %s", chapter, before[i]);
    }
    scene_get(&s.c, "/appraisal");
    shows(&s, "appraise NHS England and their region");
    scene_get(&s.c, "/appraisal/2016");
    shows(&s, "What one thing should your region start");
    scene_close(&s.c);
}

static void what_is_published_can_be_taken_away_from_the_page_of_downloads(const place *p)
{
    static const char report[] = "href=\"/report/2016/data\"", returns[] = "href=\"/appraisal/2016/returns.jsonl\"";
    reporting_scene s;
    open_scene(&s, p);
    share_marked(&s);
    settle(&s, raise_point(&s), POINT_REJECTED);
    schedule(&s);
    get_as(&s, SCENE_PEOPLE, "/data");
    expect(&s, 200);
    assert_false(scene_shows(&s.c, report) || scene_shows(&s.c, returns));
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    scene_get(&s.c, "/data");
    shows(&s, report);
    shows(&s, returns);
    scene_get(&s.c, "/report/2016/data");
    shows(&s, "/report/2016/data/factual-points.csv");
    scene_get(&s.c, "/report/2016/data/factual-points.csv");
    shows(&s, "number,about,wrong,evidence,outcome,reason,raised_on,settled_on\n1,T1.1,The number is wrong,Our own "
              "count,rejected,Because of the count,2016-09-27,2016-09-27\n");
    scene_get(&s.c, "/report/2016/data/factual-points.json");
    shows(&s, "\"outcome\":\"rejected\"");
    scene_get(&s.c, "/report/2016/data/proposals-columns.csv");
    shows(&s, "verdict_yes,Agree,count,bodies that say it is done");
    scene_get(&s.c, "/report/2016/data/datapackage.json");
    shows(&s, "proposals.csv");
    scene_close(&s.c);
}

/* Themes as they were published are what a report of a later year begins its history with. */
static void a_published_round_is_history_to_later_ones(const place *p)
{
    reporting_scene s;
    report_round later;
    report_tables published;
    open_scene(&s, p);
    appraise_round next = s.round;
    next.year = TEXT("2017");
    share_marked(&s);
    assert_done(report_gather(s.c.db, &next, &s.c.arena, &later, error));
    assert_int_equal(later.facts.n_earlier, 0);
    schedule(&s);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    assert_done(report_gather(s.c.db, &next, &s.c.arena, &later, error));
    assert_done(reports_list_tables(s.c.db, &s.report, false, &s.c.arena, &published, error));
    const report_table *const board = report_tables_find(&published, TEXT("T2.1")), *const office = report_tables_find(
                                                                                        &published, TEXT("T3.2"));
    assert_int_equal(later.facts.n_earlier, board->n_rows + office->n_rows);
    for (size_t i = 0; i < later.facts.n_earlier; i++) {
        const bool is_board = i < board->n_rows;
        const report_table *const t = is_board ? board : office;
        const size_t row = is_board ? i : i - board->n_rows;
        const report_earlier *const one = &later.facts.earlier[i];
        assert_true(text_equal(one->year, TEXT("2016")) && text_equal(one->theme, report_at(t, row, 0)->words));
        assert_int_equal(one->target, is_board ? TARGET_NATIONAL : TARGET_LOCAL);
        const double score = report_at(t, row, 2)->number;
        assert_true(one->score == score || (isnan(one->score) && isnan(score)));
    }
    assert_done(report_gather(s.c.db, &s.round, &s.c.arena, &later, error)); /* not to itself */
    assert_int_equal(later.facts.n_earlier, 0);
    scene_close(&s.c);
}

/* sha256sum --check, as the page tells people to do it. */
static void what_is_downloaded_has_the_fingerprints_that_are_published(const place *p)
{
    reporting_scene s;
    size_t n = 0;
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    as(&s, ADMIN, ROLE_ADMIN);
    get_as(&s, SCENE_PEOPLE, "/report/2016/data/SHA256SUMS.txt");
    const text sums = memory_copy_text(&s.c.arena, buffer_text(&s.c.t.res.body));
    assert_true(text_equal(report_hash(sums, &s.c.arena), s.report.fingerprint));
    for (text rest = sums; rest.len > 0; n++) {
        text line = text_take_until(&rest, '\n');
        const text hash = text_take_until(&line, ' ');
        const text file = text_trim(line);
        scene_get(&s.c, memory_format(&s.c.arena, "/report/2016/data/%.*s", TEXT_ARGS(file)).at);
        expect(&s, 200);
        assert_true(text_equal(report_hash(buffer_text(&s.c.t.res.body), &s.c.arena), hash));
    }
    assert_true(n > 20);
    scene_close(&s.c);
}

static void an_earlier_version_stays_readable_and_says_so(const place *p)
{
    reporting_scene s;
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    get_as(&s, COALITION, "/coalition/2016/report");
    send(&s, "/coalition/2016/report/correct", "notice=Annex+A+told+the+method+wrongly");
    expect(&s, 303);
    write_annex(&s, "Isoetes was meant.", 0);
    get_as(&s, SCENE_PEOPLE, "/report/2016/annex-a");
    assert_false(scene_shows(&s.c, "Isoetes")); /* nobody sees a correction that is being made */
    scene_get(&s.c, "/report/2016?edition=2");
    expect(&s, 404);
    scene_get(&s.c, "/corrections");
    shows(&s, "Nothing has been corrected yet");
    check(&s);
    const reporting *w = as(&s, SECOND, ROLE_COALITION);
    assert_done(reporting_approve(w, &s.report, error));
    release(&s, COALITION);
    release(&s, SECOND);
    get_as(&s, SCENE_PEOPLE, "/report/2016/annex-a");
    shows(&s, "Isoetes");
    scene_get(&s.c, "/report/2016/annex-g");
    shows(&s, "Annex A told the method wrongly");
    scene_get(&s.c, "/corrections");
    shows(&s, "Annex A told the method wrongly");
    scene_get(&s.c, "/report/2016/annex-a?edition=1");
    shows(&s, "An earlier version");
    assert_false(scene_shows(&s.c, "Isoetes"));
    shows(&s, "/report/2016/annex-b?edition=1");
    get_as(&s, COALITION, "/coalition/2016/report"); /* what was corrected is corrected */
    send(&s, "/coalition/2016/report/correct", "notice=The+correction+was+wrong+in+its+turn");
    expect(&s, 303);
    check(&s);
    assert_done(reporting_approve(as(&s, SECOND, ROLE_COALITION), &s.report, error));
    release(&s, COALITION);
    release(&s, SECOND);
    get_as(&s, SCENE_PEOPLE, "/report/2016/annex-g");
    shows(&s, "Annex A told the method wrongly");
    shows(&s, "The correction was wrong in its turn");
    shows(&s, "/report/2016?edition=1");
    shows(&s, "/report/2016?edition=2");
    scene_get(&s.c, "/report/2016/annex-a?edition=2");
    shows(&s, "An earlier version");
    scene_close(&s.c);
}

/* ---- without a server ---- */

enum { FOLDER_MOST = 200 };

typedef struct folder {
    text names[FOLDER_MOST], bytes[FOLDER_MOST];
    size_t n;
    upw_arena *arena;
} folder;

static bool keep_file(void *context, text name, text bytes, upw_error *error)
{
    folder *const f = context;
    (void)error;
    assert_true(f->n < FOLDER_MOST);
    f->names[f->n] = memory_copy_text(f->arena, name);
    f->bytes[f->n++] = memory_copy_text(f->arena, bytes);
    return true;
}

static bool has_file(const folder *f, text name)
{
    size_t i = 0;
    while (i < f->n && !text_equal(f->names[i], name))
        i++;
    return i < f->n;
}

static size_t count_dead_links(const folder *f, text page)
{
    size_t n = 0;
    for (text rest = page; rest.len > 6; rest.at++, rest.len--)
        if (text_starts_with(rest, TEXT("href=\""))) {
            text href = { rest.at + 6, rest.len - 6 };
            href = text_take_until(&href, '"');
            n += href.len > 0 && href.at[0] != '#' && !text_starts_with(href, TEXT("https://")) && !has_file(f, href);
        }
    return n;
}

static void a_published_report_can_be_read_without_a_server(const place *p)
{
    reporting_scene s;
    upw_error why = { 0 };
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    folder *const f = MEMORY_TAKE(&s.c.arena, folder, 1);
    f->arena = &s.c.arena;
    report_folder it = {
        .add = keep_file, .context = f, .year = TEXT(TEST_YEAR), .now_ms = appraise_test_ms("2016-11-30 09:30") - 1
    };
    assert_false(report_folder_make(s.c.db, &it, &s.c.arena, &why));
    assert_int_equal(why.code, UPW_NOT_FOUND);
    assert_int_equal(f->n, 0);
    it.now_ms++;
    assert_done(report_folder_make(s.c.db, &it, &s.c.arena, error));
    assert_true(has_file(f, TEXT("index.html")) && has_file(f, TEXT("annex-h.html")) &&
                has_file(f, TEXT("report.css")) && has_file(f, TEXT("SHA256SUMS.txt")));
    for (size_t i = 0; i < f->n; i++)
        if (text_contains(f->names[i], TEXT(".html")))
            assert_int_equal(count_dead_links(f, f->bytes[i]), 0);
    scene_close(&s.c);
}

/* ---- before its hour ---- */

static const char *const public_tails[] = { "",
                                            "/1",
                                            "/10",
                                            "/annex-a",
                                            "/annex-h",
                                            "/data",
                                            "/nonsense",
                                            "/data/T1.1.csv",
                                            "/data/T1.1.json",
                                            "/data/SHA256SUMS.txt",
                                            "/data/datapackage.json",
                                            "/data/factual-points.csv",
                                            "/data/nonsense.csv" };

/* Its own request's id is all that may differ. */
static text take_answer(const reporting_scene *s, const char *year)
{
    buffer out;
    buffer_init(&out, 1 << 20);
    const response *const res = &s->c.t.res;
    buffer_add_format(&out, "%d %d %d %u %.*s\n", res->status, (int)res->kind, (int)res->cache, res->max_age_s,
                      TEXT_ARGS(res->location));
    for (text rest = buffer_text(&res->body); rest.len > 0;) {
        const text id = text_of(s->c.t.req.id);
        if (text_starts_with(rest, id)) {
            rest.at += id.len, rest.len -= id.len;
            continue;
        }
        if (text_starts_with(rest, text_of(year))) { /* of the address alone: /sign-in?next=/report/2016 */
            rest.at += 4, rest.len -= 4;
            continue;
        }
        buffer_add_char(&out, *rest.at);
        rest.at++, rest.len--;
    }
    return memory_keep((upw_arena *)(uintptr_t)&s->c.arena, &out);
}

static void assert_unknown(reporting_scene *s, size_t who, const char *tail)
{
    get_as(s, who, memory_format(&s->c.arena, "/report/2016%s", tail).at);
    expect(s, 404);
    const text unpublished = take_answer(s, "2016");
    scene_get(&s->c, memory_format(&s->c.arena, "/report/2099%s", tail).at);
    expect(s, 404);
    const text unknown = take_answer(s, "2099");
    if (!text_equal(unpublished, unknown))
        fail_msg("as %zu, /report/{year}%s tells what is unpublished from what is not there", who, tail);
}

static void what_is_not_published_answers_as_what_there_is_not(const place *p)
{
    reporting_scene s;
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    test_now_ms = appraise_test_ms("2016-11-30 09:30") - 1;
    for (size_t who = 0; who <= SCENE_PEOPLE + 1; who++)
        for (size_t i = 0; i < sizeof public_tails / sizeof *public_tails; i++)
            assert_unknown(&s, who, public_tails[i]);
    get_as(&s, SCENE_PEOPLE + 1, "/report");
    assert_false(scene_shows(&s.c, "2016"));
    test_now_ms++;
    get_as(&s, SCENE_PEOPLE + 1, "/report/2016"); /* no duty has run: the hour is enough */
    expect(&s, 200);
    scene_get(&s.c, "/report/2016/data/T1.1.csv");
    expect(&s, 200);
    scene_close(&s.c);
}

static void only_those_on_the_list_read_the_shared_copy(const place *p)
{
    reporting_scene s;
    store_rows row;
    bool found;
    trail_row last;
    open_scene(&s, p);
    share_marked(&s);
    for (size_t who = 0; who < SCENE_PEOPLE; who++) {
        const bool may = who == BOARD || who == COALITION || who == ANALYST;
        get_as(&s, who, "/shared/2016/annex-a");
        if (may != (s.c.t.res.status == 200) || may != scene_shows(&s.c, MARKER))
            fail_msg("person %zu: %d", who, s.c.t.res.status);
    }
    get_as(&s, OFFICE, "/shared/2016"); /* has the role, but is not on the list */
    const text unlisted = take_answer(&s, "2016");
    scene_get(&s.c, "/shared/2099");
    assert_true(text_equal(unlisted, take_answer(&s, "2099")));
    get_as(&s, SCENE_PEOPLE + 1, "/shared/2016");
    expect(&s, 303); /* to sign in */
    assert_int_equal(scene_count_rows(&s.c, "report.open_shared", TEXT("2016"), &last), 1);

    const store_statement find_letter = { "test_letter_body",
                                          "SELECT body FROM outbox WHERE email = 'A14' AND address = $1", .takes = "t",
                                          .gives = "t" };
    assert_done(
        store_find(s.c.db, &find_letter, (store_value[]){ STORE_TEXT(s.c.people[BOARD].email) }, &row, &found, error));
    text body = store_copy(&row, 0, &s.c.arena);
    assert_done(store_end(&row, error));
    const char *const at = strstr(body.at, "/shared/2016?copy=");
    assert_non_null(at);
    text link = { at, body.len - (size_t)(at - body.at) };
    link = memory_copy_text(&s.c.arena, text_take_until(&link, '\n'));
    get_as(&s, BOARD, link.at);
    expect(&s, 200);
    get_as(&s, OFFICE, link.at);
    expect(&s, 404);
    get_as(&s, BOARD, "/shared/2016?copy=00000000000000000000000000");
    expect(&s, 404);

    recipients all;
    assert_done(recipients_list(s.c.db, TEXT(TEST_YEAR), false, &s.c.arena, &all, error));
    const reporting *const w = as(&s, COALITION, ROLE_COALITION);
    assert_done(reporting_remove_recipient(w, &s.round, &all.at[0], error));
    get_as(&s, BOARD, link.at);
    expect(&s, 404);
    scene_close(&s.c);
}

/* A cell that ends with a decimal: "12.5</td>". */
static bool has_decimals(const reporting_scene *s)
{
    const text body = buffer_text(&s->c.t.res.body);
    for (size_t i = 0; i + 7 < body.len; i++)
        if (body.at[i] == '.' && body.at[i + 1] >= '0' && body.at[i + 1] <= '9' &&
            memcmp(body.at + i + 2, "</td>", 5) == 0)
            return true;
    return false;
}

/* product.md, section 6.8: in the regime of official statistics what is checked is a draft with whole numbers; figures
 * in final form are for the list of the last 24 hours, also where one of them checked the draft before. */
static void by_law_final_figures_are_seen_in_the_last_24_hours_alone(const place *p)
{
    const store_statement by_law = { "test_by_law",
                                     "UPDATE appraisal_round SET regime = 'official', shares = 'draft' WHERE year = $1",
                                     .takes = "t" };
    static const char page[] = "/shared/2016/1", draft[] = "A draft for quality assurance";
    reporting_scene s;
    open_scene(&s, p);
    assert_done(store_run(s.c.db, &by_law, (store_value[]){ STORE_TEXT(TEXT(TEST_YEAR)) }, NULL, error));
    share_marked(&s);
    name(&s, OFFICE, true);
    get_as(&s, BOARD, page);
    expect(&s, 200);
    shows(&s, draft);
    assert_false(has_decimals(&s));
    get_as(&s, OFFICE, page);
    expect(&s, 404);
    schedule(&s);
    name(&s, BOARD, true); /* they have their link already */
    as(&s, COALITION, ROLE_COALITION);
    const int64_t release_ms = s.report.release_ms, hour_ms = INT64_C(3600000);
    test_now_ms = release_ms - 25 * hour_ms;
    get_as(&s, BOARD, page);
    shows(&s, draft);
    get_as(&s, OFFICE, page);
    expect(&s, 404);
    test_now_ms = release_ms - 23 * hour_ms;
    assert_done(reports_keep_dates(s.c.db, &s.c.site.services.workflow, test_now_ms, &s.c.arena, error));
    for (size_t i = 0; i < 2; i++) {
        get_as(&s, i == 0 ? BOARD : OFFICE, page);
        expect(&s, 200);
        assert_false(scene_shows(&s.c, draft));
        assert_true(has_decimals(&s));
    }
    get_as(&s, COALITION, page); /* as those who check it had it */
    shows(&s, draft);
    scene_close(&s.c);
}

/* Cheshire's own row, and no other's: SCENE_BODY is under it. */
static void an_office_reads_its_own_rows_alone(const place *p)
{
    reporting_scene s;
    open_scene(&s, p);
    share_marked(&s);
    const recipient draft = { .year = TEXT(TEST_YEAR),
                              .name = s.c.people[OFFICE].name,
                              .email = s.c.people[OFFICE].email,
                              .title = TEXT("Office director"),
                              .reason = TEXT("Checks facts"),
                              .organisation = TEXT("E39000001") };
    const reporting *const w = as(&s, COALITION, ROLE_COALITION);
    assert_done(reporting_name_recipient(w, &s.round, &draft, error)); /* it is shared: the link comes at once */
    get_as(&s, OFFICE, "/shared/2016/1");
    expect(&s, 200);
    shows(&s, "Cheshire, Warrington and Wirral");
    shows(&s, "North of England");
    assert_false(scene_shows(&s.c, "Greater Manchester"));
    get_as(&s, BOARD, "/shared/2016/1");
    shows(&s, "Greater Manchester");
    raise_point(&s);
    get_as(&s, BOARD, "/shared/2016/points");
    shows(&s, "The number is wrong");
    get_as(&s, OFFICE, "/shared/2016/points");
    assert_false(scene_shows(&s.c, "The number is wrong"));
    get_as(&s, OFFICE, "/shared/2016/reply");
    expect(&s, 403);
    scene_close(&s.c);
}

/* ---- how long it takes ---- */

static int compare_times(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t time_of(reporting_scene *s, const char *target)
{
    struct timespec from, to;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    scene_get(&s->c, target);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return (to.tv_sec - from.tv_sec) * 1000000000 + (to.tv_nsec - from.tv_nsec);
}

/* Half a millisecond between the medians (reliability.md, section 17), of this program's own work. */
static void what_is_not_published_takes_as_long_as_what_there_is_not(const place *p)
{
    enum { TIMES = 40, MOST_NS = 500000 };
    int64_t unpublished[TIMES], unknown[TIMES];
    reporting_scene s;
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    test_now_ms = appraise_test_ms("2016-11-30 09:30") - 1;
    s.c.cookie[0] = '\0';
    for (size_t i = 0; i < TIMES; i++) {
        unpublished[i] = time_of(&s, "/report/2016/3");
        unknown[i] = time_of(&s, "/report/2099/3");
    }
    qsort(unpublished, TIMES, sizeof *unpublished, compare_times);
    qsort(unknown, TIMES, sizeof *unknown, compare_times);
    assert_in_range(llabs(unpublished[TIMES / 2] - unknown[TIMES / 2]), 0, MOST_NS);
    scene_close(&s.c);
}

/* ---- a crawl ---- */

enum { CRAWL_MOST = 250 };

typedef struct crawl {
    char *seen[CRAWL_MOST];
    size_t n;
} crawl;

static void add_link(crawl *c, text href, upw_arena *arena)
{
    if (href.len == 0 || href.at[0] != '/' || c->n == CRAWL_MOST || text_contains(href, TEXT("#")) ||
        text_starts_with(href, TEXT("/sign-out")) || text_starts_with(href, TEXT("/measures")) ||
        text_starts_with(href, TEXT("/organisations/")))
        return;
    for (size_t i = 0; i < c->n; i++)
        if (text_equal(text_of(c->seen[i]), href))
            return;
    c->seen[c->n++] = (char *)(uintptr_t)memory_copy_text(arena, href).at;
}

static void add_links(crawl *c, text body, upw_arena *arena)
{
    for (text rest = body; rest.len > 6; rest.at++, rest.len--)
        if (text_starts_with(rest, TEXT("href=\""))) {
            text href = { rest.at + 6, rest.len - 6 };
            add_link(c, text_take_until(&href, '"'), arena);
        }
}

static void the_marker_stands_nowhere_before_the_hour(const place *p)
{
    static const char *const starts[] = { "/",
                                          "/appraisal",
                                          "/appraisal/2016",
                                          "/report",
                                          "/report/2016",
                                          "/todo",
                                          "/proposals/2016",
                                          "/coalition",
                                          "/shared/2016",
                                          "/audit",
                                          "/appraisal/2016/receipt",
                                          "/organisations/NHSCB",
                                          "/sitemap.xml",
                                          "/data",
                                          "/report/2016/data/chapter-11.md" };
    reporting_scene s;
    open_scene(&s, p);
    share_marked(&s);
    schedule(&s);
    test_now_ms = appraise_test_ms("2016-11-30 09:30") - 1;
    for (size_t who = 0; who <= SCENE_PEOPLE; who++) {
        const bool may = who == BOARD || who == COALITION || who == ANALYST;
        crawl c = { .n = 0 };
        bool is_seen = false;
        for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
            add_link(&c, text_of(starts[i]), &s.c.arena);
        get_as(&s, who == SCENE_PEOPLE ? SCENE_PEOPLE + 1 : who, "/");
        for (size_t i = 0; i < c.n; i++) {
            scene_get(&s.c, c.seen[i]);
            if (s.c.t.res.kind != WEB_HTML)
                continue;
            if (!may && scene_shows(&s.c, MARKER))
                fail_msg("person %zu sees it on %s", who, c.seen[i]);
            is_seen = is_seen || scene_shows(&s.c, MARKER);
            add_links(&c, buffer_text(&s.c.t.res.body), &s.c.arena);
        }
        assert_true(c.n > 20);
        assert_int_equal(is_seen, may); /* those who may see it are led to it */
    }
    scene_close(&s.c);
}

/* ---- text ---- */

static void note_place(html_writer *h, void *context, text name)
{
    (void)context;
    html_format(h, "[%.*s]", TEXT_ARGS(name));
}

static void text_is_written_in_a_small_part_of_markdown(const place *p)
{
    static const struct {
        const char *words, *page;
    } cases[] = {
        { "One\ntwo\n\nthree", "<p>One two</p><p>three</p>" },
        { "<b>&", "<p>&lt;b&gt;&amp;</p>" },
        { "a **b** *c* d", "<p>a <strong>b</strong> <em>c</em> d</p>" },
        { "2 * 3 * 4 and 5*", "<p>2 * 3 * 4 and 5*</p>" },
        { "{T1.1}\nafter", "[T1.1]<p>after</p>" },
        { "[no](javascript:alert(1))", "<p>[no](javascript:alert(1))</p>" },
        { "[no](/\\example.org)", "<p>[no](/\\example.org)</p>" },
        { "[no](/\t/example.org)", "<p>[no](/\t/example.org)</p>" },
        { "[half](https://", "<p>[half](https://</p>" },
    };
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer out;
        html_writer h;
        buffer_init(&out, 1000);
        html_init(&h, &out);
        report_write_markdown(&h, &(report_markdown){ .words = text_of(cases[i].words), .place = note_place });
        if (!text_equal(buffer_text(&out), text_of(cases[i].page)))
            fail_msg("\"%s\" became %.*s", cases[i].words, TEXT_ARGS(buffer_text(&out)));
        buffer_clear(&out);
    }
}

/* "words=" and each byte as %XX. */
static const char *encode(reporting_scene *s, text words)
{
    buffer b;
    buffer_init(&b, 10 + 3 * words.len);
    buffer_add_literal(&b, "words=");
    for (size_t i = 0; i < words.len; i++)
        buffer_add_format(&b, "%%%02X", (unsigned)(unsigned char)words.at[i]);
    buffer_add_char(&b, '\0');
    return memory_keep(&s->c.arena, &b).at;
}

/* So many times the apostrophe of word processors. */
static text repeat(reporting_scene *s, size_t n)
{
    buffer b;
    buffer_init(&b, 3 * n);
    for (size_t i = 0; i < n; i++)
        buffer_add_literal(&b, "\xE2\x80\x99");
    return memory_keep(&s->c.arena, &b);
}

static void shows_all_of(reporting_scene *s, text words)
{
    if (!text_contains(buffer_text(&s->c.t.res.body), words))
        fail_msg("not all %zu bytes are there", words.len);
}

static void a_reply_pasted_from_a_word_processor_is_printed_letter_by_letter(const place *p)
{
    static const char pasted[] =
        "\xE2\x80\x9CWe\xE2\x80\x99ve read it\xE2\x80\x9D \xE2\x80\x93 all of it\xC2\xA0.\r\n\r\n"
        "\xE2\x80\xA2\tpriori\xC2\xADties\r\n\xEF\x82\xB7\tmoney\vand time\r\n"
        "<p class=MsoNormal><b>Yes</b><o:p></o:p></p> {\\rtf1\\b no}";
    static const char kept[] = "\xE2\x80\x9CWe\xE2\x80\x99ve read it\xE2\x80\x9D \xE2\x80\x93 all of it\xC2\xA0.\n\n"
                               "\xE2\x80\xA2\tpriori\xC2\xADties\n\xEF\x82\xB7\tmoney\nand time\n"
                               "<p class=MsoNormal><b>Yes</b><o:p></o:p></p> {\\rtf1\\b no}";
    reporting_scene s;
    reply it;
    bool found;
    buffer printed;
    open_scene(&s, p);
    share(&s);
    buffer_init(&printed, 10000);
    html_add_escaped(&printed, text_of(kept));
    get_as(&s, BOARD, "/shared/2016/reply");
    send(&s, "/shared/2016/reply", "words=A+letter%02that+only+Word+knows");
    expect(&s, 422);
    shows(&s, "Reply must not include characters that cannot be shown");
    shows(&s, "that only Word knows");
    send(&s, "/shared/2016/reply", encode(&s, repeat(&s, 15001)));
    expect(&s, 422);
    shows(&s, "Reply must be 15,000 characters or less");
    shows_all_of(&s, repeat(&s, 15001));
    send(&s, "/shared/2016/reply", encode(&s, repeat(&s, 15000)));
    expect(&s, 303);
    scene_get(&s.c, "/shared/2016/reply");
    shows_all_of(&s, repeat(&s, 15000));
    send(&s, "/shared/2016/reply", encode(&s, text_of(pasted)));
    expect(&s, 303);
    assert_done(replies_find(s.c.db, TEXT(TEST_YEAR), &s.c.arena, &it, &found, error));
    assert_true(text_equal(it.words, text_of(kept)));
    scene_get(&s.c, "/shared/2016/reply");
    shows_all_of(&s, buffer_text(&printed));
    send(&s, "/shared/2016/reply/send", "");
    expect(&s, 303);
    schedule(&s);
    appraise_test_go_to(&s.c, "2016-11-30 09:30");
    get_as(&s, SCENE_PEOPLE, "/report/2016/10");
    shows_all_of(&s, buffer_text(&printed));
    buffer_clear(&printed);
    scene_close(&s.c);
}

static void a_chapter_as_long_as_may_be_is_kept_whole(const place *p)
{
    reporting_scene s;
    open_scene(&s, p);
    build(&s);
    get_as(&s, ANALYST, "/coalition/2016/report/text/annex-a");
    send(&s, "/coalition/2016/report/text/annex-a", encode(&s, repeat(&s, 16001)));
    expect(&s, 422);
    shows(&s, "The text of a chapter must be 16,000 characters or less");
    shows_all_of(&s, repeat(&s, 16001));
    send(&s, "/coalition/2016/report/text/annex-a", encode(&s, repeat(&s, 16000)));
    expect(&s, 303);
    scene_get(&s.c, "/coalition/2016/report/read/annex-a");
    shows_all_of(&s, repeat(&s, 16000));
    scene_close(&s.c);
}

static void a_text_that_somebody_else_changed_is_not_lost(const place *p)
{
    reporting_scene s;
    char fields[200];
    open_scene(&s, p);
    build(&s);
    get_as(&s, ANALYST, "/coalition/2016/report/text/annex-a");
    const text version = memory_copy_text(&s.c.arena, scene_hidden(&s.c, "version"));
    mark_text(&s);
    snprintf(fields, sizeof fields, "version=%.*s&words=My+own+words&point=", TEXT_ARGS(version));
    scene_post(&s.c, "/coalition/2016/report/text/annex-a", fields);
    expect(&s, 409);
    shows(&s, "My own words");
    scene_get(&s.c, "/coalition/2016/report/read/annex-a");
    shows(&s, MARKER);
    scene_close(&s.c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_report_is_made_shared_and_published_by_its_pages),
        PLACE_TEST(every_chapter_file_and_annex_is_there_once_published),
        PLACE_TEST(a_published_round_is_history_to_later_ones),
        PLACE_TEST(nothing_of_a_report_is_called_otherwise_than_the_round_calls_it),
        PLACE_TEST(what_is_published_can_be_taken_away_from_the_page_of_downloads),
        PLACE_TEST(what_is_downloaded_has_the_fingerprints_that_are_published),
        PLACE_TEST(an_earlier_version_stays_readable_and_says_so),
        PLACE_TEST(a_published_report_can_be_read_without_a_server),
        PLACE_TEST(what_is_not_published_answers_as_what_there_is_not),
        PLACE_TEST(only_those_on_the_list_read_the_shared_copy),
        PLACE_TEST(by_law_final_figures_are_seen_in_the_last_24_hours_alone),
        PLACE_TEST(an_office_reads_its_own_rows_alone),
        PLACE_TEST(what_is_not_published_takes_as_long_as_what_there_is_not),
        PLACE_TEST(the_marker_stands_nowhere_before_the_hour),
        PLACE_TEST(text_is_written_in_a_small_part_of_markdown),
        PLACE_TEST(a_reply_pasted_from_a_word_processor_is_printed_letter_by_letter),
        PLACE_TEST(a_chapter_as_long_as_may_be_is_kept_whole),
        PLACE_TEST(a_text_that_somebody_else_changed_is_not_lost),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
