/* May this person do this to that? */
#include "workflow/permit.h"

static bool is_among(text one, const text *many, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(one, many[i]))
            return true;
    return false;
}

static bool same_and_known(text a, text b)
{
    return a.len > 0 && text_equal(a, b);
}

static bool grant_holds(workflow_grant grant, const workflow_person *person, text organisation,
                        const workflow_about *about)
{
    switch (grant) {
    case GRANT_YES:
        return true;
    case GRANT_OWN:
        return person != NULL && same_and_known(person->id, about->owner);
    case GRANT_BODY:
        return same_and_known(organisation, about->organisation);
    case GRANT_AREA:
        return same_and_known(organisation, about->organisation) ||
               (organisation.len > 0 && is_among(organisation, about->above, about->n_above));
    case GRANT_SHARED:
        return about->is_shared_with;
    case GRANT_PUBLISHED:
        return about->is_published;
    case GRANT_NO:
    case GRANT_COUNT:
        break;
    }
    return false;
}

bool workflow_may(workflow_permission permission, const workflow_person *person, const workflow_about *about,
                  const workflow_seat **seat)
{
    const workflow_grant *const grants = workflow_permissions[permission].grants;
    if (seat != NULL)
        *seat = NULL;
    for (size_t i = 0; person != NULL && i < person->n_seats; i++) {
        const workflow_seat *const held = &person->seats[i];
        if (held->role < WORKFLOW_ROLES && grant_holds(grants[held->role], person, held->organisation, about)) {
            if (seat != NULL)
                *seat = held;
            return true;
        }
    }
    return grant_holds(grants[ROLE_PUBLIC], NULL, (text){ 0 }, about);
}

bool workflow_holds(const workflow_person *person, workflow_role role, text organisation)
{
    for (size_t i = 0; person != NULL && i < person->n_seats; i++)
        if (person->seats[i].role == role &&
            (organisation.len == 0 || text_equal(person->seats[i].organisation, organisation)))
            return true;
    return false;
}

bool workflow_goes_together(const workflow_seat *seats, size_t n_seats, workflow_role added, workflow_role *with)
{
    static const struct {
        workflow_role one, other;
    } apart[] = {
        { ROLE_COALITION, ROLE_OFFICE }, { ROLE_COALITION, ROLE_BOARD }, { ROLE_COALITION, ROLE_ADMIN },
        { ROLE_ANALYST, ROLE_OFFICE },   { ROLE_ANALYST, ROLE_BOARD },   { ROLE_ANALYST, ROLE_ADMIN },
    };
    for (size_t i = 0; i < n_seats; i++)
        for (size_t j = 0; j < sizeof apart / sizeof *apart; j++)
            if ((apart[j].one == added && apart[j].other == seats[i].role) ||
                (apart[j].other == added && apart[j].one == seats[i].role)) {
                *with = seats[i].role;
                return false;
            }
    return true;
}
