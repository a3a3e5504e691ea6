/* The invented year tells its stories: what demo/stories.c intends is what the report says. */
#include "report/model.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "generate.h"
#include "near.h"
#include "stories.h"
#include "table/table.h"

enum { UNTIL = 12 * 2026 + 8 /* September 2026 */, PATH_LENGTH = 256 };

static upw_arena arena;
static report_model model;
static report_options options;
static indicator_list indicators;
static char folder[PATH_LENGTH];

static const char *path_of(const char *name)
{
    static char path[2 * PATH_LENGTH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static bool keep(const char *name, void (*write)(buffer *out), upw_error *error)
{
    buffer b;
    buffer_init(&b, 16 << 20);
    write(&b);
    output *const out = output_open(path_of(name), error);
    const bool is_kept = out != NULL && output_write(out, buffer_text(&b), error) && output_commit(out, error);
    buffer_clear(&b);
    return is_kept;
}

static void write_observations(buffer *out)
{
    demo_write_observations(out, DEMO_SEED, UNTIL);
}

static void write_indicators(buffer *out)
{
    demo_write_indicators(out, UNTIL);
}

static void write_plans(buffer *out)
{
    demo_write_plans(out, UNTIL);
}

static int read_the_year(void **state)
{
    (void)state;
    upw_error error = { 0 };
    memory_init_arena(&arena);
    snprintf(folder, sizeof folder, "/tmp/upward-demo-XXXXXX");
    if (mkdtemp(folder) == NULL || !keep("observations.csv", write_observations, &error) ||
        !keep("indicators.csv", write_indicators, &error) || !keep("plans.csv", write_plans, &error))
        return -1;
    static series_table table;
    static table_options reading;
    table_notes notes;
    table_source *const source = table_open(path_of("observations.csv"), &reading, &arena, &error);
    const bool is_read = source != NULL && table_read(source, &arena, &table, &notes, &error);
    table_close(source);
    static plan_list plans;
    options.indicators = &indicators;
    options.plans = &plans;
    if (!is_read || !indicators_read(path_of("indicators.csv"), PERIOD_ORDER_ISO, &arena, &indicators, &error) ||
        !plans_read(path_of("plans.csv"), PERIOD_ORDER_ISO, &arena, &plans, &error) ||
        !model_make(&model, &table, &options, &arena, 1, &error)) {
        print_error("%s\n", error.message);
        return -1;
    }
    return 0;
}

static int forget_the_year(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    unlink(path_of("observations.csv"));
    unlink(path_of("indicators.csv"));
    unlink(path_of("plans.csv"));
    return rmdir(folder);
}

typedef struct telling {
    const char *indicator, *body; /* the body's name begins so */
    upw_variation variation;
    upw_assurance assurance;
    size_t proposals;
    const char *finding; /* begins so */
} telling;

static const telling tellings[] = {
    { "at-home", "Northmoor", UPW_VARIATION_IMPROVEMENT_HIGH, UPW_ASSURANCE_FAIL, 2, "better since " },
    { "four-hours", "Eastvale", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_INCONSISTENT, 0, "no sign of change" },
    { "handover", "Saltmarsh", UPW_VARIATION_IMPROVEMENT_HIGH, UPW_ASSURANCE_FAIL, 1, "better since August 2025" },
    { "cancer", "Northmoor", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_INCONSISTENT, 0, "no sign of change" },
    { "eighteen-weeks", "Eastvale", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_FAIL, 0, "no sign of change" },
    { "eighteen-weeks", "Northmoor", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_PASS, 0, "no sign of change" },
    { "letters", "Saltmarsh", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_PASS, 0, "always 100.0 %" },
    { "four-hours", "Millbrook", UPW_VARIATION_IMPROVEMENT_HIGH, UPW_ASSURANCE_FAIL, 1, "better since " },
    { "last-ten-minutes", "Millbrook", UPW_VARIATION_NEUTRAL_HIGH, UPW_ASSURANCE_NONE, 1, "higher since " },
    { "four-hours", "Northmoor", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_FAIL, 0, "no sign of change" },
    { "handover", "Northmoor", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_FAIL, 0, "cannot tell yet" },
    { "falls", "Northmoor", UPW_VARIATION_IMPROVEMENT_LOW, UPW_ASSURANCE_INCONSISTENT, 1, "better since " },
    { "sickness", "Eastvale", UPW_VARIATION_CONCERN_HIGH, UPW_ASSURANCE_INCONSISTENT, 1, "worse since " },
    { "prescribing", "Millbrook", UPW_VARIATION_CONCERN_HIGH, UPW_ASSURANCE_NONE, 0, "worse since " },
    { "spending", "Northmoor", UPW_VARIATION_NEUTRAL_HIGH, UPW_ASSURANCE_NONE, 0, "higher in September 2026" },
    { "replies", "National", UPW_VARIATION_COMMON_CAUSE, UPW_ASSURANCE_INCONSISTENT, 0, "no sign of change" },
};

static const report_series *find(const char *measure, const char *body)
{
    for (size_t i = 0; i < model.n_series; i++)
        if (text_equal(model.series[i].key.indicator, text_of(measure)) &&
            text_starts_with(model.series[i].key.organisation, text_of(body)))
            return &model.series[i];
    fail_msg("there is no %s of %s", measure, body);
    return NULL;
}

static void each_story_is_told_as_it_is_meant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tellings / sizeof tellings[0]; i++) {
        const telling *const t = &tellings[i];
        const report_series *const s = find(t->indicator, t->body);
        if (s->summary.variation != t->variation || s->summary.assurance != t->assurance ||
            s->n_proposals != t->proposals || !text_starts_with(s->words.finding, text_of(t->finding)))
            fail_msg("%s of %s: %s, %s, %zu proposals, \"%.*s\"", t->indicator, t->body,
                     upw_variation_text(s->summary.variation), upw_assurance_text(s->summary.assurance), s->n_proposals,
                     TEXT_ARGS(s->words.finding));
    }
}

