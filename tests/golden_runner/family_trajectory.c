/* Agreed paths. The cases carry their plans and calendars in files of their own, so the engine is asked; that the
 * commands print what the engine says is tested in tests/check_cli and the documents. Tolerances are the README's or
 * closer: ordinary and Newey-West regressions are held to 1e-9 in the unit tests, and here with the others. The files
 * oc_*.csv are simulations of 40,000 series and more, which `make simulate` repeats within their error. */
#include "golden.h"

static const golden_job jobs[] = {
    { .expected = "shape_cases.csv", .cases = "trajectory", .scale_at_least = 1 },
    { .expected = "shape_values.csv", .cases = "trajectory", .scale_at_least = 1 },
    { .expected = "h_table.csv", .cases = "trajectory", .relative = 1e-15 },
    { .expected = "power_markov.csv", .cases = "trajectory", .relative = 6e-4, .scale_at_least = 1e-6 },
    { .expected = "judge_cases.csv", .cases = "trajectory" },
    { .expected = "judge_expected.csv", .cases = "trajectory", .scale_at_least = 1 },
    { .expected = "fit_expected.csv",
      .cases = "trajectory",
      .relative = 1e-3,
      .scale_at_least = 1,
      .tolerances = { { "sigma", 1e-9 },
                      { "prior_mean_y0", 1e-9 },
                      { "prior_sd_y0", 1e-9 },
                      { "map_Q", 1e-7 },
                      { "log_ml_J", 1e-4 },
                      { "log_ml_flat", 1e-9 } } },
    { .expected = "fit_forecast.csv", .cases = "trajectory", .relative = 1e-3, .scale_at_least = 1 },
    { .expected = "its_expected.csv",
      .cases = "trajectory",
      .relative = 1e-5,
      .tolerances = { { "se0", 1e-4 }, { "se1", 1e-4 }, { "se_level", 1e-4 }, { "se_slope", 1e-4 }, { "rho", 1e-4 } } },
};

const golden_family golden_trajectory = { "trajectory", 1e-9, jobs, sizeof jobs / sizeof *jobs };
