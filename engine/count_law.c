/* How probable is a count so low, or so high? */
#include "count_law.h"

#include <math.h>

#include "special_terms.h"
#include "upward/special.h"

/* Above this many trials a varying chance swamps the trials' own discreteness, and summing takes long. */
static const double TRIALS_SUMMED_MAX = 2e6;
static const double EVENTS_SD_SUMMED_MAX = 20000;
static const double NEGLIGIBLE = 1e-17; /* of a sum */

/* ---- the laws ---- */

count_law count_law_of_events(double mean)
{
    const double sd = sqrt(mean);
    return (count_law){ .kind = COUNT_LAW_POISSON,
                        .size = INFINITY,
                        .mean = mean,
                        .sd = sd,
                        .skewness = 1 / sd,
                        .ratio = mean,
                        .u = { 1, 0 },
                        .v = { 1, 0 },
                        .w = { 1, 0 } };
}

count_law count_law_of_trials(double n, double chance)
{
    const double other = 1 - chance, sd = sqrt(n * chance * other);
    return (count_law){ .kind = COUNT_LAW_BINOMIAL,
                        .size = n,
                        .mean = n * chance,
                        .sd = sd,
                        .skewness = (other - chance) / sd,
                        .a = chance,
                        .b = other,
                        .ratio = chance / other,
                        .u = { n, -1 },
                        .v = { 1, 0 },
                        .w = { 1, 0 } };
}

count_law count_law_of_varying_events(double mean, double squared_cv)
{
    const double shape = 1 / squared_cv, sd = sqrt(mean + mean * mean * squared_cv);
    count_law law = { .kind = COUNT_LAW_NEGATIVE_BINOMIAL,
                      .size = INFINITY,
                      .mean = mean,
                      .sd = sd,
                      .skewness = (1 + 2 * mean * squared_cv) / sd,
                      .a = shape,
                      .ratio = mean / (shape + mean),
                      .u = { shape, 1 },
                      .v = { 1, 0 },
                      .w = { 1, 0 } };
    if (sd > EVENTS_SD_SUMMED_MAX) {
        law.kind = COUNT_LAW_GAMMA;
        law.a = mean * mean / (sd * sd);
    }
    return law;
}

count_law count_law_of_varying_trials(double n, double chance, double correlation)
{
    const double weight = 1 / correlation - 1, a = chance * weight, b = (1 - chance) * weight;
    const double sd = sqrt(n * chance * (1 - chance) * (1 + (n - 1) * correlation));
    count_law law = { .kind = COUNT_LAW_BETA_BINOMIAL,
                      .size = n,
                      .mean = n * chance,
                      .sd = sd,
                      .skewness = (weight + 2 * n) * (1 - 2 * chance) / (sd * (weight + 2)),
                      .a = a,
                      .b = b,
                      .ratio = 1,
                      .u = { n, -1 },
                      .v = { a, 1 },
                      .w = { b + n - 1, -1 } };
    if (n > TRIALS_SUMMED_MAX) {
        const double as_one = 1 / (correlation + (1 - correlation) / n) - 1;
        law.kind = COUNT_LAW_BETA;
        law.a = chance * as_one;
        law.b = (1 - chance) * as_one;
    }
    return law;
}

count_law count_law_of_terms(const double *terms, size_t size, double mean, double sd)
{
    return (count_law){ .kind = COUNT_LAW_LISTED, .size = (double)size, .mean = mean, .sd = sd, .terms = terms };
}

/* ---- terms ---- */

/* P(R = r) of a negative binomial with this shape, success `chance` and failure `other`. */
static double negative_term(double shape, double r, double chance, double other)
{
    return r == 0 ? exp(shape * log(chance)) : shape / (shape + r) * binomial_term(shape, r, chance, other);
}

/* A beta-binomial is a negative binomial given the sum of two, whatever their chance: best where the sum is usual. */
static double varying_term(const count_law *law, double r)
{
    const double weight = law->a + law->b, chance = weight / (weight + law->size), other = 1 - chance;
    return negative_term(law->a, r, chance, other) * negative_term(law->b, law->size - r, chance, other) /
           negative_term(weight, law->size, chance, other);
}

