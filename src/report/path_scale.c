/* Is a plan written in the scale of the values? A path from 70 to 90 beside shares from 0 to 1 would be judged like any
 * other, and every word on it would be wrong.
 *
 * Nobody can be certain: a body may agree to train twenty times as many people. So only levels are refused that lie
 * twenty times beyond what was ever seen, or shares of 200 % and more; an aim far off passes with a start that was
 * agreed beside it. */
#include <math.h>

#include "report/path.h"

static const double FAR = 20, WHOLE_TWICE = 2;

/* Of sizes without their sign. */
typedef struct extent {
    double smallest, largest;
} extent;

static void widen(extent *e, const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) {
            e->smallest = fmin(e->smallest, fabs(values[i]));
            e->largest = fmax(e->largest, fabs(values[i]));
        }
}

static extent find_extent(const upw_trajectory_series *s)
{
    extent e = { HUGE_VAL, 0 };
    widen(&e, s->baseline, s->n_baseline);
    widen(&e, s->values, s->n);
    return e;
}

static bool is_above(const extent *e, double level, bool is_share)
{
    return fabs(level) >= FAR * e->largest || (is_share && e->largest <= 1 && fabs(level) >= WHOLE_TWICE);
}

static bool is_below(const extent *e, double level)
{
    return fabs(level) > 0 && fabs(level) * FAR <= e->smallest;
}

static bool complain(const char *what, double level, const extent *e, upw_error *error)
{
    return upw_fail(error, UPW_BAD_INPUT,
                    "%s of its plan is %.4g, and its values lie between %.4g and %.4g: are both counted in the same "
                    "unit? Write the levels of a plan as the values are, %s",
                    what, level, e->smallest, e->largest,
                    fabs(level) > e->largest ? "shares as 70% or 0.7" : "without a percent sign where they have none");
}

static bool check(const path_series *path, bool is_share, upw_error *error)
{
    const upw_trajectory_plan *const plan = &path->plan.plan;
    const extent e = find_extent(&path->series);
    if (!(e.largest > 0))
        return true;
    if (path->plan.has_start && (is_above(&e, plan->start, is_share) || is_below(&e, plan->start)))
        return complain("the start", plan->start, &e, error);
    if (path->plan.has_start) {
        const extent both = { e.smallest, fmax(e.largest, fabs(plan->start)) };
        return !(is_share && both.largest <= 1 && is_above(&both, plan->aim, false)) ||
               complain("the aim", plan->aim, &e, error);
    }
    /* From 40 to 0.9 may be meant, where less is said to be better. */
    const bool is_tiny = path->plan.direction >= 0 && fabs(plan->aim) < 1 && is_below(&e, plan->aim);
    return !(is_above(&e, plan->aim, is_share) || is_tiny) || complain("the aim", plan->aim, &e, error);
}

/* With the unit % a level of 90 beside shares is 0.9: the values tell which of both was written down. */
bool path_fit_scale(path_series *path, bool is_share, upw_error *error)
{
    if (check(path, is_share, error))
        return true;
    if (path->unit.kind != UNIT_PERCENT)
        return false;
    path_series in_shares = *path;
    in_shares.plan.plan.start /= 100;
    in_shares.plan.plan.aim /= 100;
    if (!check(&in_shares, is_share, NULL))
        return false;
    *path = in_shares;
    path->unit = unit_parse(TEXT("share"));
    return true;
}
