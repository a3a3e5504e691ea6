/* The sentences above the summary are whole whatever is nought, one or many. */
#include "report/summary.h"

#include "near.h"

static void each_number_has_its_verb(void **state)
{
    (void)state;
    static const struct {
        summary_counts counts;
        const char *expected;
    } cases[] = {
        { { .n = 1, .changes = { [SUMMARY_NO_SIGN] = 1 } }, "The only chart shows no sign of change." },
        { { .n = 1, .changes = { [SUMMARY_TOO_LITTLE] = 1 }, .n_targets = 1, .targets = { [SUMMARY_NOT_YET] = 1 } },
          "The only chart has too few values to tell yet. The one with a target cannot be judged yet." },
        { { .n = 8, .changes = { [SUMMARY_BETTER] = 1, [SUMMARY_NO_SIGN] = 7 } },
          "Of 8 charts, 1 shows a change for the better and 7 show no sign of change." },
        { { .n = 8, .changes = { [SUMMARY_WORSE] = 1, [SUMMARY_BETTER] = 7 } },
          "Of 8 charts, 1 shows a change for the worse and 7 show a change for the better." },
        { { .n = 9, .changes = { [SUMMARY_NO_SIGN] = 6, [SUMMARY_ENDED] = 3 } },
          "Of 9 charts, 6 show no sign of change and 3 have had no value for more than a year." },
        { { .n = 5, .changes = { [SUMMARY_BETTER] = 5 } }, "All 5 charts show a change for the better." },
        { { .n = 9,
            .changes = { [SUMMARY_WORSE] = 2,
                         [SUMMARY_BETTER] = 1,
                         [SUMMARY_NEITHER] = 1,
                         [SUMMARY_NO_SIGN] = 4,
                         [SUMMARY_TOO_LITTLE] = 1 } },
          "Of 9 charts, 2 show a change for the worse, 1 shows a change for the better, 1 shows a change that nobody "
          "has called better or worse, 4 show no sign of change and 1 has too few values to tell yet." },
        { { .n = 3,
            .changes = { [SUMMARY_NEITHER] = 2, [SUMMARY_TOO_LITTLE] = 1 },
            .n_targets = 2,
            .targets = { [SUMMARY_UNJUDGED] = 2 } },
          "Of 3 charts, 2 show a change that nobody has called better or worse and 1 has too few values to tell yet. "
          "Both with a target are not judged because no direction is called better." },
        { { .n = 9,
            .changes = { [SUMMARY_NO_SIGN] = 9 },
            .n_targets = 8,
            .targets = { [SUMMARY_MISSES] = 1,
                         [SUMMARY_MEETS] = 1,
                         [SUMMARY_BY_CHANCE] = 1,
                         [SUMMARY_CHANGING] = 2,
                         [SUMMARY_UNJUDGED] = 2,
                         [SUMMARY_NOT_YET] = 1 } },
          "All 9 charts show no sign of change. Of 8 with a target, 1 will miss it until something changes, 1 will "
          "meet it unless something changes, 1 will meet or miss it by chance, 2 are changing, so nobody can tell yet, "
          "2 are "
          "not judged because no direction is called better and 1 cannot be judged yet." },
        { { .n = 2,
            .changes = { [SUMMARY_NO_SIGN] = 2 },
            .n_targets = 2,
            .targets = { [SUMMARY_MISSES] = 1, [SUMMARY_CHANGING] = 1 } },
          "Both charts show no sign of change. Of 2 with a target, 1 will miss it until something changes and 1 is "
          "changing, so nobody can tell yet." },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer b;
        buffer_init(&b, 4096);
        summary_write(&b, &cases[i].counts);
        buffer_add_char(&b, '\0');
        assert_string_equal(b.at, cases[i].expected);
        buffer_clear(&b);
    }
}

static void a_changing_process_is_not_counted_as_missing_its_target(void **state)
{
    (void)state;
    report_series series[] = {
        { .can_tell = true, .can_tell_target = true, .is_changing = true },
        { .can_tell = true, .can_tell_target = true },
    };
    series[0].options.has_target = series[1].options.has_target = true;
    series[0].summary.assurance = series[1].summary.assurance = UPW_ASSURANCE_FAIL;
    series[0].summary.variation = UPW_VARIATION_IMPROVEMENT_HIGH;
    const report_model model = { .n_series = 2, .series = series };
    const summary_counts counts = summary_count(&model);
    assert_int_equal(counts.targets[SUMMARY_MISSES], 1);
    assert_int_equal(counts.targets[SUMMARY_CHANGING], 1);
    assert_int_equal(counts.changes[SUMMARY_BETTER], 1);
    assert_int_equal(counts.changes[SUMMARY_NO_SIGN], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_has_its_verb),
        cmocka_unit_test(a_changing_process_is_not_counted_as_missing_its_target),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
