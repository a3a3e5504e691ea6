/* The charts of one organisation, theme by theme, for its own page. */
#include "services/measure/place_summary.h"

#include <stdlib.h>

#include "base/memory.h"
#include "services/measure/annotations.h"
#include "services/measure/pages_series.h"
#include "services/services.h"

typedef struct chart_row {
    const measure_indicator *about;
    report_reading reading;
} chart_row;

typedef struct chart_rows {
    chart_row *at;
    size_t n;
} chart_rows;

static bool add_row(request *req, const organisation *place, const measure_indicator *about, const measure_entry *entry,
                    chart_rows *out, upw_error *error)
{
    bool may = false, found;
    analysis_wish wish = { .indicator = about, .place = place->name, .draws = READING_BRIEF | READING_SPARKLINE };
    if (!measure_may_see(req, about, place->id, &may, error))
        return false;
    if (!may)
        return true;
    out->at[out->n].about = about;
    return series_find_last(req->db, about->id, &wish.last, &found, error) &&
           analysis_read(req->db, services_of(req)->readings, entry, &wish, req->arena, &out->at[out->n++].reading,
                         error);
}

/* Exceptions first. */
static int compare(const void *a, const void *b)
{
    const chart_row *const one = a, *const other = b;
    return one->reading.rank != other->reading.rank
               ? (one->reading.rank > other->reading.rank) - (one->reading.rank < other->reading.rank)
               : text_compare(one->about->name, other->about->name);
}

static bool gather(request *req, const organisation *place, chart_rows *out, upw_error *error)
{
    measure_indicators *const indicators = MEMORY_TAKE(req->arena, measure_indicators, 1);
    measure_entries entries;
    if (!catalogue_list(req->db, req->arena, indicators, error) ||
        !series_list(req->db, TEXT(""), place->id, req->arena, &entries, error))
        return false;
    *out = (chart_rows){ MEMORY_TAKE(req->arena, chart_row, entries.n + 1), 0 };
    for (size_t i = 0; i < entries.n; i++) {
        const measure_indicator *const about = catalogue_look_up(indicators, entries.at[i].key.indicator);
        if (about != NULL && !add_row(req, place, about, &entries.at[i], out, error))
            return false;
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, compare);
    return true;
}

static size_t count_theme(const chart_rows *all, measure_theme theme)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        n += all->at[i].about->theme == theme;
    return n;
}

static void write_row(nhs_table *table, const chart_row *row, const organisation *place, upw_arena *arena)
{
    nhs_begin_row(table);
    nhs_cell_link(table, measure_url(row->about->id, place, "", arena), row->about->name);
    measure_write_latest_cell(table, &row->reading);
    measure_write_icon_cells(table, &row->reading);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    buffer_add(html_lend(table->h), row->reading.sparkline);
    nhs_end_cell(table);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    measure_sentence(table->h, row->reading.words.variation);
    nhs_end_cell(table);
    nhs_end_row(table);
}

static void write_theme(html_writer *h, const chart_rows *all, measure_theme theme, const organisation *place,
                        upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Measure", 7 } },   { .words = { "Latest", 6 } },
                                          { .words = { "Change", 6 } },    { .words = { "Target", 6 } },
                                          { .words = { "Over time", 9 } }, { .words = { "What it says", 12 } } };
    nhs_table table;
    if (count_theme(all, theme) == 0)
        return;
    nhs_heading(h, &(nhs_heading_options){ .words = text_of(measure_themes[theme].words), .level = 2, .size = NHS_M });
    if (theme == THEME_NEEDS)
        nhs_paragraph(h, TEXT("What the population needs, for those who read the rest. Nobody is judged by it."));
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = text_of(measure_themes[theme].words),
                                          .caption_is_hidden = true,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_summary = true });
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].about->theme == theme)
            write_row(&table, &all->at[i], place, arena);
    nhs_end_table(&table);
}

/* Steps that the engine saw and nobody has decided about: people decide, on the page of the chart. */
static void write_decisions(html_writer *h, const chart_rows *all, const organisation *place, upw_arena *arena)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const chart_row *const row = &all->at[i];
        if (row->reading.words.proposals_note.len == 0)
            continue;
        if (n++ == 0) {
            nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Next decisions"), .level = 2, .size = NHS_M });
            nhs_begin_list(h, false);
        }
        html_open(h, "li");
        nhs_link(h, measure_url(row->about->id, place, "", arena), row->about->name);
        html_words(h, ": a step change may have happened; whether limits start anew is not decided");
        html_close(h, "li");
    }
    if (n > 0)
        nhs_end_list(h, false);
}

static bool write_notes(html_writer *h, request *req, const chart_rows *all, const organisation *place,
                        upw_error *error)
{
    measure_annotations notes;
    if (!annotations_list_latest(req->db, place->id, req->arena, &notes, error))
        return false;
    if (notes.n == 0)
        return true;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Notes"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < notes.n; i++) {
        const measure_annotation *const a = &notes.at[i];
        text name = a->key.indicator;
        for (size_t k = 0; k < all->n; k++)
            if (text_equal(all->at[k].about->id, name))
                name = all->at[k].about->name;
        html_open(h, "li");
        nhs_link(h, measure_url(a->key.indicator, place, "", req->arena), name);
        html_text(h, memory_format(req->arena, ", %.*s: %.*s", TEXT_ARGS(words_of_period(a->when, req->arena)),
                                   TEXT_ARGS(a->words)));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return true;
}

bool measure_write_place(html_writer *h, request *req, const organisation *place, bool *has_any, upw_error *error)
{
    chart_rows all;
    if (!gather(req, place, &all, error))
        return false;
    for (measure_theme t = 0; t < THEME_COUNT; t++)
        write_theme(h, &all, t, place, req->arena);
    *has_any = all.n > 0;
    write_decisions(h, &all, place, req->arena);
    return write_notes(h, req, &all, place, error);
}
