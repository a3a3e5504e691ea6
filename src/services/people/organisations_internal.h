/* What organisations.c and organisations_import.c share. */
#ifndef PEOPLE_ORGANISATIONS_INTERNAL_H
#define PEOPLE_ORGANISATIONS_INTERNAL_H

#include "services/people/organisations.h"

typedef enum organisation_statement {
    ORGANISATION_BY_ID,
    ORGANISATION_BY_CODE,
    ORGANISATIONS_ON,
    ORGANISATIONS_BELOW,
    ORGANISATION_SUCCESSORS,
    ORGANISATION_PREDECESSORS,
    ORGANISATIONS_ALL,
    ORGANISATION_OF_KIND,
    ORGANISATION_PUT,
    ORGANISATION_PLACE,
    ORGANISATION_PEOPLE,
    ORGANISATION_CLOSE,
    SUCCESSION_PUT,
    SUCCESSIONS_ALL,
    ORGANISATION_STATEMENT_COUNT
} organisation_statement;

bool organisations_read_list(store_db *db, organisation_statement statement, const store_value *values,
                             upw_arena *arena, organisation_list *out, upw_error *error) UPW_MUST_CHECK;

#endif
