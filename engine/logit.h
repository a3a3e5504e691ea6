/* engine/logit.h: logistic regression on its way (internal to libupward).
 *
 * Inside, columns are centred and scaled to a standard deviation of 1, behind a column of ones, and rows padded with
 * zeros to `width` columns. */
#ifndef ENGINE_LOGIT_H
#define ENGINE_LOGIT_H

#include "cholesky.h"
#include "upward/casemix.h"

/* Rows that are worked on together, and rows whose sums are gathered before they are added, with compensation, to the
 * sums of the pass. */
enum { LOGIT_LANES = 8, LOGIT_BLOCK = 64, LOGIT_BATCH = 1024 };

typedef enum logit_phase {
    LOGIT_LIKELIHOOD,        /* maximum likelihood: deviance, gradient, information */
    LOGIT_FIRTH_INFORMATION, /* deviance and information … */
    LOGIT_FIRTH_SCORE,       /* … then, at the same estimate, the gradient with leverages */
    LOGIT_INTERCEPT          /* the intercept alone */
} logit_phase;

struct upw_logit_work {
    size_t width; /* 1 + p, rounded up to LOGIT_LANES */
    upw_logit_options options;
    logit_phase phase;
    double *centre, *inverse_scale; /* of each column; 0 and 1 of the ones, 0 and 0 of the padding */
    double *beta, *before, *delta;  /* estimate, the one before it, the way to the next */
    double *information, *inverse;  /* width × width */
    double *column;
    cholesky cholesky;
    double aim_before;  /* deviance, or minus the penalised likelihood, at `before` */
    double step_before; /* largest |delta| of the last step */
    double log_scale;   /* sum of log standard deviations of the columns in use */
    unsigned halvings, steps;
    bool has_wide_registers; /* AVX2; without it the same operations run on narrower ones, with the same results */
};

/* A sum and what rounding has taken from it. */
struct upw_logit_pass {
    size_t width;
    int64_t n;
    size_t n_far;   /* rows with |log odds| above 30 */
    size_t n_wrong; /* rows whose outcome is not the likelier one */
    double deviance, deviance_error, sum_fitted, sum_fitted_error;
    double *gradient, *gradient_error;       /* width */
    double *information, *information_error; /* width × width, lower triangle */
    double *batch_gradient, *batch_information;
    size_t in_batch;
    double *x, *wx;                               /* LOGIT_BLOCK × width */
    double eta[LOGIT_BLOCK];                      /* log odds */
    double residual[LOGIT_BLOCK], w[LOGIT_BLOCK]; /* y - p; p (1 - p); times the weight */
};

/* Add what stands in the batch to the sums of the pass. */
void logit_end_batch(upw_logit_pass *pass);

/* Of n <= LOGIT_BLOCK rows: centred and scaled into the block, with their log odds but for the offset; their weighted
 * copies, and the gradient; the sums of products, the lower triangle at least. */
void logit_take_rows(const upw_logit_work *work, const double *rows, size_t p, size_t n, upw_logit_pass *pass);
void logit_weigh_rows(const upw_logit_work *work, size_t n, upw_logit_pass *pass);
void logit_add_products(const upw_logit_work *work, size_t n, upw_logit_pass *pass);

#endif
