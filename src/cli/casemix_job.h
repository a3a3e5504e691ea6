/* cli/casemix_job.h: what `upward casemix` was asked, what it read and what it found (shared within this folder). */
#ifndef CLI_CASEMIX_JOB_H
#define CLI_CASEMIX_JOB_H

#include <assert.h>
#include <stdint.h>

#include "cli/input_options.h"
#include "table/name_index.h"
#include "table/sheet.h"
#include "upward/casemix.h"

typedef enum casemix_by {
    CASEMIX_BY_ORGANISATION,
    CASEMIX_BY_COEFFICIENT,
    CASEMIX_BY_MODEL,
    CASEMIX_BY_GROUP,
    CASEMIX_BY_PATIENT,
    CASEMIX_BY_COUNT
} casemix_by;

typedef enum casemix_format { CASEMIX_AUTO, CASEMIX_CSV, CASEMIX_JSON, CASEMIX_TEXT, CASEMIX_SVG } casemix_format;

typedef struct casemix_settings {
    input_settings input;
    const char *outcome; /* name of a column; NULL: the usual ones */
    const char *event;   /* what it says of an event; NULL: 1, yes, true */
    const char *adjust;  /* NULL: --risk */
    const char *risk;
    bool missing_is_level, tests_constant_risk;
    upw_logit_method method;
    casemix_by by;
    casemix_format format;
    const char *label; /* NULL: from the file's name */
    const char *output;
} casemix_settings;

enum { VARIABLES_MAX = 48, TERMS_MAX = 96, LEVELS_MAX = 200 };

/* A column of the file that the model uses. */
typedef struct casemix_variable {
    text name;
    bool is_used_as_number, is_used_as_factor, is_factor; /* by its terms; by what it holds */
    bool has_value;                                       /* a row that said what it holds */
    text reference;                                       /* level; empty: the most frequent */
    text *names;                                          /* of levels, in order of first appearance */
    int64_t *counts;                                      /* of rows with each */
    name_index index;
    uint32_t n_levels;
    uint32_t *places; /* of levels in order of bytes, as they stand in the model */
    text *sorted;
    bool has_gaps; /* some row has no level */
} casemix_variable;

typedef enum casemix_kind { TERM_PLAIN, TERM_LOG, TERM_SPLINE, TERM_PRODUCT } casemix_kind;

/* A term of the formula. */
typedef struct casemix_term {
    casemix_kind kind;
    bool logs[2];
    size_t variables[2]; /* the second of a product */
    size_t n_knots;
    text name;       /* as written */
    size_t from, to; /* its columns of the model */
} casemix_term;

typedef struct casemix_formula {
    casemix_variable variables[VARIABLES_MAX];
    size_t n_variables;
    casemix_term terms[TERMS_MAX];
    size_t n_terms;
} casemix_formula;

/* age + male + factor(band, ref=B) + log(volume) + spline(score, 4) + age:los (and a*b for a + b + a:b); names with
 * other characters than letters, digits, full stops and underscores stand in backquotes. */
bool casemix_parse_formula(const char *words, casemix_formula *out, upw_error *error) UPW_MUST_CHECK;

/* ---- rows ---- */

enum { CASEMIX_BLOCK = 1 << 16 };
#define CASEMIX_NO_LEVEL UINT8_MAX
static_assert((int)LEVELS_MAX < CASEMIX_NO_LEVEL, "a level is one byte");

/* Rows side by side, as many as belong together. */
typedef struct casemix_columns {
    uint8_t *y;
    uint32_t *orgs; /* places in job->by_org */
    int64_t *rows;  /* of the file */
    double *risks;
    double *values[VARIABLES_MAX];  /* of numbers; NULL for factors, whose … */
    uint8_t *levels[VARIABLES_MAX]; /* … levels these are, in order of first appearance */
} casemix_columns;

/* All rows that are complete: blocks of CASEMIX_BLOCK rows, in a temporary file when there are several, so that memory
 * does not grow with them. */
typedef struct casemix_store {
    size_t n, n_blocks, n_variables;
    size_t block_bytes;
    int fd; /* -1: there is one block, in memory */
    char *filling;
    casemix_columns columns; /* of the block that is being filled */
} casemix_store;

/* A block to look at. */
typedef struct casemix_block {
    size_t first, n; /* rows before it; of its own */
    casemix_columns columns;
    void *map;
} casemix_block;

void casemix_store_open(casemix_store *store, const casemix_formula *formula);
void casemix_store_close(casemix_store *store);
UPW_MUST_CHECK bool casemix_store_add(casemix_store *store, const casemix_columns *from, size_t n, upw_error *error);
UPW_MUST_CHECK bool casemix_store_end(casemix_store *store, upw_error *error); /* of adding */

