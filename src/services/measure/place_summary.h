/* services/measure/place_summary.h: the charts of one organisation, theme by theme, for its own page: care,
 * performance, money, and the needs of its population as context. */
#ifndef MEASURE_PLACE_SUMMARY_H
#define MEASURE_PLACE_SUMMARY_H

#include "base/html.h"
#include "services/people/people.h"
#include "web/request.h"

/* A heading and a table of icons for each theme that has charts whoever asks may see; *has_any: there were some. */
bool measure_write_place(html_writer *h, request *req, const organisation *place, bool *has_any,
                         upw_error *error) UPW_MUST_CHECK;

/* Its population: of each indicator of the needs its latest and its first figure, and between which the middle half of
 * all organisations lies. */
bool measure_write_population(html_writer *h, request *req, const organisation *place, bool *has_any,
                              upw_error *error) UPW_MUST_CHECK;

/* service.add_links: its charts, and what was agreed and decided about them, in totals. */
bool measure_add_links(request *req, const organisation *place, service_links *links, upw_error *error) UPW_MUST_CHECK;

extern const store_statement place_totals_statements[];
extern const size_t place_totals_statements_count;

#endif
