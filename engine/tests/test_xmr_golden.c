/* The XmR chart against NHSRplotthedots 0.2.2: every point, phase and series of tests/golden/spc/mdc_*.csv. */
#include "csv_fixture.h"
#include "near.h"
#include "upward/spc.h"

enum { MOST_POINTS = 512, MOST_PHASES = 16, MOST_DIFFS = 1024 };

typedef struct golden {
    csv_fixture input, params, points, phases, series, diff;
    bool has_diff;
    bool diff_used[MOST_DIFFS];
    size_t n_points, n_off;
} golden;

/* One series and what the engine says of it. */
typedef struct charted {
    const char *id;
    size_t first, n; /* rows of input and points */
    double values[MOST_POINTS];
    size_t starts[MOST_PHASES], n_phases, first_phase_number;
    upw_xmr_options options;
    upw_xmr_point points[MOST_POINTS];
    upw_xmr_phase phases[MOST_PHASES];
    upw_xmr_summary summary;
} charted;

static bool open_goldens(golden *g, const char *root, const char *below, const char *prefix)
{
    static const char *const names[] = { "input", "params", "points", "phases", "series" };
    char directory[400], file[64];
    *g = (golden){ 0 };
    csv_fixture *const all[] = { &g->input, &g->params, &g->points, &g->phases, &g->series };
    fixture_directory(root, below, directory, sizeof directory);
    for (size_t i = 0; i < 5; i++) {
        snprintf(file, sizeof file, "%s_%s.csv", prefix, names[i]);
        if (!fixture_open(all[i], directory, file))
            return false;
    }
    return true;
}

static void close_goldens(golden *g)
{
    csv_fixture *const all[] = { &g->input, &g->params, &g->points, &g->phases, &g->series, &g->diff };
    for (size_t i = 0; i < 6; i++)
        fixture_close(all[i]);
}

/* What upward says where the diff file changes it, else what parity says. `period` "": of the series. */
static const char *expected_text(golden *g, const char *id, const char *period, const char *field, const char *parity)
{
    size_t n;
    if (!g->has_diff)
        return parity;
    const size_t first = fixture_find(&g->diff, "series_id", id, &n);
    for (size_t i = first; i < first + n; i++)
        if (strcmp(fixture_text(&g->diff, i, "period"), period) == 0 &&
            strcmp(fixture_text(&g->diff, i, "field"), field) == 0) {
            assert_string_equal(fixture_text(&g->diff, i, "parity_value"), parity);
            g->diff_used[i] = true;
            return fixture_text(&g->diff, i, "upward_value");
        }
    return parity;
}

static void off(golden *g, const char *id, const char *where, const char *field, const char *actual,
                const char *expected)
{
    if (g->n_off++ < 20)
        fprintf(stderr, "# %s %s: %s is %s, expected %s\n", id, where, field, actual, expected);
}

static void check_text(golden *g, const char *id, const char *period, const char *field, const char *actual,
                       const char *parity)
{
    const char *const expected = expected_text(g, id, period, field, parity);
    if (strcmp(actual, expected) != 0)
        off(g, id, period, field, actual, expected);
}

/* Within 1e-9 relative, or 1e-9 of the mean near zero, as the goldens' README says; exact when `mean` is 0. */
static void check_number(golden *g, const char *id, const char *period, const char *field, double actual,
                         const char *parity, double mean)
{
    const char *const expected = expected_text(g, id, period, field, parity);
    const double wanted = fixture_parse(&g->points, expected);
    if (isnan(wanted) ? isnan(actual)
                      : fabs(actual - wanted) <= (mean == 0 ? 0 : 1e-9) * fmax(fabs(wanted), fabs(mean)))
        return;
    char printed[40];
    snprintf(printed, sizeof printed, "%.17g", actual);
    off(g, id, period, field, printed, expected);
}

static double flag_number(uint8_t flag)
{
    return flag == UPW_UNDEFINED ? NAN : flag;
}

