/* chart/place.h: where words can stand without touching other words, points or lines.
 *
 * First come, first served: whoever places labels does so in the order of their importance, tries places from the best
 * to the worst, and leaves out (and counts) what has no room. */
#ifndef CHART_PLACE_H
#define CHART_PLACE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct box {
    double left, top, right, bottom;
} box;

enum { PLACES_MAX = 96 };

typedef struct places {
    box taken[PLACES_MAX];
    size_t n;
    box within; /* nothing may reach beyond */
    /* A line of points with gaps (y NaN) that words must not cover; x rises. NULL: none. */
    bool (*find_point)(const void *context, size_t i, double *x, double *y);
    const void *context;
    size_t n_points;
    double clearance; /* px kept free around points and line */
} places;

bool places_are_free(const places *p, box wanted);
bool places_take(places *p, box wanted);   /* true, and the place is taken, when it was free */
void places_occupy(places *p, box wanted); /* whatever was there before */

#endif
