/* How do the cells of a sheet become records of a CSV? Row by row: a row is put together in memory, then written. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "table/xlsx_internal.h"

enum {
    ROWS_MAX = 1048576, /* of a sheet, as spreadsheets have them */
    COLUMNS_MAX = 16384,
    LINE_MAX = 64 << 20,
};
static const uint64_t csv_max = 512u << 20;

/* Whose characters come in. */
typedef enum place { PLACE_OTHER, PLACE_VALUE, PLACE_INLINE_TEXT } place;

typedef struct sheet_reading {
    const package *package;
    const workbook *book;
    const sheet *sheet;
    FILE *out;
    uint64_t n_written;   /* bytes of CSV */
    uint32_t n_rows;      /* written */
    uint32_t width;       /* columns of the header, or of the first row that holds anything; 0 before it */
    int64_t header_row;   /* 0: the first row that holds anything */
    uint32_t row, column; /* where we are, from 1; column 0 before the first cell */
    uint32_t n_columns;   /* of this row, in `line` */
    buffer line;
    buffer value; /* characters of <v>, or of the <t> of <is> */
    place place;
    text_collector inline_text;
    char type[12]; /* of the cell: "", "s", "str", "inlineStr", "b", "e", "d", "n" */
    long style;
    bool has_value, has_formula;
} sheet_reading;

/* --- sentences
 * -------------------------------------------------------------------------------------------------------- */

/* "C7" */
static const char *cell_name(const sheet_reading *r, char name[16])
{
    char letters[4];
    size_t n = 0;
    for (uint32_t column = r->column; column > 0 && n < sizeof letters; column = (column - 1) / 26)
        letters[n++] = (char)('A' + (column - 1) % 26);
    size_t at = 0;
    while (n > 0)
        name[at++] = letters[--n];
    snprintf(name + at, 16 - at, "%u", r->row);
    return name;
}

#define complain(r, error, code, words, ...)                                                                           \
    upw_fail_row((error), (code), (int64_t)(r)->row, "%s, sheet \"%.*s\", cell %s: " words, (r)->package->name,        \
                 TEXT_ARGS((r)->sheet->name), cell_name((r), (char[16]){ "" }) __VA_OPT__(, ) __VA_ARGS__)

static bool complain_of_order(const sheet_reading *r, upw_error *error)
{
    return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)r->row,
                        "%s, sheet \"%.*s\": rows or cells are not in order near row %u; save the workbook again",
                        r->package->name, TEXT_ARGS(r->sheet->name), r->row);
}

/* --- rows
 * --------------------------------------------------------------------------------------------------------------- */

static bool write_bytes(sheet_reading *r, text bytes, upw_error *error)
{
    r->n_written += bytes.len;
    if (r->n_written > csv_max)
        return upw_fail(error, UPW_TOO_LARGE,
                        "%s, sheet \"%.*s\" holds more than 512 MiB of text; save only what is needed, or CSV",
                        r->package->name, TEXT_ARGS(r->sheet->name));
    if (fwrite(bytes.at, 1, bytes.len, r->out) != bytes.len)
        return upw_fail(error, UPW_IO_FAILED, "%s cannot be unpacked: there is no space left on the disk",
                        r->package->name);
    return true;
}

static void add_commas(buffer *line, size_t n)
{
    char *const room = buffer_reserve(line, n);
    if (room == NULL)
        return;
    memset(room, ',', n);
    line->len += n;
}

/* Ends the row: fills it up to the width of the table, after an empty line for each row that was left out. */
static bool write_row(sheet_reading *r, upw_error *error)
{
    if (r->n_columns == 0)
        return true;
    if (r->width == 0 || (int64_t)r->row <= r->header_row)
        r->width = r->n_columns;
    if (r->n_columns < r->width)
        add_commas(&r->line, r->width - r->n_columns);
    buffer_add_char(&r->line, '\n');
    if (r->line.is_full)
        return upw_fail_row(error, UPW_TOO_LARGE, (int64_t)r->row, "%s, sheet \"%.*s\": row %u holds more than 64 MiB",
                            r->package->name, TEXT_ARGS(r->sheet->name), r->row);
    for (; r->n_rows + 1 < r->row; r->n_rows++)
        if (!write_bytes(r, TEXT("\n"), error))
            return false;
    r->n_rows = r->row;
    const bool is_written = write_bytes(r, buffer_text(&r->line), error);
    buffer_empty(&r->line);
    r->n_columns = 0;
    return is_written;
}

