/* Can a confined process open what it was left, and nothing else? Each try is in a process of its own. */
#include "apart/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "near.h"

static char folder[] = "/tmp/upward-confine-XXXXXX", other[] = "/tmp/upward-outside-XXXXXX";

static int begin(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || mkdtemp(other) == NULL;
}

static int end(void **state)
{
    (void)state;
    return rmdir(folder) != 0 || rmdir(other) != 0;
}

static bool can_open(const char *place, const char *name, int how)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", place, name);
    const int file = open(path, how | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
    return file >= 0;
}

/* In a child: the number of the first expectation that does not hold, 0 when all do, 77 where the kernel has no
 * Landlock. */
static int try_confined(void)
{
    const confine_place places[] = { { folder, true }, { "/etc", false }, { "/nowhere/at/all", true } };
    upw_error error = { 0 };
    int version;
    char path[100];
    if (!confine_memory(&error) || !confine_files(places, 3, &version, &error))
        return 1;
    if (version == 0)
        return 77;
    const bool holds[] = { can_open(folder, "new", O_CREAT | O_WRONLY),
                           can_open(folder, "new", O_RDONLY),
                           can_open("/etc", "passwd", O_RDONLY),
                           !can_open("/etc", "passwd", O_WRONLY) && errno == EACCES,
                           !can_open(other, "new", O_CREAT | O_WRONLY) && errno == EACCES,
                           !can_open("/proc/self", "status", O_RDONLY) && errno == EACCES,
                           !can_open("/", "", O_RDONLY) && errno == EACCES };
    for (size_t i = 0; i < sizeof holds / sizeof *holds; i++)
        if (!holds[i])
            return 10 + (int)i;
    snprintf(path, sizeof path, "%s/new", folder);
    return unlink(path) == 0 ? 0 : 2;
}

static int in_child(int (*work)(void))
{
    int status;
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(work());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void nothing_outside_its_places_can_be_opened(void **state)
{
    (void)state;
    const int found = in_child(try_confined);
    if (found == 77)
        skip();
    assert_int_equal(found, 0);
}

static int try_memory(void)
{
    struct rlimit core;
    upw_error error = { 0 };
    return !(confine_memory(&error) && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && getrlimit(RLIMIT_CORE, &core) == 0 &&
             core.rlim_max == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

static void no_core_is_dumped_and_no_privilege_gained(void **state)
{
    (void)state;
    assert_int_equal(in_child(try_memory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_outside_its_places_can_be_opened),
        cmocka_unit_test(no_core_is_dumped_and_no_privilege_gained),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("apart/confine", tests, begin, end);
}
