/* What must hold for any data: the charts keep their laws on thousands of invented series. A failure names its seed. */
#include "shewhart_sample.h"

enum { SERIES = 400 };

static sample data;
static sample_chart first, second;

static upw_shewhart_options plain(upw_chart chart, uint64_t seed)
{
    return (upw_shewhart_options){ .chart = chart, .profile = seed % 2 == 0 ? UPW_PROFILE_UPWARD : UPW_PROFILE_PARITY };
}

static void assert_same_runs(const upw_runs *a, const upw_runs *b)
{
    assert_int_equal(a->n_useful, b->n_useful);
    assert_int_equal(a->longest_run, b->longest_run);
    assert_int_equal(a->longest_run_max, b->longest_run_max);
    assert_int_equal(a->crossings, b->crossings);
    assert_int_equal(a->crossings_min, b->crossings_min);
    assert_int_equal(a->signal, b->signal);
}

static bool is_counting(upw_chart chart)
{
    return chart == UPW_CHART_P || chart == UPW_CHART_PP || chart == UPW_CHART_C || chart == UPW_CHART_U ||
           chart == UPW_CHART_UP || chart == UPW_CHART_G || chart == UPW_CHART_T;
}

static void a_change_of_unit_changes_nothing_but_the_unit(void **state)
{
    (void)state;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 1; seed <= SERIES && !is_counting(chart); seed++) {
            const upw_shewhart_options options = plain(chart, seed);
            sample_make(&data, seed, 4, chart);
            sample_draw(&data.input, &options, &first);
            for (size_t i = 0; i < data.n_rows; i++)
                data.values[i] *= 8;
            sample_draw(&data.input, &options, &second);
            sample_compare(first.points, second.points, data.n, 8, 0, 0, seed);
            assert_int_equal(first.parts[0].runs.signal, second.parts[0].runs.signal);
        }
}

static void a_shift_moves_centre_and_limits_with_the_values(void **state)
{
    (void)state;
    static const upw_chart charts[] = { UPW_CHART_RUN, UPW_CHART_I, UPW_CHART_XBAR };
    for (size_t c = 0; c < sizeof charts / sizeof *charts; c++)
        for (uint64_t seed = 1; seed <= SERIES; seed++) {
            const upw_shewhart_options options = plain(charts[c], seed);
            sample_make(&data, seed, 1 + 3 * (charts[c] == UPW_CHART_XBAR), charts[c]);
            sample_draw(&data.input, &options, &first);
            for (size_t i = 0; i < data.n_rows; i++)
                data.values[i] += 4096;
            sample_draw(&data.input, &options, &second);
            sample_compare(first.points, second.points, data.n, 1, 4096, 1e-12, seed);
        }
}

static void the_order_of_rows_inside_a_subgroup_does_not_matter(void **state)
{
    (void)state;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 1; seed <= SERIES; seed++) {
            uint64_t dice = seed ^ 0xABCDEF;
            const upw_shewhart_options options = plain(chart, seed);
            sample_make(&data, seed, 6, chart);
            sample_draw(&data.input, &options, &first);
            for (size_t group = 0; group < data.n; group++)
                for (size_t i = data.offsets[group + 1] - 1; i > data.offsets[group]; i--) {
                    const size_t j = data.offsets[group] + sample_below(&dice, i - data.offsets[group] + 1);
                    const double value = data.values[i], denominator = data.denominators[i];
                    data.values[i] = data.values[j];
                    data.values[j] = value;
                    data.denominators[i] = data.denominators[j];
                    data.denominators[j] = denominator;
                }
            sample_draw(&data.input, &options, &second);
            sample_compare(first.points, second.points, data.n, 1, 0, 1e-12, seed);
        }
}

static void a_multiplier_scales_what_is_shown_and_no_flag(void **state)
{
    (void)state;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 1; seed <= SERIES; seed++) {
            upw_shewhart_options options = plain(chart, seed);
            sample_make(&data, seed, 3, chart);
            sample_draw(&data.input, &options, &first);
            options.multiply = 100;
            sample_draw(&data.input, &options, &second);
            sample_compare(first.points, second.points, data.n, 100, 0, 1e-15, seed);
        }
}

static void each_part_is_judged_as_if_it_were_alone(void **state)
{
    (void)state;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 1; seed <= SERIES; seed++) {
            upw_shewhart_options options = plain(chart, seed);
            sample_make(&data, seed, 3, chart);
            const size_t starts[] = { 0, 1 + seed % (data.n - 1), 1000 };
            options.part_starts = starts;
            options.n_parts = 3;
            sample_draw(&data.input, &options, &first);
            assert_int_equal(first.parts[0].n + first.parts[1].n, data.n);
            assert_int_equal(first.parts[2].n, 0);

            upw_shewhart_input tail = data.input;
            tail.offsets += starts[1];
            tail.n_subgroups -= starts[1];
            options.n_parts = 0;
            sample_draw(&tail, &options, &second);
            sample_compare(second.points, first.points + starts[1], tail.n_subgroups, 1, 0, 0, seed);
            assert_same_runs(&first.parts[1].runs, &second.parts[0].runs);
        }
}

