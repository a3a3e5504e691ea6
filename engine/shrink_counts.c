/* How much do true shares or ratios differ when the counts behind them are small? Maximum likelihood over the logarithm
 * of the odds of the mean (of the mean itself, for ratios) and the logarithm of the precision, by Newton's steps. */
#include <math.h>

#include "spread.h"
#include "upward/rank.h"
#include "upward/special.h"

enum { STEPS_MAX = 500, HALVINGS_MAX = 60 };

static const double SMALLEST_STEP = 1e-10, LONGEST_STEP = 2;
static const double MOST_PRECISION = 1e6, LEAST_PRECISION = 1e-3;

typedef struct counts {
    const double *events, *sizes;
    size_t n;
} counts;

/* Log likelihood at a place, its slopes and curvatures. */
typedef struct hill {
    double height;
    double slope[2];
    double curve[3]; /* mean-mean, mean-precision, precision-precision */
} hill;

typedef struct count_model {
    hill (*climb)(const counts *c, double place, double log_precision);
    double (*pool)(const counts *c, double mean);  /* log likelihood without variation */
    double (*start)(const counts *c, double mean); /* precision by moments; not above 0: none is seen */
    double (*place_of)(double mean);
    double (*mean_of)(double place);
    double (*between)(double mean, double precision); /* tau² on the scale of `within` */
    double (*within)(double events, double size);     /* variance of chance */
    upw_posterior (*know)(double mean, double precision, double events, double size);
} count_model;

static double x_log_y(double x, double y)
{
    return x > 0 ? x * log(y) : 0;
}

/* ---- beta-binomial ---- */

static double log_beta(double a, double b)
{
    return upw_log_gamma(a) + upw_log_gamma(b) - upw_log_gamma(a + b);
}

static double log_choose(double n, double r)
{
    return upw_log_gamma(n + 1) - upw_log_gamma(r + 1) - upw_log_gamma(n - r + 1);
}

static double share_of(double place)
{
    return 1 / (1 + exp(-place));
}

static double logit_of(double share)
{
    return log(share) - log1p(-share);
}

static hill climb_beta(const counts *c, double place, double log_precision)
{
    const double m = exp(log_precision), mean = share_of(place), a = mean * m, b = m / (1 + exp(place));
    double height = 0, ga = 0, gb = 0, haa = 0, hbb = 0, hab = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double r = c->events[i], n = c->sizes[i];
        const double all = upw_digamma(m) - upw_digamma(m + n), all2 = upw_trigamma(m) - upw_trigamma(m + n);
        height += log_choose(n, r) + log_beta(a + r, b + n - r) - log_beta(a, b);
        ga += upw_digamma(a + r) - upw_digamma(a) + all;
        gb += upw_digamma(b + n - r) - upw_digamma(b) + all;
        haa += upw_trigamma(a + r) - upw_trigamma(a) + all2;
        hbb += upw_trigamma(b + n - r) - upw_trigamma(b) + all2;
        hab += all2;
    }
    const double d = a * b / m, tilt = ga - gb;
    return (hill){ height,
                   { d * tilt, a * ga + b * gb },
                   { d * d * (haa - 2 * hab + hbb) + tilt * d * (1 - 2 * mean),
                     d * (a * haa + (b - a) * hab - b * hbb) + d * tilt,
                     a * a * haa + 2 * a * b * hab + b * b * hbb + a * ga + b * gb } };
}

static double pool_binomial(const counts *c, double mean)
{
    double height = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double r = c->events[i], n = c->sizes[i];
        height += log_choose(n, r) + x_log_y(r, mean) + x_log_y(n - r, 1 - mean);
    }
    return height;
}

static double start_beta(const counts *c, double mean)
{
    double chi_square = 0, cases = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double from = c->events[i] - c->sizes[i] * mean;
        chi_square += from * from / (c->sizes[i] * mean * (1 - mean));
        cases += c->sizes[i];
    }
    const double correlation = (chi_square - (double)(c->n - 1)) / fmax(1, cases - (double)c->n);
    return correlation > 0 ? 1 / correlation - 1 : 0;
}

static double spread_of_beta(double mean, double precision)
{
    return upw_trigamma(mean * precision) + upw_trigamma((1 - mean) * precision);
}

