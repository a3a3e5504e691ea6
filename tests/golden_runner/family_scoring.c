/* Scores of answers as the program prints them; samples and shares that nobody's file holds, and the ordinal model, as
 * the engine finds them. Tolerances are those of section 10 of the specification. */
#include "golden.h"

#define ANSWERS                                                                                                        \
    "score", "%responses.csv", "--questionnaire", "%items_expected.csv", "--population", "%population.csv", "--least", \
        "1", "--no-trim"

static const golden_job jobs[] = {
    { .expected = "items_expected.csv",
      .keys = { "item" },
      .arguments = { ANSWERS, "--by", "item" },
      .tolerances = { { "raked_score", 1e-8 } } },
    { .expected = "weights_expected.csv",
      .keys = { "id" },
      .arguments = { ANSWERS, "--by", "person" },
      .relative = 1e-8 },
    /* se_raked_survey allows for the raking itself and is there for information; se_formula_check is the column before
     * it again. */
    { .expected = "national_expected.csv",
      .keys = { "score" },
      .arguments = { ANSWERS },
      .relative = 1e-8,
      .skipped = { "se_raked_survey", "se_formula_check" } },
    { .expected = "variance_expected.csv",
      .keys = { "score" },
      .arguments = { ANSWERS, "--scores", "listening,overall" },
      .relative = 1e-5,
      .tolerances = { { "reml_criterion", 1e-6 } } },
    { .expected = "pairwise_expected.csv",
      .keys = { "score" },
      .arguments = { ANSWERS, "--scores", "listening,overall" } },
    { .expected = "offices_expected.csv",
      .keys = { "score", "office" },
      .arguments = { ANSWERS, "--scores", "listening,overall", "--by", "office" },
      .relative = 1e-5,
      .tolerances = { { "n", 1e-15 },
                      { "N", 1e-15 },
                      { "rank_eb", 1e-15 },
                      { "rank_from", 1e-15 },
                      { "rank_to", 1e-15 },
                      { "above_average", 1e-15 },
                      { "below_average", 1e-15 } } },
    { .expected = "reliability_expected.csv",
      .keys = { "theme" },
      .arguments = { ANSWERS, "--by", "reliability" },
      .relative = 1e-5,
      .tolerances = { { "n", 1e-15 }, { "alpha", 1e-10 }, { "alpha_if_drop_worst", 1e-10 } } },
    /* The files's cases are smaller than what is judged when nothing is said. */
    { .expected = "change_expected.csv",
      .keys = { "case" },
      .arguments = { "score", "%change_responses.csv", "--kind", "change", "--least", "2" } },
    /* theta_bradleyterry2 is theta_no_prior by another program. */
    { .expected = "bradley_terry_expected.csv",
      .keys = { "case", "item" },
      .arguments = { "score", "%pairwise_wins.csv", "--kind", "choices" },
      .skipped = { "theta_bradleyterry2" },
      .scale_at_least = 1 },
    { .expected = "fpc_expected.csv", .cases = "scoring" },
    { .expected = "wilson_expected.csv", .cases = "scoring", .scale_at_least = 1 },
    { .expected = "clmm_expected.csv",
      .cases = "scoring",
      .relative = 5e-3,
      .scale_at_least = 1,
      .tolerances = { { "n", 1e-15 }, { "loglik_laplace", 1e-6 }, { "loglik_agq10", 1e-6 } } },
};

const golden_family golden_scoring = { "scoring", 1e-9, jobs, sizeof jobs / sizeof *jobs };
