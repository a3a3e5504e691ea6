/* Chapters 7 to 9: obstacles, this year's proposals, last year's promises. And the front page's table, T0. */
#include <math.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"

/* ---- obstacles ---- */

bool report_make_obstacles(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "owner", "Owner", REPORT_WORDS, "the organisation that owns them" },
        { "raised", "Raised", REPORT_COUNT, "" },
        { "confirmed", "Cleared and confirmed", REPORT_COUNT, "" },
        { "by_silence", "Cleared by silence", REPORT_COUNT, "" },
        { "clarified", "Clarified", REPORT_COUNT, "" },
        { "answered", "Answered", REPORT_COUNT, "it has to stay, with the reason" },
        { "overdue", "Overdue", REPORT_COUNT, "" },
        { "reopened", "Reopened", REPORT_COUNT, "" },
        { "median_days", "Median days", REPORT_COUNT, "from being raised to being cleared" },
    };
    report_table *const t = REPORT_BEGIN(w, "T7.1", 7, "Obstacles, by the organisation that owns them", columns);
    (void)error;
    t->sentence = TEXT("The register of obstacles was not in use in this round.");
    return true;
}

/* ---- proposals ---- */

static bool make_proposals(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "number", "No.", REPORT_COUNT, "of the proposal" },
        { "proposal", "Proposal", REPORT_WORDS, "its words" },
        { "evidence", "Rests on", REPORT_WORDS, "tables and themes" },
        { "support", "For", REPORT_COUNT, "bodies" },
        { "oppose", "Against", REPORT_COUNT, "bodies" },
        { "neutral", "Neutral", REPORT_COUNT, "bodies" },
        { "bodies", "Bodies", REPORT_COUNT, "that answered" },
        { "support_pct", "For, %", REPORT_PERCENT, "of those for or against" },
        { "support_low", "Low, %", REPORT_PERCENT, "lower end of its 95 % interval" },
        { "support_high", "High, %", REPORT_PERCENT, "upper end of its 95 % interval" },
        { "outcome", "Outcome", REPORT_WORDS, "put to the board, or dropped" },
    };
    const report_facts *const f = w->facts;
    report_table *const t = REPORT_BEGIN(w, "T8.1", 8, "Proposals and the support of bodies", columns);
    double *const k = MEMORY_TAKE(w->arena, double, f->n_proposals + 1);
    double *const votes = MEMORY_TAKE(w->arena, double, f->n_proposals + 1);
    upw_support *const support = MEMORY_TAKE(w->arena, upw_support, f->n_proposals + 1);
    size_t n_put = 0;
    for (size_t i = 0; i < f->n_proposals; i++) {
        k[i] = (double)f->proposals[i].support;
        votes[i] = k[i] + (double)f->proposals[i].oppose;
    }
    if (f->n_proposals > 0 && !upw_support_rank(k, votes, f->n_proposals, w->arena, support, error))
        return false;
    for (size_t i = 0; i < f->n_proposals; i++) {
        const report_proposal *const p = &f->proposals[i];
        report_add_count(t, p->number);
        report_add_words(t, p->words);
        report_add_words(t, p->evidence);
        report_add_count(t, p->support);
        report_add_count(t, p->oppose);
        report_add_count(t, p->neutral);
        report_add_count(t, p->support + p->oppose + p->neutral);
        report_add_number(t, 100 * support[i].share.value);
        report_add_number(t, 100 * support[i].share.low);
        report_add_number(t, 100 * support[i].share.high);
        report_add_words(t, p->is_dropped ? TEXT("dropped") : TEXT("put to the board"));
        report_end_row(t);
        n_put += !p->is_dropped;
    }
    t->sentence =
        f->n_proposals == 0
            ? TEXT("No proposal was made.")
            : memory_format(w->arena, "%zu of %s put to the board.", n_put,
                            report_count_words((int64_t)f->n_proposals, "proposal is", "proposals are", w->arena).at);
    return true;
}

/* ---- promises ---- */

