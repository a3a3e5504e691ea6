/* Steps are proposed where they are, with their evidence, and nowhere else. */
#include "upward/rebase.h"

#include <string.h>

#include "csv_fixture.h"
#include "near.h"
#include "random_series.h"

enum { LONGEST = 600 };

typedef struct outcome {
    upw_step steps[LONGEST];
    upw_steps_summary summary;
    upw_error error;
    bool is_ok;
} outcome;

static const outcome *propose_with(const double *values, const upw_xmr_point *in_force, size_t n,
                                   const upw_steps_options *options)
{
    static outcome o;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    o.is_ok = upw_steps_propose(values, in_force, n, options, &scratch, o.steps, &o.summary, &o.error);
    upw_arena_clear(&scratch);
    return &o;
}

static const outcome *propose(const double *values, size_t n)
{
    const outcome *const o = propose_with(values, NULL, n, NULL);
    assert_true(o->is_ok);
    return o;
}

/* ---- goldens ------------------------------------------------------------------------------------------------------
 */

static void compare_series(const csv_fixture *expected, size_t row, const csv_fixture *input, size_t first, size_t n)
{
    static double values[LONGEST];
    const char *const id = fixture_text(expected, row, "series_id");
    assert_in_range(n, 1, LONGEST);
    for (size_t i = 0; i < n; i++)
        values[i] = fixture_number(input, first + i, "y");
    const outcome *const o = propose(values, n);
    size_t starts[LONGEST];
    const size_t n_starts = fixture_list(expected, row, "change_starts", starts, LONGEST);
    if (o->summary.n_steps != n_starts)
        fail_msg("%s: %zu steps, not %zu", id, o->summary.n_steps, n_starts);
    assert_int_equal(o->summary.n_steps, fixture_number(expected, row, "n_changes"));
    for (size_t i = 0; i < n_starts; i++)
        assert_int_equal(o->steps[i].first + 1, starts[i]);
    assert_int_equal(o->summary.n_used, fixture_number(expected, row, "n_used"));
    assert_near(o->summary.sigma, fixture_number(expected, row, "sigma"), 1e-9);
    assert_near(o->summary.rho, fixture_number(expected, row, "rho"), 5e-9); /* the file gives nine digits of it */
}

/* The expected rows whose series stand in the given input; how many there were. */
static size_t compare_files(const char *variable, const char *below, const char *input_file)
{
    char directory[384];
    csv_fixture expected, input;
    size_t n_compared = 0;
    fixture_directory(variable, below, directory, sizeof directory);
    if (!fixture_open(&expected, directory, "proposals_expected.csv"))
        return 0;
    if (!fixture_open(&input, directory, input_file)) {
        fixture_close(&expected);
        return 0;
    }
    for (size_t row = 0; row < expected.n_rows; row++) {
        size_t n;
        const size_t first = fixture_find(&input, "series_id", fixture_text(&expected, row, "series_id"), &n);
        if (n == 0)
            continue;
        compare_series(&expected, row, &input, first, n);
        n_compared++;
    }
    fixture_close(&expected);
    fixture_close(&input);
    return n_compared;
}

static void synthetic_series_have_the_expected_steps(void **state)
{
    (void)state;
    assert_int_equal(compare_files("UPWARD_GOLDEN", "spc", "ssa_input.csv"), 16);
}

static void real_series_have_the_expected_steps(void **state)
{
    (void)state;
    const size_t n_compared = compare_files("UPWARD_SHARED", "golden/spc", "ssa_real_input.csv");
    if (n_compared == 0)
        skip();
    assert_int_equal(n_compared, 9);
}

/* ---- evidence -----------------------------------------------------------------------------------------------------
 */

/* 0, 1, 0, 1 … about a level: noise without a generator. */
static double saw(size_t i)
{
    return i % 2 == 0 ? -0.5 : 0.5;
}

