/* services/appraise/report_view.h: a chapter of the report as a page: the public one, the copy that is shared before,
 * the folder that can be read without a server. All of it comes from what is stored; nothing is computed here. */
#ifndef APPRAISE_REPORT_VIEW_H
#define APPRAISE_REPORT_VIEW_H

#include "base/html.h"
#include "services/appraise/report_checks.h"

typedef enum report_use {
    REPORT_PUBLIC, /* published: all chapters and annexes, files */
    REPORT_DRAFT,  /* those who make it: likewise, before */
    REPORT_SHARED, /* those who check it: what was made, no files; points may be raised beside it */
    REPORT_FOLDER, /* published, as files beside each other */
} report_use;

typedef struct report_view {
    /* set by whoever shows it */
    store_db *db;
    upw_arena *arena;
    report_use use;
    const appraise_round *round;
    const appraise_report *report;
    text office;     /* the reader's, by its name: others' rows are left out; empty: all are shown */
    text mark;       /* of the reader: stands under the pictures */
    bool is_final;   /* of REPORT_SHARED: as it will be published, for the last 24 hours; not as it was shared */
    bool is_draft;   /* likewise: marked as a draft, with whole numbers */
    bool may_raise;  /* points, beside each table and paragraph */
    bool is_earlier; /* a corrected edition: links stay in it */
    text theme;      /* of offices: one a page, or it would be long; empty: the last, overall. A folder has all */
    /* loaded */
    report_tables tables;
    report_theme *themes; /* of offices */
    size_t n_themes;
} report_view;

bool report_view_load(report_view *v, upw_error *error) UPW_MUST_CHECK;

bool report_view_has(const report_view *v, int chapter);   /* is there such a page of it? */
text report_view_title(const report_view *v, int chapter); /* with what the round calls those who are judged */
text report_view_url(const report_view *v, int chapter);   /* of a chapter */
text report_view_file(const report_view *v, text name, text ending); /* of a file: "T1.1", ".csv" */

/* All below a page's heading: the list of chapters, this one, and the ways to the previous and the next. */
bool report_write_page(html_writer *h, const report_view *v, int chapter, upw_error *error) UPW_MUST_CHECK;

/* A table as pages have it. */
void report_write_table(html_writer *h, const report_view *v, const report_table *t);

/* Chapter 10 and the annexes that are made by rule; report_annexes.c. */
bool report_write_annex(html_writer *h, const report_view *v, int chapter, upw_error *error) UPW_MUST_CHECK;

/* The reply, word for word, with when it came; or that none did. */
void report_write_reply(html_writer *h, const report_view *v, const reply *it);

#endif
