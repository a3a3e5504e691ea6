/* What do the published funnels of others show, computed as they compute them? */
#include <math.h>
#include <stdlib.h>

#include "funnel_internal.h"
#include "upward/special.h"

/* The two deviates as the publishers write them. */
static const double published_z[2] = { 1.959964, 3.090232 };
static const double published_p[2] = { 0.025, 0.001 };
static const double HALF_PI = 1.57079632679489661923;

typedef struct repeating {
    upw_funnel_publisher publisher;
    const upw_funnel_data *data;
    double trim, target;
    double *z, *s;
    bool *is_left_out;
    upw_funnel_published_body *bodies;
    upw_arena *scratch;
    upw_error *error;
} repeating;

static upw_funnel_type type_of(upw_funnel_publisher publisher)
{
    return publisher == UPW_FUNNEL_ARCSINE      ? UPW_FUNNEL_PROPORTION
           : publisher == UPW_FUNNEL_LOG_COUNTS ? UPW_FUNNEL_COUNTS
                                                : UPW_FUNNEL_RATIO;
}

static bool check(const repeating *r)
{
    const upw_funnel_type type = type_of(r->publisher);
    for (size_t i = 0; i < r->data->n; i++) {
        const double o = r->data->numerators[i], d = r->data->denominators[i];
        if (!(o >= 0 && isfinite(o) && d > 0 && isfinite(d)) || (type == UPW_FUNNEL_PROPORTION && o > d))
            return upw_fail_row(r->error, UPW_BAD_INPUT, (int64_t)i + 1,
                                "a published funnel needs figures of every organisation, and this has %.10g of %.10g",
                                o, d);
        if (r->publisher == UPW_FUNNEL_SHMI && o == 0)
            return upw_fail_row(r->error, UPW_BAD_INPUT, (int64_t)i + 1,
                                "the published method takes the logarithm of the count and has no answer for 0 events; "
                                "leave --compat away");
    }
    return true;
}

static bool find_target(repeating *r)
{
    r->target = 1;
    if (type_of(r->publisher) == UPW_FUNNEL_RATIO)
        return true;
    double events = 0, cases = 0;
    for (size_t i = 0; i < r->data->n; i++) {
        events += r->data->numerators[i];
        cases += r->data->denominators[i];
    }
    r->target = events / cases;
    return (r->target > 0 && (r->publisher != UPW_FUNNEL_ARCSINE || r->target < 1)) ||
           upw_fail(r->error, UPW_BAD_INPUT,
                    "nobody has an event, or everybody has: there is nothing that organisations could differ in");
}

/* Expected deaths are published with two decimals. */
static double expected_of(const repeating *r, size_t i)
{
    const double d = r->data->denominators[i];
    return r->publisher == UPW_FUNNEL_SHMI ? nearbyint(100 * d) / 100 : d;
}

