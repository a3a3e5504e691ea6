/* The Stable Shift Algorithm finds what autospc finds, row by row and step by step. */
#include "upward/rebase.h"

#include <string.h>

#include "csv_fixture.h"
#include "near.h"

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

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(synthetic_series_have_the_periods_that_autospc_finds),
        cmocka_unit_test(real_series_have_the_periods_that_autospc_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
