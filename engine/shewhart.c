/* One chart from rows to signals: subgroups, parts, centre line and limits (charts.c), points beyond them, runs. */
#include "upward/shewhart.h"

#include <math.h>

#include "charts.h"

static bool check_choices(const upw_shewhart_input *input, const upw_shewhart_options *options, upw_error *error)
{
    if (options->profile >= UPW_PROFILE_COUNT || options->chart >= UPW_CHART_COUNT ||
        options->aggregate >= UPW_AGGREGATE_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "there is no such profile, chart or aggregate");
    const chart_method *const method = charts_method(options->chart);
    const char *const title = method->face.title;
    if (method->face.denominator == UPW_DENOMINATOR_NEEDED && input->denominators == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "a %s needs denominators", title);
    if (method->face.denominator == UPW_DENOMINATOR_REFUSED && input->denominators != NULL)
        return upw_fail(error, UPW_BAD_USAGE, "a %s has no denominators", title);
    if (options->aggregate != UPW_AGGREGATE_MEAN && (!method->takes_aggregate || input->denominators != NULL))
        return upw_fail(error, UPW_BAD_USAGE, "a %s of this data leaves no choice of aggregate", title);
    if (!isfinite(options->multiply) || options->multiply < 0)
        return upw_fail(error, UPW_BAD_USAGE, "the multiplier must be above zero, got %g", options->multiply);
    if (!options->has_centre)
        return true;
    const double lowest = method->values == VALUE_ANY && !method->shows_spread ? -INFINITY : 0;
    const double highest = method->values == VALUE_SHARE ? 1 : INFINITY;
    const bool fits = isfinite(options->centre) && options->centre >= lowest && options->centre <= highest;
    return fits || upw_fail(error, UPW_BAD_USAGE, "%g cannot be the centre line of a %s", options->centre, title);
}

static bool check_positions(size_t n, const upw_shewhart_options *options, upw_error *error)
{
    for (size_t i = 0; i < options->n_exclude; i++)
        if (options->exclude[i] >= n)
            return upw_fail(error, UPW_BAD_USAGE, "point %zu is to be left out, but there are %zu",
                            options->exclude[i] + 1, n);
    if (options->part_starts == NULL)
        return options->n_parts <= 1 || upw_fail(error, UPW_BAD_USAGE, "several parts need their first points");
    for (size_t i = 0; i < options->n_parts; i++) {
        const size_t start = options->part_starts[i];
        if (i == 0 ? start != 0 : start <= options->part_starts[i - 1])
            return upw_fail(error, UPW_BAD_USAGE, "part %zu cannot start at point %zu", i + 1, start + 1);
    }
    return true;
}

static void begin_points(upw_shewhart_point *points, const subgroup *groups, size_t n,
                         const upw_shewhart_options *options)
{
    const chart_method *const method = charts_method(options->chart);
    const bool is_frozen = options->freeze > 0 && options->n_parts <= 1;
    for (size_t i = 0; i < n; i++)
        points[i] = (upw_shewhart_point){
            .y = method->plot(&groups[i]),
            .cl = NAN,
            .lcl = NAN,
            .ucl = NAN,
            .lcl95 = NAN,
            .ucl95 = NAN,
            .size = groups[i].size,
            .in_baseline = !is_frozen || i < options->freeze,
            .included = true,
        };
    for (size_t i = 0; i < options->n_exclude; i++)
        points[options->exclude[i]].included = false;
}

/* Which points of the part are beyond the limits, and do the included ones run too long on one side? */
static void find_signals(chart_part *part)
{
    const chart_method *const method = part->method;
    for (size_t i = 0; i < part->n; i++) {
        upw_shewhart_point *const point = &part->points[i];
        const double y = method->seen != NULL ? method->seen(point->y) : point->y;
        point->sigma_signal = (isfinite(point->ucl) && y > point->ucl) || (isfinite(point->lcl) && y < point->lcl);
        part->out->n_sigma_signals += point->sigma_signal;
        part->out->n_included += point->included;
        part->work[i] = point->included ? y : NAN;
    }
    part->out->runs = upw_runs_analyse(part->work, part->n, part->n > 0 ? part->points[0].cl : NAN);
    part->out->runs.signal = part->out->runs.signal && !method->runs_never_signal;
}

