/* `upward spc` for eyes: words on a terminal, the chart of one series as SVG. What was asked of the series is put as
 * the indicators file would put it, so that words and chart are those of the report. */
#include "base/memory.h"
#include "chart/chart.h"
#include "cli/spc_job.h"
#include "report/single.h"

enum { PICTURE_MAX = 64 << 20 };

static const double PRINT_ZOOM = 2; /* sharp on a slide and in print */

/* The request as an indicator that describes this series alone. */
static indicator describe(const spc_request *request, const series_table *block, size_t series)
{
    const series_key *const key = &block->keys[series];
    const text id = key->indicator.len > 0 ? key->indicator : key->id;
    return (indicator){
        .id = id,
        .name = id,
        .chart = request->is_xmr ? (text){ "", 0 } : text_of(upw_chart_describe(request->chart)->name),
        .improvement = request->xmr.improvement,
        .has_improvement = request->has_improvement,
        .target =
            request->is_percent_target ? series_fit_percent(block, series, request->xmr.target) : request->xmr.target,
        .has_target = request->xmr.has_target,
        .fix_after_n = request->xmr.fix_after_n,
        .rebases = request->rebases,
        .n_rebases = request->n_rebases,
    };
}

/* What --params may say and words and pictures do not show: none of it may pass unnoticed. */
static bool check_shown(const spc_job *job, const spc_request *r, const series_table *block, size_t series,
                        upw_error *error)
{
    const bool divides = !r->is_xmr && upw_chart_describe(r->chart)->denominator == UPW_DENOMINATOR_NEEDED;
    const struct {
        const char *parameter;
        bool is_set;
    } hidden[] = {
        { "exclude", r->n_exclude > 0 },
        { "part", r->n_part_ends > 0 },
        { "cl", r->has_centre },
        { "multiply", r->multiply > 0 && r->multiply != 1 },
        { "agg_fun", r->aggregate != UPW_AGGREGATE_MEAN },
        { "screen_outliers", r->xmr.keep_outliers },
        { "has_denominator", r->is_denominator_known && r->has_denominator != divides },
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (hidden[i].is_set) {
            upw_fail(error, UPW_BAD_USAGE,
                     "its parameter \"%s\" is for tables (--format csv or json); words and pictures do not show it",
                     hidden[i].parameter);
            return spc_wrap(job, block, series, error);
        }
    return true;
}

typedef bool (*single_function)(buffer *out, const series_table *table, size_t series, const report_options *options,
                                upw_arena *arena, upw_error *error);

static bool add_single(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch, buffer *out,
                       upw_error *error, single_function add)
{
    const spc_request *const request = spc_request_for(job, &block->keys[series]);
    if (!check_shown(job, request, block, series, error))
        return false;
    indicator about = describe(request, block, series);
    text *const no_reasons = MEMORY_TAKE(scratch, text, about.n_rebases);
    about.rebase_reasons = no_reasons;
    const indicator_list list = { .items = &about, .n = 1 };
    const report_options options = {
        .source = text_of(job->file), .profile = request->xmr.profile, .indicators = &list, .draws_all_charts = true
    };
    return add(out, block, series, &options, scratch, error);
}

static bool add_words(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch, buffer *out,
                      upw_error *error)
{
    return add_single(job, block, series, scratch, out, error, single_add_words);
}

static bool add_advice(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch, buffer *out,
                       upw_error *error)
{
    return add_single(job, block, series, scratch, out, error, single_add_advice);
}

static bool add_chart(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch, buffer *out,
                      upw_error *error)
{
    if (out->len > 0)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s has more than one series, and a picture shows one: choose it with --series, --indicator or "
                        "--organisation, or let \"upward report --charts DIR\" draw them all",
                        job->file);
    if (job->picture == NULL)
        return add_single(job, block, series, scratch, out, error, single_add_chart);
    buffer svg;
    buffer_init(&svg, PICTURE_MAX);
    const bool is_well = add_single(job, block, series, scratch, &svg, error, single_add_chart) &&
                         chart_convert(buffer_text(&svg), job->picture, PRINT_ZOOM, out, error);
    buffer_clear(&svg);
    return is_well;
}

bool spc_work_text(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, add_words, block, scratch, out, error);
}

bool spc_work_advice(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, add_advice, block, scratch, out, error);
}

bool spc_work_svg(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, add_chart, block, scratch, out, error);
}
