/* The server's side: starts the guard and the keeper, hands them files, and checks what comes back. */
#include "apart/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apart/apart_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

enum {
    GRACE_MS = 2000, /* beyond the deadline: the keeper ends the worker, and its pipe ends */
    TURN_S = 5,      /* of waiting for one: whoever waits keeps others from the server's workers */
    BACK_OFF_MS = 100,
    BACK_OFF_MAX_MS = 5000,
    READ_BYTES = 256 << 10,
};

struct apart {
    apart_limits limits;
    int control;
    pid_t guard;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    unsigned n_running;
};

/* ---- the guard ---- */

static void drop_descriptors(int control)
{
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; nothing >= 0 && i < 3; i++)
        if (i != STDERR_FILENO || !APART_IS_WATCHED)
            dup2(nothing, i);
    if (control > 3)
        close_range(3, (unsigned)control - 1, 0);
    close_range((unsigned)control + 1, ~0U, 0);
}

/* One keeper after another, later and later, until one ends because the server has. */
static _Noreturn void guard(int control, const apart_limits *limits)
{
    int status = 0;
    signal(SIGINT, SIG_IGN); /* meant for the server: files under way are read to their end */
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    prctl(PR_SET_NAME, "upward-guard");
    drop_descriptors(control);
    if (!apart_confine_guard(limits))
        _exit(1);
    for (int64_t pause_ms = BACK_OFF_MS;; pause_ms = pause_ms < BACK_OFF_MAX_MS ? 2 * pause_ms : pause_ms) {
        const pid_t keeper = fork();
        if (keeper == 0)
            apart_keep(control, limits);
        if (keeper > 0 && waitpid(keeper, &status, 0) == keeper && WIFEXITED(status) && WEXITSTATUS(status) == 0)
            _exit(0);
        const struct timespec a_while = { pause_ms / 1000, pause_ms % 1000 * 1000000 };
        nanosleep(&a_while, NULL);
    }
}

static apart_limits complete(const apart_limits *given)
{
    apart_limits l = given != NULL ? *given : (apart_limits){ 0 };
    l.at_once = l.at_once > 0 ? l.at_once : 2;
    l.deadline_ms = l.deadline_ms > 0 ? l.deadline_ms : 20 * 1000;
    l.processor_s = l.processor_s > 0 ? l.processor_s : 20;
    l.memory_bytes = l.memory_bytes > 0 ? l.memory_bytes : (uint64_t)512 << 20;
    l.temp_folder = l.temp_folder != NULL ? l.temp_folder : "/tmp";
    return l;
}

apart *apart_start(const apart_limits *limits, upw_error *error)
{
    int ends[2];
    apart *const a = calloc(1, sizeof *a);
    if (a == NULL)
        memory_run_out();
    a->limits = complete(limits);
    a->guard = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0 ? fork() : -1;
    if (a->guard < 0) {
        upw_fail(error, UPW_IO_FAILED, "no process for reading files could be started: %s", strerror(errno));
        free(a);
        return NULL;
    }
    if (a->guard == 0)
        guard(ends[1], &a->limits);
    close(ends[1]);
    a->control = ends[0];
    pthread_mutex_init(&a->lock, NULL);
    pthread_condattr_t by_monotonic;
    pthread_condattr_init(&by_monotonic);
    pthread_condattr_setclock(&by_monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&a->freed, &by_monotonic);
    pthread_condattr_destroy(&by_monotonic);
    return a;
}

void apart_stop(apart *a)
{
    if (a == NULL)
        return;
    close(a->control);
    while (waitpid(a->guard, NULL, 0) < 0 && errno == EINTR)
        ;
    pthread_cond_destroy(&a->freed);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

/* ---- one file at a time, or two ---- */

static bool take_turn(apart *a, upw_error *error)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TURN_S;
    pthread_mutex_lock(&a->lock);
    int late = 0;
    while (a->n_running >= a->limits.at_once && late == 0)
        late = pthread_cond_timedwait(&a->freed, &a->lock, &until);
    const bool is_mine = a->n_running < a->limits.at_once;
    a->n_running += is_mine;
    pthread_mutex_unlock(&a->lock);
    return is_mine || upw_fail(error, UPW_INTERRUPTED, "%s", apart_ways_of[a->limits.kind].busy);
}

