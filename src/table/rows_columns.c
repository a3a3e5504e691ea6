/* The columns that rows become: made, grown, copied, seen. */
#include <stdlib.h>

#include "base/memory.h"
#include "table/rows.h"

void rows_init(rows *r, const table_layout *layout, upw_arena *arena)
{
    *r = (rows){ .layout = layout, .arena = arena };
    r->must_divide = !layout->has[COLUMN_VALUE] || layout->options->is_complement;
    r->has_counts = !r->must_divide && layout->has[COLUMN_NUMERATOR] && layout->has[COLUMN_DENOMINATOR];
    for (table_column c = COLUMN_VALUE; c < COLUMN_COUNT; c++)
        if (c == COLUMN_VALUE || layout->has[c])
            r->kept[r->n_kept++] = c;
    while (r->n_leading + 1 < layout->n_columns && layout->columns[r->n_leading].role == ROLE_KEY)
        r->n_leading++;
    const column_layout *const rest = layout->columns + r->n_leading;
    r->comes_in_runs = layout->n_columns == r->n_leading + 2 && rest[0].role == ROLE_PERIOD &&
                       rest[1].role == ROLE_NUMBER && rest[1].slot == COLUMN_VALUE;
}

void rows_clear(rows *r)
{
    free(r->periods);
    free(r->gaps);
    free(r->rows);
    free(r->annotations);
    free(r->keys);
    free(r->offsets);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        free(r->numbers[c]);
    rows_init(r, r->layout, r->arena);
}

void rows_reserve(rows *r, size_t n_points)
{
    if (n_points <= r->point_capacity)
        return;
    const size_t doubled = r->point_capacity == 0 ? 1024 : 2 * r->point_capacity;
    const size_t capacity = n_points > doubled ? n_points : doubled;
    r->periods = memory_grow(r->periods, capacity, sizeof *r->periods);
    r->gaps = memory_grow(r->gaps, capacity, sizeof *r->gaps);
    r->rows = memory_grow(r->rows, capacity, sizeof *r->rows);
    if (r->layout->has[COLUMN_ANNOTATION])
        r->annotations = memory_grow(r->annotations, capacity, sizeof *r->annotations);
    for (size_t i = 0; i < r->n_kept; i++)
        r->numbers[r->kept[i]] = memory_grow(r->numbers[r->kept[i]], capacity, sizeof(double));
    r->point_capacity = capacity;
}

void rows_copy_point(rows *to, size_t at, const rows *from, size_t i)
{
    to->periods[at] = from->periods[i];
    to->gaps[at] = from->gaps[i];
    to->rows[at] = from->rows[i];
    if (to->annotations != NULL)
        to->annotations[at] = from->annotations[i];
    for (size_t k = 0; k < to->n_kept; k++)
        to->numbers[to->kept[k]][at] = from->numbers[to->kept[k]][i];
}

void rows_append(rows *to, const rows *from, int64_t first_row)
{
    rows_reserve(to, to->n_points + from->n_points);
    for (size_t i = 0; i < from->n_points; i++) {
        rows_copy_point(to, to->n_points, from, i);
        to->rows[to->n_points] += first_row;
        if (to->annotations != NULL)
            to->annotations[to->n_points] = memory_copy_text(to->arena, from->annotations[i]);
        to->n_points++;
    }
    to->n_signed += from->n_signed;
    to->n_blank += from->n_blank;
}

series_table rows_view(const rows *r)
{
    return (series_table){
        .n_series = r->n_series,
        .n_points = r->n_points,
        .keys = r->keys,
        .offsets = r->offsets,
        .periods = r->periods,
        .values = r->numbers[COLUMN_VALUE],
        .numerators = r->numbers[COLUMN_NUMERATOR],
        .denominators = r->numbers[COLUMN_DENOMINATOR],
        .expected = r->numbers[COLUMN_EXPECTED],
        .targets = r->numbers[COLUMN_TARGET],
        .gaps = r->gaps,
        .annotations = r->annotations,
        .rows = r->rows,
    };
}
