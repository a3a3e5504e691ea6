/* One report: analyse every series, then write it in the form that was asked for. */
#include "report/report.h"

#include "base/memory.h"
#include "report/charts_dir.h"
#include "report/export.h"
#include "report/model.h"
#include "report/page.h"
#include "report/parallel.h"

/* The series in the order of the sections: organisation by organisation, as they first appear in the table. */
static const report_series **sort_by_place(const report_model *model, upw_arena *arena)
{
    size_t *const at = MEMORY_TAKE(arena, size_t, model->n_organisations + 2);
    for (size_t i = 0; i < model->n_series; i++)
        at[model->series[i].organisation_number + 1]++;
    for (size_t i = 1; i < model->n_organisations + 2; i++)
        at[i] += at[i - 1];
    const report_series **const by_place = MEMORY_TAKE(arena, const report_series *, model->n_series);
    for (size_t i = 0; i < model->n_series; i++)
        by_place[at[model->series[i].organisation_number]++] = &model->series[i];
    return by_place;
}

typedef struct pages {
    const report_model *model;
    const report_series **by_place;
} pages;

static void write_row(const void *context, size_t index, buffer *part)
{
    const pages *const p = context;
    page_write_row(p->model, p->model->by_rank[index], part);
}

static void write_section(const void *context, size_t index, buffer *part)
{
    const pages *const p = context;
    page_write_series(p->model, p->by_place[index], index > 0 ? p->by_place[index - 1] : NULL, part);
}

static bool flush(buffer *b, output *out, upw_error *error)
{
    const bool is_well = output_write(out, buffer_text(b), error);
    buffer_empty(b);
    return is_well;
}

static bool write_html(const report_model *model, unsigned threads, upw_arena *arena, output *out, upw_error *error)
{
    enum { FRAME_MAX = 64 << 20 };
    const pages p = { model, sort_by_place(model, arena) };
    buffer frame;
    buffer_init(&frame, FRAME_MAX);
    page_begin(model, &frame);
    bool is_well = flush(&frame, out, error) && parallel_write(model->n_series, threads, write_row, &p, out, error);
    if (is_well) {
        page_end_summary(model, &frame);
        is_well = flush(&frame, out, error) && parallel_write(model->n_series, threads, write_section, &p, out, error);
    }
    if (is_well) {
        page_end(model, &frame);
        is_well = flush(&frame, out, error);
    }
    buffer_clear(&frame);
    return is_well;
}

static bool write_as(const report_model *model, unsigned threads, upw_arena *arena, output *out, upw_error *error)
{
    switch (model->options->format) {
    case REPORT_CSV:
        return export_csv(model, threads, out, error);
    case REPORT_JSON:
        return export_json(model, threads, out, error);
    default:
        return write_html(model, threads, arena, out, error);
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
                         write_as(&model, threads, &arenas[0], out, error) &&
                         (options->charts_dir == NULL || charts_write(&model, threads, error));
    for (unsigned i = 0; i < threads; i++)
        upw_arena_clear(&arenas[i]);
    return is_well;
}
