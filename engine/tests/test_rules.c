/* The rules by arithmetic on bits are the rules as they are worded: millions of points against naive_xmr.h, with
 * lengths around the borders of words, gaps, ties and both profiles. A failure prints its seed. */
#include "naive_xmr.h"
#include "near.h"
#include "planes.h"
#include "random_series.h"
#include "rules.h"

enum { MOST_POINTS = 700, MOST_PHASES = 5, SEEDS = 40000 };

/* Lengths where a word, or the overlap of two, begins or ends; else anything up to 400. */
static size_t random_length(uint64_t *dice)
{
    static const size_t borders[] = { 1,   2,   3,   6,   7,   8,   12,  13,  49,  50,  51,  56,  57,  58,  62,
                                      63,  64,  65,  66,  70,  71,  72,  99,  100, 101, 106, 107, 108, 113, 114,
                                      115, 120, 121, 122, 128, 150, 157, 164, 171, 200, 207, 250, 257 };
    if (random_below(dice, 2) == 0)
        return borders[random_below(dice, sizeof borders / sizeof *borders)] + random_below(dice, 2);
    return 1 + random_below(dice, 400);
}

/* One character of series for each kind: noise, few levels with ties, walks, slow waves of long trends, flat stretches
 * with outliers; and any of them with gaps. */
static void make_series(double *y, size_t n, uint64_t *dice)
{
    const size_t kind = random_below(dice, 6), gaps = random_below(dice, 4);
    const size_t one_in = gaps == 0 ? 3 : 10 * gaps;
    double level = (double)random_below(dice, 100);
    for (size_t i = 0; i < n; i++) {
        switch (kind) {
        case 0:
            y[i] = level + random_normal(dice);
            break;
        case 1:
            y[i] = (double)random_below(dice, 4);
            break;
        case 2:
            y[i] = level += random_normal(dice);
            break;
        case 3:
            y[i] = level += (double)random_below(dice, 100) < 90 ? (i / 9 % 2 ? -1 : 1) : 0;
            break;
        case 4:
            y[i] = random_below(dice, 8) == 0 ? 5 : 1 + (double)(i / 20 % 2);
            break;
        default:
            y[i] = level + 3 * sin((double)i / 5) + 0.3 * random_normal(dice);
        }
        if (random_below(dice, 16) == 0)
            y[i] += 6 * random_normal(dice);
        if (gaps < 2 && random_below(dice, one_in) == 0)
            y[i] = NAN;
    }
    if (random_below(dice, 20) == 0) /* nothing in the baseline at all, perhaps */
        for (size_t i = 0; i < n && i < 14; i++)
            y[i] = NAN;
}

static upw_xmr_options random_options(uint64_t *dice)
{
    return (upw_xmr_options){ .profile = (upw_profile)random_below(dice, UPW_PROFILE_COUNT),
                              .improvement = (upw_improvement)random_below(dice, UPW_IMPROVEMENT_COUNT),
                              .keep_outliers = random_below(dice, 3) == 0,
                              .shift_length = (uint8_t[]){ 0, 6, 7 }[random_below(dice, 3)],
                              .trend_length = (uint8_t[]){ 0, 6, 7 }[random_below(dice, 3)],
                              .fix_after_n = random_below(dice, 3) == 0 ? 12 + random_below(dice, 30) : 0 };
}

static bool is_same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void fail_with(uint64_t seed, size_t n, size_t point, const char *what)
{
    fail_msg("seed %llu, %zu points: %s at point %zu", (unsigned long long)seed, n, what, point);
}

static void compare_points(const upw_xmr_point *ours, const naive_phase *naive, uint64_t seed)
{
    for (size_t i = 0; i < naive->n; i++) {
        const upw_xmr_point *const theirs = &naive->points[i];
        const char *const wrong = ours[i].rules != theirs->rules       ? "rules"
                                  : ours[i].label != theirs->label     ? "label"
                                  : ours[i].type != theirs->type       ? "type"
                                  : ours[i].side != theirs->side       ? "side"
                                  : ours[i].outside != theirs->outside ? "outside"
                                  : ours[i].near != theirs->near       ? "near"
                                                                       : NULL;
        if (wrong != NULL)
            fail_with(seed, naive->n, i, wrong);
    }
}

