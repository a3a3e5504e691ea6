/* Tables of what is not answers: change of people and of bodies, votes, choices between two. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/score_job.h"
#include "cli/sheet_columns.h"
#include "table/cell.h"

/* Rows of a file as columns: two names, two figures. */
typedef struct pairs {
    const score_settings *settings;
    names cases, firsts, seconds;
    uint32_t *case_of, *first_of, *second_of;
    double *x, *y;
    int64_t *rows;
    size_t n, capacity;
    upw_arena *arena;
} pairs;

enum { CASE, FIRST, SECOND, X, Y, COLUMNS };

static void make_room(pairs *p)
{
    if (p->n < p->capacity)
        return;
    p->capacity = p->capacity == 0 ? 256 : 2 * p->capacity;
    p->case_of = memory_grow(p->case_of, p->capacity, sizeof *p->case_of);
    p->first_of = memory_grow(p->first_of, p->capacity, sizeof *p->first_of);
    p->second_of = memory_grow(p->second_of, p->capacity, sizeof *p->second_of);
    p->x = memory_grow(p->x, p->capacity, sizeof *p->x);
    p->y = memory_grow(p->y, p->capacity, sizeof *p->y);
    p->rows = memory_grow(p->rows, p->capacity, sizeof *p->rows);
}

static bool take_figure(const records_file *file, text field, int64_t row, size_t column, double *out, upw_error *error)
{
    const char *reason = "";
    const cell_state state = cell_read_number(field, out, &reason);
    if (state == CELL_WRONG)
        return records_complain(file, row, column, error, "\"%.*s\" %s", TEXT_ARGS(field), reason);
    *out = state == CELL_NUMBER ? *out : NAN;
    return true;
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    pairs *const p = context;
    make_room(p);
    p->case_of[p->n] = (uint32_t)names_find(&p->cases, fields[CASE], p->arena);
    p->first_of[p->n] = (uint32_t)names_find(&p->firsts, fields[FIRST], p->arena);
    p->second_of[p->n] = records_has(file, SECOND) ? (uint32_t)names_find(&p->firsts, fields[SECOND], p->arena) : 0;
    p->rows[p->n] = row;
    if (!take_figure(file, fields[X], row, X, &p->x[p->n], error) ||
        !take_figure(file, fields[Y], row, Y, &p->y[p->n], error))
        return false;
    p->n++;
    return true;
}

static const char *const case_names[] = { "case", "indicator", NULL }, *const none[] = { NULL };

static const record_column columns_of[SCORE_KIND_COUNT][COLUMNS] = {
    [SCORE_OF_CHANGE] = { { "case", { "", 0 }, case_names, false },
                          { "respondent",
                            { "", 0 },
                            (const char *const[]){ "respondent", "person", "id", NULL },
                            false },
                          { "second", { "", 0 }, none, false },
                          { "year1", { "", 0 }, (const char *const[]){ "year1", "last", "before", NULL }, true },
                          { "year2", { "", 0 }, (const char *const[]){ "year2", "this", "after", NULL }, true } },
    [SCORE_OF_BODIES] = { { "case", { "", 0 }, (const char *const[]){ "case", "theme", "score", NULL }, false },
                          { "body", { "", 0 }, (const char *const[]){ "body", "organisation", NULL }, true },
                          { "second", { "", 0 }, none, false },
                          { "first",
                            { "", 0 },
                            (const char *const[]){ "first", "individual", "year1", "last", NULL },
                            true },
                          { "second",
                            { "", 0 },
                            (const char *const[]){ "second", "signed", "year2", "this", NULL },
                            true } },
    [SCORE_OF_VOTES] = { { "case", { "", 0 }, case_names, false },
                         { "proposal", { "", 0 }, (const char *const[]){ "proposal", "item", "id", NULL }, false },
                         { "second", { "", 0 }, none, false },
                         { "k", { "", 0 }, (const char *const[]){ "k", "support", "for", NULL }, true },
                         { "n", { "", 0 }, (const char *const[]){ "n", "votes", "answered", NULL }, true } },
    [SCORE_OF_CHOICES] = { { "case", { "", 0 }, case_names, false },
                           { "winner", { "", 0 }, (const char *const[]){ "winner", NULL }, true },
                           { "loser", { "", 0 }, (const char *const[]){ "loser", NULL }, true },
                           { "wins", { "", 0 }, (const char *const[]){ "wins", "times", "n", NULL }, false },
                           { "none", { "", 0 }, none, false } },
};

