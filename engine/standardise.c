/* What would the rate be if every body had people of the same ages? Sources at the declarations. */
#include <math.h>

#include "upward/special.h"
#include "upward/standardise.h"

enum { DOBSON_FROM = 10 };

const char *upw_rate_status_text(upw_rate_status status)
{
    static const char *const words[UPW_RATE_STATUS_COUNT] = {
        [UPW_RATE_OK] = "ok",
        [UPW_RATE_TOTAL_BELOW_10] = "total_below_10",
        [UPW_RATE_NO_POPULATION] = "no_population",
        [UPW_RATE_NO_EXPECTED] = "no_expected",
        [UPW_RATE_TOO_FEW] = "too_few_values",
        [UPW_RATE_NO_EVENTS] = "no_events",
    };
    return status < UPW_RATE_STATUS_COUNT ? words[status] : "";
}

static bool is_count(double number)
{
    return number >= 0 && isfinite(number);
}

static upw_rate_status no_figure(upw_rate_status status, upw_figure *out)
{
    *out = (upw_figure){ NAN, NAN, NAN };
    return status;
}

/* ---- direct ---- */

static bool add_band(upw_direct *d, double events, double squares, double population, double weight, upw_error *error)
{
    if (!is_count(events) || !is_count(population) || !is_count(weight))
        return upw_fail(error, UPW_BAD_INPUT, "events, population and standard population must be numbers from 0 up");
    if (population == 0 && events > 0)
        return upw_fail(error, UPW_BAD_INPUT, "there are events (%.10g) and no people", events);
    if (population == 0) {
        d->n_left_out++;
        return true;
    }
    d->events += events;
    d->population += population;
    d->weights += weight;
    d->weighted += weight * events / population;
    d->variance += weight / population * (weight / population) * squares;
    d->widest = fmax(d->widest, weight / population);
    return true;
}

bool upw_direct_add(upw_direct *direct, double events, double population, double weight, upw_error *error)
{
    return add_band(direct, events, events, population, weight, error);
}

bool upw_direct_add_people(upw_direct *direct, const double *people, const double *each, size_t n, double population,
                           double weight, upw_error *error)
{
    double events = 0, squares = 0;
    for (size_t k = 0; k < n; k++) {
        if (!is_count(people[k]) || !is_count(each[k]))
            return upw_fail(error, UPW_BAD_INPUT, "people and their events must be numbers from 0 up");
        events += people[k] * each[k];
        squares += people[k] * each[k] * each[k];
    }
    return add_band(direct, events, squares, population, weight, error);
}

void upw_direct_merge(upw_direct *into, const upw_direct *other)
{
    into->events += other->events;
    into->population += other->population;
    into->weights += other->weights;
    into->weighted += other->weighted;
    into->variance += other->variance;
    into->widest = fmax(into->widest, other->widest);
    into->n_left_out += other->n_left_out;
}

static upw_interval find_dobson(const upw_direct *d, double rate, double variance, double level)
{
    const upw_interval count = upw_count_interval(d->events, level, UPW_COUNT_BYAR);
    const double stretch = sqrt(variance / d->events);
    return (upw_interval){ rate + stretch * (count.low - d->events), rate + stretch * (count.high - d->events) };
}

static upw_interval find_fay_feuer(const upw_direct *d, double rate, double variance, double level)
{
    const double p = (1 - level) / 2, widest = d->widest / d->weights;
    const double wider = variance + widest * widest, higher = rate + widest;
    return (upw_interval){ d->events > 0 ? variance / rate * upw_gamma_quantile(p, rate * rate / variance) : 0,
                           wider / higher * upw_gamma_quantile_above(p, higher * higher / wider) };
}

upw_rate_status upw_direct_rate(const upw_direct *direct, double multiplier, double level, upw_direct_method method,
                                upw_figure *out)
{
    if (!(direct->population > 0) || !(direct->weights > 0))
        return no_figure(UPW_RATE_NO_POPULATION, out);
    if (method == UPW_DIRECT_DOBSON && direct->events < DOBSON_FROM)
        return no_figure(UPW_RATE_TOTAL_BELOW_10, out);
    const double rate = direct->weighted / direct->weights;
    const double variance = direct->variance / (direct->weights * direct->weights);
    const upw_interval limits = method == UPW_DIRECT_DOBSON ? find_dobson(direct, rate, variance, level)
                                                            : find_fay_feuer(direct, rate, variance, level);
    *out = (upw_figure){ multiplier * rate, multiplier * limits.low, multiplier * limits.high };
    return UPW_RATE_OK;
}

/* ---- indirect ---- */

bool upw_indirect_add(upw_indirect *indirect, double population, double reference_events, double reference_population,
                      upw_error *error)
{
    if (!is_count(population) || !is_count(reference_events) || !is_count(reference_population))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the population and the events and population of the reference must be numbers from 0 up");
    if (reference_population == 0 && (population > 0 || reference_events > 0))
        return upw_fail(error, UPW_BAD_INPUT, "the reference has no people in this band");
    if (reference_population == 0)
        return true;
    indirect->expected += population * reference_events / reference_population;
    indirect->reference_events += reference_events;
    indirect->reference_population += reference_population;
    return true;
}

upw_rate_status upw_indirect_ratio(const upw_indirect *indirect, double observed, double multiplier, double level,
                                   upw_count_method method, upw_figure *out)
{
    if (!(indirect->expected > 0))
        return no_figure(UPW_RATE_NO_EXPECTED, out);
    *out = upw_crude_rate(observed, indirect->expected, multiplier, level, method);
    return UPW_RATE_OK;
}

upw_rate_status upw_indirect_rate(const upw_indirect *indirect, double observed, double multiplier, double level,
                                  upw_count_method method, upw_figure *out)
{
    if (!(indirect->reference_population > 0))
        return no_figure(UPW_RATE_NO_POPULATION, out);
    const double rate = indirect->reference_events / indirect->reference_population;
    return upw_indirect_ratio(indirect, observed, multiplier * rate, level, method, out);
}
