/* What is written down about a point that breaks these rules and lies on this side?
 *
 * Eight facts make one of 256 codes, and a table holds the point of each: working it out for every point anew costs as
 * much as all the rest of the chart. */
#include "xmr_points.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "planes.h"

/* Bits of a code. The first four are those of upw_xmr_point.rules. */
enum {
    OUTSIDE = UPW_RULE_OUTSIDE,
    SHIFT = UPW_RULE_SHIFT,
    TREND = UPW_RULE_TREND,
    TWO_OF_THREE = UPW_RULE_TWO_OF_THREE,
    RULES = OUTSIDE | SHIFT | TREND | TWO_OF_THREE,
    HIGH = 16, /* as the headline has it; a point that breaks a rule and is not high is low */
    ABOVE = 32,
    BELOW = 64,
    NEAR = 128,
    CODES = 256
};

/* Constant expressions, so that the compiler makes the table. A label for the low side follows the one for the high. */
#define IS_LOW(code) ((code)&HIGH ? 0 : 1)
#define LABEL(code)                                                                                                    \
    ((code)&OUTSIDE        ? UPW_LABEL_ABOVE_LIMIT + IS_LOW(code)                                                      \
     : (code)&TREND        ? UPW_LABEL_TREND_INCREASING + IS_LOW(code)                                                 \
     : (code)&TWO_OF_THREE ? UPW_LABEL_TWO_OF_THREE_ABOVE + IS_LOW(code)                                               \
     : (code)&SHIFT        ? UPW_LABEL_SHIFT_ABOVE + IS_LOW(code)                                                      \
                           : UPW_LABEL_COMMON_CAUSE)
#define TYPE(code, high, low) ((code)&RULES ? ((code)&HIGH ? (high) : (low)) : UPW_POINT_COMMON_CAUSE)
#define SIDE(code) ((code)&ABOVE ? UPW_SIDE_ABOVE : (code)&BELOW ? UPW_SIDE_BELOW : UPW_SIDE_ON)
#define POINT(code, high, low)                                                                                         \
    {                                                                                                                  \
        .point.rules = (code)&RULES, .point.label = LABEL(code), .point.type = TYPE(code, high, low),                  \
        .point.side = SIDE(code), .point.outside = (code)&OUTSIDE ? UPW_YES : UPW_NO,                                  \
        .point.near = (code)&NEAR ? UPW_YES : UPW_NO                                                                   \
    }
#define FOUR(code, high, low)                                                                                          \
    POINT(code, high, low), POINT((code) + 1, high, low), POINT((code) + 2, high, low), POINT((code) + 3, high, low)
#define SIXTEEN(code, high, low)                                                                                       \
    FOUR(code, high, low), FOUR((code) + 4, high, low), FOUR((code) + 8, high, low), FOUR((code) + 12, high, low)
#define SIXTY_FOUR(code, high, low)                                                                                    \
    SIXTEEN(code, high, low), SIXTEEN((code) + 16, high, low), SIXTEEN((code) + 32, high, low),                        \
        SIXTEEN((code) + 48, high, low)
#define ALL_CODES(high, low)                                                                                           \
    SIXTY_FOUR(0, high, low), SIXTY_FOUR(64, high, low), SIXTY_FOUR(128, high, low), SIXTY_FOUR(192, high, low)

typedef union entry {
    upw_xmr_point point;
    uint64_t whole;
} entry;

static const entry table[UPW_IMPROVEMENT_COUNT][CODES] = {
    [UPW_INCREASE] = { ALL_CODES(UPW_POINT_IMPROVEMENT, UPW_POINT_CONCERN) },
    [UPW_DECREASE] = { ALL_CODES(UPW_POINT_CONCERN, UPW_POINT_IMPROVEMENT) },
    [UPW_NEUTRAL] = { ALL_CODES(UPW_POINT_NEUTRAL_HIGH, UPW_POINT_NEUTRAL_LOW) },
};

upw_point_type xmr_type_of_high(upw_improvement improvement)
{
    return (upw_point_type)table[improvement][OUTSIDE | HIGH].point.type;
}

upw_point_type xmr_type_of_low(upw_improvement improvement)
{
    return (upw_point_type)table[improvement][OUTSIDE].point.type;
}

/* Points of six bytes, written eight bytes at a time: the next point covers what was too much. */
static inline void write_point(unsigned char *points, size_t i, const entry *of, unsigned code)
{
    memcpy(points + i * sizeof(upw_xmr_point), &of[code].whole, sizeof(uint64_t));
}

/* A missing value, and one in a phase without limits, or even without a mean (a baseline of nothing but gaps). */
static void write_undefined(const rule_masks *masks, unsigned from, unsigned to, const rule_limits *limits,
                            upw_xmr_point *points)
{
    const bool has_limits = !isnan(limits->upl), has_mean = !isnan(limits->mean);
    for (unsigned bit = from; bit < to; bit++) {
        const bool is_present = masks->present >> bit & 1;
        if (!is_present || !has_limits)
            points[bit - from].outside = points[bit - from].near = UPW_UNDEFINED;
        if (!is_present || !has_mean)
            points[bit - from].side = UPW_SIDE_UNDEFINED;
    }
}

void xmr_write_points(const rule_masks *masks, unsigned from, unsigned to, const rule_limits *limits,
                      upw_improvement improvement, upw_xmr_point *points)
{
    assert(from < to && to <= PLANE_POINTS);
    const uint64_t planes[PLANES] = { masks->outside, masks->shift, masks->trend, masks->two_of_three,
                                      masks->high,    masks->above, masks->below, masks->near };
    const entry *const of = table[improvement];
    uint8_t codes[PLANE_POINTS];
    planes_spell_out(planes, to, codes);
    const uint8_t *const own = codes + from;
    const size_t last = to - from - 1;
    unsigned char *const at = (unsigned char *)points;
    size_t i = 0;
    for (; i + 4 <= last; i += 4) {
        write_point(at, i, of, own[i]);
        write_point(at, i + 1, of, own[i + 1]);
        write_point(at, i + 2, of, own[i + 2]);
        write_point(at, i + 3, of, own[i + 3]);
    }
    for (; i < last; i++)
        write_point(at, i, of, own[i]);
    points[last] = of[own[last]].point;
    if (limits->has_gaps || isnan(limits->upl))
        write_undefined(masks, from, to, limits, points);
}
