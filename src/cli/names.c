/* Names and their numbers. */
#include "cli/names.h"

#include <stdlib.h>

#include "base/memory.h"
#include "table/hash.h"

typedef struct question {
    const names *known;
    text name;
} question;

static bool is_same(const void *context, size_t item)
{
    const question *const q = context;
    return text_equal(q->known->at[item], q->name);
}

size_t names_find(names *known, text name, upw_arena *arena)
{
    const question q = { known, name };
    const size_t number = name_index_find(&known->index, hash_text(name), is_same, &q);
    if (number < known->n)
        return number;
    if (known->n == known->capacity) {
        known->capacity = known->capacity == 0 ? 64 : 2 * known->capacity;
        known->at = memory_grow(known->at, known->capacity, sizeof *known->at);
    }
    known->at[known->n++] = memory_copy_text(arena, name);
    return number;
}

bool names_look_up(const names *known, text name, size_t *number)
{
    *number = 0;
    while (*number < known->n && !text_equal(known->at[*number], name))
        ++*number;
    return *number < known->n;
}

void names_clear(names *known)
{
    free(known->at);
    name_index_clear(&known->index);
    *known = (names){ 0 };
}
