/* What must hold for any series: thousands of invented ones, integers and powers of two, so that scaling and mirroring
 * are exact. A failure prints its seed. */
#include <string.h>

#include "near.h"
#include "random_series.h"
#include "upward/spc.h"

enum { SEEDS = 4000, MOST_POINTS = 160, MOST_PHASES = 4 };

typedef struct sample {
    double values[MOST_POINTS];
    size_t n;
    size_t starts[MOST_PHASES], n_phases;
    upw_xmr_options options;
} sample;

typedef struct chart {
    upw_xmr_point points[MOST_POINTS];
    upw_xmr_phase phases[MOST_PHASES];
    upw_xmr_summary summary;
} chart;

static sample before, after;
static chart first, second;

static void make(sample *s, uint64_t seed)
{
    uint64_t dice = seed;
    *s = (sample){ .n = 1 + random_below(&dice, MOST_POINTS - 40), .n_phases = 1 + random_below(&dice, MOST_PHASES) };
    const size_t kind = random_below(&dice, 3), one_in = random_below(&dice, 2) == 0 ? 12 : 100000;
    double level = 500;
    for (size_t i = 0; i < MOST_POINTS; i++) {
        const double noise = round(20 * random_normal(&dice));
        level += kind == 0 ? 0 : kind == 1 ? noise : random_below(&dice, 25) == 0 ? 4 * noise : 0;
        s->values[i] = random_below(&dice, one_in) == 0 ? NAN : level + (kind == 1 ? 0 : noise);
    }
    for (size_t p = 1; p < MOST_PHASES; p++)
        s->starts[p] = s->starts[p - 1] + 1 + random_below(&dice, 50);
    while (s->n_phases > 1 && s->starts[s->n_phases - 1] >= s->n)
        s->n_phases--;
    s->options = (upw_xmr_options){ .profile = (upw_profile)random_below(&dice, 2),
                                    .improvement = (upw_improvement)random_below(&dice, 3),
                                    .target = (double)(300 + random_below(&dice, 400)),
                                    .has_target = random_below(&dice, 2) == 0,
                                    .keep_outliers = random_below(&dice, 2) == 0,
                                    .fix_after_n = random_below(&dice, 3) == 0 ? 12 + random_below(&dice, 20) : 0 };
}

static void draw(const sample *s, chart *c)
{
    upw_error error = { 0 };
    memset(c, 0, sizeof *c);
    if (!upw_xmr_analyse(s->values, s->n, s->starts, s->n_phases, &s->options, c->points, c->phases, &c->summary,
                         &error))
        fail_msg("%s", error.message);
}

static void assert_for_seed(bool holds, uint64_t seed, const char *what)
{
    if (!holds)
        fail_msg("seed %llu: %s", (unsigned long long)seed, what);
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* The figures of a phase, each scaled and shifted. */
static bool is_moved(const upw_xmr_phase *a, const upw_xmr_phase *b, double scale, double shift)
{
    return same(a->mean * scale + shift, b->mean) && same(a->mean_range * scale, b->mean_range) &&
           same(a->lpl * scale + shift, b->lpl) && same(a->upl * scale + shift, b->upl) &&
           same(a->nlpl * scale + shift, b->nlpl) && same(a->nupl * scale + shift, b->nupl);
}

static bool has_same_counts(const upw_xmr_phase *a, const upw_xmr_phase *b)
{
    return a->n == b->n && a->common_cause == b->common_cause && a->improvement == b->improvement &&
           a->concern == b->concern && a->last_type == b->last_type && a->is_short == b->is_short;
}

static bool has_same_points(const chart *a, const chart *b, size_t n)
{
    return memcmp(a->points, b->points, n * sizeof *a->points) == 0;
}

static bool has_same_icons(const chart *a, const chart *b)
{
    return a->summary.variation == b->summary.variation && a->summary.assurance == b->summary.assurance &&
           a->summary.deciding_point == b->summary.deciding_point &&
           a->summary.reference_stops == b->summary.reference_stops && a->summary.n_missing == b->summary.n_missing;
}

static void another_unit_changes_the_figures_and_no_flag(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const double scale = ldexp(1, (int)(seed % 41) - 20);
        make(&before, seed);
        after = before;
        for (size_t i = 0; i < before.n; i++)
            after.values[i] *= scale;
        after.options.target *= scale;
        draw(&before, &first);
        draw(&after, &second);
        for (size_t p = 0; p < before.n_phases; p++)
            assert_for_seed(is_moved(&first.phases[p], &second.phases[p], scale, 0) &&
                                has_same_counts(&first.phases[p], &second.phases[p]),
                            seed, "a phase");
        assert_for_seed(has_same_points(&first, &second, before.n), seed, "a point");
        assert_for_seed(has_same_icons(&first, &second), seed, "an icon");
    }
}

