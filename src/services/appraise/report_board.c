/* Chapter 2: what local bodies say about the national board, as bodies and as people. */
#include <math.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"
#include "upward/disclose.h"

/* Scores of bodies, those without one left out. */
static upw_finite_mean measure(const double *scores, size_t n, size_t stride, double size)
{
    upw_score_sums sums = { 0 };
    for (size_t b = 0; b < n; b++)
        if (!isnan(scores[b * stride]))
            upw_score_sums_add(&sums, scores[b * stride]);
    if (sums.n == 0)
        return (upw_finite_mean){ .mean = NAN, .low = NAN, .high = NAN };
    upw_finite_mean m =
        upw_finite_mean_measure((double)sums.n, upw_score_sums_mean(&sums), upw_score_sums_sd(&sums), size);
    if (m.is_census)
        m.low = m.high = m.mean;
    return m;
}

static double weigh_by_people(const report_work *w, size_t theme)
{
    double sum = 0, people = 0;
    for (size_t b = 0; b < w->n_bodies; b++) {
        const double score = w->signed_themes[theme * w->n_bodies + b];
        if (isnan(score) || w->facts->bodies[b].people_served == 0)
            continue;
        sum += score * (double)w->facts->bodies[b].people_served;
        people += (double)w->facts->bodies[b].people_served;
    }
    return people > 0 ? sum / people : NAN;
}

/* Share of the ratings of a theme that are in favour. */
static double find_favourable(const report_work *w, size_t theme, int64_t *n)
{
    double favourable = 0;
    *n = 0;
    for (size_t i = 0; i < w->items->n; i++) {
        if (w->items->at[i].theme != theme)
            continue;
        const upw_score_answers a = upw_score_find_answers(&w->count->score, UPW_SCORE_ALL, i);
        if (a.n > 0)
            favourable += a.favourable * (double)a.n;
        *n += a.n;
    }
    return *n > 0 ? 100 * favourable / (double)*n : NAN;
}

/* ---- the check by people, weighted to those invited ---- */

typedef struct check {
    bool is_made;
    upw_score by_office; /* places: offices */
    upw_score_weights weights;
    double *invited;
} check;

/* The same sums with offices for places: raking is to what each office had invited. */
static bool fold(const report_work *w, upw_score *out, upw_error *error)
{
    const upw_score *const from = &w->count->score;
    upw_score_plan plan = from->plan;
    plan.n_places = w->n_offices;
    if (!upw_score_begin(&plan, w->arena, out, error))
        return false;
    const size_t n_counts = plan.n_items * UPW_ANSWERS, n_sums = plan.n_themes + 1;
    for (size_t b = 0; b < w->n_bodies; b++) {
        const size_t o = w->facts->bodies[b].office;
        out->people[o] += from->people[b];
        for (size_t i = 0; i < n_counts; i++)
            out->counts[o * n_counts + i] += from->counts[b * n_counts + i];
        for (size_t i = 0; i < n_sums; i++)
            upw_score_sums_merge(&out->sums[o * n_sums + i], &from->sums[b * n_sums + i]);
    }
    return true;
}

static bool prepare_check(const report_work *w, check *c, upw_error *error)
{
    *c = (check){ .invited = MEMORY_TAKE(w->arena, double, w->n_offices) };
    if (w->n_answered < w->least)
        return true;
    for (size_t b = 0; b < w->n_bodies; b++)
        c->invited[w->facts->bodies[b].office] += (double)w->facts->bodies[b].n_invited;
    if (!fold(w, &c->by_office, error))
        return false;
    for (size_t o = 0; o < w->n_offices; o++) /* who answered was invited, whatever the list says later */
        c->invited[o] = fmax(c->invited[o], (double)c->by_office.people[o]);
    const upw_score_targets targets = { .places = c->invited };
    c->is_made = true;
    return upw_score_rake(&c->by_office, &targets, w->arena, &c->weights, error);
}

/* ---- T2.1 ---- */

