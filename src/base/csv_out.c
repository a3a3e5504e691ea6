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

/* Whether all of at least eight bytes are letters, digits or what else does not come before '-': nothing special does.
 * The last eight may overlap those before. */
static bool is_plain(text value)
{
    uint64_t below = 0;
    for (size_t i = 0; i < value.len; i += 8) {
        uint64_t bytes;
        memcpy(&bytes, value.at + (i + 8 <= value.len ? i : value.len - 8), sizeof bytes);
        below |= (bytes - 0x2D2D2D2D2D2D2D2Du) & ~bytes;
    }
    return (below & 0x8080808080808080u) == 0;
}

static bool needs_quotes(text value)
{
    if (value.len >= 8 && is_plain(value))
        return false;
    static const bool is_special[UCHAR_MAX + 1] = { [','] = true, ['"'] = true, ['\n'] = true, ['\r'] = true };
    for (size_t i = 0; i < value.len; i++)
        if (is_special[(unsigned char)value.at[i]])
            return true;
    return value.len > 0 && (value.at[0] == ' ' || value.at[value.len - 1] == ' ');
}

void csv_add_text(csv_out *csv, text value)
{
    begin_cell(csv);
    if (value.len == 0)
        return;
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
