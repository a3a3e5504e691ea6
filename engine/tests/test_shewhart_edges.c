/* Every chart has an answer for every odd series: constant, with gaps, with ties, with infinities. */
#include "shewhart_sample.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { ROWS = 24, MIDDLE = 11 };

static sample_chart drawn, whole;

static bool needs_denominator(upw_chart chart)
{
    return upw_chart_describe(chart)->denominator == UPW_DENOMINATOR_NEEDED;
}

/* Two rows a subgroup where the chart is about what happens inside one. */
static size_t rows_in_group(upw_chart chart)
{
    return chart == UPW_CHART_XBAR || chart == UPW_CHART_S ? 2 : 1;
}

static void draw(const double *values, const double *sizes, size_t n, upw_shewhart_options options, sample_chart *out)
{
    size_t offsets[ROWS + 1], n_groups = 0;
    for (size_t row = 0; row <= n; row += rows_in_group(options.chart))
        offsets[n_groups++] = row;
    const upw_shewhart_input input = { .values = values,
                                       .denominators = needs_denominator(options.chart) ? sizes : NULL,
                                       .n_rows = n,
                                       .offsets = offsets,
                                       .n_subgroups = n_groups - 1 };
    sample_draw(&input, &options, out);
}

/* What a chart of the constant 4, or 4 out of 16, draws at every point. NaN: nothing. */
typedef struct flat_chart {
    double cl, lcl, ucl;           /* profile upward */
    double parity_lcl, parity_ucl; /* profile parity */
} flat_chart;

static void a_constant_series_has_a_centre_line_limits_and_no_signal_on_every_chart(void **state)
{
    (void)state;
    static const flat_chart expected[UPW_CHART_COUNT] = {
        [UPW_CHART_RUN] = { 4, NAN, NAN, NAN, NAN },
        [UPW_CHART_I] = { 4, 4, 4, NAN, NAN },
        [UPW_CHART_MR] = { 0, 0, 0, 0, 0 },
        [UPW_CHART_XBAR] = { 4, 4, 4, 4, 4 },
        [UPW_CHART_S] = { 0, 0, 0, 0, 0 },
        [UPW_CHART_T] = { 4, 4, 4, NAN, NAN },
        /* chance alone gives these their limits: 1/4 ± 3 √(1/4 · 3/4 / 16), 4 ± 3 √4, 1/4 ± 3 √(1/4 / 16) */
        [UPW_CHART_P] = { 0.25, 0, 0.57475952641916450, 0, 0.57475952641916450 },
        [UPW_CHART_C] = { 4, 0, 10, 0, 10 },
        [UPW_CHART_U] = { 0.25, 0, 0.625, 0, 0.625 },
        [UPW_CHART_G] = { 4, 0, 17.416407864998738, 0, 17.416407864998738 }, /* 4 + 3 √20 */
        [UPW_CHART_PP] = { 0.25, 0.25, 0.25, NAN, NAN },
        [UPW_CHART_UP] = { 0.25, 0.25, 0.25, NAN, NAN },
        [UPW_CHART_IP] = { 0.25, 0.25, 0.25, NAN, NAN },
    };
    double values[ROWS], sizes[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        values[i] = 4;
        sizes[i] = 16;
    }
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++) {
            const flat_chart *const e = &expected[chart];
            const bool is_parity = profile == UPW_PROFILE_PARITY;
            draw(values, sizes, ROWS, (upw_shewhart_options){ .chart = chart, .profile = profile }, &drawn);
            assert_int_equal(drawn.parts[0].n_sigma_signals, 0);
            assert_false(drawn.parts[0].runs.signal || drawn.parts[0].warns_overdispersion);
            for (size_t i = 1; i < drawn.parts[0].n; i++) {
                assert_near(drawn.points[i].cl, e->cl, 1e-15);
                assert_near(drawn.points[i].lcl, is_parity ? e->parity_lcl : e->lcl, 1e-15);
                assert_near(drawn.points[i].ucl, is_parity ? e->parity_ucl : e->ucl, 1e-15);
            }
        }
}

/* Uneven, whole, below their denominators; every third value the same. */
static void make_series(double *values, double *sizes)
{
    for (size_t i = 0; i < ROWS; i++) {
        values[i] = i % 3 == 0 ? 9 : 3 + (double)(i * 7 % 13);
        sizes[i] = 40 + (double)(i * 5 % 9);
    }
}

/* The pooled standard deviation of subgroups of two. */
static double pooled(const upw_shewhart_point *points, size_t n)
{
    double sum = 0, freedom = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(points[i].y)) {
            sum += points[i].y * points[i].y;
            freedom++;
        }
    return sqrt(sum / freedom);
}

