/* One description, two formats. */
#include "table/sheet.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

void sheet_add_csv_text(buffer *out, text words)
{
    const bool is_formula = words.len > 0 && memchr("=+-@\t", words.at[0], 5) != NULL;
    bool needs_quotes = is_formula;
    for (size_t i = 0; i < words.len && !needs_quotes; i++)
        needs_quotes = words.at[i] == ',' || words.at[i] == '"' || words.at[i] == '\n' || words.at[i] == '\r';
    if (!needs_quotes) {
        buffer_add(out, words);
        return;
    }
    buffer_add_literal(out, "\"");
    if (is_formula)
        buffer_add_literal(out, "'");
    for (text rest = words; rest.len > 0;) {
        const size_t before = rest.len;
        const text part = text_take_until(&rest, '"');
        buffer_add(out, part);
        if (part.len < before)
            buffer_add_literal(out, "\"\"");
    }
    buffer_add_literal(out, "\"");
}

void sheet_add_json_text(buffer *out, text words)
{
    buffer_add_literal(out, "\"");
    for (size_t i = 0; i < words.len; i++) {
        const unsigned char c = (unsigned char)words.at[i];
        if (c == '"' || c == '\\')
            buffer_add_char(out, '\\');
        if (c < 0x20)
            buffer_add_format(out, "\\u%04x", c);
        else
            buffer_add_char(out, (char)c);
    }
    buffer_add_literal(out, "\"");
}

static bool is_empty(const sheet_cell *cell)
{
    return cell->kind == SHEET_EMPTY || (cell->kind == SHEET_NUMBER && !isfinite(cell->number));
}

static void add_csv(buffer *out, const sheet_cell *cell)
{
    switch (cell->kind) {
    case SHEET_TEXT:
        sheet_add_csv_text(out, cell->words);
        break;
    case SHEET_NUMBER:
        if (isfinite(cell->number))
            number_add(out, cell->number);
        break;
    case SHEET_INTEGER:
        buffer_add_integer(out, cell->integer);
        break;
    case SHEET_PERIOD:
        period_add(out, cell->when);
        break;
    case SHEET_EMPTY:
        break;
    }
}

static void add_json(buffer *out, const sheet_cell *cell)
{
    if (is_empty(cell)) {
        buffer_add_literal(out, "null");
    } else if (cell->kind == SHEET_TEXT) {
        sheet_add_json_text(out, cell->words);
    } else if (cell->kind == SHEET_PERIOD) {
        buffer_add_literal(out, "\"");
        period_add(out, cell->when);
        buffer_add_literal(out, "\"");
    } else {
        add_csv(out, cell);
    }
}

void sheet_begin(buffer *out, const sheet *s)
{
    if (s->format == SHEET_JSON) {
        buffer_add_literal(out, "[\n");
        return;
    }
    for (size_t c = 0; c < s->n_columns; c++) {
        if (c > 0)
            buffer_add_char(out, ',');
        buffer_add(out, text_of(s->columns[c].name));
    }
    buffer_add_char(out, '\n');
}

text sheet_between(const sheet *s)
{
    return s->format == SHEET_JSON ? TEXT(",\n") : TEXT("");
}

text sheet_end(const sheet *s)
{
    return s->format == SHEET_JSON ? TEXT("\n]\n") : TEXT("");
}

void sheet_add_row(buffer *out, const sheet *s, const void *row)
{
    const bool is_json = s->format == SHEET_JSON;
    if (is_json && out->len > 0)
        buffer_add(out, sheet_between(s));
    if (is_json)
        buffer_add_char(out, '{');
    for (size_t c = 0; c < s->n_columns; c++) {
        if (c > 0)
            buffer_add_char(out, ',');
        const sheet_cell cell = s->columns[c].get(row);
        if (is_json) {
            buffer_add_format(out, "\"%s\":", s->columns[c].name);
            add_json(out, &cell);
        } else {
            add_csv(out, &cell);
        }
    }
    buffer_add_char(out, is_json ? '}' : '\n');
}
