/* From rows of a table to the grid of an agreed path. */
#include "report/path.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"

enum { PERIODS_MAX = 100000 };

static const double WEEKS_A_YEAR = 365.2425 / 7;

static int32_t months_of(int32_t day)
{
    const civil_date date = civil_from_days(day);
    return date.year * 12 + date.month - 1;
}

/* Steps of the grid from its zero; the kind of `when` is that of the calendar. */
static int32_t step_of(const path_calendar *c, period when)
{
    const int32_t start = period_get_start(when);
    if (c->kind == PERIOD_NUMBER)
        return start;
    if (c->is_weekly)
        return (start - c->day) / 7 - ((start - c->day) % 7 < 0);
    const int32_t months = months_of(start);
    return c->per_year == 12 ? months : c->per_year == 4 ? months / 3 : months / 12;
}

bool path_find_position(const path_calendar *calendar, period when, int64_t *n)
{
    const period_kind kind = period_get_kind(when);
    const bool is_dated = kind != PERIOD_NUMBER;
    if (is_dated != (calendar->kind != PERIOD_NUMBER))
        return false;
    *n = (int64_t)step_of(calendar, when) - calendar->from + 1;
    return true;
}

period path_get_period(const path_calendar *c, int64_t n)
{
    const int64_t step = c->from + n - 1;
    if (c->kind == PERIOD_NUMBER)
        return period_make((int32_t)(step < PERIOD_START_MAX ? step : PERIOD_START_MAX), PERIOD_NUMBER);
    if (c->is_weekly)
        return period_make((int32_t)(c->day + 7 * step), c->kind);
    const int64_t months = c->per_year == 12 ? step : c->per_year == 4 ? 3 * step : 12 * step;
    const bool is_financial = c->kind == PERIOD_FINANCIAL_YEAR;
    const civil_date date = { .year = (int32_t)(months / 12),
                              .month = (uint8_t)(is_financial ? 4 : months % 12 + 1),
                              .day = 1 };
    const int32_t day = civil_to_days(date) + (c->kind == PERIOD_DAY ? c->day - 1 : 0);
    return period_make(day, c->kind);
}

static const char *noun_of(const path_calendar *c)
{
    if (c->kind == PERIOD_NUMBER && c->per_year != 12 && c->per_year != 4)
        return "period";
    return c->is_weekly ? "week" : c->per_year == 12 ? "month" : c->per_year == 4 ? "quarter" : "year";
}

void path_name_period(const void *calendar, size_t n, char *out, size_t room)
{
    const path_calendar *const c = calendar;
    if (c->kind == PERIOD_NUMBER) {
        snprintf(out, room, "%s %zu", noun_of(c), n);
        return;
    }
    buffer words;
    buffer_init(&words, 200);
    period named = path_get_period(c, (int64_t)n);
    if (c->kind == PERIOD_DAY && !c->is_weekly && c->day == 1) /* the first of a month stands for all of it */
        named = period_make(period_get_start(named), PERIOD_MONTH);
    period_add_for_people(&words, named);
    snprintf(out, room, "%.*s", TEXT_ARGS(buffer_text(&words)));
    buffer_clear(&words);
}

/* ---- which grid -----------------------------------------------------------------------------------------------------
 */

/* Days are months when they have one day of the month, weeks when they lie whole weeks apart. */
static bool find_day_grid(const period *periods, size_t n, path_calendar *c, upw_error *error)
{
    const int32_t first = period_get_start(periods[0]);
    const uint8_t day = civil_from_days(first).day;
    bool is_monthly = day <= 28, is_weekly = true;
    for (size_t i = 1; i < n; i++) {
        const int32_t start = period_get_start(periods[i]);
        is_monthly = is_monthly && civil_from_days(start).day == day;
        is_weekly = is_weekly && (start - first) % 7 == 0;
    }
    c->day = is_monthly ? day : first;
    c->is_weekly = !is_monthly;
    c->per_year = is_monthly ? 12 : WEEKS_A_YEAR;
    return is_monthly || is_weekly ||
           upw_fail(error, UPW_BAD_INPUT,
                    "a path is judged by the month, the quarter, the year or the week, and these days lie at other "
                    "distances");
}

