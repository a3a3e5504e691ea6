/* cli/names.h: names and their numbers, in order of first appearance. */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include "base/text.h"
#include "table/name_index.h"
#include "upward/arena.h"

/* Zero to begin with; give back with names_clear. */
typedef struct names {
    text *at;
    size_t n, capacity;
    name_index index;
} names;

size_t names_find(names *known, text name, upw_arena *arena);      /* adds what is not there; copies it */
bool names_look_up(const names *known, text name, size_t *number); /* false: not there. For few names */
void names_clear(names *known);

#endif
