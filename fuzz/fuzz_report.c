/* Any series with any description becomes a page, or is refused with a reason. The page is UTF-8, has the words of
 * every kind where they belong, and lets nothing from outside become markup.
 *
 * Input: flags, unit, chart, target, rebase, then points: a figure (bytes.h) for the value and, when the flags
 * say so, one each for numerator and denominator. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "report/page.h"
#include "bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_POINTS = 300, PAGE_MAX = 64 << 20 };

typedef struct columns {
    period periods[MOST_POINTS];
    double values[MOST_POINTS], numerators[MOST_POINTS], denominators[MOST_POINTS];
    uint8_t gaps[MOST_POINTS];
    size_t n;
} columns;

static period make_period(uint8_t kind, int32_t i)
{
    const civil_date month = { 2000 + i / 12, (uint8_t)(i % 12 + 1), 1 };
    return kind % 3 == 0 ? period_make(civil_to_days(month), PERIOD_MONTH)
                         : period_make(10000 + (kind % 3 == 1 ? 7 : 1) * i, kind % 3 == 1 ? PERIOD_DAY : PERIOD_NUMBER);
}

static void take_columns(cursor *in, bool has_counts, columns *c)
{
    const uint8_t kind = take_byte(in);
    for (c->n = 0; c->n < MOST_POINTS && in->at < in->end; c->n++) {
        const size_t i = c->n;
        c->periods[i] = make_period(kind, (int32_t)i);
        c->values[i] = take_figure(in);
        c->numerators[i] = has_counts ? take_figure(in) : NAN;
        c->denominators[i] = has_counts ? take_figure(in) : NAN;
        c->gaps[i] = (uint8_t)(isnan(c->values[i]) ? GAP_BLANK + i % 4 : GAP_NONE);
    }
}

static void check_page(const buffer *page)
{
    const text all = buffer_text(page);
    assert(!page->is_full);
    assert(text_is_utf8(all));
    assert(!text_contains(all, TEXT("<hostile")));
    assert(text_contains(all, TEXT("</html>")));
    assert(!text_contains(all, TEXT(">nan")) && !text_contains(all, TEXT(" nan ")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const units[] = { "", "%", "share", "£", "<hostile unit> per 1,000" };
    static const char *const charts[] = { "", "run", "i", "p", "pp", "c", "u", "up", "g", "t", "ip", "mr", "no such" };
    static columns c;
    cursor in = { data, data + size };
    const uint8_t flags = take_byte(&in), unit_number = take_byte(&in), chart_number = take_byte(&in);
    const double target = take_figure(&in);
    const uint8_t rebase = take_byte(&in);
    take_columns(&in, (flags & 1) != 0, &c);

    const period step = rebase < c.n ? c.periods[rebase] : make_period(0, rebase);
    const text reason = TEXT("<hostile reason>");
    const indicator about = {
        .id = TEXT("x"),
        .name = TEXT("<hostile name> & \"co\""),
        .definition = TEXT("<hostile definition>"),
        .chart = text_of(charts[chart_number % (sizeof charts / sizeof charts[0])]),
        .unit = unit_parse(text_of(units[unit_number % (sizeof units / sizeof units[0])])),
        .improvement = (upw_improvement)((flags >> 1 & 3) % UPW_IMPROVEMENT_COUNT),
        .has_improvement = (flags & 8) != 0,
        .target = target,
        .has_target = (flags & 16) != 0,
        .fix_after_n = (flags & 32) != 0 ? 12 : 0,
        .rebases = &step,
        .rebase_reasons = &reason,
        .n_rebases = (flags & 64) != 0 ? 1 : 0,
    };
    const indicator_list list = { &about, 1 };
    const series_key key = { TEXT("x / <hostile body>"), TEXT("x"), TEXT("<hostile body>") };
    const size_t offsets[] = { 0, c.n };
    const series_table table = { .n_series = 1,
                                 .n_points = c.n,
                                 .keys = &key,
                                 .offsets = offsets,
                                 .periods = c.periods,
                                 .values = c.values,
                                 .gaps = c.gaps,
                                 .numerators = (flags & 1) != 0 ? c.numerators : NULL,
                                 .denominators = (flags & 1) != 0 ? c.denominators : NULL };
    const report_options options = { .indicators = &list,
                                     .banner = TEXT("<hostile banner>"),
                                     .profile = (flags & 128) != 0 ? UPW_PROFILE_PARITY : UPW_PROFILE_UPWARD };

    upw_arena arena;
    memory_init_arena(&arena);
    report_model model;
    upw_error error = { 0 };
    if (!model_make(&model, &table, &options, &arena, 1, &error)) {
        assert(error.code != UPW_OK && error.message[0] != '\0');
    } else {
        buffer page;
        buffer_init(&page, PAGE_MAX);
        page_begin(&model, &page);
        page_write_row(&model, &model.series[0], &page);
        page_end_summary(&model, &page);
        page_write_series(&model, &model.series[0], NULL, &page);
        page_end(&model, &page);
        check_page(&page);
        buffer_clear(&page);
    }
    upw_arena_clear(&arena);
    return 0;
}