static void read_series(golden *g, size_t row, charted *c)
{
    c->id = fixture_text(&g->params, row, "series_id");
    c->first = fixture_find(&g->input, "series_id", c->id, &c->n);
    assert_in_range(c->n, 1, MOST_POINTS);
    assert_string_equal(fixture_text(&g->points, c->first, "series_id"), c->id);
    const char *const improvement = fixture_text(&g->params, row, "improvement_direction");
    const double fix = fixture_number(&g->params, row, "fix_after_n_points");
    c->options = (upw_xmr_options){ .profile = g->has_diff ? UPW_PROFILE_UPWARD : UPW_PROFILE_PARITY,
                                    .target = fixture_number(&g->params, row, "target"),
                                    .keep_outliers = fixture_number(&g->params, row, "screen_outliers") == 0,
                                    .fix_after_n = isnan(fix) ? 0 : (size_t)fix };
    c->options.has_target = !isnan(c->options.target);
    while (strcmp(upw_improvement_text(c->options.improvement), improvement) != 0)
        c->options.improvement++;

    /* Rebase dates that are not a period of the series are ignored, as the package does; the first period as a date
     * makes the numbering start at 1. */
    const char *const dates = fixture_text(&g->params, row, "rebase_dates");
    c->n_phases = 1;
    c->first_phase_number = 0;
    c->starts[0] = 0;
    for (size_t i = 0; i < c->n; i++) {
        c->values[i] = fixture_number(&g->input, c->first + i, "value");
        if (strstr(dates, fixture_text(&g->input, c->first + i, "period")) == NULL)
            continue;
        if (i == 0)
            c->first_phase_number = 1;
        else
            c->starts[c->n_phases++] = i;
        assert_true(c->n_phases < MOST_PHASES);
    }
}

static void check_points(golden *g, const charted *c)
{
    for (size_t i = 0, p = 0; i < c->n; i++, g->n_points++) {
        const size_t row = c->first + i;
        const upw_xmr_point *const point = &c->points[i];
        p += p + 1 < c->n_phases && i == c->starts[p + 1];
        const upw_xmr_phase *const phase = &c->phases[p];
        const char *const period = fixture_text(&g->points, row, "period");
        const struct {
            const char *field;
            double actual, mean;
        } numbers[] = {
            { "phase", (double)(p + c->first_phase_number), 0 },
            { "mean", phase->mean, phase->mean },
            { "lpl", phase->lpl, phase->mean },
            { "upl", phase->upl, phase->mean },
            { "side", point->side == UPW_SIDE_UNDEFINED ? NAN : point->side, 0 },
            { "short_phase", phase->is_short, 0 },
            { "nlpl", phase->nlpl, phase->mean },
            { "nupl", phase->nupl, phase->mean },
            { "outside_limits", flag_number(point->outside), 0 },
            { "near_limit", flag_number(point->near), 0 },
        };
        /* The diff file has only the process limits; where they move, what follows from them moves too. */
        const char *const upl = fixture_text(&g->points, row, "upl");
        const bool moved = strcmp(expected_text(g, c->id, period, "upl", upl), upl) != 0;
        for (size_t k = 0; k < (moved ? 6 : sizeof numbers / sizeof *numbers); k++)
            check_number(g, c->id, period, numbers[k].field, numbers[k].actual,
                         fixture_text(&g->points, row, numbers[k].field), numbers[k].mean);
        check_text(g, c->id, period, "special_cause_type", upw_label_text((upw_label)point->label, &c->options),
                   fixture_text(&g->points, row, "special_cause_type"));
        check_text(g, c->id, period, "point_type", upw_point_type_text((upw_point_type)point->type),
                   fixture_text(&g->points, row, "point_type"));
    }
}

static const char *spelled(upw_assurance assurance)
{
    static const char *const long_words[] = { "", "consistent_pass", "consistent_fail", "inconsistent" };
    return long_words[assurance];
}

/* Phases are parity's: the diff file is about points and series. */
static void check_phases(golden *g, const charted *c)
{
    size_t n;
    const size_t first = fixture_find(&g->phases, "series_id", c->id, &n);
    assert_int_equal(n, c->n_phases);
    for (size_t p = 0; p < n; p++) {
        const upw_xmr_phase *const phase = &c->phases[p];
        const char *const number = fixture_text(&g->phases, first + p, "phase");
        const struct {
            const char *field;
            double actual, mean;
        } numbers[] = {
            { "phase", (double)(p + c->first_phase_number), 0 },
            { "n", (double)phase->n, 0 },
            { "mean", phase->mean, phase->mean },
            { "lpl", phase->lpl, phase->mean },
            { "upl", phase->upl, phase->mean },
            { "common_cause", (double)phase->common_cause, 0 },
            { "improvement", (double)phase->improvement, 0 },
            { "concern", (double)phase->concern, 0 },
        };
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            check_number(g, c->id, number, numbers[k].field, numbers[k].actual,
                         fixture_text(&g->phases, first + p, numbers[k].field), numbers[k].mean);
        check_text(g, c->id, number, "variation_type", upw_point_type_text(phase->last_type),
                   fixture_text(&g->phases, first + p, "variation_type"));
        check_text(g, c->id, number, "assurance_type", p + 1 == n ? spelled(c->summary.assurance) : "",
                   fixture_text(&g->phases, first + p, "assurance_type"));
    }
}

