/* table/plans.h: the file of agreed paths, one row for each.
 *
 *   series, indicator, organisation   what the path is for, as in the table; empty: any
 *   plan        a name, by which the file of indicators may choose it; with a name alone it is for nothing else
 *   shape       line, step, lag_line, lag_s, dim, jcurve (when empty) or miles
 *   start       level at the start; empty: the mean of the baseline
 *   aim         level wanted
 *   from        first period of the path: values before it are the baseline
 *   params      years: "D=0.25;tb=1.25;tr=2.5;T=5", of milestones "kt=1/2.5/5;kg=-0.1/0/1"; what is left out has its
 *               default (upward/trajectory.h)
 *   improvement increase | decrease: the aim must lie on that side of the start (also found as direction)
 *   unit        what values are counted in
 *   horizon     periods that will be judged; empty: up to the arrival
 *   per_year    periods a year, where periods are numbers; 12 when empty
 *
 * Levels in the scale of the values, 95% or 0.95. Other columns are passed over. */
#ifndef TABLE_PLANS_H
#define TABLE_PLANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/error.h"
#include "upward/trajectory.h"

typedef struct agreed_plan {
    int64_t row; /* of its file */
    text name, series, indicator, organisation;
    upw_trajectory_plan plan; /* complete when has_start, else its start is NaN */
    text parameters;          /* as given */
    bool has_start;
    int direction; /* 1 more is better, -1 less; 0: not said */
    bool has_from;
    period from;
    unit unit;
    bool has_unit;
    size_t horizon;  /* 0: not given */
    double per_year; /* 0: not given */
} agreed_plan;

typedef struct plan_list {
    const char *file; /* for sentences */
    const agreed_plan *items;
    size_t n;
    const size_t *slots; /* item + 1 by what it is for; 0: free */
    size_t n_slots;      /* a power of two */
} plan_list;

/* "jcurve"; false with the names that there are. */
bool plans_parse_shape(text words, upw_trajectory_shape *out, upw_error *error) UPW_MUST_CHECK;

/* Whether a shape has a parameter called "D", "tb" … */
bool plans_has_parameter(upw_trajectory_shape shape, text name);

/* "D=0.25;T=5" into the plan, whose shape is set; milestones live in the arena. UPW_BAD_INPUT with a sentence without a
 * place: a name that the shape does not have, a number that is none. */
bool plans_parse_parameters(text words, upw_trajectory_plan *plan, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

bool plans_read(const char *path, period_order order, upw_arena *arena, plan_list *out,
                upw_error *error) UPW_MUST_CHECK;

/* Make the list ready to be searched; two plans for the same are refused. plans_read does it. */
bool plans_make_index(plan_list *list, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* The path of a series: the row for it, else for its indicator at its organisation, else for its indicator, else for
 * its organisation, else for all; NULL when there is none. */
const agreed_plan *plans_find(const plan_list *list, const series_key *key);

/* Of the plans of this name the one that fits the series (NULL: any) best; NULL when there is none. */
const agreed_plan *plans_find_named(const plan_list *list, text name, const series_key *key);

/* A row that names what is not in the data: UPW_BAD_INPUT with the nearest name. */
bool plans_check_used(const plan_list *list, const bool *is_used, const series_key *keys, size_t n,
                      upw_error *error) UPW_MUST_CHECK;

/* With a start at last: its defaults and constraints, and the side on which the aim lies. A sentence without a place.
 */
bool plans_complete(agreed_plan *plan, upw_error *error) UPW_MUST_CHECK;

#endif
