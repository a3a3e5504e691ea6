/* The XmR chart: mean and limits of each phase, the rules on each point, the two icons of the series.
 *
 * Shewhart 1931; Wheeler & Chambers 1992; Nelson 1982 for the screening of moving ranges. The constants are the rounded
 * ones that everyone publishes with (docs/methods/spc.md). */
#include "upward/spc.h"

#include <float.h>
#include <math.h>

#include "column_mean.h"
#include "rules.h"
#include "xmr_points.h"

static const double E2 = 2.66;                 /* mean moving range to 3 sigma */
static const double NEAR = 2.0 * (2.66 / 3.0); /* mean moving range to 2 sigma */
static const double D4 = 3.267;                /* moving ranges of this many times their mean are screened away */

enum { FIX_AFTER_AT_LEAST = 12, SHORT_PHASE = 13 };

static const upw_xmr_options defaults = { 0 };

/* What the points of a baseline say: their mean and the mean of the moving ranges that the limits may rest on. */
typedef struct baseline {
    column_means means; /* of all points */
    double screened_range;
} baseline;

static baseline find_baseline(const double *y, size_t n, const column_extent *series, const upw_xmr_options *options)
{
    baseline b = { .means = column_find_means(y, n, series) };
    const double cut = D4 * b.means.mean_range;
    const bool keeps_all = options->keep_outliers || isnan(cut) || b.means.largest_range < cut;
    b.screened_range = keeps_all ? b.means.mean_range : column_mean_range_below(y, n, cut, series);
    return b;
}

/* U3: screening must not leave nothing, or only the zeros, of moving ranges that are not all zero; and limits that
 * equal a constant mean are limits. */
static double usable_mean_range(const baseline *b, const upw_xmr_options *options)
{
    if (options->profile == UPW_PROFILE_PARITY)
        return b->screened_range;
    return b->screened_range > 0 ? b->screened_range : b->means.mean_range;
}

static void set_limits(upw_xmr_phase *phase, const double *y, const column_extent *series,
                       const upw_xmr_options *options)
{
    const size_t fix = options->fix_after_n;
    const baseline b = find_baseline(y, fix != 0 && fix < phase->n ? fix : phase->n, series, options);
    const double range = usable_mean_range(&b, options);
    phase->mean = b.means.mean;
    phase->mean_range = range;
    phase->lpl = b.means.mean - E2 * range;
    phase->upl = b.means.mean + E2 * range;
    phase->nlpl = b.means.mean - NEAR * range;
    phase->nupl = b.means.mean + NEAR * range;
}

