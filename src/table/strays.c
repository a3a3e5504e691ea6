/* Notes, totals and columns that are no observations: how are they told, and what is said? */
#include "table/strays.h"

#include <stdio.h>

#include "base/memory.h"
#include "table/cell.h"

bool stray_is_total(text field)
{
    static const char *const words[] = { "total", "grand total", "year to date", "ytd", "average", "all", "sum" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_equal_ignoring_case(text_trim(field), text_of(words[i])))
            return true;
    return false;
}

bool stray_is_note(const table_layout *layout, const record *row, text *words)
{
    const char *reason;
    size_t n_filled = 0, filled = 0;
    for (size_t i = 0; i < row->n_fields; i++)
        if (text_trim(row->fields[i]).len > 0)
            n_filled++, filled = i;
    if (n_filled != 1 || layout->n_columns < 2)
        return false;
    *words = text_trim(row->fields[filled]);
    period when;
    return row->n_fields < layout->n_columns || filled >= layout->n_columns ||
           (layout->n_columns > 2 && layout->columns[filled].role != ROLE_PERIOD) ||
           (layout->columns[filled].role == ROLE_PERIOD &&
            !period_parse(*words, layout->options->order, &when, &reason));
}

bool stray_complain_of_width(const table_layout *layout, const record *wrong, bool is_like_note, int64_t row,
                             upw_error *error)
{
    const size_t n = wrong->n_fields;
    const text first = n > 0 ? text_trim(wrong->fields[0]) : (text){ "", 0 };
    if (!is_like_note)
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            "%s, row %lld has %zu column%s, the header has %zu; put quotes around text that contains "
                            "the delimiter, or correct the row",
                            layout->file, (long long)row, n, n == 1 ? "" : "s", layout->n_columns);
    upw_fail_row(
        error, UPW_BAD_INPUT, row,
        "%s, row %lld has %zu column%s, the header has %zu; if \"%.*s\" is a note under the table, remove it or "
        "end the table above it with --last-row %lld",
        layout->file, (long long)row, n, n == 1 ? "" : "s", layout->n_columns, first.len < 60 ? (int)first.len : 60,
        first.at, (long long)row - 1);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

bool stray_complain_of_note(const table_layout *layout, text words, int64_t row, upw_error *error)
{
    upw_fail_row(
        error, UPW_BAD_INPUT, row,
        "%s, row %lld has nothing but \"%.*s\", which looks like a note and not like an observation: remove it, "
        "or end the table above it with --last-row %lld",
        layout->file, (long long)row, words.len < 60 ? (int)words.len : 60, words.at, (long long)row - 1);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

void stray_name_columns(const table_layout *layout, text rest, char *out, size_t size)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    bool *const has_number = MEMORY_TAKE(&scratch, bool, layout->n_columns);
    record row = { 0 };
    enum { ROWS_MAX = 1000 };
    for (int i = 0; i < ROWS_MAX && rest.len > 0; i++) {
        if (record_take(&rest, layout->delimiter, &scratch, &row) != RECORD_COMPLETE)
            break;
        double number;
        const char *reason;
        for (size_t c = 0; c < row.n_fields && c < layout->n_columns; c++)
            has_number[c] |= layout->columns[c].role == ROLE_IGNORED &&
                             cell_read_number(row.fields[c], &number, &reason) == CELL_NUMBER;
    }
    buffer names;
    buffer_init(&names, 4096);
    for (size_t c = 0; c < layout->n_columns && names.len < 60; c++)
        if (has_number[c])
            buffer_add_format(&names, "%s\"%.*s\" (column %zu)", names.len > 0 ? ", " : "",
                              layout->columns[c].name.len < 40 ? (int)layout->columns[c].name.len : 40,
                              layout->columns[c].name.at, c + 1);
    snprintf(out, size, "%.*s", (int)names.len, names.at);
    text_make_showable(out);
    buffer_clear(&names);
    upw_arena_clear(&scratch);
}
