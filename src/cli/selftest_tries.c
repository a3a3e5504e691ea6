/* Twelve things that somebody would try who has taken over one of the server's processes. None does harm when it works.
 */
#include "cli/selftest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool can_read(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC) >= 0;
}

static bool can_open_passwd(const selftest_scene *scene)
{
    (void)scene;
    return can_read("/etc/passwd");
}

/* Nobody listens there: to be told so is to have been there. */
static bool can_connect(const selftest_scene *scene)
{
    const struct sockaddr_in discard = { .sin_family = AF_INET,
                                         .sin_port = htons(9),
                                         .sin_addr = { htonl(INADDR_LOOPBACK) } };
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)scene;
    return made >= 0 &&
           (connect(made, (const struct sockaddr *)&discard, sizeof discard) == 0 || errno == ECONNREFUSED);
}

/* Does not come back when it can, and ends well then. */
static bool can_exec(const selftest_scene *scene)
{
    (void)scene;
    execl("/bin/true", "true", (char *)NULL);
    return false;
}

static bool can_trace(const selftest_scene *scene)
{
    (void)scene;
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool can_fork(const selftest_scene *scene)
{
    (void)scene;
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child > 0 && waitpid(child, NULL, 0) == child;
}

static bool can_make_raw_socket(const selftest_scene *scene)
{
    (void)scene;
    return socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP) >= 0;
}

static bool can_chmod(const selftest_scene *scene)
{
    return chmod(scene->inside, 0644) == 0;
}

static bool can_unlink(const selftest_scene *scene)
{
    return unlink(scene->outside) == 0;
}

static bool can_kill(const selftest_scene *scene)
{
    return kill(scene->bystander, SIGKILL) == 0;
}

static bool can_run_what_it_writes(const selftest_scene *scene)
{
    (void)scene;
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

/* To what it is. */
static bool can_set_clock(const selftest_scene *scene)
{
    struct timespec now;
    (void)scene;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 && clock_settime(CLOCK_REALTIME, &now) == 0;
}

static bool can_open_key(const selftest_scene *scene)
{
    return can_read(scene->key);
}

const char selftest_open[] = "open /etc/passwd";
const char selftest_connect[] = "connect";
const char selftest_exec[] = "run a program";
const char selftest_fork[] = "fork";
const char selftest_kill[] = "end another process";

const selftest_try selftest_tries[SELFTEST_TRIES] = {
    { selftest_open, can_open_passwd },
    { selftest_connect, can_connect },
    { selftest_exec, can_exec },
    { "ptrace", can_trace },
    { selftest_fork, can_fork },
    { "make a raw socket", can_make_raw_socket },
    { "chmod", can_chmod },
    { "unlink a file elsewhere", can_unlink },
    { selftest_kill, can_kill },
    { "map memory that is written and run", can_run_what_it_writes },
    { "set the clock", can_set_clock },
    { "open a key file elsewhere", can_open_key },
};
