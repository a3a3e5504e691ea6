/* demo/nation.h: the invented year of all organisations of 2013, for the demonstration's database. Where something is
 * told (stories.h), a real organisation stands in for the invented one; everywhere else figures go up and down by
 * chance about a level of their own. */
#ifndef DEMO_NATION_H
#define DEMO_NATION_H

#include <stdbool.h>

#include "base/buffer.h"

typedef struct demo_body {
    text id;
    bool is_centre; /* an office or the board: measured by its own indicators, with the same instruments */
} demo_body;

/* How an indicator goes in the country. */
typedef struct demo_nation_row {
    const char *indicator, *theme;
    const char *numerator, *denominator; /* in words; empty: no ratio */
    bool is_of_centre;
    double level, between,
        spread; /* in the unit of its stories: mean, and standard deviations between places and months */
    int size;   /* of the denominator, about; 0: none */
} demo_nation_row;

extern const demo_nation_row demo_nation[];
extern const size_t demo_nation_count;

/* The organisation that stands for the one of a story; NULL: none does. */
const char *demo_stand_in(const char *organisation);

/* Rows of a tidy file, as generate.h makes them; 36 months of each place, stories as long as they are. */
void demo_write_nation(buffer *out, uint64_t seed, int until, const demo_body *bodies, size_t n);

#endif
