/* Charts say what the report says, are kept, and are never stale. */

#include "services/measure/tests/scene.h"

/* Half of it around 80, the rest around 88. */
static void load_story(scene *c)
{
    static const int noise[36] = { 0, 2,  -1, 3, -2, 1,  4,  -3, 2,  0, -1, 3,  -2, 1, 0,  -3, 2, 1,
                                   1, -2, 0,  3, 2,  -1, -4, 2,  -1, 0, 3,  -2, 1,  2, -3, 0,  1, -1 };
    buffer b;
    buffer_init(&b, 1 << 16);
    buffer_add_literal(&b, "indicator,organisation,period,value\n");
    for (int i = 0; i < 36; i++)
        buffer_add_format(&b, "waits,E1,%d-%02d,%d\n", 2024 + i / 12, 1 + i % 12, (i < 18 ? 80 : 88) + noise[i]);
    buffer_add_char(&b, '\0');
    scene_load(c, b.at);
    buffer_clear(&b);
}

static report_reading read_it(scene *c, kept_things *cache, measure_key key, unsigned draws)
{
    measure_entries entries;
    measure_indicator of;
    bool found;
    report_reading r;
    analysis_wish wish = { .indicator = &of, .place = TEXT("NHS Northmoor"), .draws = draws };
    assert_done(series_list(c->db, key.indicator, key.organisation, &c->arena, &entries, error));
    assert_int_equal(entries.n, 1);
    assert_done(catalogue_find(c->db, key.indicator, &c->arena, &of, &found, error));
    assert_done(series_find_last(c->db, key.indicator, &wish.last, &found, error));
    assert_done(analysis_read(c->db, cache, &entries.at[0], &wish, &c->arena, &r, error));
    return r;
}

static void the_chart_is_that_of_the_report(const place *p)
{
    scene c;
    scene_open(p, &c);
    load_story(&c);
    const report_reading r = read_it(&c, NULL, waits_at_north, READING_CHART | READING_SPARKLINE);
    assert_text(r.name, "Seen within four hours");
    assert_int_equal(r.variation, UPW_VARIATION_IMPROVEMENT_HIGH);
    assert_text(r.points[0].figure, "80.0 %");
    assert_int_equal(r.words.n_proposals, 1);
    assert_int_equal(r.proposals[0].code, scene_month("2025-07").code);
    assert_true(text_contains(r.chart, TEXT("NHS Northmoor")));
    scene_close(&c);
}

static void what_is_asked_again_is_not_made_again(const place *p)
{
    scene c;
    scene_open(p, &c);
    load_story(&c);
    kept_things *const cache = kept_new(1 << 20);
    const report_reading first = read_it(&c, cache, waits_at_north, READING_CHART);
    const report_reading again = read_it(&c, cache, waits_at_north, READING_CHART);
    assert_true(text_equal(first.chart, again.chart));
    assert_true(text_equal(first.words.variation, again.words.variation));
    const kept_counts counts = kept_count(cache);
    assert_int_equal(counts.n_made, 1);
    assert_int_equal(counts.n_found, 1);
    kept_free(cache);
    scene_close(&c);
}

