/* Rows of `upward trajectory`: a series, a point, an estimate, a forecast, a method. */
#include <math.h>

#include "cli/trajectory_job.h"

#define ROW ((const trajectory_row *)row)
#define RESULT (ROW->result)
#define PATH (&RESULT->path)
#define JUDGEMENT (&PATH->judgement)
#define POINT (&PATH->points[ROW->at])
#define LIGHT (&RESULT->path.lights[ROW->at])
#define FIT (&RESULT->fit)
#define FORECAST (&RESULT->forecasts[ROW->at])

/* A getter in a line: the table below says what each is called. */
#define NUMBER(name, expression)                                                                                       \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_number(expression);                                                                               \
    }
#define INTEGER(name, expression)                                                                                      \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_integer((int64_t)(expression));                                                                   \
    }
#define WORDS(name, expression)                                                                                        \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_text(expression);                                                                                 \
    }

static double or_nan(size_t n)
{
    return n > 0 ? (double)n : NAN;
}

static sheet_cell when(const path_series *path, size_t n)
{
    return n > 0 ? sheet_period(path_get_period(&path->calendar, (int64_t)n)) : sheet_empty();
}

/* ---- what and whose ---- */

WORDS(series, PATH->key.id)
WORDS(indicator, PATH->key.indicator)
WORDS(organisation, PATH->key.organisation)
WORDS(shape, text_of(upw_trajectory_get_shape(PATH->plan.plan.shape)->name))
WORDS(params, PATH->plan.parameters)
NUMBER(start, PATH->plan.plan.start)
NUMBER(aim, PATH->plan.plan.aim)
INTEGER(direction, PATH->plan.plan.aim > PATH->plan.plan.start ? 1 : -1)
NUMBER(per_year, PATH->calendar.per_year)
WORDS(words, RESULT->words)

static sheet_cell get_from(const void *row)
{
    return sheet_period(path_get_period(&PATH->calendar, 1));
}

static sheet_cell get_arrival(const void *row)
{
    return when(PATH, path_find_arrival(PATH));
}

/* ---- a judgement ---- */

INTEGER(n_baseline, JUDGEMENT->n_baseline)
NUMBER(horizon, or_nan(JUDGEMENT->horizon))
NUMBER(sigma, JUDGEMENT->sigma)
NUMBER(mean, JUDGEMENT->mean)
NUMBER(k, JUDGEMENT->h > 0 ? 0.5 : NAN)
NUMBER(h, JUDGEMENT->h > 0 ? JUDGEMENT->h : NAN)
NUMBER(cap, JUDGEMENT->h > 0 ? JUDGEMENT->h + 2 : NAN)
NUMBER(exit, JUDGEMENT->h > 0 ? JUDGEMENT->h / 2 : NAN)
NUMBER(n80, or_nan(JUDGEMENT->tells_from))
NUMBER(reds_expected, JUDGEMENT->reds_expected)
INTEGER(reds, RESULT->path.reds)
NUMBER(first_behind, or_nan(JUDGEMENT->behind_from))
NUMBER(first_ahead, or_nan(JUDGEMENT->ahead_from))
WORDS(verdict, text_of(upw_trajectory_verdict_text(JUDGEMENT->verdict)))
NUMBER(rho, PATH->options.rho)
NUMBER(factor, JUDGEMENT->factor)
INTEGER(n, PATH->series.n)

static sheet_cell get_since(const void *row)
{
    return when(PATH, JUDGEMENT->since);
}

static sheet_cell get_tells_from(const void *row)
{
    return when(PATH, JUDGEMENT->tells_from);
}

/* ---- a point ---- */

INTEGER(i, ROW->at + 1)
NUMBER(t, (double)(ROW->at + 1) / PATH->calendar.per_year)
NUMBER(y, PATH->series.values[ROW->at])
NUMBER(plan, POINT->plan)
NUMBER(g, POINT->share)
NUMBER(r, POINT->residual)
NUMBER(c_minus, POINT->c_minus)
NUMBER(c_plus, POINT->c_plus)
INTEGER(above_dip, POINT->is_above_dip)
WORDS(point_verdict, text_of(upw_trajectory_verdict_text(POINT->verdict)))
INTEGER(outside, POINT->is_exceptional)
NUMBER(power, POINT->power)
NUMBER(line, LIGHT->line)
WORDS(light, text_of(upw_light_text(LIGHT->light)))
NUMBER(p_red, LIGHT->red)
NUMBER(p_green, LIGHT->green)
NUMBER(low, POINT->plan - 3 * path_get_sigma(PATH, ROW->at))
NUMBER(high, POINT->plan + 3 * path_get_sigma(PATH, ROW->at))
NUMBER(point_h, POINT->h)

