/* Did anything change, in level or in slope? Segmented regression with autocorrelated errors.
 *
 * Wagner et al. 2002; Lopez Bernal, Cummins & Gasparrini 2017; restricted maximum likelihood as Turner et al. 2021
 * recommend; Newey & West 1987; Prais & Winsten 1954, rho by regression of each residual on the one before until it
 * stands. Where g periods lie between two values, rho^g takes the place of rho and 1 - rho^2g that of 1 - rho². */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "least_squares.h"
#include "trajectory.h"
#include "upward/special.h"

enum { STRIDE = LEAST_SQUARES_COLUMNS, GRID = 199, PRAIS_STEPS = 200 };

static const double RHO_MAX = 0.99;

typedef struct design {
    size_t n, p;
    double *x, *y;           /* as they are; n rows of STRIDE */
    size_t *periods;         /* 1-based, rising */
    double *work_x, *work_y; /* to be overwritten */
    double *residuals;
} design;

static bool take(design *d, size_t n, upw_arena *scratch)
{
    d->x = upw_arena_take(scratch, n * STRIDE, sizeof *d->x);
    d->y = upw_arena_take(scratch, n, sizeof *d->y);
    d->periods = upw_arena_take(scratch, n, sizeof *d->periods);
    d->work_x = upw_arena_take(scratch, n * STRIDE, sizeof *d->work_x);
    d->work_y = upw_arena_take(scratch, n, sizeof *d->work_y);
    d->residuals = upw_arena_take(scratch, n, sizeof *d->residuals);
    return d->x != NULL && d->y != NULL && d->periods != NULL && d->work_x != NULL && d->work_y != NULL &&
           d->residuals != NULL;
}

/* The rows of what is there; levels are taken from the first one, so that large ones keep their digits. */
static void fill(design *d, const upw_its_input *in, double origin, upw_its *out)
{
    const size_t resumes = in->n_before + in->n_left_out;
    for (size_t i = 0; i < in->n; i++) {
        if (isnan(in->values[i]))
            continue;
        if (i >= in->n_before && i < resumes) {
            out->n_left_out++;
            continue;
        }
        const bool is_after = i >= resumes;
        double *const row = d->x + d->n * STRIDE;
        row[0] = 1;
        row[1] = (double)(i + 1);
        row[2] = is_after;
        row[3] = is_after ? (double)(i - resumes) : 0;
        if (out->has_season) {
            const double turn = 6.28318530717958647693 * (double)(i + 1) / (double)in->season;
            row[4] = sin(turn);
            row[5] = cos(turn);
        }
        d->y[d->n] = in->values[i] - origin;
        d->periods[d->n++] = i + 1;
        out->n_before += !is_after;
        out->n_after += is_after;
    }
    d->p = out->has_season ? 6 : 4;
}

/* ---- least squares under a given correlation ----------------------------------------------------------------------
 */

/* Rows without the part that the row before explains; *log_scales the log of what they were multiplied by. */
static bool solve_at(design *d, double rho, least_squares *out, double *log_scales)
{
    const double first = sqrt((1 - rho) * (1 + rho));
    *log_scales = log(first);
    for (size_t i = 0; i < d->n; i++) {
        double carried = 0, scale = first;
        if (i > 0) {
            const size_t gap = d->periods[i] - d->periods[i - 1];
            carried = gap == 1 ? rho : pow(rho, (double)gap);
            scale = gap == 1 ? 1 : first / sqrt(1 - carried * carried);
            *log_scales += gap == 1 ? 0 : log(scale);
        }
        const double *const row = d->x + i * STRIDE, *const before = i > 0 ? row - STRIDE : row;
        for (size_t k = 0; k < d->p; k++)
            d->work_x[i * STRIDE + k] = scale * (row[k] - (i > 0 ? carried * before[k] : 0));
        d->work_y[i] = scale * (d->y[i] - (i > 0 ? carried * d->y[i - 1] : 0));
    }
    return least_squares_solve(d->work_x, STRIDE, d->work_y, d->n, d->p, out);
}

static void find_residuals(design *d, const least_squares *fit)
{
    for (size_t i = 0; i < d->n; i++) {
        d->residuals[i] = d->y[i];
        for (size_t k = 0; k < d->p; k++)
            d->residuals[i] -= fit->b[k] * d->x[i * STRIDE + k];
    }
}

