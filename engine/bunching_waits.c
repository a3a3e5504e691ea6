/* Which distinct waits are there, and how many of each? */
#include "bunching_waits.h"

#include <math.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, KEY_BITS = 64 };

static const int64_t RECORDS_MAX = (int64_t)1 << 53;

bool waits_check(const upw_waits *waits, int64_t *total, upw_error *error)
{
    int64_t sum = 0;
    for (size_t i = 0; i < waits->n; i++) {
        const int64_t count = waits_count(waits, i);
        if (!isfinite(waits->values[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a wait is not a number");
        if (count < 0 || count > RECORDS_MAX - sum)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a count of records cannot be %lld",
                                (long long)count);
        sum += count;
    }
    if (total != NULL)
        *total = sum;
    return true;
}

typedef struct keyed_count {
    uint64_t key; /* unsigned keys sort as the doubles do */
    int64_t count;
} keyed_count;

static uint64_t key_of(double value)
{
    uint64_t bits;
    const double positive_zero = value + 0.0;
    memcpy(&bits, &positive_zero, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double value_of(uint64_t key)
{
    const uint64_t bits = key >> 63 ? key ^ (uint64_t)1 << 63 : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* One pass of a least-significant-digit radix sort; false when all keys share the digit and nothing was moved. */
static bool sort_by_digit(const keyed_count *from, keyed_count *to, size_t n, unsigned shift, size_t *places)
{
    memset(places, 0, DIGITS * sizeof *places);
    for (size_t i = 0; i < n; i++)
        places[from[i].key >> shift & (DIGITS - 1)]++;
    if (places[from[0].key >> shift & (DIGITS - 1)] == n)
        return false;
    size_t at = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        const size_t count = places[d];
        places[d] = at;
        at += count;
    }
    for (size_t i = 0; i < n; i++)
        to[places[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

static const keyed_count *sort(keyed_count *items, keyed_count *spare, size_t n, size_t *places)
{
    for (unsigned shift = 0; shift < KEY_BITS && n > 1; shift += DIGIT_BITS)
        if (sort_by_digit(items, spare, n, shift, places)) {
            keyed_count *const swap = items;
            items = spare;
            spare = swap;
        }
    return items;
}

bool waits_group(const upw_waits *waits, double origin, upw_arena *arena, wait_groups *out, upw_error *error)
{
    *out = (wait_groups){ 0 };
    if (!waits_check(waits, &out->total, error))
        return false;
    const size_t n = waits->n;
    out->items = upw_arena_take(arena, n, sizeof *out->items);
    const upw_arena_mark mark = upw_arena_get_mark(arena);
    keyed_count *const items = upw_arena_take(arena, n, sizeof *items);
    keyed_count *const spare = upw_arena_take(arena, n, sizeof *spare);
    size_t *const places = upw_arena_take(arena, DIGITS, sizeof *places);
    if (out->items == NULL || items == NULL || spare == NULL || places == NULL) {
        upw_arena_rewind(arena, mark);
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu waits", n);
    }
    size_t n_counted = 0;
    for (size_t i = 0; i < n; i++)
        if (waits_count(waits, i) > 0)
            items[n_counted++] = (keyed_count){ key_of(waits->values[i] - origin), waits_count(waits, i) };
    const keyed_count *const sorted = sort(items, spare, n_counted, places);
    for (size_t i = 0; i < n_counted; i++) {
        if (i == 0 || sorted[i].key != sorted[i - 1].key)
            out->items[out->n++] = (wait_group){ value_of(sorted[i].key), 0 };
        out->items[out->n - 1].count += sorted[i].count;
    }
    upw_arena_rewind(arena, mark);
    return true;
}