static void a_step_comes_with_its_means_and_its_gain(void **state)
{
    (void)state;
    double values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = (i < 17 ? 50 : 54) + saw(i);
    const outcome *const o = propose(values, 40);
    assert_int_equal(o->summary.n_steps, 1);
    assert_int_equal(o->steps[0].first, 17);
    assert_near(o->steps[0].old_mean, 50 - 0.5 / 17, 1e-12);
    assert_near(o->steps[0].new_mean, 54 + 0.5 / 23, 1e-12);
    /* Moving ranges are 1 but for the step's: sigma = 1 / 0.9539. The saw is negatively correlated: rho is 0. */
    const double sigma = 1 / 0.9539;
    const double distance = 4 + 0.5 / 17 + 0.5 / 23;
    assert_near(o->summary.sigma, sigma, 1e-12);
    assert_true(o->summary.rho == 0);
    assert_near(o->steps[0].gain, distance * distance * 17 * 23 / 40 / (3 * log(40) * sigma * sigma), 1e-12);
    assert_true(o->steps[0].is_shown);
    assert_false(o->summary.is_drift);
}

static void an_excursion_is_a_step_there_and_a_step_back(void **state)
{
    (void)state;
    double values[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = (i >= 20 && i < 35 ? 13 : 10) + saw(i);
    const outcome *const o = propose(values, 60);
    assert_int_equal(o->summary.n_steps, 2);
    assert_int_equal(o->steps[0].first, 20);
    assert_int_equal(o->steps[1].first, 35);
    assert_near(o->steps[0].new_mean, o->steps[1].old_mean, 1e-15);
    assert_near(o->steps[1].new_mean, 10, 0.01);
}

static void one_wild_point_is_not_a_step(void **state)
{
    (void)state;
    double values[60];
    for (size_t wild = 0; wild < 60; wild++) {
        for (size_t i = 0; i < 60; i++)
            values[i] = 10 + saw(i) + (i == wild ? 10 : 0);
        assert_int_equal(propose(values, 60)->summary.n_steps, 0);
    }
}

static void missing_points_shift_the_place_and_nothing_else(void **state)
{
    (void)state;
    double values[50];
    for (size_t i = 0; i < 50; i++)
        values[i] = (i < 25 ? 50 : 54) + saw(i / 2) + 0.25 * saw(i);
    values[0] = values[3] = values[25] = values[26] = values[49] = NAN;
    const outcome *const o = propose(values, 50);
    assert_int_equal(o->summary.n_used, 45);
    assert_int_equal(o->summary.n_steps, 1);
    assert_int_equal(o->steps[0].first, 27);
    assert_near(o->steps[0].old_mean, 50, 0.01);
    assert_near(o->steps[0].new_mean, 54, 0.01);
}

static void a_step_is_shown_when_the_rules_in_force_fire_beside_it(void **state)
{
    (void)state;
    double values[40];
    upw_xmr_point in_force[40] = { 0 };
    for (size_t i = 0; i < 40; i++)
        values[i] = (i < 20 ? 50 : 54) + saw(i);
    const outcome *o = propose_with(values, in_force, 40, NULL);
    assert_int_equal(o->summary.n_steps, 1);
    assert_false(o->steps[0].is_shown);
    in_force[3].rules = UPW_RULE_TREND;
    in_force[20].rules = UPW_RULE_OUTSIDE;
    in_force[39].rules = UPW_RULE_SHIFT;
    o = propose_with(values, in_force, 40, NULL);
    assert_true(o->steps[0].is_shown);
    assert_int_equal(o->steps[0].rules_before, UPW_RULE_TREND);
    assert_int_equal(o->steps[0].rules_after, UPW_RULE_OUTSIDE | UPW_RULE_SHIFT);
}

/* ---- guards -------------------------------------------------------------------------------------------------------
 */

static void a_straight_line_is_called_a_drift(void **state)
{
    (void)state;
    double values[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = 0.2 * (double)i + saw(i);
    const outcome *const o = propose(values, 60);
    assert_true(o->summary.n_steps > 0);
    assert_true(o->summary.is_drift);
}

static void a_yearly_cycle_is_called_a_season_and_a_step_is_not(void **state)
{
    (void)state;
    const upw_steps_options months = { .season = 12 };
    double cycle[72], step[72];
    for (size_t i = 0; i < 72; i++) {
        cycle[i] = 3 * sin(6.283185307179586 * (double)i / 12) + saw(i);
        step[i] = (i < 36 ? 0 : 3) + saw(i);
    }
    assert_true(propose_with(cycle, NULL, 72, &months)->summary.is_seasonal);
    const outcome *const o = propose_with(step, NULL, 72, &months);
    assert_true(o->summary.year_apart > 0.3); /* a step alone does that … */
    assert_true(o->summary.half_year_apart > o->summary.year_apart);
    assert_false(o->summary.is_seasonal); /* … and is not taken for a year */
}

static void nothing_is_said_of_a_season_under_two_years(void **state)
{
    (void)state;
    const upw_steps_options weeks = { .season = 52 };
    double values[104];
    for (size_t i = 0; i < 104; i++)
        values[i] = 3 * sin(6.283185307179586 * (double)i / 52) + saw(i);
    assert_true(isnan(propose_with(values, NULL, 103, &weeks)->summary.year_apart));
    assert_false(propose_with(values, NULL, 103, &weeks)->summary.is_seasonal);
    assert_true(propose_with(values, NULL, 104, &weeks)->summary.is_seasonal);
    assert_true(isnan(propose(values, 104)->summary.year_apart));
}

/* ---- properties ---------------------------------------------------------------------------------------------------
 */

typedef struct invented {
    double values[120];
    size_t n;
} invented;

/* Whole numbers about one to four levels, sometimes with gaps. */
static invented invent(uint64_t seed)
{
    uint64_t random = seed;
    invented s = { .n = 24 + random_below(&random, 97) };
    double level = 1000;
    for (size_t i = 0; i < s.n; i++) {
        if (random_below(&random, 40) == 0)
            level += 64 * (double)random_below(&random, 5) - 128;
        s.values[i] = level + floor(20 * random_normal(&random));
        if (seed % 3 == 0 && random_below(&random, 20) == 0)
            s.values[i] = NAN;
    }
    return s;
}

static void assert_same_steps(const outcome *now, const outcome *before, double scale, double rel, uint64_t seed)
{
    if (now->summary.n_steps != before->summary.n_steps)
        fail_msg("seed %llu: %zu steps, not %zu", (unsigned long long)seed, now->summary.n_steps,
                 before->summary.n_steps);
    for (size_t i = 0; i < now->summary.n_steps; i++) {
        assert_int_equal(now->steps[i].first, before->steps[i].first);
        assert_near_seed(now->steps[i].gain, before->steps[i].gain, rel, seed);
    }
    assert_near_seed(now->summary.sigma, fabs(scale) * before->summary.sigma, rel, seed);
    assert_near_seed(now->summary.rho, before->summary.rho, rel, seed);
}

static void a_change_of_unit_changes_no_step(void **state)
{
    (void)state;
    static const double scales[] = { 0x1p-1000, 0x1p-30, 4, 0x1p900, -1 };
    static outcome before;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const invented s = invent(seed);
        before = *propose(s.values, s.n);
        for (size_t k = 0; k < sizeof scales / sizeof *scales; k++) {
            invented scaled = s;
            for (size_t i = 0; i < s.n; i++)
                scaled.values[i] *= scales[k];
            assert_same_steps(propose(scaled.values, s.n), &before, scales[k], 0, seed);
        }
    }
}

static void a_shift_of_all_values_changes_no_step(void **state)
{
    (void)state;
    static outcome before;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        invented s = invent(seed);
        before = *propose(s.values, s.n);
        for (size_t i = 0; i < s.n; i++)
            s.values[i] += 4096;
        assert_same_steps(propose(s.values, s.n), &before, 1, 1e-9, seed);
    }
}

