/* web/nhsuk/lists.h: tables, lists of answers and tasks, and ways through several pages. */
#ifndef WEB_NHSUK_LISTS_H
#define WEB_NHSUK_LISTS_H

#include "web/nhsuk/content.h"
#include "web/nhsuk/types.h"

/* ---- tables ---- */

typedef enum nhs_align { NHS_ALIGN_AUTO, NHS_ALIGN_LEFT, NHS_ALIGN_CENTRE, NHS_ALIGN_RIGHT, NHS_ALIGN_COUNT } nhs_align;
typedef enum nhs_sort { NHS_NOT_SORTABLE, NHS_SORTABLE, NHS_SORTED_UP, NHS_SORTED_DOWN } nhs_sort;

typedef struct nhs_column {
    text words;
    text hidden;     /* for screen readers only: "Actions" over a column of links */
    bool is_numeric; /* figures in line, to the right */
    nhs_align align;
    const char *width; /* "one-half", "one-third" … */
    bool keeps_lines;  /* the heading is not broken */
    nhs_sort sort;     /* sorting is the server's: it works on every page of a long table and without script */
    text href;         /* where the heading leads: the same page, sorted by this column */
} nhs_column;

typedef struct nhs_table_options {
    text caption; /* what the table shows; always give one */
    bool caption_is_hidden;
    nhs_size caption_size;
    text caption_id;
    text id;
    const nhs_column *columns;
    size_t n_columns;
    bool first_is_header; /* the first cell names the row */
    bool is_compact, is_striped;
    bool is_responsive; /* on a phone each row becomes a card that repeats the column's heading */
    bool scrolls;       /* sideways, by itself; give a caption_id */
    bool is_summary;    /* of icons: the first column stays, rows become cards on a phone */
    bool has_no_border, has_no_last_border;
    nhs_ground ground;
} nhs_table_options;

/* A table being written. Begin it, then for each row nhs_begin_row, its cells, nhs_end_row; then end it. Rows may
 * stand in groups. */
typedef struct nhs_table {
    html_writer *h;
    const nhs_table_options *options;
    size_t column; /* of the cell that comes next */
    bool has_rows; /* in the body that is open */
} nhs_table;
void nhs_begin_table(html_writer *h, nhs_table *table, const nhs_table_options *options);
void nhs_end_table(nhs_table *table);
/* The rows that follow belong together, under these words across all columns. */
void nhs_begin_row_group(nhs_table *table, text words);
void nhs_begin_row(nhs_table *table);
void nhs_end_row(nhs_table *table);

/* A cell with words, or one with anything inside. */
typedef struct nhs_cell {
    text words;
    text href;   /* makes the words a link */
    text hidden; /* after the words, for screen readers only */
    bool keeps_lines;
    bool breaks_words; /* long addresses */
    nhs_align align;
    bool is_not_numeric; /* "not available" in a column of figures */
    int n_columns;       /* how many it spans; 0: 1 */
} nhs_cell;
void nhs_cell_text(nhs_table *table, text words);
void nhs_cell_link(nhs_table *table, text href, text words);
void nhs_write_cell(nhs_table *table, const nhs_cell *cell);
void nhs_begin_cell(nhs_table *table, const nhs_cell *cell); /* its words are not written */
void nhs_end_cell(nhs_table *table);

/* An icon and its words: the picture is drawn in between. */
void nhs_begin_icon_cell(nhs_table *table);
void nhs_end_icon_cell(nhs_table *table, text words);

/* ---- answers: key, value, "Change" ---- */

typedef struct nhs_summary_row {
    text key;
    text value; /* of nhs_begin_summary_row: written in between instead */
    const nhs_action *actions;
    size_t n_actions;
    bool has_no_border;
} nhs_summary_row;
typedef struct nhs_summary_list_options {
    const nhs_summary_row *rows;
    size_t n_rows;
    bool any_action; /* of a list whose rows are written one by one: some row has actions */
    bool has_no_border, has_no_last_border;
    text card_heading; /* of the card that it stands in: named in its links */
} nhs_summary_list_options;
void nhs_summary_list(html_writer *h, const nhs_summary_list_options *options);
void nhs_begin_summary_list(html_writer *h, const nhs_summary_list_options *options);
void nhs_begin_summary_row(html_writer *h, const nhs_summary_list_options *options, const nhs_summary_row *row);
void nhs_end_summary_row(html_writer *h, const nhs_summary_list_options *options, const nhs_summary_row *row);
void nhs_end_summary_list(html_writer *h);

/* ---- tasks ---- */

typedef struct nhs_task {
    text words;
    text href; /* empty: cannot be done yet */
    text hint;
    text status;         /* "Completed"; quiet words … */
    nhs_tag_options tag; /* … or, for what is to be done, a tag */
    bool is_waiting;     /* the status is of a task that cannot start */
} nhs_task;
typedef struct nhs_task_list_options {
    text id_prefix; /* "task-list" when empty */
    const nhs_task *items;
    size_t n_items;
} nhs_task_list_options;
void nhs_task_list(html_writer *h, const nhs_task_list_options *options);

/* ---- ways through several pages ---- */

/* Numbered for results; previous and next for parts of one text. */
typedef struct nhs_page_link {
    int number;
    text href;
    text label; /* "Page 3" when empty */
    bool is_current;
    bool is_gap; /* "…" */
} nhs_page_link;
typedef struct nhs_pagination_options {
    text previous, next;             /* addresses; empty: none */
    text previous_title, next_title; /* "Previous page", "Next page" when empty */
    text previous_label, next_label; /* names of the pages, where they are not numbered */
    const nhs_page_link *items;      /* NULL: previous and next only */
    size_t n_items;
    text aria_label; /* "Pagination" when empty */
} nhs_pagination_options;
void nhs_pagination(html_writer *h, const nhs_pagination_options *options);

typedef struct nhs_contents_item {
    text words;
    text href; /* empty: this is the page */
} nhs_contents_item;
typedef struct nhs_contents_list_options {
    const nhs_contents_item *items;
    size_t n_items;
    text aria_label; /* "Pages in this guide" when empty */
    text hidden;     /* "Contents" when empty */
} nhs_contents_list_options;
void nhs_contents_list(html_writer *h, const nhs_contents_list_options *options);

/* Tabs. Without script all panels stand below each other. */
typedef struct nhs_tab {
    text label;
    text id; /* of its panel; made from the prefix when empty */
} nhs_tab;
typedef struct nhs_tabs_options {
    text id;
    text id_prefix; /* `id` when empty */
    text title;     /* "Contents" when empty */
    const nhs_tab *items;
    size_t n_items;
} nhs_tabs_options;
void nhs_begin_tabs(html_writer *h, const nhs_tabs_options *options);
void nhs_begin_tab(html_writer *h, const nhs_tabs_options *options, size_t index); /* in order */
void nhs_end_tab(html_writer *h);
void nhs_end_tabs(html_writer *h);

#endif