static void add_people(report_work *w, report_table *t, const check *c, size_t theme)
{
    int64_t ratings;
    const double favourable = find_favourable(w, theme, &ratings);
    const upw_score_sums all = upw_score_find_sums(&w->count->score, UPW_SCORE_ALL, theme);
    const upw_finite_mean m = measure(&w->people_themes[theme * w->n_bodies], w->n_bodies, 1, (double)w->n_bodies);
    if (all.n < w->least || !c->is_made) {
        for (int k = 0; k < 7; k++)
            if (all.n == 0)
                report_add_mark(t, REPORT_NOT_AVAILABLE);
            else
                report_hide(w, t, w->items->themes[theme].title, 1);
        return;
    }
    const upw_score_estimate e = upw_score_weigh(&c->by_office, c->weights.weights, c->invited, theme);
    report_add_number(t, favourable);
    report_add_count(t, all.n);
    report_add_number(t, m.mean);
    report_add_number(t, m.low);
    report_add_number(t, m.high);
    report_add_number(t, e.mean);
    report_add_number(t, e.se);
}

static text find_extremes(const report_work *w, const report_table *t)
{
    size_t best = SIZE_MAX, worst = SIZE_MAX;
    for (size_t row = 0; row < t->n_rows; row++) {
        const double score = report_at(t, row, 2)->number;
        if (isnan(score))
            continue;
        best = best == SIZE_MAX || score > report_at(t, best, 2)->number ? row : best;
        worst = worst == SIZE_MAX || score < report_at(t, worst, 2)->number ? row : worst;
    }
    if (best == SIZE_MAX)
        return TEXT("No theme can be given a score.");
    if (best == worst)
        return memory_format(w->arena, "The theme \xE2\x80\x9C%.*s\xE2\x80\x9D has %s of 100.",
                             TEXT_ARGS(report_at(t, best, 1)->words),
                             report_score_words(report_at(t, best, 2)->number, w->arena).at);
    return memory_format(w->arena,
                         "In what bodies signed about %.*s, \xE2\x80\x9C%.*s\xE2\x80\x9D has the highest score of "
                         "%zu themes (%s of 100) and \xE2\x80\x9C%.*s\xE2\x80\x9D the lowest (%s).",
                         TEXT_ARGS(w->facts->board_label), TEXT_ARGS(report_at(t, best, 1)->words), t->n_rows,
                         report_score_words(report_at(t, best, 2)->number, w->arena).at,
                         TEXT_ARGS(report_at(t, worst, 1)->words),
                         report_score_words(report_at(t, worst, 2)->number, w->arena).at);
}

static void make_theme_scores(report_work *w, const check *c)
{
    static const report_column_made columns[] = {
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "About", REPORT_WORDS, "what it is about" },
        { "score", "Score", REPORT_SCORE, "mean of what bodies signed, one body one voice; 0 to 100" },
        { "score_low", "Low", REPORT_SCORE, "lower end of its 95 % interval" },
        { "score_high", "High", REPORT_SCORE, "upper end of its 95 % interval" },
        { "bodies", "Bodies", REPORT_COUNT, "bodies with a signed score in the theme" },
        { "weighted_score", "By people served", REPORT_SCORE, "the same weighted by people served: a check" },
        { "favourable_pct", "In favour, %", REPORT_PERCENT, "of people's ratings from 1 to 5 in the theme" },
        { "people", "People", REPORT_COUNT, "people with a score in the theme" },
        { "people_score", "People's score", REPORT_SCORE, "mean over bodies of the mean of their people" },
        { "people_low", "Low", REPORT_SCORE, "lower end of its 95 % interval" },
        { "people_high", "High", REPORT_SCORE, "upper end of its 95 % interval" },
        { "person_score", "By person", REPORT_SCORE, "mean over people, weighted to those invited by office: a check" },
        { "person_se", "Its error", REPORT_RATIO, "standard error of the score by person" },
    };
    report_table *const t = REPORT_BEGIN(w, "T2.1", 2, "Themes: what bodies signed and what people said", columns);
    for (size_t theme = 0; theme < w->items->n_themes; theme++) {
        if (w->items->themes[theme].target != TARGET_NATIONAL)
            continue;
        const upw_finite_mean m = measure(&w->signed_themes[theme * w->n_bodies], w->n_bodies, 1, (double)w->n_bodies);
        report_add_words(t, w->items->themes[theme].id);
        report_add_words(t, w->items->themes[theme].title);
        report_add_signed(w, t, m.mean);
        report_add_signed(w, t, m.low);
        report_add_signed(w, t, m.high);
        report_add_count(t, (int64_t)m.n);
        report_add_signed(w, t, weigh_by_people(w, theme));
        add_people(w, t, c, theme);
        report_end_row(t);
    }
    t->sentence = w->out->is_thin ? TEXT("Fewer than half of the bodies returned: there are no scores, only answers.")
                                  : find_extremes(w, t);
    t->note =
        w->n_returned == w->n_bodies
            ? TEXT("Every body answered: the scores of bodies are not estimates.")
            : memory_format(w->arena, "Intervals say how far the mean of the %zu bodies may be from that of all %zu.",
                            w->n_returned, w->n_bodies);
}

