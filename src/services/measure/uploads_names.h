/* Which indicator, which organisation? Files name them by id, by code or by name. */
#ifndef MEASURE_UPLOADS_NAMES_H
#define MEASURE_UPLOADS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"

/* Names and what they stand for: numbers of the caller's. Capitals of ASCII letters do not matter. */
typedef struct name_slot {
    text name;
    uint32_t number; /* + 1; 0: free */
    bool is_shared;  /* by two that are not the same */
} name_slot;

typedef struct name_map {
    name_slot *slots;
    size_t n_slots; /* a power of two */
} name_map;

/* Room for so many names. */
void name_map_init(name_map *map, size_t n, upw_arena *arena);

/* The first to add a name has it; another number makes it shared, unless `yields`. Empty names are passed over. */
void name_map_add(name_map *map, text name, uint32_t number, bool yields);

typedef enum name_verdict { NAME_FOUND, NAME_UNKNOWN, NAME_SHARED } name_verdict;
name_verdict name_map_find(const name_map *map, text name, uint32_t *number);

#endif
