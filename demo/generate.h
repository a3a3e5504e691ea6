/* demo/generate.h: the stories as figures. The same seed and month give the same bytes on every machine: the random
 * numbers are integers, and a sum of twelve of them stands for a normal one. */
#ifndef DEMO_GENERATE_H
#define DEMO_GENERATE_H

#include <stdint.h>

#include "base/buffer.h"

enum { DEMO_SEED = 20131 };

/* `until`: months since year 0 (12 * year + month - 1) of the last figures. */
void demo_write_observations(buffer *out, uint64_t seed, int until);
void demo_write_indicators(buffer *out, int until);
void demo_write_plans(buffer *out, int until);

#endif
