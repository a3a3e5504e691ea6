/* What generate.c and nation.c share. */
#ifndef DEMO_GENERATE_INTERNAL_H
#define DEMO_GENERATE_INTERNAL_H

#include <stdint.h>

#include "base/csv_out.h"
#include "stories.h"

double demo_draw_normal(uint64_t *state);                /* mean 0, variance 1 */
uint64_t demo_begin_story(uint64_t seed, size_t number); /* the state from which a story of demo_stories is drawn */
void demo_add_header(csv_out *csv);

/* The rows of a story, told of this organisation. */
void demo_add_series(csv_out *csv, const demo_story *story, text organisation, int until, uint64_t *state);

#endif
