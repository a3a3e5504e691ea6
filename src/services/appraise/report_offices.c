/* Chapter 3: what local bodies say about their office. Offices stand in the order of the map, by region and name as
 * they were given; there are no ranks. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"
#include "upward/disclose.h"

/* Of one theme, by office. */
typedef struct offices {
    upw_score_sums *sums;    /* signed scores of bodies */
    upw_funnel_body *bodies; /* the offices, in the funnel */
    upw_funnel funnel;
    upw_office *pooled;
    upw_pool pool;
    double *people; /* mean over bodies of the mean of their people */
    bool *hides_people;
    bool has_funnel;
} offices;

static const double WIDTH = 25; /* of the range that must be left of a hidden mean, on 0 to 100 (disclosure.md) */

/* Means of people may be told where the count of those who answered is, and none of the others can be had from them
 * and the mean of all. */
static bool find_people(const report_work *w, size_t theme, offices *o, upw_error *error)
{
    double *const n = MEMORY_TAKE(w->arena, double, w->n_offices), sum = 0, count = 0;
    upw_score_sums *const by_office = MEMORY_TAKE(w->arena, upw_score_sums, w->n_offices);
    bool is_safe = true;
    size_t n_hidden = 0;
    o->people = MEMORY_TAKE(w->arena, double, w->n_offices);
    o->hides_people = MEMORY_TAKE(w->arena, bool, w->n_offices);
    for (size_t b = 0; b < w->n_bodies; b++) {
        const double score = w->people_themes[theme * w->n_bodies + b];
        if (!isnan(score))
            upw_score_sums_add(&by_office[w->facts->bodies[b].office], score);
    }
    for (size_t i = 0; i < w->n_offices; i++) {
        n[i] = (double)by_office[i].n;
        o->people[i] = upw_score_sums_mean(&by_office[i]);
        o->hides_people[i] = by_office[i].n > 0 && w->hides_answered[w->office_row + i] != 0;
        n_hidden += o->hides_people[i];
        if (by_office[i].n > 0) {
            sum += o->people[i] * n[i];
            count += n[i];
        }
    }
    if (n_hidden == 0)
        return true;
    /* offices without anybody take no part: their mean is said to be the middle, and weighs nothing */
    for (size_t i = 0; i < w->n_offices; i++)
        if (isnan(o->people[i]))
            o->people[i] = 50;
    const upw_hidden_means means = { .n = n,
                                     .means = o->people,
                                     .is_hidden = o->hides_people,
                                     .n_offices = w->n_offices,
                                     .group_mean = sum / count,
                                     .least = 0,
                                     .most = 100 };
    if (!upw_disclose_means(&means, WIDTH, o->hides_people, w->arena, &is_safe, error))
        return false;
    for (size_t i = 0; i < w->n_offices; i++)
        o->hides_people[i] = (o->hides_people[i] || !is_safe) && n[i] > 0;
    return true;
}

static bool find_offices(const report_work *w, size_t theme, offices *o, upw_error *error)
{
    *o = (offices){ .sums = MEMORY_TAKE(w->arena, upw_score_sums, w->n_offices),
                    .bodies = MEMORY_TAKE(w->arena, upw_funnel_body, w->n_offices),
                    .pooled = MEMORY_TAKE(w->arena, upw_office, w->n_offices) };
    size_t n = 0;
    bool has_spread = false;
    for (size_t b = 0; b < w->n_bodies; b++) {
        const double score = w->signed_themes[theme * w->n_bodies + b];
        if (!isnan(score))
            upw_score_sums_add(&o->sums[w->facts->bodies[b].office], score);
    }
    for (size_t i = 0; i < w->n_offices; i++) {
        n += o->sums[i].n > 0;
        has_spread = has_spread || upw_score_sums_within(&o->sums[i]) > 0;
    }
    if (!find_people(w, theme, o, error))
        return false;
    o->has_funnel = n > 1 && has_spread;
    return !o->has_funnel || (upw_score_draw_funnel(o->sums, w->n_offices, w->arena, o->bodies, &o->funnel, error) &&
                              upw_score_pool(o->sums, NULL, w->n_offices, w->arena, o->pooled, &o->pool, error));
}

/* ---- T3.1 ---- */

static text flag_words(int class_of)
{
    static const char *const words[5] = { "below the 99.8% limits", "below the 95% limits", "within the limits",
                                          "above the 95% limits", "above the 99.8% limits" };
    return text_of(words[2 + (class_of < -2 ? -2 : class_of > 2 ? 2 : class_of)]);
}

static double cut(double score) /* at the ends of the scale */
{
    return fmin(fmax(score, 0), 100);
}

