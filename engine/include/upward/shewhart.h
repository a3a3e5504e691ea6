/* upward/shewhart.h: the run chart and the classic control charts, each with the Anhøj rules beside it.
 *
 * Thirteen charts, one function. Rows are gathered into subgroups (one point of the chart each); parts are the
 * stretches between step changes, each judged as if the others did not exist. Which chart suits which data is in
 * docs/methods/spc-charts.md; the everyday chart of a board report is XmR (upward/spc.h).
 *
 * Sources stand in upw_chart_face.source. Checked against qicharts2 0.8.1: tests/golden/spc/qic_*.csv, numbers to 1e-9
 * relative, flags and counts exactly. */
#ifndef UPWARD_SHEWHART_H
#define UPWARD_SHEWHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"
#include "upward/runs.h"
#include "upward/spc.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum upw_chart {
    UPW_CHART_RUN,
    UPW_CHART_I,
    UPW_CHART_MR,
    UPW_CHART_XBAR,
    UPW_CHART_S,
    UPW_CHART_T,
    UPW_CHART_P,
    UPW_CHART_PP, /* p′ */
    UPW_CHART_C,
    UPW_CHART_U,
    UPW_CHART_UP, /* u′ */
    UPW_CHART_G,
    UPW_CHART_IP, /* i′ */
    UPW_CHART_COUNT
} upw_chart;

typedef enum upw_denominator_use {
    UPW_DENOMINATOR_ALLOWED,
    UPW_DENOMINATOR_NEEDED,
    UPW_DENOMINATOR_REFUSED
} upw_denominator_use;

/* What a chart is, for help texts, pages and option checking. */
typedef struct upw_chart_face {
    const char *name;   /* "pp": as on the command line and in the goldens */
    const char *title;  /* "p′ chart" */
    const char *shows;  /* "a share whose sizes are large or vary" */
    const char *source; /* "Laney 2002" */
    upw_denominator_use denominator;
} upw_chart_face;

UPW_API const upw_chart_face *upw_chart_describe(upw_chart chart);

/* The chart called `name`; false when there is none. */
UPW_API bool upw_chart_find(const char *name, upw_chart *out);

/* How the values of a subgroup become one, on the charts of single values (run, i, mr, g, t). */
typedef enum upw_aggregate {
    UPW_AGGREGATE_MEAN,
    UPW_AGGREGATE_MEDIAN,
    UPW_AGGREGATE_SUM,
    UPW_AGGREGATE_SD, /* sample standard deviation */
    UPW_AGGREGATE_COUNT
} upw_aggregate;

/* Zero everywhere: a run chart of the whole series, profile upward, moving ranges screened. All positions count
 * subgroups from 0. */
typedef struct upw_shewhart_options {
    upw_profile profile; /* parity: qicharts2 0.8.1 as it is; upward: corrected (docs/methods/spc-charts.md) */
    upw_chart chart;
    upw_aggregate aggregate;
    bool keep_outliers; /* do not screen moving ranges */
    bool has_centre;
    double centre;             /* a known centre line, before multiplying; only read when has_centre */
    double multiply;           /* y, centre and limits are scaled by this at the end (100: per cent); 0 means 1 */
    size_t freeze;             /* centre and limits from the first so many subgroups; 0: all; ignored when there are
                                  several parts */
    const size_t *part_starts; /* first subgroup of each part, rising, the first one 0; NULL with n_parts 0 or 1; a
                                  part that starts beyond the end of the series is empty */
    size_t n_parts;
    const size_t *exclude; /* subgroups kept out of centre, limits and runs analysis, any order; still plotted and
                              still tested against the limits */
    size_t n_exclude;
} upw_shewhart_options;

/* The rows, sorted by subgroup. A chart with denominators plots Σ values / Σ denominators of each subgroup, and a row
 * that lacks either loses both. */
