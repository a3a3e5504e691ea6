/* shewhart_golden.h: every row of PREFIX_points.csv and PREFIX_parts.csv against upw_shewhart_analyse. */
#ifndef ENGINE_TESTS_SHEWHART_GOLDEN_H
#define ENGINE_TESTS_SHEWHART_GOLDEN_H

#include "csv_fixture.h"
#include "near.h"
#include "upward/shewhart.h"

enum { GOLDEN_ROWS = 4096, GOLDEN_LIST = 64 };

typedef struct golden_files {
    csv_fixture input, params, points, parts;
    size_t n_off;
} golden_files;

typedef struct golden_series {
    const char *id;
    upw_shewhart_options options;
    size_t part_starts[GOLDEN_LIST], exclude[GOLDEN_LIST];
    double values[GOLDEN_ROWS], denominators[GOLDEN_ROWS];
    size_t offsets[GOLDEN_ROWS + 1];
    upw_shewhart_input input;
    upw_shewhart_point points[GOLDEN_ROWS];
    upw_shewhart_part parts[GOLDEN_LIST];
} golden_series;

static inline bool golden_open(golden_files *files, const char *directory, const char *prefix)
{
    static const char *const names[] = { "input", "params", "points", "parts" };
    *files = (golden_files){ 0 };
    csv_fixture *const all[] = { &files->input, &files->params, &files->points, &files->parts };
    for (size_t i = 0; i < 4; i++) {
        char file[64];
        snprintf(file, sizeof file, "%s_%s.csv", prefix, names[i]);
        if (!fixture_open(all[i], directory, file))
            return false;
    }
    return true;
}

static inline void golden_close(golden_files *files)
{
    fixture_close(&files->input);
    fixture_close(&files->params);
    fixture_close(&files->points);
    fixture_close(&files->parts);
}

static inline void golden_read_options(const csv_fixture *params, size_t row, golden_series *series)
{
    static const char *const aggregates[] = { "mean", "median", "sum", "sd" };
    upw_shewhart_options *const options = &series->options;
    *options = (upw_shewhart_options){ .profile = UPW_PROFILE_PARITY };
    assert_true(upw_chart_find(fixture_text(params, row, "chart"), &options->chart));
    size_t aggregate = 0;
    for (size_t i = 0; i < UPW_AGGREGATE_COUNT; i++)
        if (strcmp(aggregates[i], fixture_text(params, row, "agg_fun")) == 0)
            aggregate = i;
    assert_string_equal(aggregates[aggregate], fixture_text(params, row, "agg_fun"));
    options->aggregate = (upw_aggregate)aggregate;
    options->multiply = fixture_number(params, row, "multiply");
    const double freeze = fixture_number(params, row, "freeze");
    options->freeze = isnan(freeze) ? 0 : (size_t)freeze;
    options->keep_outliers = fixture_number(params, row, "screened_mr") == 0;
    options->centre = fixture_number(params, row, "cl");
    options->has_centre = !isnan(options->centre);
    /* The files name the last point of each part but the last one, and count from 1. */
    options->n_parts = 1 + fixture_list(params, row, "part", series->part_starts + 1, GOLDEN_LIST - 1);
    options->part_starts = series->part_starts;
    options->n_exclude = fixture_list(params, row, "exclude", series->exclude, GOLDEN_LIST);
    options->exclude = series->exclude;
    for (size_t i = 0; i < options->n_exclude; i++)
        series->exclude[i]--;
}

static inline void golden_read_rows(const csv_fixture *input, bool has_denominator, golden_series *series)
{
    static int64_t keys[GOLDEN_ROWS];
    size_t n;
    const size_t first = fixture_find(input, "series_id", series->id, &n);
    assert_in_range(n, 1, GOLDEN_ROWS);
    const size_t x = fixture_column(input, "x");
    for (size_t i = 0; i < n; i++) {
        series->values[i] = fixture_number(input, first + i, "y");
        series->denominators[i] = fixture_number(input, first + i, "n");
        const bool same =
            i > 0 && strcmp(fixture_cell(input, first + i, x), fixture_cell(input, first + i - 1, x)) == 0;
        keys[i] = i == 0 ? 0 : keys[i - 1] + !same;
    }
    series->input = (upw_shewhart_input){ .values = series->values,
                                          .denominators = has_denominator ? series->denominators : NULL,
                                          .n_rows = n,
                                          .offsets = series->offsets };
    assert_true(upw_shewhart_group(keys, n, series->offsets, &series->input.n_subgroups, NULL));
}

