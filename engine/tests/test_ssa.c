/* The Stable Shift Algorithm finds what autospc finds, row by row and step by step. */
#include "upward/rebase.h"

#include <string.h>

#include "csv_fixture.h"
#include "near.h"
#include "random_series.h"

enum { LONGEST = 600, ROOM_FOR_LOG = 64 * 1024 };

/* ---- goldens ------------------------------------------------------------------------------------------------------
 */

typedef struct golden {
    csv_fixture params, input, points, periods, log;
} golden;

typedef struct log_text {
    char text[ROOM_FOR_LOG];
    size_t length, counter, n_rows;
} log_text;

/* As the rows of ssa_log.csv: "counter,code;code" for each counter, one line each. A step that stands beyond the last
 * row is written at the last row, with "co@" and where it stands. */
static void write_log(void *context, size_t counter, const char *code)
{
    log_text *const log = context;
    const size_t row = counter <= log->n_rows ? counter : log->n_rows;
    char *const at = log->text + log->length;
    const size_t room = sizeof log->text - log->length;
    int written;
    if (counter > log->n_rows)
        written = snprintf(at, room, "%s%zu,co@%zu|%s", log->length > 0 ? "\n" : "", row, counter, code);
    else if (counter == log->counter)
        written = snprintf(at, room, ";%s", code);
    else
        written = snprintf(at, room, "%s%zu,%s", log->length > 0 ? "\n" : "", row, code);
    log->counter = counter;
    log->length += (size_t)written;
    assert_true(log->length < sizeof log->text);
}

static upw_ssa_options options_of(const csv_fixture *params, size_t row)
{
    upw_ssa_options o = { .profile = UPW_PROFILE_PARITY };
    const char *const chart = fixture_text(params, row, "chart_type");
    while (strcmp(upw_ssa_chart_text(o.chart), chart) != 0) {
        o.chart++;
        assert_true(o.chart < UPW_SSA_CHART_COUNT);
    }
    const double baseline = fixture_number(params, row, "baseline_length");
    const double loops = fixture_number(params, row, "mr_screen_max_loops");
    o.period_min = (size_t)fixture_number(params, row, "period_min");
    o.baseline_length = isnan(baseline) ? 0 : (size_t)baseline;
    o.shift_length = (size_t)fixture_number(params, row, "shift_rule_threshold");
    o.max_exclusions = (size_t)fixture_number(params, row, "max_exclusions");
    o.no_exclusions = o.max_exclusions == 0;
    o.mr_screen_max_loops = isinf(loops) ? SIZE_MAX : (size_t)loops;
    o.no_mr_screening = o.mr_screen_max_loops == 0;
    o.centre_line_tolerance = fixture_number(params, row, "centre_line_tolerance");
    o.allow_regrets = fixture_number(params, row, "no_regrets") == 0;
    o.ignore_overhang = fixture_number(params, row, "overhanging_reversions") == 0;
    o.establish_every_shift = fixture_number(params, row, "establish_every_shift") == 1;
    o.baseline_only = fixture_number(params, row, "baseline_only") == 1;
    return o;
}

static double or_zero(double number)
{
    return isnan(number) ? 0 : number;
}

static double flag_number(uint8_t flag)
{
    return flag == UPW_UNDEFINED ? NAN : (double)flag;
}

/* The golden's 12 digits: 1e-9 relative, or 1e-9 of the centre line near zero. */
static void assert_golden(double actual, double expected, double cl, const char *id, size_t row, const char *what)
{
    if (isnan(actual) && isnan(expected))
        return;
    if (fabs(actual - expected) <= 1e-9 * fmax(fabs(expected), fabs(cl)))
        return;
    fail_msg("%s row %zu %s: %.17g is not %.17g", id, row + 1, what, actual, expected);
}