/* Whether a rounding of the limits could decide about a point. */
static bool is_delicate(const sample *s, const chart *c)
{
    for (size_t p = 0; p < s->n_phases; p++) {
        const upw_xmr_phase *const phase = &c->phases[p];
        const double lines[] = { phase->mean, phase->lpl, phase->upl, phase->nlpl, phase->nupl };
        for (size_t i = 0; i < phase->n; i++)
            for (size_t k = 0; k < 5; k++) {
                const double distance = fabs(s->values[phase->start + i] - lines[k]);
                /* on the mean to the last bit is on it after the shift, too: integers have an exact sum */
                if (distance < 1e-6 && !(k == 0 && distance == 0))
                    return true;
            }
    }
    return false;
}

static void another_origin_moves_the_figures_and_no_flag(void **state)
{
    (void)state;
    size_t n_judged = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const double shift = (seed % 2 == 0 ? 1 : -1) * (double)(1u << seed % 20);
        make(&before, seed);
        after = before;
        for (size_t i = 0; i < before.n; i++)
            after.values[i] += shift;
        after.options.target += shift;
        draw(&before, &first);
        draw(&after, &second);
        for (size_t p = 0; p < before.n_phases; p++) {
            const upw_xmr_phase *const a = &first.phases[p], *const b = &second.phases[p];
            assert_for_seed(same(a->mean_range, b->mean_range), seed, "the mean moving range");
            assert_for_seed(isnan(a->mean) ? isnan(b->mean) : fabs(a->mean + shift - b->mean) < 1e-9, seed, "the mean");
            assert_for_seed(isnan(a->upl) ? isnan(b->upl) : fabs(a->upl + shift - b->upl) < 1e-9, seed, "a limit");
        }
        if (is_delicate(&before, &first))
            continue;
        n_judged++;
        assert_for_seed(has_same_points(&first, &second, before.n), seed, "a point");
        assert_for_seed(has_same_icons(&first, &second), seed, "an icon");
    }
    assert_true(n_judged > SEEDS * 8 / 10);
}

static uint8_t mirrored_label(uint8_t label)
{
    static const uint8_t mirror[UPW_LABEL_COUNT] = {
        [UPW_LABEL_ABOVE_LIMIT] = UPW_LABEL_BELOW_LIMIT,
        [UPW_LABEL_BELOW_LIMIT] = UPW_LABEL_ABOVE_LIMIT,
        [UPW_LABEL_TREND_INCREASING] = UPW_LABEL_TREND_DECREASING,
        [UPW_LABEL_TREND_DECREASING] = UPW_LABEL_TREND_INCREASING,
        [UPW_LABEL_TWO_OF_THREE_ABOVE] = UPW_LABEL_TWO_OF_THREE_BELOW,
        [UPW_LABEL_TWO_OF_THREE_BELOW] = UPW_LABEL_TWO_OF_THREE_ABOVE,
        [UPW_LABEL_SHIFT_ABOVE] = UPW_LABEL_SHIFT_BELOW,
        [UPW_LABEL_SHIFT_BELOW] = UPW_LABEL_SHIFT_ABOVE,
    };
    return mirror[label];
}

static void in_a_mirror_high_is_low_and_better_is_worse(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(&before, seed);
        before.options.profile = UPW_PROFILE_UPWARD;
        after = before;
        for (size_t i = 0; i < before.n; i++)
            after.values[i] = -before.values[i];
        after.options.target = -before.options.target;
        draw(&before, &first);
        draw(&after, &second);
        for (size_t p = 0; p < before.n_phases; p++) {
            const upw_xmr_phase *const a = &first.phases[p], *const b = &second.phases[p];
            assert_for_seed(same(-a->mean, b->mean) && same(-a->lpl, b->upl) && same(-a->upl, b->lpl) &&
                                same(-a->nlpl, b->nupl) && same(a->mean_range, b->mean_range),
                            seed, "a phase");
            assert_for_seed(a->common_cause == b->common_cause && a->improvement == b->concern &&
                                a->concern == b->improvement,
                            seed, "counts");
        }
        for (size_t i = 0; i < before.n; i++) {
            const upw_xmr_point *const a = &first.points[i], *const b = &second.points[i];
            assert_for_seed(a->rules == b->rules && a->outside == b->outside && a->near == b->near, seed, "flags");
            assert_for_seed(b->label == mirrored_label(a->label), seed, "a label");
            assert_for_seed(a->side == UPW_SIDE_UNDEFINED ? b->side == a->side : a->side == -b->side, seed, "a side");
        }
        /* and turning round what is better gives back the types and the promise about the target */
        static const upw_improvement other[] = { UPW_DECREASE, UPW_INCREASE, UPW_NEUTRAL };
        after.options.improvement = other[before.options.improvement];
        draw(&after, &second);
        assert_for_seed(first.summary.assurance == second.summary.assurance, seed, "assurance");
        for (size_t i = 0; i < before.n && before.options.improvement != UPW_NEUTRAL; i++)
            assert_for_seed(first.points[i].type == second.points[i].type, seed, "a type");
    }
}

