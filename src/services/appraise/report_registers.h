/* services/appraise/report_registers.h: what belongs to a report and goes on after it, as tables: its proposals with
 * what has become of them, and its factual points. Made anew whenever somebody asks, so they are no part of the
 * report's fingerprint. */
#ifndef APPRAISE_REPORT_REGISTERS_H
#define APPRAISE_REPORT_REGISTERS_H

#include "services/appraise/reports.h"

typedef enum report_register { REGISTER_PROPOSALS, REGISTER_POINTS, REPORT_REGISTERS } report_register;

/* All of them, by the names "proposals" and "factual-points". */
bool report_registers_make(store_db *db, const appraise_report *r, upw_arena *arena, report_table out[REPORT_REGISTERS],
                           upw_error *error) UPW_MUST_CHECK;

#endif
