/* services/measure/pages.h: the tables of routes of this service, a file each, and what several of them use. */
#ifndef MEASURE_PAGES_H
#define MEASURE_PAGES_H

#include "base/buffer.h"
#include "report/report.h"
#include "services/measure/catalogue.h"
#include "services/measure/series.h"
#include "services/people/people.h"
#include "services/words.h"
#include "web/route.h"

extern const web_routes data_routes;    /* files for whoever wants the figures */
extern const web_routes api_routes;     /* the same for programs */
extern const web_routes compare_routes; /* an indicator's organisations in one funnel */
extern const web_routes screen_routes;  /* percentages that vary less than chance */
extern const web_routes why_routes;     /* the case against traffic lights, on the reader's own figures */

/* The indicator of the address ({indicator}), where it is published; else UPW_NOT_FOUND. */
bool pages_find_indicator(request *req, measure_indicator *out, upw_error *error) UPW_MUST_CHECK;

/* What `upward report` writes, of these series: for a download, or for a program. UPW_BAD_INPUT, UPW_TOO_LARGE. */
typedef struct pages_report {
    const measure_indicators *indicators;
    const measure_entry *entries; /* of one organisation, or of one indicator */
    size_t n;
    const organisation_list *organisations; /* by id, for their names */
    text title;
    report_format format;
} pages_report;
bool pages_add_report(request *req, const pages_report *wanted, buffer *out, upw_error *error) UPW_MUST_CHECK;

extern const store_statement data_statements[];
extern const size_t data_statements_count;
extern const store_statement compare_statements[];
extern const size_t compare_statements_count;

#endif