/* Blocks may be looked at by several threads at a time. */
UPW_MUST_CHECK bool casemix_block_open(const casemix_store *store, size_t k, casemix_block *out, upw_error *error);
void casemix_block_close(const casemix_store *store, casemix_block *block);
UPW_MUST_CHECK bool casemix_store_put_risks(const casemix_store *store, size_t k, const double *risks,
                                            upw_error *error);

typedef struct casemix_org {
    text name;
    int64_t n_left_out, events_left_out, outcomes_left_out; /* rows; events of those whose outcome is known */
    upw_casemix_org found;
} casemix_org;

typedef struct casemix_job {
    const casemix_settings *settings;
    const char *file; /* for sentences */
    text label;
    upw_arena *arena;
    casemix_formula formula;
    casemix_store store; /* risks as read with --risk, else as fitted */
    size_t n, n_left_out;
    casemix_org *by_org; /* in order of first appearance … */
    name_index org_index;
    size_t org_capacity, n_orgs;
    size_t *order;              /* … and of names */
    upw_design_column *columns; /* of the model, one for each term, without rows */
    size_t p;
    text *names; /* of coefficients, the intercept's first */
    upw_logit logit;
    bool has_model;
    upw_calibration calibration;
    bool has_calibration; /* a model with risks to judge */
    text unlike;          /* variables that do not work alike everywhere */
    bool is_uneven;
    size_t n_outside;
} casemix_job;

bool casemix_read(casemix_job *job, const char *path, upw_error *error) UPW_MUST_CHECK;
void casemix_free(casemix_job *job); /* what casemix_read took outside the arena */
bool casemix_fit(casemix_job *job, upw_error *error) UPW_MUST_CHECK;

/* ---- passes over rows (casemix_pass.c) ---- */

enum { CASEMIX_PARTS = 8, CASEMIX_CHUNK = 256 };

/* What a thread works with. */
typedef struct casemix_room {
    double *x, *y;
    double *made[TERMS_MAX];     /* logarithms and products */
    uint32_t *levels[TERMS_MAX]; /* as they stand in the model */
    upw_design_column *columns;  /* of the model, over the rows at hand */
} casemix_room;

/* Rows are cut into parts that do not hang on the number of threads, and each part is worked on from its first block to
 * its last: figures that are summed by part and then in the order of parts are the same to the last bit whoever works.
 * When it fails, the error is that of the first part that failed. */
typedef bool (*casemix_work)(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                             upw_error *error);
UPW_MUST_CHECK bool casemix_each_block(const casemix_job *job, casemix_work work, void *context, upw_error *error);

casemix_room *casemix_make_room(const casemix_job *job, upw_arena *arena);

/* Rows first … first + n - 1 of a block as the model reads them; n up to CASEMIX_CHUNK. */
upw_case_rows casemix_fill(const casemix_job *job, const casemix_block *block, size_t first, size_t n,
                           casemix_room *room);

/* ---- the model (casemix_model.c), what follows from the risks (casemix_judge.c) ---- */

bool casemix_make_columns(casemix_job *job, upw_error *error) UPW_MUST_CHECK;
bool casemix_fit_model(casemix_job *job, upw_error *error) UPW_MUST_CHECK;
bool casemix_has_estimates(const casemix_job *job);
bool casemix_judge(casemix_job *job, upw_error *error) UPW_MUST_CHECK;

/* The values at these places (from 0) when all are in rising order, of the risks or (variable below VARIABLES_MAX) of a
 * column of numbers. Exact, in passes over the rows and memory that does not grow with them. */
enum { CASEMIX_RISKS = VARIABLES_MAX };
bool casemix_select(const casemix_job *job, size_t variable, const size_t *places, size_t n_places, double *out,
                    upw_error *error) UPW_MUST_CHECK;
/* Quantiles, type 7 of Hyndman & Fan 1996, of rising p. */
bool casemix_find_quantiles(const casemix_job *job, size_t variable, const double *p, size_t n_p, double *out,
                            upw_error *error) UPW_MUST_CHECK;

/* A row of a table. */
typedef struct casemix_row {
    const casemix_job *job;
    size_t at;                  /* organisation (in order of names), coefficient, group */
    const casemix_block *block; /* of a patient */
    double leverage;
} casemix_row;

extern const struct casemix_sheet {
    const sheet_column *columns;
    size_t n;
} casemix_sheets[CASEMIX_BY_COUNT];

void casemix_add_words(buffer *out, const casemix_job *job);

/* The calibration plot, a stand-alone SVG file. Fails with UPW_BAD_INPUT: nothing to draw. */
bool casemix_add_picture(buffer *out, const casemix_job *job, upw_error *error) UPW_MUST_CHECK;

#endif
