/* engine/score_ranges.h: between which places does each lie, judged by all pairs (internal to libupward). */
#ifndef ENGINE_SCORE_RANGES_H
#define ENGINE_SCORE_RANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "upward/arena.h"
#include "upward/error.h"

typedef struct score_range {
    size_t from, to; /* counted from the highest */
} score_range;

typedef struct score_pairs {
    size_t n, apart_alone, apart; /* apart: after Holm's correction at 5 % */
    size_t neighbours_alike;
    bool has_no_order;
} score_pairs;

/* What is compared: `z` is the standardised difference of i less j. */
typedef struct score_contest {
    double (*z)(const void *context, size_t i, size_t j);
    const void *context;
    const double *values; /* neighbours are neighbours by these; ties as they come */
    size_t n;             /* up to 4,000 */
} score_contest;

/* Holm 1979; the places as Al Mohamad, Goeman & van Zwet, with Holm's test in place of Tukey's. */
bool score_find_ranges(const score_contest *contest, upw_arena *scratch, score_range *ranges, score_pairs *pairs,
                       upw_error *error);

/* Places of n values from the highest, ties sharing the mean of theirs; NaN for NaN. */
bool score_find_order(const double *values, size_t n, upw_arena *scratch, double *order, upw_error *error);

#endif
