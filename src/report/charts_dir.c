/* A file for each chart, and one that lists them. */
#include "report/charts_dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "base/output.h"
#include "report/page.h"
#include "report/parallel.h"

#define INDEX "charts.csv"
#define INDEX_START "file,series_id,indicator,organisation,title,sentence"

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

static const char *find_format(const report_model *model)
{
    return model->options->charts_format != NULL ? model->options->charts_format : "svg";
}

/* The number makes it unique, and puts the files in the order of the table. */
static text name_file(const report_model *model, size_t number, text place, text measure, upw_arena *arena)
{
    buffer slug;
    buffer_init(&slug, SLUG_MAX);
    add_slug(&slug, place);
    if (slug.len > 0)
        buffer_add_char(&slug, '-');
    add_slug(&slug, measure);
    if (slug.len > 0 && slug.at[slug.len - 1] == '-')
        slug.len--; /* a name without a letter that file systems agree on */
    const text name = memory_format(arena, "%04zu%s%.*s.%s", number, slug.len > 0 ? "-" : "",
                                    TEXT_ARGS(buffer_text(&slug)), find_format(model));
    buffer_clear(&slug);
    return name;
}

/* The drawing as the file that was asked for. */
static bool add_picture(const report_model *model, text name, const buffer *svg, upw_error *error)
{
    const char *const format = find_format(model);
    if (strcmp(format, "svg") == 0)
        return output_set_add(model->options->charts, name, buffer_text(svg), error);
    buffer converted;
    buffer_init(&converted, FILE_MAX);
    const bool is_well = chart_convert(buffer_text(svg), format, PRINT_ZOOM, &converted, error) &&
                         output_set_add(model->options->charts, name, buffer_text(&converted), error);
    buffer_clear(&converted);
    return is_well;
}

static bool write_chart(void *context, size_t index, unsigned worker, upw_error *error)
{
    (void)worker;
    const report_model *const model = context;
    const report_series *const s = &model->series[index];
    upw_arena scratch;
    memory_init_arena(&scratch);
    buffer svg;
    buffer_init(&svg, FILE_MAX);
    chart_begin_file(&svg);
    const chart c = page_make_chart(s, TEXT("chart"), &scratch);
    chart_draw(&svg, &c);
    const bool is_well =
        add_picture(model, name_file(model, s->number, s->key.organisation, s->name, &scratch), &svg, error);
    buffer_clear(&svg);
    upw_arena_clear(&scratch);
    return is_well;
}

/* ---- one measure in several places ---- */

/* The same measure side by side: as many places as can still be compared by eye. */
enum { PLACES_MIN = 2, PLACES_MAX = 40, PLACES_A_ROW = 4 };

typedef struct place {
    const report_series *series;
} place;

typedef struct measure {
    const place *places; /* in the order of the table */
    size_t n;
    size_t number; /* of its file */
} measure;

typedef struct measures {
    const report_model *model;
    measure *items;
    size_t n;
} measures;

static int compare_texts(text a, text b)
{
    const int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_measures(const void *a, const void *b)
{
    const report_series *const left = ((const place *)a)->series, *const right = ((const place *)b)->series;
    const int order = compare_texts(left->key.indicator, right->key.indicator);
    return order != 0 ? order : (left->number > right->number) - (left->number < right->number);
}

static measures find_measures(const report_model *model, upw_arena *arena)
{
    place *const sorted = MEMORY_TAKE(arena, place, model->n_series + 1);
    for (size_t i = 0; i < model->n_series; i++)
        sorted[i].series = &model->series[i];
    qsort(sorted, model->n_series, sizeof *sorted, compare_measures);
    measures found = { .model = model, .items = MEMORY_TAKE(arena, measure, model->n_series / PLACES_MIN + 1) };
    for (size_t i = 0, end; i < model->n_series; i = end) {
        for (end = i + 1; end < model->n_series; end++)
            if (!text_equal(sorted[end].series->key.indicator, sorted[i].series->key.indicator))
                break;
        if (end - i < PLACES_MIN || end - i > PLACES_MAX || model->n_organisations == 0)
            continue;
        found.items[found.n] = (measure){ sorted + i, end - i, model->n_series + found.n + 1 };
        found.n++;
    }
    return found;
}

static text name_measure_file(const report_model *model, const measure *m, upw_arena *arena)
{
    return name_file(model, m->number, TEXT("side-by-side"), m->places[0].series->name, arena);
}

static text title_measure(const measure *m, upw_arena *arena)
{
    return memory_format(arena, "%.*s in %zu places, on one scale", TEXT_ARGS(m->places[0].series->name), m->n);
}

static bool write_measure(void *context, size_t index, unsigned worker, upw_error *error)
{
    (void)worker;
    const measures *const all = context;
    const measure *const m = &all->items[index];
    upw_arena scratch;
    memory_init_arena(&scratch);
    chart *const charts = MEMORY_TAKE(&scratch, chart, m->n);
    for (size_t i = 0; i < m->n; i++) {
        charts[i] = page_make_chart(m->places[i].series, memory_format(&scratch, "chart-%zu", i + 1), &scratch);
        charts[i].title = m->places[i].series->key.organisation;
        charts[i].subtitle = m->places[i].series->words.finding;
    }
    buffer svg;
    buffer_init(&svg, FILE_MAX);
    chart_begin_file(&svg);
    chart_draw_multiples(&svg, title_measure(m, &scratch), charts, m->n, PLACES_A_ROW, true);
    const bool is_well = add_picture(all->model, name_measure_file(all->model, m, &scratch), &svg, error);
    buffer_clear(&svg);
    upw_arena_clear(&scratch);
    return is_well;
}

static bool write_index(const report_model *model, const measures *side_by_side, upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    buffer b;
    buffer_init(&b, FILE_MAX);
    csv_out csv = { .out = &b };
    buffer_add_literal(&b, INDEX_START ",profile\n");
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = &model->series[i];
        csv_add_text(&csv, name_file(model, s->number, s->key.organisation, s->name, &scratch));
        csv_add_text(&csv, s->key.id);
        csv_add_text(&csv, s->key.indicator);
        csv_add_text(&csv, s->key.organisation);
        csv_add_text(&csv, memory_format(&scratch, "%.*s: %.*s", TEXT_ARGS(s->name), TEXT_ARGS(s->words.finding)));
        csv_add_text(
            &csv, memory_format(&scratch, "%.*s %.*s", TEXT_ARGS(s->words.variation), TEXT_ARGS(s->words.assurance)));
        csv_add_text(&csv, text_of(upw_profile_text(model->options->profile)));
        csv_end_row(&csv);
    }
    for (size_t i = 0; i < side_by_side->n; i++) {
        const measure *const m = &side_by_side->items[i];
        const text cells[] = { name_measure_file(model, m, &scratch),
                               TEXT(""),
                               m->places[0].series->key.indicator,
                               TEXT(""),
                               title_measure(m, &scratch),
                               TEXT(""),
                               text_of(upw_profile_text(model->options->profile)) };
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            csv_add_text(&csv, cells[k]);
        csv_end_row(&csv);
    }
    const bool is_well = output_set_add(model->options->charts, TEXT(INDEX), buffer_text(&b), error);
    buffer_clear(&b);
    upw_arena_clear(&scratch);
    return is_well;
}

