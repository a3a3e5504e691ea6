/* A clock in a file for tests, with the one that nobody can set behind it (base/clock.h). There is no way back: whoever
 * includes this is a program whose tests all live by it. */
#ifndef BASE_TESTS_TWO_CLOCKS_H
#define BASE_TESTS_TWO_CLOCKS_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "near.h"

static int64_t two_clocks_now_ms, two_clocks_steady_ms;
static char two_clocks_path[] = "/tmp/upward-clock-XXXXXX";

static inline void two_clocks_write(void)
{
    FILE *const file = fopen(two_clocks_path, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "%" PRId64 " %" PRId64 "\n", two_clocks_now_ms, two_clocks_steady_ms) > 0);
    assert_int_equal(fclose(file), 0);
}

/* From now on it is this late, and everybody believes it. */
static inline void two_clocks_begin(int64_t now_ms)
{
    static bool is_followed;
    upw_error error = { 0 };
    two_clocks_now_ms = now_ms;
    two_clocks_steady_ms = 5000;
    if (!is_followed)
        close(mkstemp(two_clocks_path));
    two_clocks_write();
    if (!is_followed && !clock_follow_file(two_clocks_path, &error))
        fail_msg("%s", error.message);
    is_followed = true;
    clock_vouch();
}

/* Time passes. */
static inline void two_clocks_pass(int64_t ms)
{
    two_clocks_now_ms += ms;
    two_clocks_steady_ms += ms;
    two_clocks_write();
}

/* Somebody sets the clock. */
static inline void two_clocks_set(int64_t by_ms)
{
    two_clocks_now_ms += by_ms;
    two_clocks_write();
}

static inline void two_clocks_end(void)
{
    unlink(two_clocks_path);
}

#endif
