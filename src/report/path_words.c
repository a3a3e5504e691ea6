/* What is said of a series beside its agreed path. */
#include <math.h>

#include "base/memory.h"
#include "report/path.h"

const char *path_finding(upw_trajectory_verdict verdict)
{
    static const char *const findings[UPW_TRAJECTORY_VERDICT_COUNT] = {
        [UPW_TRAJECTORY_TOO_EARLY] = "too early to tell",   [UPW_TRAJECTORY_ON_CURVE] = "on its agreed curve",
        [UPW_TRAJECTORY_BEHIND] = "behind its agreed path", [UPW_TRAJECTORY_AHEAD] = "ahead of its agreed path",
        [UPW_TRAJECTORY_NO_VERDICT] = "no verdict",
    };
    return findings[verdict];
}

static void add_verdict(buffer *b, const path_series *path)
{
    char words[700];
    upw_trajectory_write_verdict(&path->judgement, path->noun, path_name_period, &path->calendar, words, sizeof words);
    buffer_add(b, text_of(words));
}

static void add_dip_note(buffer *b, const path_series *path)
{
    const upw_trajectory_series *const s = &path->series;
    if (s->n > 0 && s->n <= path->judgement.dip_end && path->points[s->n - 1].is_above_dip)
        buffer_add_literal(
            b, " Better than the planned dip: either the change has not started or the dip was avoided. Ask "
               "which.");
}

/* Periods of the path that have a result. */
static size_t count_results(const path_series *path)
{
    size_t n = 0;
    for (size_t i = 0; i < path->series.n; i++)
        n += isnan(path->series.values[i]) ? 0 : 1;
    return n;
}

static void add_arrival(buffer *b, const path_series *path)
{
    const size_t arrival = path_find_arrival(path);
    char name[100];
    if (path->series.n <= arrival)
        return;
    path_name_period(&path->calendar, arrival, name, sizeof name);
    buffer_add_format(b, " The aim was due in %s; later results are held against it.", name);
}

static void add_light(buffer *b, const path_series *path)
{
    const upw_trajectory_judgement *const j = &path->judgement;
    const size_t n = count_results(path);
    buffer_add_format(b, " A straight-line light would have been red in %zu of %zu %s%s so far", path->reds, n,
                      path->noun, n == 1 ? "" : "s");
    if (!isnan(j->reds_expected))
        buffer_add_format(b, "; for a body exactly on this path it is red in about %.0f of %zu", j->reds_expected,
                          j->horizon);
    buffer_add_literal(b, ".");
}

static void add_correlation(buffer *b, const path_series *path)
{
    if (path->options.rho > 0)
        buffer_add_format(b,
                          " Neighbouring %ss correlate by %.2f in this measure; differences were divided by %.2f for "
                          "it.",
                          path->noun, path->options.rho, path->judgement.factor);
}

static void add_sizes(buffer *b, const path_series *path)
{
    if (path->series.sigmas != NULL)
        buffer_add_format(
            b,
            " Numbers behind the shares differ by more than a quarter, so each %s was held against its own "
            "variation.",
            path->noun);
}

text path_write_words(const path_series *path, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 1 << 14);
    if (count_results(path) == 0) {
        buffer_add_literal(&b, "Too early to tell: there is no result since the start of the path.");
    } else {
        add_verdict(&b, path);
        add_dip_note(&b, path);
        add_arrival(&b, path);
        add_light(&b, path);
        add_correlation(&b, path);
        add_sizes(&b, path);
    }
    const text words = memory_copy_text(arena, buffer_text(&b));
    buffer_clear(&b);
    return words;
}