static void end_turn(apart *a)
{
    pthread_mutex_lock(&a->lock);
    a->n_running--;
    pthread_cond_signal(&a->freed);
    pthread_mutex_unlock(&a->lock);
}

/* ---- handing over ---- */

/* Ours to read from. */
typedef struct ends {
    int pieces, fate;
} ends;

static int open_scratch(const char *folder)
{
    const int unnamed = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (unnamed >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return unnamed;
    char path[512];
    snprintf(path, sizeof path, "%s/upward-XXXXXX", folder);
    const int named = mkostemp(path, O_CLOEXEC);
    if (named >= 0)
        unlink(path);
    return named;
}

static bool send_job(const apart *a, const apart_job *job, const int files[JOB_FILES])
{
    char with[CMSG_SPACE(JOB_FILES * sizeof *files)] = { 0 };
    struct iovec from = { (void *)job, sizeof *job };
    struct msghdr message = { .msg_iov = &from, .msg_iovlen = 1, .msg_control = with, .msg_controllen = sizeof with };
    struct cmsghdr *const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(JOB_FILES * sizeof *files);
    memcpy(CMSG_DATA(header), files, JOB_FILES * sizeof *files);
    ssize_t sent;
    do
        sent = sendmsg(a->control, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)sizeof *job;
}

static bool hand_over(const apart *a, const apart_task *task, ends *out, upw_error *error)
{
    apart_job job = { .work = task->work, .argument_size = task->argument_size };
    memcpy(job.argument, task->argument, task->argument_size);
    int pieces[2] = { -1, -1 }, fate[2] = { -1, -1 };
    const int scratch = open_scratch(a->limits.temp_folder);
    const bool is_open = scratch >= 0 && pipe2(pieces, O_CLOEXEC) == 0 && pipe2(fate, O_CLOEXEC) == 0;
    const int files[JOB_FILES] = { task->file, scratch, pieces[1], fate[1] };
    const bool is_sent = is_open && send_job(a, &job, files);
    const int fault = errno;
    const int given[] = { scratch, pieces[1], fate[1], is_sent ? -1 : pieces[0], is_sent ? -1 : fate[0] };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i] >= 0)
            close(given[i]);
    *out = (ends){ pieces[0], fate[0] };
    return is_sent || upw_fail(error, UPW_IO_FAILED, "no file can be read at present: %s", strerror(fault));
}

/* ---- what comes back ---- */

typedef struct stream {
    int from;
    int64_t ends_ms; /* by the monotonic clock */
    char *at;
    size_t begin, end, room;
    bool is_late;
} stream;

