/* Runs analysis: the published limits, and what counts as a run. */
#include "upward/runs.h"

#include "near.h"

static void the_limits_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        size_t n, longest_max, crossings_min;
    } table[] = { { 5, 5, 0 },   { 10, 6, 2 },  { 11, 6, 2 },    { 12, 7, 3 },  { 14, 7, 4 },  { 18, 7, 5 },
                  { 20, 7, 6 },  { 22, 7, 7 },  { 24, 8, 8 },    { 30, 8, 10 }, { 36, 8, 13 }, { 40, 8, 14 },
                  { 48, 9, 18 }, { 60, 9, 23 }, { 100, 10, 41 }, { 1, 3, 0 },   { 2, 4, 0 } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(upw_runs_longest_max(table[i].n), table[i].longest_max);
        assert_int_equal(upw_runs_crossings_min(table[i].n), table[i].crossings_min);
    }
}

/* An independent way: the cumulative probability itself, by logarithms of gammas. */
static double probability_of_at_most(size_t k, size_t m)
{
    double sum = 0;
    const double whole = (double)m;
    for (size_t j = 0; j <= k; j++) {
        const double part = (double)j;
        sum += exp(lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1) - whole * log(2));
    }
    return sum;
}

static void at_most_so_few_crossings_have_a_chance_of_one_in_twenty(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 3000; n += n < 200 ? 1 : 137) {
        const size_t k = upw_runs_crossings_min(n);
        assert_true(probability_of_at_most(k, n - 1) >= 0.05);
        assert_true(k == 0 || probability_of_at_most(k - 1, n - 1) < 0.05);
    }
}

static void limits_never_fall_as_a_series_grows(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 2000; n++) {
        assert_true(upw_runs_longest_max(n) >= upw_runs_longest_max(n - 1));
        const size_t step = upw_runs_crossings_min(n) - upw_runs_crossings_min(n - 1);
        assert_in_range(step, 0, 1);
    }
}

/* Where 2^m no longer fits a long double; the normal approximation is good to one crossing there. */
static void very_long_series_have_limits_too(void **state)
{
    (void)state;
    static const size_t sizes[] = { 16384, 16385, 20000, 40000, 100000, 1000000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const double m = (double)sizes[i] - 1;
        const double expected = m / 2 - 1.6448536269514722 * sqrt(m) / 2;
        assert_true(fabs((double)upw_runs_crossings_min(sizes[i]) - expected) <= 1);
    }
}

static void missing_points_and_points_on_the_line_are_skipped(void **state)
{
    (void)state;
    static const double values[] = { 6, 5, 7, NAN, 8, 3, 5, 2, NAN, 9 }; /* around 5: + . + ? + − . − ? + */
    const upw_runs runs = upw_runs_analyse(values, 10, 5);
    assert_int_equal(runs.n_useful, 6);
    assert_int_equal(runs.longest_run, 3);
    assert_int_equal(runs.crossings, 2);
    assert_false(runs.signal);
}

static void a_long_run_or_few_crossings_signal(void **state)
{
    (void)state;
    double values[20];
    for (size_t i = 0; i < 20; i++)
        values[i] = i % 2 == 0 ? 1 : -1;
    assert_false(upw_runs_analyse(values, 20, 0).signal);
    for (size_t i = 6; i < 14; i++)
        values[i] = 1;
    upw_runs runs = upw_runs_analyse(values, 20, 0); /* eight on one side, and the one after them */
    assert_int_equal(runs.longest_run, 9);
    assert_true(runs.signal && runs.crossings >= runs.crossings_min);
    for (size_t i = 0; i < 20; i++)
        values[i] = i / 5 % 2 == 0 ? 1 : -1;
    runs = upw_runs_analyse(values, 20, 0);
    assert_int_equal(runs.crossings, 3);
    assert_true(runs.signal && runs.longest_run <= runs.longest_run_max);
}

static void without_useful_points_there_is_no_signal(void **state)
{
    (void)state;
    static const double values[] = { 4, 4, NAN, 4 };
    const upw_runs on_the_line = upw_runs_analyse(values, 4, 4);
    const upw_runs no_line = upw_runs_analyse(values, 4, NAN);
    const upw_runs empty = upw_runs_analyse(NULL, 0, 4);
    assert_int_equal(on_the_line.n_useful + no_line.n_useful + empty.n_useful, 0);
    assert_false(on_the_line.signal || no_line.signal || empty.signal);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limits_are_the_published_ones),
        cmocka_unit_test(at_most_so_few_crossings_have_a_chance_of_one_in_twenty),
        cmocka_unit_test(limits_never_fall_as_a_series_grows),
        cmocka_unit_test(very_long_series_have_limits_too),
        cmocka_unit_test(missing_points_and_points_on_the_line_are_skipped),
        cmocka_unit_test(a_long_run_or_few_crossings_signal),
        cmocka_unit_test(without_useful_points_there_is_no_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
