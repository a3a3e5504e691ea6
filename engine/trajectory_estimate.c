/* Which J-curve fits best, given what was agreed and what was seen?
 *
 * The posterior's highest point by Levenberg-Marquardt from 18 starts, since the surface has several local heights.
 * Derivatives are exact: the share of the climb q = v²/(v² + c r²), v = t - tb, r = T - t, has
 * dq = q (1 - q) (2 dv/v - 2 dr/r - dc/c). */
#include <math.h>
#include <string.h>

#include "trajectory_fit.h"

enum { STEPS_MAX = 200 };

/* Of log D, log tr, logit(tb/tr) and log(T/tr - 1). Around the J-curve that is offered: a dip between 0.09 and 0.70 of
 * the journey in eight of ten, an upturn between 2.04 and 3.06 years in half of all. */
static const double shape_width[4] = { 0.8, 0.30, 0.5, 0.5 };

/* The agreed J-curve. Other shapes say when one arrives and, with a lag, when nothing has happened until; what they do
 * not say is in proportion to the J-curve that is offered. */
static upw_trajectory_curve centre_on(const upw_trajectory_plan *plan)
{
    const bool has_lag = plan->shape == UPW_TRAJECTORY_LAG_LINE || plan->shape == UPW_TRAJECTORY_LAG_S;
    upw_trajectory_curve c = { .depth = 0.25, .upturn = has_lag ? plan->lag : plan->arrival / 2 };
    c.bottom = c.upturn / 2;
    c.arrival = plan->arrival;
    if (plan->shape == UPW_TRAJECTORY_JCURVE)
        c = (upw_trajectory_curve){
            .depth = plan->depth, .upturn = plan->upturn, .bottom = plan->bottom, .arrival = plan->arrival
        };
    return c;
}

fit_prior fit_make_prior(const trajectory_baseline *baseline, const upw_trajectory_plan *plan)
{
    fit_prior p = { .centre = centre_on(plan) };
    p.centre.from = baseline->mean;
    p.centre.to = plan->aim;
    p.bottom_odds = p.centre.bottom / (p.centre.upturn - p.centre.bottom);
    p.rest = (p.centre.arrival - p.centre.upturn) / p.centre.upturn;
    const double middle[FIT_DIMENSIONS] = { p.centre.from,        p.centre.to,        log(p.centre.depth),
                                            log(p.centre.upturn), log(p.bottom_odds), log(p.rest) };
    memcpy(p.middle, middle, sizeof middle);
    p.width[0] = baseline->sigma / sqrt((double)baseline->n);
    p.width[1] = 0.5 * fabs(plan->aim - plan->start);
    memcpy(p.width + 2, shape_width, sizeof shape_width);
    return p;
}

fit_factors fit_factors_of(const double u[FIT_DIMENSIONS])
{
    return (fit_factors){ exp(shape_width[0] * u[2]), exp(shape_width[1] * u[3]), exp(shape_width[2] * u[4]),
                          exp(shape_width[3] * u[5]) };
}

fit_curve fit_curve_of(const fit_prior *prior, const double u[FIT_DIMENSIONS])
{
    fit_curve c = { .from = prior->middle[0] + prior->width[0] * u[0],
                    .to = prior->middle[1] + prior->width[1] * u[1] };
    const fit_factors factors = fit_factors_of(u);
    c.shape = fit_stretch(prior, &factors, &c.upturn);
    return c;
}

bool fit_cholesky(double a[FIT_DIMENSIONS][FIT_DIMENSIONS], double out[FIT_DIMENSIONS][FIT_DIMENSIONS])
{
    for (size_t i = 0; i < FIT_DIMENSIONS; i++)
        for (size_t j = 0; j < FIT_DIMENSIONS; j++) {
            double sum = j > i ? 0 : a[i][j];
            for (size_t k = 0; j <= i && k < j; k++)
                sum -= out[i][k] * out[j][k];
            if (j < i)
                out[i][j] = sum / out[j][j];
            else if (j > i)
                out[i][j] = 0;
            else if (sum > 0)
                out[i][i] = sqrt(sum);
            else
                return false;
        }
    return true;
}

