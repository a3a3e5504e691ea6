/* The table of charts and pages of an indicator, out of memory and made anew: the same bytes for everybody at any time,
 * on both databases, also when another process has changed what it is made of. */
#include <pthread.h>

#include "services/measure/measure.h"
#include "services/tests/scene.h"

/* Two sites on one database: one keeps parts of pages, one never does. `other` is a connection of somebody else's. */
typedef struct twins {
    scene c;
    service_site plain;
    store_db *other;
    const char *folder;
    char cookies[SCENE_PEOPLE][200];
    uint64_t random;
    int64_t now_ms;
} twins;

static measure_deed by_analyst(twins *t)
{
    return (measure_deed){ .actor = { TEXT("p2"), ROLE_ANALYST, { 0 } }, .now_ms = t->now_ms++ };
}

static measure_deed by_lead(twins *t)
{
    return (measure_deed){ .actor = { TEXT("p1"), ROLE_BODY_LEAD, TEXT(SCENE_BODY) }, .now_ms = t->now_ms++ };
}

static uint64_t draw(twins *t, uint64_t below)
{
    t->random = t->random * 6364136223846793005u + 1442695040888963407u;
    return (t->random >> 33) % below;
}

static const struct {
    const char *id, *name;
    measure_theme theme;
    bool is_published;
} indicators[] = { { "waits", "Seen within four hours", THEME_CARE, true },
                   { "spending", "Spending on agency staff", THEME_MONEY, true },
                   { "secret", "Not yet published", THEME_PERFORMANCE, false } };
enum { INDICATORS = sizeof indicators / sizeof *indicators };
static const char *const places[] = { SCENE_BODY, SCENE_OTHER_BODY, "E38000129" };
enum { PLACES = sizeof places / sizeof *places };

static text in_folder(twins *t, const char *name, const char *words)
{
    const text path = memory_format(&t->c.arena, "%s/%s", t->folder, name);
    FILE *const file = fopen(path.at, "w");
    assert_non_null(file);
    fputs(words, file);
    fclose(file);
    return path;
}

static measure_upload load(twins *t, const char *words)
{
    const measure_deed by = by_analyst(t);
    const upload_file brought = { .path = in_folder(t, "figures.csv", words).at, .name = TEXT("figures.csv") };
    measure_upload upload;
    upload_preview preview;
    bool found;
    assert_done(uploads_stage(t->other, &brought, &by, &t->c.arena, &upload, error));
    assert_done(uploads_preview(t->other, &upload, &t->c.arena, &preview, error));
    const upload_choice choice = { upload.id, upload.version, preview.seen, true };
    assert_done(uploads_apply(t->other, &choice, &by, error));
    assert_done(uploads_find(t->other, upload.id, &t->c.arena, &upload, &found, error));
    return upload;
}

static void load_all(twins *t)
{
    buffer b;
    buffer_init(&b, 1 << 20);
    buffer_add_literal(&b, "indicator,organisation,period,numerator,denominator\n");
    for (size_t k = 0; k < INDICATORS; k++)
        for (size_t p = 0; p < PLACES; p++)
            for (int i = 0; i < 30; i++)
                buffer_add_format(&b, "%s,%s,%d-%02d,%d,1000\n", indicators[k].id, places[p], 2013 + i / 12, 1 + i % 12,
                                  (i < 15 || p == 0 ? 70 : 80) + (int)draw(t, 5));
    buffer_add_char(&b, '\0');
    load(t, b.at);
    buffer_clear(&b);
}

static void sign_in(twins *t, size_t who)
{
    scene_sign_in(&t->c, &t->c.people[who]);
    memcpy(t->cookies[who], t->c.cookie, sizeof t->cookies[who]);
}

static void open_twins(twins *t, const place *p)
{
    *t = (twins){ .folder = p->folder, .random = 20261130, .now_ms = 2000 };
    scene_open(&t->c, p);
    t->other = place_connect(t->c.s);
    const site_options options = { .is_local = true, .is_unlimited = true, .keys = t->c.keys, .keeps_no_parts = true };
    assert_done(site_open(&t->plain, t->c.s, &options, &t->c.arena, error));
    t->plain.web.origin = TEST_ORIGIN;
    t->plain.web.is_secure = true;
    for (size_t i = 0; i < INDICATORS; i++) {
        const measure_indicator draft = { .id = text_of(indicators[i].id),
                                          .name = text_of(indicators[i].name),
                                          .definition = TEXT("As it says."),
                                          .unit = TEXT("per 1,000 people"),
                                          .numerator = TEXT("people seen"),
                                          .denominator = TEXT("people"),
                                          .improvement = UPW_INCREASE,
                                          .theme = indicators[i].theme,
                                          .is_published = indicators[i].is_published };
        const measure_deed by = by_analyst(t);
        assert_done(catalogue_add(t->other, &draft, &by, error));
    }
    load_all(t);
    for (size_t i = 0; i < SCENE_PEOPLE; i++)
        sign_in(t, i);
}

