/* The pictures of `upward trajectory` and `upward plan`: a path, a fan, before and after. */
#include "cli/trajectory_picture.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* Columns over the baseline and the path up to `n` periods. */
typedef struct frame {
    size_t start, n;
    period *periods;
    double *values;
} frame;

static double *make_column(size_t n, upw_arena *arena)
{
    double *const column = MEMORY_TAKE(arena, double, n);
    for (size_t i = 0; i < n; i++)
        column[i] = NAN;
    return column;
}

static frame make_frame(const path_series *p, size_t n_after, upw_arena *arena)
{
    frame f = { .start = p->series.n_baseline, .n = p->series.n_baseline + n_after };
    f.periods = MEMORY_TAKE(arena, period, f.n + 1);
    f.values = make_column(f.n + 1, arena);
    for (size_t i = 0; i < f.n; i++) {
        f.periods[i] = path_get_period(&p->calendar, (int64_t)i - (int64_t)f.start + 1);
        f.values[i] = i < f.start                 ? p->series.baseline[i]
                      : i - f.start < p->series.n ? p->series.values[i - f.start]
                                                  : NAN;
    }
    return f;
}

static size_t period_at(const path_series *p, double years)
{
    return (size_t)fmax(1, floor(years * p->calendar.per_year + 1e-9));
}

static text title_of(const path_series *p, const char *finding, upw_arena *arena)
{
    return p->key.id.len > 0 ? memory_format(arena, "%.*s: %s", TEXT_ARGS(p->key.id), finding)
                             : memory_format(arena, "%s", finding);
}

static text subtitle_of(const path_series *p, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 1000);
    buffer_add_literal(&b, "Agreed path: ");
    buffer_add(&b, text_of(upw_trajectory_get_shape(p->plan.plan.shape)->words));
    if (p->unit.words.len > 0) {
        buffer_add_literal(&b, "; ");
        unit_add_name(&b, p->unit);
    }
    const text words = memory_copy_text(arena, buffer_text(&b));
    buffer_clear(&b);
    return words;
}

void trajectory_draw_path(buffer *out, const path_series *p, const trajectory_marks *marks, upw_arena *arena)
{
    const size_t horizon = p->judgement.horizon > p->series.n ? p->judgement.horizon : p->series.n;
    const frame f = make_frame(p, horizon, arena);
    double *const plan = make_column(f.n, arena), *const low = make_column(f.n, arena);
    double *const high = make_column(f.n, arena);
    bool *const exceptional = MEMORY_TAKE(arena, bool, f.n);
    uint8_t *const lights = MEMORY_TAKE(arena, uint8_t, f.n);
    static const uint8_t of_light[UPW_LIGHT_COUNT] = { CHART_LIGHT_RED, CHART_LIGHT_AMBER, CHART_LIGHT_GREEN,
                                                       CHART_LIGHT_NONE };
    for (size_t i = f.start; i < f.n; i++) {
        const size_t k = i - f.start;
        plan[i] = upw_trajectory_find_level(&p->plan.plan, (double)(k + 1) / p->calendar.per_year);
        low[i] = plan[i] - 3 * p->judgement.sigma;
        high[i] = plan[i] + 3 * p->judgement.sigma;
        if (k >= p->series.n)
            continue;
        exceptional[i] = p->points != NULL && p->points[k].is_exceptional;
        lights[i] = marks->lights != NULL ? of_light[marks->lights[k].light] : CHART_LIGHT_NONE;
    }
    const bool is_j = p->plan.plan.shape == UPW_TRAJECTORY_JCURVE;
    const chart_trajectory it = {
        .head = { .title = title_of(p, marks->finding, arena),
                  .subtitle = subtitle_of(p, arena),
                  .description = marks->description,
                  .id = TEXT("path"),
                  .footnote = TEXT("The band is three standard deviations of ordinary variation. A point outside is "
                                   "marked and sets no verdict.") },
        .unit = p->unit,
        .n = f.n,
        .periods = f.periods,
        .start = f.start,
        .values = p->series.n > 0 || p->series.n_baseline > 0 ? f.values : NULL,
        .plan = plan,
        .lower = low,
        .upper = high,
        .is_exceptional = exceptional,
        .start_level = p->plan.plan.start,
        .aim = p->plan.plan.aim,
        .worst = is_j ? f.start + period_at(p, p->plan.plan.bottom) - 1 : 0,
        .back = is_j ? f.start + period_at(p, p->plan.plan.upturn) - 1 : 0,
        .tells_from = p->judgement.tells_from > 0 ? f.start + p->judgement.tells_from - 1 : 0,
        .verdict = p->series.n > 0 ? text_of(marks->verdict) : (text){ "", 0 },
        .lights = marks->lights != NULL && p->series.n > 0 ? lights : NULL,
    };
    chart_begin_file(out);
    chart_draw_trajectory(out, &it);
}

