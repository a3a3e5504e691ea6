/* The XmR chart: the worked examples of its specification, its edges, what it refuses and the words it uses. */
#include <float.h>
#include <string.h>

#include "near.h"
#include "random_series.h"
#include "upward/spc.h"

enum { MOST_POINTS = 256, MOST_PHASES = 8 };

typedef struct chart {
    upw_xmr_point points[MOST_POINTS];
    upw_xmr_phase phases[MOST_PHASES];
    upw_xmr_summary summary;
} chart;

static chart analyse(const double *values, size_t n, upw_xmr_options options)
{
    chart c;
    upw_error error = { 0 };
    if (!upw_xmr_analyse(values, n, NULL, 0, &options, c.points, c.phases, &c.summary, &error))
        fail_msg("%s", error.message);
    return c;
}

static void assert_labels(const chart *c, size_t from, const upw_label *labels, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_string_equal(upw_label_text((upw_label)c->points[from + i].label, NULL),
                            upw_label_text(labels[i], NULL));
}

static void assert_limits(const upw_xmr_phase *phase, double mean, double range, double lpl, double upl)
{
    assert_near(phase->mean, mean, 1e-12);
    assert_near(phase->mean_range, range, 1e-12);
    assert_near(phase->lpl, lpl, 1e-12);
    assert_near(phase->upl, upl, 1e-12);
}

/* ---- Worked examples -------------------------------------------------------------------------------------------- */

static void two_of_three_needs_all_three_on_one_side(void **state)
{
    (void)state;
    double y[26];
    for (size_t i = 0; i < 20; i++)
        y[i] = i % 2 == 0 ? 9 : 11;
    static const struct {
        double tail[6];
        upw_label parity[3], upward[3];
    } cases[] = {
        { { 14, 16, 14.5, 10, 9, 11 },
          { UPW_LABEL_TWO_OF_THREE_ABOVE, UPW_LABEL_ABOVE_LIMIT, UPW_LABEL_TWO_OF_THREE_ABOVE },
          { UPW_LABEL_TWO_OF_THREE_ABOVE, UPW_LABEL_ABOVE_LIMIT, UPW_LABEL_TWO_OF_THREE_ABOVE } },
        { { 14, 9, 14.5, 10, 9, 11 }, { 0 }, { 0 } },
        { { 14, 10, 14.5, 10, 9, 11 }, { 0 }, { 0 } },
        /* U6: beyond the limit counts as one of the two, in profile upward alone */
        { { 14, 16, 11, 10, 9, 11 },
          { UPW_LABEL_COMMON_CAUSE, UPW_LABEL_ABOVE_LIMIT, UPW_LABEL_COMMON_CAUSE },
          { UPW_LABEL_TWO_OF_THREE_ABOVE, UPW_LABEL_ABOVE_LIMIT, UPW_LABEL_COMMON_CAUSE } },
        { { 6, 4, 9, 10, 9, 11 },
          { UPW_LABEL_COMMON_CAUSE, UPW_LABEL_BELOW_LIMIT, UPW_LABEL_COMMON_CAUSE },
          { UPW_LABEL_TWO_OF_THREE_BELOW, UPW_LABEL_BELOW_LIMIT, UPW_LABEL_COMMON_CAUSE } },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        memcpy(y + 20, cases[k].tail, sizeof cases[k].tail);
        for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++) {
            const chart c = analyse(y, 26, (upw_xmr_options){ .profile = profile, .fix_after_n = 20 });
            assert_limits(&c.phases[0], 10, 2, 4.68, 15.32);
            assert_near(c.phases[0].nlpl, 10 - 2 * 2.66 / 3 * 2, 1e-12);
            assert_near(c.phases[0].nupl, 10 + 2 * 2.66 / 3 * 2, 1e-12);
            assert_labels(&c, 20, profile == UPW_PROFILE_PARITY ? cases[k].parity : cases[k].upward, 3);
        }
    }
}

