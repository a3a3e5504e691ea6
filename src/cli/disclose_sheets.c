/* Rows of `upward disclose`: cells as published, cells with reasons, tables. */
#include "base/memory.h"
#include "cli/disclose_job.h"
#include "cli/sheet_columns.h"

typedef struct cell_row {
    const disclose_job *job;
    const crossed_cell *cell;
} cell_row;

#define ROW ((const cell_row *)row)
#define TABLE (&ROW->job->tables.tables[ROW->cell->table_at])
#define CELL (&ROW->job->cells[ROW->cell->table_at][ROW->cell->at])

static sheet_cell count_or_mark(int64_t count)
{
    return count == UPW_CELL_NO_LIMIT ? sheet_text(TEXT("no limit")) : sheet_integer(count);
}

TEXT_COLUMN(table, ROW->cell->table)
TEXT_COLUMN(row, ROW->cell->row)
TEXT_COLUMN(column, ROW->cell->column)
TEXT_COLUMN(parent, ROW->cell->parent)
INTEGER_COLUMN(value, TABLE->values[ROW->cell->at])
INTEGER_COLUMN(threshold, disclose_threshold_of(ROW->job, TABLE))
INTEGER_COLUMN(primary, CELL->hidden == UPW_HIDDEN_SMALL)
INTEGER_COLUMN(is_hidden, CELL->hidden != UPW_SHOWN)
TEXT_COLUMN(reason, text_of(upw_hidden_text(CELL->hidden)))

static sheet_cell get_rule(const void *row)
{
    return CELL->hidden == UPW_SHOWN ? sheet_empty() : sheet_integer(upw_hidden_rule(CELL->hidden));
}

static sheet_cell get_low(const void *row)
{
    return count_or_mark(CELL->low);
}

static sheet_cell get_high(const void *row)
{
    return count_or_mark(CELL->high);
}

static sheet_cell get_published(const void *row)
{
    return CELL->hidden == UPW_SHOWN ? get_value(row) : sheet_text(TEXT("[c]"));
}

static const sheet_column published[] = {
    { "table", get_table },   { "row", get_row },         { "col", get_column },
    { "parent", get_parent }, { "value", get_published },
};

static const sheet_column every_cell[] = {
    { "table", get_table },     { "row", get_row },          { "col", get_column },
    { "parent", get_parent },   { "value", get_value },      { "threshold", get_threshold },
    { "primary", get_primary }, { "hidden", get_is_hidden }, { "reason", get_reason },
    { "rule", get_rule },       { "lo", get_low },           { "hi", get_high },
};
#undef ROW
#undef TABLE
#undef CELL

typedef struct table_row {
    const crossed_table *table;
    const upw_disclosure *found;
    int64_t threshold;
} table_row;

#define ROW ((const table_row *)row)
TEXT_COLUMN(name, ROW->table->name)
INTEGER_COLUMN(n_cells, ROW->table->n_rows * ROW->table->n_columns)
INTEGER_COLUMN(n_rows, ROW->table->n_rows)
INTEGER_COLUMN(n_columns, ROW->table->n_columns)
INTEGER_COLUMN(table_threshold, ROW->threshold)
INTEGER_COLUMN(n_primary, ROW->found->primary)
INTEGER_COLUMN(n_hidden, ROW->found->hidden)
INTEGER_COLUMN(n_exposed, ROW->found->exposed)
INTEGER_COLUMN(n_recovered, ROW->found->recovered)

static const sheet_column every_table[] = {
    { "table", get_name },
    { "cells", get_n_cells },
    { "rows", get_n_rows },
    { "cols", get_n_columns },
    { "threshold", get_table_threshold },
    { "primaries", get_n_primary },
    { "suppressed", get_n_hidden },
    { "exposed", get_n_exposed },
    { "exactly_recovered", get_n_recovered },
};
#undef ROW

void disclose_make_rows(const disclose_job *job, disclose_table *out)
{
    if (job->settings->by == DISCLOSE_BY_TABLE) {
        table_row *const rows = MEMORY_TAKE(job->arena, table_row, job->tables.n_tables);
        for (size_t k = 0; k < job->tables.n_tables; k++) {
            const crossed_table *const t = &job->tables.tables[k];
            rows[k] = (table_row){ t, &job->found[k], disclose_threshold_of(job, t) };
        }
        *out = (disclose_table){ every_table, sizeof every_table / sizeof *every_table, (const char *)rows,
                                 sizeof *rows, job->tables.n_tables };
        return;
    }
    cell_row *const rows = MEMORY_TAKE(job->arena, cell_row, job->tables.n);
    for (size_t i = 0; i < job->tables.n; i++)
        rows[i] = (cell_row){ job, &job->tables.cells[i] };
    const bool is_published = job->settings->by == DISCLOSE_BY_PUBLISHED;
    *out =
        (disclose_table){ is_published ? published : every_cell,
                          is_published ? sizeof published / sizeof *published : sizeof every_cell / sizeof *every_cell,
                          (const char *)rows, sizeof *rows, job->tables.n };
}
