/* The histogram behind a screen. */
#include "cli/gaming_picture.h"

#include <math.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"

enum { BINS_MAX = 400 };

static void draw(const chart_histogram *it, buffer *out)
{
    chart_begin_file(out);
    chart_draw_histogram(out, it);
}

static text name_finding(upw_screen_verdict verdict)
{
    switch (verdict) {
    case UPW_SCREEN_MORE:
        return TEXT("More waits just inside the limit than expected: a reason to ask");
    case UPW_SCREEN_SOMEWHAT:
        return TEXT("Somewhat more waits just inside the limit, but not enough to say so");
    case UPW_SCREEN_AS_EXPECTED:
        return TEXT("No more waits just inside the limit than expected");
    default:
        return TEXT("Waits around the limit: the data cannot tell");
    }
}

static text name_excess(const upw_waits_screen *s, upw_arena *arena)
{
    static const double z_95 = 1.959963984540054;
    const upw_excess *const e = &s->excess;
    return memory_format(arena, "%.0f %s than expected (95 %% interval %.0f to %.0f)", fabs(e->excess),
                         e->excess < 0 ? "fewer" : "more", e->excess - z_95 * e->excess_se,
                         e->excess + z_95 * e->excess_se);
}

/* What must stand beside the excess: its interval, what the digits say, the same screen where there is no limit. */
static text write_beside(const upw_waits_screen *s, upw_arena *arena)
{
    static const char *const sides[] = { "below", "above" };
    const text digits = !s->has_digits ? TEXT("Too few records to see whether times are rounded.")
                                       : memory_format(arena, "%s (digit index %.2g).",
                                                       s->digits.is_mostly_rounded ? "Times here are mostly rounded"
                                                       : s->digits.is_rounded      ? "Some times here are rounded"
                                                                                   : "Times do not look rounded",
                                                       s->digits.index);
    if (!s->has_excess)
        return memory_format(arena, "The data cannot tell: %s. %.*s", s->reason, TEXT_ARGS(digits));
    text placebos = { "", 0 };
    for (size_t k = 0; k < 2; k++)
        if (s->has_placebo[k])
            placebos = memory_format(arena, "%.*s 60 %s the limit, where there is none: %.0f (z = %.2g).",
                                     TEXT_ARGS(placebos), sides[k], s->placebos[k].excess, s->placebos[k].z);
    const text excess = name_excess(s, arena);
    return memory_format(arena, "Before the limit: %.*s.%s%s%s %.*s%.*s", TEXT_ARGS(excess),
                         s->reason[0] != '\0' ? " The data cannot tell: " : "", s->reason,
                         s->reason[0] != '\0' ? "." : "", TEXT_ARGS(digits), TEXT_ARGS(placebos));
}

bool gaming_add_waits_picture(const gaming_job *job, const waits_row *row, buffer *out, upw_error *error)
{
    const char *const noun = job->settings->unit != NULL ? job->settings->unit : "minutes";
    upw_excess_options o;
    upw_waits_choose_options(row->limit, job->settings->has_fine_bins, &o);
    const size_t n = upw_excess_bins(&o);
    int64_t *const counts = MEMORY_TAKE(job->arena, int64_t, n);
    double *const heights = MEMORY_TAKE(job->arena, double, n), *const fitted = MEMORY_TAKE(job->arena, double, n),
                  *const edges = MEMORY_TAKE(job->arena, double, n + 1);
    const upw_waits waits = { row->body->values, row->body->counts, row->body->n };
    upw_excess again;
    if (!upw_excess_count_bins(&waits, row->limit, &o, counts, error) ||
        (row->screen->has_excess && !upw_excess_measure(counts, &o, job->arena, fitted, &again, error)))
        return gaming_wrap(job, row->body->name, error);
    for (size_t i = 0; i <= n; i++)
        edges[i] = row->limit + ((double)i - (double)o.bins_left - 1) * o.bin_width;
    for (size_t i = 0; i < n; i++) {
        heights[i] = (double)counts[i];
        fitted[i] = row->screen->has_excess ? fmax(fitted[i], 0) : NAN;
    }
    const bool is_more = row->screen->verdict == UPW_SCREEN_MORE;
    const chart_threshold limit = { row->limit, memory_format(job->arena, "%.10g %s, the last that counts as met",
                                                              row->limit, noun) };
    const text beside = write_beside(row->screen, job->arena);
    const chart_histogram it = {
        .head = { .title = name_finding(row->screen->verdict),
                  .subtitle = row->body->name,
                  .description = row->finding,
                  .id = TEXT("waits"),
                  .footnote = memory_format(job->arena,
                                            "%.*s Not an accusation: hurried care, hiding, and honest effort aimed at "
                                            "the limit look alike in a histogram.",
                                            TEXT_ARGS(beside)) },
        .unit = unit_parse(TEXT("count")),
        .along_name = text_of(noun),
        .n = n,
        .edges = edges,
        .counts = heights,
        .expected = row->screen->has_excess ? fitted : NULL,
        .excess_first = is_more ? o.bins_left - o.excluded_left : 0,
        .excess_end = is_more ? o.bins_left + 1 : 0,
        .excess_words = is_more ? name_excess(row->screen, job->arena) : (text){ "", 0 },
        .thresholds = &limit,
        .n_thresholds = 1,
    };
    draw(&it, out);
    return true;
}

