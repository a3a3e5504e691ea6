/* Indicators, and what is written about their series, on both databases. */
#include "services/measure/tests/scene.h"

#include "services/measure/catalogue_history.h"

static void an_indicator_is_found_listed_and_changed(const place *p)
{
    scene c;
    scene_open(p, &c);
    measure_indicators all;
    assert_done(catalogue_list(c.db, &c.arena, &all, error));
    assert_int_equal(all.n, 2);
    assert_text(all.at[0].id, "falls"); /* care stands before performance */
    measure_indicator one;
    bool found;
    assert_done(catalogue_find(c.db, TEXT("waits"), &c.arena, &one, &found, error));
    assert_true(found);
    assert_true(one.has_national_target && one.national_target == 95);
    one.has_national_target = false;
    one.name = TEXT("Four hours");
    assert_done(catalogue_change(c.db, &one, &by_analyst, error));
    assert_fails(UPW_CONFLICT, catalogue_change(c.db, &one, &by_analyst, error)); /* somebody was quicker */
    assert_done(catalogue_find(c.db, TEXT("waits"), &c.arena, &one, &found, error));
    assert_int_equal(one.version, 2);
    assert_false(one.has_national_target);
    assert_text(one.name, "Four hours");
    one.chart = TEXT("");
    assert_done(catalogue_change(c.db, &one, &by_lead, error)); /* nothing is different: no version, no history */
    catalogue_changes changes;
    assert_done(catalogue_list_changes(c.db, one.id, 0, &c.arena, &changes, error));
    assert_int_equal(changes.n, 3);
    assert_text(changes.at[0].was, "Seen within four hours"); /* the latest version first, its fields by name */
    assert_text(changes.at[1].was, "95");
    assert_true(changes.at[0].field == CATALOGUE_NAME && changes.at[1].field == CATALOGUE_NATIONAL_TARGET);
    assert_text(changes.at[0].person, "p2");
    assert_true(changes.at[0].version == 2 && changes.at[0].at_ms == 2000 && changes.at[2].is_adding);
    one.id = TEXT("other");
    assert_fails(UPW_NOT_FOUND, catalogue_change(c.db, &one, &by_analyst, error));
    one.id = TEXT("waits");
    assert_fails(UPW_CONFLICT, catalogue_add(c.db, &one, &by_analyst, error));
    scene_close(&c);
}

static void figures_never_change_their_unit_under_them(const place *p)
{
    static const struct {
        const char *unit;
        bool may;
    } cases[] = { { "percent", true }, { "share", false }, { "count", false }, { "per 1,000", false } };
    scene c;
    scene_open(p, &c);
    measure_indicator one = scene_waits();
    one.version = 1;
    one.unit = TEXT("share");
    one.national_target = 0.95;
    assert_done(catalogue_change(c.db, &one, &by_analyst, error)); /* no figures yet */
    one = scene_waits();
    one.version = 2;
    assert_done(catalogue_change(c.db, &one, &by_analyst, error));
    const measure_upload figures = scene_load_step(&c);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool may, found;
        assert_done(catalogue_find(c.db, one.id, &c.arena, &one, &found, error));
        one.unit = text_of(cases[i].unit);
        assert_done(catalogue_may_have_unit(c.db, &(measure_indicator){ .id = one.id, .unit = TEXT("%") }, one.unit,
                                            &may, error));
        assert_int_equal(may, cases[i].may);
        if (cases[i].may)
            assert_done(catalogue_change(c.db, &one, &by_analyst, error));
        else
            assert_fails(UPW_BAD_INPUT, catalogue_change(c.db, &one, &by_analyst, error));
    }
    const upload_choice choice = { .id = figures.id, .version = figures.version };
    assert_done(uploads_undo(c.db, &choice, &by_analyst, error));
    assert_done(catalogue_change(c.db, &one, &by_analyst, error));
    scene_close(&c);
}

static void a_wrong_field_is_named(const place *p)
{
    scene c;
    scene_open(p, &c);
    measure_indicator cases[8];
    static const char *const says[8] = { "The id",   "The name",        "The definition",   "The chart",
                                         "baseline", "national target", "must not include", "The unit" };
    for (size_t i = 0; i < 8; i++) {
        cases[i] = scene_waits();
        cases[i].id = TEXT("another");
    }
    cases[0].id = TEXT("New one");
    cases[1].name = TEXT("");
    cases[2].definition = TEXT("  ");
    cases[3].chart = TEXT("xbar"); /* whose points are not the values that a board reads */
    cases[4].baseline = 5;
    cases[5].national_target = NAN;
    cases[6].name = TEXT("a\nb");
    cases[7].unit = TEXT("1234567890123456789012345678901234567890123456789012345678901");
    for (size_t i = 0; i < 8; i++) {
        upw_error failure = { 0 };
        assert_false(catalogue_add(c.db, &cases[i], &by_analyst, &failure));
        assert_int_equal(failure.code, UPW_BAD_INPUT);
        if (strstr(failure.message, says[i]) == NULL)
            fail_msg("case %zu: %s", i, failure.message);
    }
    scene_close(&c);
}

