/* When shall we be back where we started, shall we reach the aim, and how much of that is known and not assumed?
 *
 * Method: docs/methods/trajectory.md, "Estimating a path"; Geweke 1989, Owen & Zhou 2000 for the sampler. */
#include <math.h>

#include "trajectory_fit.h"
#include "upward/special.h"

static const double ESS_MIN = 400, LAMBDA_MIN = 0.5, LIKELY = 0.8, NEARLY = 0.9;

enum { BINS = 1024 };

static const double levels[UPW_TRAJECTORY_QUANTILES] = { 0.10, 0.25, 0.50, 0.75, 0.90 };

/* The chance of the values if nothing happened: log ML_0 of the page. */
static double log_ml_flat(const fit_data *d, const trajectory_baseline *b)
{
    const double variance = d->sigma * d->sigma, v = variance / (double)b->n, n = (double)d->n;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < d->n; i++) {
        const double off = d->values[i] - b->mean;
        sum += off;
        squares += off * off;
    }
    const double grown = 1 + n * v / variance;
    return -0.5 * n * log(6.28318530717958647693 * variance) - 0.5 * log(grown) -
           0.5 * (squares / variance - v / (variance * variance) * (sum * sum) / grown);
}

/* ---- weighted quantiles --------------------------------------------------------------------------------------------
 */

typedef struct weighted {
    double level, weight;
} weighted;

static void swap(weighted *a, weighted *b)
{
    const weighted c = *a;
    *a = *b;
    *b = c;
}

