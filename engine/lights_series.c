/* Did the light change because something changed? One series' colours against its control chart.
 *
 * Wheeler & Chambers 1992 for the chart. A change of colour agrees with the chart when there is a special cause in the
 * same direction at that point or at a neighbour of it. */
#include "upward/lights.h"

#include <math.h>
#include <stdint.h>

#include "lights_scheme.h"

static const double D2 = 1.1283791670955126; /* mean range of two standard normal values, 2/sqrt(pi) */

enum { XMR_BASELINE_AT_LEAST = 12, RUN_LENGTH = 7 };

typedef struct baseline {
    size_t n;
    double centre, mean_range;
} baseline;

/* Each mean is taken around the first value and corrected once, so that equal values have exactly themselves as mean.
 */
static baseline find_baseline(const double *y, size_t n)
{
    baseline b = { .centre = NAN, .mean_range = NAN };
    double first = NAN, sum = 0, ranges = 0;
    size_t n_ranges = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(y[i]))
            continue;
        if (b.n++ == 0)
            first = y[i];
        sum += y[i] - first;
        if (i > 0 && !isnan(y[i - 1])) {
            ranges += fabs(y[i] - y[i - 1]);
            n_ranges++;
        }
    }
    if (b.n > 0)
        b.centre = first + sum / (double)b.n;
    if (n_ranges > 0)
        b.mean_range = ranges / (double)n_ranges;
    return b;
}

/* Standardised distance from the centre, on the better side above 0; NaN for a missing value or an undefined sigma.
 * When nothing varies (sigma 0), whatever lies off the centre is infinitely far off. */
static double standardise(double distance, double sigma)
{
    if (isnan(distance) || isnan(sigma))
        return NAN;
    if (sigma > 0)
        return distance / sigma;
    return distance != 0 ? copysign(HUGE_VAL, distance) : 0;
}

/* 3 sigma, seven in a row on one side ending here, or here and at least one more of the last three beyond 2 sigma; both
 * directions at once are neither. */
static void judge_plainly(const double *y, size_t n, double sign, const baseline *b, double sigma, int8_t *verdicts)
{
    size_t run_above = 0, run_below = 0;
    double z = NAN, last = NAN, before = NAN;
    for (size_t i = 0; i < n; i++) {
        before = last;
        last = z;
        z = standardise(sign * (y[i] - b->centre), sigma);
        run_above = z > 0 ? run_above + 1 : 0;
        run_below = z < 0 ? run_below + 1 : 0;
        const bool is_better = z > 3 || run_above >= RUN_LENGTH || (z > 2 && (last > 2 || before > 2));
        const bool is_worse = z < -3 || run_below >= RUN_LENGTH || (z < -2 && (last < -2 || before < -2));
        verdicts[i] = (int8_t)(is_better - is_worse);
    }
}