/* ---- do the questions of a theme hang together? ---- */

static bool make_reliability(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },
        { "theme", "Theme", REPORT_WORDS, "its id" },
        { "title", "Theme", REPORT_WORDS, "what it is about" },
        { "questions", "Questions", REPORT_COUNT, "in the theme" },
        { "people", "People", REPORT_COUNT, "who answered all of them" },
        { "alpha", "Alpha", REPORT_RATIO, "Cronbach's alpha" },
        { "omega", "Omega", REPORT_RATIO, "McDonald's omega; of three questions or more" },
    };
    report_table *const t = REPORT_BEGIN(w, "T2.3", 2, "Do the questions of a theme hang together?", columns);
    size_t n_loose = 0;
    for (size_t theme = 0; theme < w->items->n_themes; theme++) {
        upw_reliability r;
        if (!upw_score_find_reliability(&w->count->score, theme, w->arena, &r, error))
            return false;
        if (r.k < 2)
            continue;
        report_add_words(t, report_about_words(w, w->items->themes[theme].target));
        report_add_words(t, w->items->themes[theme].id);
        report_add_words(t, w->items->themes[theme].title);
        report_add_count(t, (int64_t)r.k);
        const bool is_enough = r.n >= 100;
        if (r.n > 0 && r.n < w->least)
            report_hide(w, t, w->items->themes[theme].title, 1);
        else
            report_add_count(t, r.n);
        if (is_enough) {
            report_add_number(t, r.alpha);
            report_add_number(t, r.k > 2 ? r.omega : NAN);
            n_loose += r.alpha < 0.7;
        } else {
            report_add_mark(t, REPORT_LOW);
            report_add_mark(t, REPORT_LOW);
        }
        report_end_row(t);
    }
    t->sentence = n_loose == 0 ? TEXT("Nothing here says that a theme's questions should be read one by one.")
                               : memory_format(w->arena,
                                               "In %s the questions do not hang together (alpha below 0.70): read them "
                                               "one by one.",
                                               report_count_words((int64_t)n_loose, "theme", "themes", w->arena).at);
    return true;
}

bool report_make_themes(report_work *w, upw_error *error)
{
    check c;
    if (!prepare_check(w, &c, error))
        return false;
    make_theme_scores(w, &c);
    return make_reliability(w, error);
}

/* ---- T2.2 and T3.3: every question ---- */

