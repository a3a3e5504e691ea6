/* Agreed paths: shapes, limits, power, verdicts, estimates, forecasts, before and after. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "table/plans.h"
#include "upward/trajectory.h"

enum { YEARS = 7, OTHER_SEED = 77 };

/* Everything that is computed once for several rows. */
typedef struct known {
    text name;
    upw_trajectory_plan plan;
    double *values;
    upw_trajectory_series series;
    upw_trajectory_judgement judgement;
    upw_trajectory_point *points;
    upw_trajectory_light *lights;
    upw_trajectory_fit fit;
    upw_trajectory_forecast forecasts[YEARS], others[YEARS];
    upw_its its;
    const upw_trajectory_draws *draws, *other_draws;
} known;

static known now;

static bool is_new(text name)
{
    if (now.name.at != NULL && text_equal(now.name, name))
        return false;
    now.name = name;
    return true;
}

static upw_trajectory_plan read_plan(const cases *c, size_t row)
{
    upw_error error = { 0 };
    upw_trajectory_plan plan = { 0 };
    if (!plans_parse_shape(cases_text(c, row, "shape"), &plan.shape, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    plan.start = cases_number(c, row, "start");
    plan.aim = cases_number(c, row, "aim");
    if (!plans_parse_parameters(cases_text(c, row, "params"), &plan, c->arena, &error) ||
        !upw_trajectory_complete_plan(&plan, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    return plan;
}

/* The row of another file of which `column` is `name`. */
static size_t find_row(const cells *file, const char *column, text name)
{
    const size_t at = cells_find(file, column);
    for (size_t i = 0; i < file->n_rows; i++)
        if (text_equal(cells_get(file, i, at), name))
            return i;
    cases_fail("%s has no %s \"%.*s\"", file->file, column, TEXT_ARGS(name));
}

/* The numbers `column` of the rows of which `key` is `name`, and whose `with`, if any, is `word`. */
static size_t read_values(const cells *file, const char *key, text name, const char *with, const char *word,
                          const char *column, double *out)
{
    size_t n = 0;
    for (size_t i = 0; i < file->n_rows; i++)
        if (text_equal(cells_get(file, i, cells_find(file, key)), name) &&
            (with == NULL || text_equal(cells_get(file, i, cells_find(file, with)), text_of(word))) &&
            !number_parse(cells_get(file, i, cells_find(file, column)), &out[n++]))
            cases_fail("%s, row %zu, %s: no number", file->file, i + 2, column);
    return n;
}

/* ---- shapes, limits, power ---- */

/* As the file has it: over the times that are listed in shape_values.csv. */
static double find_lowest(const cases *c, text name, const upw_trajectory_plan *plan)
{
    cells values;
    cases_read_beside(c, "shape_values.csv", &values);
    double *const times = MEMORY_TAKE(c->arena, double, values.n_rows);
    const size_t n = read_values(&values, "case", name, NULL, NULL, "t", times);
    double lowest = HUGE_VAL;
    for (size_t i = 0; i < n; i++)
        lowest = fmin(lowest, upw_trajectory_find_share(plan, times[i]));
    return lowest;
}

static void answer_shape(cases *c, size_t row)
{
    const upw_trajectory_plan plan = read_plan(c, row);
    const double lowest = find_lowest(c, cases_text(c, row, "case"), &plan);
    cases_put(c, "steepest_12m_share", upw_trajectory_outline_plan(&plan).steepest_share);
    cases_put(c, "lowest_g", lowest);
    cases_put(c, "lowest_y", plan.start + (plan.aim - plan.start) * lowest);
}

static void answer_value(cases *c, size_t row)
{
    const text name = cases_text(c, row, "case");
    if (is_new(name)) {
        cases other = *c;
        cases_read_beside(c, "shape_cases.csv", &other.file);
        now.plan = read_plan(&other, find_row(&other.file, "case", name));
    }
    const double t = cases_number(c, row, "t");
    cases_put(c, "g", upw_trajectory_find_share(&now.plan, t));
    cases_put(c, "y", upw_trajectory_find_level(&now.plan, t));
}

static void answer_limit(cases *c, size_t row)
{
    const bool is_known = text_equal(cases_text(c, row, "n_baseline"), TEXT("known"));
    double h;
    upw_error error = { 0 };
    if (!upw_trajectory_find_limit(is_known ? UPW_TRAJECTORY_KNOWN : (size_t)cases_number(c, row, "n_baseline"),
                                   (size_t)cases_number(c, row, "horizon"), &h, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "h", h);
}

static void answer_power(cases *c, size_t row)
{
    static const char *const words[UPW_TRAJECTORY_TRUTH_COUNT] = {
        "on_plan",       "nothing",           "stuck_at_bottom", "half_speed",
        "one_year_late", "dip_twice_as_deep", "half_the_climb",  "straight_line_success",
    };
    const double journey = cases_number(c, row, "journey_in_sigma");
    const size_t truth = cases_find_word(cases_text(c, row, "truth"), words, UPW_TRAJECTORY_TRUTH_COUNT);
    const size_t n = (size_t)cases_number(c, row, "month");
    upw_trajectory_plan plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = 0, .aim = journey };
    double *const delta = MEMORY_TAKE(&c->scratch, double, n), *const power = MEMORY_TAKE(&c->scratch, double, n);
    upw_error error = { 0 };
    if (!upw_trajectory_complete_plan(&plan, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    for (size_t i = 0; i < n; i++)
        delta[i] = upw_trajectory_find_truth(&plan, (upw_trajectory_truth)truth, (double)(i + 1) / 12) -
                   upw_trajectory_find_level(&plan, (double)(i + 1) / 12);
    if (!upw_trajectory_find_power(delta, n, 8.32, &c->scratch, power, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "power", power[n - 1]);
}

/* ---- verdicts ---- */

static void judge(cases *c, text name, const upw_trajectory_plan *plan, double per_year, size_t horizon)
{
    cells baseline, expected;
    cases_read_beside(c, "judge_baseline.csv", &baseline);
    cases_read_beside(c, "judge_expected.csv", &expected);
    double *const before = MEMORY_TAKE(c->arena, double, baseline.n_rows);
    now.values = MEMORY_TAKE(c->arena, double, expected.n_rows);
    now.series = (upw_trajectory_series){ .baseline = before, .values = now.values, .per_year = per_year };
    now.series.n_baseline = read_values(&baseline, "series", name, NULL, NULL, "y", before);
    now.series.n = read_values(&expected, "series", name, NULL, NULL, "y", now.values);
    now.points = MEMORY_TAKE(c->arena, upw_trajectory_point, now.series.n);
    now.lights = MEMORY_TAKE(c->arena, upw_trajectory_light, now.series.n);
    const upw_trajectory_options options = { .horizon = horizon };
    upw_error error = { 0 };
    if (!upw_trajectory_judge(&now.series, plan, &options, &c->scratch, now.points, &now.judgement, &error))
        cases_fail("%.*s: %s", TEXT_ARGS(name), error.message);
    upw_trajectory_find_lights(plan, now.values, now.series.n, per_year, now.judgement.sigma, 0, now.lights);
}

static void put_month(cases *c, const char *column, size_t month)
{
    cases_put(c, column, month > 0 ? (double)month : NAN);
}

static void answer_judgement(cases *c, size_t row)
{
    const upw_trajectory_plan plan = read_plan(c, row);
    judge(c, cases_text(c, row, "series"), &plan, cases_number(c, row, "per_year"),
          (size_t)cases_number(c, row, "horizon"));
    const upw_trajectory_judgement *const j = &now.judgement;
    size_t reds = 0;
    for (size_t i = 0; i < now.series.n; i++)
        reds += now.lights[i].light == UPW_LIGHT_RED;
    cases_put(c, "n_baseline", (double)j->n_baseline);
    cases_put(c, "direction", plan.aim > plan.start ? 1 : -1);
    cases_put(c, "sigma_hat", j->sigma);
    cases_put(c, "baseline_mean", j->mean);
    cases_put(c, "k", 0.5);
    cases_put(c, "h", j->h);
    cases_put(c, "cap", j->h + 2);
    cases_put(c, "exit", j->h / 2);
    put_month(c, "n80_vs_nothing", j->tells_from);
    cases_put(c, "red_months_expected_if_on_plan", j->reds_expected);
    cases_put(c, "red_seen", (double)reds);
    put_month(c, "first_behind", j->behind_from);
    put_month(c, "first_ahead", j->ahead_from);
}

static void answer_point(cases *c, size_t row)
{
    const text name = cases_text(c, row, "series");
    if (is_new(name)) {
        cases other = *c;
        cases_read_beside(c, "judge_cases.csv", &other.file);
        const size_t at = find_row(&other.file, "series", name);
        now.plan = read_plan(&other, at);
        judge(c, name, &now.plan, cases_number(&other, at, "per_year"), (size_t)cases_number(&other, at, "horizon"));
    }
    const size_t i = (size_t)cases_number(c, row, "i") - 1;
    const upw_trajectory_point *const p = &now.points[i];
    cases_put(c, "t", (double)(i + 1) / now.series.per_year);
    cases_put(c, "plan", p->plan);
    cases_put(c, "g", p->share);
    cases_put(c, "r", p->residual);
    cases_put(c, "c_minus", p->c_minus);
    cases_put(c, "c_plus", p->c_plus);
    cases_put(c, "above_dip", p->is_above_dip);
    cases_put_text(c, "verdict", text_of(upw_trajectory_verdict_text(p->verdict)));
    cases_put(c, "outside_3sigma", p->is_exceptional);
    cases_put(c, "power_vs_nothing", p->power);
    cases_put(c, "straight_line", now.lights[i].line);
    cases_put_text(c, "rag", text_of(upw_light_text(now.lights[i].light)));
    cases_put(c, "p_red_if_on_plan", now.lights[i].red);
    cases_put(c, "p_green_if_on_plan", now.lights[i].green);
}

/* ---- estimates and forecasts ---- */

static void fit(cases *c, text name, double start, double aim)
{
    cells series;
    upw_error error = { 0 };
    cases_read_beside(c, "fit_series.csv", &series);
    double *const values = MEMORY_TAKE(c->arena, double, series.n_rows);
    const size_t n_before = read_values(&series, "case", name, "phase", "baseline", "y", values);
    const size_t n = read_values(&series, "case", name, "phase", "after", "y", values + n_before);
    now.series = (upw_trajectory_series){ values, n_before, values + n_before, n, 12, NULL };
    now.plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_JCURVE, .start = start, .aim = aim };
    for (size_t y = 0; y < YEARS; y++)
        now.forecasts[y].time = now.others[y].time = (double)(y + 1);
    upw_trajectory_fit other;
    if (now.draws == NULL)
        now.draws = upw_trajectory_make_draws(0, 0, c->arena, &error);
    if (now.other_draws == NULL)
        now.other_draws = upw_trajectory_make_draws(0, OTHER_SEED, c->arena, &error);
    if (now.draws == NULL || now.other_draws == NULL || !upw_trajectory_complete_plan(&now.plan, &error) ||
        !upw_trajectory_fit_path(&now.series, &now.plan, now.draws, &c->scratch, now.forecasts, YEARS, &now.fit,
                                 &error) ||
        !upw_trajectory_fit_path(&now.series, &now.plan, now.other_draws, &c->scratch, now.others, YEARS, &other,
                                 &error))
        cases_fail("%.*s: %s", TEXT_ARGS(name), error.message);
}

static void answer_fit(cases *c, size_t row)
{
    fit(c, cases_text(c, row, "case"), cases_number(c, row, "start"), cases_number(c, row, "aim"));
    const upw_trajectory_fit *const f = &now.fit;
    const struct {
        const char *column;
        double number;
    } answers[] = {
        { "n", (double)f->n },
        { "sigma", f->sigma },
        { "prior_mean_y0", f->prior_mean[0] },
        { "prior_sd_y0", f->prior_sd[0] },
        { "prior_mean_A", f->prior_mean[1] },
        { "prior_sd_A", f->prior_sd[1] },
        { "map_Q", f->q },
        { "map_y0", f->estimate.from },
        { "map_A", f->estimate.to },
        { "map_D", f->estimate.depth },
        { "map_tr", f->estimate.upturn },
        { "map_tb", f->estimate.bottom },
        { "map_T", f->estimate.arrival },
        { "lap_sd_y0", f->sd[0] },
        { "lap_sd_A", f->sd[1] },
        { "lap_sd_logD", f->sd[2] },
        { "lap_sd_logtr", f->sd[3] },
        { "ess", f->ess },
        { "log_ml_J", f->log_ml },
        { "log_ml_flat", f->log_ml_flat },
        { "p_flat", f->nothing },
        { "lambda_5y", f->arrival.lambda },
        { "p_aim_5y", f->arrival.aim },
        { "p_90pct_5y", f->arrival.nearly },
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        cases_put(c, answers[i].column, answers[i].number);
    cases_put_text(c, "statement_5y", text_of(upw_trajectory_outlook_text(f->outlook)));
}

static void answer_forecast(cases *c, size_t row)
{
    static const char *const quantiles[] = { "q10", "q25", "q50", "q75", "q90" };
    const text name = cases_text(c, row, "case");
    if (is_new(name)) {
        cases other = *c;
        cases_read_beside(c, "fit_expected.csv", &other.file);
        const size_t at = find_row(&other.file, "case", name);
        fit(c, name, cases_number(&other, at, "start"), cases_number(&other, at, "aim"));
    }
    const size_t year = (size_t)cases_number(c, row, "t") - 1;
    const upw_trajectory_forecast *const f = &now.forecasts[year];
    cases_put(c, "prior_mean", f->prior_mean);
    cases_put(c, "prior_sd", f->prior_sd);
    cases_put(c, "post_mean", f->mean);
    cases_put(c, "post_sd", f->sd);
    for (size_t k = 0; k < UPW_TRAJECTORY_QUANTILES; k++)
        cases_put(c, quantiles[k], f->quantiles[k]);
    cases_put(c, "lambda", f->lambda);
    cases_put(c, "p_aim", f->aim);
    cases_put(c, "p_90pct_journey", f->nearly);
    cases_put(c, "p_aim_prior", f->prior_aim);
    cases_put(c, "other_seed_mean", now.others[year].mean);
    cases_put(c, "other_seed_p_aim", now.others[year].aim);
}

/* ---- before and after ---- */

static void analyse(cases *c, text name)
{
    cells series;
    upw_error error = { 0 };
    cases_read_beside(c, "its_series.csv", &series);
    double *const values = MEMORY_TAKE(c->arena, double, series.n_rows);
    const size_t before = read_values(&series, "case", name, "D", "0", "y", values);
    const size_t after = read_values(&series, "case", name, "D", "1", "y", values + before);
    const upw_its_input input = { .values = values, .n = before + after, .n_before = before };
    if (!upw_its_analyse(&input, &c->scratch, &now.its, &error))
        cases_fail("%.*s: %s", TEXT_ARGS(name), error.message);
}

static void answer_its(cases *c, size_t row)
{
    static const char *const b[] = { "b0", "b1", "b_level", "b_slope" };
    static const char *const se[] = { "se0", "se1", "se_level", "se_slope" };
    static const char *const methods[] = {
        "ols", "newey_west", "gls_reml", "gls_ml", "prais_winsten", "durbin_watson"
    };
    if (is_new(cases_text(c, row, "case")))
        analyse(c, cases_text(c, row, "case"));
    const size_t method = cases_find_word(cases_text(c, row, "method"), methods, sizeof methods / sizeof *methods);
    const upw_its_terms *const terms[] = { &now.its.ols, &now.its.newey_west, &now.its.reml, &now.its.ml,
                                           &now.its.prais_winsten };
    if (method == 5) {
        cases_put(c, "b0", now.its.durbin_watson);
        return;
    }
    for (size_t k = 0; k < UPW_ITS_TERM_COUNT; k++) {
        cases_put(c, b[k], terms[method]->b[k]);
        cases_put(c, se[k], terms[method]->se[k]);
    }
    cases_put(c, "rho", method == 1 ? (double)now.its.lags : terms[method]->rho);
}

static const case_file files[] = {
    { "trajectory", "shape_cases.csv", { "case", "shape", "start", "aim", "params" }, answer_shape },
    { "trajectory", "shape_values.csv", { "case", "t" }, answer_value },
    { "trajectory", "h_table.csv", { "n_baseline", "horizon", "mc_se" }, answer_limit },
    { "trajectory", "power_markov.csv", { "journey_in_sigma", "truth", "month" }, answer_power },
    { "trajectory",
      "judge_cases.csv",
      { "series", "per_year", "horizon", "shape", "start", "aim", "params", "truth" },
      answer_judgement },
    { "trajectory", "judge_expected.csv", { "series", "i", "y" }, answer_point },
    { "trajectory", "fit_expected.csv", { "case", "truth", "start", "aim" }, answer_fit },
    { "trajectory", "fit_forecast.csv", { "case", "t" }, answer_forecast },
    { "trajectory", "its_expected.csv", { "case", "method" }, answer_its },
};

const case_family cases_of_trajectory = { files, sizeof files / sizeof *files };