static bool make_calendar(const period *periods, size_t n, const agreed_plan *plan, path_calendar *c, upw_error *error)
{
    *c = (path_calendar){ .kind = period_get_kind(periods[0]), .per_year = 12, .day = 1 };
    for (size_t i = 1; i < n; i++)
        if (period_get_kind(periods[i]) != c->kind)
            return upw_fail(error, UPW_BAD_INPUT, "its periods are of different kinds");
    if (c->kind == PERIOD_QUARTER)
        c->per_year = 4;
    else if (c->kind == PERIOD_FINANCIAL_YEAR || c->kind == PERIOD_YEAR)
        c->per_year = 1;
    else if (c->kind == PERIOD_NUMBER)
        c->per_year = plan->per_year > 0 ? plan->per_year : 12;
    else if (c->kind == PERIOD_DAY && !find_day_grid(periods, n, c, error))
        return false;
    if (!plan->has_from)
        return upw_fail(error, UPW_BAD_INPUT, "its plan does not say in the column from when the path starts");
    int64_t position;
    if (!path_find_position(c, plan->from, &position))
        return upw_fail(error, UPW_BAD_INPUT, "its plan starts at a %s, and its periods are %s",
                        c->kind == PERIOD_NUMBER ? "date" : "number", c->kind == PERIOD_NUMBER ? "numbers" : "dates");
    c->from = (int32_t)position; /* found with from = 0, which counts the first as 1 */
    c->from--;
    return true;
}

bool path_find_calendar(const series_table *table, size_t series, const agreed_plan *plan, path_calendar *out,
                        upw_error *error)
{
    const size_t from = table->offsets[series], to = table->offsets[series + 1];
    if (from == to)
        return upw_fail(error, UPW_TOO_FEW, "it has no values");
    return make_calendar(table->periods + from, to - from, plan, out, error);
}

/* ---- onto it --------------------------------------------------------------------------------------------------------
 */

typedef struct extent {
    int64_t first, last; /* positions */
} extent;

static bool find_extent(const series_table *t, size_t from, size_t to, const path_calendar *c, extent *out,
                        upw_error *error)
{
    if (!path_find_position(c, t->periods[from], &out->first) || !path_find_position(c, t->periods[to - 1], &out->last))
        return upw_fail(error, UPW_BAD_INPUT, "its periods are of different kinds");
    if (out->last - out->first >= PERIODS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "its periods span more than %d steps", PERIODS_MAX);
    return true;
}

static double *make_gaps(int64_t n, upw_arena *arena)
{
    double *const values = MEMORY_TAKE(arena, double, n > 0 ? (size_t)n : 1);
    for (int64_t i = 0; i < n; i++)
        values[i] = NAN;
    return values;
}