static void levels_are_long_enough_and_steps_pay_for_themselves(void **state)
{
    (void)state;
    size_t n_steps = 0;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        const invented s = invent(seed);
        const outcome *const o = propose(s.values, s.n);
        assert_in_range(o->summary.n_steps + 1, 1, upw_steps_at_most(s.n, NULL));
        size_t from = 0;
        for (size_t k = 0; k <= o->summary.n_steps; k++) {
            const size_t to = k < o->summary.n_steps ? o->steps[k].first : s.n;
            size_t present = 0;
            for (size_t i = from; i < to; i++)
                present += isnan(s.values[i]) ? 0 : 1;
            if (present < 12)
                fail_msg("seed %llu: a level of %zu points", (unsigned long long)seed, present);
            if (k < o->summary.n_steps && o->steps[k].gain < 1 - 1e-9)
                fail_msg("seed %llu: a step that gains %g", (unsigned long long)seed, o->steps[k].gain);
            from = to;
            n_steps += k < o->summary.n_steps;
        }
    }
    assert_true(n_steps > 100);
}

static double squares(const double *values, size_t n)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++)
        mean += values[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return sum;
}

/* Smallest sum of squares plus penalties over all partitions into levels of two or more. */
static double cheapest(const double *values, size_t n, double penalty)
{
    double least = squares(values, n);
    for (size_t first = 2; first + 2 <= n; first++)
        least = fmin(least, squares(values, first) + penalty + cheapest(values + first, n - first, penalty));
    return least;
}