static void a_point_on_a_limit_is_near_and_not_outside(void **state)
{
    (void)state;
    double y[] = { 0, 200, 0, 200, 0, 200, 0, 200, 0, 200, 0, 200, 632, 632, 100 };
    const chart c = analyse(y, 15, (upw_xmr_options){ .fix_after_n = 12, .target = 632, .has_target = true });
    assert_true(c.phases[0].mean == 100 && c.phases[0].lpl == -432 && c.phases[0].upl == 632);
    assert_int_equal(c.points[12].outside, UPW_NO);
    assert_int_equal(c.points[12].near, UPW_YES);
    assert_labels(
        &c, 12,
        (const upw_label[]){ UPW_LABEL_TWO_OF_THREE_ABOVE, UPW_LABEL_TWO_OF_THREE_ABOVE, UPW_LABEL_COMMON_CAUSE }, 3);
    assert_int_equal(c.points[14].side, UPW_SIDE_ON);
    assert_int_equal(c.summary.assurance, UPW_ASSURANCE_INCONSISTENT);
}

static void the_last_point_of_a_rising_trend_rises_in_profile_upward(void **state)
{
    (void)state;
    const double y[] = { 15, 16, 17, 18, 19, 20, 21, 14, 15, 16, 17, 18, 19, 20 };
    const upw_xmr_options parity = { .profile = UPW_PROFILE_PARITY, .keep_outliers = true };
    const upw_xmr_options upward = { .keep_outliers = true };
    chart c = analyse(y, 14, parity);
    assert_int_equal(c.points[6].label, UPW_LABEL_TREND_DECREASING);
    assert_int_equal(c.points[6].type, UPW_POINT_CONCERN);
    c = analyse(y, 14, upward);
    for (size_t i = 0; i < 14; i++)
        assert_int_equal(c.points[i].label, UPW_LABEL_TREND_INCREASING);
    assert_int_equal(c.summary.variation, UPW_VARIATION_IMPROVEMENT_HIGH);

    /* a shared peak belongs to the fall, a shared trough to the rise: the later window decides */
    double peak[25] = { 0, 12, 0, 12, 0, 12, 0, 12, 0, 12, 0, 12, 5, 6, 7, 8, 9, 10, 11, 10, 9, 8, 7, 6, 5 };
    const upw_xmr_options fixed = { .fix_after_n = 12 };
    c = analyse(peak, 25, fixed);
    assert_int_equal(c.points[17].label, UPW_LABEL_TREND_INCREASING);
    assert_int_equal(c.points[18].label, UPW_LABEL_TREND_DECREASING);
    for (size_t i = 0; i < 25; i++)
        peak[i] = -peak[i];
    c = analyse(peak, 25, fixed);
    assert_int_equal(c.points[17].label, UPW_LABEL_TREND_DECREASING);
    assert_int_equal(c.points[18].label, UPW_LABEL_TREND_INCREASING);
}

static void all_rules_that_fire_are_kept_and_the_first_names_the_point(void **state)
{
    (void)state;
    double y[20] = { 9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 10.5, 11, 12, 13.6, 14, 14.5, 15, 16 };
    const chart c = analyse(y, 20, (upw_xmr_options){ .fix_after_n = 12 });
    assert_int_equal(c.points[19].rules, UPW_RULE_OUTSIDE | UPW_RULE_SHIFT | UPW_RULE_TREND | UPW_RULE_TWO_OF_THREE);
    assert_int_equal(c.points[19].label, UPW_LABEL_ABOVE_LIMIT);
    assert_int_equal(c.points[18].rules, UPW_RULE_SHIFT | UPW_RULE_TREND | UPW_RULE_TWO_OF_THREE);
    assert_int_equal(c.points[18].label, UPW_LABEL_TREND_INCREASING);
    y[15] = y[14]; /* no trend longer than four now */
    const chart broken = analyse(y, 20, (upw_xmr_options){ .fix_after_n = 12 });
    assert_int_equal(broken.points[18].label, UPW_LABEL_TWO_OF_THREE_ABOVE);
    assert_int_equal(broken.points[13].label, UPW_LABEL_SHIFT_ABOVE);
}

