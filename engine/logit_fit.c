/* Which coefficients fit best? Iteratively reweighted least squares (Nelder & Wedderburn 1972), and Firth's penalised
 * likelihood (Firth 1993) where no estimate is best or the events are few.
 *
 * A pass over the rows stands between any two steps; the state in between is upw_logit. */
#include <math.h>
#include <string.h>

#include "logit.h"
#include "upward/special.h"
#include "wide.h"

enum { PASSES_MAX = 30, FIRTH_STEPS_MAX = 200, HALVINGS_MAX = 10 };

static const double LEAST_PIVOT = 1e-10; /* of X'X scaled to a unit diagonal: 1 - R² on the columns before */

const char *upw_logit_status_text(upw_logit_status status)
{
    static const char *const words[UPW_LOGIT_STATUS_COUNT] = { "fitted", "no_events", "all_events", "separated",
                                                               "not_converged" };
    return status < UPW_LOGIT_STATUS_COUNT ? words[status] : "";
}

/* ---- beginning ---- */

static double *take_numbers(upw_arena *arena, size_t n)
{
    double *const numbers = upw_arena_take(arena, n, sizeof *numbers);
    if (numbers != NULL)
        memset(numbers, 0, n * sizeof *numbers);
    return numbers;
}

/* All that the fit keeps, from one piece of memory. */
static bool take_room(upw_logit *out, size_t p, upw_arena *arena)
{
    const size_t n = 1 + p, width = (n + LOGIT_LANES - 1) / LOGIT_LANES * LOGIT_LANES;
    upw_logit_work *const work = upw_arena_take(arena, 1, sizeof *work);
    out->is_dropped = upw_arena_take(arena, width, sizeof *out->is_dropped);
    double *const room = take_numbers(arena, 7 * width + 3 * width * width + 2 * n + n * n);
    if (work == NULL || out->is_dropped == NULL || room == NULL)
        return false;
    memset(out->is_dropped, 0, width * sizeof *out->is_dropped);
    *work = (upw_logit_work){ .width = width };
    double *const vectors[7] = {
        room, room + width, room + 2 * width, room + 3 * width, room + 4 * width, room + 5 * width, room + 6 * width
    };
    work->centre = vectors[0];
    work->inverse_scale = vectors[1];
    work->beta = vectors[2];
    work->before = vectors[3];
    work->delta = vectors[4];
    work->column = vectors[5];
    double *const matrices = room + 7 * width;
    work->information = matrices;
    work->inverse = matrices + width * width;
    work->cholesky = (cholesky){ n, width, matrices + 2 * width * width, vectors[6], out->is_dropped, 0 };
    out->coefficients = matrices + 3 * width * width;
    out->se = out->coefficients + n;
    out->covariance = out->se + n;
    out->work = work;
    return true;
}

static void begin_estimate(upw_logit *logit)
{
    upw_logit_work *const work = logit->work;
    memset(work->beta, 0, work->width * sizeof *work->beta);
    const double others = (double)(logit->n - logit->events);
    /* From the log odds of all, a better start than 0; half an event where there are none or nothing else. */
    work->beta[0] = log(((double)logit->events + 0.5) / (others + 0.5));
    if (logit->events > 0 && others > 0)
        work->beta[0] = log((double)logit->events / others);
    work->aim_before = INFINITY;
    work->step_before = INFINITY;
    work->steps = work->halvings = 0;
}

static void scale_columns(upw_logit *logit, const upw_logit_survey *survey)
{
    upw_logit_work *const work = logit->work;
    work->inverse_scale[0] = 1;
    for (size_t j = 0; j < survey->p; j++) {
        const double sd = sqrt(survey->squares[j] / (double)survey->n);
        /* What the mean itself may have been rounded by is no variation. */
        logit->is_dropped[j + 1] = !(sd > 1e-14 * fabs(survey->mean[j])) || sd < 1e-150 || !isfinite(sd);
        logit->n_dropped += logit->is_dropped[j + 1];
        work->centre[j + 1] = survey->mean[j];
        work->inverse_scale[j + 1] = logit->is_dropped[j + 1] ? 0 : 1 / sd;
    }
}

/* -2 times the log likelihood when all have the same risk. */
static double find_null_deviance(int64_t n, int64_t events)
{
    const double total = (double)n, with = (double)events, without = total - with;
    return -2 * ((with > 0 ? with * log(with / total) : 0) + (without > 0 ? without * log(without / total) : 0));
}

static void end_unfitted(upw_logit *logit)
{
    const size_t n = 1 + logit->p;
    for (size_t i = 0; i < n * n + 2 * n; i++)
        logit->coefficients[i] = NAN;
    logit->wants_pass = false;
    logit->deviance = logit->aic = NAN;
}

