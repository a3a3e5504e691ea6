/* services/appraise/report_build.h: the facts of a round out of the database, people's answers out of their file, and
 * the tables that these give; and the text that the report begins with. */
#ifndef APPRAISE_REPORT_BUILD_H
#define APPRAISE_REPORT_BUILD_H

#include "services/appraise/reports.h"
#include "services/keys.h"

/* Who was asked, what they signed, last year's, proposals and promises: everything but people's answers. Bodies stand
 * in the order of their ids; offices and regions likewise. */
typedef struct report_round {
    appraise_round round;
    questionnaire questions;
    report_facts facts;
    const text *bodies; /* ids, rising, as facts.bodies */
} report_round;
bool report_gather(store_db *db, const appraise_round *r, upw_arena *arena, report_round *out,
                   upw_error *error) UPW_MUST_CHECK;

/* The place of a body in facts.bodies; SIZE_MAX: it is not among them. */
size_t report_find_body(const report_round *r, text id);

/* The tables, from the sealed answers of the round (`file` NULL: there are none). UPW_UNAVAILABLE: without the key they
 * cannot be read. */
typedef struct report_sources {
    struct answers *file;
    const keys *keys;
} report_sources;
bool report_build(store_db *db, const appraise_round *r, const report_sources *from, upw_arena *arena,
                  report_tables *tables, int64_t *n_answers, upw_error *error) UPW_MUST_CHECK;

/* What each chapter says by itself, by rule: sentences, and where tables and figures stand. [REPORT_PLACES], empty
 * where a place has no text of its own. */
text *report_write_chapters(const appraise_round *r, const report_tables *tables, upw_arena *arena);

extern const store_statement report_build_statements[];
extern const size_t report_build_statements_count;

#endif
