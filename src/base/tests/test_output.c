/* Does a result appear whole or not at all, and is nothing left behind? Each test works in a folder of its own. */
#include "base/output.h"

#include "base/buffer.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/checked.h"
#include "near.h"

enum { LARGE = 3 << 20 }; /* more than stays in memory */

static int enter_new_folder(void **state)
{
    static char folder[64];
    snprintf(folder, sizeof folder, "/tmp/upward-output-XXXXXX");
    *state = mkdtemp(folder);
    return *state == NULL || chdir(folder) != 0;
}

static int count_files(const char *folder)
{
    int n = 0;
    DIR *const entries = opendir(folder);
    assert_non_null(entries);
    while (readdir(entries) != NULL)
        n++;
    closedir(entries);
    return n - 2; /* . and .. */
}

static int remove_entry(const char *path, const struct stat *now, int kind, struct FTW *where)
{
    (void)now, (void)kind, (void)where;
    return remove(path);
}

static int leave_folder(void **state)
{
    const char *const folder = *state;
    return chmod(folder, 0700) != 0 || chdir("/") != 0 || nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

static void put_file(const char *name, const char *words)
{
    FILE *const file = fopen(name, "w");
    assert_non_null(file);
    fputs(words, file);
    assert_int_equal(fclose(file), 0);
}

static void assert_file_says(const char *name, const char *words)
{
    char found[200] = "";
    FILE *const file = fopen(name, "r");
    assert_non_null(file);
    const size_t n = fread(found, 1, sizeof found - 1, file);
    found[n] = '\0';
    fclose(file);
    assert_string_equal(found, words);
}

static output *open_or_fail(const char *name)
{
    upw_error error = { 0 };
    output *const out = output_open(name, &error);
    if (out == NULL)
        fail_msg("%s", error.message);
    return out;
}

static void write_or_fail(output *out, text bytes)
{
    upw_error error = { 0 };
    if (!output_write(out, bytes, &error))
        fail_msg("%s", error.message);
}

static void assert_opening_fails(const char *name, upw_error_code code, const char *because)
{
    upw_error error = { 0 };
    assert_null(output_open(name, &error));
    assert_int_equal(error.code, code);
    if (strstr(error.message, because) == NULL)
        fail_msg("'%s' does not say '%s'", error.message, because);
}

/* Runs `work` in a child whose standard output is `target`; returns its exit status. */
static int run_apart(int (*work)(void), int target)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGPIPE, SIG_IGN);
        signal(SIGXFSZ, SIG_IGN);
        if (target >= 0)
            dup2(target, STDOUT_FILENO);
        _exit(work());
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static char *large_text(void)
{
    char *const at = malloc(LARGE);
    if (at == NULL)
        abort();
    for (size_t i = 0; i < LARGE; i++)
        at[i] = (char)('a' + i % 23);
    return at;
}

static void a_file_appears_only_when_it_is_whole(void **state)
{
    (void)state;
    output *const out = open_or_fail("report.html");
    write_or_fail(out, TEXT("first "));
    write_or_fail(out, TEXT("second"));
    assert_int_equal(access("report.html", F_OK), -1);
    assert_true(output_commit(out, NULL));
    assert_file_says("report.html", "first second");
    assert_int_equal(count_files("."), 1);
}

static void an_abandoned_file_leaves_the_old_one_and_nothing_else(void **state)
{
    (void)state;
    put_file("report.html", "old");
    output *const out = open_or_fail("report.html");
    write_or_fail(out, TEXT("new"));
    output_abandon(out);
    output_abandon(NULL);
    assert_file_says("report.html", "old");
    assert_int_equal(count_files("."), 1);
}

static void what_was_rewound_is_forgotten(void **state)
{
    (void)state;
    char *const large = large_text();
    output *const out = open_or_fail("report.html");
    write_or_fail(out, TEXT("before"));
    write_or_fail(out, (text){ large, LARGE });
    assert_true(output_rewind(out, NULL));
    write_or_fail(out, TEXT("after"));
    assert_true(output_commit(out, NULL));
    assert_file_says("report.html", "after");
    free(large);
}

static void a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(void **state)
{
    (void)state;
    struct stat now;
    const mode_t before = umask(027);
    output *out = open_or_fail("new.csv");
    assert_true(output_commit(out, NULL));
    assert_int_equal(stat("new.csv", &now), 0);
    assert_int_equal(now.st_mode & 0777, 0640);
    put_file("old.csv", "old");
    assert_int_equal(chmod("old.csv", 0604), 0);
    out = open_or_fail("old.csv");
    write_or_fail(out, TEXT("new"));
    assert_true(output_commit(out, NULL));
    assert_int_equal(stat("old.csv", &now), 0);
    assert_int_equal(now.st_mode & 0777, 0604);
    assert_file_says("old.csv", "new");
    umask(before);
}

