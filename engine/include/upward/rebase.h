/* upward/rebase.h: has the process moved to a new level, and from which point on?
 *
 * Two answers, both of them advice. Nothing here changes a chart: limits are redrawn by a decision that somebody takes
 * and writes down (docs/methods/rebasing.md), never because an algorithm fired.
 *
 *   upw_ssa_find_periods   the Stable Shift Algorithm as the R package autospc runs it: published, deterministic,
 *                          asked for; re-bases about a third of series in which nothing happened
 *   upw_steps_propose      steps that pay for themselves against a penalty, each with its evidence; proposes one in
 *                          about one of a hundred such series
 *
 * Checked against: tests/golden/spc/ssa_*.csv (autospc 0.0.0.9051) and proposals_expected.csv, numbers to 1e-9
 * relative, the rest exactly. */
#ifndef UPWARD_REBASE_H
#define UPWARD_REBASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"
#include "upward/spc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Both methods cost time as the square of the series' length; longer ones are refused with UPW_TOO_LARGE. 5,000 points
 * are 96 years of weeks or 13 of days, and take about a tenth of a second. */
enum { UPW_REBASE_MAX_POINTS = 5000 };

/* ---- The Stable Shift Algorithm -------------------------------------------------------------------------------- */

typedef enum upw_ssa_chart {
    UPW_SSA_XMR,     /* measurements */
    UPW_SSA_C,       /* counts; limits of a Poisson process */
    UPW_SSA_C_PRIME, /* counts; those limits widened or narrowed to the variation that is there (Laney 2002) */
    UPW_SSA_P,       /* shares, in per cent; limits of a binomial process */
    UPW_SSA_P_PRIME, /* shares; widened or narrowed in the same way */
    UPW_SSA_CHART_COUNT
} upw_ssa_chart;

/* Zero everywhere is what autospc does when it is told nothing, on an XmR chart, in profile upward. The profiles differ
 * only in what the package loses on its way (parity does too): when the last row of a P or P' calculation period has no
 * denominator, or one of 0, all limits after it are undefined, where upward takes them from the period's sigma; a new
 * period whose limits are undefined (a C' period of zeros) keeps the old ones, where upward leaves them undefined; and
 * the upper limit of a calculation period may pass 100 %, where upward stops it as both do after the period. */
typedef struct upw_ssa_options {
    upw_profile profile;
    upw_ssa_chart chart;
    size_t period_min;            /* rows of a calculation period, missing ones included; at least 3; 0: 21 */
    size_t baseline_length;       /* rows of the first calculation period; at least 3; 0: period_min */
    size_t shift_length;          /* rows on one side that are a shift; at least 2; 0: 8 */
    size_t max_exclusions;        /* rows outside the limits left out of a calculation; 0: 3 … */
    bool no_exclusions;           /* … unless this says none */
    size_t mr_screen_max_loops;   /* rounds of dropping large moving ranges; SIZE_MAX: until none is large; 0: 1 … */
    bool no_mr_screening;         /* … unless this says none */
    double centre_line_tolerance; /* rows as near as this to the centre line are on neither side; value's unit */
    bool allow_regrets;           /* accept a shift although the latest run already points back */
    bool ignore_overhang;         /* judge a reversion by the calculation period alone; only read with allow_regrets */
    bool establish_every_shift;   /* accept every candidate */
    bool baseline_only;           /* the first period only: limits from it for the whole series */
    /* Told each decision as it is taken, for explaining a result: `counter` is the 1-based row the algorithm stands
     * at, `code` the step's number and outcome as the package logs them ("0401" and a row: next shift starts there;
     * "0600ab": opposing break, undecided end; "0700" accepted; "0710" rejected). NULL: nobody listens. */
    void (*trace)(void *context, size_t counter, const char *code);
    void *trace_context;
} upw_ssa_options;

typedef enum upw_ssa_role {
    UPW_SSA_NO_LIMITS,   /* the series is too short */
    UPW_SSA_CALCULATION, /* the row stands where its limits come from */
    UPW_SSA_DISPLAY,     /* limits carried forward to it */
    UPW_SSA_ROLE_COUNT
} upw_ssa_role;

typedef struct upw_ssa_point {
    double value;        /* the measurement or count; for P and P' the share in per cent; NaN missing */
    double cl;           /* centre line */
    double lcl, ucl;     /* limits at 3 sigma; NaN on a missing row */
    uint8_t role;        /* upw_ssa_role */
    uint8_t break_point; /* upw_flag: a new period starts here; undefined on the first row of the series */
    uint8_t outside;     /* upw_flag: beyond a limit (the package's rule 1) */
    uint8_t in_shift;    /* upw_flag, never undefined: in a run of shift_length on one side (rule 2) */
    int8_t side;         /* upw_side */
    bool is_excluded;    /* left out when its period's limits were calculated */
} upw_ssa_point;

typedef struct upw_ssa_period {
    size_t start;    /* index of the first row */
    size_t calc_end; /* one past the last row of the calculation period */
    size_t end;      /* one past the last row */
    double cl;
    double lcl, ucl; /* at the period's first row that is not missing */
    size_t n_excluded, n_outside, n_in_shift;
} upw_ssa_period;