static sheet_cell get_period(const void *row)
{
    return when(PATH, ROW->at + 1);
}

/* ---- an estimate ---- */

INTEGER(fit_n, FIT->n)
NUMBER(fit_sigma, FIT->sigma)
NUMBER(prior_mean_y0, FIT->prior_mean[0])
NUMBER(prior_sd_y0, FIT->prior_sd[0])
NUMBER(prior_mean_A, FIT->prior_mean[1])
NUMBER(prior_sd_A, FIT->prior_sd[1])
NUMBER(prior_D, FIT->prior.depth)
NUMBER(prior_tr, FIT->prior.upturn)
NUMBER(prior_tb, FIT->prior.bottom)
NUMBER(prior_T, FIT->prior.arrival)
NUMBER(map_Q, FIT->q)
NUMBER(map_y0, FIT->estimate.from)
NUMBER(map_A, FIT->estimate.to)
NUMBER(map_D, FIT->estimate.depth)
NUMBER(map_tr, FIT->estimate.upturn)
NUMBER(map_tb, FIT->estimate.bottom)
NUMBER(map_T, FIT->estimate.arrival)
NUMBER(lap_sd_y0, FIT->sd[0])
NUMBER(lap_sd_A, FIT->sd[1])
NUMBER(lap_sd_logD, FIT->sd[2])
NUMBER(lap_sd_logtr, FIT->sd[3])
NUMBER(ess, FIT->ess)
NUMBER(log_ml_J, FIT->log_ml)
NUMBER(log_ml_flat, FIT->log_ml_flat)
NUMBER(p_flat, FIT->nothing)
NUMBER(lambda, FIT->arrival.lambda)
NUMBER(p_aim, FIT->arrival.aim)
NUMBER(p_nearly, FIT->arrival.nearly)
WORDS(statement, text_of(upw_trajectory_outlook_text(FIT->outlook)))

/* ---- a forecast ---- */

NUMBER(forecast_t, FORECAST->time)
NUMBER(prior_mean, FORECAST->prior_mean)
NUMBER(prior_sd, FORECAST->prior_sd)
NUMBER(post_mean, FORECAST->mean)
NUMBER(post_sd, FORECAST->sd)
NUMBER(q10, FORECAST->quantiles[0])
NUMBER(q25, FORECAST->quantiles[1])
NUMBER(q50, FORECAST->quantiles[2])
NUMBER(q75, FORECAST->quantiles[3])
NUMBER(q90, FORECAST->quantiles[4])
NUMBER(forecast_lambda, FORECAST->lambda)
NUMBER(forecast_aim, FORECAST->aim)
NUMBER(forecast_nearly, FORECAST->nearly)
NUMBER(prior_aim, FORECAST->prior_aim)
NUMBER(single_low, FORECAST->single_low)
NUMBER(single_high, FORECAST->single_high)

static sheet_cell get_date(const void *row)
{
    return sheet_period(ROW->job->dates[ROW->at]);
}

/* ---- before and after ---- */

static const upw_its_terms *terms_of(const void *row)
{
    const upw_its *const its = &RESULT->its;
    const upw_its_terms *const all[TRAJECTORY_METHODS] = { &its->reml, &its->ols,           &its->newey_west,
                                                           &its->ml,   &its->prais_winsten, NULL };
    return all[ROW->at];
}

static sheet_cell get_method(const void *row)
{
    static const char *const methods[TRAJECTORY_METHODS] = { "gls_reml", "ols",           "newey_west",
                                                             "gls_ml",   "prais_winsten", "durbin_watson" };
    return sheet_text(text_of(methods[ROW->at]));
}

