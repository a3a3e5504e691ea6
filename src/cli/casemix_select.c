/* Which value is the k-th smallest, of more values than fit into memory?
 *
 * Doubles as whole numbers in the same order, found digit by digit: each pass counts the next digit of those values
 * that begin as the wanted one does. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/casemix_job.h"

enum { DIGIT_BITS = 11, DIGITS = 6, LAST_BITS = 64 - (DIGITS - 1) * DIGIT_BITS, DIGIT_VALUES = 1 << DIGIT_BITS };

typedef struct wanted {
    uint64_t beginning;
    uint64_t before; /* values with this beginning that are smaller */
} wanted;

typedef struct selection {
    size_t variable;
    unsigned digit_bits, open_bits; /* of the digit that is counted; that stay open behind it */
    const uint64_t *beginnings;     /* rising */
    size_t n_beginnings;
    uint64_t *counts; /* by part, beginning and digit */
} selection;

static uint64_t as_key(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double as_value(uint64_t key)
{
    const uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool count_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                        upw_error *error)
{
    const selection *const s = context;
    (void)k;
    (void)room;
    (void)error;
    const double *const values =
        s->variable == CASEMIX_RISKS ? block->columns.risks : block->columns.values[s->variable];
    uint64_t *const counts = s->counts + part * s->n_beginnings * DIGIT_VALUES;
    const unsigned open = s->open_bits, closed = s->open_bits + s->digit_bits;
    const uint64_t digits = ((uint64_t)1 << s->digit_bits) - 1;
    for (size_t i = 0; i < block->n; i++) {
        const uint64_t key = as_key(values[i]), beginning = closed < 64 ? key >> closed : 0;
        size_t low = 0;
        for (size_t n = s->n_beginnings; n > 1; n -= n / 2)
            low = s->beginnings[low + n / 2] <= beginning ? low + n / 2 : low;
        if (s->beginnings[low] == beginning)
            counts[low * DIGIT_VALUES + (key >> open & digits)]++;
    }
    return true;
}

static int compare_keys(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* The different ones, in order; how many. */
static size_t list_beginnings(const wanted *w, size_t n, uint64_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = w[i].beginning;
    qsort(out, n, sizeof *out, compare_keys);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || out[kept - 1] != out[i])
            out[kept++] = out[i];
    return kept;
}

/* One digit more. */
static void extend(const selection *s, wanted *w)
{
    size_t at = 0;
    while (s->beginnings[at] != w->beginning)
        at++;
    uint64_t digit = 0;
    for (;; digit++) {
        uint64_t count = 0;
        for (size_t part = 0; part < CASEMIX_PARTS; part++)
            count += s->counts[(part * s->n_beginnings + at) * DIGIT_VALUES + digit];
        if (w->before < count)
            break;
        w->before -= count;
    }
    w->beginning = w->beginning << s->digit_bits | digit;
}

bool casemix_select(const casemix_job *job, size_t variable, const size_t *places, size_t n_places, double *out,
                    upw_error *error)
{
    wanted *const w = memory_grow(NULL, n_places + 1, sizeof *w);
    uint64_t *const beginnings = memory_grow(NULL, n_places + 1, sizeof *beginnings);
    for (size_t i = 0; i < n_places; i++)
        w[i] = (wanted){ 0, places[i] };
    selection s = { .variable = variable, .open_bits = 64, .beginnings = beginnings };
    bool is_done = true;
    for (unsigned d = 0; d < DIGITS && n_places > 0 && is_done; d++) {
        s.digit_bits = d + 1 < DIGITS ? DIGIT_BITS : LAST_BITS;
        s.open_bits -= s.digit_bits;
        s.n_beginnings = list_beginnings(w, n_places, beginnings);
        const size_t n_counts = CASEMIX_PARTS * s.n_beginnings * DIGIT_VALUES;
        s.counts = memory_grow(NULL, n_counts, sizeof *s.counts);
        memset(s.counts, 0, n_counts * sizeof *s.counts);
        is_done = casemix_each_block(job, count_block, &s, error);
        for (size_t i = 0; i < n_places && is_done; i++)
            extend(&s, &w[i]);
        free(s.counts);
    }
    for (size_t i = 0; i < n_places && is_done; i++)
        out[i] = as_value(w[i].beginning);
    free(beginnings);
    free(w);
    return is_done;
}

bool casemix_find_quantiles(const casemix_job *job, size_t variable, const double *p, size_t n_p, double *out,
                            upw_error *error)
{
    enum { MOST = 16 };
    size_t places[2 * MOST] = { 0 };
    double values[2 * MOST] = { 0 };
    for (size_t k = 0; k < n_p; k++) {
        places[2 * k] = (size_t)((double)(job->store.n - 1) * p[k]);
        places[2 * k + 1] = places[2 * k] + 1 < job->store.n ? places[2 * k] + 1 : places[2 * k];
    }
    if (!casemix_select(job, variable, places, 2 * n_p, values, error))
        return false;
    for (size_t k = 0; k < n_p; k++) {
        const double low = values[2 * k], high = values[2 * k + 1];
        out[k] = low + ((double)(job->store.n - 1) * p[k] - (double)places[2 * k]) * (high - low);
    }
    return true;
}
