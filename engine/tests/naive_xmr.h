/* naive_xmr.h: the XmR chart and its rules as the specification words them, window by window, for tests only.
 *
 * Nothing is shared with the engine: means are two passes of long double, every rule looks at every window of every
 * point. Slow, and short enough to be believed. */
#ifndef ENGINE_TESTS_NAIVE_XMR_H
#define ENGINE_TESTS_NAIVE_XMR_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "upward/spc.h"

enum { NAIVE_POINTS = 4096 };

/* One phase. */
typedef struct naive_phase {
    size_t n;
    double mean, mean_range, lpl, upl, nlpl, nupl;
    bool stops; /* the reference package would */
    upw_xmr_point points[NAIVE_POINTS];
} naive_phase;

/* Mean of the terms that are not NaN, NaN when there is none. */
static inline double naive_mean(const double *terms, size_t n)
{
    long double sum = 0, rest = 0;
    size_t present = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(terms[i])) {
            sum += terms[i];
            present++;
        }
    if (present == 0)
        return NAN;
    const long double first = sum / (long double)present;
    for (size_t i = 0; i < n; i++)
        if (!isnan(terms[i]))
            rest += terms[i] - first;
    return (double)(first + rest / (long double)present);
}

static inline void naive_find_limits(naive_phase *phase, const double *y, size_t n, const upw_xmr_options *options)
{
    static double ranges[NAIVE_POINTS], kept[NAIVE_POINTS];
    const size_t base = options->fix_after_n != 0 && options->fix_after_n < n ? options->fix_after_n : n;
    for (size_t i = 0; i < base; i++)
        ranges[i] = i == 0 ? NAN : fabs(y[i] - y[i - 1]);
    const double whole = naive_mean(ranges, base);
    for (size_t i = 0; i < base; i++)
        kept[i] = ranges[i] < 3.267 * whole ? ranges[i] : NAN;
    double range = options->keep_outliers ? whole : naive_mean(kept, base);
    if (options->profile == UPW_PROFILE_UPWARD && whole >= 0 && !(range > 0)) /* U3 */
        range = whole;
    const double near_range = 2.0 * (2.66 / 3.0) * range;
    phase->mean = naive_mean(y, base);
    phase->mean_range = range;
    phase->lpl = phase->mean - 2.66 * range;
    phase->upl = phase->mean + 2.66 * range;
    phase->nlpl = phase->mean - near_range;
    phase->nupl = phase->mean + near_range;
}

