/* services/people/holders.h: who holds which role for an organisation: for its page, and for letters. */
#ifndef PEOPLE_HOLDERS_H
#define PEOPLE_HOLDERS_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/tables.h"

typedef struct seat_holder {
    text account, name, email;
    workflow_role role;
} seat_holder;

/* By name. */
bool people_list_holders(store_db *db, text organisation_id, upw_arena *arena, seat_holder **out, size_t *n,
                         upw_error *error) UPW_MUST_CHECK;

/* Everybody who holds a role, for whichever organisation, each once, in the order of their accounts. */
bool people_list_role(store_db *db, workflow_role role, upw_arena *arena, seat_holder **out, size_t *n,
                      upw_error *error) UPW_MUST_CHECK;

extern const store_statement holders_statements[];
extern const size_t holders_statements_count;

#endif
