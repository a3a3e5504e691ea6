/* Cells and rows of a CSV file. */
#include "base/csv_out.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/number.h"

static void begin_cell(csv_out *csv)
{
    if (csv->in_row)
        buffer_add_char(csv->out, ',');
    csv->in_row = true;
}

static bool looks_like_formula(text value)
{
    static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n",
                                          /* U+FF1D, U+FF0B, U+FF0D, U+FF20 */
                                          "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };
    if (value.len == 0 || (value.at[0] > '@' && (unsigned char)value.at[0] != 0xEF))
        return false; /* as nearly every name */
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (text_starts_with(value, text_of(starts[i])))
            return true;
    return false;
}

static bool needs_quotes(text value)
{
    static const bool is_special[UCHAR_MAX + 1] = { [','] = true, ['"'] = true, ['\n'] = true, ['\r'] = true };
    for (size_t i = 0; i < value.len; i++)
        if (is_special[(unsigned char)value.at[i]])
            return true;
    return value.len > 0 && (value.at[0] == ' ' || value.at[value.len - 1] == ' ');
}

void csv_add_text(csv_out *csv, text value)
{
    begin_cell(csv);
    double number;
    const bool is_formula = looks_like_formula(value) && !number_parse(value, &number);
    const bool is_quoted = is_formula || needs_quotes(value);
    if (!is_quoted) {
        buffer_add(csv->out, value);
        return;
    }
    buffer_add_char(csv->out, '"');
    if (is_formula)
        buffer_add_char(csv->out, '\'');
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '"')
            buffer_add_char(csv->out, '"');
        buffer_add_char(csv->out, value.at[i]);
    }
    buffer_add_char(csv->out, '"');
}

void csv_add_number(csv_out *csv, double value)
{
    begin_cell(csv);
    if (isfinite(value))
        number_add(csv->out, value);
}

void csv_add_integer(csv_out *csv, int64_t value)
{
    begin_cell(csv);
    buffer_add_integer(csv->out, value);
}

void csv_add_empty(csv_out *csv)
{
    begin_cell(csv);
}

void csv_end_row(csv_out *csv)
{
    buffer_add_char(csv->out, '\n');
    csv->in_row = false;
}
