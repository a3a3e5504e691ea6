/* services/appraise/report_files.h: the files of a report, by the names that people download: tables as CSV and JSON,
 * what their columns mean, texts, fingerprints. */
#ifndef APPRAISE_REPORT_FILES_H
#define APPRAISE_REPORT_FILES_H

#include "services/appraise/reports.h"

typedef enum report_file_kind { REPORT_FILE_CSV, REPORT_FILE_JSON, REPORT_FILE_TEXT } report_file_kind;

/* "T1.1.csv", "T1.1.json", "T1.1-columns.csv", the same of registers ("proposals.csv"), "chapter-01.md",
 * "datapackage.json", "SHA256SUMS.txt"; *found false: there is no such file. */
bool report_files_make(store_db *db, const appraise_report *r, text name, upw_arena *arena, text *bytes,
                       report_file_kind *kind, bool *found, upw_error *error) UPW_MUST_CHECK;

/* Their names, one after another, for whoever wants them all. */
bool report_files_list(store_db *db, const appraise_report *r, upw_arena *arena, text **names, size_t *n,
                       upw_error *error) UPW_MUST_CHECK;

#endif
