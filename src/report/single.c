/* One series by itself: for people at a terminal, and for a picture. */
#include "report/single.h"

#include <math.h>

#include "chart/chart.h"
#include "report/model.h"
#include "report/page.h"

enum { WIDTH = 80, SPARKS = 60 };

/* Characters, not bytes: UTF-8 continuation bytes take no room. */
static size_t count_columns(text words)
{
    size_t n = 0;
    for (size_t i = 0; i < words.len; i++)
        n += ((unsigned char)words.at[i] & 0xC0) != 0x80;
    return n;
}

void single_add_wrapped(buffer *out, text words)
{
    size_t column = 0;
    for (text rest = words; rest.len > 0;) {
        const text word = text_take_until(&rest, ' ');
        const size_t width = count_columns(word);
        text next = rest;
        next = rest.len > 0 && rest.at[0] == '%' ? text_take_until(&next, ' ') : (text){ "", 0 };
        const bool is_sign = word.len > 0 && word.at[0] == '%'; /* "%" stays with its number */
        const size_t needed = width + (next.len > 0 ? 1 + next.len : 0);
        if (column > 0 && !is_sign && column + 1 + needed > WIDTH) {
            buffer_add_char(out, '\n');
            column = 0;
        } else if (column > 0) {
            buffer_add_char(out, ' ');
            column++;
        }
        buffer_add(out, word);
        column += width;
    }
    if (words.len > 0)
        buffer_add_char(out, '\n');
}

void single_add_sparkline(buffer *out, const double *values, size_t n)
{
    static const text blocks[] = { { "▁", 3 }, { "▂", 3 }, { "▃", 3 }, { "▄", 3 },
                                   { "▅", 3 }, { "▆", 3 }, { "▇", 3 }, { "█", 3 } };
    const size_t from = n > SPARKS ? n - SPARKS : 0;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = from; i < n; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    for (size_t i = from; i < n; i++) {
        if (isnan(values[i])) {
            buffer_add_char(out, ' ');
            continue;
        }
        const double height = high > low ? (values[i] - low) / (high - low) : 0.5;
        buffer_add(out, blocks[(size_t)fmin(7, floor(8 * height))]);
    }
    buffer_add_char(out, '\n');
}

static void add_icons(buffer *out, const report_series *s)
{
    const bool takes_no_side = s->meaning == POINTS_ARE_CHANGES || s->meaning == POINTS_ARE_SPREADS;
    if (!s->can_tell || takes_no_side)
        return;
    buffer_add_format(out, "[%s]", chart_variation_words(s->summary.variation));
    if (series_is_settled_on_target(s))
        buffer_add_format(out, " [%s]", chart_assurance_words(s->summary.assurance));
    buffer_add_char(out, '\n');
}

static void add_heading(buffer *out, const report_series *s)
{
    buffer_add(out, s->name.len > 0 ? s->name : TEXT("one series"));
    if (s->key.organisation.len > 0 && !text_equal(s->key.organisation, s->name))
        buffer_add_format(out, ", %.*s", TEXT_ARGS(s->key.organisation));
    if (s->words.latest_value.len > 0)
        buffer_add_format(out, ": %.*s (%.*s)", TEXT_ARGS(s->words.latest_value), TEXT_ARGS(s->words.latest_period));
    buffer_add_char(out, '\n');
}

static void add_proposals(buffer *out, const report_series *s)
{
    for (size_t i = 0; i < s->words.n_proposals; i++)
        single_add_wrapped(out, s->words.proposals[i]);
}

bool single_add_words(buffer *out, const series_table *table, size_t series, const report_options *options,
                      upw_arena *arena, upw_error *error)
{
    report_series s;
    if (!series_analyse(table, series, options, arena, &s, error))
        return false;
    add_heading(out, &s);
    single_add_sparkline(out, s.values, s.n);
    add_icons(out, &s);
    const text sentences[] = { s.words.variation, s.words.narrow, s.words.assurance, s.words.noise,
                               s.words.trial,     s.words.gaps,   s.words.runs };
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        single_add_wrapped(out, sentences[i]);
    add_proposals(out, &s);
    single_add_wrapped(out, s.words.proposals_note);
    buffer_add_format(out, "(profile %s)\n\n", upw_profile_text(options->profile));
    return true;
}

bool single_add_advice(buffer *out, const series_table *table, size_t series, const report_options *options,
                       upw_arena *arena, upw_error *error)
{
    report_series s;
    if (!series_analyse(table, series, options, arena, &s, error))
        return false;
    add_heading(out, &s);
    single_add_sparkline(out, s.values, s.n);
    add_proposals(out, &s);
    single_add_wrapped(out, s.words.n_proposals > 0 ? s.words.proposals_note : TEXT("No step change is proposed."));
    buffer_add_format(out, "(profile %s)\n\n", upw_profile_text(options->profile));
    return true;
}

bool single_add_chart(buffer *out, const series_table *table, size_t series, const report_options *options,
                      upw_arena *arena, upw_error *error)
{
    report_series s;
    if (!series_analyse(table, series, options, arena, &s, error))
        return false;
    const chart c = page_make_chart(&s, TEXT("chart"), arena);
    chart_begin_file(out);
    chart_draw(out, &c);
    return true;
}
