/* Any bytes as a tidy table, in any way of reading it. The first byte says how (see `ways`); the rest is the file.
 *
 * What is read may not depend on where the file is cut, on the number of threads, or on quotes round every field (a row
 * with quotes takes the careful way, one without mostly the fast one); and a table that is written reads as itself. */
#include <assert.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "table/cells.h"
#include "table/indicators.h"
#include "table/sheet.h"
#include "table/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The search makes files of up to 4 KiB: one block, or many. */
enum { POINTS_MAX = 16 << 20, BLOCK_WHOLE = 1 << 13, BLOCK_SMALL = 48 };

typedef struct outcome {
    bool is_done;
    upw_error error;
    table_notes notes;
    buffer points;
} outcome;

/* '@' is none of these, 'A' the first, 'B' the second … */
enum way {
    WAY_WIDE = 1,
    WAY_COMPLEMENT = 2,
    WAY_REPEATS = 4,
    WAY_DMY = 8,
    WAY_FILTER = 16,
    WAY_SEMICOLON = 32,
};

static table_options choose(uint8_t ways)
{
    return (table_options){
        .is_wide = (ways & WAY_WIDE) != 0,
        .is_complement = (ways & WAY_COMPLEMENT) != 0,
        .keeps_repeats = (ways & WAY_REPEATS) != 0,
        .order = ways & WAY_DMY ? PERIOD_ORDER_DMY : PERIOD_ORDER_ISO,
        .filters = { { TEXT("note"), TEXT("x") } },
        .n_filters = ways & WAY_FILTER ? 1 : 0,
        .delimiter = ways & WAY_SEMICOLON ? ';' : '\0',
    };
}

