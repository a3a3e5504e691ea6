/* chart/pictures.h: pictures beside the charts of a series: an agreed path, a forecast, before and after, waits at a
 * limit, the incentive of a scheme.
 *
 * As in chart.h every function appends one <svg> element, or for pages two (a wide one and a narrow one for screens
 * under 480 px); text is escaped, undefined figures leave gaps, the bytes are the same everywhere. Columns belong to
 * the caller and have n entries; NULL means that there is no such line. An index of 0 stands for "not in the picture"
 * where something is marked at a period, as nothing is ever marked at the first one. docs/look.md has the looks. */
#ifndef CHART_PICTURES_H
#define CHART_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"

typedef struct chart_head {
    text title;       /* the finding: "Hip waits: too early to tell" */
    text subtitle;    /* measure, unit, place, period */
    text description; /* a sentence or two for people who cannot see it */
    text id;          /* as in chart.h */
    text footnote;    /* quiet lines under the picture */
} chart_head;

/* What a traffic light would have said of a period. The colours are named in words and drawn in grey. */
typedef enum chart_light {
    CHART_LIGHT_NONE,
    CHART_LIGHT_RED,
    CHART_LIGHT_AMBER,
    CHART_LIGHT_GREEN,
    CHART_LIGHT_COUNT
} chart_light;

/* An agreed path and what happened: baseline, then all periods up to the arrival, those still to come included. */
typedef struct chart_trajectory {
    chart_head head;
    unit unit;
    size_t n;
    const period *periods;
    size_t start;                /* first period of the path; those before are the baseline */
    const double *values;        /* NaN = missing, or not yet; NULL: a plan before its first result */
    const double *plan;          /* the agreed level; NaN before the start */
    const double *lower, *upper; /* plan -/+ three sigma */
    const double *earlier;       /* an earlier version of the path, thin; NaN where there was none */
    const bool *is_exceptional;  /* months outside the band */
    double start_level, aim;     /* NaN: not shown */
    size_t worst;                /* the period planned to be the worst */
    size_t back;                 /* planned to be back where it started */
    size_t tells_from;           /* the first period from which the results can tell */
    size_t changed;              /* first period of the present version of the path */
    text verdict;                /* "too early to tell": stands beside the latest value */
    const uint8_t *lights;       /* a chart_light for each period */
    text lights_name;            /* empty: "A straight-line light would have said:" */
} chart_trajectory;

void chart_draw_trajectory(buffer *out, const chart_trajectory *it); /* 720 wide, at least 360 high */
void chart_draw_trajectory_for_page(buffer *out, const chart_trajectory *it);

#endif