static void words_stand_at_their_point_and_can_be_changed(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load_step(&c);
    measure_annotation draft = { .key = waits_at_north, .when = scene_month("2025-01"), .words = TEXT("A new ward") };
    const text before = scene_read(&c, waits_at_north).content;
    assert_done(annotations_add(c.db, &draft, &by_lead, error));
    measure_series s = scene_read(&c, waits_at_north);
    assert_text(s.annotations[12], "A new ward");
    assert_false(text_equal(s.content, before));
    measure_annotations all;
    assert_done(annotations_list(c.db, waits_at_north, &c.arena, &all, error));
    assert_int_equal(all.n, 1);
    assert_text(all.at[0].person, "p1");
    draft = all.at[0];
    draft.words = TEXT("A new ward, with 20 beds");
    assert_done(annotations_change(c.db, &draft, &by_lead, error));
    assert_fails(UPW_CONFLICT, annotations_change(c.db, &draft, &by_lead, error));
    assert_fails(UPW_CONFLICT, annotations_remove(c.db, &draft, &by_lead, error));
    draft.version = 2;
    draft.key = waits_at_south; /* not theirs */
    assert_fails(UPW_NOT_FOUND, annotations_remove(c.db, &draft, &by_lead, error));
    draft.key = waits_at_north;
    assert_done(annotations_remove(c.db, &draft, &by_lead, error));
    s = scene_read(&c, waits_at_north);
    assert_int_equal(s.annotations[12].len, 0);
    assert_true(text_equal(s.content, before));
    draft.when = scene_month("2031-01");
    assert_fails(UPW_NOT_FOUND, annotations_add(c.db, &draft, &by_lead, error));
    draft.words = TEXT("");
    assert_fails(UPW_BAD_INPUT, annotations_add(c.db, &draft, &by_lead, error));
    scene_close(&c);
}

static void limits_start_anew_only_with_a_reason_and_a_name(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load_step(&c);
    measure_rebase draft = { .key = waits_at_north,
                             .from = scene_month("2025-01"),
                             .reason = TEXT("The new front door opened in January 2025.") };
    const measure_deed by_nobody = { .actor = { .role = ROLE_SYSTEM }, .now_ms = 1000 };
    assert_fails(UPW_FORBIDDEN, rebases_agree(c.db, &draft, &by_nobody, error));
    draft.reason = TEXT("because");
    assert_fails(UPW_BAD_INPUT, rebases_agree(c.db, &draft, &by_lead, error));
    draft.reason = TEXT("The new front door opened in January 2025.");
    draft.from = scene_month("2024-01");
    assert_fails(UPW_BAD_INPUT, rebases_agree(c.db, &draft, &by_lead, error));
    draft.from = scene_month("2030-01");
    assert_fails(UPW_NOT_FOUND, rebases_agree(c.db, &draft, &by_lead, error));
    assert_int_equal(scene_read(&c, waits_at_north).n_steps, 0);
    draft.from = scene_month("2025-01");
    assert_done(rebases_agree(c.db, &draft, &by_lead, error));
    assert_fails(UPW_CONFLICT, rebases_agree(c.db, &draft, &by_lead, error));
    const measure_series s = scene_read(&c, waits_at_north);
    assert_int_equal(s.n_steps, 1);
    assert_text(s.steps[0].reason, "The new front door opened in January 2025.");
    measure_rebases all;
    assert_done(rebases_list(c.db, waits_at_north, &c.arena, &all, error));
    assert_int_equal(all.n, 1);
    assert_text(all.at[0].person, "p1");
    assert_text(all.at[0].role, "body_lead");
    draft = all.at[0];
    assert_fails(UPW_BAD_INPUT, rebases_take_back(c.db, &draft, &by_lead, error));
    draft.ended_reason = TEXT("The door has been closed again since.");
    assert_done(rebases_take_back(c.db, &draft, &by_lead, error));
    assert_fails(UPW_CONFLICT, rebases_take_back(c.db, &draft, &by_lead, error));
    assert_int_equal(scene_read(&c, waits_at_north).n_steps, 0);
    assert_done(rebases_list(c.db, waits_at_north, &c.arena, &all, error));
    assert_true(all.n == 1 && all.at[0].is_ended); /* that it was decided, and taken back, is not forgotten */
    scene_close(&c);
}

