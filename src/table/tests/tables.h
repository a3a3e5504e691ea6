/* Tables made by tests: bytes in an unnamed file, read whole and as a stream, and written down one point a line. */
#ifndef TABLE_TESTS_TABLES_H
#define TABLE_TESTS_TABLES_H

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "near.h"
#include "table/table.h"

/* A file that lives as long as it is open. */
typedef struct made_file {
    int fd;
    char path[40];
} made_file;

static inline made_file make_file(text bytes)
{
    made_file file = { .fd = memfd_create("table", MFD_CLOEXEC) };
    assert_true(file.fd >= 0);
    while (bytes.len > 0) {
        const ssize_t written = write(file.fd, bytes.at, bytes.len);
        assert_true(written > 0);
        bytes.at += written;
        bytes.len -= (size_t)written;
    }
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
    return file;
}

/* What came of reading. */
typedef struct outcome {
    bool is_done;
    upw_error error;
    table_notes notes;
    buffer points;
} outcome;

/* "id|indicator|organisation|period|value|gap" and, for each further column, "|name=number"; annotation and % signs
 * last. */
static inline bool write_points(void *context, const series_table *block, upw_arena *scratch, buffer *out,
                                upw_error *error)
{
    (void)context, (void)scratch, (void)error;
    const struct {
        const char *name;
        const double *column;
    } further[] = {
        { "numerator", block->numerators },
        { "denominator", block->denominators },
        { "expected", block->expected },
        { "target", block->targets },
    };
    for (size_t s = 0; s < block->n_series; s++)
        for (size_t i = block->offsets[s]; i < block->offsets[s + 1]; i++) {
            const series_key *const key = &block->keys[s];
            buffer_add(out, key->id);
            buffer_add_char(out, '|');
            buffer_add(out, key->indicator);
            buffer_add_char(out, '|');
            buffer_add(out, key->organisation);
            buffer_add_char(out, '|');
            period_add(out, block->periods[i]);
            buffer_add_char(out, '|');
            number_add(out, block->values[i]);
            buffer_add_char(out, '|');
            buffer_add_integer(out, block->gaps[i]);
            for (size_t f = 0; f < sizeof further / sizeof *further; f++)
                if (further[f].column != NULL) {
                    buffer_add_format(out, "|%s=", further[f].name);
                    number_add(out, further[f].column[i]);
                }
            if (block->annotations != NULL)
                buffer_add_format(out, "|annotation=%.*s", TEXT_ARGS(block->annotations[i]));
            if (key->has_percent_values || key->has_percent_targets)
                buffer_add_format(out, "|percent=%d%d", key->has_percent_values, key->has_percent_targets);
            buffer_add_char(out, '\n');
        }
    return true;
}

/* The series are written down after the source and its arena are gone: what was read must not hang on them. */
static inline outcome read_whole(const char *path, const table_options *options)
{
    outcome o = { 0 };
    buffer_init(&o.points, (size_t)1 << 30);
    upw_arena of_source, of_table;
    memory_init_arena(&of_source);
    memory_init_arena(&of_table);
    series_table table = { 0 };
    table_source *const source = table_open(path, options, &of_source, &o.error);
    o.is_done = source != NULL && table_read(source, &of_table, &table, &o.notes, &o.error);
    table_close(source);
    upw_arena_clear(&of_source);
    if (o.is_done)
        write_points(NULL, &table, NULL, &o.points, NULL);
    upw_arena_clear(&of_table);
    return o;
}

