/* Chapter 1: who took part. Counts of bodies are never hidden; counts of people as report_hide.c says. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"

/* ---- T1.1 ---- */

typedef struct tally {
    int64_t bodies, standing[REPORT_STANDINGS], invited, answered;
} tally;

static void add_body(tally *t, const report_work *w, size_t body)
{
    const report_body *const b = &w->facts->bodies[body];
    t->bodies++;
    t->standing[b->standing]++;
    t->invited += b->n_invited;
    t->answered += w->answered[body];
}

static double share_pct(int64_t part, int64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : NAN;
}

static void add_row(report_work *w, report_table *t, const char *level, text code, text name, const tally *it,
                    size_t row)
{
    report_add_words(t, text_of(level));
    report_add_words(t, code);
    report_add_words(t, name);
    report_add_count(t, it->bodies);
    for (size_t s = 0; s < REPORT_STANDINGS; s++)
        report_add_count(t, it->standing[s]);
    report_add_number(t, share_pct(it->standing[REPORT_RETURNED], it->bodies));
    report_add_count(t, it->invited);
    if (w->hides_answered[row] != 0) {
        report_hide(w, t, name, w->hides_answered[row]);
        report_hide(w, t, name, w->hides_answered[row]);
    } else {
        report_add_count(t, it->answered);
        if (it->invited > 0)
            report_add_number(t, share_pct(it->answered, it->invited));
        else
            report_add_mark(t, REPORT_NOT_APPLICABLE);
    }
    report_end_row(t);
}

static void make_by_place(report_work *w)
{
    static const report_column_made columns[] = {
        { "level", "Level", REPORT_WORDS, "nation, region or office" },
        { "code", "Code", REPORT_WORDS, "of the organisation; empty for the nation" },
        { "name", "Name", REPORT_WORDS, "of the organisation" },
        { "bodies", "Bodies", REPORT_COUNT, "local bodies that were asked" },
        { "returned", "Returned", REPORT_COUNT, "bodies whose return was accepted" },
        { "declined", "Declined", REPORT_COUNT, "bodies that declined, with their reasons in T1.2" },
        { "withdrawn", "Withdrawn", REPORT_COUNT, "bodies that took their return back" },
        { "lapsed", "Not returned", REPORT_COUNT, "bodies that sent none" },
        { "returned_pct", "Returned, %", REPORT_PERCENT, "returned, of all bodies" },
        { "people_invited", "People invited", REPORT_COUNT, "people who were sent a link" },
        { "people_answered", "People answered", REPORT_COUNT, "people whose answers were counted" },
        { "answered_pct", "Answered, %", REPORT_PERCENT, "answered, of those invited" },
    };
    const report_facts *const f = w->facts;
    report_table *const t = REPORT_BEGIN(w, "T1.1", 1, "Who took part, by region and office", columns);
    tally nation = { 0 };
    tally *const regions = MEMORY_TAKE(w->arena, tally, f->n_regions);
    tally *const offices = MEMORY_TAKE(w->arena, tally, f->n_offices);
    for (size_t b = 0; b < w->n_bodies; b++) {
        add_body(&nation, w, b);
        add_body(&offices[f->bodies[b].office], w, b);
        add_body(&regions[f->offices[f->bodies[b].office].region], w, b);
    }
    add_row(w, t, "nation", TEXT(""), TEXT("All"), &nation, 0);
    for (size_t r = 0; r < f->n_regions; r++) {
        add_row(w, t, "region", f->regions[r].code, f->regions[r].name, &regions[r], w->region_row + r);
        for (size_t o = 0; o < f->n_offices; o++)
            if (f->offices[o].region == r)
                add_row(w, t, "office", f->offices[o].code, f->offices[o].name, &offices[o], w->office_row + o);
    }
    const char *const people = w->hides_answered[0] != 0
                                   ? "."
                                   : memory_format(w->arena, "; %s answered of %s invited (%.1f%%).",
                                                   report_count_words(w->n_answered, "person", "people", w->arena).at,
                                                   report_count_words(w->n_invited, "person", "people", w->arena).at,
                                                   w->n_invited > 0 ? share_pct(w->n_answered, w->n_invited) : 0)
                                         .at;
    t->sentence = memory_format(w->arena, "%lld of %lld bodies returned their appraisal (%.1f%%)%s",
                                (long long)nation.standing[REPORT_RETURNED], (long long)nation.bodies,
                                share_pct(nation.standing[REPORT_RETURNED], nation.bodies), people);
}

