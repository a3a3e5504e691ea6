/* store/doctor.h: what is wrong with the database of an installation, for its administrator. */
#ifndef STORE_DOCTOR_H
#define STORE_DOCTOR_H

#include "store/store.h"

typedef enum doctor_verdict { DOCTOR_WELL, DOCTOR_NOTE, DOCTOR_WRONG, DOCTOR_VERDICT_COUNT } doctor_verdict;

typedef struct doctor_finding {
    doctor_verdict verdict;
    const char *what; /* "the file may be read by everybody on the machine" */
    const char *cure; /* what to do about it; "" when nothing is to be done */
} doctor_finding;

typedef struct doctor_findings {
    doctor_finding at[64];
    size_t n;
    upw_arena *arena; /* where sentences are */
} doctor_findings;

/* For whoever looks at another part of the installation. */
void doctor_add(doctor_findings *f, doctor_verdict verdict, const char *cure, const char *what, ...) UPW_PRINTF(4, 5);

/* Permissions, room, kind of disk, integrity, references, schema; of a server, its version and settings. Nothing is
 * changed and nothing is waited for that others hold. `where` as for store_open. */
void store_examine(const char *where, doctor_findings *f);

#endif
