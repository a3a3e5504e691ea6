/* Which periods does the Stable Shift Algorithm see?
 *
 * Woodcock, O'Connor & Bell 2025 (doi:10.1136/bmjqs-2025-019263), as autospc 0.0.0.9051 runs it; the numbers of the
 * steps are those of the package's own log. Rows count from 0 here and from 1 in the trace. */
#include "upward/rebase.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "ssa_limits.h"

/* Nearer than this to the centre line is on it. The package compares with an absolute √2⁻⁵², so a measure in units of
 * 1e-9 never leaves its centre line. */
static const double ON_THE_LINE = 0x1p-26;

enum { DEFAULT_PERIOD = 21, DEFAULT_SHIFT = 8, DEFAULT_EXCLUSIONS = 3, SHORTEST_PERIOD = 3, SHORTEST_SHIFT = 2 };

/* What the chart says of one row. */
typedef struct chart_row {
    double cl, lcl, ucl;
    int8_t side;   /* upw_side */
    bool in_shift; /* in a run of shift_length rows on one side */
    bool starts_run;
} chart_row;

/* Limits for the rows from some row to the end of the series, and what they make of these rows. The chart has the
 * first kind; a candidate is a second one that may take its place. */
typedef struct limits_set {
    chart_row *rows;
    bool *is_excluded;
} limits_set;

typedef struct walk {
    ssa_series series;
    upw_ssa_options options; /* every 0 replaced by what it stands for */
    ssa_calculation calculation;
    limits_set chart, candidate;
    double *work;  /* 2n */
    size_t *order; /* n */
    size_t at;     /* where the algorithm stands */
    upw_ssa_period *periods;
    size_t n_periods;
} walk;

static void say(const walk *w, const char *code)
{
    if (w->options.trace != NULL)
        w->options.trace(w->options.trace_context, w->at + 1, code);
}

static void say_row(const walk *w, const char *code, size_t row)
{
    char with_row[32];
    snprintf(with_row, sizeof with_row, "%s%zu", code, row + 1);
    say(w, with_row);
}

/* ---- sides, runs and shifts -------------------------------------------------------------------------------------- */

static upw_side side_of(double y, double cl, double tolerance)
{
    if (isnan(y) || isnan(cl))
        return UPW_SIDE_UNDEFINED;
    if (y - cl - ON_THE_LINE > tolerance)
        return UPW_SIDE_ABOVE;
    if (y - cl < -tolerance - ON_THE_LINE)
        return UPW_SIDE_BELOW;
    return UPW_SIDE_ON;
}

static bool is_off_line(int8_t side)
{
    return side == UPW_SIDE_ABOVE || side == UPW_SIDE_BELOW;
}

/* A run is a stretch of equal sides; a row without a side is a run of its own. */
static void find_shifts(const walk *w, chart_row *rows, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        rows[i].side = (int8_t)side_of(w->series.y[i], rows[i].cl, w->options.centre_line_tolerance);
    for (size_t start = from, end; start < to; start = end) {
        const int8_t side = rows[start].side;
        for (end = start + 1; end < to && rows[end].side == side && side != UPW_SIDE_UNDEFINED; end++)
            continue;
        const bool is_shift = is_off_line(side) && end - start >= w->options.shift_length;
        for (size_t i = start; i < end; i++) {
            rows[i].in_shift = is_shift;
            rows[i].starts_run = i == start;
        }
    }
}

/* ---- periods ----------------------------------------------------------------------------------------------------- */

static size_t count_present(const walk *w, size_t from, size_t to)
{
    size_t present = 0;
    for (size_t i = from; i < to; i++)
        present += isnan(w->series.y[i]) ? 0 : 1;
    return present;
}

static bool has_enough(const walk *w, size_t from)
{
    const size_t needed = from == 0 ? w->options.baseline_length : w->options.period_min;
    return count_present(w, from, w->series.n) >= needed;
}

static double clip(double limit, double lowest, double highest)
{
    return limit < lowest ? lowest : limit > highest ? highest : limit;
}

/* The package's own way, with what it loses and keeps: a limit that comes out undefined leaves the one that stood there
 * before (`old`; NULL at the first period), an upper limit above 100 % stays in the calculation period, and the rows
 * after it take theirs from its last row, where a missing denominator makes them undefined. */
