/* report/single.h: one series of a table, as words for a terminal or as a chart in a file of its own. */
#ifndef REPORT_SINGLE_H
#define REPORT_SINGLE_H

#include "report/report.h"

/* Name, a sparkline in block characters, the icons as words and the sentences of the report, wrapped at 80 columns. */
bool single_add_words(buffer *out, const series_table *table, size_t series, const report_options *options,
                      upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* The step changes that the report would propose, as its sentences, or that it proposes none. */
bool single_add_advice(buffer *out, const series_table *table, size_t series, const report_options *options,
                       upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* A stand-alone SVG file. */
bool single_add_chart(buffer *out, const series_table *table, size_t series, const report_options *options,
                      upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* The last values as blocks of eight heights, at most a line of them; a gap is a space. Ended by a line break. */
void single_add_sparkline(buffer *out, const double *values, size_t n);

/* Words in lines of 80 characters at most, ended by a line break. */
void single_add_wrapped(buffer *out, text words);

#endif
