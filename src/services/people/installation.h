/* services/people/installation.h: facts about what this runs on, for administrators. */
#ifndef PEOPLE_INSTALLATION_H
#define PEOPLE_INSTALLATION_H

#include "store/store.h"
#include "upward/arena.h"

typedef struct installation_letters {
    int64_t n_queued, n_sent, n_failed, n_suppressed; /* of the last 90 days */
    int64_t oldest_queued_ms;                         /* when the one that waits longest was written; 0: none waits */
} installation_letters;
bool installation_count_letters(store_db *db, installation_letters *out, upw_error *error) UPW_MUST_CHECK;

extern const store_statement installation_statements[];
extern const size_t installation_statements_count;

#endif
