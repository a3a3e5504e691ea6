/* Fair comparison: distribution functions and every variant of a funnel as the engine finds them, what is decided
 * without options as the program prints it. A number is scaled by itself however small it is: a tail of 1e-198 is
 * compared to 12 digits too. */
#include "golden.h"

static const golden_job jobs[] = {
    { .expected = "special.csv", .cases = "compare", .relative = 1e-12 },
    { .expected = "funnel_exact.csv", .cases = "funnel" },
    { .expected = "funnel_exact_grid.csv", .cases = "funnel" },
    { .expected = "funnel_predictive.csv", .cases = "funnel" },
    { .expected = "funnel_od_summary.csv", .cases = "funnel" },
    { .expected = "funnel_od_points.csv", .cases = "funnel" },
    { .expected = "funnel_default.csv",
      .keys = { "case" },
      .arguments = { "funnel", "%funnel_input.csv", "--column", "indicator=case", "--by", "funnel" },
      .is_shared = true }, /* the input has one case more */
    { .expected = "funnel_default_points.csv", .cases = "funnel" },
    { .expected = "funnel_fpr_summary.csv", .cases = "funnel" },
    { .expected = "funnel_fpr_points.csv", .cases = "funnel" },
    { .expected = "phe_funnel_significance.csv", .cases = "funnel" },
    { .expected = "phe_funnel_limits.csv", .cases = "funnel", .relative = 1e-5, .scale_at_least = 0.1 },
};

const golden_family golden_compare = { "compare", 1e-9, jobs, sizeof jobs / sizeof *jobs };