static void compare_points(const golden *g, const char *id, const upw_ssa_point *points, size_t n)
{
    size_t n_expected;
    const size_t first = fixture_find(&g->points, "series_id", id, &n_expected);
    assert_int_equal(n_expected, n);
    for (size_t i = 0; i < n; i++) {
        const upw_ssa_point *const p = &points[i];
        const size_t row = first + i;
        const struct {
            const char *column;
            double actual;
        } cells[] = {
            { "y", p->value },
            { "cl", p->cl },
            { "lcl", p->lcl },
            { "ucl", p->ucl },
            { "break_point", flag_number(p->break_point) },
            { "rule1", flag_number(p->outside) },
            { "rule2", flag_number(p->in_shift) },
            { "side", p->side == UPW_SIDE_UNDEFINED ? NAN : p->side },
        };
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
            assert_golden(cells[c].actual, fixture_number(&g->points, row, cells[c].column), c < 4 ? p->cl : 0, id, i,
                          cells[c].column);
        assert_golden(p->is_excluded, or_zero(fixture_number(&g->points, row, "excluded")), 0, id, i, "excluded");
        assert_string_equal(upw_ssa_role_text(p->role), fixture_text(&g->points, row, "period_type"));
    }
}

static void compare_periods(const golden *g, const char *id, const upw_ssa_period *periods, size_t n_periods)
{
    size_t n_expected;
    const size_t first = fixture_find(&g->periods, "series_id", id, &n_expected);
    assert_int_equal(n_expected, n_periods);
    for (size_t i = 0; i < n_periods; i++) {
        const upw_ssa_period *const p = &periods[i];
        const struct {
            const char *column;
            double actual;
        } cells[] = {
            { "cl", p->cl },
            { "lcl", p->lcl },
            { "ucl", p->ucl },
            { "start", (double)p->start + 1 },
            { "calc_end", (double)p->calc_end },
            { "end", (double)p->end },
            { "n_excluded", (double)p->n_excluded },
            { "n_rule1", (double)p->n_outside },
            { "n_rule2", (double)p->n_in_shift },
        };
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
            assert_golden(cells[c].actual, fixture_number(&g->periods, first + i, cells[c].column), c < 3 ? p->cl : 0,
                          id, i, cells[c].column);
    }
}

static void compare_log(const golden *g, const char *id, const log_text *log)
{
    static char expected[ROOM_FOR_LOG];
    size_t n, length = 0;
    const size_t first = fixture_find(&g->log, "series_id", id, &n);
    for (size_t i = first; i < first + n; i++)
        length += (size_t)snprintf(expected + length, sizeof expected - length, "%s%s,%s", i > first ? "\n" : "",
                                   fixture_text(&g->log, i, "counter"), fixture_text(&g->log, i, "log"));
    assert_string_equal(log->text, expected);
}

static void compare_series(const golden *g, size_t param_row)
{
    static double values[LONGEST], sizes[LONGEST];
    static upw_ssa_point points[LONGEST];
    static upw_ssa_period periods[LONGEST];
    static log_text log;
    const char *const id = fixture_text(&g->params, param_row, "series_id");
    upw_ssa_options options = options_of(&g->params, param_row);
    size_t n, n_periods;
    const size_t first = fixture_find(&g->input, "series_id", id, &n);
    assert_in_range(n, 1, LONGEST);
    for (size_t i = 0; i < n; i++) {
        values[i] = fixture_number(&g->input, first + i, "y");
        sizes[i] = fixture_number(&g->input, first + i, "n");
    }
    log.length = log.counter = 0;
    log.text[0] = '\0';
    log.n_rows = n;
    options.trace = write_log;
    options.trace_context = &log;
    const bool has_sizes = options.chart == UPW_SSA_P || options.chart == UPW_SSA_P_PRIME;
    upw_arena scratch;
    upw_error error;
    upw_arena_init(&scratch, NULL);
    if (!upw_ssa_find_periods(values, has_sizes ? sizes : NULL, n, &options, &scratch, points, periods, &n_periods,
                              &error))
        fail_msg("%s: %s", id, error.message);
    assert_in_range(n_periods, 0, upw_ssa_periods_at_most(n, &options));
    upw_arena_clear(&scratch);
    if (strcmp(fixture_text(&g->params, param_row, "status"), "too_few_points") == 0) {
        assert_int_equal(n_periods, 0);
        return;
    }
    compare_points(g, id, points, n);
    compare_periods(g, id, periods, n_periods);
    compare_log(g, id, &log);
}

