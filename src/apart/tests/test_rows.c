/* A table read by another process says what it says when it is read here: rows, notes and complaints. */
#include "apart/rows.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "near.h"

static const record_column columns[] = {
    { "indicator", .names = (const char *const[]){ "indicator", "measure", NULL } },
    { "period", .names = (const char *const[]){ "period", NULL }, .is_needed = true },
    { "value", .names = (const char *const[]){ "value", NULL } },
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static const char *const files[] = {
    "indicator,period,value\nfalls,2024-01,3\n\nfalls,2024-02,\"4,5\"\n\"a \"\"b\"\"\",2024-03,\n",
    "Measure;Period\nfalls;2024-01\n",
    "period\n1\n2\n3\n",
    "value\n1\n",
    "",
    "indicator,period\nfalls\n",
    "indicator,period\n\"falls,1\n",
    "period\n\xFF\xFE\n",
    "period\n1\n\xE9\n",
    "period,period\n1,2\n",
    "period\n",
    "PK\3\4nonsense",
    "\xD0\xCF\x11\xE0nonsense",
    "period\na\rb\n",
};
enum { N_FILES = sizeof files / sizeof *files };

static int make_file(const char *bytes, size_t n)
{
    const int file = memfd_create("table", MFD_CLOEXEC);
    assert_true(file >= 0 && write(file, bytes, n) == (ssize_t)n);
    return file;
}

static bool write_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    buffer *const out = context;
    (void)error;
    buffer_add_format(out, "%s %lld", records_name(file), (long long)row);
    for (size_t c = 0; c < N_COLUMNS; c++)
        buffer_add_format(out, "|%d %.*s=%.*s", records_has(file, c), TEXT_ARGS(records_header(file, c)),
                          TEXT_ARGS(fields[c]));
    buffer_add_char(out, '\n');
    return true;
}

static void describe_records(const apart_file *file, buffer *out)
{
    upw_error error = { 0 };
    table_notes notes = { 0 };
    const bool is_done = apart_read_records(file, columns, N_COLUMNS, write_row, out, &notes, &error);
    buffer_add_format(out, "%d %d %lld %s", is_done, (int)error.code, (long long)error.row, error.message);
    if (is_done)
        buffer_add_format(out, " %lld %lld", (long long)notes.n_rows, (long long)notes.n_blank);
}

static void describe_cells(const apart_file *file, buffer *out)
{
    upw_arena arena;
    upw_error error = { 0 };
    cells c = { 0 };
    memory_init_arena(&arena);
    const bool is_done = apart_read_cells(file, &arena, &c, &error);
    buffer_add_format(out, "%d %d %lld %s", is_done, (int)error.code, (long long)error.row, error.message);
    for (size_t i = 0; i < c.n_columns && is_done; i++)
        buffer_add_format(out, "|%.*s", TEXT_ARGS(c.names[i]));
    for (size_t row = 0; row < c.n_rows && is_done; row++) {
        buffer_add_format(out, "\n%s %lld", c.file, (long long)c.rows[row]);
        for (size_t i = 0; i < c.n_columns; i++)
            buffer_add_format(out, "|%.*s", TEXT_ARGS(cells_get(&c, row, i)));
    }
    upw_arena_clear(&arena);
}

static void assert_the_same(void (*describe)(const apart_file *file, buffer *out))
{
    upw_error error = { 0 };
    apart *const reader = apart_start(NULL, &error);
    assert_non_null(reader);
    for (size_t i = 0; i < N_FILES; i++) {
        const int descriptor = make_file(files[i], strlen(files[i]));
        buffer here, there;
        buffer_init(&here, 1 << 20);
        buffer_init(&there, 1 << 20);
        describe(&(apart_file){ NULL, descriptor, "my.csv", TEXT("mark") }, &here);
        describe(&(apart_file){ reader, descriptor, "my.csv", TEXT("mark") }, &there);
        if (!text_equal(buffer_text(&here), buffer_text(&there)))
            fail_msg("file %zu:\n%.*s\nbut apart:\n%.*s", i, TEXT_ARGS(buffer_text(&here)),
                     TEXT_ARGS(buffer_text(&there)));
        buffer_clear(&here);
        buffer_clear(&there);
        close(descriptor);
    }
    apart_stop(reader);
}

static void rows_are_the_same_wherever_they_are_read(void **state)
{
    (void)state;
    assert_the_same(describe_records);
}

static void cells_are_the_same_wherever_they_are_read(void **state)
{
    (void)state;
    assert_the_same(describe_cells);
}

static bool stop_at_three(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    (void)context;
    (void)file;
    (void)fields;
    return row < 3 || upw_fail_row(error, UPW_TOO_LARGE, row, "three is enough");
}

