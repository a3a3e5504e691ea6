/* upward/casemix.h: how many events were to be expected, given who the patients were?
 *
 * Logistic regression of an outcome on what was known before care began; expected counts of each organisation; how well
 * the model separates and how well it is calibrated. Adjusting reduces unfairness and does not remove it: the sentences
 * of upw_casemix_write_cautions belong beside every adjusted figure.
 *
 * Rows are read in blocks, in passes over all of them. What a pass gathers is a sum, so blocks, threads and shards
 * gather on their own and are merged; memory does not grow with the number of rows.
 *
 *   upw_logit_survey   n, events, mean and spread of each column          one pass
 *   upw_logit_begin    from the survey
 *   while (logit.wants_pass) { upw_logit_begin_pass, … add_rows, … merge_pass, upw_logit_step }
 *
 * Methods: docs/methods/casemix.md. Checked against tests/golden/compare/ (R 4.2.2 glm, convergence 1e-14; Firth fits
 * that reproduce logistf), relative 1e-7. */
#ifndef UPWARD_CASEMIX_H
#define UPWARD_CASEMIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

enum {
    UPW_LOGIT_COLUMNS_MAX = 255, /* of a model, besides the intercept */
    UPW_KNOTS_MAX = 5
};
#define UPW_NO_LEVEL UINT32_MAX

/* One column of the input: numbers, or the levels of a factor. */
typedef struct upw_design_column {
    const double *values;   /* finite; NaN: missing. NULL for a factor */
    const uint32_t *levels; /* of each row, 0 … n_levels - 1; UPW_NO_LEVEL: missing. NULL for numbers */
    uint32_t n_levels;
    uint32_t reference;          /* the level that the others are compared with: it gets no column of the model */
    bool missing_is_level;       /* missing is a level more, the last, instead of a reason to leave the row out */
    size_t n_knots;              /* numbers: 0 a straight line, 3 to 5 a restricted cubic spline (Harrell 2015) … */
    double knots[UPW_KNOTS_MAX]; /* … with these, increasing */
} upw_design_column;

/* How many columns of the model it makes. */
UPW_API size_t upw_design_count(const upw_design_column *columns, size_t n_columns);

/* False where a number or level is missing that must be there. */
UPW_API bool upw_design_is_complete(const upw_design_column *columns, size_t n_columns, size_t row);

/* Rows first … first + n - 1 as the model reads them: `x` row by row, upw_design_count to each. */
UPW_API void upw_design_fill(const upw_design_column *columns, size_t n_columns, size_t first, size_t n, double *x);

/* The level that most rows have; of several the first. 0 when there is none. O(n); scratch O(levels). */
UPW_API UPW_MUST_CHECK bool upw_design_find_reference(const uint32_t *levels, size_t n, uint32_t n_levels,
                                                      upw_arena *scratch, uint32_t *out, upw_error *error);

/* Knots at the quantiles 0.1, 0.5, 0.9 (3), 0.05, 0.35, 0.65, 0.95 (4) or 0.05, 0.275, 0.5, 0.725, 0.95 (5) of the
 * values, NaN left out. Fails with UPW_BAD_INPUT (other than 3 to 5), UPW_TOO_FEW (two of them coincide). */
UPW_API const double *upw_design_knot_quantiles(size_t n_knots); /* these; NULL where there are no such splines */
UPW_API UPW_MUST_CHECK bool upw_design_place_knots(const double *values, size_t n, size_t n_knots, upw_arena *scratch,
                                                   double *knots, upw_error *error);

/* ---- The fit ---------------------------------------------------------------------------------------------------- */

/* A block of rows, complete and finite. */
typedef struct upw_case_rows {
    const double *x; /* row by row, `p` to each, without the ones of the intercept; NULL when p is 0 */
    size_t p;
    const double *y;       /* 0 or 1 */
    const double *weights; /* > 0; NULL: 1 each */
    const double *offset;  /* known part of the log odds; NULL: 0 each */
    size_t n;
} upw_case_rows;

typedef struct upw_logit_survey {
    size_t p;
    int64_t n, events;
    double mean[UPW_LOGIT_COLUMNS_MAX], squares[UPW_LOGIT_COLUMNS_MAX]; /* … of deviations from the mean */
} upw_logit_survey;

