/* report/charts_dir.h: every chart as a picture of its own, for slides, with an index. */
#ifndef REPORT_CHARTS_DIR_H
#define REPORT_CHARTS_DIR_H

#include "report/model.h"

/* options->charts_dir is made when it is not there. Files: 0001-northmoor-four-hour-waits.svg (or .png) … and
 * charts.csv with file, series_id, indicator, organisation, title, sentence. */
bool charts_write(const report_model *model, unsigned threads, upw_error *error) UPW_MUST_CHECK;

#endif
