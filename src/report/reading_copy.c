/* A reading moves into another arena whole: what a cache keeps outlives the request that made it. */
#include "base/memory.h"
#include "report/reading.h"

static text *copy_texts(const text *from, size_t n, upw_arena *arena)
{
    text *const to = MEMORY_TAKE(arena, text, n + 1);
    for (size_t i = 0; i < n; i++)
        to[i] = memory_copy_text(arena, from[i]);
    return to;
}

/* Texts that stand in the structs themselves. */
/* clang-format off */
#define WORDS(EACH) \
    EACH(finding) EACH(variation) EACH(assurance) EACH(target) EACH(latest) EACH(latest_value) EACH(latest_period) \
    EACH(latest_counts) EACH(noise) EACH(trial) EACH(narrow) EACH(gaps) EACH(target_change) EACH(runs) EACH(path) \
    EACH(proposals_note)
#define POINT(EACH) EACH(figure) EACH(numerator) EACH(denominator) EACH(signal) EACH(note) EACH(agreed) EACH(range)
#define STRETCH(EACH) EACH(span) EACH(mean) EACH(lower) EACH(upper)
#define WHOLE(EACH) \
    EACH(name) EACH(unit.words) EACH(variation_words) EACH(variation_note) EACH(assurance_words) EACH(path_verdict) \
    EACH(unit_words) EACH(chart) EACH(ranges) EACH(path_chart) EACH(sparkline) EACH(file)
/* clang-format on */

#define COPY(field) out->field = memory_copy_text(arena, from->field);
#define ADD_LENGTH(field) bytes += weigh_text(from->field);

static void copy_words(const series_words *from, upw_arena *arena, series_words *out)
{
    *out = *from;
    WORDS(COPY)
    out->proposals = copy_texts(from->proposals, from->n_proposals, arena);
    out->steps = copy_texts(from->steps, from->n_steps, arena);
    out->history = copy_texts(from->history, from->n_history, arena);
}

static report_point *copy_points(const report_point *all, size_t n, upw_arena *arena)
{
    report_point *const to = MEMORY_TAKE(arena, report_point, n + 1);
    for (size_t i = 0; i < n; i++) {
        const report_point *const from = &all[i];
        report_point *const out = &to[i];
        *out = *from;
        POINT(COPY)
    }
    return to;
}

static report_stretch *copy_stretches(const report_stretch *all, size_t n, upw_arena *arena)
{
    report_stretch *const to = MEMORY_TAKE(arena, report_stretch, n + 1);
    for (size_t i = 0; i < n; i++) {
        const report_stretch *const from = &all[i];
        report_stretch *const out = &to[i];
        *out = *from;
        STRETCH(COPY)
    }
    return to;
}

void reading_copy(const report_reading *from, upw_arena *arena, report_reading *out)
{
    *out = *from;
    period *const proposals = MEMORY_TAKE(arena, period, from->words.n_proposals + 1);
    for (size_t i = 0; i < from->words.n_proposals; i++)
        proposals[i] = from->proposals[i];
    out->proposals = proposals;
    copy_words(&from->words, arena, &out->words);
    out->path_stages = copy_texts(from->path_stages, from->n_path_stages, arena);
    out->points = copy_points(from->points, from->n, arena);
    out->stretches = copy_stretches(from->stretches, from->n_stretches, arena);
    WHOLE(COPY)
}

/* ---- how much that is ---- */

enum { EACH_PIECE = 32 /* what lies between two pieces of an arena, and the NUL of a text */ };

static size_t weigh_text(text words)
{
    return words.len + EACH_PIECE;
}

static size_t weigh_texts(const text *all, size_t n)
{
    size_t bytes = (n + 1) * sizeof *all + EACH_PIECE;
    for (size_t i = 0; i < n; i++)
        bytes += weigh_text(all[i]);
    return bytes;
}

static size_t weigh_words(const series_words *from)
{
    size_t bytes = weigh_texts(from->proposals, from->n_proposals) + weigh_texts(from->steps, from->n_steps) +
                   weigh_texts(from->history, from->n_history);
    WORDS(ADD_LENGTH)
    return bytes;
}

size_t reading_weigh(const report_reading *reading)
{
    size_t bytes = weigh_words(&reading->words) + weigh_texts(reading->path_stages, reading->n_path_stages) +
                   (reading->words.n_proposals + 1) * sizeof(period) + EACH_PIECE +
                   (reading->n + 1) * sizeof(report_point) + EACH_PIECE +
                   (reading->n_stretches + 1) * sizeof(report_stretch) + EACH_PIECE;
    for (size_t i = 0; i < reading->n; i++) {
        const report_point *const from = &reading->points[i];
        POINT(ADD_LENGTH)
    }
    for (size_t i = 0; i < reading->n_stretches; i++) {
        const report_stretch *const from = &reading->stretches[i];
        STRETCH(ADD_LENGTH)
    }
    const report_reading *const from = reading;
    WHOLE(ADD_LENGTH)
    return bytes;
}