static void close_twins(twins *t)
{
    site_close(&t->plain);
    store_disconnect(t->other);
    scene_close(&t->c);
}

/* `who` SCENE_PEOPLE: nobody. The page as it is kept, which is the page as it is made; it lives until the test ends. */
static text ask(twins *t, size_t who, const char *target)
{
    test_request kept, made;
    const char *const cookie = who < SCENE_PEOPLE ? t->cookies[who] : "";
    test_ask(&kept, &t->c.site.web, "GET", target, cookie, "");
    test_ask(&made, &t->plain.web, "GET", target, cookie, "");
    const text page = memory_copy_text(&t->c.arena, buffer_text(&kept.res.body));
    if (kept.res.status != made.res.status || !text_equal(page, buffer_text(&made.res.body)))
        fail_msg("%s for %zu is another page out of memory (%d and %d)", target, who, kept.res.status, made.res.status);
    test_clear(&kept);
    test_clear(&made);
    return page;
}

static size_t n_found(twins *t)
{
    return kept_count(t->c.site.services.parts).n_found;
}

/* ---- what changes it ---- */

static measure_upload upload;
static const measure_key waits_here = { TEXT("waits"), TEXT(SCENE_BODY) };
static const measure_key waits_there = { TEXT("waits"), TEXT(SCENE_OTHER_BODY) };

static void upload_is_applied(twins *t)
{
    upload = load(t, "indicator,organisation,period,numerator,denominator\nwaits," SCENE_BODY ",2015-07,55,1000\n");
}

static void upload_is_undone(twins *t)
{
    const measure_deed by = by_analyst(t);
    const upload_choice choice = { upload.id, upload.version, { 0 }, true };
    assert_done(uploads_undo(t->other, &choice, &by, error));
}

static period month(const char *words)
{
    period when;
    const char *reason;
    assert_true(period_parse(text_of(words), PERIOD_ORDER_ISO, &when, &reason));
    return when;
}

static void limits_are_decided(twins *t)
{
    const measure_deed by = { .actor = { TEXT("p3"), ROLE_BODY_LEAD, TEXT(SCENE_OTHER_BODY) }, .now_ms = t->now_ms++ };
    const measure_rebase draft = { .key = waits_there,
                                   .from = month("2014-04"),
                                   .reason = TEXT("A second team was there from April on.") };
    assert_done(rebases_agree(t->other, &draft, &by, error));
}

static void limits_are_taken_back(twins *t)
{
    const measure_deed by = { .actor = { TEXT("p3"), ROLE_BODY_LEAD, TEXT(SCENE_OTHER_BODY) }, .now_ms = t->now_ms++ };
    measure_rebases all;
    assert_done(rebases_list(t->other, waits_there, &t->c.arena, &all, error));
    measure_rebase draft = all.at[all.n - 1];
    draft.ended_reason = TEXT("The team came to another place after all.");
    assert_done(rebases_take_back(t->other, &draft, &by, error));
}

static void target_is_agreed(twins *t)
{
    const measure_deed by = by_lead(t);
    const measure_target draft = { .key = waits_here, .target = 99, .agreed = { .agreed_with = TEXT("the council") } };
    assert_done(targets_agree(t->other, &draft, &by, error));
}

static void target_ends(twins *t)
{
    const measure_deed by = by_lead(t);
    assert_done(targets_end(t->other, waits_here, 1, &by, error));
}

static void path_is_agreed(twins *t)
{
    const measure_deed by = by_lead(t);
    const measure_plan draft = { .key = waits_here,
                                 .path = { .shape = TEXT("line"),
                                           .parameters = TEXT("T=12"),
                                           .start = (double)NAN,
                                           .aim = 90,
                                           .from = month("2015-01"),
                                           .horizon = 12 },
                                 .agreed = { .agreed_with = TEXT("the council") } };
    upw_error why = { 0 };
    if (!plans_agree(t->other, &draft, &by, &why))
        fail_msg("%s", why.message);
}

