/* Chapter 4, leaders and colleagues: what bodies signed less what their people said. Chapter 5: change since last year.
 */
#include <math.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"

/* ---- the mirror gap ---- */

enum { BODIES_LEAST = 10, BIN = 10, BINS = 20 };

/* People's scores of bodies of which enough people answered. */
static double *list_people(const report_work *w, size_t theme)
{
    double *const scores = MEMORY_TAKE(w->arena, double, w->n_bodies);
    for (size_t b = 0; b < w->n_bodies; b++)
        scores[b] = w->answered[b] >= w->least ? w->people_themes[theme * w->n_bodies + b] : NAN;
    return scores;
}

static void add_bins(report_work *w, report_table *t, size_t theme, const double *people)
{
    int64_t counts[BINS] = { 0 };
    for (size_t b = 0; b < w->n_bodies; b++) {
        const double gap = w->signed_themes[theme * w->n_bodies + b] - people[b];
        if (isnan(gap))
            continue;
        const int bin = (int)floor((gap + 100) / BIN);
        counts[bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin]++;
    }
    int first = 0, end = BINS;
    while (first < end && counts[first] == 0)
        first++;
    while (end > first && counts[end - 1] == 0)
        end--;
    for (int i = first; i < end; i++) {
        report_add_words(t, report_about_words(w, w->items->themes[theme].target));
        report_add_words(t, w->items->themes[theme].id);
        report_add_words(t, w->items->themes[theme].title);
        report_add_number(t, i * BIN - 100);
        report_add_number(t, i * BIN - 100 + BIN);
        report_add_count(t, counts[i]);
        report_end_row(t);
    }
}

static text find_gap_sentence(const report_work *w, const report_table *t)
{
    for (size_t row = 0; row < t->n_rows; row++) {
        const double gap = report_at(t, row, 3)->number, low = report_at(t, row, 4)->number,
                     high = report_at(t, row, 5)->number;
        if (!text_equal(report_at(t, row, 1)->words, TEXT("overall")) || isnan(gap))
            continue;
        if (low <= 0 && high >= 0)
            return memory_format(
                w->arena,
                "Overall, what bodies signed about %s cannot be told apart from what their people said "
                "(%+.1f points, 95%% interval %.1f to %.1f).",
                report_at(t, row, 0)->words.at, gap, low, high);
        return memory_format(w->arena,
                             "Overall, what bodies signed about %s is %.1f points %s than what their people said (95%% "
                             "interval %.1f to %.1f).",
                             report_at(t, row, 0)->words.at, fabs(gap), gap > 0 ? "better" : "worse", low, high);
    }
    return TEXT("Too few bodies have both a signed score and enough people's answers for a gap to be shown.");
}

