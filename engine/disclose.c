/* Which single figures must not be printed, and what follows for tables, means and groups. */
#include "upward/disclose.h"

#include <math.h>
#include <string.h>

#include "sentences.h"

enum { SMALL_GROUP = 50, CONTRIBUTORS = 3, LARGEST = 2 };

static const double SAME = 0.9, DOMINATED_PCT = 85, GUESSED_PCT = 10;

upw_protection upw_disclose_find_need(int64_t value, int64_t threshold)
{
    const int64_t half = threshold / 2, lower = value < half ? value : half;
    return (upw_protection){ lower, threshold - lower };
}

/* The sum of the n largest, and the largest two. */
static double sum_largest(const double *x, size_t n, size_t n_largest, double *first, double *second)
{
    double sum = 0, last = INFINITY;
    size_t taken = 0;
    *first = *second = 0;
    while (taken < n_largest && taken < n) { /* n_largest is 2 or 3: a sort would be no shorter */
        double largest = -1;
        size_t ties = 0;
        for (size_t i = 0; i < n; i++)
            if (x[i] < last && x[i] > largest)
                largest = x[i];
        for (size_t i = 0; i < n; i++)
            ties += x[i] == largest;
        for (; ties > 0 && taken < n_largest; ties--, taken++) {
            sum += largest;
            *second = taken == 1 ? largest : *second;
            *first = taken == 0 ? largest : *first;
        }
        last = largest;
    }
    return sum;
}

