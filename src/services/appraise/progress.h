/* services/appraise/progress.h: how many have answered: one number a day and body, and "fewer than" below the threshold
 * (product.md, section 6.7, rule 7). */
#ifndef APPRAISE_PROGRESS_H
#define APPRAISE_PROGRESS_H

#include "services/appraise/electors.h"
#include "services/appraise/letters.h"

typedef struct progress {
    text day;  /* empty: it was not counted yet */
    int64_t n; /* -1: fewer than the threshold */
} progress;
bool progress_find(store_db *db, text year, text body, upw_arena *arena, progress *out,
                   upw_error *error) UPW_MUST_CHECK;

/* Count, where today's number is not there yet: asks the file of answers whether links were used, and nothing else.
 * Leaves the audit row of the day, and the letter A07 to who asked for it. */
bool progress_count(const letters_desk *desk, const appraise_round *r, const appraise_return *ret, answers *file,
                    upw_error *error) UPW_MUST_CHECK;

/* Who wants the number of each day by letter. */
bool progress_is_reader(store_db *db, text year, text body, text account, bool *is, upw_error *error) UPW_MUST_CHECK;
bool progress_put_reader(store_db *db, text year, text body, text account, bool wants, upw_error *error) UPW_MUST_CHECK;

extern const store_statement progress_statements[];
extern const size_t progress_statements_count;

#endif
