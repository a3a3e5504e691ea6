/* Any bytes as a chart: doubles, periods, types, notes and words as they come. Every picture must be well-formed, its
 * coordinates plain numbers. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chart/chart.h"
#include "chart/tests/svg_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { POINTS = 64, NOTES = 8 };

typedef struct source {
    const uint8_t *at;
    size_t left;
} source;

/* Zeros when the bytes have run out. */
static void take(source *from, void *out, size_t size)
{
    const size_t n = size < from->left ? size : from->left;
    memset(out, 0, size);
    memcpy(out, from->at, n);
    from->at += n;
    from->left -= n;
}

static uint8_t take_byte(source *from)
{
    uint8_t byte;
    take(from, &byte, 1);
    return byte;
}

static text take_words(source *from)
{
    const size_t wanted = take_byte(from), n = wanted < from->left ? wanted : from->left;
    const text words = { (const char *)from->at, n };
    from->at += n;
    from->left -= n;
    return words;
}

static size_t take_notes(source *from, chart_note *notes, size_t n_points)
{
    const size_t n = take_byte(from) % (NOTES + 1);
    for (size_t i = 0; i < n; i++)
        notes[i] = (chart_note){ take_byte(from) % (n_points + 1), take_words(from) };
    return n;
}

static void check(void (*draw)(buffer *out, const chart *c), const chart *c, bool is_file)
{
    static scan s;
    buffer b;
    buffer_init(&b, 8 << 20);
    if (is_file)
        chart_begin_file(&b);
    draw(&b, c);
    scan_svg(&s, buffer_text(&b));
    assert(s.complaint == NULL);
    buffer_clear(&b);
}

static void draw_alone(buffer *out, const chart *c)
{
    chart_draw_multiples(out, TEXT(""), c, 1, 1, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source from = { data, size };
    double columns[4][POINTS];
    period periods[POINTS];
    upw_point_type types[POINTS];
    int8_t sides[POINTS];
    chart_note steps[NOTES], notes[NOTES];
    size_t starts[NOTES] = { 0 };
    bool are_short[NOTES];
    const uint8_t has = take_byte(&from);
    chart c = { .n = take_byte(&from) % (POINTS + 1),
                .unit = { .kind = (unit_kind)(take_byte(&from) % UNIT_KIND_COUNT) } };
    take(&from, &c.target, sizeof c.target);
    take(&from, &c.lowest, sizeof c.lowest);
    take(&from, &c.highest, sizeof c.highest);
    c.title = take_words(&from);
    c.subtitle = take_words(&from);
    c.description = take_words(&from);
    c.footnote = take_words(&from);
    c.centre_name = take_words(&from);
    c.n_phases = take_byte(&from) % NOTES;
    for (size_t k = 0; k < c.n_phases; k++) {
        starts[k] = k == 0 ? 0 : starts[k - 1] + take_byte(&from) % 16;
        are_short[k] = take_byte(&from) % 2 == 1;
    }
    c.n_step_notes = take_notes(&from, steps, c.n);
    c.n_annotations = take_notes(&from, notes, c.n);
    for (size_t i = 0; i < c.n; i++) {
        const uint8_t kind = take_byte(&from);
        int32_t start;
        take(&from, &start, sizeof start);
        periods[i] = period_make(start % PERIOD_START_MAX, (period_kind)(kind % PERIOD_KIND_COUNT));
        types[i] = (upw_point_type)(take_byte(&from) % UPW_POINT_TYPE_COUNT);
        sides[i] = (int8_t)(kind % 4 - 1);
        for (size_t k = 0; k < 4; k++)
            take(&from, &columns[k][i], sizeof columns[k][i]);
    }
    c.values = columns[0];
    c.centre = has & 1 ? columns[1] : NULL;
    c.lower = has & 2 ? columns[2] : NULL;
    c.upper = has & 4 ? columns[3] : NULL;
    c.periods = has & 8 ? periods : NULL;
    c.types = has & 16 ? types : NULL;
    c.sides = has & 16 ? sides : NULL;
    c.has_target = (has & 32) != 0;
    c.phase_starts = has & 64 ? starts : NULL;
    c.phase_is_short = has & 64 && c.n_phases > 0 ? are_short : NULL;
    c.step_notes = steps;
    c.annotations = notes;
    c.id = has & 128 ? TEXT("c-1") : TEXT("");
    check(chart_draw, &c, true);
    check(draw_alone, &c, false);
    check(chart_draw_sparkline, &c, false);
    check(chart_draw_moving_ranges, &c, false);
    return 0;
}
