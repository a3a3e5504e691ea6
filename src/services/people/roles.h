/* services/people/roles.h: giving roles and taking them away, with the letter that tells of it (S02), and what the
 * pages for it share. Which roles go together workflow/permit.h says. */
#ifndef PEOPLE_ROLES_H
#define PEOPLE_ROLES_H

#include "services/people/accounts.h"
#include "web/form.h"
#include "web/nhsuk/forms.h"
#include "web/request.h"

/* Names of roles, for forms: those that the lead of a body gives in it, and those that an administrator gives. Ended by
 * NULL. */
extern const char *const roles_of_lead[];
extern const char *const roles_of_admin[];

/* As the options of a select, the first one empty. */
size_t roles_list_options(const char *const *names, upw_arena *arena, nhs_option **out);

/* By the person who asks, as `actor`; the account gets a letter. As seats_give and seats_take. */
bool roles_give(request *req, const account *to, workflow_seat seat, const workflow_actor *actor,
                upw_error *error) UPW_MUST_CHECK;
bool roles_take(request *req, const account *from, workflow_seat seat, const workflow_actor *actor,
                upw_error *error) UPW_MUST_CHECK;

/* Whether the account may have this role besides those that it holds; else the field gets its sentence. */
bool roles_check(request *req, text account_id, workflow_seat seat, const char *field, bool *is_good,
                 upw_error *error) UPW_MUST_CHECK;

#endif