/* After each kind of change the page must show it; the last one undoes the first. */
static void nothing_that_is_kept_is_stale(const place *p)
{
    scene c;
    scene_open(p, &c);
    load_story(&c);
    kept_things *const cache = kept_new(1 << 20);
    report_reading r = read_it(&c, cache, waits_at_north, 0);
    assert_text(r.words.target, "95 % or more"); /* the national one */
    const measure_upload upload = scene_load(&c, "indicator,organisation,period,value\nwaits,E1,2026-12,99\n");
    r = read_it(&c, cache, waits_at_north, 0);
    assert_text(r.points[35].figure, "99.0 %");
    const measure_annotation words = { .key = waits_at_north, .when = scene_month("2026-12"), .words = TEXT("Odd") };
    assert_done(annotations_add(c.db, &words, &by_lead, error));
    r = read_it(&c, cache, waits_at_north, 0);
    assert_text(r.points[35].note, "Odd");
    const measure_rebase rebase = { .key = waits_at_north,
                                    .from = scene_month("2025-07"),
                                    .reason = TEXT("The new front door opened.") };
    assert_done(rebases_agree(c.db, &rebase, &by_lead, error));
    r = read_it(&c, cache, waits_at_north, 0);
    assert_int_equal(r.n_stretches, 2);
    assert_int_equal(r.words.n_proposals, 0);
    const measure_target target = { .key = waits_at_north, .target = 70, .agreed = { .agreed_with = TEXT("all") } };
    assert_done(targets_agree(c.db, &target, &by_lead, error));
    r = read_it(&c, cache, waits_at_north, 0);
    assert_text(r.words.target, "70 % or more");
    const measure_plan plan = { .key = waits_at_north,
                                .path = { .shape = TEXT("line"),
                                          .parameters = TEXT("T=2"),
                                          .start = 80,
                                          .aim = 95,
                                          .from = scene_month("2025-07") },
                                .agreed = { .agreed_with = TEXT("all") } };
    assert_done(plans_agree(c.db, &plan, &by_lead, error));
    r = read_it(&c, cache, waits_at_north, READING_CHART);
    assert_true(r.has_path && r.path_chart.len > 0);
    assert_true(r.points[35].agreed.len > 0);
    measure_indicator of;
    bool found;
    assert_done(catalogue_find(c.db, TEXT("waits"), &c.arena, &of, &found, error));
    of.name = TEXT("Four hours");
    assert_done(catalogue_change(c.db, &of, &by_analyst, error));
    r = read_it(&c, cache, waits_at_north, 0);
    assert_text(r.name, "Four hours");
    const upload_choice choice = { .id = upload.id, .version = upload.version };
    assert_done(uploads_undo(c.db, &choice, &by_analyst, error));
    r = read_it(&c, cache, waits_at_north, 0);
    assert_text(r.points[35].figure, "87.0 %");
    kept_free(cache);
    scene_close(&c);
}

static const char *const six[] = { "E1", "E2", "E3", "F1", "F2", "F3" };
enum { SIX = 6 };

static void add_organisations(scene *c)
{
    organisations_counts counts;
    const workflow_actor admin = { TEXT("p0"), ROLE_ADMIN, { 0 } };
    assert_done(organisations_import(c->db,
                                     scene_write(c, "more.csv",
                                                 "org_id,ods_code,name,kind,parent_id,region_id,opened,closed\n"
                                                 "F1,,One,ccg,,,,\nF2,,Two,ccg,,,,\nF3,,Three,ccg,,,,\n"),
                                     &admin, 500, &counts, error));
}

/* Several, with words, a decision, a target and a path at some; more figures than one page of them. */
static void load_many(scene *c)
{
    buffer b;
    buffer_init(&b, 1 << 20);
    buffer_add_literal(&b, "indicator,organisation,period,value\n");
    for (int k = 0; k < SIX; k++)
        for (int i = 0; i < 1700; i++)
            buffer_add_format(&b, "waits,%s,%d,%d\n", six[k], i + 1, 80 + (i * 7 + k) % 9);
    buffer_add_char(&b, '\0');
    scene_load(c, b.at);
    buffer_clear(&b);
    const period when = scene_month("300");
    const measure_annotation one = { .key = waits_at_north, .when = when, .words = TEXT("A new ward") };
    const measure_annotation more = { .key = waits_at_south, .when = when, .words = TEXT("Another") };
    assert_done(annotations_add(c->db, &one, &by_lead, error));
    assert_done(annotations_add(c->db, &one, &by_lead, error));
    assert_done(annotations_add(c->db, &more, &by_lead, error));
    const measure_rebase rebase = { .key = waits_at_south, .from = when, .reason = TEXT("The new front door opened.") };
    assert_done(rebases_agree(c->db, &rebase, &by_lead, error));
    const measure_target target = { .key = waits_at_south, .target = 70, .agreed = { .agreed_with = TEXT("all") } };
    assert_done(targets_agree(c->db, &target, &by_lead, error));
}

