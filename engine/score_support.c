/* Which proposals have support? Votes by the lower end of Wilson's interval, choices between two by Bradley-Terry. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cholesky.h"
#include "score_ranges.h"
#include "upward/score.h"

static const double SETTLED = 1e-13, LOST = 1e300;

enum { STEPS_MAX = 200000, ITEMS_MAX = 2000 };

/* ---- votes ---- */

typedef struct vote {
    const upw_support *support;
    size_t at;
} vote;

static int compare_votes(const void *left, const void *right)
{
    const vote *const a = left, *const b = right;
    if (a->support->share.low != b->support->share.low)
        return a->support->share.low > b->support->share.low ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static bool overlap_by_half(const upw_figure *a, const upw_figure *b)
{
    const double both = fmin(a->high, b->high) - fmax(a->low, b->low);
    return both > 0.5 * fmin(a->high - a->low, b->high - b->low);
}

bool upw_support_rank(const double *k, const double *votes, size_t n, upw_arena *scratch, upw_support *out,
                      upw_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (!(k[i] >= 0 && k[i] <= votes[i]) || isinf(votes[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "%.10g votes for it out of %.10g cannot be", k[i],
                                votes[i]);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    vote *const order = upw_arena_take(scratch, n, sizeof *order);
    if (order == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu proposals", n);
    size_t ranked = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = (upw_support){ .share = upw_proportion(k[i], votes[i], 0.95) };
        if (votes[i] >= UPW_VOTES_LEAST)
            order[ranked++] = (vote){ &out[i], i };
    }
    qsort(order, ranked, sizeof *order, compare_votes);
    for (size_t i = 0; i < ranked; i++) {
        upw_support *const s = &out[order[i].at];
        s->place = i + 1;
        if (i > 0 && overlap_by_half(&s->share, &order[i - 1].support->share))
            s->shares_place = out[order[i - 1].at].shares_place = true;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}

/* ---- choices ---- */

typedef struct matches {
    double *met, *won; /* n x n; wins of each */
    double *p;
    size_t n;
} matches;

static bool check_choices(const upw_choices *c, upw_error *error)
{
    if (c->n_items == 0)
        return upw_fail(error, UPW_TOO_FEW, "there is nothing to choose between");
    if (c->n_items > ITEMS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "up to %d items can be chosen between, not %zu", ITEMS_MAX, c->n_items);
    for (size_t i = 0; i < c->n; i++) {
        if (c->winners[i] >= c->n_items || c->losers[i] >= c->n_items || c->winners[i] == c->losers[i])
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "choice %zu is not between two items", i + 1);
        if (!(c->wins[i] >= 0 && c->wins[i] <= 1e12))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "something cannot be chosen %.10g times",
                                c->wins[i]);
    }
    return true;
}

static void gather(const upw_choices *c, matches *m)
{
    memset(m->met, 0, m->n * m->n * sizeof *m->met);
    memset(m->won, 0, m->n * sizeof *m->won);
    for (size_t i = 0; i < c->n; i++) {
        const size_t a = c->winners[i], b = c->losers[i];
        m->met[a * m->n + b] += c->wins[i];
        m->met[b * m->n + a] += c->wins[i];
        m->won[a] += c->wins[i];
    }
}

/* Hunter's iteration; `prior` half wins and losses of each against a phantom of strength 1. The largest change of a
 * logarithm. */
static double improve(matches *m, double prior, double *next)
{
    double change = 0;
    for (size_t i = 0; i < m->n; i++) {
        double sum = prior > 0 ? 2 * prior / (m->p[i] + 1) : 0;
        for (size_t j = 0; j < m->n; j++)
            if (m->met[i * m->n + j] > 0)
                sum += m->met[i * m->n + j] / (m->p[i] + m->p[j]);
        next[i] = (m->won[i] + prior) / sum;
        change = fmax(change, fabs(log(next[i] / m->p[i])));
    }
    memcpy(m->p, next, m->n * sizeof *next);
    return change;
}

static void iterate(matches *m, double prior, double *next)
{
    for (size_t i = 0; i < m->n; i++)
        m->p[i] = 1;
    for (int step = 0; step < STEPS_MAX; step++) {
        const double change = improve(m, prior, next);
        if (change < SETTLED || !(change < LOST))
            return;
        if (prior > 0)
            continue;
        double sum = 0; /* without a phantom only ratios are known: keep their logarithms around 0 */
        for (size_t i = 0; i < m->n; i++)
            sum += log(m->p[i]);
        for (size_t i = 0; i < m->n; i++)
            m->p[i] *= exp(-sum / (double)m->n);
    }
}

/* Everyone reachable from the first by comparisons gets its number; `forward` by wins only, `backward` by losses. */
static size_t spread_from(const matches *m, const upw_choices *c, size_t start, int direction, uint32_t mark,
                          uint32_t *marks, size_t *queue)
{
    size_t head = 0, tail = 0;
    queue[tail++] = start;
    marks[start] = mark;
    while (head < tail) {
        const size_t at = queue[head++];
        for (size_t i = 0; i < c->n; i++) {
            const size_t a = c->winners[i], b = c->losers[i];
            const size_t other = a == at && direction >= 0 ? b : b == at && direction <= 0 ? a : m->n;
            if (other < m->n && c->wins[i] > 0 && marks[other] != mark) {
                marks[other] = mark;
                queue[tail++] = other;
            }
        }
    }
    return tail;
}

/* Islands, and whether every item can be reached from the first through wins and through losses: only then do
 * strengths without a phantom exist (Ford 1957). */
static bool find_islands(const matches *m, const upw_choices *c, upw_strength *out, size_t *n_islands, uint32_t *marks,
                         size_t *queue)
{
    memset(marks, 0, m->n * sizeof *marks);
    uint32_t mark = 0;
    for (size_t i = 0; i < m->n; i++)
        if (marks[i] == 0)
            spread_from(m, c, i, 0, ++mark, marks, queue);
    *n_islands = mark;
    for (size_t i = 0; i < m->n; i++)
        out[i].island = marks[i];
    memset(marks, 0, m->n * sizeof *marks);
    return spread_from(m, c, 0, 1, 1, marks, queue) == m->n && spread_from(m, c, 0, -1, 2, marks, queue) == m->n;
}

/* Covariances of the logarithms of strength: the inverse of the curvature. */
static bool invert_curvature(const matches *m, double *h, double *factor, double *columns, bool *dropped)
{
    const size_t n = m->n;
    for (size_t i = 0; i < n; i++) {
        dropped[i] = false;
        double own = m->p[i] / ((1 + m->p[i]) * (1 + m->p[i]));
        for (size_t j = 0; j < n; j++) {
            const double q = m->p[i] / (m->p[i] + m->p[j]), part = m->met[i * n + j] * q * (1 - q);
            h[i * n + j] = -part;
            own += part;
        }
        h[i * n + i] = own;
    }
    cholesky c = { .n = n, .stride = n, .factor = factor, .scale = columns, .is_dropped = dropped };
    if (!cholesky_factor(&c, h, 1e-14, NULL))
        return false;
    cholesky_invert(&c, h, columns + n);
    return true;
}

typedef struct strengths {
    const upw_strength *items;
    const double *covariance;
    size_t n;
} strengths;

static double compare_strengths(const void *context, size_t i, size_t j)
{
    const strengths *const s = context;
    const double *const v = s->covariance;
    return (s->items[i].theta - s->items[j].theta) /
           sqrt(v[i * s->n + i] + v[j * s->n + j] - v[i * s->n + j] - v[j * s->n + i]);
}

static bool place_items(const double *covariance, size_t n, upw_arena *scratch, upw_strength *out, upw_error *error)
{
    double *const values = upw_arena_take(scratch, n, sizeof *values), *const order =
                                                                           upw_arena_take(scratch, n, sizeof *order);
    score_range *const ranges = upw_arena_take(scratch, n, sizeof *ranges);
    if (values == NULL || order == NULL || ranges == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu items", n);
    for (size_t i = 0; i < n; i++)
        values[i] = round(out[i].theta * 1e9) / 1e9; /* what differs by less is a tie of the iteration */
    const strengths context = { out, covariance, n };
    const score_contest contest = { compare_strengths, &context, values, n };
    score_pairs pairs;
    if (!score_find_ranges(&contest, scratch, ranges, &pairs, error) ||
        !score_find_order(values, n, scratch, order, error))
        return false;
    for (size_t i = 0; i < n; i++) {
        out[i].order = order[i];
        out[i].from = ranges[i].from;
        out[i].to = ranges[i].to;
    }
    return true;
}

/* Everything that is worked with, all of it doubles but the last three. */
typedef struct room {
    double *h, *factor, *columns, *next;
    bool *dropped;
    uint32_t *marks;
    size_t *queue;
} room;

static bool take_room(size_t n, upw_arena *scratch, matches *m, room *r)
{
    *m = (matches){ upw_arena_take(scratch, n * n, sizeof(double)), upw_arena_take(scratch, n, sizeof(double)),
                    upw_arena_take(scratch, n, sizeof(double)), n };
    *r = (room){ upw_arena_take(scratch, n * n, sizeof(double)), upw_arena_take(scratch, n * n, sizeof(double)),
                 upw_arena_take(scratch, 2 * n, sizeof(double)), upw_arena_take(scratch, n, sizeof(double)),
                 upw_arena_take(scratch, n, sizeof(bool)),       upw_arena_take(scratch, n, sizeof(uint32_t)),
                 upw_arena_take(scratch, n, sizeof(size_t)) };
    return m->met != NULL && m->won != NULL && m->p != NULL && r->h != NULL && r->factor != NULL &&
           r->columns != NULL && r->next != NULL && r->dropped != NULL && r->marks != NULL && r->queue != NULL;
}

bool upw_choices_rank(const upw_choices *choices, upw_arena *scratch, upw_strength *out, size_t *n_islands,
                      upw_error *error)
{
    if (!check_choices(choices, error))
        return false;
    const size_t n = choices->n_items;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    matches m;
    room r;
    if (!take_room(n, scratch, &m, &r))
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu items", n);
    gather(choices, &m);
    for (size_t i = 0; i < n; i++)
        out[i] = (upw_strength){ .theta_without = NAN };
    if (find_islands(&m, choices, out, n_islands, r.marks, r.queue)) {
        iterate(&m, 0, r.next);
        for (size_t i = 0; i < n; i++)
            out[i].theta_without = log(m.p[i]);
    }
    iterate(&m, 0.5, r.next);
    if (!invert_curvature(&m, r.h, r.factor, r.columns, r.dropped))
        return upw_fail(error, UPW_BAD_INPUT, "these choices leave no measure of how sure their order is");
    for (size_t i = 0; i < n; i++) {
        out[i].theta = log(m.p[i]);
        out[i].se = sqrt(r.h[i * n + i]);
    }
    const bool is_done = place_items(r.h, n, scratch, out, error);
    upw_arena_rewind(scratch, mark);
    return is_done;
}