/* ---- change of people ---- */

typedef struct change_row {
    text name;
    upw_score_change c;
} change_row;

#define ROW ((const change_row *)row)
TEXT_COLUMN(change_case, ROW->name)
INTEGER_COLUMN(matched, ROW->c.matched)
INTEGER_COLUMN(only_first, ROW->c.only_first)
INTEGER_COLUMN(only_second, ROW->c.only_second)
NUMBER_COLUMN(paired, ROW->c.paired)
NUMBER_COLUMN(paired_variance, ROW->c.paired_variance)
NUMBER_COLUMN(unpaired, ROW->c.unpaired)
NUMBER_COLUMN(unpaired_variance, ROW->c.unpaired_variance)
NUMBER_COLUMN(weight, ROW->c.weight)
NUMBER_COLUMN(change, ROW->c.change)
NUMBER_COLUMN(change_se, ROW->c.se)
NUMBER_COLUMN(change_low, ROW->c.low)
NUMBER_COLUMN(change_high, ROW->c.high)
NUMBER_COLUMN(naive, ROW->c.naive_change)
NUMBER_COLUMN(naive_se, ROW->c.naive_se)
TEXT_COLUMN(verdict, text_of(upw_score_verdict_text(ROW->c.verdict)))

static const sheet_column change_columns[] = {
    { "case", get_change_case },     { "matched", get_matched },
    { "only1", get_only_first },     { "only2", get_only_second },
    { "d_paired", get_paired },      { "var_paired", get_paired_variance },
    { "d_unpaired", get_unpaired },  { "var_unpaired", get_unpaired_variance },
    { "weight_paired", get_weight }, { "change", get_change },
    { "se", get_change_se },         { "lo", get_change_low },
    { "hi", get_change_high },       { "naive_change", get_naive },
    { "naive_se", get_naive_se },    { "verdict", get_verdict },
};
#undef ROW

/* The two figures of one case, one after the other; how many. */
static size_t gather_case(const pairs *p, size_t number, double *x, double *y, int64_t *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (p->case_of[i] != number)
            continue;
        x[n] = p->x[i];
        y[n] = p->y[i];
        rows[n++] = p->rows[i];
    }
    return n;
}

/* What one case is worked out from. */
typedef struct work {
    const pairs *pairs;
    double *x, *y;
    int64_t *rows;
    size_t n, number;
    const char *file;
} work;

static bool make_change(const work *w, void *row, buffer *words, upw_error *error)
{
    change_row *const r = row;
    (void)error;
    r->name = w->pairs->cases.at[w->number];
    const int64_t least = w->pairs->settings->has_least ? w->pairs->settings->least : 0;
    r->c = upw_score_find_change(w->x, w->y, w->n, (size_t)(least == 1 ? 2 : least));
    if (words != NULL && r->c.verdict == UPW_SCORE_CANNOT_TELL)
        score_add_paragraph(
            words, memory_format(w->pairs->arena, "%.*s: too few people for the data to tell.", TEXT_ARGS(r->name)));
    else if (words != NULL)
        score_add_paragraph(
            words, memory_format(w->pairs->arena,
                                 "%.*s: %+.2f (95 %% interval %+.2f to %+.2f), from %zu linked people, %zu only "
                                 "last year and %zu only this year: %s.",
                                 TEXT_ARGS(r->name), r->c.change, r->c.low, r->c.high, r->c.matched, r->c.only_first,
                                 r->c.only_second,
                                 r->c.verdict == UPW_SCORE_ALIKE ? "cannot be distinguished from no change"
                                                                 : upw_score_verdict_text(r->c.verdict)));
    return true;
}

/* ---- change of bodies, mirror gap ---- */

enum { BODIES_LEAST = 10 };

typedef struct gap_row {
    text name;
    upw_score_gap g;
    bool is_hidden;
} gap_row;

#define ROW ((const gap_row *)row)
#define GAP_COLUMN(name, expression)                                                                                   \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return ROW->is_hidden ? sheet_text(TEXT("[u]")) : sheet_number(expression);                                    \
    }
