/* The pages of the catalogue, asked for in memory by invented people, on both databases. */
#include "services/measure/catalogue_file.h"
#include "services/measure/measure.h"
#include "services/tests/scene.h"
#include "web/decode.h"

static void assert_shows(scene *c, const char *words)
{
    if (!scene_shows(c, words))
        fail_msg("the page does not show \"%s\" (status %d): %.*s", words, c->t.res.status,
                 TEXT_ARGS(buffer_text(&c->t.res.body)));
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

#define CATALOGUE "/measures/catalogue"
#define WAITS_WITHOUT_NAME                                                                                             \
    "definition=Of+all+who+came.&theme=care&unit=share&numerator=seen+in+time&denominator=people+who+came&"            \
    "source=Returns&owner=Urgent+care+team&improvement=increase&national_target=95%25&chart=xmr&baseline=24&"          \
    "published=yes"
#define WAITS "name=Seen+within+four+hours&" WAITS_WITHOUT_NAME

static measure_indicator find(scene *c, const char *id)
{
    measure_indicator one;
    bool found;
    assert_done(catalogue_find(c->db, text_of(id), &c->arena, &one, &found, error));
    assert_true(found);
    return one;
}

static void add_waits(scene *c)
{
    scene_sign_in(c, &c->people[ANALYST]);
    scene_get(c, CATALOGUE "/new");
    assert_status(c, 200);
    scene_post(c, CATALOGUE "/new", WAITS "&id=four-hours");
    assert_status(c, 303);
}

static void an_analyst_adds_an_indicator(const place *p)
{
    scene c;
    scene_open(&c, p);
    scene_get(&c, CATALOGUE);
    assert_shows(&c, "There are no indicators yet");
    assert_shows_not(&c, "Add an indicator");
    add_waits(&c);
    const measure_indicator one = find(&c, "four-hours");
    assert_true(text_equal(one.name, TEXT("Seen within four hours")) &&
                text_equal(one.owner, TEXT("Urgent care team")));
    assert_true(one.national_target == 0.95 && one.baseline == 24 && one.is_published && one.theme == THEME_CARE);
    assert_int_equal(one.improvement, UPW_INCREASE);
    scene_get(&c, CATALOGUE "?done=indicator-added");
    assert_shows(&c, "The indicator was added");
    assert_shows(&c, "Urgent care team");
    c.cookie[0] = '\0'; /* who answers for it is everybody's to know; who may change it, not */
    scene_get(&c, CATALOGUE);
    assert_shows(&c, "Urgent care team");
    assert_shows_not(&c, CATALOGUE "/four-hours");
    scene_sign_in(&c, &c.people[LEAD]);
    scene_get(&c, CATALOGUE "/new");
    assert_status(&c, 403);
    scene_close(&c);
}

static void what_is_missing_is_said_and_nothing_typed_is_lost(const place *p)
{
    static const struct {
        const char *fields, *says;
    } cases[] = {
        { WAITS "&id=", "Enter a short name, like four-hour-waits" },
        { WAITS "&id=Four+Hours", "Short name must be 1 to 40 small letters" },
        { WAITS "&id=load", "The id must not be &quot;load&quot;" },
        { WAITS "&id=four-hours", "There is an indicator with the short name four-hours already" },
        { "name=&id=other&" WAITS_WITHOUT_NAME, "Enter the name of the indicator" },
        { "name=Other&id=other&definition=&theme=&unit=%25&source=&owner=&improvement=&national_target=many&chart=xmr&"
          "baseline=5&published=",
          "Enter what it measures and how it is worked out" },
    };
    static const char *const all[] = { "Select the theme",
                                       "Enter where the figures come from",
                                       "Enter who answers for the definition",
                                       "Select which way is better",
                                       "Baseline must be between 12 and 1,000 points",
                                       "Select who may see its charts",
                                       "value=\"many\"",
                                       "<title>Error: " };
    scene c;
    scene_open(&c, p);
    add_waits(&c);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene_get(&c, CATALOGUE "/new");
        scene_post(&c, CATALOGUE "/new", cases[i].fields);
        assert_status(&c, 422);
        assert_shows(&c, cases[i].says);
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_shows(&c, all[i]);
    scene_get(&c, CATALOGUE "/new");
    scene_post(&c, CATALOGUE "/new",
               "name=Other&id=other&definition=x&theme=care&unit=share&source=x&owner=x&improvement=increase&"
               "national_target=95&chart=xmr&published=yes");
    assert_status(&c, 422);
    assert_shows(&c, "Target of a share must be between 0% and 100%, like 95%");
    scene_close(&c);
}

static void a_change_keeps_what_was_and_a_stale_form_says_what_changed(const place *p)
{
    scene c;
    scene_open(&c, p);
    add_waits(&c);
    scene_get(&c, CATALOGUE "/four-hours");
    assert_status(&c, 200);
    assert_shows(&c, "value=\"95%\"");
    scene_post(&c, CATALOGUE "/four-hours", "version=1&name=In+four+hours&" WAITS_WITHOUT_NAME);
    assert_status(&c, 303);
    scene_get(&c, CATALOGUE "/four-hours");
    assert_shows(&c, "Seen within four hours"); /* before */
    assert_shows(&c, "Ana Lyst");
    scene_post(&c, CATALOGUE "/four-hours", "version=1&name=Waits&" WAITS_WITHOUT_NAME); /* from an older page */
    assert_status(&c, 409);
    assert_shows(&c, "Someone else changed this page while you were working. Your text is below");
    assert_shows(&c, "Name was changed by Ana Lyst on 1 July 2016. It was: Seen within four hours. It is now: In four "
                     "hours");
    assert_shows(&c, "value=\"Waits\"");
    assert_true(text_equal(scene_hidden(&c, "version"), TEXT("2"))); /* saving again, now knowing it, goes */
    scene_post(&c, CATALOGUE "/four-hours", "version=2&name=Waits&" WAITS_WITHOUT_NAME);
    assert_status(&c, 303);
    c.cookie[0] = '\0';
    scene_get(&c, "/measures/four-hours");
    assert_shows(&c, "How its definition has changed");
    assert_shows(&c, "In four hours");
    assert_shows_not(&c, "Ana Lyst");
    scene_close(&c);
}

static const measure_deed by_analyst = { .actor = { TEXT("p2"), ROLE_ANALYST, { 0 } }, .now_ms = 2000 };

static void load_months(scene *c, const place *p)
{
    char path[100];
    snprintf(path, sizeof path, "%s/figures.csv", p->folder);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs("indicator,organisation,period,value\n", file);
    for (int i = 0; i < 24; i++)
        fprintf(file, "four-hours," SCENE_BODY ",%d-%02d,%d%%\n", 2014 + i / 12, 1 + i % 12, 88 + i % 5);
    fclose(file);
    const upload_file brought = { .path = path, .name = TEXT("figures.csv") };
    measure_upload upload;
    upload_preview preview;
    assert_done(uploads_stage(c->db, &brought, &by_analyst, &c->arena, &upload, error));
    assert_done(uploads_preview(c->db, &upload, &c->arena, &preview, error));
    const upload_choice choice = { upload.id, upload.version, preview.seen, false };
    assert_done(uploads_apply(c->db, &choice, &by_analyst, error));
}

static void charts_follow_the_catalogue_at_once(const place *p)
{
    scene c;
    scene_open(&c, p);
    add_waits(&c);
    load_months(&c, p);
    scene_get(&c, "/measures/four-hours/at/" SCENE_BODY);
    assert_shows(&c, "Will miss the target");
    scene_get(&c, CATALOGUE "/four-hours");
    scene_post(&c, CATALOGUE "/four-hours",
               "version=1&name=Waits&definition=x&theme=care&unit=share&source=x&owner=x&improvement=increase&"
               "national_target=70%25&chart=xmr&published=yes");
    assert_status(&c, 303);
    scene_get(&c, "/measures/four-hours/at/" SCENE_BODY);
    assert_shows(&c, "Will meet the target");
    scene_get(&c, CATALOGUE "/four-hours");
    scene_post(&c, CATALOGUE "/four-hours",
               "version=2&name=Waits&definition=x&theme=care&unit=%25&source=x&owner=x&improvement=increase&"
               "national_target=70&chart=xmr&published=yes");
    assert_status(&c, 422);
    assert_shows(&c, "Unit cannot change from share while there are figures in it");
    scene_close(&c);
}

#define COLUMNS "id,name,theme,unit,improvement,national_target,definition,source,owner,published\n"
#define ROW_OF_WAITS "four-hours,Four hours,care,share,increase,95%,Of all who came.,Returns,Urgent care team,yes\n"

/* As the button of the page that was asked for last sends it. */
static void take_in(scene *c, const char *rows)
{
    char fields[3000];
    const text seen = memory_copy_text(&c->arena, scene_hidden(c, "seen"));
    buffer sent;
    buffer_init(&sent, 4000);
    web_add_percent(&sent, text_of(rows));
    snprintf(fields, sizeof fields, "name=all.csv&seen=%.*s&rows=%.*s", TEXT_ARGS(seen), TEXT_ARGS(buffer_text(&sent)));
    buffer_clear(&sent);
    scene_post(c, CATALOGUE "/file/take-in", fields);
}

static void a_file_is_looked_at_then_taken_in_whole(const place *p)
{
    static const char rows[] = COLUMNS ROW_OF_WAITS
        "falls,Falls,care,\"per 1,000 bed days\",decrease,,Falls in hospital.,Incidents,Safety team,no\n";
    scene c;
    scene_open(&c, p);
    add_waits(&c);
    scene_get(&c, CATALOGUE "/file");
    assert_status(&c, 200);
    scene_upload(&c, CATALOGUE "/file", "file", "all.csv", rows);
    assert_status(&c, 200);
    assert_shows(&c, "1 new, 1 changed, 0 as they are");
    assert_shows(&c, "Name: Four hours, was Seen within four hours");
    measure_indicators all;
    assert_done(catalogue_list(c.db, &c.arena, &all, error));
    assert_int_equal(all.n, 1); /* nothing yet */
    take_in(&c, rows);
    assert_status(&c, 303);
    const measure_indicator falls = find(&c, "falls"), waits = find(&c, "four-hours");
    assert_true(!falls.is_published && falls.improvement == UPW_DECREASE && !falls.has_national_target);
    assert_true(text_equal(waits.name, TEXT("Four hours")) && waits.version == 2);
    assert_true(waits.baseline == 24 && text_equal(waits.numerator, TEXT("seen in time"))); /* no such columns */
    scene_get(&c, CATALOGUE "/file");
    scene_upload(&c, CATALOGUE "/file", "file", "all.csv", rows);
    assert_shows(&c, "There is nothing in this file that the catalogue does not have already");
    scene_get(&c, "/data/indicators.csv"); /* what comes out goes in again */
    const text out = memory_copy_text(&c.arena, buffer_text(&c.t.res.body));
    scene_get(&c, CATALOGUE "/file");
    scene_upload(&c, CATALOGUE "/file", "file", "all.csv", out.at);
    assert_shows(&c, "There is nothing in this file");
    scene_close(&c);
}

/* Also by whoever has not looked. */
static void assert_refused(scene *c, const place *p, const char *rows)
{
    char path[100];
    cells all;
    snprintf(path, sizeof path, "%s/all.csv", p->folder);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs(rows, file);
    fclose(file);
    assert_done(cells_read(path, &c->arena, &all, error));
    assert_fails(UPW_BAD_INPUT, catalogue_take_in(c->db, &all, TEXT(""), &by_analyst, error));
}

static void a_file_with_one_wrong_row_changes_nothing(const place *p)
{
    static const struct {
        const char *rows, *says;
    } cases[] = {
        { "code,name\nx,y\n", "all.csv has no column &quot;id&quot;. Nothing has been saved" },
        { COLUMNS ROW_OF_WAITS ROW_OF_WAITS, "stands in an earlier row, too; one row each" },
        { COLUMNS ROW_OF_WAITS "falls,Falls,safety,,decrease,,x,x,x,no\n",
          "is no theme; care, performance, money and needs are" },
        { COLUMNS "falls,Falls,care,,down,,x,x,x,no\n", "must be increase, decrease or neither" },
        { COLUMNS "falls,Falls,care,share,decrease,120%,x,x,x,no\n", "is no share between 0 and 1" },
        { COLUMNS "falls,Falls,care,,decrease,,x,x,,no\n", "is needed" },
        { COLUMNS "Falls in hospital,Falls,care,,decrease,,x,x,x,no\n", "small letters, digits and hyphens" },
        { "id,name\nfalls,Falls\n", "is needed" },
    };
    scene c;
    measure_indicators all;
    scene_open(&c, p);
    scene_sign_in(&c, &c.people[ANALYST]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene_get(&c, CATALOGUE "/file");
        scene_upload(&c, CATALOGUE "/file", "file", "all.csv", cases[i].rows);
        assert_status(&c, 422);
        assert_shows(&c, cases[i].says);
        assert_shows_not(&c, "into the catalogue");
        assert_refused(&c, p, cases[i].rows);
    }
    assert_done(catalogue_list(c.db, &c.arena, &all, error));
    assert_int_equal(all.n, 0);
    scene_close(&c);
}

static void two_analysts_at_once_lose_nothing(const place *p)
{
    static const char rows[] = COLUMNS ROW_OF_WAITS;
    scene c;
    scene_open(&c, p);
    add_waits(&c);
    scene_get(&c, CATALOGUE "/file");
    scene_upload(&c, CATALOGUE "/file", "file", "all.csv", rows);
    measure_indicator waits = find(&c, "four-hours");
    waits.owner = TEXT("Another team");
    assert_done(catalogue_change(c.db, &waits, &by_analyst, error));
    take_in(&c, rows);
    assert_status(&c, 409);
    assert_shows(&c, "Somebody else has changed the catalogue since the file was looked at");
    assert_shows(&c, "Owner: Urgent care team, was Another team");
    take_in(&c, rows); /* knowing it */
    assert_status(&c, 303);
    assert_true(text_equal(find(&c, "four-hours").owner, TEXT("Urgent care team")));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(an_analyst_adds_an_indicator),
        PLACE_TEST(what_is_missing_is_said_and_nothing_typed_is_lost),
        PLACE_TEST(a_change_keeps_what_was_and_a_stale_form_says_what_changed),
        PLACE_TEST(charts_follow_the_catalogue_at_once),
        PLACE_TEST(a_file_is_looked_at_then_taken_in_whole),
        PLACE_TEST(a_file_with_one_wrong_row_changes_nothing),
        PLACE_TEST(two_analysts_at_once_lose_nothing),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