static double term_at(const count_law *law, double r)
{
    switch (law->kind) {
    case COUNT_LAW_POISSON:
        return upw_poisson_at((int64_t)r, law->mean);
    case COUNT_LAW_BINOMIAL:
        return upw_binomial_at((int64_t)r, (int64_t)law->size, law->a);
    case COUNT_LAW_NEGATIVE_BINOMIAL:
        return negative_term(law->a, r, law->a / (law->a + law->mean), law->ratio);
    case COUNT_LAW_BETA_BINOMIAL:
        return varying_term(law, r);
    default:
        return law->terms[(size_t)r];
    }
}

static bool is_continuous(const count_law *law)
{
    return law->kind == COUNT_LAW_GAMMA || law->kind == COUNT_LAW_BETA;
}

/* P(r + 1) / P(r), as what is above and below its bar. */
typedef struct step {
    double over, under;
} step;

static step step_from(const count_law *law, double r)
{
    return (step){ law->ratio * (law->u[0] + law->u[1] * r) * (law->v[0] + law->v[1] * r),
                   (r + 1) * (law->w[0] + law->w[1] * r) };
}

static double term_above(const count_law *law, double r, double at)
{
    const step s = step_from(law, r);
    return law->kind == COUNT_LAW_LISTED ? law->terms[(size_t)r + 1] : at * (s.over / s.under);
}

static double term_below(const count_law *law, double r, double at)
{
    const step s = step_from(law, r - 1);
    return law->kind == COUNT_LAW_LISTED ? law->terms[(size_t)r - 1] : at * (s.under / s.over);
}

/* ---- tails ---- */

/* Four steps onwards from a term: what it is multiplied by to give the sum of the next four, and the last of them. They
 * share a division, which is what they would spend their time on. */
typedef struct stride {
    double sum, last;
} stride;

enum { STRIDE = 4 };

static stride make_stride(step a, step b, step c, step d)
{
    const double cd = c.under * d.under, bcd = b.under * cd, inverse = 1 / (a.under * bcd);
    const double from_c = c.over * (d.under + d.over), from_b = b.over * (cd + from_c);
    return (stride){ a.over * (bcd + from_b) * inverse, a.over * b.over * c.over * d.over * inverse };
}

static step turn(step s)
{
    return (step){ s.under, s.over };
}

static stride stride_up(const count_law *law, double r)
{
    if (law->kind == COUNT_LAW_BETA_BINOMIAL)
        return make_stride(step_from(law, r), step_from(law, r + 1), step_from(law, r + 2), step_from(law, r + 3));
    const double from = law->ratio * (law->u[0] + law->u[1] * r), by = law->ratio * law->u[1];
    return make_stride((step){ from, r + 1 }, (step){ from + by, r + 2 }, (step){ from + 2 * by, r + 3 },
                       (step){ from + 3 * by, r + 4 });
}

static stride stride_down(const count_law *law, double r)
{
    if (law->kind == COUNT_LAW_BETA_BINOMIAL)
        return make_stride(turn(step_from(law, r - 1)), turn(step_from(law, r - 2)), turn(step_from(law, r - 3)),
                           turn(step_from(law, r - 4)));
    const double from = law->ratio * (law->u[0] + law->u[1] * (r - 1)), by = law->ratio * law->u[1];
    return make_stride((step){ r, from }, (step){ r - 1, from - by }, (step){ r - 2, from - 2 * by },
                       (step){ r - 3, from - 3 * by });
}

/* The sum of terms from r outwards. */
static double sum_outwards(const count_law *law, double r, double at, bool is_upwards)
{
    const double side = is_upwards ? 1 : -1, edge = is_upwards ? law->size : 0;
    double sum = at;
    while (law->kind != COUNT_LAW_LISTED && side * (edge - r) >= STRIDE && at > sum * NEGLIGIBLE) {
        const stride s = is_upwards ? stride_up(law, r) : stride_down(law, r);
        sum += at * s.sum;
        at *= s.last;
        r += side * STRIDE;
    }
    while (r != edge && (at > sum * NEGLIGIBLE || law->kind == COUNT_LAW_LISTED)) {
        at = is_upwards ? term_above(law, r, at) : term_below(law, r, at);
        sum += at;
        r += side;
    }
    return sum;
}

