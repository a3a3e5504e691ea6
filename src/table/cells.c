/* Small files whole. */
#include "table/cells.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "table/record.h"
#include "table/source.h"

/* False, for whoever complains. */
static bool make_showable(upw_error *error)
{
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

static bool complain_of_row(const cells *c, record_state state, size_t n_fields, int64_t row, upw_error *error)
{
    if (state == RECORD_COMPLETE)
        return upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld has %zu column%s, the header has %zu", c->file,
                            (long long)row, n_fields, n_fields == 1 ? "" : "s", c->n_columns);
    return upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld: %s", c->file, (long long)row,
                        state == RECORD_TOO_MANY_FIELDS ? "it has more than 16,384 columns"
                                                        : "its quotes do not match");
}

static bool names_equal(const cells *c, text a, text b)
{
    return c->minds_capitals ? text_equal(a, b) : text_equal_ignoring_case(a, b);
}

/* The names of the columns; the header is taken from *rest. */
static bool read_names(cells *out, text *rest, char delimiter, upw_arena *arena, upw_error *error)
{
    record header = { 0 };
    const record_state state = record_take(rest, delimiter, arena, &header);
    if (state != RECORD_COMPLETE)
        return complain_of_row(out, state, 0, 1, error);
    text *const names = MEMORY_TAKE(arena, text, header.n_fields);
    for (size_t c = 0; c < header.n_fields; c++) {
        names[c] = text_trim(header.fields[c]);
        for (size_t before = 0; before < c && names[c].len > 0; before++)
            if (names_equal(out, names[before], names[c])) {
                upw_fail_row(error, UPW_BAD_INPUT, 1,
                             "%s has two columns \"%.*s\" (columns %zu and %zu): rename one of them", out->file,
                             TEXT_ARGS(names[c]), before + 1, c + 1);
                return make_showable(error);
            }
    }
    out->names = names;
    out->n_columns = header.n_fields;
    return true;
}

static bool read_rows(cells *out, text rest, char delimiter, upw_arena *arena, upw_error *error)
{
    size_t capacity = 0, n_rows = 0;
    text *fields = NULL;
    int64_t *rows = NULL;
    record r = { 0 };
    bool done = true;
    for (int64_t row = 2; rest.len > 0 && done; row++) {
        const record_state state = record_take(&rest, delimiter, arena, &r);
        bool is_blank = state == RECORD_COMPLETE;
        for (size_t c = 0; c < r.n_fields && is_blank; c++)
            is_blank = text_trim(r.fields[c]).len == 0;
        if (is_blank)
            continue;
        if (state != RECORD_COMPLETE || r.n_fields != out->n_columns) {
            done = complain_of_row(out, state, r.n_fields, row, error);
            break;
        }
        if (n_rows == capacity) {
            capacity = capacity == 0 ? 64 : 2 * capacity;
            fields = memory_grow(fields, capacity * out->n_columns, sizeof *fields);
            rows = memory_grow(rows, capacity, sizeof *rows);
        }
        for (size_t c = 0; c < out->n_columns; c++)
            fields[n_rows * out->n_columns + c] = text_trim(r.fields[c]);
        rows[n_rows++] = row;
    }
    text *const kept_fields = MEMORY_TAKE(arena, text, n_rows * out->n_columns);
    int64_t *const kept_rows = MEMORY_TAKE(arena, int64_t, n_rows);
    if (n_rows > 0) {
        memcpy(kept_fields, fields, n_rows * out->n_columns * sizeof *fields);
        memcpy(kept_rows, rows, n_rows * sizeof *rows);
    }
    free(fields);
    free(rows);
    out->fields = kept_fields;
    out->rows = kept_rows;
    out->n_rows = n_rows;
    return done;
}

static bool read_bytes(table_source *source, const cells *out, upw_arena *arena, text *bytes, upw_error *error)
{
    if (!source_take(source, CELLS_BYTES_MAX + 1, error))
        return false;
    if (source->size > CELLS_BYTES_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s is larger than 64 MiB, which is too much for a file of this kind",
                        out->file);
    if (!source_read_all(source, arena, bytes, error))
        return false;
    return memchr(bytes->at, '\0', bytes->len) == NULL ||
           upw_fail(error, UPW_BAD_INPUT, "%s has a NUL byte, so it is not a text file; export it as CSV again",
                    out->file);
}

static bool read_cells(cells *out, text bytes, upw_arena *arena, upw_error *error)
{
    text first = bytes;
    const char delimiter = layout_detect_delimiter(text_take_until(&first, '\n'));
    return read_names(out, &bytes, delimiter, arena, error) && read_rows(out, bytes, delimiter, arena, error);
}

static bool read_file(const char *path, const char *name, bool minds_capitals, upw_arena *arena, cells *out,
                      upw_error *error)
{
    const table_options options = { .name = name };
    table_source *const source = source_open_raw(path, &options, arena, error);
    if (source == NULL)
        return false;
    *out = (cells){ .file = memory_copy_text(arena, text_of(source->name)).at, .minds_capitals = minds_capitals };
    text bytes;
    const bool done = read_bytes(source, out, arena, &bytes, error) && read_cells(out, bytes, arena, error);
    table_close(source);
    return done;
}

bool cells_read_named(const char *path, const char *name, upw_arena *arena, cells *out, upw_error *error)
{
    return read_file(path, name, false, arena, out, error);
}

bool cells_read(const char *path, upw_arena *arena, cells *out, upw_error *error)
{
    return read_file(path, NULL, false, arena, out, error);
}

bool cells_read_exactly(const char *path, upw_arena *arena, cells *out, upw_error *error)
{
    return read_file(path, NULL, true, arena, out, error);
}

size_t cells_find(const cells *c, const char *name)
{
    size_t i = 0;
    while (i < c->n_columns && !names_equal(c, c->names[i], text_of(name)))
        i++;
    return i;
}

text cells_get(const cells *c, size_t row, size_t column)
{
    return column < c->n_columns ? c->fields[row * c->n_columns + column] : (text){ "", 0 };
}

bool cells_complain(const cells *c, size_t row, size_t column, upw_error *error, const char *format, ...)
{
    char sentence[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    upw_fail_row(error, UPW_BAD_INPUT, c->rows[row], "%s, row %lld, column \"%.*s\": %s", c->file,
                 (long long)c->rows[row], TEXT_ARGS(c->names[column]), sentence);
    return make_showable(error);
}
