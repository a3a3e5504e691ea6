/* engine/bunching_waits.h: waits as distinct values, rising, each with how many had it (internal to libupward). */
#ifndef ENGINE_BUNCHING_WAITS_H
#define ENGINE_BUNCHING_WAITS_H

#include "upward/bunching.h"

/* Finite values, counts not negative, fewer than 2^53 records; *total records (NULL: nobody asks). */
bool waits_check(const upw_waits *waits, int64_t *total, upw_error *error);

static inline int64_t waits_count(const upw_waits *waits, size_t i)
{
    return waits->counts != NULL ? waits->counts[i] : 1;
}

typedef struct wait_group {
    double value;
    int64_t count; /* above 0 */
} wait_group;

typedef struct wait_groups {
    wait_group *items; /* values strictly rising */
    size_t n;
    int64_t total;
} wait_groups;

/* Sorted and gathered, with `origin` taken from each value; in the arena. */
bool waits_group(const upw_waits *waits, double origin, upw_arena *arena, wait_groups *out, upw_error *error);

#endif
