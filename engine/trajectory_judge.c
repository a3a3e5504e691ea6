/* Is it following its path? Two one-sided cumulative sums of residuals, and what their state is called.
 *
 * Page 1954, Biometrika 41:100-115, with k = 1/2, a ceiling h + 2 and a release at h/2, so that a body that is back on
 * its path is released after about a year. While the plan itself dips, being above it is a question and not a success
 * (docs/methods/trajectory.md, "The dip rule"). */
#include "trajectory.h"

#include <math.h>
#include <string.h>

static const double CEILING = 2; /* above h */

/* One path on the grid of its periods. */
typedef struct path {
    const upw_trajectory_plan *plan;
    double per_year;
    double direction;
    size_t horizon;
    size_t dip_end;
} path;

static double time_of(const path *p, size_t period)
{
    return (double)period / p->per_year;
}

static path path_of(const upw_trajectory_plan *plan, double per_year, size_t horizon)
{
    path p = { plan, per_year, plan->aim > plan->start ? 1 : -1, trajectory_count_periods(plan, per_year), 0 };
    p.horizon = p.horizon < horizon ? horizon : p.horizon;
    const bool can_dip = plan->shape == UPW_TRAJECTORY_JCURVE || plan->shape == UPW_TRAJECTORY_MILES;
    const bool is_judged = p.horizon <= UPW_TRAJECTORY_HORIZON_MAX; /* a longer one is refused */
    for (size_t i = can_dip && is_judged ? p.horizon : 0; i > 0 && p.dip_end == 0; i--)
        if (upw_trajectory_find_share(plan, time_of(&p, i)) < -TRAJECTORY_DIP)
            p.dip_end = i;
    return p;
}

const char *upw_trajectory_verdict_text(upw_trajectory_verdict verdict)
{
    static const char *const texts[UPW_TRAJECTORY_VERDICT_COUNT] = {
        [UPW_TRAJECTORY_TOO_EARLY] = "too early",   [UPW_TRAJECTORY_ON_CURVE] = "on curve",
        [UPW_TRAJECTORY_BEHIND] = "behind",         [UPW_TRAJECTORY_AHEAD] = "ahead",
        [UPW_TRAJECTORY_NO_VERDICT] = "no verdict",
    };
    return verdict < UPW_TRAJECTORY_VERDICT_COUNT ? texts[verdict] : "";
}

/* ---- when one will be able to tell --------------------------------------------------------------------------------
 */

static bool is_missing(const upw_trajectory_series *s, size_t i)
{
    return i < s->n && (isnan(s->values[i]) || (s->sigmas != NULL && isnan(s->sigmas[i])));
}

/* How far no change at all lies from the plan in period i + 1, in standard deviations. */
static double delta_of(const path *p, const upw_trajectory_series *s, size_t i, double sigma, double factor)
{
    const double share = upw_trajectory_find_share(p->plan, time_of(p, i + 1));
    const double own = s->sigmas != NULL && i < s->n ? s->sigmas[i] : sigma;
    return -fabs(p->plan->aim - p->plan->start) * share / (own * factor);
}

/* The first period in which no change would be noticed, by the horizon; with `points`, their power too. Periods that
 * were missed add none. */
static bool find_power(const path *p, const upw_trajectory_series *s, const upw_trajectory_judgement *j,
                       upw_arena *scratch, upw_trajectory_point *points, size_t *tells_from)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    power_chain *const chain = power_chain_begin(j->h, scratch);
    if (chain == NULL)
        return false;
    const size_t last = points != NULL && s->n > p->horizon ? s->n : p->horizon;
    *tells_from = 0;
    for (size_t i = 0; i < last; i++) {
        if (!is_missing(s, i))
            power_chain_step(chain, delta_of(p, s, i, j->sigma, j->factor));
        const double power = power_chain_get(chain);
        if (*tells_from == 0 && i < p->horizon && power >= TRAJECTORY_TELLS)
            *tells_from = i + 1;
        if (points != NULL && i < s->n)
            points[i].power = power;
        if (points == NULL && *tells_from != 0)
            break;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}

/* ---- evidence and its names ---------------------------------------------------------------------------------------
 */