/* By halves, quarters and eighths of the word: without an instruction for it, a library function would be called. */
static size_t count_bits(uint64_t bits)
{
    if (bits == 0)
        return 0;
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (size_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* What the walk over one phase finds besides the points themselves. */
typedef struct phase_findings {
    size_t n_high, n_low;
    size_t n_present;
    size_t last_present; /* index in the phase; only meaningful when n_present > 0 */
    upw_point_type last_present_type;
} phase_findings;

static phase_findings judge_phase(upw_xmr_phase *phase, const double *y, const column_extent *series,
                                  const upw_xmr_options *options, upw_xmr_point *points)
{
    const rule_limits limits = { phase->mean, phase->lpl,     phase->upl,      phase->nlpl,
                                 phase->nupl, series->lowest, series->highest, series->has_gaps };
    const upw_point_type high_type = xmr_type_of_high(options->improvement);
    const upw_point_type low_type = xmr_type_of_low(options->improvement);
    phase_findings found = { .last_present_type = UPW_POINT_COMMON_CAUSE };
    phase->last_type = UPW_POINT_COMMON_CAUSE;
    for (size_t settled = 0; settled < phase->n;) {
        const size_t start = settled > RULES_REACH ? settled - RULES_REACH : 0;
        const size_t left = phase->n - start;
        const size_t n = left < RULES_WORD ? left : RULES_WORD;
        const unsigned from = (unsigned)(settled - start);
        const unsigned to = (unsigned)(n == left ? n : n - RULES_REACH);
        const rule_masks masks = rules_judge(y + start, n, &limits, options);
        const uint64_t settles = ((to == 64 ? 0 : (uint64_t)1 << to) - 1) & ~(((uint64_t)1 << from) - 1);
        const uint64_t high = masks.high & settles, low = masks.low & settles;
        found.n_high += count_bits(high);
        found.n_low += count_bits(low);
        found.n_present += series->has_gaps ? count_bits(masks.present & settles) : to - from;
        for (unsigned bit = to; bit-- > from;) {
            if (masks.present >> bit & 1) {
                found.last_present = start + bit;
                found.last_present_type = high >> bit & 1  ? high_type
                                          : low >> bit & 1 ? low_type
                                                           : UPW_POINT_COMMON_CAUSE;
                break;
            }
        }
        if (points != NULL)
            xmr_write_points(&masks, from, to, &limits, options->improvement, points + settled);
        settled = start + to;
    }
    if (found.n_present > 0 && found.last_present == phase->n - 1)
        phase->last_type = found.last_present_type;
    return found;
}

static void count_types(upw_xmr_phase *phase, const phase_findings *found, upw_improvement improvement)
{
    phase->common_cause = phase->n - found->n_high - found->n_low;
    phase->improvement = improvement == UPW_INCREASE ? found->n_high : improvement == UPW_DECREASE ? found->n_low : 0;
    phase->concern = improvement == UPW_INCREASE ? found->n_low : improvement == UPW_DECREASE ? found->n_high : 0;
}

static upw_variation variation_of(upw_point_type type, upw_improvement improvement)
{
    switch (type) {
    case UPW_POINT_IMPROVEMENT:
        return improvement == UPW_INCREASE ? UPW_VARIATION_IMPROVEMENT_HIGH : UPW_VARIATION_IMPROVEMENT_LOW;
    case UPW_POINT_CONCERN:
        return improvement == UPW_INCREASE ? UPW_VARIATION_CONCERN_LOW : UPW_VARIATION_CONCERN_HIGH;
    case UPW_POINT_NEUTRAL_HIGH:
        return UPW_VARIATION_NEUTRAL_HIGH;
    case UPW_POINT_NEUTRAL_LOW:
        return UPW_VARIATION_NEUTRAL_LOW;
    default:
        return UPW_VARIATION_COMMON_CAUSE;
    }
}

static upw_assurance assurance_of(const upw_xmr_phase *phase, const upw_xmr_options *options)
{
    if (!options->has_target || options->improvement == UPW_NEUTRAL)
        return UPW_ASSURANCE_NONE;
    const upw_assurance if_above = options->improvement == UPW_INCREASE ? UPW_ASSURANCE_FAIL : UPW_ASSURANCE_PASS;
    const upw_assurance if_below = options->improvement == UPW_INCREASE ? UPW_ASSURANCE_PASS : UPW_ASSURANCE_FAIL;
    if (options->profile == UPW_PROFILE_UPWARD) {
        if (isnan(phase->upl))
            return UPW_ASSURANCE_NONE;
        /* U3: a constant process meets its target or it does not. */
        if (phase->mean_range == 0 && options->target == phase->mean)
            return UPW_ASSURANCE_PASS;
    }
    return options->target > phase->upl   ? if_above
           : options->target < phase->lpl ? if_below
                                          : UPW_ASSURANCE_INCONSISTENT;
}

static bool check_options(const upw_xmr_options *options, upw_error *error)
{
    if (options->fix_after_n != 0 && options->fix_after_n < FIX_AFTER_AT_LEAST)
        return upw_fail(error, UPW_BAD_USAGE, "limits can be fixed after %d points at the earliest, not after %zu",
                        FIX_AFTER_AT_LEAST, options->fix_after_n);
    const uint8_t lengths[] = { options->shift_length, options->trend_length };
    for (size_t i = 0; i < 2; i++)
        if (lengths[i] != 0 && lengths[i] != 6 && lengths[i] != 7)
            return upw_fail(error, UPW_BAD_USAGE, "a %s is 6 or 7 points, not %u", i == 0 ? "shift" : "trend",
                            (unsigned)lengths[i]);
    if (options->has_target && !isfinite(options->target))
        return upw_fail(error, UPW_BAD_USAGE, "the target is not a number");
    if (options->profile >= UPW_PROFILE_COUNT || options->improvement >= UPW_IMPROVEMENT_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "no such profile or direction of improvement");
    return true;
}

/* Infinities, and values so large that a difference or a sum of them could become one, have no limits. */
static bool check_values(const double *values, size_t n, column_extent *series, upw_error *error)
{
    column_find_extent(values, n, series);
    if (column_largest(series) <= DBL_MAX / 1024)
        return true;
    size_t i = 0;
    while (!(fabs(values[i]) > DBL_MAX / 1024))
        i++;
    return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "value %zu is infinite or beyond 1e305", i + 1);
}

static bool check_phases(const size_t *starts, size_t n_phases, size_t n, upw_error *error)
{
    if (n_phases > 1 && starts == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "%zu phases without their starts", n_phases);
    for (size_t i = 0; starts != NULL && i < n_phases; i++)
        if (i == 0 ? starts[0] != 0 : starts[i] <= starts[i - 1] || starts[i] >= n)
            return upw_fail(error, UPW_BAD_INPUT,
                            "phase %zu starts at point %zu: starts must rise from 0 and stay inside the series", i + 1,
                            starts[i]);
    return true;
}

static void analyse_checked(const double *values, size_t n, const column_extent *series, const size_t *starts,
                            size_t n_phases, const upw_xmr_options *options, upw_xmr_point *points,
                            upw_xmr_phase *phases, upw_xmr_summary *summary)
{
    const size_t short_below = options->short_phase_below != 0 ? options->short_phase_below : SHORT_PHASE;
    const size_t trend_length = options->trend_length != 0 ? options->trend_length : 7;
    *summary = (upw_xmr_summary){ .n = n, .deciding_point = n };
    upw_point_type deciding_type = UPW_POINT_COMMON_CAUSE;
    size_t n_present = 0;
    for (size_t i = 0; i < n_phases; i++) {
        upw_xmr_phase *const phase = &phases[i];
        const size_t start = starts != NULL ? starts[i] : 0;
        const size_t end = i + 1 < n_phases ? starts[i + 1] : n;
        phase->start = start; /* one by one: all of them are set, and to clear so large a struct first takes long */
        phase->n = end - start;
        phase->is_short = phase->n < short_below;
        set_limits(phase, values + start, series, options);
        const phase_findings found =
            judge_phase(phase, values + start, series, options, points != NULL ? points + start : NULL);
        count_types(phase, &found, options->improvement);
        n_present += found.n_present;
        if (found.n_present > 0) {
            summary->deciding_point = start + found.last_present;
            deciding_type = found.last_present_type;
        }
        if (found.n_present < phase->n && !summary->reference_stops)
            summary->reference_stops = rules_stop_the_reference(values + start, phase->n, trend_length);
    }
    const upw_xmr_phase *const last = &phases[n_phases - 1];
    summary->n_missing = n - n_present;
    summary->last_type = last->last_type;
    if (options->profile == UPW_PROFILE_PARITY) {
        /* The reference takes the very last point, missing or not. U5 takes the last one that is there. */
        summary->deciding_point = n > 0 ? n - 1 : 0;
        deciding_type = last->last_type;
    }
    summary->variation = variation_of(deciding_type, options->improvement);
    summary->assurance = assurance_of(last, options);
}

/* The options are checked. */
static bool analyse(const double *values, size_t n, const size_t *phase_starts, size_t n_phases,
                    const upw_xmr_options *options, upw_xmr_point *points, upw_xmr_phase *phases,
                    upw_xmr_summary *summary, upw_error *error)
{
    phase_starts = n_phases > 0 ? phase_starts : NULL; /* an array of no starts has none to read */
    column_extent series;
    if (!check_values(values, n, &series, error) || !check_phases(phase_starts, n_phases, n, error))
        return false;
    analyse_checked(values, n, &series, phase_starts, n_phases > 0 ? n_phases : 1, options, points, phases, summary);
    return true;
}

bool upw_xmr_analyse(const double *values, size_t n, const size_t *phase_starts, size_t n_phases,
                     const upw_xmr_options *options, upw_xmr_point *points, upw_xmr_phase *phases,
                     upw_xmr_summary *summary, upw_error *error)
{
    options = options != NULL ? options : &defaults;
    return check_options(options, error) &&
           analyse(values, n, phase_starts, n_phases, options, points, phases, summary, error);
}

/* Which stretch of a shared array belongs to series i; false when the stretches do not rise. */
static bool find_stretch(const size_t *offsets, size_t i, size_t at_least, const char *what, size_t *first, size_t *n,
                         upw_error *error)
{
    *first = offsets[i];
    *n = offsets[i + 1] - offsets[i];
    if (offsets[i + 1] >= offsets[i] && *n >= at_least)
        return true;
    return upw_fail(error, UPW_BAD_INPUT, "the %s of series %zu go from %zu to %zu", what, i + 1, offsets[i],
                    offsets[i + 1]);
}

/* Series i of a batch. */
static bool analyse_one(const upw_xmr_batch *batch, size_t i, upw_xmr_point *points, upw_xmr_phase *phases,
                        upw_xmr_summary *summary, upw_error *error)
{
    size_t from, n, first_phase = i, n_phases = 1;
    const size_t *starts = NULL;
    if (!find_stretch(batch->offsets, i, 0, "points", &from, &n, error))
        return false;
    if (batch->phase_offsets != NULL) {
        if (batch->phase_starts == NULL)
            return upw_fail(error, UPW_BAD_USAGE, "offsets of phases without their starts");
        if (!find_stretch(batch->phase_offsets, i, 1, "phases", &first_phase, &n_phases, error))
            return false;
        starts = batch->phase_starts + first_phase;
    }
    const upw_xmr_options *const options =
        batch->options == NULL ? &defaults : &batch->options[batch->share_options ? 0 : i];
    const bool is_checked = i > 0 && (batch->options == NULL || batch->share_options);
    if ((is_checked || check_options(options, error)) &&
        analyse(batch->values + from, n, starts, n_phases, options, points != NULL ? points + from : NULL,
                phases + first_phase, summary, error))
        return true;
    if (error != NULL && error->row > 0)
        error->row += (int64_t)from;
    return false;
}

bool upw_xmr_analyse_batch(const upw_xmr_batch *batch, upw_xmr_point *points, upw_xmr_phase *phases,
                           upw_xmr_summary *summaries, size_t *failed, upw_error *error)
{
    for (size_t i = 0; i < batch->n_series; i++) {
        if (analyse_one(batch, i, points, phases, &summaries[i], error))
            continue;
        if (failed != NULL)
            *failed = i;
        return false;
    }
    return true;
}
