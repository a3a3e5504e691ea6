/* upward selftest sandbox: can the server's processes do what they must not? Each try is a process of its own, confined
 * by the same functions as the server's. */
#include "cli/selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apart/apart.h"
#include "apart/confine.h"
#include "base/log.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/confinement.h"

enum { NOT_CONFINED = 250, UNKNOWN_FAULT = 249, MAY_MAX = 3 };

/* ---- the processes ---- */

static bool confine_server(const selftest_scene *scene, const char *mail_server)
{
    char database[100];
    upw_arena arena;
    upw_error error = { 0 };
    snprintf(database, sizeof database, "%s/upward.db", scene->site);
    memory_init_arena(&arena);
    const confinement c = { .database = database, .temp_folder = scene->site, .mail_server = mail_server };
    return confinement_begin(&c, &arena, &error);
}

static bool be_server(const selftest_scene *scene)
{
    return confine_server(scene, NULL);
}

static bool be_connected_server(const selftest_scene *scene)
{
    return confine_server(scene, "smtp://127.0.0.1:25");
}

static bool be_beside(apart_kind kind, bool is_worker)
{
    const apart_limits limits = { .kind = kind, .processor_s = 20, .memory_bytes = (uint64_t)512 << 20 };
    return apart_confine_guard(&limits) && (!is_worker || apart_confine_worker(&limits));
}

static bool be_keeper_of_readers(const selftest_scene *scene)
{
    (void)scene;
    return be_beside(APART_READERS, false);
}

static bool be_reader(const selftest_scene *scene)
{
    (void)scene;
    return be_beside(APART_READERS, true);
}

static bool be_keeper_of_painters(const selftest_scene *scene)
{
    (void)scene;
    return be_beside(APART_PAINTERS, false);
}

static bool be_painter(const selftest_scene *scene)
{
    (void)scene;
    return be_beside(APART_PAINTERS, true);
}

/* What it is for, and so may do. */
typedef struct leave {
    const char *what; /* NULL: nothing more */
    const char *why;
} leave;

#define FOR_PICTURES                                                                                                   \
    { selftest_exec, "rsvg-convert makes pictures" },                                                                  \
    {                                                                                                                  \
        selftest_fork, "rsvg-convert makes pictures"                                                                   \
    }
#define WHAT_IS_LATE                                                                                                   \
    {                                                                                                                  \
        selftest_kill, "it ends what is late; kernels from 6.12 on leave it nobody else"                               \
    }

static const struct process {
    const char *name;
    bool (*become)(const selftest_scene *scene);
    leave may[MAY_MAX + 1];
} processes[] = {
    { "server", be_server, { { NULL, NULL } } },
    { "server with a mail server or PostgreSQL",
      be_connected_server,
      { { selftest_open, "its libraries read /etc for names and certificates" },
        { selftest_connect, "to the mail server and the database" } } },
    { "keeper of readers", be_keeper_of_readers, { { selftest_fork, "it starts readers" }, WHAT_IS_LATE } },
    { "reader", be_reader, { { NULL, NULL } } },
    { "keeper of painters", be_keeper_of_painters, { FOR_PICTURES, WHAT_IS_LATE } },
    { "painter", be_painter, { FOR_PICTURES, WHAT_IS_LATE } },
};

/* ---- what they reach for ---- */

static bool put_file(const char *path)
{
    const int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    return file >= 0 && close(file) == 0;
}

static bool set_scene(selftest_scene *scene, upw_error *error)
{
    snprintf(scene->folder, sizeof scene->folder, "/tmp/upward-selftest-XXXXXX");
    bool is_done = mkdtemp(scene->folder) != NULL;
    snprintf(scene->site, sizeof scene->site, "%s/site", scene->folder);
    snprintf(scene->inside, sizeof scene->inside, "%s/file", scene->site);
    snprintf(scene->outside, sizeof scene->outside, "%s/file", scene->folder);
    snprintf(scene->key, sizeof scene->key, "%s/upward.key", scene->folder);
    is_done = is_done && mkdir(scene->site, 0700) == 0 && put_file(scene->inside) && put_file(scene->key);
    return is_done || upw_fail(error, UPW_IO_FAILED, "a folder to try in cannot be made in /tmp: %s", strerror(errno));
}

static void clear_scene(const selftest_scene *scene)
{
    unlink(scene->inside);
    unlink(scene->outside);
    unlink(scene->key);
    rmdir(scene->site);
    rmdir(scene->folder);
}

/* ---- trying ---- */

static _Noreturn void be_bystander(void)
{
    for (;;)
        pause();
}

static _Noreturn void try_one(const struct process *p, const selftest_try *t, const selftest_scene *scene)
{
    log_set_level(LOG_LEVEL_ERROR);
    if (!p->become(scene))
        _exit(NOT_CONFINED);
    errno = 0;
    if (t->can(scene))
        _exit(0);
    _exit(errno > 0 && errno < UNKNOWN_FAULT ? errno : UNKNOWN_FAULT);
}

