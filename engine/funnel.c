/* Which organisations are outside what chance, and the variation that all of them share, allow? */
#include "upward/funnel.h"

#include <math.h>

#include "exact_sum.h"
#include "funnel_internal.h"
#include "funnel_risks.h"
#include "upward/special.h"

static const double TRIM = 0.1;
enum { ADJUST_AT_LEAST = 10, TRIM_AT_LEAST = 20 };

const char *upw_funnel_status_text(upw_funnel_status status)
{
    static const char *const names[UPW_FUNNEL_STATUS_COUNT] = {
#define STATUS_AS_NAME(code, name) [code] = (name),
        UPW_FUNNEL_STATUSES(STATUS_AS_NAME)
#undef STATUS_AS_NAME
    };
    return status < UPW_FUNNEL_STATUS_COUNT ? names[status] : "";
}

/* What is being fitted, and the columns that the spread is measured on, of organisations that count. */
typedef struct fitting {
    const upw_funnel_data *data;
    upw_funnel_body *bodies;
    upw_funnel *funnel;
    funnel_gauge gauge;
    double *z, *s, *p, *q;
    size_t *at; /* whose they are */
    upw_arena *scratch;
    upw_error *error;
} fitting;

/* ---- options and data ---- */

/* Numbers that are not given. */
static void fill_in(upw_funnel_options *o)
{
    o->per = o->per != 0 ? o->per : 1;
    o->least = o->least != 0 ? o->least : ADJUST_AT_LEAST;
    if (o->n_levels == 0) {
        o->n_levels = 2;
        o->levels[0] = 0.95;
        o->levels[1] = 0.998;
    }
}

static bool settle_options(const upw_funnel_options *given, upw_funnel_options *o, upw_error *error)
{
    *o = given != NULL ? *given : (upw_funnel_options){ 0 };
    fill_in(o);
    if (o->type >= UPW_FUNNEL_TYPE_COUNT || o->rule >= UPW_FUNNEL_RULE_COUNT || o->adjust >= UPW_FUNNEL_ADJUST_COUNT ||
        o->scale >= UPW_FUNNEL_SCALE_COUNT || o->n_levels > UPW_FUNNEL_LEVELS_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "there is no such type, rule, adjustment, scale or number of levels");
    if (!(o->per > 0) || isinf(o->per))
        return upw_fail(error, UPW_BAD_USAGE, "values are given for so many as is above 0, not %.10g", o->per);
    if (!(o->trim >= 0 && o->trim <= 0.25))
        return upw_fail(error, UPW_BAD_USAGE, "the share drawn in at each end is from 0 to 0.25, not %.10g", o->trim);
    for (size_t k = 0; k < o->n_levels; k++)
        if (!(o->levels[k] > (k > 0 ? o->levels[k - 1] : 0.5) && o->levels[k] <= 1 - 1e-9))
            return upw_fail(error, UPW_BAD_USAGE, "levels rise from above 0.5 to below 1, and one is %.10g",
                            o->levels[k]);
    const double highest = o->type == UPW_FUNNEL_PROPORTION ? o->per : INFINITY;
    const double lowest = o->type == UPW_FUNNEL_MEAN ? -INFINITY : 0;
    if (o->has_target && !(o->target > lowest && o->target < highest))
        return upw_fail(error, UPW_BAD_USAGE,
                        "a target of %.10g is no value that an organisation could be held against", o->target);
    if (o->adjust == UPW_FUNNEL_PREDICTIVE && (!funnel_has_law(o->type) || o->type == UPW_FUNNEL_COUNTS))
        return upw_fail(error, UPW_BAD_USAGE, "predictive limits are for proportions, ratios to expected and rates");
    return true;
}

static bool complain(upw_error *error, size_t i, const char *what, double number)
{
    return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "%s, not %.10g", what, number);
}

static bool check_count(double count, const char *what, size_t i, upw_error *error)
{
    if (!isnan(count) && !(count >= 0 && floor(count) == count))
        return complain(error, i, what, count);
    return !(count > FUNNEL_COUNT_MAX) ||
           upw_fail_row(error, UPW_TOO_LARGE, (int64_t)i + 1, "counts go up to %.0f, and this is %.10g",
                        FUNNEL_COUNT_MAX, count);
}