typedef struct evidence {
    double minus, plus;
    bool is_behind, is_ahead;
    size_t minus_from, plus_from; /* first period since the sum last was 0; 0 while it is */
} evidence;

static double add(double sum, double by, double ceiling, size_t period, size_t *from)
{
    const double next = fmin(ceiling, fmax(0, sum + by - TRAJECTORY_K));
    if (next == 0)
        *from = 0;
    else if (*from == 0)
        *from = period;
    return next;
}

static bool switches(bool is_on, double sum, double h)
{
    return sum > h || (is_on && sum >= h / 2);
}

static void take_in(evidence *e, double residual, double h, size_t period)
{
    e->minus = add(e->minus, -residual, h + CEILING, period, &e->minus_from);
    e->plus = add(e->plus, residual, h + CEILING, period, &e->plus_from);
    e->is_behind = switches(e->is_behind, e->minus, h);
    e->is_ahead = switches(e->is_ahead, e->plus, h);
}

static upw_trajectory_verdict name_verdict(const evidence *e, const path *p, size_t period, size_t tells_from)
{
    if (e->is_behind)
        return UPW_TRAJECTORY_BEHIND;
    if (e->is_ahead && period > p->dip_end)
        return UPW_TRAJECTORY_AHEAD;
    return tells_from == 0 || period < tells_from ? UPW_TRAJECTORY_TOO_EARLY : UPW_TRAJECTORY_ON_CURVE;
}

static void note(upw_trajectory_judgement *j, const evidence *e, size_t period, upw_trajectory_verdict verdict)
{
    j->verdict = verdict;
    j->since = 0;
    if (verdict == UPW_TRAJECTORY_BEHIND) {
        j->since = e->minus_from;
        j->behind_from = j->behind_from == 0 ? period : j->behind_from;
    } else if (verdict == UPW_TRAJECTORY_AHEAD) {
        j->since = e->plus_from;
        j->ahead_from = j->ahead_from == 0 ? period : j->ahead_from;
    }
}

/* Up to the horizon the chance of ever being called behind wrongly is 0.05; later periods would add to it as before,
 * were their limit not that of a longer horizon. Earlier verdicts stay as they were. */
static double find_limit_at(const upw_trajectory_judgement *j, size_t period)
{
    const size_t last = period < UPW_TRAJECTORY_HORIZON_MAX ? period : UPW_TRAJECTORY_HORIZON_MAX;
    double h = j->h;
    if (period > j->horizon && !upw_trajectory_find_limit(j->n_baseline, last, &h, NULL))
        return j->h; /* never: the horizon itself had a limit */
    return h;
}

static void follow(const path *p, const upw_trajectory_series *s, upw_trajectory_point *points,
                   upw_trajectory_judgement *j)
{
    evidence e = { 0 };
    for (size_t i = 0; i < s->n; i++) {
        const size_t period = i + 1;
        const double share = upw_trajectory_find_share(p->plan, time_of(p, period));
        const double plan = p->plan->start + (p->plan->aim - p->plan->start) * share;
        const double sigma = s->sigmas != NULL ? s->sigmas[i] : j->sigma;
        const double residual = p->direction * (s->values[i] - plan) / sigma;
        if (period == p->dip_end + 1) {
            e.plus = 0;
            e.plus_from = 0;
            e.is_ahead = false;
        }
        const bool is_there = !isnan(residual);
        const double h = find_limit_at(j, period);
        if (is_there)
            take_in(&e, residual / j->factor, h, period);
        const upw_trajectory_verdict verdict = name_verdict(&e, p, period, j->tells_from);
        if (is_there)
            note(j, &e, period, verdict);
        if (points != NULL) {
            points[i].plan = plan;
            points[i].share = share;
            points[i].residual = residual;
            points[i].c_minus = e.minus;
            points[i].c_plus = e.plus;
            points[i].h = h;
            points[i].verdict = verdict;
            points[i].is_above_dip = e.is_ahead && period <= p->dip_end;
            points[i].is_exceptional = fabs(residual) > 3;
        }
    }
}