static void limits_of_a_frozen_baseline_are_those_of_the_baseline_alone(void **state)
{
    (void)state;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 2; seed <= SERIES; seed += 2) { /* in profile upward: the reference's i′ looks further */
            upw_shewhart_options options = plain(chart, seed);
            /* Rows of one value: of a part whose subgroups differ in size, x̄ and s pool in another way. */
            sample_make(&data, seed, 1, chart);
            options.freeze = 2 + seed % (data.n - 1);
            if (options.freeze > data.n)
                options.freeze = data.n;
            sample_draw(&data.input, &options, &first);
            upw_shewhart_input head = data.input;
            head.n_subgroups = options.freeze;
            options.freeze = 0;
            sample_draw(&head, &options, &second);
            sample_compare(second.points, first.points, head.n_subgroups, 1, 0, 0, seed);
        }
}

static void an_excluded_point_is_as_good_as_gone(void **state)
{
    (void)state;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 2; seed <= SERIES && chart != UPW_CHART_MR; seed += 2) {
            upw_shewhart_options options = plain(chart, seed);
            sample_make(&data, seed, 1, chart);
            const size_t gone = seed / 2 % data.n;
            options.exclude = &gone;
            options.n_exclude = 1;
            sample_draw(&data.input, &options, &first);
            memmove(&first.points[gone], &first.points[gone + 1], (data.n - gone - 1) * sizeof first.points[0]);
            memmove(&data.values[gone], &data.values[gone + 1], (data.n - gone - 1) * sizeof data.values[0]);
            memmove(&data.denominators[gone], &data.denominators[gone + 1],
                    (data.n - gone - 1) * sizeof data.denominators[0]);
            data.input.n_subgroups--;
            options.n_exclude = 0;
            sample_draw(&data.input, &options, &second);
            sample_compare(second.points, first.points, data.n - 1, 1, 0, 0, seed);
            assert_same_runs(&first.parts[0].runs, &second.parts[0].runs);
        }
}

static void laney_widens_the_limits_by_sigma_z(void **state)
{
    (void)state;
    static const upw_chart pairs[][2] = { { UPW_CHART_P, UPW_CHART_PP }, { UPW_CHART_U, UPW_CHART_UP } };
    size_t n_compared = 0, n_warned = 0;
    for (size_t c = 0; c < 2; c++)
        for (uint64_t seed = 1; seed <= SERIES; seed++) {
            const upw_shewhart_options chance = plain(pairs[c][0], seed), laney = plain(pairs[c][1], seed);
            sample_make(&data, seed, 2, UPW_CHART_P);
            sample_draw(&data.input, &chance, &first);
            sample_draw(&data.input, &laney, &second);
            const double sigma_z = second.parts[0].sigma_z;
            assert_near_seed(first.parts[0].sigma_z, sigma_z, 0, seed);
            assert_int_equal(first.parts[0].warns_overdispersion, sigma_z > 1.5);
            assert_false(second.parts[0].warns_overdispersion);
            n_warned += first.parts[0].warns_overdispersion;
            for (size_t i = 0; i < data.n; i++) {
                const upw_shewhart_point *const a = &first.points[i], *const b = &second.points[i];
                assert_near_seed(a->cl, b->cl, 0, seed);
                /* where neither limit is clipped */
                if (b->lcl > 0 && (pairs[c][1] == UPW_CHART_UP || b->ucl < 1)) {
                    n_compared++;
                    assert_near_seed(b->ucl - b->cl, sigma_z * (a->ucl - a->cl), 1e-12, seed);
                    assert_near_seed(b->cl - b->lcl, sigma_z * (a->cl - a->lcl), 1e-12, seed);
                }
                assert_true(isnan(b->lcl) || (b->lcl >= 0 && b->lcl <= b->lcl95 && b->ucl95 <= b->ucl));
            }
        }
    assert_true(n_compared > 100 && n_warned > 100);
}