static void path_ends(twins *t)
{
    const measure_deed by = by_lead(t);
    assert_done(plans_end(t->other, waits_here, 1, &by, error));
}

static void change_indicator(twins *t, const char *id, const char *name, int is_published)
{
    const measure_deed by = by_analyst(t);
    measure_indicator draft;
    bool found;
    assert_done(catalogue_find(t->other, text_of(id), &t->c.arena, &draft, &found, error));
    draft.name = text_of(name);
    draft.is_published = is_published;
    assert_done(catalogue_change(t->other, &draft, &by, error));
}

static void indicator_is_renamed(twins *t)
{
    change_indicator(t, "waits", "Seen in time", true);
}

static void indicator_is_published(twins *t)
{
    change_indicator(t, "secret", "Published now", true);
}

static void indicator_is_withdrawn(twins *t)
{
    change_indicator(t, "secret", "Not yet published", false);
}

static void rename_organisation(twins *t, const char *name)
{
    organisation is;
    bool found;
    organisations_counts counts;
    assert_done(organisations_find(t->other, TEXT(SCENE_BODY), &t->c.arena, &is, &found, error));
    const text file = memory_format(&t->c.arena,
                                    "org_id,ods_code,name,kind,parent_id,region_id,opened,closed\n"
                                    "%.*s,%.*s,%s,%s,%.*s,%.*s,%.*s,%.*s\n",
                                    TEXT_ARGS(is.id), TEXT_ARGS(is.code), name, is.kind->name, TEXT_ARGS(is.parent),
                                    TEXT_ARGS(is.region), TEXT_ARGS(is.opened), TEXT_ARGS(is.closed));
    assert_done(organisations_import(t->other, in_folder(t, "tree.csv", file.at).at, &scene_admin, t->now_ms++, &counts,
                                     error));
}

static void organisation_is_renamed(twins *t)
{
    rename_organisation(t, "NHS Elsewhere");
}

static void organisations_are_merged(twins *t)
{
    const text before[] = { TEXT("E38000129") };
    assert_done(organisations_merge(t->other, before, 1, TEXT(SCENE_OTHER_BODY), TEXT("2016-01-01"), &scene_admin,
                                    t->now_ms++, error));
}

static void an_indicator_is_added(twins *t)
{
    const measure_indicator draft = { .id = TEXT("more"),
                                      .name = TEXT("One more"),
                                      .definition = TEXT("As it says."),
                                      .unit = TEXT("count"),
                                      .is_published = true };
    const measure_deed by = by_analyst(t);
    assert_done(catalogue_add(t->other, &draft, &by, error));
}

static const struct {
    const char *what;
    void (*change)(twins *t);
    bool is_seen; /* in the table of charts */
} changes[] = {
    { "an upload is applied", upload_is_applied, true },
    { "it is undone", upload_is_undone, true },
    { "limits are decided", limits_are_decided, true },
    { "they are as they were", limits_are_taken_back, true },
    { "a target is agreed", target_is_agreed, true },
    { "it ends", target_ends, true },
    { "a path is agreed", path_is_agreed, false }, /* the chart's own page shows it */
    { "it ends", path_ends, false },
    { "an indicator is renamed", indicator_is_renamed, true },
    { "one is published", indicator_is_published, true },
    { "it is withdrawn", indicator_is_withdrawn, true },
    { "one is added", an_indicator_is_added, true },
    { "an organisation is renamed", organisation_is_renamed, true },
    { "organisations are merged", organisations_are_merged, false },
};

static void the_page_changes_at_once_with_what_it_is_made_of(const place *p)
{
    twins t;
    open_twins(&t, p);
    assert_true(text_contains(ask(&t, SCENE_PEOPLE, "/measures/waits"), TEXT("upw-chart")));
    assert_true(text_contains(ask(&t, SCENE_PEOPLE, "/measures/waits/compare"), TEXT("upw-chart")));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const text before = ask(&t, SCENE_PEOPLE, "/measures");
        const size_t n = n_found(&t);
        assert_true(text_equal(ask(&t, SCENE_PEOPLE, "/measures"), before));
        assert_int_equal(n_found(&t), n + 1); /* out of memory */
        changes[i].change(&t);
        const text after = ask(&t, SCENE_PEOPLE, "/measures");
        assert_int_equal(n_found(&t), n + 1); /* made anew, whether it is seen or not */
        if (changes[i].is_seen == text_equal(before, after))
            fail_msg("%s, and the page is %s", changes[i].what, changes[i].is_seen ? "as it was" : "another one");
        ask(&t, SCENE_PEOPLE, "/measures/waits");
        ask(&t, SCENE_PEOPLE, "/measures/waits/compare");
    }
    close_twins(&t);
}

