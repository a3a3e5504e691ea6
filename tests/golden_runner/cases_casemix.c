/* Firth's fit of awkward cases, a prediction held against outcomes, run lengths of charts: what the program does not
 * print in this form. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/casemix.h"
#include "upward/surveil.h"

static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    if (!number_parse(cells_get(file, row, cells_find(file, column)), &number))
        cases_fail("%s, row %zu, %s: no number", file->file, row + 2, column);
    return number;
}

/* Of logit_sep_input.csv; the collinear case and the table are fitted with x1 alone, as the goldens' README says. */
static void answer_firth(cases *c, size_t row)
{
    static cells file;
    if (file.file == NULL)
        cases_read_beside(c, "logit_sep_input.csv", &file);
    const text name = cases_text(c, row, "case"), term = cases_text(c, row, "term");
    const bool is_single = text_equal(name, TEXT("collinear")) || text_equal(name, TEXT("two_by_two"));
    const size_t p = is_single ? 1 : 2;
    double *const x = MEMORY_TAKE(&c->scratch, double, file.n_rows *p), *const y = MEMORY_TAKE(&c->scratch, double,
                                                                                               file.n_rows);
    size_t n = 0;
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(cells_get(&file, i, cells_find(&file, "case")), name))
            continue;
        x[n * p] = number_at(&file, i, "x1");
        if (!is_single)
            x[n * p + 1] = number_at(&file, i, "x2");
        y[n++] = number_at(&file, i, "y");
    }
    const upw_case_rows rows = { .x = x, .p = p, .y = y, .n = n };
    const upw_logit_options options = { .method = UPW_LOGIT_FIRTH, .keeps_intercept = true };
    upw_logit logit;
    upw_error error = { 0 };
    if (!upw_logit_fit(&rows, &options, &c->scratch, &logit, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    static const char *const terms[] = { "(Intercept)", "x1", "x2" };
    const size_t at = cases_find_word(term, terms, 3);
    cases_put(c, "firth_coef", logit.coefficients[at]);
    cases_put(c, "firth_se", logit.se[at]);
    cases_put(c, "pen_loglik", logit.penalised);
    cases_put(c, "sum_fitted_firth", logit.sum_fitted);
    cases_put(c, "events", (double)logit.events);
    if (isnan(logit.flic))
        cases_put_text(c, "flic_intercept", TEXT("NA"));
    else
        cases_put(c, "flic_intercept", logit.flic);
}

static void answer_validation(cases *c, size_t row)
{
    cells file;
    cases_read_beside(c, "validation_input.csv", &file);
    double *const risks = MEMORY_TAKE(&c->scratch, double, file.n_rows), *const y = MEMORY_TAKE(&c->scratch, double,
                                                                                                file.n_rows);
    for (size_t i = 0; i < file.n_rows; i++) {
        risks[i] = number_at(&file, i, "p");
        y[i] = number_at(&file, i, "y");
    }
    upw_calibration k;
    upw_error error = { 0 };
    if (!upw_calibration_measure(risks, y, file.n_rows, false, &c->scratch, &k, &error))
        cases_fail("%s", error.message);
    static const char *const names[] = { "auc",
                                         "auc_se_delong",
                                         "brier",
                                         "brier_scaled",
                                         "O_over_E",
                                         "cal_in_the_large",
                                         "cal_in_the_large_se",
                                         "cal_slope",
                                         "cal_slope_se",
                                         "cal_slope_intercept" };
    const double figures[] = { k.c_statistic,     k.c_se,  k.brier,    k.brier_scaled,   k.o_over_e, k.in_the_large,
                               k.in_the_large_se, k.slope, k.slope_se, k.slope_intercept };
    cases_put(c, "value", figures[cases_find_word(cases_text(c, row, "stat"), names, 10)]);
}

/* Run lengths on the lattice of the row, and on one four times as fine. */
static void answer_run_length(cases *c, size_t row)
{
    static const struct {
        const char *column;
        int64_t horizon;
        double step; /* 0: that of the row */
    } questions[] = { { "p_signal_100", 100, 0 }, { "p_signal_500", 500, 0 }, { "p_signal_1000", 1000, 0 } };
    cells file;
    cases_read_beside(c, "cusum_arl_mix.csv", &file);
    double risks[UPW_RISK_MIX_MAX], shares[UPW_RISK_MIX_MAX];
    upw_risk_mix mix = { risks, shares, 0 };
    for (size_t i = 0; i < file.n_rows; i++)
        if (text_equal(cells_get(&file, i, cells_find(&file, "mix")), cases_text(c, row, "mix"))) {
            risks[mix.n] = number_at(&file, i, "p");
            shares[mix.n++] = number_at(&file, i, "w");
        }
    upw_cusum_design design = { cases_number(c, row, "R"), cases_number(c, row, "true_or"), cases_number(c, row, "h"),
                                cases_number(c, row, "delta") };
    upw_run_length length;
    upw_error error = { 0 };
    for (size_t q = 0; q < sizeof questions / sizeof *questions; q++) {
        if (!upw_cusum_find_run_length(&mix, &design, questions[q].horizon, &c->scratch, &length, &error))
            cases_fail("row %zu: %s", row + 2, error.message);
        cases_put(c, questions[q].column, length.signalled);
    }
    cases_put(c, "arl_lattice", length.average);
    design.step = 0.00025;
    if (!upw_cusum_find_run_length(&mix, &design, 1, &c->scratch, &length, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "arl_lattice_d00025", length.average);
    cases_put_within(c, row, "arl_mc", length.average, 4 * cases_number(c, row, "arl_mc_se"));
}

/* The model of logit_syn_input.csv, as family_compare.c asks the program for it: treatment coding against band A. */
static void fit_synthetic(cases *c, upw_logit *out)
{
    static const char *const numbers[] = { "age", "male", "emerg", "comorb" };
    static const char *const bands[] = { "B", "C" };
    enum { NUMBERS = 4, BANDS = 2, P = NUMBERS + BANDS + 1 };
    cells file;
    cases_read_beside(c, "logit_syn_input.csv", &file);
    double *const x = MEMORY_TAKE(c->arena, double, file.n_rows *P), *const y =
                                                                         MEMORY_TAKE(c->arena, double, file.n_rows);
    for (size_t i = 0; i < file.n_rows; i++) {
        double *at = x + i * P;
        for (size_t k = 0; k < NUMBERS; k++)
            *at++ = number_at(&file, i, numbers[k]);
        for (size_t k = 0; k < BANDS; k++)
            *at++ = text_equal(cells_get(&file, i, cells_find(&file, "band")), text_of(bands[k]));
        *at = number_at(&file, i, "score");
        y[i] = number_at(&file, i, "y");
    }
    const upw_case_rows rows = { .x = x, .p = P, .y = y, .n = file.n_rows };
    upw_error error = { 0 };
    if (!upw_logit_fit(&rows, NULL, c->arena, out, &error))
        cases_fail("%s", error.message);
}

static void answer_covariance(cases *c, size_t row)
{
    static const char *const terms[] = { "(Intercept)", "age", "male", "emerg", "comorb", "bandB", "bandC", "score" };
    static upw_logit logit;
    if (logit.p == 0)
        fit_synthetic(c, &logit);
    const size_t i = cases_find_word(cases_text(c, row, "row"), terms, 8);
    cases_put(c, "value", logit.covariance[i * 8 + cases_find_word(cases_text(c, row, "col"), terms, 8)]);
}

/* The chance that twelve patients reach the limit: over all their outcomes. */
static void answer_twelve(cases *c, size_t row)
{
    cells file;
    cases_read_beside(c, "cusum_exact_risks.csv", &file);
    const double ratio = cases_number(c, row, "true_or"), h = cases_number(c, row, "h");
    double sum = 0;
    for (unsigned outcomes = 0; outcomes < 1u << file.n_rows; outcomes++) {
        upw_cusum chart = { 0 };
        double chance = 1;
        bool signals = false;
        for (size_t i = 0; i < file.n_rows; i++) {
            const double p = number_at(&file, i, "p"), truly = ratio * p / (1 - p + ratio * p);
            const bool is_event = outcomes >> i & 1;
            chance *= is_event ? truly : 1 - truly;
            signals = upw_cusum_add(&chart, upw_cusum_score_case(p, is_event, 2), h, UPW_AFTER_HOLD) || signals;
        }
        sum += signals ? chance : 0;
    }
    cases_put(c, "prob", sum);
}

static const case_file files[] = {
    { "casemix", "logit_firth.csv", { "case", "ml_status", "term" }, answer_firth },
    { "casemix", "validation_output.csv", { "stat" }, answer_validation },
    { "casemix", "cusum_arl.csv", { "mix", "R", "h", "true_or", "delta", "arl_mc_se" }, answer_run_length },
    { "casemix", "logit_vcov_syn.csv", { "row", "col" }, answer_covariance },
    { "casemix", "cusum_exact_prob.csv", { "true_or", "h" }, answer_twelve },
};

const case_family cases_of_casemix = { files, sizeof files / sizeof *files };