TEXT_COLUMN(gap_case, ROW->name)
INTEGER_COLUMN(gap_n, ROW->g.n)
NUMBER_COLUMN(gap_size, isfinite(ROW->g.mean.size) ? ROW->g.mean.size : NAN)
GAP_COLUMN(gap_mean, ROW->g.mean.mean)
GAP_COLUMN(gap_sd, ROW->g.mean.sd)
GAP_COLUMN(gap_se, ROW->g.mean.se)
GAP_COLUMN(gap_low, ROW->g.mean.low)
GAP_COLUMN(gap_high, ROW->g.mean.high)
GAP_COLUMN(gap_above, ROW->g.above_prop)
GAP_COLUMN(gap_below, ROW->g.below_prop)

static const sheet_column gap_columns[] = {
    { "case", get_gap_case },      { "bodies", get_gap_n }, { "bodies_of", get_gap_size },
    { "mean", get_gap_mean },      { "sd", get_gap_sd },    { "se", get_gap_se },
    { "lo", get_gap_low },         { "hi", get_gap_high },  { "above_10", get_gap_above },
    { "below_10", get_gap_below },
};
#undef ROW

static bool make_gap(const work *w, void *row, buffer *words, upw_error *error)
{
    gap_row *const r = row;
    const double size = w->pairs->settings->n_bodies > 0 ? w->pairs->settings->n_bodies : INFINITY;
    r->name = w->pairs->cases.at[w->number];
    r->g = upw_score_find_gap(w->x, w->y, w->n, size);
    r->is_hidden = r->g.n < BODIES_LEAST;
    if ((double)r->g.n > size)
        return upw_fail(error, UPW_BAD_USAGE, "--bodies says that there are %.0f, and %s has %zu", size, w->file,
                        r->g.n);
    if (words != NULL && r->is_hidden)
        score_add_paragraph(words, memory_format(w->pairs->arena, "%.*s: fewer than %d bodies have both figures.",
                                                 TEXT_ARGS(r->name), BODIES_LEAST));
    else if (words != NULL)
        score_add_paragraph(words,
                            memory_format(w->pairs->arena,
                                          "%.*s: %+.1f points (95 %% interval %+.1f to %+.1f) in %zu bodies that "
                                          "have both; 10 or more up in %.0f %%, down in %.0f %%.",
                                          TEXT_ARGS(r->name), r->g.mean.mean, r->g.mean.low, r->g.mean.high, r->g.n,
                                          100 * r->g.above_prop, 100 * r->g.below_prop));
    return true;
}

/* ---- votes ---- */

typedef struct vote_row {
    text proposal;
    double k, n;
    upw_support s;
    upw_figure finite;
} vote_row;

#define ROW ((const vote_row *)row)
TEXT_COLUMN(proposal, ROW->proposal)
NUMBER_COLUMN(vote_k, ROW->k)
NUMBER_COLUMN(vote_n, ROW->n)
NUMBER_COLUMN(vote_share, ROW->s.share.value)
NUMBER_COLUMN(vote_low, ROW->s.share.low)
NUMBER_COLUMN(vote_high, ROW->s.share.high)
NUMBER_COLUMN(finite_low, ROW->finite.low)
NUMBER_COLUMN(finite_high, ROW->finite.high)
TEXT_COLUMN(vote_mark, ROW->s.place == 0 ? TEXT("new") : ROW->s.shares_place ? TEXT("=") : TEXT(""))

static sheet_cell get_vote_place(const void *row)
{
    return ROW->s.place > 0 ? sheet_integer((int64_t)ROW->s.place) : sheet_empty();
}

static const sheet_column vote_columns[] = {
    { "proposal", get_proposal }, { "k", get_vote_k },           { "n", get_vote_n },
    { "p", get_vote_share },      { "wilson_lo", get_vote_low }, { "wilson_hi", get_vote_high },
    { "fpc_lo", get_finite_low }, { "fpc_hi", get_finite_high }, { "place", get_vote_place },
    { "mark", get_vote_mark },
};
#undef ROW