static void runs_of_six_count_when_six_are_asked_for(void **state)
{
    (void)state;
    const double y[] = { 2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2.0, 1.9, 1.8, 1.7, 1.6, 1.5, NAN };
    const upw_xmr_options seven = { .fix_after_n = 12 };
    const upw_xmr_options shift = { .fix_after_n = 12, .shift_length = 6 };
    const upw_xmr_options trend = { .fix_after_n = 12, .trend_length = 6 };
    assert_int_equal(analyse(y, 19, seven).points[17].rules, 0);
    assert_int_equal(analyse(y, 19, shift).points[17].rules, UPW_RULE_SHIFT);
    assert_int_equal(analyse(y, 19, trend).points[17].rules, UPW_RULE_TREND);
    assert_string_equal(upw_label_text(UPW_LABEL_SHIFT_ABOVE, &shift), "6 Points Above CL");
    assert_string_equal(upw_label_text(UPW_LABEL_SHIFT_ABOVE, &trend), "7 Points Above CL");
    assert_string_equal(upw_label_text(UPW_LABEL_TREND_DECREASING, &trend), "6 Point Trend (Decreasing)");
    assert_string_equal(upw_label_text(UPW_LABEL_TREND_DECREASING, &seven), "7 Point Trend (Decreasing)");
}

/* ---- Degenerate series ------------------------------------------------------------------------------------------ */

static void assert_undefined(const upw_xmr_phase *phase, bool has_mean)
{
    assert_true(has_mean == !isnan(phase->mean));
    assert_true(isnan(phase->mean_range) && isnan(phase->lpl) && isnan(phase->upl) && isnan(phase->nlpl) &&
                isnan(phase->nupl));
}

static void a_series_of_no_points_is_one_empty_phase(void **state)
{
    (void)state;
    upw_xmr_phase phase;
    upw_xmr_summary summary;
    static const size_t start[] = { 0 };
    for (size_t n_phases = 0; n_phases < 2; n_phases++) {
        const upw_xmr_options options = { .has_target = true, .target = 3 };
        assert_true(upw_xmr_analyse(NULL, 0, start, n_phases, &options, NULL, &phase, &summary, NULL));
        assert_undefined(&phase, false);
        assert_int_equal(phase.n, 0);
        assert_true(phase.is_short);
        assert_int_equal(summary.deciding_point, 0);
        assert_int_equal(summary.variation, UPW_VARIATION_COMMON_CAUSE);
        assert_int_equal(summary.assurance, UPW_ASSURANCE_NONE);
        assert_false(summary.reference_stops);
    }
}

static void one_point_has_a_mean_and_no_limits(void **state)
{
    (void)state;
    const double y[] = { 5 };
    for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++) {
        const chart c = analyse(y, 1, (upw_xmr_options){ .profile = profile, .has_target = true, .target = 9 });
        assert_undefined(&c.phases[0], true);
        assert_true(c.phases[0].mean == 5);
        assert_int_equal(c.points[0].side, UPW_SIDE_ON);
        assert_int_equal(c.points[0].outside, UPW_UNDEFINED);
        assert_int_equal(c.points[0].near, UPW_UNDEFINED);
        assert_int_equal(c.points[0].label, UPW_LABEL_COMMON_CAUSE);
        /* U5: nothing is promised without limits */
        assert_int_equal(c.summary.assurance,
                         profile == UPW_PROFILE_PARITY ? UPW_ASSURANCE_INCONSISTENT : UPW_ASSURANCE_NONE);
    }
}

static void two_points_give_limits(void **state)
{
    (void)state;
    const double y[] = { 5, 7 };
    const chart c = analyse(y, 2, (upw_xmr_options){ 0 });
    assert_limits(&c.phases[0], 6, 2, 6 - 5.32, 6 + 5.32);
    assert_true(c.phases[0].is_short);
}

static void values_that_never_stand_side_by_side_have_no_limits(void **state)
{
    (void)state;
    const double y[] = { 1, NAN, 3, NAN, 5 };
    const chart c = analyse(y, 5, (upw_xmr_options){ 0 });
    assert_undefined(&c.phases[0], true);
    assert_true(c.phases[0].mean == 3);
    assert_int_equal(c.summary.n_missing, 2);
}

