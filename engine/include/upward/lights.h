/* upward/lights.h: what a traffic light hides, computed from the reader's own data.
 *
 * Upward never shows performance as a colour. This header exists to measure a scheme that somebody else uses: how often
 * the light changes when nothing has changed, how many of its changes a control chart agrees with, how much of what the
 * number says is left in the colour, what one more unit of improvement is worth at which level, and how many bodies sit
 * where the scheme makes it best to sit. Nothing here says why anybody does what they do.
 *
 * Methods and the reasons for them: docs/methods/lights.md. Checked against tests/golden/rag/ (adaptive quadrature to
 * 1e-11 in another language): probabilities to 1e-9, information to 1e-8, counts exactly. */
#ifndef UPWARD_LIGHTS_H
#define UPWARD_LIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"
#include "upward/spc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The scheme ------------------------------------------------------------------------------------------------- */

typedef enum upw_light { UPW_LIGHT_RED, UPW_LIGHT_AMBER, UPW_LIGHT_GREEN, UPW_LIGHT_NONE, UPW_LIGHT_COUNT } upw_light;

/* A value exactly at a cut-off has the better colour. With an increase better: red below amber_from, green from
 * green_from up, amber_from <= green_from. With lower_is_better: red above amber_from, green from green_from down,
 * amber_from >= green_from. Equal cut-offs are a light of two colours. */
typedef struct upw_lights_scheme {
    double amber_from; /* in the unit of the values */
    double green_from;
    bool lower_is_better;
} upw_lights_scheme;

/* The light of a value; UPW_LIGHT_NONE for a missing one (NaN). */
UPW_API upw_light upw_lights_find_colour(const upw_lights_scheme *scheme, double value);
UPW_API const char *upw_light_text(upw_light light); /* "red", "amber", "green", "" */

/* UPW_BAD_INPUT when a cut-off is not a finite number or red and green overlap. */
UPW_API UPW_MUST_CHECK bool upw_lights_check_scheme(const upw_lights_scheme *scheme, upw_error *error);

/* A target that moves in a straight line from `start` at time 0 to `aim` at time `length`, and stays there. */
typedef struct upw_lights_line {
    double start, aim; /* in the unit of the values; the way from one to the other is the direction of improvement */
    double length;     /* > 0, in any unit of time */
    double tolerance;  /* amber reaches this share of |aim - start| on the wrong side of the line; 0 means 0.1 */
} upw_lights_line;

/* The scheme in force at each of `times` (the unit of line->length): green on or beyond the line. Fails with
 * UPW_BAD_INPUT when the line goes nowhere or takes no time. */
UPW_API UPW_MUST_CHECK bool upw_lights_follow_line(const upw_lights_line *line, const double *times, size_t n,
                                                   upw_lights_scheme *schemes, upw_error *error);

/* How many of n periods a body exactly on `path` is expected to be red: the sum of P(red) at each of them. `schemes`
 * has n entries; sigma > 0 is the body's common-cause variation, in the values' unit. NaN when sigma is not above 0. */
UPW_API double upw_lights_expect_reds(const upw_lights_scheme *schemes, const double *path, size_t n, double sigma);

/* ---- A process in which nothing changes ---------------------------------------------------------------------------*/

typedef struct upw_lights_chances {
    double light[3];     /* P(red), P(amber), P(green); together 1 */
    double same;         /* P(two neighbouring periods have one colour) */
    double entropy_bits; /* of the colour, 0 to log2 3 */
} upw_lights_chances;

/* A body at level `mu` whose values vary by `sigma` >= 0 (0: they do not vary) around it, neighbours correlating by
 * `rho`, -1 < rho < 1. Colour changes expected in N periods: (N - 1) (1 - same). Absolute error below 1e-11, for rho 0
 * below 1e-14. Fails with UPW_BAD_INPUT. */
UPW_API UPW_MUST_CHECK bool upw_lights_find_chances(const upw_lights_scheme *scheme, double mu, double sigma,
                                                    double rho, upw_lights_chances *out, upw_error *error);

/* ---- One body's series ------------------------------------------------------------------------------------------- */

/* Which control chart a colour change is held against. */
typedef enum upw_lights_chart {
    UPW_LIGHTS_XMR,   /* the rules of upward/spc.h, profile upward */
    UPW_LIGHTS_PLAIN, /* 3 sigma, seven in a row, two of three, of a plain mean and moving range: the goldens' own */
    UPW_LIGHTS_CHART_COUNT
} upw_lights_chart;

