/* Is memory zeroed, aligned and the caller's, and does its end end the program with one sentence? */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "near.h"

static void pieces_are_zeroed_even_when_used_before(void **state)
{
    (void)state;
    upw_arena arena;
    memory_init_arena(&arena);
    for (size_t round = 0; round < 3; round++) {
        const upw_arena_mark mark = upw_arena_get_mark(&arena);
        for (size_t n = 0; n < 200; n++) {
            double *const piece = MEMORY_TAKE(&arena, double, n);
            assert_non_null(piece);
            assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < n; i++)
                assert_true(piece[i] == 0);
            memset(piece, 0xA5, n * sizeof *piece);
        }
        upw_arena_rewind(&arena, mark);
    }
    upw_arena_clear(&arena);
}

static void text_is_copied_and_terminated(void **state)
{
    (void)state;
    upw_arena arena;
    memory_init_arena(&arena);
    char original[] = "a\0b";
    const text copy = memory_copy_text(&arena, (text){ original, 3 });
    original[0] = 'x';
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.at, "a\0b", 4);
    assert_string_equal(memory_copy_text(&arena, (text){ NULL, 0 }).at, "");
    buffer b;
    buffer_init(&b, 100);
    buffer_add_literal(&b, "abc");
    assert_string_equal(memory_keep(&arena, &b).at, "abc");
    assert_int_equal(b.len, 0);
    assert_string_equal(memory_keep(&arena, &b).at, "");
    const text words = memory_format(&arena, "%s %05d", "number", 42);
    assert_int_equal(words.len, 12);
    assert_string_equal(words.at, "number 00042");
    upw_arena_clear(&arena);
}

static void arrays_grow_and_keep_what_they_hold(void **state)
{
    (void)state;
    unsigned *numbers = NULL;
    for (unsigned n = 1; n < 3000; n = n * 2 + 1) {
        numbers = memory_grow(numbers, n, sizeof *numbers);
        for (unsigned i = 0; i < n / 2; i++)
            assert_int_equal(numbers[i], i);
        for (unsigned i = 0; i < n; i++)
            numbers[i] = i;
    }
    free(numbers);
    void *const empty = memory_grow(NULL, 0, 8);
    assert_non_null(empty);
    free(empty);
}

static void ask_for_too_much(int way)
{
    upw_arena arena;
    memory_init_arena(&arena);
    if (way == 0)
        memory_run_out();
    if (way == 1)
        memory_grow(NULL, SIZE_MAX, 8);
    if (way == 2)
        memory_take(&arena, SIZE_MAX / 2, 8);
}

static void the_end_of_memory_ends_the_program_with_status_3(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            dup2(ends[1], STDERR_FILENO);
            ask_for_too_much(way);
            _exit(0);
        }
        close(ends[1]);
        char said[200] = "";
        const ssize_t len = read(ends[0], said, sizeof said - 1);
        close(ends[0]);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 3);
        assert_true(len > 0);
        assert_string_equal(said, "upward: there is not enough memory for this; nothing was written\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_even_when_used_before),
        cmocka_unit_test(text_is_copied_and_terminated),
        cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(the_end_of_memory_ends_the_program_with_status_3),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