typedef struct upw_shewhart_input {
    const double *values;       /* NaN = missing */
    const double *denominators; /* NULL: none; NaN = missing; not negative */
    size_t n_rows;
    const size_t *offsets; /* subgroup i is rows offsets[i] … offsets[i + 1] − 1; n_subgroups + 1 of them, rising,
                              none above n_rows. NULL: each row is a subgroup, n_subgroups is not read */
    size_t n_subgroups;
} upw_shewhart_input;

/* Undefined figures are NaN. */
typedef struct upw_shewhart_point {
    double y;                   /* what is plotted */
    double cl;                  /* centre line, of the part */
    double lcl, ucl;            /* limits at 3 sigma, clipped to what is possible where the chart does so */
    double lcl95, ucl95;        /* at 2 sigma */
    size_t size;                /* rows with a value */
    bool in_baseline, included; /* centre and limits rest on points that are both */
    bool sigma_signal;          /* strictly beyond a 3-sigma limit */
} upw_shewhart_point;

typedef struct upw_shewhart_part {
    size_t start, n;   /* subgroups of the part, missing and excluded ones counted */
    size_t n_included; /* those that are not excluded */
    upw_runs runs;     /* of the included points around the centre line; an mr chart never signals */
    size_t n_sigma_signals;
    double sigma_z;            /* p, p′, u, u′: spread between subgroups over that of chance alone (Laney 2002);
                                  about 1 when chance is all there is */
    bool warns_overdispersion; /* p and u: sigma_z is above 1.5, the limits are too narrow, take p′ or u′ */
} upw_shewhart_part;

/* Draw one chart.
 *
 *   options   NULL: all defaults
 *   scratch   where working memory is taken from (O(rows)); nothing in it outlives the call
 *   points    out, one for each subgroup
 *   parts     out, max(1, n_parts)
 *
 * Fails with UPW_BAD_INPUT (error->row is the 1-based row of `values`): an infinity, a negative denominator, a
 * numerator above nothing (0/0 is undefined, not wrong), a negative count or time, a share above 1; UPW_BAD_USAGE: an
 * option that is out of range or does not suit the chart; UPW_NO_MEMORY. A series without rows gives one empty part. */
UPW_API UPW_MUST_CHECK bool upw_shewhart_analyse(const upw_shewhart_input *input, const upw_shewhart_options *options,
                                                 upw_arena *scratch, upw_shewhart_point *points,
                                                 upw_shewhart_part *parts, upw_error *error);

/* Many charts in one column of rows: series i has the subgroups series_offsets[i] … series_offsets[i + 1] − 1. */
typedef struct upw_shewhart_batch {
    upw_shewhart_input rows;      /* of all series, one after another */
    const size_t *series_offsets; /* n_series + 1 of them, rising from 0 to the number of subgroups */
    size_t n_series;
    const upw_shewhart_options *options; /* one for each series, or a single one when share_options; NULL: defaults */
    bool share_options;
} upw_shewhart_batch;

/* As upw_shewhart_analyse for each series in turn. points: one for each subgroup of the column; parts: those of the
 * series one after another, max(1, n_parts) each. When a series is refused, error->row is the row in the column (or 0)
 * and `*failed` (NULL allowed) the index of the series. */
UPW_API UPW_MUST_CHECK bool upw_shewhart_analyse_batch(const upw_shewhart_batch *batch, upw_arena *scratch,
                                                       upw_shewhart_point *points, upw_shewhart_part *parts,
                                                       size_t *failed, upw_error *error);

/* Make `offsets` (room for n_rows + 1) out of a sorted column of keys, such as days: rows with equal keys are one
 * subgroup. Fails with UPW_BAD_INPUT and the row where a key is lower than the one before it. */
UPW_API UPW_MUST_CHECK bool upw_shewhart_group(const int64_t *keys, size_t n_rows, size_t *offsets, size_t *n_subgroups,
                                               upw_error *error);

#ifdef __cplusplus
}
#endif
#endif
