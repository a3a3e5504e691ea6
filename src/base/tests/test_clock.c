/* Does the clock tell the time, and does a file stand in for it when told so? */
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "near.h"

static void now_is_the_machine_s_time(void **state)
{
    (void)state;
    const int64_t before = (int64_t)time(NULL);
    const int64_t now_ms = clock_now_ms();
    assert_true(now_ms / 1000 >= before - 1 && now_ms / 1000 <= before + 5);
}

static void the_other_clock_never_goes_back(void **state)
{
    (void)state;
    int64_t last = clock_monotonic_ms();
    for (int i = 0; i < 1000; i++) {
        const int64_t now = clock_monotonic_ms();
        assert_true(now >= last);
        last = now;
    }
}

static void write_file(const char *path, const char *words)
{
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs(words, file);
    assert_int_equal(fclose(file), 0);
}

static void a_file_stands_in_for_it(void **state)
{
    (void)state;
    char path[] = "/tmp/upward-clock-XXXXXX";
    upw_error error = { 0 };
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_false(clock_follow_file(path, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    write_file(path, "noon\n");
    assert_false(clock_follow_file(path, &error));
    write_file(path, "1767225600000\n");
    assert_true(clock_follow_file(path, &error));
    assert_int_equal(clock_now_ms(), 1767225600000);
    write_file(path, "1767225600001");
    assert_int_equal(clock_now_ms(), 1767225600001);
    write_file(path, ""); /* caught while somebody writes it */
    assert_int_equal(clock_now_ms(), 1767225600001);
    unlink(path);
    assert_int_equal(clock_now_ms(), 1767225600001);
}

/* The first number is the clock that can be set, the second the one that cannot. */
static void a_clock_that_was_set_is_found_out(void **state)
{
    static const struct {
        const char *words;
        int64_t jump, undone;
    } cases[] = {
        { "1767225630000 35000", 0, 1767225630000 },        /* both went on by half a minute */
        { "1767225750000 35000", 120000, 1767225750000 },   /* two minutes are no jump yet */
        { "1767225750001 35000", 120001, 1767225630000 },   /* more are */
        { "1767312030000 35000", 86400000, 1767225630000 }, /* a day forward */
        { "1767222030000 35000", -3600000, 1767222030000 }, /* an hour back: nothing comes too early by it */
        { "1767398400000 172805000", 0, 1767398400000 },    /* two days have passed */
        { "1767398400000", 0, 1767398400000 },              /* without a second clock nothing is a jump … */
    };
    char path[] = "/tmp/upward-clock-XXXXXX";
    upw_error error = { 0 };
    (void)state;
    close(mkstemp(path));
    write_file(path, "1767225600000 five");
    assert_false(clock_follow_file(path, &error));
    write_file(path, "1767225600000 5000\n");
    assert_true(clock_follow_file(path, &error));
    assert_int_equal(clock_now_ms(), 1767225600000);
    assert_int_equal(clock_jump_ms(), 0); /* nobody has vouched for it yet */
    clock_vouch();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(path, cases[i].words);
        if (strchr(cases[i].words, ' ') == NULL)
            clock_vouch(); /* … wherever it goes from here */
        assert_int_equal(clock_jump_ms(), cases[i].jump);
        assert_int_equal(clock_undo_jump_ms(clock_now_ms()), cases[i].undone);
    }
    write_file(path, "1798761600000"); /* a year later, still alone */
    assert_int_equal(clock_jump_ms(), 0);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_is_the_machine_s_time),
        cmocka_unit_test(the_other_clock_never_goes_back),
        cmocka_unit_test(a_file_stands_in_for_it), /* there is no way back from here on */
        cmocka_unit_test(a_clock_that_was_set_is_found_out),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