/* Fails with UPW_TOO_LARGE (more columns than a model may have). */
UPW_API UPW_MUST_CHECK bool upw_logit_begin_survey(size_t p, upw_logit_survey *out, upw_error *error);
/* Fails with UPW_BAD_INPUT: a value is not finite, an outcome neither 0 nor 1; error->row is its row in the block. */
UPW_API UPW_MUST_CHECK bool upw_logit_survey_rows(upw_logit_survey *survey, const upw_case_rows *rows,
                                                  upw_error *error);
UPW_API void upw_logit_merge_survey(upw_logit_survey *into, const upw_logit_survey *other);

typedef enum upw_logit_status {
    UPW_LOGIT_FITTED,
    UPW_LOGIT_NO_EVENTS,  /* nobody had the outcome … */
    UPW_LOGIT_ALL_EVENTS, /* … or everybody: no model by maximum likelihood */
    UPW_LOGIT_SEPARATED,  /* some combination of columns tells the outcome: the estimates have no end */
    UPW_LOGIT_NOT_CONVERGED,
    UPW_LOGIT_STATUS_COUNT
} upw_logit_status;

UPW_API const char *upw_logit_status_text(upw_logit_status status); /* "fitted", "no_events" … */

typedef enum upw_logit_method {
    UPW_LOGIT_AUTOMATIC, /* maximum likelihood; Firth where that is separated or has fewer than 5 events a column */
    UPW_LOGIT_ML,
    UPW_LOGIT_FIRTH, /* penalised likelihood (Firth 1993; Heinze & Schemper 2002) */
    UPW_LOGIT_METHOD_COUNT
} upw_logit_method;

typedef struct upw_logit_options {
    upw_logit_method method;
    bool keeps_intercept; /* Firth: leave out the re-estimated intercept (FLIC; Puhr et al. 2017), with which the
                             expected events sum to the observed ones */
} upw_logit_options;

typedef struct upw_logit_pass upw_logit_pass; /* what a pass over rows has gathered so far */
typedef struct upw_logit_work upw_logit_work;

/* A model, fitted or on its way. Index 0 is the intercept, 1 … p the columns. */
typedef struct upw_logit {
    size_t p;
    int64_t n, events;
    bool wants_pass; /* over all rows, before the next step */
    upw_logit_status status;
    upw_logit_status ml_status; /* of the maximum-likelihood fit, when Firth's came after it */
    bool is_complete;           /* ml_status separated: completely, so that the model tells every outcome */
    bool is_firth;
    bool has_few_events; /* under 10 events, or under 10 others, for each column estimated (Peduzzi et al. 1996) */
    unsigned passes;
    size_t n_dropped;     /* columns that depend on earlier ones … */
    bool *is_dropped;     /* … which they are: their coefficient is NaN */
    double *coefficients; /* on the scale of the columns; Firth's intercept is FLIC's unless keeps_intercept */
    double *se;           /* by the inverse of the information; NaN for a dropped column */
    double *covariance;   /* (p + 1)², symmetric */
    double deviance, null_deviance;
    double aic;
    double penalised;     /* Firth: log likelihood with its penalty; else NaN */
    double flic;          /* intercept of FLIC; NaN when not estimated */
    double firth;         /* intercept before it; NaN without Firth */
    double sum_fitted;    /* expected events of the fit before FLIC */
    upw_logit_work *work; /* in the arena given to begin */
} upw_logit;

/* Ready for the first pass; everything that `out` points to is in `arena`. No events or all events: the status says so
 * and no pass is wanted, unless the method is Firth. Fails with UPW_TOO_FEW (no rows), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_logit_begin(const upw_logit_survey *survey, const upw_logit_options *options,
                                            upw_arena *arena, upw_logit *out, upw_error *error);

/* NULL when there is no memory. One for each thread or shard; begin it anew for each pass. */
UPW_API upw_logit_pass *upw_logit_new_pass(const upw_logit *logit, upw_arena *arena);
UPW_API void upw_logit_begin_pass(const upw_logit *logit, upw_logit_pass *pass);
UPW_API void upw_logit_add_rows(const upw_logit *logit, upw_logit_pass *pass, const upw_case_rows *rows);
UPW_API void upw_logit_merge_pass(upw_logit_pass *into, const upw_logit_pass *other);

/* After a pass over all rows: the next estimate, or the end (wants_pass is false). */
UPW_API void upw_logit_step(upw_logit *logit, const upw_logit_pass *pass);

