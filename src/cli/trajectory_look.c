/* One series beside its path: judged, estimated, forecast, or before and after. */
#include <math.h>

#include "base/memory.h"
#include "cli/trajectory_job.h"

static const upw_trajectory_plan *plan_of(const trajectory_result *r)
{
    return &r->path.plan.plan;
}

static bool estimate(const trajectory_job *job, trajectory_result *out, upw_arena *arena)
{
    for (size_t i = 0; i < job->n_dates; i++) {
        int64_t position;
        if (!path_find_position(&out->path.calendar, job->dates[i], &position))
            return upw_fail(&out->refusal, UPW_BAD_INPUT, "the date of a forecast is of another kind than its periods");
        if (position < 1)
            return upw_fail(&out->refusal, UPW_BAD_INPUT, "a forecast must be for a date after the start of the path");
        out->forecasts[i].time = (double)position / out->path.calendar.per_year;
    }
    return upw_trajectory_fit_path(&out->path.series, plan_of(out), job->draws, arena, out->forecasts, job->n_dates,
                                   &out->fit, &out->refusal);
}

/* When milestones leave the level of the start for good, in years; 0: at once. */
static double find_departure(const upw_trajectory_plan *plan)
{
    upw_trajectory_milestone before = { 0, 0 };
    double found = 0;
    for (size_t i = 0; i < plan->n_milestones; i++) {
        const upw_trajectory_milestone next = plan->milestones[i];
        if (next.share > 0 && before.share <= 0)
            found = before.time + (next.time - before.time) * before.share / (before.share - next.share);
        before = next;
    }
    return found;
}

/* Periods of a planned dip or lag, which a straight line would read as harm. */
static size_t count_left_out(const upw_trajectory_plan *plan, double per_year)
{
    const double until[UPW_TRAJECTORY_SHAPE_COUNT] = {
        [UPW_TRAJECTORY_STEP] = plan->arrival,
        [UPW_TRAJECTORY_LAG_LINE] = plan->lag,
        [UPW_TRAJECTORY_LAG_S] = plan->lag,
        [UPW_TRAJECTORY_JCURVE] = plan->upturn,
        [UPW_TRAJECTORY_MILES] = find_departure(plan),
    };
    const double exact = until[plan->shape] * per_year;
    return exact > 1 ? (size_t)ceil(exact - 1e-9) - 1 : 0;
}

static bool compare(const trajectory_job *job, trajectory_result *out, upw_arena *arena)
{
    const upw_trajectory_series *const s = &out->path.series;
    double *const values = MEMORY_TAKE(arena, double, s->n_baseline + s->n + 1);
    for (size_t i = 0; i < s->n_baseline + s->n; i++)
        values[i] = i < s->n_baseline ? s->baseline[i] : s->values[i - s->n_baseline];
    const double per_year = out->path.calendar.per_year;
    out->its_input = (upw_its_input){
        .values = values,
        .n = s->n_baseline + s->n,
        .n_before = s->n_baseline,
        .n_left_out = out->is_from_plan ? count_left_out(plan_of(out), per_year) : 0,
        .season = job->settings->no_season || (per_year != 12 && per_year != 4) ? 0 : (size_t)per_year,
    };
    if (out->its_input.n_left_out > s->n)
        out->its_input.n_left_out = s->n;
    return upw_its_analyse(&out->its_input, arena, &out->its, &out->refusal);
}

/* Before and after the date of change; an agreed path that starts there has its dip. */
static bool look_both_ways(const trajectory_job *job, size_t series, const agreed_plan *plan, upw_arena *arena,
                           trajectory_result *out)
{
    agreed_plan own = { .unit = unit_parse(TEXT("")) };
    if (plan != NULL)
        own = *plan;
    out->is_from_plan =
        plan != NULL && plan->has_from && period_get_start(plan->from) == period_get_start(job->dates[0]);
    own.from = job->dates[0];
    own.has_from = true;
    return path_place(&job->table, series, &own, arena, &out->path, &out->refusal) && compare(job, out, arena);
}

void trajectory_look(const trajectory_job *job, size_t series, const agreed_plan *plan, upw_trajectory_known *known,
                     upw_arena *arena, trajectory_result *out)
{
    *out = (trajectory_result){ .path.key = job->table.keys[series] };
    const double rho = job->rhos != NULL ? job->rhos[series] : job->settings->rho;
    if (job->mode == TRAJECTORY_ITS)
        out->is_found = look_both_ways(job, series, plan, arena, out);
    else if (path_gather(&job->table, series, plan, rho, arena, &out->path, &out->refusal))
        out->is_found = job->mode == TRAJECTORY_JUDGE ? path_judge(&out->path, known, arena, &out->refusal)
                                                      : estimate(job, out, arena);
    if (out->is_found)
        out->words = trajectory_write_words(job, out, arena);
}