static bool check_body(const upw_funnel_data *d, upw_funnel_type type, size_t i, upw_error *error)
{
    const double o = d->numerators[i], n = d->denominators != NULL ? d->denominators[i] : NAN;
    const double spread = d->spreads != NULL ? d->spreads[i] : NAN;
    if (isinf(o) || isinf(n) || isinf(spread))
        return complain(error, i, "figures must be finite", INFINITY);
    if (type == UPW_FUNNEL_MEAN)
        return !(spread <= 0) || complain(error, i, "a standard error must be above 0", spread);
    if (!check_count(o, "a numerator must be a whole number from 0", i, error))
        return false;
    if (n < 0)
        return complain(error, i, "a denominator must be 0 or more", n);
    if (spread < 0)
        return complain(error, i, "a variance must be 0 or more", spread);
    if ((type == UPW_FUNNEL_PROPORTION || type == UPW_FUNNEL_COUNTS) &&
        !check_count(n, "a denominator must be a whole number from 0", i, error))
        return false;
    if ((type == UPW_FUNNEL_RATIO || type == UPW_FUNNEL_RISKS) && n > FUNNEL_COUNT_MAX)
        return upw_fail_row(error, UPW_TOO_LARGE, (int64_t)i + 1, "expected counts go up to %.0f, and this is %.10g",
                            FUNNEL_COUNT_MAX, n);
    if (n > 0 && isinf(1 / n))
        return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a denominator of %.10g is too small to divide by",
                            n);
    if (type == UPW_FUNNEL_PROPORTION && o > n)
        return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "%.10g of %.10g is not a proportion", o, n);
    return true;
}

static bool check_data(const upw_funnel_data *d, upw_funnel_type type, upw_error *error)
{
    const bool has_risks = type == UPW_FUNNEL_RISKS && d->risks != NULL && d->offsets != NULL;
    const bool needs_spreads = type == UPW_FUNNEL_MEAN || (type == UPW_FUNNEL_RISKS && !has_risks);
    if (d->numerators == NULL || (d->denominators == NULL && type != UPW_FUNNEL_MEAN && !has_risks) ||
        (needs_spreads && d->spreads == NULL))
        return upw_fail(error, UPW_BAD_USAGE, "a column that this type of funnel needs is not there");
    for (size_t i = 0; i < d->n; i++)
        if (!check_body(d, type, i, error))
            return false;
    return !has_risks || funnel_check_risks(d, error);
}

/* ---- one organisation ---- */

/* Numerator, denominator and spread as they are worked with. */
typedef struct figures {
    double o, d, spread;
} figures;

static figures figures_of(const fitting *f, size_t i)
{
    const upw_funnel_data *const d = f->data;
    if (f->gauge.type == UPW_FUNNEL_RISKS && d->risks != NULL && d->offsets != NULL) {
        const funnel_risks r = funnel_sum_risks(d, i);
        return (figures){ d->numerators[i], r.expected, r.variance };
    }
    return (figures){ d->numerators[i], d->denominators != NULL ? d->denominators[i] : NAN,
                      d->spreads != NULL ? d->spreads[i] : NAN };
}

static upw_funnel_status find_status(upw_funnel_type type, figures x)
{
    const bool needs_spread = type == UPW_FUNNEL_MEAN || type == UPW_FUNNEL_RISKS;
    if (isnan(x.o) || (type != UPW_FUNNEL_MEAN && isnan(x.d)) || (needs_spread && isnan(x.spread)))
        return UPW_FUNNEL_MISSING;
    const bool is_empty = type == UPW_FUNNEL_RISKS ? !(x.d > 0 && x.spread > 0) : type != UPW_FUNNEL_MEAN && x.d == 0;
    return is_empty ? UPW_FUNNEL_NO_CASES : UPW_FUNNEL_FINE;
}

static double value_of(upw_funnel_type type, figures x)
{
    return type == UPW_FUNNEL_MEAN ? x.o : x.o / x.d;
}

