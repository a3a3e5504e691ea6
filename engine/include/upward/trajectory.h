/* upward/trajectory.h: is improvement following the path that was agreed, when that path is not a straight line?
 *
 * A body that takes time out to change how it works gets worse before it gets better. So it agrees a path with
 * somebody, and its results are judged against that path: behind, ahead, on curve, or too early to tell, with a stated
 * chance of a false "behind" (0.05 over the whole path) and a stated month in which one will be able to tell.
 *
 * Times are in years since the start; period i (from 1) ends at i / per_year. Improvement up or down needs no special
 * case: it is the way from `start` to `aim`. All functions are re-entrant and give the same answer every time.
 *
 * Method: docs/methods/trajectory.md (Page 1954; Brook & Evans 1972; Jones, Champ & Rigdon 2004). Checked against
 * tests/golden/trajectory/ (R 4.2.2): numbers to 1e-9, words and months exactly. */
#ifndef UPWARD_TRAJECTORY_H
#define UPWARD_TRAJECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"
#include "upward/lights.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The path ---------------------------------------------------------------------------------------------------- */

typedef enum upw_trajectory_shape {
    UPW_TRAJECTORY_LINE,     /* the same gain every month */
    UPW_TRAJECTORY_STEP,     /* nothing, then all at once */
    UPW_TRAJECTORY_LAG_LINE, /* nothing until L, then the same gain every month */
    UPW_TRAJECTORY_LAG_S,    /* nothing until L, then slow, fast, slow */
    UPW_TRAJECTORY_DIM,      /* big gains first, half way by H */
    UPW_TRAJECTORY_JCURVE,   /* worse before better */
    UPW_TRAJECTORY_MILES,    /* milestones of one's own */
    UPW_TRAJECTORY_SHAPE_COUNT
} upw_trajectory_shape;

typedef struct upw_trajectory_milestone {
    double time;  /* years, > 0, rising */
    double share; /* of the journey, <= 1; below 0 is worse than at the start */
} upw_trajectory_milestone;

/* What was agreed. Only the parameters of the shape are read; 0 takes the default that is offered (J-curve: D 0.25,
 * upturn 2.5 years, bottom half way to it, arrival 5 years; the others: arrival 5 years, and no default for L and H).
 */
typedef struct upw_trajectory_plan {
    upw_trajectory_shape shape;
    double start, aim; /* levels, in the unit of the values; not equal */
    double arrival;    /* T, years > 0: the aim is reached. For a step L = T, and `lag` may stay 0 */
    double lag;        /* L, years, 0 < L < T: nothing happens until then */
    double half;       /* H, years, 0 < H < T/2: half of the journey is done */
    double depth;      /* D, 0.02 to 1: the lowest point, as a share of the journey */
    double bottom;     /* tb, years, 0 < tb < tr: when it is worst */
    double upturn;     /* tr, years, tb < tr < T: back at the level of the start */
    const upw_trajectory_milestone *milestones; /* the last has time T (`arrival` 0 or the same) and share 1 */
    size_t n_milestones;
} upw_trajectory_plan;

typedef struct upw_trajectory_shape_facts {
    const char *name;       /* "jcurve": as in files */
    const char *words;      /* "worse before better": for a board */
    const char *parameters; /* "D tb tr T": names in files, in the order of asking */
} upw_trajectory_shape_facts;

/* NULL for what is no shape. */
UPW_API const upw_trajectory_shape_facts *upw_trajectory_get_shape(upw_trajectory_shape shape);

/* Put defaults in the places of zeros, then hold the plan against the constraints above. UPW_BAD_INPUT with one
 * sentence that says which parameter, and what it must be. Other functions take a plan that went through here. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_complete_plan(upw_trajectory_plan *plan, upw_error *error);

/* Share of the journey that is planned at `time`: 0 up to the start, 1 from the arrival. Error a few units in the last
 * place of 1. */
UPW_API double upw_trajectory_find_share(const upw_trajectory_plan *plan, double time);
UPW_API double upw_trajectory_find_level(const upw_trajectory_plan *plan, double time);

