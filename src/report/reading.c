/* One series for pages: the model of the report, put into words and pictures one by one. */
#include "report/reading.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "report/page.h"
#include "report/path_stages.h"
#include "report/words.h"

enum { PICTURE_MAX = 8 << 20 };

/* What was written into the buffer, kept in the arena; the buffer is empty again. */
static text take(buffer *b, upw_arena *arena)
{
    const text words = memory_copy_text(arena, buffer_text(b));
    buffer_empty(b);
    return words;
}

/* ---- figures ---- */

static text write_count(buffer *b, double count, upw_arena *arena)
{
    enum { COUNT_DECIMALS = 2 };
    if (!isnan(count))
        number_add_rounded(b, count, COUNT_DECIMALS, true);
    return take(b, arena);
}

static text write_level(buffer *b, const report_series *s, double level, upw_arena *arena)
{
    if (!isnan(level))
        words_add_value_short(b, s, level);
    return take(b, arena);
}

static text write_limit(buffer *b, const report_series *s, double limit, upw_arena *arena)
{
    if (!isnan(limit))
        words_add_limit(b, s, limit);
    return take(b, arena);
}

/* Of the path at this period; NaN where it has none. */
static double find_agreed(const report_series *s, period when)
{
    int64_t n;
    if (s->path == NULL || !path_find_position(&s->path->calendar, when, &n) || n < 1 || n > (int64_t)s->path->series.n)
        return NAN;
    return s->path->points[n - 1].plan;
}

static void write_point(buffer *b, const report_series *s, size_t i, upw_arena *arena, report_point *out)
{
    *out = (report_point){ .when = s->periods[i] };
    if (isnan(s->values[i]))
        out->figure = text_of(page_gap_symbol(s, i));
    else
        out->figure = write_level(b, s, s->values[i], arena);
    out->numerator = s->numerators != NULL ? write_count(b, s->numerators[i], arena) : TEXT("");
    out->denominator = s->denominators != NULL ? write_count(b, s->denominators[i], arena) : TEXT("");
    page_add_signal(b, s, i);
    out->signal = take(b, arena);
    out->note = s->annotations != NULL ? memory_copy_text(arena, s->annotations[i]) : TEXT("");
    out->agreed = write_level(b, s, find_agreed(s, s->periods[i]), arena);
    out->range = path_write_range(s, s->periods[i], arena);
}

static void write_points(buffer *b, const report_series *s, upw_arena *arena, report_reading *out)
{
    report_point *const points = MEMORY_TAKE(arena, report_point, s->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        write_point(b, s, i, arena, &points[i]);
        out->has_counts |= points[i].numerator.len > 0 && points[i].denominator.len > 0;
        out->has_notes |= points[i].note.len > 0;
    }
    out->points = points;
    out->n = s->n;
}

static void write_stretches(buffer *b, const report_series *s, upw_arena *arena, report_reading *out)
{
    report_stretch *const stretches = MEMORY_TAKE(arena, report_stretch, s->n_phases);
    out->n_stretches = s->n > 0 ? s->n_phases : 0;
    for (size_t i = 0; i < out->n_stretches; i++) {
        const upw_xmr_phase *const phase = &s->phases[i];
        words_add_span(b, s, phase->start, phase->start + phase->n - 1);
        stretches[i].span = take(b, arena);
        stretches[i].n = phase->n;
        stretches[i].mean = write_level(b, s, phase->mean, arena);
        stretches[i].lower = write_limit(b, s, phase->lpl, arena);
        stretches[i].upper = write_limit(b, s, phase->upl, arena);
    }
    out->stretches = stretches;
}

static void write_stages(const report_series *s, upw_arena *arena, report_reading *out)
{
    if (s->path == NULL)
        return;
    text *const stages = MEMORY_TAKE(arena, text, PATH_STAGES_MAX);
    out->n_path_stages = path_write_stages(s, arena, stages);
    out->path_stages = stages;
}

/* ---- pictures ---- */

static void draw_path(buffer *b, const report_series *s, text id, upw_arena *arena, report_reading *out)
{
    if (s->path == NULL)
        return;
    const upw_trajectory_verdict verdict = s->path->judgement.verdict;
    const path_marks marks = { .finding = path_finding(verdict),
                               .verdict = verdict == UPW_TRAJECTORY_TOO_EARLY ? "too early to tell"
                                                                              : upw_trajectory_verdict_text(verdict),
                               .name = s->name,
                               .description = s->words.path,
                               .id = memory_format(arena, "%.*s-path", TEXT_ARGS(id)) };
    const chart_trajectory it = path_make_chart(s->path, &marks, arena);
    chart_draw_trajectory_for_page(b, &it);
    out->path_chart = take(b, arena);
}

