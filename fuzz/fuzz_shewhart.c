/* Any options and any rows for the charts of upward/shewhart.h: an answer that keeps the promises of the header, or a
 * refusal with a reason.
 *
 * Input: twelve bytes of options, then rows: a figure (bytes.h) for the value, one for the denominator. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "upward/shewhart.h"
#include "bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_ROWS = 512, MOST_PARTS = 4 };

static bool is_drawable(double figure)
{
    return isnan(figure) || isfinite(figure);
}

static bool is_ordered(double low, double high)
{
    return isnan(low) || isnan(high) || low <= high;
}

static void check_point(const upw_shewhart_point *point)
{
    assert(is_drawable(point->y) && is_drawable(point->cl) && is_drawable(point->lcl) && is_drawable(point->lcl95) &&
           is_drawable(point->ucl95) && is_drawable(point->ucl));
    assert(is_ordered(point->lcl, point->lcl95) && is_ordered(point->lcl95, point->ucl95) &&
           is_ordered(point->ucl95, point->ucl));
    assert(!point->sigma_signal || !isnan(point->y));
}

static void check_parts(const upw_shewhart_point *points, size_t n, const upw_shewhart_part *parts, size_t n_parts)
{
    size_t n_signals = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        check_point(&points[i]);
    for (size_t i = 0; i < n_parts; i++) {
        const upw_runs *const runs = &parts[i].runs;
        assert(parts[i].start == at);
        at += parts[i].n;
        n_signals += parts[i].n_sigma_signals;
        assert(runs->n_useful <= parts[i].n_included && parts[i].n_included <= parts[i].n);
        assert(runs->n_useful == 0 ? !runs->signal : runs->longest_run + runs->crossings <= runs->n_useful);
    }
    assert(at == n);
    for (size_t i = 0; i < n; i++)
        n_signals -= points[i].sigma_signal;
    assert(n_signals == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static double values[MOST_ROWS], denominators[MOST_ROWS];
    static upw_shewhart_point points[MOST_ROWS];
    static size_t offsets[MOST_ROWS + 1];
    upw_shewhart_part parts[MOST_PARTS];
    int64_t keys[MOST_ROWS];
    cursor in = { data, data + size };
    const uint8_t flags = take_byte(&in), step = take_byte(&in);
    upw_shewhart_options options = { .chart = take_byte(&in) % (UPW_CHART_COUNT + 1),
                                     .profile = flags & 1,
                                     .keep_outliers = flags & 2,
                                     .has_centre = flags & 4,
                                     .aggregate = take_byte(&in) % 4,
                                     .freeze = take_byte(&in),
                                     .multiply = take_byte(&in) };
    const size_t starts[MOST_PARTS] = { 0, take_byte(&in), take_byte(&in), take_byte(&in) };
    const size_t exclude[] = { take_byte(&in), take_byte(&in) };
    options.part_starts = starts;
    options.n_parts = take_byte(&in) % (MOST_PARTS + 1);
    options.exclude = exclude;
    options.n_exclude = flags >> 3 & 1 ? 2 : 0;
    options.centre = take_figure(&in);

    size_t n = 0, n_groups = 0;
    for (; n < MOST_ROWS && in.at < in.end; n++) {
        values[n] = take_figure(&in);
        denominators[n] = take_figure(&in);
        keys[n] = (int64_t)(n / (1 + step % 5));
    }
    if (!upw_shewhart_group(keys, n, offsets, &n_groups, NULL))
        abort();
    const upw_shewhart_input input = { values, flags & 16 ? denominators : NULL, n, offsets, n_groups };

    upw_arena scratch;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    if (upw_shewhart_analyse(&input, &options, &scratch, points, parts, &error))
        check_parts(points, n_groups, parts, options.n_parts > 1 ? options.n_parts : 1);
    else
        assert(error.code != UPW_OK && error.message[0] != '\0' && error.row <= (int64_t)n);
    upw_arena_clear(&scratch);
    return 0;
}