typedef struct upw_trajectory_outline {
    double lowest_share, lowest_level; /* 0 and the start when the path never dips */
    double lowest_time;                /* years; 0 when it never dips */
    double steepest_share;             /* of the whole gain, asked for in the best twelve months … */
    double steepest_time;              /* … which begin at this time */
} upw_trajectory_outline;

/* On a grid of 1/96 year, with the corners of the shape. */
UPW_API upw_trajectory_outline upw_trajectory_outline_plan(const upw_trajectory_plan *plan);

/* What may happen instead of the plan: paths to hold the plan's chart against. */
typedef enum upw_trajectory_truth {
    UPW_TRAJECTORY_ON_PLAN,
    UPW_TRAJECTORY_NOTHING,   /* nothing has changed */
    UPW_TRAJECTORY_STUCK,     /* stuck at the bottom: the dip, and no way out of it */
    UPW_TRAJECTORY_HALF_RATE, /* everything takes twice the time */
    UPW_TRAJECTORY_LATE,      /* everything one year late */
    UPW_TRAJECTORY_DEEP,      /* a dip twice as deep, then on time */
    UPW_TRAJECTORY_HALF_GAIN, /* the dip, then half the climb */
    UPW_TRAJECTORY_STRAIGHT,  /* success in a straight line */
    UPW_TRAJECTORY_TRUTH_COUNT
} upw_trajectory_truth;

UPW_API double upw_trajectory_find_truth(const upw_trajectory_plan *plan, upw_trajectory_truth truth, double time);
UPW_API const char *upw_trajectory_truth_text(upw_trajectory_truth truth); /* "nothing has changed" */

/* ---- Limits of the verdict ----------------------------------------------------------------------------------------*/

/* In place of a number of baseline points: mean and sigma are known and not estimated. */
#define UPW_TRAJECTORY_KNOWN SIZE_MAX

enum { UPW_TRAJECTORY_BASELINE_MIN = 8, UPW_TRAJECTORY_BASELINE_WEAK = 12, UPW_TRAJECTORY_HORIZON_MAX = 120 };

/* The h that makes the chance of ever being called behind within `horizon` periods 0.05 for a body exactly on its path,
 * with mean and sigma estimated from n_baseline points: the next smaller n_baseline and the next larger horizon of the
 * table. Fails with UPW_TOO_FEW (under 8 points), UPW_BAD_INPUT (no period, or more than 120). */
UPW_API UPW_MUST_CHECK bool upw_trajectory_find_limit(size_t n_baseline, size_t horizon, double *h, upw_error *error);

/* What residuals are divided by when neighbours correlate by rho, 0 <= rho < 1: sqrt(1 + rho) / (1 - rho). */
UPW_API double upw_trajectory_find_factor(double rho);

/* Correlation of neighbours in a measure, pooled over the baselines of all bodies: body b has the values
 * values[offsets[b]] … values[offsets[b + 1] - 1] (NaN = missing). Where there are three years or more of them, the
 * means of the seasons (`season` periods, 12 for months; 0: none) are taken out first. Corrected for small samples; a
 * negative result is 0. Fails with UPW_TOO_FEW (nobody has three neighbours), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_pool_correlation(const double *values, const size_t *offsets,
                                                            size_t n_bodies, size_t season, upw_arena *scratch,
                                                            double *rho, upw_error *error);

/* ---- When will one be able to tell? -------------------------------------------------------------------------------*/

/* Chance that "behind" has been said by each period, for results whose means differ from the plan by delta[i] standard
 * deviations (above 0: better). A Markov chain of 200 states (Brook & Evans 1972); takes mean and sigma as known, so
 * that a power of 0.80 is "three times in four" when they come from 24 points. O(n) steps of 40,000 multiplications.
 * power[i] for i < n, absolute error of the chain's own arithmetic below 1e-12. Fails with UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_find_power(const double *delta, size_t n, double h, upw_arena *scratch,
                                                      double *power, upw_error *error);

/* ---- Judging a series ---------------------------------------------------------------------------------------------*/