static void a_missing_row_leaves_a_gap_and_the_centre_of_the_others_on_every_chart(void **state)
{
    (void)state;
    double values[ROWS], sizes[ROWS], fewer[ROWS], fewer_sizes[ROWS];
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++)
            for (int of_size = 0; of_size <= (needs_denominator(chart) ? 1 : 0); of_size++) {
                const upw_shewhart_options options = { .chart = chart, .profile = profile };
                const size_t rows = rows_in_group(chart), gap = MIDDLE / rows;
                size_t n = 0;
                make_series(values, sizes);
                for (size_t i = 0; i < ROWS; i++)
                    if (i / rows == gap)
                        (of_size ? sizes : values)[i] = NAN;
                    else {
                        fewer[n] = values[i];
                        fewer_sizes[n++] = sizes[i];
                    }
                draw(values, sizes, ROWS, options, &drawn);
                draw(fewer, fewer_sizes, n, options, &whole);
                assert_true(isnan(drawn.points[gap].y));
                assert_false(drawn.points[gap].sigma_signal);
                assert_true(isfinite(drawn.points[0].cl));
                /* Of mr the centre loses the two ranges beside the gap, which is not bridged; of s it is the pooled
                 * one, since a subgroup of none is one of another size. */
                if (chart != UPW_CHART_MR && chart != UPW_CHART_S)
                    assert_near(drawn.points[0].cl, whole.points[0].cl, 1e-15);
                if (chart == UPW_CHART_S && profile == UPW_PROFILE_UPWARD)
                    assert_near(drawn.points[0].cl, pooled(drawn.points, drawn.parts[0].n), 1e-15);
                assert_true(chart == UPW_CHART_RUN || isfinite(drawn.points[gap + 2].ucl));
                if (chart == UPW_CHART_MR)
                    assert_true(isnan(drawn.points[gap + 1].y));
                if (needs_denominator(chart) && of_size)
                    assert_true(isnan(drawn.points[gap].ucl) && isnan(drawn.points[gap].lcl));
            }
}

/* The runs analysis in words: points on the line and missing ones are left out, the rest are above or below. */
static void count_runs(const upw_shewhart_point *points, size_t n, upw_runs *runs)
{
    size_t run = 0;
    int last = 0;
    *runs = (upw_runs){ 0 };
    for (size_t i = 0; i < n; i++) {
        const int side = (points[i].y > points[i].cl) - (points[i].y < points[i].cl);
        if (side == 0)
            continue;
        runs->n_useful++;
        runs->crossings += last != 0 && side != last ? 1 : 0;
        run = side == last ? run + 1 : 1;
        runs->longest_run = run > runs->longest_run ? run : runs->longest_run;
        last = side;
    }
}

static void ties_with_the_centre_line_are_on_no_side_on_every_chart(void **state)
{
    (void)state;
    double values[ROWS], sizes[ROWS];
    size_t n_ties = 0;
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (uint64_t seed = 1; seed <= 400 && chart != UPW_CHART_MR; seed++) {
            uint64_t dice = seed;
            for (size_t i = 0; i < ROWS; i++) {
                values[i] = 6 + (double)sample_below(&dice, 3);
                sizes[i] = 16;
                if (sample_below(&dice, 12) == 0)
                    values[i] = NAN;
            }
            upw_runs runs;
            draw(values, sizes, ROWS, (upw_shewhart_options){ .chart = chart, .profile = seed % 2 }, &drawn);
            count_runs(drawn.points, drawn.parts[0].n, &runs);
            assert_int_equal(drawn.parts[0].runs.n_useful, runs.n_useful);
            assert_int_equal(drawn.parts[0].runs.longest_run, runs.longest_run);
            assert_int_equal(drawn.parts[0].runs.crossings, runs.crossings);
            for (size_t i = 0; i < drawn.parts[0].n; i++)
                n_ties += drawn.points[i].y == drawn.points[i].cl ? 1 : 0;
        }
    assert_true(n_ties > 1000);
}

static void an_infinity_anywhere_is_refused_with_its_row_on_every_chart(void **state)
{
    (void)state;
    static const double infinities[] = { INFINITY, -INFINITY };
    double values[ROWS], sizes[ROWS];
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        for (size_t row = 0; row < ROWS; row++)
            for (size_t k = 0; k < COUNT(infinities); k++)
                for (int of_size = 0; of_size <= (needs_denominator(chart) ? 1 : 0); of_size++) {
                    make_series(values, sizes);
                    (of_size ? sizes : values)[row] = infinities[k];
                    const upw_shewhart_input input = { .values = values,
                                                       .denominators = needs_denominator(chart) ? sizes : NULL,
                                                       .n_rows = ROWS };
                    const upw_shewhart_options options = { .chart = chart, .profile = row % 2 };
                    upw_error error = { 0 };
                    assert_false(upw_shewhart_analyse(&input, &options, &scratch, drawn.points, drawn.parts, &error));
                    assert_int_equal(error.code, UPW_BAD_INPUT);
                    assert_int_equal(error.row, row + 1);
                    assert_true(error.message[0] != '\0');
                }
    upw_arena_clear(&scratch);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_series_has_a_centre_line_limits_and_no_signal_on_every_chart),
        cmocka_unit_test(a_missing_row_leaves_a_gap_and_the_centre_of_the_others_on_every_chart),
        cmocka_unit_test(ties_with_the_centre_line_are_on_no_side_on_every_chart),
        cmocka_unit_test(an_infinity_anywhere_is_refused_with_its_row_on_every_chart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
