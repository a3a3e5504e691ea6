/* Points of a series in the order of their periods, and no period twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "table/rows.h"

typedef struct sort_item {
    int32_t code;
    size_t from; /* ties keep the order of the file */
} sort_item;

static int compare_items(const void *a, const void *b)
{
    const sort_item *const x = a, *const y = b;
    return x->code != y->code ? (x->code > y->code) - (x->code < y->code) : (x->from > y->from) - (x->from < y->from);
}

static void reorder(void *column, size_t size, const sort_item *items, size_t start, size_t n, char *spare)
{
    if (column == NULL)
        return;
    char *const base = column;
    for (size_t i = 0; i < n; i++)
        memcpy(spare + i * size, base + items[i].from * size, size);
    memcpy(base + start * size, spare, n * size);
}

static void sort_series(rows *r, size_t start, size_t n)
{
    const upw_arena_mark mark = upw_arena_get_mark(r->arena);
    sort_item *const items = MEMORY_TAKE(r->arena, sort_item, n);
    char *const spare = memory_take(r->arena, n, sizeof(double));
    for (size_t i = 0; i < n; i++)
        items[i] = (sort_item){ r->periods[start + i].code, start + i };
    qsort(items, n, sizeof *items, compare_items);
    reorder(r->periods, sizeof *r->periods, items, start, n, spare);
    reorder(r->gaps, sizeof *r->gaps, items, start, n, spare);
    reorder(r->rows, sizeof *r->rows, items, start, n, spare);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        reorder(r->numbers[c], sizeof(double), items, start, n, spare);
    upw_arena_rewind(r->arena, mark);
}

static bool complain_of_pair(const rows *r, size_t series, size_t at, upw_error *error)
{
    static const char *const kinds[PERIOD_KIND_COUNT] = {
        "day", "month", "quarter", "financial year", "year", "number"
    };
    const period_kind before = period_get_kind(r->periods[at - 1]), here = period_get_kind(r->periods[at]);
    const text id = r->keys[series].id;
    char name[64] = "";
    if (id.len > 0)
        snprintf(name, sizeof name, "series \"%.*s\" ", id.len < 48 ? (int)id.len : 48, id.at);
    text_make_showable(name);
    if (before != here)
        return upw_fail_row(error, UPW_BAD_INPUT, r->rows[at],
                            "%s: %shas a %s in row %lld and a %s in row %lld; write all its periods the same way",
                            r->layout->file, name, kinds[before], (long long)r->rows[at - 1], kinds[here],
                            (long long)r->rows[at]);
    buffer when;
    buffer_init(&when, 64);
    period_add(&when, r->periods[at]);
    upw_fail_row(error, UPW_BAD_INPUT, r->rows[at],
                 "%s: %shas %.*s twice, in rows %lld and %lld; keep one of them, or tell them apart by a column "
                 "(--where, --column)",
                 r->layout->file, name, (int)when.len, when.at, (long long)r->rows[at - 1], (long long)r->rows[at]);
    buffer_clear(&when);
    return false;
}

/* What a walk over neighbours finds: bits, so that the walk has no branches. */
enum { FINDS_FALL = 1, FINDS_REPEAT = 2, FINDS_OTHER_KIND = 4 };

static unsigned compare_neighbours(const period *periods, size_t start, size_t end)
{
    unsigned found = 0;
    for (size_t i = start + 1; i < end; i++) {
        const int32_t before = periods[i - 1].code, here = periods[i].code;
        found |= here < before ? FINDS_FALL : 0;
        found |= here == before ? FINDS_REPEAT : 0;
        found |= ((before ^ here) & 7) != 0 ? FINDS_OTHER_KIND : 0;
    }
    return found;
}

bool rows_sort(rows *r, upw_error *error)
{
    const unsigned refused = FINDS_OTHER_KIND | (r->layout->options->keeps_repeats ? 0 : FINDS_REPEAT);
    for (size_t s = 0; s < r->n_series; s++) {
        const size_t start = r->offsets[s], end = r->offsets[s + 1];
        unsigned found = compare_neighbours(r->periods, start, end);
        if (found & FINDS_FALL) {
            sort_series(r, start, end - start);
            found = compare_neighbours(r->periods, start, end);
        }
        for (size_t i = start + 1; i < end && (found & refused) != 0; i++)
            if (compare_neighbours(r->periods, i - 1, i + 1) & refused)
                return complain_of_pair(r, s, i, error);
    }
    return true;
}
