/* services/appraise/report_checks.h: what is checked by machine before anybody may approve the report; and what has
 * changed since it was shared. */
#ifndef APPRAISE_REPORT_CHECKS_H
#define APPRAISE_REPORT_CHECKS_H

#include "services/appraise/sharing.h"

/* Each check, passed or not, in words. */
bool report_run_checks(store_db *db, const appraise_round *round, const appraise_report *r, upw_arena *arena,
                       report_checks *out, upw_error *error) UPW_MUST_CHECK;

/* Where what is now differs from what was shared (annex H). */
typedef struct report_difference {
    text place; /* "T3.1, row 4", "Chapter 3" */
    text before, after;
    int64_t point; /* the factual point because of which; 0: none was given */
} report_difference;
typedef struct report_differences {
    report_difference *at;
    size_t n;
    size_t n_unexplained; /* without an accepted point */
} report_differences;
bool report_find_differences(store_db *db, const appraise_report *r, upw_arena *arena, report_differences *out,
                             upw_error *error) UPW_MUST_CHECK;

/* Names of tables and figures that stand in a text: "{T1.1}". */
bool report_take_place(text *rest, text *name);

#endif
