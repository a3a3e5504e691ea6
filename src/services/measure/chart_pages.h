/* services/measure/pages.h: the tables of routes of this service's pages, a file each, and what several of them need.
 */
#ifndef MEASURE_CHART_PAGES_H
#define MEASURE_CHART_PAGES_H

#include "services/measure/measure.h"
#include "services/people/people.h"
#include "services/words.h"
#include "web/page.h"

extern const web_routes measure_list_routes;           /* /measures: a summary of icons */
extern const web_routes measure_indicator_routes;      /* /measures/{indicator}: one in all organisations */
extern const web_routes measure_series_routes;         /* …/at/{organisation}: its chart, and what is said about it */
extern const web_routes measure_file_routes;           /* the same as files: SVG, PNG, CSV */
extern const web_routes measure_annotate_routes;       /* words about a point */
extern const web_routes measure_rebase_routes;         /* from where limits start anew */
extern const web_routes measure_agree_routes;          /* target and path */
extern const web_routes measure_path_routes;           /* results beside agreed paths */
extern const web_routes measure_report_routes;         /* the board report of an organisation */
extern const web_routes measure_load_routes;           /* files of figures */
extern const web_routes measure_catalogue_routes;      /* what is measured: the list */
extern const web_routes measure_indicator_form_routes; /* one of it, added or changed */
extern const web_routes measure_catalogue_file_routes; /* many, from a file */
extern const web_routes measure_upload_routes;         /* one of them: what it would change, and what is decided */

/* What the address names: an indicator at an organisation. */
typedef struct measure_subject {
    measure_indicator about;
    organisation place;
    measure_entry entry;
    period last; /* of all organisations */
} measure_subject;

/* By {indicator} and {organisation}. UPW_NOT_FOUND: there are no figures, or they are not for whoever asks. */
bool measure_find_subject(request *req, measure_subject *out, upw_error *error) UPW_MUST_CHECK;
bool measure_read_subject(request *req, const measure_subject *subject, unsigned draws, report_reading *out,
                          upw_error *error) UPW_MUST_CHECK;

/* May whoever asks see it? Published, or somebody who may load its figures (organisation empty: of any). */
bool measure_may_see(request *req, const measure_indicator *about, text organisation_id, bool *may,
                     upw_error *error) UPW_MUST_CHECK;
/* The indicator of the address ({indicator}), where whoever asks may see it; else UPW_NOT_FOUND. */
bool measure_find_visible(request *req, measure_indicator *out, upw_error *error) UPW_MUST_CHECK;

/* "/measures/waits/at/01C" and what follows. */
text measure_url(text id, const organisation *place, const char *tail, upw_arena *arena);
text measure_subject_url(const measure_subject *subject, const char *tail, upw_arena *arena);

/* The frame of a page about it: title, organisation, the way back to its chart. */
layout measure_frame(const measure_subject *subject, text title, upw_arena *arena);

/* Back to its chart, with the words that say what was done. */
typedef enum measure_done {
    DONE_NOTHING,
    DONE_ANNOTATED,
    DONE_REMOVED,
    DONE_REBASED,
    DONE_TAKEN_BACK,
    DONE_TARGET,
    DONE_TARGET_ENDED,
    DONE_PLAN,
    DONE_PLAN_ENDED,
    DONE_APPLIED,
    DONE_UNDONE,
    DONE_DISCARDED,
    DONE_INDICATOR_ADDED,
    DONE_INDICATOR_CHANGED,
    DONE_INDICATORS_TAKEN_IN,
    DONE_COUNT
} measure_done;
bool measure_go_back(request *req, response *res, const measure_subject *subject, measure_done done,
                     upw_error *error) UPW_MUST_CHECK;
text measure_done_address(text path, measure_done done, upw_arena *arena);
text measure_done_words(const request *req); /* of the address that is asked for; empty: nothing */

/* The deed of whoever asks, by the route's permission. */
bool measure_make_deed(request *req, text organisation_id, measure_deed *out, upw_error *error) UPW_MUST_CHECK;

/* The field "period": a select of the chart's periods, the latest first; what was sent is chosen, else `chosen`, else
 * ?period= of the address. measure_read_period says so in the form when it is none. */
bool measure_write_periods(html_writer *h, request *req, const measure_subject *subject, text label, text chosen,
                           upw_error *error) UPW_MUST_CHECK;
bool measure_read_period(request *req, period *out);

/* Who it was, for those who are signed in; "somebody" for others. */
text measure_name_person(request *req, text id);

/* Of a stale form (409; otherwise nothing): who was quicker, and how it is now. */
void measure_write_news(html_writer *h, request *req, const response *res, text now, text person);

/* A value in the unit of its indicator: "73.2 %". */
text measure_write_value(unit u, double value, upw_arena *arena);

/* Words whose "%" stays with its number. */
void measure_sentence(html_writer *h, text words);
void measure_paragraph(html_writer *h, text words); /* nothing where there are none */

#endif