/* ---- the fan --------------------------------------------------------------------------------------------------------
 */

enum { FAN_STEPS = 24 };

/* Quantiles for periods after the last result: every few of them, and straight lines between. */
static bool fill_fan(const trajectory_job *job, const trajectory_result *r, frame *f, double *const fan[5],
                     upw_arena *arena, upw_error *error)
{
    const path_series *const p = &r->path;
    const size_t from = f->start + p->series.n, n = f->n - from;
    const size_t step = n / FAN_STEPS + 1, n_knots = n / step + 2;
    upw_trajectory_forecast *const knots = MEMORY_TAKE(arena, upw_trajectory_forecast, n_knots);
    upw_trajectory_fit fit;
    for (size_t k = 0; k < n_knots; k++)
        knots[k].time = (double)(p->series.n + 1 + k * step) / p->calendar.per_year;
    if (!upw_trajectory_fit_path(&p->series, &p->plan.plan, job->draws, arena, knots, n_knots, &fit, error))
        return false;
    for (size_t i = from; i < f->n; i++) {
        const size_t k = (i - from) / step;
        const double part = (double)((i - from) % step) / (double)step;
        for (size_t q = 0; q < UPW_TRAJECTORY_QUANTILES; q++)
            fan[q][i] = knots[k].quantiles[q] + part * (knots[k + 1].quantiles[q] - knots[k].quantiles[q]);
    }
    return true;
}

static bool draw_fan(buffer *out, const trajectory_job *job, const trajectory_result *r, upw_arena *arena,
                     upw_error *error)
{
    const path_series *const p = &r->path;
    size_t last = period_at(p, p->plan.plan.arrival);
    for (size_t i = 0; i < job->n_dates; i++)
        last = (size_t)fmax((double)last, r->forecasts[i].time * p->calendar.per_year + 0.5);
    last = last > p->series.n ? last : p->series.n + 1;
    frame f = make_frame(p, last, arena);
    double *fan[UPW_TRAJECTORY_QUANTILES], *const plan = make_column(f.n, arena);
    for (size_t q = 0; q < UPW_TRAJECTORY_QUANTILES; q++)
        fan[q] = make_column(f.n, arena);
    for (size_t i = f.start; i < f.n; i++)
        plan[i] = upw_trajectory_find_level(&p->plan.plan, (double)(i - f.start + 1) / p->calendar.per_year);
    if (!fill_fan(job, r, &f, fan, arena, error))
        return false;
    const char *const finding = upw_trajectory_outlook_text(r->fit.outlook);
    const chart_fan it = {
        .head = { .title = title_of(
                      p, r->fit.outlook == UPW_TRAJECTORY_CANNOT_TELL ? "the data cannot tell yet" : finding, arena),
                  .subtitle = subtitle_of(p, arena),
                  .description = r->words,
                  .id = TEXT("fan"),
                  .footnote =
                      memory_format(arena,
                                    "At the planned arrival %.0f %% of this forecast comes from results, "
                                    "%.0f %% from the plan's assumptions.",
                                    100 * fmax(0, r->fit.arrival.lambda), 100 * (1 - fmax(0, r->fit.arrival.lambda))) },
        .unit = p->unit,
        .n = f.n,
        .periods = f.periods,
        .values = f.values,
        .plan = plan,
        .p10 = fan[0],
        .p25 = fan[1],
        .p50 = fan[2],
        .p75 = fan[3],
        .p90 = fan[4],
        .aim = p->plan.plan.aim,
        .arrival = f.start + period_at(p, p->plan.plan.arrival) - 1 < f.n
                       ? f.start + period_at(p, p->plan.plan.arrival) - 1
                       : 0,
        .statement = text_of(finding),
    };
    chart_begin_file(out);
    chart_draw_fan(out, &it);
    return true;
}

