/* The pictures of `upward trajectory` and `upward plan`: a path, a fan, before and after. */
#include "cli/trajectory_picture.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

void trajectory_draw_path(buffer *out, const path_series *path, const path_marks *marks, upw_arena *arena)
{
    const chart_trajectory it = path_make_chart(path, marks, arena);
    chart_begin_file(out);
    chart_draw_trajectory(out, &it);
}

/* ---- the fan --------------------------------------------------------------------------------------------------------
 */

enum { FAN_STEPS = 24 };

/* Quantiles for periods after the last result: every few of them, and straight lines between. */
static bool fill_fan(const trajectory_job *job, const trajectory_result *r, path_frame *f, double *const fan[5],
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
        for (size_t q = 0; q < UPW_TRAJECTORY_QUANTILES; q++) {
            const double at = knots[k].quantiles[q] + part * (knots[k + 1].quantiles[q] - knots[k].quantiles[q]);
            fan[q][i] = trajectory_keep_within_bounds(r, at);
        }
    }
    return true;
}

/* "unlikely to be nearly there by March 2022" */
static const char *write_outlook(const trajectory_result *r, upw_arena *arena)
{
    static const char *const beginnings[UPW_TRAJECTORY_OUTLOOK_COUNT] = {
        [UPW_TRAJECTORY_CANNOT_TELL] = "the data cannot tell yet",
        [UPW_TRAJECTORY_LIKELY] = "likely to be nearly there",
        [UPW_TRAJECTORY_IN_BALANCE] = "in the balance whether nearly there",
        [UPW_TRAJECTORY_UNLIKELY] = "unlikely to be nearly there",
    };
    char when[100];
    if (r->fit.outlook == UPW_TRAJECTORY_CANNOT_TELL)
        return beginnings[r->fit.outlook];
    path_name_period(&r->path.calendar, path_find_arrival(&r->path), when, sizeof when);
    return memory_format(arena, "%s by %s", beginnings[r->fit.outlook], when).at;
}

static bool draw_fan(buffer *out, const trajectory_job *job, const trajectory_result *r, upw_arena *arena,
                     upw_error *error)
{
    const path_series *const p = &r->path;
    size_t last = path_find_period(p, p->plan.plan.arrival);
    for (size_t i = 0; i < job->n_dates; i++)
        last = (size_t)fmax((double)last, r->forecasts[i].time * p->calendar.per_year + 0.5);
    last = last > p->series.n ? last : p->series.n + 1;
    path_frame f = path_make_frame(p, last, arena);
    double *fan[UPW_TRAJECTORY_QUANTILES], *const plan = path_make_column(f.n, arena);
    for (size_t q = 0; q < UPW_TRAJECTORY_QUANTILES; q++)
        fan[q] = path_make_column(f.n, arena);
    for (size_t i = f.start; i < f.n; i++)
        plan[i] = upw_trajectory_find_level(&p->plan.plan, (double)(i - f.start + 1) / p->calendar.per_year);
    if (!fill_fan(job, r, &f, fan, arena, error))
        return false;
    const char *const outlook = upw_trajectory_outlook_text(r->fit.outlook);
    const chart_fan it = {
        .head = { .title =
                      path_write_title(&(path_marks){ .name = p->key.id, .finding = write_outlook(r, arena) }, arena),
                  .subtitle = path_write_subtitle(p, arena),
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
        .arrival = f.start + path_find_period(p, p->plan.plan.arrival) - 1 < f.n
                       ? f.start + path_find_period(p, p->plan.plan.arrival) - 1
                       : 0,
        .statement = text_of(outlook),
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
    const path_frame f = path_make_frame(p, p->series.n, arena);
    double *const before = path_make_column(f.n, arena), *const after = path_make_column(f.n, arena);
    double *const counterfactual = path_make_column(f.n, arena);
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
        .head = { .title = path_write_title(&(path_marks){ .name = p->key.id,
                                                           .finding = level && slope ? "level and slope changed"
                                                                      : level        ? "the level changed"
                                                                      : slope        ? "the slope changed"
                                                                              : "no change that the data can tell" },
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
    if (job->mode == TRAJECTORY_ITS) {
        draw_interrupted(out, result, arena);
        return true;
    }
    if (job->mode != TRAJECTORY_JUDGE)
        return draw_fan(out, job, result, arena, error);
    const upw_trajectory_verdict verdict = result->path.judgement.verdict;
    trajectory_draw_path(out, &result->path,
                         &(path_marks){ .finding = path_finding(verdict),
                                        .verdict = verdict == UPW_TRAJECTORY_TOO_EARLY
                                                       ? "too early to tell"
                                                       : upw_trajectory_verdict_text(verdict),
                                        .name = result->path.key.id,
                                        .description = result->words,
                                        .id = TEXT("path") },
                         arena);
    return true;
}