static bool needs_quotes(text field)
{
    for (size_t i = 0; i < field.len; i++)
        if (strchr(",;|\t\"\r\n", field.at[i]) != NULL) /* what else might be taken for a delimiter, too */
            return true;
    return false;
}

static void add_field(sheet_reading *r, text field)
{
    add_commas(&r->line, r->column - (r->n_columns > 0 ? r->n_columns : 1));
    r->n_columns = r->column;
    if (!needs_quotes(field)) {
        buffer_add(&r->line, field);
        return;
    }
    buffer_add_char(&r->line, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.at[i] == '"')
            buffer_add_char(&r->line, '"');
        buffer_add_char(&r->line, field.at[i]);
    }
    buffer_add_char(&r->line, '"');
}

/* --- cells
 * -------------------------------------------------------------------------------------------------------------- */

static bool add_shared_text(sheet_reading *r, upw_error *error)
{
    const workbook *const book = r->book;
    int64_t index = -1;
    if (!number_parse_integer(text_trim(buffer_text(&r->value)), &index) || index < 0 ||
        (uint64_t)index >= book->n_texts)
        return complain(r, error, UPW_BAD_INPUT, "refers to a text that the workbook lacks; save the workbook again");
    const size_t start = index > 0 ? book->text_ends[index - 1] : 0;
    const text found = { buffer_text(&book->texts).at + start, book->text_ends[index] - start };
    if (found.len > CELL_TEXT_MAX)
        return complain(r, error, UPW_TOO_LARGE, "holds more text than a cell can");
    if (found.len > 0)
        add_field(r, found);
    return true;
}

/* A number, or the date or percentage that it is shown as. */
static void add_number(sheet_reading *r)
{
    const text spelled = text_trim(buffer_text(&r->value));
    const size_t style = r->style >= 0 ? (size_t)r->style : 0;
    const cell_format format = style < r->book->n_formats ? (cell_format)r->book->formats[style] : FORMAT_NUMBER;
    double serial;
    if (format != FORMAT_NUMBER && number_parse(spelled, &serial)) {
        buffer shown;
        buffer_init(&shown, 500);
        const bool is_shown = format == FORMAT_PERCENT
                                  ? format_add_percent(&shown, spelled)
                                  : format_add_date(&shown, format, serial, r->book->counts_from_1904);
        if (is_shown)
            add_field(r, buffer_text(&shown));
        buffer_clear(&shown);
        if (is_shown)
            return;
    }
    if (spelled.len > 0)
        add_field(r, spelled);
}

static bool add_cell(sheet_reading *r, upw_error *error)
{
    if (r->value.is_full)
        return complain(r, error, UPW_TOO_LARGE, "holds more text than a cell can");
    const text value = buffer_text(&r->value);
    if (r->has_formula && value.len == 0 && strcmp(r->type, "str") != 0) /* "" is what ="" gives */
        return complain(
            r, error, UPW_BAD_INPUT,
            "is a formula whose value was not saved; open the workbook in a spreadsheet program and save it");
    if (strcmp(r->type, "s") == 0 && r->has_value)
        return add_shared_text(r, error);
    if (strcmp(r->type, "b") == 0 && r->has_value)
        add_field(r, text_equal(text_trim(value), TEXT("1")) ? TEXT("TRUE") : TEXT("FALSE"));
    else if (r->type[0] == '\0' || strcmp(r->type, "n") == 0)
        add_number(r);
    else if (value.len > 0)
        add_field(r, value);
    return true;
}

