/* Which curves are how probable? Importance sampling with a defensive mixture.
 *
 * Most draws come from a t distribution around the estimate, the rest from the prior (Geweke 1989; Owen & Zhou 2000):
 * without these, results of a body where nothing happened break the sampler. The normal values are the same for every
 * fit and are made once. Draws that cannot weigh e^-30 of the best are given up as soon as that is seen. */
#include <math.h>

#include "lanes.h"
#include "random.h"
#include "trajectory_fit.h"

static const double NEAR_SHARE = 0.7;
static const double GIVE_UP = 30; /* 80,000 weights of e^-30 are less than 1e-8 of the best */

enum { PLAIN_SEED = 2, PLAIN_DRAWS = 20000, LOOK_EVERY = 8 };

static void make_near(upw_trajectory_draws *d, random_stream *stream)
{
    for (size_t i = 0; i < d->n_near; i++) {
        double z[FIT_STREAM], spread = 0, size = 0;
        for (size_t k = 0; k < FIT_STREAM; k++)
            z[k] = random_take_normal(stream);
        for (size_t k = FIT_DIMENSIONS; k < FIT_STREAM; k++)
            spread += z[k] * z[k];
        for (size_t k = 0; k < FIT_DIMENSIONS; k++) {
            d->near_z[i][k] = z[k] / sqrt(spread / FIT_FREEDOM);
            size += d->near_z[i][k] * d->near_z[i][k];
        }
        d->near_size[i] = log1p(size / FIT_FREEDOM);
    }
}

static void make_prior(upw_trajectory_draws *d, random_stream *stream)
{
    for (size_t i = 0; i < d->n - d->n_near; i++) {
        for (size_t k = 0; k < FIT_DIMENSIONS; k++)
            d->prior_u[i][k] = random_take_normal(stream);
        for (size_t k = FIT_DIMENSIONS; k < FIT_STREAM; k++)
            random_take_bits(stream);
        d->prior_factors[i] = fit_factors_of(d->prior_u[i]);
    }
}

static void make_plain(upw_trajectory_draws *d)
{
    random_stream stream = random_begin(PLAIN_SEED);
    for (size_t i = 0; i < d->n_plain; i++) {
        double u[FIT_DIMENSIONS];
        for (size_t k = 0; k < FIT_DIMENSIONS; k++)
            u[k] = random_take_normal(&stream);
        d->plain_ends[i][0] = u[0];
        d->plain_ends[i][1] = u[1];
        d->plain_factors[i] = fit_factors_of(u);
    }
}

static upw_trajectory_draws *make_draws(size_t n, uint64_t seed, upw_arena *arena, upw_error *error)
{
    n = n == 0 ? UPW_TRAJECTORY_DRAWS : n;
    upw_trajectory_draws *const d = upw_arena_take(arena, 1, sizeof *d);
    if (d == NULL || n < 10 || n > UPW_TRAJECTORY_DRAWS_MAX) {
        upw_fail(error, d == NULL ? UPW_NO_MEMORY : UPW_BAD_USAGE, "%zu draws: there must be 10 to %d of them", n,
                 UPW_TRAJECTORY_DRAWS_MAX);
        return NULL;
    }
    *d = (upw_trajectory_draws){ .n = n, .n_near = (size_t)(NEAR_SHARE * (double)n + 0.5), .n_plain = PLAIN_DRAWS };
    d->near_z = upw_arena_take(arena, d->n_near, sizeof *d->near_z);
    d->near_size = upw_arena_take(arena, d->n_near, sizeof *d->near_size);
    d->prior_u = upw_arena_take(arena, n - d->n_near, sizeof *d->prior_u);
    d->prior_factors = upw_arena_take(arena, n - d->n_near, sizeof *d->prior_factors);
    d->plain_ends = upw_arena_take(arena, d->n_plain, sizeof *d->plain_ends);
    d->plain_factors = upw_arena_take(arena, d->n_plain, sizeof *d->plain_factors);
    if (d->near_z == NULL || d->near_size == NULL || d->prior_u == NULL || d->prior_factors == NULL ||
        d->plain_ends == NULL || d->plain_factors == NULL) {
        upw_fail(error, UPW_NO_MEMORY, "no memory for %zu draws", n);
        return NULL;
    }
    random_stream stream = random_begin(seed == 0 ? 1 : seed);
    make_near(d, &stream);
    make_prior(d, &stream);
    make_plain(d);
    return d;
}