static void spread_as_package(const walk *w, ssa_limits limits, const chart_row *old, chart_row *rows, size_t from,
                              size_t calc_end)
{
    const double *const sizes = w->series.sizes;
    const double lowest = limits.lowest, highest = limits.highest;
    limits.highest = HUGE_VAL;
    for (size_t i = from; i < calc_end; i++) {
        const chart_row fresh = { .cl = limits.cl, .lcl = ssa_lower(&limits, i), .ucl = ssa_upper(&limits, i) };
        rows[i] = fresh;
        if (old != NULL) {
            rows[i].cl = isnan(fresh.cl) ? old[i].cl : fresh.cl;
            rows[i].lcl = isnan(fresh.lcl) ? old[i].lcl : fresh.lcl;
            rows[i].ucl = isnan(fresh.ucl) ? old[i].ucl : fresh.ucl;
        }
    }
    const chart_row last = rows[calc_end - 1];
    for (size_t i = calc_end; i < w->series.n; i++) {
        rows[i] = last;
        if (sizes != NULL) {
            const double half = (last.ucl - last.cl) * sqrt(sizes[calc_end - 1]) / sqrt(sizes[i]);
            rows[i].lcl = clip(last.cl - half, lowest, highest);
            rows[i].ucl = clip(last.cl + half, lowest, highest);
        }
    }
}

/* Limits calculated from rows from … calc_end - 1 and carried to the end of the series. */
static void form_limits(const walk *w, limits_set *set, size_t from, size_t calc_end)
{
    const ssa_limits limits =
        ssa_calculate(&w->series, from, calc_end, &w->calculation, set->is_excluded, w->work, w->order);
    for (size_t i = calc_end; i < w->series.n; i++)
        set->is_excluded[i] = false;
    if (w->options.profile == UPW_PROFILE_PARITY) {
        spread_as_package(w, limits, from > 0 ? w->chart.rows : NULL, set->rows, from, calc_end);
        return;
    }
    for (size_t i = from; i < w->series.n; i++)
        set->rows[i] = (chart_row){ .cl = limits.cl, .lcl = ssa_lower(&limits, i), .ucl = ssa_upper(&limits, i) };
}

/* The rows from `from` on belong to a new period of the chart. */
static void begin_period(walk *w, size_t from, size_t calc_end)
{
    if (w->n_periods > 0)
        w->periods[w->n_periods - 1].end = from;
    w->periods[w->n_periods++] = (upw_ssa_period){ .start = from, .calc_end = calc_end, .end = w->series.n };
}

static void form_first_period(walk *w)
{
    const size_t calc_end = w->options.baseline_length;
    form_limits(w, &w->chart, 0, calc_end);
    begin_period(w, 0, calc_end);
    find_shifts(w, w->chart.rows, 0, w->series.n);
}

static void accept_candidate(walk *w)
{
    const size_t start_before = w->periods[w->n_periods - 1].start;
    for (size_t i = w->at; i < w->series.n; i++) {
        w->chart.rows[i] = w->candidate.rows[i];
        w->chart.is_excluded[i] = w->candidate.is_excluded[i];
    }
    begin_period(w, w->at, w->at + w->options.period_min);
    find_shifts(w, w->chart.rows, start_before, w->at);
    find_shifts(w, w->chart.rows, w->at, w->series.n);
}

/* ---- the decision ------------------------------------------------------------------------------------------------ */

/* Where a new period might begin. `second` is where to look next when it may not begin at `first`. */
typedef struct trigger {
    size_t first, second;
    size_t n_listed; /* 0, 1, or 2 for more than one */
} trigger;

/* Whether the shift that reaches over the row `at` goes on for another shift_length rows. */
static bool shift_goes_on(const walk *w)
{
    if (!w->chart.rows[w->at].in_shift)
        return false;
    size_t next = w->at;
    while (next < w->series.n && !w->chart.rows[next].starts_run)
        next++;
    return next - w->at >= w->options.shift_length;
}

