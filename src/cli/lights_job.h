/* cli/lights_job.h: what `upward lights` was asked for, and how it is written (shared within this folder). */
#ifndef CLI_LIGHTS_JOB_H
#define CLI_LIGHTS_JOB_H

#include "base/output.h"
#include "cli/input_options.h"
#include "cli/lights_sheets.h"
#include "table/schemes.h"

typedef enum lights_format { LIGHTS_AUTO, LIGHTS_CSV, LIGHTS_JSON, LIGHTS_TEXT, LIGHTS_SVG } lights_format;

typedef struct lights_settings {
    input_settings input;
    const char *scheme;
    double cut_offs[2];
    bool has_cut_offs;
    unsigned direction; /* 0: not given; 1: an increase is better; 2: a decrease */
    upw_lights_worths worths;
    bool has_worths;
    size_t n_baseline; /* 0: all points */
    upw_lights_chart chart;
    double rho;
    bool is_scores;
    lights_by by;
    lights_format format;
    const char *output;
} lights_settings;

typedef struct lights_job {
    const lights_settings *settings;
    upw_lights_options options;
    scheme_list schemes;
    series_table table;
    table_notes notes;
    const char *file;
} lights_job;

/* Judge every series and write what was asked for. */
bool lights_write(const lights_job *job, lights_format format, upw_arena *arena, output *out,
                  upw_error *error) UPW_MUST_CHECK;

#endif