const upw_trajectory_draws *upw_trajectory_make_draws(size_t n, uint64_t seed, upw_arena *arena, upw_error *error)
{
    return make_draws(n, seed, arena, error);
}

const upw_trajectory_draws *upw_trajectory_make_many_draws(upw_arena *arena, upw_error *error)
{
    upw_trajectory_draws *const draws = make_draws(UPW_TRAJECTORY_DRAWS, 0, arena, error);
    if (draws != NULL)
        draws->more = make_draws(UPW_TRAJECTORY_DRAWS_AGAIN, 0, arena, error);
    return draws != NULL && draws->more != NULL ? draws : NULL;
}

/* ---- weighing ------------------------------------------------------------------------------------------------------
 */

/* Sum of squares around the curve, or HUGE_VAL once it is above `enough`. */
static double squares_around(const fit_data *d, const fit_curve *c, double enough)
{
    const double journey = c->to - c->from, depth = c->shape.depth, bottom = c->shape.bottom;
    const double arrival = c->shape.arrival, bend = c->shape.c;
    const double lowest = c->from - journey * depth, climb = journey * (1 + depth), per_bottom = 1 / bottom;
    double squares = 0;
    size_t i = 0;
    for (; i < d->n && d->times[i] <= bottom; i++) {
        const double v = d->times[i] * per_bottom;
        const double off = d->values[i] - c->from + journey * depth * (v * v * (3 - 2 * v));
        squares += off * off;
    }
    if (squares > enough)
        return HUGE_VAL;
    size_t end = i;
    while (end < d->n && d->times[end] < arrival)
        end++;
    const lanes bottoms = lanes_all(bottom), arrivals = lanes_all(arrival), bends = lanes_all(bend);
    const lanes lowests = lanes_all(lowest), climbs = lanes_all(climb);
    lanes sums = lanes_all(0);
    size_t look = i + LOOK_EVERY;
    for (; i + LANES <= end; i += LANES) {
        const lanes v = lanes_subtract(lanes_load(d->times + i), bottoms);
        const lanes rest = lanes_subtract(arrivals, lanes_load(d->times + i));
        const lanes up = lanes_multiply(v, v);
        const lanes share = lanes_divide(up, lanes_add(up, lanes_multiply(bends, lanes_multiply(rest, rest))));
        const lanes off =
            lanes_subtract(lanes_subtract(lanes_load(d->values + i), lowests), lanes_multiply(climbs, share));
        sums = lanes_add(sums, lanes_multiply(off, off));
        if (i >= look) {
            if (squares + lanes_sum(sums) > enough)
                return HUGE_VAL;
            look += LOOK_EVERY;
        }
    }
    squares += lanes_sum(sums);
    for (; i < end; i++) {
        const double v = d->times[i] - bottom, rest = arrival - d->times[i];
        const double off = d->values[i] - lowest - climb * (v * v / (v * v + bend * (rest * rest)));
        squares += off * off;
    }
    for (; i < d->n; i++) {
        const double off = d->values[i] - c->to;
        squares += off * off;
    }
    return squares > enough ? HUGE_VAL : squares;
}

/* What a weight is made of, in logs. */
typedef struct weigher {
    const fit_data *data;
    const fit_estimate *estimate;
    double half_precision; /* 1/(2 sigma²) */
    double near_constant;  /* of the t density in u */
    double prior_constant;
    double enough; /* more squares than this weigh nothing */
} weigher;

static double log_add(double a, double b)
{
    return a > b ? a + log1p(exp(b - a)) : b + log1p(exp(a - b));
}

/* log(prior / mixture) for a draw whose standardised distance from the estimate is `size` = log(1 + |z|²/5). */
static double log_ratio(const weigher *w, const double *u, double size)
{
    double sum = 0;
    for (size_t k = 0; k < FIT_DIMENSIONS; k++)
        sum += u[k] * u[k];
    const double prior = w->prior_constant - sum / 2;
    const double near = w->near_constant - 0.5 * (FIT_FREEDOM + FIT_DIMENSIONS) * size;
    return prior - log_add(log(NEAR_SHARE) + near, log(1 - NEAR_SHARE) + prior);
}