static double size_of(upw_funnel_type type, figures x)
{
    return type == UPW_FUNNEL_MEAN ? 1 / (x.spread * x.spread) : type == UPW_FUNNEL_COUNTS ? x.o + x.d : x.d;
}

funnel_score funnel_transform(upw_funnel_type type, upw_funnel_scale scale, double target, double o, double d,
                              double spread)
{
    switch (type) {
    case UPW_FUNNEL_PROPORTION:
        return (funnel_score){ asin(sqrt(o / d)), asin(sqrt(target)), 1 / (2 * sqrt(d)) };
    case UPW_FUNNEL_COUNTS:
        return (funnel_score){ log((o + 0.5) / (d + 0.5)), log(target),
                               sqrt(o / ((o + 0.5) * (o + 0.5)) + d / ((d + 0.5) * (d + 0.5))) };
    case UPW_FUNNEL_MEAN:
        return (funnel_score){ o, target, spread };
    case UPW_FUNNEL_RISKS:
        return (funnel_score){ o / d, target, sqrt(spread) / d };
    default:
        if (scale == UPW_FUNNEL_ROOT)
            return (funnel_score){ sqrt(o / d), sqrt(target), 1 / (2 * sqrt(d)) };
        return (funnel_score){ log((o > 0 ? o : 0.5) / d), log(target), 1 / sqrt(d * target) };
    }
}

/* z with P(Z > z) = mid-p, from whichever tail is small. */
static double mid_z(count_tails t)
{
    const double upper = t.at_least - t.at / 2, lower = t.at_most - t.at / 2;
    return upper < 0.5 ? -upw_normal_quantile(upper) : upw_normal_quantile(lower);
}

/* Levels are judged from the outermost inwards. */
static int classify(const funnel_gauge *g, double p_lower, double p_upper)
{
    for (size_t k = g->n_levels; k-- > 0;) {
        if (p_lower <= g->p[k])
            return -(int)(k + 1);
        if (p_upper <= g->p[k])
            return (int)(k + 1);
    }
    return 0;
}

static void put_tails(upw_funnel_body *b, count_tails t)
{
    b->p_lower = t.at_most;
    b->p_upper = t.at_least;
    b->mid_p_upper = t.at_least - t.at / 2;
    b->z_mid = mid_z(t);
}

/* Tails where only a standard error is known; of counts (risks) with half a case of continuity. */
static void put_normal_tails(upw_funnel_body *b, double z, double half)
{
    b->p_lower = upw_normal_below(z + half);
    b->p_upper = upw_normal_above(z - half);
    b->mid_p_upper = upw_normal_above(z);
    b->z_mid = z;
}

static void judge_smallness(const funnel_gauge *g, figures x, upw_funnel_body *b)
{
    if (g->type != UPW_FUNNEL_MEAN && x.o == 0 && b->p_lower > g->p[0])
        b->status = UPW_FUNNEL_TOO_SMALL_FOR_LOW;
    else if (g->type == UPW_FUNNEL_PROPORTION && x.o == x.d && b->p_upper > g->p[0])
        b->status = UPW_FUNNEL_TOO_SMALL_FOR_HIGH;
}

