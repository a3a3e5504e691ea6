/* Names and their numbers. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/score_job.h"
#include "table/hash.h"

static uint32_t *find_slot(const names *known, text name)
{
    size_t at = hash_text(name) & (known->n_slots - 1);
    while (known->slots[at] != 0 && !text_equal(known->at[known->slots[at] - 1], name))
        at = (at + 1) & (known->n_slots - 1);
    return &known->slots[at];
}

static void grow(names *known)
{
    known->capacity = known->capacity == 0 ? 64 : 2 * known->capacity;
    known->at = memory_grow(known->at, known->capacity, sizeof *known->at);
    known->n_slots = 2 * known->capacity;
    known->slots = memory_grow(known->slots, known->n_slots, sizeof *known->slots);
    memset(known->slots, 0, known->n_slots * sizeof *known->slots);
    for (size_t i = 0; i < known->n; i++)
        *find_slot(known, known->at[i]) = (uint32_t)i + 1;
}

size_t names_find(names *known, text name, upw_arena *arena)
{
    if (known->n == known->capacity)
        grow(known);
    uint32_t *const slot = find_slot(known, name);
    if (*slot == 0) {
        known->at[known->n] = memory_copy_text(arena, name);
        *slot = (uint32_t)++known->n;
    }
    return *slot - 1;
}

bool names_look_up(const names *known, text name, size_t *number)
{
    const uint32_t found = known->n > 0 ? *find_slot(known, name) : 0;
    *number = found > 0 ? found - 1 : 0;
    return found > 0;
}

void names_clear(names *known)
{
    free(known->at);
    free(known->slots);
    *known = (names){ 0 };
}
