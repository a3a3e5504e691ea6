/* The charts agree with the reference and with textbooks, differ from the reference where it is wrong, and have an
 * answer for every odd input. */
#include "shewhart_golden.h"
#include "shewhart_sample.h"
#include "spread.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static sample_chart drawn;

/* ---- reference and textbooks --------------------------------------------------------------------------------------
 */

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

/* The worked examples of Montgomery 2009, chapter 7, to the decimals that are printed there. */
static void textbook_examples_come_out_as_printed(void **state)
{
    (void)state;
    static const double cans[] = { 12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                                   8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6 };
    static const double boards[] = { 21, 24, 16, 12, 15, 5,  28, 20, 31, 25, 20, 24, 16,
                                     19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15 };
    double fifty[COUNT(cans)];
    for (size_t i = 0; i < COUNT(cans); i++)
        fifty[i] = 50;
    sample_draw(&(upw_shewhart_input){ .values = cans, .denominators = fifty, .n_rows = COUNT(cans) },
                &(upw_shewhart_options){ .chart = UPW_CHART_P }, &drawn);
    assert_near(drawn.points[0].cl, 0.2313, 1e-3);
    assert_near(drawn.points[0].ucl, 0.4102, 1e-3);
    assert_near(drawn.points[0].lcl, 0.0524, 1e-2);
    assert_true(drawn.points[14].sigma_signal && drawn.points[22].sigma_signal);
    assert_int_equal(drawn.parts[0].n_sigma_signals, 2);

    sample_draw(&(upw_shewhart_input){ .values = boards, .n_rows = COUNT(boards) },
                &(upw_shewhart_options){ .chart = UPW_CHART_C }, &drawn);
    assert_near(drawn.points[0].cl, 19.85, 1e-3);
    assert_near(drawn.points[0].ucl, 33.22, 1e-3);
    assert_near(drawn.points[0].lcl, 6.48, 1e-3);
    assert_true(drawn.points[5].sigma_signal && drawn.points[19].sigma_signal);
}

static void c4_is_the_ratio_of_gammas_at_every_size(void **state)
{
    (void)state;
    assert_true(isnan(spread_c4(0)) && isnan(spread_c4(1)));
    for (size_t n = 2; n <= 100000; n += n < 300 ? 1 : 997) {
        const double size = (double)n;
        const double expected = sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2));
        assert_near(spread_c4(n), expected, 2e-15 * size + 1e-13);
    }
}

/* ---- where profile upward differs from the reference --------------------------------------------------------------
 */

static void draw_both(const double *values, const double *denominators, size_t n, upw_shewhart_options options,
                      sample_chart *parity, sample_chart *upward)
{
    const upw_shewhart_input input = { .values = values, .denominators = denominators, .n_rows = n };
    options.profile = UPW_PROFILE_PARITY;
    sample_draw(&input, &options, parity);
    options.profile = UPW_PROFILE_UPWARD;
    sample_draw(&input, &options, upward);
}

static sample_chart parity, upward;

static void a_given_time_is_drawn_where_it_was_given(void **state)
{
    (void)state;
    static const double days[] = { 3, 9, 1, 4, 6, 12, 2, 5 };
    draw_both(days, NULL, COUNT(days), (upw_shewhart_options){ .chart = UPW_CHART_T, .centre = 5, .has_centre = true },
              &parity, &upward);
    assert_near(parity.points[0].cl, 328.3, 1e-3);
    assert_near(upward.points[0].cl, 5, 1e-14);
    assert_true(upward.points[0].lcl < 5 && upward.points[0].ucl > 5);
}

static void a_limit_of_times_below_zero_is_zero(void **state)
{
    (void)state;
    static const double days[] = { 0, 90, 1, 80, 0, 120, 2, 50 };
    draw_both(days, NULL, COUNT(days), (upw_shewhart_options){ .chart = UPW_CHART_T }, &parity, &upward);
    assert_true(parity.points[0].lcl == 0 && isnan(parity.points[0].lcl95));
    assert_true(upward.points[0].lcl == 0 && upward.points[0].lcl95 == 0);
}

