/* A file for each chart, and one that lists them. */
#include "report/charts_dir.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "base/output.h"
#include "report/page.h"
#include "report/parallel.h"

enum { PART_MAX = 48, SLUG_MAX = 128, FILE_MAX = 256 << 20 };

static const double PRINT_ZOOM = 2; /* sharp on a slide: 1,440 pixels wide */

/* Letters and digits in lower case, '-' for anything else: a name that every file system takes. */
static void add_slug(buffer *b, text words)
{
    const size_t start = b->len;
    bool is_pending = false;
    for (size_t i = 0; i < words.len && b->len < start + PART_MAX; i++) {
        const char c = words.at[i];
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (!is_upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
            is_pending = true;
            continue;
        }
        if (is_pending && b->len > start)
            buffer_add_char(b, '-');
        is_pending = false;
        buffer_add_char(b, is_upper ? (char)(c - 'A' + 'a') : c);
    }
}

/* The number makes it unique, and puts the files in the order of the table. */
static text name_file(const report_model *model, const report_series *s, upw_arena *arena)
{
    buffer slug;
    buffer_init(&slug, SLUG_MAX);
    add_slug(&slug, s->key.organisation);
    if (slug.len > 0)
        buffer_add_char(&slug, '-');
    add_slug(&slug, s->name);
    if (slug.len > 0 && slug.at[slug.len - 1] == '-')
        slug.len--; /* a name without a letter that file systems agree on */
    const text name = memory_format(arena, "%04zu%s%.*s.%s", s->number, slug.len > 0 ? "-" : "",
                                    TEXT_ARGS(buffer_text(&slug)), model->options->charts_as_png ? "png" : "svg");
    buffer_clear(&slug);
    return name;
}

static bool write_file(const char *folder, text name, text bytes, upw_arena *arena, upw_error *error)
{
    const text path = memory_format(arena, "%s/%.*s", folder, TEXT_ARGS(name));
    output *const out = output_open(path.at, error);
    if (out == NULL)
        return false;
    if (!output_write(out, bytes, error)) {
        output_abandon(out);
        return false;
    }
    return output_commit(out, error);
}

static bool write_chart(void *context, size_t index, unsigned worker, upw_error *error)
{
    (void)worker;
    const report_model *const model = context;
    const report_series *const s = &model->series[index];
    upw_arena scratch;
    memory_init_arena(&scratch);
    buffer svg, png;
    buffer_init(&svg, FILE_MAX);
    buffer_init(&png, FILE_MAX);
    chart_begin_file(&svg);
    const chart c = page_make_chart(s, TEXT("chart"), &scratch);
    chart_draw(&svg, &c);
    const bool is_png = model->options->charts_as_png;
    const bool is_well = (!is_png || chart_convert(buffer_text(&svg), "png", PRINT_ZOOM, &png, error)) &&
                         write_file(model->options->charts_dir, name_file(model, s, &scratch),
                                    buffer_text(is_png ? &png : &svg), &scratch, error);
    buffer_clear(&png);
    buffer_clear(&svg);
    upw_arena_clear(&scratch);
    return is_well;
}

static bool write_index(const report_model *model, upw_error *error)
{
    static const char *const header[] = { "file", "series_id", "indicator", "organisation", "title", "sentence" };
    upw_arena scratch;
    memory_init_arena(&scratch);
    buffer b;
    buffer_init(&b, FILE_MAX);
    csv_out csv = { .out = &b };
    for (size_t i = 0; i < sizeof header / sizeof header[0]; i++)
        csv_add_text(&csv, text_of(header[i]));
    csv_end_row(&csv);
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = &model->series[i];
        csv_add_text(&csv, name_file(model, s, &scratch));
        csv_add_text(&csv, s->key.id);
        csv_add_text(&csv, s->key.indicator);
        csv_add_text(&csv, s->key.organisation);
        csv_add_text(&csv, memory_format(&scratch, "%.*s: %.*s", TEXT_ARGS(s->name), TEXT_ARGS(s->words.finding)));
        csv_add_text(
            &csv, memory_format(&scratch, "%.*s %.*s", TEXT_ARGS(s->words.variation), TEXT_ARGS(s->words.assurance)));
        csv_end_row(&csv);
    }
    const bool is_well = write_file(model->options->charts_dir, TEXT("charts.csv"), buffer_text(&b), &scratch, error);
    buffer_clear(&b);
    upw_arena_clear(&scratch);
    return is_well;
}

bool charts_write(const report_model *model, unsigned threads, upw_error *error)
{
    const char *const folder = model->options->charts_dir;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return upw_fail(error, UPW_IO_FAILED, "cannot make the folder %s: %s", folder, strerror(errno));
    report_model shared = *model;
    return parallel_each(model->n_series, threads, write_chart, &shared, error) && write_index(model, error);
}
