/* report/path.h: a series of a table beside its agreed path, as the engine takes it. For commands and the report.
 *
 * The periods of a series are put on a grid of months, quarters, years, weeks or numbers; what stands before the first
 * period of the path is its baseline, gaps are missing values. */
#ifndef REPORT_PATH_H
#define REPORT_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "chart/pictures.h"
#include "table/indicators.h"
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
    upw_trajectory_light *lights;       /* what a straight-line light would have said of each; after path_judge */
    size_t reds;                        /* of them */
    const char *noun;                   /* "month" */
    unit unit;
} path_series;

/* Variation of its own for each value after the start, for shares whose denominators vary by more than a quarter: that
 * of a p-prime chart of the baseline (path_sigmas.c). NULL where the rows are no such shares. The counts are of
 * all periods, baseline first, NaN where there is none. */
typedef struct path_counts {
    const double *numerators, *denominators;
} path_counts;

const double *path_find_sigmas(const upw_trajectory_series *series, const path_counts *counts, upw_arena *arena);

/* The grid of a series whose path starts as the plan says. */
bool path_find_calendar(const series_table *table, size_t series, const agreed_plan *plan, path_calendar *out,
                        upw_error *error) UPW_MUST_CHECK;

/* Whether plan and values are counted in one scale (path_scale.c): 70 beside shares is refused, or with the unit % read
 * as 0.7. The start is still that of the file. */
bool path_fit_scale(path_series *path, bool is_share, upw_error *error) UPW_MUST_CHECK;

/* The series on its grid, before and after the start of the path; the levels of the plan are nobody's business yet. */
bool path_place(const series_table *table, size_t series, const agreed_plan *plan, upw_arena *arena, path_series *out,
                upw_error *error) UPW_MUST_CHECK;

/* Everything up to the judgement; memory belongs to the arena. `rho` as in upw_trajectory_options. Fails with
 * UPW_BAD_INPUT or UPW_TOO_FEW and a sentence without a place. */
bool path_gather(const series_table *table, size_t series, const agreed_plan *plan, double rho, upw_arena *arena,
                 path_series *out, upw_error *error) UPW_MUST_CHECK;

/* `known`: of one judgement after the other in one thread, for speed; points then carry no power. NULL: they do. */
bool path_judge(path_series *path, upw_trajectory_known *known, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* Correlation of neighbouring periods for each series of the table (upw_trajectory_options), pooled over the baselines
 * of its indicator's series with a plan: 0 where there are fewer than `bodies_min` of them. `tell` (NULL: nobody) is
 * told of each indicator. Fails with UPW_TOO_FEW. */
typedef void (*path_correlation_function)(text measure, double rho, size_t n_bodies);
bool path_find_correlations(const series_table *table, const plan_list *plans, const indicator_list *indicators,
                            size_t bodies_min, upw_arena *arena, path_correlation_function tell, const double **rhos,
                            upw_error *error) UPW_MUST_CHECK;

/* The path of a series: the one that the file of indicators (NULL: none) names for it, else plans_find. */
const agreed_plan *path_find_plan(const plan_list *plans, const indicator_list *indicators, const series_key *key);

/* The n-th period of the path (from 1; 0 and below are in the baseline), and how people call it. */
period path_get_period(const path_calendar *calendar, int64_t n);
void path_name_period(const void *calendar, size_t n, char *out, size_t room);

/* The position of a period on the grid: 1 is the first of the path. False when it is of another kind. */
bool path_find_position(const path_calendar *calendar, period when, int64_t *n);

/* The period of the path in which the aim is due, from 1. */
size_t path_find_arrival(const path_series *path);

/* Variation of the i-th period of the path, from 0: its own where the series has such, else that of the baseline. */
double path_get_sigma(const path_series *path, size_t i);

/* The verdict in sentences, with what a straight-line light would have said. */
text path_write_words(const path_series *path, upw_arena *arena);

/* "too early to tell", "behind its agreed path": after a name, in a title. */
const char *path_finding(upw_trajectory_verdict verdict);

/* The picture of a path; columns live in the arena. */
typedef struct path_marks {
    const char *finding; /* for the title */
    const char *verdict; /* beside the latest value */
    text name;           /* before the finding; may be empty */
    text description;
    text id;
} path_marks;

chart_trajectory path_make_chart(const path_series *path, const path_marks *marks, upw_arena *arena);

/* Its parts, for other pictures of the same series: the baseline and `n_after` periods of the path. */
typedef struct path_frame {
    size_t start, n;
    period *periods;
    double *values; /* NaN where there is none (yet) */
} path_frame;

path_frame path_make_frame(const path_series *path, size_t n_after, upw_arena *arena);
double *path_make_column(size_t n, upw_arena *arena);             /* of NaN */
size_t path_find_period(const path_series *path, double years);   /* the last period that ends by then, from 1 */
text path_write_title(const path_marks *marks, upw_arena *arena); /* "Hip waits: too early to tell" */
text path_write_subtitle(const path_series *path, upw_arena *arena);

#endif