static void a_later_point_changes_no_earlier_phase(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(&before, seed);
        after = before;
        after.n = before.n + 1 + seed % 39;
        draw(&before, &first);
        draw(&after, &second);
        for (size_t p = 0; p + 1 < before.n_phases; p++)
            assert_for_seed(is_moved(&first.phases[p], &second.phases[p], 1, 0) &&
                                has_same_counts(&first.phases[p], &second.phases[p]),
                            seed, "an earlier phase");
        assert_for_seed(has_same_points(&first, &second, before.starts[before.n_phases - 1]), seed, "an earlier point");
    }
}

static void past_a_fixed_baseline_a_later_point_changes_no_limit_and_unsays_no_rule(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(&before, seed);
        before.n += 12; /* there is room for forty more */
        before.n_phases = 1;
        before.options.fix_after_n = 12 + seed % (before.n - 11);
        after = before;
        after.n = before.n + 1 + seed % 28;
        draw(&before, &first);
        draw(&after, &second);
        assert_for_seed(is_moved(&first.phases[0], &second.phases[0], 1, 0), seed, "a limit");
        for (size_t i = 0; i < before.n; i++) {
            const unsigned was = first.points[i].rules, is = second.points[i].rules;
            assert_for_seed((was & ~is) == 0, seed, "a rule that no longer fires");
        }
    }
}

static void each_phase_is_a_series_of_its_own(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(&before, seed);
        draw(&before, &first);
        bool stops = false;
        for (size_t p = 0; p < before.n_phases; p++) {
            const size_t start = first.phases[p].start;
            after = before;
            after.n = first.phases[p].n;
            after.n_phases = 1;
            memcpy(after.values, before.values + start, after.n * sizeof *after.values);
            draw(&after, &second);
            stops = stops || second.summary.reference_stops;
            assert_for_seed(is_moved(&first.phases[p], &second.phases[0], 1, 0) &&
                                has_same_counts(&first.phases[p], &second.phases[0]),
                            seed, "a phase");
            assert_for_seed(memcmp(first.points + start, second.points, after.n * sizeof *first.points) == 0, seed,
                            "a point");
        }
        assert_for_seed(first.summary.reference_stops == stops, seed, "whether the reference stops");
        assert_for_seed(first.summary.assurance == second.summary.assurance, seed, "the last phase's assurance");
    }
}

/* Backwards, the same moving ranges; a shift is a shift, two of three are two of three, a rise is a fall. */
static void backwards_in_time_the_same_points_are_flagged(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(&before, seed);
        before.n_phases = 1;
        before.options.fix_after_n = 0;
        after = before;
        for (size_t i = 0; i < before.n; i++)
            after.values[i] = before.values[before.n - 1 - i];
        draw(&before, &first);
        draw(&after, &second);
        assert_for_seed(is_moved(&first.phases[0], &second.phases[0], 1, 0), seed, "a limit");
        for (size_t i = 0; i < before.n; i++)
            assert_for_seed(first.points[i].rules == second.points[before.n - 1 - i].rules, seed, "a rule");
        assert_for_seed(first.summary.reference_stops == second.summary.reference_stops, seed, "the reference");
    }
}

