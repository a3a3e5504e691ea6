/* report/report.h: the board report: one self-contained HTML file of charts, icons and sentences. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/output.h"
#include "base/output_set.h"
#include "base/text.h"
#include "table/indicators.h"
#include "table/plans.h"
#include "table/schemes.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/spc.h"

typedef enum report_format { REPORT_HTML, REPORT_CSV, REPORT_JSON, REPORT_FORMAT_COUNT } report_format;

typedef struct report_options {
    text title;   /* empty: made from organisation and period */
    text source;  /* name of the input file, for the method section */
    text made_on; /* "24 November 2026"; empty: left out, so that the same input gives the same bytes */
    text notes;   /* plain sentences on what the reader left out or guessed, for the method section */
    text banner;  /* shown on top of every page: "Invented figures" */
    upw_profile profile;
    const indicator_list *indicators; /* NULL: none */
    const scheme_list *schemes;       /* traffic lights that somebody uses, for the annex; NULL: none */
    const plan_list *plans;           /* agreed paths; NULL: none */
    const double *path_rhos;          /* how neighbouring periods correlate, for each series of the table
                                         (path_find_correlations); NULL: not */
    report_format format;
    output_set *charts;        /* NULL: none; else gets a picture of each chart and charts.csv; the caller commits it */
    const char *charts_format; /* "png" or "pdf" (by rsvg-convert); NULL or "svg": as drawn */
    unsigned threads;          /* 0: as many as there are cores */
    bool draws_all_charts;     /* also mr, xbar and s, whose points are not the values: one series by itself */
} report_options;

/* Every chart that the indicators name is one that a report has; else UPW_BAD_INPUT names the row, and says which there
 * are. */
bool report_check_charts(const indicator_list *list, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* Write the report on all series of the table. Fails with UPW_BAD_INPUT (a rebase date that is no period of its
 * series, names the nearest; more than one unit where one is needed …) or UPW_IO_FAILED. Nothing is half written. */
bool report_write(output *out, const series_table *table, const report_options *options,
                  upw_error *error) UPW_MUST_CHECK;

#endif