static void score_all(repeating *r)
{
    const upw_funnel_scale scale = r->publisher == UPW_FUNNEL_CQC ? UPW_FUNNEL_ROOT : UPW_FUNNEL_OWN;
    for (size_t i = 0; i < r->data->n; i++) {
        upw_funnel_published_body *const b = &r->bodies[i];
        const double d = expected_of(r, i);
        const funnel_score score =
            funnel_transform(type_of(r->publisher), scale, r->target, r->data->numerators[i], d, NAN);
        *b = (upw_funnel_published_body){ .value = r->data->numerators[i] / r->data->denominators[i],
                                          .t = score.t,
                                          .y = score.y,
                                          .z = (score.y - score.t) / score.s };
        r->z[i] = b->z;
        r->s[i] = score.s;
    }
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* How many of the sorted values are below `value` (or, with `or_equal`, not above it). */
static size_t count_below(const double *sorted, size_t n, double value, bool or_equal)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sorted[middle] < value || (or_equal && sorted[middle] == value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* SHMI: in groups of equal size by rank (ties share the middle one), the first and the last are left out. */
static void leave_out(repeating *r, const double *sorted)
{
    const size_t n = r->data->n;
    const double groups = 1 / r->trim;
    for (size_t i = 0; i < n; i++) {
        upw_funnel_published_body *const b = &r->bodies[i];
        const double before = (double)count_below(sorted, n, b->z, false);
        const double rank = (before + 1 + (double)count_below(sorted, n, b->z, true)) / 2;
        const double group = floor(rank * groups / ((double)n + 1));
        b->is_trimmed = r->trim > 0 && !(group > 0 && group < groups - 1);
        b->z_kept = b->is_trimmed ? NAN : b->z;
        r->is_left_out[i] = b->is_trimmed;
    }
}

/* The others: the extremes are drawn in. */
static void draw_in(repeating *r, const double *sorted)
{
    const size_t n = r->data->n;
    const double low = funnel_sorted_quantile(sorted, n, r->trim),
                 high = funnel_sorted_quantile(sorted, n, 1 - r->trim);
    for (size_t i = 0; i < n; i++) {
        upw_funnel_published_body *const b = &r->bodies[i];
        b->z_kept = fmin(fmax(b->z, low), high);
        b->is_trimmed = b->z_kept != b->z;
        r->is_left_out[i] = false;
    }
}

static bool measure(repeating *r, upw_funnel_published *out)
{
    double sum = 0, kept = 0;
    for (size_t i = 0; i < r->data->n; i++)
        if (!r->is_left_out[i]) {
            sum += r->bodies[i].z_kept * r->bodies[i].z_kept;
            kept++;
        }
    if (kept < 2)
        return upw_fail(r->error, UPW_TOO_FEW, "a published funnel needs two organisations that are not trimmed away");
    *out = (upw_funnel_published){ .target = r->target, .phi = sum / kept };
    out->tau2 = out->phi > 1 ? funnel_find_tau2(out->phi, r->s, r->is_left_out, r->data->n) : 0;
    return true;
}

/* ---- lines ---- */

static upw_funnel_line around(const repeating *r, double t, double v)
{
    if (r->publisher == UPW_FUNNEL_SHMI)
        return (upw_funnel_line){ exp(-v), exp(v) };
    if (r->publisher != UPW_FUNNEL_ARCSINE)
        return (upw_funnel_line){ NAN, NAN };
    const double low = sin(fmax(0, t - v)), high = sin(fmin(HALF_PI, t + v));
    return (upw_funnel_line){ low * low, high * high };
}

static void draw(const repeating *r, size_t i, double tau2)
{
    upw_funnel_published_body *const b = &r->bodies[i];
    const double expected = expected_of(r, i);
    for (size_t k = 0; k < 2; k++) {
        b->plain[k] = around(r, b->t, published_z[k] * r->s[i]);
        if (type_of(r->publisher) == UPW_FUNNEL_RATIO) {
            b->plain[k].low = upw_gamma_quantile(published_p[k], expected) / expected;
            b->plain[k].high = upw_gamma_quantile_above(published_p[k], expected + 1) / expected;
        }
        b->adjusted[k] = around(r, b->t, published_z[k] * sqrt(r->s[i] * r->s[i] + tau2));
        b->plain_outside[k] = b->value < b->plain[k].low || b->value > b->plain[k].high;
        b->adjusted_outside[k] = b->value < b->adjusted[k].low || b->value > b->adjusted[k].high;
    }
}

static bool repeat(repeating *r, upw_funnel_published *out)
{
    const size_t n = r->data->n;
    r->z = upw_arena_take(r->scratch, n, sizeof *r->z);
    r->s = upw_arena_take(r->scratch, n, sizeof *r->s);
    r->is_left_out = upw_arena_take(r->scratch, n, sizeof *r->is_left_out);
    if (r->z == NULL || r->s == NULL || r->is_left_out == NULL)
        return upw_fail(r->error, UPW_NO_MEMORY, "no memory for %zu organisations", n);
    score_all(r);
    qsort(r->z, n, sizeof *r->z, compare_doubles);
    if (r->publisher == UPW_FUNNEL_SHMI)
        leave_out(r, r->z);
    else
        draw_in(r, r->z);
    if (!measure(r, out))
        return false;
    for (size_t i = 0; i < n; i++)
        draw(r, i, out->tau2);
    return true;
}

bool upw_funnel_repeat(upw_funnel_publisher publisher, const upw_funnel_data *data, double trim, upw_arena *scratch,
                       upw_funnel_published_body *bodies, upw_funnel_published *out, upw_error *error)
{
    if (publisher >= UPW_FUNNEL_PUBLISHER_COUNT || !(trim >= 0 && trim <= 0.25))
        return upw_fail(error, UPW_BAD_USAGE, "the share trimmed at each end is from 0 to 0.25, not %.10g", trim);
    if (data->n < 2)
        return upw_fail(error, UPW_TOO_FEW, "a published funnel needs two organisations at least");
    repeating r = {
        .publisher = publisher, .data = data, .trim = trim, .bodies = bodies, .scratch = scratch, .error = error
    };
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const bool is_done = check(&r) && find_target(&r) && repeat(&r, out);
    upw_arena_rewind(scratch, mark);
    return is_done;
}

/* ---- Fingertips ---- */

static upw_funnel_line byar(double x, double level)
{
    const double p = (1 - level) / 2, z = -upw_normal_quantile(p), y = x + 1;
    if (x < 10)
        return upw_funnel_expected_around(x, level);
    const double low = 1 - 1 / (9 * x) - z / (3 * sqrt(x)), high = 1 - 1 / (9 * y) + z / (3 * sqrt(y));
    return (upw_funnel_line){ x * low * low * low, y * high * high * high };
}

int upw_funnel_class_as_fingertips(upw_funnel_type type, double numerator, double denominator, double target)
{
    static const double levels[2] = { 0.95, 0.998 };
    for (int k = 2; k > 0; k--) {
        const double expected = denominator * target;
        upw_funnel_line line = byar(numerator, levels[k - 1]);
        if (type == UPW_FUNNEL_PROPORTION) {
            const double v = -upw_normal_quantile((1 - levels[k - 1]) / 2) * sqrt(expected * (1 - target));
            line = (upw_funnel_line){ numerator - v, numerator + v };
        }
        if (expected < line.low)
            return k;
        if (expected > line.high)
            return -k;
    }
    return 0;
}
