/* table/name_index.h: which item has this name? For items that somebody else keeps, in order of first appearance. */
#ifndef TABLE_NAME_INDEX_H
#define TABLE_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero to begin with. */
typedef struct name_index {
    size_t n;
    uint64_t *hashes; /* of the n items */
    size_t *slots;    /* open-addressed: item + 1; 0: free */
    size_t n_slots;
} name_index;

/* The item with this hash (hash_text, or several put together) of which is_same(context, item) says yes; when there is
 * none, `n` goes up by one, and that last item is the caller's to fill. */
size_t name_index_find(name_index *index, uint64_t hash, bool (*is_same)(const void *context, size_t item),
                       const void *context);

void name_index_clear(name_index *index);

#endif
