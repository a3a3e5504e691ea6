/* The parts of a chart's page (internal to services/measure). */
#ifndef MEASURE_PAGES_SERIES_H
#define MEASURE_PAGES_SERIES_H

#include "services/measure/chart_pages.h"

/* A chart, and what whoever looks at it may do. */
typedef struct measure_view {
    request *req;
    upw_arena *arena;
    measure_subject subject;
    report_reading reading;
    bool may_annotate, may_agree, may_load;
} measure_view;

/* Cells of a row of a summary: the latest value; icon and words for change and target. */
void measure_write_latest_cell(nhs_table *table, const report_reading *r);
void measure_write_icon_cells(nhs_table *table, const report_reading *r);

void measure_write_numbers(html_writer *h, const measure_view *v);
bool measure_write_definition(html_writer *h, const measure_view *v, upw_error *error) UPW_MUST_CHECK;
bool measure_write_decisions(html_writer *h, const measure_view *v, upw_error *error) UPW_MUST_CHECK;
bool measure_write_annotations(html_writer *h, const measure_view *v, upw_error *error) UPW_MUST_CHECK;
bool measure_write_history(html_writer *h, const measure_view *v, upw_error *error) UPW_MUST_CHECK;

#endif