/* Within 1e-9 relative, or 1e-9 of the centre line near zero: the tolerance that the goldens' README states. */
static inline void golden_compare(golden_files *files, const csv_fixture *expected, size_t row, const char *column,
                                  double actual, double centre)
{
    const double wanted = fixture_number(expected, row, column);
    if (isnan(wanted) ? isnan(actual) : fabs(actual - wanted) <= 1e-9 * fmax(fabs(wanted), fabs(centre)))
        return;
    if (files->n_off++ < 20)
        fprintf(stderr, "# %s row %zu, %s: %s is %.17g, expected %.17g\n", expected->name, row + 2,
                fixture_text(expected, row, "series_id"), column, actual, wanted);
}

static inline double golden_count(const upw_runs *runs, size_t count)
{
    return runs->n_useful > 0 ? (double)count : NAN;
}

static inline void golden_compare_points(golden_files *files, const golden_series *series)
{
    size_t n;
    const size_t first = fixture_find(&files->points, "series_id", series->id, &n);
    assert_int_equal(n, series->input.n_subgroups);
    for (size_t i = 0, part = 0; i < n; i++) {
        const upw_shewhart_point *const point = &series->points[i];
        part += part + 1 < series->options.n_parts && i == series->parts[part + 1].start;
        const struct {
            const char *column;
            double actual;
        } exact[] = { { "index", (double)i + 1 },
                      { "part", (double)part + 1 },
                      { "in_baseline", point->in_baseline },
                      { "included", point->included },
                      { "subgroup_size", (double)point->size },
                      { "sigma_signal", point->sigma_signal },
                      { "runs_signal", series->parts[part].runs.signal } },
          near[] = { { "y", point->y },         { "cl", point->cl },       { "lcl", point->lcl },
                     { "lcl95", point->lcl95 }, { "ucl95", point->ucl95 }, { "ucl", point->ucl } };
        for (size_t c = 0; c < sizeof exact / sizeof *exact; c++)
            golden_compare(files, &files->points, first + i, exact[c].column, exact[c].actual, 0);
        for (size_t c = 0; c < sizeof near / sizeof *near; c++)
            golden_compare(files, &files->points, first + i, near[c].column, near[c].actual, point->cl);
    }
}

static inline void golden_compare_parts(golden_files *files, const golden_series *series)
{
    size_t n;
    const size_t first = fixture_find(&files->parts, "series_id", series->id, &n);
    for (size_t i = 0; i < series->options.n_parts; i++)
        assert_int_equal(series->parts[i].n > 0, i < n);
    for (size_t i = 0; i < n; i++) {
        const upw_shewhart_part *const part = &series->parts[i];
        const upw_runs *const runs = &part->runs;
        golden_compare(files, &files->parts, first + i, "part", (double)i + 1, 0);
        golden_compare(files, &files->parts, first + i, "n_obs", (double)part->n_included, 0);
        golden_compare(files, &files->parts, first + i, "n_useful", (double)runs->n_useful, 0);
        golden_compare(files, &files->parts, first + i, "longest_run", golden_count(runs, runs->longest_run), 0);
        golden_compare(files, &files->parts, first + i, "longest_run_max", golden_count(runs, runs->longest_run_max),
                       0);
        golden_compare(files, &files->parts, first + i, "n_crossings", golden_count(runs, runs->crossings), 0);
        golden_compare(files, &files->parts, first + i, "n_crossings_min", golden_count(runs, runs->crossings_min), 0);
        golden_compare(files, &files->parts, first + i, "runs_signal", runs->signal, 0);
        golden_compare(files, &files->parts, first + i, "n_sigma_signals", (double)part->n_sigma_signals, 0);
    }
}

/* How many series were compared; what is off is printed, and counted in files->n_off. */
static inline size_t golden_check_all(golden_files *files)
{
    static golden_series series;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (size_t row = 0; row < files->params.n_rows; row++) {
        upw_error error = { 0 };
        series.id = fixture_text(&files->params, row, "series_id");
        golden_read_options(&files->params, row, &series);
        golden_read_rows(&files->input, fixture_number(&files->params, row, "has_denominator") == 1, &series);
        if (!upw_shewhart_analyse(&series.input, &series.options, &scratch, series.points, series.parts, &error))
            fail_msg("%s: %s", series.id, error.message);
        golden_compare_points(files, &series);
        golden_compare_parts(files, &series);
    }
    upw_arena_clear(&scratch);
    return files->params.n_rows;
}

#endif