static double bin_of(const scores_picture *it, double score, double cut)
{
    const double at = (score - cut) / it->width;
    return it->lower_is_better ? ceil(at - 1e-9) - 1 : floor(at + 1e-9);
}

/* Bin numbers relative to the last cut-off, over all scores. */
static bool find_range(const scores_picture *it, double cut, double *first, double *last)
{
    *first = HUGE_VAL;
    *last = -HUGE_VAL;
    for (size_t i = 0; i < it->n; i++) {
        const double bin = bin_of(it, it->scores[i], cut);
        *first = fmin(*first, bin);
        *last = fmax(*last, bin);
    }
    return *last - *first < BINS_MAX;
}

bool gaming_add_scores_picture(const gaming_job *job, const scores_picture *s, buffer *out, upw_error *error)
{
    static const char *const names[] = { "amber from", "green from" };
    const double cut = s->cuts[s->n_cuts - 1];
    double first, last;
    if (!find_range(s, cut, &first, &last))
        return upw_fail(error, UPW_BAD_USAGE,
                        "scores lie more than %d bins apart, too far for a picture; make bins wider with --width",
                        BINS_MAX);
    const size_t n = (size_t)(last - first) + 1;
    double *const edges = MEMORY_TAKE(job->arena, double, n + 1), *const counts = MEMORY_TAKE(job->arena, double, n);
    for (size_t i = 0; i <= n; i++)
        edges[i] = cut + (first + (double)i) * s->width;
    for (size_t i = 0; i < s->n; i++)
        if (!isnan(s->scores[i]))
            counts[(size_t)(bin_of(s, s->scores[i], cut) - first)]++;
    chart_threshold thresholds[2] = { 0 };
    for (size_t i = 0; i < s->n_cuts && i < 2; i++)
        thresholds[i] = (chart_threshold){ s->cuts[i], memory_format(job->arena, "%s %.10g",
                                                                     names[s->n_cuts == 1 ? 1 : i], s->cuts[i]) };
    if (s->n_cuts == 2 && s->cuts[1] < s->cuts[0]) {
        const chart_threshold amber = thresholds[0];
        thresholds[0] = thresholds[1];
        thresholds[1] = amber;
    }
    const chart_histogram it = {
        .head = { .title = TEXT("Scores of bodies around the cut-offs"),
                  .subtitle = memory_format(job->arena, "%.*s%s%zu scores in bins of %.10g", TEXT_ARGS(s->name),
                                            s->name.len > 0 ? ": " : "", s->n, s->width),
                  .description = s->findings,
                  .id = TEXT("scores"),
                  .footnote = memory_format(job->arena, "%.*s Not an accusation, and never about one body.",
                                            TEXT_ARGS(s->summary)) },
        .unit = unit_parse(TEXT("count")),
        .along_name = TEXT("score"),
        .n = n,
        .edges = edges,
        .counts = counts,
        .thresholds = thresholds,
        .n_thresholds = s->n_cuts,
    };
    draw(&it, out);
    return true;
}
