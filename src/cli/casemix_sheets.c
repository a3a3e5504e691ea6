/* Rows of `upward casemix`: an organisation, a coefficient, the model, a tenth of risk, a patient. */
#include <math.h>

#include "cli/casemix_job.h"
#include "cli/sheet_columns.h"
#include "upward/special.h"

#define ROW ((const casemix_row *)row)
#define JOB (ROW->job)
#define ORG (&JOB->by_org[JOB->order[ROW->at]])
#define PATIENT(column) (ROW->block->columns.column[ROW->at])
#define LOGIT (&JOB->logit)
#define CALIBRATION (&JOB->calibration)
#define GROUP (&CALIBRATION->groups[ROW->at])

static const double Z_95 = 1.959963984540054;

TEXT_COLUMN(label, JOB->label)

/* ---- organisations ---- */

/* By the exact tails, 2.5 % and 0.1 % on each side. */
static const char *class_of(const casemix_org *o)
{
    if (o->found.n == 0 || o->found.is_too_small)
        return "";
    return o->found.p_upper <= 0.001   ? "high998"
           : o->found.p_upper <= 0.025 ? "high95"
           : o->found.p_lower <= 0.001 ? "low998"
           : o->found.p_lower <= 0.025 ? "low95"
                                       : "in";
}

static const char *status_of(const casemix_org *o)
{
    return o->found.n == 0 ? "no_cases" : o->found.is_too_small ? "too_small" : "ok";
}

static const char *note_of(const casemix_org *o)
{
    return o->found.n == 0                ? "every row lacked something"
           : o->found.is_too_small        ? "fewer than 0.5 events expected: no ratio"
           : o->found.outside_share > 0.1 ? "more than 10 % of patients have risks that are rare elsewhere"
           : o->found.is_approximate      ? "tails by a refined normal law"
                                          : "";
}

TEXT_COLUMN(org, ORG->name)
INTEGER_COLUMN(n, ORG->found.n)
INTEGER_COLUMN(observed, ORG->found.observed)
NUMBER_COLUMN(expected, ORG->found.n > 0 ? ORG->found.expected : NAN)
NUMBER_COLUMN(variance, ORG->found.n > 0 ? ORG->found.variance : NAN)
NUMBER_COLUMN(ratio, ORG->found.ratio)
NUMBER_COLUMN(ratio_low, ORG->found.ratio_low)
NUMBER_COLUMN(ratio_high, ORG->found.ratio_high)
NUMBER_COLUMN(z, ORG->found.z)
NUMBER_COLUMN(p_lower, ORG->found.p_lower)
NUMBER_COLUMN(p_upper, ORG->found.p_upper)
NUMBER_COLUMN(z_mid, ORG->found.z_mid)
NUMBER_COLUMN(p_upper_poisson, ORG->found.p_upper_poisson)
NUMBER_COLUMN(adjusted_rate, ORG->found.adjusted_rate)
TEXT_COLUMN(class, text_of(class_of(ORG)))
INTEGER_COLUMN(n_left_out, ORG->n_left_out)
NUMBER_COLUMN(rate_left_out,
              ORG->outcomes_left_out > 0 ? (double)ORG->events_left_out / (double)ORG->outcomes_left_out : NAN)
NUMBER_COLUMN(outside_share, ORG->found.n > 0 ? ORG->found.outside_share : NAN)
TEXT_COLUMN(org_status, text_of(status_of(ORG)))
TEXT_COLUMN(org_note, text_of(note_of(ORG)))

static const sheet_column organisations[] = {
    { "dataset", get_label },
    { "org", get_org },
    { "n", get_n },
    { "O", get_observed },
    { "E", get_expected },
    { "V", get_variance },
    { "smr", get_ratio },
    { "smr_l95", get_ratio_low },
    { "smr_u95", get_ratio_high },
    { "z_normal", get_z },
    { "p_lower_pb", get_p_lower },
    { "p_upper_pb", get_p_upper },
    { "z_mid_pb", get_z_mid },
    { "p_upper_pois", get_p_upper_poisson },
    { "adj_rate", get_adjusted_rate },
    { "class", get_class },
    { "n_left_out", get_n_left_out },
    { "rate_left_out", get_rate_left_out },
    { "share_outside", get_outside_share },
    { "status", get_org_status },
    { "note", get_org_note },
};

