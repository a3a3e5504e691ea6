/* Rates and standardisation: published figures, and what must hold of any figures. */
#include "upward/standardise.h"

#include <string.h>

#include "near.h"
#include "random.h"

/* Newcombe 1998, table I, method 3 (the score method without continuity correction). */
static void wilson_intervals_are_the_printed_ones(void **state)
{
    (void)state;
    static const struct {
        double x, n, low, high;
    } printed[] = {
        { 81, 263, 0.2553, 0.3662 }, { 15, 148, 0.0624, 0.1605 }, { 0, 20, 0, 0.1611 }, { 1, 29, 0.0061, 0.1718 }
    };
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        const upw_figure f = upw_proportion(printed[i].x, printed[i].n, 0.95);
        assert_true(fabs(f.low - printed[i].low) < 5.1e-5 && fabs(f.high - printed[i].high) < 5.1e-5);
    }
    assert_true(upw_proportion(20, 20, 0.95).high == 1 && upw_proportion(0, 20, 0.95).low == 0);
}

/* Pearson & Hartley, Biometrika Tables for Statisticians, table 40. */
static void exact_intervals_of_counts_are_the_printed_ones(void **state)
{
    (void)state;
    assert_true(fabs(upw_count_interval(10, 0.95, UPW_COUNT_EXACT).low - 4.795) < 5e-4);
    assert_true(fabs(upw_count_interval(10, 0.95, UPW_COUNT_EXACT).high - 18.39) < 5e-3);
    assert_true(fabs(upw_count_interval(0, 0.95, UPW_COUNT_BYAR).high - 3.689) < 5e-4);
}

static void byar_is_near_to_exact_from_ten_events_on(void **state)
{
    (void)state;
    for (double x = 10; x < 1e6; x = floor(x * 1.3)) {
        const upw_interval byar = upw_count_interval(x, 0.95, UPW_COUNT_BYAR);
        const upw_interval exact = upw_count_interval(x, 0.95, UPW_COUNT_EXACT);
        assert_near(byar.low, exact.low, 0.0018);
        assert_near(byar.high, exact.high, 0.0018);
        assert_true(byar.low < x && byar.high > x);
    }
    assert_true(upw_count_interval(3, 0.95, UPW_COUNT_BYAR).low == upw_count_interval(3, 0.95, UPW_COUNT_EXACT).low);
}

static void what_is_not_defined_is_no_number_and_never_a_crash(void **state)
{
    (void)state;
    static const double odd[] = { -1, NAN, HUGE_VAL, -HUGE_VAL };
    const upw_figure of_nobody = upw_crude_rate(0, 1e-310, 1000, 0.95, UPW_COUNT_BYAR);
    assert_true(isnan(of_nobody.value) && isnan(of_nobody.low) && isnan(of_nobody.high));
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_true(isnan(upw_count_interval(odd[i], 0.95, UPW_COUNT_BYAR).high));
        assert_true(isnan(upw_proportion(odd[i], 10, 0.95).value) && isnan(upw_proportion(1, odd[i], 0.95).value));
        assert_true(isnan(upw_crude_rate(1, odd[i], 1000, 0.95, UPW_COUNT_BYAR).value));
        assert_true(isnan(upw_rate_ratio_measure(odd[i], 10, 1, 10).ratio));
        assert_true(isnan(upw_rate_ratio_interval(1, odd[i], 1, 10, 0.95).low));
        upw_error error = { 0 };
        upw_direct direct = { 0 };
        upw_indirect indirect = { 0 };
        assert_false(upw_direct_add(&direct, odd[i], 10, 1, &error) || upw_direct_add(&direct, 1, odd[i], 1, &error));
        assert_false(upw_indirect_add(&indirect, odd[i], 1, 10, &error));
        assert_true(error.code == UPW_BAD_INPUT && strlen(error.message) > 0);
    }
    assert_true(isnan(upw_proportion(11, 10, 0.95).value) && isnan(upw_proportion(0, 0, 0.95).value));
    assert_true(isnan(upw_rate_ratio_measure(0, 10, 0, 10).ratio));
    assert_true(isinf(upw_rate_ratio_measure(3, 10, 0, 10).ratio));
    upw_figure figure;
    assert_int_equal(upw_direct_rate(&(upw_direct){ 0 }, 1, 0.95, UPW_DIRECT_DOBSON, &figure), UPW_RATE_NO_POPULATION);
    assert_true(isnan(figure.value));
    assert_int_equal(upw_indirect_ratio(&(upw_indirect){ 0 }, 3, 1, 0.95, UPW_COUNT_BYAR, &figure),
                     UPW_RATE_NO_EXPECTED);
}

