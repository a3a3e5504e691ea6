/* The population of an organisation, out of the indicators of the theme of needs: how it is now, how it was, and where
 * others lie. Context for the rest: nobody is judged by it, and nobody is ranked. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "services/measure/pages_series.h"
#include "services/services.h"

typedef struct need {
    const measure_indicator *about;
    const measure_entry *entry;
    period first_when;
    double first, last; /* the earliest figure that is there, and the latest */
    double low, high;
    size_t n_others; /* organisations with a latest figure, its own among them */
    report_reading reading;
} need;

/* ---- where all of them lie ---- */

typedef struct gathering {
    text own;
    need *out;
    double *latest;
    size_t n, room;
    upw_arena *arena;
} gathering;

static bool take_latest(void *context, const measure_series *s, upw_error *error)
{
    gathering *const g = context;
    size_t last = s->n, first = 0;
    (void)error;
    while (last > 0 && isnan(s->values[last - 1]))
        last--;
    while (first < last && isnan(s->values[first]))
        first++;
    if (last == 0)
        return true;
    if (g->n == g->room) {
        double *const larger = MEMORY_TAKE(g->arena, double, g->room = g->room > 0 ? 2 * g->room : 256);
        for (size_t i = 0; i < g->n; i++)
            larger[i] = g->latest[i];
        g->latest = larger;
    }
    g->latest[g->n++] = s->values[last - 1];
    if (text_equal(s->key.organisation, g->own)) {
        g->out->first_when = s->periods[first];
        g->out->first = s->values[first];
        g->out->last = s->values[last - 1];
    }
    return true;
}

static int compare_numbers(const void *a, const void *b)
{
    const double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

/* The value below which so many of them lie (type 7 of Hyndman and Fan, 1996). */
static double find_quantile(const double *sorted, size_t n, double share)
{
    const double at = share * (double)(n - 1);
    const size_t below = (size_t)floor(at);
    return below + 1 < n ? sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]) : sorted[n - 1];
}

static bool read_need(request *req, const organisation *place, need *out, upw_error *error)
{
    gathering g = { .own = place->id, .out = out, .arena = req->arena };
    analysis_wish wish = { .indicator = out->about, .place = place->name, .draws = READING_BRIEF | READING_SPARKLINE };
    bool found;
    out->first = out->last = NAN;
    if (!series_read_all(req->db, out->about->id, take_latest, &g, error) ||
        !series_find_last(req->db, out->about->id, &wish.last, &found, error))
        return false;
    out->n_others = g.n;
    if (g.n > 0) {
        qsort(g.latest, g.n, sizeof *g.latest, compare_numbers);
        out->low = find_quantile(g.latest, g.n, 0.25);
        out->high = find_quantile(g.latest, g.n, 0.75);
    }
    return analysis_read(req->db, services_of(req)->readings, out->entry, &wish, req->arena, &out->reading, error);
}

/* ---- the table ---- */

enum { FEW = 8 }; /* organisations: below, the middle half says nothing */

/* The number of decimals is the same for all figures of a row: as many as tell the organisations apart, and how it is
 * (one digit more) from how it was. */
static text write_value(const need *n, double value, upw_arena *arena)
{
    const unit u = unit_parse(n->about->unit);
    double apart = n->n_others >= FEW ? (n->high - n->low) / 4 : fabs(value) / 100;
    if (fabs(n->last - n->first) < apart) /* it has hardly moved: one more */
        apart /= 10;
    const int decimals = unit_choose_decimals(u, apart > 0 ? pow(10, floor(log10(apart) + 1e-9)) : apart);
    buffer b;
    buffer_init(&b, 200);
    unit_add_figure(&b, u, value, (unit_style){ .decimals = decimals, .keeps_zeros = true });
    return memory_keep(arena, &b);
}

static text write_first(const need *n, upw_arena *arena)
{
    return isnan(n->first) ? TEXT("[x]") : write_value(n, n->first, arena);
}

