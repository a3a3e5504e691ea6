/* upward/funnel.h: which organisations differ by more than chance and ordinary variation allow?
 *
 * A funnel plot holds each organisation against one target, with limits that are wide where there are few cases. The
 * answers are "higher than expected", "lower than expected" and "within what chance allows"; none of them is praise or
 * blame, and an organisation too small to tell is said to be so.
 *
 * Methods: Spiegelhalter 2005 (doi:10.1002/sim.1970) and 2005 (doi:10.1136/qshc.2005.013755); DerSimonian & Laird 1986;
 * Benjamini & Hochberg 1995; docs/methods/funnel.md. Checked against tests/golden/compare/ (FunnelPlotR 0.6.0,
 * PHEindicatormethods 2.1.0 and independent computations), tolerances in its README. */
#ifndef UPWARD_FUNNEL_H
#define UPWARD_FUNNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum upw_funnel_type {
    UPW_FUNNEL_PROPORTION, /* events of cases */
    UPW_FUNNEL_RATIO,      /* observed events over expected ones */
    UPW_FUNNEL_COUNTS,     /* one count over another */
    UPW_FUNNEL_RATE,       /* events over person-time, or any exposure */
    UPW_FUNNEL_MEAN,       /* a mean with its standard error */
    UPW_FUNNEL_RISKS,      /* observed over expected, where every case has a risk of its own */
    UPW_FUNNEL_TYPE_COUNT
} upw_funnel_type;

/* Where the line is drawn between two whole counts. Classes never hang on it. */
typedef enum upw_funnel_rule {
    UPW_FUNNEL_TAIL,   /* at most the stated share of average organisations is outside */
    UPW_FUNNEL_S05,    /* Spiegelhalter 2005, appendix A.1.1: the upper line lies one event lower */
    UPW_FUNNEL_NORMAL, /* target and z standard errors */
    UPW_FUNNEL_RULE_COUNT
} upw_funnel_rule;

typedef enum upw_funnel_adjust {
    UPW_FUNNEL_AUTO,           /* by the test: none, additive, or predictive where counts are small */
    UPW_FUNNEL_PLAIN,          /* none */
    UPW_FUNNEL_ADDITIVE,       /* true values differ: a variance between organisations is added */
    UPW_FUNNEL_MULTIPLICATIVE, /* every standard error is inflated alike */
    UPW_FUNNEL_PREDICTIVE,     /* exact limits of counts whose true value varies; not for counts, means and risks */
    UPW_FUNNEL_ADJUST_COUNT
} upw_funnel_adjust;

/* On which scale the spread between organisations is measured. */
typedef enum upw_funnel_scale {
    UPW_FUNNEL_OWN,  /* logarithm of ratios and rates, arcsine of proportions, as it is for means and risks */
    UPW_FUNNEL_ROOT, /* square root of ratios and rates (Spiegelhalter et al. 2012, Care Quality Commission) */
    UPW_FUNNEL_SCALE_COUNT
} upw_funnel_scale;

enum { UPW_FUNNEL_LEVELS_MAX = 5 };

/* Zero everywhere: a proportion against its pooled value, limits 95 % and 99.8 %, adjusted when the test says so. */
typedef struct upw_funnel_options {
    upw_funnel_type type;
    upw_funnel_rule rule;
    upw_funnel_adjust adjust;
    upw_funnel_scale scale;
    bool has_target;
    double target; /* external standard, in the unit of the values; else 1 (ratio, risks) or pooled */
    double per;    /* values, target and limits are given for so many, > 0; 0: 1. 1,000 for events per 1,000 */
    double levels[UPW_FUNNEL_LEVELS_MAX]; /* between 0.5 and 1, rising */
    size_t n_levels;                      /* 0: 0.95 and 0.998 */
    double trim;         /* share of z-scores drawn in at each end, to 0.25; 0: a tenth from 20 organisations on */
    size_t least;        /* so many organisations are needed to judge their spread; 0: 10 */
    bool is_uncorrected; /* the winsorised variance as it is, without the factor that makes it consistent */
} upw_funnel_options;