static double chance_of_share(double events, double size)
{
    return 1 / (events + 0.5) + 1 / (size - events + 0.5);
}

static upw_posterior know_share(double mean, double precision, double events, double size)
{
    return (upw_posterior){ UPW_POSTERIOR_BETA, mean * precision + events, (1 - mean) * precision + size - events };
}

/* ---- gamma-Poisson ---- */

static hill climb_gamma(const counts *c, double place, double log_precision)
{
    const double k = exp(log_precision), mean = exp(place);
    hill h = { 0 };
    double along = 0, along2 = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double o = c->events[i], m = mean * c->sizes[i], sum = k + m;
        h.height +=
            upw_log_gamma(k + o) - upw_log_gamma(k) - upw_log_gamma(o + 1) - k * log1p(m / k) + x_log_y(o, m / sum);
        h.slope[0] += (o - m) * k / sum;
        h.curve[0] -= k * m * (k + o) / (sum * sum);
        h.curve[1] += k * (o - m) * m / (sum * sum);
        along += upw_digamma(k + o) - upw_digamma(k) - log1p(m / k) + (m - o) / sum;
        along2 += upw_trigamma(k + o) - upw_trigamma(k) + m / (k * sum) - (m - o) / (sum * sum);
    }
    h.slope[1] = k * along;
    h.curve[2] = k * k * along2 + k * along;
    return h;
}

static double pool_poisson(const counts *c, double mean)
{
    double height = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double m = mean * c->sizes[i];
        height += x_log_y(c->events[i], m) - m - upw_log_gamma(c->events[i] + 1);
    }
    return height;
}

static double start_gamma(const counts *c, double mean)
{
    double chi_square = 0, expected = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double m = mean * c->sizes[i];
        chi_square += (c->events[i] - m) * (c->events[i] - m) / m;
        expected += m;
    }
    return expected / (chi_square - (double)(c->n - 1));
}

static double spread_of_gamma(double mean, double precision)
{
    (void)mean;
    return upw_trigamma(precision);
}

static double chance_of_ratio(double events, double size)
{
    (void)size;
    return 1 / events; /* infinite without events: nothing is known of the logarithm */
}

static upw_posterior know_ratio(double mean, double precision, double events, double size)
{
    return (upw_posterior){ UPW_POSTERIOR_GAMMA, precision + events, precision / mean + size };
}

static const count_model models[UPW_COUNT_MODEL_COUNT] = {
    [UPW_COUNT_BETA_BINOMIAL] = { climb_beta, pool_binomial, start_beta, logit_of, share_of, spread_of_beta,
                                  chance_of_share, know_share },
    [UPW_COUNT_GAMMA_POISSON] = { climb_gamma, pool_poisson, start_gamma, log, exp, spread_of_gamma, chance_of_ratio,
                                  know_ratio },
};

/* ---- both ---- */

/* Newton's step where the hill is round, else a step up along each slope; never longer than LONGEST_STEP. */
static void choose_step(const hill *h, double *step)
{
    const double det = h->curve[0] * h->curve[2] - h->curve[1] * h->curve[1];
    if (h->curve[0] < 0 && det > 0) {
        step[0] = -(h->curve[2] * h->slope[0] - h->curve[1] * h->slope[1]) / det;
        step[1] = -(h->curve[0] * h->slope[1] - h->curve[1] * h->slope[0]) / det;
    } else
        for (size_t i = 0; i < 2; i++)
            step[i] = h->slope[i] / fmax(fabs(h->curve[2 * i]), 1e-8);
    const double longest = fmax(fabs(step[0]), fabs(step[1]));
    if (longest > LONGEST_STEP)
        for (size_t i = 0; i < 2; i++)
            step[i] *= LONGEST_STEP / longest;
}

/* Climb from `at` (place of the mean, log precision) to the top; stops at the ends of the range of precision. */
static double climb_to_top(const count_model *m, const counts *c, double *at)
{
    hill h = m->climb(c, at[0], at[1]);
    for (size_t k = 0; k < STEPS_MAX; k++) {
        double step[2];
        choose_step(&h, step);
        step[1] = fmax(step[1], log(LEAST_PRECISION) - at[1]);
        hill next = m->climb(c, at[0] + step[0], at[1] + step[1]);
        for (size_t half = 0; half < HALVINGS_MAX && !(next.height >= h.height - 1e-12 * fabs(h.height)); half++) {
            step[0] /= 2;
            step[1] /= 2;
            next = m->climb(c, at[0] + step[0], at[1] + step[1]);
        }
        at[0] += step[0];
        at[1] += step[1];
        h = next;
        if ((fabs(step[0]) < SMALLEST_STEP && fabs(step[1]) < SMALLEST_STEP) || at[1] > log(MOST_PRECISION))
            break;
    }
    return h.height;
}

