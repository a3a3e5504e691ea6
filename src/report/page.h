/* report/page.h: the HTML of the report, in pieces that can be written side by side. Shared within this folder only. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/buffer.h"
#include "base/html.h"
#include "chart/chart.h"
#include "report/model.h"

/* Doctype to the head of the summary table; its rows follow, exceptions first. */
void page_begin(const report_model *model, buffer *out);
void page_write_row(const report_model *model, const report_series *s, buffer *out);

/* Bodies that go by codes rather than names: many fit beside each other. */
bool page_has_short_names(const report_model *model);

/* What is where: indicators within their organisations. */
void page_write_contents(const report_model *model, html_writer *h);

/* End of the summary table; the indicators follow, organisation by organisation. `before` is the one above (NULL:
 * none). */
void page_end_summary(const report_model *model, buffer *out);
void page_write_series(const report_model *model, const report_series *s, const report_series *before, buffer *out);

/* Indicators whose organisations have counts: each in a funnel of the last year. Adds nothing where there are none. */
bool page_has_comparison(const report_model *model);
void page_write_comparisons(const report_model *model, buffer *out);

/* The annex on somebody's traffic lights, when a scheme is given; adds nothing otherwise. */
bool page_write_lights(const report_model *model, upw_arena *arena, buffer *out, upw_error *error) UPW_MUST_CHECK;

/* Definitions, method and the end of the document. */
void page_end(const report_model *model, buffer *out);

/* The series as the charts want it; columns live in the arena. `id` is the chart's in its document; may be empty. */
chart page_make_chart(const report_series *s, text id, upw_arena *arena);
chart page_make_range_chart(const report_series *s, text id, upw_arena *arena);

/* The first point from `from` on with words about it; s->n when there is none. */
size_t page_find_annotation(const report_series *s, size_t from);

/* An icon drawn once in the document and used wherever it is shown. */
void page_define_icons(buffer *out);
void page_use_icon(buffer *out, char kind, int number); /* 'v', upw_variation or 'a', upw_assurance */

/* Words whose "%" stays with its number. */
void page_write_sentence(html_writer *h, text words);

/* What stands beside the icons, or in their place: "Improving (high)", "Cannot tell yet"; "trial limits, 9 points",
 * which may be empty; "Will miss the target", "No target". */
const char *page_variation_words(const report_series *s);
text page_variation_note(const report_series *s, upw_arena *arena);
const char *page_assurance_words(const report_series *s);
const char *page_path_words(const report_series *s);

/* What is special about a point: the rule that names it and whether that is good. Adds nothing where nothing is. */
void page_add_signal(buffer *out, const report_series *s, size_t point);

/* The symbol that official statistics use for a cell without a number: "[c]". */
const char *page_gap_symbol(const report_series *s, size_t point);

/* Icon and words for what has changed, and for the target; "trial limits, 9 points" where they are. */
void page_write_variation(const report_series *s, html_writer *h);
void page_write_assurance(const report_series *s, html_writer *h);
int page_order_of_assurance(const report_series *s); /* will miss first */

/* The agreed path: verdict for a cell, sentences with picture and numbers for the section. */
void page_write_path_verdict(const report_series *s, html_writer *h);
void page_write_path(const report_series *s, html_writer *h, upw_arena *scratch);
int page_order_of_path(const report_series *s); /* behind first */

/* The version of the program, for people. */
const char *page_version(void);

#endif
