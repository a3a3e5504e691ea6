/* Agreed paths: values against the goldens, the laws of their shapes, and what cannot be agreed. */
#include "near.h"
#include "random_series.h"
#include "trajectory_golden.h"

static void every_share_and_level_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture cases, values;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&cases, "trajectory", "shape_cases.csv", false));
    assert_true(golden_open_file(&values, "trajectory", "shape_values.csv", false));
    assert_int_equal(cases.n_rows, 12);
    for (size_t c = 0; c < cases.n_rows; c++) {
        golden_plan g;
        read_plan(&cases, c, &g);
        const upw_trajectory_outline o = upw_trajectory_outline_plan(&g.plan);
        golden_check(&tally, &cases, c, "steepest_12m_share", o.steepest_share, 1e-9, 1e-9);
        golden_check(&tally, &cases, c, "lowest_g", o.lowest_share, 1e-9, 1e-9);
        golden_check(&tally, &cases, c, "lowest_y", o.lowest_level, 1e-9, 1e-9);
        size_t n;
        const size_t first = fixture_find(&values, "case", fixture_text(&cases, c, "case"), &n);
        assert_true(n > 10);
        for (size_t row = first; row < first + n; row++) {
            const double t = fixture_number(&values, row, "t");
            golden_check(&tally, &values, row, "g", upw_trajectory_find_share(&g.plan, t), 1e-9, 1e-9);
            golden_check(&tally, &values, row, "y", upw_trajectory_find_level(&g.plan, t), 1e-9, 1e-9);
        }
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&cases);
    fixture_close(&values);
}

static upw_trajectory_plan random_jcurve(uint64_t *random)
{
    upw_trajectory_plan p = { .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 90 };
    p.arrival = 0.5 + 9.5 * random_uniform(random);
    p.upturn = p.arrival * (0.05 + 0.9 * random_uniform(random));
    p.bottom = p.upturn * (0.05 + 0.9 * random_uniform(random));
    p.depth = 0.02 + 0.98 * random_uniform(random);
    assert_true(upw_trajectory_complete_plan(&p, NULL));
    return p;
}

static void a_jcurve_has_its_knots_its_flat_places_and_one_turning_point(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        uint64_t random = seed;
        const upw_trajectory_plan p = random_jcurve(&random);
        assert_true(upw_trajectory_find_share(&p, 0) == 0);
        assert_near_seed(upw_trajectory_find_share(&p, p.bottom), -p.depth, 1e-14, seed);
        assert_true(fabs(upw_trajectory_find_share(&p, p.upturn)) < 1e-12);
        assert_true(upw_trajectory_find_share(&p, p.arrival) == 1);
        const double flat[] = { 0, p.bottom, p.arrival };
        for (size_t k = 0; k < 3; k++) {
            const double e = 1e-6 * p.bottom;
            const double slope =
                (upw_trajectory_find_share(&p, flat[k] + e) - upw_trajectory_find_share(&p, flat[k] - e)) / (2 * e);
            /* Flat to the order of the step times the curvature, which steep climbs have much of. */
            const double mean_slope =
                (1 + p.depth) / (p.arrival - p.upturn) + p.depth / p.bottom + (1 + p.depth) / (p.upturn - p.bottom);
            assert_true(fabs(slope) < 1e-3 * mean_slope);
        }
        double last = 0;
        for (size_t i = 1; i <= 400; i++) {
            const double t = p.arrival * (double)i / 400, g = upw_trajectory_find_share(&p, t);
            assert_true(g >= -p.depth - 1e-12 && g <= 1);
            if (t <= p.bottom)
                assert_true(g <= last + 1e-15);
            else if (t - p.arrival / 400 >= p.bottom)
                assert_true(g >= last - 1e-15);
            last = g;
        }
    }
}

