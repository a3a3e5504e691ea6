/* Tables of the report: made cell by cell, and as files. */
#include "services/appraise/report_table.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/csv_out.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "table/record.h"

const char *const report_kind_names[REPORT_KIND_COUNT] = {
    [REPORT_WORDS] = "words",     [REPORT_COUNT] = "count", [REPORT_SCORE] = "score",   [REPORT_POINTS] = "points",
    [REPORT_PERCENT] = "percent", [REPORT_RATIO] = "ratio", [REPORT_FIGURE] = "figure",
};

const char *const report_mark_symbols[REPORT_MARK_COUNT] = {
    [REPORT_SHOWN] = "",
    [REPORT_CONFIDENTIAL] = "[c]",
    [REPORT_NOT_AVAILABLE] = "[x]",
    [REPORT_NOT_APPLICABLE] = "[z]",
    [REPORT_LOW] = "[u]",
    [REPORT_BREAK] = "[b]",
};

const char *const report_mark_words[REPORT_MARK_COUNT] = {
    [REPORT_SHOWN] = "",
    [REPORT_CONFIDENTIAL] = "not shown, so that nobody's answer can be worked out",
    [REPORT_NOT_AVAILABLE] = "not available",
    [REPORT_NOT_APPLICABLE] = "not applicable",
    [REPORT_LOW] = "not shown: too few answered to rely on it",
    [REPORT_BREAK] = "not comparable with the year before",
};

/* ---- making one ---- */

void report_table_begin(report_table *t, const char *name, int chapter, const char *title,
                        const report_column_made *columns, size_t n_columns, upw_arena *arena)
{
    report_column *const at = MEMORY_TAKE(arena, report_column, n_columns);
    assert(n_columns <= REPORT_COLUMNS_MAX);
    for (size_t c = 0; c < n_columns; c++)
        at[c] = (report_column){ text_of(columns[c].name), text_of(columns[c].title), columns[c].kind,
                                 text_of(columns[c].words) };
    *t = (report_table){ .name = text_of(name),
                         .title = text_of(title),
                         .chapter = chapter,
                         .columns = at,
                         .n_columns = n_columns,
                         .arena = arena };
}

static void add(report_table *t, report_cell cell)
{
    if (t->n_cells == t->room) {
        const size_t room = t->room > 0 ? 2 * t->room : 16 * t->n_columns;
        report_cell *const cells = MEMORY_TAKE(t->arena, report_cell, room);
        if (t->n_cells > 0)
            memcpy(cells, t->cells, t->n_cells * sizeof *cells);
        t->cells = cells;
        t->room = room;
    }
    t->cells[t->n_cells++] = cell;
}

void report_add_words(report_table *t, text words)
{
    add(t, (report_cell){ .number = NAN, .words = words });
}

void report_add_number(report_table *t, double number)
{
    add(t, (report_cell){ .mark = isfinite(number) ? REPORT_SHOWN : REPORT_NOT_AVAILABLE, .number = number });
}

void report_add_count(report_table *t, int64_t number)
{
    add(t, (report_cell){ .number = (double)number });
}

void report_add_mark(report_table *t, report_mark mark)
{
    add(t, (report_cell){ .mark = mark, .number = NAN });
}

void report_end_row(report_table *t)
{
    t->n_rows++;
    assert(t->n_cells == t->n_rows * t->n_columns);
}

const report_cell *report_at(const report_table *t, size_t row, size_t column)
{
    assert(row < t->n_rows && column < t->n_columns);
    return &t->cells[row * t->n_columns + column];
}

size_t report_find_column(const report_table *t, text name)
{
    size_t c = 0;
    while (c < t->n_columns && !text_equal(t->columns[c].name, name))
        c++;
    return c;
}

/* ---- as files ---- */

static void write_cell(csv_out *csv, const report_column *column, const report_cell *cell)
{
    if (cell->mark != REPORT_SHOWN)
        csv_add_text(csv, text_of(report_mark_symbols[cell->mark]));
    else if (column->kind == REPORT_WORDS || cell->words.len > 0)
        csv_add_text(csv, cell->words);
    else
        csv_add_number(csv, cell->number);
}

void report_table_write(const report_table *t, buffer *out)
{
    csv_out csv = { .out = out };
    for (size_t c = 0; c < t->n_columns; c++)
        csv_add_text(&csv, t->columns[c].name);
    csv_end_row(&csv);
    for (size_t row = 0; row < t->n_rows; row++) {
        for (size_t c = 0; c < t->n_columns; c++)
            write_cell(&csv, &t->columns[c], report_at(t, row, c));
        csv_end_row(&csv);
    }
}

void report_table_write_columns(const report_table *t, buffer *out)
{
    csv_out csv = { .out = out };
    csv_add_text(&csv, TEXT("column"));
    csv_add_text(&csv, TEXT("title"));
    csv_add_text(&csv, TEXT("kind"));
    csv_add_text(&csv, TEXT("meaning"));
    csv_end_row(&csv);
    for (size_t c = 0; c < t->n_columns; c++) {
        csv_add_text(&csv, t->columns[c].name);
        csv_add_text(&csv, t->columns[c].title);
        csv_add_text(&csv, text_of(report_kind_names[t->columns[c].kind]));
        csv_add_text(&csv, t->columns[c].words);
        csv_end_row(&csv);
    }
}

