/* apart/confine.h: what each process of the server gives up before it works (security.md, section 16). `upward selftest
 * sandbox` tries whether it has. */
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
    bool may_run; /* programs that are in it */
} confine_place;

/* From now on this thread, and those it starts, can open nothing outside these places, and, where the kernel knows how
 * (6.12 and newer), can signal nobody but each other (Landlock). *version is the kernel's: 0 where it has none, and
 * then nothing is confined. */
bool confine_files(const confine_place *places, size_t n, int *version, upw_error *error) UPW_MUST_CHECK;

/* The kernel's version of Landlock; 0: none. */
int confine_landlock(void);

/* Whose system calls. */
typedef enum confine_role {
    CONFINE_SERVER, /* with its data in a file, and letters in a folder: it answers connections and makes none */
    CONFINE_CONNECTED_SERVER, /* with PostgreSQL or a mail server */
    CONFINE_KEEPER,           /* of readers, and its guard: starts and ends processes */
    CONFINE_READER,           /* memory, open descriptors, the end */
    CONFINE_PAINTER,          /* with its keeper and guard: runs rsvg-convert, and so may do all but what is named */
    CONFINE_ROLE_COUNT
} confine_role;

/* From now on all threads of this process can ask of the kernel only what their role needs (seccomp). */
bool confine_calls(confine_role role, upw_error *error) UPW_MUST_CHECK;

/* Why calls cannot be confined here: "this kernel has no seccomp"; NULL when they can. */
const char *confine_calls_missing(void);

/* This program was built with sanitizers, which ask for much: nothing confines its calls, nor the memory of readers. */
bool confine_is_watched(void);

#endif