static void draw(buffer *b, const report_series *s, const reading_wish *wish, upw_arena *arena, report_reading *out)
{
    const text id = wish->id.len > 0 ? wish->id : TEXT("chart");
    if (s->n == 0)
        return;
    const chart c = page_make_chart(s, id, arena);
    if (wish->draws & READING_CHART) {
        chart_draw_for_page(b, &c);
        out->chart = take(b, arena);
    }
    if (wish->draws & (READING_CHART | READING_PATH))
        draw_path(b, s, id, arena, out);
    if (wish->draws & READING_RANGES && s->n > 1 && s->face == NULL) {
        const chart ranges = page_make_range_chart(s, memory_format(arena, "%.*s-ranges", TEXT_ARGS(id)), arena);
        chart_draw_moving_ranges_for_page(b, &ranges);
        out->ranges = take(b, arena);
    }
    if (wish->draws & READING_SPARKLINE) {
        chart small = c;
        small.id = small.description = TEXT(""); /* its row says it in words */
        chart_draw_sparkline(b, &small);
        out->sparkline = take(b, arena);
    }
    if (wish->draws & READING_FILE) {
        chart_begin_file(b);
        chart_draw(b, &c);
        out->file = take(b, arena);
    }
}

/* ---- the whole ---- */

/* The report tells whoever has a file of indicators where to write a decision down; a page has a form for it. */
static text reword_advice(text note, upw_arena *arena)
{
    const text of_report = TEXT(" If so, give the date");
    const char *const at = note.len > 0 ? memmem(note.at, note.len, of_report.at, of_report.len) : NULL;
    if (at == NULL)
        return note;
    return memory_format(arena, "%.*s If so, its limits can start anew from then, with the reason.",
                         (int)(at - note.at), note.at);
}

bool reading_make(const series_table *table, size_t series, const report_options *options, const reading_wish *wish,
                  upw_arena *arena, report_reading *out, upw_error *error)
{
    report_series s;
    buffer b;
    if (!series_analyse(table, series, options, arena, &s, error))
        return false;
    if (wish->last != NULL && s.n > 0)
        series_mark_ended(&s, *wish->last, arena);
    buffer_init(&b, PICTURE_MAX);
    period *const proposals = MEMORY_TAKE(arena, period, s.words.n_proposals + 1);
    for (size_t i = 0; i < s.words.n_proposals && i < s.n_proposals; i++)
        proposals[i] = s.periods[s.proposals[i].first];
    *out = (report_reading){ .name = memory_copy_text(arena, s.name),
                             .unit = s.unit,
                             .rank = s.rank,
                             .has_variation = s.can_tell,
                             .variation = s.summary.variation,
                             .variation_words = text_of(page_variation_words(&s)),
                             .variation_note = page_variation_note(&s, arena),
                             .has_assurance = series_is_settled_on_target(&s),
                             .assurance = s.summary.assurance,
                             .assurance_words = text_of(page_assurance_words(&s)),
                             .words = s.words,
                             .proposals = proposals,
                             .has_path = s.path != NULL,
                             .path_verdict = s.words.path.len > 0 ? text_of(page_path_words(&s)) : TEXT("") };
    out->words.proposals_note = reword_advice(s.words.proposals_note, arena);
    unit_add_name(&b, s.unit);
    out->unit_words = take(&b, arena);
    out->unit.words = memory_copy_text(arena, s.unit.words);
    if (wish->draws & READING_BRIEF) {
        out->words.n_proposals = out->words.n_steps = out->words.n_history = 0;
    } else {
        write_points(&b, &s, arena, out);
        write_stretches(&b, &s, arena, out);
        write_stages(&s, arena, out);
    }
    draw(&b, &s, wish, arena, out);
    const bool is_whole = !b.is_full;
    buffer_clear(&b);
    return is_whole || upw_fail(error, UPW_TOO_LARGE, "the chart of \"%.*s\" is too large", TEXT_ARGS(out->name));
}

bool reading_add_multiples(buffer *out, text title, const series_table *table, const report_options *options,
                           size_t columns, upw_arena *arena, upw_error *error)
{
    chart *const charts = MEMORY_TAKE(arena, chart, table->n_series + 1);
    report_series *const all = MEMORY_TAKE(arena, report_series, table->n_series + 1);
    for (size_t i = 0; i < table->n_series; i++) {
        if (!series_analyse(table, i, options, arena, &all[i], error))
            return false;
        charts[i] = page_make_chart(&all[i], memory_format(arena, "multiple-%zu", i + 1), arena);
        charts[i].title = table->keys[i].organisation;
        charts[i].subtitle = all[i].words.finding;
    }
    chart_draw_multiples_for_page(out, title, charts, table->n_series, columns, true);
    return true;
}
