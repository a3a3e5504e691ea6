/* One report: analyse every series, then write it in the form that was asked for. */
#include "report/report.h"

#include "base/memory.h"
#include "report/charts_dir.h"
#include "report/export.h"
#include "report/model.h"
#include "report/page.h"
#include "report/parallel.h"

static void write_row(const void *context, size_t index, buffer *part)
{
    const report_model *const model = context;
    page_write_row(model, model->by_rank[index], part);
}

static void write_section(const void *context, size_t index, buffer *part)
{
    const report_model *const model = context;
    page_write_series(model, model->by_place[index], index > 0 ? model->by_place[index - 1] : NULL, part);
}

static bool flush(buffer *b, output *out, upw_error *error)
{
    const bool is_well = output_write(out, buffer_text(b), error);
    buffer_empty(b);
    return is_well;
}

static bool write_html(const report_model *model, unsigned threads, output *out, upw_error *error)
{
    enum { FRAME_MAX = 64 << 20 };
    buffer frame;
    buffer_init(&frame, FRAME_MAX);
    page_begin(model, &frame);
    bool is_well = flush(&frame, out, error) && parallel_write(model->n_series, threads, write_row, model, out, error);
    if (is_well) {
        page_end_summary(model, &frame);
        is_well =
            flush(&frame, out, error) && parallel_write(model->n_series, threads, write_section, model, out, error);
    }
    if (is_well) {
        page_write_comparisons(model, &frame);
        is_well = flush(&frame, out, error);
    }
    if (is_well) {
        upw_arena arena;
        memory_init_arena(&arena);
        is_well = page_write_lights(model, &arena, &frame, error);
        upw_arena_clear(&arena);
    }
    if (is_well) {
        page_end(model, &frame);
        is_well = flush(&frame, out, error);
    }
    buffer_clear(&frame);
    return is_well;
}

static bool write_as(const report_model *model, unsigned threads, output *out, upw_error *error)
{
    switch (model->options->format) {
    case REPORT_CSV:
        return export_csv(model, threads, out, error);
    case REPORT_JSON:
        return export_json(model, threads, out, error);
    default:
        return write_html(model, threads, out, error);
    }
}

bool report_write(output *out, const series_table *table, const report_options *options, upw_error *error)
{
    if (table->n_series == 0)
        return upw_fail(error, UPW_BAD_INPUT, "there is no series to report on");
    const unsigned threads = parallel_count_threads(options->threads);
    upw_arena arenas[PARALLEL_MOST];
    for (unsigned i = 0; i < threads; i++)
        memory_init_arena(&arenas[i]);
    report_model model;
    const bool is_well = model_make(&model, table, options, arenas, threads, error) &&
                         write_as(&model, threads, out, error) &&
                         (options->charts == NULL || charts_write(&model, threads, error));
    for (unsigned i = 0; i < threads; i++)
        upw_arena_clear(&arenas[i]);
    return is_well;
}
