/* Crossed tables out of a file of cells. */
#include "table/crossed.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/cell.h"

enum { TABLE, ROW, COLUMN, PARENT, VALUE, THRESHOLD, FIELDS };
enum { CELLS_MAX = 1000000 };

static const int64_t COUNT_MAX = INT64_C(1000000000000);

static const text TOTAL = { "T", 1 };

/* ---- cells ---- */

typedef struct reading {
    crossed *out;
    size_t capacity;
    upw_arena *arena;
} reading;

static bool take_count(const records_file *file, text field, int64_t row, size_t column, int64_t *out, upw_error *error)
{
    double number;
    const char *reason;
    if (cell_read_number(field, &number, &reason) != CELL_NUMBER || !(number >= 0 && number <= (double)COUNT_MAX) ||
        number != (double)(int64_t)number)
        return records_complain(file, row, column, error, "\"%.*s\" is no count: a whole number from 0 to 10^12",
                                TEXT_ARGS(field));
    *out = (int64_t)number;
    return true;
}

static bool take_cell(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reading *const r = context;
    crossed *const c = r->out;
    if (c->n == CELLS_MAX)
        return records_complain(file, row, ROW, error, "more than %d cells", CELLS_MAX);
    if (c->n == r->capacity) {
        r->capacity = r->capacity == 0 ? 1024 : 2 * r->capacity;
        c->cells = memory_grow(c->cells, r->capacity, sizeof *c->cells);
    }
    if (fields[ROW].len == 0)
        return records_complain(file, row, ROW, error, "a cell needs the name of its row");
    crossed_cell *const cell = &c->cells[c->n];
    *cell = (crossed_cell){ .table = memory_copy_text(r->arena, fields[TABLE]),
                            .row = memory_copy_text(r->arena, fields[ROW]),
                            .column = memory_copy_text(r->arena, fields[COLUMN]),
                            .parent = memory_copy_text(r->arena, fields[PARENT]),
                            .value = CROSSED_HIDDEN,
                            .file_row = row };
    double number;
    const char *reason;
    const cell_state state = cell_read_number(fields[VALUE], &number, &reason);
    const bool is_mark = state == CELL_BLANK || state == CELL_SUPPRESSED;
    if (!is_mark && !take_count(file, fields[VALUE], row, VALUE, &cell->value, error))
        return false;
    if (fields[THRESHOLD].len > 0 && !take_count(file, fields[THRESHOLD], row, THRESHOLD, &cell->threshold, error))
        return false;
    c->n++;
    return true;
}

/* ---- tables ---- */

static int compare_columns(text a, text b)
{
    const bool is_a = text_equal(a, TOTAL), is_b = text_equal(b, TOTAL);
    return is_a != is_b ? (is_a ? 1 : -1) : text_compare(a, b);
}

static int compare_cells(const void *left, const void *right)
{
    const crossed_cell *const a = *(const crossed_cell *const *)left, *const b = *(const crossed_cell *const *)right;
    int order = text_compare(a->table, b->table);
    order = order != 0 ? order : text_compare(a->row, b->row);
    return order != 0 ? order : compare_columns(a->column, b->column);
}

static bool complain_of(const crossed *c, const crossed_cell *cell, upw_error *error, const char *format, ...)
    UPW_PRINTF(4, 5);

