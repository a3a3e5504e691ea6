/* table/sheet.h: tidy tables out, as CSV or JSON, from one description of the columns. */
#ifndef TABLE_SHEET_H
#define TABLE_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/period.h"
#include "base/text.h"

typedef enum sheet_kind { SHEET_EMPTY, SHEET_TEXT, SHEET_NUMBER, SHEET_INTEGER, SHEET_PERIOD } sheet_kind;

typedef struct sheet_cell {
    sheet_kind kind;
    union {
        text words;
        double number; /* NaN: empty */
        int64_t integer;
        period when;
    };
} sheet_cell;

static inline sheet_cell sheet_text(text words)
{
    return (sheet_cell){ .kind = SHEET_TEXT, .words = words };
}

static inline sheet_cell sheet_number(double number)
{
    return (sheet_cell){ .kind = SHEET_NUMBER, .number = number };
}

static inline sheet_cell sheet_integer(int64_t integer)
{
    return (sheet_cell){ .kind = SHEET_INTEGER, .integer = integer };
}

static inline sheet_cell sheet_period(period when)
{
    return (sheet_cell){ .kind = SHEET_PERIOD, .when = when };
}

static inline sheet_cell sheet_empty(void)
{
    return (sheet_cell){ .kind = SHEET_EMPTY };
}

/* A column: its name, and how its cell comes out of whatever a row is. */
typedef struct sheet_column {
    const char *name;
    sheet_cell (*get)(const void *row);
} sheet_column;

typedef enum sheet_format { SHEET_CSV, SHEET_JSON } sheet_format;

typedef struct sheet {
    const sheet_column *columns;
    size_t n_columns;
    sheet_format format;
} sheet;

/* What stands before the rows (CSV: the header line), between two pieces that were written apart, and after all. */
void sheet_begin(buffer *out, const sheet *s);
text sheet_between(const sheet *s);
text sheet_end(const sheet *s);

/* Numbers with 17 significant digits; undefined ones are empty (JSON: null). In CSV, text is quoted where it must be,
 * and text that a spreadsheet would run as a formula (= + - @) gets an apostrophe in front. `out` holds nothing but
 * rows of this sheet. */
void sheet_add_row(buffer *out, const sheet *s, const void *row);

#endif
