/* cli/casemix_job.h: what `upward casemix` was asked, what it read and what it found (shared within this folder). */
#ifndef CLI_CASEMIX_JOB_H
#define CLI_CASEMIX_JOB_H

#include "cli/input_options.h"
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
    double *values;
    uint32_t *levels;
    text *names; /* of levels, in order of bytes in the end */
    uint32_t n_levels;
    uint32_t *slots; /* of names, while reading: level + 1; 0: free */
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
    size_t n, n_left_out;
    double *y, *risks; /* of each row that is complete; risks as read with --risk, else as fitted */
    uint32_t *orgs;
    int64_t *rows; /* of the file */
    casemix_org *by_org;
    size_t n_orgs;
    upw_design_column *columns; /* of the model, one for each term */
    size_t p;
    text *names; /* of coefficients, the intercept's first */
    upw_logit logit;
    bool has_model;
    upw_calibration calibration;
    bool has_calibration; /* a model with risks to judge */
    text unlike;          /* variables that do not work alike everywhere */
    bool is_uneven;
    size_t n_outside;
    double *leverages; /* by patient */
} casemix_job;

bool casemix_read(casemix_job *job, const char *path, upw_error *error) UPW_MUST_CHECK;
void casemix_free(casemix_job *job); /* what casemix_read took outside the arena */
bool casemix_fit(casemix_job *job, upw_error *error) UPW_MUST_CHECK;

/* A row of a table. */
typedef struct casemix_row {
    const casemix_job *job;
    size_t at; /* organisation, coefficient, group, patient */
} casemix_row;

extern const struct casemix_sheet {
    const sheet_column *columns;
    size_t n;
} casemix_sheets[CASEMIX_BY_COUNT];

void casemix_add_words(buffer *out, const casemix_job *job);

/* The calibration plot, a stand-alone SVG file. Fails with UPW_BAD_INPUT: nothing to draw. */
bool casemix_add_picture(buffer *out, const casemix_job *job, upw_error *error) UPW_MUST_CHECK;

#endif
