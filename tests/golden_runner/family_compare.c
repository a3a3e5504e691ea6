/* Fair comparison: distribution functions and every variant of a funnel as the engine finds them, what is decided
 * without options as the program prints it. A number is scaled by itself however small it is: a tail of 1e-198 is
 * compared to 12 digits too. */
#include "golden.h"

/* Models of patients made up for the purpose, and of data sets that stand beside the golden files. `iter` is
 * information only, as their README says. */
#define SYNTHETIC                                                                                                      \
    "casemix", "%logit_syn_input.csv", "--label", "syn", "--adjust", "age + male + emerg + comorb + band + score"
#define STAYS "casemix", "%../../data/los_model.csv", "--label", "los", "--outcome", "Death", "--adjust"
#define CROSSED "casemix", "%../../data/los_model.csv", "--label", "los_int", "--outcome", "Death", "--adjust"
#define VASO "casemix", "%logit_vaso_input.csv", "--label", "vaso", "--method", "ml", "--adjust", "log(vol) + log(rate)"
#define STRANDED                                                                                                       \
    "casemix", "%../../data/stranded_data.csv", "--label", "stranded", "--outcome", "stranded.label", "--event",       \
        "Stranded", "--adjust",                                                                                        \
        "age + care.home.referral + medicallysafe + hcop + mental_health_care + periods_of_previous_care"