/* Every series of one set of files; how many rows were compared, 0 when the files are not there. */
static size_t compare_files(const char *variable, const char *below, const char *prefix)
{
    golden g = { 0 };
    csv_fixture *const files[] = { &g.params, &g.input, &g.points, &g.periods, &g.log };
    static const char *const names[] = { "params", "input", "points", "periods", "log" };
    char directory[384], file[64];
    fixture_directory(variable, below, directory, sizeof directory);
    for (size_t f = 0; f < 5; f++) {
        snprintf(file, sizeof file, "%s_%s.csv", prefix, names[f]);
        if (!fixture_open(files[f], directory, file))
            return 0;
    }
    for (size_t row = 0; row < g.params.n_rows; row++)
        compare_series(&g, row);
    const size_t n_rows = g.points.n_rows;
    for (size_t f = 0; f < 5; f++)
        fixture_close(files[f]);
    return n_rows;
}

static void synthetic_series_have_the_periods_that_autospc_finds(void **state)
{
    (void)state;
    assert_int_equal(compare_files("UPWARD_GOLDEN", "spc", "ssa"), 3684);
}

static void real_series_have_the_periods_that_autospc_finds(void **state)
{
    (void)state;
    if (compare_files("UPWARD_SHARED", "golden/spc", "ssa_real") == 0)
        skip();
}

/* ---- one series at a time -----------------------------------------------------------------------------------------
 */

typedef struct outcome {
    upw_ssa_point points[LONGEST];
    upw_ssa_period periods[LONGEST];
    size_t n_periods;
    upw_error error;
    bool is_ok;
} outcome;

static const outcome *run(const double *values, const double *sizes, size_t n, const upw_ssa_options *options)
{
    static outcome o;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    o.is_ok = upw_ssa_find_periods(values, sizes, n, options, &scratch, o.points, o.periods, &o.n_periods, &o.error);
    upw_arena_clear(&scratch);
    return &o;
}

static void a_lasting_shift_starts_a_period_and_a_passing_one_does_not(void **state)
{
    (void)state;
    double values[63];
    for (size_t i = 0; i < 63; i++)
        values[i] = (i < 21 ? 10 : 20) + (double)(i % 2);
    const outcome *o = run(values, NULL, 63, NULL);
    assert_int_equal(o->n_periods, 2);
    assert_int_equal(o->periods[0].end, 21);
    assert_int_equal(o->periods[1].start, 21);
    assert_int_equal(o->periods[1].calc_end, 42);
    assert_int_equal(o->periods[1].end, 63);
    assert_near(o->periods[1].cl, 20 + 11.0 / 21, 1e-15);
    for (size_t i = 30; i < 63; i++)
        values[i] = 10 + (double)(i % 2);
    assert_int_equal(run(values, NULL, 63, NULL)->n_periods, 1);
}

