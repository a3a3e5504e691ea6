/* report/charts_dir.h: every chart as a picture of its own, for slides, with an index. */
#ifndef REPORT_CHARTS_DIR_H
#define REPORT_CHARTS_DIR_H

#include "report/model.h"

/* To options->charts: 0001-northmoor-four-hour-waits.svg (or .png, .pdf) …, then for each measure of 2 to 40
 * organisations one picture of them side by side on one scale, and charts.csv with file, series_id,
 * indicator, organisation, title, sentence, profile. The charts that an earlier charts.csv of the folder names go away
 * with it; a charts.csv that is no such index is refused with UPW_BAD_USAGE. */
bool charts_write(const report_model *model, unsigned threads, upw_error *error) UPW_MUST_CHECK;

#endif
