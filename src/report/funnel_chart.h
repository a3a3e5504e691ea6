/* report/funnel_chart.h: a fitted funnel as the picture wants it, for commands and for the report. */
#ifndef REPORT_FUNNEL_CHART_H
#define REPORT_FUNNEL_CHART_H

#include "chart/pictures.h"
#include "upward/arena.h"
#include "upward/funnel.h"

/* Who is in the funnel; columns of n. */
typedef struct funnel_members {
    const upw_funnel *funnel;
    const upw_funnel_body *found;
    const text *names;
    size_t n;
    const char *chosen; /* picked out; NULL: nobody */
} funnel_members;

/* Sizes at which curves are drawn, rising; 0 when there is nobody to draw. */
size_t funnel_chart_choose_sizes(const upw_funnel *funnel, const upw_funnel_body *found, size_t n,
                                 double sizes[CHART_FUNNEL_CURVE_MAX]);

/* Its columns and words live in the arena. The funnel is none that is impossible. */
void funnel_chart_make(const funnel_members *members, text subtitle, upw_arena *arena, chart_funnel *out);

#endif
