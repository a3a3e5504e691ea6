/* Screens for gaming. The default screens as the program prints them; every other option of the methods as the engine
 * has it. oc_waits.csv and oc_bodies.csv are simulations, which another stream of random numbers cannot repeat. */
#include "golden.h"

#define WAITS                                                                                                          \
    "gaming", "%waits_histogram.csv", "--threshold", "240", "--last-met", "240", "--column", "organisation=case"

static const golden_job jobs[] = {
    { NULL,
      "digit_expected.csv",
      { "case", "digit" },
      NULL,
      { WAITS, "--by", "digit" },
      .tolerances = { { "p_value", 1e-6 } } },
    { NULL, "bunching_bins.csv", { "case", "j" }, NULL, { WAITS, "--by", "bin", "--bins", "5" }, .relative = 1e-7 },
    { NULL,
      "steady_expected.csv",
      { "case" },
      NULL,
      { "gaming", "%steady_inputs.csv", "--percentages", "--target", "95%", "--column", "series_id=case", "--column",
        "numerator=num", "--column", "denominator=den" },
      .tolerances = { { "p_too_steady", 1e-6 }, { "p_too_variable", 1e-6 } } },
    /* Columns anchor_… are those of another program whose bootstrap draws are its own; the engine's tests compare them.
     */
    { .expected = "bunching_expected.csv",
      .cases = "gaming",
      .relative = 1e-7,
      .tolerances = { { "se_B", 1e-6 }, { "se_b", 1e-6 }, { "phi", 1e-6 }, { "z", 1e-6 } },
      .skipped = { "anchor_B", "anchor_b", "anchor_boot_sd_b", "anchor_zU" } },
    { .expected = "rddensity_expected.csv", .cases = "gaming", .relative = 1e-6 },
    { .expected = "rdbwdensity_expected.csv", .cases = "gaming", .relative = 1e-6 },
    { .expected = "rddensity_binomial.csv",
      .cases = "gaming",
      .tolerances = { { "window_left", 1e-6 }, { "window_right", 1e-6 } } },
    { .expected = "exact_expected.csv", .cases = "gaming", .relative = 1e-10, .scale_at_least = 1 },
    { .expected = "signflip_expected.csv", .cases = "gaming", .relative = 1e-12, .scale_at_least = 1 },
};

const golden_family golden_gaming = { "gaming", 1e-9, jobs, sizeof jobs / sizeof *jobs };