/* ---- T1.2 ---- */

static void make_reasons(report_work *w)
{
    static const report_column_made columns[] = {
        { "code", "Code", REPORT_WORDS, "of the body" },
        { "name", "Body", REPORT_WORDS, "its name" },
        { "office", "Office", REPORT_WORDS, "that it was under" },
        { "what", "What it did", REPORT_WORDS, "declined or withdrew" },
        { "reason", "Reason", REPORT_WORDS, "in the body's own words" },
    };
    report_table *const t = REPORT_BEGIN(w, "T1.2", 1, "Bodies that declined or withdrew, and why", columns);
    for (size_t b = 0; b < w->n_bodies; b++) {
        const report_body *const body = &w->facts->bodies[b];
        if (body->standing != REPORT_DECLINED && body->standing != REPORT_WITHDRAWN)
            continue;
        report_add_words(t, body->code);
        report_add_words(t, body->name);
        report_add_words(t, w->facts->offices[body->office].name);
        report_add_words(t, body->standing == REPORT_DECLINED ? TEXT("declined") : TEXT("withdrew"));
        report_add_words(t, body->reason);
        report_end_row(t);
    }
    t->sentence = t->n_rows == 0 ? TEXT("No body declined or withdrew.")
                                 : memory_format(w->arena, "%s declined or withdrew, each with its reason.",
                                                 report_count_words((int64_t)t->n_rows, "body", "bodies", w->arena).at);
}

/* ---- T1.3 ---- */

static void add_group(report_work *w, report_table *t, const char *by, text group, int64_t bodies, int64_t returned)
{
    (void)w;
    report_add_words(t, text_of(by));
    report_add_words(t, group);
    report_add_count(t, bodies);
    report_add_count(t, returned);
    report_add_count(t, bodies - returned);
    report_add_number(t, share_pct(returned, bodies));
    report_end_row(t);
}

typedef struct sized {
    int64_t people;
    bool is_returned;
} sized;

static int compare_sizes(const void *a, const void *b)
{
    const sized *const x = a, *const y = b;
    return (x->people > y->people) - (x->people < y->people);
}

/* Thirds by people served, those alike in the same third as the first of them. */
static void add_sizes(report_work *w, report_table *t)
{
    static const char *const thirds[3] = { "smallest third", "middle third", "largest third" };
    sized *const all = MEMORY_TAKE(w->arena, sized, w->n_bodies);
    int64_t bodies[4] = { 0 }, returned[4] = { 0 };
    size_t n = 0;
    for (size_t b = 0; b < w->n_bodies; b++) {
        const report_body *const body = &w->facts->bodies[b];
        const bool is_returned = body->standing == REPORT_RETURNED;
        if (body->people_served > 0)
            all[n++] = (sized){ body->people_served, is_returned };
        else {
            bodies[3]++;
            returned[3] += is_returned;
        }
    }
    qsort(all, n, sizeof *all, compare_sizes);
    for (size_t i = 0, third = 0; i < n; i++) {
        if (i == 0 || all[i].people != all[i - 1].people)
            third = 3 * i / n;
        bodies[third]++;
        returned[third] += all[i].is_returned;
    }
    for (size_t i = 0; i < 4; i++)
        if (bodies[i] > 0)
            add_group(w, t, "people served", i < 3 ? text_of(thirds[i]) : TEXT("not known"), bodies[i], returned[i]);
}

static void add_kinds(report_work *w, report_table *t)
{
    bool *const is_done = MEMORY_TAKE(w->arena, bool, w->n_bodies);
    for (size_t b = 0; b < w->n_bodies; b++) {
        int64_t bodies = 0, returned = 0;
        for (size_t i = b; i < w->n_bodies && !is_done[b]; i++) {
            if (!text_equal(w->facts->bodies[i].kind, w->facts->bodies[b].kind))
                continue;
            is_done[i] = i != b;
            bodies++;
            returned += w->facts->bodies[i].standing == REPORT_RETURNED;
        }
        if (bodies > 0)
            add_group(w, t, "kind", w->facts->bodies[b].kind, bodies, returned);
    }
}

