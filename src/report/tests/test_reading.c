/* A series read for a page says what the report says, and can be kept. */
#include "report/reading.h"

#include <math.h>

#include "base/memory.h"
#include "near.h"

enum { MONTHS = 36, STEP = 18 };

typedef struct story {
    upw_arena arena;
    period periods[MONTHS];
    double values[MONTHS];
    uint8_t gaps[MONTHS];
    text notes[MONTHS];
    size_t offsets[2];
    series_key key;
    series_table table;
    indicator about;
    indicator_list indicators;
} story;

/* Half of it around 80, the rest around 88; one month is not told. */
static void tell(story *s)
{
    static const double noise[MONTHS] = { 0, 2,  -1, 3, -2, 1,  4,  -3, 2,  0, -1, 3,  -2, 1, 0,  -3, 2, 1,
                                          1, -2, 0,  3, 2,  -1, -4, 2,  -1, 0, 3,  -2, 1,  2, -3, 0,  1, -1 };
    memory_init_arena(&s->arena);
    for (int i = 0; i < MONTHS; i++) {
        s->periods[i] =
            period_make(civil_to_days((civil_date){ 2024 + i / 12, (uint8_t)(1 + i % 12), 1 }), PERIOD_MONTH);
        s->values[i] = (i < STEP ? 80 : 88) + noise[i];
        s->gaps[i] = GAP_NONE;
        s->notes[i] = TEXT("");
    }
    s->values[3] = NAN;
    s->gaps[3] = GAP_SUPPRESSED;
    s->notes[STEP] = TEXT("New front door");
    s->offsets[0] = 0;
    s->offsets[1] = MONTHS;
    s->key = (series_key){ .id = TEXT("waits"), .indicator = TEXT("waits"), .organisation = TEXT("Northmoor") };
    s->table = (series_table){ .n_series = 1,
                               .n_points = MONTHS,
                               .keys = &s->key,
                               .offsets = s->offsets,
                               .periods = s->periods,
                               .values = s->values,
                               .gaps = s->gaps,
                               .annotations = s->notes };
    s->about = (indicator){ .id = TEXT("waits"),
                            .name = TEXT("Seen within four hours"),
                            .unit = unit_parse(TEXT("%")),
                            .improvement = UPW_INCREASE,
                            .has_improvement = true,
                            .target = 95,
                            .has_target = true };
    s->indicators = (indicator_list){ &s->about, 1, "indicators" };
}

static report_reading read_story(story *s, unsigned draws, const period *last)
{
    const report_options options = { .indicators = &s->indicators };
    const reading_wish wish = { .draws = draws, .last = last };
    report_reading r;
    upw_error error = { 0 };
    if (!reading_make(&s->table, 0, &options, &wish, &s->arena, &r, &error))
        fail_msg("%s", error.message);
    return r;
}

static void assert_is(text got, const char *expected)
{
    if (!text_equal(got, text_of(expected)))
        fail_msg("%.*s", TEXT_ARGS(got));
}

static void icons_words_and_figures_are_those_of_the_report(void **state)
{
    (void)state;
    story s;
    tell(&s);
    const report_reading r = read_story(&s, 0, NULL);
    assert_is(r.name, "Seen within four hours");
    assert_true(r.has_variation);
    assert_int_equal(r.variation, UPW_VARIATION_IMPROVEMENT_HIGH);
    assert_is(r.variation_words, "Improving (high)");
    assert_int_equal(r.rank, RANK_IMPROVEMENT);
    assert_int_equal(r.n, MONTHS);
    assert_is(r.points[0].figure, "80.0 %");
    assert_is(r.points[3].figure, "[c]");
    assert_is(r.points[STEP].note, "New front door");
    assert_is(r.points[MONTHS - 1].signal, "Better: run above the middle");
    assert_true(r.has_notes && !r.has_counts);
    assert_int_equal(r.n_stretches, 1);
    assert_is(r.stretches[0].span, "January 2024 to December 2026");
    assert_int_equal(r.words.n_proposals, 1);
    assert_int_equal(r.proposals[0].code, s.periods[STEP].code);
    assert_is(r.words.proposals_note, "Nothing has been redrawn: decide whether something changed in the work then. If "
                                      "so, its limits can start anew from then, with the reason.");
    assert_is(r.unit_words, "%");
    upw_arena_clear(&s.arena);
}