bool report_make_gaps(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "Theme", REPORT_WORDS, "what it is about" },
        { "gap", "Gap", REPORT_POINTS, "signed score less the score of the body's people; mean over bodies" },
        { "gap_low", "Low", REPORT_POINTS, "lower end of its 95 % interval" },
        { "gap_high", "High", REPORT_POINTS, "upper end of its 95 % interval" },
        { "bodies", "Bodies", REPORT_COUNT, "with a signed score, and enough people who answered" },
        { "above_pct", "10 or more above, %", REPORT_PERCENT, "bodies whose signed score is 10 points or more higher" },
        { "below_pct", "10 or more below, %", REPORT_PERCENT, "bodies whose signed score is 10 points or more lower" },
    };
    static const report_column_made bins[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },    { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "Theme", REPORT_WORDS, "what it is about" }, { "from", "From", REPORT_FIGURE, "gaps from this on" },
        { "to", "To", REPORT_FIGURE, "to below this" },         { "bodies", "Bodies", REPORT_COUNT, "with such a gap" },
    };
    report_table *const t =
        REPORT_BEGIN(w, "T4.1", 4, "Leaders and colleagues: the mirror gap, theme by theme", columns);
    report_table *const histogram = REPORT_BEGIN(w, "T4.2", 4, "Overall: how many bodies have which gap", bins);
    (void)error;
    for (size_t theme = 0; theme < w->items->n_themes; theme++) {
        const report_theme *const about = &w->items->themes[theme];
        const double *const people = list_people(w, theme);
        const upw_score_gap g =
            upw_score_find_gap(people, &w->signed_themes[theme * w->n_bodies], w->n_bodies, (double)w->n_bodies);
        report_add_words(t, report_about_words(w, about->target));
        report_add_words(t, about->id);
        report_add_words(t, about->title);
        const double figures[3] = { g.mean.mean, g.mean.is_census ? g.mean.mean : g.mean.low,
                                    g.mean.is_census ? g.mean.mean : g.mean.high };
        for (size_t k = 0; k < 3; k++)
            if (g.n < BODIES_LEAST)
                report_hide(w, t, about->title, 1);
            else
                report_add_number(t, figures[k]);
        report_add_count(t, (int64_t)g.n);
        for (size_t k = 0; k < 2; k++)
            if (g.n < BODIES_LEAST)
                report_hide(w, t, about->title, 1);
            else
                report_add_number(t, 100 * (k == 0 ? g.above_prop : g.below_prop));
        report_end_row(t);
        if (text_equal(about->id, TEXT("overall")) && g.n >= BODIES_LEAST)
            add_bins(w, histogram, theme, people);
    }
    t->sentence = find_gap_sentence(w, t);
    histogram->sentence = t->sentence;
    return true;
}

/* ---- change ---- */

typedef struct pair_of_years {
    double *last, *now; /* [body] */
    size_t n_breaks;
} pair_of_years;

/* Of the items that both years have: a theme's, or one. */
static double find_mean(const report_work *w, size_t theme, size_t item, const double *values, const double *other)
{
    double sum = 0;
    size_t n = 0, n_items = 0;
    for (size_t i = 0; i < w->items->n; i++) {
        if (item == SIZE_MAX ? w->items->at[i].theme != theme : i != item)
            continue;
        n_items++;
        if (!isnan(values[i]) && !isnan(other[i])) {
            sum += values[i];
            n++;
        }
    }
    return n > 0 && 2 * n >= n_items ? sum / (double)n : NAN;
}

static pair_of_years find_pair(const report_work *w, size_t theme, size_t item)
{
    pair_of_years p = { MEMORY_TAKE(w->arena, double, w->n_bodies), MEMORY_TAKE(w->arena, double, w->n_bodies), 0 };
    for (size_t b = 0; b < w->n_bodies; b++)
        p.last[b] = p.now[b] = NAN;
    for (size_t i = 0; i < w->facts->n_last_year; i++) {
        const report_last_year *const l = &w->facts->last_year[i];
        const double *const now = &w->signed_items[l->body * w->items->n];
        p.last[l->body] = find_mean(w, theme, item, l->items, now);
        p.now[l->body] = find_mean(w, theme, item, now, l->items);
        p.n_breaks += l->is_break && !isnan(p.last[l->body]);
    }
    return p;
}

/* Last year, this year, change with its interval, bodies in both, a note. */
static upw_score_gap add_change(report_work *w, report_table *t, const pair_of_years *p)
{
    upw_score_gap g = upw_score_find_gap(p->last, p->now, w->n_bodies, (double)w->facts->n_last_bodies);
    if (g.mean.is_census)
        g.mean.low = g.mean.high = g.mean.mean;
    report_add_signed(w, t, report_mean_of_bodies(w, p->last));
    report_add_signed(w, t, report_mean_of_bodies(w, p->now));
    report_add_signed(w, t, g.n > 0 ? g.mean.mean : NAN);
    report_add_signed(w, t, g.n > 1 ? g.mean.low : NAN);
    report_add_signed(w, t, g.n > 1 ? g.mean.high : NAN);
    report_add_count(t, (int64_t)g.n);
    report_add_words(t, p->n_breaks == 0 ? TEXT("")
                                         : memory_format(w->arena, "[b] %zu made of bodies that merged", p->n_breaks));
    return g;
}

