/* What the pages of the catalogue share (internal to services/measure). */
#ifndef MEASURE_PAGES_CATALOGUE_H
#define MEASURE_PAGES_CATALOGUE_H

#include "services/measure/catalogue_history.h"
#include "services/measure/chart_pages.h"

/* An indicator belongs to all who are measured by it: it is added and changed by those alone who may load the figures
 * of any organisation, the analysts (docs/measures.md). */
#define CATALOGUE_MAY .needs = PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, .scope = WEB_SCOPE_ANY
bool catalogue_may_change(request *req, bool *may, upw_error *error) UPW_MUST_CHECK;

/* "/measures/catalogue/waits" */
text catalogue_url(text id, upw_arena *arena);

/* What it was, by whom and when it was changed; nothing where it never was. */
bool catalogue_write_history(html_writer *h, request *req, const measure_indicator *of,
                             upw_error *error) UPW_MUST_CHECK;

text catalogue_name_changer(request *req, text person);

#endif