static void no_other_partition_is_cheaper(void **state)
{
    (void)state;
    const upw_steps_options pairs = { .min_segment = 2, .penalty = 0.7 };
    size_t n_checked = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        uint64_t random = seed;
        double values[12];
        for (size_t i = 0; i < 12; i++)
            values[i] = random_normal(&random) + 3 * (double)(i / 4 % 2);
        const outcome *const o = propose_with(values, NULL, 12, &pairs);
        if (o->summary.n_steps == 0)
            continue;
        /* The penalty of the last fit, from the first step's gain. */
        const size_t first = o->steps[0].first, second = o->summary.n_steps > 1 ? o->steps[1].first : 12;
        const double earned =
            squares(values, second) - squares(values, first) - squares(values + first, second - first);
        const double penalty = earned / o->steps[0].gain;
        double cost = 0;
        size_t from = 0;
        for (size_t k = 0; k <= o->summary.n_steps; k++) {
            const size_t to = k < o->summary.n_steps ? o->steps[k].first : 12;
            cost += squares(values + from, to - from) + (k > 0 ? penalty : 0);
            from = to;
        }
        assert_near_seed(cost, cheapest(values, 12, penalty), 1e-9, seed);
        n_checked++;
    }
    assert_true(n_checked > 100);
}

/* ---- degenerate and refused input ---------------------------------------------------------------------------------
 */

static void short_and_constant_series_have_no_step(void **state)
{
    (void)state;
    static double values[200];
    assert_int_equal(propose(values, 0)->summary.n_steps, 0);
    assert_int_equal(propose(values, 1)->summary.n_steps, 0);
    assert_int_equal(propose(values, 200)->summary.n_steps, 0);
    assert_true(propose(values, 200)->summary.sigma == 0);
    for (size_t i = 0; i < 24; i++)
        values[i] = (i < 12 ? 0 : 100) + saw(i);
    assert_int_equal(propose(values, 24)->summary.n_steps, 1);
    assert_int_equal(propose(values, 23)->summary.n_steps, 0);
    for (size_t i = 0; i < 200; i++)
        values[i] = 0.1;
    assert_int_equal(propose(values, 200)->summary.n_steps, 0);
    for (size_t i = 0; i < 200; i++)
        values[i] = NAN;
    assert_int_equal(propose(values, 200)->summary.n_steps, 0);
    assert_int_equal(propose(values, 200)->summary.n_used, 0);
}

