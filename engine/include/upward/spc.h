/* upward/spc.h: the XmR chart and the rules of Making Data Count.
 *
 * A series is a column of doubles in time order; NaN is a missing value and stays a point. Phases are the stretches
 * between step changes; each is judged as if the others did not exist. One pass gives limits, the four rules, a label
 * and a type for every point, and the two icons.
 *
 * Methods: Shewhart 1931 and Wheeler & Chambers 1992 (XmR limits), Nelson 1982 (screening of moving ranges), Western
 * Electric 1956 and Nelson 1984 (rules), NHS England Making Data Count 2019 (rule set and icons).
 * Checked against NHSRplotthedots 0.2.2: tests/golden/spc/mdc_*.csv, numbers to 1e-9 relative, the rest exactly. */
#ifndef UPWARD_SPC_H
#define UPWARD_SPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `parity` does what NHSRplotthedots 0.2.2 does, quirks included; `upward` corrects it (docs/methods/spc.md lists
 * how). A result that is shown to anyone says which one made it. */
typedef enum upw_profile { UPW_PROFILE_UPWARD, UPW_PROFILE_PARITY, UPW_PROFILE_COUNT } upw_profile;

/* Which way is better. */
typedef enum upw_improvement { UPW_INCREASE, UPW_DECREASE, UPW_NEUTRAL, UPW_IMPROVEMENT_COUNT } upw_improvement;

/* Bits of upw_xmr_point.rules: all rules that flag the point, not only the one that names it. */
enum {
    UPW_RULE_OUTSIDE = 1,      /* beyond a process limit (Western Electric 1956, rule 1) */
    UPW_RULE_SHIFT = 2,        /* in a run of shift_length points on one side of the mean */
    UPW_RULE_TREND = 4,        /* in a run of trend_length points all rising or all falling (Nelson 1984) */
    UPW_RULE_TWO_OF_THREE = 8, /* one of two points of three near a limit, all three on one side of the mean */
};

/* The headline of a point: the first rule that applies, in this order of precedence: outside, trend, two of three,
 * shift. upw_label_text gives the words. */
typedef enum upw_label {
    UPW_LABEL_COMMON_CAUSE,
    UPW_LABEL_ABOVE_LIMIT,
    UPW_LABEL_BELOW_LIMIT,
    UPW_LABEL_TREND_INCREASING,
    UPW_LABEL_TREND_DECREASING,
    UPW_LABEL_TWO_OF_THREE_ABOVE,
    UPW_LABEL_TWO_OF_THREE_BELOW,
    UPW_LABEL_SHIFT_ABOVE,
    UPW_LABEL_SHIFT_BELOW,
    UPW_LABEL_COUNT
} upw_label;

typedef enum upw_point_type {
    UPW_POINT_COMMON_CAUSE,
    UPW_POINT_IMPROVEMENT,
    UPW_POINT_CONCERN,
    UPW_POINT_NEUTRAL_HIGH,
    UPW_POINT_NEUTRAL_LOW,
    UPW_POINT_TYPE_COUNT
} upw_point_type;

typedef enum upw_variation {
    UPW_VARIATION_COMMON_CAUSE,
    UPW_VARIATION_IMPROVEMENT_HIGH,
    UPW_VARIATION_IMPROVEMENT_LOW,
    UPW_VARIATION_CONCERN_HIGH,
    UPW_VARIATION_CONCERN_LOW,
    UPW_VARIATION_NEUTRAL_HIGH,
    UPW_VARIATION_NEUTRAL_LOW,
    UPW_VARIATION_COUNT
} upw_variation;

typedef enum upw_assurance {
    UPW_ASSURANCE_NONE,         /* no target, a neutral measure, or (profile upward) no limits to judge by */
    UPW_ASSURANCE_PASS,         /* this process will meet the target, whatever chance does */
    UPW_ASSURANCE_FAIL,         /* it will not, until the process changes */
    UPW_ASSURANCE_INCONSISTENT, /* it will sometimes, by chance */
    UPW_ASSURANCE_COUNT
} upw_assurance;

/* Zero everywhere is the ordinary analysis: profile upward, an increase is better, no target, whole-phase baselines,
 * moving ranges screened, seven points make a shift or a trend. */
typedef struct upw_xmr_options {
    upw_profile profile;
    upw_improvement improvement;
    double target; /* in the unit of the values; only read when has_target */
    bool has_target;
    bool keep_outliers;   /* do not screen moving ranges (as the Making Data Count spreadsheet) */
    uint8_t shift_length; /* points: 6 or 7; 0 means 7 */
    uint8_t trend_length; /* points: 6 or 7; 0 means 7 */
    size_t fix_after_n;   /* limits from the first n points of each phase, missing ones counted; at least 12; 0: all */
    size_t short_phase_below; /* a phase of fewer points has trial limits; 0 means 13 */
} upw_xmr_options;