static bool make_votes(const pairs *p, const char *file, score_table *out, upw_error *error)
{
    vote_row *const rows = MEMORY_TAKE(p->arena, vote_row, p->n);
    upw_support *const support = MEMORY_TAKE(p->arena, upw_support, p->n);
    for (size_t i = 0; i < p->n; i++)
        if (!(p->x[i] >= 0 && p->x[i] <= p->y[i]))
            return upw_fail(
                error, UPW_BAD_INPUT,
                "%s, row %lld: k votes for it, out of n, must be from 0 to n; here they are %.10g and %.10g", file,
                (long long)p->rows[i], p->x[i], p->y[i]);
    if (!upw_support_rank(p->x, p->y, p->n, p->arena, support, error))
        return upw_wrap(error, "%s", file);
    for (size_t i = 0; i < p->n; i++) {
        rows[i] = (vote_row){ p->firsts.at[p->first_of[i]], p->x[i], p->y[i], support[i], { NAN, NAN, NAN } };
        if (p->settings->n_bodies > 0)
            rows[i].finite = upw_finite_share(p->x[i], p->y[i], p->settings->n_bodies);
        if (out->words != NULL && support[i].place == 0)
            score_add_paragraph(out->words, memory_format(p->arena, "%.*s: new, %.0f of %.0f votes so far.",
                                                          TEXT_ARGS(rows[i].proposal), p->x[i], p->y[i]));
        else if (out->words != NULL)
            score_add_paragraph(
                out->words, memory_format(p->arena, "%.*s: %.0f %% of %.0f votes (95 %% interval %.0f to %.0f %%)%s.",
                                          TEXT_ARGS(rows[i].proposal), 100 * support[i].share.value, p->y[i],
                                          100 * support[i].share.low, 100 * support[i].share.high,
                                          support[i].shares_place ? "; close to a neighbour" : ""));
    }
    *out =
        (score_table){ vote_columns, sizeof vote_columns / sizeof *vote_columns, (const char *)rows, sizeof *rows, p->n,
                       out->words };
    return true;
}

/* ---- choices ---- */

typedef struct choice_row {
    text case_name, item;
    upw_strength s;
} choice_row;

#define ROW ((const choice_row *)row)
TEXT_COLUMN(choice_case, ROW->case_name)
TEXT_COLUMN(choice_item, ROW->item)
NUMBER_COLUMN(theta, ROW->s.theta)
NUMBER_COLUMN(theta_se, ROW->s.se)
NUMBER_COLUMN(theta_without, ROW->s.theta_without)
NUMBER_COLUMN(choice_order, ROW->s.order)
INTEGER_COLUMN(choice_from, ROW->s.from)
INTEGER_COLUMN(choice_to, ROW->s.to)
INTEGER_COLUMN(island, ROW->s.island)

static const sheet_column choice_columns[] = {
    { "case", get_choice_case },
    { "item", get_choice_item },
    { "theta_prior_half", get_theta },
    { "se_prior_half", get_theta_se },
    { "theta_no_prior", get_theta_without },
    { "rank", get_choice_order },
    { "rank_from", get_choice_from },
    { "rank_to", get_choice_to },
    { "island", get_island },
};
#undef ROW

/* The items of one case get numbers of their own. */
typedef struct case_items {
    uint32_t *number, *item; /* [name], UINT32_MAX: not in this case; [number] */
    size_t n;
} case_items;

static uint32_t number_item(case_items *items, uint32_t name)
{
    if (items->number[name] == UINT32_MAX) {
        items->item[items->n] = name;
        items->number[name] = (uint32_t)items->n++;
    }
    return items->number[name];
}

static void say_case(const pairs *p, const choice_row *rows, size_t n, size_t n_islands, buffer *words)
{
    char sentence[600];
    for (size_t i = 0; i < n; i++) {
        upw_score_write_range(memory_format(p->arena, "%.*s", TEXT_ARGS(rows[i].item)).at, rows[i].s.from, rows[i].s.to,
                              n, sentence, sizeof sentence);
        score_add_paragraph(words, text_of(sentence));
    }
    if (n_islands > 1)
        score_add_paragraph(words, memory_format(p->arena,
                                                 "%zu groups of items were never held against each other: between them "
                                                 "nothing but a common starting point is compared.",
                                                 n_islands));
}

