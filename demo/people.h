/* demo/people.h: the people that one can be in the demonstration. Their names are invented; their organisations are
 * those of network-2013.csv. */
#ifndef DEMO_PEOPLE_H
#define DEMO_PEOPLE_H

#include <stddef.h>

enum { DEMO_ROLES = 2 };

typedef struct demo_seat {
    const char *role; /* as in permissions.csv */
    const char *organisation;
} demo_seat;

typedef struct demo_person {
    const char *name, *email;
    demo_seat seats[DEMO_ROLES]; /* the first says where they work */
} demo_person;

extern const demo_person demo_people[];
extern const size_t demo_people_count;

#define DEMO_FEDERATION "COALITION"      /* the id of the organisation that runs this site */
extern const char demo_federation_row[]; /* of a file of organisations, without its heading */

/* Whoever reads an address there can join without an invitation. */
#define DEMO_DOMAIN "corby.example"
#define DEMO_DOMAIN_OF "E38000037"

#endif