static void make_compared(report_work *w)
{
    static const report_column_made columns[] = {
        { "by", "By", REPORT_WORDS, "what bodies are grouped by: kind, region or people served" },
        { "group", "Group", REPORT_WORDS, "which of them" },
        { "bodies", "Bodies", REPORT_COUNT, "in the group" },
        { "returned", "Returned", REPORT_COUNT, "whose return was accepted" },
        { "not_returned", "Not returned", REPORT_COUNT, "declined, withdrawn or lapsed" },
        { "returned_pct", "Returned, %", REPORT_PERCENT, "of the group" },
    };
    const report_facts *const f = w->facts;
    report_table *const t = REPORT_BEGIN(w, "T1.3", 1, "Bodies that returned and that did not, compared", columns);
    add_kinds(w, t);
    for (size_t r = 0; r < f->n_regions; r++) {
        int64_t bodies = 0, returned = 0;
        for (size_t b = 0; b < w->n_bodies; b++)
            if (f->offices[f->bodies[b].office].region == r) {
                bodies++;
                returned += f->bodies[b].standing == REPORT_RETURNED;
            }
        add_group(w, t, "region", f->regions[r].name, bodies, returned);
    }
    add_sizes(w, t);
    double least = 100, most = 0;
    for (size_t i = 0; i < t->n_rows; i++) {
        const double pct = report_at(t, i, t->n_columns - 1)->number;
        least = fmin(least, pct);
        most = fmax(most, pct);
    }
    t->sentence =
        memory_format(w->arena, "Between %.1f%% and %.1f%% of the bodies of each group returned.", least, most);
}

/* ---- T1.4 ---- */

/* Whatever the silent think, the share in favour among all lies between these. */
static void make_bounds(report_work *w)
{
    static const report_column_made columns[] = {
        { "about", "About", REPORT_WORDS, "who is judged" },
        { "question", "Question", REPORT_WORDS, "its id" },
        { "wording", "Asked", REPORT_WORDS, "how it was put" },
        { "favourable_pct", "In favour, %", REPORT_PERCENT, "of those who gave an answer from 1 to 5" },
        { "low_pct", "Least, %", REPORT_PERCENT, "of all invited, if everybody who is silent were against" },
        { "high_pct", "Most, %", REPORT_PERCENT, "of all invited, if everybody who is silent were in favour" },
    };
    report_table *const t =
        REPORT_BEGIN(w, "T1.4", 1, "What the answers of those who stayed silent could change", columns);
    const double rate = w->n_invited > 0 ? (double)w->n_answered / (double)w->n_invited : NAN;
    for (size_t i = 0; i < w->items->n; i++) {
        const report_item *const item = &w->items->at[i];
        const upw_score_answers a = upw_score_find_answers(&w->count->score, UPW_SCORE_ALL, i);
        const upw_interval bounds = upw_score_find_bounds(rate, a.favourable);
        report_add_words(t, report_about_words(w, item->target));
        report_add_words(t, item->question->id);
        report_add_words(t, report_question_words(w, item));
        for (size_t k = 0; k < 3; k++)
            if (a.n < w->least || w->hides_answered[0] != 0)
                report_hide(w, t, item->question->id, 1);
            else
                report_add_number(t, 100 * (k == 0 ? a.favourable : k == 1 ? bounds.low : bounds.high));
        report_end_row(t);
    }
    t->sentence = w->hides_answered[0] != 0 || !(rate > 0)
                      ? TEXT("Too few people answered for bounds to be given.")
                      : memory_format(w->arena,
                                      "%.1f%% of the people invited answered: the true share in favour can differ from "
                                      "that among the answers by up to %.1f points, whatever the others think.",
                                      100 * rate, 100 * (1 - rate));
}

bool report_make_taking_part(report_work *w, upw_error *error)
{
    (void)error;
    make_by_place(w);
    make_bounds(w);
    make_reasons(w);
    make_compared(w);
    return true;
}
