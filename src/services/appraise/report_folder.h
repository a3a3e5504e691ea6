/* services/appraise/report_folder.h: a published report as files that lie beside each other and can be read without a
 * server: a page for each chapter, every table, what its columns mean, the texts, the fingerprints, the style sheet. */
#ifndef APPRAISE_REPORT_FOLDER_H
#define APPRAISE_REPORT_FOLDER_H

#include "services/appraise/reports.h"

/* Is given each file, with its name. */
typedef struct report_folder {
    bool (*add)(void *context, text name, text bytes, upw_error *error);
    void *context;
    text year;
    int64_t now_ms;
} report_folder;

/* UPW_NOT_FOUND: no report of that year is published. */
bool report_folder_make(store_db *db, const report_folder *it, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

#endif