static double log_likelihood(design *d, double rho, bool is_restricted)
{
    least_squares fit;
    double log_scales;
    if (!solve_at(d, rho, &fit, &log_scales))
        return -HUGE_VAL;
    const double n = (double)(is_restricted ? d->n - d->p : d->n);
    return -0.5 * n * log(fit.rss) + log_scales - (is_restricted ? 0.5 * fit.log_det : 0);
}

/* The highest of a grid, then golden sections between its neighbours. */
static double find_rho(design *d, bool is_restricted)
{
    static const double golden = 0.61803398874989484820;
    const double step = 2 * RHO_MAX / (GRID - 1);
    double best = -HUGE_VAL, at = 0;
    for (int k = 0; k < GRID; k++) {
        const double rho = -RHO_MAX + k * step, found = log_likelihood(d, rho, is_restricted);
        if (found > best) {
            best = found;
            at = rho;
        }
    }
    double low = fmax(at - step, -RHO_MAX), high = fmin(at + step, RHO_MAX);
    double a = high - golden * (high - low), b = low + golden * (high - low);
    double at_a = log_likelihood(d, a, is_restricted), at_b = log_likelihood(d, b, is_restricted);
    while (high - low > 1e-9) {
        if (at_a > at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - golden * (high - low);
            at_a = log_likelihood(d, a, is_restricted);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + golden * (high - low);
            at_b = log_likelihood(d, b, is_restricted);
        }
    }
    return low + (high - low) / 2;
}

static void read_terms(const least_squares *fit, double divisor, double rho, double origin, upw_its_terms *out)
{
    out->rho = rho;
    for (size_t k = 0; k < UPW_ITS_TERM_COUNT; k++) {
        out->b[k] = fit->b[k];
        out->se[k] = sqrt(fit->rss / divisor * fit->inverse[k][k]);
    }
    out->b[0] += origin;
}

static bool fit_with(design *d, double rho, double origin, upw_its_terms *out)
{
    least_squares fit;
    double log_scales;
    if (!solve_at(d, rho, &fit, &log_scales))
        return false;
    read_terms(&fit, (double)(d->n - d->p), rho, origin, out);
    return true;
}

/* ---- checks that other programs print ------------------------------------------------------------------------------
 */

/* Residuals that correlate with their neighbours' make ordinary errors too small; those of Newey and West allow for it.
 */
static void find_newey_west(const design *d, const least_squares *ols, double origin, upw_its *out)
{
    const size_t p = d->p, lags = (size_t)floor(4 * pow((double)d->n / 100, 2.0 / 9));
    double meat[LEAST_SQUARES_COLUMNS][LEAST_SQUARES_COLUMNS] = { { 0 } };
    for (size_t i = 0; i < d->n; i++)
        for (size_t j = i; j < d->n && d->periods[j] - d->periods[i] <= lags; j++) {
            const double weight = 1 - (double)(d->periods[j] - d->periods[i]) / (double)(lags + 1);
            const double product = weight * d->residuals[i] * d->residuals[j];
            for (size_t a = 0; a < p; a++)
                for (size_t b = 0; b < p; b++)
                    meat[a][b] += product * (j == i ? d->x[i * STRIDE + a] * d->x[i * STRIDE + b]
                                                    : d->x[i * STRIDE + a] * d->x[j * STRIDE + b] +
                                                          d->x[j * STRIDE + a] * d->x[i * STRIDE + b]);
        }
    out->lags = lags;
    read_terms(ols, 1, NAN, origin, &out->newey_west);
    for (size_t k = 0; k < UPW_ITS_TERM_COUNT; k++) {
        double sum = 0;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b < p; b++)
                sum += ols->inverse[k][a] * meat[a][b] * ols->inverse[b][k];
        out->newey_west.se[k] = sqrt(sum * (double)d->n / (double)(d->n - p));
    }
}

static double find_durbin_watson(const design *d)
{
    double steps = 0, squares = 0;
    for (size_t i = 0; i < d->n; i++) {
        squares += d->residuals[i] * d->residuals[i];
        if (i > 0) {
            const double step = d->residuals[i] - d->residuals[i - 1];
            steps += step * step;
        }
    }
    return steps / squares;
}

