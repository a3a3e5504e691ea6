/* How far along is one meant to be? The shapes of agreed paths, as shares of the journey.
 *
 * Improvement that costs capability first: Repenning & Sterman 2001; Keating et al. 1999; the "productivity J-curve" of
 * Brynjolfsson, Rock & Syverson 2021. The formulas are in docs/methods/trajectory.md. */
#include "upward/trajectory.h"

#include <math.h>
#include <string.h>

#include "trajectory.h"

static double smooth(double u)
{
    return u * u * (3 - 2 * u);
}

/* Each of these is asked for 0 < t < T only. */
static double along_line(const upw_trajectory_plan *p, double t)
{
    return t / p->arrival;
}

static double along_step(const upw_trajectory_plan *p, double t)
{
    (void)p;
    (void)t;
    return 0;
}

static double along_lag_line(const upw_trajectory_plan *p, double t)
{
    return t <= p->lag ? 0 : (t - p->lag) / (p->arrival - p->lag);
}

static double along_lag_s(const upw_trajectory_plan *p, double t)
{
    return t <= p->lag ? 0 : smooth((t - p->lag) / (p->arrival - p->lag));
}

static double along_dim(const upw_trajectory_plan *p, double t)
{
    const double q = p->half / (p->arrival - 2 * p->half);
    return (1 + q) * t / (t + q * p->arrival);
}

static double along_jcurve(const upw_trajectory_plan *p, double t)
{
    const jcurve curve = jcurve_of(p->depth, p->bottom, p->upturn, p->arrival);
    return jcurve_share(&curve, t);
}

static double along_miles(const upw_trajectory_plan *p, double t)
{
    upw_trajectory_milestone before = { 0, 0 };
    for (size_t k = 0; k < p->n_milestones; k++) {
        const upw_trajectory_milestone next = p->milestones[k];
        if (t <= next.time)
            return before.share + (next.share - before.share) * (t - before.time) / (next.time - before.time);
        before = next;
    }
    return 1;
}

typedef struct shape {
    upw_trajectory_shape_facts facts;
    double (*along)(const upw_trajectory_plan *plan, double t);
} shape;

static const shape shapes[UPW_TRAJECTORY_SHAPE_COUNT] = {
    [UPW_TRAJECTORY_LINE] = { { "line", "the same gain every month", "T" }, along_line },
    [UPW_TRAJECTORY_STEP] = { { "step", "nothing, then all at once", "L T" }, along_step },
    [UPW_TRAJECTORY_LAG_LINE] = { { "lag_line", "nothing at first, then the same gain every month", "L T" },
                                  along_lag_line },
    [UPW_TRAJECTORY_LAG_S] = { { "lag_s", "nothing at first, then slow, fast, slow", "L T" }, along_lag_s },
    [UPW_TRAJECTORY_DIM] = { { "dim", "big gains first", "H T" }, along_dim },
    [UPW_TRAJECTORY_JCURVE] = { { "jcurve", "worse before better", "D tb tr T" }, along_jcurve },
    [UPW_TRAJECTORY_MILES] = { { "miles", "our own milestones", "kt kg T" }, along_miles },
};

const upw_trajectory_shape_facts *upw_trajectory_get_shape(upw_trajectory_shape which)
{
    return which < UPW_TRAJECTORY_SHAPE_COUNT ? &shapes[which].facts : NULL;
}

double upw_trajectory_find_share(const upw_trajectory_plan *plan, double time)
{
    if (!(time > 0))
        return isnan(time) ? NAN : 0;
    return time >= plan->arrival ? 1 : fmin(shapes[plan->shape].along(plan, time), 1);
}

double upw_trajectory_find_level(const upw_trajectory_plan *plan, double time)
{
    return plan->start + (plan->aim - plan->start) * upw_trajectory_find_share(plan, time);
}

/* ---- what cannot be -----------------------------------------------------------------------------------------------
 */

static const double OFFERED_UPTURN = 2.5;

static void put_defaults(upw_trajectory_plan *p)
{
    if (p->shape == UPW_TRAJECTORY_STEP) {
        p->arrival = p->arrival == 0 ? p->lag : p->arrival;
        p->lag = p->lag == 0 ? p->arrival : p->lag;
    }
    if (p->shape == UPW_TRAJECTORY_MILES && p->arrival == 0 && p->n_milestones > 0)
        p->arrival = p->milestones[p->n_milestones - 1].time;
    p->arrival = p->arrival == 0 ? 5 : p->arrival;
    if (p->shape != UPW_TRAJECTORY_JCURVE)
        return;
    p->depth = p->depth == 0 ? 0.25 : p->depth;
    p->upturn = p->upturn == 0 ? OFFERED_UPTURN : p->upturn;
    p->bottom = p->bottom == 0 ? p->upturn / 2 : p->bottom;
}