/* All passes over rows in memory. */
UPW_API UPW_MUST_CHECK bool upw_logit_fit(const upw_case_rows *rows, const upw_logit_options *options, upw_arena *arena,
                                          upw_logit *out, upw_error *error);

/* Risk of each row, of a model with these coefficients (NaN: a column without part in it). `risks` n. */
UPW_API void upw_logit_predict(const double *coefficients, const upw_case_rows *rows, double *risks);

/* How much each row pulls at the fit: the diagonal of the hat matrix. */
UPW_API void upw_logit_find_leverages(const upw_logit *logit, const upw_case_rows *rows, double *out);

/* ---- How good is the model? ---------------------------------------------------------------------------------------
 */

enum { UPW_TENTHS = 10 };

typedef struct upw_calibration_group {
    double upper; /* largest risk of the group */
    int64_t n, observed;
    double expected;
} upw_calibration_group;

/* Undefined figures are NaN. */
typedef struct upw_calibration {
    int64_t n, events;
    double c_statistic, c_se; /* DeLong et al. 1988; 0.5: no better than a coin */
    double brier, brier_scaled;
    double o_over_e;
    double in_the_large, in_the_large_se; /* 0: perfect (Cox 1958) … */
    double slope, slope_se;               /* … and 1 */
    double slope_intercept;
    bool has_groups; /* false: cut points coincide, so there are neither groups nor the test of Hosmer & Lemeshow */
    upw_calibration_group groups[UPW_TENTHS];
    double hl_chi_square, hl_p;
    double hl_df; /* 8 on the data of the model, 10 on new data */
} upw_calibration;

/*   risks             0 < p < 1; a risk of 0 or 1 is allowed and leaves in_the_large and slope undefined
 *   y                 0 or 1
 *   is_development    the model was fitted to these rows
 *   scratch           O(n), given back before the call returns
 *
 * Fails with UPW_BAD_INPUT (a risk outside 0 to 1, an outcome neither 0 nor 1: error->row), UPW_TOO_FEW (no rows),
 * UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_calibration_measure(const double *risks, const double *y, size_t n, bool is_development,
                                                    upw_arena *scratch, upw_calibration *out, upw_error *error);

/* The same from risks that come one after the other in rising order, as when there are too many to sort in memory. */
typedef struct upw_share_sum { /* of shares that so many patients have: mean, sum of squares from it */
    double n, mean, squares;
} upw_share_sum;

typedef struct upw_calibration_sweep {
    upw_calibration found;
    double cuts[UPW_TENTHS + 1]; /* quantiles of the risks at 0, 0.1 … 1, type 7 of Hyndman & Fan 1996 */
    size_t group;
    double cases_before, controls_before; /* patients with less risk */
    upw_share_sum above, below;           /* of a case, controls with less risk; of a control, cases with more */
    double squares, squares_error, expected, expected_error;
} upw_calibration_sweep;

UPW_API void upw_calibration_begin(int64_t n, int64_t events, const double *cuts, bool is_development,
                                   upw_calibration_sweep *out);
/* So many patients with this risk, all there are; `events` of them had the outcome. */
UPW_API void upw_calibration_add(upw_calibration_sweep *sweep, double risk, int64_t n, int64_t events);
/* in_the_large and slope with their errors are NaN: they are fits of the outcome on the log odds, alone as an offset
 * and as a column (upw_logit_…). */
UPW_API void upw_calibration_end(const upw_calibration_sweep *sweep, upw_calibration *out);

/* ---- Expected counts of organisations -----------------------------------------------------------------------------
 */

typedef struct upw_casemix_org {
    int64_t n, observed;
    double expected, variance;    /* sums of p and of p (1 - p) */
    double ratio;                 /* observed / expected; NaN under 0.5 expected */
    double ratio_low, ratio_high; /* 95 %: Byar, exact under 10 events */
    double adjusted_rate;         /* ratio times the rate of all organisations together */
    double z;                     /* (observed - expected) / sqrt(variance) */
    double p_lower, p_upper;      /* P(R <= observed), P(R >= observed) of the Poisson-binomial */
    double z_mid;                 /* of its mid-p */
    double p_upper_poisson;       /* for contrast: as if all patients had small, equal risks */
    double outside_share;         /* of its patients, those with a risk beyond the 1st or 99th percentile of all */
    bool is_too_small;            /* under 0.5 expected events: no ratio */
    bool is_approximate;          /* tails by a refined normal law: too many rows for the exact one */
} upw_casemix_org;