/* ---- coefficients ---- */

static double coefficient_of(const casemix_row *row)
{
    return LOGIT->coefficients[ROW->at];
}

static double z_of(const casemix_row *row)
{
    return LOGIT->coefficients[ROW->at] / LOGIT->se[ROW->at];
}

static const char *coefficient_status(const casemix_row *row)
{
    return isnan(LOGIT->coefficients[row->at]) && row->at > 0 && LOGIT->is_dropped[row->at]
               ? "depends on the columns before it"
               : upw_logit_status_text(LOGIT->status);
}

TEXT_COLUMN(term, JOB->names[ROW->at])
NUMBER_COLUMN(coefficient, coefficient_of(ROW))
NUMBER_COLUMN(se, LOGIT->se[ROW->at])
NUMBER_COLUMN(coefficient_z, z_of(ROW))
NUMBER_COLUMN(p_value, 2 * upw_normal_above(fabs(z_of(ROW))))
NUMBER_COLUMN(odds_ratio, exp(coefficient_of(ROW)))
NUMBER_COLUMN(odds_ratio_low, exp(coefficient_of(ROW) - Z_95 * LOGIT->se[ROW->at]))
NUMBER_COLUMN(odds_ratio_high, exp(coefficient_of(ROW) + Z_95 * LOGIT->se[ROW->at]))
TEXT_COLUMN(method, LOGIT->is_firth ? TEXT("firth") : TEXT("ml"))
TEXT_COLUMN(coefficient_status, text_of(coefficient_status(ROW)))

static const sheet_column coefficients[] = {
    { "dataset", get_label },
    { "term", get_term },
    { "coef", get_coefficient },
    { "se", get_se },
    { "z", get_coefficient_z },
    { "p", get_p_value },
    { "odds_ratio", get_odds_ratio },
    { "or_l95", get_odds_ratio_low },
    { "or_u95", get_odds_ratio_high },
    { "method", get_method },
    { "status", get_coefficient_status },
};

/* ---- the model ---- */

static double if_model(const casemix_row *row, double figure)
{
    return row->job->has_model ? figure : NAN;
}

static double if_calibrated(const casemix_row *row, double figure)
{
    return row->job->has_calibration ? figure : NAN;
}

static const char *ml_status_of(const casemix_row *row)
{
    return !JOB->has_model                           ? "none"
           : LOGIT->ml_status != UPW_LOGIT_SEPARATED ? upw_logit_status_text(LOGIT->ml_status)
           : LOGIT->is_complete                      ? "separated_complete"
                                                     : "separated_quasi";
}

INTEGER_COLUMN(patients, JOB->n)
INTEGER_COLUMN(events, JOB->has_model ? LOGIT->events : CALIBRATION->events)
INTEGER_COLUMN(estimated, JOB->has_model ? 1 + LOGIT->p - LOGIT->n_dropped : 0)
NUMBER_COLUMN(deviance, if_model(ROW, LOGIT->deviance))
NUMBER_COLUMN(null_deviance, if_model(ROW, LOGIT->null_deviance))
NUMBER_COLUMN(aic, if_model(ROW, LOGIT->aic))
INTEGER_COLUMN(passes, LOGIT->passes)
NUMBER_COLUMN(c_statistic, if_calibrated(ROW, CALIBRATION->c_statistic))
NUMBER_COLUMN(c_se, if_calibrated(ROW, CALIBRATION->c_se))
NUMBER_COLUMN(brier, if_calibrated(ROW, CALIBRATION->brier))
NUMBER_COLUMN(brier_scaled, if_calibrated(ROW, CALIBRATION->brier_scaled))
NUMBER_COLUMN(hl_chi_square, if_calibrated(ROW, CALIBRATION->hl_chi_square))
NUMBER_COLUMN(hl_p, if_calibrated(ROW, CALIBRATION->hl_p))
NUMBER_COLUMN(in_the_large, if_calibrated(ROW, CALIBRATION->in_the_large))
NUMBER_COLUMN(in_the_large_se, if_calibrated(ROW, CALIBRATION->in_the_large_se))
NUMBER_COLUMN(slope, if_calibrated(ROW, CALIBRATION->slope))
NUMBER_COLUMN(slope_se, if_calibrated(ROW, CALIBRATION->slope_se))
NUMBER_COLUMN(slope_intercept, if_calibrated(ROW, CALIBRATION->slope_intercept))
NUMBER_COLUMN(o_over_e, if_calibrated(ROW, CALIBRATION->o_over_e))
INTEGER_COLUMN(left_out, JOB->n_left_out)
TEXT_COLUMN(ml_status, text_of(ml_status_of(ROW)))
TEXT_COLUMN(status, text_of(JOB->has_model ? upw_logit_status_text(LOGIT->status) : "given"))
TEXT_COLUMN(model_method, JOB->has_model ? (LOGIT->is_firth ? TEXT("firth") : TEXT("ml")) : TEXT("none"))
NUMBER_COLUMN(firth_intercept, if_model(ROW, LOGIT->firth))
NUMBER_COLUMN(penalised, if_model(ROW, LOGIT->penalised))

