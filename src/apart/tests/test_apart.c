/* Workers that crash, hang, swell, lie or try what they may not: each costs its own file one sentence, and the next
 * file is read as ever. */
#include "apart/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apart/apart_internal.h"
#include "base/clock.h"
#include "base/memory.h"
#include "near.h"

static const apart_limits tight = {
    .at_once = 1, .deadline_ms = 600, .processor_s = 1, .memory_bytes = (uint64_t)192 << 20
};

typedef struct heard {
    int n;
    char words[100];
} heard;

static bool hear(void *context, uint8_t kind, text piece, upw_error *error)
{
    heard *const h = context;
    h->n++;
    snprintf(h->words, sizeof h->words, "%.*s", TEXT_ARGS(piece));
    return kind == 1 || upw_fail(error, UPW_BAD_INPUT, "that is enough");
}

static bool give(apart *a, apart_work *work, int argument, heard *h, upw_error *error)
{
    const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const apart_task task = { work, &argument, sizeof argument, file, "my.csv", TEXT("mark") };
    *h = (heard){ 0 };
    *error = (upw_error){ 0 };
    const bool is_done = apart_run(a, &task, hear, h, error);
    close(file);
    return is_done;
}

static bool read_input(const void *argument, apart_sink *out, upw_error *error)
{
    char bytes[100];
    const ssize_t got = pread(APART_INPUT, bytes, sizeof bytes, 0);
    (void)argument;
    if (got < 0)
        return upw_fail(error, UPW_IO_FAILED, "it cannot be read");
    apart_put(out, 1, (text){ bytes, (size_t)got });
    return true;
}

static bool complain(const void *argument, apart_sink *out, upw_error *error)
{
    (void)argument;
    (void)out;
    return upw_fail_row(error, UPW_BAD_INPUT, 7, "my.csv, row 7: \033[2Jwrong");
}

static bool end_in_some_way(const void *argument, apart_sink *out, upw_error *error)
{
    static volatile int *const nowhere = NULL;
    int how;
    memcpy(&how, argument, sizeof how);
    apart_put(out, 1, TEXT("a beginning"));
    switch (how) {
    case 0:
        *nowhere = 1;
        break;
    case 1:
        raise(SIGKILL);
        break;
    case 2:
        for (;;) /* without working */
            clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 1, 0 }, NULL);
    case 3:
        for (volatile unsigned i = 0;; i++)
            ;
    case 4:
        for (size_t i = 0; i < 4096; i++)
            memset(memory_grow(NULL, 1 << 20, 1), 1, 1 << 20);
        break;
    case 5:
        _exit(0); /* well, as far as the keeper knows, but without a last word */
    case 6: {
        const apart_frame huge = { UINT32_MAX, 1 };
        return write(5, &huge, sizeof huge) > 0;
    }
    case 7: {
        const apart_frame odd = { 0, 999 };
        return write(5, &odd, sizeof odd) > 0;
    }
    default: {
        const apart_frame cut = { 1000, 1 };
        return write(5, &cut, sizeof cut) > 0;
    }
    }
    (void)error;
    return true;
}

static void assert_still_reads(apart *a)
{
    heard h;
    upw_error error;
    char path[] = "/tmp/upward-apart-XXXXXX";
    const int file = mkostemp(path, O_CLOEXEC);
    assert_true(file >= 0 && write(file, "a,b\n", 4) == 4);
    unlink(path);
    const apart_task task = { read_input, "", 1, file, "my.csv", TEXT("mark") };
    h = (heard){ 0 };
    error = (upw_error){ 0 };
    if (!apart_run(a, &task, hear, &h, &error))
        fail_msg("%s", error.message);
    assert_int_equal(h.n, 1);
    assert_string_equal(h.words, "a,b\n");
    close(file);
}

static apart *begin(const apart_limits *limits)
{
    upw_error error = { 0 };
    apart *const a = apart_start(limits, &error);
    assert_non_null(a);
    return a;
}

static void a_file_is_read_in_another_process(void **state)
{
    (void)state;
    apart *const a = begin(NULL);
    for (int i = 0; i < 50; i++)
        assert_still_reads(a);
    apart_stop(a);
}

