/* Any bytes as a picture of a path, a forecast, a histogram: figures, flags, marks and words as they come. Every
 * picture must be well-formed, its coordinates plain numbers. */
#include <assert.h>
#include <stdlib.h>

#include "bytes.h"
#include "chart/chart.h"
#include "chart/pictures.h"
#include "chart/tests/svg_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { POINTS = 48, COLUMNS = 6 };

/* What all pictures are made from. */
typedef struct material {
    cursor in;
    chart_head head;
    unit unit;
    size_t n;
    period periods[POINTS];
    double columns[COLUMNS][POINTS];
    bool flags[POINTS];
    uint8_t bytes[POINTS];
} material;

static text take_words(cursor *in)
{
    const size_t wanted = take_byte(in), left = (size_t)(in->end - in->at), n = wanted < left ? wanted : left;
    const text words = { (const char *)in->at, n };
    in->at += n;
    return words;
}

static void fill(material *m, const uint8_t *data, size_t size)
{
    m->in = (cursor){ data, data + size };
    m->unit.kind = (unit_kind)(take_byte(&m->in) % UNIT_KIND_COUNT);
    m->n = take_byte(&m->in) % (POINTS + 1);
    m->head = (chart_head){ .title = take_words(&m->in),
                            .subtitle = take_words(&m->in),
                            .description = take_words(&m->in),
                            .id = TEXT("p-1"),
                            .footnote = take_words(&m->in) };
    for (size_t i = 0; i < m->n; i++) {
        const uint8_t kind = take_byte(&m->in);
        m->periods[i] =
            period_make((int32_t)(i * 31) + take_byte(&m->in) * 40, (period_kind)(kind % PERIOD_KIND_COUNT));
        m->flags[i] = kind % 16 >= 8;
        m->bytes[i] = kind / 16;
        for (size_t k = 0; k < COLUMNS; k++)
            m->columns[k][i] = take_figure(&m->in);
    }
}

static void check(buffer *b)
{
    static scan s;
    assert(!b->is_full);
    text rest = buffer_text(b);
    const char end[] = "</svg>\n"; /* of each of a page's two pictures: words have their brackets escaped */
    while (rest.len > 0) {
        const char *const found = memmem(rest.at, rest.len, end, strlen(end));
        assert(found != NULL);
        const size_t len = (size_t)(found - rest.at) + strlen(end);
        scan_svg(&s, (text){ rest.at, len });
        assert(s.complaint == NULL);
        rest = (text){ rest.at + len, rest.len - len };
    }
    buffer_clear(b);
}

#define CHECK(draw_for_page, it)                                                                                       \
    do {                                                                                                               \
        buffer drawn;                                                                                                  \
        buffer_init(&drawn, 8 << 20);                                                                                  \
        (draw_for_page)(&drawn, (it));                                                                                 \
        check(&drawn);                                                                                                 \
    } while (0)

static void try_trajectory(material *m, uint8_t has)
{
    const chart_trajectory it = { .head = m->head,
                                  .unit = m->unit,
                                  .n = m->n,
                                  .periods = has & 1 ? m->periods : NULL,
                                  .start = take_byte(&m->in),
                                  .values = has & 2 ? m->columns[0] : NULL,
                                  .plan = has & 4 ? m->columns[1] : NULL,
                                  .lower = has & 8 ? m->columns[2] : NULL,
                                  .upper = has & 16 ? m->columns[3] : NULL,
                                  .earlier = has & 32 ? m->columns[4] : NULL,
                                  .is_exceptional = has & 64 ? m->flags : NULL,
                                  .start_level = take_figure(&m->in),
                                  .aim = take_figure(&m->in),
                                  .worst = take_byte(&m->in),
                                  .back = take_byte(&m->in),
                                  .tells_from = take_byte(&m->in),
                                  .changed = take_byte(&m->in),
                                  .verdict = take_words(&m->in),
                                  .lights = has & 128 ? m->bytes : NULL,
                                  .lights_name = take_words(&m->in) };
    CHECK(chart_draw_trajectory_for_page, &it);
}

enum { THRESHOLDS = 6 };

static size_t take_thresholds(material *m, chart_threshold *thresholds)
{
    const size_t n = take_byte(&m->in) % (THRESHOLDS + 1);
    for (size_t i = 0; i < n; i++) {
        thresholds[i].at = take_figure(&m->in);
        thresholds[i].words = take_words(&m->in);
    }
    return n;
}

static void try_histogram(material *m, uint8_t has)
{
    chart_threshold thresholds[THRESHOLDS];
    chart_histogram it = { .head = m->head,
                           .unit = m->unit,
                           .along_name = take_words(&m->in),
                           .n = m->n > 0 ? m->n - 1 : 0,
                           .edges = m->columns[0],
                           .counts = m->columns[1],
                           .expected = has & 1 ? m->columns[2] : NULL,
                           .expected_name = take_words(&m->in),
                           .excess_first = take_byte(&m->in),
                           .excess_end = take_byte(&m->in),
                           .excess_words = take_words(&m->in),
                           .thresholds = thresholds };
    it.n_thresholds = take_thresholds(m, thresholds);
    CHECK(chart_draw_histogram_for_page, &it);
}

static void try_incentive(material *m, uint8_t has)
{
    chart_threshold thresholds[THRESHOLDS];
    chart_incentive it = { .head = m->head,
                           .unit = m->unit,
                           .along_name = take_words(&m->in),
                           .n = m->n,
                           .levels = m->columns[0],
                           .worth = m->columns[1],
                           .worth_name = take_words(&m->in),
                           .straight = take_figure(&m->in),
                           .stop = take_figure(&m->in),
                           .stop_words = take_words(&m->in),
                           .thresholds = thresholds,
                           .zones = has & 1 ? m->bytes : NULL };
    it.n_thresholds = take_thresholds(m, thresholds);
    CHECK(chart_draw_incentive_for_page, &it);
}

