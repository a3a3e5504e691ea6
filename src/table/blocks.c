/* Where can a file be cut? Behind the last row of a series, found by walking back from the end of what was read. */
#include "table/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ordered.h"

enum { ZEROS_AFTER = 16 }; /* so that readers of numbers may look ahead */

void blocks_begin(blocks *b, const table_source *source, blocks_cut cut)
{
    *b = (blocks){ .source = source, .cut = cut, .next = source->start };
    memory_init_arena(&b->scratch);
}

void blocks_end(blocks *b)
{
    upw_arena_clear(&b->scratch);
}

unsigned blocks_threads(const table_source *source)
{
    const unsigned wanted = source->options->threads != 0 ? source->options->threads : ordered_count_cores();
    const off_t blocks_there = (source->size - source->start) / (off_t)source->block_bytes + 1;
    const unsigned useful = blocks_there < BLOCKS_THREADS_MAX ? (unsigned)blocks_there : BLOCKS_THREADS_MAX;
    return wanted < useful ? wanted : useful;
}

/* ---- cutting between series ---- */

/* The fields that name the series, as they stand, of a row without quotes. */
static void find_parts(const table_layout *layout, const char *at, const char *end, text parts[KEY_COUNT])
{
    memset(parts, 0, KEY_COUNT * sizeof *parts);
    size_t wanted =
        (size_t)layout->has[COLUMN_SERIES_ID] + layout->has[COLUMN_INDICATOR] + layout->has[COLUMN_ORGANISATION];
    for (size_t c = 0; c < layout->n_columns && wanted > 0; c++) {
        const char *const start = at;
        while (at < end && *at != layout->delimiter)
            at++;
        if (layout->columns[c].role == ROLE_KEY) {
            parts[layout->columns[c].slot] = (text){ start, (size_t)(at - start) };
            wanted--;
        }
        if (at < end)
            at++;
    }
}

static bool parts_equal(const text a[KEY_COUNT], const text b[KEY_COUNT])
{
    for (size_t k = 0; k < KEY_COUNT; k++)
        if (!text_equal(a[k], b[k]))
            return false;
    return true;
}

/* Where the last series of bytes that hold no quotes starts; 0 when there is only one. The bytes end with a line. */
static size_t find_last_series(const table_layout *layout, const char *bytes, size_t size)
{
    text last[KEY_COUNT] = { 0 }, parts[KEY_COUNT] = { 0 };
    size_t end = size - 1; /* of the line looked at: its line break */
    for (bool is_first = true;; is_first = false) {
        const char *const before = end == 0 ? NULL : memrchr(bytes, '\n', end);
        const size_t start = before != NULL ? (size_t)(before - bytes) + 1 : 0;
        find_parts(layout, bytes + start, bytes + end, is_first ? last : parts);
        if (!is_first && !parts_equal(last, parts))
            return end + 1;
        if (start == 0)
            return 0;
        end = start - 1;
    }
}

/* The same for bytes with quotes, walked from the front because only there it is known what is inside quotes. */
static size_t find_last_series_quoted(blocks *b, text bytes)
{
    const table_layout *const layout = &b->source->layout;
    text before[KEY_COUNT] = { 0 }, parts[KEY_COUNT] = { 0 };
    size_t cut = 0;
    record r = { 0 };
    const upw_arena_mark mark = upw_arena_get_mark(&b->scratch);
    for (text rest = bytes; rest.len > 0;) {
        const size_t at = bytes.len - rest.len;
        if (record_take(&rest, layout->delimiter, &b->scratch, &r) != RECORD_COMPLETE)
            break;
        memset(parts, 0, sizeof parts);
        for (size_t c = 0; c < r.n_fields && c < layout->n_columns; c++)
            if (layout->columns[c].role == ROLE_KEY)
                parts[layout->columns[c].slot] = text_trim(r.fields[c]);
        if (at > 0 && !parts_equal(before, parts))
            cut = at;
        memcpy(before, parts, sizeof before);
    }
    upw_arena_rewind(&b->scratch, mark);
    return cut;
}

/* Bytes of the whole rows at the start of `bytes`. */
static size_t find_last_row(const table_layout *layout, text bytes, bool has_quotes)
{
    if (!has_quotes) {
        const char *const line_end = memrchr(bytes.at, '\n', bytes.len);
        return line_end != NULL ? (size_t)(line_end - bytes.at) + 1 : 0;
    }
    size_t whole = 0;
    for (;;) {
        const size_t length = record_length((text){ bytes.at + whole, bytes.len - whole }, layout->delimiter);
        if (length == 0)
            return whole;
        whole += length;
    }
}

/* ---- reading ---- */

static void make_room(block *out, size_t size)
{
    if (out->room_size >= size + ZEROS_AFTER)
        return;
    out->room_size = size + ZEROS_AFTER;
    out->room = memory_grow(out->room, out->room_size, 1);
}

static bool give(blocks *b, block *out, block_state state, size_t size)
{
    out->state = state;
    out->bytes = (text){ out->room, size };
    b->next += (off_t)size;
    b->is_at_end |= state != BLOCK_READ;
    return true;
}

