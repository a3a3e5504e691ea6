/* The charts give what qicharts2 gives, keep their laws on invented series, and have an answer for every odd input. */
#include "shewhart_golden.h"

static void every_synthetic_chart_agrees_with_the_reference(void **state)
{
    (void)state;
    golden_files files;
    char directory[512];
    assert_true(golden_open(&files, fixture_directory("UPWARD_GOLDEN", "spc", directory, sizeof directory), "qic"));
    assert_int_equal(golden_check_all(&files), 101);
    assert_int_equal(files.n_off, 0);
    golden_close(&files);
}

static void every_chart_of_real_data_agrees_with_the_reference(void **state)
{
    (void)state;
    golden_files files;
    char directory[512];
    fixture_directory("UPWARD_SHARED", "golden/spc", directory, sizeof directory);
    if (!golden_open(&files, directory, "qic_real")) {
        golden_close(&files);
        skip();
    }
    assert_int_equal(golden_check_all(&files), 72);
    assert_int_equal(files.n_off, 0);
    golden_close(&files);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_synthetic_chart_agrees_with_the_reference),
        cmocka_unit_test(every_chart_of_real_data_agrees_with_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