static void limits_of_a_frozen_i_prime_chart_rest_on_the_baseline(void **state)
{
    (void)state;
    double values[24], sizes[24];
    for (size_t i = 0; i < 24; i++) {
        sizes[i] = 40 + (double)(i * 7 % 11);
        values[i] = i < 12 ? 10 + (double)(i * 5 % 4) : (double)(i * 17 % 40); /* quiet, then wild */
    }
    upw_shewhart_options options = { .chart = UPW_CHART_IP };
    static sample_chart alone;
    sample_draw(&(upw_shewhart_input){ values, sizes, 12, NULL, 0 }, &options, &alone);
    options.freeze = 12;
    draw_both(values, sizes, 24, options, &parity, &upward);
    assert_near(upward.points[3].ucl, alone.points[3].ucl, 0);
    assert_near(parity.points[3].cl, alone.points[3].cl, 0);
    assert_true(parity.points[3].ucl - parity.points[3].cl > 2 * (upward.points[3].ucl - upward.points[3].cl));
}

static void screening_never_takes_the_last_spread_away(void **state)
{
    (void)state;
    double values[20];
    for (size_t i = 0; i < 20; i++)
        values[i] = i < 10 ? 4 : 7;
    draw_both(values, NULL, 20, (upw_shewhart_options){ .chart = UPW_CHART_I }, &parity, &upward);
    assert_near(parity.points[0].ucl, 5.5, 0);
    assert_near(upward.points[0].ucl, 5.5 + 3 * (3.0 / 19) / 1.128, 1e-15);

    draw_both(values, NULL, 10, (upw_shewhart_options){ .chart = UPW_CHART_I }, &parity, &upward);
    assert_true(isnan(parity.points[0].ucl) && isnan(parity.points[0].lcl));
    assert_true(upward.points[0].ucl == 4 && upward.points[0].lcl == 4);
    assert_int_equal(upward.parts[0].n_sigma_signals, 0);
}

static void a_sum_of_missing_values_is_missing(void **state)
{
    (void)state;
    static const double values[] = { 3, 4, NAN, NAN, 5, 6 };
    static const size_t offsets[] = { 0, 2, 4, 6 };
    const upw_shewhart_input input = { values, NULL, 6, offsets, 3 };
    upw_shewhart_options options = { .chart = UPW_CHART_C };
    sample_draw(&input, &options, &drawn);
    assert_true(isnan(drawn.points[1].y) && drawn.points[0].cl == 9);
    options.profile = UPW_PROFILE_PARITY;
    sample_draw(&input, &options, &drawn);
    assert_true(drawn.points[1].y == 0 && drawn.points[0].cl == 6);
}

/* ---- odd inputs ---------------------------------------------------------------------------------------------------
 */

static bool needs_denominator(upw_chart chart)
{
    return upw_chart_describe(chart)->denominator == UPW_DENOMINATOR_NEEDED;
}

static void charts_of_no_point_one_point_or_missing_points_have_no_limits(void **state)
{
    (void)state;
    static const double values[] = { 3, NAN, NAN, NAN }, sizes[] = { 9, 9, 9, NAN };
    static const struct {
        size_t from, n;
    } cases[] = { { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 3 } };
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (size_t c = 0; c < COUNT(cases); c++)
            for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++) {
                const upw_shewhart_input input = { .values = values + cases[c].from,
                                                   .denominators =
                                                       needs_denominator(chart) ? sizes + cases[c].from : NULL,
                                                   .n_rows = cases[c].n };
                sample_draw(&input, &(upw_shewhart_options){ .chart = chart, .profile = profile }, &drawn);
                assert_int_equal(drawn.parts[0].n, cases[c].n);
                assert_int_equal(drawn.parts[0].n_sigma_signals, 0);
                assert_false(drawn.parts[0].runs.signal || drawn.parts[0].warns_overdispersion);
                /* one count, share or waiting time has limits by its distribution, several have them by their spread */
                const bool by_chance =
                    chart == UPW_CHART_P || chart == UPW_CHART_C || chart == UPW_CHART_U || chart == UPW_CHART_G;
                for (size_t i = 0; i < cases[c].n; i++)
                    assert_int_equal(isnan(drawn.points[i].ucl), !(by_chance && cases[c].from == 0));
            }
}

static void a_series_without_rows_needs_no_arrays(void **state)
{
    (void)state;
    upw_arena scratch;
    upw_shewhart_part part = { .n = 99 };
    upw_arena_init(&scratch, NULL);
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        if (!needs_denominator(chart)) {
            const upw_shewhart_options options = { .chart = chart };
            assert_true(upw_shewhart_analyse(&(upw_shewhart_input){ 0 }, &options, &scratch, NULL, &part, NULL));
            assert_int_equal(part.n + part.n_included + part.runs.n_useful, 0);
        }
    upw_arena_clear(&scratch);
}