typedef struct met {
    scene *c;
    size_t n;
} met;

static bool meet(void *context, const measure_series *s, upw_error *error)
{
    met *const m = context;
    const measure_series alone = scene_read(m->c, s->key);
    (void)error;
    assert_text(s->key.organisation, six[m->n++]);
    assert_int_equal(s->n, 1700);
    assert_true(text_equal(s->content, alone.content));
    return true;
}

static void many_are_read_as_each_alone(const place *p)
{
    scene c;
    scene_open(p, &c);
    add_organisations(&c);
    load_many(&c);
    met m = { &c, 0 };
    assert_done(series_read_all(c.db, TEXT("waits"), meet, &m, error));
    assert_int_equal(m.n, SIX);
    scene_close(&c);
}

/* Six organisations, of which one has words; asked for together, then each alone out of what was kept. */
static void many_readings_are_those_of_each(const place *p)
{
    enum { N = SIX };
    scene c;
    scene_open(p, &c);
    add_organisations(&c);
    buffer b;
    buffer_init(&b, 1 << 20);
    buffer_add_literal(&b, "indicator,organisation,period,value\n");
    for (int k = 0; k < N; k++)
        for (int i = 0; i < 30; i++)
            buffer_add_format(&b, "waits,%s,%d-%02d,%d\n", six[k], 2024 + i / 12, 1 + i % 12,
                              70 + 3 * k + (i * 7 + k) % 9);
    buffer_add_char(&b, '\0');
    scene_load(&c, b.at);
    buffer_clear(&b);
    kept_things *const cache = kept_new(1 << 20);
    measure_entries all;
    measure_indicator of;
    bool found;
    assert_done(series_list(c.db, TEXT("waits"), TEXT(""), &c.arena, &all, error));
    assert_done(catalogue_find(c.db, TEXT("waits"), &c.arena, &of, &found, error));
    const measure_entry *entries[N];
    text names[N];
    report_reading out[N];
    for (size_t i = 0; i < N; i++) {
        entries[i] = &all.at[i];
        names[i] = TEXT("NHS Northmoor");
    }
    analysis_batch batch = { entries, names, N, { .indicator = &of, .draws = READING_BRIEF } };
    assert_done(series_find_last(c.db, TEXT("waits"), &batch.wish.last, &found, error));
    assert_done(analysis_read_many(c.db, cache, &batch, &c.arena, out, error));
    assert_int_equal(kept_count(cache).n_made, N);
    for (size_t i = 0; i < N; i++) {
        const report_reading one = read_it(&c, cache, all.at[i].key, READING_BRIEF);
        assert_true(text_equal(one.words.variation, out[i].words.variation));
        assert_true(text_equal(one.words.latest_value, out[i].words.latest_value));
        assert_int_equal(one.assurance, out[i].assurance);
    }
    assert_int_equal(kept_count(cache).n_made, N); /* all of them were kept_things */
    assert_done(analysis_read_many(c.db, cache, &batch, &c.arena, out, error));
    assert_int_equal(kept_count(cache).n_found, 2 * N);
    kept_free(cache);
    scene_close(&c);
}

static void a_chart_that_cannot_be_drawn_says_why(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load(&c, "indicator,organisation,period,value\nfalls,E1,2024-01,5\n"); /* a u chart without its counts */
    const report_reading r = read_it(&c, NULL, (measure_key){ TEXT("falls"), TEXT("E1") }, READING_CHART);
    assert_false(r.has_variation);
    assert_true(text_contains(r.words.variation, TEXT("needs the columns numerator and denominator")));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_chart_is_that_of_the_report), PLACE_TEST(many_are_read_as_each_alone),
        PLACE_TEST(many_readings_are_those_of_each), PLACE_TEST(what_is_asked_again_is_not_made_again),
        PLACE_TEST(nothing_that_is_kept_is_stale),   PLACE_TEST(a_chart_that_cannot_be_drawn_says_why),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
