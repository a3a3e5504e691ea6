/* table/table.h: tidy tables in, from CSV and XLSX, with the input contract of docs/input.md.
 *
 * A file is opened once (encoding, delimiter and header are settled then), and read either as a stream of blocks of
 * whole series, in bounded memory and on every core, or whole. Every complaint names the file, the row (the header is
 * row 1), the column, what was expected and what to do. No row is left out without being counted. */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/output.h"
#include "base/period.h"
#include "base/text.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/error.h"

/* The columns that mean something. */
typedef enum table_column {
    COLUMN_SERIES_ID,
    COLUMN_INDICATOR,
    COLUMN_ORGANISATION,
    COLUMN_PERIOD,
    COLUMN_ANNOTATION, /* words about the observation */
    COLUMN_VALUE,
    COLUMN_NUMERATOR,
    COLUMN_DENOMINATOR,
    COLUMN_EXPECTED,
    COLUMN_TARGET,
    COLUMN_COUNT
} table_column;

const char *table_column_name(table_column column); /* "series_id" … */
bool table_column_find(text name, table_column *column);

enum { TABLE_FILTERS_MAX = 8, TABLE_ANNOTATION_MAX = 200 /* characters */ };

/* Keep only the rows where the column says exactly this. */
typedef struct table_filter {
    text column;
    text value;
} table_filter;

typedef struct table_options {
    text columns[COLUMN_COUNT]; /* the header's name for each; empty: by its usual names */
    table_filter filters[TABLE_FILTERS_MAX];
    size_t n_filters;
    bool is_wide;       /* one row a series, one column a period */
    bool is_complement; /* value = 1 - numerator / denominator */
    bool keeps_repeats; /* several rows of one series and period are a subgroup, not an error */
    char delimiter;     /* 0: detected */
    int64_t header_row; /* counted from 1; 0: the first */
    int64_t last_row;   /* notes stand below it; 0: the last of the file */
    period_order order;
    const char *sheet; /* of an XLSX file; NULL: the first */
    const char *name;  /* of the file, for sentences, where its path says nothing to people; NULL: its path */
    unsigned threads;  /* 0: one for each core */
    void (*progress)(double share, void *context); /* called now and then, from one thread at a time; NULL: never */
    void *progress_context;
} table_options;

/* What was read and what was not, for the end of the report and for standard error. */
typedef struct table_notes {
    int64_t n_rows;             /* rows after the header */
    int64_t n_blank;            /* of which without any text */
    int64_t n_filtered;         /* of which the filters left out */
    int64_t n_suppressed;       /* values given as '*', '[c]' … */
    int64_t n_zero_denominator; /* values 0 / 0 */
    int64_t n_uncounted;        /* values left empty although their numerator and denominator are there */
    int64_t n_unlike;           /* values that are not their numerator / denominator, in any usual scale */
    int64_t first_unlike;       /* the first such row */
    bool was_divided;           /* the column of values is empty: worked out from numerators and denominators */
    bool was_windows_1252;      /* not UTF-8: read as Windows-1252 */
    size_t n_ignored_links;     /* external links of a workbook, ignored */
    char passed_over[160];      /* wide files: columns that hold numbers, but have no period as heading */
} table_notes;

typedef struct table_source table_source;

/* `path` "-": standard input. What the source needs lives in `arena`; table_close gives back files. */
table_source *table_open(const char *path, const table_options *options, upw_arena *arena, upw_error *error);
void table_close(table_source *source); /* NULL is allowed */

bool table_has(const table_source *source, table_column column);
const char *table_name(const table_source *source); /* for sentences: "my.csv", "standard input" */

/* The whole table, series in order of first appearance, points in order of their periods. */
UPW_MUST_CHECK bool table_read(table_source *source, upw_arena *arena, series_table *table, table_notes *notes,
                               upw_error *error);

/* What to do with some whole series: append results to `out`. Called from several threads, each with a scratch arena
 * and a buffer of its own. When it fails, error->row is a row of the file or 0.
 *
 * The rows of a block may be counted from its start, and `error` be NULL, at first: a block whose work fails is worked
 * on again, with the rows of the file and an error to fill, once it is known how many rows stand before it. So results
 * may not hang on block->rows, and the work must fail again. */
typedef bool (*table_block_function)(void *context, const series_table *block, upw_arena *scratch, buffer *out,
                                     upw_error *error);

/* What stands before, between and after the results of blocks; blocks without results have nothing between them. */
typedef struct table_frame {
    text before, between, after;
} table_frame;

/* The results for all series, in the order of the file, to `out`, which must be empty. Memory does not grow with a file
 * whose series come one after another; other files are gathered first. */
UPW_MUST_CHECK bool table_stream(table_source *source, table_block_function work, void *context,
                                 const table_frame *frame, output *out, table_notes *notes, upw_error *error);

/* A sentence for standard error on what was left out or guessed; adds nothing when there is nothing to say. */
void table_notes_add(buffer *out, const table_notes *notes, const char *name);

#endif