static void the_furthest_points_are_left_out_ties_together_and_three_at_most(void **state)
{
    (void)state;
    const upw_ssa_options three_allowed = { .period_min = 60 };
    const upw_ssa_options one_allowed = { .period_min = 60, .max_exclusions = 1 };
    const upw_ssa_options none_allowed = { .period_min = 60, .no_exclusions = true };
    double values[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = 10 + (double)(i % 2);
    values[2] = values[16] = 90;
    values[6] = 70;
    values[11] = 60;
    const outcome *o = run(values, NULL, 60, &three_allowed);
    assert_int_equal(o->n_periods, 1);
    assert_int_equal(o->periods[0].n_excluded, 3);
    assert_true(o->points[2].is_excluded && o->points[16].is_excluded && o->points[6].is_excluded);
    o = run(values, NULL, 60, &one_allowed);
    assert_int_equal(o->periods[0].n_excluded, 1);
    assert_true(o->points[2].is_excluded);
    assert_int_equal(run(values, NULL, 60, &none_allowed)->periods[0].n_excluded, 0);
}

static void limits_of_counts_and_shares_stay_within_what_is_possible(void **state)
{
    (void)state;
    const upw_ssa_options counts = { .chart = UPW_SSA_C }, shares = { .chart = UPW_SSA_P };
    const upw_ssa_options shares_in_parity = { .profile = UPW_PROFILE_PARITY, .chart = UPW_SSA_P };
    double values[30], sizes[30];
    for (size_t i = 0; i < 30; i++)
        values[i] = (double)(i % 3);
    assert_true(run(values, NULL, 30, &counts)->periods[0].lcl == 0);
    for (size_t i = 0; i < 30; i++) {
        sizes[i] = 20;
        values[i] = 20 - (double)(i % 2);
    }
    const outcome *o = run(values, sizes, 30, &shares);
    assert_near(o->points[1].value, 95, 1e-15);
    assert_near(o->points[29].ucl, 100, 0);
    assert_near(o->points[0].ucl, 100, 0);
    o = run(values, sizes, 30, &shares_in_parity);
    assert_true(o->points[0].ucl > 100);    /* as the package leaves it in the calculation period … */
    assert_near(o->points[29].ucl, 100, 0); /* … but not after it */
}

static void the_package_loses_limits_behind_a_missing_denominator_and_upward_does_not(void **state)
{
    (void)state;
    static const double lost[] = { NAN, 0 };
    upw_ssa_options options = { .chart = UPW_SSA_P_PRIME };
    double values[30], sizes[30];
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < 30; i++) {
            values[i] = 50 + (double)(i * 7 % 5);
            sizes[i] = 100;
        }
        values[20] = 0;
        sizes[20] = lost[k];
        options.profile = UPW_PROFILE_UPWARD;
        const outcome *o = run(values, sizes, 30, &options);
        assert_int_equal(o->n_periods, 1);
        assert_near(o->points[25].ucl, o->points[5].ucl, 1e-15);
        options.profile = UPW_PROFILE_PARITY;
        o = run(values, sizes, 30, &options);
        assert_true(isfinite(o->points[5].ucl) && isfinite(o->points[25].cl));
        assert_true(isnan(o->points[25].ucl) && isnan(o->points[25].lcl));
        assert_int_equal(o->points[25].outside, UPW_UNDEFINED);
    }
}

static void a_period_of_zeros_has_undefined_limits_or_the_old_ones_in_parity(void **state)
{
    (void)state;
    upw_ssa_options options = { .chart = UPW_SSA_C_PRIME };
    double values[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = i < 30 ? 20 + (double)(i * 7 % 5) : 0;
    const outcome *o = run(values, NULL, 60, &options);
    assert_int_equal(o->n_periods, 2);
    assert_true(o->periods[1].cl == 0);
    assert_true(isnan(o->points[40].ucl));
    options.profile = UPW_PROFILE_PARITY;
    o = run(values, NULL, 60, &options);
    assert_true(o->points[40].cl == 0);
    assert_near(o->points[40].ucl, o->points[0].ucl, 0);
    assert_near(o->points[59].ucl, o->points[0].ucl, 0);
}

/* ---- properties ---------------------------------------------------------------------------------------------------
 */

enum { N_INVENTED = 120 };

/* Whole numbers that step now and then, sometimes with gaps. */
static void invent(uint64_t seed, double *values)
{
    uint64_t random = seed;
    double level = 1000;
    for (size_t i = 0; i < N_INVENTED; i++) {
        if (random_below(&random, 30) == 0)
            level += 16 * (double)random_below(&random, 5) - 32;
        values[i] = level + floor(20 * random_normal(&random));
        if (seed % 3 == 0 && random_below(&random, 20) == 0)
            values[i] = NAN;
    }
}

/* y → scale · y + shift: the same periods, sides, flags and exclusions (sides and lower limits turned about when the
 * scale is negative). */
static void assert_same_chart(const outcome *now, const outcome *before, double scale, double shift, uint64_t seed)
{
    if (now->n_periods != before->n_periods)
        fail_msg("seed %llu: %zu periods, not %zu", (unsigned long long)seed, now->n_periods, before->n_periods);
    for (size_t i = 0; i < N_INVENTED; i++) {
        const upw_ssa_point *const a = &now->points[i], *const b = &before->points[i];
        const int sign = scale < 0 && b->side != UPW_SIDE_UNDEFINED ? -1 : 1;
        assert_near_seed(a->cl, scale * b->cl + shift, 1e-12, seed);
        assert_near_seed(a->ucl, scale * (scale < 0 ? b->lcl : b->ucl) + shift, 1e-12, seed);
        assert_near_seed(a->lcl, scale * (scale < 0 ? b->ucl : b->lcl) + shift, 1e-12, seed);
        if (a->side != sign * b->side || a->in_shift != b->in_shift || a->break_point != b->break_point ||
            a->role != b->role)
            fail_msg("seed %llu: row %zu changed", (unsigned long long)seed, i + 1);
    }
}

static void a_change_of_unit_changes_no_period(void **state)
{
    (void)state;
    static const struct {
        double scale, shift;
    } changes[] = { { 4, 0 }, { 0.5, 0 }, { 1, 512 }, { -1, 0 }, { -2, 64 } };
    static outcome before;
    double values[N_INVENTED], changed[N_INVENTED];
    size_t n_more = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        invent(seed, values);
        before = *run(values, NULL, N_INVENTED, NULL);
        n_more += before.n_periods > 1;
        for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
            for (size_t i = 0; i < N_INVENTED; i++)
                changed[i] = changes[k].scale * values[i] + changes[k].shift;
            assert_same_chart(run(changed, NULL, N_INVENTED, NULL), &before, changes[k].scale, changes[k].shift, seed);
        }
    }
    assert_true(n_more > 100);
}