static void a_constant_series_has_limits_on_its_mean_in_profile_upward(void **state)
{
    (void)state;
    double y[24];
    static const double levels[] = { 100, 0, 0.1, 1.0 / 3, -7e-5 };
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
        const double level = levels[k];
        for (size_t i = 0; i < 24; i++)
            y[i] = level;
        const chart parity = analyse(y, 24, (upw_xmr_options){ .profile = UPW_PROFILE_PARITY });
        assert_undefined(&parity.phases[0], true);
        const chart unscreened =
            analyse(y, 24, (upw_xmr_options){ .profile = UPW_PROFILE_PARITY, .keep_outliers = true });
        assert_true(unscreened.phases[0].lpl == level && unscreened.phases[0].upl == level);
        for (int over = -1; over <= 1; over++)
            for (upw_improvement way = 0; way < UPW_IMPROVEMENT_COUNT; way++) {
                const upw_xmr_options options = { .improvement = way, .has_target = true, .target = level + over };
                const chart c = analyse(y, 24, options);
                assert_true(c.phases[0].mean == level && c.phases[0].lpl == level && c.phases[0].upl == level);
                assert_int_equal(c.phases[0].common_cause, 24);
                const bool met = way == UPW_INCREASE ? over <= 0 : over >= 0;
                assert_int_equal(c.summary.assurance, way == UPW_NEUTRAL ? UPW_ASSURANCE_NONE
                                                      : met              ? UPW_ASSURANCE_PASS
                                                                         : UPW_ASSURANCE_FAIL);
            }
    }
}

static void a_constant_baseline_still_lets_shifts_and_trends_fire(void **state)
{
    (void)state;
    double y[26];
    for (size_t i = 0; i < 26; i++)
        y[i] = i < 12 ? 5 : i < 19 ? 6 : 6 + (double)(i - 18);
    for (upw_profile profile = 0; profile < UPW_PROFILE_COUNT; profile++) {
        const bool is_parity = profile == UPW_PROFILE_PARITY;
        const chart c = analyse(y, 26, (upw_xmr_options){ .profile = profile, .fix_after_n = 12 });
        assert_true(is_parity ? isnan(c.phases[0].upl) : c.phases[0].upl == 5);
        assert_int_equal(c.points[0].rules, 0);
        assert_int_equal(c.points[12].outside, is_parity ? UPW_UNDEFINED : UPW_YES);
        assert_int_equal(c.points[12].rules & (UPW_RULE_SHIFT | UPW_RULE_TREND), UPW_RULE_SHIFT);
        assert_int_equal(c.points[25].rules & (UPW_RULE_SHIFT | UPW_RULE_TREND), UPW_RULE_SHIFT | UPW_RULE_TREND);
        assert_int_equal(c.points[25].label, is_parity ? UPW_LABEL_TREND_INCREASING : UPW_LABEL_ABOVE_LIMIT);
    }
}

static void two_flat_levels_are_all_outside_only_in_the_reference(void **state)
{
    (void)state;
    double y[20];
    for (size_t i = 0; i < 20; i++)
        y[i] = i < 12 ? 6 : 7;
    chart c = analyse(y, 20, (upw_xmr_options){ .profile = UPW_PROFILE_PARITY });
    assert_true(c.phases[0].upl == c.phases[0].mean);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(c.points[i].outside, UPW_YES);
    c = analyse(y, 20, (upw_xmr_options){ 0 });
    assert_limits(&c.phases[0], 6.4, 1.0 / 19, 6.4 - 2.66 / 19, 6.4 + 2.66 / 19);
}

static void nothing_but_gaps_is_common_cause_without_a_deciding_point(void **state)
{
    (void)state;
    const double y[] = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
    const chart c = analyse(y, 8, (upw_xmr_options){ .has_target = true, .target = 1 });
    assert_undefined(&c.phases[0], false);
    assert_int_equal(c.summary.deciding_point, 8);
    assert_int_equal(c.summary.n_missing, 8);
    assert_int_equal(c.summary.variation, UPW_VARIATION_COMMON_CAUSE);
    assert_int_equal(c.summary.assurance, UPW_ASSURANCE_NONE);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(c.points[i].side, UPW_SIDE_UNDEFINED);
        assert_int_equal(c.points[i].outside, UPW_UNDEFINED);
    }
}

