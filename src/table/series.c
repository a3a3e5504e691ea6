/* Parts of a table. */
#include "table/series.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

static void *select_column(const void *column, size_t size, const series_range *ranges, size_t n, size_t n_points,
                           upw_arena *arena)
{
    if (column == NULL)
        return NULL;
    char *const out = memory_take(arena, n_points, size);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t length = ranges[i].to - ranges[i].from;
        memcpy(out + at * size, (const char *)column + ranges[i].from * size, length * size);
        at += length;
    }
    return out;
}

void series_table_select(const series_table *all, const series_key *keys, const series_range *ranges, size_t n,
                         upw_arena *arena, series_table *out)
{
    size_t *const offsets = MEMORY_TAKE(arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++)
        offsets[i + 1] = offsets[i] + ranges[i].to - ranges[i].from;
    const size_t n_points = offsets[n];
#define SELECT(column) select_column(all->column, sizeof *all->column, ranges, n, n_points, arena)
    *out = (series_table){
        .n_series = n,
        .n_points = n_points,
        .keys = keys,
        .offsets = offsets,
        .periods = SELECT(periods),
        .values = SELECT(values),
        .numerators = SELECT(numerators),
        .denominators = SELECT(denominators),
        .expected = SELECT(expected),
        .targets = SELECT(targets),
        .gaps = SELECT(gaps),
        .annotations = SELECT(annotations),
        .rows = SELECT(rows),
    };
#undef SELECT
}

double series_fit_percent(const series_table *table, size_t series, double target)
{
    if (table->keys[series].has_percent_values)
        return target;
    for (size_t i = table->offsets[series]; i < table->offsets[series + 1]; i++)
        if (table->values[i] < 0 || table->values[i] > 1)
            return round(target * 100 * 1e9) / 1e9; /* 57 and not 56.99999999999999 */
    return target;
}
