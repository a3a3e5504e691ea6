/* cli/caretaker.h: what goes on behind the pages while the site is served: what is due because time has passed, and
 * letters on their way. One thread with a connection of its own; several servers on one database may each have one. */
#ifndef CLI_CARETAKER_H
#define CLI_CARETAKER_H

#include "services/site.h"
#include "store/store.h"
#include "workflow/sender.h"

typedef struct caretaker caretaker;

typedef struct caretaker_options {
    store *store;
    service_site *site;          /* its frame says what the database says, whichever server was told */
    const sender_settings *mail; /* neither server nor folder in it: letters stay queued */
} caretaker_options;

/* The options outlive it. */
caretaker *caretaker_start(const caretaker_options *options, upw_error *error) UPW_MUST_CHECK;
void caretaker_stop(caretaker *c); /* after what it is doing; NULL is allowed */

#endif