static void add_shares(report_work *w, report_table *t, const report_item *item, const upw_score_answers *a)
{
    static const unsigned order[7] = { 1, 2, 3, 4, 5, UPW_ANSWER_DO_NOT_KNOW, UPW_ANSWER_DOES_NOT_APPLY };
    int64_t counts[7], all = 0;
    for (size_t k = 0; k < 7; k++)
        all += counts[k] = a->counts[order[k]];
    const size_t same = upw_disclose_find_same_answer(counts, 7);
    for (size_t k = 0; k < 7; k++) {
        if (all == 0)
            report_add_mark(t, REPORT_NOT_AVAILABLE);
        else if (all < w->least)
            report_hide(w, t, item->question->id, 1);
        else if (same == SIZE_MAX)
            report_add_count(t, counts[k]);
        else if (same == k)
            report_add_words(t, TEXT("90% or more"));
        else
            report_hide(w, t, item->question->id, 2);
    }
    if (all > 0 && (all < w->least || same != SIZE_MAX)) {
        report_hide(w, t, item->question->id, all < w->least ? 1 : 2);
        report_hide(w, t, item->question->id, all < w->least ? 1 : 2);
        return;
    }
    report_add_number(t, 100 * a->favourable);
    report_add_number(t, a->score);
}

bool report_make_questions(report_work *w, const char *name, const char *title, question_target target,
                           upw_error *error)
{
    static const report_column_made columns[] = {
        { "question", "Question", REPORT_WORDS, "its id" },
        { "theme", "Theme", REPORT_WORDS, "what it is about" },
        { "wording", "Asked", REPORT_WORDS, "how it was put" },
        { "good_is", "Good is", REPORT_WORDS, "whether agreeing or disagreeing is in favour" },
        { "answered_1", "1", REPORT_COUNT, "people: strongly disagree, or very poor" },
        { "answered_2", "2", REPORT_COUNT, "people: disagree, or poor" },
        { "answered_3", "3", REPORT_COUNT, "people: neither" },
        { "answered_4", "4", REPORT_COUNT, "people: agree, or good" },
        { "answered_5", "5", REPORT_COUNT, "people: strongly agree, or very good" },
        { "do_not_know", "Do not know", REPORT_COUNT, "people" },
        { "does_not_apply", "Does not apply", REPORT_COUNT, "people" },
        { "favourable_pct", "In favour, %", REPORT_PERCENT,
          "of those who gave 1 to 5; 4 or 5, or 1 or 2 where agreeing is bad" },
        { "people_score", "People's score", REPORT_SCORE, "mean over people; 0 to 100, where 100 is good" },
        { "score", "Score", REPORT_SCORE, "mean of what bodies signed" },
        { "score_low", "Low", REPORT_SCORE, "lower end of its 95 % interval" },
        { "score_high", "High", REPORT_SCORE, "upper end of its 95 % interval" },
        { "bodies", "Bodies", REPORT_COUNT, "bodies with an agreed score" },
    };
    report_table *const t = REPORT_BEGIN(w, name, target == TARGET_NATIONAL ? 2 : 3, title, columns);
    size_t n_most = 0;
    (void)error;
    for (size_t i = 0; i < w->items->n; i++) {
        const report_item *const item = &w->items->at[i];
        if (item->target != target)
            continue;
        const upw_score_answers a = upw_score_find_answers(&w->count->score, UPW_SCORE_ALL, i);
        const upw_finite_mean m = measure(&w->signed_items[i], w->n_bodies, w->items->n, (double)w->n_bodies);
        report_add_words(t, item->question->id);
        report_add_words(t, item->question->theme_title);
        report_add_words(t, report_question_words(w, item));
        report_add_words(t, item->question->is_negative ? TEXT("disagreeing") : TEXT("agreeing"));
        add_shares(w, t, item, &a);
        report_add_signed(w, t, m.mean);
        report_add_signed(w, t, m.low);
        report_add_signed(w, t, m.high);
        report_add_count(t, (int64_t)m.n);
        report_end_row(t);
        n_most += a.n >= w->least && a.favourable > 0.5;
    }
    t->sentence = w->n_answered < w->least
                      ? TEXT("Too few people answered for their answers to be shown.")
                      : memory_format(w->arena,
                                      "On %zu of %zu questions more than half of the people who gave a rating "
                                      "are in favour.",
                                      n_most, t->n_rows);
    return true;
}
