/* The pages of this folder, a table of routes each. */
#ifndef PLACE_INTERNAL_H
#define PLACE_INTERNAL_H

#include "services/people/people.h"
#include "web/page.h"

extern const web_routes place_population_routes; /* for whom all is done */
extern const web_routes place_links_routes;      /* what other services have of it */

#endif