/* P(X <= x + 1/2) and P(X > x + 1/2) of the continuous stand-in, whose own scale is the mean (gamma) or n (beta). */
static double continuous_below(const count_law *law, double x)
{
    if (law->kind == COUNT_LAW_GAMMA)
        return x < 0 ? 0 : upw_gamma_below((x + 0.5) * law->a / law->mean, law->a);
    return x < 0 ? 0 : x >= law->size ? 1 : upw_beta_below((x + 0.5) / law->size, law->a, law->b);
}

static double continuous_above(const count_law *law, double x)
{
    if (law->kind == COUNT_LAW_GAMMA)
        return x < 0 ? 1 : upw_gamma_above((x + 0.5) * law->a / law->mean, law->a);
    return x < 0 ? 1 : x >= law->size ? 0 : upw_beta_above((x + 0.5) / law->size, law->a, law->b);
}

static count_tails continuous_tails(const count_law *law, double r)
{
    const double at_most = continuous_below(law, r), at_least = continuous_above(law, r - 1);
    const double at = r < law->mean ? at_most - continuous_below(law, r - 1) : at_least - continuous_above(law, r);
    return (count_tails){ at_most, at_least, at };
}

count_tails count_law_tails(const count_law *law, double r)
{
    if (is_continuous(law))
        return continuous_tails(law, r);
    const double at = term_at(law, r);
    if (r <= law->mean) {
        const double at_most = fmin(sum_outwards(law, r, at, false), 1);
        return (count_tails){ at_most, 1 - (at_most - at), at };
    }
    const double at_least = fmin(sum_outwards(law, r, at, true), 1);
    return (count_tails){ 1 - (at_least - at), at_least, at };
}

/* ---- where a tail passes p ---- */

/* Cornish and Fisher's first term: within a count or so of the truth, but for the most crooked laws. */
static double estimate(const count_law *law, double z)
{
    const double r = law->mean + law->sd * (z + (z * z - 1) * law->skewness / 6) - 0.5;
    return isfinite(r) ? fmax(0, fmin(floor(r), law->size)) : 0; /* where nothing is expected, nothing is the start */
}

/* Bisection on whole counts; only where each tail is an incomplete function of its own. */
static count_bracket bisect(const count_law *law, double p, bool is_low)
{
    double low = -1, high = fmin(law->size, ceil(law->mean + 60 * law->sd));
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        const bool is_above = is_low ? continuous_below(law, middle) > p : continuous_above(law, middle) <= p;
        if (is_above)
            high = middle;
        else
            low = middle;
    }
    const count_tails t = continuous_tails(law, high);
    return (count_bracket){ high, is_low ? t.at_most : t.at_least, t.at };
}

static count_bracket start(const count_law *law, double p, bool is_low, const count_bracket *from)
{
    if (from != NULL && p > 1e-3 * from->beyond && law->sd < 300)
        return *from;
    const double r = estimate(law, is_low ? upw_normal_quantile(p) : -upw_normal_quantile(p));
    const count_tails t = count_law_tails(law, r);
    return (count_bracket){ r, is_low ? t.at_most : t.at_least, t.at };
}

count_bracket count_law_bracket_low(const count_law *law, double p, const count_bracket *from)
{
    if (is_continuous(law))
        return bisect(law, p, true);
    count_bracket b = start(law, p, true, from);
    while (b.r > 0 && b.beyond - b.at > p) {
        b.beyond -= b.at;
        b.at = term_below(law, b.r, b.at);
        b.r--;
    }
    while (!(b.beyond > p) && b.r < law->size) {
        b.at = term_above(law, b.r, b.at);
        b.r++;
        b.beyond += b.at;
    }
    return b;
}

count_bracket count_law_bracket_high(const count_law *law, double p, const count_bracket *from)
{
    if (is_continuous(law))
        return bisect(law, p, false);
    count_bracket b = start(law, p, false, from);
    while (b.r < law->size && b.beyond - b.at > p) {
        b.beyond -= b.at;
        b.at = term_above(law, b.r, b.at);
        b.r++;
    }
    while (!(b.beyond > p) && b.r > 0) {
        b.at = term_below(law, b.r, b.at);
        b.r--;
        b.beyond += b.at;
    }
    return b;
}