static void a_baseline_of_gaps_leaves_later_points_on_no_side(void **state)
{
    (void)state;
    double y[20];
    for (size_t i = 0; i < 20; i++)
        y[i] = i < 12 ? NAN : (double)(i % 3);
    const chart c = analyse(y, 20, (upw_xmr_options){ .fix_after_n = 12 });
    assert_undefined(&c.phases[0], false);
    assert_int_equal(c.points[19].side, UPW_SIDE_UNDEFINED);
    assert_int_equal(c.points[19].rules, 0);
    assert_int_equal(c.summary.deciding_point, 19);
}

static void the_last_value_decides_even_when_gaps_follow(void **state)
{
    (void)state;
    double y[26];
    for (size_t i = 0; i < 24; i++)
        y[i] = i % 2 == 0 ? 9 : 11;
    y[23] = 30;
    y[24] = y[25] = NAN;
    const upw_xmr_options upward = { .improvement = UPW_DECREASE };
    chart c = analyse(y, 26, upward);
    assert_int_equal(c.summary.deciding_point, 23);
    assert_int_equal(c.summary.variation, UPW_VARIATION_CONCERN_HIGH);
    assert_int_equal(c.summary.last_type, UPW_POINT_COMMON_CAUSE);
    c = analyse(y, 26, (upw_xmr_options){ .improvement = UPW_DECREASE, .profile = UPW_PROFILE_PARITY });
    assert_int_equal(c.summary.deciding_point, 25);
    assert_int_equal(c.summary.variation, UPW_VARIATION_COMMON_CAUSE);
}

static void infinities_and_what_could_become_one_are_refused_with_their_place(void **state)
{
    (void)state;
    static const double bad[] = { INFINITY, -INFINITY, 2e305, -2e305, DBL_MAX };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        for (size_t n = 1; n < 70; n++)
            for (size_t at = n - 1; at < n; at -= 3) {
                double y[70];
                for (size_t i = 0; i < n; i++)
                    y[i] = i % 5 == 4 ? NAN : 3;
                y[at] = bad[k];
                chart c;
                upw_error error = { 0 };
                assert_false(upw_xmr_analyse(y, n, NULL, 0, NULL, c.points, c.phases, &c.summary, &error));
                assert_int_equal(error.code, UPW_BAD_INPUT);
                assert_int_equal(error.row, at + 1);
            }
    const double large[] = { 1.7e305, -1.7e305, 1.7e305, -1.7e305, 1e-310 };
    const chart c = analyse(large, 5, (upw_xmr_options){ 0 });
    assert_true(isfinite(c.phases[0].lpl) && isfinite(c.phases[0].upl));
}

static void the_smallest_doubles_have_limits_too(void **state)
{
    (void)state;
    const double unit = 0x1p-1074;
    double y[24];
    for (size_t i = 0; i < 24; i++)
        y[i] = i % 2 == 0 ? 100 * unit : 200 * unit;
    y[23] = 1000 * unit;
    const chart c = analyse(y, 24, (upw_xmr_options){ 0 });
    assert_int_equal(c.points[23].label, UPW_LABEL_ABOVE_LIMIT);
    assert_int_equal(c.points[0].side, UPW_SIDE_BELOW);
}

/* ---- Phases, batches, refusals ---------------------------------------------------------------------------------- */

static void short_phases_are_those_below_thirteen_points(void **state)
{
    (void)state;
    double y[40];
    for (size_t i = 0; i < 40; i++)
        y[i] = (double)(i * 7 % 5);
    for (size_t n = 1; n < 40; n++) {
        assert_true(analyse(y, n, (upw_xmr_options){ 0 }).phases[0].is_short == (n < 13));
        assert_true(analyse(y, n, (upw_xmr_options){ .short_phase_below = 20 }).phases[0].is_short == (n < 20));
    }
}