static void a_row_that_is_refused_here_ends_the_reading(void **state)
{
    (void)state;
    upw_error error = { 0 };
    table_notes notes;
    apart *const reader = apart_start(NULL, &error);
    const int descriptor = make_file(files[2], strlen(files[2]));
    const apart_file file = { reader, descriptor, "my.csv", TEXT("mark") };
    assert_false(apart_read_records(&file, columns, N_COLUMNS, stop_at_three, NULL, &notes, &error));
    assert_int_equal(error.row, 3);
    assert_string_equal(error.message, "three is enough");
    close(descriptor);
    apart_stop(reader);
}

/* A few kilobytes that become millions of empty cells. */
static void cells_have_a_limit(void **state)
{
    (void)state;
    enum { WIDE = 2000, HIGH = 600 };
    upw_error error = { 0 };
    upw_arena arena;
    cells c;
    buffer bytes;
    buffer_init(&bytes, 4 << 20);
    for (size_t i = 0; i < WIDE; i++)
        buffer_add_format(&bytes, "c%zu%c", i, i + 1 < WIDE ? ',' : '\n');
    for (size_t row = 0; row < HIGH; row++) {
        buffer_add_char(&bytes, 'x'); /* a row is not blank */
        for (size_t i = 0; i < WIDE; i++)
            buffer_add_char(&bytes, i + 1 < WIDE ? ',' : '\n');
    }
    buffer_add_char(&bytes, '\0');
    memory_init_arena(&arena);
    apart *const reader = apart_start(NULL, &error);
    const int descriptor = make_file(bytes.at, bytes.len - 1);
    const apart_file file = { reader, descriptor, "my.csv", TEXT("mark") };
    assert_false(apart_read_cells(&file, &arena, &c, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    assert_string_equal(error.message, "my.csv has more than a million cells, or 16 MiB of words; shorten it");
    close(descriptor);
    apart_stop(reader);
    upw_arena_clear(&arena);
    buffer_clear(&bytes);
}

/* ---- pieces that no honest worker sends ---- */

static bool count_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    (void)file;
    (void)fields;
    (void)row;
    (void)error;
    ++*(int *)context;
    return true;
}

static void pieces_out_of_order_or_shape_are_refused(void **state)
{
    static const text header = { "\1\1\0\0\0a\1\1\0\0\0b\0\0\0\0\0", 17 };
    static const text row = { "\2\0\0\0\0\0\0\0\1\0\0\0x\0\0\0\0\0\0\0\0", 21 };
    static const text notes = { "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                                40 };
    const struct {
        uint8_t kind[3];
        text piece[3];
        int refused; /* which */
    } cases[] = {
        { { 1, 2, 3 }, { header, row, notes }, 3 },
        { { 2, 2, 3 }, { row, row, notes }, 0 },       /* no header */
        { { 1, 1, 3 }, { header, header, notes }, 1 }, /* two */
        { { 1, 2, 2 }, { header, row, row }, 2 },      /* the same row */
        { { 1, 3, 2 }, { header, notes, row }, 2 },    /* after the end */
        { { 1, 3, 3 }, { header, notes, notes }, 2 },
        { { 1, 4, 3 }, { header, row, notes }, 1 },
        { { 1, 2, 3 }, { header, { row.at, 20 }, notes }, 1 },
        { { 1, 2, 3 }, { header, { "\2\0\0\0\0\0\0\0\xff\xff\xff\xff", 12 }, notes }, 1 },
        { { 1, 2, 3 }, { header, { "\2\0\0\0\0\0\0\0\1\0\0\0\xff\0\0\0\0\0\0\0\0", 21 }, notes }, 1 },
        { { 1, 2, 3 }, { { "\2\1\0\0\0a\1\1\0\0\0b\0\0\0\0\0", 17 }, row, notes }, 0 },
        { { 1, 2, 3 }, { header, row, { notes.at, 39 } }, 2 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        upw_arena arena;
        upw_error error = { 0 };
        int n = 0, k = 0;
        const apart_file file = { NULL, -1, "my.csv", TEXT("mark") };
        memory_init_arena(&arena);
        apart_records *const r = apart_records_begin(&file, columns, N_COLUMNS, count_row, &n, &arena);
        while (k < 3 && apart_take_record(r, cases[i].kind[k], cases[i].piece[k], &error))
            k++;
        if (k != cases[i].refused)
            fail_msg("case %zu: piece %d was refused", i, k);
        upw_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_the_same_wherever_they_are_read),
        cmocka_unit_test(cells_are_the_same_wherever_they_are_read),
        cmocka_unit_test(a_row_that_is_refused_here_ends_the_reading),
        cmocka_unit_test(cells_have_a_limit),
        cmocka_unit_test(pieces_out_of_order_or_shape_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("apart/rows", tests, NULL, NULL);
}
