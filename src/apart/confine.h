/* apart/confine.h: what a server's process gives up before it listens to anybody. */
#ifndef APART_CONFINE_H
#define APART_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "upward/error.h"

/* No core dumps, no memory read by other processes of the same user, no new privileges through programs it runs. */
bool confine_memory(upw_error *error) UPW_MUST_CHECK;

typedef struct confine_place {
    const char *path; /* a folder or a file; one that is not there is left out */
    bool may_write;
} confine_place;

/* From now on this thread, and those it starts, can open nothing outside these places (Landlock). *version is the
 * kernel's: 0 where it has none, and then nothing is confined. */
bool confine_files(const confine_place *places, size_t n, int *version, upw_error *error) UPW_MUST_CHECK;

#endif
