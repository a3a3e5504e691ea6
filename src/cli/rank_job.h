/* cli/rank_job.h: what `upward rank` was asked, and what may be said of the order (shared within this folder). */
#ifndef CLI_RANK_JOB_H
#define CLI_RANK_JOB_H

#include "cli/shrunken.h"
#include "table/sheet.h"

typedef enum rank_by { RANK_BY_ORGANISATION, RANK_BY_SHRUNKEN, RANK_BY_SET, RANK_BY_COUNT } rank_by;
typedef enum rank_format { RANK_AUTO, RANK_CSV, RANK_JSON, RANK_TEXT, RANK_SVG } rank_format;

typedef struct rank_settings {
    funnel_source source;
    shrunken_options shrinking;
    const char *per, *draws, *seed; /* as given; NULL: none */
    const char *pair;               /* a second organisation, for --organisation to be held against */
    rank_by by;
    rank_format format;
    const char *output;
} rank_settings;

/* One indicator: its organisations drawn towards the mean, and their ranks where there are any. */
typedef struct rank_set {
    const funnel_item *item;
    shrunken shrunk;
    size_t *position; /* of each organisation of the item among the shrunken, and one; 0: not among them */
    upw_rank_verdict verdict;
    upw_rank *ranks; /* of the shrunken ones; NULL: there is no order to show */
    bool is_drawn;
} rank_set;

typedef struct rank_job {
    const rank_settings *settings;
    double per;
    size_t draws; /* 0: exactly where that is possible */
    uint64_t seed;
    funnel_table table;
    rank_set *sets;
    upw_arena *arena;
    upw_arena *arenas; /* one for each thread, for as long as the sets */
    unsigned n_threads;
} rank_job;

/* One for each indicator of the table. */
bool rank_fit(rank_job *job, upw_error *error) UPW_MUST_CHECK;
void rank_free(rank_job *job);

/* A row of a table. */
typedef struct rank_row {
    const rank_job *job;
    const rank_set *set;
    size_t body; /* of the item */
} rank_row;

typedef struct rank_sheet {
    const sheet_column *columns;
    size_t n;
} rank_sheet;
extern const rank_sheet rank_sheets[RANK_BY_COUNT];

/* Why there is no order, or what an order is worth. */
text rank_say_verdict(const rank_set *set, upw_arena *arena);

/* Paragraphs for a terminal. */
bool rank_add_words(buffer *out, const rank_job *job, const rank_set *set, upw_error *error) UPW_MUST_CHECK;

/* A stand-alone SVG file. Fails with UPW_BAD_USAGE (several indicators), UPW_BAD_INPUT (nothing to draw). */
bool rank_add_picture(buffer *out, const rank_job *job, upw_error *error) UPW_MUST_CHECK;

#endif