static bool judge_alone(fitting *f, upw_funnel_body *b, size_t i)
{
    const funnel_gauge *const g = &f->gauge;
    const figures x = figures_of(f, i);
    const double size = b->size;
    const funnel_score score = funnel_transform(g->type, g->scale, g->target, x.o, x.d, x.spread);
    b->y = score.y;
    b->t = score.t;
    b->s = score.s;
    b->z = (score.y - score.t) / score.s;
    count_law law = { 0 };
    bool has_law = funnel_has_law(g->type);
    const upw_arena_mark mark = upw_arena_get_mark(f->scratch);
    if (has_law)
        law = funnel_law(g, size);
    if (law.mean > FUNNEL_COUNT_MAX)
        return upw_fail_row(f->error, UPW_TOO_LARGE, (int64_t)i + 1,
                            "expected counts go up to %.0f, and at the target this one is %.10g", FUNNEL_COUNT_MAX,
                            law.mean);
    if (g->type == UPW_FUNNEL_RISKS &&
        !funnel_find_risks_law(f->data, i, g->target, f->scratch, &law, &has_law, f->error))
        return false;
    b->expected = g->type == UPW_FUNNEL_RISKS ? x.d * g->target : has_law ? law.mean : NAN;
    if (has_law && x.o <= law.size)
        put_tails(b, count_law_tails(&law, x.o));
    else if (g->type == UPW_FUNNEL_MEAN)
        put_normal_tails(b, b->z, 0);
    else
        put_normal_tails(b, b->z, 0.5 / sqrt(x.spread));
    if (funnel_has_law(g->type))
        f->funnel->is_small = f->funnel->is_small || law.mean < 5 || law.size - law.mean < 5;
    b->plain_class = b->class_in_force = classify(g, b->p_lower, b->p_upper);
    funnel_draw_plain(g, size, score.s, has_law ? &law : NULL, b->plain);
    judge_smallness(g, x, b);
    upw_arena_rewind(f->scratch, mark);
    return true;
}

/* ---- all organisations ---- */

/* Target from the organisations themselves: of means the one that is weighted by precision. */
static void find_target(fitting *f, const upw_funnel_options *o)
{
    upw_funnel *const out = f->funnel;
    exact_sum events = { 0 }, cases = { 0 }, variance = { 0 };
    double most = 0;
    for (size_t i = 0; i < f->data->n; i++) {
        const figures x = figures_of(f, i);
        if (f->bodies[i].status != UPW_FUNNEL_FINE)
            continue;
        const double weight = o->type == UPW_FUNNEL_MEAN ? size_of(o->type, x) : x.d;
        events = exact_add(events, o->type == UPW_FUNNEL_MEAN ? x.o * weight : x.o);
        cases = exact_add(cases, weight);
        variance = exact_add(variance, o->type == UPW_FUNNEL_RISKS ? x.spread : 0);
        most = fmax(most, weight);
        out->n++;
    }
    const bool has_own = o->type == UPW_FUNNEL_RATIO || o->type == UPW_FUNNEL_RISKS;
    const double pooled = (double)(exact_value(events) / exact_value(cases));
    out->is_pooled = !o->has_target && !has_own;
    out->target = o->has_target ? o->target : (has_own ? 1 : pooled) * o->per;
    out->largest_share = most / (double)exact_value(cases);
    out->variance_per_size = o->type == UPW_FUNNEL_RISKS ? (double)(exact_value(variance) / exact_value(cases)) : NAN;
}

static bool has_contrast(const upw_funnel *f)
{
    const double t = f->target / f->options.per;
    if (f->options.type == UPW_FUNNEL_MEAN)
        return isfinite(t);
    return t > 0 && isfinite(t) && (f->options.type != UPW_FUNNEL_PROPORTION || t < 1);
}

static void begin_bodies(fitting *f, const upw_funnel_options *o)
{
    for (size_t i = 0; i < f->data->n; i++) {
        const figures x = figures_of(f, i);
        upw_funnel_body *const b = &f->bodies[i];
        const upw_funnel_status status = find_status(o->type, x);
        *b = (upw_funnel_body){ .status = status,
                                .value = status == UPW_FUNNEL_FINE ? value_of(o->type, x) * o->per : NAN,
                                .size = status == UPW_FUNNEL_MISSING ? NAN : size_of(o->type, x),
                                .expected = NAN,
                                .p_lower = NAN,
                                .p_upper = NAN,
                                .mid_p_upper = NAN,
                                .z_mid = NAN,
                                .y = NAN,
                                .t = NAN,
                                .s = NAN,
                                .z = NAN,
                                .z_in_force = NAN,
                                .p_value = NAN,
                                .q_value = NAN };
        for (size_t k = 0; k < UPW_FUNNEL_LEVELS_MAX; k++)
            b->plain[k] = b->lines[k] = (upw_funnel_line){ NAN, NAN };
    }
}

/* ---- overdispersion ---- */