static bool check_counts(upw_count_model kind, const counts *c, upw_error *error)
{
    if (kind >= UPW_COUNT_MODEL_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "there is no such model of counts");
    if (c->n < 2)
        return upw_fail(error, UPW_TOO_FEW, "a spread between bodies needs at least two of them");
    for (size_t i = 0; i < c->n; i++) {
        const double r = c->events[i], n = c->sizes[i];
        if (!(r >= 0 && r <= 1e12) || r != nearbyint(r))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "events must be a whole number from 0 up");
        if (!(n > 0 && n <= 1e12))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "the %s must be above 0",
                                kind == UPW_COUNT_BETA_BINOMIAL ? "number of cases" : "expected number");
        if (kind == UPW_COUNT_BETA_BINOMIAL && r > n)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1,
                                "there are more events (%.10g) than cases (%.10g)", r, n);
    }
    return true;
}

static double pool_mean(const counts *c)
{
    double events = 0, sizes = 0;
    for (size_t i = 0; i < c->n; i++) {
        events += c->events[i];
        sizes += c->sizes[i];
    }
    return events / sizes;
}

static void fit(upw_count_model kind, const counts *c, upw_count_shrinkage *out)
{
    const count_model *const m = &models[kind];
    const double mean = pool_mean(c);
    *out = (upw_count_shrinkage){ .n = c->n, .is_boundary = true, .mean = mean, .precision = HUGE_VAL, .p_value = 0.5 };
    out->log_likelihood = out->log_likelihood_pooled = m->pool(c, mean);
    if (!(mean > 0) || (kind == UPW_COUNT_BETA_BINOMIAL && !(mean < 1)))
        return; /* nobody, or everybody: there is no variation to see */
    const double start = m->start(c, mean);
    double at[2] = { m->place_of(mean), log(start > 0 ? fmin(fmax(start, 0.5), 1e5) : 1000) };
    const double height = climb_to_top(m, c, at);
    const double ratio = 2 * (height - out->log_likelihood_pooled);
    if (at[1] > log(MOST_PRECISION) || !(ratio > 1e-9))
        return;
    out->is_boundary = false;
    out->mean = m->mean_of(at[0]);
    out->precision = exp(at[1]);
    out->log_likelihood = height;
    out->p_value = 0.5 * upw_chi_square_above(ratio, 1);
    out->tau2 = m->between(out->mean, out->precision);
}

bool upw_shrink_counts(upw_count_model model, const double *events, const double *sizes, size_t n, upw_arena *scratch,
                       upw_posterior *posteriors, upw_count_shrinkage *out, upw_error *error)
{
    const counts c = { events, sizes, n };
    if (!check_counts(model, &c, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const within = upw_arena_take(scratch, n, sizeof *within);
    if (within == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu bodies", n);
    fit(model, &c, out);
    for (size_t i = 0; i < n; i++) {
        within[i] = models[model].within(events[i], sizes[i]);
        if (posteriors != NULL)
            posteriors[i] = out->is_boundary ? (upw_posterior){ UPW_POSTERIOR_POINT, out->mean, 0 }
                                             : models[model].know(out->mean, out->precision, events[i], sizes[i]);
    }
    const double typical = spread_median(within, n);
    out->rankability = out->tau2 > 0 ? out->tau2 / (out->tau2 + typical) : 0;
    upw_arena_rewind(scratch, mark);
    return true;
}

double upw_count_reliability(upw_count_model model, const upw_count_shrinkage *shrinkage, double size)
{
    if (shrinkage->is_boundary)
        return 0;
    const double prior =
        model == UPW_COUNT_BETA_BINOMIAL ? shrinkage->precision : shrinkage->precision / shrinkage->mean;
    return size / (size + prior);
}
