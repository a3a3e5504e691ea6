/* Rows of the database become columns. */
#include "base/memory.h"
#include "services/measure/series_internal.h"

period series_period(int64_t code)
{
    return (period){ (int32_t)code };
}

static void grow(series_columns *c, upw_arena *arena)
{
    series_columns larger = { .n = c->n, .capacity = c->capacity > 0 ? 2 * c->capacity : 64 };
    larger.periods = MEMORY_TAKE(arena, period, larger.capacity);
    larger.values = MEMORY_TAKE(arena, double, larger.capacity);
    larger.numerators = MEMORY_TAKE(arena, double, larger.capacity);
    larger.denominators = MEMORY_TAKE(arena, double, larger.capacity);
    larger.gaps = MEMORY_TAKE(arena, uint8_t, larger.capacity);
    larger.are_revised = MEMORY_TAKE(arena, bool, larger.capacity);
    larger.annotations = MEMORY_TAKE(arena, text, larger.capacity);
    for (size_t i = 0; i < c->n; i++) {
        larger.periods[i] = c->periods[i];
        larger.values[i] = c->values[i];
        larger.numerators[i] = c->numerators[i];
        larger.denominators[i] = c->denominators[i];
        larger.gaps[i] = c->gaps[i];
        larger.are_revised[i] = c->are_revised[i];
    }
    *c = larger;
}

void series_add_figure(series_columns *c, const store_rows *row, size_t first, upw_arena *arena)
{
    if (c->n == c->capacity)
        grow(c, arena);
    const size_t i = c->n++;
    c->periods[i] = series_period(store_integer(row, first));
    c->values[i] = store_number(row, first + 1);
    c->numerators[i] = store_number(row, first + 2);
    c->denominators[i] = store_number(row, first + 3);
    c->gaps[i] = (uint8_t)store_integer(row, first + 4);
    c->are_revised[i] = store_integer(row, first + 5) != 0;
    c->annotations[i] = TEXT("");
}

void series_lend_columns(const series_columns *c, measure_series *out)
{
    out->n = c->n;
    out->periods = c->periods;
    out->values = c->values;
    out->numerators = c->numerators;
    out->denominators = c->denominators;
    out->gaps = c->gaps;
    out->are_revised = c->are_revised;
    out->annotations = c->annotations;
}

text series_join_words(text before, text more, upw_arena *arena)
{
    return before.len == 0 ? memory_copy_text(arena, more)
                           : memory_format(arena, "%.*s; %.*s", TEXT_ARGS(before), TEXT_ARGS(more));
}

measure_path series_read_path(const store_rows *row, size_t first, upw_arena *arena)
{
    return (measure_path){ .shape = store_copy(row, first, arena),
                           .parameters = store_copy(row, first + 1, arena),
                           .start = store_number(row, first + 2),
                           .aim = store_number(row, first + 3),
                           .from = series_period(store_integer(row, first + 4)),
                           .horizon = (size_t)store_integer(row, first + 5) };
}