/* How many periods there can be, at most, in a series of n rows. `options` NULL: defaults. */
UPW_API size_t upw_ssa_periods_at_most(size_t n, const upw_ssa_options *options);

/* Run the algorithm over one series.
 *
 *   values[n]        in time order: measurements, counts or numerators; NaN = missing
 *   sizes[n]         denominators for P and P' (NaN = missing; 0 makes the row missing); NULL for the other charts
 *   options          NULL: all defaults
 *   scratch          working memory of about 100 bytes a row; given back before the call returns
 *   points[n]        out
 *   periods          out, room for upw_ssa_periods_at_most of them
 *   n_periods        out; 0 when there are too few values for one period: no point has limits then
 *
 * Fails with UPW_BAD_INPUT (infinite, negative count, numerator above its denominator: error->row is its 1-based
 * position), UPW_BAD_USAGE (an option out of range, sizes missing or not wanted), UPW_TOO_LARGE, UPW_NO_MEMORY.
 * Method: Woodcock, O'Connor & Bell 2025 (doi:10.1136/bmjqs-2025-019263), as autospc 0.0.0.9051 runs it. */
UPW_API UPW_MUST_CHECK bool upw_ssa_find_periods(const double *values, const double *sizes, size_t n,
                                                 const upw_ssa_options *options, upw_arena *scratch,
                                                 upw_ssa_point *points, upw_ssa_period *periods, size_t *n_periods,
                                                 upw_error *error);

UPW_API const char *upw_ssa_chart_text(upw_ssa_chart chart); /* "XMR", "C", "C'", "P", "P'" */
UPW_API const char *upw_ssa_role_text(upw_ssa_role role);    /* "", "calculation", "display" */

/* ---- Proposals that a person decides ---------------------------------------------------------------------------- */

/* Zero everywhere is the ordinary search. */
typedef struct upw_steps_options {
    size_t
        min_segment; /* points that a level must last to be called one, missing ones not counted; at least 2; 0: 12 */
    double penalty;  /* what a step must earn, in units of ln(n) sigma squared; above 0; 0: 3 */
    size_t season;   /* points in a year (12, 52), to watch for a yearly cycle; at least 2; 0: nobody watches */
} upw_steps_options;

/* One proposed step, and why. */
typedef struct upw_step {
    size_t first;         /* index in `values` of the first point of the new level */
    double old_mean;      /* of the points since the step before (or since the start) */
    double new_mean;      /* of the points until the next step (or the end) */
    double gain;          /* how many times over the step pays its penalty: at least 1, more is stronger */
    uint8_t rules_before; /* UPW_RULE_ bits of the points at the old level, against the limits in force … */
    uint8_t rules_after;  /* … and of those at the new level */
    bool is_shown;        /* show it to a person: those rules fire too, or nobody passed them */
} upw_step;

typedef struct upw_steps_summary {
    size_t n_used; /* points that are not missing */
    double sigma;  /* noise from one point to the next, in the values' unit; 0 when it was not needed */
    double rho;    /* autocorrelation of what the steps leave over, by which the penalty was raised; 0 to 0.9 */
    size_t n_steps;
    bool is_drift;          /* guard: one straight line explains the series better than the steps: a gradual drift */
    bool is_seasonal;       /* guard: points a year apart are alike: ask for a season before believing any step */
    double year_apart;      /* the correlation of points a year apart … */
    double half_year_apart; /* … and half a year apart; NaN both: no season given, or under two years of points */
} upw_steps_summary;

/* How many steps there can be, at most, in a series of n points. `options` NULL: defaults. */
UPW_API size_t upw_steps_at_most(size_t n, const upw_steps_options *options);

/* Propose steps in one series, counted from the last step that was decided.
 *
 *   values[n]        in time order; NaN = missing
 *   in_force[n]      what the rules say of each point against the limits in force (from upw_xmr_analyse); NULL: not
 *                    known, and every step is shown
 *   options          NULL: all defaults
 *   scratch          working memory of about 60 bytes a point; given back before the call returns
 *   steps            out, in time order, room for upw_steps_at_most of them
 *   summary          out; no step, and no failure, when there are fewer than two min_segments of points or all are
 *                    equal
 *
 * A step is proposed where splitting the series lowers the sum of squares about the segments' means by more than
 * penalty × ln(n) × sigma², raised by (1 + rho) / (1 - rho) for autocorrelation. The partition is the best one of all,
 * found by dynamic programming.
 *
 * Fails with UPW_BAD_INPUT (infinite: error->row is its 1-based position), UPW_BAD_USAGE (an option out of range),
 * UPW_TOO_LARGE, UPW_NO_MEMORY.
 * Method: Jackson and others 2005 (optimal partitioning), Zhang & Siegmund 2007 (penalty), Wheeler & Chambers 1992
 * (sigma from the median moving range), Marriott & Pope 1954 (bias of an autocorrelation). */
UPW_API UPW_MUST_CHECK bool upw_steps_propose(const double *values, const upw_xmr_point *in_force, size_t n,
                                              const upw_steps_options *options, upw_arena *scratch, upw_step *steps,
                                              upw_steps_summary *summary, upw_error *error);

#ifdef __cplusplus
}
#endif
#endif
