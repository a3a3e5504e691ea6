/* One description, two formats. */
#include "table/sheet.h"

#include "base/csv_out.h"
#include "base/json.h"

static void add_csv(csv_out *csv, const sheet_cell *cell)
{
    switch (cell->kind) {
    case SHEET_TEXT:
        csv_add_text(csv, cell->words);
        break;
    case SHEET_NUMBER:
        csv_add_number(csv, cell->number);
        break;
    case SHEET_INTEGER:
        csv_add_integer(csv, cell->integer);
        break;
    case SHEET_PERIOD:
        csv_add_empty(csv);
        period_add(csv->out, cell->when);
        break;
    case SHEET_EMPTY:
        csv_add_empty(csv);
        break;
    }
}

static void add_json_period(json_writer *j, period when)
{
    buffer words;
    buffer_init(&words, 64);
    period_add(&words, when);
    json_text(j, buffer_text(&words));
    buffer_clear(&words);
}

static void add_json(json_writer *j, const sheet_cell *cell)
{
    switch (cell->kind) {
    case SHEET_TEXT:
        json_text(j, cell->words);
        break;
    case SHEET_NUMBER:
        json_number(j, cell->number);
        break;
    case SHEET_INTEGER:
        json_integer(j, cell->integer);
        break;
    case SHEET_PERIOD:
        add_json_period(j, cell->when);
        break;
    case SHEET_EMPTY:
        json_null(j);
        break;
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
    if (s->format == SHEET_CSV) {
        csv_out csv = { .out = out };
        for (size_t c = 0; c < s->n_columns; c++) {
            const sheet_cell cell = s->columns[c].get(row);
            add_csv(&csv, &cell);
        }
        csv_end_row(&csv);
        return;
    }
    if (out->len > 0)
        buffer_add(out, sheet_between(s));
    json_writer j;
    json_init(&j, out);
    json_begin_object(&j);
    for (size_t c = 0; c < s->n_columns; c++) {
        const sheet_cell cell = s->columns[c].get(row);
        json_key(&j, s->columns[c].name);
        add_json(&j, &cell);
    }
    json_end_object(&j);
}