static void try_fan(material *m, uint8_t has)
{
    const chart_fan it = { .head = m->head,
                           .unit = m->unit,
                           .n = m->n,
                           .periods = has & 1 ? m->periods : NULL,
                           .values = has & 2 ? m->columns[0] : NULL,
                           .plan = has & 4 ? m->columns[1] : NULL,
                           .p10 = m->columns[1],
                           .p25 = m->columns[2],
                           .p50 = has & 8 ? m->columns[3] : NULL,
                           .p75 = m->columns[4],
                           .p90 = has & 16 ? m->columns[5] : NULL,
                           .aim = take_figure(&m->in),
                           .arrival = take_byte(&m->in),
                           .statement = take_words(&m->in),
                           .fan_words = take_words(&m->in) };
    CHECK(chart_draw_fan_for_page, &it);
}

static void try_interrupted(material *m, uint8_t has)
{
    const chart_interrupted it = { .head = m->head,
                                   .unit = m->unit,
                                   .n = m->n,
                                   .periods = has & 1 ? m->periods : NULL,
                                   .values = has & 2 ? m->columns[0] : NULL,
                                   .is_left_out = has & 4 ? m->flags : NULL,
                                   .change = take_byte(&m->in),
                                   .change_words = take_words(&m->in),
                                   .before = has & 8 ? m->columns[1] : NULL,
                                   .after = has & 16 ? m->columns[2] : NULL,
                                   .counterfactual = has & 32 ? m->columns[3] : NULL,
                                   .level_low = take_figure(&m->in),
                                   .level_high = take_figure(&m->in),
                                   .level_words = take_words(&m->in) };
    CHECK(chart_draw_interrupted_for_page, &it);
}

static void try_funnel(material *m, uint8_t has)
{
    text names[POINTS];
    for (size_t i = 0; i < m->n; i++)
        names[i] = m->bytes[i] > 0 ? take_words(&m->in) : (text){ "A", 1 };
    const chart_funnel it = { .head = m->head,
                              .unit = m->unit,
                              .along_name = take_words(&m->in),
                              .n = has & 1 ? m->n : 0,
                              .sizes = m->columns[0],
                              .values = m->columns[1],
                              .names = names,
                              .is_outside = has & 2 ? m->flags : NULL,
                              .is_chosen = has & 4 ? m->flags : NULL,
                              .target = take_figure(&m->in),
                              .target_words = take_words(&m->in),
                              .n_curve = has & 8 ? m->n : 0,
                              .curve_sizes = m->columns[0],
                              .inner_low = m->columns[2],
                              .inner_high = m->columns[3],
                              .outer_low = m->columns[4],
                              .outer_high = m->columns[5],
                              .inner_words = take_words(&m->in),
                              .outer_words = take_words(&m->in),
                              .chance_low = has & 16 ? m->columns[1] : NULL,
                              .chance_high = m->columns[5],
                              .chance_words = take_words(&m->in) };
    CHECK(chart_draw_funnel_for_page, &it);
}

static void try_intervals(material *m, uint8_t has)
{
    text names[POINTS];
    for (size_t i = 0; i < m->n; i++)
        names[i] = m->bytes[i] > 0 ? take_words(&m->in) : (text){ "A", 1 };
    const chart_intervals it = { .head = m->head,
                                 .unit = m->unit,
                                 .along_name = take_words(&m->in),
                                 .along_unit = m->unit,
                                 .hides_along = has & 1,
                                 .n = m->n,
                                 .along = m->columns[0],
                                 .values = m->columns[1],
                                 .low = m->columns[2],
                                 .high = m->columns[3],
                                 .names = has & 2 ? names : NULL,
                                 .is_outside = has & 4 ? m->flags : NULL,
                                 .is_chosen = has & 10 ? m->flags : NULL,
                                 .target = take_figure(&m->in),
                                 .target_words = take_words(&m->in),
                                 .diagonal_words = take_words(&m->in),
                                 .interval_words = take_words(&m->in) };
    CHECK(chart_draw_intervals_for_page, &it);
}

static void try_watch(material *m, uint8_t has)
{
    const chart_watch it = { .head = m->head,
                             .unit = m->unit,
                             .along_name = take_words(&m->in),
                             .n = m->n,
                             .along = m->columns[0],
                             .first = m->columns[1],
                             .second = has & 1 ? m->columns[2] : NULL,
                             .is_signal = has & 2 ? m->flags : NULL,
                             .is_second_signal = has & 4 ? m->flags : NULL,
                             .low = has & 8 ? m->columns[3] : NULL,
                             .high = m->columns[4],
                             .level = take_figure(&m->in),
                             .up = take_figure(&m->in),
                             .down = take_figure(&m->in),
                             .first_name = take_words(&m->in),
                             .second_name = take_words(&m->in),
                             .band_name = take_words(&m->in),
                             .level_words = take_words(&m->in),
                             .up_words = take_words(&m->in),
                             .down_words = take_words(&m->in),
                             .signal_words = take_words(&m->in) };
    CHECK(chart_draw_watch_for_page, &it);
}

static void (*const tries[])(material *m, uint8_t has) = { try_trajectory, try_fan,    try_interrupted, try_histogram,
                                                           try_incentive,  try_funnel, try_intervals,   try_watch };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static material m;
    if (size < 2)
        return 0;
    fill(&m, data + 2, size - 2);
    tries[data[0] % (sizeof tries / sizeof tries[0])](&m, data[1]);
    return 0;
}