static bool take_columns(fitting *f)
{
    const size_t n = f->data->n;
    f->z = upw_arena_take(f->scratch, n, sizeof *f->z);
    f->s = upw_arena_take(f->scratch, n, sizeof *f->s);
    f->p = upw_arena_take(f->scratch, n, sizeof *f->p);
    f->q = upw_arena_take(f->scratch, n, sizeof *f->q);
    f->at = upw_arena_take(f->scratch, n, sizeof *f->at);
    return (f->z != NULL && f->s != NULL && f->p != NULL && f->q != NULL && f->at != NULL) ||
           upw_fail(f->error, UPW_NO_MEMORY, "no memory for %zu organisations", n);
}

static void decide(upw_funnel *f)
{
    const upw_funnel_adjust asked = f->options.adjust;
    const bool has_varying = funnel_has_law(f->options.type) && f->options.type != UPW_FUNNEL_COUNTS;
    f->in_force = UPW_FUNNEL_PLAIN;
    f->decision = UPW_FUNNEL_AS_ASKED;
    if (asked == UPW_FUNNEL_PLAIN)
        return;
    if (f->n < f->options.least) {
        f->decision = UPW_FUNNEL_TOO_FEW;
        return;
    }
    const bool is_left_to_us = asked == UPW_FUNNEL_AUTO || asked == UPW_FUNNEL_PREDICTIVE;
    if ((is_left_to_us && !(f->spread.tau2 > 0)) || (asked == UPW_FUNNEL_AUTO && !(f->p_dispersion < 0.05))) {
        f->decision = UPW_FUNNEL_NO_SPREAD;
        return;
    }
    f->in_force = asked;
    if (asked == UPW_FUNNEL_AUTO) {
        f->decision = UPW_FUNNEL_BY_TEST;
        f->in_force = f->is_small && has_varying ? UPW_FUNNEL_PREDICTIVE : UPW_FUNNEL_ADDITIVE;
    }
}

static bool judge_spread(fitting *f)
{
    upw_funnel *const out = f->funnel;
    exact_sum q_mid = { 0 };
    size_t count = 0;
    for (size_t i = 0; i < f->data->n; i++) {
        const upw_funnel_body *const b = &f->bodies[i];
        if (isnan(b->z))
            continue;
        f->z[count] = b->z;
        f->s[count] = b->s;
        f->at[count++] = i;
        q_mid = exact_add(q_mid, b->z_mid * b->z_mid);
    }
    out->trim = out->options.trim > 0 ? out->options.trim : count >= TRIM_AT_LEAST ? TRIM : 0;
    if (!upw_funnel_measure_spread(f->z, f->s, count, out->trim, f->scratch, &out->spread, f->error))
        return false;
    if (out->options.is_uncorrected) {
        out->spread.phi = out->spread.phi_winsorised;
        out->spread.tau2 = out->spread.tau2_winsorised;
    }
    out->q_mid = (double)exact_value(q_mid);
    out->df = (double)count - out->is_pooled;
    if (out->df > 0)
        out->p_dispersion = upw_chi_square_above(out->is_small ? out->q_mid : out->spread.q, out->df);
    decide(out);
    f->gauge = funnel_make_gauge(out);
    out->is_all_spread = out->in_force != UPW_FUNNEL_PLAIN && out->in_force != UPW_FUNNEL_MULTIPLICATIVE;
    for (size_t i = 0; i < count; i++)
        out->is_all_spread = out->is_all_spread && out->spread.tau2 > f->s[i] * f->s[i];
    return true;
}

/* ---- what is in force ---- */

/* Squared standard error that lines hang on: at the target, where z has that of the organisation itself. */
static double line_variance(const funnel_gauge *g, const upw_funnel_body *b, figures x)
{
    return g->type == UPW_FUNNEL_COUNTS && x.d > 0 ? (1 + g->target) / (g->target * x.d) : b->s * b->s;
}

