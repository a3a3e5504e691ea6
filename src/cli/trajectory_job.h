/* cli/trajectory_job.h: what `upward trajectory` was asked for, and what it found (shared within this folder). */
#ifndef CLI_TRAJECTORY_JOB_H
#define CLI_TRAJECTORY_JOB_H

#include "base/output.h"
#include "cli/input_options.h"
#include "report/path.h"
#include "table/sheet.h"

typedef enum trajectory_mode {
    TRAJECTORY_JUDGE,
    TRAJECTORY_FIT,
    TRAJECTORY_FORECAST,
    TRAJECTORY_ITS,
    TRAJECTORY_MODE_COUNT
} trajectory_mode;

typedef enum trajectory_format {
    TRAJECTORY_AUTO,
    TRAJECTORY_CSV,
    TRAJECTORY_JSON,
    TRAJECTORY_TEXT,
    TRAJECTORY_SVG
} trajectory_format;

typedef enum trajectory_by { TRAJECTORY_BY_SERIES, TRAJECTORY_BY_POINT } trajectory_by;

enum { TRAJECTORY_DATES_MAX = 32, TRAJECTORY_METHODS = 6 };

typedef struct trajectory_settings {
    input_settings input;
    const char *plan;
    bool wants_fit;
    const char *forecast, *its; /* dates; NULL: not asked for */
    bool is_pooled;             /* correlation from all series of an indicator */
    double rho;
    bool no_season;
    trajectory_by by;
    trajectory_format format;
    const char *output;
} trajectory_settings;

typedef struct trajectory_job {
    const trajectory_settings *settings;
    trajectory_mode mode;
    trajectory_format format;
    period dates[TRAJECTORY_DATES_MAX]; /* of forecasts, or the one of the change */
    size_t n_dates;
    plan_list plans;
    series_table table;
    table_notes notes;
    const char *file;
    const upw_trajectory_draws *draws;
    const double *rhos; /* of each series, when pooled; NULL: settings->rho for all */
} trajectory_job;

/* What was found of one series. */
typedef struct trajectory_result {
    path_series path;
    bool is_found;     /* false: refusal says why not */
    upw_error refusal; /* a sentence without a place */
    upw_trajectory_fit fit;
    upw_trajectory_forecast forecasts[TRAJECTORY_DATES_MAX];
    upw_its_input its_input;
    bool is_from_plan; /* the date of --its is the start of the agreed path */
    upw_its its;
    text words; /* in sentences */
} trajectory_result;

/* A row of a table: `at` is the point, the forecast or the method. */
typedef struct trajectory_row {
    const trajectory_job *job;
    const trajectory_result *result;
    size_t at;
} trajectory_row;

typedef struct trajectory_columns {
    const sheet_column *columns;
    size_t n;
} trajectory_columns;

/* The columns of the golden files first (docs/trajectory.md). */
const trajectory_columns *trajectory_get_columns(const trajectory_job *job);
size_t trajectory_count_rows(const trajectory_job *job, const trajectory_result *result);

/* All that was asked for of one series that has a plan. `known` as for path_judge. */
void trajectory_look(const trajectory_job *job, size_t series, const agreed_plan *plan, upw_trajectory_known *known,
                     upw_arena *arena, trajectory_result *out);

/* A path is estimated on the plain scale, where a share can go beyond all of it; nobody is shown that it will. */
double trajectory_keep_within_bounds(const trajectory_result *result, double level);

/* Sentences on one series. */
text trajectory_write_words(const trajectory_job *job, const trajectory_result *result, upw_arena *arena);

/* A stand-alone SVG file. */
bool trajectory_add_picture(buffer *out, const trajectory_job *job, trajectory_result *result, upw_arena *arena,
                            upw_error *error) UPW_MUST_CHECK;

bool trajectory_write(trajectory_job *job, upw_arena *arena, output *out, upw_error *error) UPW_MUST_CHECK;

#endif