static bool place(const series_table *t, size_t from, size_t to, upw_arena *arena, path_series *out, upw_error *error)
{
    extent e = { 0, 0 };
    if (!find_extent(t, from, to, &out->calendar, &e, error))
        return false;
    const int64_t n_baseline = e.first < 1 ? 1 - e.first : 0; /* up to the start, though values may end before it */
    const int64_t n = e.last > 0 ? e.last : 0;
    if (n >= PERIODS_MAX || n_baseline >= PERIODS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "its periods span more than %d steps", PERIODS_MAX);
    double *const baseline = make_gaps(n_baseline, arena), *const values = make_gaps(n, arena);
    const bool has_counts = t->numerators != NULL && t->denominators != NULL;
    double *const numerators = has_counts ? make_gaps(n_baseline + n, arena) : NULL;
    double *const denominators = has_counts ? make_gaps(n_baseline + n, arena) : NULL;
    int64_t before = INT64_MIN;
    for (size_t i = from; i < to; i++) {
        int64_t at;
        if (!path_find_position(&out->calendar, t->periods[i], &at))
            return upw_fail(error, UPW_BAD_INPUT, "its periods are of different kinds");
        if (at == before)
            return upw_fail(error, UPW_BAD_INPUT, "it has two values for one %s", out->noun);
        before = at;
        if (at < 1)
            baseline[at - e.first] = t->values[i];
        else
            values[at - 1] = t->values[i];
        if (has_counts && !isnan(t->values[i])) {
            const int64_t k = at < 1 ? at - e.first : n_baseline + at - 1;
            numerators[k] = t->numerators[i];
            denominators[k] = t->denominators[i];
        }
    }
    out->series = (upw_trajectory_series){ .baseline = baseline,
                                           .n_baseline = (size_t)n_baseline,
                                           .values = values,
                                           .n = (size_t)n,
                                           .per_year = out->calendar.per_year };
    if (has_counts)
        out->series.sigmas = path_find_sigmas(&out->series, &(path_counts){ numerators, denominators }, arena);
    return true;
}

/* The mean of what stands before the start. */
static double mean_of(const double *values, size_t n)
{
    double sum = 0, first = NAN;
    size_t there = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) {
            first = there++ == 0 ? values[i] : first;
            sum += values[i] - first;
        }
    return there > 0 ? first + sum / (double)there : NAN;
}

bool path_place(const series_table *table, size_t series, const agreed_plan *plan, upw_arena *arena, path_series *out,
                upw_error *error)
{
    *out = (path_series){ .key = table->keys[series], .plan = *plan };
    if (!path_find_calendar(table, series, plan, &out->calendar, error))
        return false;
    out->noun = noun_of(&out->calendar);
    const bool is_share = out->key.has_percent_values || table->numerators != NULL;
    out->unit = plan->has_unit ? plan->unit : unit_parse(is_share ? TEXT("share") : TEXT(""));
    return place(table, table->offsets[series], table->offsets[series + 1], arena, out, error);
}

bool path_gather(const series_table *table, size_t series, const agreed_plan *plan, double rho, upw_arena *arena,
                 path_series *out, upw_error *error)
{
    if (!path_place(table, series, plan, arena, out, error) ||
        !path_fit_scale(out, out->key.has_percent_values || table->numerators != NULL, error))
        return false;
    out->options = (upw_trajectory_options){ plan->horizon, rho };
    if (!plan->has_start) {
        out->plan.plan.start = mean_of(out->series.baseline, out->series.n_baseline);
        out->plan.has_start = true;
        if (isnan(out->plan.plan.start))
            return upw_fail(error, UPW_TOO_FEW,
                            "it has no values before the start of its plan, from which the level at "
                            "the start would come");
    }
    return plans_complete(&out->plan, error);
}

bool path_judge(path_series *path, upw_trajectory_known *known, upw_arena *arena, upw_error *error)
{
    const upw_trajectory_series *const s = &path->series;
    path->points = MEMORY_TAKE(arena, upw_trajectory_point, s->n + 1);
    path->lights = MEMORY_TAKE(arena, upw_trajectory_light, s->n + 1);
    const bool is_judged = known != NULL ? upw_trajectory_judge_next(s, &path->plan.plan, &path->options, known, arena,
                                                                     path->points, &path->judgement, error)
                                         : upw_trajectory_judge(s, &path->plan.plan, &path->options, arena,
                                                                path->points, &path->judgement, error);
    if (!is_judged)
        return false;
    upw_trajectory_find_lights(&path->plan.plan, s->values, s->n, s->per_year, path->judgement.sigma, 0, path->lights);
    path->reds = 0;
    for (size_t i = 0; i < s->n; i++)
        path->reds += path->lights[i].light == UPW_LIGHT_RED;
    return true;
}
