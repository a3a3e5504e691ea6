/* upward/surveil.h: is one organisation drifting now?
 *
 * Cases in the order of time, each with its outcome and a risk from a model that was fixed before monitoring began.
 * Signals come from cumulative sums of log-likelihood ratios; the plot of lives gained (VLAD) tells the story and has
 * no limits; an exponentially weighted mean estimates the current rate. State is kept between cases, so that a chart
 * goes on where it stopped.
 *
 * Methods: docs/methods/surveil.md. Checked against tests/golden/compare/cusum_* (charts 1e-9, run lengths 1e-7). */
#ifndef UPWARD_SURVEIL_H
#define UPWARD_SURVEIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- One cumulative sum -------------------------------------------------------------------------------------------
 */

typedef enum upw_after_signal {
    UPW_AFTER_RESET, /* back to 0 and go on */
    UPW_AFTER_HOLD,  /* stay: the chart has said what it had to say */
    UPW_AFTER_GO_ON, /* without a reset: signals again and again */
    UPW_AFTER_SIGNAL_COUNT
} upw_after_signal;

typedef struct upw_cusum {
    double value;  /* >= 0 */
    int64_t t;     /* cases so far */
    int64_t since; /* the last case at which the value was 0; 0: from the beginning */
    bool is_reset_due, is_held;
} upw_cusum;

/* One step: max(0, value + score), and whether it has reached h > 0. After a signal the value stays to be seen until
 * the next case. The likely start of what is signalled is case `since` + 1. */
UPW_API bool upw_cusum_add(upw_cusum *cusum, double score, double h, upw_after_signal after);

/* Score of one case with this risk, against odds of the event that are `ratio` times as high (Steiner et al. 2000);
 * of a count with this expectation, against a rate `ratio` times as high (Lucas 1985); of a z, for drifts above k
 * (Spiegelhalter et al. 2012; k 0.5 finds a drift of one standard deviation soonest). */
UPW_API double upw_cusum_score_case(double risk, bool is_event, double ratio);
UPW_API double upw_cusum_score_count(double observed, double expected, double ratio);
UPW_API double upw_cusum_score_z(double z, double k);

/* The z of a Poisson count by its mid-p. observed >= 0 whole, expected > 0; else NaN. */
UPW_API double upw_count_find_z(int64_t observed, double expected);

/* ---- A stream of cases ------------------------------------------------------------------------------------------- */

/* Zero everywhere: odds twice and half as high, h 4.5 and 4, reset, lambda 0.02. */
typedef struct upw_surveil_options {
    double ratio_up;   /* > 1; 0: 2 */
    double ratio_down; /* above 0 and below 1; 0: 0.5 */
    double h_up;       /* > 0; 0: 4.5 … */
    double h_down;     /* … and 4. upw_cusum_find_limit computes them */
    upw_after_signal after;
    bool has_head_start; /* both sums begin at h/2 (Lucas & Crosier 1982) */
    double lambda;       /* of the weighted means, above 0 to 1; 0: 0.02 */
    double start_risk;   /* where both weighted means begin, above 0 and below 1; upw_surveil_find_start */
    uint64_t model;      /* any number that identifies the risk model; a saved state of another is refused */
} upw_surveil_options;

/* State after some cases; copy it as you like. */
typedef struct upw_surveil {
    upw_surveil_options options;
    upw_cusum up, down;
    int64_t n;
    double gained;         /* expected less observed events */
    double variance;       /* of that, when the risks are right */
    double seen, expected; /* weighted means */
    double spread;         /* variance of `seen` when the risks are right */
} upw_surveil;

typedef struct upw_surveil_point {
    double score_up, score_down;
    double up, down;
    bool signals_up, signals_down;
    int64_t start_up, start_down;   /* case with which what is signalled began, about; 0 without a signal */
    double gained;                  /* VLAD: up is fewer events than expected */
    double gained_low, gained_high; /* -+ 1.96 sqrt(variance): where one case, not a path, would be. Do not draw them:
                                       33 % of series in which nothing changes leave them between case 20 and 400 */
    double seen, expected;
    double expected_low, expected_high; /* 99.8 % */
} upw_surveil_point;

/* Mean of the first 50 risks (of all when fewer). NaN when there is none. */
UPW_API double upw_surveil_find_start(const double *risks, size_t n);

/* Fails with UPW_BAD_INPUT: an option out of its range. */
UPW_API UPW_MUST_CHECK bool upw_surveil_begin(const upw_surveil_options *options, upw_surveil *out, upw_error *error);