static void compare_phase(const upw_xmr_phase *ours, const naive_phase *naive, const upw_xmr_options *options,
                          uint64_t seed)
{
    const bool same = is_same(ours->mean, naive->mean) && is_same(ours->mean_range, naive->mean_range) &&
                      is_same(ours->lpl, naive->lpl) && is_same(ours->upl, naive->upl) &&
                      is_same(ours->nlpl, naive->nlpl) && is_same(ours->nupl, naive->nupl);
    if (!same)
        fail_with(seed, naive->n, 0, "limits");
    size_t counts[UPW_POINT_TYPE_COUNT] = { 0 };
    for (size_t i = 0; i < naive->n; i++)
        counts[naive->points[i].type]++;
    const size_t neutral = counts[UPW_POINT_NEUTRAL_HIGH] + counts[UPW_POINT_NEUTRAL_LOW];
    assert_int_equal(neutral > 0 && options->improvement != UPW_NEUTRAL, false);
    if (ours->common_cause != counts[UPW_POINT_COMMON_CAUSE] || ours->improvement != counts[UPW_POINT_IMPROVEMENT] ||
        ours->concern != counts[UPW_POINT_CONCERN] || ours->last_type != naive->points[naive->n - 1].type)
        fail_with(seed, naive->n, naive->n - 1, "counts or last type");
}

static void every_point_is_judged_as_the_specification_words_it(void **state)
{
    (void)state;
    static double y[MOST_POINTS];
    static upw_xmr_point points[MOST_POINTS];
    static naive_phase naive;
    size_t n_points = 0, n_stopped = 0, n_labels[UPW_LABEL_COUNT] = { 0 };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        uint64_t dice = seed;
        const size_t n = random_length(&dice);
        const upw_xmr_options options = random_options(&dice);
        upw_xmr_phase phase;
        upw_xmr_summary summary;
        make_series(y, n, &dice);
        assert_true(upw_xmr_analyse(y, n, NULL, 0, &options, points, &phase, &summary, NULL));
        naive_judge(&naive, y, n, &options);
        compare_phase(&phase, &naive, &options, seed);
        compare_points(points, &naive, seed);
        if (summary.reference_stops != naive.stops)
            fail_with(seed, n, 0, "reference_stops");
        n_points += n;
        n_stopped += naive.stops;
        for (size_t i = 0; i < n; i++)
            n_labels[points[i].label]++;
    }
    printf("# seeds 1 to %d: %zu points, %zu series that stop the reference\n", SEEDS, n_points, n_stopped);
    /* The dice must have thrown every label often, or the test proves little. */
    for (size_t label = 0; label < UPW_LABEL_COUNT; label++)
        assert_true(n_labels[label] > 20000);
    assert_true(n_points > 5000000 && n_stopped > 1000);
}

/* Starts of one to five phases, some of a single point. */
static size_t random_phases(size_t *starts, size_t n, uint64_t *dice)
{
    size_t n_phases = 1;
    starts[0] = 0;
    while (n_phases < MOST_PHASES) {
        const size_t next = starts[n_phases - 1] + 1 + random_below(dice, random_below(dice, 3) == 0 ? 9 : 80);
        if (next >= n || random_below(dice, 5) == 0)
            break;
        starts[n_phases++] = next;
    }
    return n_phases;
}

static void each_rule_fires_in_each_phase_where_its_windows_say(void **state)
{
    (void)state;
    static const struct {
        unsigned bit;
        const char *name;
    } rules[] = { { UPW_RULE_OUTSIDE, "outside" },
                  { UPW_RULE_SHIFT, "shift" },
                  { UPW_RULE_TREND, "trend" },
                  { UPW_RULE_TWO_OF_THREE, "two of three" } };
    enum { RULES = sizeof rules / sizeof *rules };
    static double y[MOST_POINTS];
    static upw_xmr_point points[MOST_POINTS];
    static naive_phase naive;
    size_t n_fired[RULES] = { 0 }, n_judged = 0;
    for (uint64_t seed = 1; seed <= SEEDS / 2; seed++) {
        uint64_t dice = seed ^ 0x9000;
        const size_t n = random_length(&dice);
        const upw_xmr_options options = random_options(&dice);
        size_t starts[MOST_PHASES];
        const size_t n_phases = random_phases(starts, n, &dice);
        upw_xmr_phase phases[MOST_PHASES];
        upw_xmr_summary summary;
        make_series(y, n, &dice);
        assert_true(upw_xmr_analyse(y, n, starts, n_phases, &options, points, phases, &summary, NULL));
        for (size_t p = 0; p < n_phases; p++) {
            const size_t from = phases[p].start;
            naive_judge(&naive, y + from, phases[p].n, &options);
            compare_phase(&phases[p], &naive, &options, seed);
            for (size_t r = 0; r < RULES; r++)
                for (size_t i = 0; i < phases[p].n; i++) {
                    if ((points[from + i].rules ^ naive.points[i].rules) & rules[r].bit)
                        fail_with(seed, n, from + i, rules[r].name);
                    n_fired[r] += points[from + i].rules & rules[r].bit ? 1 : 0;
                }
            compare_points(points + from, &naive, seed);
            n_judged++;
        }
    }
    printf("# seeds 1 to %d: %zu phases", SEEDS / 2, n_judged);
    for (size_t r = 0; r < RULES; r++)
        printf(", %s %zu", rules[r].name, n_fired[r]);
    printf("\n");
    for (size_t r = 0; r < RULES; r++)
        assert_true(n_fired[r] > 10000);
    assert_true(n_judged > SEEDS);
}