typedef enum upw_trajectory_verdict {
    UPW_TRAJECTORY_TOO_EARLY,
    UPW_TRAJECTORY_ON_CURVE,
    UPW_TRAJECTORY_BEHIND,
    UPW_TRAJECTORY_AHEAD,
    UPW_TRAJECTORY_NO_VERDICT, /* no variation in the baseline */
    UPW_TRAJECTORY_VERDICT_COUNT
} upw_trajectory_verdict;

UPW_API const char *upw_trajectory_verdict_text(upw_trajectory_verdict verdict); /* "too early", "on curve", … */

typedef struct upw_trajectory_series {
    const double *baseline; /* before the start, in time order; NaN = missing */
    size_t n_baseline;
    const double *values; /* values[i] is period i + 1 after the start; NaN = missing */
    size_t n;
    double per_year;      /* periods a year, > 0: 12 for months, 4 for quarters */
    const double *sigmas; /* for each of `values`, when denominators vary by more than a quarter; NULL: one, from the
                             baseline */
} upw_trajectory_series;

typedef struct upw_trajectory_options {
    size_t horizon; /* periods that will be judged, for which the chance of a false "behind" is 0.05; 0, or fewer than
                       up to the arrival: up to the arrival */
    double rho;     /* correlation of neighbours in this measure, 0 <= rho < 1; 0: independent */
} upw_trajectory_options;

typedef struct upw_trajectory_point {
    double plan;            /* the agreed level */
    double share;           /* of the journey */
    double residual;        /* standard deviations better than planned; NaN without a value */
    double c_minus, c_plus; /* evidence of being behind and ahead */
    double power;           /* chance that "nothing has changed" would have been noticed by now; NaN when not wanted */
    double h;               /* limit in this period: grows beyond the horizon */
    upw_trajectory_verdict verdict;
    bool is_above_dip;   /* better than a planned dip: either the change has not started or the dip was avoided */
    bool is_exceptional; /* outside the band of 3 sigma: marked, and no part of the verdict */
} upw_trajectory_point;

/* Where results stand beside a path, by cumulative sums above h/2 and not yet above h. */
typedef enum upw_trajectory_lean {
    UPW_TRAJECTORY_FITS,
    UPW_TRAJECTORY_WORSE,
    UPW_TRAJECTORY_BETTER,
    UPW_TRAJECTORY_LEAN_COUNT
} upw_trajectory_lean;

typedef struct upw_trajectory_judgement {
    size_t n_baseline; /* points with a value */
    bool is_weak;      /* fewer than 12 of them */
    double mean, sigma;
    double h, factor;     /* limit up to the horizon; what residuals are divided by for autocorrelation */
    size_t horizon;       /* periods from start to arrival */
    size_t dip_end;       /* last period planned below the start; 0: none */
    size_t tells_from;    /* first period in which no change would be noticed with 0.80, within the horizon; 0: never */
    size_t behind_from;   /* the first period called behind, 0: none … */
    size_t ahead_from;    /* … and ahead */
    size_t since;         /* for a last verdict behind or ahead: first period of the run of evidence; else 0 */
    double reds_expected; /* of `horizon` periods on the path, under a straight-line light; NaN when not wanted */
    upw_trajectory_verdict verdict; /* of the last period with a value; too early when there is none */
    /* While it is too early, what may be said of results, neighbours that correlate or not: beside the agreed path, and
     * beside no change at all. */
    upw_trajectory_lean from_path, from_start;
} upw_trajectory_judgement;

