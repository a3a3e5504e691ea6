/* report/path.h: a series of a table beside its agreed path, as the engine takes it. For commands and the report.
 *
 * The periods of a series are put on a grid of months, quarters, years, weeks or numbers; what stands before the first
 * period of the path is its baseline, gaps are missing values. */
#ifndef REPORT_PATH_H
#define REPORT_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "table/plans.h"
#include "table/series.h"
#include "upward/trajectory.h"

/* How positions on the grid are called. */
typedef struct path_calendar {
    period_kind kind; /* of the series: names of later periods are made in it */
    bool is_weekly;   /* days that lie whole weeks apart */
    int32_t from;     /* the first period of the path, in steps of the grid */
    int32_t day;      /* of the month, or the day of the first period of weeks */
    double per_year;
} path_calendar;

typedef struct path_series {
    series_key key;
    agreed_plan plan; /* complete */
    path_calendar calendar;
    upw_trajectory_series series;
    upw_trajectory_options options;
    upw_trajectory_judgement judgement; /* after path_judge */
    upw_trajectory_point *points;       /* series.n of them, after path_judge */
    const char *noun;                   /* "month" */
    unit unit;
} path_series;

/* Everything up to the judgement; memory belongs to the arena. `rho` as in upw_trajectory_options. Fails with
 * UPW_BAD_INPUT or UPW_TOO_FEW and a sentence without a place. */
bool path_gather(const series_table *table, size_t series, const agreed_plan *plan, double rho, upw_arena *arena,
                 path_series *out, upw_error *error) UPW_MUST_CHECK;
bool path_judge(path_series *path, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* The n-th period of the path (from 1; 0 and below are in the baseline), and how people call it. */
period path_get_period(const path_calendar *calendar, int64_t n);
void path_name_period(const void *calendar, size_t n, char *out, size_t room);

/* The position of a period on the grid: 1 is the first of the path. False when it is of another kind. */
bool path_find_position(const path_calendar *calendar, period when, int64_t *n);

/* The verdict in a sentence. */
text path_write_verdict(const path_series *path, upw_arena *arena);

#endif