static void counts_and_icons_say_what_the_points_say(void **state)
{
    (void)state;
    static const upw_variation icons[UPW_POINT_TYPE_COUNT][UPW_IMPROVEMENT_COUNT] = {
        [UPW_POINT_IMPROVEMENT] = { UPW_VARIATION_IMPROVEMENT_HIGH, UPW_VARIATION_IMPROVEMENT_LOW, 0 },
        [UPW_POINT_CONCERN] = { UPW_VARIATION_CONCERN_LOW, UPW_VARIATION_CONCERN_HIGH, 0 },
        [UPW_POINT_NEUTRAL_HIGH] = { 0, 0, UPW_VARIATION_NEUTRAL_HIGH },
        [UPW_POINT_NEUTRAL_LOW] = { 0, 0, UPW_VARIATION_NEUTRAL_LOW },
    };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(&before, seed);
        draw(&before, &first);
        size_t n_missing = 0, deciding = before.n;
        for (size_t i = 0; i < before.n; i++) {
            n_missing += isnan(before.values[i]) ? 1 : 0;
            if (!isnan(before.values[i]))
                deciding = i;
        }
        if (before.options.profile == UPW_PROFILE_PARITY)
            deciding = before.n - 1;
        assert_int_equal(first.summary.n_missing, n_missing);
        assert_int_equal(first.summary.deciding_point, deciding);
        const unsigned type = deciding < before.n ? first.points[deciding].type : UPW_POINT_COMMON_CAUSE;
        assert_for_seed(first.summary.variation == icons[type][before.options.improvement], seed, "variation");
        assert_int_equal(first.summary.last_type, first.points[before.n - 1].type);
        for (size_t p = 0; p < before.n_phases; p++) {
            size_t counts[UPW_POINT_TYPE_COUNT] = { 0 };
            const upw_xmr_phase *const phase = &first.phases[p];
            for (size_t i = 0; i < phase->n; i++)
                counts[first.points[phase->start + i].type]++;
            assert_for_seed(counts[UPW_POINT_COMMON_CAUSE] == phase->common_cause &&
                                counts[UPW_POINT_IMPROVEMENT] == phase->improvement &&
                                counts[UPW_POINT_CONCERN] == phase->concern,
                            seed, "counts");
        }
    }
}

static void a_batch_is_its_series_one_by_one(void **state)
{
    (void)state;
    enum { SERIES = 200 };
    static double values[SERIES * MOST_POINTS];
    static upw_xmr_point points[SERIES * MOST_POINTS];
    static upw_xmr_phase phases[SERIES * MOST_PHASES];
    static upw_xmr_summary summaries[SERIES];
    static upw_xmr_options options[SERIES];
    static size_t offsets[SERIES + 1], phase_offsets[SERIES + 1], starts[SERIES * MOST_PHASES];
    for (size_t i = 0; i < SERIES; i++) {
        make(&before, i + 1);
        options[i] = before.options;
        offsets[i + 1] = offsets[i] + before.n;
        phase_offsets[i + 1] = phase_offsets[i] + before.n_phases;
        memcpy(values + offsets[i], before.values, before.n * sizeof *values);
        memcpy(starts + phase_offsets[i], before.starts, before.n_phases * sizeof *starts);
    }
    const upw_xmr_batch batch = { values, offsets, SERIES, options, false, starts, phase_offsets };
    assert_true(upw_xmr_analyse_batch(&batch, points, phases, summaries, NULL, NULL));
    for (size_t i = 0; i < SERIES; i++) {
        make(&before, i + 1);
        draw(&before, &first);
        assert_for_seed(memcmp(points + offsets[i], first.points, before.n * sizeof *points) == 0, i + 1, "points");
        assert_for_seed(summaries[i].variation == first.summary.variation &&
                            summaries[i].assurance == first.summary.assurance &&
                            summaries[i].deciding_point == first.summary.deciding_point,
                        i + 1, "summary");
        for (size_t p = 0; p < before.n_phases; p++)
            assert_for_seed(is_moved(&first.phases[p], &phases[phase_offsets[i] + p], 1, 0) &&
                                has_same_counts(&first.phases[p], &phases[phase_offsets[i] + p]),
                            i + 1, "phase");
    }
    /* one set of options for all, one phase each, no points */
    const upw_xmr_batch plain = {
        .values = values, .offsets = offsets, .n_series = SERIES, .options = options, .share_options = true
    };
    assert_true(upw_xmr_analyse_batch(&plain, NULL, phases, summaries, NULL, NULL));
    for (size_t i = 0; i < SERIES; i++) {
        make(&before, i + 1);
        before.n_phases = 1;
        before.options = options[0];
        draw(&before, &first);
        assert_for_seed(is_moved(&first.phases[0], &phases[i], 1, 0) && has_same_counts(&first.phases[0], &phases[i]) &&
                            summaries[i].variation == first.summary.variation,
                        i + 1, "shared options");
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    printf("# seeds 1 to %d\n", SEEDS);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_unit_changes_the_figures_and_no_flag),
        cmocka_unit_test(another_origin_moves_the_figures_and_no_flag),
        cmocka_unit_test(in_a_mirror_high_is_low_and_better_is_worse),
        cmocka_unit_test(a_later_point_changes_no_earlier_phase),
        cmocka_unit_test(past_a_fixed_baseline_a_later_point_changes_no_limit_and_unsays_no_rule),
        cmocka_unit_test(each_phase_is_a_series_of_its_own),
        cmocka_unit_test(backwards_in_time_the_same_points_are_flagged),
        cmocka_unit_test(counts_and_icons_say_what_the_points_say),
        cmocka_unit_test(a_batch_is_its_series_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
