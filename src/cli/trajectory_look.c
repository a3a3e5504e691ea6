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

/* Periods of a planned dip or lag, which a straight line would read as harm. */
static size_t count_left_out(const upw_trajectory_plan *plan, double per_year)
{
    const double until = plan->shape == UPW_TRAJECTORY_JCURVE                                            ? plan->upturn
                         : plan->shape == UPW_TRAJECTORY_LAG_LINE || plan->shape == UPW_TRAJECTORY_LAG_S ? plan->lag
                                                                                                         : 0;
    const double exact = until * per_year;
    return exact > 1 ? (size_t)ceil(exact - 1e-9) - 1 : 0;
}

static bool compare(const trajectory_job *job, bool has_plan, trajectory_result *out, upw_arena *arena)
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
        .n_left_out = has_plan ? count_left_out(plan_of(out), per_year) : 0,
        .season = job->settings->no_season || (per_year != 12 && per_year != 4) ? 0 : (size_t)per_year,
    };
    if (out->its_input.n_left_out > s->n)
        out->its_input.n_left_out = s->n;
    return upw_its_analyse(&out->its_input, arena, &out->its, &out->refusal);
}

/* The plan as it is for this date of change: that of the agreed path keeps its dip. */
static agreed_plan plan_from(const trajectory_job *job, const agreed_plan *plan, bool *has_plan)
{
    agreed_plan own = { .plan = { .shape = UPW_TRAJECTORY_LINE, .start = 0, .aim = 1, .arrival = 5 },
                        .has_start = true,
                        .unit = unit_parse(TEXT("")) };
    *has_plan = plan != NULL && plan->has_from && period_get_start(plan->from) == period_get_start(job->dates[0]);
    if (plan != NULL)
        own = *plan;
    own.from = job->dates[0];
    own.has_from = true;
    return own;
}

void trajectory_look(const trajectory_job *job, size_t series, const agreed_plan *plan, upw_trajectory_known *known,
                     upw_arena *arena, trajectory_result *out)
{
    *out = (trajectory_result){ .path.key = job->table.keys[series] };
    bool has_plan = true;
    agreed_plan own = { 0 };
    if (job->mode == TRAJECTORY_ITS) {
        own = plan_from(job, plan, &has_plan);
        plan = &own;
    }
    const double rho = job->rhos != NULL ? job->rhos[series] : job->settings->rho;
    if (path_gather(&job->table, series, plan, rho, arena, &out->path, &out->refusal))
        out->is_found = job->mode == TRAJECTORY_JUDGE ? path_judge(&out->path, known, arena, &out->refusal)
                        : job->mode == TRAJECTORY_ITS ? compare(job, has_plan, out, arena)
                                                      : estimate(job, out, arena);
    if (out->is_found)
        out->words = trajectory_write_words(job, out, arena);
}
