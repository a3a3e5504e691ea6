/* engine/rules.h: the rules of Making Data Count as arithmetic on bits (internal to libupward).
 *
 * Up to 64 neighbouring points are a word, bit i standing for point i; a rule that needs seven in a row is then a few
 * shifts and ands. No window looks further than RULES_REACH points, so a longer phase is judged in words that overlap
 * by that much on either side. */
#ifndef ENGINE_RULES_H
#define ENGINE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/spc.h"

enum {
    RULES_WORD = 64,
    RULES_REACH = 7,                           /* six points of a window, and one for the direction of a trend */
    RULES_STEP = RULES_WORD - 2 * RULES_REACH, /* points that a word in the middle of a phase settles */
};

typedef struct rule_limits {
    double mean, lpl, upl, nlpl, nupl; /* NaN: undefined, and nothing is beyond it */
    double lowest, highest;            /* no value is below or above these: what they rule out need not be looked for */
    bool has_gaps;                     /* something may be missing */
} rule_limits;

/* A missing value has no bit set anywhere. */
typedef struct rule_masks {
    uint64_t present;
    uint64_t above, below; /* the mean, strictly */
    uint64_t outside;      /* beyond a process limit */
    uint64_t near;         /* beyond a near limit and not outside */
    uint64_t trend;
    uint64_t trend_increasing; /* which way a trend point goes; only read where trend is set */
    uint64_t two_of_three;
    uint64_t shift;
    uint64_t high, low; /* points that the headline calls high ("Above", "Increasing") or low ("Below", "Decreasing") */
} rule_masks;

/* Judge y[0 … n-1], 1 <= n <= RULES_WORD. */
rule_masks rules_judge(const double *y, size_t n, const rule_limits *limits, const upw_xmr_options *options);

/* Whether the reference package ends with an error on this phase: a window of trend_length points has a gap and its
 * known differences are all of one sign. */
bool rules_stop_the_reference(const double *y, size_t n, size_t trend_length);

#endif
