/* How much memory does a table take? Not asked of a build with sanitizers, whose own memory would be measured. */
#include "tables.h"

#include <sys/resource.h>
#include <sys/wait.h>

static bool write_a_word(void *context, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    (void)scratch, (void)error;
    const text *const word = context;
    if (block->n_series > 0)
        buffer_add(out, *word);
    return true;
}

/* The most memory that a process of its own needs for this table, in KiB; -1 when it was refused. */
static long measure_peak(const char *path, unsigned threads)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static const table_frame frame = { { "", 0 }, { "", 0 }, { "", 0 } };
        text word = TEXT("w");
        table_options options = { .threads = threads };
        const outcome o = stream_with(path, &options, write_a_word, &word, &frame);
        _exit(o.is_done ? 0 : 1);
    }
    int status = 0;
    struct rusage usage;
    assert_int_equal(wait4(child, &status, 0, &usage), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 0 ? usage.ru_maxrss : -1;
}

static made_file make_sorted_file(size_t n_series)
{
    const made_file file = make_file(TEXT("series_id,period,value\n"));
    buffer bytes;
    buffer_init(&bytes, 1 << 24);
    for (size_t s = 0; s < n_series; s++) {
        for (size_t i = 0; i < 48; i++)
            buffer_add_format(&bytes, "a series of some length %06zu,%zu,12.5\n", s, i);
        if (bytes.len > 1 << 20 || s + 1 == n_series) {
            assert_int_equal(write(file.fd, bytes.at, bytes.len), bytes.len);
            buffer_empty(&bytes);
        }
    }
    buffer_clear(&bytes);
    return file;
}

static void memory_does_not_grow_with_a_sorted_file(void **state)
{
    (void)state;
    const made_file small = make_sorted_file(3000), large = make_sorted_file(15000);
    const long of_small = measure_peak(small.path, 2), of_large = measure_peak(large.path, 2);
    assert_true(of_small > 0);
    if ((double)of_large > 1.2 * (double)of_small)
        fail_msg("%ld KiB for a file of 6 MB, %ld KiB for one of 30 MB", of_small, of_large);
    close(small.fd);
    close(large.fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_does_not_grow_with_a_sorted_file),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