bool blocks_take(blocks *b, block *out)
{
    const table_layout *const layout = &b->source->layout;
    for (size_t size = b->source->block_bytes; !b->is_at_end; size *= 2) {
        make_room(out, size);
        const ssize_t got = source_read(b->source, out->room, size, b->next, &out->error);
        if (got < 0)
            return give(b, out, BLOCK_FAILED, 0);
        memset(out->room + got, 0, ZEROS_AFTER);
        const text bytes = { out->room, (size_t)got };
        if (bytes.len < size) {
            b->is_at_end = true;
            return bytes.len > 0 && give(b, out, BLOCK_READ, bytes.len);
        }
        const bool has_quotes = memchr(bytes.at, '"', bytes.len) != NULL;
        const size_t whole = find_last_row(layout, bytes, has_quotes);
        if (bytes.len - whole >= RECORD_BYTES_MAX)
            return whole > 0 ? give(b, out, BLOCK_READ, whole) : give(b, out, BLOCK_ROW_TOO_LONG, 0);
        if (whole == 0)
            continue;
        if (b->cut == BLOCKS_OF_ROWS)
            return give(b, out, BLOCK_READ, whole);
        const size_t cut = has_quotes ? find_last_series_quoted(b, (text){ bytes.at, whole })
                                      : find_last_series(layout, bytes.at, whole);
        if (cut > 0)
            return give(b, out, BLOCK_READ, cut);
        if (size >= BLOCK_GROWTH_MAX * b->source->block_bytes) {
            b->is_one_series = b->is_at_end = true;
            return false;
        }
    }
    return false;
}

int64_t blocks_first_row(const blocks *b)
{
    return b->source->first_row + b->notes.n_rows;
}

void blocks_finish(blocks *b, const block *done, const table_notes *notes)
{
    const table_options *const options = b->source->options;
    if (b->notes.n_unlike == 0 && notes->n_unlike > 0)
        b->notes.first_unlike = blocks_first_row(b) + notes->first_unlike;
    b->notes.n_unlike += notes->n_unlike;
    b->notes.n_uncounted += notes->n_uncounted;
    b->notes.n_rows += notes->n_rows;
    b->notes.n_blank += notes->n_blank;
    b->notes.n_filtered += notes->n_filtered;
    b->notes.n_suppressed += notes->n_suppressed;
    b->notes.n_zero_denominator += notes->n_zero_denominator;
    b->bytes_finished += (off_t)done->bytes.len;
    if (options->progress != NULL && b->source->size > 0)
        options->progress((double)(b->source->start + b->bytes_finished) / (double)b->source->size,
                          options->progress_context);
}

bool blocks_complain(const blocks *b, const block *wrong, int64_t row, upw_error *error)
{
    if (wrong->state == BLOCK_ROW_TOO_LONG)
        return rows_complain_of_length(&b->source->layout, row, error);
    if (error != NULL)
        *error = wrong->error;
    return false;
}

bool blocks_check_not_empty(const table_source *source, const table_notes *notes, upw_error *error)
{
    if (notes->n_rows == notes->n_blank)
        return upw_fail(error, UPW_BAD_INPUT, "%s has a header but no rows: add a row for each observation",
                        source->name);
    if (notes->n_rows == notes->n_blank + notes->n_filtered)
        return upw_fail(error, UPW_BAD_INPUT, "no row of %s is left after --where: %lld row%s something else",
                        source->name, (long long)notes->n_filtered, notes->n_filtered == 1 ? " says" : "s say");
    return true;
}

static void add_count(buffer *out, int64_t count, const char *one, const char *many)
{
    if (count > 0)
        buffer_add_format(out, "%s%lld %s", out->len > 0 ? "; " : "", (long long)count, count == 1 ? one : many);
}

static void add_part(buffer *out, const char *words)
{
    buffer_add_format(out, "%s%s", out->len > 0 ? "; " : "", words);
}

void table_notes_add(buffer *out, const table_notes *notes, const char *name)
{
    buffer list;
    buffer_init(&list, 4096);
    if (notes->was_windows_1252)
        buffer_add_literal(&list, "not UTF-8, read as Windows-1252");
    add_count(&list, notes->n_filtered, "row left out by --where", "rows left out by --where");
    add_count(&list, notes->n_blank, "blank row left out", "blank rows left out");
    add_count(&list, notes->n_suppressed, "suppressed value kept as a gap", "suppressed values kept as gaps");
    add_count(&list, notes->n_zero_denominator, "value of 0 out of 0 kept as a gap",
              "values of 0 out of 0 kept as gaps");
    add_count(&list, notes->n_uncounted, "empty value kept as a gap although its numerator and denominator are there",
              "empty values kept as gaps although their numerators and denominators are there");
    if (notes->was_divided)
        add_part(&list, "the column of values is empty, so numerator / denominator is charted");
    if (notes->n_unlike > 0)
        buffer_add_format(
            &list,
            "%s%lld value%s not numerator / denominator (the first in row %lld); charted as given, unless "
            "the chart divides by itself",
            list.len > 0 ? "; " : "", (long long)notes->n_unlike, notes->n_unlike == 1 ? " is" : "s are",
            (long long)notes->first_unlike);
    if (notes->passed_over[0] != '\0')
        buffer_add_format(&list, "%snumbers passed over in columns whose heading is no period: %s",
                          list.len > 0 ? "; " : "", notes->passed_over);
    add_count(&list, (int64_t)notes->n_ignored_links, "link to another workbook ignored",
              "links to other workbooks ignored");
    if (list.len > 0)
        buffer_add_format(out, "%s: %.*s", name, (int)list.len, list.at);
    buffer_clear(&list);
}
