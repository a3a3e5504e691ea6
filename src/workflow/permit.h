/* workflow/permit.h: may this person do this to that? The answer is permissions.csv's, and nobody else's. */
#ifndef WORKFLOW_PERMIT_H
#define WORKFLOW_PERMIT_H

#include <stddef.h>

#include "workflow/tables.h"

/* A role that somebody holds, and for which organisation. */
typedef struct workflow_seat {
    workflow_role role;
    text organisation;
} workflow_seat;

typedef struct workflow_person {
    text id;
    text name;
    const workflow_seat *seats;
    size_t n_seats;
} workflow_person;

/* What the action is about, as far as the grants ask. */
typedef struct workflow_about {
    text organisation; /* whose it is; empty: nobody's */
    const text *above; /* the organisations above it: its area */
    size_t n_above;
    text owner;          /* the person whose own it is; empty: nobody's */
    bool is_published;   /* may be seen by everybody */
    bool is_shared_with; /* the person is on the list of those who may read it before */
} workflow_about;

/* `person` NULL: the public, whose grants everybody has. When it may be done, *seat (NULL: nobody asks) is the seat
 * that allows it, or NULL when the public may. */
bool workflow_may(workflow_permission permission, const workflow_person *person, const workflow_about *about,
                  const workflow_seat **seat);

/* Does the person hold the role, for this organisation (empty: for any)? */
bool workflow_holds(const workflow_person *person, workflow_role role, text organisation);

/* Roles that one person may not hold at the same time (product.md, section 2). True when `added` goes together with
 * all that is held; else *with is the one that it does not go with. */
bool workflow_goes_together(const workflow_seat *seats, size_t n_seats, workflow_role added, workflow_role *with);

#endif
