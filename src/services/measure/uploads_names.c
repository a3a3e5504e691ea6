/* A table of names by open addressing. */
#include "services/measure/uploads_names.h"

#include "base/memory.h"

void name_map_init(name_map *map, size_t n, upw_arena *arena)
{
    map->n_slots = 64;
    while (map->n_slots < 2 * n)
        map->n_slots *= 2;
    map->slots = MEMORY_TAKE(arena, name_slot, map->n_slots);
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t slot_of(const name_map *map, text name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)lower(name.at[i])) * UINT64_C(0x100000001b3);
    size_t at = (hash ^ hash >> 32) & (map->n_slots - 1);
    while (map->slots[at].number != 0 && !text_equal_ignoring_case(map->slots[at].name, name))
        at = (at + 1) & (map->n_slots - 1);
    return at;
}

void name_map_add(name_map *map, text name, uint32_t number, bool yields)
{
    if (name.len == 0)
        return;
    name_slot *const slot = &map->slots[slot_of(map, name)];
    if (slot->number == 0)
        *slot = (name_slot){ .name = name, .number = number + 1 };
    else if (slot->number != number + 1 && !yields)
        slot->is_shared = true;
}

name_verdict name_map_find(const name_map *map, text name, uint32_t *number)
{
    const name_slot *const slot = &map->slots[slot_of(map, name)];
    if (slot->number == 0)
        return NAME_UNKNOWN;
    *number = slot->number - 1;
    return slot->is_shared ? NAME_SHARED : NAME_FOUND;
}
