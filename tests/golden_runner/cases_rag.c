/* The traffic light on processes, spreads and levels that nobody's figures need to have. */
#include "cases.h"
#include "upward/lights.h"

static upw_lights_scheme read_scheme(const cases *c, size_t row)
{
    return (upw_lights_scheme){ .amber_from = cases_number(c, row, "c1"),
                                .green_from = cases_number(c, row, "c2"),
                                .lower_is_better = cases_number(c, row, "direction") < 0 };
}

static void answer_stable(cases *c, size_t row)
{
    const upw_lights_scheme scheme = read_scheme(c, row);
    upw_lights_chances chances;
    upw_error error = { 0 };
    if (!upw_lights_find_chances(&scheme, cases_number(c, row, "mu"), cases_number(c, row, "sigma"),
                                 cases_number(c, row, "rho"), &chances, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "p_red", chances.light[UPW_LIGHT_RED]);
    cases_put(c, "p_amber", chances.light[UPW_LIGHT_AMBER]);
    cases_put(c, "p_green", chances.light[UPW_LIGHT_GREEN]);
    cases_put(c, "p_same", chances.same);
    cases_put(c, "changes_in_12", 11 * (1 - chances.same));
    cases_put(c, "entropy_bits", chances.entropy_bits);
}

static void answer_information(cases *c, size_t row)
{
    const upw_lights_scheme scheme = read_scheme(c, row);
    upw_lights_information i;
    upw_error error = { 0 };
    if (!upw_lights_find_information(&scheme, cases_number(c, row, "mean"), cases_number(c, row, "tau"),
                                     cases_number(c, row, "sigma"), &i, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "bits_in_number", i.number_bits);
    cases_put(c, "entropy_of_colour", i.colour_entropy);
    cases_put(c, "bits_in_colour", i.colour_bits);
    cases_put(c, "share_kept", i.share_kept);
}

static void answer_incentive(cases *c, size_t row)
{
    const upw_lights_scheme scheme = { .amber_from = cases_number(c, row, "c1"),
                                       .green_from = cases_number(c, row, "c2") };
    const upw_lights_worths worths = { cases_number(c, row, "w_red"), cases_number(c, row, "w_amber"),
                                       cases_number(c, row, "w_green") };
    upw_lights_incentive i;
    upw_error error = { 0 };
    if (!upw_lights_find_incentive(&scheme, &worths, cases_number(c, row, "mu"), cases_number(c, row, "sigma"), &i,
                                   &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "marginal", i.marginal);
    cases_put(c, "one_unit", i.one_unit);
    cases_put(c, "optimum_in_amber", i.optimum);
    cases_put(c, "optimum_share_of_amber", i.optimum_share);
}

static const case_file files[] = {
    { "rag", "stable_expected.csv", { "scheme", "c1", "c2", "direction", "mu", "sigma", "rho" }, answer_stable },
    { "rag",
      "information_expected.csv",
      { "scheme", "c1", "c2", "direction", "mean", "tau", "sigma" },
      answer_information },
    { "rag", "incentive_expected.csv", { "w_red", "w_amber", "w_green", "c1", "c2", "sigma", "mu" }, answer_incentive },
};

const case_family cases_of_rag = { files, sizeof files / sizeof *files };
