/* report/lights.h: what a traffic light made of the reader's own series: one series at a time, and all of them
 * together. For commands and for the annex of the report. Nothing here is shown as a colour. */
#ifndef REPORT_LIGHTS_H
#define REPORT_LIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/schemes.h"
#include "table/series.h"
#include "upward/lights.h"

/* One series under its light. Undefined figures are NaN. */
typedef struct lights_series {
    series_key key;
    const light_scheme *scheme;
    upw_lights_scheme cut;          /* in force at the last point */
    size_t n_points;                /* with a value or without */
    upw_lights_review review;       /* n is always there */
    upw_lights_incentive incentive; /* at the centre; NaNs under a target that moves */
    double line_reds;               /* periods red when exactly on a line that moves; NaN for others */
    double latest;                  /* value of the last point that has one … */
    period latest_period;           /* … and its period */
    bool has_latest;
    bool is_share; /* values are proportions, told as per cent */
    const char *period_noun;
    double periods_a_year; /* NaN: not known */
} lights_series;

/* Hold a series of the table against its light. `colours` (upw_light) and `verdicts` (-1, 0, 1) are out, one for each
 * point; NULL when nobody wants them. A series with too few values has NaNs and is no error. Fails with UPW_BAD_INPUT
 * (error->row: 1-based point, or 0) or UPW_BAD_USAGE. */
bool lights_review_series(const series_table *table, size_t series, const light_scheme *scheme,
                          const upw_lights_options *options, upw_arena *scratch, uint8_t *colours, int8_t *verdicts,
                          lights_series *out, upw_error *error) UPW_MUST_CHECK;

/* The cut-offs in force at each of n periods. */
bool lights_find_cut_offs(const light_scheme *scheme, const period *periods, size_t n, upw_arena *scratch,
                          upw_lights_scheme *out, upw_error *error) UPW_MUST_CHECK;

enum { LIGHTS_BODIES_AT_LEAST = 10, LIGHTS_POINTS_AT_LEAST = 12 };

/* Everything under one light. */
typedef struct lights_overview {
    const light_scheme *scheme;
    size_t n_series;
    size_t n_points;  /* periods with a value, over all series */
    size_t n_longest; /* … of the longest */
    size_t shown[3];  /* periods red, amber, green */
    size_t changes, changes_agreeing;
    double mean;  /* of the centres of series with at least LIGHTS_POINTS_AT_LEAST values */
    double tau;   /* spread of their levels, less what chance makes; NaN under LIGHTS_BODIES_AT_LEAST such series */
    double sigma; /* of one period: root mean square over the series; or the scheme's own */
    upw_lights_chances typical; /* of a service that sits still at `mean` */
    upw_lights_information information;
    upw_lights_incentive incentive; /* at `mean` */
    upw_lights_bodies bodies;       /* latest values at `when`; n 0: none */
    period when;                    /* the last period of all series */
    bool is_share;
    const char *period_noun;
    double periods_a_year;
} lights_overview;

/* The series of `items` that hang under `scheme`, together. */
bool lights_make_overview(const lights_series *items, size_t n, const light_scheme *scheme, upw_arena *scratch,
                          lights_overview *out, upw_error *error) UPW_MUST_CHECK;

/* The paragraph of docs/methods/lights.md on a series; with an overview also on bodies and information. */
text lights_write_paragraph(const lights_series *series, const lights_overview *overview, upw_arena *arena);

/* … and on all series together, for an average one. */
text lights_write_overview(const lights_overview *overview, upw_arena *arena);

/* "red below 90 %, green from 95 % up" in the unit of the values. */
text lights_describe_scheme(const light_scheme *scheme, bool is_share, upw_arena *arena);

#endif