bool report_make_promises(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "number", "No.", REPORT_COUNT, "of last year's proposal" },
        { "proposal", "Proposal", REPORT_WORDS, "its words" },
        { "answer", "The board's answer", REPORT_WORDS, "with its reason" },
        { "claim", "What the board claims", REPORT_WORDS, "in its words" },
        { "yes", "Bodies: done", REPORT_COUNT, "that say it is done" },
        { "no", "Bodies: not done", REPORT_COUNT, "that say it is not" },
        { "verdict", "Verdict", REPORT_WORDS, "done when half or more of those answering agree" },
    };
    if (!make_proposals(w, error))
        return false;
    report_table *const t = REPORT_BEGIN(w, "T9.1", 9, "Last year's promises: claim and verdict", columns);
    size_t n_kept = 0, n_claimed = 0;
    for (size_t i = 0; i < w->facts->n_promises; i++) {
        const report_promise *const p = &w->facts->promises[i];
        report_add_count(t, p->number);
        report_add_words(t, p->words);
        report_add_words(t, p->answer.len > 0 ? p->answer : TEXT("no answer"));
        report_add_words(t, p->claim);
        report_add_count(t, p->verdict_yes);
        report_add_count(t, p->verdict_no);
        report_add_words(t, p->verdict);
        report_end_row(t);
        n_claimed += p->claim.len > 0;
        n_kept += p->claim.len > 0 && p->verdict_yes > 0 && p->verdict_yes >= p->verdict_no;
    }
    t->sentence =
        w->facts->n_promises == 0
            ? TEXT("There are no promises of last year to look back on.")
            : memory_format(w->arena,
                            "Of last year's %s the board says that %zu %s done; local bodies agree about %zu.",
                            report_count_words((int64_t)w->facts->n_promises, "proposal", "proposals", w->arena).at,
                            n_claimed, n_claimed == 1 ? "is" : "are", n_kept);
    return true;
}

/* ---- T0 ---- */

static void add_fact(report_table *t, const char *name, double value, const char *unit, double low, double high,
                     double of)
{
    report_add_words(t, text_of(name));
    report_add_number(t, value);
    report_add_words(t, text_of(unit));
    if (isnan(low)) {
        report_add_mark(t, REPORT_NOT_APPLICABLE);
        report_add_mark(t, REPORT_NOT_APPLICABLE);
    } else {
        report_add_number(t, low);
        report_add_number(t, high);
    }
    if (isnan(of))
        report_add_mark(t, REPORT_NOT_APPLICABLE);
    else
        report_add_number(t, of);
    report_end_row(t);
}

/* A row of themes as a fact; nothing where there is no figure. */
static void add_scores(report_work *w, report_table *t, const char *name, text theme, size_t score)
{
    const report_table *const from = report_tables_find(w->out, theme);
    for (size_t row = 0; row < from->n_rows; row++) {
        const size_t id = report_find_column(from, TEXT("theme")), bodies = report_find_column(from, TEXT("bodies"));
        const report_cell *const cell = report_at(from, row, score);
        if (!text_equal(report_at(from, row, id)->words, TEXT("overall")) || cell->mark != REPORT_SHOWN)
            continue;
        const size_t about = report_find_column(from, TEXT("about"));
        const text words = about < from->n_columns ? memory_format(w->arena, "%s, %.*s", name,
                                                                   TEXT_ARGS(report_at(from, row, about)->words))
                                                   : text_of(name);
        add_fact(t, words.at, cell->number, "points", report_at(from, row, score + 1)->number,
                 report_at(from, row, score + 2)->number, report_at(from, row, bodies)->number);
    }
}

bool report_make_front(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "figure", "Figure", REPORT_WORDS, "what it is" },
        { "value", "Value", REPORT_FIGURE, "" },
        { "unit", "In", REPORT_WORDS, "bodies, people or points of 100" },
        { "low", "Low", REPORT_FIGURE, "lower end of its 95 % interval" },
        { "high", "High", REPORT_FIGURE, "upper end of its 95 % interval" },
        { "of", "Of", REPORT_FIGURE, "out of how many, or resting on how many bodies" },
    };
    (void)error;
    report_table *const t = REPORT_BEGIN(w, "T0", 0, "The report in figures", columns);
    add_fact(t, "Bodies that returned", (double)w->n_returned, "bodies", NAN, NAN, (double)w->n_bodies);
    if (w->hides_answered[0] == 0)
        add_fact(t, "People who answered", (double)w->n_answered, "people", NAN, NAN, (double)w->n_invited);
    add_scores(w, t, "Working relationship with the board, as signed", TEXT("T2.1"), 2);
    add_scores(w, t, "Mirror gap", TEXT("T4.1"), 3);
    add_scores(w, t, "Change since last year", TEXT("T5.1"), 5);
    t->sentence = report_tables_find(w->out, TEXT("T1.1"))->sentence;
    t->note = TEXT("The mirror gap is the score that a body signed less that of its own people: chapter 4.");
    return true;
}
