/* Which series is a row of, and what do its counts say? */
#include "table/rows_point.h"

#include <string.h>

#include "base/memory.h"
#include "table/counts.h"

/* The name of a series out of what the table has of series_id, indicator and organisation. */
static series_key make_key(rows *r, const text parts[KEY_COUNT])
{
    series_key key = { parts[KEY_SERIES_ID], parts[KEY_INDICATOR], parts[KEY_ORGANISATION] };
    if (r->layout->has[COLUMN_SERIES_ID])
        return key;
    if (key.indicator.len > 0 && key.organisation.len > 0)
        key.id = memory_format(r->arena, "%.*s / %.*s", TEXT_ARGS(key.indicator), TEXT_ARGS(key.organisation));
    else
        key.id = key.indicator.len > 0 ? key.indicator : key.organisation;
    return key;
}

/* Without quotes this text would be the same field. */
static bool is_plain(text part, char delimiter)
{
    return part.len > 0 && part.at[0] != '"' && memchr(part.at, delimiter, part.len) == NULL &&
           memchr(part.at, '\n', part.len) == NULL;
}

void rows_start_series(rows *r, const observation *o)
{
    if (r->n_series + 1 >= r->series_capacity) {
        r->series_capacity = r->series_capacity == 0 ? 64 : 2 * r->series_capacity;
        r->keys = memory_grow(r->keys, r->series_capacity, sizeof *r->keys);
        r->offsets = memory_grow(r->offsets, r->series_capacity, sizeof *r->offsets);
    }
    r->keys[r->n_series] = make_key(r, o->parts);
    r->offsets[r->n_series] = r->n_points;
    r->n_series++;
    memcpy(r->parts, o->parts, sizeof r->parts);
    for (size_t k = 0; k < KEY_COUNT; k++)
        r->plain_parts[k] = is_plain(o->parts[k], r->layout->delimiter) ? o->parts[k] : (text){ NULL, 0 };
    r->leading = o->leading;
}

bool rows_is_same_series(const rows *r, const text parts[KEY_COUNT])
{
    if (r->n_series == 0)
        return false;
    for (size_t k = 0; k < KEY_COUNT; k++)
        if (!text_equal(parts[k], r->parts[k]))
            return false; /* read_plain_text gives the very text of the row before, when it is the same */
    return true;
}

bool rows_divide_point(const rows *r, observation *o, int64_t row, upw_error *error)
{
    const gap by_numerator = o->gaps[COLUMN_NUMERATOR], by_denominator = o->gaps[COLUMN_DENOMINATOR];
    const gap missing = by_numerator > by_denominator ? by_numerator : by_denominator;
    return counts_divide(r->layout, *rows_next_number(r, COLUMN_NUMERATOR), *rows_next_number(r, COLUMN_DENOMINATOR),
                         missing, row, rows_next_number(r, COLUMN_VALUE), &o->gaps[COLUMN_VALUE], error);
}

void rows_compare_counts(rows *r, const observation *o, int64_t row)
{
    const bool has_both = o->gaps[COLUMN_NUMERATOR] == GAP_NONE && o->gaps[COLUMN_DENOMINATOR] == GAP_NONE;
    r->notes.n_uncounted += has_both && o->gaps[COLUMN_VALUE] == GAP_BLANK;
    if (!has_both || o->gaps[COLUMN_VALUE] != GAP_NONE ||
        counts_fit(*rows_next_number(r, COLUMN_VALUE), *rows_next_number(r, COLUMN_NUMERATOR),
                   *rows_next_number(r, COLUMN_DENOMINATOR)))
        return;
    if (r->notes.n_unlike++ == 0)
        r->notes.first_unlike = row - r->first_row;
}

void rows_count_gap(rows *r, gap why)
{
    r->n_blank += why == GAP_BLANK;
    r->notes.n_suppressed += why == GAP_SUPPRESSED;
    r->notes.n_zero_denominator += why == GAP_ZERO_DENOMINATOR;
}
