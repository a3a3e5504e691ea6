/* The quick way to a mean finds the double of the slow way, bit for bit, on columns made to lead it astray. */
#include "column_mean.h"

#include <float.h>
#include <string.h>

#include "naive_xmr.h"
#include "near.h"
#include "random_series.h"

enum { MOST_POINTS = 1100, SEEDS = 300000 };

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Equal to the last bit; one NaN is as good as another. */
static bool is_same(double a, double b)
{
    return bits_of(a) == bits_of(b) || (isnan(a) && isnan(b)) || (a == 0 && b == 0);
}

static double any_double(uint64_t *dice, int lowest_exponent, int highest_exponent)
{
    const int span = highest_exponent - lowest_exponent;
    const double size = ldexp(1 + random_uniform(dice), lowest_exponent + (int)random_below(dice, (size_t)span + 1));
    return random_below(dice, 2) == 0 ? size : -size;
}

enum { PLAIN, DECIMALS, CANCELLING, WIDE, TINY, HUGE, NEXT_TO_EACH_OTHER, MIDPOINTS, WITH_GAPS, KINDS };

static void make_column(double *y, size_t n, size_t kind, uint64_t *dice)
{
    const double level = 50 + 100 * random_uniform(dice);
    for (size_t i = 0; i < n; i++)
        switch (kind) {
        case PLAIN:
            y[i] = level + random_normal(dice);
            break;
        case DECIMALS: /* as a file holds them */
            y[i] = (double)random_below(dice, 2000) / 10;
            break;
        case CANCELLING: /* pairs that cancel but for a little */
            y[i] = i % 2 == 1 ? -y[i - 1] + any_double(dice, -60, -40) : any_double(dice, 0, 40);
            break;
        case WIDE:
            y[i] = any_double(dice, -300, 300);
            break;
        case TINY: /* subnormal, and just not */
            y[i] = any_double(dice, -1074, -1015);
            break;
        case HUGE:
            y[i] = any_double(dice, 1000, 1012);
            break;
        case NEXT_TO_EACH_OTHER: /* constant but for the last bits */
            y[i] = level * (1 + (double)random_below(dice, 3) * DBL_EPSILON);
            break;
        case MIDPOINTS: /* few bits: sums exact, means often half-way between two doubles */
            y[i] = ldexp((double)random_below(dice, 4), 52) + (double)random_below(dice, 8) / 2;
            break;
        default:
            y[i] = random_below(dice, 5) == 0 ? NAN : level + random_normal(dice);
        }
}

static double naive_range_mean(const double *y, size_t n, double cut)
{
    static double ranges[MOST_POINTS];
    for (size_t i = 0; i < n; i++) {
        const double range = i == 0 ? NAN : fabs(y[i] - y[i - 1]);
        ranges[i] = range < cut ? range : NAN;
    }
    return naive_mean(ranges, n);
}

static void both_means_are_those_of_two_passes_to_the_last_bit(void **state)
{
    (void)state;
    static double y[MOST_POINTS];
    size_t n_points = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        uint64_t dice = seed;
        const size_t kind = random_below(&dice, KINDS);
        const size_t n = 1 + random_below(&dice, seed % 500 == 0 ? MOST_POINTS : 64);
        const double times = 0.01 + 4 * random_uniform(&dice);
        column_extent extent;
        make_column(y, n, kind, &dice);
        column_find_extent(y, n, &extent);
        const column_means found = column_find_means(y, n, &extent);
        const double range = naive_range_mean(y, n, HUGE_VAL), cut = times * range;
        if (!is_same(found.mean, naive_mean(y, n)) || !is_same(found.mean_range, range) ||
            !is_same(column_mean_range_below(y, n, cut, &extent), naive_range_mean(y, n, cut)))
            fail_msg("seed %llu, kind %zu, %zu points", (unsigned long long)seed, kind, n);
        n_points += n;
    }
    printf("# seeds 1 to %d: %zu points\n", SEEDS, n_points);
    assert_true(n_points > 9000000);
}