static bool write_and_fail(store_db *db, void *context, upw_error *error)
{
    twins *const t = context;
    const measure_deed by = by_analyst(t);
    measure_indicator draft;
    bool found;
    if (!catalogue_find(db, TEXT("waits"), &t->c.arena, &draft, &found, error))
        return false;
    draft.name = TEXT("Nearly another name");
    return catalogue_change(db, &draft, &by, error) && upw_fail(error, UPW_CONFLICT, "not today");
}

static void what_was_not_committed_changes_nothing(const place *p)
{
    twins t;
    upw_error why;
    open_twins(&t, p);
    const text before = ask(&t, SCENE_PEOPLE, "/measures");
    const size_t n = n_found(&t);
    assert_false(store_transact(t.other, write_and_fail, &t, &why));
    assert_true(text_equal(ask(&t, SCENE_PEOPLE, "/measures"), before));
    assert_int_equal(n_found(&t), n + 1);
    close_twins(&t);
}

static void everybody_gets_what_they_may_see(const place *p)
{
    static const bool may_see[SCENE_PEOPLE + 1] = { [LEAD] = true, [ANALYST] = true };
    twins t;
    open_twins(&t, p);
    for (size_t round = 0; round < 2; round++) /* the second time out of memory */
        for (size_t who = 0; who <= SCENE_PEOPLE; who++) {
            const text page = ask(&t, who, "/measures?organisation=" SCENE_BODY);
            assert_int_equal(text_contains(page, TEXT("Not yet published")), may_see[who]);
            assert_int_equal(text_contains(page, TEXT("Load figures")), may_see[who]);
            assert_int_equal(text_contains(page, TEXT("Sign out")), who < SCENE_PEOPLE);
            if (who < SCENE_PEOPLE)
                assert_true(text_contains(page, t.c.people[who].name));
        }
    for (size_t i = 0; i < 2; i++) { /* without a role, at two organisations */
        const account draft = { .name = TEXT("Newly Here"),
                                .email = memory_format(&t.c.arena, "new%zu@example.org", i),
                                .organisation = text_of(places[i]),
                                .is_demonstration = true };
        assert_done(accounts_add(t.other, &draft, &scene_admin, t.now_ms++, &t.c.arena, &t.c.people[OFFICE], error));
        sign_in(&t, OFFICE);
        assert_true(text_contains(ask(&t, OFFICE, "/measures"), text_of(i == 0 ? "2 charts of NHS Eastern Cheshire"
                                                                               : "2 charts of NHS North West Surrey")));
    }
    const workflow_seat seat = { ROLE_BODY_LEAD, TEXT(SCENE_OTHER_BODY) };
    assert_done(seats_give(t.other, t.c.people[MEMBER].id, seat, &scene_admin, t.now_ms++, error));
    sign_in(&t, MEMBER);
    assert_true(text_contains(ask(&t, MEMBER, "/measures?organisation=" SCENE_OTHER_BODY), TEXT("Not yet published")));
    assert_false(text_contains(ask(&t, MEMBER, "/measures?organisation=" SCENE_BODY), TEXT("Not yet published")));
    assert_done(seats_take(t.other, t.c.people[MEMBER].id, seat, &scene_admin, t.now_ms++, error));
    sign_in(&t, MEMBER);
    assert_false(text_contains(ask(&t, MEMBER, "/measures?organisation=" SCENE_OTHER_BODY), TEXT("Not yet published")));
    close_twins(&t);
}

/* ---- many at once ---- */

enum { WRITERS = 3, TIMES = 20 };

typedef struct writer {
    store *s;
    const char *indicator;
    upw_error error;
} writer;

static bool rename_once(store_db *db, const writer *w, int i, upw_arena *arena, upw_error *error)
{
    const measure_deed by = { .actor = { TEXT("p2"), ROLE_ANALYST, { 0 } }, .now_ms = 5000 + i };
    measure_indicator draft;
    bool found;
    if (!catalogue_find(db, text_of(w->indicator), arena, &draft, &found, error))
        return false;
    draft.name = memory_format(arena, "%s, the %d. time", w->indicator, i);
    return catalogue_change(db, &draft, &by, error);
}