static double its_b(const void *row, upw_its_term term)
{
    const upw_its_terms *const terms = terms_of(row);
    if (terms == NULL)
        return term == UPW_ITS_LEVEL ? RESULT->its.durbin_watson : NAN;
    return terms->b[term];
}

static double its_se(const void *row, upw_its_term term)
{
    const upw_its_terms *const terms = terms_of(row);
    return terms != NULL ? terms->se[term] : NAN;
}

NUMBER(b0, its_b(row, UPW_ITS_LEVEL))
NUMBER(b1, its_b(row, UPW_ITS_SLOPE))
NUMBER(b_level, its_b(row, UPW_ITS_LEVEL_CHANGE))
NUMBER(b_slope, its_b(row, UPW_ITS_SLOPE_CHANGE))
NUMBER(se0, its_se(row, UPW_ITS_LEVEL))
NUMBER(se1, its_se(row, UPW_ITS_SLOPE))
NUMBER(se_level, its_se(row, UPW_ITS_LEVEL_CHANGE))
NUMBER(se_slope, its_se(row, UPW_ITS_SLOPE_CHANGE))
NUMBER(its_rho, ROW->at == 2 ? (double)RESULT->its.lags : terms_of(row) != NULL ? terms_of(row)->rho : NAN)
NUMBER(level_low, ROW->at == 0 ? RESULT->its.low[UPW_ITS_LEVEL_CHANGE] : NAN)
NUMBER(level_high, ROW->at == 0 ? RESULT->its.high[UPW_ITS_LEVEL_CHANGE] : NAN)
NUMBER(slope_low, ROW->at == 0 ? RESULT->its.low[UPW_ITS_SLOPE_CHANGE] : NAN)
NUMBER(slope_high, ROW->at == 0 ? RESULT->its.high[UPW_ITS_SLOPE_CHANGE] : NAN)
INTEGER(its_before, RESULT->its.n_before)
INTEGER(its_after, RESULT->its.n_after)
INTEGER(left_out, RESULT->its.n_left_out)
INTEGER(season, RESULT->its.has_season)

/* ---- the tables ---- */

#define WHOSE                                                                                                          \
    { "indicator", get_indicator },                                                                                    \
    {                                                                                                                  \
        "organisation", get_organisation                                                                               \
    }

static const sheet_column series_columns[] = {
    { "series", get_series },
    { "per_year", get_per_year },
    { "n_baseline", get_n_baseline },
    { "horizon", get_horizon },
    { "shape", get_shape },
    { "start", get_start },
    { "aim", get_aim },
    { "params", get_params },
    { "direction", get_direction },
    { "sigma_hat", get_sigma },
    { "baseline_mean", get_mean },
    { "k", get_k },
    { "h", get_h },
    { "cap", get_cap },
    { "exit", get_exit },
    { "n80_vs_nothing", get_n80 },
    { "red_months_expected_if_on_plan", get_reds_expected },
    { "red_seen", get_reds },
    { "first_behind", get_first_behind },
    { "first_ahead", get_first_ahead },
    { "verdict", get_verdict },
    { "since", get_since },
    { "tells_from", get_tells_from },
    { "n", get_n },
    { "from", get_from },
    { "arrival", get_arrival },
    { "rho", get_rho },
    { "factor", get_factor },
    WHOSE,
    { "words", get_words },
};

static const sheet_column point_columns[] = {
    { "series", get_series },
    { "i", get_i },
    { "t", get_t },
    { "y", get_y },
    { "plan", get_plan },
    { "g", get_g },
    { "r", get_r },
    { "c_minus", get_c_minus },
    { "c_plus", get_c_plus },
    { "above_dip", get_above_dip },
    { "verdict", get_point_verdict },
    { "outside_3sigma", get_outside },
    { "power_vs_nothing", get_power },
    { "straight_line", get_line },
    { "rag", get_light },
    { "p_red_if_on_plan", get_p_red },
    { "p_green_if_on_plan", get_p_green },
    { "period", get_period },
    { "band_low", get_low },
    { "band_high", get_high },
    { "h", get_point_h },
    WHOSE,
};