/* The same name every time, so that complaints can be compared. */
static int make_file(text bytes, char path[40])
{
    const int fd = memfd_create("table", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
    snprintf(path, 40, "/proc/self/fd/%d", fd);
    return fd;
}

static bool write_points(void *context, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    (void)context, (void)scratch, (void)error;
    const double *const columns[] = { block->values, block->numerators, block->denominators, block->expected,
                                      block->targets };
    for (size_t s = 0; s < block->n_series; s++) {
        const series_key *const key = &block->keys[s];
        assert(block->offsets[s + 1] > block->offsets[s]);
        for (size_t i = block->offsets[s]; i < block->offsets[s + 1]; i++) {
            assert(isnan(block->values[i]) == (block->gaps[i] != GAP_NONE));
            buffer_add(out, key->id);
            buffer_add_char(out, '\0');
            buffer_add(out, key->indicator);
            buffer_add_char(out, '\0');
            buffer_add(out, key->organisation);
            buffer_add_format(out, "%c%d %d", '\0', block->periods[i].code, block->gaps[i]);
            for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
                if (columns[c] != NULL)
                    buffer_add_format(out, " %.17g", columns[c][i]);
            buffer_add_char(out, '\n');
        }
    }
    return true;
}

static bool points_equal(const outcome *a, const outcome *b)
{
    const table_notes *const x = &a->notes, *const y = &b->notes;
    return text_equal(buffer_text(&a->points), buffer_text(&b->points)) && x->n_rows == y->n_rows &&
           x->n_blank == y->n_blank && x->n_filtered == y->n_filtered && x->n_suppressed == y->n_suppressed &&
           x->n_zero_denominator == y->n_zero_denominator;
}

static outcome read_whole(text bytes, const table_options *options)
{
    outcome o = { 0 };
    char path[40];
    const int fd = make_file(bytes, path);
    buffer_init(&o.points, POINTS_MAX);
    upw_arena of_source, arena;
    memory_init_arena(&of_source);
    memory_init_arena(&arena);
    series_table table = { 0 };
    table_source *const source = table_open(path, options, &of_source, &o.error);
    if (source != NULL)
        source->block_bytes = BLOCK_WHOLE;
    o.is_done = source != NULL && table_read(source, &arena, &table, &o.notes, &o.error);
    table_close(source);
    upw_arena_clear(&of_source);
    if (o.is_done)
        write_points(NULL, &table, NULL, &o.points, NULL);
    upw_arena_clear(&arena);
    close(fd);
    assert(o.is_done || (o.error.code != UPW_OK && text_is_utf8(text_of(o.error.message)) &&
                         strpbrk(o.error.message, "\n\r\033") == NULL));
    return o;
}

static outcome stream(text bytes, const table_options *options, unsigned threads, size_t block_bytes)
{
    static const table_frame frame = { { "", 0 }, { "", 0 }, { "", 0 } };
    outcome o = { 0 };
    char path[40], results[60];
    snprintf(results, sizeof results, "/tmp/upward-fuzz-csv-%ld", (long)getpid());
    const int fd = make_file(bytes, path);
    buffer_init(&o.points, POINTS_MAX);
    upw_arena arena;
    memory_init_arena(&arena);
    table_options with_threads = *options;
    with_threads.threads = threads;
    output *const out = output_open(results, &o.error);
    assert(out != NULL);
    table_source *const source = table_open(path, &with_threads, &arena, &o.error);
    if (source != NULL)
        source->block_bytes = block_bytes;
    o.is_done = source != NULL && table_stream(source, write_points, NULL, &frame, out, &o.notes, &o.error);
    table_close(source);
    if (o.is_done) {
        assert(output_commit(out, &o.error));
        const int written = open(results, O_RDONLY | O_CLOEXEC);
        assert(written >= 0);
        char *const room = buffer_reserve(&o.points, POINTS_MAX);
        o.points.len = (size_t)read(written, room, POINTS_MAX);
        close(written);
        unlink(results);
    } else {
        output_abandon(out);
    }
    upw_arena_clear(&arena);
    close(fd);
    return o;
}

/* ---- quotes round everything ---- */

/* The file again, every field in quotes. False when its header is not understood. */
static bool quote_everything(text bytes, const table_options *options, char *delimiter, buffer *out)
{
    char path[40];
    const int fd = make_file(bytes, path);
    upw_arena arena;
    memory_init_arena(&arena);
    table_source *const source = table_open(path, options, &arena, NULL);
    const bool is_table = source != NULL;
    if (is_table) {
        *delimiter = source->layout.delimiter;
        record r = { 0 };
        text rest = bytes;
        if (text_starts_with(rest, TEXT("\xEF\xBB\xBF")))
            rest.at += 3, rest.len -= 3;
        while (rest.len > 0) {
            const text whole = rest;
            if (record_take(&rest, *delimiter, &arena, &r) != RECORD_COMPLETE) {
                buffer_add(out, whole);
                break;
            }
            const size_t length = record_length(whole, *delimiter);
            assert(length == whole.len - rest.len || (length == 0 && rest.len == 0));
            for (size_t i = 0; i < r.n_fields; i++) {
                if (i > 0)
                    buffer_add_char(out, *delimiter);
                buffer_add_char(out, '"');
                for (size_t k = 0; k < r.fields[i].len; k++) {
                    if (r.fields[i].at[k] == '"')
                        buffer_add_char(out, '"');
                    buffer_add_char(out, r.fields[i].at[k]);
                }
                buffer_add_char(out, '"');
            }
            buffer_add_char(out, '\n');
        }
    }
    table_close(source);
    upw_arena_clear(&arena);
    close(fd);
    return is_table;
}

static void check_quotes(text bytes, const table_options *options, const outcome *expected)
{
    buffer quoted;
    buffer_init(&quoted, POINTS_MAX);
    table_options with_delimiter = *options;
    if (quote_everything(bytes, options, &with_delimiter.delimiter, &quoted)) {
        outcome o = read_whole(buffer_text(&quoted), &with_delimiter);
        assert(o.is_done == expected->is_done);
        assert(o.is_done ? points_equal(&o, expected) : strcmp(o.error.message, expected->error.message) == 0);
        buffer_clear(&o.points);
    }
    buffer_clear(&quoted);
}

/* ---- writing ---- */

typedef struct line {
    text id;
    period when;
    double value;
} line;

static sheet_cell get_id(const void *row)
{
    return sheet_text(((const line *)row)->id);
}

static sheet_cell get_period(const void *row)
{
    return sheet_period(((const line *)row)->when);
}

static sheet_cell get_value(const void *row)
{
    return sheet_number(((const line *)row)->value);
}

static const sheet_column sheet_columns[] = { { "series_id", get_id },
                                              { "period", get_period },
                                              { "value", get_value } };

/* Names tell the series apart, and none of them is empty. */
static bool has_proper_names(const series_table *table)
{
    for (size_t s = 0; s < table->n_series; s++) {
        if (table->keys[s].id.len == 0)
            return false;
        for (size_t before = 0; before < s; before++)
            if (text_equal(table->keys[before].id, table->keys[s].id))
                return false;
    }
    return true;
}

/* The table in `bytes`, written as CSV; false when there is none, or when its names would not do. */
static bool rewrite(text bytes, const table_options *options, buffer *out)
{
    char path[40];
    const int fd = make_file(bytes, path);
    upw_arena arena;
    memory_init_arena(&arena);
    series_table table;
    table_notes notes;
    table_source *const source = table_open(path, options, &arena, NULL);
    const bool is_written =
        source != NULL && table_read(source, &arena, &table, &notes, NULL) && has_proper_names(&table);
    const sheet s = { sheet_columns, 3, SHEET_CSV };
    if (is_written)
        sheet_begin(out, &s);
    for (size_t i = 0; is_written && i < table.n_series; i++)
        for (size_t p = table.offsets[i]; p < table.offsets[i + 1]; p++)
            sheet_add_row(out, &s, &(line){ table.keys[i].id, table.periods[p], table.values[p] });
    table_close(source);
    upw_arena_clear(&arena);
    close(fd);
    return is_written;
}

static void check_writing(text bytes, const table_options *options)
{
    const table_options plain = { .keeps_repeats = options->keeps_repeats, .delimiter = ',' };
    buffer once, twice, thrice;
    buffer_init(&once, POINTS_MAX);
    buffer_init(&twice, POINTS_MAX);
    buffer_init(&thrice, POINTS_MAX);
    if (rewrite(bytes, options, &once)) {
        /* The first time, names that begin like formulas get an apostrophe. */
        assert(rewrite(buffer_text(&once), &plain, &twice));
        assert(rewrite(buffer_text(&twice), &plain, &thrice));
        assert(text_equal(buffer_text(&twice), buffer_text(&thrice)));
    }
    buffer_clear(&once);
    buffer_clear(&twice);
    buffer_clear(&thrice);
}

static void check_small_files(text bytes)
{
    char path[40];
    const int fd = make_file(bytes, path);
    upw_arena arena;
    memory_init_arena(&arena);
    cells c;
    indicator_list list;
    upw_error error = { 0 };
    if (cells_read(path, &arena, &c, &error))
        for (size_t i = 0; i < c.n_rows * c.n_columns; i++)
            assert(text_is_utf8(c.fields[i]));
    if (indicators_read(path, PERIOD_ORDER_ISO, &arena, &list, &error))
        for (size_t i = 0; i < list.n; i++)
            assert(list.items[i].id.len > 0);
    upw_arena_clear(&arena);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const table_options options = choose(data[0]);
    const text bytes = { (const char *)data + 1, size - 1 };
    outcome whole = read_whole(bytes, &options);
    outcome streams[] = {
        stream(bytes, &options, 1, BLOCK_WHOLE),
        stream(bytes, &options, 1, BLOCK_SMALL),
        stream(bytes, &options, 3, BLOCK_SMALL),
    };
    /* A file that is not UTF-8 may be so only behind a complaint; then there is nothing to compare. */
    for (size_t i = 0; i < 3; i++) {
        assert(!text_is_utf8(bytes) || streams[i].is_done == whole.is_done);
        assert(!streams[i].is_done || !whole.is_done || points_equal(&streams[i], &whole));
    }
    assert(streams[1].is_done == streams[2].is_done);
    assert(strcmp(streams[1].error.message, streams[2].error.message) == 0 &&
           streams[1].error.row == streams[2].error.row);
    if (text_is_utf8(bytes))
        check_quotes(bytes, &options, &whole);
    check_writing(bytes, &options);
    check_small_files(bytes);
    buffer_clear(&whole.points);
    for (size_t i = 0; i < 3; i++)
        buffer_clear(&streams[i].points);
    return 0;
}
