/* report/words.h: the small change of sentences: periods, counts and values as people say them. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "base/buffer.h"
#include "report/model.h"

/* How often these periods come. */
cadence cadence_find(const period *periods, size_t n);

const char *cadence_noun(cadence c);   /* "month" */
const char *cadence_plural(cadence c); /* "months" */

void words_add_when(buffer *b, const report_series *s, size_t point);   /* "in April 2019", "on 1 April 2019" */
void words_add_since(buffer *b, const report_series *s, size_t point);  /* "since April 2019" */
void words_add_period(buffer *b, const report_series *s, size_t point); /* "April 2019" */
void words_add_span(buffer *b, const report_series *s, size_t first, size_t last); /* "April 2019 to May 2020" */

const char *words_name_points(const report_series *s); /* "values"; of other charts "changes", "means", "spreads" */

/* "9 months" when nothing is left out between the two points, else "9 values" (or "1 month"). */
void words_add_stretch(buffer *b, const report_series *s, size_t first, size_t last);

/* Values, means and limits of one series have one scale and one number of decimals: "£0.9m" beside "£1.2m", "73.0 %"
 * beside "71.1 %". Only a measure that is counted in whole numbers keeps these whole: "9" beside "14.3". */
void words_add_value(buffer *b, const report_series *s, double value);       /* "4.5 per 1,000 bed days" */
void words_add_value_short(buffer *b, const report_series *s, double value); /* "4.5" */

/* Decimals with which a and b do not look equal although they are not; at least the series' own. */
int words_choose_decimals(const report_series *s, double a, double b);
void words_add_value_to(buffer *b, const report_series *s, double value, int decimals);

/* Two values with their unit once: "74.1 % to 72.9 %", "5.8 to 5.1 per 1,000 bed days"; `between` is " to ". */
void words_add_pair(buffer *b, const report_series *s, double first, const char *between, double second);

/* A number that somebody chose, by itself: "95 %", "18.25 %", "£0.95m". */
void words_add_chosen(buffer *b, const report_series *s, double value);

/* "18 or less", "95 % or more", and "95 %" where neither is better. */
void words_add_target(buffer *b, const report_series *s);

/* Limits as far as the measure can go: no percentage above 100. */
double words_clip(const report_series *s, double limit);

/* A limit as far as the measure can go, without its unit; where it is cut off, the end itself: "91.1 %", but "100 %".
 */
void words_add_limit(buffer *b, const report_series *s, double limit);

/* "7,320 of 10,000", "80 falls in 15,687 bed days": nothing without both counts. */
void words_add_counts(buffer *b, const report_series *s, size_t point);

/* How many periods of a steady cadence lie between the first and the last point without a row of their own. */
size_t words_count_absent(const report_series *s);

#endif