static void *write_often(void *context)
{
    writer *const w = context;
    upw_arena arena;
    memory_init_arena(&arena);
    store_db *const db = store_connect(w->s, &w->error);
    bool is_done = db != NULL;
    for (int i = 1; is_done && i <= TIMES; i++)
        is_done = rename_once(db, w, i, &arena, &w->error);
    store_disconnect(db);
    upw_arena_clear(&arena);
    return is_done ? NULL : w;
}

static void those_who_write_at_once_are_all_seen(const place *p)
{
    twins t;
    pthread_t threads[WRITERS];
    writer writers[WRITERS];
    bool has_failed = false;
    open_twins(&t, p);
    for (size_t i = 0; i < WRITERS; i++) {
        writers[i] = (writer){ .s = t.c.s, .indicator = indicators[i].id };
        assert_int_equal(pthread_create(&threads[i], NULL, write_often, &writers[i]), 0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        has_failed |= failed != NULL;
        if (failed != NULL)
            print_message("# %s\n", writers[i].error.message);
    }
    assert_false(has_failed);
    const text page = ask(&t, ANALYST, "/measures?organisation=all");
    for (size_t i = 0; i < WRITERS; i++)
        assert_true(text_contains(page, memory_format(&t.c.arena, "%s, the %d. time", indicators[i].id, TIMES)));
    close_twins(&t);
}

/* ---- anything, in any order ---- */

static void change_something(twins *t)
{
    static const char *const names[] = { "NHS One", "NHS Another", "NHS A Third" };
    const size_t k = draw(t, INDICATORS), what = draw(t, 8);
    char words[200];
    if (what == 0)
        rename_organisation(t, names[draw(t, 3)]);
    else if (what == 1)
        change_indicator(t, indicators[k].id, draw(t, 2) ? indicators[k].name : "Called otherwise", draw(t, 2) == 1);
    else if (what == 2)
        indicator_is_renamed(t);
    else if (what == 3 && upload.id.len > 0) {
        const measure_deed by = by_analyst(t);
        const upload_choice choice = { upload.id, upload.version, { 0 }, true };
        upw_error ignored;
        (void)!uploads_undo(t->other, &choice, &by, &ignored); /* unless a later one has changed the same */
    } else {
        snprintf(words, sizeof words, "indicator,organisation,period,numerator,denominator\n%s,%s,%d-%02d,%d,1000\n",
                 indicators[k].id, places[draw(t, PLACES)], 2013 + (int)draw(t, 4), 1 + (int)draw(t, 12),
                 60 + (int)draw(t, 40));
        upload = load(t, words);
    }
}

static void a_random_year_is_the_same_with_and_without(const place *p)
{
    static const char *const questions[] = {
        "",
        "?organisation=all",
        "?organisation=E38000056",
        "?organisation=E38000128",
        "?organisation=all&theme=money",
        "?organisation=all&q=seen",
        "?organisation=all&shows=steady",
        "?organisation=all&shows=better&theme=care",
        "?organisation=nowhere",
        "?organisation=all&page=2",
        "?done=target",
        "/waits",
        "/waits?q=surrey",
        "/secret",
        "/waits/compare",
        "/waits/compare?organisation=E38000128",
        "/secret/compare",
    };
    enum { STEPS = 1200, QUESTIONS = sizeof questions / sizeof *questions };
    twins t;
    open_twins(&t, p);
    upload = (measure_upload){ 0 };
    size_t n = 0;
    for (size_t i = 0; i < STEPS; i++) {
        char target[200];
        if (draw(&t, 80) == 0) {
            change_something(&t);
            continue;
        }
        snprintf(target, sizeof target, "/measures%s", questions[draw(&t, QUESTIONS)]);
        ask(&t, draw(&t, SCENE_PEOPLE + 1), target);
        n++;
    }
    print_message("# %zu pages, %zu of them out of memory\n", n, n_found(&t));
    assert_true(n_found(&t) > n / 5);
    close_twins(&t);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_page_changes_at_once_with_what_it_is_made_of),
        PLACE_TEST(what_was_not_committed_changes_nothing),
        PLACE_TEST(everybody_gets_what_they_may_see),
        PLACE_TEST(those_who_write_at_once_are_all_seen),
        PLACE_TEST(a_random_year_is_the_same_with_and_without),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