bool upw_logit_begin(const upw_logit_survey *survey, const upw_logit_options *options, upw_arena *arena, upw_logit *out,
                     upw_error *error)
{
    static const upw_logit_options plain = { UPW_LOGIT_AUTOMATIC, false };
    if (survey->n == 0)
        return upw_fail(error, UPW_TOO_FEW, "there are no rows to fit a model to");
    *out = (upw_logit){ .p = survey->p, .n = survey->n, .events = survey->events };
    if (!take_room(out, survey->p, arena))
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for a model of %zu columns", survey->p);
    out->work->options = options != NULL ? *options : plain;
    out->work->has_wide_registers = find_wide_registers();
    out->null_deviance = find_null_deviance(out->n, out->events);
    out->penalised = out->flic = out->firth = out->sum_fitted = NAN;
    scale_columns(out, survey);
    begin_estimate(out);
    out->wants_pass = true;
    if (out->work->options.method == UPW_LOGIT_FIRTH)
        out->work->phase = LOGIT_FIRTH_INFORMATION;
    if (out->events == 0 || out->events == out->n) {
        out->ml_status = out->status = out->events == 0 ? UPW_LOGIT_NO_EVENTS : UPW_LOGIT_ALL_EVENTS;
        if (out->work->options.method != UPW_LOGIT_FIRTH)
            end_unfitted(out);
    }
    return true;
}

/* ---- ending ---- */

/* From centred and scaled columns back to those of the rows. */
static void unscale(upw_logit *logit)
{
    const upw_logit_work *const work = logit->work;
    const size_t n = 1 + logit->p;
    double *const shift = work->column, *const b = logit->coefficients, *const v = logit->covariance;
    memset(shift, 0, n * sizeof *shift);
    b[0] = work->beta[0];
    for (size_t j = 1; j < n; j++) {
        b[j] = work->beta[j] * work->inverse_scale[j];
        b[0] -= b[j] * work->centre[j];
        for (size_t i = 0; i < n; i++)
            shift[i] += work->inverse[i * work->width + j] * work->inverse_scale[j] * work->centre[j];
    }
    double spread = 0;
    for (size_t j = 1; j < n; j++)
        spread += shift[j] * work->inverse_scale[j] * work->centre[j];
    for (size_t i = 1; i < n; i++) {
        for (size_t j = 1; j < n; j++)
            v[i * n + j] = work->inverse[i * work->width + j] * work->inverse_scale[i] * work->inverse_scale[j];
        v[i] = v[i * n] = (work->inverse[i] - shift[i]) * work->inverse_scale[i];
    }
    v[0] = work->inverse[0] - 2 * shift[0] + spread;
    for (size_t j = 0; j < n; j++)
        logit->se[j] = sqrt(v[j * n + j]);
    for (size_t j = 1; j < n; j++)
        if (logit->is_dropped[j]) {
            b[j] = logit->se[j] = NAN;
            for (size_t i = 0; i < n; i++)
                v[i * n + j] = v[j * n + i] = NAN;
        }
}

static size_t count_estimated(const upw_logit *logit)
{
    return 1 + logit->p - logit->n_dropped;
}

static void end_fit(upw_logit *logit)
{
    logit->wants_pass = false;
    logit->aic = logit->deviance + 2 * (double)count_estimated(logit);
}

/* ---- maximum likelihood ---- */

static void begin_firth(upw_logit *logit)
{
    logit->work->phase = LOGIT_FIRTH_INFORMATION;
    begin_estimate(logit);
}

/* The estimate has come to its end; what is it worth? Without a factor there are no standard errors. */
static void end_likelihood(upw_logit *logit, upw_logit_status status, bool is_factored, size_t n_wrong)
{
    upw_logit_work *const work = logit->work;
    if (is_factored)
        cholesky_invert(&work->cholesky, work->inverse, work->column);
    for (size_t k = 0; !is_factored && k < work->width * work->width; k++)
        work->inverse[k] = NAN;
    for (size_t j = 0; j < 1 + logit->p; j++)
        if (sqrt(work->inverse[j * work->width + j]) > 50)
            status = UPW_LOGIT_SEPARATED;
    logit->ml_status = logit->status = status;
    logit->is_complete = status == UPW_LOGIT_SEPARATED && n_wrong == 0;
    const int64_t others = logit->n - logit->events, rarer = logit->events < others ? logit->events : others;
    const double each = (double)rarer / (double)count_estimated(logit);
    logit->has_few_events = each < 10;
    if (work->options.method == UPW_LOGIT_AUTOMATIC && (status != UPW_LOGIT_FITTED || each < 5)) {
        begin_firth(logit);
        return;
    }
    unscale(logit);
    end_fit(logit);
}