/* ---- charts of an earlier run ---- */

/* "0017-northmoor-waits.svg": as name_file makes them, so never anything outside the folder. */
static bool is_chart_name(text name)
{
    size_t digits = 0;
    while (digits < name.len && name.at[digits] >= '0' && name.at[digits] <= '9')
        digits++;
    for (size_t i = digits; i + 4 < name.len; i++)
        if (name.at[i] != '-' && !(name.at[i] >= 'a' && name.at[i] <= 'z') && !(name.at[i] >= '0' && name.at[i] <= '9'))
            return false;
    if (digits < 4 || name.len < digits + 4)
        return false;
    const text ending = { name.at + name.len - 4, 4 };
    return text_equal(ending, TEXT(".svg")) || text_equal(ending, TEXT(".png")) || text_equal(ending, TEXT(".pdf"));
}

/* The first field of each row. Those of ours need no quotes; quoted line breaks in others are passed over. */
static void replace_charts_of(text index, output_set *charts)
{
    bool is_quoted = false, is_start = true;
    for (size_t i = 0; i < index.len; i++) {
        size_t end = i;
        while (is_start && end < index.len && index.at[end] != ',' && index.at[end] != '\n')
            end++;
        const text name = { index.at + i, end - i };
        if (is_start && is_chart_name(name))
            output_set_replace(charts, name);
        is_quoted ^= index.at[i] == '"';
        is_start = index.at[i] == '\n' && !is_quoted;
    }
}

static bool read_file(const char *path, buffer *out)
{
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return false;
    char chunk[4096];
    for (size_t n; out->len < FILE_MAX - sizeof chunk && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buffer_add(out, (text){ chunk, n });
    fclose(file);
    return true;
}

static bool replace_earlier(output_set *charts, upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    buffer b;
    buffer_init(&b, FILE_MAX);
    const text path = memory_format(&scratch, "%s/" INDEX, output_set_folder(charts));
    struct stat now;
    bool is_well = true;
    if (stat(path.at, &now) == 0 && S_ISREG(now.st_mode) && !output_is_spared(&now) && read_file(path.at, &b)) {
        const text start = { b.at, b.len < strlen(INDEX_START) ? b.len : strlen(INDEX_START) };
        is_well =
            text_equal(start, TEXT(INDEX_START)) ||
            upw_fail(error, UPW_BAD_USAGE,
                     "%.200s stands there and is no list of charts that Upward made; name another folder", path.at);
        if (is_well)
            replace_charts_of(buffer_text(&b), charts);
    }
    buffer_clear(&b);
    upw_arena_clear(&scratch);
    return is_well;
}

bool charts_write(const report_model *model, unsigned threads, upw_error *error)
{
    report_model shared = *model;
    upw_arena arena;
    memory_init_arena(&arena);
    measures side_by_side = find_measures(model, &arena);
    const bool is_well = replace_earlier(model->options->charts, error) &&
                         parallel_each(model->n_series, threads, write_chart, &shared, error) &&
                         parallel_each(side_by_side.n, threads, write_measure, &side_by_side, error) &&
                         write_index(model, &side_by_side, error);
    upw_arena_clear(&arena);
    return is_well;
}