static void phases_start_where_they_are_told_and_rise(void **state)
{
    (void)state;
    const double y[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    static const struct {
        size_t starts[3], n_phases;
        bool is_good;
    } cases[] = { { { 0 }, 1, true },        { { 0, 1, 2 }, 3, true },  { { 0, 8 }, 2, true },
                  { { 1 }, 1, false },       { { 0, 0 }, 2, false },    { { 0, 9 }, 2, false },
                  { { 0, 4, 3 }, 3, false }, { { 0, 4, 4 }, 3, false }, { { 2, 4, 5 }, 3, false } };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chart c;
        upw_error error = { 0 };
        const bool good =
            upw_xmr_analyse(y, 9, cases[k].starts, cases[k].n_phases, NULL, c.points, c.phases, &c.summary, &error);
        assert_true(good == cases[k].is_good);
        assert_int_equal(error.code, good ? UPW_OK : UPW_BAD_INPUT);
        size_t n = 0;
        for (size_t p = 0; good && p < cases[k].n_phases; p++) {
            assert_int_equal(c.phases[p].start, cases[k].starts[p]);
            n += c.phases[p].n;
        }
        assert_int_equal(n, good ? 9 : 0);
    }
    upw_xmr_phase phases[2];
    upw_xmr_summary summary;
    upw_error error = { 0 };
    /* of no starts none is read, whatever stands there */
    assert_true(upw_xmr_analyse(y, 9, (const size_t[]){ 40 }, 0, NULL, NULL, phases, &summary, &error));
    assert_int_equal(phases[0].start, 0);
    assert_int_equal(phases[0].n, 9);
    assert_false(upw_xmr_analyse(y, 9, NULL, 2, NULL, NULL, phases, &summary, &error));
    assert_int_equal(error.code, UPW_BAD_USAGE);
}