static void add_figure(report_work *w, report_table *t, bool has, double number)
{
    if (has)
        report_add_signed(w, t, number);
    else
        report_add_mark(t, REPORT_NOT_AVAILABLE);
}

static void add_office_people(report_work *w, report_table *t, const offices *o, size_t office)
{
    const int rule = w->hides_answered[w->office_row + office];
    int64_t answered = 0;
    for (size_t b = 0; b < w->n_bodies; b++)
        answered += w->facts->bodies[b].office == office ? w->answered[b] : 0;
    if (rule != 0)
        report_hide(w, t, w->facts->offices[office].name, rule);
    else
        report_add_count(t, answered);
    if (answered == 0 && rule == 0)
        report_add_mark(t, REPORT_NOT_AVAILABLE);
    else if (o->hides_people[office] || rule != 0)
        report_hide(w, t, w->facts->offices[office].name, rule != 0 ? rule : upw_hidden_rule(UPW_HIDDEN_BESIDE));
    else
        report_add_number(t, o->people[office]);
}

static void add_office(report_work *w, report_table *t, const offices *o, size_t theme, size_t office)
{
    const report_office *const at = &w->facts->offices[office];
    const upw_score_sums *const sums = &o->sums[office];
    const bool has = sums->n > 0, has_limits = has && o->has_funnel;
    const bool is_pooled = has_limits && o->pool.status == UPW_POOL_OK;
    const double mean = upw_score_sums_mean(sums), half = has_limits ? 1.959963984540054 * o->bodies[office].s : NAN;
    report_add_words(t, w->items->themes[theme].id);
    report_add_words(t, w->items->themes[theme].title);
    report_add_words(t, w->facts->regions[at->region].name);
    report_add_words(t, at->code);
    report_add_words(t, at->name);
    add_figure(w, t, has, mean);
    add_figure(w, t, has_limits, cut(mean - half));
    add_figure(w, t, has_limits, cut(mean + half));
    report_add_count(t, sums->n);
    if (!has_limits)
        report_add_mark(t, REPORT_NOT_AVAILABLE);
    else if (w->out->is_thin)
        report_add_mark(t, REPORT_LOW);
    else
        report_add_words(t, flag_words(o->bodies[office].class_in_force));
    for (size_t level = 0; level < 2; level++) {
        add_figure(w, t, has_limits, cut(o->bodies[office].lines[level].low));
        add_figure(w, t, has_limits, cut(o->bodies[office].lines[level].high));
    }
    add_figure(w, t, is_pooled, o->pooled[office].pooled);
    add_figure(w, t, is_pooled, cut(o->pooled[office].low));
    add_figure(w, t, is_pooled, cut(o->pooled[office].high));
    add_office_people(w, t, o, office);
    report_end_row(t);
}

static text find_sentence(const report_work *w, const report_table *t)
{
    size_t n = 0, above = 0, below = 0, inside = 0;
    const size_t flag = report_find_column(t, TEXT("flag")), theme = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        const text words = report_at(t, row, flag)->words;
        if (!text_equal(report_at(t, row, theme)->words, TEXT("overall")) || words.len == 0)
            continue;
        n++;
        above += text_starts_with(words, TEXT("above"));
        below += text_starts_with(words, TEXT("below"));
        inside += text_starts_with(words, TEXT("within"));
    }
    if (n == 0)
        return TEXT("Too few bodies returned to compare offices.");
    return memory_format(w->arena,
                         "Overall, the scores of %zu of %zu offices cannot be told apart from the national average; "
                         "%zu %s below and %zu above.",
                         inside, n, below, below == 1 ? "is" : "are", above);
}

/* ---- T3.2 ---- */

static void add_spread(report_work *w, report_table *t, const offices *o, size_t theme)
{
    const bool has = o->has_funnel, is_pooled = has && o->pool.status == UPW_POOL_OK;
    const upw_score_sums empty = { 0 };
    upw_score_sums all = empty;
    for (size_t i = 0; i < w->n_offices; i++)
        upw_score_sums_merge(&all, &o->sums[i]);
    report_add_words(t, w->items->themes[theme].id);
    report_add_words(t, w->items->themes[theme].title);
    add_figure(w, t, all.n > 0, upw_score_sums_mean(&all));
    report_add_count(t, (int64_t)(is_pooled ? o->pool.n_offices : has ? o->funnel.n : 0));
    add_figure(w, t, is_pooled, sqrt(o->pool.between));
    add_figure(w, t, is_pooled, sqrt(o->pool.within));
    add_figure(w, t, has, o->funnel.spread.phi);
    add_figure(w, t, has, o->funnel.p_dispersion);
    if (has)
        report_add_words(t, o->funnel.in_force == UPW_FUNNEL_PLAIN ? TEXT("chance alone") : TEXT("widened"));
    else
        report_add_mark(t, REPORT_NOT_AVAILABLE);
    add_figure(w, t, is_pooled, o->pool.reliability);
    add_figure(w, t, has, o->funnel.outside[0] > 0 ? (double)o->funnel.outside[0] : 0);
    report_end_row(t);
}

