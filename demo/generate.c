/* From the table of stories to observations.csv and indicators.csv. */
#include "generate.h"

#include <math.h>
#include <string.h>

#include "base/csv_out.h"
#include "base/text.h"
#include "generate_internal.h"
#include "stories.h"

enum { SUPPRESSED_BELOW = 5, MONTHS_A_YEAR = 12 };

/* SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195). */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Mean 0, variance 1: twelve uniform numbers less six (Irwin 1927, Hall 1927). */
double demo_draw_normal(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += (double)(draw(state) >> 11) / 9007199254740992.0; /* 2^53 */
    return sum;
}

static double level_at(const demo_story *story, int month)
{
    const demo_knot *knots = story->knots;
    int i = 0;
    while (i + 1 < DEMO_KNOTS && knots[i + 1].month > knots[i].month && knots[i + 1].month < month)
        i++;
    const demo_knot a = knots[i], b = knots[i + 1 < DEMO_KNOTS ? i + 1 : i];
    if (b.month <= a.month)
        return a.level;
    return a.level + (b.level - a.level) * (month - a.month) / (b.month - a.month);
}

static bool is_gap(const demo_story *story, int month)
{
    for (int i = 0; i < DEMO_GAPS; i++)
        if (story->gaps[i] == month + 1)
            return true;
    return false;
}

const demo_indicator *demo_find_indicator(const char *id)
{
    const demo_indicator *found = demo_indicators;
    while (strcmp(found->id, id) != 0)
        found++;
    return found;
}

static void add_month(csv_out *csv, int months)
{
    char name[32];
    buffer b;
    buffer_init(&b, sizeof name);
    buffer_add_format(&b, "%04d-%02d", months / MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1);
    csv_add_text(csv, buffer_text(&b));
    buffer_clear(&b);
}

/* The figures of one month, in the columns value, numerator, denominator. */
static void add_figures(csv_out *csv, const demo_story *story, demo_value kind, int month, uint64_t *state)
{
    const double level = level_at(story, month) + story->spread * demo_draw_normal(state);
    const double size = story->size > 0 ? round(story->size * (1 + 0.03 * demo_draw_normal(state))) : 0;
    if (is_gap(story, month)) {
        for (int i = 0; i < 3; i++)
            csv_add_empty(csv);
    } else if (kind == DEMO_SHARE || kind == DEMO_RATE) {
        const double scale = kind == DEMO_SHARE ? 100 : 1000;
        const double part = fmin(size, fmax(0, round(size * level / scale)));
        csv_add_number(csv, kind == DEMO_SHARE ? part / size : 1000 * part / size);
        csv_add_number(csv, part);
        csv_add_number(csv, size);
    } else if (kind == DEMO_COUNT) {
        const double count = fmax(0, round(level));
        if (count < SUPPRESSED_BELOW)
            csv_add_text(csv, TEXT("*"));
        else
            csv_add_number(csv, count);
        csv_add_empty(csv);
        csv_add_empty(csv);
    } else {
        csv_add_number(csv, round(100 * level) / 100);
        csv_add_empty(csv);
        csv_add_empty(csv);
    }
}

static void add_row(csv_out *csv, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_add_text(csv, text_of(cells[i]));
    csv_end_row(csv);
}

void demo_add_header(csv_out *csv)
{
    static const char *const header[] = { "indicator", "organisation", "period", "value", "numerator", "denominator" };
    add_row(csv, header, sizeof header / sizeof header[0]);
}

void demo_add_series(csv_out *csv, const demo_story *story, text organisation, int until, uint64_t *state)
{
    const demo_value kind = demo_find_indicator(story->indicator)->value;
    for (int month = 0; month < story->months; month++) {
        csv_add_text(csv, text_of(story->indicator));
        csv_add_text(csv, organisation);
        add_month(csv, until - story->months + 1 + month);
        add_figures(csv, story, kind, month, state);
        csv_end_row(csv);
    }
}

/* A story keeps its figures when others are added. */
uint64_t demo_begin_story(uint64_t seed, size_t number)
{
    return seed ^ (number + 1) * 0xD1B54A32D192ED03u;
}

void demo_write_observations(buffer *out, uint64_t seed, int until)
{
    csv_out csv = { .out = out };
    demo_add_header(&csv);
    for (size_t i = 0; i < demo_stories_count; i++) {
        uint64_t state = demo_begin_story(seed, i);
        demo_add_series(&csv, &demo_stories[i], text_of(demo_stories[i].organisation), until, &state);
    }
}

static void add_indicator(csv_out *csv, const demo_indicator *about, const demo_story *story, int until)
{
    const char *const cells[] = { about->id,          story != NULL ? story->organisation : "",
                                  about->name,        about->unit,
                                  about->improvement, about->target };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        csv_add_text(csv, text_of(cells[i]));
    if (story != NULL)
        add_month(csv, until - story->months + 1 + story->rebase);
    else
        csv_add_empty(csv);
    csv_add_text(csv, text_of(story != NULL ? story->reason : ""));
    csv_add_text(csv, text_of(about->definition));
    csv_add_text(csv, text_of(about->owner));
    csv_add_text(csv, TEXT("Invented figures"));
    csv_end_row(csv);
}

static bool is_told(const char *indicator)
{
    for (size_t i = 0; i < demo_stories_count; i++)
        if (strcmp(demo_stories[i].indicator, indicator) == 0)
            return true;
    return false;
}

void demo_write_indicators(buffer *out, int until)
{
    static const char *const header[] = { "id",     "organisation",  "name",       "unit",  "improvement", "target",
                                          "rebase", "rebase_reason", "definition", "owner", "source" };
    csv_out csv = { .out = out };
    add_row(&csv, header, sizeof header / sizeof header[0]);
    for (size_t i = 0; i < demo_indicators_count; i++)
        if (is_told(demo_indicators[i].id))
            add_indicator(&csv, &demo_indicators[i], NULL, until);
    for (size_t i = 0; i < demo_stories_count; i++)
        if (demo_stories[i].rebase > 0)
            add_indicator(&csv, demo_find_indicator(demo_stories[i].indicator), &demo_stories[i], until);
}

void demo_write_plans(buffer *out, int until)
{
    static const char *const header[] = { "indicator", "organisation", "shape", "start", "aim", "from", "params" };
    csv_out csv = { .out = out };
    add_row(&csv, header, sizeof header / sizeof header[0]);
    for (size_t i = 0; i < demo_paths_count; i++) {
        const demo_path *const path = &demo_paths[i];
        const char *const before[] = { path->indicator, path->organisation, path->shape, path->start, path->aim };
        for (size_t k = 0; k < sizeof before / sizeof before[0]; k++)
            csv_add_text(&csv, text_of(before[k]));
        add_month(&csv, until - path->months + 1);
        csv_add_text(&csv, text_of(path->parameters));
        csv_end_row(&csv);
    }
}