/* "3.0 % to 7.0 %", "410 to 530 per 1,000 people" */
static text write_middle(const need *n, upw_arena *arena)
{
    const unit u = unit_parse(n->about->unit);
    if (n->n_others < FEW)
        return TEXT("Too few have figures to say");
    return memory_format(arena, "%.*s to %.*s%s%.*s", TEXT_ARGS(write_value(n, n->low, arena)),
                         TEXT_ARGS(write_value(n, n->high, arena)), u.kind == UNIT_OTHER ? " " : "",
                         TEXT_ARGS(u.kind == UNIT_OTHER ? u.words : TEXT("")));
}

static void write_row(nhs_table *table, const need *n, const organisation *place, upw_arena *arena)
{
    nhs_begin_row(table);
    nhs_cell_link(table, measure_url(n->about->id, place, "", arena), n->about->name);
    measure_write_latest_cell(table, &n->reading);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    measure_sentence(table->h, write_first(n, arena));
    if (!isnan(n->first)) {
        html_literal(table->h, "<br>");
        html_element(table->h, "small", words_of_period(n->first_when, arena));
    }
    nhs_end_cell(table);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    measure_sentence(table->h, write_middle(n, arena));
    html_literal(table->h, "<br>");
    html_element(table->h, "small",
                 memory_format(arena, "of %zu organisation%s", n->n_others, n->n_others == 1 ? "" : "s"));
    nhs_end_cell(table);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    buffer_add(html_lend(table->h), n->reading.sparkline);
    nhs_end_cell(table);
    nhs_end_row(table);
}

static void write_table(html_writer *h, const need *all, size_t n, const organisation *place, upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Measure", 7 } },
                                          { .words = { "Latest", 6 } },
                                          { .words = { "At first", 8 } },
                                          { .words = { "Half of all lie between", 23 } },
                                          { .words = { "Over time", 9 } } };
    nhs_table table;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("The population and its needs"),
                                          .caption_is_hidden = true,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_summary = true });
    for (size_t i = 0; i < n; i++)
        write_row(&table, &all[i], place, arena);
    nhs_end_table(&table);
}

static void write_definitions(html_writer *h, const need *all, size_t n, upw_arena *arena)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What these measure"), .level = 2, .size = NHS_M });
    nhs_summary_row *const rows = MEMORY_TAKE(arena, nhs_summary_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = (nhs_summary_row){ .key = all[i].about->name,
                                     .value = all[i].about->source.len > 0
                                                  ? memory_format(arena, "%.*s Source: %.*s",
                                                                  TEXT_ARGS(all[i].about->definition),
                                                                  TEXT_ARGS(all[i].about->source))
                                                  : all[i].about->definition };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
}

bool measure_write_population(html_writer *h, request *req, const organisation *place, bool *has_any, upw_error *error)
{
    measure_indicators *const indicators = MEMORY_TAKE(req->arena, measure_indicators, 1);
    measure_entries *const entries = MEMORY_TAKE(req->arena, measure_entries, 1);
    size_t n = 0;
    if (!catalogue_list(req->db, req->arena, indicators, error) ||
        !series_list(req->db, TEXT(""), place->id, req->arena, entries, error))
        return false;
    need *const all = MEMORY_TAKE(req->arena, need, entries->n + 1);
    for (size_t i = 0; i < indicators->n; i++) { /* in the order of the catalogue */
        const measure_indicator *const about = &indicators->at[i];
        bool may = false;
        if (about->theme != THEME_NEEDS)
            continue;
        if (!measure_may_see(req, about, place->id, &may, error))
            return false;
        for (size_t k = 0; k < entries->n && may; k++) {
            if (!text_equal(entries->at[k].key.indicator, about->id))
                continue;
            all[n] = (need){ .about = about, .entry = &entries->at[k] };
            if (!read_need(req, place, &all[n++], error))
                return false;
        }
    }
    *has_any = n > 0;
    if (n > 0) {
        write_table(h, all, n, place, req->arena);
        write_definitions(h, all, n, req->arena);
    }
    return true;
}
