/* cli/standardise_job.h: what `upward standardise` was asked, what it read, and the figures it made (shared within this
 * folder). */
#ifndef CLI_STANDARDISE_JOB_H
#define CLI_STANDARDISE_JOB_H

#include "cli/input_options.h"
#include "table/name_index.h"
#include "table/sheet.h"
#include "upward/standardise.h"

/* Which figure is asked for. */
typedef enum standardise_what {
    STANDARDISE_BY_COLUMNS, /* direct with a standard population, indirect with a reference, else a proportion */
    STANDARDISE_PROPORTION,
    STANDARDISE_RATE,
    STANDARDISE_MEAN,
    STANDARDISE_DIRECT,
    STANDARDISE_INDIRECT,
    STANDARDISE_RATE_RATIO,
    STANDARDISE_GROUPS,
    STANDARDISE_INEQUALITY,
    STANDARDISE_LIFE,
    STANDARDISE_WHAT_COUNT
} standardise_what;

typedef enum standardise_by { STANDARDISE_BY_ORGANISATION, STANDARDISE_BY_BAND } standardise_by;
typedef enum standardise_format {
    STANDARDISE_AUTO,
    STANDARDISE_CSV,
    STANDARDISE_JSON,
    STANDARDISE_TEXT,
    STANDARDISE_SVG
} standardise_format;

enum { STANDARDISE_LEVELS_MAX = 5 };

typedef struct standardise_settings {
    input_settings input;
    standardise_what what;
    const char *per;                               /* as given; NULL: by what is asked */
    const char *levels;                            /* as given */
    bool is_exact;                                 /* counts by gamma quantiles throughout */
    upw_direct_method direct;                      /* interval of a directly standardised rate */
    unsigned indirect;                             /* 0: ratio, 1: rate */
    upw_slope_scale scale;                         /* of an inequality */
    const char *against;                           /* the organisation of the second rate */
    const char *n_groups;                          /* as given; NULL: 10 */
    bool is_inverted;                              /* the highest values are in group 1 */
    const char *band, *standard, *reference;       /* columns … */
    const char *people, *limits, *spread, *second; /* … "A,B" where there are two; NULL: by their usual names */
    standardise_by by;
    standardise_format format;
    const char *output;
} standardise_settings;

/* The rows of one band of one organisation, added up; without bands an organisation has one. */
typedef struct standardise_cell {
    size_t body;
    text band, each; /* `each`: how many events each of `people` had; empty: events are counted alone */
    double events, population, standard, reference_events, reference_population, people;
    double value, low, high, error; /* of a group */
    double second_events, second_population;
    int64_t row;
    size_t next; /* of the same body, and one; 0: the last */
} standardise_cell;

typedef struct standardise_body {
    text indicator, name;
    size_t first, last; /* cells, and one; 0: none */
    upw_sample sample;  /* of a mean */
    double events;      /* of all rows, those without a band included */
    text missing;       /* why a figure is missing: "row 7: \"*\""; empty: none is */
    int64_t row;
    bool is_grouped; /* has its figure among those of its indicator */
} standardise_body;

/* A figure with its intervals, and what goes beside it. */
typedef struct standardise_figure {
    size_t body;
    text band;
    double value;
    upw_interval limits[STANDARDISE_LEVELS_MAX], more[STANDARDISE_LEVELS_MAX]; /* more: of a second figure */
    double events, population, expected, reference;                            /* NaN: not of this figure */
    double second[2];                                                          /* events and population */
    double extra[3];                                                           /* as the columns of this figure say */
    int64_t group;
    const char *status, *method;
} standardise_figure;

typedef struct standardise_job {
    const standardise_settings *settings;
    const char *file;
    upw_arena *arena;
    standardise_what what; /* never BY_COLUMNS */
    double per;
    double levels[STANDARDISE_LEVELS_MAX];
    size_t n_levels;
    size_t n_groups;
    upw_count_method count_method;
    standardise_body *bodies;
    size_t n, capacity;
    standardise_cell *cells;
    size_t n_cells, cells_capacity;
    name_index body_index, cell_index;
    standardise_figure *figures;
    size_t n_figures;
    size_t against; /* the body that --against named last */
} standardise_job;

bool standardise_read(standardise_job *job, const char *path, upw_error *error) UPW_MUST_CHECK;
bool standardise_make(standardise_job *job, upw_error *error) UPW_MUST_CHECK;
void standardise_free(standardise_job *job);

typedef struct standardise_row {
    const standardise_job *job;
    const standardise_figure *figure;
} standardise_row;

/* Names of limits follow the levels. */
size_t standardise_list_columns(const standardise_job *job, const sheet_column **out);

/* What the figures are, and each of them with its interval, for a terminal. */
void standardise_add_words(buffer *out, const standardise_job *job);

/* "Means, with Student's interval". */
const char *standardise_name(const standardise_job *job);

/* A stand-alone SVG file. Fails with UPW_BAD_USAGE (several indicators, bands, groups), UPW_BAD_INPUT (nothing to
 * draw). */
bool standardise_add_picture(buffer *out, const standardise_job *job, upw_error *error) UPW_MUST_CHECK;

#endif