static void options_out_of_range_are_refused_by_name(void **state)
{
    (void)state;
    const double y[] = { 1, 2, 3 };
    static const struct {
        upw_xmr_options options;
        const char *names;
    } cases[] = {
        { { .fix_after_n = 11 }, "not after 11" },
        { { .fix_after_n = 1 }, "12 points at the earliest" },
        { { .shift_length = 5 }, "a shift is 6 or 7 points" },
        { { .trend_length = 8 }, "a trend is 6 or 7 points, not 8" },
        { { .has_target = true, .target = NAN }, "target" },
        { { .has_target = true, .target = INFINITY }, "target" },
        { { .profile = UPW_PROFILE_COUNT }, "profile" },
        { { .improvement = UPW_IMPROVEMENT_COUNT }, "improvement" },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chart c;
        upw_error error = { 0 };
        assert_false(upw_xmr_analyse(y, 3, NULL, 0, &cases[k].options, c.points, c.phases, &c.summary, &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
        assert_non_null(strstr(error.message, cases[k].names));
        assert_false(upw_xmr_analyse(y, 3, NULL, 0, &cases[k].options, c.points, c.phases, &c.summary, NULL));
    }
    /* a target that is not there may hold anything */
    analyse(y, 3, (upw_xmr_options){ .target = NAN, .fix_after_n = 12, .shift_length = 6, .trend_length = 7 });
}

static void a_batch_says_which_series_and_which_row_it_refuses(void **state)
{
    (void)state;
    const double y[] = { 1, 2, 3, 4, INFINITY, 6 };
    static const size_t offsets[] = { 0, 3, 6 }, backwards[] = { 0, 3, 2 };
    static const upw_xmr_options options[] = { { 0 }, { .fix_after_n = 2 } };
    static const size_t starts[] = { 0, 0 }, none[] = { 0, 0, 0 }, some[] = { 0, 1, 2 }, sinking[] = { 0, 2, 1 };
    static const struct {
        upw_xmr_batch batch;
        upw_error_code code;
        size_t row, failed;
    } cases[] = {
        { { .offsets = offsets }, UPW_BAD_INPUT, 5, 1 },
        { { .offsets = offsets, .options = options }, UPW_BAD_USAGE, 0, 1 },
        { { .offsets = backwards }, UPW_BAD_INPUT, 0, 1 },
        /* a series has at least one phase, or there would be no room for what is said of it */
        { { .offsets = offsets, .phase_starts = starts, .phase_offsets = none }, UPW_BAD_INPUT, 0, 0 },
        { { .offsets = offsets, .phase_starts = starts, .phase_offsets = sinking }, UPW_BAD_INPUT, 0, 0 },
        { { .offsets = offsets, .phase_offsets = some }, UPW_BAD_USAGE, 0, 0 },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        upw_xmr_batch batch = cases[k].batch;
        batch.values = y;
        batch.n_series = 2;
        chart c;
        upw_xmr_summary summaries[2];
        upw_error error = { 0 };
        size_t failed = 99;
        assert_false(upw_xmr_analyse_batch(&batch, c.points, c.phases, summaries, &failed, &error));
        assert_int_equal(error.code, cases[k].code);
        assert_int_equal(error.row, cases[k].row);
        assert_int_equal(failed, cases[k].failed);
        assert_false(upw_xmr_analyse_batch(&batch, c.points, c.phases, summaries, NULL, NULL));
    }
}

static void the_words_are_those_of_the_goldens(void **state)
{
    (void)state;
    static const char *const labels[UPW_LABEL_COUNT] = {
        "Common Cause",
        "Above UCL",
        "Below LCL",
        "7 Point Trend (Increasing)",
        "7 Point Trend (Decreasing)",
        "2 in 3 Above CL",
        "2 in 3 Below CL",
        "7 Points Above CL",
        "7 Points Below CL",
    };
    static const char *const types[UPW_POINT_TYPE_COUNT] = { "common_cause", "special_cause_improvement",
                                                             "special_cause_concern", "special_cause_neutral_high",
                                                             "special_cause_neutral_low" };
    static const char *const variations[UPW_VARIATION_COUNT] = {
        "common_cause", "improvement_high", "improvement_low", "concern_high",
        "concern_low",  "neutral_high",     "neutral_low",
    };
    static const char *const assurances[UPW_ASSURANCE_COUNT] = { "", "pass", "fail", "inconsistent" };
    for (upw_label i = 0; i < UPW_LABEL_COUNT; i++)
        assert_string_equal(upw_label_text(i, NULL), labels[i]);
    for (upw_point_type i = 0; i < UPW_POINT_TYPE_COUNT; i++)
        assert_string_equal(upw_point_type_text(i), types[i]);
    for (upw_variation i = 0; i < UPW_VARIATION_COUNT; i++)
        assert_string_equal(upw_variation_text(i), variations[i]);
    for (upw_assurance i = 0; i < UPW_ASSURANCE_COUNT; i++)
        assert_string_equal(upw_assurance_text(i), assurances[i]);
    assert_string_equal(upw_profile_text(UPW_PROFILE_UPWARD), "upward");
    assert_string_equal(upw_profile_text(UPW_PROFILE_PARITY), "parity");
    assert_string_equal(upw_improvement_text(UPW_INCREASE), "increase");
    assert_string_equal(upw_improvement_text(UPW_DECREASE), "decrease");
    assert_string_equal(upw_improvement_text(UPW_NEUTRAL), "neutral");
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_of_three_needs_all_three_on_one_side),
        cmocka_unit_test(a_point_on_a_limit_is_near_and_not_outside),
        cmocka_unit_test(the_last_point_of_a_rising_trend_rises_in_profile_upward),
        cmocka_unit_test(all_rules_that_fire_are_kept_and_the_first_names_the_point),
        cmocka_unit_test(runs_of_six_count_when_six_are_asked_for),
        cmocka_unit_test(a_series_of_no_points_is_one_empty_phase),
        cmocka_unit_test(one_point_has_a_mean_and_no_limits),
        cmocka_unit_test(two_points_give_limits),
        cmocka_unit_test(values_that_never_stand_side_by_side_have_no_limits),
        cmocka_unit_test(a_constant_series_has_limits_on_its_mean_in_profile_upward),
        cmocka_unit_test(a_constant_baseline_still_lets_shifts_and_trends_fire),
        cmocka_unit_test(two_flat_levels_are_all_outside_only_in_the_reference),
        cmocka_unit_test(nothing_but_gaps_is_common_cause_without_a_deciding_point),
        cmocka_unit_test(a_baseline_of_gaps_leaves_later_points_on_no_side),
        cmocka_unit_test(the_last_value_decides_even_when_gaps_follow),
        cmocka_unit_test(infinities_and_what_could_become_one_are_refused_with_their_place),
        cmocka_unit_test(the_smallest_doubles_have_limits_too),
        cmocka_unit_test(short_phases_are_those_below_thirteen_points),
        cmocka_unit_test(phases_start_where_they_are_told_and_rise),
        cmocka_unit_test(options_out_of_range_are_refused_by_name),
        cmocka_unit_test(a_batch_says_which_series_and_which_row_it_refuses),
        cmocka_unit_test(the_words_are_those_of_the_goldens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
