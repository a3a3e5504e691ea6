/* What may a process of each role ask of the kernel? Each question is asked in a process of its own, since the answer
 * may be its end. `upward selftest sandbox` asks twelve more. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apart/confine.h"
#include "near.h"

enum { IT_WORKED = 0, IT_WAS_ENDED = -1, NOT_CONFINED = 250 };

/* 0: it worked; otherwise the errno. */
typedef int question(void);

static int told(long result)
{
    return result >= 0 ? IT_WORKED : errno;
}

static void *end_at_once(void *nothing)
{
    return nothing;
}

static int start_a_thread(void)
{
    pthread_t thread;
    const int fault = pthread_create(&thread, NULL, end_at_once, NULL);
    return fault != 0 ? fault : pthread_join(thread, NULL);
}

static int start_a_process(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return told(child > 0 ? waitpid(child, NULL, 0) : -1);
}

static int make_a_name_space(void)
{
    return told(syscall(SYS_clone, 0x10000000 /* CLONE_NEWUSER */ | SIGCHLD, NULL, NULL, NULL, NULL));
}

static int ask_what_is_not_there_yet(void)
{
    return told(syscall(460, 0, 0, 0, 0));
}

static int ask_by_the_other_numbering(void)
{
    return told(syscall(0x40000000 + 39));
}

static int load_code(void)
{
    const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    return told(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) == MAP_FAILED ? -1 : 0);
}

static int run_what_was_written(void)
{
    void *const page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? errno : told(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int run_by_a_key(void)
{
    void *const page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return told(syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1));
}

static int listen_anew(void)
{
    return told(bind(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), NULL, 0));
}

static int ask_for_addresses(void)
{
    return told(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0));
}

static int make_a_socket(void)
{
    return told(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int set_the_user(void)
{
    const int file = memfd_create("file", MFD_CLOEXEC);
    return file < 0 ? errno : told(fchmod(file, 04700));
}

static int watch_another(void)
{
    return told(syscall(SYS_pidfd_open, getpid(), 0));
}

static int look_for_keys(void)
{
    return told(syscall(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -3 /* of the session */, 0));
}

static int use_rings(void)
{
    return told(syscall(SYS_io_uring_setup, 1, NULL));
}

static int abort_itself(void)
{
    return told(syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0));
}

static int signal_another(void)
{
    return told(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int become(confine_role role, question *ask)
{
    int status;
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(confine_calls(role, NULL) ? ask() : NOT_CONFINED);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return IT_WAS_ENDED;
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static const struct {
    const char *what;
    question *ask;
    int answers[CONFINE_ROLE_COUNT]; /* server, connected server, keeper, reader, painter */
} cases[] = {
    { "start a thread", start_a_thread, { 0, 0, IT_WAS_ENDED, IT_WAS_ENDED, 0 } },
    { "start a process", start_a_process, { IT_WAS_ENDED, IT_WAS_ENDED, 0, IT_WAS_ENDED, 0 } },
    { "make a name space", make_a_name_space, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "call what later kernels have", ask_what_is_not_there_yet, { ENOSYS, ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
    { "call by the other numbering",
      ask_by_the_other_numbering,
      { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED } },
    { "load a plug-in", load_code, { EACCES, EACCES, IT_WAS_ENDED, IT_WAS_ENDED, 0 } },
    { "run what was written", run_what_was_written, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, 0 } },
    { "run it by a key", run_by_a_key, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "make a socket", make_a_socket, { IT_WAS_ENDED, 0, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "listen", listen_anew, { IT_WAS_ENDED, EACCES, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "ask for this machine's addresses",
      ask_for_addresses,
      { IT_WAS_ENDED, EAFNOSUPPORT, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "make a file run as its owner", set_the_user, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "watch a process", watch_another, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "look for keys in the kernel", look_for_keys, { IT_WAS_ENDED, ENOSYS, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "use io_uring", use_rings, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, EPERM } },
    { "end by abort()", abort_itself, { 0, 0, IT_WAS_ENDED, IT_WAS_ENDED, 0 } },
    { "signal another", signal_another, { IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, IT_WAS_ENDED, 0 } },
};

static void each_role_asks_only_for_what_it_needs(void **state)
{
    (void)state;
    if (confine_calls_missing() != NULL)
        skip();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int role = 0; role < CONFINE_ROLE_COUNT; role++) {
            const int got = become((confine_role)role, cases[i].ask);
            if (got != cases[i].answers[role])
                fail_msg("role %d, %s: %d instead of %d", role, cases[i].what, got, cases[i].answers[role]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_asks_only_for_what_it_needs),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("apart/calls", tests, NULL, NULL);
}