static double size_of(const fit_estimate *e, const double *u)
{
    double off[FIT_DIMENSIONS], sum = 0;
    for (size_t k = 0; k < FIT_DIMENSIONS; k++)
        off[k] = u[k] - e->u[k];
    for (size_t i = 0; i < FIT_DIMENSIONS; i++)
        for (size_t j = 0; j < FIT_DIMENSIONS; j++)
            sum += off[i] * e->precision[i][j] * off[j];
    return log1p(sum / FIT_FREEDOM);
}

static weigher begin_weighing(const fit_data *data, const fit_estimate *e)
{
    static const double log_two_pi = 1.83787706640934548356;
    weigher w = { .data = data, .estimate = e, .half_precision = 1 / (2 * data->sigma * data->sigma) };
    w.prior_constant = -0.5 * FIT_DIMENSIONS * log_two_pi;
    w.near_constant = upw_log_gamma(0.5 * (FIT_FREEDOM + FIT_DIMENSIONS)) - upw_log_gamma(0.5 * FIT_FREEDOM) -
                      0.5 * FIT_DIMENSIONS * log(FIT_FREEDOM * 3.14159265358979323846) - e->log_det_root;
    /* The prior over the mixture is at most 1/0.3, so squares alone bound a weight; the estimate has the best, nearly.
     */
    const fit_curve at = fit_curve_of(&data->prior, e->u);
    const double squares = squares_around(data, &at, HUGE_VAL);
    const double log_best = -w.half_precision * squares + log_ratio(&w, e->u, 0);
    w.enough = (GIVE_UP - log_best - log(1 - NEAR_SHARE)) / w.half_precision;
    return w;
}

static void keep(fit_posterior *p, const fit_curve *curve, double log_weight)
{
    p->curves[p->n] = *curve;
    p->weights[p->n++] = log_weight;
}

static void weigh_near(const weigher *w, const upw_trajectory_draws *draws, fit_posterior *p)
{
    for (size_t i = 0; i < draws->n_near; i++) {
        double u[FIT_DIMENSIONS];
        for (size_t k = 0; k < FIT_DIMENSIONS; k++) {
            u[k] = w->estimate->u[k];
            for (size_t j = 0; j <= k; j++)
                u[k] += w->estimate->root[k][j] * draws->near_z[i][j];
        }
        const fit_curve curve = fit_curve_of(&w->data->prior, u);
        const double squares = squares_around(w->data, &curve, w->enough);
        if (squares <= w->enough)
            keep(p, &curve, -w->half_precision * squares + log_ratio(w, u, draws->near_size[i]));
    }
}

static void weigh_prior(const weigher *w, const upw_trajectory_draws *draws, fit_posterior *p)
{
    const fit_prior *const prior = &w->data->prior;
    for (size_t i = 0; i < draws->n - draws->n_near; i++) {
        const double *const u = draws->prior_u[i];
        fit_curve curve = { .from = prior->middle[0] + prior->width[0] * u[0],
                            .to = prior->middle[1] + prior->width[1] * u[1] };
        curve.shape = fit_stretch(prior, &draws->prior_factors[i], &curve.upturn);
        const double squares = squares_around(w->data, &curve, w->enough);
        if (squares <= w->enough)
            keep(p, &curve, -w->half_precision * squares + log_ratio(w, u, size_of(w->estimate, u)));
    }
}

bool fit_sample(const fit_data *data, const fit_estimate *estimate, const upw_trajectory_draws *draws, upw_arena *arena,
                fit_posterior *out)
{
    *out = (fit_posterior){ .curves = upw_arena_take(arena, draws->n, sizeof *out->curves),
                            .weights = upw_arena_take(arena, draws->n, sizeof *out->weights) };
    if (out->curves == NULL || out->weights == NULL)
        return false;
    const weigher w = begin_weighing(data, estimate);
    weigh_near(&w, draws, out);
    weigh_prior(&w, draws, out);
    double best = -HUGE_VAL, sum = 0, squares = 0;
    for (size_t i = 0; i < out->n; i++)
        best = fmax(best, out->weights[i]);
    for (size_t i = 0; i < out->n; i++) {
        out->weights[i] = exp(out->weights[i] - best);
        sum += out->weights[i];
    }
    for (size_t i = 0; i < out->n; i++) {
        out->weights[i] /= sum;
        squares += out->weights[i] * out->weights[i];
    }
    static const double two_pi = 6.28318530717958647693;
    out->ess = out->n > 0 ? 1 / squares : 0;
    out->log_ml = best + log(sum / (double)draws->n) - 0.5 * (double)data->n * log(two_pi * data->sigma * data->sigma);
    return true;
}
