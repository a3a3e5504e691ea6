/* services/appraise/report_table.h: a table of the report, as it is stored, printed and handed out.
 *
 * Columns have types; a cell is a number, words, or a mark that says why there is none. Its text is CSV: what is stored
 * is, byte for byte, what people download and what the report's fingerprint is made of. */
#ifndef APPRAISE_REPORT_TABLE_H
#define APPRAISE_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

/* What a column holds, and so how it is printed. */
typedef enum report_kind {
    REPORT_WORDS,
    REPORT_COUNT,   /* of bodies or people */
    REPORT_SCORE,   /* 0 to 100, where 100 is good */
    REPORT_POINTS,  /* a difference of scores */
    REPORT_PERCENT, /* 0 to 100 */
    REPORT_RATIO,
    REPORT_FIGURE, /* any number: a whole one without decimals, others with one */
    REPORT_KIND_COUNT
} report_kind;
extern const char *const report_kind_names[REPORT_KIND_COUNT]; /* "words", "count" … */

/* Why there is no figure (product.md, section 5.6). */
typedef enum report_mark {
    REPORT_SHOWN,
    REPORT_CONFIDENTIAL,   /* [c]: too few people, or somebody could work such a figure out of this one */
    REPORT_NOT_AVAILABLE,  /* [x] */
    REPORT_NOT_APPLICABLE, /* [z] */
    REPORT_LOW,            /* [u]: too little to rely on */
    REPORT_BREAK,          /* [b]: not comparable with what went before */
    REPORT_MARK_COUNT
} report_mark;
extern const char *const report_mark_symbols[REPORT_MARK_COUNT]; /* "[c]" … */
extern const char *const report_mark_words[REPORT_MARK_COUNT];   /* what it means, for people */

typedef struct report_column {
    text name;  /* "score_low": in files */
    text title; /* "Low": over the column */
    report_kind kind;
    text words; /* what it means, for the data dictionary */
} report_column;

typedef struct report_cell {
    report_mark mark;
    double number;
    text words; /* of a column of words; or instead of a number: "90% or more" */
} report_cell;

enum { REPORT_COLUMNS_MAX = 24, REPORT_CELLS_MAX = 4000000 };

typedef struct report_table {
    text name;     /* "T3.1" */
    text title;    /* what it shows */
    text sentence; /* what it says, by rule */
    text note;     /* what a reader must know; may be empty */
    int chapter;   /* 0: the front page */
    const report_column *columns;
    size_t n_columns;
    report_cell *cells; /* [row][column] */
    size_t n_rows;
    size_t n_cells, room; /* while it is made */
    upw_arena *arena;
} report_table;

/* A column as source files write it. */
typedef struct report_column_made {
    const char *name, *title;
    report_kind kind;
    const char *words;
} report_column_made;

/* An empty table with these columns; then its cells one after another, row by row. */
void report_table_begin(report_table *t, const char *name, int chapter, const char *title,
                        const report_column_made *columns, size_t n_columns, upw_arena *arena);
void report_add_words(report_table *t, text words);
void report_add_number(report_table *t, double number); /* NaN: [x] */
void report_add_count(report_table *t, int64_t number);
void report_add_mark(report_table *t, report_mark mark);
void report_end_row(report_table *t); /* as many cells as columns, or it is a fault of the program */

const report_cell *report_at(const report_table *t, size_t row, size_t column);
/* Of that name; n_columns when there is none. */
size_t report_find_column(const report_table *t, text name);

/* The file: a header of names, then rows; LF. Numbers have as many digits as it takes to read them back. */
void report_table_write(const report_table *t, buffer *out);
/* Its columns: name, title, kind, words. */
void report_table_write_columns(const report_table *t, buffer *out);
/* One JSON object a row; marks are texts. */
void report_table_write_lines(const report_table *t, buffer *out);

/* Back from the two files; name, title, … are the caller's to set. UPW_BAD_INPUT: it is not such a file. */
bool report_table_read(text columns, text rows, upw_arena *arena, report_table *out, upw_error *error) UPW_MUST_CHECK;

/* A cell as a page prints it: "63.2", "[c]", words; `is_whole`: figures are rounded to whole numbers. */
text report_print_cell(const report_column *column, const report_cell *cell, bool is_whole, upw_arena *arena);

#endif