static bool check_milestones(const upw_trajectory_plan *p, upw_error *error)
{
    double last = 0;
    if (p->n_milestones == 0)
        return upw_fail(error, UPW_BAD_INPUT, "a path of milestones needs at least one");
    for (size_t k = 0; k < p->n_milestones; k++) {
        const upw_trajectory_milestone m = p->milestones[k];
        if (!(m.time > last) || !isfinite(m.time))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)k + 1,
                                "milestones must follow one another: the one at %.10g years does not come after %.10g",
                                m.time, last);
        if (!(m.share <= 1) || !isfinite(m.share))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)k + 1,
                                "a milestone cannot lie beyond the aim: the share at %.10g years is %.10g", m.time,
                                m.share);
        last = m.time;
    }
    if (p->milestones[p->n_milestones - 1].share != 1)
        return upw_fail(error, UPW_BAD_INPUT, "the last milestone must be the aim (share 1), and it is %.10g",
                        p->milestones[p->n_milestones - 1].share);
    if (p->arrival != last)
        return upw_fail(error, UPW_BAD_INPUT, "the last milestone is at %.10g years and the arrival at %.10g", last,
                        p->arrival);
    return true;
}

static bool check_jcurve(const upw_trajectory_plan *p, upw_error *error)
{
    if (!(p->depth >= 0.02 && p->depth <= 1))
        return upw_fail(error, UPW_BAD_INPUT, "the dip (D) must be between 0.02 and 1 of the journey, not %.10g%s",
                        p->depth, p->depth < 0.02 ? "; for no dip take the shape lag_s" : "");
    if (!(p->upturn < p->arrival))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the upturn (tr, %.10g years%s) must come before the end of the plan (T, %.10g years)",
                        p->upturn, p->upturn == OFFERED_UPTURN ? " when not given" : "", p->arrival);
    if (!(p->bottom > 0 && p->bottom < p->upturn))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the bottom (tb, %.10g years) must lie after the start and before the upturn (tr, %.10g years)",
                        p->bottom, p->upturn);
    return true;
}

static bool check_parameters(const upw_trajectory_plan *p, upw_error *error)
{
    switch (p->shape) {
    case UPW_TRAJECTORY_STEP:
        if (p->lag == 0)
            return upw_fail(error, UPW_BAD_INPUT, "a step needs the years until it comes (L)");
        if (p->lag != p->arrival)
            return upw_fail(error, UPW_BAD_INPUT, "a step arrives all at once: L (%.10g) and T (%.10g) must be equal",
                            p->lag, p->arrival);
        return true;
    case UPW_TRAJECTORY_LAG_LINE:
    case UPW_TRAJECTORY_LAG_S:
        if (!(p->lag > 0 && p->lag < p->arrival))
            return upw_fail(error, UPW_BAD_INPUT,
                            "the lag (L, %.10g years) must be above 0 and end before the plan does (T, %.10g years)",
                            p->lag, p->arrival);
        return true;
    case UPW_TRAJECTORY_DIM:
        if (!(p->half > 0 && p->half < p->arrival / 2))
            return upw_fail(error, UPW_BAD_INPUT,
                            "half way (H, %.10g years) must be above 0 and before half of the time (T, %.10g years)",
                            p->half, p->arrival);
        return true;
    case UPW_TRAJECTORY_JCURVE:
        return check_jcurve(p, error);
    case UPW_TRAJECTORY_MILES:
        return check_milestones(p, error);
    default:
        return true;
    }
}

bool upw_trajectory_complete_plan(upw_trajectory_plan *plan, upw_error *error)
{
    if (plan->shape >= UPW_TRAJECTORY_SHAPE_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "there is no shape number %d", (int)plan->shape);
    if (!isfinite(plan->start) || !isfinite(plan->aim) || !isfinite(plan->aim - plan->start))
        return upw_fail(error, UPW_BAD_INPUT, "the level at the start and the aim must be numbers");
    if (plan->aim == plan->start)
        return upw_fail(error, UPW_BAD_INPUT, "the aim (%.10g) is the level at the start: there is no journey",
                        plan->aim);
    put_defaults(plan);
    if (!(plan->arrival > 0) || !isfinite(plan->arrival))
        return upw_fail(error, UPW_BAD_INPUT, "a plan must arrive after it starts: T cannot be %.10g years",
                        plan->arrival);
    return check_parameters(plan, error);
}