static upw_trajectory_lean lean_of(const evidence *e, double h)
{
    return fmax(e->minus, e->plus) <= h / 2 ? UPW_TRAJECTORY_FITS
           : e->minus > e->plus             ? UPW_TRAJECTORY_WORSE
                                            : UPW_TRAJECTORY_BETTER;
}

/* Where results stand beside the path and beside no change. As they are: that neighbours correlate is a reason not to
 * call a body behind, and no reason to say that results far from a path fit it. */
static void find_leans(const path *p, const upw_trajectory_series *s, upw_trajectory_judgement *j)
{
    evidence of_path = { 0 }, of_start = { 0 };
    for (size_t i = 0; i < s->n; i++) {
        const double sigma = s->sigmas != NULL ? s->sigmas[i] : j->sigma;
        const double gain = p->direction * (s->values[i] - p->plan->start) / sigma;
        if (isnan(gain))
            continue;
        const double share = upw_trajectory_find_share(p->plan, time_of(p, i + 1));
        take_in(&of_path, gain - fabs(p->plan->aim - p->plan->start) * share / sigma, j->h, i + 1);
        take_in(&of_start, gain, j->h, i + 1);
    }
    j->from_path = lean_of(&of_path, j->h);
    j->from_start = lean_of(&of_start, j->h);
}

/* Without variation there is a plan, and no way to hold anything against it. */
static void say_nothing(const path *p, const upw_trajectory_series *s, upw_trajectory_point *points,
                        upw_trajectory_judgement *j)
{
    j->verdict = UPW_TRAJECTORY_NO_VERDICT;
    for (size_t i = 0; points != NULL && i < s->n; i++) {
        const double share = upw_trajectory_find_share(p->plan, time_of(p, i + 1));
        points[i] = (upw_trajectory_point){ .plan = p->plan->start + (p->plan->aim - p->plan->start) * share,
                                            .share = share,
                                            .residual = NAN,
                                            .c_minus = NAN,
                                            .c_plus = NAN,
                                            .power = NAN,
                                            .h = NAN,
                                            .verdict = UPW_TRAJECTORY_NO_VERDICT };
    }
}

/* ---- one series ---------------------------------------------------------------------------------------------------
 */