typedef struct upw_lights_options {
    upw_lights_chart chart;
    size_t n_baseline; /* centre and sigma from the first so many points, missing ones counted; 0: all of them. At
                          least 12 for XMR, 2 for PLAIN */
    double rho;        /* correlation of neighbours, for the changes expected of a stable process; -1 < rho < 1 */
} upw_lights_options;

/* Undefined figures are NaN. Missing points have no colour; a change is counted against the last colour that was shown.
 */
typedef struct upw_lights_review {
    size_t n;                 /* points with a value */
    double centre;            /* of the baseline */
    double sigma;             /* mean moving range of the baseline / (2/sqrt(pi)) */
    size_t shown[3];          /* periods red, amber, green; with n, known even where nothing else is */
    size_t changes;           /* of colour */
    size_t changes_agreeing;  /* … with a special cause in the same direction there or in a neighbouring period */
    double noise_share;       /* 1 - agreeing / all; NaN without changes */
    size_t signals;           /* points at which the chart shows a special cause */
    double shared_bits;       /* plug-in information between colour and chart */
    double expected_changes;  /* of a body that sits still at `centre`, over as many points */
    upw_lights_chances still; /* … and its chances; all NaN when sigma is */
} upw_lights_review;

/* A column of values in time order (NaN = missing) and the light that hung over it. */
typedef struct upw_lights_series {
    const double *values;
    size_t n;
    const upw_lights_scheme *schemes; /* one for each point when is_moving, else a single one */
    bool is_moving;
} upw_lights_series;

/* Hold one series' colours against its control chart.
 *
 *   options   NULL: XmR, whole-series baseline, independent neighbours
 *   scratch   O(n) working memory, given back before the call returns
 *   colours   out, upw_light of each point; NULL when nobody wants them
 *   verdicts  out, 1 (special cause, better), -1 (worse) or 0 for each point; NULL likewise
 *
 * For a moving target `still` and `expected_changes` are NaN: no level sits still under it. Fails with UPW_BAD_INPUT
 * (a bad scheme; an infinity: error->row is its 1-based position), UPW_TOO_FEW (fewer than two values in the
 * baseline), UPW_BAD_USAGE, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_lights_review_series(const upw_lights_series *series, const upw_lights_options *options,
                                                     upw_arena *scratch, uint8_t *colours, int8_t *verdicts,
                                                     upw_lights_review *out, upw_error *error);

/* Many series under one scheme: series i is values[offsets[i]] … values[offsets[i + 1] - 1]. A series with too few
 * values gets a review of NaNs with its n, and is not an error. `colours` and `verdicts` as long as values, or NULL. On
 * failure `*failed` (NULL allowed) is the index of the series and error->row the position in `values`. */
UPW_API UPW_MUST_CHECK bool upw_lights_review_batch(const double *values, const size_t *offsets, size_t n_series,
                                                    const upw_lights_scheme *scheme, const upw_lights_options *options,
                                                    upw_arena *scratch, uint8_t *colours, int8_t *verdicts,
                                                    upw_lights_review *out, size_t *failed, upw_error *error);

/* ---- Information ------------------------------------------------------------------------------------------------- */

/* What one period says about the level of a body, when the levels of bodies are normal around `mean` with standard
 * deviation `tau` and one period varies by `sigma` around its body's level (Shannon 1948). */
typedef struct upw_lights_information {
    double number_bits;    /* in the number: log2(1 + tau²/sigma²) / 2 */
    double colour_entropy; /* of the colour over bodies and chance */
    double colour_bits;    /* in the colour */
    double share_kept;     /* the third over the first, in (0, 1] */
} upw_lights_information;

/* tau > 0, sigma > 0. Absolute error below 1e-10. Fails with UPW_BAD_INPUT. */
UPW_API UPW_MUST_CHECK bool upw_lights_find_information(const upw_lights_scheme *scheme, double mean, double tau,
                                                        double sigma, upw_lights_information *out, upw_error *error);

/* ---- Incentive --------------------------------------------------------------------------------------------------- */

/* What each colour is worth to a body (attention, money, peace), in any unit. All 0: red 0, amber 1, green 2. */
typedef struct upw_lights_worths {
    double red, amber, green;
} upw_lights_worths;