/* The extent is that of a whole series, the mean that of one phase; and the others may be 2^1900 times as large. */
static void a_part_of_a_column_has_its_own_means_to_the_last_bit(void **state)
{
    (void)state;
    static double y[64];
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        uint64_t dice = seed ^ 0xABC;
        const size_t n = 1 + random_below(&dice, 64);
        make_column(y, n, random_below(&dice, KINDS - 1), &dice);
        column_extent extent;
        column_find_extent(y, n, &extent);
        const double elsewhere = fabs(any_double(&dice, -1000, 890));
        extent.highest = elsewhere > extent.highest ? elsewhere : extent.highest;
        const column_means found = column_find_means(y, n, &extent);
        const double range = naive_range_mean(y, n, HUGE_VAL), cut = 1.5 * range;
        if (!is_same(found.mean, naive_mean(y, n)) || !is_same(found.mean_range, range) ||
            !is_same(column_mean_range_below(y, n, cut, &extent), naive_range_mean(y, n, cut)))
            fail_msg("seed %llu, %zu points", (unsigned long long)seed, n);
    }
}

/* Sums that end on, just below and just above the border between two doubles, which a sloppy sum gets wrong. */
static void a_mean_half_way_between_two_doubles_goes_to_the_even_one(void **state)
{
    (void)state;
    static const double nudges[] = { 0, 0x1p-60, -0x1p-60, 0x1p-80, -0x1p-80 };
    size_t n_up = 0, n_down = 0;
    for (size_t n = 2; n <= 64; n++)
        for (int odd = 0; odd < 2; odd++)
            for (size_t k = 0; k < 5; k++) {
                double y[64];
                const double low = 1 + odd * DBL_EPSILON;
                /* half of them one step up: the mean of an even number is half-way, but for the nudge */
                for (size_t i = 0; i < n; i++)
                    y[i] = i % 2 == 0 ? low : low + DBL_EPSILON;
                y[0] += nudges[k];
                column_extent extent;
                column_find_extent(y, n, &extent);
                const double mean = column_find_means(y, n, &extent).mean;
                assert_true(is_same(mean, naive_mean(y, n)));
                n_up += mean > low;
                n_down += mean == low;
            }
    assert_true(n_up > 50 && n_down > 50);
}

static void the_extremes_and_the_gaps_are_seen_anywhere(void **state)
{
    (void)state;
    double y[40];
    column_extent e;
    for (size_t n = 1; n <= 40; n++)
        for (size_t at = 0; at < n; at++) {
            for (size_t i = 0; i < n; i++)
                y[i] = -1;
            y[at] = -7;
            column_find_extent(y, n, &e);
            assert_true(e.lowest == -7 && e.highest == (n > 1 ? -1 : -7) && column_largest(&e) == 7 && !e.has_gaps);
            y[at] = 3;
            column_find_extent(y, n, &e);
            assert_true(e.lowest == (n > 1 ? -1 : 3) && e.highest == 3 && column_largest(&e) == 3 && !e.has_gaps);
            y[at] = NAN;
            column_find_extent(y, n, &e);
            assert_true(e.lowest == (n > 1 ? -1 : 0) && e.highest == e.lowest && e.has_gaps);
            y[at] = -NAN;
            column_find_extent(y, n, &e);
            assert_true(e.has_gaps);
            y[at] = -INFINITY;
            column_find_extent(y, n, &e);
            assert_true(column_largest(&e) == HUGE_VAL && !e.has_gaps);
        }
    column_find_extent(NULL, 0, &e);
    assert_true(e.lowest == 0 && e.highest == 0 && !e.has_gaps);
}

static void the_largest_moving_range_is_found_at_every_place(void **state)
{
    (void)state;
    double y[70];
    for (size_t n = 2; n <= 70; n++)
        for (size_t at = 1; at < n; at++) {
            for (size_t i = 0; i < n; i++)
                y[i] = i < at ? 3 : 11;
            assert_true(column_find_means(y, n, &(column_extent){ 3, 11, false }).largest_range == 8);
            y[at - 1] = NAN;
            assert_true(column_find_means(y, n, &(column_extent){ 3, 11, true }).largest_range == 0);
        }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_means_are_those_of_two_passes_to_the_last_bit),
        cmocka_unit_test(a_part_of_a_column_has_its_own_means_to_the_last_bit),
        cmocka_unit_test(a_mean_half_way_between_two_doubles_goes_to_the_even_one),
        cmocka_unit_test(the_extremes_and_the_gaps_are_seen_anywhere),
        cmocka_unit_test(the_largest_moving_range_is_found_at_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