/* Letters and digits of a cell's name; false when it is none that a sheet has. */
static bool read_cell_name(const char *name, uint32_t *column, uint32_t *row)
{
    *column = *row = 0;
    for (; (*name | 0x20) >= 'a' && (*name | 0x20) <= 'z'; name++) {
        *column = *column * 26 + (uint32_t)((*name | 0x20) - 'a' + 1);
        if (*column > COLUMNS_MAX)
            return false;
    }
    for (; *name >= '0' && *name <= '9'; name++) {
        *row = *row * 10 + (uint32_t)(*name - '0');
        if (*row > ROWS_MAX)
            return false;
    }
    return *name == '\0' && *column > 0 && *row > 0;
}

static bool start_row(sheet_reading *r, const char **attributes, upw_error *error)
{
    const char *const name = part_attribute(attributes, "r");
    const uint32_t before = r->row;
    int64_t row = before + 1;
    if (name != NULL && !number_parse_integer(text_of(name), &row))
        return complain_of_order(r, error);
    if (row <= before || row > ROWS_MAX)
        return complain_of_order(r, error);
    r->row = (uint32_t)row;
    r->column = 0;
    return true;
}

static bool start_cell(sheet_reading *r, const char **attributes, upw_error *error)
{
    const char *const name = part_attribute(attributes, "r");
    const char *const type = part_attribute(attributes, "t");
    const char *const style = part_attribute(attributes, "s");
    uint32_t column = r->column + 1, row = r->row;
    if ((name != NULL && !read_cell_name(name, &column, &row)) || row != r->row || column <= r->column ||
        column > COLUMNS_MAX)
        return complain_of_order(r, error);
    r->column = column;
    snprintf(r->type, sizeof r->type, "%s", type != NULL ? type : "");
    int64_t index;
    r->style = style != NULL && number_parse_integer(text_of(style), &index) && index < INT32_MAX ? (long)index : -1;
    r->has_value = r->has_formula = false;
    r->inline_text = (text_collector){ .into = &r->value };
    buffer_empty(&r->value);
    return true;
}

static bool start_in_sheet(void *context, const char *element, const char **attributes, upw_error *error)
{
    sheet_reading *const r = context;
    if (r->place == PLACE_INLINE_TEXT) {
        text_collector_start(&r->inline_text, element);
    } else if (strcmp(element, "row") == 0) {
        return start_row(r, attributes, error);
    } else if (strcmp(element, "c") == 0 && r->row > 0) {
        return start_cell(r, attributes, error);
    } else if (strcmp(element, "f") == 0) {
        r->has_formula = true;
    } else if (strcmp(element, "v") == 0 && r->column > 0) {
        r->place = PLACE_VALUE;
        r->has_value = true;
    } else if (strcmp(element, "is") == 0 && r->column > 0) {
        r->place = PLACE_INLINE_TEXT;
        r->has_value = true;
    }
    return true;
}

static bool end_in_sheet(void *context, const char *element, upw_error *error)
{
    sheet_reading *const r = context;
    if (strcmp(element, "v") == 0 || strcmp(element, "is") == 0)
        r->place = PLACE_OTHER;
    else if (r->place == PLACE_INLINE_TEXT)
        text_collector_end(&r->inline_text, element);
    else if (strcmp(element, "c") == 0 && r->column > 0)
        return add_cell(r, error);
    else if (strcmp(element, "row") == 0)
        return write_row(r, error);
    return true;
}

static bool take_characters(void *context, text characters, upw_error *error)
{
    sheet_reading *const r = context;
    (void)error;
    if (r->place == PLACE_VALUE)
        buffer_add(&r->value, characters);
    else if (r->place == PLACE_INLINE_TEXT)
        text_collector_add(&r->inline_text, characters);
    return true;
}

bool sheet_to_csv(package *p, const workbook *book, const sheet *which, int64_t header_row, FILE *out, upw_error *error)
{
    static const part_reader reader = { start_in_sheet, end_in_sheet, take_characters };
    sheet_reading r = { .package = p, .book = book, .sheet = which, .header_row = header_row, .out = out };
    buffer_init(&r.line, LINE_MAX);
    buffer_init(&r.value, CELL_TEXT_MAX);
    const bool is_done = package_read_part(p, which->part, &reader, &r, error);
    buffer_clear(&r.line);
    buffer_clear(&r.value);
    return is_done;
}