static void nothing_out_of_nothing_is_undefined_and_has_no_limits(void **state)
{
    (void)state;
    static const double values[] = { 3, 0, 4, 5 }, sizes[] = { 9, 0, 8, 9 }, zeros[] = { 0, 0, 0, 0 };
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++) {
        if (!needs_denominator(chart))
            continue;
        const upw_shewhart_options options = { .chart = chart };
        sample_draw(&(upw_shewhart_input){ values, sizes, 4, NULL, 0 }, &options, &drawn);
        assert_true(isnan(drawn.points[1].y) && isnan(drawn.points[1].ucl) && isnan(drawn.points[1].lcl));
        assert_near(drawn.points[0].cl, 12.0 / 26, 1e-15);
        assert_int_equal(drawn.points[1].size, 1);
        sample_draw(&(upw_shewhart_input){ zeros, zeros, 4, NULL, 0 }, &options, &drawn);
        assert_true(isnan(drawn.points[0].y) && isnan(drawn.points[0].cl) && isnan(drawn.points[0].ucl));
    }
}

static void figures_that_a_chart_cannot_show_are_refused_with_their_row(void **state)
{
    (void)state;
    static const struct {
        upw_chart chart;
        double values[3], sizes[3];
        int64_t row;
    } cases[] = {
        { UPW_CHART_RUN, { 1, INFINITY, 1 }, { 0 }, 2 },
        { UPW_CHART_I, { -INFINITY, 1, 1 }, { 0 }, 1 },
        { UPW_CHART_C, { 1, 2, -1 }, { 0 }, 3 },
        { UPW_CHART_G, { -1, 2, 1 }, { 0 }, 1 },
        { UPW_CHART_T, { 1, -0.5, 1 }, { 0 }, 2 },
        { UPW_CHART_P, { 1, 2, 3 }, { 2, 2, 2 }, 3 },
        { UPW_CHART_PP, { 1, 2, 3 }, { 2, 0, 4 }, 2 },
        { UPW_CHART_U, { 1, 2, 3 }, { 2, 4, -1 }, 3 },
        { UPW_CHART_UP, { 1, 2, 3 }, { 2, INFINITY, 1 }, 2 },
        { UPW_CHART_IP, { 1, -2, 3 }, { 2, 0, 4 }, 2 },
        { UPW_CHART_MR, { 1e308, -1e308, 1 }, { 0 }, 2 },
        { UPW_CHART_U, { 1, 1e308, 3 }, { 2, 1e-10, 4 }, 2 },
    };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (size_t c = 0; c < COUNT(cases); c++)
        for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++) {
            const upw_shewhart_input input = { .values = cases[c].values,
                                               .denominators =
                                                   needs_denominator(cases[c].chart) ? cases[c].sizes : NULL,
                                               .n_rows = 3 };
            const upw_shewhart_options options = { .chart = cases[c].chart, .profile = profile };
            upw_error error = { 0 };
            assert_false(upw_shewhart_analyse(&input, &options, &scratch, drawn.points, drawn.parts, &error));
            assert_int_equal(error.code, UPW_BAD_INPUT);
            assert_int_equal(error.row, cases[c].row);
        }
    upw_arena_clear(&scratch);
}

