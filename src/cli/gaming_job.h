/* cli/gaming_job.h: what `upward gaming` was asked for, and its three screens (shared within this folder). */
#ifndef CLI_GAMING_JOB_H
#define CLI_GAMING_JOB_H

#include "base/output.h"
#include "cli/input_options.h"
#include "cli/since.h"
#include "table/sheet.h"
#include "upward/bunching.h"

typedef enum gaming_format { GAMING_AUTO, GAMING_CSV, GAMING_JSON, GAMING_TEXT, GAMING_SVG } gaming_format;

typedef enum gaming_by {
    GAMING_BY_SCREEN,
    GAMING_BY_BIN,
    GAMING_BY_DIGIT,
    GAMING_BY_DENSITY,
    GAMING_BY_WINDOW,
    GAMING_BY_COUNT
} gaming_by;

typedef struct gaming_settings {
    input_settings input;
    double threshold, last_met; /* NaN: not given */
    const char *count;          /* the column that says how many records a row stands for; NULL: by its usual names */
    bool is_together;
    bool has_fine_bins;
    double cut_offs[2];
    size_t n_cut_offs;
    double width;       /* of the bins of scores; NaN: a tenth of amber */
    unsigned direction; /* 0: not given; 1: an increase is better; 2: a decrease */
    bool is_percentages;
    since_filter since;
    double target; /* NaN: none */
    const char *unit;
    gaming_by by;
    gaming_format format;
    const char *output;
} gaming_settings;

/* What one screen needs. */
typedef struct gaming_job {
    const gaming_settings *settings;
    const char *path, *file;
    gaming_format format;
    upw_arena *arena;
    output *out;
} gaming_job;

bool gaming_screen_waits(const gaming_job *job, upw_error *error) UPW_MUST_CHECK;
bool gaming_screen_scores(const gaming_job *job, upw_error *error) UPW_MUST_CHECK;
bool gaming_screen_percentages(const gaming_job *job, upw_error *error) UPW_MUST_CHECK;

/* A table in the making: rows are added to `rows` by sheet_add_row. */
typedef struct gaming_table {
    sheet sheet;
    buffer rows;
} gaming_table;

void gaming_begin_table(const gaming_job *job, const sheet_column *columns, size_t n, gaming_table *out);
bool gaming_end_table(const gaming_job *job, gaming_table *table, upw_error *error) UPW_MUST_CHECK;

/* A finding and its caution, for people. `name` may be empty. */
void gaming_add_words(buffer *out, text name, text finding, upw_screen_kind kind);

/* "waits.csv, Northmoor: …" in front of what the engine said. */
bool gaming_wrap(const gaming_job *job, text name, upw_error *error);

/* Whether --organisation (and --series) keep this body. */
bool gaming_wants(const gaming_job *job, text name);

#endif
