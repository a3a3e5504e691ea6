/* Between which places does each lie? All pairs, with Holm's correction. */
#include "score_ranges.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "upward/special.h"

static const double LEVEL = 0.05;

enum { CONTEST_MAX = 4000 };

/* A pair of which the first is the higher, and how clearly. */
typedef struct pair {
    double z;
    uint32_t high, low;
} pair;

/* Clearest first; ties by who they are, so that nothing hangs on the order of the input. */
static int compare_pairs(const void *left, const void *right)
{
    const pair *const a = left, *const b = right;
    if (a->z != b->z)
        return a->z > b->z ? -1 : 1;
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return a->low < b->low ? -1 : a->low > b->low;
}

typedef struct place {
    double value;
    size_t at;
} place;

static int compare_places(const void *left, const void *right)
{
    const place *const a = left, *const b = right;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* From the highest; NaN last. */
static place *sort_places(const double *values, size_t n, upw_arena *scratch)
{
    place *const places = upw_arena_take(scratch, n, sizeof *places);
    for (size_t i = 0; places != NULL && i < n; i++)
        places[i] = (place){ isnan(values[i]) ? -INFINITY : values[i], i };
    if (places != NULL)
        qsort(places, n, sizeof *places, compare_places);
    return places;
}

bool score_find_order(const double *values, size_t n, upw_arena *scratch, double *order, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const place *const places = sort_places(values, n, scratch);
    if (places == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory to order %zu values", n);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && places[end].value == places[i].value)
            end++;
        for (size_t k = i; k < end; k++)
            order[places[k].at] = isnan(values[places[k].at]) ? NAN : 0.5 * (double)(i + 1 + end);
        i = end;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}

static size_t make_pairs(const score_contest *c, pair *pairs)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = i + 1; j < c->n; j++) {
            const double z = c->z(c->context, i, j);
            pairs[n++] = z >= 0 ? (pair){ z, (uint32_t)i, (uint32_t)j } : (pair){ -z, (uint32_t)j, (uint32_t)i };
        }
    qsort(pairs, n, sizeof *pairs, compare_pairs);
    return n;
}

/* How many of the clearest pairs differ after the correction. */
static size_t count_apart(const pair *pairs, size_t n, size_t *alone)
{
    size_t apart = 0;
    *alone = 0;
    for (size_t k = 0; k < n; k++) {
        const double p = 2 * upw_normal_above(pairs[k].z);
        *alone += p <= LEVEL;
        if (apart == k && p <= LEVEL / (double)(n - k))
            apart++;
    }
    return apart;
}

/* Pairs of neighbours that are not among those apart. */
static size_t count_alike(const place *places, size_t n, const pair *pairs, size_t apart)
{
    size_t alike = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const size_t a = places[i].at, b = places[i + 1].at;
        size_t k = 0;
        while (k < apart && !((pairs[k].high == a && pairs[k].low == b) || (pairs[k].high == b && pairs[k].low == a)))
            k++;
        alike += k == apart;
    }
    return alike;
}

bool score_find_ranges(const score_contest *contest, upw_arena *scratch, score_range *ranges, score_pairs *pairs,
                       upw_error *error)
{
    const size_t n = contest->n, n_pairs = n > 1 ? n * (n - 1) / 2 : 0;
    if (n > CONTEST_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "up to %d can be held against each other, not %zu", CONTEST_MAX, n);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    pair *const sorted = upw_arena_take(scratch, n_pairs, sizeof *sorted);
    const place *const places = sort_places(contest->values, n, scratch);
    if (sorted == NULL || places == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu pairs", n_pairs);
    make_pairs(contest, sorted);
    *pairs = (score_pairs){ .n = n_pairs };
    pairs->apart = count_apart(sorted, n_pairs, &pairs->apart_alone);
    pairs->neighbours_alike = count_alike(places, n, sorted, pairs->apart);
    for (size_t i = 0; i < n; i++)
        ranges[i] = (score_range){ 1, n };
    for (size_t k = 0; k < pairs->apart; k++) {
        ranges[sorted[k].low].from++;
        ranges[sorted[k].high].to--;
    }
    size_t latest = 1, earliest = n;
    for (size_t i = 0; i < n; i++) {
        latest = ranges[i].from > latest ? ranges[i].from : latest;
        earliest = ranges[i].to < earliest ? ranges[i].to : earliest;
    }
    pairs->has_no_order = latest <= earliest;
    upw_arena_rewind(scratch, mark);
    return true;
}