/* How it ended: 0 for "it can". */
static bool watch(const struct process *p, const selftest_try *t, selftest_scene *scene, int *status, upw_error *error)
{
    scene->bystander = put_file(scene->outside) ? fork() : -1;
    if (scene->bystander == 0)
        be_bystander();
    const pid_t trying = scene->bystander > 0 ? fork() : -1;
    if (trying == 0)
        try_one(p, t, scene);
    const bool is_done = trying > 0 && waitpid(trying, status, 0) == trying;
    if (scene->bystander > 0) {
        kill(scene->bystander, SIGKILL);
        waitpid(scene->bystander, NULL, 0);
    }
    return is_done || upw_fail(error, UPW_IO_FAILED, "no process can be started to try in: %s", strerror(errno));
}

static const char *find_leave(const struct process *p, const selftest_try *t)
{
    for (size_t i = 0; i < MAY_MAX && p->may[i].what != NULL; i++)
        if (p->may[i].what == t->what)
            return p->may[i].why;
    return NULL;
}

typedef struct tally {
    size_t n_refused, n_allowed, n_wrong;
} tally;

static const char *name_refusal(int status)
{
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? "it was ended" : "it died";
    return WEXITSTATUS(status) == UNKNOWN_FAULT ? "it did not work" : strerror(WEXITSTATUS(status));
}

static void add_line(const struct process *p, const selftest_try *t, int status, tally *all, buffer *out)
{
    const char *const why = find_leave(p, t);
    const bool can = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    const bool is_free = WIFEXITED(status) && WEXITSTATUS(status) == NOT_CONFINED;
    const bool is_wrong = is_free || (can && why == NULL);
    all->n_wrong += is_wrong;
    all->n_allowed += can && !is_wrong;
    all->n_refused += !can && !is_wrong;
    buffer_add_format(out, "%s: %s: %s%s\n", p->name, t->what,
                      is_free    ? "IT COULD NOT BE CONFINED"
                      : is_wrong ? "IT CAN, AND MUST NOT"
                      : can      ? "may: "
                                 : "cannot: ",
                      is_wrong ? ""
                      : can    ? why
                               : name_refusal(status));
}

static bool try_all(selftest_scene *scene, tally *all, buffer *out, upw_error *error)
{
    int status = 0;
    for (size_t i = 0; i < sizeof processes / sizeof *processes; i++)
        for (size_t k = 0; k < SELFTEST_TRIES; k++) {
            if (!watch(&processes[i], &selftest_tries[k], scene, &status, error))
                return false;
            add_line(&processes[i], &selftest_tries[k], status, all, out);
        }
    buffer_add_format(out, "%zu tries refused, %zu allowed, %zu wrong\n", all->n_refused, all->n_allowed, all->n_wrong);
    return true;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    selftest_scene scene;
    tally all = { 0 };
    buffer out;
    (void)settings;
    (void)arena;
    if (files.n != 1 || strcmp(files.paths[0], "sandbox") != 0)
        return upw_fail(error, UPW_BAD_USAGE, "test what? \"upward selftest sandbox\"");
    const char *const missing = confine_calls_missing();
    if (missing != NULL)
        return upw_fail(error, UPW_NOT_FOUND, "%s: nothing confines the system calls of the server here", missing);
    buffer_init(&out, 1 << 16);
    fflush(NULL);
    bool is_done = set_scene(&scene, error) && try_all(&scene, &all, &out, error);
    clear_scene(&scene);
    is_done = is_done && cli_print(&out, error);
    buffer_clear(&out);
    return is_done &&
           (all.n_wrong == 0 ||
            upw_fail(error, UPW_BAD_INPUT, "%zu of the tries above must not work, and did%s", all.n_wrong,
                     confine_landlock() == 0 ? ": this kernel has no Landlock, so files are not confined" : ""));
}

static const cli_example examples[] = {
    { "upward selftest sandbox", "After an installation, and after updates of the system." },
};

const cli_command selftest_command = {
    .name = "selftest",
    .one_line = "whether the server's processes are confined here as they should be",
    .usage = "sandbox",
    .description =
        "The server gives up what it does not need before it answers anybody, and so do the processes beside it: those "
        "that read uploaded files, and those that draw PNG pictures. This starts processes that give up the same, and "
        "lets each try twelve things that whoever took it over would try, such as opening a file elsewhere, connecting "
        "to "
        "another machine or running a program. A line for each says whether it cannot, or may, and what for.\n\n"
        "The exit status is 0 when nothing can be done that must not be. Nothing of an installation is touched.",
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = 1,
    .run = run,
};
