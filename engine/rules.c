/* Which points do the four rules flag?
 *
 * Western Electric 1956 (outside, two of three), Nelson 1984 (shift, trend), with the programme's additions: all three
 * points of "two of three" on one side of the mean, and a point on the mean breaks a shift. */
#include "rules.h"

#include <assert.h>
#include <math.h>

#include "column_loops.h"

static uint64_t find_present(const double *y, size_t n)
{
    uint64_t present = 0;
    for (size_t i = 0; i < n; i++)
        present |= (uint64_t)(y[i] == y[i]) << i;
    return present;
}

/* Where `length` set bits follow each other, 4 to 8 of them: the first bit of each such stretch, by doubling. */
static uint64_t window_starts(uint64_t bits, unsigned length)
{
    const uint64_t two = bits & bits >> 1, four = two & two >> 2;
    return four & four >> (length - 4);
}

/* All points of the windows that start at `starts`. */
static uint64_t spread(uint64_t starts, unsigned length)
{
    const uint64_t two = starts | starts << 1, four = two | two << 2;
    return four | four << (length - 4);
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
    const uint64_t three = side & side >> 1 & side >> 2;
    const uint64_t two = (near & near >> 1) | (near & near >> 2) | (near >> 1 & near >> 2);
    const uint64_t starts = three & two;
    return near & (starts | starts << 1 | starts << 2);
}

/* The points beyond the limits, near and process; in most series none is beyond a process limit. */
static void find_outliers(const double *y, size_t n, const rule_limits *limits, rule_masks *masks)
{
    masks->near = masks->outside = 0;
    if (limits->highest > limits->nupl || limits->lowest < limits->nlpl) {
        const two_sides near = column_loops_here()->find_beyond(y, n, limits->nlpl, limits->nupl);
        masks->near = near.below | near.above;
    }
    if (limits->highest > limits->upl || limits->lowest < limits->lpl) {
        const two_sides outside = column_loops_here()->find_beyond(y, n, limits->lpl, limits->upl);
        masks->outside = outside.below | outside.above;
        masks->near &= ~masks->outside;
    }
}

/* Of the points that break a rule: is the headline high ("Above", "Increasing") or low ("Below", "Decreasing")? A point
 * beyond the limits that is not above the mean counts as below: with equal limits there is nothing else it could be. */
static void find_headlines(rule_masks *m)
{
    const uint64_t by_trend = m->trend & ~m->outside;
    const uint64_t flagged = m->outside | m->trend | m->two_of_three | m->shift;
    m->high = flagged & ((by_trend & m->trend_increasing) | (~by_trend & m->above));
    m->low = flagged & ~m->high;
}

rule_masks rules_judge(const double *y, size_t n, const rule_limits *limits, const upw_xmr_options *options)
{
    assert(n >= 1 && n <= RULES_WORD);
    const unsigned shift_length = options->shift_length != 0 ? options->shift_length : 7;
    const unsigned trend_length = options->trend_length != 0 ? options->trend_length : 7;
    const column_loops *const loops = column_loops_here();
    const two_sides sides = loops->find_beyond(y, n, limits->mean, limits->mean), moves = loops->find_moves(y, n);
    const uint64_t up = moves.below, down = moves.above;
    rule_masks masks = { .above = sides.above, .below = sides.below };
    masks.present = limits->has_gaps ? find_present(y, n) : ~(uint64_t)0 >> (RULES_WORD - n);
    find_outliers(y, n, limits, &masks);
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
    find_headlines(&masks);
    return masks;
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
