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

/* Texts that stand in the struct itself. */
#define COPY(field) out->field = memory_copy_text(arena, from->field)

static void copy_words(const series_words *from, upw_arena *arena, series_words *out)
{
    *out = *from;
    COPY(finding);
    COPY(variation);
    COPY(assurance);
    COPY(target);
    COPY(latest);
    COPY(latest_value);
    COPY(latest_period);
    COPY(latest_counts);
    COPY(noise);
    COPY(trial);
    COPY(narrow);
    COPY(gaps);
    COPY(target_change);
    COPY(runs);
    COPY(path);
    COPY(proposals_note);
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
        COPY(figure);
        COPY(numerator);
        COPY(denominator);
        COPY(signal);
        COPY(note);
        COPY(agreed);
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
        COPY(span);
        COPY(mean);
        COPY(lower);
        COPY(upper);
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
    out->points = copy_points(from->points, from->n, arena);
    out->stretches = copy_stretches(from->stretches, from->n_stretches, arena);
    COPY(name);
    COPY(unit.words);
    COPY(variation_words);
    COPY(variation_note);
    COPY(assurance_words);
    COPY(path_verdict);
    COPY(unit_words);
    COPY(chart);
    COPY(ranges);
    COPY(path_chart);
    COPY(sparkline);
    COPY(file);
}
