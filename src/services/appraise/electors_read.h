/* services/appraise/electors_read.h: a list of people out of what somebody pasted or brought as a file. Whole, or with
 * what is wrong line by line; nothing is written here. */
#ifndef APPRAISE_ELECTORS_READ_H
#define APPRAISE_ELECTORS_READ_H

#include "services/appraise/electors.h"
#include "table/cells.h"

enum { ELECTORS_FAULTS_SHOWN = 20 };

typedef struct electors_reading {
    elector_list list;
    text faults[ELECTORS_FAULTS_SHOWN]; /* "Line 3: ann@example.org is already on the list" */
    size_t n_faults;                    /* all of them, shown or not */
} electors_reading;

/* A line a person: name, email address, how they take part; separated by commas, semicolons or tabs. The first line may
 * name the columns, in any order. Any bytes; the texts are in `pasted` or the arena. */
void electors_read_pasted(text pasted, upw_arena *arena, electors_reading *out);

/* The same of a file's cells, by the names of its columns. UPW_BAD_INPUT: a column is missing. */
bool electors_read_cells(const cells *file, upw_arena *arena, electors_reading *out, upw_error *error) UPW_MUST_CHECK;

/* Who stands on a list of this round already is a fault, too. */
bool electors_check_new(store_db *db, const appraise_return *ret, upw_arena *arena, electors_reading *out,
                        upw_error *error) UPW_MUST_CHECK;

/* As addresses are kept: ASCII letters in lower case. */
text elector_address(text typed, upw_arena *arena);

#endif