/* Step 04. */
static trigger find_trigger(const walk *w)
{
    const chart_row *const rows = w->chart.rows;
    trigger t = { w->series.n, w->series.n, 0 };
    if (shift_goes_on(w)) {
        t.first = w->at;
        say_row(w, "0400", t.first);
        return t;
    }
    for (size_t i = w->at > 0 ? w->at : 1; i < w->series.n && t.n_listed < 2; i++) {
        if (!rows[i].in_shift || (rows[i - 1].in_shift && rows[i - 1].side == rows[i].side))
            continue;
        *(t.n_listed == 0 ? &t.first : &t.second) = i;
        t.n_listed++;
    }
    if (t.n_listed == 0)
        say(w, "0401NA");
    else
        say_row(w, "0401", t.first);
    return t;
}

/* Does the candidate's own chart turn back the way the shift came from, starting inside its calculation period? */
static bool has_opposing_break(const walk *w, int8_t direction)
{
    const chart_row *const rows = w->candidate.rows;
    const size_t calc_end = w->at + w->options.period_min;
    const size_t end = w->options.ignore_overhang ? calc_end : w->series.n;
    bool is_first_run = true;
    find_shifts(w, w->candidate.rows, w->at, end);
    for (size_t i = w->at; i < end; i++) {
        if (i > w->at && rows[i].side != UPW_SIDE_UNDEFINED &&
            (rows[i - 1].side == UPW_SIDE_UNDEFINED ||
             (rows[i].side != UPW_SIDE_ON && rows[i].side != rows[i - 1].side)))
            is_first_run = false;
        if (rows[i].in_shift && rows[i].side != direction && !is_first_run)
            return i < calc_end;
    }
    return false;
}

/* Does the calculation period end on the wrong side, with nothing after it to the contrary? */
static bool has_undecided_end(const walk *w, int8_t direction)
{
    const chart_row *const rows = w->candidate.rows;
    const double tolerance = w->options.centre_line_tolerance;
    int8_t last = UPW_SIDE_ON;
    for (size_t i = w->at; i < w->series.n; i++) {
        const int8_t side = (int8_t)side_of(w->series.y[i], rows[i].cl, tolerance);
        if (!is_off_line(side))
            continue;
        if (i < w->at + w->options.period_min)
            last = side;
        else if (side != last)
            return false;
    }
    return is_off_line(last) && last != direction;
}

/* Steps 05 to 07; false when the rest of the series is too short for another period. */
static bool judge_candidate(walk *w, const trigger *t, bool *is_accepted)
{
    const int8_t direction = w->chart.rows[t->first].side;
    w->at = t->first;
    say(w, direction == UPW_SIDE_ABOVE ? "050010" : "050001");
    if (!has_enough(w, w->at)) {
        say(w, "0610");
        return false;
    }
    form_limits(w, &w->candidate, w->at, w->at + w->options.period_min);
    const bool opposes = has_opposing_break(w, direction);
    const bool is_undecided = has_undecided_end(w, direction);
    say(w, opposes ? (is_undecided ? "060011" : "060010") : (is_undecided ? "060001" : "060000"));
    *is_accepted = w->options.establish_every_shift || (!opposes && (w->options.allow_regrets || !is_undecided));
    say(w, *is_accepted ? "0700" : "0710");
    return true;
}

/* Where to look next when the candidate at `at` was rejected. */
static size_t after_rejection(const walk *w, const trigger *t)
{
    bool is_all_shift = true;
    for (size_t i = w->at; i < w->at + w->options.shift_length && i < w->series.n; i++)
        is_all_shift = is_all_shift && w->chart.rows[i].in_shift;
    return t->n_listed < 2 || is_all_shift ? w->at + 1 : t->second;
}

static void find_periods(walk *w)
{
    say(w, "0100");
    if (!has_enough(w, 0)) {
        say(w, "0210");
        return;
    }
    form_first_period(w);
    say(w, "0200");
    if (w->options.baseline_only)
        return;
    w->at = w->options.baseline_length;
    say(w, "0300");
    while (w->at + 1 < w->series.n) {
        if (!has_enough(w, w->at)) {
            say(w, "0410");
            return;
        }
        const trigger t = find_trigger(w);
        if (t.first + 1 >= w->series.n) {
            say(w, "0510");
            return;
        }
        bool is_accepted = false;
        if (!judge_candidate(w, &t, &is_accepted))
            return;
        if (is_accepted)
            accept_candidate(w);
        w->at = is_accepted ? w->at + w->options.period_min : after_rejection(w, &t);
    }
}

/* ---- results ----------------------------------------------------------------------------------------------------- */

