/* One pass over the rows at one estimate: deviance, gradient and information.
 *
 * log(1 + e) of 64 rows is the logarithm of a product: each factor is at most 2, and what 1 + e rounds away is less
 * than the rounding of the sum. Sums of 1,024 rows are added with compensation (Knuth's two-sum). */
#include <math.h>
#include <string.h>

#include "logit.h"

upw_logit_pass *upw_logit_new_pass(const upw_logit *logit, upw_arena *arena)
{
    const size_t width = logit->work->width;
    upw_logit_pass *const pass = upw_arena_take(arena, 1, sizeof *pass);
    double *const room = upw_arena_take(arena, width * (3 * width + 3 + 2 * (size_t)LOGIT_BLOCK), sizeof *room);
    if (pass == NULL || room == NULL)
        return NULL;
    *pass = (upw_logit_pass){ .width = width };
    pass->information = room;
    pass->information_error = pass->information + width * width;
    pass->batch_information = pass->information_error + width * width;
    pass->gradient = pass->batch_information + width * width;
    pass->gradient_error = pass->gradient + width;
    pass->batch_gradient = pass->gradient_error + width;
    pass->x = pass->batch_gradient + width;
    pass->wx = pass->x + LOGIT_BLOCK * width;
    upw_logit_begin_pass(logit, pass);
    return pass;
}

void upw_logit_begin_pass(const upw_logit *logit, upw_logit_pass *pass)
{
    const size_t width = logit->work->width;
    memset(pass->information, 0, width * (3 * width + 3 + 2 * (size_t)LOGIT_BLOCK) * sizeof(double));
    pass->n = 0;
    pass->n_far = pass->n_wrong = pass->in_batch = 0;
    pass->deviance = pass->deviance_error = pass->sum_fitted = pass->sum_fitted_error = 0;
}

static void add_exactly(double *sum, double *error, double term)
{
    const double total = *sum + term, part = total - *sum;
    *error += (*sum - (total - part)) + (term - part);
    *sum = total;
}

void logit_end_batch(upw_logit_pass *pass)
{
    if (pass->in_batch == 0)
        return;
    for (size_t k = 0; k < pass->width * pass->width; k++)
        add_exactly(&pass->information[k], &pass->information_error[k], pass->batch_information[k]);
    for (size_t k = 0; k < pass->width; k++)
        add_exactly(&pass->gradient[k], &pass->gradient_error[k], pass->batch_gradient[k]);
    memset(pass->batch_information, 0, pass->width * pass->width * sizeof(double));
    memset(pass->batch_gradient, 0, pass->width * sizeof(double));
    pass->in_batch = 0;
}

static double multiply(const double *a, const double *b, size_t width)
{
    double sums[LOGIT_LANES] = { 0 };
    for (size_t j = 0; j < width; j += LOGIT_LANES)
        for (size_t lane = 0; lane < LOGIT_LANES; lane++)
            sums[lane] += a[j + lane] * b[j + lane];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/* Residuals, weights and deviance of n rows. `wrong` is 1 where the outcome is not the likelier one: nobody can guess
 * that ahead, so it chooses by arithmetic. */
static void add_outcomes(upw_logit_pass *pass, const upw_case_rows *rows, size_t first, size_t n)
{
    double product = 1, deviance = 0, fitted = 0;
    for (size_t i = 0; i < n; i++) {
        const double weight = rows->weights != NULL ? rows->weights[first + i] : 1;
        const double eta = pass->eta[i] + (rows->offset != NULL ? rows->offset[first + i] : 0);
        const double e = exp(-fabs(eta)), common = 1 / (1 + e), rare = e * common;
        const double chances[2] = { rare, common };
        const unsigned is_event = rows->y[first + i] > 0, is_likely = eta > 0, wrong = is_event ^ is_likely;
        if (rows->weights != NULL)
            deviance += weight * log1p(e);
        else
            product *= 1 + e;
        deviance += weight * fabs(eta) * wrong;
        pass->residual[i] = weight * chances[wrong] * (2.0 * is_event - 1);
        pass->w[i] = weight * rare * common;
        fitted += weight * chances[is_likely];
        pass->n_far += fabs(eta) > 30;
        pass->n_wrong += wrong;
        pass->n += (int64_t)weight;
    }
    add_exactly(&pass->deviance, &pass->deviance_error, 2 * (deviance + log(product)));
    add_exactly(&pass->sum_fitted, &pass->sum_fitted_error, fitted);
}

/* Firth: each residual gets h (1/2 - p), h = w x' inverse x. From residual and weight of a row that counts m times,
 * m (1/2 - p) is taken without p itself: an outcome's residual is m (y - p). */
static void add_leverages(const upw_logit_work *work, upw_logit_pass *pass, const upw_case_rows *rows, size_t first,
                          size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double *const x = pass->x + i * pass->width;
        double distance = 0;
        for (size_t j = 0; j < pass->width; j++)
            distance += x[j] * multiply(work->inverse + j * pass->width, x, pass->width);
        const double weight = rows->weights != NULL ? rows->weights[first + i] : 1;
        const double leverage = pass->w[i] / weight * distance;
        pass->residual[i] += leverage * (pass->residual[i] - weight * (rows->y[first + i] - 0.5));
    }
}

static void add_block(const upw_logit *logit, upw_logit_pass *pass, const upw_case_rows *rows, size_t first, size_t n)
{
    const upw_logit_work *const work = logit->work;
    logit_take_rows(work, rows->p > 0 ? rows->x + first * rows->p : NULL, rows->p, n, pass);
    add_outcomes(pass, rows, first, n);
    if (work->phase == LOGIT_FIRTH_SCORE)
        add_leverages(work, pass, rows, first, n);
    logit_weigh_rows(work, n, pass);
    if (work->phase == LOGIT_INTERCEPT)
        for (size_t i = 0; i < n; i++)
            pass->batch_information[0] += pass->w[i];
    else if (work->phase != LOGIT_FIRTH_SCORE)
        logit_add_products(work, n, pass);
    pass->in_batch += n;
    if (pass->in_batch >= LOGIT_BATCH)
        logit_end_batch(pass);
}

void upw_logit_add_rows(const upw_logit *logit, upw_logit_pass *pass, const upw_case_rows *rows)
{
    for (size_t first = 0; first < rows->n; first += LOGIT_BLOCK)
        add_block(logit, pass, rows, first, rows->n - first < LOGIT_BLOCK ? rows->n - first : LOGIT_BLOCK);
}

void upw_logit_merge_pass(upw_logit_pass *into, const upw_logit_pass *other)
{
    logit_end_batch(into);
    for (size_t k = 0; k < into->width * into->width; k++) {
        add_exactly(&into->information[k], &into->information_error[k], other->information[k]);
        into->information_error[k] += other->information_error[k] + other->batch_information[k];
    }
    for (size_t k = 0; k < into->width; k++) {
        add_exactly(&into->gradient[k], &into->gradient_error[k], other->gradient[k]);
        into->gradient_error[k] += other->gradient_error[k] + other->batch_gradient[k];
    }
    add_exactly(&into->deviance, &into->deviance_error, other->deviance + other->deviance_error);
    add_exactly(&into->sum_fitted, &into->sum_fitted_error, other->sum_fitted + other->sum_fitted_error);
    into->n += other->n;
    into->n_far += other->n_far;
    into->n_wrong += other->n_wrong;
}
