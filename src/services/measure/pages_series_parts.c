/* The numbers behind a chart, what it measures, and what people have said and decided about it. */
#include <math.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "services/measure/pages_series.h"

/* ---- cells of summaries ---- */

static text join(text words, text note, upw_arena *arena)
{
    return note.len == 0 ? words : memory_format(arena, "%.*s (%.*s)", TEXT_ARGS(words), TEXT_ARGS(note));
}

static void write_note(html_writer *h, text words)
{
    if (words.len == 0)
        return;
    html_literal(h, "<br>");
    html_open(h, "small");
    measure_sentence(h, words);
    html_close(h, "small");
}

void measure_write_latest_cell(nhs_table *table, const report_reading *r)
{
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    measure_sentence(table->h, r->words.latest_value.len > 0 ? r->words.latest_value : TEXT("Not available"));
    write_note(table->h, r->words.latest_period);
    write_note(table->h, r->words.latest_counts);
    nhs_end_cell(table);
}

void measure_write_icon_cells(nhs_table *table, const report_reading *r)
{
    upw_arena arena;
    memory_init_arena(&arena);
    nhs_begin_icon_cell(table);
    if (r->has_variation)
        chart_draw_variation_icon(html_lend(table->h), r->variation);
    nhs_end_icon_cell(table, join(r->variation_words, r->variation_note, &arena));
    nhs_begin_icon_cell(table);
    if (r->has_assurance)
        chart_draw_assurance_icon(html_lend(table->h), r->assurance);
    nhs_end_icon_cell(table, join(r->assurance_words, r->words.target, &arena));
    upw_arena_clear(&arena);
}

/* ---- numbers ---- */

static void write_stretches(html_writer *h, const report_reading *r)
{
    static const nhs_column columns[] = { { .words = { "Stretch", 7 } },
                                          { .words = { "Points", 6 }, .is_numeric = true },
                                          { .words = { "Mean", 4 }, .is_numeric = true },
                                          { .words = { "Lower limit", 11 }, .is_numeric = true },
                                          { .words = { "Upper limit", 11 }, .is_numeric = true } };
    nhs_table table;
    upw_arena arena;
    memory_init_arena(&arena);
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("Mean and limits"),
                                          .caption_size = NHS_S,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < r->n_stretches; i++) {
        const report_stretch *const s = &r->stretches[i];
        const text cells[] = { s->span, memory_format(&arena, "%zu", s->n), s->mean, s->lower, s->upper };
        nhs_begin_row(&table);
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            nhs_cell_text(&table, cells[k].len > 0 ? cells[k] : TEXT("[x]"));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    upw_arena_clear(&arena);
}

/* The columns that some point has something in. */
typedef enum point_column {
    POINT_PERIOD,
    POINT_VALUE,
    POINT_NUMBER,
    POINT_OUT_OF,
    POINT_AGREED,
    POINT_SIGNAL,
    POINT_NOTE,
    POINT_COLUMNS
} point_column;

static text get_cell(const report_point *p, point_column c, upw_arena *arena)
{
    const text cells[POINT_COLUMNS] = {
        [POINT_VALUE] = p->figure,  [POINT_NUMBER] = p->numerator, [POINT_OUT_OF] = p->denominator,
        [POINT_AGREED] = p->agreed, [POINT_SIGNAL] = p->signal,    [POINT_NOTE] = p->note
    };
    return c == POINT_PERIOD ? words_of_period_short(p->when, arena) : cells[c];
}