static void options_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 3 }, sizes[] = { 5, 5, 5 };
    static const size_t late[] = { 1 }, falling[] = { 0, 2, 1 }, beyond[] = { 3 };
    static const struct {
        bool has_sizes;
        upw_shewhart_options options;
    } cases[] = {
        { false, { .chart = UPW_CHART_COUNT } },
        { false, { .profile = UPW_PROFILE_COUNT } },
        { false, { .aggregate = UPW_AGGREGATE_COUNT } },
        { false, { .chart = UPW_CHART_P } },
        { true, { .chart = UPW_CHART_C } },
        { false, { .chart = UPW_CHART_C, .aggregate = UPW_AGGREGATE_MEDIAN } },
        { true, { .chart = UPW_CHART_RUN, .aggregate = UPW_AGGREGATE_SUM } },
        { false, { .multiply = -1 } },
        { false, { .multiply = NAN } },
        { false, { .has_centre = true, .centre = INFINITY } },
        { true, { .chart = UPW_CHART_P, .has_centre = true, .centre = 1.5 } },
        { false, { .chart = UPW_CHART_C, .has_centre = true, .centre = -1 } },
        { false, { .chart = UPW_CHART_MR, .has_centre = true, .centre = -1 } },
        { false, { .exclude = beyond, .n_exclude = 1 } },
        { false, { .n_parts = 2 } },
        { false, { .part_starts = late, .n_parts = 1 } },
        { false, { .part_starts = falling, .n_parts = 3 } },
    };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (size_t c = 0; c < COUNT(cases); c++) {
        const upw_shewhart_input input = { values, cases[c].has_sizes ? sizes : NULL, 3, NULL, 0 };
        upw_error error = { 0 };
        assert_false(upw_shewhart_analyse(&input, &cases[c].options, &scratch, drawn.points, drawn.parts, &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
    }
    static const size_t empty_group[] = { 0, 1, 1 }, too_far[] = { 0, 2, 4 };
    const size_t *const wrong[] = { empty_group, too_far };
    for (size_t c = 0; c < COUNT(wrong); c++) {
        upw_error error = { 0 };
        assert_false(upw_shewhart_analyse(&(upw_shewhart_input){ values, NULL, 3, wrong[c], 2 }, NULL, &scratch,
                                          drawn.points, drawn.parts, &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
    }
    upw_arena_clear(&scratch);
}

static void rows_with_one_key_are_one_subgroup_and_unsorted_keys_are_refused(void **state)
{
    (void)state;
    static const int64_t keys[] = { -4, -4, 0, 7, 7, 7 }, unsorted[] = { 1, 2, 1 };
    size_t offsets[7], n = 99;
    upw_error error = { 0 };
    assert_true(upw_shewhart_group(keys, 6, offsets, &n, &error));
    assert_int_equal(n, 3);
    static const size_t expected[] = { 0, 2, 3, 6 };
    assert_memory_equal(offsets, expected, sizeof expected);
    assert_true(upw_shewhart_group(keys, 0, offsets, &n, &error));
    assert_true(n == 0 && offsets[0] == 0);
    assert_false(upw_shewhart_group(unsorted, 3, offsets, &n, &error));
    assert_true(error.code == UPW_BAD_INPUT && error.row == 3);
}

static void *take_while_there_is_some(void *left, size_t size)
{
    size_t *const blocks = left;
    return (*blocks)-- > 0 ? malloc(size) : NULL;
}

static void give_back(void *left, void *block)
{
    (void)left;
    free(block);
}

static void a_lack_of_memory_is_said_and_leaves_nothing_behind(void **state)
{
    (void)state;
    enum { ROWS = 100000 };
    double *const values = calloc(ROWS, sizeof *values);
    upw_shewhart_point *const points = calloc(ROWS, sizeof *points);
    assert_true(values != NULL && points != NULL);
    for (size_t allowed = 0;; allowed++) {
        size_t left = allowed;
        upw_arena scratch;
        upw_error error = { 0 };
        upw_arena_init(&scratch, &(upw_arena_source){ take_while_there_is_some, give_back, &left });
        const upw_shewhart_input input = { .values = values, .n_rows = ROWS };
        const bool done = upw_shewhart_analyse(&input, NULL, &scratch, points, drawn.parts, &error);
        upw_arena_clear(&scratch);
        if (done) {
            assert_true(allowed > 1);
            break;
        }
        assert_int_equal(error.code, UPW_NO_MEMORY);
    }
    free(points);
    free(values);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_synthetic_chart_agrees_with_the_reference),
        cmocka_unit_test(every_chart_of_real_data_agrees_with_the_reference),
        cmocka_unit_test(textbook_examples_come_out_as_printed),
        cmocka_unit_test(c4_is_the_ratio_of_gammas_at_every_size),
        cmocka_unit_test(a_given_time_is_drawn_where_it_was_given),
        cmocka_unit_test(a_limit_of_times_below_zero_is_zero),
        cmocka_unit_test(limits_of_a_frozen_i_prime_chart_rest_on_the_baseline),
        cmocka_unit_test(screening_never_takes_the_last_spread_away),
        cmocka_unit_test(a_sum_of_missing_values_is_missing),
        cmocka_unit_test(charts_of_no_point_one_point_or_missing_points_have_no_limits),
        cmocka_unit_test(a_series_without_rows_needs_no_arrays),
        cmocka_unit_test(nothing_out_of_nothing_is_undefined_and_has_no_limits),
        cmocka_unit_test(figures_that_a_chart_cannot_show_are_refused_with_their_row),
        cmocka_unit_test(options_that_do_not_fit_are_refused),
        cmocka_unit_test(rows_with_one_key_are_one_subgroup_and_unsorted_keys_are_refused),
        cmocka_unit_test(a_lack_of_memory_is_said_and_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
