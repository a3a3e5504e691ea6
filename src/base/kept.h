/* base/kept.h: things that take long to make, kept in memory under the hash of all that they are made of: whatever
 * changes gives another hash, so nothing in it is ever stale. What has not been asked for longest makes room. */
#ifndef BASE_KEPT_H
#define BASE_KEPT_H

#include <stddef.h>

#include "upward/arena.h"

enum { KEPT_KEY_BYTES = 32 };

typedef struct kept_key {
    unsigned char bytes[KEPT_KEY_BYTES];
} kept_key;

/* Thread-safe. `bytes_max` bounds what all of it takes; one thing takes an eighth of it at most. */
typedef struct kept_things kept_things;
kept_things *kept_new(size_t bytes_max);
void kept_free(kept_things *k); /* NULL is allowed */

typedef struct kept_counts {
    size_t n_kept, bytes, n_found, n_made;
} kept_counts;
kept_counts kept_count(kept_things *k);

/* What is kept under the key; NULL: nothing. It stays as it is until kept_let_go(k, *held), which must be called, even
 * where it has to make room meanwhile. */
typedef struct kept_entry kept_entry;
const void *kept_find(kept_things *k, const kept_key *key, kept_entry **held);
void kept_let_go(kept_things *k, kept_entry *held);

/* A copy is kept, if there is room for it at all. `copy` makes it in an arena whose first block has `bytes`. */
typedef const void *kept_copy(const void *thing, upw_arena *arena);
void kept_keep(kept_things *k, const kept_key *key, const void *thing, size_t bytes, kept_copy *copy);

#endif
