/* All tables of the report, one after another; and the figures that several of them need. */
#include "services/appraise/report_tables.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"

enum { TABLES_MAX = 40 };

/* ---- what bodies and people say, as scores ---- */

/* The mean of the items of a theme when at least half of them have a view. */
static double find_theme_score(const report_items *items, size_t theme, const double *values)
{
    size_t n = 0, n_views = 0;
    double sum = 0;
    for (size_t i = 0; i < items->n; i++) {
        if (items->at[i].theme != theme)
            continue;
        n++;
        if (!isnan(values[i])) {
            sum += values[i];
            n_views++;
        }
    }
    return n_views > 0 && 2 * n_views >= n ? sum / (double)n_views : NAN;
}

static void find_signed(report_work *w)
{
    const report_facts *const f = w->facts;
    const size_t n = w->items->n;
    w->signed_items = MEMORY_TAKE(w->arena, double, w->n_bodies *n + 1);
    w->signed_themes = MEMORY_TAKE(w->arena, double, w->n_bodies * w->items->n_themes + 1);
    for (size_t b = 0; b < w->n_bodies; b++) {
        const bool is_returned = f->bodies[b].standing == REPORT_RETURNED;
        double *const values = &w->signed_items[b * n];
        w->n_returned += is_returned;
        for (size_t i = 0; i < n; i++) {
            const uint8_t given = is_returned && f->signed_scores != NULL ? f->signed_scores[b * n + i] : 0;
            values[i] = given >= 1 && given <= 5 ? upw_score_value(given, w->items->at[i].question->is_negative) : NAN;
        }
        for (size_t t = 0; t < w->items->n_themes; t++)
            w->signed_themes[t * w->n_bodies + b] = find_theme_score(w->items, t, values);
    }
}

static void find_people(report_work *w)
{
    w->people_themes = MEMORY_TAKE(w->arena, double, w->n_bodies * w->items->n_themes + 1);
    w->answered = MEMORY_TAKE(w->arena, int64_t, w->n_bodies);
    for (size_t b = 0; b < w->n_bodies; b++) {
        w->answered[b] = w->count->score.people[b];
        w->n_answered += w->answered[b];
        w->n_invited += w->facts->bodies[b].n_invited;
        for (size_t t = 0; t < w->items->n_themes; t++) {
            const upw_score_sums sums = upw_score_find_sums(&w->count->score, b, t);
            w->people_themes[t * w->n_bodies + b] = upw_score_sums_mean(&sums);
        }
    }
}

double report_mean_of_bodies(const report_work *w, const double *scores)
{
    upw_score_sums sums = { 0 };
    for (size_t b = 0; b < w->n_bodies; b++)
        if (!isnan(scores[b]))
            upw_score_sums_add(&sums, scores[b]);
    return upw_score_sums_mean(&sums);
}

/* ---- tables ---- */

report_table *report_begin(report_work *w, const char *name, int chapter, const char *title,
                           const report_column_made *columns, size_t n_columns)
{
    assert(w->out->n < TABLES_MAX);
    report_table *const t = &w->out->at[w->out->n++];
    report_table_begin(t, name, chapter, title, columns, n_columns, w->arena);
    return t;
}

void report_hide(report_work *w, report_table *t, text row, int rule)
{
    report_hiddens *const all = &w->out->hidden;
    if (all->n == all->room) {
        const size_t room = all->room > 0 ? 2 * all->room : 64;
        report_hidden *const at = MEMORY_TAKE(w->arena, report_hidden, room);
        if (all->n > 0)
            memcpy(at, all->at, all->n * sizeof *at);
        all->at = at;
        all->room = room;
    }
    all->at[all->n++] = (report_hidden){ t->name, row, t->columns[t->n_cells % t->n_columns].name, rule };
    report_add_mark(t, REPORT_CONFIDENTIAL);
}

void report_add_signed(report_work *w, report_table *t, double number)
{
    if (w->out->is_thin)
        report_add_mark(t, REPORT_LOW);
    else
        report_add_number(t, number);
}

const report_table *report_tables_find(const report_tables *all, text name)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_equal(all->at[i].name, name))
            return &all->at[i];
    return NULL;
}

/* ---- words ---- */

text report_score_words(double score, upw_arena *arena)
{
    return memory_format(arena, "%.1f", score + 0.0);
}

text report_count_words(int64_t n, const char *one, const char *many, upw_arena *arena)
{
    buffer out;
    buffer_init(&out, 200);
    const report_column count = { .kind = REPORT_COUNT };
    buffer_add(&out, report_print_cell(&count, &(report_cell){ .number = (double)n }, false, arena));
    buffer_add_format(&out, " %s", n == 1 ? one : many);
    return memory_keep(arena, &out);
}

text report_about_words(const report_work *w, question_target target)
{
    const text your = TEXT("your "), label = w->facts->office_label;
    if (target == TARGET_NATIONAL)
        return w->facts->board_label;
    return text_starts_with(label, your) /* it is a body's word for it; readers of the report have none */
               ? memory_format(w->arena, "their %.*s", (int)(label.len - your.len), label.at + your.len)
               : label;
}

text report_question_words(const report_work *w, const report_item *item)
{
    const appraise_round labels = { .board_label = w->facts->board_label, .office_label = w->facts->office_label };
    return question_words(item->question, &labels, item->target, w->arena);
}

/* ---- all ---- */

/* T0 is made of the others and stands before them. */
static void put_last_first(report_tables *all)
{
    const report_table last = all->at[all->n - 1];
    memmove(all->at + 1, all->at, (all->n - 1) * sizeof *all->at);
    all->at[0] = last;
}

bool report_tables_make(report_count *count, report_tables *out, upw_error *error)
{
    *out = (report_tables){ .at = MEMORY_TAKE(count->arena, report_table, TABLES_MAX), .items = &count->items };
    report_work w = { .count = count,
                      .facts = count->facts,
                      .items = &count->items,
                      .arena = count->arena,
                      .least = count->least,
                      .n_bodies = count->facts->n_bodies,
                      .n_offices = count->facts->n_offices,
                      .out = out };
    if (!report_count_flush(count, error))
        return false;
    find_signed(&w);
    find_people(&w);
    out->is_thin = 2 * w.n_returned < w.n_bodies;
    const bool is_made =
        report_hide_answered(&w, error) && report_make_taking_part(&w, error) && report_make_themes(&w, error) &&
        report_make_questions(&w, "T2.2", "Every question about the board: what people answered and bodies signed",
                              TARGET_NATIONAL, error) &&
        report_make_offices(&w, error) && report_make_gaps(&w, error) && report_make_change(&w, error) &&
        report_make_history(&w, error) && report_make_topics(&w, error) && report_make_obstacles(&w, error) &&
        report_make_promises(&w, error) && report_make_front(&w, error);
    if (is_made)
        put_last_first(out);
    return is_made;
}