/* At least so many bytes from `begin` on; false at the end of the pipe, or of the time. */
static bool fill(stream *s, size_t wanted)
{
    if (s->room - s->begin < wanted) {
        memmove(s->at, s->at + s->begin, s->end - s->begin);
        s->end -= s->begin;
        s->begin = 0;
    }
    if (s->room < wanted)
        s->at = memory_grow(s->at, s->room = wanted, 1);
    while (s->end - s->begin < wanted) {
        struct pollfd wait = { .fd = s->from, .events = POLLIN };
        const int64_t left = s->ends_ms - clock_monotonic_ms();
        const int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        if (ready == 0)
            return s->is_late = true, false;
        const ssize_t got = ready > 0 ? read(s->from, s->at + s->end, s->room - s->end) : -1;
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        s->end += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* The worker says that the file is wrong: the sentence is only words, and the code one of those that files earn. */
static bool pass_on(text piece, upw_error *error)
{
    upw_error said;
    if (piece.len != sizeof said)
        return false;
    memcpy(&said, piece.at, sizeof said);
    said.message[sizeof said.message - 1] = '\0';
    text_make_showable(said.message);
    const bool is_of_files = said.code == UPW_BAD_INPUT || said.code == UPW_TOO_LARGE || said.code == UPW_NOT_FOUND ||
                             said.code == UPW_DISK_FULL;
    upw_fail_row(error, is_of_files ? said.code : UPW_IO_FAILED, said.row, "%s", said.message);
    return true;
}

typedef enum ending { ENDED_WELL, FAILED_AS_SAID, BROKE_OFF } ending;

static ending take_pieces(stream *s, apart_take *take, void *context, upw_error *error)
{
    apart_frame frame;
    for (;;) {
        if (!fill(s, sizeof frame))
            return BROKE_OFF;
        memcpy(&frame, s->at + s->begin, sizeof frame);
        if (frame.size > APART_PIECE_MAX || frame.kind > FRAME_FAILED || !fill(s, sizeof frame + frame.size))
            return BROKE_OFF;
        const text piece = { s->at + s->begin + sizeof frame, frame.size };
        s->begin += sizeof frame + frame.size;
        if (frame.kind == FRAME_END)
            return ENDED_WELL;
        if (frame.kind == FRAME_FAILED)
            return pass_on(piece, error) ? FAILED_AS_SAID : BROKE_OFF;
        if (!take(context, (uint8_t)frame.kind, piece, error))
            return FAILED_AS_SAID;
    }
}

static apart_fate learn_fate(int from, bool was_late)
{
    char fate = FATE_UNKNOWN;
    struct pollfd wait = { .fd = from, .events = POLLIN };
    if (poll(&wait, 1, GRACE_MS) <= 0 || read(from, &fate, 1) != 1 || fate < 0 || fate >= FATE_COUNT)
        return was_late ? FATE_TOO_LONG : FATE_DIED;
    return (apart_fate)fate;
}

static bool complain(const apart *a, const apart_task *task, apart_fate fate, upw_error *error)
{
    const apart_ways *const ways = &apart_ways_of[a->limits.kind];
    static const char *const words[FATE_COUNT] = {
        "its end is not known", "it said what it should not", "it died", "it made a system call that it may not",
        "it took too long",     "it took too much memory"
    };
    log_write(LOG_LEVEL_WARNING, "apart", ways->failed, LOG_TEXT("why", text_of(words[fate])),
              LOG_TEXT("file", task->mark));
    const bool is_of_file = a->limits.kind == APART_READERS;
    if (is_of_file && fate == FATE_TOO_LONG)
        return upw_fail(error, UPW_TOO_LARGE, "%s takes too long to read; make several files of it", task->name);
    if (is_of_file && fate == FATE_NO_MEMORY)
        return upw_fail(error, UPW_TOO_LARGE, "%s takes too much memory to read; make several files of it", task->name);
    return upw_fail(error, ways->blame, "%s %s", task->name, ways->died);
}

bool apart_run(apart *a, const apart_task *task, apart_take *take, void *context, upw_error *error)
{
    ends from;
    if (!take_turn(a, error))
        return false;
    bool is_done = hand_over(a, task, &from, error);
    if (is_done) {
        stream s = { .from = from.pieces,
                     .ends_ms = clock_monotonic_ms() + a->limits.deadline_ms + GRACE_MS,
                     .room = READ_BYTES };
        s.at = memory_grow(NULL, s.room, 1);
        const ending how = take_pieces(&s, take, context, error);
        close(from.pieces); /* a worker that goes on is ended by its next word */
        is_done = how == ENDED_WELL;
        if (how == BROKE_OFF)
            complain(a, task, learn_fate(from.fate, s.is_late), error);
        close(from.fate);
        free(s.at);
    }
    end_turn(a);
    return is_done;
}