static bool complain_of(const crossed *c, const crossed_cell *cell, upw_error *error, const char *format, ...)
{
    char sentence[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (error == NULL)
        return false;
    upw_fail_row(error, UPW_BAD_INPUT, cell->file_row, "%s, row %lld (%.40s, %.40s): %s", c->file,
                 (long long)cell->file_row, cell->row.at, cell->column.at, sentence);
    text_make_showable(error->message);
    return false;
}

bool crossed_complain(const crossed *c, const crossed_table *t, size_t at, upw_error *error, const char *format, ...)
{
    char sentence[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return complain_of(c, &c->cells[t->cells[at]], error, "%s", sentence);
}

/* The row called so, or CROSSED_TOP. */
static uint32_t find_row(const crossed_table *t, text name)
{
    size_t low = 0, high = t->n_rows;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (text_compare(t->rows[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->n_rows && text_equal(t->rows[low], name) ? (uint32_t)low : CROSSED_TOP;
}

/* Cells of one table, sorted: whole rows of the same columns, each once. */
static bool shape_table(const crossed *c, crossed_cell **sorted, size_t n, upw_arena *arena, crossed_table *t,
                        upw_error *error)
{
    size_t width = 1;
    while (width < n && text_equal(sorted[width]->row, sorted[0]->row))
        width++;
    text *const columns = MEMORY_TAKE(arena, text, width), *const rows = MEMORY_TAKE(arena, text, n / width + 1);
    size_t *const cells = MEMORY_TAKE(arena, size_t, n);
    for (size_t k = 0; k < width; k++)
        columns[k] = sorted[k]->column;
    for (size_t k = 0; k < n; k++) {
        const size_t row = k / width, column = k % width;
        rows[row] = column == 0 ? sorted[k]->row : rows[row];
        if (k > 0 && compare_cells(&sorted[k - 1], &sorted[k]) == 0)
            return complain_of(c, sorted[k], error, "this cell is there twice");
        if (!text_equal(sorted[k]->row, rows[row]) || !text_equal(sorted[k]->column, columns[column]))
            return complain_of(c, sorted[k], error,
                               "rows of a table have the same columns, and here one is missing or "
                               "too many");
        if (!text_equal(sorted[k]->parent, sorted[row * width]->parent))
            return complain_of(c, sorted[k], error, "this row has two parents, \"%.40s\" and \"%.40s\"",
                               sorted[row * width]->parent.at, sorted[k]->parent.at);
        cells[k] = (size_t)(sorted[k] - c->cells);
    }
    if (n % width != 0)
        return complain_of(c, sorted[n - 1], error, "this row has fewer columns than the others");
    const bool has_total = width > 1 && text_equal(columns[width - 1], TOTAL);
    *t = (crossed_table){ sorted[0]->table, rows, columns, NULL, n / width, width, has_total, NULL, cells, 0 };
    return true;
}

static bool fill_table(const crossed *c, upw_arena *arena, size_t table_at, crossed_table *t, upw_error *error)
{
    const size_t n = t->n_rows * t->n_columns;
    uint32_t *const parents = MEMORY_TAKE(arena, uint32_t, t->n_rows);
    t->values = MEMORY_TAKE(arena, int64_t, n);
    t->parents = parents;
    size_t tops = 0;
    for (size_t k = 0; k < n; k++) {
        crossed_cell *const cell = &c->cells[t->cells[k]];
        cell->table_at = table_at;
        cell->at = k;
        t->values[k] = cell->value;
        if (t->threshold != 0 && cell->threshold != 0 && t->threshold != cell->threshold)
            return complain_of(c, cell, error, "one table has one threshold, not %lld and %lld",
                               (long long)t->threshold, (long long)cell->threshold);
        t->threshold = cell->threshold != 0 ? cell->threshold : t->threshold;
    }
    for (size_t r = 0; r < t->n_rows; r++) {
        const crossed_cell *const cell = &c->cells[t->cells[r * t->n_columns]];
        parents[r] = cell->parent.len == 0 ? CROSSED_TOP : find_row(t, cell->parent);
        if (cell->parent.len > 0 && parents[r] == CROSSED_TOP)
            return complain_of(c, cell, error, "its parent \"%.40s\" is no row of this table", cell->parent.at);
        if (cell->parent.len == 0 && ++tops > 1)
            return complain_of(c, cell, error, "a second row without a parent; one row is the top of a table");
    }
    for (size_t r = 0; r < t->n_rows; r++) {
        size_t steps = 0;
        for (uint32_t at = (uint32_t)r; parents[at] != CROSSED_TOP && steps <= t->n_rows; at = parents[at])
            steps++;
        if (steps > t->n_rows)
            return complain_of(c, &c->cells[t->cells[r * t->n_columns]], error,
                               "its parents lead in a circle and never to the top");
    }
    return true;
}

static bool make_tables(crossed *c, upw_arena *arena, upw_error *error)
{
    crossed_cell **const sorted = MEMORY_TAKE(arena, crossed_cell *, c->n);
    for (size_t i = 0; i < c->n; i++)
        sorted[i] = &c->cells[i];
    qsort(sorted, c->n, sizeof(void *), compare_cells);
    for (size_t i = 0; i < c->n; i++)
        c->n_tables += i == 0 || !text_equal(sorted[i]->table, sorted[i - 1]->table);
    c->tables = MEMORY_TAKE(arena, crossed_table, c->n_tables);
    for (size_t first = 0, k = 0; first < c->n; k++) {
        size_t end = first;
        while (end < c->n && text_equal(sorted[end]->table, sorted[first]->table))
            end++;
        if (!shape_table(c, sorted + first, end - first, arena, &c->tables[k], error) ||
            !fill_table(c, arena, k, &c->tables[k], error))
            return false;
        first = end;
    }
    return true;
}

const crossed_cell *crossed_find(const crossed *c, text table, text row, text column)
{
    size_t k = 0;
    while (k < c->n_tables && !text_equal(c->tables[k].name, table))
        k++;
    const uint32_t r = k < c->n_tables ? find_row(&c->tables[k], row) : CROSSED_TOP;
    for (size_t column_at = 0; r != CROSSED_TOP && column_at < c->tables[k].n_columns; column_at++)
        if (text_equal(c->tables[k].columns[column_at], column))
            return &c->cells[c->tables[k].cells[r * c->tables[k].n_columns + column_at]];
    return NULL;
}

bool crossed_read(const char *path, const table_options *options, upw_arena *arena, crossed *out, table_notes *notes,
                  upw_error *error)
{
    static const char *const tables[] = { "table", NULL }, *const rows[] = { "row", "office", "organisation", NULL },
                             *const columns[] = { "col", "column", NULL }, *const parents[] = { "parent", NULL },
                             *const values[] = { "value", "people", "count", NULL },
                             *const thresholds[] = { "threshold", NULL };
    const record_column wanted[FIELDS] = {
        [TABLE] = { "table", { "", 0 }, tables, false },
        [ROW] = { "row", options->columns[COLUMN_ORGANISATION], rows, true },
        [COLUMN] = { "col", { "", 0 }, columns, false },
        [PARENT] = { "parent", { "", 0 }, parents, true },
        [VALUE] = { "value", options->columns[COLUMN_VALUE], values, true },
        [THRESHOLD] = { "threshold", { "", 0 }, thresholds, false },
    };
    *out = (crossed){ .file = strcmp(path, "-") == 0 ? "standard input" : path };
    reading r = { .out = out, .arena = arena };
    bool done = records_read(path, options, wanted, FIELDS, take_cell, &r, notes, error);
    if (done && out->n == 0)
        done = upw_fail(error, UPW_BAD_INPUT, "%s has no cells", out->file);
    crossed_cell *const grown = out->cells;
    if (done) {
        out->cells = MEMORY_TAKE(arena, crossed_cell, out->n);
        memcpy(out->cells, grown, out->n * sizeof *grown);
        done = make_tables(out, arena, error);
    }
    free(grown);
    return done;
}
