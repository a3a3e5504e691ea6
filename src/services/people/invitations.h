/* services/people/invitations.h: a role waits behind a link, for two weeks, for whoever reads an address. */
#ifndef PEOPLE_INVITATIONS_H
#define PEOPLE_INVITATIONS_H

#include "services/people/passes.h"
#include "services/services.h"
#include "web/request.h"
#include "workflow/audit.h"

/* A letter with the link, from the person who asks, as `actor`. An earlier one for the same role ends. */
bool invitations_send(request *req, text email, workflow_seat seat, const workflow_actor *actor,
                      upw_error *error) UPW_MUST_CHECK;

/* Those that wait: of an organisation, or for an address. */
typedef struct invitation {
    text email;
    workflow_seat seat;
    int64_t ends_ms;
} invitation;
bool invitations_list_of(store_db *db, text organisation_id, int64_t now_ms, upw_arena *arena, invitation **out,
                         size_t *n, upw_error *error) UPW_MUST_CHECK;
bool invitations_list_for(store_db *db, text email, int64_t now_ms, upw_arena *arena, invitation **out, size_t *n,
                          upw_error *error) UPW_MUST_CHECK;

/* Does nothing when it is gone already. */
bool invitations_withdraw(store_db *db, text email, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                          upw_error *error) UPW_MUST_CHECK;

/* Those for the person who asks, on their task list. */
bool invitations_add_tasks(request *req, service_tasks *tasks, upw_error *error) UPW_MUST_CHECK;

/* The fields with which somebody is invited, in the order of a form's table. */
#define INVITATION_FIELDS(role_names)                                                                                  \
    { "email", FORM_EMAIL, "email address" },                                                                          \
    {                                                                                                                  \
        "role", FORM_CHOICE, "role", .choices = (role_names), .empty = MESSAGE_SELECT_ROLE,                            \
                                     .wrong = MESSAGE_SELECT_ROLE                                                      \
    }

extern const store_statement invitations_statements[];
extern const size_t invitations_statements_count;

#endif