static void count_codes(void *context, size_t counter, const char *code)
{
    (void)counter;
    if (strcmp(code, "0700") == 0)
        ++*(size_t *)context;
}

static void periods_tile_the_series_and_each_was_accepted_once(void **state)
{
    (void)state;
    double values[N_INVENTED];
    for (uint64_t seed = 1; seed <= 300; seed++) {
        size_t n_accepted = 0;
        const upw_ssa_options options = { .period_min = 8 + seed % 20,
                                          .shift_length = 6 + seed % 3,
                                          .establish_every_shift = seed % 2 == 0,
                                          .allow_regrets = seed % 5 == 0,
                                          .trace = count_codes,
                                          .trace_context = &n_accepted };
        invent(seed, values);
        const outcome *const o = run(values, NULL, N_INVENTED, &options);
        assert_in_range(o->n_periods, 1, upw_ssa_periods_at_most(N_INVENTED, &options));
        assert_int_equal(o->n_periods, n_accepted + 1);
        size_t at = 0;
        for (size_t p = 0; p < o->n_periods; p++) {
            assert_int_equal(o->periods[p].start, at);
            assert_int_equal(o->periods[p].calc_end, at + options.period_min);
            assert_true(o->periods[p].n_excluded <= 3);
            at = o->periods[p].end;
        }
        assert_int_equal(at, N_INVENTED);
    }
}

/* ---- degenerate and refused input ---------------------------------------------------------------------------------
 */

static void too_short_a_series_has_no_limits_and_is_no_error(void **state)
{
    (void)state;
    double values[30] = { 0 };
    assert_int_equal(run(values, NULL, 0, NULL)->n_periods, 0);
    assert_true(run(values, NULL, 1, NULL)->is_ok);
    const outcome *o = run(values, NULL, 20, NULL);
    assert_int_equal(o->n_periods, 0);
    assert_true(o->points[19].value == 0 && isnan(o->points[19].cl));
    assert_int_equal(o->points[19].role, UPW_SSA_NO_LIMITS);
    assert_int_equal(run(values, NULL, 21, NULL)->n_periods, 1);
    for (size_t i = 0; i < 30; i++)
        values[i] = NAN;
    o = run(values, NULL, 30, NULL);
    assert_true(o->is_ok);
    assert_int_equal(o->n_periods, 0);
    assert_int_equal(o->points[0].side, UPW_SIDE_UNDEFINED);
}