#define CHANGE_COLUMNS                                                                                                 \
    { "last_year", "Last year", REPORT_SCORE, "mean of what bodies signed last year, of bodies in both years" },       \
        { "this_year", "This year", REPORT_SCORE, "the same this year" },                                              \
        { "change", "Change", REPORT_POINTS, "this year less last year" },                                             \
        { "change_low", "Low", REPORT_POINTS, "lower end of its 95 % interval" },                                      \
        { "change_high", "High", REPORT_POINTS, "upper end of its 95 % interval" },                                    \
        { "bodies", "Bodies", REPORT_COUNT, "with a score in both years" },                                            \
    {                                                                                                                  \
        "note", "Note", REPORT_WORDS, "breaks in the series"                                                           \
    }

static bool is_apart(const upw_score_gap *g)
{
    return g->n > 1 && (g->mean.low > 0 || g->mean.high < 0);
}

static text find_change_sentence(const report_work *w, size_t n_up, size_t n_down, size_t n)
{
    if (w->facts->last_year_name.len == 0)
        return TEXT("This is the first round: there is nothing to compare it with.");
    return memory_format(w->arena,
                         "Since %.*s, %zu of %zu themes went up, %zu went down, and the others cannot be "
                         "distinguished from no change.",
                         TEXT_ARGS(w->facts->last_year_name), n_up, n, n_down);
}

bool report_make_change(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "Theme", REPORT_WORDS, "what it is about" },
        CHANGE_COLUMNS,
    };
    static const report_column_made question_columns[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },
        { "question", "Question", REPORT_WORDS, "its id" },
        { "wording", "Asked", REPORT_WORDS, "how it was put" },
        CHANGE_COLUMNS,
    };
    report_table *const t = REPORT_BEGIN(w, "T5.1", 5, "Change since last year, theme by theme", columns);
    report_table *const q =
        REPORT_BEGIN(w, "T5.2", 5, "Questions that changed beyond what the numbers leave open", question_columns);
    size_t n_up = 0, n_down = 0;
    const bool is_first = w->facts->last_year_name.len == 0;
    (void)error;
    for (size_t theme = 0; theme < w->items->n_themes && !is_first; theme++) {
        const pair_of_years p = find_pair(w, theme, SIZE_MAX);
        report_add_words(t, report_about_words(w, w->items->themes[theme].target));
        report_add_words(t, w->items->themes[theme].id);
        report_add_words(t, w->items->themes[theme].title);
        const upw_score_gap g = add_change(w, t, &p);
        report_end_row(t);
        n_up += is_apart(&g) && g.mean.mean > 0;
        n_down += is_apart(&g) && g.mean.mean < 0;
    }
    for (size_t i = 0; i < w->items->n && !is_first && !w->out->is_thin; i++) {
        const pair_of_years p = find_pair(w, 0, i);
        upw_score_gap g = upw_score_find_gap(p.last, p.now, w->n_bodies, (double)w->facts->n_last_bodies);
        if (g.mean.is_census)
            g.mean.low = g.mean.high = g.mean.mean;
        if (!is_apart(&g))
            continue;
        report_add_words(q, report_about_words(w, w->items->at[i].target));
        report_add_words(q, w->items->at[i].question->id);
        report_add_words(q, report_question_words(w, &w->items->at[i]));
        add_change(w, q, &p);
        report_end_row(q);
    }
    t->sentence = find_change_sentence(w, n_up, n_down, t->n_rows);
    q->sentence = is_first ? t->sentence
                  : q->n_rows == 0
                      ? TEXT("No question's change can be distinguished from none.")
                      : memory_format(w->arena, "%s changed by more than the numbers leave open.",
                                      report_count_words((int64_t)q->n_rows, "question", "questions", w->arena).at);
    return true;
}