static bool halve_step(upw_logit_work *work)
{
    if (work->halvings == HALVINGS_MAX)
        return false;
    work->halvings++;
    for (size_t j = 0; j < work->width; j++)
        work->beta[j] = 0.5 * (work->beta[j] + work->before[j]);
    return true;
}

/* From the estimate by `delta`; how far that is. */
static double move_on(upw_logit_work *work, double aim, double limit)
{
    double largest = 0;
    for (size_t j = 0; j < work->width; j++) {
        const double step = fmin(limit, fmax(-limit, work->delta[j]));
        work->before[j] = work->beta[j];
        work->beta[j] += step;
        largest = fmax(largest, fabs(step));
    }
    work->aim_before = aim;
    work->halvings = 0;
    work->steps++;
    return largest;
}

static void find_delta(upw_logit_work *work, const upw_logit_pass *pass)
{
    for (size_t j = 0; j < work->cholesky.n; j++)
        work->delta[j] = pass->gradient[j] + pass->gradient_error[j] + pass->batch_gradient[j];
    cholesky_solve(&work->cholesky, work->delta);
}

static void step_likelihood(upw_logit *logit, const upw_logit_pass *pass)
{
    upw_logit_work *const work = logit->work;
    const bool rose = logit->deviance > work->aim_before + 1e-10 * (fabs(work->aim_before) + 0.1);
    if (rose && halve_step(work))
        return;
    /* Columns are compared with each other once, where all rows weigh alike. */
    const bool is_first = work->steps == 0;
    const bool is_factored = cholesky_factor(&work->cholesky, work->information, is_first ? LEAST_PIVOT : 1e-14,
                                             is_first ? logit->is_dropped : NULL);
    if (!is_factored || (pass->n_far > 0 && pass->n_wrong == 0)) {
        end_likelihood(logit, UPW_LOGIT_SEPARATED, is_factored, pass->n_wrong);
        return;
    }
    if (is_first) {
        logit->n_dropped = 0;
        for (size_t j = 0; j < 1 + logit->p; j++)
            logit->n_dropped += logit->is_dropped[j];
    }
    find_delta(work, pass);
    const bool settled = fabs(logit->deviance - work->aim_before) < 1e-10 * (fabs(logit->deviance) + 0.1);
    const double before = work->step_before;
    work->step_before = move_on(work, logit->deviance, 1e6);
    /* Steps shrink by squares: a second small one is rounding, however large the first was. */
    if (work->step_before < 1e-9 || (settled && work->step_before < 1e-6 && before < 1e-6))
        end_likelihood(logit, pass->n_far > 0 ? UPW_LOGIT_SEPARATED : UPW_LOGIT_FITTED, true, pass->n_wrong);
    else if (work->steps >= PASSES_MAX)
        end_likelihood(logit, rose ? UPW_LOGIT_NOT_CONVERGED : UPW_LOGIT_SEPARATED, true, pass->n_wrong);
}

/* ---- Firth ---- */

static void end_firth(upw_logit *logit, upw_logit_status status)
{
    upw_logit_work *const work = logit->work;
    logit->is_firth = true;
    logit->status = status;
    unscale(logit);
    logit->firth = logit->coefficients[0];
    work->phase = LOGIT_INTERCEPT;
    work->steps = 0;
    if (logit->events == 0 || logit->events == logit->n)
        end_fit(logit); /* no intercept makes the expected events none */
}

static void step_firth_information(upw_logit *logit, const upw_logit_pass *pass)
{
    upw_logit_work *const work = logit->work;
    const bool is_first = work->steps == 0;
    if (!cholesky_factor(&work->cholesky, work->information, is_first ? LEAST_PIVOT : 1e-14,
                         is_first ? logit->is_dropped : NULL)) {
        if (!halve_step(work))
            end_firth(logit, UPW_LOGIT_NOT_CONVERGED);
        return;
    }
    logit->n_dropped = 0;
    work->log_scale = 0;
    for (size_t j = 0; j < 1 + logit->p; j++) {
        logit->n_dropped += logit->is_dropped[j];
        work->log_scale -= logit->is_dropped[j] ? 0 : log(work->inverse_scale[j]);
    }
    const double penalised = -0.5 * logit->deviance + 0.5 * work->cholesky.log_det + work->log_scale;
    if (-penalised > work->aim_before + 1e-11 * (fabs(penalised) + 0.1) && halve_step(work))
        return;
    cholesky_invert(&work->cholesky, work->inverse, work->column);
    logit->penalised = penalised;
    logit->sum_fitted = pass->sum_fitted + pass->sum_fitted_error;
    if (work->step_before < 1e-10)
        end_firth(logit, UPW_LOGIT_FITTED);
    else
        work->phase = LOGIT_FIRTH_SCORE;
}