static void only_what_is_asked_for_is_drawn(void **state)
{
    (void)state;
    story s;
    tell(&s);
    const report_reading none = read_story(&s, 0, NULL), all = read_story(&s, 15, NULL);
    assert_int_equal(none.chart.len + none.ranges.len + none.sparkline.len + none.file.len, 0);
    assert_true(text_starts_with(all.chart, TEXT("<svg")));
    assert_true(text_starts_with(all.ranges, TEXT("<svg")));
    assert_true(text_starts_with(all.sparkline, TEXT("<svg")));
    assert_true(text_starts_with(all.file, TEXT("<?xml")));
    upw_arena_clear(&s.arena);
}

static void what_ended_long_ago_is_not_judged(void **state)
{
    (void)state;
    story s;
    tell(&s);
    const period last = period_make(civil_to_days((civil_date){ 2028, 1, 1 }), PERIOD_MONTH);
    const report_reading r = read_story(&s, 0, &last);
    assert_false(r.has_variation);
    assert_is(r.variation_words, "No longer reported");
    upw_arena_clear(&s.arena);
}

static void a_copy_outlives_what_it_was_copied_from(void **state)
{
    (void)state;
    story s;
    upw_arena kept;
    report_reading copy;
    memory_init_arena(&kept);
    tell(&s);
    report_reading r = read_story(&s, 15, NULL);
    const text chart = memory_copy_text(&kept, r.chart), variation = memory_copy_text(&kept, r.words.variation);
    upw_arena exact;
    memory_init_arena_of(&exact, reading_weigh(&r) + 32);
    memory_take(&exact, 1, 1);
    const struct upw_arena_block *const first = exact.newest;
    reading_copy(&r, &exact, &copy);
    assert_ptr_equal(exact.newest, first); /* it was enough */
    reading_copy(&r, &kept, &copy);
    upw_arena_clear(&exact);
    upw_arena_clear(&s.arena);
    assert_true(text_equal(copy.chart, chart));
    assert_true(text_equal(copy.words.variation, variation));
    assert_is(copy.points[STEP].note, "New front door");
    assert_is(copy.stretches[0].span, "January 2024 to December 2026");
    assert_true(copy.words.proposals[0].len > 0);
    upw_arena_clear(&kept);
}

static void several_places_stand_side_by_side(void **state)
{
    (void)state;
    story s;
    tell(&s);
    const size_t offsets[] = { 0, STEP, MONTHS };
    const series_key keys[] = { s.key,
                                { .id = TEXT("b"), .indicator = TEXT("waits"), .organisation = TEXT("<South>") } };
    s.table.n_series = 2;
    s.table.keys = keys;
    s.table.offsets = offsets;
    const report_options options = { .indicators = &s.indicators };
    buffer b;
    upw_error error = { 0 };
    buffer_init(&b, 1 << 20);
    assert_true(reading_add_multiples(&b, TEXT("Waits"), &s.table, &options, 2, &s.arena, &error));
    assert_true(text_contains(buffer_text(&b), TEXT("Northmoor")));
    assert_true(text_contains(buffer_text(&b), TEXT("&lt;South&gt;")));
    buffer_clear(&b);
    upw_arena_clear(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(icons_words_and_figures_are_those_of_the_report),
        cmocka_unit_test(only_what_is_asked_for_is_drawn),
        cmocka_unit_test(what_ended_long_ago_is_not_judged),
        cmocka_unit_test(a_copy_outlives_what_it_was_copied_from),
        cmocka_unit_test(several_places_stand_side_by_side),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
