/* How sure is a count, a proportion, a rate, a mean, a ratio of two rates? Sources at the declarations. */
#include <math.h>
#include <stdlib.h>

#include "upward/special.h"
#include "upward/standardise.h"

enum { BYAR_FROM = 10 };

static upw_interval no_interval(void)
{
    return (upw_interval){ NAN, NAN };
}

upw_interval upw_count_interval(double events, double level, upw_count_method method)
{
    if (!(events >= 0) || !isfinite(events) || !(level > 0 && level < 1))
        return no_interval();
    if (method == UPW_COUNT_EXACT || events < BYAR_FROM) {
        const double p = (1 - level) / 2;
        return (upw_interval){ events > 0 ? upw_gamma_quantile(p, events) : 0,
                               upw_gamma_quantile_above(p, events + 1) };
    }
    const double z = upw_normal_quantile((1 + level) / 2), next = events + 1;
    const double down = fmax(0, 1 - 1 / (9 * events) - z / (3 * sqrt(events)));
    const double up = 1 - 1 / (9 * next) + z / (3 * sqrt(next));
    return (upw_interval){ events * down * down * down, next * up * up * up };
}

upw_figure upw_proportion(double events, double n, double level)
{
    if (!(n > 0) || !isfinite(n) || !(events >= 0 && events <= n) || !(level > 0 && level < 1))
        return (upw_figure){ NAN, NAN, NAN };
    const double z = upw_normal_quantile((1 + level) / 2), square = z * z;
    const double middle = 2 * events + square, below = 2 * (n + square);
    const double half = z * sqrt(square + 4 * events * (1 - events / n));
    return (upw_figure){ events / n, events > 0 ? (middle - half) / below : 0,
                         events < n ? (middle + half) / below : 1 };
}

upw_figure upw_crude_rate(double events, double population, double multiplier, double level, upw_count_method method)
{
    const double unit = multiplier / population;
    if (!(population > 0) || !isfinite(population) || !isfinite(unit)) /* or so few people that a rate is no number */
        return (upw_figure){ NAN, NAN, NAN };
    const upw_interval count = upw_count_interval(events, level, method);
    return (upw_figure){ events * unit, count.low * unit, count.high * unit };
}

void upw_sample_add(upw_sample *sample, double value)
{
    if (isnan(value))
        return;
    const double from = value - sample->running;
    sample->sum += value;
    sample->running += from / (double)++sample->n;
    sample->squares += from * (value - sample->running);
    sample->mean = sample->sum / (double)sample->n;
    if (sample->n > 1)
        sample->sd = sqrt(sample->squares / (double)(sample->n - 1));
}

upw_sample upw_sample_measure(const double *values, size_t n)
{
    upw_sample sample = { .mean = NAN, .sd = NAN };
    for (size_t i = 0; i < n; i++)
        upw_sample_add(&sample, values[i]);
    return sample;
}

upw_figure upw_sample_mean(const upw_sample *sample, double level)
{
    if (sample->n < 2)
        return (upw_figure){ sample->mean, NAN, NAN };
    const double n = (double)sample->n;
    const double half = upw_student_quantile((1 + level) / 2, n - 1) * sample->sd / sqrt(n);
    return (upw_figure){ sample->mean, sample->mean - half, sample->mean + half };
}

/* ---- ratio of two rates ---- */

static bool is_ratio(double events1, double population1, double events2, double population2)
{
    return events1 >= 0 && events2 >= 0 && events1 + events2 > 0 && population1 > 0 && population2 > 0 &&
           isfinite(events1 + events2 + population1 + population2);
}

/* Outcomes on the other side of the mode that are no likelier than x: they begin at a count found by bisection, since
 * beyond the mode the probability falls. Equal ones may differ by rounding, as in other programs by 1e-7. */
static double exact_p_value(int64_t x, int64_t n, double chance)
{
    const double limit = upw_binomial_at(x, n, chance) * (1 + 1e-7), mode = (double)n * chance;
    const bool is_low = (double)x < mode;
    if ((double)x == mode)
        return 1;
    int64_t in = (int64_t)(is_low ? ceil(mode) : floor(mode)), out = is_low ? n + 1 : -1; /* `in` may be likelier */
    if (upw_binomial_at(in, n, chance) <= limit)
        out = in;
    while (llabs(out - in) > 1) {
        const int64_t middle = in + (out - in) / 2;
        if (upw_binomial_at(middle, n, chance) <= limit)
            out = middle;
        else
            in = middle;
    }
    const double this_side = is_low ? upw_binomial_at_most(x, n, chance) : upw_binomial_at_least(x, n, chance);
    const double other_side = is_low ? upw_binomial_at_least(out, n, chance) : upw_binomial_at_most(out, n, chance);
    return fmin(1, this_side + other_side);
}

upw_rate_ratio upw_rate_ratio_measure(double events1, double population1, double events2, double population2)
{
    if (!is_ratio(events1, population1, events2, population2))
        return (upw_rate_ratio){ NAN, NAN };
    const double chance = population1 / (population1 + population2);
    return (
        upw_rate_ratio){ events1 / population1 / (events2 / population2),
                         exact_p_value((int64_t)nearbyint(events1), (int64_t)nearbyint(events1 + events2), chance) };
}

upw_interval upw_rate_ratio_interval(double events1, double population1, double events2, double population2,
                                     double level)
{
    if (!is_ratio(events1, population1, events2, population2) || !(level > 0 && level < 1))
        return no_interval();
    /* The odds of the limits from both sides, so that neither loses its digits near 1. */
    const double p = (1 - level) / 2, unit = population2 / population1;
    upw_interval limits = { 0, HUGE_VAL };
    if (events1 > 0)
        limits.low =
            unit * upw_beta_quantile(p, events1, events2 + 1) / (1 - upw_beta_quantile(p, events1, events2 + 1));
    if (events2 > 0) {
        const double other = upw_beta_quantile(p, events2, events1 + 1);
        limits.high = unit * (1 - other) / other;
    }
    return limits;
}
