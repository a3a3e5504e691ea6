/* chart/scale.h: the vertical axis: from values to heights, with round numbers on the way. */
#ifndef CHART_SCALE_H
#define CHART_SCALE_H

#include <stdbool.h>
#include <stddef.h>

enum { SCALE_TICKS_MAX = 8 };

typedef struct value_scale {
    double low, high;   /* values at the two ends; low < high */
    double bottom, top; /* their places, px */
    double step;        /* between ticks */
    double precision;   /* a power of ten, one to four hundredths of the axis: what a reader can tell apart */
    double ticks[SCALE_TICKS_MAX];
    size_t n_ticks;
} value_scale;

/* An axis over [low, high] (finite; equal ends are spread) with at most `max_ticks` round numbers, and four when that
 * costs little; places are set by the caller afterwards. Its ends stay within floor_value and ceiling where low and
 * high do. */
void scale_fit(value_scale *s, double low, double high, double floor_value, double ceiling, size_t max_ticks);

double scale_place(const value_scale *s, double value); /* px; beyond the ends for values beyond */

#endif
