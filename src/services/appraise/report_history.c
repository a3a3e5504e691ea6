/* Chapter 5, from the sixth round on: each theme over all rounds, as a run chart. One round before tells of change; a
 * handful are too few to tell a trend from chance (product.md, section 6.9). */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"
#include "upward/runs.h"

enum { ROUNDS_LEAST = 6 };

/* A theme over the rounds; years are those of all themes. */
typedef struct history {
    const text *years;
    double *scores; /* NaN: not asked, or no score */
    size_t n;
} history;

static size_t list_years(const report_work *w, text *years)
{
    size_t n = 0;
    for (size_t i = 0; i < w->facts->n_earlier; i++)
        if (n == 0 || !text_equal(years[n - 1], w->facts->earlier[i].year))
            years[n++] = w->facts->earlier[i].year;
    years[n++] = w->facts->year;
    return n;
}

static void find_scores(const report_work *w, size_t theme, history *h)
{
    const report_theme *const t = &w->items->themes[theme];
    for (size_t k = 0; k < h->n; k++)
        h->scores[k] = NAN;
    for (size_t i = 0, k = 0; i < w->facts->n_earlier; i++) {
        const report_earlier *const e = &w->facts->earlier[i];
        while (!text_equal(h->years[k], e->year))
            k++;
        if (e->target == t->target && text_equal(e->theme, t->id))
            h->scores[k] = e->score;
    }
    if (!w->out->is_thin)
        h->scores[h->n - 1] = report_mean_of_bodies(w, &w->signed_themes[theme * w->n_bodies]);
}

static int compare_numbers(const void *a, const void *b)
{
    const double *const x = a, *const y = b;
    return (*x > *y) - (*x < *y);
}

static double find_median(const history *h, upw_arena *arena)
{
    double *const sorted = MEMORY_TAKE(arena, double, h->n);
    size_t n = 0;
    for (size_t k = 0; k < h->n; k++)
        if (!isnan(h->scores[k]))
            sorted[n++] = h->scores[k];
    qsort(sorted, n, sizeof *sorted, compare_numbers);
    return n == 0 ? NAN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

bool report_make_history(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "Theme", REPORT_WORDS, "what it is about" },
        { "year", "Round", REPORT_WORDS, "the year that the round is about" },
        { "score", "Score", REPORT_SCORE, "mean of what bodies signed, as it was published" },
        { "median", "Median", REPORT_SCORE, "of the theme's scores over all rounds" },
    };
    text *const years = MEMORY_TAKE(w->arena, text, w->facts->n_earlier + 1);
    history h = { .years = years, .n = list_years(w, years) };
    size_t n_moved = 0;
    (void)error;
    if (h.n < ROUNDS_LEAST)
        return true;
    report_table *const t = REPORT_BEGIN(w, "T5.3", 5, "Themes over the rounds", columns);
    h.scores = MEMORY_TAKE(w->arena, double, h.n);
    for (size_t theme = 0; theme < w->items->n_themes; theme++) {
        find_scores(w, theme, &h);
        const double median = find_median(&h, w->arena);
        n_moved += upw_runs_analyse(h.scores, h.n, median).signal;
        for (size_t k = 0; k < h.n; k++) {
            report_add_words(t, report_about_words(w, w->items->themes[theme].target));
            report_add_words(t, w->items->themes[theme].id);
            report_add_words(t, w->items->themes[theme].title);
            report_add_words(t, h.years[k]);
            report_add_number(t, h.scores[k]);
            report_add_number(t, median);
            report_end_row(t);
        }
    }
    t->sentence = memory_format(w->arena,
                                "Over %zu rounds, %zu of %zu themes ran higher or lower for longer than chance would "
                                "have it.",
                                h.n, n_moved, w->items->n_themes);
    t->note = TEXT("Scores stand as they were published, of the bodies of that year; runs are judged by the median "
                   "(Anh\xC3\xB8j and Olesen, 2014).");
    return true;
}