static void a_constant_series_is_one_period_on_its_centre_line(void **state)
{
    (void)state;
    double values[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = 0.1;
    const outcome *const o = run(values, NULL, 60, NULL);
    assert_int_equal(o->n_periods, 1);
    assert_true(o->periods[0].cl == 0.1 && o->periods[0].lcl == 0.1 && o->periods[0].ucl == 0.1);
    assert_int_equal(o->periods[0].n_outside, 0);
    assert_int_equal(o->points[59].side, UPW_SIDE_ON);
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    static const double values[30] = { 0 };
    static const upw_ssa_options bad[] = {
        { .period_min = 2 },
        { .baseline_length = 1 },
        { .shift_length = 1 },
        { .centre_line_tolerance = -1 },
        { .centre_line_tolerance = NAN },
        { .centre_line_tolerance = INFINITY },
        { .chart = UPW_SSA_CHART_COUNT },
        { .profile = UPW_PROFILE_COUNT },
        { .chart = UPW_SSA_P },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const outcome *const o = run(values, NULL, 30, &bad[i]);
        assert_false(o->is_ok);
        assert_int_equal(o->error.code, UPW_BAD_USAGE);
    }
    assert_int_equal(run(values, values, 30, NULL)->error.code, UPW_BAD_USAGE);
}

static void impossible_values_are_refused_with_their_row(void **state)
{
    (void)state;
    static const struct {
        upw_ssa_chart chart;
        double value, size;
    } bad[] = {
        { UPW_SSA_XMR, INFINITY, 0 }, { UPW_SSA_XMR, -1e306, 0 }, { UPW_SSA_C, -1, 0 },
        { UPW_SSA_C_PRIME, -1, 0 },   { UPW_SSA_P, 3, 2 },        { UPW_SSA_P, 1, 0 },
        { UPW_SSA_P, 1, INFINITY },   { UPW_SSA_P_PRIME, -2, 4 }, { UPW_SSA_P_PRIME, NAN, -4 },
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        const upw_ssa_options options = { .chart = bad[k].chart };
        const bool has_sizes = bad[k].chart >= UPW_SSA_P;
        double values[30], sizes[30];
        for (size_t i = 0; i < 30; i++) {
            values[i] = i == 12 ? bad[k].value : 1;
            sizes[i] = i == 12 ? bad[k].size : 5;
        }
        const outcome *const o = run(values, has_sizes ? sizes : NULL, 30, &options);
        assert_false(o->is_ok);
        assert_int_equal(o->error.code, UPW_BAD_INPUT);
        assert_int_equal(o->error.row, 13);
    }
}

static void a_series_beyond_the_maximum_is_refused(void **state)
{
    (void)state;
    static const double values[UPW_REBASE_MAX_POINTS + 1];
    assert_int_equal(run(values, NULL, UPW_REBASE_MAX_POINTS + 1, NULL)->error.code, UPW_TOO_LARGE);
}

static void *take_in_turn(void *context, size_t size)
{
    size_t *const left = context;
    if (*left == 0)
        return NULL;
    --*left;
    return malloc(size);
}

static void give_back(void *context, void *block)
{
    (void)context;
    free(block);
}

static void wherever_memory_ends_it_is_an_error_and_nothing_leaks(void **state)
{
    (void)state;
    static double values[LONGEST];
    static outcome o;
    bool is_ok = false;
    size_t allowed = 0;
    for (; !is_ok && allowed < 20; allowed++) {
        size_t left = allowed;
        const upw_arena_source source = { take_in_turn, give_back, &left };
        upw_arena scratch;
        upw_arena_init(&scratch, &source);
        is_ok =
            upw_ssa_find_periods(values, NULL, LONGEST, NULL, &scratch, o.points, o.periods, &o.n_periods, &o.error);
        assert_true(is_ok || o.error.code == UPW_NO_MEMORY);
        assert_null(scratch.newest); /* all of it was given back */
    }
    assert_in_range(allowed, 2, 20);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(synthetic_series_have_the_periods_that_autospc_finds),
        cmocka_unit_test(real_series_have_the_periods_that_autospc_finds),
        cmocka_unit_test(a_lasting_shift_starts_a_period_and_a_passing_one_does_not),
        cmocka_unit_test(the_furthest_points_are_left_out_ties_together_and_three_at_most),
        cmocka_unit_test(limits_of_counts_and_shares_stay_within_what_is_possible),
        cmocka_unit_test(the_package_loses_limits_behind_a_missing_denominator_and_upward_does_not),
        cmocka_unit_test(a_period_of_zeros_has_undefined_limits_or_the_old_ones_in_parity),
        cmocka_unit_test(a_change_of_unit_changes_no_period),
        cmocka_unit_test(periods_tile_the_series_and_each_was_accepted_once),
        cmocka_unit_test(too_short_a_series_has_no_limits_and_is_no_error),
        cmocka_unit_test(a_constant_series_is_one_period_on_its_centre_line),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(impossible_values_are_refused_with_their_row),
        cmocka_unit_test(a_series_beyond_the_maximum_is_refused),
        cmocka_unit_test(wherever_memory_ends_it_is_an_error_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