typedef enum upw_side { UPW_SIDE_BELOW = -1, UPW_SIDE_ON = 0, UPW_SIDE_ABOVE = 1, UPW_SIDE_UNDEFINED = 2 } upw_side;

/* A yes-or-no that can be undefined, because the point is missing or the phase has no limits. */
typedef enum upw_flag { UPW_NO = 0, UPW_YES = 1, UPW_UNDEFINED = 2 } upw_flag;

typedef struct upw_xmr_point {
    uint8_t rules;   /* UPW_RULE_ bits */
    uint8_t label;   /* upw_label */
    uint8_t type;    /* upw_point_type */
    int8_t side;     /* upw_side: of the mean */
    uint8_t outside; /* upw_flag: strictly beyond a process limit */
    uint8_t near;    /* upw_flag: strictly beyond a near limit and not outside */
} upw_xmr_point;

/* Undefined figures are NaN. Limits are not clipped to what is possible. */
typedef struct upw_xmr_phase {
    size_t start; /* index of the first point in the series */
    size_t n;     /* points, missing ones included */
    double mean;
    double mean_range;                         /* average moving range that the limits rest on */
    double lpl, upl;                           /* natural process limits, 3 sigma */
    double nlpl, nupl;                         /* near limits, 2 sigma */
    size_t common_cause, improvement, concern; /* points of each type; a neutral measure has neither of the last two */
    upw_point_type last_type;                  /* of the phase's last point */
    bool is_short;                             /* trial limits */
} upw_xmr_phase;

typedef struct upw_xmr_summary {
    size_t n, n_missing;
    size_t deciding_point;    /* index of the point that the variation icon speaks of; equals n when there is none */
    upw_point_type last_type; /* type of the deciding point */
    upw_variation variation;
    upw_assurance assurance;
    bool reference_stops; /* NHSRplotthedots 0.2.2 ends with an error on this series (a gap inside a window) */
} upw_xmr_summary;

/* Analyse one series.
 *
 *   values[n]              in time order, NaN = missing; infinities are refused
 *   phase_starts[n_phases] index of the first point of each phase, rising, the first one 0; NULL with n_phases 1, or
 *                          anything with n_phases 0: the whole series is one phase
 *   options                NULL: all defaults
 *   points[n]              out, or NULL when nobody wants them
 *   phases[max(1, n_phases)]  out
 *   summary                out
 *
 * Fails with UPW_BAD_INPUT (an infinity: error->row is its 1-based position; starts not rising) or UPW_BAD_USAGE (an
 * option out of range). A series without points gives one empty phase of undefined figures. Takes no memory. */
UPW_API UPW_MUST_CHECK bool upw_xmr_analyse(const double *values, size_t n, const size_t *phase_starts, size_t n_phases,
                                            const upw_xmr_options *options, upw_xmr_point *points,
                                            upw_xmr_phase *phases, upw_xmr_summary *summary, upw_error *error);

/* Many series in one column: series i is values[offsets[i]] … values[offsets[i + 1] - 1]. */
typedef struct upw_xmr_batch {
    const double *values;
    const size_t *offsets; /* n_series + 1 of them, rising */
    size_t n_series;
    const upw_xmr_options *options; /* one for each series, or a single one when share_options; NULL: defaults */
    bool share_options;
    const size_t *phase_starts;  /* all series' starts one after another, each counted from its series' start … */
    const size_t *phase_offsets; /* … series i has those from phase_offsets[i] to phase_offsets[i + 1] - 1.
                                    Both NULL: one phase a series */
} upw_xmr_batch;

/* As upw_xmr_analyse for each series in turn. points: as many as values, or NULL; phases: phase_offsets[n_series] of
 * them (n_series without phase_offsets); summaries: n_series. When a series is refused, error->row is the position in
 * `values` (or 0), and `*failed` (NULL allowed) the index of the series. */
UPW_API UPW_MUST_CHECK bool upw_xmr_analyse_batch(const upw_xmr_batch *batch, upw_xmr_point *points,
                                                  upw_xmr_phase *phases, upw_xmr_summary *summaries, size_t *failed,
                                                  upw_error *error);

/* Fixed words for the enumerations, as the goldens and exports spell them. */
UPW_API const char *upw_profile_text(upw_profile profile);                           /* "upward" … */
UPW_API const char *upw_improvement_text(upw_improvement improvement);               /* "increase" … */
UPW_API const char *upw_label_text(upw_label label, const upw_xmr_options *options); /* "7 Points Above CL" … */
UPW_API const char *upw_point_type_text(upw_point_type type);                        /* "special_cause_concern" … */
UPW_API const char *upw_variation_text(upw_variation variation);                     /* "concern_high" … */
UPW_API const char *upw_assurance_text(upw_assurance assurance); /* "pass", "fail", "inconsistent", "" */

#ifdef __cplusplus
}
#endif
#endif
