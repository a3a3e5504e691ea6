/* cli/score_job.h: what `upward score` was asked, what it read, and the tables it makes of it (shared within this
 * folder). */
#ifndef CLI_SCORE_JOB_H
#define CLI_SCORE_JOB_H

#include "cli/input_options.h"
#include "cli/names.h"
#include "table/records.h"
#include "table/sheet.h"
#include "upward/score.h"

typedef enum score_kind {
    SCORE_OF_ANSWERS,
    SCORE_OF_CHANGE,
    SCORE_OF_BODIES,
    SCORE_OF_VOTES,
    SCORE_OF_CHOICES,
    SCORE_KIND_COUNT
} score_kind;

typedef enum score_by {
    SCORE_BY_THEME,
    SCORE_BY_ITEM,
    SCORE_BY_OFFICE,
    SCORE_BY_BODY,
    SCORE_BY_PERSON,
    SCORE_BY_RELIABILITY,
    SCORE_BY_COUNT
} score_by;

typedef enum score_format { SCORE_AUTO, SCORE_CSV, SCORE_JSON, SCORE_TEXT } score_format;

typedef struct score_settings {
    input_settings input;
    score_kind kind;
    score_by by;
    const char *questionnaire, *population; /* files; NULL: none */
    const char *scores;                     /* "listening,overall"; NULL: all */
    int64_t least;                          /* people behind a figure that is shown */
    bool has_least;
    double n_bodies; /* there are; 0: not said */
    bool is_untrimmed;
    score_format format;
    const char *output;
} score_settings;

enum { SCORE_ITEMS_MAX = 58 };

typedef struct score_question {
    text name, theme;
    bool is_negative;
} score_question;

typedef struct score_job {
    const score_settings *settings;
    const char *file;
    upw_arena *arena;
    score_question questions[SCORE_ITEMS_MAX];
    upw_score_item items[SCORE_ITEMS_MAX];
    size_t n_items;
    names themes, offices, places, groups, people;
    bool has_bodies;     /* places are bodies, in offices; else they are the offices */
    uint32_t *office_of; /* [place] */
    double *sizes;       /* [place] people invited; NaN: not known */
    double *group_sizes; /* [group] in the nation; NULL: not known */
    size_t place_capacity;
    uint8_t *answers[SCORE_ITEMS_MAX];
    uint32_t *place_of, *group_of; /* [person] */
    size_t n, capacity;
    upw_score score;
    upw_score_weights base, raked; /* weights NULL: sizes are not known */
} score_job;

/* The questionnaire, the population when there is one, and the answers. */
bool score_read_answers(score_job *job, const char *path, upw_error *error) UPW_MUST_CHECK;
void score_free(score_job *job);

/* Rows of one kind, each `stride` bytes, with their columns; and what is said of them on a terminal. */
typedef struct score_table {
    const sheet_column *columns;
    size_t n_columns;
    const char *rows;
    size_t stride, n;
    buffer *words; /* NULL: nobody wants them */
} score_table;

bool score_answers(score_job *job, score_table *out, upw_error *error) UPW_MUST_CHECK;

/* Files of other kinds. */
bool score_other(const score_settings *settings, const char *path, upw_arena *arena, score_table *out,
                 upw_error *error) UPW_MUST_CHECK;

/* A sentence of the engine as a paragraph. */
void score_add_paragraph(buffer *out, text words);

#endif