static inline outcome stream_with(const char *path, const table_options *options, table_block_function work,
                                  void *context, const table_frame *frame)
{
    outcome o = { 0 };
    buffer_init(&o.points, (size_t)1 << 30);
    upw_arena arena;
    memory_init_arena(&arena);
    char folder[] = "/tmp/upward-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const text results = memory_format(&arena, "%s/results", folder);
    output *const out = output_open(results.at, &o.error);
    assert_non_null(out);
    table_source *const source = table_open(path, options, &arena, &o.error);
    o.is_done = source != NULL && table_stream(source, work, context, frame, out, &o.notes, &o.error);
    table_close(source);
    if (o.is_done) {
        assert_true(output_commit(out, &o.error));
        const int fd = open(results.at, O_RDONLY | O_CLOEXEC);
        struct stat about;
        assert_true(fd >= 0 && fstat(fd, &about) == 0);
        const size_t size = (size_t)about.st_size;
        char *const room = buffer_reserve(&o.points, size + 1);
        for (ssize_t got; (got = read(fd, room + o.points.len, size - o.points.len)) > 0;)
            o.points.len += (size_t)got;
        assert_int_equal(o.points.len, size);
        close(fd);
        unlink(results.at);
    } else {
        output_abandon(out);
    }
    assert_int_equal(rmdir(folder), 0);
    upw_arena_clear(&arena);
    return o;
}

static inline outcome stream(const char *path, const table_options *options, unsigned threads)
{
    static const table_frame no_frame = { { "", 0 }, { "", 0 }, { "", 0 } };
    table_options with_threads = *options;
    with_threads.threads = threads;
    return stream_with(path, &with_threads, write_points, NULL, &no_frame);
}

/* Where the two part company, for a person to see. */
static inline void assert_same_text(text actual, text expected, const char *what)
{
    if (text_equal(actual, expected))
        return;
    size_t at = 0;
    while (at < actual.len && at < expected.len && actual.at[at] == expected.at[at])
        at++;
    const size_t from = at < 60 ? 0 : at - 60;
    const size_t shown_actual = actual.len - from < 160 ? actual.len - from : 160;
    const size_t shown_expected = expected.len - from < 160 ? expected.len - from : 160;
    fail_msg("%s: differs at byte %zu of %zu and %zu\n--- is\n%.*s\n--- should be\n%.*s", what, at, actual.len,
             expected.len, (int)shown_actual, actual.at + from, (int)shown_expected, expected.at + from);
}

/* Read in every way, the table says these points. The notes of the last way are given back. */
static inline table_notes assert_reads(text bytes, const table_options *options, const char *points)
{
    static const table_options none = { 0 };
    options = options != NULL ? options : &none;
    const made_file file = make_file(bytes);
    outcome o = { 0 };
    for (unsigned threads = 0; threads <= 2; threads++) {
        o = threads == 0 ? read_whole(file.path, options) : stream(file.path, options, threads);
        if (!o.is_done)
            fail_msg("%.*s\nis refused: %s", TEXT_ARGS(bytes), o.error.message);
        assert_same_text(buffer_text(&o.points), text_of(points), threads == 0 ? "read" : "streamed");
        buffer_clear(&o.points);
    }
    close(file.fd);
    return o.notes;
}

/* Read in every way, the table is refused for this row with a sentence that says these words. */
static inline void assert_refuses(text bytes, const table_options *options, upw_error_code code, int64_t row,
                                  const char *words)
{
    static const table_options none = { 0 };
    options = options != NULL ? options : &none;
    const made_file file = make_file(bytes);
    for (unsigned threads = 0; threads <= 2; threads++) {
        outcome o = threads == 0 ? read_whole(file.path, options) : stream(file.path, options, threads);
        if (o.is_done)
            fail_msg("%.*s\nis not refused (%s), but says\n%.*s", TEXT_ARGS(bytes), words, (int)o.points.len,
                     o.points.at);
        if (strstr(o.error.message, words) == NULL || o.error.code != code || o.error.row != row)
            fail_msg("%.*s\nis refused (code %d, row %" PRId64 ") with\n%s\ninstead of\n%s", TEXT_ARGS(bytes),
                     (int)o.error.code, o.error.row, o.error.message, words);
        if (!text_is_utf8(text_of(o.error.message)) || strpbrk(o.error.message, "\n\r\033") != NULL)
            fail_msg("not a sentence to show: %s", o.error.message);
        buffer_clear(&o.points);
    }
    close(file.fd);
}

/* A generator whose numbers depend on nothing but the seed (splitmix64). */
static inline uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

#endif