/* Organisations, each once.
 *
 *   proportion  numerators whole, 0 … denominators whole
 *   ratio       numerators whole, denominators expected events
 *   counts      both whole
 *   rate        numerators whole, denominators exposure
 *   mean        numerators are means, spreads their standard errors > 0, denominators cases (NULL: not known)
 *   risks       numerators whole, denominators expected events and spreads the variance sum p (1 - p); or the risks of
 *               organisation i in risks[offsets[i]] … risks[offsets[i + 1] - 1], each between 0 and 1
 *
 * NaN is missing. Counts and expected counts, those at the target too, up to 10^8. */
typedef struct upw_funnel_data {
    const double *numerators, *denominators;
    const double *spreads;
    const double *risks;
    const size_t *offsets;
    size_t n;
} upw_funnel_data;

#define UPW_FUNNEL_STATUSES(X)                                                                                         \
    X(UPW_FUNNEL_FINE, "ok")                                                                                           \
    X(UPW_FUNNEL_MISSING, "missing")                         /* a figure is missing; left out everywhere */            \
    X(UPW_FUNNEL_NO_CASES, "no_cases")                       /* nothing to divide by; left out everywhere */           \
    X(UPW_FUNNEL_NO_CONTRAST, "no_contrast")                 /* nobody has an event, or everybody: no limits */        \
    X(UPW_FUNNEL_SINGLE, "single")                           /* the only one */                                        \
    X(UPW_FUNNEL_TOO_SMALL_FOR_LOW, "too_small_to_be_low")   /* no events, and that says nothing at this size */       \
    X(UPW_FUNNEL_TOO_SMALL_FOR_HIGH, "too_small_to_be_high") /* nothing but events, likewise */

typedef enum upw_funnel_status {
#define UPW_FUNNEL_STATUS_AS_ENUM(code, name) code,
    UPW_FUNNEL_STATUSES(UPW_FUNNEL_STATUS_AS_ENUM)
#undef UPW_FUNNEL_STATUS_AS_ENUM
        UPW_FUNNEL_STATUS_COUNT
} upw_funnel_status;

UPW_API const char *upw_funnel_status_text(upw_funnel_status status);

/* Lower and upper limit; NaN: no value can be outside on this side. */
typedef struct upw_funnel_line {
    double low, high;
} upw_funnel_line;

/* Undefined figures are NaN. A class is 0 inside all limits, k or -k above or below those of level k (1 is the first
 * level given). */
typedef struct upw_funnel_body {
    upw_funnel_status status;
    double value;       /* in the unit of the target */
    double size;        /* place on the x axis: cases, expected events, exposure, or precision of a mean */
    double expected;    /* events at the target */
    double p_lower;     /* P(so few or fewer) at the target, by chance alone */
    double p_upper;     /* P(so many or more) */
    double mid_p_upper; /* P(more) + P(as many)/2 … */
    double z_mid;       /* … as a normal deviate */
    double y, t, s, z;  /* value and target on the scale of the spread, standard error, (y - t)/s */
    double z_in_force;  /* z_mid, or what the adjustment makes of it */
    double p_value;     /* of it, two-sided */
    double q_value;     /* … among all organisations (Benjamini & Hochberg) */
    int plain_class, class_in_force;
    upw_funnel_line plain[UPW_FUNNEL_LEVELS_MAX]; /* by chance alone */
    upw_funnel_line lines[UPW_FUNNEL_LEVELS_MAX]; /* in force */
    bool rests_on_few;                            /* high with one or two events */
} upw_funnel_body;

