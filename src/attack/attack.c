/* upward-attack: what can be worked out from a published file and nothing else?
 *
 * Knows the file, that rows and columns add up, and that counts are not below 0. Links nothing that chose what to hide.
 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "table/crossed.h"
#include "table/sheet.h"
#include "upward/attack.h"
#include "upward_config.h"

typedef struct found {
    const crossed_cell *cell;
    int64_t low, high;
    bool is_hidden;
} found;

static sheet_cell get_table(const void *row)
{
    return sheet_text(((const found *)row)->cell->table);
}

static sheet_cell get_row(const void *row)
{
    return sheet_text(((const found *)row)->cell->row);
}

static sheet_cell get_column(const void *row)
{
    return sheet_text(((const found *)row)->cell->column);
}

static sheet_cell get_low(const void *row)
{
    return sheet_integer(((const found *)row)->low);
}

static sheet_cell get_high(const void *row)
{
    const int64_t high = ((const found *)row)->high;
    return high == UPW_CELL_NO_LIMIT ? sheet_text(TEXT("no limit")) : sheet_integer(high);
}

static const sheet_column columns[] = {
    { "table", get_table }, { "row", get_row }, { "col", get_column }, { "lo", get_low }, { "hi", get_high },
};

static bool attack_one(const crossed *c, const crossed_table *t, found *all, upw_arena *arena, upw_error *error)
{
    const size_t n = t->n_rows * t->n_columns;
    const upw_table_shape shape = { t->parents, t->n_rows, t->n_columns, t->has_total };
    int64_t *const low = MEMORY_TAKE(arena, int64_t, n), *const high = MEMORY_TAKE(arena, int64_t, n);
    if (!upw_attack_table(&shape, t->values, arena, low, high, error))
        return upw_wrap(error, "%s, table \"%.60s\"", c->file, t->name.at);
    for (size_t k = 0; k < n; k++)
        all[t->cells[k]] = (found){ &c->cells[t->cells[k]], low[k], high[k], t->values[k] == CROSSED_HIDDEN };
    return true;
}

/* Hidden cells only, in the order of the file; and on standard error how many are known after all. */
static bool write_found(const found *all, size_t n, upw_error *error)
{
    const sheet s = { columns, sizeof columns / sizeof *columns, SHEET_CSV };
    buffer out;
    size_t hidden = 0, recovered = 0;
    buffer_init(&out, (size_t)1 << 30);
    sheet_begin(&out, &s);
    for (size_t i = 0; i < n; i++) {
        if (!all[i].is_hidden)
            continue;
        hidden++;
        recovered += all[i].low == all[i].high;
        sheet_add_row(&out, &s, &all[i]);
    }
    output *const to = output_open(NULL, error);
    const bool done = to != NULL && output_write(to, buffer_text(&out), error);
    buffer_clear(&out);
    if (!done) {
        output_abandon(to);
        return false;
    }
    if (!output_commit(to, error))
        return false;
    fprintf(stderr, "upward-attack: hidden cells: %zu; worked out exactly: %zu\n", hidden, recovered);
    return true;
}

static bool attack(const char *path, upw_arena *arena, upw_error *error)
{
    crossed c;
    table_notes notes = { 0 };
    if (!crossed_read(path, &(table_options){ 0 }, arena, &c, &notes, error))
        return false;
    found *const all = MEMORY_TAKE(arena, found, c.n);
    for (size_t k = 0; k < c.n_tables; k++)
        if (!attack_one(&c, &c.tables[k], all, arena, error))
            return false;
    return write_found(all, c.n, error);
}

int main(int count, char **arguments)
{
    static const char help[] =
        "usage: upward-attack FILE\n\n"
        "What can be worked out about the cells that a published file hides, from that file alone: a row for each "
        "hidden\n"
        "cell with the lowest and highest count that everything printed allows. The file has the columns row, parent, "
        "col\n"
        "and value (a count, or a mark such as [c]), and table where there are several; - is standard input. See\n"
        "docs/disclose.md.\n";
    if (count == 2 && strcmp(arguments[1], "--help") == 0)
        return fputs(help, stdout) < 0 ? 3 : 0;
    if (count == 2 && strcmp(arguments[1], "--version") == 0)
        return puts("upward-attack " UPWARD_VERSION) < 0 ? 3 : 0;
    if (count != 2) {
        fputs(help, stderr);
        return 2;
    }
    upw_arena arena;
    upw_error error = { 0 };
    memory_init_arena(&arena);
    const bool done = attack(arguments[1], &arena, &error);
    if (!done)
        fprintf(stderr, "upward-attack: %s\n", error.message);
    upw_arena_clear(&arena);
    return done ? 0 : upw_error_exit_status(error.code);
}
