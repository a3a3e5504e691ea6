/* Does the clock tell the time, and does a file stand in for it when told so? */
#include "base/clock.h"

#include <stdlib.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_is_the_machine_s_time), cmocka_unit_test(the_other_clock_never_goes_back),
        cmocka_unit_test(a_file_stands_in_for_it), /* last: there is no way back */
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