static void a_link_keeps_pointing_to_the_file(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0777), 0);
    put_file("folder/real.csv", "old");
    assert_int_equal(symlink("folder/real.csv", "link.csv"), 0);
    output *const out = open_or_fail("link.csv");
    write_or_fail(out, TEXT("new"));
    assert_true(output_commit(out, NULL));
    struct stat now;
    assert_int_equal(lstat("link.csv", &now), 0);
    assert_true(S_ISLNK(now.st_mode));
    assert_file_says("folder/real.csv", "new");
    assert_int_equal(count_files("folder"), 1);
}

static void names_that_cannot_be_files_are_refused_at_once(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0777), 0);
    put_file("file", "");
    assert_opening_fails("folder", UPW_BAD_USAGE, "folder is a folder; name a file in it");
    assert_opening_fails("missing/", UPW_BAD_USAGE, "name a file in it");
    assert_opening_fails("", UPW_BAD_USAGE, "empty");
    assert_opening_fails("missing/report.html", UPW_IO_FAILED, "there is no folder missing; make it first");
    assert_opening_fails("file/report.html", UPW_IO_FAILED, "report.html cannot be written");
    if (geteuid() == 0) { /* the administrator may do everything */
        assert_int_equal(setegid(65534), 0);
        assert_int_equal(seteuid(65534), 0);
    } else {
        assert_int_equal(chmod(".", 0555), 0);
    }
    assert_opening_fails("report.html", UPW_IO_FAILED, "you may not write to the folder .");
    assert_opening_fails("/report.html", UPW_IO_FAILED, "you may not write to the folder /");
    if (getuid() == 0) {
        assert_int_equal(seteuid(0), 0);
        assert_int_equal(setegid(0), 0);
    }
}

static void sixteen_files_can_be_unfinished_at_one_time(void **state)
{
    (void)state;
    output *outs[OUTPUT_OPEN_MAX];
    for (int i = 0; i < OUTPUT_OPEN_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.svg", i);
        outs[i] = open_or_fail(name);
    }
    assert_opening_fails("one-more.svg", UPW_IO_FAILED, "too many files are open");
    for (int i = 0; i < OUTPUT_OPEN_MAX; i++)
        assert_true(output_commit(outs[i], NULL));
    assert_int_equal(count_files("."), OUTPUT_OPEN_MAX);
    output_abandon(open_or_fail("one-more.svg"));
}

static int end_by_signal(void)
{
    upw_error error;
    output *const out = output_open("report.html", &error);
    if (out == NULL || !output_write(out, TEXT("half"), &error))
        return 1;
    if (count_files(".") != 1)
        return 2;
    output_abandon_all();
    return 0;
}

static void a_signal_leaves_nothing_behind(void **state)
{
    (void)state;
    assert_int_equal(run_apart(end_by_signal, -1), 0);
    assert_int_equal(count_files("."), 0);
}

static int write_more_than_allowed(void)
{
    upw_error error = { 0 };
    const struct rlimit limit = { 2 << 20, 2 << 20 };
    char *const large = large_text();
    output *const out = output_open("report.html", &error);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || out == NULL)
        return 1;
    if (output_write(out, (text){ large, LARGE }, &error) || error.code != UPW_IO_FAILED)
        return 2;
    if (strcmp(error.message, "report.html would be larger than a file may be here; nothing was written") != 0)
        return 3;
    output_abandon(out);
    free(large);
    return 0;
}

static void a_file_that_may_not_grow_is_a_sentence_and_nothing_is_left(void **state)
{
    (void)state;
    assert_int_equal(run_apart(write_more_than_allowed, -1), 0);
    assert_int_equal(count_files("."), 0);
}

static void a_full_device_is_a_sentence(void **state)
{
    (void)state;
    upw_error error = { 0 };
    output *const out = open_or_fail("/dev/full");
    write_or_fail(out, TEXT("report"));
    assert_false(output_commit(out, &error));
    assert_int_equal(error.code, UPW_IO_FAILED);
    assert_string_equal(error.message,
                        "there is no space left on the disk that holds /dev/full; what was written may be incomplete");
    output *const nowhere = open_or_fail("/dev/null");
    write_or_fail(nowhere, TEXT("report"));
    assert_true(output_commit(nowhere, &error));
    struct stat now;
    assert_int_equal(stat("/dev/null", &now), 0);
    assert_true(S_ISCHR(now.st_mode));
}

static int write_to_standard_output(void)
{
    upw_error error;
    char *const large = large_text();
    output *const out = output_open("-", &error);
    const bool is_done = out != NULL && output_write(out, TEXT("1234"), &error) &&
                         output_write(out, (text){ large, LARGE }, &error) && output_write(out, TEXT("5678"), &error) &&
                         output_commit(out, &error);
    free(large);
    return is_done ? 0 : upw_error_exit_status(error.code);
}