static void with_one_opportunity_each_a_rate_is_a_count(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SERIES; seed++) {
        const upw_shewhart_options count = plain(UPW_CHART_C, seed), rate = plain(UPW_CHART_U, seed);
        sample_make(&data, seed, 1, UPW_CHART_C);
        sample_draw(&data.input, &count, &first);
        for (size_t i = 0; i < data.n; i++)
            data.denominators[i] = 1;
        data.input.denominators = data.denominators;
        sample_draw(&data.input, &rate, &second);
        for (size_t i = 0; i < data.n; i++)
            if (!isnan(data.values[i]))
                sample_compare(&first.points[i], &second.points[i], 1, 1, 0, 1e-14, seed);
    }
}

/* The figures of docs/methods/spc-charts.md. Runs about the median do not depend on how values are distributed. */
static void a_stable_process_rarely_signals_a_run(void **state)
{
    (void)state;
    enum { TRIES = 5000 };
    static const struct {
        size_t n;
        double share;
    } table[] = { { 12, 0.013 }, { 24, 0.031 }, { 48, 0.038 }, { 96, 0.047 } };
    uint64_t dice = 2014;
    for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
        size_t n_signals = 0;
        for (size_t try = 0; try < TRIES; try++) {
            double values[96];
            for (size_t i = 0; i < table[row].n; i++)
                values[i] = (double)(sample_next(&dice) >> 11);
            sample_draw(&(upw_shewhart_input){ .values = values, .n_rows = table[row].n }, NULL, &first);
            n_signals += first.parts[0].runs.signal;
        }
        /* four standard errors */
        const double error = 4 * sqrt(table[row].share * (1 - table[row].share) / TRIES);
        assert_true(fabs((double)n_signals / TRIES - table[row].share) < error);
    }
}

static void a_batch_gives_what_single_calls_give(void **state)
{
    (void)state;
    static double values[4 * SAMPLE_ROWS], denominators[4 * SAMPLE_ROWS];
    static size_t offsets[4 * SAMPLE_ROWS + 1];
    static upw_shewhart_point points[4 * SAMPLE_ROWS];
    upw_shewhart_part parts[8];
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (uint64_t seed = 1; seed <= SERIES; seed++) {
        static const upw_chart charts[4] = { UPW_CHART_RUN, UPW_CHART_U, UPW_CHART_PP, UPW_CHART_IP };
        const size_t starts[] = { 0, 2 };
        upw_shewhart_options options[4];
        size_t series_offsets[5] = { 0 }, n_rows = 0, n = 0;
        const bool has_offsets = seed % 2 == 0;
        for (size_t i = 0; i < 4; i++) {
            options[i] = plain(charts[i], seed);
            options[i].part_starts = starts;
            options[i].n_parts = i == 2 ? 2 : 0;
            sample_make(&data, seed * 4 + i, has_offsets ? 3 : 1, UPW_CHART_P);
            memcpy(values + n_rows, data.values, data.n_rows * sizeof *values);
            memcpy(denominators + n_rows, data.denominators, data.n_rows * sizeof *denominators);
            for (size_t g = 0; g <= data.n; g++)
                offsets[n + g] = n_rows + data.offsets[g];
            n_rows += data.n_rows;
            series_offsets[i + 1] = n += data.n;
        }
        const upw_shewhart_batch batch = { .rows = { values, denominators, n_rows, has_offsets ? offsets : NULL, n },
                                           .series_offsets = series_offsets,
                                           .n_series = 4,
                                           .options = options };
        assert_true(upw_shewhart_analyse_batch(&batch, &scratch, points, parts, NULL, NULL));
        for (size_t i = 0, part = 0; i < 4; part += i == 2 ? 2 : 1, i++) {
            sample_make(&data, seed * 4 + i, has_offsets ? 3 : 1, UPW_CHART_P);
            sample_draw(&data.input, &options[i], &first);
            sample_compare(first.points, points + series_offsets[i], data.n, 1, 0, 0, seed);
            assert_same_runs(&first.parts[0].runs, &parts[part].runs);
        }
    }
    upw_arena_clear(&scratch);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_of_unit_changes_nothing_but_the_unit),
        cmocka_unit_test(a_shift_moves_centre_and_limits_with_the_values),
        cmocka_unit_test(the_order_of_rows_inside_a_subgroup_does_not_matter),
        cmocka_unit_test(a_multiplier_scales_what_is_shown_and_no_flag),
        cmocka_unit_test(each_part_is_judged_as_if_it_were_alone),
        cmocka_unit_test(limits_of_a_frozen_baseline_are_those_of_the_baseline_alone),
        cmocka_unit_test(an_excluded_point_is_as_good_as_gone),
        cmocka_unit_test(laney_widens_the_limits_by_sigma_z),
        cmocka_unit_test(with_one_opportunity_each_a_rate_is_a_count),
        cmocka_unit_test(a_stable_process_rarely_signals_a_run),
        cmocka_unit_test(a_batch_gives_what_single_calls_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