/* ---- its outline --------------------------------------------------------------------------------------------------
 */

static void lower(upw_trajectory_outline *o, const upw_trajectory_plan *plan, double t)
{
    const double g = upw_trajectory_find_share(plan, t);
    if (g < o->lowest_share - 1e-12) {
        o->lowest_share = g;
        o->lowest_time = t;
    }
}

upw_trajectory_outline upw_trajectory_outline_plan(const upw_trajectory_plan *plan)
{
    static const double step = 1.0 / 96;
    enum { GRID_MAX = 96 * 1000 }; /* a thousand years */
    upw_trajectory_outline o = { .steepest_share = -HUGE_VAL };
    if (plan->shape == UPW_TRAJECTORY_JCURVE)
        lower(&o, plan, plan->bottom);
    for (size_t k = 0; plan->shape == UPW_TRAJECTORY_MILES && k < plan->n_milestones; k++)
        lower(&o, plan, plan->milestones[k].time);
    size_t i = 0;
    double t = 0;
    do {
        const double gain = upw_trajectory_find_share(plan, t + 1) - upw_trajectory_find_share(plan, t);
        if (gain > o.steepest_share) {
            o.steepest_share = gain;
            o.steepest_time = t;
        }
        i++;
        t = (double)i * step;
    } while (t <= plan->arrival && i < GRID_MAX);
    o.lowest_level = plan->start + (plan->aim - plan->start) * o.lowest_share;
    return o;
}

/* ---- what may happen instead ---------------------------------------------------------------------------------------
 */

const char *upw_trajectory_truth_text(upw_trajectory_truth truth)
{
    static const char *const texts[UPW_TRAJECTORY_TRUTH_COUNT] = {
        [UPW_TRAJECTORY_ON_PLAN] = "exactly on its path",   [UPW_TRAJECTORY_NOTHING] = "nothing has changed",
        [UPW_TRAJECTORY_STUCK] = "stuck at the bottom",     [UPW_TRAJECTORY_HALF_RATE] = "half speed",
        [UPW_TRAJECTORY_LATE] = "everything one year late", [UPW_TRAJECTORY_DEEP] = "dip twice as deep, then on time",
        [UPW_TRAJECTORY_HALF_GAIN] = "half the climb",      [UPW_TRAJECTORY_STRAIGHT] = "straight-line success",
    };
    return truth < UPW_TRAJECTORY_TRUTH_COUNT ? texts[truth] : "";
}

/* A J-curve that turns and arrives a year later goes down more slowly, too; other paths begin a year later. */
static double find_late_share(const upw_trajectory_plan *plan, double time)
{
    if (plan->shape != UPW_TRAJECTORY_JCURVE)
        return upw_trajectory_find_share(plan, time - 1);
    upw_trajectory_plan late = *plan;
    late.upturn += 1;
    late.bottom *= late.upturn / plan->upturn;
    late.arrival += 1;
    return upw_trajectory_find_share(&late, time);
}

static double find_deep_share(const upw_trajectory_plan *plan, double time)
{
    const double share = upw_trajectory_find_share(plan, time);
    if (plan->shape != UPW_TRAJECTORY_JCURVE)
        return share < 0 ? 2 * share : share;
    upw_trajectory_plan deep = *plan;
    deep.depth *= 2;
    return upw_trajectory_find_share(&deep, time);
}

double upw_trajectory_find_truth(const upw_trajectory_plan *plan, upw_trajectory_truth truth, double time)
{
    const double g = upw_trajectory_find_share(plan, time);
    const double lowest_time = plan->shape == UPW_TRAJECTORY_JCURVE ? plan->bottom : 0;
    double share = g;
    switch (truth) {
    case UPW_TRAJECTORY_NOTHING:
        share = 0;
        break;
    case UPW_TRAJECTORY_STUCK:
        share = upw_trajectory_find_share(plan, fmin(time, lowest_time));
        break;
    case UPW_TRAJECTORY_HALF_RATE:
        share = upw_trajectory_find_share(plan, time / 2);
        break;
    case UPW_TRAJECTORY_LATE:
        share = find_late_share(plan, time);
        break;
    case UPW_TRAJECTORY_DEEP:
        share = find_deep_share(plan, time);
        break;
    case UPW_TRAJECTORY_HALF_GAIN:
        share = g > 0 ? g / 2 : g;
        break;
    case UPW_TRAJECTORY_STRAIGHT:
        share = fmin(fmax(time, 0) / plan->arrival, 1);
        break;
    default:
        break;
    }
    return plan->start + (plan->aim - plan->start) * share;
}