static void put_in_force(fitting *f, size_t i)
{
    const funnel_gauge *const g = &f->gauge;
    upw_funnel_body *const b = &f->bodies[i];
    const figures x = figures_of(f, i);
    funnel_draw_in_force(g, b->size, line_variance(g, b, x), b->plain, b->lines);
    b->z_in_force = b->z_mid;
    if (g->in_force == UPW_FUNNEL_PREDICTIVE) {
        const count_law law = funnel_varying_law(g, b->size);
        const count_tails t = count_law_tails(&law, x.o);
        b->z_in_force = mid_z(t);
        b->class_in_force = classify(g, t.at_most, t.at_least);
    } else if (g->in_force != UPW_FUNNEL_PLAIN) {
        const bool is_added = g->in_force == UPW_FUNNEL_ADDITIVE;
        b->z_in_force = is_added ? (b->y - b->t) / sqrt(b->s * b->s + g->tau2) : b->z / sqrt(g->phi);
        b->class_in_force = 0;
        for (size_t k = g->n_levels; k-- > 0 && b->class_in_force == 0;)
            if (fabs(b->z_in_force) >= g->z[k])
                b->class_in_force = b->z_in_force < 0 ? -(int)(k + 1) : (int)(k + 1);
    }
    b->p_value = fmin(1, 2 * upw_normal_below(-fabs(b->z_in_force)));
    b->rests_on_few = b->class_in_force > 0 && g->type != UPW_FUNNEL_MEAN && x.o <= 2;
}

static bool finish(fitting *f)
{
    upw_funnel *const out = f->funnel;
    for (size_t i = 0; i < out->n; i++) {
        put_in_force(f, f->at[i]);
        f->p[i] = f->bodies[f->at[i]].p_value;
    }
    if (!upw_false_discovery(f->p, out->n, f->scratch, f->q, f->error))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        upw_funnel_body *const b = &f->bodies[f->at[i]];
        b->q_value = f->q[i];
        for (size_t k = 0; k < out->options.n_levels; k++)
            out->outside[k] += (size_t)(b->class_in_force < 0 ? -b->class_in_force : b->class_in_force) > k;
        if (out->n == 1 && b->status == UPW_FUNNEL_FINE)
            b->status = UPW_FUNNEL_SINGLE;
    }
    for (size_t k = 0; k < out->options.n_levels; k++)
        out->expected_outside[k] = (double)out->n * (1 - out->options.levels[k]);
    return true;
}

static bool fit(fitting *f)
{
    upw_funnel *const out = f->funnel;
    out->decision = UPW_FUNNEL_IMPOSSIBLE;
    out->in_force = UPW_FUNNEL_PLAIN;
    if (out->n == 0 || !has_contrast(out)) {
        for (size_t i = 0; i < f->data->n; i++)
            if (f->bodies[i].status == UPW_FUNNEL_FINE)
                f->bodies[i].status = UPW_FUNNEL_NO_CONTRAST;
        return true;
    }
    f->gauge = funnel_make_gauge(out);
    for (size_t i = 0; i < f->data->n; i++)
        if (f->bodies[i].status == UPW_FUNNEL_FINE && !judge_alone(f, &f->bodies[i], i))
            return false;
    return take_columns(f) && judge_spread(f) && finish(f);
}

bool upw_funnel_fit(const upw_funnel_data *data, const upw_funnel_options *options, upw_arena *scratch,
                    upw_funnel_body *bodies, upw_funnel *out, upw_error *error)
{
    *out = (upw_funnel){ .target = NAN,
                         .largest_share = NAN,
                         .q_mid = NAN,
                         .df = NAN,
                         .p_dispersion = NAN,
                         .trim = NAN,
                         .spread = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN },
                         .variance_per_size = NAN,
                         .decision = UPW_FUNNEL_IMPOSSIBLE,
                         .in_force = UPW_FUNNEL_PLAIN };
    if (!settle_options(options, &out->options, error) || !check_data(data, out->options.type, error))
        return false;
    fitting f = { .data = data, .bodies = bodies, .funnel = out, .scratch = scratch, .error = error };
    f.gauge.type = out->options.type;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    begin_bodies(&f, &out->options);
    find_target(&f, &out->options);
    const bool is_done = fit(&f);
    upw_arena_rewind(scratch, mark);
    return is_done;
}