bool report_make_offices(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "About", REPORT_WORDS, "what it is about" },
        { "region", "Region", REPORT_WORDS, "of the office" },
        { "code", "Code", REPORT_WORDS, "of the office" },
        { "office", "Office", REPORT_WORDS, "its name" },
        { "score", "Score", REPORT_SCORE, "mean of what its bodies signed" },
        { "score_low", "Low", REPORT_SCORE,
          "lower end of its 95 % interval, by the deviation within all offices; at least 0" },
        { "score_high", "High", REPORT_SCORE, "upper end of its 95 % interval; at most 100" },
        { "bodies", "Bodies", REPORT_COUNT, "with a signed score in the theme" },
        { "flag", "In the funnel", REPORT_WORDS, "against the 95 % and 99.8 % limits round the national average" },
        { "limit_95_low", "95 % from", REPORT_SCORE, "lower 95 % limit at its number of bodies" },
        { "limit_95_high", "95 % to", REPORT_SCORE, "upper 95 % limit" },
        { "limit_998_low", "99.8 % from", REPORT_SCORE, "lower 99.8 % limit" },
        { "limit_998_high", "99.8 % to", REPORT_SCORE, "upper 99.8 % limit" },
        { "pooled", "Pooled", REPORT_SCORE, "the score drawn towards the national average as far as chance goes" },
        { "pooled_low", "Low", REPORT_SCORE, "lower end of its 95 % interval" },
        { "pooled_high", "High", REPORT_SCORE, "upper end of its 95 % interval" },
        { "people", "People", REPORT_COUNT, "people under the office who answered, to anything" },
        { "people_score", "People's score", REPORT_SCORE, "mean over its bodies of the mean of their people" },
    };
    static const report_column_made spread_columns[] = {
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "About", REPORT_WORDS, "what it is about" },
        { "score", "Score", REPORT_SCORE, "mean of what all bodies signed" },
        { "offices", "Offices", REPORT_COUNT, "with a score" },
        { "between_sd", "Between", REPORT_FIGURE, "standard deviation between offices, chance taken out" },
        { "within_sd", "Within", REPORT_FIGURE, "standard deviation of bodies within their office" },
        { "dispersion", "Dispersion", REPORT_RATIO, "spread of offices over that of chance, which is 1" },
        { "p", "p", REPORT_RATIO, "how often chance alone spreads offices so far" },
        { "limits", "Limits", REPORT_WORDS, "of the funnel: by chance alone, or widened because offices do differ" },
        { "reliability", "Reliability", REPORT_RATIO, "of an office's score, 0 to 1" },
        { "outside", "Outside", REPORT_COUNT, "offices outside the 95 % limits" },
    };
    report_table *const t = REPORT_BEGIN(w, "T3.1", 3, "Offices, theme by theme", columns);
    report_table *const spread = REPORT_BEGIN(w, "T3.2", 3, "How much offices differ", spread_columns);
    size_t n_differ = 0;
    for (size_t theme = 0; theme < w->items->n_themes; theme++) {
        offices o;
        if (w->items->themes[theme].target != TARGET_LOCAL)
            continue;
        if (!find_offices(w, theme, &o, error))
            return false;
        for (size_t r = 0; r < w->facts->n_regions; r++)
            for (size_t i = 0; i < w->n_offices; i++)
                if (w->facts->offices[i].region == r)
                    add_office(w, t, &o, theme, i);
        add_spread(w, spread, &o, theme);
        n_differ += o.has_funnel && o.funnel.in_force != UPW_FUNNEL_PLAIN;
    }
    t->sentence = find_sentence(w, t);
    t->note =
        TEXT("Offices stand in the order of the map. Scores of few bodies swing more: no order of scores is given, "
             "because most differences cannot be told from chance.");
    spread->sentence =
        n_differ == 0 ? TEXT("In no theme do offices differ more than chance would make them.")
                      : memory_format(w->arena, "In %zu of %zu themes offices differ more than chance would make them.",
                                      n_differ, spread->n_rows);
    return report_make_questions(w, "T3.3", "Every question about offices: what people answered and bodies signed",
                                 TARGET_LOCAL, error);
}