/* `key`: the column that tells rows apart beside the organisation; `part`: the file has rows of other runs too. */
#define STANDARDISED(file, key, part, input, ...)                                                                      \
    {                                                                                                                  \
        .expected = file, .keys = { "org", "area", key }, .arguments = { "standardise", "%" input, ##__VA_ARGS__ },    \
        .scale_at_least = 0.1, .is_shared = part                                                                       \
    }
#define GROUPED(n, inverted, ...)                                                                                      \
    {                                                                                                                  \
        .expected = "quantile.csv", .keys = { "id", "nquantiles", "invert" },                                          \
        .arguments = { "standardise", "%quantile.csv",    "--what",   "groups", "--where",    "nquantiles=" n,         \
                       "--where",     "invert=" inverted, "--groups", n,        ##__VA_ARGS__ },                       \
        .is_shared = true                                                                                              \
    }
#define SPREAD_BY(name)                                                                                                \
    {                                                                                                                  \
        .expected = "meta_output.csv", .keys = { "case", "method" },                                                   \
        .arguments = { ESTIMATES, "--method", name, "--by", "set" }, FITTED                                            \
    }
#define SHRUNKEN_BY(name)                                                                                              \
    {                                                                                                                  \
        .expected = "meta_blup.csv", .keys = { "case", "method", "org" },                                              \
        .arguments = { ESTIMATES, "--method", name, "--by", "shrunken" }, FITTED                                       \
    }
#define ESTIMATES "rank", "%meta_input.csv", "--column", "indicator=case", "--column", "value=yi", "--variance", "vi"
#define FIGURES_OF_COUNTS                                                                                              \
    "rank", "%eb_input.csv", "--column", "indicator=case", "--column", "numerator=y", "--column", "denominator=d"
#define COUNTS_OF(model_name, type)                                                                                    \
    { .expected = "eb_hyper.csv",                                                                                      \
      .keys = { "case" },                                                                                              \
      .arguments = { FIGURES_OF_COUNTS, "--where", "model=" model_name, "--type", type, "--by", "set" },               \
      FITTED },                                                                                                        \
    {                                                                                                                  \
        .expected = "eb_posterior.csv", .keys = { "case", "org" },                                                     \
        .arguments = { FIGURES_OF_COUNTS, "--where", "model=" model_name, "--type", type, "--by", "shrunken" }, FITTED \
    }
#define FITTED .relative = 1e-7, .scale_at_least = 0.1, .is_shared = true

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
    { .expected = "logit_coef.csv",
      .keys = { "dataset", "term" },
      .arguments = { SYNTHETIC, "--by", "coefficient" },
      FITTED },
    { .expected = "logit_summary.csv",
      .keys = { "dataset" },
      .arguments = { SYNTHETIC, "--by", "model" },
      .skipped = { "iter" },
      FITTED },
    { .expected = "logit_hl_groups.csv",
      .keys = { "dataset", "group" },
      .arguments = { SYNTHETIC, "--by", "group" },
      FITTED },
    { .expected = "logit_fitted.csv",
      .keys = { "dataset", "row" },
      .arguments = { SYNTHETIC, "--by", "patient" },
      FITTED },
    { .expected = "logit_org.csv", .keys = { "dataset", "org" }, .arguments = { SYNTHETIC }, FITTED },
    { .expected = "logit_coef.csv",
      .keys = { "dataset", "term" },
      .arguments = { STAYS, "Age + LOS", "--by", "coefficient" },
      FITTED },
    { .expected = "logit_summary.csv",
      .keys = { "dataset" },
      .arguments = { STAYS, "Age + LOS", "--by", "model" },
      .skipped = { "iter" },
      FITTED },
    { .expected = "logit_hl_groups.csv",
      .keys = { "dataset", "group" },
      .arguments = { STAYS, "Age + LOS", "--by", "group" },
      FITTED },
    { .expected = "logit_fitted.csv",
      .keys = { "dataset", "row" },
      .arguments = { STAYS, "Age + LOS", "--by", "patient" },
      FITTED },
    { .expected = "logit_org.csv", .keys = { "dataset", "org" }, .arguments = { STAYS, "Age + LOS" }, FITTED },
    { .expected = "logit_coef.csv",
      .keys = { "dataset", "term" },
      .arguments = { CROSSED, "Age * LOS", "--by", "coefficient" },
      FITTED },
    { .expected = "logit_summary.csv",
      .keys = { "dataset" },
      .arguments = { CROSSED, "Age * LOS", "--by", "model" },
      .skipped = { "iter" },
      FITTED },
    { .expected = "logit_hl_groups.csv",
      .keys = { "dataset", "group" },
      .arguments = { CROSSED, "Age * LOS", "--by", "group" },
      FITTED },
    { .expected = "logit_fitted.csv",
      .keys = { "dataset", "row" },
      .arguments = { CROSSED, "Age * LOS", "--by", "patient" },
      FITTED },
    { .expected = "logit_org.csv", .keys = { "dataset", "org" }, .arguments = { CROSSED, "Age * LOS" }, FITTED },
    { .expected = "logit_coef.csv",
      .keys = { "dataset", "term" },
      .arguments = { STRANDED, "--by", "coefficient" },
      FITTED },
    { .expected = "logit_summary.csv",
      .keys = { "dataset" },
      .arguments = { STRANDED, "--by", "model" },
      .skipped = { "iter" },
      FITTED },
    { .expected = "logit_hl_groups.csv",
      .keys = { "dataset", "group" },
      .arguments = { STRANDED, "--by", "group" },
      FITTED },
    { .expected = "logit_fitted.csv",
      .keys = { "dataset", "row" },
      .arguments = { STRANDED, "--by", "patient" },
      FITTED },
    { .expected = "logit_coef.csv",
      .keys = { "dataset", "term" },
      .arguments = { VASO, "--by", "coefficient" },
      FITTED },
    { .expected = "logit_summary.csv",
      .keys = { "dataset" },
      .arguments = { VASO, "--by", "model" },
      .skipped = { "iter" },
      FITTED },
    { .expected = "logit_hl_groups.csv",
      .keys = { "dataset", "group" },
      .arguments = { VASO, "--by", "group" },
      FITTED },
    { .expected = "logit_fitted.csv", .keys = { "dataset", "row" }, .arguments = { VASO, "--by", "patient" }, FITTED },
    { .expected = "cusum_output.csv",
      .keys = { "stream", "t" },
      .arguments = { "surveil", "%cusum_input.csv", "--limit", "4.5,4", "--by", "case" },
      .scale_at_least = 0.1 },
    { .expected = "cusum_poisson.csv",
      .keys = { "t" },
      .arguments = { "surveil", "%cusum_poisson.csv", "--outcome", "O", "--expected", "E", "--by", "case" },
      .scale_at_least = 0.1 },
    STANDARDISED("phe_proportion.csv", "org", false, "phe_proportion.csv"),
    STANDARDISED("phe_rate.csv", "org", false, "phe_rate.csv", "--what", "rate"),
    STANDARDISED("phe_mean.csv", "org", false, "phe_mean_input.csv", "--what", "mean", "--column", "value=x"),
    STANDARDISED("dsr_output.csv", "org", false, "dsr_input.csv"),
    STANDARDISED("dsr_fayfeuer.csv", "org", false, "dsr_input.csv", "--interval", "fayfeuer", "--levels", "95%"),
    STANDARDISED("dsr_nonindep_output.csv", "org", false, "dsr_nonindep_input.csv"),
    STANDARDISED("isr_output.csv", "stat", true, "isr_input.csv"),
    STANDARDISED("isr_output.csv", "stat", true, "isr_input.csv", "--as", "rate"),
    { .expected = "rate_ratio.csv",
      .arguments = { "standardise", "%rate_ratio.csv", "--what", "rate-ratio" },
      .scale_at_least = 0.1 },
    GROUPED("10", "1", "--invert"),
    GROUPED("10", "0"),
    GROUPED("5", "1", "--invert"),
    GROUPED("4", "0"),
    STANDARDISED("sii_exact.csv", "transform", true, "sii_input.csv", "--what", "inequality"),
    STANDARDISED("sii_exact.csv", "transform", true, "sii_input.csv", "--what", "inequality", "--transform", "log"),
    STANDARDISED("sii_exact.csv", "transform", true, "sii_input.csv", "--what", "inequality", "--transform", "logit"),
    STANDARDISED("le_output.csv", "age", false, "le_input.csv", "--what", "life", "--by", "band"),
    SPREAD_BY("REML"),
    SPREAD_BY("ML"),
    SPREAD_BY("DL"),
    SPREAD_BY("HE"),
    SPREAD_BY("SJ"),
    SPREAD_BY("PM"),
    SPREAD_BY("EB"),
    SPREAD_BY("FE"),
    SHRUNKEN_BY("REML"),
    SHRUNKEN_BY("DL"),
    SHRUNKEN_BY("PM"),
    COUNTS_OF("betabinom", "proportion"),
    COUNTS_OF("gammapois", "ratio"),
    { .expected = "rank_exact.csv", .cases = "rank", .relative = 1e-9, .scale_at_least = 1 },
    { .expected = "logit_firth.csv",
      .cases = "casemix",
      .relative = 1e-7,
      .scale_at_least = 0.1,
      .skipped = { "ml_status" } },
    { .expected = "validation_output.csv", .cases = "casemix", .relative = 1e-7, .scale_at_least = 0.1 },
    { .expected = "cusum_arl.csv",
      .cases = "casemix",
      .relative = 1e-7,
      .scale_at_least = 0.01,
      .skipped = { "arl_mc_se" } },
    { .expected = "cusum_exact_prob.csv", .cases = "casemix", .scale_at_least = 0.1 },
    { .expected = "logit_vcov_syn.csv", .cases = "casemix", .relative = 1e-7, .scale_at_least = 0.1 },
    { .expected = "rank_sim.csv", .cases = "drawn", .skipped = { "se_exp_rank", "se_first", "se_last" } },
    /* Limits of the ratio: the reference draws the middle of the line too, ours is held. */
    { .expected = "sii_phe_sim.csv",
      .cases = "drawn",
      .scale_at_least = 0.1,
      .skipped = { "rii_lower95_0", "rii_upper95_0", "rii_lower99_8", "rii_upper99_8" } },
    { .expected = "published.csv", .cases = "published", .relative = 1e-7, .scale_at_least = 0.1 },
};

const golden_family golden_compare = { "compare", 1e-9, jobs, sizeof jobs / sizeof *jobs };