static void solve(double root[FIT_DIMENSIONS][FIT_DIMENSIONS], const double *b, double *x)
{
    for (size_t i = 0; i < FIT_DIMENSIONS; i++) {
        x[i] = b[i];
        for (size_t k = 0; k < i; k++)
            x[i] -= root[i][k] * x[k];
        x[i] /= root[i][i];
    }
    for (size_t i = FIT_DIMENSIONS; i-- > 0;) {
        for (size_t k = i + 1; k < FIT_DIMENSIONS; k++)
            x[i] -= root[k][i] * x[k];
        x[i] /= root[i][i];
    }
}

/* Share of the journey and its derivatives by coordinates 2 to 5, before they are multiplied by their widths. */
static double differentiate(const fit_curve *c, double t, double by[4])
{
    const double depth = c->shape.depth, bottom = c->shape.bottom, upturn = c->upturn, arrival = c->shape.arrival;
    memset(by, 0, 4 * sizeof *by);
    if (t >= arrival)
        return 1;
    /* Derivatives of tb and T by log tr, logit(tb/tr) and log(T/tr - 1). */
    const double bottom_by_logit = bottom * (1 - bottom / upturn), arrival_by_log = arrival - upturn;
    if (t <= bottom) {
        const double v = t / bottom, s = v * v * (3 - 2 * v);
        const double by_log_bottom = depth * 6 * v * v * (1 - v); /* of -D S(t/tb), by log tb */
        by[0] = -depth * s;
        by[1] = by_log_bottom;
        by[2] = by_log_bottom * bottom_by_logit / bottom;
        return -depth * s;
    }
    const double v = t - bottom, rest = arrival - t;
    const double q = v * v / (v * v + c->shape.c * (rest * rest));
    const double lever = (1 + depth) * q * (1 - q);
    /* By log tr all dates scale, which leaves c as it is; by the other two, c changes with one date each. */
    by[0] = -depth * (1 - q) + lever; /* c falls as D rises */
    by[1] = lever * (-2 * bottom / v - 2 * arrival / rest);
    by[2] = lever * bottom_by_logit * (-2 / v + 2 / (upturn - bottom));
    by[3] = lever * arrival_by_log * (-2 / rest + 2 / (arrival - upturn));
    return -depth + (1 + depth) * q;
}

static double find_q(const fit_data *d, const double *u)
{
    const fit_curve c = fit_curve_of(&d->prior, u);
    double squares = 0, sum = 0;
    for (size_t i = 0; i < d->n; i++) {
        const double off = d->values[i] - fit_level(&c, d->times[i]);
        squares += off * off;
    }
    for (size_t k = 0; k < FIT_DIMENSIONS; k++)
        sum += u[k] * u[k];
    return squares / (2 * d->sigma * d->sigma) + sum / 2;
}

/* Gradient of Q and its Gauss-Newton second derivatives. */
static void find_slopes(const fit_data *d, const double *u, double *gradient,
                        double precision[FIT_DIMENSIONS][FIT_DIMENSIONS])
{
    const fit_curve c = fit_curve_of(&d->prior, u);
    double row[FIT_DIMENSIONS], by[4];
    memset(precision, 0, sizeof(double[FIT_DIMENSIONS][FIT_DIMENSIONS]));
    for (size_t k = 0; k < FIT_DIMENSIONS; k++) {
        gradient[k] = u[k];
        precision[k][k] = 1;
    }
    for (size_t i = 0; i < d->n; i++) {
        const double share = differentiate(&c, d->times[i], by);
        const double off = (d->values[i] - (c.from + (c.to - c.from) * share)) / d->sigma;
        row[0] = d->prior.width[0] * (1 - share) / d->sigma;
        row[1] = d->prior.width[1] * share / d->sigma;
        for (size_t k = 0; k < 4; k++)
            row[2 + k] = shape_width[k] * (c.to - c.from) * by[k] / d->sigma;
        for (size_t k = 0; k < FIT_DIMENSIONS; k++) {
            gradient[k] -= row[k] * off;
            for (size_t j = 0; j <= k; j++)
                precision[k][j] += row[k] * row[j];
        }
    }
    for (size_t k = 0; k < FIT_DIMENSIONS; k++)
        for (size_t j = k + 1; j < FIT_DIMENSIONS; j++)
            precision[k][j] = precision[j][k];
}

