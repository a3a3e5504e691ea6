/* Is each happening one line of JSON, whatever stands in it? */
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "near.h"

static char lines[200000];

/* What `say` writes on standard error. */
static void listen_to(void (*say)(void))
{
    char path[] = "/tmp/upward-log-XXXXXX";
    const int fd = mkstemp(path), kept = dup(STDERR_FILENO);
    assert_true(fd >= 0 && kept >= 0);
    unlink(path);
    dup2(fd, STDERR_FILENO);
    say();
    dup2(kept, STDERR_FILENO);
    close(kept);
    const ssize_t n = pread(fd, lines, sizeof lines - 1, 0);
    lines[n > 0 ? n : 0] = '\0';
    close(fd);
}

static void say_something(void)
{
    log_set_request("r7");
    log_write(LOG_LEVEL_WARNING, "store/postgres", "the database\nwent \"away\"", LOG_INTEGER("ms", -12),
              LOG_TEXT("why", TEXT("\x1b[31m")));
    log_set_request(NULL);
}

static void a_happening_is_one_line_of_json(void **state)
{
    (void)state;
    listen_to(say_something);
    assert_memory_equal(lines, "{\"time\":\"20", 11);
    assert_string_equal(lines + strlen("{\"time\":\"2026-11-30T02:28:52.001"),
                        "Z\",\"level\":\"warning\",\"request\":\"r7\",\"place\":\"store/postgres\",\"message\":"
                        "\"the database\\u000awent \\\"away\\\"\",\"ms\":-12,\"why\":\"\\u001b[31m\"}\n");
}

static void say_quietly(void)
{
    log_write(LOG_LEVEL_DEBUG, "here", "not heard");
    log_set_level(LOG_LEVEL_ERROR);
    log_write(LOG_LEVEL_WARNING, "here", "not heard either");
    log_set_level(LOG_LEVEL_DEBUG);
    log_write(LOG_LEVEL_DEBUG, "here", "heard");
    log_set_level(LOG_LEVEL_INFO);
}

static void what_is_below_the_level_is_not_written(void **state)
{
    (void)state;
    listen_to(say_quietly);
    assert_null(strstr(lines, "not heard"));
    assert_non_null(strstr(lines, "\"message\":\"heard\"}\n"));
}

static void say_too_much(void)
{
    static char much[100000];
    memset(much, 'x', sizeof much);
    log_write(LOG_LEVEL_INFO, "here", "a lot", LOG_TEXT("much", ((text){ much, sizeof much })));
}

static void a_line_that_is_too_long_loses_its_fields_and_stays_json(void **state)
{
    (void)state;
    listen_to(say_too_much);
    assert_true(strlen(lines) < 200);
    assert_string_equal(lines + strlen(lines) - strlen("\"message\":\"a lot\"}\n"), "\"message\":\"a lot\"}\n");
}

static void *say_often(void *letter)
{
    char words[2] = { *(const char *)letter, '\0' };
    for (int i = 0; i < 200; i++)
        log_write(LOG_LEVEL_INFO, "here", "again", LOG_TEXT("who", text_of(words)));
    return NULL;
}

static void say_all_at_once(void)
{
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, say_often, (void *)&"abcd"[i]), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static void threads_do_not_mix_their_lines(void **state)
{
    (void)state;
    listen_to(say_all_at_once);
    size_t n = 0;
    for (char *line = lines, *end; (end = strchr(line, '\n')) != NULL; line = end + 1, n++) {
        *end = '\0';
        assert_memory_equal(line, "{\"time\":", 8);
        const char *const who = strstr(line, ",\"who\":\"");
        assert_non_null(who);
        assert_true(strlen(who) == strlen(",\"who\":\"a\"}") && strcmp(who + strlen(who) - 2, "\"}") == 0);
    }
    assert_int_equal(n, 800);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_happening_is_one_line_of_json),
        cmocka_unit_test(what_is_below_the_level_is_not_written),
        cmocka_unit_test(a_line_that_is_too_long_loses_its_fields_and_stays_json),
        cmocka_unit_test(threads_do_not_mix_their_lines),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