static void what_nobody_asked_for_changes_nothing(void **state)
{
    (void)state;
    static double y[MOST_POINTS];
    static upw_xmr_point points[MOST_POINTS];
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        uint64_t dice = seed ^ 0xF00D;
        const size_t n = random_length(&dice);
        const upw_xmr_options options = random_options(&dice);
        upw_xmr_phase with, without;
        upw_xmr_summary a, b;
        make_series(y, n, &dice);
        assert_true(upw_xmr_analyse(y, n, NULL, 0, &options, points, &with, &a, NULL));
        assert_true(upw_xmr_analyse(y, n, NULL, 0, &options, NULL, &without, &b, NULL));
        if (with.common_cause != without.common_cause || with.improvement != without.improvement ||
            with.concern != without.concern || with.last_type != without.last_type ||
            a.deciding_point != b.deciding_point || a.variation != b.variation || a.n_missing != b.n_missing)
            fail_with(seed, n, 0, "a result without points");
        /* and the summary speaks of the point that it names */
        if (a.deciding_point < n && options.profile == UPW_PROFILE_UPWARD)
            assert_true(!isnan(y[a.deciding_point]));
        if (a.deciding_point < n)
            assert_int_equal(a.variation == UPW_VARIATION_COMMON_CAUSE,
                             points[a.deciding_point].type == UPW_POINT_COMMON_CAUSE);
    }
}

/* Every pattern of above, below, on and missing that nine points can have: 4^9 series. */
static void all_patterns_of_nine_points_are_judged_alike(void **state)
{
    (void)state;
    static naive_phase naive;
    static const double levels[] = { -1, 0, 1, NAN };
    for (unsigned pattern = 0; pattern < 1u << 18; pattern++) {
        double y[12 + 9] = { 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1 }; /* a fixed baseline of mean 0 */
        upw_xmr_point points[12 + 9];
        upw_xmr_phase phase;
        upw_xmr_summary summary;
        const upw_xmr_options options = { .fix_after_n = 12, .profile = (upw_profile)(pattern % 2) };
        for (size_t i = 0; i < 9; i++)
            y[12 + i] = levels[(pattern >> (2 * i)) & 3] * (1 + 0.75 * (double)i);
        assert_true(upw_xmr_analyse(y, 21, NULL, 0, &options, points, &phase, &summary, NULL));
        naive_judge(&naive, y, 21, &options);
        compare_points(points, &naive, pattern);
    }
}

static void eight_words_become_a_column_of_bytes_bit_by_bit(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        uint64_t dice = seed, planes[PLANES];
        uint8_t quick[PLANE_POINTS] = { 0 }, plain[PLANE_POINTS] = { 0 };
        const size_t n = random_below(&dice, PLANE_POINTS + 1);
        for (size_t k = 0; k < PLANES; k++)
            planes[k] = random_bits(&dice);
        planes_spell_out(planes, n, quick);
        planes_spell_out_plainly(planes, n, plain);
        assert_memory_equal(quick, plain, n);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < PLANES; k++)
                assert_int_equal(plain[i] >> k & 1, planes[k] >> i & 1);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_is_judged_as_the_specification_words_it),
        cmocka_unit_test(each_rule_fires_in_each_phase_where_its_windows_say),
        cmocka_unit_test(what_nobody_asked_for_changes_nothing),
        cmocka_unit_test(all_patterns_of_nine_points_are_judged_alike),
        cmocka_unit_test(eight_words_become_a_column_of_bytes_bit_by_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
