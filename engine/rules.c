/* Which points do the four rules flag?
 *
 * Western Electric 1956 (outside, two of three), Nelson 1984 (shift, trend), with the programme's additions: all three
 * points of "two of three" on one side of the mean, and a point on the mean breaks a shift. */
#include "rules.h"

#include <math.h>

#if defined(__SSE2__)
#include <emmintrin.h>

/* Bits of the points above (or below) `level`. */
static uint64_t compare_above(const double *y, size_t n, double level)
{
    const __m128d levels = _mm_set1_pd(level);
    uint64_t bits = 0;
    size_t i = 0;
    for (; i + 2 <= n; i += 2)
        bits |= (uint64_t)(unsigned)_mm_movemask_pd(_mm_cmpgt_pd(_mm_loadu_pd(y + i), levels)) << i;
    if (i < n && y[i] > level)
        bits |= (uint64_t)1 << i;
    return bits;
}

static uint64_t compare_below(const double *y, size_t n, double level)
{
    const __m128d levels = _mm_set1_pd(level);
    uint64_t bits = 0;
    size_t i = 0;
    for (; i + 2 <= n; i += 2)
        bits |= (uint64_t)(unsigned)_mm_movemask_pd(_mm_cmplt_pd(_mm_loadu_pd(y + i), levels)) << i;
    if (i < n && y[i] < level)
        bits |= (uint64_t)1 << i;
    return bits;
}

/* Bits of the points that are lower than their successor in `next`. */
static uint64_t compare_pairs(const double *y, const double *next, size_t n)
{
    uint64_t bits = 0;
    size_t i = 0;
    for (; i + 2 <= n; i += 2)
        bits |= (uint64_t)(unsigned)_mm_movemask_pd(_mm_cmplt_pd(_mm_loadu_pd(y + i), _mm_loadu_pd(next + i))) << i;
    if (i < n && y[i] < next[i])
        bits |= (uint64_t)1 << i;
    return bits;
}

#else

static uint64_t compare_above(const double *y, size_t n, double level)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)(y[i] > level) << i;
    return bits;
}

static uint64_t compare_below(const double *y, size_t n, double level)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)(y[i] < level) << i;
    return bits;
}

static uint64_t compare_pairs(const double *y, const double *next, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)(y[i] < next[i]) << i;
    return bits;
}

#endif

/* Where `length` set bits follow each other: the first bit of each such stretch, by doubling. */
static uint64_t window_starts(uint64_t bits, unsigned length)
{
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
    const unsigned shift_length = options->shift_length != 0 ? options->shift_length : 7;
    const unsigned trend_length = options->trend_length != 0 ? options->trend_length : 7;
    rule_masks masks;
    masks.present = compare_above(y, n, -HUGE_VAL);
    masks.above = compare_above(y, n, limits->mean);
    masks.below = compare_below(y, n, limits->mean);
    masks.outside = compare_above(y, n, limits->upl) | compare_below(y, n, limits->lpl);
    const uint64_t beyond_near = compare_above(y, n, limits->nupl) | compare_below(y, n, limits->nlpl);
    masks.near = beyond_near & ~masks.outside;
    masks.shift = find_shifts(masks.above, shift_length) | find_shifts(masks.below, shift_length);

    /* Bit i of a move: from point i to point i + 1. */
    const uint64_t up = compare_pairs(y, y + 1, n - 1);
    const uint64_t down = compare_pairs(y + 1, y, n - 1);
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
    size_t unknown = 0, not_up = 0, not_down = 0;  /* of the last `moves` differences */
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
