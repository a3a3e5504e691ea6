/* The picture of an agreed path. */
#include <math.h>

#include "base/memory.h"
#include "report/path.h"

double *path_make_column(size_t n, upw_arena *arena)
{
    double *const column = MEMORY_TAKE(arena, double, n);
    for (size_t i = 0; i < n; i++)
        column[i] = NAN;
    return column;
}

path_frame path_make_frame(const path_series *p, size_t n_after, upw_arena *arena)
{
    path_frame f = { .start = p->series.n_baseline, .n = p->series.n_baseline + n_after };
    f.periods = MEMORY_TAKE(arena, period, f.n + 1);
    f.values = path_make_column(f.n + 1, arena);
    for (size_t i = 0; i < f.n; i++) {
        f.periods[i] = path_get_period(&p->calendar, (int64_t)i - (int64_t)f.start + 1);
        f.values[i] = i < f.start                 ? p->series.baseline[i]
                      : i - f.start < p->series.n ? p->series.values[i - f.start]
                                                  : NAN;
    }
    return f;
}

size_t path_find_period(const path_series *p, double years)
{
    return (size_t)fmax(1, floor(years * p->calendar.per_year + 1e-9));
}

size_t path_find_arrival(const path_series *p)
{
    return (size_t)fmax(1, ceil(p->plan.plan.arrival * p->calendar.per_year - 1e-9));
}

text path_write_title(const path_marks *marks, upw_arena *arena)
{
    return marks->name.len > 0 ? memory_format(arena, "%.*s: %s", TEXT_ARGS(marks->name), marks->finding)
                               : text_of(marks->finding);
}

text path_write_subtitle(const path_series *p, upw_arena *arena)
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

chart_trajectory path_make_chart(const path_series *p, const path_marks *marks, upw_arena *arena)
{
    const size_t horizon = p->judgement.horizon > p->series.n ? p->judgement.horizon : p->series.n;
    const path_frame f = path_make_frame(p, horizon, arena);
    double *const plan = path_make_column(f.n, arena), *const low = path_make_column(f.n, arena);
    double *const high = path_make_column(f.n, arena);
    bool *const exceptional = MEMORY_TAKE(arena, bool, f.n);
    uint8_t *const lights = MEMORY_TAKE(arena, uint8_t, f.n);
    static const uint8_t of_light[UPW_LIGHT_COUNT] = { CHART_LIGHT_RED, CHART_LIGHT_AMBER, CHART_LIGHT_GREEN,
                                                       CHART_LIGHT_NONE };
    for (size_t i = f.start; i < f.n; i++) {
        const size_t k = i - f.start;
        plan[i] = upw_trajectory_find_level(&p->plan.plan, (double)(k + 1) / p->calendar.per_year);
        const double sigma = path_get_sigma(p, k);
        low[i] = plan[i] - 3 * sigma;
        high[i] = plan[i] + 3 * sigma;
        if (k >= p->series.n)
            continue;
        exceptional[i] = p->points != NULL && p->points[k].is_exceptional;
        lights[i] = p->lights != NULL ? of_light[p->lights[k].light] : CHART_LIGHT_NONE;
    }
    const bool is_j = p->plan.plan.shape == UPW_TRAJECTORY_JCURVE;
    return (chart_trajectory){
        .head = { .title = path_write_title(marks, arena),
                  .subtitle = path_write_subtitle(p, arena),
                  .description = marks->description,
                  .id = marks->id,
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
        .worst = is_j ? f.start + path_find_period(p, p->plan.plan.bottom) - 1 : 0,
        .back = is_j ? f.start + path_find_period(p, p->plan.plan.upturn) - 1 : 0,
        .tells_from = p->judgement.tells_from > 0 ? f.start + p->judgement.tells_from - 1 : 0,
        .verdict = p->series.n > 0 ? text_of(marks->verdict) : (text){ "", 0 },
        .lights = p->lights != NULL && p->series.n > 0 ? lights : NULL,
    };
}
