/* What does one say to somebody who has to live with the verdict, or is about to sign a plan?
 *
 * "On track" is said by nobody before one could have told. The words are those of docs/methods/trajectory.md. */
#include "trajectory.h"

#include <math.h>
#include <stdio.h>

#include "sentences.h"

enum { NAME_ROOM = 64 };

typedef struct calendar {
    const char *period;
    upw_trajectory_name_period *name;
    const void *context;
} calendar;

static void add_period(sentences *s, const calendar *c, size_t period)
{
    char name[NAME_ROOM];
    if (c->name != NULL)
        c->name(c->context, period, name, sizeof name);
    else
        snprintf(name, sizeof name, "%s %zu", c->period, period);
    sentences_add(s, "%s", name);
}

static void say_too_early(sentences *s, const upw_trajectory_judgement *j, const calendar *c)
{
    static const char *const beside_path[UPW_TRAJECTORY_LEAN_COUNT] = {
        [UPW_TRAJECTORY_FITS] = "fit the path",
        [UPW_TRAJECTORY_WORSE] = "are worse than the path, though not by more than ordinary variation",
        [UPW_TRAJECTORY_BETTER] = "are better than the path",
    };
    static const char *const beside_start[UPW_TRAJECTORY_LEAN_COUNT] = {
        [UPW_TRAJECTORY_FITS] = ", and would also fit nothing having changed",
        [UPW_TRAJECTORY_WORSE] = ", and are worse than at its start",
        [UPW_TRAJECTORY_BETTER] = ", and are better than at its start",
    };
    sentences_add(s, "Too early to tell: results so far %s%s. ", beside_path[j->from_path],
                  beside_start[j->from_start]);
    if (j->tells_from == 0) {
        sentences_add(s,
                      "This measure cannot show whether this plan worked: the gain is small beside its "
                      "%s-to-%s variation.",
                      c->period, c->period);
        return;
    }
    sentences_add(s, "We expect to be able to tell from ");
    add_period(s, c, j->tells_from);
    sentences_add(s, ".");
}

static void say_verdict(sentences *s, const upw_trajectory_judgement *j, const calendar *c)
{
    switch (j->verdict) {
    case UPW_TRAJECTORY_BEHIND:
        sentences_add(s, "Behind: results have been worse than the agreed path by more than ordinary variation since ");
        add_period(s, c, j->since);
        sentences_add(s, ".");
        break;
    case UPW_TRAJECTORY_AHEAD:
        sentences_add(s, "Ahead: results have been better than the agreed path by more than ordinary variation since ");
        add_period(s, c, j->since);
        sentences_add(s, ".");
        break;
    case UPW_TRAJECTORY_ON_CURVE:
        sentences_add(s,
                      "On curve: had nothing changed, we would have seen that by now three times in four, and we have "
                      "not.");
        break;
    case UPW_TRAJECTORY_TOO_EARLY:
        say_too_early(s, j, c);
        break;
    default:
        sentences_add(s, "No verdict: there is no variation in the baseline to measure a difference by.");
    }
}

size_t upw_trajectory_write_verdict(const upw_trajectory_judgement *judgement, const char *period,
                                    upw_trajectory_name_period *name, const void *context, char *out, size_t room)
{
    const calendar c = { period != NULL ? period : "month", name, context };
    sentences s;
    sentences_begin(&s, out, room);
    say_verdict(&s, judgement, &c);
    if (judgement->is_weak)
        sentences_add(&s, " Weak baseline: %zu values, where 24 are recommended.", judgement->n_baseline);
    return s.length;
}

/* ---- before anybody signs ------------------------------------------------------------------------------------------
 */

static const char *noun_of(double per_year)
{
    return per_year == 12 ? "month" : per_year == 4 ? "quarter" : per_year == 1 ? "year" : "period";
}

/* The last period that ends by `time`. */
static size_t period_at(double time, double per_year)
{
    return (size_t)floor(time * per_year + 1e-9);
}

/* The first period whose planned gain is more than one ordinary swing (sigma) of the measure; 0: none. */
static size_t first_visible(const upw_trajectory_plan *plan, const upw_trajectory_preview *v, double per_year)
{
    for (size_t i = 1; i <= v->horizon; i++)
        if (upw_trajectory_find_share(plan, (double)i / per_year) * fabs(plan->aim - plan->start) >= v->sigma)
            return i;
    return 0;
}

static void say_expectations(sentences *s, const upw_trajectory_plan *plan, const upw_trajectory_preview *v,
                             double per_year, const char *unit)
{
    const char *const noun = noun_of(per_year);
    const size_t visible = first_visible(plan, v, per_year);
    const bool dips = v->outline.lowest_share < 0;
    sentences_add(s, "By ");
    if (dips) {
        sentences_add(s, "%s %zu expect results at their worst, about ", noun,
                      period_at(v->outline.lowest_time, per_year));
        sentences_add_figure(s, v->outline.lowest_level);
        sentences_add(s, "%s; by ", unit);
    }
    if (plan->shape == UPW_TRAJECTORY_JCURVE)
        sentences_add(s, "%s %zu expect to be back where you started, no more; by ", noun,
                      period_at(plan->upturn, per_year));
    if (visible > 1 && !dips)
        sentences_add(s, "%s %zu expect no visible change; by ", noun, visible - 1);
    else if (visible > 1)
        sentences_add(s, "%s %zu expect no visible improvement yet; by ", noun, visible - 1);
    sentences_add(s, "%s %zu expect the aim, ", noun, v->horizon);
    sentences_add_figure(s, plan->aim);
    sentences_add(s, "%s. ", unit);
}

static void say_steepness(sentences *s, const upw_trajectory_preview *v)
{
    sentences_add(s, "In its best year this path asks for %.0f %% of the whole gain%s. ",
                  100 * v->outline.steepest_share,
                  v->outline.steepest_share > 0.6 ? ": a steep climb, so write down the reason for it" : "");
}

static void say_telling(sentences *s, const upw_trajectory_preview *v, double per_year)
{
    static const upw_trajectory_truth shown[] = { UPW_TRAJECTORY_NOTHING, UPW_TRAJECTORY_STUCK,
                                                  UPW_TRAJECTORY_HALF_GAIN };
    static const char *const beginnings[] = { "If nothing changes", "if it stays stuck at the bottom",
                                              "if there is only half the climb" };
    const char *const noun = noun_of(per_year);
    if (v->shows_nothing) {
        sentences_add(s,
                      "This measure cannot show whether this plan worked: the gain is small beside its %s-to-%s "
                      "variation. Take a better measure, a larger denominator or a longer period. ",
                      noun, noun);
        return;
    }
    const bool dips = v->outline.lowest_share < 0;
    for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
        if (k == 1 && !dips)
            continue;
        sentences_add(s, "%s%s we can tell ", k > 0 ? "; " : "", beginnings[k]);
        if (v->tells_from[shown[k]] > 0)
            sentences_add(s, "from %s %zu", noun, v->tells_from[shown[k]]);
        else
            sentences_add(s, "at no time before the end");
    }
    sentences_add(s, " (three times in four). ");
}

size_t upw_trajectory_write_preview(const upw_trajectory_plan *plan, const upw_trajectory_preview *preview,
                                    double per_year, const char *unit, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    say_expectations(&s, plan, preview, per_year, unit != NULL ? unit : "");
    say_steepness(&s, preview);
    say_telling(&s, preview, per_year);
    sentences_add(&s, "A straight-line light would call this plan red for about %.0f of its %zu %ss.",
                  preview->reds_expected, preview->horizon, noun_of(per_year));
    return s.length;
}
