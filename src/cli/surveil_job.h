/* cli/surveil_job.h: what `upward surveil` was asked, and the streams it follows (shared within this folder). */
#ifndef CLI_SURVEIL_JOB_H
#define CLI_SURVEIL_JOB_H

#include "cli/input_options.h"
#include "table/name_index.h"
#include "table/sheet.h"
#include "upward/surveil.h"

typedef enum surveil_by { SURVEIL_BY_STREAM, SURVEIL_BY_CASE, SURVEIL_BY_COUNT } surveil_by;
typedef enum surveil_format { SURVEIL_AUTO, SURVEIL_CSV, SURVEIL_JSON, SURVEIL_TEXT, SURVEIL_SVG } surveil_format;
typedef enum surveil_picture { SURVEIL_CUSUM, SURVEIL_VLAD, SURVEIL_EWMA, SURVEIL_PICTURE_COUNT } surveil_picture;
extern const char *const surveil_pictures[SURVEIL_PICTURE_COUNT + 1];

typedef struct surveil_settings {
    input_settings input;
    const char *outcome, *risk, *expected; /* names of columns; NULL: the usual ones. `expected` makes it counts */
    upw_surveil_options chart;
    double alpha;    /* chance of a false alarm within the horizon; 0: no limit is computed */
    int64_t horizon; /* cases; 0: those of the stream */
    bool has_limits; /* --h */
    surveil_by by;
    surveil_format format;
    surveil_picture picture;
    const char *output;
} surveil_settings;

/* The cases of one organisation, in the order of the file. */
typedef struct surveil_stream {
    text name;
    double *risks, *outcomes; /* by counts: expected and observed */
    int64_t *rows;            /* of the file */
    size_t n, capacity;
    double observed, expected; /* sums */
    upw_surveil_options chart;
    upw_cusum_limit limits[2]; /* up, down; h of the chart, the rest NaN when no limit was computed */
    size_t n_up, n_down;       /* signals … */
    int64_t first_up, first_down;
    int64_t last_up, last_down;             /* … the case of the first and of the last, 0: none … */
    int64_t last_start_up, last_start_down; /* … and where that began, about */
    double gained;
} surveil_stream;

typedef struct surveil_job {
    const surveil_settings *settings;
    const char *file;
    bool is_counts;
    upw_arena *arena;
    surveil_stream *streams;
    size_t n, capacity;
    name_index index;
    size_t last;
} surveil_job;

bool surveil_read(surveil_job *job, const char *path, upw_error *error) UPW_MUST_CHECK;
void surveil_free(surveil_job *job);

/* A row of a table: a stream, or a case of it. */
typedef struct surveil_row {
    const surveil_job *job;
    const surveil_stream *stream;
    size_t at;
    upw_surveil_point point;
    double unreset; /* the upward sum of a chart that is never reset */
    double z;       /* of a count */
} surveil_row;

/* Columns by case of patients, by period of counts, by stream. */
typedef struct surveil_sheet {
    const sheet_column *columns;
    size_t n;
} surveil_sheet;
extern const surveil_sheet surveil_cases, surveil_counts, surveil_streams;

/* What is drawn of a stream: points of its lines. */
typedef struct surveil_trace {
    double *along, *up, *down, *gained, *seen, *low, *high;
    bool *signals_up, *signals_down;
    size_t n, room, step; /* of so many cases one is drawn */
    double sum;           /* expected less observed events so far */
} surveil_trace;

surveil_trace *surveil_start_trace(const surveil_stream *s, upw_arena *arena);
void surveil_add_to_trace(surveil_trace *t, const surveil_row *row);

/* A stand-alone SVG file. Fails with UPW_BAD_USAGE: weighted means of counts. */
bool surveil_add_picture(buffer *out, const surveil_job *job, const surveil_stream *s, const surveil_trace *t,
                         upw_error *error) UPW_MUST_CHECK;

#endif