static inline int naive_sign(double difference)
{
    return isnan(difference) ? UPW_SIDE_UNDEFINED : difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Which windows of `length` points hold moves all of one sign: the direction of each by its first point, else 0. */
static inline void naive_find_trends(const double *y, size_t n, size_t length, int *starts, bool *stops)
{
    memset(starts, 0, n * sizeof *starts);
    *stops = false;
    for (size_t first = 0; first + length <= n; first++) {
        size_t rising = 0, falling = 0, unknown = 0;
        for (size_t i = first + 1; i < first + length; i++) {
            const int move = naive_sign(y[i] - y[i - 1]);
            rising += move == 1;
            falling += move == -1;
            unknown += move == UPW_SIDE_UNDEFINED;
        }
        if (rising == length - 1 || falling == length - 1)
            starts[first] = rising > 0 ? 1 : -1;
        /* "all known differences are of one sign", nothing known included */
        if (unknown > 0 && (rising + unknown == length - 1 || falling + unknown == length - 1))
            *stops = true;
    }
}

static inline void naive_flag(naive_phase *phase, size_t first, size_t length, unsigned rule)
{
    for (size_t i = first; i < first + length; i++)
        phase->points[i].rules = (uint8_t)(phase->points[i].rules | rule);
}

static inline void naive_apply_rules(naive_phase *phase, const double *y, const upw_xmr_options *options)
{
    const size_t n = phase->n, shift_length = options->shift_length != 0 ? options->shift_length : 7;
    for (size_t i = 0; i < n; i++) {
        upw_xmr_point *const point = &phase->points[i];
        const bool is_judged = !isnan(y[i]) && !isnan(phase->upl);
        const bool outside = y[i] > phase->upl || y[i] < phase->lpl;
        const bool near = !outside && (y[i] > phase->nupl || y[i] < phase->nlpl);
        *point = (upw_xmr_point){ .side = (int8_t)naive_sign(y[i] - phase->mean),
                                  .outside = (uint8_t)(is_judged ? outside : UPW_UNDEFINED),
                                  .near = (uint8_t)(is_judged ? near : UPW_UNDEFINED),
                                  .rules = outside ? UPW_RULE_OUTSIDE : 0 };
    }
    for (size_t first = 0; first + shift_length <= n; first++) {
        size_t above = 0, below = 0;
        for (size_t i = first; i < first + shift_length; i++) {
            above += phase->points[i].side == UPW_SIDE_ABOVE;
            below += phase->points[i].side == UPW_SIDE_BELOW;
        }
        if (above == shift_length || below == shift_length)
            naive_flag(phase, first, shift_length, UPW_RULE_SHIFT);
    }
    for (size_t first = 0; first + 3 <= n; first++) {
        const upw_xmr_point *const three = &phase->points[first];
        bool counts[3];
        size_t n_counting = 0;
        for (size_t i = 0; i < 3; i++) {
            counts[i] =
                three[i].near == UPW_YES || (options->profile == UPW_PROFILE_UPWARD && three[i].outside == UPW_YES);
            n_counting += counts[i];
        }
        if (three[0].side == three[1].side && three[1].side == three[2].side &&
            (three[0].side == UPW_SIDE_ABOVE || three[0].side == UPW_SIDE_BELOW) && n_counting >= 2)
            for (size_t i = 0; i < 3; i++)
                if (counts[i])
                    naive_flag(phase, first + i, 1, UPW_RULE_TWO_OF_THREE);
    }
}

/* Section 4.2 and, for the direction of a trend point, 4.2 (parity) or U1 (upward). */
static inline bool naive_is_increasing(const naive_phase *phase, const double *y, size_t i, size_t length,
                                       const int *starts, upw_profile profile)
{
    if (profile == UPW_PROFILE_PARITY) {
        const bool next_too = i + 1 < phase->n && (phase->points[i + 1].rules & UPW_RULE_TREND);
        return (next_too ? y[i + 1] - y[i] : y[i] - y[i - 1]) > 0;
    }
    int direction = 0;
    for (size_t first = i + 1 > length ? i + 1 - length : 0; first <= i && first + length <= phase->n; first++)
        direction = starts[first] != 0 ? starts[first] : direction; /* the window that ends later decides */
    return direction > 0;
}

static inline upw_label naive_label(const upw_xmr_point *point, bool is_increasing)
{
    const bool above = point->side == UPW_SIDE_ABOVE;
    if (point->rules & UPW_RULE_OUTSIDE)
        return above ? UPW_LABEL_ABOVE_LIMIT : UPW_LABEL_BELOW_LIMIT;
    if (point->rules & UPW_RULE_TREND)
        return is_increasing ? UPW_LABEL_TREND_INCREASING : UPW_LABEL_TREND_DECREASING;
    if (point->rules & UPW_RULE_TWO_OF_THREE)
        return above ? UPW_LABEL_TWO_OF_THREE_ABOVE : UPW_LABEL_TWO_OF_THREE_BELOW;
    if (point->rules & UPW_RULE_SHIFT)
        return above ? UPW_LABEL_SHIFT_ABOVE : UPW_LABEL_SHIFT_BELOW;
    return UPW_LABEL_COMMON_CAUSE;
}

static inline upw_point_type naive_type(upw_label label, upw_improvement improvement)
{
    if (label == UPW_LABEL_COMMON_CAUSE)
        return UPW_POINT_COMMON_CAUSE;
    const bool high = label == UPW_LABEL_ABOVE_LIMIT || label == UPW_LABEL_TREND_INCREASING ||
                      label == UPW_LABEL_TWO_OF_THREE_ABOVE || label == UPW_LABEL_SHIFT_ABOVE;
    if (improvement == UPW_NEUTRAL)
        return high ? UPW_POINT_NEUTRAL_HIGH : UPW_POINT_NEUTRAL_LOW;
    return high == (improvement == UPW_INCREASE) ? UPW_POINT_IMPROVEMENT : UPW_POINT_CONCERN;
}

static inline void naive_judge(naive_phase *phase, const double *y, size_t n, const upw_xmr_options *options)
{
    static int starts[NAIVE_POINTS];
    const size_t length = options->trend_length != 0 ? options->trend_length : 7;
    phase->n = n;
    naive_find_limits(phase, y, n, options);
    naive_apply_rules(phase, y, options);
    naive_find_trends(y, n, length, starts, &phase->stops);
    for (size_t first = 0; first < n; first++)
        if (starts[first] != 0)
            naive_flag(phase, first, length, UPW_RULE_TREND);
    for (size_t i = 0; i < n; i++) {
        upw_xmr_point *const point = &phase->points[i];
        const bool is_increasing =
            (point->rules & UPW_RULE_TREND) && naive_is_increasing(phase, y, i, length, starts, options->profile);
        point->label = (uint8_t)naive_label(point, is_increasing);
        point->type = (uint8_t)naive_type((upw_label)point->label, options->improvement);
    }
}

#endif