static bool judge_by_xmr(const upw_lights_series *series, const upw_lights_options *options, upw_arena *scratch,
                         int8_t *verdicts, baseline *b, upw_error *error)
{
    const upw_xmr_options xmr = { .improvement = series->schemes[0].lower_is_better ? UPW_DECREASE : UPW_INCREASE,
                                  .fix_after_n = options->n_baseline };
    upw_xmr_phase phase;
    upw_xmr_summary summary;
    upw_xmr_point *const points = upw_arena_take(scratch, series->n, sizeof *points);
    if (points == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu points", series->n);
    if (!upw_xmr_analyse(series->values, series->n, NULL, 0, &xmr, points, &phase, &summary, error))
        return false;
    for (size_t i = 0; i < series->n; i++)
        verdicts[i] = (int8_t)((points[i].type == UPW_POINT_IMPROVEMENT) - (points[i].type == UPW_POINT_CONCERN));
    b->centre = phase.mean;
    b->mean_range = phase.mean_range;
    return true;
}

static bool signals_near(const int8_t *verdicts, size_t n, size_t at, int direction)
{
    return verdicts[at] == direction || (at > 0 && verdicts[at - 1] == direction) ||
           (at + 1 < n && verdicts[at + 1] == direction);
}

static void count_changes(const uint8_t *colours, const int8_t *verdicts, size_t n, upw_lights_review *out)
{
    unsigned last = UPW_LIGHT_NONE;
    for (size_t i = 0; i < n; i++) {
        if (verdicts[i] != 0)
            out->signals++;
        if (colours[i] == UPW_LIGHT_NONE)
            continue;
        if (last != UPW_LIGHT_NONE && colours[i] != last) {
            out->changes++;
            out->changes_agreeing += signals_near(verdicts, n, i, colours[i] > last ? 1 : -1);
        }
        last = colours[i];
    }
    out->noise_share = out->changes > 0 ? 1 - (double)out->changes_agreeing / (double)out->changes : NAN;
}

/* sum p log2(p/(row column)) over colours and verdicts, from counts. */
static double count_shared_bits(const uint8_t *colours, const int8_t *verdicts, size_t n)
{
    double cells[3][3] = { { 0 } }, rows[3] = { 0 }, columns[3] = { 0 }, total = 0, bits = 0;
    for (size_t i = 0; i < n; i++) {
        if (colours[i] == UPW_LIGHT_NONE)
            continue;
        const size_t column = (size_t)(verdicts[i] + 1);
        cells[colours[i]][column]++;
        rows[colours[i]]++;
        columns[column]++;
        total++;
    }
    for (size_t r = 0; r < 3; r++)
        for (size_t c = 0; c < 3; c++)
            if (cells[r][c] > 0)
                bits += cells[r][c] / total * log2(cells[r][c] * total / (rows[r] * columns[c]));
    return total > 0 ? fmax(bits, 0) : NAN;
}

static bool check(const upw_lights_series *series, const upw_lights_options *options, upw_error *error)
{
    const bool is_xmr = options->chart == UPW_LIGHTS_XMR;
    const size_t least = is_xmr ? XMR_BASELINE_AT_LEAST : 2;
    if (options->chart >= UPW_LIGHTS_CHART_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "there is no such chart");
    if (options->n_baseline != 0 && options->n_baseline < least)
        return upw_fail(error, UPW_BAD_USAGE, "a baseline needs at least %zu points, not %zu", least,
                        options->n_baseline);
    if (!(options->rho > -1 && options->rho < 1))
        return upw_fail(error, UPW_BAD_USAGE, "a correlation of neighbours must lie between -1 and 1");
    for (size_t i = 0; i < (series->is_moving ? series->n : 1); i++) {
        if (!upw_lights_check_scheme(&series->schemes[i], error))
            return false;
        if (series->schemes[i].lower_is_better != series->schemes[0].lower_is_better)
            return upw_fail(error, UPW_BAD_INPUT, "a moving target cannot change the direction of improvement");
    }
    for (size_t i = 0; i < series->n; i++)
        if (isinf(series->values[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a value is infinite");
    return true;
}

static const upw_lights_review nothing_known = {
    .centre = NAN,
    .sigma = NAN,
    .noise_share = NAN,
    .shared_bits = NAN,
    .expected_changes = NAN,
    .still = { .light = { NAN, NAN, NAN }, .same = NAN, .entropy_bits = NAN },
};

static bool review_checked(const upw_lights_series *series, const upw_lights_options *options, upw_arena *scratch,
                           uint8_t *colours, int8_t *verdicts, upw_lights_review *out, upw_error *error)
{
    const size_t n = series->n;
    const size_t n_baseline = options->n_baseline != 0 && options->n_baseline < n ? options->n_baseline : n;
    baseline b = find_baseline(series->values, n_baseline);
    *out = nothing_known;
    for (size_t i = 0; i < n; i++) {
        const upright_scheme up = upright(&series->schemes[series->is_moving ? i : 0]);
        colours[i] = (uint8_t)upright_colour(&up, series->values[i]);
        verdicts[i] = 0;
        if (colours[i] == UPW_LIGHT_NONE)
            continue;
        out->n++;
        out->shown[colours[i]]++;
    }
    if (b.n < 2 || isnan(b.mean_range))
        return upw_fail(error, UPW_TOO_FEW, "a baseline needs at least two neighbouring values, and there %s %zu",
                        b.n == 1 ? "is" : "are", b.n);
    if (options->chart == UPW_LIGHTS_PLAIN)
        judge_plainly(series->values, n, series->schemes[0].lower_is_better ? -1 : 1, &b, b.mean_range / D2, verdicts);
    else if (!judge_by_xmr(series, options, scratch, verdicts, &b, error))
        return false;
    out->centre = b.centre;
    out->sigma = b.mean_range / D2;
    count_changes(colours, verdicts, n, out);
    out->shared_bits = count_shared_bits(colours, verdicts, n);
    if (series->is_moving)
        return true;
    if (!upw_lights_find_chances(series->schemes, out->centre, out->sigma, options->rho, &out->still, error))
        return false;
    out->expected_changes = (double)(out->n - 1) * (1 - out->still.same);
    return true;
}

bool upw_lights_review_series(const upw_lights_series *series, const upw_lights_options *options, upw_arena *scratch,
                              uint8_t *colours, int8_t *verdicts, upw_lights_review *out, upw_error *error)
{
    static const upw_lights_options defaults = { 0 };
    options = options != NULL ? options : &defaults;
    if (!check(series, options, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    if (colours == NULL)
        colours = upw_arena_take(scratch, series->n, sizeof *colours);
    if (verdicts == NULL)
        verdicts = upw_arena_take(scratch, series->n, sizeof *verdicts);
    const bool done = colours != NULL && verdicts != NULL
                          ? review_checked(series, options, scratch, colours, verdicts, out, error)
                          : upw_fail(error, UPW_NO_MEMORY, "no memory for %zu points", series->n);
    upw_arena_rewind(scratch, mark);
    return done;
}

bool upw_lights_review_batch(const double *values, const size_t *offsets, size_t n_series,
                             const upw_lights_scheme *scheme, const upw_lights_options *options, upw_arena *scratch,
                             uint8_t *colours, int8_t *verdicts, upw_lights_review *out, size_t *failed,
                             upw_error *error)
{
    for (size_t i = 0; i < n_series; i++) {
        const size_t from = offsets[i];
        const upw_lights_series series = { values + from, offsets[i + 1] - from, scheme, false };
        upw_error refusal = { 0 };
        if (upw_lights_review_series(&series, options, scratch, colours != NULL ? colours + from : NULL,
                                     verdicts != NULL ? verdicts + from : NULL, &out[i], &refusal) ||
            refusal.code == UPW_TOO_FEW)
            continue;
        if (failed != NULL)
            *failed = i;
        return refusal.row > 0 ? upw_fail_row(error, refusal.code, refusal.row + (int64_t)from, "%s", refusal.message)
                               : upw_fail(error, refusal.code, "%s", refusal.message);
    }
    return true;
}