static bool find_prais_winsten(design *d, double origin, upw_its *out)
{
    double rho = 0, log_scales;
    least_squares fit;
    for (size_t n = 0; n < PRAIS_STEPS; n++) {
        if (!solve_at(d, rho, &fit, &log_scales))
            return false;
        find_residuals(d, &fit);
        double products = 0, squares = 0;
        for (size_t i = 1; i < d->n; i++) {
            products += d->residuals[i] * d->residuals[i - 1];
            squares += d->residuals[i - 1] * d->residuals[i - 1];
        }
        const double next = fmax(fmin(products / squares, RHO_MAX), -RHO_MAX);
        const bool stands = fabs(next - rho) < 1e-12;
        rho = next;
        if (stands)
            break;
    }
    return fit_with(d, rho, origin, &out->prais_winsten);
}

/* ---- the whole ------------------------------------------------------------------------------------------------------
 */

static bool check(const upw_its_input *in, upw_error *error)
{
    if (in->n_before > in->n || in->n_left_out > in->n - in->n_before)
        return upw_fail(error, UPW_BAD_INPUT, "the change must lie within the series of %zu periods", in->n);
    for (size_t i = 0; i < in->n; i++)
        if (isinf(in->values[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "value %zu is infinite", i + 1);
    return true;
}

static bool check_rows(const upw_its *o, upw_error *error)
{
    const bool is_before = o->n_before < UPW_ITS_SIDE_MIN;
    const size_t n = is_before ? o->n_before : o->n_after;
    if (n >= UPW_ITS_SIDE_MIN)
        return true;
    char left_out[60] = "";
    if (!is_before && o->n_left_out > 0)
        snprintf(left_out, sizeof left_out, ", besides %zu of a planned dip or lag", o->n_left_out);
    return upw_fail(error, UPW_TOO_FEW,
                    "before and after needs at least %d values on either side, and there %s %zu %s%s", UPW_ITS_SIDE_MIN,
                    n == 1 ? "is" : "are", n, is_before ? "before" : "after", left_out);
}

static double first_of(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            return values[i];
    return 0;
}

static bool analyse(design *d, double origin, upw_its *out, upw_error *error)
{
    least_squares ols;
    double log_scales, squares = 0;
    if (!solve_at(d, 0, &ols, &log_scales))
        return upw_fail(error, UPW_BAD_INPUT, "the two lines cannot be told apart from these periods");
    for (size_t i = 0; i < d->n; i++)
        squares += d->y[i] * d->y[i];
    if (!(ols.rss > 1e-20 * squares))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the values lie exactly on two lines: there is no variation to hold a change against");
    find_residuals(d, &ols);
    out->durbin_watson = find_durbin_watson(d);
    read_terms(&ols, (double)(d->n - d->p), NAN, origin, &out->ols);
    find_newey_west(d, &ols, origin, out);
    if (!fit_with(d, find_rho(d, true), origin, &out->reml) || !fit_with(d, find_rho(d, false), origin, &out->ml) ||
        !find_prais_winsten(d, origin, out))
        return upw_fail(error, UPW_BAD_INPUT, "the two lines cannot be told apart from these periods");
    out->freedom = d->n - d->p;
    const double t = upw_student_quantile(0.975, (double)out->freedom);
    for (size_t k = 0; k < UPW_ITS_TERM_COUNT; k++) {
        out->low[k] = out->reml.b[k] - t * out->reml.se[k];
        out->high[k] = out->reml.b[k] + t * out->reml.se[k];
        out->p_value[k] = 2 * upw_student_above(fabs(out->reml.b[k]) / out->reml.se[k], (double)out->freedom);
    }
    return true;
}

bool upw_its_analyse(const upw_its_input *input, upw_arena *scratch, upw_its *out, upw_error *error)
{
    *out = (upw_its){ 0 };
    if (!check(input, error))
        return false;
    size_t there = 0;
    for (size_t i = 0; i < input->n; i++)
        there += !isnan(input->values[i]) && !(i >= input->n_before && i < input->n_before + input->n_left_out);
    out->has_season = input->season > 2 && there >= UPW_ITS_SEASON_MIN;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const double origin = first_of(input->values, input->n);
    design d = { 0 };
    bool done = take(&d, there, scratch) || upw_fail(error, UPW_NO_MEMORY, "no memory for %zu values", there);
    if (done) {
        fill(&d, input, origin, out);
        done = check_rows(out, error) && analyse(&d, origin, out, error);
    }
    upw_arena_rewind(scratch, mark);
    return done;
}