static void write_points(html_writer *h, const measure_view *v)
{
    static const nhs_column all[POINT_COLUMNS] = {
        [POINT_PERIOD] = { .words = { "Period", 6 }, .keeps_lines = true },
        [POINT_VALUE] = { .words = { "Value", 5 }, .is_numeric = true },
        [POINT_NUMBER] = { .words = { "Number", 6 }, .is_numeric = true },
        [POINT_OUT_OF] = { .words = { "Out of", 6 }, .is_numeric = true },
        [POINT_AGREED] = { .words = { "Agreed", 6 }, .is_numeric = true },
        [POINT_SIGNAL] = { .words = { "Signal", 6 } },
        [POINT_NOTE] = { .words = { "Note", 4 } },
    };
    const report_reading *const r = &v->reading;
    const bool has[POINT_COLUMNS] = { true, true, r->has_counts, r->has_counts, r->has_path, true, r->has_notes };
    nhs_column columns[POINT_COLUMNS];
    size_t n = 0;
    for (size_t c = 0; c < POINT_COLUMNS; c++)
        if (has[c])
            columns[n++] = all[c];
    nhs_table table;
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = memory_format(v->arena, "%.*s%s%.*s", TEXT_ARGS(r->name),
                                                       r->unit_words.len > 0 ? ", " : "", TEXT_ARGS(r->unit_words)),
                              .caption_size = NHS_S,
                              .columns = columns,
                              .n_columns = n,
                              .first_is_header = true,
                              .is_compact = true,
                              .is_responsive = true });
    for (size_t i = r->n; i-- > 0;) { /* the latest first */
        nhs_begin_row(&table);
        for (point_column c = 0; c < POINT_COLUMNS; c++)
            if (has[c])
                nhs_cell_text(&table, get_cell(&r->points[i], c, v->arena));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

void measure_write_numbers(html_writer *h, const measure_view *v)
{
    const report_reading *const r = &v->reading;
    if (r->ranges.len > 0) {
        nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("How much it moves from one to the next") });
        layout_begin_figure(h);
        buffer_add(html_lend(h), r->ranges);
        layout_end_figure(h);
        nhs_end_details(h);
    }
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("The numbers behind the chart") });
    write_stretches(h, r);
    write_points(h, v);
    nhs_paragraph(h, TEXT("[b] break in the series, [c] confidential, [x] not available, [z] not applicable"));
    nhs_end_details(h);
}

/* ---- what it measures ---- */

static text write_target(const measure_view *v, double target)
{
    return measure_write_value(v->reading.unit, target, v->arena);
}

static text write_agreement(const measure_view *v, text level, const measure_agreement *agreed)
{
    return memory_format(v->arena, "%.*s, agreed with %.*s on %.*s%s%.*s", TEXT_ARGS(level),
                         TEXT_ARGS(agreed->agreed_with), TEXT_ARGS(words_of_day(agreed->at_ms, v->arena)),
                         agreed->reason.len > 0 ? ": " : "", TEXT_ARGS(agreed->reason));
}

bool measure_write_definition(html_writer *h, const measure_view *v, upw_error *error)
{
    static const char *const better[UPW_IMPROVEMENT_COUNT] = { "Higher", "Lower", "Neither" };
    enum { ROWS = 11 };
    const measure_indicator *const i = &v->subject.about;
    const measure_key key = { i->id, v->subject.place.id };
    measure_target target;
    measure_plan plan;
    if (!targets_find(v->req->db, key, v->arena, &target, error) ||
        !plans_find_agreed(v->req->db, key, v->arena, &plan, error))
        return false;
    const nhs_summary_row all[ROWS] = {
        { TEXT("Definition"), i->definition },
        { TEXT("Number"), i->numerator },
        { TEXT("Out of"), i->denominator },
        { TEXT("Unit"), v->reading.unit_words },
        { TEXT("Better is"), text_of(better[i->improvement]) },
        { TEXT("Target agreed locally"), target.agreed.version > 0
                                             ? write_agreement(v, write_target(v, target.target), &target.agreed)
                                             : TEXT("None") },
        { TEXT("National target"), i->has_national_target ? write_target(v, i->national_target) : TEXT("None") },
        { TEXT("Path agreed locally"),
          plan.agreed.version > 0
              ? write_agreement(v, memory_format(v->arena, "To %.*s", TEXT_ARGS(write_target(v, plan.path.aim))),
                                &plan.agreed)
              : TEXT("None") },
        { TEXT("Theme"), text_of(measure_themes[i->theme].words) },
        { TEXT("Source"), i->source },
        { TEXT("Owner"), i->owner },
    };
    nhs_summary_row rows[ROWS];
    size_t n = 0;
    for (size_t k = 0; k < ROWS; k++)
        if (all[k].value.len > 0)
            rows[n++] = all[k];
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What this measures"), .level = 2, .size = NHS_M });
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
    return true;
}