static double median_of_three(double a, double b, double c)
{
    return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

/* The smallest level at which the weights up to it, and `before` them, reach p; reorders `all`, n > 0. */
static double select_quantile(weighted *all, size_t n, double before, double p)
{
    size_t low = 0, high = n;
    while (high - low > 1) {
        const double pivot = median_of_three(all[low].level, all[low + (high - low) / 2].level, all[high - 1].level);
        /* [low, less) below the pivot, [less, more) equal to it, [more, high) above. */
        size_t less = low, i = low, more = high;
        double weight_less = 0, weight_equal = 0;
        while (i < more) {
            if (all[i].level < pivot) {
                weight_less += all[i].weight;
                swap(&all[less++], &all[i++]);
            } else if (all[i].level > pivot) {
                swap(&all[--more], &all[i]);
            } else {
                weight_equal += all[i++].weight;
            }
        }
        if (less > low && before + weight_less >= p) {
            high = less;
        } else if (more == high || before + weight_less + weight_equal >= p) {
            return pivot;
        } else {
            before += weight_less + weight_equal;
            low = more;
        }
    }
    return all[low].level;
}

/* ---- levels in bins -------------------------------------------------------------------------------------------------
 */

typedef struct mixture {
    double weights[BINS], means[BINS];
    double low, per_bin;
    double sigma; /* of a single period around its level: far wider than a bin */
} mixture;

static size_t bin_of(const mixture *m, double level)
{
    const size_t k = (size_t)((level - m->low) * m->per_bin);
    return k < BINS ? k : BINS - 1;
}

static void bin(mixture *m, const weighted *all, size_t n, double high)
{
    m->per_bin = high > m->low ? BINS / (high - m->low) : 0;
    for (size_t i = 0; i < n; i++) {
        const size_t k = bin_of(m, all[i].level);
        m->weights[k] += all[i].weight;
        m->means[k] += all[i].weight * all[i].level;
    }
    for (size_t k = 0; k < BINS; k++)
        m->means[k] = m->weights[k] > 0 ? m->means[k] / m->weights[k] : m->low;
}

/* Only the levels of the bin in which the weights reach p are looked at one by one; `room` holds n. */
static double find_quantile(const mixture *m, const weighted *all, size_t n, double p, weighted *room)
{
    double before = 0;
    size_t k = 0, found = 0;
    while (k + 1 < BINS && before + m->weights[k] < p)
        before += m->weights[k++];
    for (size_t i = 0; i < n; i++)
        if (bin_of(m, all[i].level) == k)
            room[found++] = all[i];
    return found > 0 ? select_quantile(room, found, before, p) : m->low;
}

static double below(const mixture *m, double x)
{
    double sum = 0;
    for (size_t k = 0; k < BINS; k++)
        if (m->weights[k] > 1e-12)
            sum += m->weights[k] * upw_normal_below((x - m->means[k]) / m->sigma);
    return sum;
}

/* Where a tenth, or nine tenths, of single periods lie below; to a thousandth of sigma. */
static double find_single(const mixture *m, double p, double low, double high)
{
    low -= 10 * m->sigma;
    high += 10 * m->sigma;
    while (high - low > 1e-3 * m->sigma) {
        const double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high))
            break;
        if (below(m, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

/* ---- one forecast --------------------------------------------------------------------------------------------------
 */

typedef struct forecaster {
    const upw_trajectory_plan *plan;
    const fit_data *data;
    const upw_trajectory_draws *draws;
    const fit_posterior *posterior;
    const jcurve *prior_shapes; /* draws->n_plain */
    weighted *levels, *room;    /* posterior->n each */
    mixture *mixture;
} forecaster;

static void look_at_prior(const forecaster *f, upw_trajectory_forecast *out)
{
    const fit_prior *const p = &f->data->prior;
    const double direction = f->plan->aim > f->plan->start ? 1 : -1;
    const upw_trajectory_draws *const d = f->draws;
    double sum = 0, squares = 0;
    size_t reached = 0;
    for (size_t i = 0; i < d->n_plain; i++) {
        const double from = p->middle[0] + p->width[0] * d->plain_ends[i][0];
        const double to = p->middle[1] + p->width[1] * d->plain_ends[i][1];
        const double level = from + (to - from) * jcurve_share(&f->prior_shapes[i], out->time);
        const double off = level - f->plan->start; /* kept small, so that squares keep their digits */
        sum += off;
        squares += off * off;
        reached += direction * (level - f->plan->aim) >= 0;
    }
    const double n = (double)d->n_plain, mean = sum / n;
    out->prior_mean = f->plan->start + mean;
    out->prior_sd = sqrt(fmax(0, squares - n * mean * mean) / (n - 1));
    out->prior_aim = (double)reached / n;
}

static void look_ahead(const forecaster *f, upw_trajectory_forecast *out)
{
    const fit_posterior *const p = f->posterior;
    const double journey = f->plan->aim - f->plan->start, direction = journey > 0 ? 1 : -1;
    const double nearly = f->plan->start + NEARLY * journey;
    double sum = 0, squares = 0, low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < p->n; i++) {
        const double level = fit_level(&p->curves[i], out->time), weight = p->weights[i];
        const double off = level - f->plan->start;
        f->levels[i] = (weighted){ level, weight };
        sum += weight * off;
        squares += weight * off * off;
        out->aim += direction * (level - f->plan->aim) >= 0 ? weight : 0;
        out->nearly += direction * (level - nearly) >= 0 ? weight : 0;
        low = fmin(low, level);
        high = fmax(high, level);
    }
    out->mean = f->plan->start + sum;
    out->sd = sqrt(fmax(0, squares - sum * sum));
    look_at_prior(f, out);
    if (p->ess < ESS_MIN)
        out->aim = out->nearly = NAN;
    out->lambda = out->prior_sd > 0 ? 1 - out->sd * out->sd / (out->prior_sd * out->prior_sd) : NAN;
    *f->mixture = (mixture){ .low = low, .sigma = f->data->sigma };
    bin(f->mixture, f->levels, p->n, high);
    for (size_t k = 0; k < UPW_TRAJECTORY_QUANTILES; k++)
        out->quantiles[k] = find_quantile(f->mixture, f->levels, p->n, levels[k], f->room);
    out->single_low = find_single(f->mixture, levels[0], low, high);
    out->single_high = find_single(f->mixture, levels[UPW_TRAJECTORY_QUANTILES - 1], low, high);
}

/* ---- the whole ------------------------------------------------------------------------------------------------------
 */

const char *upw_trajectory_outlook_text(upw_trajectory_outlook outlook)
{
    static const char *const texts[UPW_TRAJECTORY_OUTLOOK_COUNT] = {
        [UPW_TRAJECTORY_CANNOT_TELL] = "cannot tell yet",
        [UPW_TRAJECTORY_LIKELY] = "likely",
        [UPW_TRAJECTORY_IN_BALANCE] = "in the balance",
        [UPW_TRAJECTORY_UNLIKELY] = "unlikely",
    };
    return outlook < UPW_TRAJECTORY_OUTLOOK_COUNT ? texts[outlook] : "";
}

static upw_trajectory_outlook find_outlook(const upw_trajectory_forecast *f)
{
    if (!(f->lambda >= LAMBDA_MIN))
        return UPW_TRAJECTORY_CANNOT_TELL;
    return f->nearly >= LIKELY       ? UPW_TRAJECTORY_LIKELY
           : f->nearly <= 1 - LIKELY ? UPW_TRAJECTORY_UNLIKELY
                                     : UPW_TRAJECTORY_IN_BALANCE;
}

static bool gather(const upw_trajectory_series *s, const upw_trajectory_plan *plan, upw_arena *scratch,
                   trajectory_baseline *baseline, fit_data *out, upw_error *error)
{
    if (!(s->per_year > 0) || !isfinite(s->per_year))
        return upw_fail(error, UPW_BAD_USAGE, "there must be some periods in a year");
    *baseline = trajectory_find_baseline(s->baseline, s->n_baseline);
    if (baseline->n < UPW_TRAJECTORY_BASELINE_MIN)
        return upw_fail(error, UPW_TOO_FEW,
                        "an estimate needs at least %d values before the start of the plan, and there %s %zu",
                        UPW_TRAJECTORY_BASELINE_MIN, baseline->n == 1 ? "is" : "are", baseline->n);
    if (!(baseline->sigma > 0) || !isfinite(baseline->sigma) || !isfinite(baseline->mean))
        return upw_fail(error, UPW_BAD_INPUT, "there is no variation in the baseline to measure a difference by");
    double *const times = upw_arena_take(scratch, s->n, sizeof *times);
    double *const values = upw_arena_take(scratch, s->n, sizeof *values);
    if (times == NULL || values == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu values", s->n);
    *out = (fit_data){ times, values, 0, baseline->sigma, fit_make_prior(baseline, plan) };
    for (size_t i = 0; i < s->n; i++) {
        if (isinf(s->values[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "value %zu after the start is infinite", i + 1);
        if (isnan(s->values[i]))
            continue;
        times[out->n] = (double)(i + 1) / s->per_year;
        values[out->n++] = s->values[i];
    }
    if (out->n < UPW_TRAJECTORY_FIT_MIN)
        return upw_fail(error, UPW_TOO_FEW, "an estimate needs at least %d values after the start, and there %s %zu",
                        UPW_TRAJECTORY_FIT_MIN, out->n == 1 ? "is" : "are", out->n);
    return true;
}

static void describe(const fit_data *data, const fit_estimate *e, upw_trajectory_fit *out)
{
    const fit_curve c = fit_curve_of(&data->prior, e->u);
    out->n = data->n;
    out->sigma = data->sigma;
    out->q = e->q;
    out->prior = data->prior.centre;
    out->estimate = (upw_trajectory_curve){ c.from, c.to, c.shape.depth, c.upturn, c.shape.bottom, c.shape.arrival };
    for (size_t k = 0; k < FIT_DIMENSIONS; k++) {
        double variance = 0;
        for (size_t j = 0; j <= k; j++)
            variance += e->root[k][j] * e->root[k][j];
        out->sd[k] = data->prior.width[k] * sqrt(variance);
        out->prior_mean[k] = data->prior.middle[k];
        out->prior_sd[k] = data->prior.width[k];
    }
}

/* Of curves drawn from the prior; NULL: no memory. */
static const jcurve *draw_prior_shapes(const fit_prior *prior, const upw_trajectory_draws *draws, upw_arena *scratch)
{
    jcurve *const shapes = upw_arena_take(scratch, draws->n_plain, sizeof *shapes);
    double upturn;
    for (size_t i = 0; shapes != NULL && i < draws->n_plain; i++)
        shapes[i] = fit_stretch(prior, &draws->plain_factors[i], &upturn);
    return shapes;
}

/* A posterior with draws enough, or the best there is. */
static bool sample(const fit_data *data, const fit_estimate *e, const upw_trajectory_draws **draws, upw_arena *scratch,
                   fit_posterior *posterior, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    if (*draws == NULL && (*draws = upw_trajectory_make_draws(0, 0, scratch, error)) == NULL)
        return false;
    if (!fit_sample(data, e, *draws, scratch, posterior))
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu draws", (*draws)->n);
    if (posterior->ess >= ESS_MIN || (*draws)->n >= UPW_TRAJECTORY_DRAWS_AGAIN)
        return true;
    const upw_trajectory_draws *const more = (*draws)->more;
    upw_arena_rewind(scratch, mark);
    *draws = more != NULL ? more : upw_trajectory_make_draws(UPW_TRAJECTORY_DRAWS_AGAIN, 0, scratch, error);
    if (*draws == NULL)
        return false;
    return fit_sample(data, e, *draws, scratch, posterior) ||
           upw_fail(error, UPW_NO_MEMORY, "no memory for %d draws", (int)UPW_TRAJECTORY_DRAWS_AGAIN);
}

static bool fit(const upw_trajectory_series *series, const upw_trajectory_plan *plan, const upw_trajectory_draws *draws,
                upw_arena *scratch, upw_trajectory_forecast *forecasts, size_t n_forecasts, upw_trajectory_fit *out,
                upw_error *error)
{
    trajectory_baseline baseline = { 0 };
    fit_data data = { 0 };
    fit_estimate estimate = { 0 };
    fit_posterior posterior = { 0 };
    *out = (upw_trajectory_fit){ 0 };
    if (!gather(series, plan, scratch, &baseline, &data, error))
        return false;
    fit_find_estimate(&data, &estimate);
    describe(&data, &estimate, out);
    if (!sample(&data, &estimate, &draws, scratch, &posterior, error))
        return false;
    const forecaster f = { plan,
                           &data,
                           draws,
                           &posterior,
                           draw_prior_shapes(&data.prior, draws, scratch),
                           upw_arena_take(scratch, posterior.n, sizeof(weighted)),
                           upw_arena_take(scratch, posterior.n, sizeof(weighted)),
                           upw_arena_take(scratch, 1, sizeof(mixture)) };
    if (f.prior_shapes == NULL || f.levels == NULL || f.room == NULL || f.mixture == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu draws", posterior.n);
    out->draws = draws->n;
    out->ess = posterior.ess;
    out->log_ml = posterior.log_ml;
    out->log_ml_flat = log_ml_flat(&data, &baseline);
    out->nothing = posterior.ess < ESS_MIN ? NAN : 1 / (1 + exp(out->log_ml - out->log_ml_flat));
    out->arrival.time = plan->arrival;
    look_ahead(&f, &out->arrival);
    out->outlook = out->ess < ESS_MIN ? UPW_TRAJECTORY_CANNOT_TELL : find_outlook(&out->arrival);
    for (size_t i = 0; i < n_forecasts; i++) {
        forecasts[i] = (upw_trajectory_forecast){ .time = forecasts[i].time };
        look_ahead(&f, &forecasts[i]);
    }
    return true;
}

bool upw_trajectory_fit_path(const upw_trajectory_series *series, const upw_trajectory_plan *plan,
                             const upw_trajectory_draws *draws, upw_arena *scratch, upw_trajectory_forecast *forecasts,
                             size_t n_forecasts, upw_trajectory_fit *out, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const bool done = fit(series, plan, draws, scratch, forecasts, n_forecasts, out, error);
    upw_arena_rewind(scratch, mark);
    return done;
}