/* ---- standardisation ---- */

enum { BANDS = 7 };

static void fill_bands(random_stream *random, double *events, double *people, double *weights)
{
    for (size_t a = 0; a < BANDS; a++) {
        people[a] = floor(500 + 5000 * random_take_uniform(random));
        events[a] = floor(people[a] * 0.02 * random_take_uniform(random)) + 2;
        weights[a] = floor(1000 + 6000 * random_take_uniform(random));
    }
}

static upw_direct add_all(const double *events, const double *people, const double *weights, size_t from, size_t to)
{
    upw_direct direct = { 0 };
    for (size_t a = from; a < to; a++)
        assert_true(upw_direct_add(&direct, events[a], people[a], weights[a], NULL));
    return direct;
}

static void direct_rates_are_crude_rates_when_the_standard_is_the_body_itself(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        random_stream random = random_begin(seed);
        double events[BANDS], people[BANDS], weights[BANDS];
        fill_bands(&random, events, people, weights);
        const upw_direct own = add_all(events, people, people, 0, BANDS);
        upw_figure f;
        assert_int_equal(upw_direct_rate(&own, 100000, 0.95, UPW_DIRECT_DOBSON, &f), UPW_RATE_OK);
        const upw_figure crude = upw_crude_rate(own.events, own.population, 100000, 0.95, UPW_COUNT_BYAR);
        assert_near_seed(f.value, crude.value, 1e-12, seed);
        assert_near_seed(f.low, crude.low, 1e-11, seed);
        assert_near_seed(f.high, crude.high, 1e-11, seed);
    }
}

static void bands_can_be_added_in_any_order_and_in_parts(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        random_stream random = random_begin(seed);
        double events[BANDS], people[BANDS], weights[BANDS];
        fill_bands(&random, events, people, weights);
        const upw_direct whole = add_all(events, people, weights, 0, BANDS);
        upw_direct parts = add_all(events, people, weights, 3, BANDS);
        const upw_direct rest = add_all(events, people, weights, 0, 3);
        upw_direct_merge(&parts, &rest);
        for (upw_direct_method m = 0; m < UPW_DIRECT_METHOD_COUNT; m++) {
            upw_figure a, b;
            assert_int_equal(upw_direct_rate(&whole, 1, 0.95, m, &a), upw_direct_rate(&parts, 1, 0.95, m, &b));
            assert_near_seed(a.value, b.value, 1e-13, seed);
            assert_near_seed(a.low, b.low, 1e-12, seed);
            assert_near_seed(a.high, b.high, 1e-12, seed);
            assert_true(a.low < a.value && a.value < a.high);
        }
    }
}

static void one_event_each_is_as_independent_events(void **state)
{
    (void)state;
    upw_direct alone = { 0 }, people = { 0 }, repeated = { 0 };
    const double once[] = { 1 }, thrice[] = { 3 }, many[] = { 30 }, few[] = { 10 };
    assert_true(upw_direct_add(&alone, 30, 1000, 1, NULL));
    assert_true(upw_direct_add_people(&people, many, once, 1, 1000, 1, NULL));
    assert_true(upw_direct_add_people(&repeated, few, thrice, 1, 1000, 1, NULL));
    assert_true(alone.variance == people.variance && alone.events == people.events);
    /* The same 30 events on ten people are known three times less well. */
    assert_near(repeated.variance, 3 * alone.variance, 1e-15);
}

static void a_total_below_ten_is_suppressed_and_says_so(void **state)
{
    (void)state;
    upw_direct direct = { 0 };
    upw_figure f;
    assert_true(upw_direct_add(&direct, 9, 1000, 1, NULL));
    assert_int_equal(upw_direct_rate(&direct, 1, 0.95, UPW_DIRECT_DOBSON, &f), UPW_RATE_TOTAL_BELOW_10);
    assert_true(isnan(f.value) && strcmp(upw_rate_status_text(UPW_RATE_TOTAL_BELOW_10), "total_below_10") == 0);
    assert_int_equal(upw_direct_rate(&direct, 1, 0.95, UPW_DIRECT_FAYFEUER, &f), UPW_RATE_OK);
    /* One band, nothing to standardise: the gamma interval is the exact one. */
    assert_near(f.low, upw_count_interval(9, 0.95, UPW_COUNT_EXACT).low / 1000, 1e-11);
    assert_near(f.high, upw_count_interval(9, 0.95, UPW_COUNT_EXACT).high / 1000, 1e-11);
}

