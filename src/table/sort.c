/* Points of a series in the order of their periods, and no period twice. */
#include <math.h>
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
    char *const spare = memory_take(r->arena, n, sizeof(text)); /* the widest of them */
    for (size_t i = 0; i < n; i++)
        items[i] = (sort_item){ r->periods[start + i].code, start + i };
    qsort(items, n, sizeof *items, compare_items);
    reorder(r->periods, sizeof *r->periods, items, start, n, spare);
    reorder(r->gaps, sizeof *r->gaps, items, start, n, spare);
    reorder(r->rows, sizeof *r->rows, items, start, n, spare);
    reorder(r->annotations, sizeof *r->annotations, items, start, n, spare);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        reorder(r->numbers[c], sizeof(double), items, start, n, spare);
    upw_arena_rewind(r->arena, mark);
}

/* 'series "A" ', or nothing where the table is one series without a name. */
static void write_name(const rows *r, size_t series, char name[64])
{
    const text id = r->keys[series].id;
    name[0] = '\0';
    if (id.len > 0)
        snprintf(name, 64, "series \"%.*s\" ", id.len < 48 ? (int)id.len : 48, id.at);
    text_make_showable(name);
}

static bool complain_of_pair(const rows *r, size_t series, size_t at, upw_error *error)
{
    static const char *const kinds[PERIOD_KIND_COUNT] = {
        "day", "month", "quarter", "financial year", "year", "number"
    };
    const period_kind before = period_get_kind(r->periods[at - 1]), here = period_get_kind(r->periods[at]);
    char name[64];
    write_name(r, series, name);
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
    bool all_rise = true; /* nearly always, and less to ask */
    unsigned differ = 0;
    for (size_t i = start + 1; i < end; i++) {
        all_rise &= periods[i].code > periods[i - 1].code;
        differ |= (unsigned)(periods[i].code ^ periods[i - 1].code);
    }
    if (all_rise && (differ & 7) == 0)
        return 0;
    unsigned found = 0;
    for (size_t i = start + 1; i < end; i++) {
        const int32_t before = periods[i - 1].code, here = periods[i].code;
        found |= here < before ? FINDS_FALL : 0;
        found |= here == before ? FINDS_REPEAT : 0;
        found |= ((before ^ here) & 7) != 0 ? FINDS_OTHER_KIND : 0;
    }
    return found;
}

/* ---- per cent ---- */

/* Whether all numbers of the column have the % sign or none; *first_signed and *first_plain are points, or `end`.
 * Nought is the same with and without. */
static bool is_of_one_kind(const rows *r, table_column column, unsigned sign, size_t start, size_t end,
                           size_t *first_signed, size_t *first_plain)
{
    *first_signed = *first_plain = end;
    const double *const numbers = r->numbers[column];
    for (size_t i = start; i < end && numbers != NULL; i++) {
        size_t *const first = (r->gaps[i] & sign) != 0 ? first_signed : first_plain;
        if (*first == end && !isnan(numbers[i]) && numbers[i] != 0)
            *first = i;
    }
    return *first_signed == end || *first_plain == end;
}

static bool complain_of_signs(const rows *r, size_t series, const char *what, size_t with, size_t without,
                              upw_error *error)
{
    char name[64];
    write_name(r, series, name);
    const size_t later = r->rows[with] > r->rows[without] ? with : without;
    return upw_fail_row(error, UPW_BAD_INPUT, r->rows[later],
                        "%s: %shas a %s with a %% sign in row %lld and one without in row %lld; 95%% is 0.95, so write "
                        "all of them with the sign or none",
                        r->layout->file, name, what, (long long)r->rows[with], (long long)r->rows[without]);
}

/* 95% among the values, and then 94: is that 0.94 or 94? */
static bool settle_signs(rows *r, size_t series, upw_error *error)
{
    const size_t start = r->offsets[series], end = r->offsets[series + 1];
    size_t with, without, target_with, target_without;
    if (!is_of_one_kind(r, COLUMN_VALUE, SIGNED_VALUE, start, end, &with, &without))
        return complain_of_signs(r, series, "value", with, without, error);
    if (!is_of_one_kind(r, COLUMN_TARGET, SIGNED_TARGET, start, end, &target_with, &target_without))
        return complain_of_signs(r, series, "target", target_with, target_without, error);
    if (with < end && target_without < end)
        return complain_of_signs(r, series, "value or target", with, target_without, error);
    r->keys[series].has_percent_values = with < end;
    r->keys[series].has_percent_targets = target_with < end;
    for (size_t i = start; i < end; i++)
        r->gaps[i] &= (uint8_t)~SIGNED_ANY;
    return true;
}

/* Among other numbers, six digits that could be a month are a number too. */
static bool settle_six_digits(rows *r, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (period_get_kind(r->periods[i]) != PERIOD_NUMBER && (r->gaps[i] & SIGNED_SIX_DIGITS) == 0)
            return false;
    for (size_t i = start; i < end; i++)
        if (period_get_kind(r->periods[i]) == PERIOD_MONTH) {
            const civil_date month = civil_from_days(period_get_start(r->periods[i]));
            r->periods[i] = period_make(month.year * 100 + month.month, PERIOD_NUMBER);
        }
    return true;
}

bool rows_sort(rows *r, upw_error *error)
{
    const unsigned refused = FINDS_OTHER_KIND | (r->layout->options->keeps_repeats ? 0 : FINDS_REPEAT);
    for (size_t s = 0; s < r->n_series; s++) {
        const size_t start = r->offsets[s], end = r->offsets[s + 1];
        unsigned found = compare_neighbours(r->periods, start, end);
        if ((found & FINDS_OTHER_KIND) != 0 && r->n_signed > 0 && settle_six_digits(r, start, end))
            found = compare_neighbours(r->periods, start, end);
        if (found & FINDS_FALL) {
            sort_series(r, start, end - start);
            found = compare_neighbours(r->periods, start, end);
        }
        for (size_t i = start + 1; i < end && (found & refused) != 0; i++)
            if (compare_neighbours(r->periods, i - 1, i + 1) & refused)
                return complain_of_pair(r, s, i, error);
        if (r->n_signed > 0 && !settle_signs(r, s, error))
            return false;
    }
    return true;
}
