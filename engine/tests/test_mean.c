/* The mean is right to the last bit, or runs appear where nothing happened. */
#include "mean.h"

#include "near.h"

static void the_mean_of_equal_values_is_that_value(void **state)
{
    (void)state;
    const double values[] = { 0.1, 1.0 / 3, 0.7, 1e-300, 95.3, 1e15 + 0.5, -2.2 };
    double column[200];
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
        for (size_t n = 1; n <= 200; n++) {
            for (size_t i = 0; i < n; i++)
                column[i] = values[v];
            assert_true(upw_mean(column, n) == values[v]);
        }
}

static void missing_values_are_left_out_and_counted(void **state)
{
    (void)state;
    const double column[] = { NAN, 3, NAN, 4, 8, NAN };
    size_t count = 99;
    assert_true(upw_mean_counted(column, 6, &count) == 5.0);
    assert_int_equal(count, 3);
}

static void the_mean_of_nothing_is_undefined(void **state)
{
    (void)state;
    const double column[] = { NAN, NAN };
    size_t count = 99;
    assert_true(isnan(upw_mean_counted(column, 2, &count)));
    assert_int_equal(count, 0);
    assert_true(isnan(upw_mean(NULL, 0)));
}

static void small_values_survive_beside_large_ones(void **state)
{
    (void)state;
    const double column[] = { 1e9, 0.1, 0.1, 0.1, 0.1, -1e9 }; /* a plain sum of doubles is off by 1e-7 */
    assert_near(upw_mean(column, 6), 0.4 / 6, 1e-9);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_of_equal_values_is_that_value),
        cmocka_unit_test(missing_values_are_left_out_and_counted),
        cmocka_unit_test(the_mean_of_nothing_is_undefined),
        cmocka_unit_test(small_values_survive_beside_large_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