static void check_series(golden *g, size_t row, const charted *c)
{
    assert_string_equal(fixture_text(&g->series, row, "series_id"), c->id);
    const upw_xmr_phase *const last = &c->phases[c->n_phases - 1];
    const struct {
        const char *field, *actual;
    } texts[] = {
        { "status", c->summary.reference_stops ? "reference_error" : "ok" },
        { "variation_icon", upw_variation_text(c->summary.variation) },
        { "assurance_icon", upw_assurance_text(c->summary.assurance) },
        { "last_point_type", upw_point_type_text(c->summary.last_type) },
        { "assurance_type", spelled(c->summary.assurance) },
    };
    const struct {
        const char *field;
        double actual;
    } counts[] = { { "n_points", (double)c->summary.n },
                   { "n_missing", (double)c->summary.n_missing },
                   { "n_phases", (double)c->n_phases } };
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        check_number(g, c->id, "", counts[k].field, counts[k].actual, fixture_text(&g->series, row, counts[k].field),
                     0);
    /* The last two, and the limits, follow from what the diff file says elsewhere. */
    for (size_t k = 0; k < (g->has_diff ? 3 : 5); k++)
        check_text(g, c->id, "", texts[k].field, texts[k].actual, fixture_text(&g->series, row, texts[k].field));
    if (g->has_diff)
        return;
    check_number(g, c->id, "", "mean", last->mean, fixture_text(&g->series, row, "mean"), last->mean);
    check_number(g, c->id, "", "lpl", last->lpl, fixture_text(&g->series, row, "lpl"), last->mean);
    check_number(g, c->id, "", "upl", last->upl, fixture_text(&g->series, row, "upl"), last->mean);
}

static void check_all(golden *g)
{
    static charted c;
    for (size_t row = 0; row < g->params.n_rows; row++) {
        upw_error error = { 0 };
        read_series(g, row, &c);
        if (!upw_xmr_analyse(c.values, c.n, c.starts, c.n_phases, &c.options, c.points, c.phases, &c.summary, &error))
            fail_msg("%s: %s", c.id, error.message);
        check_points(g, &c);
        if (!g->has_diff)
            check_phases(g, &c);
        check_series(g, row, &c);
    }
    printf("# %zu series, %zu points, %zu off\n", g->params.n_rows, g->n_points, g->n_off);
    assert_int_equal(g->n_points, g->input.n_rows);
    assert_int_equal(g->n_off, 0);
}

static void profile_parity_is_the_reference_on_synthetic_series(void **state)
{
    (void)state;
    static golden g;
    assert_true(open_goldens(&g, "UPWARD_GOLDEN", "spc", "mdc"));
    check_all(&g);
    assert_int_equal(g.params.n_rows, 286);
    close_goldens(&g);
}

static void profile_parity_is_the_reference_on_real_series(void **state)
{
    (void)state;
    static golden g;
    if (!open_goldens(&g, "UPWARD_SHARED", "golden/spc", "mdc_real")) {
        close_goldens(&g);
        skip();
    }
    check_all(&g);
    close_goldens(&g);
}

static void profile_upward_is_parity_and_what_the_diff_file_says(void **state)
{
    (void)state;
    static golden g;
    char directory[400];
    assert_true(open_goldens(&g, "UPWARD_GOLDEN", "spc", "mdc"));
    g.has_diff = fixture_open(&g.diff, fixture_directory("UPWARD_GOLDEN", "spc", directory, sizeof directory),
                              "mdc_upward_diff.csv");
    assert_true(g.has_diff);
    check_all(&g);
    assert_in_range(g.diff.n_rows, 1, MOST_DIFFS);
    for (size_t i = 0; i < g.diff.n_rows; i++) /* no correction is left over */
        assert_true(g.diff_used[i]);
    close_goldens(&g);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profile_parity_is_the_reference_on_synthetic_series),
        cmocka_unit_test(profile_parity_is_the_reference_on_real_series),
        cmocka_unit_test(profile_upward_is_parity_and_what_the_diff_file_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