static void a_band_without_people_is_left_out_and_counted_but_not_with_events(void **state)
{
    (void)state;
    upw_direct direct = { 0 };
    upw_error error = { 0 };
    assert_true(upw_direct_add(&direct, 0, 0, 1, &error));
    assert_int_equal(direct.n_left_out, 1);
    assert_false(upw_direct_add(&direct, 2, 0, 1, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
}

static void the_reference_has_a_ratio_of_one_to_itself(void **state)
{
    (void)state;
    random_stream random = random_begin(5);
    double events[BANDS], people[BANDS], weights[BANDS], observed = 0;
    fill_bands(&random, events, people, weights);
    upw_indirect indirect = { 0 };
    for (size_t a = 0; a < BANDS; a++) {
        assert_true(upw_indirect_add(&indirect, people[a], events[a], people[a], NULL));
        observed += events[a];
    }
    upw_figure f;
    assert_int_equal(upw_indirect_ratio(&indirect, observed, 100, 0.95, UPW_COUNT_BYAR, &f), UPW_RATE_OK);
    assert_near(f.value, 100, 1e-13);
}

/* ---- comparisons ---- */

static void turning_a_rate_ratio_round_turns_its_interval(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        random_stream random = random_begin(seed);
        const double x1 = floor(60 * random_take_uniform(&random)), x2 = 1 + floor(60 * random_take_uniform(&random));
        const double n1 = 1000 * random_take_uniform(&random), n2 = 5000 * random_take_uniform(&random);
        const upw_interval a = upw_rate_ratio_interval(x1, n1, x2, n2, 0.95);
        const upw_interval b = upw_rate_ratio_interval(x2, n2, x1, n1, 0.95);
        assert_near_seed(a.high, 1 / b.low, 1e-10, seed);
        assert_near_seed(a.low, x1 > 0 ? 1 / b.high : 0, 1e-10, seed);
        assert_near_seed(upw_rate_ratio_measure(x1, n1, x2, n2).p_two_sided,
                         upw_rate_ratio_measure(x2, n2, x1, n1).p_two_sided, 1e-9, seed);
    }
    assert_near(upw_rate_ratio_measure(7, 100, 7, 100).p_two_sided, 1, 1e-12);
}

static void groups_follow_order_whatever_the_scale_and_turn_round(void **state)
{
    (void)state;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    enum { N = 40 };
    double values[N], stretched[N];
    int32_t groups[N], same[N], turned[N];
    random_stream random = random_begin(3);
    for (size_t i = 0; i < N; i++) {
        values[i] = random_take_normal(&random);
        stretched[i] = exp(values[i]) * 1000;
    }
    assert_true(upw_quantile_groups(values, N, 10, false, &scratch, groups, NULL));
    assert_true(upw_quantile_groups(stretched, N, 10, false, &scratch, same, NULL));
    assert_true(upw_quantile_groups(values, N, 10, true, &scratch, turned, NULL));
    int counts[11] = { 0 };
    for (size_t i = 0; i < N; i++) {
        assert_true(groups[i] == same[i] && groups[i] + turned[i] == 11);
        counts[groups[i]]++;
    }
    for (size_t k = 1; k <= 10; k++)
        assert_int_equal(counts[k], N / 10);
    values[3] = NAN;
    assert_true(upw_quantile_groups(values, 5, 10, false, &scratch, groups, NULL));
    assert_true(groups[0] == 0 && groups[3] == 0); /* fewer values than groups */
    upw_arena_clear(&scratch);
}

static void no_gradient_has_a_slope_of_nothing_and_a_ratio_of_one(void **state)
{
    (void)state;
    double population[] = { 100, 200, 300, 150, 250 }, values[5], low[5], high[5], errors[5];
    const upw_slope_data data = { population, values, errors, low, high, 5 };
    for (upw_slope_scale scale = 0; scale < UPW_SLOPE_SCALE_COUNT; scale++) {
        upw_slope slope;
        for (size_t i = 0; i < 5; i++) {
            values[i] = 0.2;
            errors[i] = 0.01;
            low[i] = 0.18;
            high[i] = 0.22;
        }
        assert_true(upw_slope_measure(&data, scale, &slope, NULL));
        assert_true(fabs(slope.sii) < 1e-14);
        assert_near(slope.rii, 1, 1e-14);
        const upw_interval index = upw_slope_index_interval(&slope, 0.95);
        assert_true(index.low < 0 && index.high > 0);
        values[4] = scale == UPW_SLOPE_PLAIN ? NAN : 0;
        upw_error error = { 0 };
        assert_false(upw_slope_measure(&data, scale, &slope, &error));
        assert_true(error.row == 5 && error.code == UPW_BAD_INPUT);
    }
}

/* A straight line is found as it is. */
static void the_slope_of_a_straight_line_is_its_two_ends(void **state)
{
    (void)state;
    double population[] = { 100, 200, 300, 150, 250, 10 }, values[6], errors[6], before = 0;
    for (size_t i = 0; i < 6; i++) {
        values[i] = 70 + 9 * (before + population[i] / 2) / 1010;
        before += population[i];
        errors[i] = 0.3;
    }
    const upw_slope_data data = { population, values, errors, NULL, NULL, 6 };
    upw_slope slope;
    assert_true(upw_slope_measure(&data, UPW_SLOPE_PLAIN, &slope, NULL));
    assert_near(slope.sii, 9, 1e-12);
    assert_near(slope.rii, 79.0 / 70, 1e-13);
    assert_near(slope.intercept, 70, 1e-13);
}

static void at_one_death_in_m_years_at_every_age_people_live_about_m_years(void **state)
{
    (void)state;
    double deaths[UPW_LIFE_BANDS], years[UPW_LIFE_BANDS];
    for (size_t i = 0; i < UPW_LIFE_BANDS; i++) {
        years[i] = 60000;
        deaths[i] = 1000;
    }
    upw_life_table table;
    upw_life_table_measure(deaths, years, &table);
    assert_int_equal(table.status, UPW_LIFE_OK);
    for (size_t i = 0; i < UPW_LIFE_BANDS; i++)
        assert_near(table.years[i], 60, 0.001); /* the bands are steps of five years */
    deaths[UPW_LIFE_BANDS - 1] = 0;
    upw_life_table_measure(deaths, years, &table);
    assert_true(table.status == UPW_LIFE_NO_LAST_DEATHS && isnan(table.years[0]) && isnan(table.central[0]));
    deaths[3] = NAN;
    upw_life_table_measure(deaths, years, &table);
    assert_int_equal(table.status, UPW_LIFE_BAD_DEATHS);
    years[4] = 0;
    upw_life_table_measure(deaths, years, &table);
    assert_int_equal(table.status, UPW_LIFE_BAD_DEATHS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_intervals_are_the_printed_ones),
        cmocka_unit_test(exact_intervals_of_counts_are_the_printed_ones),
        cmocka_unit_test(byar_is_near_to_exact_from_ten_events_on),
        cmocka_unit_test(what_is_not_defined_is_no_number_and_never_a_crash),
        cmocka_unit_test(direct_rates_are_crude_rates_when_the_standard_is_the_body_itself),
        cmocka_unit_test(bands_can_be_added_in_any_order_and_in_parts),
        cmocka_unit_test(one_event_each_is_as_independent_events),
        cmocka_unit_test(a_total_below_ten_is_suppressed_and_says_so),
        cmocka_unit_test(a_band_without_people_is_left_out_and_counted_but_not_with_events),
        cmocka_unit_test(the_reference_has_a_ratio_of_one_to_itself),
        cmocka_unit_test(turning_a_rate_ratio_round_turns_its_interval),
        cmocka_unit_test(groups_follow_order_whatever_the_scale_and_turn_round),
        cmocka_unit_test(no_gradient_has_a_slope_of_nothing_and_a_ratio_of_one),
        cmocka_unit_test(the_slope_of_a_straight_line_is_its_two_ends),
        cmocka_unit_test(at_one_death_in_m_years_at_every_age_people_live_about_m_years),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
