/* How is a row read that may hold anything? By RFC 4180 and by what people mean (table/cell.h), with a complaint that
 * says where and what to do. */
#include "table/rows_point.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "table/cell.h"
#include "table/strays.h"

bool rows_complain(const table_layout *layout, int64_t row, size_t column, upw_error *error, const char *format, ...)
{
    char sentence[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    const text name = layout->columns[column].name;
    upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld, column \"%.*s\": %s", layout->file, (long long)row,
                 name.len < 60 ? (int)name.len : 60, name.at, sentence);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

bool rows_complain_of_length(const table_layout *layout, int64_t row, upw_error *error)
{
    return upw_fail_row(error, UPW_BAD_INPUT, row,
                        "%s, row %lld is longer than 1 MiB; does the file use line breaks, and are its quotes closed?",
                        layout->file, (long long)row);
}

static bool has_percent_sign(text field)
{
    field = text_trim(field);
    if (field.len > 0 && field.at[field.len - 1] == ')')
        field.len--;
    return field.len > 0 && field.at[field.len - 1] == '%';
}

/* Which bit says that this column was written with a % sign; a value that is worked out has none. */
static unsigned get_sign(const rows *r, table_column column)
{
    if (column == COLUMN_VALUE)
        return r->must_divide ? 0 : SIGNED_VALUE;
    return column == COLUMN_TARGET ? SIGNED_TARGET : 0;
}

static bool read_annotation(const rows *r, size_t column, text field, int64_t row, observation *o, upw_error *error)
{
    o->annotation = text_trim(field);
    size_t n = 0; /* characters: bytes that do not go on with one */
    for (size_t i = 0; i < o->annotation.len; i++)
        n += ((unsigned char)o->annotation.at[i] & 0xC0) != 0x80;
    return n <= TABLE_ANNOTATION_MAX ||
           rows_complain(r->layout, row, column, error, "has %zu characters, %d at most fit on a chart; shorten it", n,
                         TABLE_ANNOTATION_MAX);
}

static bool read_cell(rows *r, size_t column, text field, int64_t row, double *number, gap *why, upw_error *error)
{
    static const gap gaps[] = {
        [CELL_NUMBER] = GAP_NONE,
        [CELL_BLANK] = GAP_BLANK,
        [CELL_NOT_AVAILABLE] = GAP_NOT_AVAILABLE,
        [CELL_SUPPRESSED] = GAP_SUPPRESSED,
    };
    const char *reason = NULL;
    const cell_state state = cell_read_number(field, number, &reason);
    if (state == CELL_WRONG)
        return rows_complain(r->layout, row, column, error, "\"%.*s\" %s", field.len < 40 ? (int)field.len : 40,
                             field.at, reason);
    if (state != CELL_NUMBER)
        *number = NAN;
    *why = gaps[state];
    return true;
}

static bool read_field(rows *r, size_t column, text field, int64_t row, observation *o, upw_error *error)
{
    const column_layout *const layout = &r->layout->columns[column];
    const char *reason = NULL;
    switch (layout->role) {
    case ROLE_KEY:
        o->parts[layout->slot] = text_trim(field);
        if (o->parts[layout->slot].len == 0)
            return rows_complain(
                r->layout, row, column, error,
                "is empty, so the row belongs to no series; fill it in (of merged cells only the first one "
                "holds the text) or remove the row");
        return true;
    case ROLE_PERIOD:
        o->signs |= rows_get_spelling(text_trim(field));
        if (!period_parse(text_trim(field), r->layout->options->order, &o->period, &reason))
            return rows_complain(r->layout, row, column, error, "\"%.*s\" is not a period: %s%s",
                                 field.len < 40 ? (int)field.len : 40, field.at, reason,
                                 stray_is_total(field) ? "; if the row adds up others, remove it or leave it out by "
                                                         "--where or --last-row"
                                                       : "");
        return true;
    case ROLE_NUMBER:
        o->signs |= has_percent_sign(field) ? get_sign(r, layout->slot) : 0;
        return read_cell(r, column, field, row, rows_next_number(r, layout->slot), &o->gaps[layout->slot], error);
    case ROLE_ANNOTATION:
        return read_annotation(r, column, field, row, o, error);
    case ROLE_FILTER:
    case ROLE_IGNORED:
    case ROLE_CELL:
        break;
    }
    return true;
}

/* Before all else: a row that nobody wants may hold anything. */
static void read_filters(const rows *r, observation *o)
{
    for (size_t c = 0; c < r->layout->n_columns; c++) {
        const column_layout *const layout = &r->layout->columns[c];
        if (layout->role == ROLE_FILTER)
            o->is_wanted &= text_equal(text_trim(r->record.fields[c]), r->layout->options->filters[layout->slot].value);
    }
}

static bool is_blank(const record *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (text_trim(r->fields[i]).len > 0)
            return false;
    return true;
}

/* A wide row is a whole series: a point for each column whose heading is a period, with the other numbers of the row.
 */
static bool add_cells(rows *r, observation *o, int64_t row, upw_error *error)
{
    const size_t first = r->n_points;
    for (size_t c = 0; c < r->layout->n_columns; c++) {
        if (r->layout->columns[c].role != ROLE_CELL)
            continue;
        for (size_t k = 0; k < r->n_kept; k++)
            *rows_next_number(r, r->kept[k]) = r->numbers[r->kept[k]][first];
        o->period = r->layout->columns[c].period;
        o->signs = (o->signs & SIGNED_TARGET) | (has_percent_sign(r->record.fields[c]) ? SIGNED_VALUE : 0);
        if (!read_cell(r, c, r->record.fields[c], row, rows_next_number(r, COLUMN_VALUE), &o->gaps[COLUMN_VALUE],
                       error) ||
            !rows_add_point(r, o, row, error))
            return false;
    }
    return true;
}

static bool complain_of_record(const rows *r, record_state state, int64_t row, upw_error *error)
{
    const char *what = "has more than 16,384 columns; is the delimiter right? (--delimiter)";
    if (state == RECORD_OPEN_QUOTE)
        what = "starts a quoted field that never ends; add the missing quote (\")";
    else if (state == RECORD_STRAY_QUOTE)
        what = "has text after a closing quote; double the quotes inside a quoted field (\"\")";
    return upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld %s", r->layout->file, (long long)row, what);
}

/* `used`: the bytes of the row at the start of `whole`; 0 when its end is not in sight. Blocks are cut by the same
 * rule, so that a row is too long wherever it stands in a file. */
static bool is_too_long(text whole, size_t used)
{
    const size_t length = used > 0 ? used - (whole.at[used - 1] == '\n') : whole.len;
    return length >= RECORD_BYTES_MAX;
}

bool rows_read_any(rows *r, text *rest, int64_t row, observation *o, upw_error *error)
{
    const text whole = *rest;
    const record_state state = record_take(rest, r->layout->delimiter, r->arena, &r->record);
    const size_t used =
        state == RECORD_COMPLETE ? (size_t)(rest->at - whole.at) : record_length(whole, r->layout->delimiter);
    if (is_too_long(whole, used))
        return rows_complain_of_length(r->layout, row, error);
    if (state != RECORD_COMPLETE)
        return complain_of_record(r, state, row, error);
    if (memchr(whole.at, '\0', used) != NULL)
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            "%s, row %lld has a NUL byte, so this is not a text file; export it as CSV again",
                            r->layout->file, (long long)row);
    if (is_blank(&r->record)) {
        r->notes.n_blank++;
        return true;
    }
    text note;
    if (r->record.n_fields != r->layout->n_columns)
        return stray_complain_of_width(r->layout, &r->record, stray_is_note(r->layout, &r->record, &note), row, error);
    read_filters(r, o);
    if (!o->is_wanted) {
        r->notes.n_filtered++;
        return true;
    }
    if (stray_is_note(r->layout, &r->record, &note))
        return stray_complain_of_note(r->layout, note, row, error);
    for (size_t c = 0; c < r->layout->n_columns; c++)
        if (!read_field(r, c, r->record.fields[c], row, o, error))
            return false;
    return r->layout->options->is_wide ? add_cells(r, o, row, error) : rows_add_point(r, o, row, error);
}