/* Judge one series against its plan.
 *
 *   options   NULL: independent neighbours
 *   scratch   O(n) working memory, given back before the call returns
 *   points    out, one for each of series->values; NULL when nobody wants them
 *
 * A period beyond the horizon is judged with the limit of the next longer horizon of the table, up to 120 periods. A
 * period without a value adds no evidence and keeps the verdict. Fails with UPW_BAD_INPUT (an infinity: error->row is
 * its 1-based position in the baseline or the values; a horizon of more than 120 periods), UPW_TOO_FEW (fewer than 8
 * baseline values), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_judge(const upw_trajectory_series *series, const upw_trajectory_plan *plan,
                                                 const upw_trajectory_options *options, upw_arena *scratch,
                                                 upw_trajectory_point *points, upw_trajectory_judgement *out,
                                                 upw_error *error);

/* Many series of one measure, each with its own plan (plans[i] for series[i]). The same words as upw_trajectory_judge;
 * points carry no power and judgements no expected reds. Series i has points[offsets[i]] …; `points` NULL: not wanted.
 * `tells_from` of plans of one shape is found from its neighbours' where they agree: a larger journey beside sigma is
 * never noticed later. A series that is refused gets UPW_TRAJECTORY_NO_VERDICT, its reason in reasons[i] (NULL: not
 * wanted), and is not an error. Fails with UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_judge_batch(const upw_trajectory_series *series,
                                                       const upw_trajectory_plan *plans, size_t n_series,
                                                       const upw_trajectory_options *options, upw_arena *scratch,
                                                       upw_trajectory_point *points, const size_t *offsets,
                                                       upw_trajectory_judgement *out, upw_error_code *reasons,
                                                       upw_error *error);

/* What earlier judgements found out about when one can tell, for later ones: 130 kB. For one thread at a time; lives as
 * long as its arena, and milestones of the plans that it met must stay where they are. */
typedef struct upw_trajectory_known upw_trajectory_known;

/* NULL with UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK upw_trajectory_known *upw_trajectory_make_known(upw_arena *arena, upw_error *error);

/* upw_trajectory_judge for one series of many, as fast as upw_trajectory_judge_batch: points carry no power (NaN), all
 * else is the same, and fails as it does. */
UPW_API UPW_MUST_CHECK bool
upw_trajectory_judge_next(const upw_trajectory_series *series, const upw_trajectory_plan *plan,
                          const upw_trajectory_options *options, upw_trajectory_known *known, upw_arena *scratch,
                          upw_trajectory_point *points, upw_trajectory_judgement *out, upw_error *error);

/* ---- Before anybody signs -----------------------------------------------------------------------------------------*/

typedef struct upw_trajectory_preview {
    size_t horizon; /* periods from start to arrival */
    double sigma, h, factor;
    size_t tells_from[UPW_TRAJECTORY_TRUTH_COUNT]; /* first period in which this would be noticed; 0: never */
    double reds_expected;                          /* of `horizon`, on the path, under a straight-line light */
    bool shows_nothing;                            /* no change would not be noticed before the arrival */
    upw_trajectory_outline outline;
} upw_trajectory_preview;

/* `sigma` > 0: variation of one period around its level; n_baseline points will be, or were, there to estimate it from.
 * Fails as upw_trajectory_find_limit, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_preview_plan(const upw_trajectory_plan *plan, double per_year, double sigma,
                                                        size_t n_baseline, double rho, upw_arena *scratch,
                                                        upw_trajectory_preview *out, upw_error *error);

/* ---- What a straight-line light would have said -------------------------------------------------------------------*/

typedef struct upw_trajectory_light {
    double line; /* where a straight line from start to aim stands */
    upw_light light;
    double red, green; /* chances of a body exactly on its path */
} upw_trajectory_light;

/* For each of n values (NaN = missing; NULL: chances only); tolerance 0 means a tenth of the journey. `sigma` <= 0:
 * chances are NaN. */
UPW_API void upw_trajectory_find_lights(const upw_trajectory_plan *plan, const double *values, size_t n,
                                        double per_year, double sigma, double tolerance, upw_trajectory_light *out);

/* ---- Estimating a path from results -------------------------------------------------------------------------------*/

enum {
    UPW_TRAJECTORY_FIT_MIN = 6, /* values after the start */
    UPW_TRAJECTORY_COORDINATES = 6,
    UPW_TRAJECTORY_QUANTILES = 5,
    UPW_TRAJECTORY_DRAWS = 20000,
    UPW_TRAJECTORY_DRAWS_AGAIN = 80000,
    UPW_TRAJECTORY_DRAWS_MAX = 1000000
};

/* The random numbers of the sampler: the same for every fit, so that they can be made once for many. Read only; lives
 * as long as its arena. */