static void standard_output_gets_every_byte_in_order(void **state)
{
    (void)state;
    const int target = open("out", O_RDWR | O_CREAT, 0600);
    assert_true(target >= 0);
    assert_int_equal(run_apart(write_to_standard_output, target), 0);
    char *const large = large_text(), *const found = malloc(LARGE + 9);
    assert_non_null(found);
    assert_int_equal(pread(target, found, LARGE + 9, 0), LARGE + 8);
    assert_memory_equal(found, "1234", 4);
    assert_memory_equal(found + 4, large, LARGE);
    assert_memory_equal(found + 4 + LARGE, "5678", 4);
    close(target);
    free(large);
    free(found);
}

static void a_reader_who_has_gone_away_is_no_failure(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(run_apart(write_to_standard_output, ends[1]), 0);
    close(ends[1]);
}

static void standard_output_on_a_full_disk_is_a_failure(void **state)
{
    (void)state;
    const int full = open("/dev/full", O_WRONLY);
    assert_true(full >= 0);
    assert_int_equal(run_apart(write_to_standard_output, full), upw_error_exit_status(UPW_IO_FAILED));
    close(full);
}

static int abandon_standard_output(void)
{
    upw_error error;
    output *const out = output_open(NULL, &error);
    if (out == NULL || !output_write(out, TEXT("half"), &error))
        return 1;
    output_abandon(out);
    return 0;
}

static void an_abandoned_standard_output_gets_nothing(void **state)
{
    (void)state;
    const int target = open("out", O_RDWR | O_CREAT, 0600);
    assert_int_equal(run_apart(abandon_standard_output, target), 0);
    assert_int_equal(lseek(target, 0, SEEK_END), 0);
    close(target);
}

static int need_room_where_there_is_none(void)
{
    upw_error error = { 0 };
    setenv("TMPDIR", "missing", 1);
    char *const large = large_text();
    output *const out = output_open("-", &error);
    if (out == NULL || output_write(out, (text){ large, LARGE }, &error))
        return 1;
    output_abandon(out);
    free(large);
    return strstr(error.message, "there is no folder missing") == NULL;
}

static void a_missing_folder_for_temporary_files_is_named(void **state)
{
    (void)state;
    assert_int_equal(run_apart(need_room_where_there_is_none, -1), 0);
}

static void sums_and_products_of_sizes_are_checked(void **state)
{
    (void)state;
    size_t result = 42;
    assert_false(checked_add(SIZE_MAX, 1, &result));
    assert_false(checked_mul(SIZE_MAX / 2 + 1, 2, &result));
    assert_int_equal(result, 42);
    assert_true(checked_add(SIZE_MAX - 1, 1, &result));
    assert_true(result == SIZE_MAX);
    assert_true(checked_mul(6, 7, &result));
    assert_int_equal(result, 42);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_new_folder, leave_folder)

static void what_goes_into_memory_appears_whole_or_not_at_all(void **state)
{
    (void)state;
    enum { ROOM = 20 };
    buffer target;
    upw_error error = { 0 };
    buffer_init(&target, ROOM);
    buffer_add_literal(&target, "before ");
    output *out = output_open_buffer(&target);
    assert_true(output_write(out, TEXT("lost"), &error) && output_rewind(out, &error));
    assert_true(output_write(out, TEXT("after"), &error));
    assert_true(text_equal(buffer_text(&target), TEXT("before ")));
    assert_true(output_commit(out, &error));
    assert_true(text_equal(buffer_text(&target), TEXT("before after")));
    out = output_open_buffer(&target);
    assert_false(output_write(out, TEXT("more than twenty bytes of it"), &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    output_abandon(out);
    assert_true(text_equal(buffer_text(&target), TEXT("before after")));
    buffer_clear(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_into_memory_appears_whole_or_not_at_all),
        IN_A_FOLDER(a_file_appears_only_when_it_is_whole),
        IN_A_FOLDER(an_abandoned_file_leaves_the_old_one_and_nothing_else),
        IN_A_FOLDER(what_was_rewound_is_forgotten),
        IN_A_FOLDER(a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own),
        IN_A_FOLDER(a_link_keeps_pointing_to_the_file),
        IN_A_FOLDER(names_that_cannot_be_files_are_refused_at_once),
        IN_A_FOLDER(sixteen_files_can_be_unfinished_at_one_time),
        IN_A_FOLDER(a_signal_leaves_nothing_behind),
        IN_A_FOLDER(a_file_that_may_not_grow_is_a_sentence_and_nothing_is_left),
        IN_A_FOLDER(a_full_device_is_a_sentence),
        IN_A_FOLDER(standard_output_gets_every_byte_in_order),
        IN_A_FOLDER(a_reader_who_has_gone_away_is_no_failure),
        IN_A_FOLDER(standard_output_on_a_full_disk_is_a_failure),
        IN_A_FOLDER(an_abandoned_standard_output_gets_nothing),
        IN_A_FOLDER(a_missing_folder_for_temporary_files_is_named),
        cmocka_unit_test(sums_and_products_of_sizes_are_checked),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