/* How much z-scores are spread beyond chance, which is 1. */
typedef struct upw_funnel_spread {
    double low, high;                       /* extremes are drawn in to these */
    double q;                               /* sum of z² */
    double phi_raw;                         /* its mean */
    double phi_winsorised;                  /* mean of z² with the extremes drawn in */
    double consistency;                     /* what that is for standard normal z */
    double phi;                             /* phi_winsorised / consistency */
    double tau2_raw, tau2_winsorised, tau2; /* variance between organisations that each of them amounts to */
} upw_funnel_spread;

typedef enum upw_funnel_decision {
    UPW_FUNNEL_AS_ASKED,
    UPW_FUNNEL_TOO_FEW,   /* fewer than ten: the spread cannot be judged */
    UPW_FUNNEL_BY_TEST,   /* the spread is more than chance: adjusted */
    UPW_FUNNEL_NO_SPREAD, /* chance explains the spread: not adjusted */
    UPW_FUNNEL_IMPOSSIBLE /* no contrast, nobody to compare */
} upw_funnel_decision;

/* A fitted funnel: enough to draw its lines. Undefined figures are NaN. */
typedef struct upw_funnel {
    upw_funnel_options options; /* levels, per and rule filled in */
    size_t n;                   /* organisations in it; the others have no cases, or figures are missing */
    double target;              /* in the unit of the values */
    bool is_pooled;             /* the target comes from the organisations themselves */
    double largest_share;       /* of all cases, that the largest organisation has */
    bool is_small;              /* some expected count is below 5 */
    double q_mid;               /* sum of z_mid² */
    double df, p_dispersion;    /* of the test, from spread.q, or from q_mid when is_small */
    double trim;                /* share of z drawn in at each end */
    upw_funnel_spread spread;
    upw_funnel_adjust in_force; /* never AUTO */
    upw_funnel_decision decision;
    double variance_per_size;              /* of risks: V / E over all */
    bool is_all_spread;                    /* tau2 is above s² of every one: chance is the smaller part for all */
    size_t outside[UPW_FUNNEL_LEVELS_MAX]; /* organisations beyond each level's limits in force … */
    double expected_outside[UPW_FUNNEL_LEVELS_MAX]; /* … and how many chance alone would put there at most */
} upw_funnel;

/* Hold every organisation against the target.
 *
 *   options   NULL: all defaults
 *   scratch   O(n) working memory; given back
 *   bodies    out, n of them, in the order of the data
 *
 * Test, winsorising and adjustment:
 * docs/methods/funnel.md. Fails with UPW_BAD_INPUT (which organisation, why), UPW_TOO_LARGE, UPW_BAD_USAGE (options),
 * UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_funnel_fit(const upw_funnel_data *data, const upw_funnel_options *options,
                                           upw_arena *scratch, upw_funnel_body *bodies, upw_funnel *out,
                                           upw_error *error);

/* Limits at a size (as in upw_funnel_body; whole for proportions and counts; for counts it is their sum), for each of
 * the levels: by chance alone, and in force. Either may be NULL. All NaN where there is no funnel, or
 * where it ends: more than 10^8 expected events, 2 * 10^8 cases. */
UPW_API void upw_funnel_limits(const upw_funnel *funnel, double size, upw_funnel_line *plain, upw_funnel_line *lines);

/* Spread of n z-scores with standard errors s, `trim` (0 to less than 0.5) of them drawn in at each end; scratch O(n).
 * Fails with UPW_TOO_FEW (none), UPW_BAD_USAGE (trim), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_funnel_measure_spread(const double *z, const double *s, size_t n, double trim,
                                                      upw_arena *scratch, upw_funnel_spread *out, upw_error *error);

/* Limits when the true values vary: a negative binomial (ratio, rate) whose mean has this squared coefficient of
 * variation, or a beta-binomial (proportion) with this correlation between cases; at `size`, around `target`, on the
 * scale of a ratio or proportion. `level` as in the options. */
UPW_API upw_funnel_line upw_funnel_predict(upw_funnel_type type, upw_funnel_rule rule, double size, double target,
                                           double variation, double level);

