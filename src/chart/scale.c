/* The vertical axis. Differences are taken between halves, so that an axis from -1e308 to 1e308 has a length too. */
#include "chart/scale.h"

#include <float.h>
#include <math.h>

static const double mantissas[] = { 1, 2, 2.5, 5 };
enum { MANTISSAS = 4, EXPONENT_LEAST = -300, EXPONENT_MOST = 307 };

/* 10^exponent for 0 <= exponent <= 307; exact up to 10^22. */
static double power_of_ten(int exponent)
{
    double power = 1;
    for (double factor = 10; exponent > 0; exponent >>= 1) {
        if (exponent & 1)
            power *= factor;
        factor *= factor;
    }
    return power;
}

/* index * mantissa * 10^exponent, the nearest double for ordinary exponents: 0.3 and not 0.30000000000000004. */
static double tick_value(double index, double mantissa, int exponent)
{
    return exponent >= 0 ? index * mantissa * power_of_ten(exponent) : index * mantissa / power_of_ten(-exponent);
}

static double half_length(double low, double high)
{
    return high / 2 - low / 2;
}

/* Equal ends, or ends that differ only by rounding, get some room. */
static void spread(double *low, double *high)
{
    const double size = fmax(fabs(*low), fabs(*high));
    if (half_length(*low, *high) > size * 1e-9 && half_length(*low, *high) > 1e-290)
        return;
    const double room = size > 1e-280 ? size * 0.05 : 1;
    *low = fmax(*low - room, -DBL_MAX);
    *high = fmin(*high + room, DBL_MAX);
}

/* Round numbers within the ends, counted; first and last as indices of the step. */
static double count_ticks(const value_scale *s, double step, double *first, double *last)
{
    *first = ceil(s->low / step - 1e-9);
    *last = floor(s->high / step + 1e-9);
    return *last - *first + 1;
}

/* Push out the end that is nearer to its next round number. */
static void widen(value_scale *s, double step, double first, double last, double floor_value, double ceiling)
{
    const double below = (first - 1) * step, above = (last + 1) * step;
    const bool may_sink = below >= floor_value && isfinite(below);
    const bool may_rise = above <= ceiling && isfinite(above);
    if (may_sink && (!may_rise || half_length(below, s->low) < half_length(s->high, above)))
        s->low = fmin(s->low, below);
    else if (may_rise)
        s->high = fmax(s->high, above);
}

void scale_fit(value_scale *s, double low, double high, double floor_value, double ceiling, size_t max_ticks)
{
    const double own_floor = low >= floor_value ? floor_value : -HUGE_VAL;
    const double own_ceiling = high <= ceiling ? ceiling : HUGE_VAL;
    spread(&low, &high);
    const double room = half_length(low, high) * 0.12;
    s->low = fmax(fmax(low - room, own_floor), -DBL_MAX);
    s->high = fmin(fmin(high + room, own_ceiling), DBL_MAX);
    if (!(half_length(s->low, s->high) > 0)) /* both ends on one bound: a share that is always 100 % */
        s->low = fmax(s->high - fmax(fabs(s->high) * 0.05, 1e-280), -DBL_MAX);

    int exponent = EXPONENT_LEAST;
    const double aim = half_length(s->low, s->high) / (double)max_ticks * 2;
    for (int jump = 256; jump > 0; jump /= 2)
        while (exponent + jump <= EXPONENT_MOST && tick_value(1, 1, exponent + jump) <= aim)
            exponent += jump;
    double step = 0, first = 0, last = 0;
    int chosen = 0;
    for (; chosen < MANTISSAS + 1; chosen++) {
        step = chosen < MANTISSAS ? tick_value(1, mantissas[chosen], exponent) : tick_value(1, 1, exponent + 1);
        if (count_ticks(s, step, &first, &last) <= (double)max_ticks)
            break;
    }
    const double least = max_ticks > 5 ? 4 : 3;
    for (int i = 0; i < 2 && count_ticks(s, step, &first, &last) < least; i++)
        widen(s, step, first, last, own_floor, own_ceiling);
    const double n = count_ticks(s, step, &first, &last);
    s->step = step;
    s->precision = tick_value(1, 1, chosen < MANTISSAS - 1 ? exponent - 1 : exponent);
    s->n_ticks = n < 0 ? 0 : n > (double)max_ticks ? max_ticks : (size_t)n;
    for (size_t i = 0; i < s->n_ticks; i++)
        s->ticks[i] = tick_value(first + (double)i, chosen < MANTISSAS ? mantissas[chosen] : 10, exponent);
}

double scale_place(const value_scale *s, double value)
{
    const double part = half_length(s->low, value) / half_length(s->low, s->high);
    return s->bottom + (s->top - s->bottom) * part;
}