/* `orgs[i]` < n_orgs is the organisation of row i. An organisation without rows has n 0 and NaNs. Tails are exact up to
 * about 10^5 rows of one organisation; a refined normal law beyond (Volkova 1995). Scratch O(n). Fails with
 * UPW_BAD_INPUT (error->row), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_casemix_count(const double *risks, const double *y, const uint32_t *orgs, size_t n,
                                              size_t n_orgs, upw_arena *scratch, upw_casemix_org *out,
                                              upw_error *error);

/* The same in steps, for rows that come in blocks: sums of each organisation, which are merged by adding, then each
 * organisation judged with the risks of its own patients. */
typedef struct upw_casemix_sums {
    int64_t n, observed, outside;     /* patients; events; patients with a risk below `low` or above `high` */
    double expected, variance, third; /* sums of p, p (1 - p), p (1 - p) (1 - 2 p) */
} upw_casemix_sums;

/* `low` and `high`: the 1st and 99th percentile of all risks. */
typedef struct upw_casemix_rows {
    const double *risks, *y;
    const uint32_t *orgs;
    size_t n;
    double low, high;
} upw_casemix_rows;

UPW_API void upw_casemix_add(upw_casemix_sums *by_org, const upw_casemix_rows *rows);
UPW_API void upw_casemix_merge(upw_casemix_sums *into, const upw_casemix_sums *other);

/* Whether the exact tails are affordable, so that the risks of its patients are wanted. */
UPW_API bool upw_casemix_wants_risks(const upw_casemix_sums *org);

/* overall_rate: events of all organisations over patients. risks: of its patients, in any order, or NULL: tails by the
 * refined normal law. terms: n + 2 doubles to work in, when there are risks. */
UPW_API void upw_casemix_judge(const upw_casemix_sums *org, double overall_rate, const double *risks, double *terms,
                               upw_casemix_org *out);

/* P(R <= r), P(R >= r) and P(R = r) for the number R of events of n people with risks of their own. `terms` n + 1
 * doubles to work in. Relative error below 1e-12 above 1e-290. */
typedef struct upw_event_tails {
    double at_most, at_least, at;
} upw_event_tails;
UPW_API upw_event_tails upw_events_find_tails(const double *risks, size_t n, int64_t r, double *terms);

/* ---- Does a column mean the same everywhere? ----------------------------------------------------------------------
 */

/* Likelihood-ratio test of one column of the model against organisations (or groups of them; at most 30): a model with
 * a level for each organisation, against one with the column's effect differing between them as well. Nicholl 2007;
 * Mohammed et al. 2009. `columns` from … to - 1 of the model are the column's (several of a factor). Fails with
 * UPW_TOO_FEW, UPW_TOO_LARGE (too many columns), UPW_NO_MEMORY. */
typedef struct upw_constant_risk {
    double chi_square, df, p_value; /* NaN when neither model can be fitted */
} upw_constant_risk;
UPW_API UPW_MUST_CHECK bool upw_casemix_test_constant_risk(const upw_case_rows *rows, const uint32_t *orgs,
                                                           size_t n_orgs, size_t from, size_t to, upw_arena *scratch,
                                                           upw_constant_risk *out, upw_error *error);

/* ---- What the page must say ---------------------------------------------------------------------------------------
 */

typedef struct upw_casemix_facts {
    const char *variables;    /* "age, sex and emergency admission" */
    const upw_logit *logit;   /* NULL: expected counts from elsewhere */
    size_t n_left_out, n_all; /* rows that were not complete, of all */
    bool is_uneven;           /* organisations differ by 10 points or more in the share left out */
    double o_over_e;          /* of all organisations together */
    size_t n_outside;         /* organisations with more than 10 % of patients beyond the pooled risks */
    size_t n_orgs;
    const char *unlike; /* variables that do not work alike everywhere; NULL: none, or not tested */
} upw_casemix_facts;

/* Plain sentences with a NUL at the end, into `room` bytes (2,000 suffice for names of ordinary length). Returns the
 * length without being cut. */
UPW_API size_t upw_casemix_write_cautions(const upw_casemix_facts *facts, char *out, size_t room);

#ifdef __cplusplus
}
#endif

#endif