/* q-values of n p-values: the share of false findings among those at least as small. NaN stays NaN. Fails with
 * UPW_NO_MEMORY. Benjamini & Hochberg 1995. */
UPW_API UPW_MUST_CHECK bool upw_false_discovery(const double *p, size_t n, upw_arena *scratch, double *q,
                                                upw_error *error);

/* ---- As others publish ------------------------------------------------------------------------------------------- */

typedef enum upw_funnel_publisher {
    UPW_FUNNEL_SHMI,       /* ratios: logarithm, a tenth left out at each end (NHS Digital) */
    UPW_FUNNEL_CQC,        /* ratios: square root, winsorised */
    UPW_FUNNEL_ARCSINE,    /* proportions: winsorised */
    UPW_FUNNEL_LOG_COUNTS, /* counts: winsorised */
    UPW_FUNNEL_PUBLISHER_COUNT
} upw_funnel_publisher;

/* Limits 95 % and 99.8 %. */
typedef struct upw_funnel_published_body {
    double value, t, y, z;
    bool is_trimmed;                            /* left out, or drawn in … */
    double z_kept;                              /* … to this; NaN when left out */
    upw_funnel_line plain[2];                   /* SHMI: confidence limits around the expected count, as published */
    upw_funnel_line adjusted[2];                /* NaN for CQC and counts, whose published limits are wrong */
    bool plain_outside[2], adjusted_outside[2]; /* strictly beyond */
} upw_funnel_published_body;

typedef struct upw_funnel_published {
    double target, phi, tau2;
} upw_funnel_published;

/* What FunnelPlotR 0.6.0 (and, for SHMI, the official publication) computes; `trim` from 0 to 0.25, the publishers' is
 * 0.1. Numerators and denominators as for ratio, proportion and counts. Use upw_funnel_fit unless an official figure
 * is to be repeated: trimming without a correction makes the spread too small.
 * Fails with UPW_BAD_INPUT (which organisation; no contrast), UPW_TOO_FEW, UPW_BAD_USAGE, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_funnel_repeat(upw_funnel_publisher publisher, const upw_funnel_data *data, double trim,
                                              upw_arena *scratch, upw_funnel_published_body *bodies,
                                              upw_funnel_published *out, upw_error *error);

/* How Fingertips charts (PHEindicatormethods 2.1.0) class a proportion, a ratio to expected events or a rate (its
 * target and denominator those of a ratio): 0 inside, 1 or -1 beyond 95 %, 2 or -2 beyond 99.8 %. Proportions by the
 * normal approximation at the target, counts by Byar's interval, exact below 10 events (Breslow & Day 1987). */
UPW_API int upw_funnel_class_as_fingertips(upw_funnel_type type, double numerator, double denominator, double target);

/* Between which expected counts `events` (whole, >= 0) are within limits of this level; the curve (e, events/e) that
 * Fingertips charts draw. low is 0 for no events. Garwood 1936. */
UPW_API upw_funnel_line upw_funnel_expected_around(double events, double level);

/* ---- Words ------------------------------------------------------------------------------------------------------- */

/* What the figures are of, for sentences. */
typedef struct upw_funnel_words {
    const char *name; /* of the organisation */
    double numerator, denominator;
} upw_funnel_words;

/* One or two sentences about an organisation; as snprintf, returns the length. */
UPW_API size_t upw_funnel_write_body(const upw_funnel *funnel, const upw_funnel_body *body,
                                     const upw_funnel_words *words, char *out, size_t room);

/* What the funnel as a whole says: how many are outside and how many chance would put there, whether limits were
 * widened and why. */
UPW_API size_t upw_funnel_write_summary(const upw_funnel *funnel, char *out, size_t room);

/* "in", "low95", "high998" …; room for 24 bytes suffices. */
UPW_API size_t upw_funnel_write_class(const upw_funnel *funnel, int class_of, char *out, size_t room);

#ifdef __cplusplus
}
#endif

#endif