static uint8_t flag(bool is_defined, bool is_so)
{
    return (uint8_t)(is_defined ? is_so : UPW_UNDEFINED);
}

static void write_point(const walk *w, upw_ssa_period *period, size_t i, upw_ssa_point *point)
{
    const chart_row *const row = &w->chart.rows[i];
    const double y = w->series.y[i];
    const bool is_missing = isnan(y);
    *point = (upw_ssa_point){
        .value = y,
        .cl = row->cl,
        .lcl = is_missing ? NAN : row->lcl,
        .ucl = is_missing ? NAN : row->ucl,
        .role = i < period->calc_end ? UPW_SSA_CALCULATION : UPW_SSA_DISPLAY,
        .break_point = flag(i > 0, i == period->start),
        .outside = flag(!is_missing && !isnan(row->lcl), y > row->ucl || y < row->lcl),
        .in_shift = flag(true, row->in_shift),
        .side = row->side,
        .is_excluded = w->chart.is_excluded[i],
    };
    if (isnan(period->lcl)) {
        period->lcl = point->lcl;
        period->ucl = point->ucl;
    }
    period->n_excluded += point->is_excluded ? 1 : 0;
    period->n_outside += point->outside == UPW_YES ? 1 : 0;
    period->n_in_shift += point->in_shift == UPW_YES ? 1 : 0;
}

static void write_results(const walk *w, upw_ssa_point *points)
{
    for (size_t p = 0; p < w->n_periods; p++) {
        upw_ssa_period *const period = &w->periods[p];
        period->cl = w->chart.rows[period->start].cl;
        period->lcl = period->ucl = NAN;
        for (size_t i = period->start; i < period->end; i++)
            write_point(w, period, i, &points[i]);
    }
    for (size_t i = 0; w->n_periods == 0 && i < w->series.n; i++)
        points[i] = (upw_ssa_point){
            .value = w->series.y[i],
            .cl = NAN,
            .lcl = NAN,
            .ucl = NAN,
            .break_point = flag(i > 0, false),
            .outside = UPW_UNDEFINED,
            .side = UPW_SIDE_UNDEFINED,
        };
}

/* ---- input ------------------------------------------------------------------------------------------------------- */

static bool has_sizes(upw_ssa_chart chart)
{
    return chart == UPW_SSA_P || chart == UPW_SSA_P_PRIME;
}

static upw_ssa_options with_defaults(const upw_ssa_options *given)
{
    upw_ssa_options o = given != NULL ? *given : (upw_ssa_options){ 0 };
    o.period_min = o.period_min != 0 ? o.period_min : DEFAULT_PERIOD;
    o.baseline_length = o.baseline_length != 0 ? o.baseline_length : o.period_min;
    o.shift_length = o.shift_length != 0 ? o.shift_length : DEFAULT_SHIFT;
    o.max_exclusions = o.no_exclusions ? 0 : o.max_exclusions != 0 ? o.max_exclusions : DEFAULT_EXCLUSIONS;
    o.mr_screen_max_loops = o.no_mr_screening ? 0 : o.mr_screen_max_loops != 0 ? o.mr_screen_max_loops : 1;
    o.ignore_overhang = o.ignore_overhang && o.allow_regrets; /* "no regrets" looks at the overhang */
    return o;
}

static bool check_options(const upw_ssa_options *o, bool sizes_given, upw_error *error)
{
    if (o->profile >= UPW_PROFILE_COUNT || o->chart >= UPW_SSA_CHART_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "no such profile or type of chart");
    if (o->period_min < SHORTEST_PERIOD || o->baseline_length < SHORTEST_PERIOD)
        return upw_fail(error, UPW_BAD_USAGE, "a calculation period has at least %d points, not %zu", SHORTEST_PERIOD,
                        o->period_min < o->baseline_length ? o->period_min : o->baseline_length);
    if (o->shift_length < SHORTEST_SHIFT)
        return upw_fail(error, UPW_BAD_USAGE, "a shift has at least %d points, not %zu", SHORTEST_SHIFT,
                        o->shift_length);
    if (!(o->centre_line_tolerance >= 0) || isinf(o->centre_line_tolerance))
        return upw_fail(error, UPW_BAD_USAGE, "the tolerance about the centre line is a number of 0 or more");
    if (has_sizes(o->chart) != sizes_given)
        return upw_fail(error, UPW_BAD_USAGE,
                        sizes_given ? "a %s chart has no denominators" : "a %s chart needs denominators",
                        upw_ssa_chart_text(o->chart));
    return true;
}

