/* services/appraise/tally.h: what people said, body by body: counted at the close, and frozen as profiles.
 *
 * A profile shows a question when at least the round's `min_people` gave an answer on its scale (product.md, section
 * 6.7, rule 1). Where 90 in 100 or more of fewer than 50 gave one answer, that alone is said (rule 2). Nothing computes
 * from answers afterwards (rule 11). */
#ifndef APPRAISE_TALLY_H
#define APPRAISE_TALLY_H

#include "services/appraise/answer_body.h"
#include "services/appraise/returns.h"

enum { TALLY_VALUES = 10 }; /* 1 to 5, 8 and 9 are used */

typedef struct tally_cell {
    int64_t counts[TALLY_VALUES];
} tally_cell;

/* Of a body. */
typedef struct tally_body {
    text body;
    int64_t n; /* people */
    tally_cell cells[QUESTIONS_MAX][TARGET_COUNT];
} tally_body;

typedef struct tally {
    const questionnaire *asked;
    tally_body *bodies; /* by id */
    size_t n;
} tally;

/* One for each return, which are in the order of bodies. */
void tally_init(tally *t, const questionnaire *asked, const appraise_returns *all, upw_arena *arena);
tally_body *tally_find(const tally *t, text body); /* NULL: there is none */

/* A sealed part, opened: counted. UPW_CONFLICT: it is of a body that has no return. */
bool tally_add(tally *t, text part, upw_error *error) UPW_MUST_CHECK;

/* What may be shown of a cell. */
profile_row tally_show(const tally_cell *cell, int64_t min_people);

/* Profiles of bodies that have become one, as one: counts added, where all that have a profile show them; a figure that
 * one of them does not show is not shown. n 0 when none has a profile. */
profile tally_join(const profile *parts, size_t n, upw_arena *arena);

#endif
