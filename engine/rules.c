/* Which points do the four rules flag?
 *
 * Western Electric 1956 (outside, two of three), Nelson 1984 (shift, trend), with the programme's additions: all three
 * points of "two of three" on one side of the mean, and a point on the mean breaks a shift. */
#include "rules.h"

#include <assert.h>
#include <math.h>

#include "lanes.h"

static uint64_t take_less(lanes a, lanes b, size_t at)
{
    return (uint64_t)lanes_less(a, b) << at;
}

/* Which points lie above and below the mean, and which moves (bit i: from point i to the next) go up and down. */
static void compare_all(const double *y, size_t n, double mean, rule_masks *masks, uint64_t *up, uint64_t *down)
{
    const lanes middle = lanes_all(mean);
    uint64_t above = 0, below = 0, rises = 0, falls = 0;
    size_t i = 0;
    for (; i + LANES < n; i += LANES) {
        const lanes value = lanes_load(y + i), next = lanes_load(y + i + 1);
        above |= take_less(middle, value, i);
        below |= take_less(value, middle, i);
        rises |= take_less(value, next, i);
        falls |= take_less(next, value, i);
    }
    for (; i < n; i++) {
        above |= (uint64_t)(y[i] > mean) << i;
        below |= (uint64_t)(y[i] < mean) << i;
        rises |= (uint64_t)(i + 1 < n && y[i] < y[i + 1]) << i;
        falls |= (uint64_t)(i + 1 < n && y[i] > y[i + 1]) << i;
    }
    masks->above = above;
    masks->below = below;
    *up = rises;
    *down = falls;
}

/* The points below `low` or above `high`. */
static uint64_t find_beyond(const double *y, size_t n, double low, double high)
{
    const lanes lower = lanes_all(low), upper = lanes_all(high);
    uint64_t beyond = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        const lanes value = lanes_load(y + i);
        beyond |= take_less(value, lower, i) | take_less(upper, value, i);
    }
    if (i < n)
        beyond |= (uint64_t)(y[i] < low || y[i] > high) << i;
    return beyond;
}

static uint64_t find_present(const double *y, size_t n)
{
    uint64_t present = 0;
    for (size_t i = 0; i < n; i++)
        present |= (uint64_t)(y[i] == y[i]) << i;
    return present;
}

/* Where `length` set bits follow each other: the first bit of each such stretch, by doubling. */
static uint64_t window_starts(uint64_t bits, unsigned length)
{
    assert(length >= 1);
    unsigned have = 1;
    while (2 * have <= length) {
        bits &= bits >> have;
        have *= 2;
    }
    return bits & (bits >> (length - have));
}

/* All points of the windows that start at `starts`. */
static uint64_t spread(uint64_t starts, unsigned length)
{
    unsigned have = 1;
    while (2 * have <= length) {
        starts |= starts << have;
        have *= 2;
    }
    return starts | (starts << (length - have));
}

static uint64_t find_shifts(uint64_t side, unsigned length)
{
    return spread(window_starts(side, length), length);
}

static uint64_t find_trends(uint64_t moves, unsigned length)
{
    return spread(window_starts(moves, length - 1), length);
}

static uint64_t find_two_of_three(uint64_t side, uint64_t near)
{
    const uint64_t two = (near & (near >> 1)) | (near & (near >> 2)) | ((near >> 1) & (near >> 2));
    return near & spread(window_starts(side, 3) & two, 3);
}

