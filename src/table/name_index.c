/* Open addressing over hashes; what is equal, the caller says. */
#include "table/name_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { LEAST = 64 };

static void grow(name_index *index)
{
    const size_t n_slots = index->n_slots > 0 ? 2 * index->n_slots : LEAST;
    index->hashes = memory_grow(index->hashes, n_slots / 2, sizeof *index->hashes);
    index->slots = memory_grow(index->slots, n_slots, sizeof *index->slots);
    index->n_slots = n_slots;
    memset(index->slots, 0, n_slots * sizeof *index->slots);
    for (size_t i = 0; i < index->n; i++) {
        size_t at = index->hashes[i] & (n_slots - 1);
        while (index->slots[at] != 0)
            at = (at + 1) & (n_slots - 1);
        index->slots[at] = i + 1;
    }
}

size_t name_index_find(name_index *index, uint64_t hash, bool (*is_same)(const void *context, size_t item),
                       const void *context)
{
    if (2 * index->n >= index->n_slots)
        grow(index);
    size_t at = hash & (index->n_slots - 1);
    for (; index->slots[at] != 0; at = (at + 1) & (index->n_slots - 1)) {
        const size_t item = index->slots[at] - 1;
        if (index->hashes[item] == hash && is_same(context, item))
            return item;
    }
    index->hashes[index->n] = hash;
    index->slots[at] = ++index->n;
    return index->n - 1;
}

void name_index_clear(name_index *index)
{
    free(index->hashes);
    free(index->slots);
    *index = (name_index){ 0 };
}