typedef struct upw_lights_incentive {
    double worth;         /* expected worth of a period at level mu */
    double marginal;      /* what it gains for a unit of improvement: its slope at mu */
    double one_unit;      /* worth(mu and one unit better) - worth(mu) */
    double optimum;       /* level at which it is best to stand, when green costs (red < green < amber) */
    double optimum_share; /* how far up amber that is; 1 or more: no reason to stop in amber. Both NaN otherwise */
} upw_lights_incentive;

/* sigma > 0. `worths` NULL: 0, 1, 2. Exact to a few units in the last place. Fails with UPW_BAD_INPUT. */
UPW_API UPW_MUST_CHECK bool upw_lights_find_incentive(const upw_lights_scheme *scheme, const upw_lights_worths *worths,
                                                      double mu, double sigma, upw_lights_incentive *out,
                                                      upw_error *error);

/* ---- Where bodies stand ------------------------------------------------------------------------------------------ */

typedef struct upw_lights_bodies {
    size_t n;               /* bodies with a score */
    size_t shown[3];        /* red, amber, green */
    double bin_width;       /* a tenth of amber */
    size_t bins[5];         /* bodies in [c2 - 3w, c2 + 2w), towards better; bins[2] is the top tenth of amber */
    double expected;        /* in the top tenth, if the density of scores is smooth there */
    double p_upper, mid_p;  /* P(as many or more); mid-p is the one to act on (docs/methods/gaming.md) */
    double max_marginal;    /* the largest gain that one unit can be worth … */
    double dead_zone_share; /* … and the share of bodies where it is worth less than a tenth of that */
} upw_lights_bodies;

/* One score a body (NaN: none), against one scheme. `sigma` > 0: common-cause variation of one score, for the dead zone
 * (NaN: dead_zone_share and max_marginal are NaN). With equal cut-offs, and in a window too full to enumerate, the
 * figures of the test are NaN. Fails with UPW_BAD_INPUT, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_lights_count_bodies(const double *scores, size_t n, const upw_lights_scheme *scheme,
                                                    const upw_lights_worths *worths, double sigma, upw_arena *scratch,
                                                    upw_lights_bodies *out, upw_error *error);

/* ---- The paragraph ----------------------------------------------------------------------------------------------- */

/* What the paragraph may speak of. A figure that is NaN, and a count without anything to count, leaves its sentence
 * out; text may be NULL. */
typedef struct upw_lights_facts {
    upw_lights_scheme scheme;
    const char *unit;      /* of several: "minutes", "percentage points"; NULL: "units" */
    const char *one_unit;  /* "minute"; NULL: "unit" */
    const char *sign;      /* behind a level: " %"; NULL: nothing */
    const char *period;    /* "week"; NULL: "month" */
    double periods_a_year; /* 0: 12; NaN: nobody knows, so changes are told for 12 periods */
    double mu, sigma;      /* of the service that the paragraph speaks of */
    double same;           /* upw_lights_chances of it */
    double light[3];
    const char *body; /* its name; NULL: "this service" */
    size_t n;         /* its periods with a value */
    size_t changes, changes_agreeing;
    double share_kept; /* upw_lights_information */
    double edge_ratio; /* one unit at the better-paid cut-off over one in the middle of amber */
    bool green_costs;  /* at the cut-off of green one more unit is worth less than nothing */
    size_t n_bodies;   /* 0: no sentence on bodies */
    size_t top_tenth;
    double expected, mid_p;
    double red_periods; /* upw_lights_expect_reds for an agreed path, of … */
    size_t path_periods;
} upw_lights_facts;

/* As many times as one unit is worth more at the better-paid cut-off than in the middle of amber; NaN when the scheme
 * has no amber or the worths are not positive there. */
UPW_API double upw_lights_find_edge_ratio(const upw_lights_scheme *scheme, const upw_lights_worths *worths,
                                          double sigma);

/* Write the paragraph, in plain sentences that claim no intent, with a NUL at its end, into `room` bytes (cut off where
 * they end, if they do; 2,000 suffice for names of ordinary length). Returns the length it has without being cut. */
UPW_API size_t upw_lights_write_paragraph(const upw_lights_facts *facts, char *out, size_t room);

#ifdef __cplusplus
}
#endif
#endif
