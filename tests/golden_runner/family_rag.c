/* What a traffic light hides. A light, its changes and the bodies in it as the program prints them; processes, spreads
 * and levels that nobody's figures have as the engine finds them. oc_state_information.csv is a simulation of 3,000
 * series, which another stream of random numbers cannot repeat. */
#include "golden.h"

#define LIGHTS "lights", "%series.csv", "--scheme", "%series_expected.csv", "--chart", "plain", "--column", "period=i"

static const golden_job jobs[] = {
    { NULL, "series.csv", { "series", "i" }, NULL, { LIGHTS, "--by", "point" } },
    { NULL, "series_expected.csv", { "series" }, NULL, { LIGHTS, "--by", "series" }, .scale_at_least = 1 },
    { NULL,
      "bodies_expected.csv",
      { NULL },
      NULL,
      { "lights", "%bodies.csv", "--scores", "--scheme", "%bodies_expected.csv", "--by", "scheme" } },
    { .expected = "stable_expected.csv", .cases = "rag", .scale_at_least = 1 },
    { .expected = "information_expected.csv", .cases = "rag", .relative = 1e-8 },
    { .expected = "incentive_expected.csv", .cases = "rag", .relative = 1e-10, .scale_at_least = 1 },
};

const golden_family golden_rag = { "rag", 1e-9, jobs, sizeof jobs / sizeof *jobs };