typedef struct upw_trajectory_draws upw_trajectory_draws;

/* n 0: 20,000; seed 0: 1. NULL with UPW_NO_MEMORY, or UPW_BAD_USAGE for fewer than 10 or more than a million. About
 * 2.5 MB for 20,000. */
UPW_API UPW_MUST_CHECK const upw_trajectory_draws *upw_trajectory_make_draws(size_t n, uint64_t seed, upw_arena *arena,
                                                                             upw_error *error);

/* A J-curve whose ends and dates are estimated. */
typedef struct upw_trajectory_curve {
    double from, to;                /* levels at the start and at the end */
    double depth;                   /* of the dip, as a share of the journey; no lower bound */
    double upturn, bottom, arrival; /* years */
} upw_trajectory_curve;

/* What can be said of one time, by results and plan together. */
typedef struct upw_trajectory_forecast {
    double time;                 /* years since the start: the only field that is read */
    double prior_mean, prior_sd; /* by the plan alone */
    double mean, sd;
    double quantiles[UPW_TRAJECTORY_QUANTILES]; /* 10, 25, 50, 75 and 90 % of the level: print as "about 4 in 5" */
    double single_low, single_high;             /* 10 and 90 % of a single period around it */
    double lambda;    /* share of the forecast that comes from results: 1 - variance / prior variance */
    double aim;       /* chance that the level is at the aim or beyond */
    double nearly;    /* … at nine tenths of the way or beyond */
    double prior_aim; /* … at the aim, by the plan alone */
} upw_trajectory_forecast;

typedef enum upw_trajectory_outlook {
    UPW_TRAJECTORY_CANNOT_TELL, /* most of the forecast is still the plan's assumptions */
    UPW_TRAJECTORY_LIKELY,      /* nearly there by the arrival: 0.8 or more */
    UPW_TRAJECTORY_IN_BALANCE,
    UPW_TRAJECTORY_UNLIKELY, /* 0.2 or less */
    UPW_TRAJECTORY_OUTLOOK_COUNT
} upw_trajectory_outlook;

UPW_API const char *upw_trajectory_outlook_text(upw_trajectory_outlook outlook); /* "cannot tell yet", "likely", … */

/* Coordinates: level at the start, level at the end, log D, log tr, logit(tb/tr), log(T/tr - 1). */
typedef struct upw_trajectory_fit {
    size_t n; /* values after the start */
    double sigma;
    upw_trajectory_curve prior;            /* what was believed before: the agreed path … */
    upw_trajectory_curve estimate;         /* of highest posterior density … */
    double q;                              /* … where minus its log, without the constant, is this */
    double sd[UPW_TRAJECTORY_COORDINATES]; /* of the normal approximation there */
    double prior_mean[UPW_TRAJECTORY_COORDINATES], prior_sd[UPW_TRAJECTORY_COORDINATES];
    size_t draws;
    double ess;                      /* as many independent draws as these are worth; below 400 chances are NaN */
    double log_ml, log_ml_flat;      /* log marginal likelihoods of a J-curve and of no change */
    double nothing;                  /* P(nothing has changed), both equally likely beforehand */
    upw_trajectory_forecast arrival; /* at the plan's T */
    upw_trajectory_outlook outlook;
} upw_trajectory_fit;

/* Those of 20,000 with 80,000 more behind them: for many fits, some of which will need them. About 13 MB. */
UPW_API UPW_MUST_CHECK const upw_trajectory_draws *upw_trajectory_make_many_draws(upw_arena *arena, upw_error *error);

