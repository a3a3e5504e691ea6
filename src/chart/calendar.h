/* chart/calendar.h: the horizontal axis: from periods to places, with the calendar's words below. */
#ifndef CHART_CALENDAR_H
#define CHART_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/period.h"

typedef enum calendar_mode {
    CALENDAR_ORDER,  /* one after another: numbers, mixed kinds, no periods, or periods that do not rise */
    CALENDAR_DAYS,   /* to scale by days */
    CALENDAR_MONTHS, /* every month equally wide, also when written as days that are all the first of a month */
    CALENDAR_QUARTERS,
    CALENDAR_YEARS,
    CALENDAR_MODE_COUNT
} calendar_mode;

#define CALENDAR_ROW 1.28

typedef struct calendar {
    calendar_mode mode;
    const period *periods; /* NULL: 1, 2, 3 … */
    size_t n;
    int64_t first, last; /* of the points, in units of the mode: the how-manieth day, month, quarter, year, point */
    double low, high;    /* the axis in those units, half a gap beyond the first and last point */
    int64_t beat;        /* units from one point to the next where none is missing; 0: points come as they come */
    double left, right;  /* the same in px */
} calendar;

void calendar_fit(calendar *a, const period *periods, size_t n, double left, double right);

double calendar_place(const calendar *a, size_t i);    /* of point i */
double calendar_boundary(const calendar *a, size_t i); /* where the stretch of point i begins; i = n: where all ends */

/* How many periods that the beat of the series lets expect are not there between point i - 1 and point i, and where the
 * k-th of them would stand. */
size_t calendar_count_skipped(const calendar *a, size_t i);
double calendar_place_skipped(const calendar *a, size_t i, size_t k);

size_t calendar_rows(const calendar *a); /* of words below the axis: 1 or 2 */

/* Words and small ticks under the axis at `y`, in rows of CALENDAR_ROW font sizes each. */
void calendar_draw(const calendar *a, double y, double size, buffer *out);

#endif
