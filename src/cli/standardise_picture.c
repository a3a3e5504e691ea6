/* Figures with their intervals beside each other, in the order of names. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"
#include "cli/standardise_job.h"

typedef struct named {
    text name;
    const standardise_figure *figure;
} named;

static int compare_names(const void *left, const void *right)
{
    return text_compare(((const named *)left)->name, ((const named *)right)->name);
}

/* What a figure is held against by itself, NaN where there is nothing. */
static double find_target(const standardise_job *job)
{
    return job->what == STANDARDISE_RATE_RATIO                                 ? 1
           : job->what == STANDARDISE_INDIRECT && job->settings->indirect == 0 ? job->per
           : job->what == STANDARDISE_INEQUALITY                               ? 0
                                                                               : NAN;
}

static size_t gather(const standardise_job *job, named *order)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_figures; i++)
        if (!isnan(job->figures[i].value))
            order[n++] = (named){ job->bodies[job->figures[i].body].name, &job->figures[i] };
    qsort(order, n, sizeof *order, compare_names);
    return n;
}

static bool check_picture(const standardise_job *job, size_t n, upw_error *error)
{
    if (job->what == STANDARDISE_GROUPS || job->settings->by == STANDARDISE_BY_BAND)
        return upw_fail(error, UPW_BAD_USAGE, "groups and bands come as a table: --format csv or json");
    for (size_t i = 1; i < job->n; i++)
        if (!text_equal(job->bodies[i].indicator, job->bodies[0].indicator))
            return upw_fail(error, UPW_BAD_USAGE, "a picture shows one indicator; choose with --indicator");
    return n > 0 ||
           upw_fail(error, UPW_BAD_INPUT, "%s: there is nothing to draw: no organisation has a figure", job->file);
}

bool standardise_add_picture(buffer *out, const standardise_job *job, upw_error *error)
{
    named *const order = MEMORY_TAKE(job->arena, named, job->n_figures);
    const size_t n = gather(job, order);
    if (!check_picture(job, n, error))
        return false;
    double *const figures = MEMORY_TAKE(job->arena, double, 4 * n);
    text *const names = MEMORY_TAKE(job->arena, text, n);
    bool *const flags = MEMORY_TAKE(job->arena, bool, 2 * n);
    const double target = find_target(job);
    const char *const chosen = job->settings->input.organisation;
    for (size_t j = 0; j < n; j++) {
        const standardise_figure *const f = order[j].figure;
        figures[j] = (double)j + 1;
        figures[n + j] = f->value;
        figures[2 * n + j] = f->limits[0].low;
        figures[3 * n + j] = f->limits[0].high;
        names[j] = order[j].name;
        flags[j] = f->limits[0].low > target || f->limits[0].high < target;
        flags[n + j] = chosen != NULL && text_equal(names[j], text_of(chosen));
    }
    const bool is_share = job->what == STANDARDISE_PROPORTION && job->per == 1;
    const chart_intervals it = {
        .head = { .title = text_of(standardise_name(job)),
                  .subtitle = job->bodies[0].indicator,
                  .description =
                      memory_format(job->arena, "%zu figures with their intervals, in the order of names.", n),
                  .id = TEXT("standardise"),
                  .footnote = TEXT("In the order of names, which is no ranking.") },
        .unit = unit_parse(is_share ? TEXT("share") : TEXT("count")),
        .along_name = TEXT("organisations, by name"),
        .along_unit = unit_parse(TEXT("count")),
        .hides_along = true,
        .n = n,
        .along = figures,
        .values = figures + n,
        .low = figures + 2 * n,
        .high = figures + 3 * n,
        .names = names,
        .is_outside = flags,
        .is_chosen = flags + n,
        .target = target,
        .target_words = isnan(target) ? (text){ "", 0 } : memory_format(job->arena, "as expected: %.6g", target),
        .interval_words = memory_format(job->arena, "%.10g %% interval", 100 * job->levels[0]),
    };
    chart_begin_file(out);
    chart_draw_intervals(out, &it);
    return true;
}