static void a_target_is_agreed_beside_the_national_one(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load_step(&c);
    measure_target t = { .key = waits_at_north, .target = 88, .agreed = { .agreed_with = TEXT("the council") } };
    assert_done(targets_agree(c.db, &t, &by_lead, error));
    assert_fails(UPW_CONFLICT, targets_agree(c.db, &t, &by_lead, error)); /* there is one now */
    assert_done(targets_find(c.db, waits_at_north, &c.arena, &t, error));
    assert_int_equal(t.agreed.version, 1);
    assert_true(t.target == 88);
    const measure_series s = scene_read(&c, waits_at_north);
    assert_true(s.has_local_target && s.local_target == 88);
    t.target = 90;
    assert_done(targets_agree(c.db, &t, &by_lead, error));
    assert_fails(UPW_CONFLICT, targets_end(c.db, waits_at_north, 1, &by_lead, error));
    assert_done(targets_end(c.db, waits_at_north, 2, &by_lead, error));
    assert_fails(UPW_NOT_FOUND, targets_end(c.db, waits_at_north, 2, &by_lead, error));
    assert_false(scene_read(&c, waits_at_north).has_local_target);
    t.key = waits_at_south;
    t.agreed.version = 0;
    assert_fails(UPW_NOT_FOUND, targets_agree(c.db, &t, &by_lead, error)); /* no figures */
    t.agreed.agreed_with = TEXT("");
    assert_fails(UPW_BAD_INPUT, targets_agree(c.db, &t, &by_lead, error));
    scene_close(&c);
}

static void a_plan_must_be_one_that_can_be(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load_step(&c);
    measure_plan plan = { .key = waits_at_north,
                          .path = { .shape = TEXT("jcurve"),
                                    .parameters = TEXT("D=0.25;tb=1.25;tr=2.5;T=5"),
                                    .start = NAN,
                                    .aim = 95,
                                    .from = scene_month("2025-01") },
                          .agreed = { .agreed_with = TEXT("the council") } };
    assert_done(plans_agree(c.db, &plan, &by_lead, error));
    const measure_series s = scene_read(&c, waits_at_north);
    assert_true(s.has_path && isnan(s.path.start) && s.path.aim == 95);
    assert_done(plans_find_agreed(c.db, waits_at_north, &c.arena, &plan, error));
    assert_int_equal(plan.agreed.version, 1);
    measure_plan wrong = plan;
    wrong.path.shape = TEXT("zigzag");
    assert_fails(UPW_BAD_INPUT, plans_agree(c.db, &wrong, &by_lead, error));
    wrong = plan;
    wrong.path.parameters = TEXT("D=much");
    assert_fails(UPW_BAD_INPUT, plans_agree(c.db, &wrong, &by_lead, error));
    wrong = plan;
    wrong.path.aim = NAN;
    assert_fails(UPW_BAD_INPUT, plans_agree(c.db, &wrong, &by_lead, error));
    assert_done(plans_end(c.db, waits_at_north, 1, &by_lead, error));
    assert_false(scene_read(&c, waits_at_north).has_path);
    scene_close(&c);
}

static void nothing_changes_without_its_row_in_the_trail(const place *p)
{
    scene c;
    scene_open(p, &c);
    audit_anchor before, after;
    scene_load_step(&c);
    assert_done(audit_find_head(c.db, &before, error));
    const measure_annotation words = { .key = waits_at_north, .when = scene_month("2025-01"), .words = TEXT("x") };
    const measure_target target = { .key = waits_at_north, .target = 88, .agreed = { .agreed_with = TEXT("all") } };
    const measure_rebase rebase = { .key = waits_at_north,
                                    .from = scene_month("2025-01"),
                                    .reason = TEXT("A reason of some length.") };
    assert_done(annotations_add(c.db, &words, &by_lead, error));
    assert_done(targets_agree(c.db, &target, &by_lead, error));
    assert_done(rebases_agree(c.db, &rebase, &by_lead, error));
    assert_done(audit_find_head(c.db, &after, error));
    assert_int_equal(after.seq, before.seq + 3);
    assert_fails(UPW_CONFLICT, rebases_agree(c.db, &rebase, &by_lead, error));
    assert_fails(UPW_CONFLICT, targets_agree(c.db, &target, &by_lead, error));
    assert_done(audit_find_head(c.db, &before, error));
    assert_int_equal(after.seq, before.seq);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(an_indicator_is_found_listed_and_changed),
        PLACE_TEST(figures_never_change_their_unit_under_them),
        PLACE_TEST(a_wrong_field_is_named),
        PLACE_TEST(words_stand_at_their_point_and_can_be_changed),
        PLACE_TEST(limits_start_anew_only_with_a_reason_and_a_name),
        PLACE_TEST(a_target_is_agreed_beside_the_national_one),
        PLACE_TEST(a_plan_must_be_one_that_can_be),
        PLACE_TEST(nothing_changes_without_its_row_in_the_trail),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
