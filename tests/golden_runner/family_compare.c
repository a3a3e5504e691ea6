/* Fair comparison: distribution functions as the engine finds them. A number is scaled by itself however small it is: a
 * tail of 1e-198 is compared to 12 digits too. */
#include "golden.h"

static const golden_job jobs[] = {
    { .expected = "special.csv", .cases = "compare", .relative = 1e-12 },
};

const golden_family golden_compare = { "compare", 1e-9, jobs, sizeof jobs / sizeof *jobs };