static bool make_case(const pairs *p, size_t number, choice_row *rows, size_t *n_rows, const char *file, buffer *words,
                      upw_error *error)
{
    upw_choices c = { .winners = NULL };
    uint32_t *const winners = MEMORY_TAKE(p->arena, uint32_t, p->n), *const losers =
                                                                         MEMORY_TAKE(p->arena, uint32_t, p->n);
    double *const wins = MEMORY_TAKE(p->arena, double, p->n);
    case_items items = { MEMORY_TAKE(p->arena, uint32_t, p->firsts.n), MEMORY_TAKE(p->arena, uint32_t, p->firsts.n),
                         0 };
    for (size_t i = 0; i < p->firsts.n; i++)
        items.number[i] = UINT32_MAX;
    for (size_t i = 0; i < p->n; i++) {
        if (p->case_of[i] != number)
            continue;
        winners[c.n] = number_item(&items, p->first_of[i]);
        losers[c.n] = number_item(&items, p->second_of[i]);
        wins[c.n] = isnan(p->x[i]) ? 1 : p->x[i];
        if (winners[c.n] == losers[c.n] || !(wins[c.n] >= 0))
            return upw_fail(error, UPW_BAD_INPUT, "%s, row %lld: a choice is between two items, 0 times or more", file,
                            (long long)p->rows[i]);
        c.n++;
    }
    c = (upw_choices){ winners, losers, wins, c.n, items.n };
    upw_strength *const strengths = MEMORY_TAKE(p->arena, upw_strength, items.n);
    size_t n_islands;
    if (!upw_choices_rank(&c, p->arena, strengths, &n_islands, error))
        return upw_wrap(error, "%s, case \"%.*s\"", file,
                        (int)(p->cases.at[number].len < 60 ? p->cases.at[number].len : 60), p->cases.at[number].at);
    for (size_t i = 0; i < items.n; i++)
        rows[i] = (choice_row){ p->cases.at[number], p->firsts.at[items.item[i]], strengths[i] };
    if (words != NULL)
        say_case(p, rows, items.n, n_islands, words);
    *n_rows = items.n;
    return true;
}

static bool make_choices(const pairs *p, const char *file, score_table *out, upw_error *error)
{
    choice_row *const rows = MEMORY_TAKE(p->arena, choice_row, p->cases.n * p->firsts.n);
    size_t n = 0, added = 0;
    for (size_t k = 0; k < p->cases.n; k++, n += added)
        if (!make_case(p, k, rows + n, &added, file, out->words, error))
            return false;
    *out = (score_table){
        choice_columns, sizeof choice_columns / sizeof *choice_columns, (const char *)rows, sizeof *rows, n, out->words
    };
    return true;
}

/* ---- any of them ---- */

/* One row for each case. */
static bool make_by_case(const pairs *p, const char *file, score_table *out, upw_error *error)
{
    const bool is_change = p->settings->kind == SCORE_OF_CHANGE;
    const size_t stride = is_change ? sizeof(change_row) : sizeof(gap_row);
    char *const rows = memory_take(p->arena, p->cases.n, stride);
    work w = { p,
               MEMORY_TAKE(p->arena, double, p->n),
               MEMORY_TAKE(p->arena, double, p->n),
               MEMORY_TAKE(p->arena, int64_t, p->n),
               0,
               0,
               file };
    for (w.number = 0; w.number < p->cases.n; w.number++) {
        w.n = gather_case(p, w.number, w.x, w.y, w.rows);
        if (!(is_change ? make_change : make_gap)(&w, rows + w.number * stride, out->words, error))
            return false;
    }
    out->columns = is_change ? change_columns : gap_columns;
    out->n_columns =
        is_change ? sizeof change_columns / sizeof *change_columns : sizeof gap_columns / sizeof *gap_columns;
    out->rows = rows;
    out->stride = stride;
    out->n = p->cases.n;
    return true;
}

static void free_pairs(pairs *p)
{
    names_clear(&p->cases);
    names_clear(&p->firsts);
    names_clear(&p->seconds);
    free(p->case_of);
    free(p->first_of);
    free(p->second_of);
    free(p->x);
    free(p->y);
    free(p->rows);
}

bool score_other(const score_settings *settings, const char *path, upw_arena *arena, score_table *out, upw_error *error)
{
    pairs p = { .settings = settings, .arena = arena };
    table_options options = settings->input.table;
    table_notes notes = { 0 };
    const char *const file = text_equal(text_of(path), TEXT("-")) ? "standard input" : path;
    bool done = records_read(path, &options, columns_of[settings->kind], COLUMNS, take_row, &p, &notes, error);
    if (done)
        input_say_notes(&notes, file);
    if (done && p.n == 0)
        done = upw_fail(error, UPW_BAD_INPUT, "%s has no rows", file);
    if (done)
        done = settings->kind == SCORE_OF_VOTES     ? make_votes(&p, file, out, error)
               : settings->kind == SCORE_OF_CHOICES ? make_choices(&p, file, out, error)
                                                    : make_by_case(&p, file, out, error);
    free_pairs(&p);
    return done;
}
