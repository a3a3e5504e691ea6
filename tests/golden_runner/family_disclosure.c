/* Disclosure control: small counts as the program finds them; what an attacker finds out about patterns that others
 * chose, about rounded figures and about means as the engine says. Every number of people is exact. The seconds of the
 * reference (heuristic_cpu_s) and anchor_comparison.csv, which is about another program, are not compared. */
#include "golden.h"

static const golden_job jobs[] = {
    { .expected = "tables.csv",
      .arguments = { "disclose", "%tables.csv", "--by", "cell" },
      .only_fields = { "table", "row", "col", "parent", "value", "threshold", "primary" } },
    { .expected = "attack_expected.csv", .cases = "disclosure" },
    { .expected = "summary_expected.csv", .cases = "disclosure", .skipped = { "heuristic_cpu_s" } },
    { .expected = "rounding_expected.csv", .cases = "disclosure", .relative = 1e-6 },
    { .expected = "dominance_expected.csv", .cases = "disclosure" },
    /* A range that closes to one value is 0 wide but for rounding. */
    { .expected = "means_expected.csv", .cases = "disclosure", .relative = 1e-9, .scale_at_least = 1 },
};

const golden_family golden_disclosure = { "disclosure", 1e-12, jobs, sizeof jobs / sizeof *jobs };
