/* cli/disclose_job.h: what `upward disclose` was asked, and what it hides (shared within this folder). */
#ifndef CLI_DISCLOSE_JOB_H
#define CLI_DISCLOSE_JOB_H

#include "cli/input_options.h"
#include "table/crossed.h"
#include "table/sheet.h"
#include "upward/disclose.h"

typedef enum disclose_kind { DISCLOSE_TABLES, DISCLOSE_GROUPS } disclose_kind;
typedef enum disclose_by { DISCLOSE_BY_PUBLISHED, DISCLOSE_BY_CELL, DISCLOSE_BY_TABLE } disclose_by;
typedef enum disclose_format { DISCLOSE_AUTO, DISCLOSE_CSV, DISCLOSE_JSON, DISCLOSE_TEXT } disclose_format;

typedef struct disclose_settings {
    input_settings input;
    disclose_kind kind;
    int64_t threshold; /* 0: the file's, or 10 */
    int64_t base;      /* of rounding; 0: hide */
    const char *earlier;
    bool treats_totals_alike;
    disclose_by by;
    disclose_format format;
    const char *output;
} disclose_settings;

typedef struct disclose_job {
    const disclose_settings *settings;
    const char *path;
    upw_arena *arena;
    crossed tables, earlier;
    upw_cell **cells;      /* [table][cell] */
    upw_disclosure *found; /* [table] */
} disclose_job;

/* Rows of a result, each `stride` bytes. */
typedef struct disclose_table {
    const sheet_column *columns;
    size_t n_columns;
    const char *rows;
    size_t stride, n;
} disclose_table;

/* What was asked, else what the file says, else 10. */
int64_t disclose_threshold_of(const disclose_job *job, const crossed_table *t);

/* What may be published, every cell, or every table: cells in the order of the file. */
void disclose_make_rows(const disclose_job *job, disclose_table *out);

/* Which groups may be shown beside the others; words NULL: not wanted. */
bool disclose_groups(disclose_job *job, int64_t threshold, buffer *words, disclose_table *out,
                     upw_error *error) UPW_MUST_CHECK;

#endif