static void step_firth_score(upw_logit *logit, const upw_logit_pass *pass)
{
    upw_logit_work *const work = logit->work;
    find_delta(work, pass);
    work->step_before = move_on(work, -logit->penalised, 5);
    work->phase = LOGIT_FIRTH_INFORMATION;
    if (work->steps >= FIRTH_STEPS_MAX)
        end_firth(logit, UPW_LOGIT_NOT_CONVERGED);
}

/* Slopes stay; the intercept moves until the expected events are as many as the observed (FLIC). */
static void step_intercept(upw_logit *logit, const upw_logit_pass *pass)
{
    upw_logit_work *const work = logit->work;
    const double gradient = pass->gradient[0] + pass->gradient_error[0] + pass->batch_gradient[0];
    const double information = pass->information[0] + pass->information_error[0] + pass->batch_information[0];
    const double step = information > 0 ? fmin(5, fmax(-5, gradient / information)) : 0;
    work->beta[0] += step;
    if (fabs(step) > 1e-12 * (1 + fabs(work->beta[0])) && work->steps++ < PASSES_MAX)
        return;
    logit->flic = work->beta[0];
    for (size_t j = 1; j < 1 + logit->p; j++)
        logit->flic -= work->beta[j] * work->inverse_scale[j] * work->centre[j];
    if (!work->options.keeps_intercept)
        logit->coefficients[0] = logit->flic;
    end_fit(logit);
}

void upw_logit_step(upw_logit *logit, const upw_logit_pass *pass)
{
    upw_logit_work *const work = logit->work;
    logit->passes++;
    const size_t size = work->width * work->width;
    if (work->phase == LOGIT_LIKELIHOOD || work->phase == LOGIT_FIRTH_INFORMATION) {
        logit->deviance = pass->deviance + pass->deviance_error;
        for (size_t k = 0; k < size; k++)
            work->information[k] = pass->information[k] + pass->information_error[k] + pass->batch_information[k];
    }
    switch (work->phase) {
    case LOGIT_LIKELIHOOD:
        step_likelihood(logit, pass);
        break;
    case LOGIT_FIRTH_INFORMATION:
        step_firth_information(logit, pass);
        break;
    case LOGIT_FIRTH_SCORE:
        step_firth_score(logit, pass);
        break;
    case LOGIT_INTERCEPT:
        step_intercept(logit, pass);
        break;
    }
}

/* ---- rows in memory ---- */

bool upw_logit_fit(const upw_case_rows *rows, const upw_logit_options *options, upw_arena *arena, upw_logit *out,
                   upw_error *error)
{
    upw_logit_survey survey;
    if (!upw_logit_begin_survey(rows->p, &survey, error) || !upw_logit_survey_rows(&survey, rows, error) ||
        !upw_logit_begin(&survey, options, arena, out, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(arena);
    upw_logit_pass *const pass = upw_logit_new_pass(out, arena);
    if (pass == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for a pass over %zu columns", rows->p);
    while (out->wants_pass) {
        upw_logit_begin_pass(out, pass);
        upw_logit_add_rows(out, pass, rows);
        upw_logit_step(out, pass);
    }
    upw_arena_rewind(arena, mark);
    return true;
}

void upw_logit_predict(const double *coefficients, const upw_case_rows *rows, double *risks)
{
    for (size_t i = 0; i < rows->n; i++) {
        double eta = coefficients[0] + (rows->offset != NULL ? rows->offset[i] : 0);
        for (size_t j = 0; j < rows->p; j++)
            if (!isnan(coefficients[j + 1]))
                eta += coefficients[j + 1] * rows->x[i * rows->p + j];
        const double e = exp(-fabs(eta));
        risks[i] = eta > 0 ? 1 / (1 + e) : e / (1 + e);
    }
}

void upw_logit_find_leverages(const upw_logit *logit, const upw_case_rows *rows, double *out)
{
    const upw_logit_work *const work = logit->work;
    double x[1 + UPW_LOGIT_COLUMNS_MAX] = { 1 };
    for (size_t i = 0; i < rows->n; i++) {
        double eta = work->beta[0] + (rows->offset != NULL ? rows->offset[i] : 0), distance = 0;
        for (size_t j = 1; j <= rows->p; j++) {
            x[j] = (rows->x[i * rows->p + j - 1] - work->centre[j]) * work->inverse_scale[j];
            eta += work->beta[j] * x[j];
        }
        for (size_t j = 0; j <= rows->p; j++)
            for (size_t k = 0; k <= rows->p; k++)
                distance += x[j] * work->inverse[j * work->width + k] * x[k];
        const double e = exp(-fabs(eta));
        out[i] = (rows->weights != NULL ? rows->weights[i] : 1) * e / ((1 + e) * (1 + e)) * distance;
    }
}