rule_masks rules_judge(const double *y, size_t n, const rule_limits *limits, const upw_xmr_options *options)
{
    assert(n >= 1 && n <= RULES_WORD);
    const unsigned shift_length = options->shift_length != 0 ? options->shift_length : 7;
    const unsigned trend_length = options->trend_length != 0 ? options->trend_length : 7;
    rule_masks masks;
    uint64_t up, down;
    compare_all(y, n, limits->mean, &masks, &up, &down);
    masks.present = limits->has_gaps ? find_present(y, n) : ~(uint64_t)0 >> (RULES_WORD - n);
    masks.near = find_beyond(y, n, limits->nlpl, limits->nupl);
    masks.outside = masks.near != 0 ? find_beyond(y, n, limits->lpl, limits->upl) : 0;
    masks.near &= ~masks.outside;
    masks.shift = find_shifts(masks.above, shift_length) | find_shifts(masks.below, shift_length);
    const uint64_t rising = find_trends(up, trend_length);
    const uint64_t falling = find_trends(down, trend_length);
    masks.trend = rising | falling;

    uint64_t candidates = masks.near;
    if (options->profile == UPW_PROFILE_PARITY) {
        /* The reference looks at the next move when the next point is in a trend too, at the last move otherwise. */
        const uint64_t next_in_trend = masks.trend >> 1;
        masks.trend_increasing = (next_in_trend & up) | (~next_in_trend & (up << 1));
    } else {
        /* U1: the direction of the windows that hold the point; at a shared peak or trough the later window decides,
         * which is the one that the next move belongs to. U6: points beyond the limits count in two of three. */
        masks.trend_increasing = rising & (~falling | up);
        candidates |= masks.outside;
    }
    masks.two_of_three = find_two_of_three(masks.above, candidates & masks.above) |
                         find_two_of_three(masks.below, candidates & masks.below);
    return masks;
}

uint64_t rules_high(const rule_masks *m)
{
    const uint64_t by_trend = m->trend & ~m->outside;
    const uint64_t by_side = m->outside | m->two_of_three | m->shift;
    return (by_trend & m->trend_increasing) | (~by_trend & by_side & m->above);
}

/* Of the points beyond the limits, those that are not above the mean count as below: with undefined or equal limits
 * there is nothing else they could be. */
uint64_t rules_low(const rule_masks *m)
{
    const uint64_t flagged = m->outside | m->trend | m->two_of_three | m->shift;
    return flagged & ~rules_high(m);
}

upw_label rules_label(const rule_masks *m, unsigned bit)
{
    const uint64_t at = (uint64_t)1 << bit;
    const bool is_above = (m->above & at) != 0;
    if (m->outside & at)
        return is_above ? UPW_LABEL_ABOVE_LIMIT : UPW_LABEL_BELOW_LIMIT;
    if (m->trend & at)
        return m->trend_increasing & at ? UPW_LABEL_TREND_INCREASING : UPW_LABEL_TREND_DECREASING;
    if (m->two_of_three & at)
        return is_above ? UPW_LABEL_TWO_OF_THREE_ABOVE : UPW_LABEL_TWO_OF_THREE_BELOW;
    if (m->shift & at)
        return is_above ? UPW_LABEL_SHIFT_ABOVE : UPW_LABEL_SHIFT_BELOW;
    return UPW_LABEL_COMMON_CAUSE;
}

uint8_t rules_bits(const rule_masks *m, unsigned bit)
{
    return (uint8_t)((m->outside >> bit & 1) * UPW_RULE_OUTSIDE | (m->shift >> bit & 1) * UPW_RULE_SHIFT |
                     (m->trend >> bit & 1) * UPW_RULE_TREND | (m->two_of_three >> bit & 1) * UPW_RULE_TWO_OF_THREE);
}

bool rules_stop_the_reference(const double *y, size_t n, size_t trend_length)
{
    const size_t moves = trend_length - 1;
    size_t unknown = 0, not_up = 0, not_down = 0; /* of the last `moves` differences */
    for (size_t i = 1; i < n; i++) {
        const double move = y[i] - y[i - 1];
        unknown += isnan(move) ? 1 : 0;
        not_up += move <= 0 ? 1 : 0;
        not_down += move >= 0 ? 1 : 0;
        if (i > moves) {
            const double gone = y[i - moves] - y[i - moves - 1];
            unknown -= isnan(gone) ? 1 : 0;
            not_up -= gone <= 0 ? 1 : 0;
            not_down -= gone >= 0 ? 1 : 0;
        }
        if (i >= moves && unknown > 0 && (not_up == 0 || not_down == 0))
            return true;
    }
    return false;
}