static const sheet_column fit_columns[] = {
    { "series", get_series },
    { "n", get_fit_n },
    { "start", get_start },
    { "aim", get_aim },
    { "sigma", get_fit_sigma },
    { "prior_mean_y0", get_prior_mean_y0 },
    { "prior_sd_y0", get_prior_sd_y0 },
    { "prior_mean_A", get_prior_mean_A },
    { "prior_sd_A", get_prior_sd_A },
    { "map_Q", get_map_Q },
    { "map_y0", get_map_y0 },
    { "map_A", get_map_A },
    { "map_D", get_map_D },
    { "map_tr", get_map_tr },
    { "map_tb", get_map_tb },
    { "map_T", get_map_T },
    { "lap_sd_y0", get_lap_sd_y0 },
    { "lap_sd_A", get_lap_sd_A },
    { "lap_sd_logD", get_lap_sd_logD },
    { "lap_sd_logtr", get_lap_sd_logtr },
    { "ess", get_ess },
    { "log_ml_J", get_log_ml_J },
    { "log_ml_flat", get_log_ml_flat },
    { "p_flat", get_p_flat },
    { "lambda", get_lambda },
    { "p_aim", get_p_aim },
    { "p_90pct", get_p_nearly },
    { "statement", get_statement },
    { "prior_D", get_prior_D },
    { "prior_tr", get_prior_tr },
    { "prior_tb", get_prior_tb },
    { "prior_T", get_prior_T },
    { "from", get_from },
    { "arrival", get_arrival },
    WHOSE,
    { "words", get_words },
};

static const sheet_column forecast_columns[] = {
    { "series", get_series },
    { "t", get_forecast_t },
    { "prior_mean", get_prior_mean },
    { "prior_sd", get_prior_sd },
    { "post_mean", get_post_mean },
    { "post_sd", get_post_sd },
    { "q10", get_q10 },
    { "q25", get_q25 },
    { "q50", get_q50 },
    { "q75", get_q75 },
    { "q90", get_q90 },
    { "lambda", get_forecast_lambda },
    { "p_aim", get_forecast_aim },
    { "p_90pct_journey", get_forecast_nearly },
    { "p_aim_prior", get_prior_aim },
    { "period", get_date },
    { "single_q10", get_single_low },
    { "single_q90", get_single_high },
    { "p_flat", get_p_flat },
    { "ess", get_ess },
    WHOSE,
};

static const sheet_column its_columns[] = {
    { "series", get_series },
    { "method", get_method },
    { "b0", get_b0 },
    { "b1", get_b1 },
    { "b_level", get_b_level },
    { "b_slope", get_b_slope },
    { "se0", get_se0 },
    { "se1", get_se1 },
    { "se_level", get_se_level },
    { "se_slope", get_se_slope },
    { "rho", get_its_rho },
    { "level_low", get_level_low },
    { "level_high", get_level_high },
    { "slope_low", get_slope_low },
    { "slope_high", get_slope_high },
    { "n_before", get_its_before },
    { "n_after", get_its_after },
    { "n_left_out", get_left_out },
    { "season", get_season },
    WHOSE,
};

const trajectory_columns *trajectory_get_columns(const trajectory_job *job)
{
    static const trajectory_columns points = { point_columns, sizeof point_columns / sizeof *point_columns };
    static const trajectory_columns all[TRAJECTORY_MODE_COUNT] = {
        [TRAJECTORY_JUDGE] = { series_columns, sizeof series_columns / sizeof *series_columns },
        [TRAJECTORY_FIT] = { fit_columns, sizeof fit_columns / sizeof *fit_columns },
        [TRAJECTORY_FORECAST] = { forecast_columns, sizeof forecast_columns / sizeof *forecast_columns },
        [TRAJECTORY_ITS] = { its_columns, sizeof its_columns / sizeof *its_columns },
    };
    return job->mode == TRAJECTORY_JUDGE && job->settings->by == TRAJECTORY_BY_POINT ? &points : &all[job->mode];
}

size_t trajectory_count_rows(const trajectory_job *job, const trajectory_result *result)
{
    if (job->mode == TRAJECTORY_JUDGE)
        return job->settings->by == TRAJECTORY_BY_POINT ? result->path.series.n : 1;
    return job->mode == TRAJECTORY_FORECAST ? job->n_dates : job->mode == TRAJECTORY_ITS ? TRAJECTORY_METHODS : 1;
}