/* The next case. Fails with UPW_BAD_INPUT (a risk not above 0 and below 1, an outcome neither 0 nor 1 or missing), and
 * then the state is as before; error->row is the case. A case is never skipped in silence. */
UPW_API UPW_MUST_CHECK bool upw_surveil_add(upw_surveil *state, double risk, double outcome, upw_surveil_point *out,
                                            upw_error *error);

/* The state as bytes, the same on every machine: a version, the model's number, the figures. */
enum { UPW_SURVEIL_BYTES = 192 };
UPW_API void upw_surveil_save(const upw_surveil *state, uint8_t out[UPW_SURVEIL_BYTES]);
/* Fails with UPW_BAD_INPUT: another version, another model than `model`, figures that no chart has. */
UPW_API UPW_MUST_CHECK bool upw_surveil_load(const uint8_t *bytes, size_t n, uint64_t model, upw_surveil *out,
                                             upw_error *error);

/* ---- How often does it speak? --------------------------------------------------------------------------------------
 */

/* Patients to come: their risks and how often each occurs. */
typedef struct upw_risk_mix {
    const double *risks;  /* above 0 and below 1 */
    const double *shares; /* > 0; need not sum to 1 */
    size_t n;             /* 1 … UPW_RISK_MIX_MAX */
} upw_risk_mix;

enum { UPW_RISK_MIX_MAX = 200 };

/* The empirical mix of these risks, in at most `most` <= UPW_RISK_MIX_MAX groups of about equal number, each with its
 * mean. `risks` and `shares` of `out` are in `arena`. Fails with UPW_BAD_INPUT (error->row), UPW_TOO_FEW,
 * UPW_NO_MEMORY.
 */
UPW_API UPW_MUST_CHECK bool upw_risk_mix_gather(const double *risks, size_t n, size_t most, upw_arena *arena,
                                                upw_risk_mix *out, upw_error *error);

typedef struct upw_cusum_design {
    double ratio;      /* that the chart is made to find: > 0, not 1 */
    double true_ratio; /* of the patients to come: 1 when nothing has changed */
    double h;          /* > 0 */
    double step;       /* of the lattice; 0: h / 4000 */
} upw_cusum_design;

typedef struct upw_run_length {
    double average;   /* cases until a signal; infinite when there is never one */
    double signalled; /* probability of a signal within the horizon */
} upw_run_length;

/* By a Markov chain on a lattice (Brook & Evans 1972), with the rest taken as geometric once it is. Scratch O(h/step).
 * Fails with UPW_BAD_INPUT, UPW_TOO_LARGE (more than 10^6 states), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_cusum_find_run_length(const upw_risk_mix *mix, const upw_cusum_design *design,
                                                      int64_t horizon, upw_arena *scratch, upw_run_length *out,
                                                      upw_error *error);

typedef struct upw_cusum_limit {
    double h;
    double false_alarm; /* probability within the horizon, at most alpha */
    double arl_in;      /* cases to a false alarm, on average … */
    double arl_out;     /* … and to a signal once odds are `ratio` times as high */
} upw_cusum_limit;

/* The smallest h, in steps of 0.05, with a false alarm in `horizon` cases (a year's) in at most alpha of years. */
UPW_API UPW_MUST_CHECK bool upw_cusum_find_limit(const upw_risk_mix *mix, double ratio, double alpha, int64_t horizon,
                                                 upw_arena *scratch, upw_cusum_limit *out, upw_error *error);

/* The same run length by `runs` simulated charts, for a check: the mean, and its standard error. Each run has a stream
 * of its own from `seed`; a run longer than 10^6 cases counts as 10^6. */
typedef struct upw_simulated_length {
    double average, se;
} upw_simulated_length;
UPW_API UPW_MUST_CHECK bool upw_cusum_simulate(const upw_risk_mix *mix, const upw_cusum_design *design, size_t runs,
                                               uint64_t seed, upw_arena *scratch, upw_simulated_length *out,
                                               upw_error *error);

/* The sentence for a signal, with a NUL at its end, into `room` bytes; the length without being cut. `label` is what
 * stands for the first case of it (a date, a number); false_alarm is the chance per year, NaN when nobody knows. */
UPW_API size_t upw_surveil_write_signal(bool is_up, const char *label, double false_alarm, char *out, size_t room);

#ifdef __cplusplus
}
#endif

#endif