/* ---- decisions and words ---- */

static void write_end(html_writer *h, const measure_view *v, const measure_rebase *d)
{
    if (!d->is_ended) {
        if (v->may_annotate) {
            html_words(h, " ");
            nhs_link(h,
                     memory_format(v->arena, "%.*s/%.*s/take-back",
                                   TEXT_ARGS(measure_subject_url(&v->subject, "/rebase", v->arena)), TEXT_ARGS(d->id)),
                     memory_format(v->arena, "Take back the decision of %.*s",
                                   TEXT_ARGS(words_of_period(d->from, v->arena))));
        }
        return;
    }
    html_words(h, " Taken back by ");
    html_text(h, measure_name_person(v->req, d->ended_by));
    html_words(h, " on ");
    html_text(h, words_of_day(d->ended_ms, v->arena));
    html_words(h, ": ");
    html_text(h, d->ended_reason);
}

bool measure_write_decisions(html_writer *h, const measure_view *v, upw_error *error)
{
    measure_rebases all;
    const measure_key key = { v->subject.about.id, v->subject.place.id };
    if (!rebases_list(v->req->db, key, v->arena, &all, error))
        return false;
    if (all.n == 0)
        return true;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Decisions on limits"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < all.n; i++) {
        const measure_rebase *const d = &all.at[i];
        html_open(h, "li");
        html_words(h, "From ");
        html_text(h, words_of_period(d->from, v->arena));
        html_words(h, ": ");
        html_text(h, d->reason);
        html_words(h, " Decided by ");
        html_text(h, measure_name_person(v->req, d->person));
        html_words(h, " on ");
        html_text(h, words_of_day(d->at_ms, v->arena));
        html_words(h, ".");
        write_end(h, v, d);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return true;
}

bool measure_write_annotations(html_writer *h, const measure_view *v, upw_error *error)
{
    measure_annotations all;
    const measure_key key = { v->subject.about.id, v->subject.place.id };
    if (!annotations_list(v->req->db, key, v->arena, &all, error))
        return false;
    if (all.n == 0)
        return true;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Words about points"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < all.n; i++) {
        const measure_annotation *const a = &all.at[i];
        html_open(h, "li");
        html_text(h, words_of_period(a->when, v->arena));
        html_words(h, ": ");
        html_text(h, a->words);
        html_words(h, " (");
        html_text(h, measure_name_person(v->req, a->person));
        html_words(h, ", ");
        html_text(h, words_of_day(a->at_ms, v->arena));
        html_words(h, ") ");
        if (v->may_annotate)
            nhs_link(
                h,
                memory_format(v->arena, "%.*s/%.*s",
                              TEXT_ARGS(measure_subject_url(&v->subject, "/annotations", v->arena)), TEXT_ARGS(a->id)),
                memory_format(v->arena, "Change the words about %.*s", TEXT_ARGS(words_of_period(a->when, v->arena))));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return true;
}

/* ---- what figures were before ---- */

static text write_was(const measure_view *v, const measure_figure *was)
{
    return isnan(was->value) ? TEXT("No value") : write_target(v, was->value);
}

bool measure_write_history(html_writer *h, const measure_view *v, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Figure of", 9 } },
                                          { .words = { "Was before", 10 }, .is_numeric = true },
                                          { .words = { "Changed on", 10 } },
                                          { .words = { "How", 3 } } };
    measure_histories all;
    nhs_table table;
    const measure_key key = { v->subject.about.id, v->subject.place.id };
    if (!series_read_history(v->req->db, key, v->arena, &all, error))
        return false;
    if (all.n == 0)
        return true;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Figures that were changed"), .level = 2, .size = NHS_M });
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("What figures were before, the latest change first"),
                                          .caption_size = NHS_S,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < all.n; i++) {
        const measure_history *const was = &all.at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, words_of_period(was->when, v->arena));
        nhs_cell_text(&table, write_was(v, &was->was));
        nhs_cell_text(&table, words_of_day(was->at_ms, v->arena));
        nhs_cell_text(&table, memory_format(v->arena, "%s %.*s", was->is_undo ? "A file was undone by" : "A file from",
                                            TEXT_ARGS(measure_name_person(v->req, was->person))));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}