static void every_shape_starts_at_the_start_and_arrives_at_the_aim(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        uint64_t random = seed;
        const double arrival = 0.5 + 9 * random_uniform(&random);
        for (int shape = 0; shape < UPW_TRAJECTORY_MILES; shape++) {
            upw_trajectory_plan p = { .shape = (upw_trajectory_shape)shape, .start = 12, .aim = 4, .arrival = arrival };
            p.lag = shape == UPW_TRAJECTORY_STEP ? arrival : arrival * random_uniform(&random);
            p.half = arrival * 0.499 * random_uniform(&random);
            p.upturn = arrival / 2;
            assert_true(upw_trajectory_complete_plan(&p, NULL));
            assert_true(upw_trajectory_find_level(&p, -1) == 12 && upw_trajectory_find_level(&p, 0) == 12);
            assert_true(upw_trajectory_find_level(&p, arrival) == 4 && upw_trajectory_find_level(&p, 99) == 4);
            if (shape == UPW_TRAJECTORY_DIM)
                assert_near_seed(upw_trajectory_find_share(&p, p.half), 0.5, 1e-12, seed);
            for (size_t i = 1; i <= 50; i++) {
                const double g = upw_trajectory_find_share(&p, arrival * (double)i / 50);
                assert_true(g <= 1 && (g >= 0 || shape == UPW_TRAJECTORY_JCURVE));
            }
        }
    }
}

typedef struct refusal {
    upw_trajectory_plan plan;
    const char *says;
} refusal;

static void plans_that_cannot_be_are_refused_in_one_sentence(void **state)
{
    (void)state;
    static const upw_trajectory_milestone backwards[] = { { 2, 0.5 }, { 1, 1 } }, short_of[] = { { 1, 0.5 } },
                                          beyond[] = { { 1, 1.5 }, { 2, 1 } };
    const refusal refusals[] = {
        { { .start = 70, .aim = 70 }, "there is no journey" },
        { { .start = NAN, .aim = 70 }, "must be numbers" },
        { { .start = 70, .aim = 90, .arrival = -1 }, "arrive after it starts" },
        { { UPW_TRAJECTORY_STEP, 70, 90, .lag = 2, .arrival = 3 }, "L (2) and T (3) must be equal" },
        { { UPW_TRAJECTORY_LAG_LINE, 70, 90 }, "the lag (L, 0 years)" },
        { { UPW_TRAJECTORY_LAG_S, 70, 90, .lag = 5, .arrival = 5 }, "end before the plan does" },
        { { UPW_TRAJECTORY_DIM, 70, 90, .half = 2.5, .arrival = 5 }, "before half of the time" },
        { { UPW_TRAJECTORY_JCURVE, 70, 90, .upturn = 6 }, "the upturn (tr, 6 years) must come before the end" },
        { { UPW_TRAJECTORY_JCURVE, 70, 90, .bottom = 3 }, "before the upturn" },
        { { UPW_TRAJECTORY_JCURVE, 70, 90, .depth = 0.01 }, "take the shape lag_s" },
        { { UPW_TRAJECTORY_JCURVE, 70, 90, .depth = 1.5 }, "between 0.02 and 1" },
        { { UPW_TRAJECTORY_MILES, 70, 90 }, "at least one" },
        { { UPW_TRAJECTORY_MILES, 70, 90, .milestones = backwards, .n_milestones = 2 }, "follow one another" },
        { { UPW_TRAJECTORY_MILES, 70, 90, .milestones = short_of, .n_milestones = 1 }, "must be the aim" },
        { { UPW_TRAJECTORY_MILES, 70, 90, .milestones = beyond, .n_milestones = 2 }, "beyond the aim" },
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        upw_trajectory_plan plan = refusals[i].plan;
        upw_error error = { 0 };
        assert_false(upw_trajectory_complete_plan(&plan, &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
        if (strstr(error.message, refusals[i].says) == NULL)
            fail_msg("%s: does not say: %s", error.message, refusals[i].says);
    }
}

static void defaults_are_those_that_are_offered(void **state)
{
    (void)state;
    upw_trajectory_plan p = { .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 90 };
    assert_true(upw_trajectory_complete_plan(&p, NULL));
    assert_true(p.depth == 0.25 && p.bottom == 1.25 && p.upturn == 2.5 && p.arrival == 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_share_and_level_agrees_with_the_golden),
        cmocka_unit_test(a_jcurve_has_its_knots_its_flat_places_and_one_turning_point),
        cmocka_unit_test(every_shape_starts_at_the_start_and_arrives_at_the_aim),
        cmocka_unit_test(plans_that_cannot_be_are_refused_in_one_sentence),
        cmocka_unit_test(defaults_are_those_that_are_offered),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