/* ---- before and after -----------------------------------------------------------------------------------------------
 */

static void draw_interrupted(buffer *out, const trajectory_result *r, upw_arena *arena)
{
    const path_series *const p = &r->path;
    const upw_its_terms *const terms = &r->its.reml;
    const frame f = make_frame(p, p->series.n, arena);
    double *const before = make_column(f.n, arena), *const after = make_column(f.n, arena);
    double *const counterfactual = make_column(f.n, arena);
    bool *const left_out = MEMORY_TAKE(arena, bool, f.n);
    const size_t resumes = r->its_input.n_before + r->its_input.n_left_out;
    for (size_t i = 0; i < f.n; i++) {
        const double line = terms->b[UPW_ITS_LEVEL] + terms->b[UPW_ITS_SLOPE] * (double)(i + 1);
        left_out[i] = i >= r->its_input.n_before && i < resumes;
        if (i < r->its_input.n_before)
            before[i] = line;
        else
            counterfactual[i] = line;
        if (i >= resumes)
            after[i] = line + terms->b[UPW_ITS_LEVEL_CHANGE] + terms->b[UPW_ITS_SLOPE_CHANGE] * (double)(i - resumes);
    }
    const bool level = r->its.low[UPW_ITS_LEVEL_CHANGE] > 0 || r->its.high[UPW_ITS_LEVEL_CHANGE] < 0;
    const bool slope = r->its.low[UPW_ITS_SLOPE_CHANGE] > 0 || r->its.high[UPW_ITS_SLOPE_CHANGE] < 0;
    const chart_interrupted it = {
        .head = { .title = title_of(p,
                                    level && slope ? "level and slope changed"
                                    : level        ? "the level changed"
                                    : slope        ? "the slope changed"
                                                   : "no change that the data can tell",
                                    arena),
                  .subtitle = TEXT("Before and after, with where the first line would have gone"),
                  .description = r->words,
                  .id = TEXT("its"),
                  .footnote = TEXT("One body without a comparison cannot rule out that everyone changed.") },
        .unit = p->unit,
        .n = f.n,
        .periods = f.periods,
        .values = f.values,
        .is_left_out = left_out,
        .change = f.start,
        .before = before,
        .after = after,
        .counterfactual = counterfactual,
        .level_low = r->its.low[UPW_ITS_LEVEL_CHANGE],
        .level_high = r->its.high[UPW_ITS_LEVEL_CHANGE],
    };
    chart_begin_file(out);
    chart_draw_interrupted(out, &it);
}

bool trajectory_add_picture(buffer *out, const trajectory_job *job, trajectory_result *result, upw_arena *arena,
                            upw_error *error)
{
    static const char *const findings[UPW_TRAJECTORY_VERDICT_COUNT] = {
        [UPW_TRAJECTORY_TOO_EARLY] = "too early to tell",   [UPW_TRAJECTORY_ON_CURVE] = "on its agreed curve",
        [UPW_TRAJECTORY_BEHIND] = "behind its agreed path", [UPW_TRAJECTORY_AHEAD] = "ahead of its agreed path",
        [UPW_TRAJECTORY_NO_VERDICT] = "no verdict",
    };
    if (job->mode == TRAJECTORY_ITS) {
        draw_interrupted(out, result, arena);
        return true;
    }
    if (job->mode != TRAJECTORY_JUDGE)
        return draw_fan(out, job, result, arena, error);
    const upw_trajectory_verdict verdict = result->path.judgement.verdict;
    trajectory_draw_path(out, &result->path,
                         &(trajectory_marks){ .finding = findings[verdict],
                                              .verdict = verdict == UPW_TRAJECTORY_TOO_EARLY
                                                             ? "too early to tell"
                                                             : upw_trajectory_verdict_text(verdict),
                                              .description = result->words,
                                              .lights = result->lights },
                         arena);
    return true;
}