static void judge_part(chart_part *part)
{
    part->out->sigma_z = NAN;
    part->method->judge(part);
    find_signals(part);
}

/* A sum, a ratio or a multiple that overflows is refused: it must not pass for a missing point. */
static bool check_plotted(const upw_shewhart_input *input, const upw_shewhart_point *points, size_t n, upw_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (isinf(points[i].y))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)subgroups_begin(input, i) + 1,
                                "the figures are too large to compute with");
    return true;
}

/* Scale what is shown; what is not a number that can be drawn becomes undefined. */
static void finish_point(upw_shewhart_point *point, double multiply)
{
    double *const figures[] = { &point->cl, &point->lcl, &point->lcl95, &point->ucl95, &point->ucl };
    point->y *= multiply;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        *figures[i] *= multiply;
        if (isinf(*figures[i]))
            *figures[i] = NAN;
    }
}

static size_t at_most(size_t position, size_t n)
{
    return position < n ? position : n;
}

static bool judge_chart(const upw_shewhart_input *input, const upw_shewhart_options *options, upw_arena *scratch,
                        upw_shewhart_point *points, upw_shewhart_part *parts, upw_error *error)
{
    const size_t n = subgroups_count(input);
    if (!check_choices(input, options, error) || !check_positions(n, options, error))
        return false;
    const chart_method *const method = charts_method(options->chart);
    subgroup *const groups = upw_arena_take(scratch, n, sizeof *groups);
    double *const work = upw_arena_take(scratch, n, sizeof *work);
    if (groups == NULL || work == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is no memory for %zu points", n);
    if (!subgroups_gather(input, options, method->values, scratch, groups, error))
        return false;
    begin_points(points, groups, n, options);
    if (!check_plotted(input, points, n, error))
        return false;

    const size_t n_parts = options->n_parts > 1 ? options->n_parts : 1;
    for (size_t i = 0; i < n_parts; i++) {
        const size_t start = i > 0 ? at_most(options->part_starts[i], n) : 0;
        const size_t end = i + 1 < n_parts ? at_most(options->part_starts[i + 1], n) : n;
        parts[i] = (upw_shewhart_part){ .start = start, .n = end - start };
        upw_shewhart_point *const first = start < n ? points + start : points; /* NULL is allowed for no points */
        judge_part(&(chart_part){ method, options, groups + start, first, end - start, work, &parts[i] });
    }
    const double multiply = options->multiply > 0 ? options->multiply : 1;
    for (size_t i = 0; i < n; i++)
        finish_point(&points[i], multiply);
    return check_plotted(input, points, n, error);
}

bool upw_shewhart_analyse(const upw_shewhart_input *input, const upw_shewhart_options *options, upw_arena *scratch,
                          upw_shewhart_point *points, upw_shewhart_part *parts, upw_error *error)
{
    static const upw_shewhart_options defaults = { 0 };
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const bool done = judge_chart(input, options != NULL ? options : &defaults, scratch, points, parts, error);
    upw_arena_rewind(scratch, mark);
    return done;
}

bool upw_shewhart_analyse_batch(const upw_shewhart_batch *batch, upw_arena *scratch, upw_shewhart_point *points,
                                upw_shewhart_part *parts, size_t *failed, upw_error *error)
{
    const upw_shewhart_input *const rows = &batch->rows;
    for (size_t i = 0; i < batch->n_series; i++) {
        const size_t begin = batch->series_offsets[i], n = batch->series_offsets[i + 1] - begin;
        const size_t skipped = rows->offsets != NULL ? 0 : begin; /* rows; offsets point into the column already */
        const upw_shewhart_input input = {
            .values = rows->values + skipped,
            .denominators = rows->denominators != NULL ? rows->denominators + skipped : NULL,
            .n_rows = rows->offsets != NULL ? rows->n_rows : n,
            .offsets = rows->offsets != NULL ? rows->offsets + begin : NULL,
            .n_subgroups = n,
        };
        const upw_shewhart_options *options = batch->options;
        if (options != NULL && !batch->share_options)
            options += i;
        if (!upw_shewhart_analyse(&input, options, scratch, points + begin, parts, error)) {
            if (failed != NULL)
                *failed = i;
            if (error != NULL && error->row > 0)
                error->row += (int64_t)skipped;
            return false;
        }
        parts += options != NULL && options->n_parts > 1 ? options->n_parts : 1;
    }
    return true;
}
