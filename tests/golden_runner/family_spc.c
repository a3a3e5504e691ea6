/* Statistical process control: XmR in both profiles, the other charts, and advice on step changes. */
#include "golden.h"

#define XMR "spc", "%_input.csv", "--params", "%_params.csv"

static const golden_job jobs[] = {
    { "mdc", "%_points.csv", { "series_id", "period" }, "mean", { XMR, "--profile", "parity", "--by", "point" } },
    { "mdc", "%_phases.csv", { "series_id", "phase" }, "mean", { XMR, "--profile", "parity", "--by", "phase" } },
    { "mdc", "%_series.csv", { "series_id" }, "mean", { XMR, "--profile", "parity", "--by", "series" } },
    /* Profile upward is parity after the diff file, which speaks of corrections U1, U3, U5 and U6. Rebase dates that
     * are no period are ignored as in the reference: refusing them (U7) is another matter. */
    { "mdc",
      "%_points.csv",
      { "series_id", "period" },
      "mean",
      { XMR, "--profile", "upward", "--off-grid", "ignore", "--by", "point" },
      .diff = "mdc_upward_diff.csv",
      .only_fields = { "value", "phase", "mean", "lpl", "upl", "special_cause_type", "point_type", "short_phase" } },
    { "mdc",
      "%_series.csv",
      { "series_id" },
      "mean",
      { XMR, "--profile", "upward", "--off-grid", "ignore", "--by", "series" },
      .diff = "mdc_upward_diff.csv",
      .only_fields = { "status", "n_points", "n_missing", "n_phases", "target", "variation_icon", "assurance_icon",
                       "mean" } },
    { "qic", "%_points.csv", { "series_id", "index" }, "cl", { XMR, "--profile", "parity", "--by", "point" } },
    { "qic", "%_parts.csv", { "series_id", "part" }, NULL, { XMR, "--profile", "parity", "--by", "phase" } },
    { "ssa",
      "%_points.csv",
      { "series_id", "x" },
      "cl",
      { XMR, "--profile", "parity", "--advice", "ssa", "--by", "point" } },
    { "ssa",
      "%_periods.csv",
      { "series_id", "period_no" },
      "cl",
      { XMR, "--profile", "parity", "--advice", "ssa", "--by", "phase" } },
    { "ssa",
      "%_log.csv",
      { "series_id", "counter" },
      NULL,
      { XMR, "--profile", "parity", "--advice", "ssa", "--by", "decision" } },
    { "ssa",
      "proposals_expected.csv",
      { "series_id" },
      NULL,
      { "spc", "%_input.csv", "--advice", "steps" },
      .rounded = "rho",
      .is_shared = true },
};

const golden_family golden_spc = { "spc", 1e-9, jobs, sizeof jobs / sizeof *jobs };