void report_table_write_lines(const report_table *t, buffer *out)
{
    for (size_t row = 0; row < t->n_rows; row++) {
        json_writer j;
        json_init(&j, out);
        json_begin_object(&j);
        for (size_t c = 0; c < t->n_columns; c++) {
            const report_cell *const cell = report_at(t, row, c);
            char name[64];
            const size_t length = t->columns[c].name.len < sizeof name ? t->columns[c].name.len : sizeof name - 1;
            memcpy(name, t->columns[c].name.at, length);
            name[length] = '\0';
            json_key(&j, name);
            if (cell->mark != REPORT_SHOWN)
                json_text(&j, text_of(report_mark_symbols[cell->mark]));
            else if (t->columns[c].kind == REPORT_WORDS || cell->words.len > 0)
                json_text(&j, cell->words);
            else
                json_number(&j, cell->number);
        }
        json_end_object(&j);
        buffer_add_char(out, '\n');
    }
}

/* ---- back from files ---- */

/* The apostrophe that keeps spreadsheets from running a text is no part of it. */
static text take_off_apostrophe(text words)
{
    static const bool begins[UCHAR_MAX + 1] = { ['='] = true,  ['+'] = true,  ['-'] = true,  ['@'] = true,
                                                ['\t'] = true, ['\r'] = true, ['\n'] = true, [0xEF] = true };
    return words.len > 1 && words.at[0] == '\'' && begins[(unsigned char)words.at[1]]
               ? (text){ words.at + 1, words.len - 1 }
               : words;
}

static report_cell read_cell(const report_column *column, text field)
{
    report_cell cell = { .number = NAN };
    for (int m = REPORT_SHOWN + 1; m < REPORT_MARK_COUNT; m++)
        if (text_equal(field, text_of(report_mark_symbols[m]))) {
            cell.mark = (report_mark)m;
            return cell;
        }
    if (column->kind == REPORT_WORDS || !number_parse(field, &cell.number))
        cell.words = take_off_apostrophe(field);
    return cell;
}

static bool read_columns(text rest, upw_arena *arena, report_table *out, upw_error *error)
{
    report_column *const at = MEMORY_TAKE(arena, report_column, REPORT_COLUMNS_MAX);
    record r = { 0 };
    for (size_t row = 0; rest.len > 0; row++) {
        if (record_take(&rest, ',', arena, &r) != RECORD_COMPLETE || r.n_fields != 4 || row > REPORT_COLUMNS_MAX)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)row + 1, "this is not the list of a table's columns");
        if (row == 0)
            continue;
        size_t kind = 0;
        while (kind + 1 < REPORT_KIND_COUNT && !text_equal(r.fields[2], text_of(report_kind_names[kind])))
            kind++;
        at[out->n_columns++] =
            (report_column){ memory_copy_text(arena, r.fields[0]), memory_copy_text(arena, r.fields[1]),
                             (report_kind)kind, memory_copy_text(arena, take_off_apostrophe(r.fields[3])) };
    }
    out->columns = at;
    return true;
}

bool report_table_read(text columns, text rows, upw_arena *arena, report_table *out, upw_error *error)
{
    record r = { 0 };
    text rest = rows;
    *out = (report_table){ .arena = arena };
    if (!read_columns(columns, arena, out, error))
        return false;
    for (size_t row = 0; rest.len > 0; row++) {
        if (record_take(&rest, ',', arena, &r) != RECORD_COMPLETE || r.n_fields != out->n_columns ||
            out->n_cells > REPORT_CELLS_MAX)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)row + 1, "the row has not as many cells as columns");
        for (size_t c = 0; c < r.n_fields && row > 0; c++)
            add(out, read_cell(&out->columns[c], memory_copy_text(arena, r.fields[c])));
        if (row > 0)
            report_end_row(out);
    }
    return true;
}

/* ---- on a page ---- */

text report_print_cell(const report_column *column, const report_cell *cell, bool is_whole, upw_arena *arena)
{
    static const int decimals[REPORT_KIND_COUNT] = {
        [REPORT_SCORE] = 1, [REPORT_POINTS] = 1, [REPORT_PERCENT] = 1, [REPORT_RATIO] = 2, [REPORT_FIGURE] = 1
    };
    if (cell->mark != REPORT_SHOWN)
        return text_of(report_mark_symbols[cell->mark]);
    if (column->kind == REPORT_WORDS || cell->words.len > 0)
        return cell->words;
    const int places = is_whole && column->kind != REPORT_RATIO ? 0 : decimals[column->kind];
    buffer out;
    buffer_init(&out, 64);
    if (column->kind == REPORT_COUNT ||
        (column->kind == REPORT_FIGURE && (is_whole || cell->number == floor(cell->number))))
        number_add_rounded(&out, cell->number, 0, true);
    else if (column->kind == REPORT_RATIO && cell->number > 0 && cell->number < 0.005)
        buffer_add_literal(&out, "<0.01");
    else /* a fixed number of digits keeps a column in line */
        buffer_add_format(&out, column->kind == REPORT_POINTS ? "%+.*f" : "%.*f", places, cell->number + 0.0);
    return memory_keep(arena, &out);
}