static void two_flat_levels_have_one_step_whatever_their_size(void **state)
{
    (void)state;
    static const double sizes[] = { 1e-300, 1e-9, 1, 1e9, 1e300 };
    double values[70];
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        for (size_t i = 0; i < 70; i++)
            values[i] = (i < 30 ? 4 : 6) * sizes[k];
        const outcome *const o = propose(values, 70);
        assert_int_equal(o->summary.n_steps, 1);
        assert_int_equal(o->steps[0].first, 30);
    }
}

static void what_cannot_be_judged_is_refused(void **state)
{
    (void)state;
    static double values[UPW_REBASE_MAX_POINTS + 1];
    static const upw_steps_options bad[] = {
        { .min_segment = 1 }, { .penalty = -1 }, { .penalty = NAN }, { .penalty = INFINITY }, { .season = 1 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const outcome *const o = propose_with(values, NULL, 30, &bad[i]);
        assert_false(o->is_ok);
        assert_int_equal(o->error.code, UPW_BAD_USAGE);
    }
    const outcome *o = propose_with(values, NULL, UPW_REBASE_MAX_POINTS + 1, NULL);
    assert_false(o->is_ok);
    assert_int_equal(o->error.code, UPW_TOO_LARGE);
    values[6] = -INFINITY;
    o = propose_with(values, NULL, 30, NULL);
    assert_false(o->is_ok);
    assert_int_equal(o->error.code, UPW_BAD_INPUT);
    assert_int_equal(o->error.row, 7);
}

static void *take_nothing(void *context, size_t size)
{
    (void)context;
    (void)size;
    return NULL;
}

static void give_nothing_back(void *context, void *block)
{
    (void)context;
    (void)block;
    fail();
}

static void no_memory_is_an_error(void **state)
{
    (void)state;
    const upw_arena_source source = { take_nothing, give_nothing_back, NULL };
    const double values[30] = { 0 };
    upw_arena scratch;
    upw_step steps[2];
    upw_steps_summary summary;
    upw_error error;
    upw_arena_init(&scratch, &source);
    assert_false(upw_steps_propose(values, NULL, 30, NULL, &scratch, steps, &summary, &error));
    assert_int_equal(error.code, UPW_NO_MEMORY);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(synthetic_series_have_the_expected_steps),
        cmocka_unit_test(real_series_have_the_expected_steps),
        cmocka_unit_test(a_step_comes_with_its_means_and_its_gain),
        cmocka_unit_test(an_excursion_is_a_step_there_and_a_step_back),
        cmocka_unit_test(one_wild_point_is_not_a_step),
        cmocka_unit_test(missing_points_shift_the_place_and_nothing_else),
        cmocka_unit_test(a_step_is_shown_when_the_rules_in_force_fire_beside_it),
        cmocka_unit_test(a_straight_line_is_called_a_drift),
        cmocka_unit_test(a_yearly_cycle_is_called_a_season_and_a_step_is_not),
        cmocka_unit_test(nothing_is_said_of_a_season_under_two_years),
        cmocka_unit_test(a_change_of_unit_changes_no_step),
        cmocka_unit_test(a_shift_of_all_values_changes_no_step),
        cmocka_unit_test(levels_are_long_enough_and_steps_pay_for_themselves),
        cmocka_unit_test(no_other_partition_is_cheaper),
        cmocka_unit_test(short_and_constant_series_have_no_step),
        cmocka_unit_test(two_flat_levels_have_one_step_whatever_their_size),
        cmocka_unit_test(what_cannot_be_judged_is_refused),
        cmocka_unit_test(no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
