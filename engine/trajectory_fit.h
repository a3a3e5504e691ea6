/* engine/trajectory_fit.h: estimating a J-curve with priors (internal to libupward).
 *
 * All of it happens in coordinates u, in which the prior is a standard normal: 0 level at the start, 1 level at the
 * end, 2 log D, 3 log tr, 4 logit(tb/tr), 5 log(T/tr - 1). */
#ifndef ENGINE_TRAJECTORY_FIT_H
#define ENGINE_TRAJECTORY_FIT_H

#include "trajectory.h"

enum { FIT_DIMENSIONS = 6, FIT_FREEDOM = 5, FIT_STREAM = FIT_DIMENSIONS + FIT_FREEDOM };

typedef struct fit_prior {
    double middle[FIT_DIMENSIONS], width[FIT_DIMENSIONS]; /* mean and standard deviation */
    upw_trajectory_curve centre;                          /* the curve in the middle */
    double bottom_odds, rest;                             /* of it: tb/(tr - tb) and T/tr - 1 */
} fit_prior;

/* Coordinates 2 to 5 of a draw as what D, tr, tb/(tr - tb) and T/tr - 1 of the middle are multiplied by: the same for
 * every plan. */
typedef struct fit_factors {
    double depth, upturn, bottom_odds, rest;
} fit_factors;

/* What is known: present values after the start in time order, what the baseline says, what was agreed. */
typedef struct fit_data {
    const double *times, *values; /* years, > 0 and rising */
    size_t n;
    double sigma;
    fit_prior prior;
} fit_data;

/* A curve in natural units. */
typedef struct fit_curve {
    double from, to; /* levels */
    jcurve shape;
    double upturn;
} fit_curve;

fit_prior fit_make_prior(const trajectory_baseline *baseline, const upw_trajectory_plan *plan);
fit_factors fit_factors_of(const double u[FIT_DIMENSIONS]);
fit_curve fit_curve_of(const fit_prior *prior, const double u[FIT_DIMENSIONS]);

static inline jcurve fit_stretch(const fit_prior *p, const fit_factors *f, double *upturn)
{
    const double turn = p->centre.upturn * f->upturn, odds = p->bottom_odds * f->bottom_odds;
    *upturn = turn;
    return jcurve_of(p->centre.depth * f->depth, turn * (odds / (1 + odds)), turn, turn * (1 + p->rest * f->rest));
}

static inline double fit_level(const fit_curve *c, double time)
{
    return c->from + (c->to - c->from) * jcurve_share(&c->shape, time);
}

typedef struct fit_estimate {
    double u[FIT_DIMENSIONS];
    double q;                                         /* minus the log posterior, without its constant */
    double precision[FIT_DIMENSIONS][FIT_DIMENSIONS]; /* at u */
    double root[FIT_DIMENSIONS][FIT_DIMENSIONS];      /* lower triangle L, L L' the inverse of it */
    double log_det_root;
} fit_estimate;

/* The least Q from 18 starts (Levenberg-Marquardt). */
void fit_find_estimate(const fit_data *data, fit_estimate *out);

/* Lower triangle L with L L' = a, for a positive definite; false when it is not. */
bool fit_cholesky(double a[FIT_DIMENSIONS][FIT_DIMENSIONS], double out[FIT_DIMENSIONS][FIT_DIMENSIONS]);

/* Normal values that every fit uses again. */
struct upw_trajectory_draws {
    size_t n, n_near;                  /* draws of the sampler; the first n_near around the estimate … */
    double (*near_z)[FIT_DIMENSIONS];  /* … of which this is a t value, 5 degrees of freedom */
    double *near_size;                 /* log(1 + |z|²/5) */
    double (*prior_u)[FIT_DIMENSIONS]; /* n - n_near: from the prior … */
    fit_factors *prior_factors;        /* … and what they do to its shape */
    size_t n_plain;                    /* draws from the prior alone, for its variance */
    double (*plain_ends)[2];           /* coordinates 0 and 1 */
    fit_factors *plain_factors;
    const upw_trajectory_draws *more; /* for fits in which these are too few; NULL: none */
};

/* Draws of the posterior that carry any weight. */
typedef struct fit_posterior {
    fit_curve *curves;
    double *weights; /* their sum is 1 */
    size_t n;
    double ess;
    double log_ml; /* log of the mean weight before it was made 1 */
} fit_posterior;

/* False: no memory. */
bool fit_sample(const fit_data *data, const fit_estimate *estimate, const upw_trajectory_draws *draws, upw_arena *arena,
                fit_posterior *out);

#endif