/* One descent; u and the result are where it ends. */
static double descend(const fit_data *d, double *u)
{
    double damping = 0.01, q = find_q(d, u);
    double gradient[FIT_DIMENSIONS], precision[FIT_DIMENSIONS][FIT_DIMENSIONS];
    double root[FIT_DIMENSIONS][FIT_DIMENSIONS], step[FIT_DIMENSIONS], trial[FIT_DIMENSIONS];
    size_t n_still = 0;
    find_slopes(d, u, gradient, precision);
    for (size_t n = 0; n < STEPS_MAX && n_still < 3 && damping < 1e12; n++) {
        double damped[FIT_DIMENSIONS][FIT_DIMENSIONS];
        memcpy(damped, precision, sizeof damped);
        for (size_t k = 0; k < FIT_DIMENSIONS; k++)
            damped[k][k] *= 1 + damping;
        if (!fit_cholesky(damped, root))
            break;
        solve(root, gradient, step);
        for (size_t k = 0; k < FIT_DIMENSIONS; k++)
            trial[k] = u[k] - step[k];
        const double next = find_q(d, trial);
        if (!(next < q)) {
            damping *= 5;
            n_still += next <= q;
            continue;
        }
        n_still = q - next < 1e-10 * (1 + q) ? n_still + 1 : 0;
        q = next;
        memcpy(u, trial, sizeof trial);
        damping = fmax(damping / 8, 1e-9);
        find_slopes(d, u, gradient, precision);
    }
    return q;
}

/* The inverse of what root times its transpose is. */
static void invert(double root[FIT_DIMENSIONS][FIT_DIMENSIONS], double out[FIT_DIMENSIONS][FIT_DIMENSIONS])
{
    for (size_t j = 0; j < FIT_DIMENSIONS; j++) {
        double unit[FIT_DIMENSIONS] = { 0 }, column[FIT_DIMENSIONS];
        unit[j] = 1;
        solve(root, unit, column);
        for (size_t i = 0; i < FIT_DIMENSIONS; i++)
            out[i][j] = column[i];
    }
}

void fit_find_estimate(const fit_data *data, fit_estimate *out)
{
    /* Level at the end, log tr and log(T/tr - 1), in standard deviations of the prior. */
    static const double ends[2] = { 0, -0.9 }, sides[3] = { -1, 0, 1 };
    out->q = HUGE_VAL;
    for (size_t start = 0; start < 18; start++) {
        double u[FIT_DIMENSIONS] = { 0, ends[start % 2], 0, sides[start / 2 % 3], 0, sides[start / 6] };
        const double q = descend(data, u);
        if (q < out->q) {
            out->q = q;
            memcpy(out->u, u, sizeof u);
        }
    }
    double gradient[FIT_DIMENSIONS], root[FIT_DIMENSIONS][FIT_DIMENSIONS], covariance[FIT_DIMENSIONS][FIT_DIMENSIONS];
    find_slopes(data, out->u, gradient, out->precision);
    out->log_det_root = 0;
    memset(out->root, 0, sizeof out->root);
    if (!fit_cholesky(out->precision, root))
        return; /* never: the prior alone makes it positive definite */
    invert(root, covariance);
    if (fit_cholesky(covariance, out->root))
        for (size_t k = 0; k < FIT_DIMENSIONS; k++)
            out->log_det_root += log(out->root[k][k]);
}
