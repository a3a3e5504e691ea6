/* Any options and any series for both methods of upward/rebase.h: advice that keeps the promises of the header, or a
 * refusal with a reason.
 *
 * Input: eight bytes of options, then points: a figure (bytes.h) for the value, one for the denominator. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "upward/rebase.h"
#include "bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_POINTS = 512 };

static void count_step(void *context, size_t counter, const char *code)
{
    assert(counter >= 1 && code[0] == '0' && strlen(code) < 32);
    ++*(size_t *)context;
}

static upw_ssa_options take_ssa_options(cursor *in)
{
    const uint8_t flags = take_byte(in);
    return (upw_ssa_options){
        .profile = (flags & 1) != 0 ? UPW_PROFILE_PARITY : UPW_PROFILE_UPWARD,
        .chart = (upw_ssa_chart)(take_byte(in) % (UPW_SSA_CHART_COUNT + 1)),
        .period_min = take_byte(in) % 40,
        .baseline_length = take_byte(in) % 40,
        .shift_length = take_byte(in) % 16,
        .max_exclusions = take_byte(in) % 8,
        .no_exclusions = (flags & 2) != 0,
        .mr_screen_max_loops = (flags & 4) != 0 ? SIZE_MAX : 0,
        .no_mr_screening = (flags & 8) != 0,
        .allow_regrets = (flags & 16) != 0,
        .ignore_overhang = (flags & 32) != 0,
        .establish_every_shift = (flags & 64) != 0,
        .baseline_only = (flags & 128) != 0,
        .trace = count_step,
    };
}

static void check_periods(const upw_ssa_point *points, size_t n, const upw_ssa_period *periods, size_t n_periods)
{
    size_t at = 0;
    for (size_t p = 0; p < n_periods; p++) {
        assert(periods[p].start == at && periods[p].calc_end > at && periods[p].end >= periods[p].calc_end);
        at = periods[p].end;
    }
    assert(n_periods == 0 || at == n);
    for (size_t i = 0; i < n; i++) {
        assert(!isinf(points[i].cl) && points[i].role < UPW_SSA_ROLE_COUNT && points[i].in_shift <= UPW_YES);
        assert((points[i].side == UPW_SIDE_UNDEFINED) == (isnan(points[i].value) || isnan(points[i].cl)));
        assert(!isnan(points[i].value) || isnan(points[i].lcl));
        assert(isnan(points[i].lcl) || isnan(points[i].ucl) || points[i].lcl <= points[i].ucl);
    }
}

static void try_ssa(const double *values, const double *sizes, size_t n, upw_ssa_options options, upw_arena *scratch)
{
    upw_ssa_point points[MOST_POINTS];
    upw_ssa_period *const periods = malloc(upw_ssa_periods_at_most(n, &options) * sizeof *periods);
    size_t n_periods, n_steps = 0;
    upw_error error = { 0 };
    assert(periods != NULL);
    options.trace_context = &n_steps;
    if (upw_ssa_find_periods(values, sizes, n, &options, scratch, points, periods, &n_periods, &error)) {
        assert(n_periods <= upw_ssa_periods_at_most(n, &options) && n_steps > 0);
        check_periods(points, n, periods, n_periods);
    } else {
        assert(error.code != UPW_OK && error.message[0] != '\0' && error.row >= 0 && error.row <= (int64_t)n);
    }
    free(periods);
}

static void try_steps(const double *values, size_t n, const upw_steps_options *options, upw_arena *scratch)
{
    upw_step *const steps = malloc((upw_steps_at_most(n, options) + 1) * sizeof *steps);
    upw_steps_summary summary;
    upw_error error = { 0 };
    assert(steps != NULL);
    if (upw_steps_propose(values, NULL, n, options, scratch, steps, &summary, &error)) {
        assert(summary.n_steps <= upw_steps_at_most(n, options) && summary.n_used <= n);
        assert(summary.sigma >= 0 && summary.rho >= 0 && summary.rho <= 0.9);
        for (size_t k = 0; k < summary.n_steps; k++) {
            assert(steps[k].first < n && (k == 0 || steps[k].first > steps[k - 1].first));
            assert(isfinite(steps[k].old_mean) && isfinite(steps[k].new_mean) && steps[k].gain > 0.99);
        }
    } else {
        assert(error.code != UPW_OK && error.message[0] != '\0' && error.row >= 0 && error.row <= (int64_t)n);
    }
    free(steps);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cursor in = { data, data + size };
    double values[MOST_POINTS], sizes[MOST_POINTS];
    size_t n = 0;
    const upw_ssa_options ssa = take_ssa_options(&in);
    const upw_steps_options steps = { .min_segment = take_byte(&in) % 16, .season = take_byte(&in) % 54 };
    for (; in.at < in.end && n < MOST_POINTS; n++) {
        values[n] = take_figure(&in);
        sizes[n] = take_figure(&in);
    }
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    try_ssa(values, ssa.chart >= UPW_SSA_P ? sizes : NULL, n, ssa, &scratch);
    try_steps(values, n, &steps, &scratch);
    upw_arena_clear(&scratch);
    return 0;
}
