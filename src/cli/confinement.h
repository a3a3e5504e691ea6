/* cli/confinement.h: what `upward serve` gives up before it listens to anybody; `upward selftest sandbox` gives up the
 * same. */
#ifndef CLI_CONFINEMENT_H
#define CLI_CONFINEMENT_H

#include <stdbool.h>

#include "upward/arena.h"
#include "upward/error.h"

/* What the server works with; NULL: it has none. */
typedef struct confinement {
    const char *database; /* FILE, or postgresql://… */
    const char *answers, *clock;
    const char *temp_folder; /* /tmp */
    const char *letters;     /* a folder for them */
    const char *mail_server;
    bool is_unfiltered; /* without seccomp: whoever runs it says so */
} confinement;

/* Whether it makes connections itself, and so may. */
bool confinement_connects(const confinement *c);

/* UPW_NOT_FOUND: this machine cannot filter system calls, and nobody has said that it need not. */
bool confinement_check(const confinement *c, upw_error *error) UPW_MUST_CHECK;

/* From now on, for all threads: memory, files and calls, each said in the log. */
bool confinement_begin(const confinement *c, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

#endif
