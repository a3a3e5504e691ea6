/* engine/charts.h: what each chart computes, as a table (internal to libupward). */
#ifndef ENGINE_CHARTS_H
#define ENGINE_CHARTS_H

#include "subgroups.h"
#include "upward/shewhart.h"

typedef struct chart_method chart_method;

/* One part of a chart, ready for its formulas: y, in_baseline and included of each point are set, everything else of
 * them is NaN. */
typedef struct chart_part {
    const chart_method *method;
    const upw_shewhart_options *options;
    const subgroup *groups;
    upw_shewhart_point *points;
    size_t n;
    double *work;           /* room for n numbers */
    upw_shewhart_part *out; /* for sigma_z and its warning */
} chart_part;

struct chart_method {
    upw_chart_face face;
    value_rule values;
    bool shows_spread;    /* no point is below zero, whatever the values are */
    bool takes_aggregate; /* a chart of single values, which may be medians or sums of several */
    bool runs_never_signal;
    bool is_laney;                                      /* sigma is widened by sigma_z */
    double (*plot)(const subgroup *group);              /* what the point shows */
    void (*judge)(chart_part *part);                    /* sets centre line and limits, not yet multiplied */
    double (*seen)(double y);                           /* y after the rounding that limits went through; NULL: y */
    double (*sigma)(double centre, double denominator); /* of a share or rate, by chance alone */
    double highest;                                     /* no limit of a share or rate is above this */
};

const chart_method *charts_method(upw_chart chart);

#endif