bool upw_disclose_judge_dominance(const double *contributions, size_t n, const upw_dominance_rule *rule,
                                  upw_dominance *out, upw_error *error)
{
    const upw_dominance_rule zero = { 0 }, *const r = rule != NULL ? rule : &zero;
    const double k = r->k > 0 ? r->k : DOMINATED_PCT, p = r->p > 0 ? r->p : GUESSED_PCT;
    double total = 0, first, second, unused;
    for (size_t i = 0; i < n; i++) {
        if (!(contributions[i] >= 0) || isinf(contributions[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a contribution is a number from 0 up");
        total += contributions[i];
    }
    const double largest = sum_largest(contributions, n, r->n > 0 ? r->n : LARGEST, &unused, &unused);
    sum_largest(contributions, n, 2, &first, &second);
    *out = (upw_dominance){ .is_dominated = largest > k / 100 * total,
                            .is_guessable = total - first - second < p / 100 * first,
                            .is_few = n < (r->least > 0 ? r->least : CONTRIBUTORS) };
    return true;
}

size_t upw_disclose_find_same_answer(const int64_t *counts, size_t n)
{
    int64_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += counts[i];
    for (size_t i = 0; i < n && total > 0 && total < SMALL_GROUP; i++)
        if ((double)counts[i] >= SAME * (double)total)
            return i;
    return SIZE_MAX;
}

/* ---- means ---- */

/* Whether every hidden mean is left a range of this width. */
static bool is_wide(const upw_hidden_means *m, double width, double *low, double *high)
{
    upw_attack_means(m, low, high);
    for (size_t i = 0; i < m->n_offices; i++)
        if (m->is_hidden[i] && !(high[i] - low[i] >= width))
            return false;
    return true;
}

bool upw_disclose_means(const upw_hidden_means *means, double width, bool *is_hidden, upw_arena *scratch, bool *is_safe,
                        upw_error *error)
{
    upw_hidden_means m = *means;
    m.is_hidden = is_hidden;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const low = upw_arena_take(scratch, m.n_offices, sizeof *low);
    double *const high = upw_arena_take(scratch, m.n_offices, sizeof *high);
    if (low == NULL || high == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu means", m.n_offices);
    while (!(*is_safe = is_wide(&m, width, low, high))) {
        size_t least = m.n_offices;
        for (size_t i = 0; i < m.n_offices; i++)
            if (!is_hidden[i] && (least == m.n_offices || m.n[i] < m.n[least]))
                least = i;
        if (least == m.n_offices)
            break;
        is_hidden[least] = true;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}

/* ---- groups ---- */

/* Members of only one of two groups; counting stops at `enough`. */
static int64_t count_apart(const upw_groups *g, size_t a, size_t b, int64_t enough)
{
    size_t i = g->offsets[a], j = g->offsets[b];
    int64_t apart = 0;
    while (apart < enough && (i < g->offsets[a + 1] || j < g->offsets[b + 1])) {
        const bool has_a = i < g->offsets[a + 1], has_b = j < g->offsets[b + 1];
        if (has_a && has_b && g->members[i] == g->members[j]) {
            i++;
            j++;
            continue;
        }
        if (!has_b || (has_a && g->members[i] < g->members[j]))
            i++;
        else
            j++;
        apart++;
    }
    return apart;
}

static void judge_group(const upw_groups *g, size_t group, int64_t threshold, bool *is_shown, size_t *nearest)
{
    const int64_t size = (int64_t)(g->offsets[group + 1] - g->offsets[group]);
    is_shown[group] = true;
    for (size_t other = 0; other < g->n; other++) {
        const int64_t other_size = (int64_t)(g->offsets[other + 1] - g->offsets[other]);
        if (other == group || !is_shown[other] ||
            (size > other_size ? size - other_size : other_size - size) >= threshold)
            continue;
        const int64_t apart = count_apart(g, group, other, threshold);
        if (apart > 0 && apart < threshold) {
            is_shown[group] = false;
            nearest[group] = other;
            return;
        }
    }
}

bool upw_disclose_groups(const upw_groups *groups, int64_t threshold, bool *is_shown, size_t *nearest, upw_error *error)
{
    for (size_t g = 0; g < groups->n; g++) {
        for (size_t k = groups->offsets[g] + 1; k < groups->offsets[g + 1]; k++)
            if (groups->members[k] <= groups->members[k - 1])
                return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)k + 1, "members of a group rise, each once");
        is_shown[g] = groups->is_published != NULL && groups->is_published[g];
        nearest[g] = SIZE_MAX;
    }
    for (size_t g = 0; g < groups->n; g++)
        if (!is_shown[g])
            judge_group(groups, g, threshold, is_shown, nearest);
    return true;
}

/* ---- words ---- */

static const struct {
    const char *text;
    int rule;
} reasons[UPW_HIDDEN_COUNT] = {
    [UPW_SHOWN] = { "", 0 },
    [UPW_HIDDEN_SMALL] = { "small", 1 },
    [UPW_HIDDEN_EARLIER] = { "earlier", 6 },
    [UPW_HIDDEN_BESIDE] = { "beside", 4 },
};

const char *upw_hidden_text(upw_hidden hidden)
{
    return hidden < UPW_HIDDEN_COUNT ? reasons[hidden].text : "";
}

int upw_hidden_rule(upw_hidden hidden)
{
    return hidden < UPW_HIDDEN_COUNT ? reasons[hidden].rule : 0;
}

size_t upw_disclose_write(const upw_disclosure *d, size_t n_cells, int64_t threshold, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    if (d->hidden == 0) {
        sentences_add(&s, "All %zu cells can be shown: none is of 1 to %lld people.", n_cells,
                      (long long)threshold - 1);
        return s.length;
    }
    sentences_add(&s,
                  "%zu of %zu cells %s hidden: %zu of few people, %zu beside them so that these cannot be worked out.",
                  d->hidden, n_cells, d->hidden == 1 ? "is" : "are", d->primary, d->hidden - d->primary);
    if (d->exposed == 0 && d->recovered == 0)
        sentences_add(&s,
                      " Attacked with everything that is printed, each small count may still be anything within a "
                      "range of %lld or more.",
                      (long long)threshold);
    else
        sentences_add(&s,
                      " It is not safe: %zu small counts can be narrowed down too far, and %zu hidden cells worked "
                      "out exactly.",
                      d->exposed, d->recovered);
    return s.length;
}