static void every_story_of_the_table_becomes_a_series(void **state)
{
    (void)state;
    assert_int_equal(model.n_series, demo_stories_count);
    assert_int_equal(model.n_organisations, 5);
    for (size_t i = 0; i < demo_stories_count; i++)
        assert_int_equal(find(demo_stories[i].indicator, demo_stories[i].organisation)->n, demo_stories[i].months);
}

static void the_decided_step_has_its_reason(void **state)
{
    (void)state;
    const report_series *const s = find("four-hours", "Eastvale");
    assert_int_equal(s->n_phases, 2);
    assert_true(text_equal(s->step_reasons[1], TEXT("assessment desk at the front door")));
}

static void suppressed_and_missing_months_are_told_apart(void **state)
{
    (void)state;
    assert_true(text_contains(find("infections", "Saltmarsh")->words.gaps, TEXT("suppressed")));
    assert_true(text_contains(find("four-hours", "Saltmarsh")->words.gaps, TEXT("(missing)")));
}

static void each_path_is_judged_as_it_is_meant(void **state)
{
    (void)state;
    static const upw_trajectory_verdict verdicts[] = { UPW_TRAJECTORY_ON_CURVE, UPW_TRAJECTORY_BEHIND,
                                                       UPW_TRAJECTORY_TOO_EARLY };
    assert_int_equal(demo_paths_count, sizeof verdicts / sizeof verdicts[0]);
    for (size_t i = 0; i < demo_paths_count; i++) {
        const path_series *const path = find(demo_paths[i].indicator, demo_paths[i].organisation)->path;
        assert_non_null(path);
        assert_int_equal(path->series.n, demo_paths[i].months);
        assert_int_equal(path->judgement.verdict, verdicts[i]);
    }
    /* The reform on its curve is red most of the time by a straight line. */
    const path_series *const reform = find("at-home", "Northmoor")->path;
    assert_true(2 * reform->reds > reform->series.n);
    assert_null(find("falls", "Northmoor")->path);
}

static void every_body_says_that_it_is_invented(void **state)
{
    (void)state;
    for (size_t i = 0; i < model.n_organisations; i++)
        assert_true(text_contains(model.organisations[i], TEXT("(invented)")));
}

static void another_month_tells_the_same_figures(void **state)
{
    (void)state;
    buffer now, later;
    buffer_init(&now, 16 << 20);
    buffer_init(&later, 16 << 20);
    demo_write_observations(&now, DEMO_SEED, UNTIL);
    demo_write_observations(&later, DEMO_SEED, UNTIL + 5);
    assert_int_equal(now.len, later.len);
    size_t differing = 0;
    for (size_t i = 0; i < now.len; i++)
        differing += now.at[i] != later.at[i] ? 1 : 0;
    assert_in_range(differing, 1, 4 * 1030); /* only digits of the periods: year and month of each row */
    buffer_clear(&now);
    buffer_clear(&later);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_story_is_told_as_it_is_meant),
        cmocka_unit_test(every_story_of_the_table_becomes_a_series),
        cmocka_unit_test(the_decided_step_has_its_reason),
        cmocka_unit_test(suppressed_and_missing_months_are_told_apart),
        cmocka_unit_test(each_path_is_judged_as_it_is_meant),
        cmocka_unit_test(every_body_says_that_it_is_invented),
        cmocka_unit_test(another_month_tells_the_same_figures),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("demo", tests, read_the_year, forget_the_year);
}