static const sheet_column models[] = {
    { "dataset", get_label },
    { "n", get_patients },
    { "events", get_events },
    { "p", get_estimated },
    { "deviance", get_deviance },
    { "null_deviance", get_null_deviance },
    { "aic", get_aic },
    { "iter", get_passes },
    { "auc", get_c_statistic },
    { "auc_se", get_c_se },
    { "brier", get_brier },
    { "brier_scaled", get_brier_scaled },
    { "hl_chi2", get_hl_chi_square },
    { "hl_p", get_hl_p },
    { "cal_intercept", get_in_the_large },
    { "cal_intercept_se", get_in_the_large_se },
    { "cal_slope", get_slope },
    { "cal_slope_se", get_slope_se },
    { "cal_slope_intercept", get_slope_intercept },
    { "O_over_E", get_o_over_e },
    { "n_left_out", get_left_out },
    { "method", get_model_method },
    { "ml_status", get_ml_status },
    { "status", get_status },
    { "firth_intercept", get_firth_intercept },
    { "pen_loglik", get_penalised },
};

/* ---- tenths of risk, patients ---- */

INTEGER_COLUMN(group, ROW->at + 1)
NUMBER_COLUMN(group_upper, GROUP->upper)
INTEGER_COLUMN(group_n, GROUP->n)
INTEGER_COLUMN(group_observed, GROUP->observed)
NUMBER_COLUMN(group_expected, GROUP->expected)

static const sheet_column groups[] = {
    { "dataset", get_label }, { "group", get_group },        { "upper", get_group_upper },
    { "n", get_group_n },     { "obs", get_group_observed }, { "exp", get_group_expected },
};

INTEGER_COLUMN(patient, PATIENT(rows) - 1)
TEXT_COLUMN(patient_org, JOB->by_org[PATIENT(orgs)].name)
INTEGER_COLUMN(outcome, PATIENT(y))
NUMBER_COLUMN(risk, PATIENT(risks))
NUMBER_COLUMN(leverage, ROW->leverage)

static const sheet_column patients[] = {
    { "dataset", get_label }, { "row", get_patient }, { "org", get_patient_org },
    { "y", get_outcome },     { "fitted", get_risk }, { "leverage", get_leverage },
};

#define SHEET(columns)                                                                                                 \
    {                                                                                                                  \
        columns, sizeof(columns) / sizeof *(columns)                                                                   \
    }

const struct casemix_sheet casemix_sheets[CASEMIX_BY_COUNT] = {
    [CASEMIX_BY_ORGANISATION] = SHEET(organisations),
    [CASEMIX_BY_COEFFICIENT] = SHEET(coefficients),
    [CASEMIX_BY_MODEL] = SHEET(models),
    [CASEMIX_BY_GROUP] = SHEET(groups),
    [CASEMIX_BY_PATIENT] = SHEET(patients),
};