static void what_the_worker_says_of_a_file_reaches_the_person_without_what_cannot_be_shown(void **state)
{
    (void)state;
    heard h;
    upw_error error;
    apart *const a = begin(NULL);
    assert_false(give(a, complain, 0, &h, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_int_equal(error.row, 7);
    assert_string_equal(error.message, "my.csv, row 7:  [2Jwrong");
    apart_stop(a);
}

static void a_worker_that_ends_badly_costs_one_sentence(void **state)
{
    static const struct {
        int how;
        upw_error_code code;
        const char *sentence;
    } cases[] = {
        { 0, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" },
        { 1, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" },
#if !APART_IS_WATCHED
        { 2, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" }, /* it may not sleep */
        { 4, UPW_TOO_LARGE, "my.csv takes too much memory to read; make several files of it" },
#endif
        { 3, UPW_TOO_LARGE, "my.csv takes too long to read; make several files of it" },
        { 5, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" },
        { 6, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" },
        { 7, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" },
        { 8, UPW_BAD_INPUT, "my.csv could not be read; save it anew as CSV UTF-8" },
    };
    (void)state;
    apart *const a = begin(&tight);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        heard h;
        upw_error error;
        const int64_t began = clock_monotonic_ms();
        if (give(a, end_in_some_way, cases[i].how, &h, &error))
            fail_msg("%d ended well", cases[i].how);
        assert_string_equal(error.message, cases[i].sentence);
        assert_int_equal(error.code, cases[i].code);
        assert_true(clock_monotonic_ms() - began < 5000);
        assert_still_reads(a);
    }
    apart_stop(a);
}

/* Stopped by somebody, it takes no processor time: the deadline is the clock's. */
static void a_worker_that_stands_still_is_ended_at_its_deadline(void **state)
{
    (void)state;
    heard h;
    upw_error error;
    const apart_limits idle = { .deadline_ms = 300, .processor_s = 60 };
    apart *const a = begin(&idle);
    const int64_t began = clock_monotonic_ms();
    assert_false(give(a, end_in_some_way, 3, &h, &error));
    assert_string_equal(error.message, "my.csv takes too long to read; make several files of it");
    assert_true(clock_monotonic_ms() - began >= 300 && clock_monotonic_ms() - began < 2500);
    assert_still_reads(a);
    apart_stop(a);
}

static void whoever_has_heard_enough_ends_it(void **state)
{
    (void)state;
    heard h;
    upw_error error;
    apart *const a = begin(NULL);
    const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int argument = 3; /* a beginning, then work without end */
    const apart_task task = { end_in_some_way, &argument, sizeof argument, file, "my.csv", TEXT("mark") };
    apart *const hasty = begin(&tight);
    h.n = 0;
    assert_false(apart_run(hasty, &task, hear, &h, &error));
    close(file);
    apart_stop(hasty);
    apart_stop(a);
}

/* ---- what a worker may not do ---- */

#if !APART_IS_WATCHED
static bool try_forbidden(const void *argument, apart_sink *out, upw_error *error)
{
    int which;
    memcpy(&which, argument, sizeof which);
    long got = -1;
    switch (which) {
    case 0:
        got = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        break;
    case 1:
        got = socket(AF_INET, SOCK_STREAM, 0);
        break;
    case 2:
        got = execl("/bin/true", "true", (char *)NULL);
        break;
    case 3:
        got = ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        break;
    case 4:
        got = fork();
        break;
    case 5:
        got = socket(AF_INET, SOCK_RAW, 1);
        break;
    case 6:
        got = chmod("/tmp", 0777);
        break;
    case 7:
        got = unlink("/tmp/upward-is-not-there");
        break;
    case 8:
        got = kill(getppid(), 0);
        break;
    case 9:
        got = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
        break;
    case 10:
        got = clock_settime(CLOCK_REALTIME, &(struct timespec){ 1, 0 });
        break;
    case 11:
        got = mkdir("/tmp/upward-is-not-there", 0700);
        break;
    default: {
        void *const page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        got = mprotect(page, 4096, PROT_READ | PROT_EXEC);
    }
    }
    (void)error;
    apart_put(out, 1, got >= 0 ? TEXT("it can") : TEXT("it cannot"));
    return true;
}
#endif

static void a_worker_can_do_nothing_but_read_and_tell(void **state)
{
    (void)state;
#if APART_IS_WATCHED
    skip();
#else
    apart *const a = begin(NULL);
    for (int which = 0; which < 13; which++) {
        heard h;
        upw_error error;
        if (give(a, try_forbidden, which, &h, &error) && strcmp(h.words, "it cannot") != 0)
            fail_msg("a worker can do thing %d", which);
        assert_true(h.n == 1 || strcmp(error.message, "my.csv could not be read; save it anew as CSV UTF-8") == 0);
    }
    assert_still_reads(a);
    apart_stop(a);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_in_another_process),
        cmocka_unit_test(what_the_worker_says_of_a_file_reaches_the_person_without_what_cannot_be_shown),
        cmocka_unit_test(a_worker_that_ends_badly_costs_one_sentence),
        cmocka_unit_test(a_worker_that_stands_still_is_ended_at_its_deadline),
        cmocka_unit_test(whoever_has_heard_enough_ends_it),
        cmocka_unit_test(a_worker_can_do_nothing_but_read_and_tell),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("apart", tests, NULL, NULL);
}
