/* Counting, and what of it may be shown. */
#include "services/appraise/tally.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { SAME_PCT = 90, SAME_BELOW = 50 };

void tally_init(tally *t, const questionnaire *asked, const appraise_returns *all, upw_arena *arena)
{
    *t = (tally){ .asked = asked, .bodies = MEMORY_TAKE(arena, tally_body, all->n + 1), .n = all->n };
    for (size_t i = 0; i < all->n; i++)
        t->bodies[i].body = all->at[i].body;
}

static int compare_bodies(const void *a, const void *b)
{
    return text_compare(((const tally_body *)a)->body, ((const tally_body *)b)->body);
}

tally_body *tally_find(const tally *t, text body)
{
    const tally_body key = { .body = body };
    return t->n > 0 ? bsearch(&key, t->bodies, t->n, sizeof *t->bodies, compare_bodies) : NULL;
}

bool tally_add(tally *t, text part, upw_error *error)
{
    answer_body a;
    if (!answers_decode(part, t->asked, &a, error))
        return false;
    tally_body *const b = tally_find(t, a.body);
    if (b == NULL)
        return upw_fail(error, UPW_CONFLICT, "there are answers of a body that has no return");
    b->n++;
    for (size_t i = 0; i < t->asked->n; i++)
        for (question_target target = 0; target < TARGET_COUNT; target++)
            b->cells[i][target].counts[a.ratings[i][target]]++;
    return true;
}

/* ---- showing ---- */

/* The value at this place (from 0) when all are in order. */
static double value_at(const int64_t counts[5], int64_t place)
{
    int value = 0;
    while (value < 4 && place >= counts[value])
        place -= counts[value++];
    return value + 1;
}

static double median_of(const int64_t counts[5], int64_t n)
{
    return n > 0 ? (value_at(counts, (n - 1) / 2) + value_at(counts, n / 2)) / 2 : NAN;
}

static const profile_row hidden = {
    .n = -1, .counts = { -1, -1, -1, -1, -1 }, .n_do_not_know = -1, .n_does_not_apply = -1, .median = NAN
};

profile_row tally_show(const tally_cell *cell, int64_t min_people)
{
    profile_row row = { .is_shown = true,
                        .n_do_not_know = cell->counts[ANSWER_DO_NOT_KNOW],
                        .n_does_not_apply = cell->counts[ANSWER_DOES_NOT_APPLY] };
    for (int v = 1; v <= 5; v++) {
        row.counts[v - 1] = cell->counts[v];
        row.n += cell->counts[v];
    }
    if (row.n < min_people)
        return hidden;
    row.median = median_of(row.counts, row.n);
    for (int v = 1; v <= 5 && row.n < SAME_BELOW; v++)
        if (cell->counts[v] * 100 >= row.n * SAME_PCT)
            row.same_answer = v;
    for (int v = 1; v <= 5 && row.same_answer > 0; v++)
        row.counts[v - 1] = -1;
    return row;
}

/* ---- bodies that have become one ---- */

static void add_row(profile_row *to, const profile_row *from)
{
    to->is_shown = to->is_shown && from->is_shown && from->same_answer == 0;
    to->n += from->n;
    to->n_do_not_know += from->n_do_not_know;
    to->n_does_not_apply += from->n_does_not_apply;
    for (int v = 0; v < 5; v++)
        to->counts[v] += from->counts[v];
}

static profile_row join_row(const profile_row *like, const profile *parts, size_t n)
{
    profile_row row = { .is_shown = true };
    for (size_t i = 0; i < n; i++) {
        const profile_row *const part = returns_look_up_profile(&parts[i], like->question, like->target);
        if (part != NULL)
            add_row(&row, part);
    }
    if (!row.is_shown)
        row = hidden;
    else
        row.median = median_of(row.counts, row.n);
    row.question = like->question;
    row.target = like->target;
    return row;
}

profile tally_join(const profile *parts, size_t n, upw_arena *arena)
{
    size_t n_rows = 0;
    for (size_t i = 0; i < n; i++)
        n_rows += parts[i].n;
    profile all = { .at = MEMORY_TAKE(arena, profile_row, n_rows + 1) };
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < parts[i].n; k++) {
            const profile_row *const like = &parts[i].at[k];
            if (returns_look_up_profile(&all, like->question, like->target) == NULL)
                all.at[all.n++] = join_row(like, parts, n);
        }
    return all;
}