/* Fit a J-curve to the results after the start, with what was agreed as the prior, and forecast.
 *
 *   draws      NULL: made for this call. Where they prove too few, 80,000 are drawn again
 *   scratch    working memory, given back before the call returns: 3 MB, or 20 when drawn again
 *   forecasts  in: time; out: the rest. NULL with n_forecasts 0
 *
 * Whatever the plan's shape, the model is a J-curve, and the prior has its middle where the plan's dates say: for a
 * plan without a dip the upturn at the end of its lag, or half way to the arrival. Deterministic. Fails with
 * UPW_TOO_FEW (fewer than 8 values before or 6 after the start), UPW_BAD_INPUT (an infinity; no variation in the
 * baseline), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_trajectory_fit_path(const upw_trajectory_series *series,
                                                    const upw_trajectory_plan *plan, const upw_trajectory_draws *draws,
                                                    upw_arena *scratch, upw_trajectory_forecast *forecasts,
                                                    size_t n_forecasts, upw_trajectory_fit *out, upw_error *error);

/* ---- Did anything change? -----------------------------------------------------------------------------------------*/

enum { UPW_ITS_SIDE_MIN = 8, UPW_ITS_SEASON_MIN = 24 };

typedef enum upw_its_term {
    UPW_ITS_LEVEL,        /* b0 */
    UPW_ITS_SLOPE,        /* b1, a period */
    UPW_ITS_LEVEL_CHANGE, /* b2, at the first period after */
    UPW_ITS_SLOPE_CHANGE, /* b3, a period */
    UPW_ITS_TERM_COUNT
} upw_its_term;

typedef struct upw_its_input {
    const double *values; /* one a period, in time order; NaN = missing */
    size_t n;
    size_t n_before;   /* periods before the change */
    size_t n_left_out; /* periods after it that belong to neither line: those of a planned dip or lag */
    size_t season;     /* periods in a year, for one pair of sine and cosine from 24 values up; 0: none */
} upw_its_input;

typedef struct upw_its_terms {
    double b[UPW_ITS_TERM_COUNT], se[UPW_ITS_TERM_COUNT];
    double rho; /* correlation of neighbouring errors; NaN: none in the model */
} upw_its_terms;

typedef struct upw_its {
    size_t n_before, n_after, n_left_out; /* values that are there */
    bool has_season;
    size_t freedom;
    upw_its_terms reml; /* the answer: restricted maximum likelihood, errors AR(1) … */
    double low[UPW_ITS_TERM_COUNT], high[UPW_ITS_TERM_COUNT]; /* … with 95 % intervals … */
    double p_value[UPW_ITS_TERM_COUNT];                       /* … two-sided, of no change */
    upw_its_terms ml, prais_winsten, ols, newey_west;         /* kept as checks */
    size_t lags;                                              /* of newey_west */
    double durbin_watson;
} upw_its;

/* Interrupted time series: y = b0 + b1 i + b2 D + b3 (i - i0 - 1) D, D = 1 from the first period of the second line,
 * which is the first after those left out. Coefficients relative error 1e-5, standard errors and rho 1e-4; ols and
 * newey_west 1e-9. Fails with UPW_TOO_FEW (fewer than 8 values on a side), UPW_BAD_INPUT (a change outside the series,
 * an infinity, no variation), UPW_NO_MEMORY. Wagner et al. 2002; Turner et al. 2021. Checked against nlme (R). */
UPW_API UPW_MUST_CHECK bool upw_its_analyse(const upw_its_input *input, upw_arena *scratch, upw_its *out,
                                            upw_error *error);

/* ---- Sentences ----------------------------------------------------------------------------------------------------*/

/* How a period is called: the caller knows its calendar. Writes at most `room` bytes with a NUL. */
typedef void upw_trajectory_name_period(const void *context, size_t period, char *out, size_t room);

/* The verdict in a sentence or two. `name` NULL: "month 30", with `period` ("month" when NULL) for the noun. Returns
 * the length without being cut; 400 bytes suffice. */
UPW_API size_t upw_trajectory_write_verdict(const upw_trajectory_judgement *judgement, const char *period,
                                            upw_trajectory_name_period *name, const void *context, char *out,
                                            size_t room);

/* What a plan asks and shows, before anybody signs: "by month 18 expect …". `unit` follows a level (" minutes", "%";
 * NULL: none). 1,500 bytes suffice. */
UPW_API size_t upw_trajectory_write_preview(const upw_trajectory_plan *plan, const upw_trajectory_preview *preview,
                                            double per_year, const char *unit, char *out, size_t room);

#ifdef __cplusplus
}
#endif
#endif
