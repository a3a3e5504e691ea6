/* The keeper: forks a worker for each file, and ends those that are past their time. It reads nothing foreign itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apart/apart_internal.h"
#include "base/clock.h"

enum { WORKERS_MAX = 16, PIECES = 5, BUFFER = 64 << 10, MINUTE_MS = 60000 };

struct apart_sink {
    size_t n;
    char at[BUFFER];
};

typedef struct worker {
    pid_t process; /* 0: none */
    int fate;
    int64_t ends_ms;
    bool was_late;
} worker;

typedef struct keeper {
    int control, deaths;
    const apart_limits *limits;
    worker workers[WORKERS_MAX];
} keeper;

/* ---- in the worker ---- */

static void send_bytes(const char *at, size_t n)
{
    while (n > 0) {
        const ssize_t written = write(PIECES, at, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(1); /* nobody wants the rest */
        at += written;
        n -= (size_t)written;
    }
}

static void put_bytes(apart_sink *out, const void *at, size_t n)
{
    if (n > BUFFER - out->n) {
        send_bytes(out->at, out->n);
        out->n = 0;
    }
    if (n > BUFFER) {
        send_bytes(at, n);
    } else if (n > 0) {
        memcpy(out->at + out->n, at, n);
        out->n += n;
    }
}

static void put_frame(apart_sink *out, uint32_t kind, const void *at, size_t n)
{
    const apart_frame frame = { (uint32_t)n, kind };
    put_bytes(out, &frame, sizeof frame);
    put_bytes(out, at, n);
}

void apart_put(apart_sink *out, uint8_t kind, text piece)
{
    put_frame(out, kind, piece.at, piece.len);
}

/* Descriptors 3, 4 and 5, and no others. They may stand anywhere, and 4 where 3 must go. */
static bool settle_descriptors(const int files[JOB_FILES])
{
    int high[JOB_FATE];
    for (int i = 0; i < JOB_FATE; i++)
        if ((high[i] = fcntl(files[i], F_DUPFD, 64)) < 0)
            return false;
    for (int i = 0; i < JOB_FATE; i++)
        if (dup2(high[i], APART_INPUT + i) < 0)
            return false;
    return close_range(PIECES + 1, ~0U, 0) == 0;
}

static _Noreturn void work(const apart_job *job, const int files[JOB_FILES], const apart_limits *limits)
{
    static apart_sink out;
    upw_error error = { 0 };
    sigset_t none;
    sigemptyset(&none);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_NAME, apart_ways_of[limits->kind].worker);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!settle_descriptors(files) || !apart_confine_worker(limits))
        _exit(2);
    if (job->work(job->argument, &out, &error))
        put_frame(&out, FRAME_END, NULL, 0);
    else
        put_frame(&out, FRAME_FAILED, &error, sizeof error);
    send_bytes(out.at, out.n);
    _exit(0);
}

/* ---- in the keeper ---- */

static void close_files(const int files[JOB_FILES], int n)
{
    for (int i = 0; i < n; i++)
        if (files[i] >= 0)
            close(files[i]);
}

static void start_worker(keeper *k, const apart_job *job, const int files[JOB_FILES])
{
    worker *free_one = NULL;
    for (size_t i = 0; i < WORKERS_MAX; i++)
        if (k->workers[i].process == 0)
            free_one = &k->workers[i];
    const pid_t process = free_one != NULL ? fork() : -1;
    if (process == 0)
        work(job, files, k->limits);
    close_files(files, JOB_FATE);
    if (process < 0)
        close(files[JOB_FATE]); /* its end says that nothing came of it */
    else
        *free_one = (worker){ process, files[JOB_FATE], clock_monotonic_ms() + k->limits->deadline_ms, false };
}

/* The descriptors that came with a message. */
static bool take_files(struct msghdr *message, int files[JOB_FILES])
{
    struct cmsghdr *const with = CMSG_FIRSTHDR(message);
    int n = 0;
    if (with != NULL && with->cmsg_level == SOL_SOCKET && with->cmsg_type == SCM_RIGHTS &&
        with->cmsg_len <= CMSG_LEN(JOB_FILES * sizeof *files)) {
        n = (int)((with->cmsg_len - CMSG_LEN(0)) / sizeof *files);
        memcpy(files, CMSG_DATA(with), (size_t)n * sizeof *files);
    }
    if (n == JOB_FILES)
        return true;
    close_files(files, n);
    return false;
}

/* False: the server has gone. */
static bool take_job(keeper *k)
{
    apart_job job;
    int files[JOB_FILES];
    char with[CMSG_SPACE(JOB_FILES * sizeof(int))];
    struct iovec into = { &job, sizeof job };
    struct msghdr message = { .msg_iov = &into, .msg_iovlen = 1, .msg_control = with, .msg_controllen = sizeof with };
    const ssize_t got = recvmsg(k->control, &message, MSG_CMSG_CLOEXEC);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    if (got == 0)
        return false;
    if (take_files(&message, files))
        start_worker(k, &job, files);
    return true;
}

static apart_fate judge(const worker *w, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return FATE_WELL;
    if (WIFEXITED(status) && WEXITSTATUS(status) == upw_error_exit_status(UPW_NO_MEMORY))
        return FATE_NO_MEMORY;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return FATE_FORBIDDEN;
    return w->was_late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) ? FATE_TOO_LONG : FATE_DIED;
}

static void bury(keeper *k)
{
    int status;
    pid_t process;
    while ((process = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t i = 0; i < WORKERS_MAX; i++) {
            worker *const w = &k->workers[i];
            if (w->process != process)
                continue;
            const char fate = (char)judge(w, status);
            const ssize_t ignored = write(w->fate, &fate, 1);
            (void)ignored; /* nobody asks any more */
            close(w->fate);
            *w = (worker){ 0 };
        }
}

/* Ends the late; how long until the next one is, at most a minute. */
static int end_late(keeper *k)
{
    const int64_t now = clock_monotonic_ms();
    int64_t next = now + MINUTE_MS;
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        worker *const w = &k->workers[i];
        if (w->process == 0 || w->was_late)
            continue;
        if (w->ends_ms <= now) {
            w->was_late = true;
            kill(w->process, SIGKILL);
        } else if (w->ends_ms < next) {
            next = w->ends_ms;
        }
    }
    return (int)(next - now) + 1;
}

_Noreturn void apart_keep(int control, const apart_limits *limits)
{
    keeper k = { .control = control, .limits = limits };
    sigset_t deaths;
    sigemptyset(&deaths);
    sigaddset(&deaths, SIGCHLD);
    sigprocmask(SIG_BLOCK, &deaths, NULL);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_NAME, apart_ways_of[limits->kind].keeper);
    k.deaths = signalfd(-1, &deaths, SFD_CLOEXEC | SFD_NONBLOCK);
    if (k.deaths < 0)
        _exit(1);
    for (;;) {
        struct signalfd_siginfo dead;
        struct pollfd wait[2] = { { .fd = control, .events = POLLIN }, { .fd = k.deaths, .events = POLLIN } };
        poll(wait, 2, end_late(&k));
        if (wait[1].revents != 0 && read(k.deaths, &dead, sizeof dead) > 0)
            bury(&k);
        if (wait[0].revents != 0 && !take_job(&k))
            break;
    }
    for (size_t i = 0; i < WORKERS_MAX; i++)
        if (k.workers[i].process != 0)
            kill(k.workers[i].process, SIGKILL);
    _exit(0);
}