static bool check(const upw_trajectory_series *s, const upw_trajectory_options *options, upw_error *error)
{
    if (!(s->per_year > 0) || !isfinite(s->per_year))
        return upw_fail(error, UPW_BAD_USAGE, "there must be some periods in a year");
    if (!(options->rho >= 0 && options->rho < 1))
        return upw_fail(error, UPW_BAD_USAGE, "a correlation of neighbours must be at least 0 and below 1, not %.10g",
                        options->rho);
    for (size_t i = 0; i < s->n_baseline; i++)
        if (isinf(s->baseline[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "value %zu before the start is infinite", i + 1);
    for (size_t i = 0; i < s->n; i++) {
        if (isinf(s->values[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "value %zu after the start is infinite", i + 1);
        if (s->sigmas != NULL && !isnan(s->sigmas[i]) && !(s->sigmas[i] > 0 && isfinite(s->sigmas[i])))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "the variation of value %zu is not above 0",
                                i + 1);
    }
    return true;
}

/* All that the judgement says before the values are read. */
static bool begin_judgement(const upw_trajectory_series *s, const path *p, const upw_trajectory_options *options,
                            upw_trajectory_judgement *out, upw_error *error)
{
    const trajectory_baseline b = trajectory_find_baseline(s->baseline, s->n_baseline);
    *out = (upw_trajectory_judgement){ .n_baseline = b.n,
                                       .is_weak = b.n < UPW_TRAJECTORY_BASELINE_WEAK,
                                       .mean = b.mean,
                                       .sigma = b.sigma,
                                       .factor = upw_trajectory_find_factor(options->rho),
                                       .horizon = p->horizon,
                                       .dip_end = p->dip_end,
                                       .reds_expected = NAN };
    return upw_trajectory_find_limit(b.n, p->horizon, &out->h, error);
}

static bool has_variation(const upw_trajectory_series *s, const upw_trajectory_judgement *j)
{
    return j->sigma > 0 || s->sigmas != NULL;
}

static double expect_reds(const path *p, double sigma)
{
    double sum = 0;
    for (size_t i = 1; i <= p->horizon; i++) {
        upw_trajectory_light light;
        trajectory_find_light(p->plan, time_of(p, i), NAN, sigma, 0, &light);
        sum += light.red;
    }
    return sum;
}

bool upw_trajectory_judge(const upw_trajectory_series *series, const upw_trajectory_plan *plan,
                          const upw_trajectory_options *options, upw_arena *scratch, upw_trajectory_point *points,
                          upw_trajectory_judgement *out, upw_error *error)
{
    static const upw_trajectory_options defaults = { 0 };
    options = options != NULL ? options : &defaults;
    if (!check(series, options, error))
        return false;
    const path p = path_of(plan, series->per_year, options->horizon);
    if (!begin_judgement(series, &p, options, out, error))
        return false;
    if (!has_variation(series, out)) {
        say_nothing(&p, series, points, out);
        return true;
    }
    if (!find_power(&p, series, out, scratch, points, &out->tells_from))
        return upw_fail(error, UPW_NO_MEMORY, "no memory for the chances of a signal");
    follow(&p, series, points, out);
    if (out->verdict == UPW_TRAJECTORY_TOO_EARLY)
        find_leans(&p, series, out);
    out->reds_expected = expect_reds(&p, out->sigma);
    return true;
}

/* ---- many series ---------------------------------------------------------------------------------------------------
 */

/* Answers of find_power by journey/sigma, rising, for one shape, calendar, limit and factor. Between two ratios with
 * one answer lies that answer, since a larger ratio is never noticed later. */
enum { ANSWERS_MAX = 512, KINDS = 16 };

typedef struct known_answers {
    upw_trajectory_plan like; /* a plan of the same shape */
    double per_year, h, factor;
    size_t horizon;
    size_t n;
    double ratios[ANSWERS_MAX];
    size_t answers[ANSWERS_MAX];
} known_answers;

/* Bodies differ in shape or in how many values stand before the start: the oldest kind makes room for a new one. */
struct upw_trajectory_known {
    size_t n, oldest;
    known_answers kinds[KINDS];
};

static bool is_same_shape(const upw_trajectory_plan *a, const upw_trajectory_plan *b)
{
    return a->shape == b->shape && a->arrival == b->arrival && a->lag == b->lag && a->half == b->half &&
           a->depth == b->depth && a->bottom == b->bottom && a->upturn == b->upturn &&
           (a->shape != UPW_TRAJECTORY_MILES || (a->milestones == b->milestones && a->n_milestones == b->n_milestones));
}

/* Where the first ratio not below `ratio` stands. */
static size_t place_of(const known_answers *k, double ratio)
{
    size_t low = 0, high = k->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (k->ratios[middle] < ratio)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void learn(known_answers *k, size_t at, double ratio, size_t answer)
{
    if (k->n == ANSWERS_MAX)
        return;
    memmove(k->ratios + at + 1, k->ratios + at, (k->n - at) * sizeof *k->ratios);
    memmove(k->answers + at + 1, k->answers + at, (k->n - at) * sizeof *k->answers);
    k->ratios[at] = ratio;
    k->answers[at] = answer;
    k->n++;
}

static bool has_gaps(const upw_trajectory_series *s, size_t horizon)
{
    for (size_t i = 0; i < s->n && i < horizon; i++)
        if (is_missing(s, i))
            return true;
    return s->sigmas != NULL;
}

static known_answers *find_kind(upw_trajectory_known *known, const path *p, const upw_trajectory_judgement *j)
{
    for (size_t i = 0; i < known->n; i++) {
        known_answers *const k = &known->kinds[i];
        if (is_same_shape(&k->like, p->plan) && k->per_year == p->per_year && k->h == j->h &&
            k->horizon == p->horizon && k->factor == j->factor)
            return k;
    }
    known_answers *const k = &known->kinds[known->n < KINDS ? known->n++ : known->oldest++ % KINDS];
    k->n = 0;
    k->like = *p->plan;
    k->per_year = p->per_year;
    k->h = j->h;
    k->horizon = p->horizon;
    k->factor = j->factor;
    return k;
}

static bool find_power_or_know(upw_trajectory_known *known, const path *p, const upw_trajectory_series *s,
                               upw_trajectory_judgement *j, upw_arena *scratch)
{
    if (has_gaps(s, p->horizon))
        return find_power(p, s, j, scratch, NULL, &j->tells_from);
    known_answers *const k = find_kind(known, p, j);
    const double ratio = fabs(p->plan->aim - p->plan->start) / j->sigma;
    const size_t at = place_of(k, ratio);
    if (at > 0 && at < k->n && k->answers[at - 1] == k->answers[at]) {
        j->tells_from = k->answers[at];
        return true;
    }
    if (!find_power(p, s, j, scratch, NULL, &j->tells_from))
        return false;
    learn(k, at, ratio, j->tells_from);
    return true;
}

static bool judge_one_of_many(const upw_trajectory_series *s, const path *p, const upw_trajectory_options *options,
                              upw_trajectory_known *known, upw_arena *scratch, upw_trajectory_point *points,
                              upw_trajectory_judgement *out, upw_error *error)
{
    *out = (upw_trajectory_judgement){ .verdict = UPW_TRAJECTORY_NO_VERDICT };
    if (!check(s, options, error) || !begin_judgement(s, p, options, out, error)) {
        say_nothing(p, s, points, out);
        return false;
    }
    for (size_t i = 0; points != NULL && i < s->n; i++)
        points[i].power = NAN;
    if (!has_variation(s, out)) {
        say_nothing(p, s, points, out);
        return true;
    }
    if (!find_power_or_know(known, p, s, out, scratch))
        return upw_fail(error, UPW_NO_MEMORY, "no memory for the chances of a signal");
    follow(p, s, points, out);
    if (out->verdict == UPW_TRAJECTORY_TOO_EARLY)
        find_leans(p, s, out);
    return true;
}

upw_trajectory_known *upw_trajectory_make_known(upw_arena *arena, upw_error *error)
{
    upw_trajectory_known *const known = upw_arena_take(arena, 1, sizeof *known);
    if (known == NULL) {
        (void)upw_fail(error, UPW_NO_MEMORY, "no memory for what is known");
        return NULL;
    }
    known->n = known->oldest = 0;
    return known;
}

bool upw_trajectory_judge_next(const upw_trajectory_series *series, const upw_trajectory_plan *plan,
                               const upw_trajectory_options *options, upw_trajectory_known *known, upw_arena *scratch,
                               upw_trajectory_point *points, upw_trajectory_judgement *out, upw_error *error)
{
    static const upw_trajectory_options defaults = { 0 };
    options = options != NULL ? options : &defaults;
    const path p = path_of(plan, series->per_year, options->horizon);
    if (!judge_one_of_many(series, &p, options, known, scratch, points, out, error))
        return false;
    if (has_variation(series, out))
        out->reds_expected = expect_reds(&p, out->sigma);
    return true;
}

bool upw_trajectory_judge_batch(const upw_trajectory_series *series, const upw_trajectory_plan *plans, size_t n_series,
                                const upw_trajectory_options *options, upw_arena *scratch, upw_trajectory_point *points,
                                const size_t *offsets, upw_trajectory_judgement *out, upw_error_code *reasons,
                                upw_error *error)
{
    static const upw_trajectory_options defaults = { 0 };
    options = options != NULL ? options : &defaults;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    upw_trajectory_known *const known = upw_trajectory_make_known(scratch, error);
    if (known == NULL)
        return false;
    upw_error refusal = { 0 };
    for (size_t i = 0; i < n_series && refusal.code != UPW_NO_MEMORY; i++) {
        const path p = path_of(&plans[i], series[i].per_year, options->horizon);
        refusal = (upw_error){ 0 };
        (void)judge_one_of_many(&series[i], &p, options, known, scratch, points != NULL ? points + offsets[i] : NULL,
                                &out[i], &refusal);
        if (reasons != NULL)
            reasons[i] = refusal.code;
    }
    upw_arena_rewind(scratch, mark);
    return refusal.code != UPW_NO_MEMORY || upw_fail(error, UPW_NO_MEMORY, "%s", refusal.message);
}