static bool check_values(const double *values, const double *sizes, size_t n, upw_ssa_chart chart, upw_error *error)
{
    if (n > UPW_REBASE_MAX_POINTS)
        return upw_fail(error, UPW_TOO_LARGE, "re-baselining takes series of up to %d points; this one has %zu",
                        UPW_REBASE_MAX_POINTS, n);
    for (size_t i = 0; i < n; i++) {
        const int64_t row = (int64_t)i + 1;
        if (fabs(values[i]) > DBL_MAX / 1024 || (sizes != NULL && fabs(sizes[i]) > DBL_MAX / 1024))
            return upw_fail_row(error, UPW_BAD_INPUT, row, "value %zu is infinite or beyond 1e305", i + 1);
        if (chart != UPW_SSA_XMR && (values[i] < 0 || (sizes != NULL && sizes[i] < 0)))
            return upw_fail_row(error, UPW_BAD_INPUT, row, "value %zu is below zero: a %s chart is one of counts",
                                i + 1, upw_ssa_chart_text(chart));
        if (sizes != NULL && values[i] > sizes[i])
            return upw_fail_row(error, UPW_BAD_INPUT, row, "numerator %zu is above its denominator", i + 1);
    }
    return true;
}

/* What is plotted: the measurements themselves, or shares in per cent. */
static void write_plotted(const double *values, const double *sizes, size_t n, double *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = sizes == NULL ? values[i] : sizes[i] > 0 ? 100 * values[i] / sizes[i] : NAN;
}

size_t upw_ssa_periods_at_most(size_t n, const upw_ssa_options *options)
{
    return n / with_defaults(options).period_min + 1;
}

bool upw_ssa_find_periods(const double *values, const double *sizes, size_t n, const upw_ssa_options *options,
                          upw_arena *scratch, upw_ssa_point *points, upw_ssa_period *periods, size_t *n_periods,
                          upw_error *error)
{
    const upw_ssa_options o = with_defaults(options);
    if (!check_options(&o, sizes != NULL, error) || !check_values(values, sizes, n, o.chart, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const y = upw_arena_take(scratch, n, sizeof *y);
    walk w = {
        .series = { y, values, sizes, n, o.chart },
        .options = o,
        .calculation = { o.max_exclusions, o.mr_screen_max_loops },
        .chart = { upw_arena_take(scratch, n, sizeof(chart_row)), upw_arena_take(scratch, n, sizeof(bool)) },
        .candidate = { upw_arena_take(scratch, n, sizeof(chart_row)), upw_arena_take(scratch, n, sizeof(bool)) },
        .work = upw_arena_take(scratch, 2 * n, sizeof(double)),
        .order = upw_arena_take(scratch, n, sizeof(size_t)),
        .periods = periods,
    };
    const bool has_memory = y != NULL && w.chart.rows != NULL && w.chart.is_excluded != NULL &&
                            w.candidate.rows != NULL && w.candidate.is_excluded != NULL && w.work != NULL &&
                            w.order != NULL;
    if (has_memory) {
        write_plotted(values, sizes, n, y);
        find_periods(&w);
        write_results(&w, points);
        *n_periods = w.n_periods;
    }
    upw_arena_rewind(scratch, mark);
    return has_memory || upw_fail(error, UPW_NO_MEMORY, "no memory for a series of %zu points", n);
}

const char *upw_ssa_chart_text(upw_ssa_chart chart)
{
    static const char *const texts[] = { "XMR", "C", "C'", "P", "P'" };
    _Static_assert(sizeof texts / sizeof *texts == UPW_SSA_CHART_COUNT, "every chart has its name");
    return chart < UPW_SSA_CHART_COUNT ? texts[chart] : "";
}

const char *upw_ssa_role_text(upw_ssa_role role)
{
    static const char *const texts[] = { "", "calculation", "display" };
    _Static_assert(sizeof texts / sizeof *texts == UPW_SSA_ROLE_COUNT, "every role has its name");
    return role < UPW_SSA_ROLE_COUNT ? texts[role] : "";
}
