/* report/export.h: the report for programs: one row or object a series, described in docs/report.md. */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include "base/output.h"
#include "report/model.h"

bool export_csv(const report_model *model, unsigned threads, output *out, upw_error *error) UPW_MUST_CHECK;
bool export_json(const report_model *model, unsigned threads, output *out, upw_error *error) UPW_MUST_CHECK;

#endif
