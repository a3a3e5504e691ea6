/* PostgreSQL's own tools, run as programs: pg_dump and pg_restore. A password goes to them in a file that has no name,
 * never in their arguments or their environment, where others on the machine could see it. */
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/backup_internal.h"
#include "store/store_internal.h"

enum { WORDS_MAX = 300, ARGUMENTS_MAX = 12 };

extern char **environ;

/* ---- the address without its password ---- */

static void add_quoted(buffer *out, const char *words, char quote)
{
    for (; *words != '\0'; words++) {
        if (*words == quote || *words == '\\')
            buffer_add_char(out, '\\');
        buffer_add_char(out, *words);
    }
}

/* "dbname='upward' host='…'", and apart from it the password, as a line of a password file. */
static bool take_apart(const char *where, buffer *address, buffer *secret, upw_error *error)
{
    PQconninfoOption *const options = PQconninfoParse(where, NULL);
    if (options == NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "this is not an address of a database: postgresql://[user@]host[:port]/name");
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
        if (o->val == NULL)
            continue;
        if (strcmp(o->keyword, "password") == 0) {
            buffer_add_literal(secret, "*:*:*:*:");
            add_quoted(secret, o->val, ':');
            buffer_add_char(secret, '\n');
            continue;
        }
        buffer_add_format(address, "%s='", o->keyword);
        add_quoted(address, o->val, '\'');
        buffer_add_literal(address, "' ");
    }
    buffer_add_char(address, '\0');
    PQconninfoFree(options);
    return true;
}

/* ---- running a tool ---- */

/* The environment with a variable more, in the arena. */
static char **add_variable(const char *words, upw_arena *arena)
{
    size_t n = 0;
    while (environ[n] != NULL)
        n++;
    char **const more = MEMORY_TAKE(arena, char *, n + 2);
    memcpy(more, environ, n * sizeof *more);
    more[n] = memcpy(memory_take(arena, strlen(words) + 1, 1), words, strlen(words));
    return more;
}

static bool say_what_failed(const char *tool, int status, int complaints, upw_error *error)
{
    char words[WORDS_MAX];
    const ssize_t n = pread(complaints, words, sizeof words - 1, 0);
    words[n > 0 ? n : 0] = '\0';
    char *const line_end = strchr(words, '\n');
    if (line_end != NULL)
        *line_end = '\0';
    text_make_showable(words);
    return upw_fail(error, UPW_IO_FAILED, "%s failed (status %d): %s", tool,
                    WIFEXITED(status) ? WEXITSTATUS(status) : -1, words);
}

typedef struct tool {
    const char *arguments[ARGUMENTS_MAX]; /* the first is its name */
    int output;                           /* where its standard output goes; -1: nowhere */
    text secret;                          /* a password file's contents, may be empty */
} tool;

static bool wait_for_end(const char *name, pid_t child, int complaints, upw_error *error)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return upw_fail(error, UPW_IO_FAILED, "%s went away", name);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || say_what_failed(name, status, complaints, error);
}

static bool spawn(const tool *t, int secret, int complaints, upw_arena *arena, upw_error *error)
{
    char variable[60];
    pid_t child;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (t->output >= 0)
        posix_spawn_file_actions_adddup2(&files, t->output, STDOUT_FILENO);
    else
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, complaints, STDERR_FILENO);
    snprintf(variable, sizeof variable, "PGPASSFILE=/proc/self/fd/%d", secret);
    char **const variables = t->secret.len > 0 ? add_variable(variable, arena) : environ;
    const int why = posix_spawnp(&child, t->arguments[0], &files, NULL, (char **)t->arguments, variables);
    posix_spawn_file_actions_destroy(&files);
    if (why != 0)
        return upw_fail(error, UPW_IO_FAILED, "%s cannot be run: %s; Debian has it in postgresql-client",
                        t->arguments[0], strerror(why));
    return wait_for_end(t->arguments[0], child, complaints, error);
}

static bool run(const tool *t, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    const int complaints = memfd_create("complaints", MFD_CLOEXEC);
    const int secret = memfd_create("password", 0); /* the tool keeps it open under the same number */
    bool done = complaints >= 0 && secret >= 0 && fchmod(secret, 0600) == 0 &&
                pwrite(secret, t->secret.at, t->secret.len, 0) == (ssize_t)t->secret.len;
    if (!done)
        upw_fail(error, UPW_IO_FAILED, "a temporary file cannot be made: %s", strerror(errno));
    else
        done = spawn(t, secret, complaints, &arena, error);
    if (complaints >= 0)
        close(complaints);
    if (secret >= 0)
        close(secret);
    upw_arena_clear(&arena);
    return done;
}

/* ---- the three things they do ---- */

static const store_statement export_snapshot = {
    .name = "backup_export_snapshot",
    .sql = "SELECT ''",
    .postgres = "SELECT pg_export_snapshot()",
    .gives = "t",
};

/* The tool with --dbname and --file, for the address `where`. */
static bool run_at(const char *where, tool *t, size_t n_arguments, upw_error *error)
{
    buffer address, secret;
    buffer_init(&address, 1 << 16);
    buffer_init(&secret, 1 << 12);
    buffer_add_literal(&address, "--dbname=");
    bool done = take_apart(where, &address, &secret, error);
    if (done) {
        t->arguments[n_arguments] = buffer_text(&address).at;
        t->secret = buffer_text(&secret);
        done = run(t, error);
    }
    if (secret.at != NULL)
        explicit_bzero(secret.at, secret.len);
    buffer_clear(&secret);
    buffer_clear(&address);
    return done;
}

bool backup_dump_postgres(store_db *db, const char *path, upw_error *error)
{
    char snapshot[100];
    store_rows row;
    bool found;
    if (!store_find(db, &export_snapshot, NULL, &row, &found, error))
        return false;
    snprintf(snapshot, sizeof snapshot, "--snapshot=%.*s", TEXT_ARGS(found ? store_text(&row, 0) : TEXT("")));
    if (!store_end(&row, error))
        return false;
    const int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file < 0)
        return upw_fail(error, UPW_IO_FAILED, "%s cannot be written: %s", path, strerror(errno));
    /* Not compressed: the container compresses. */
    tool t = { .arguments = { "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", snapshot },
               .output = file };
    const bool done = run_at(db->store->where, &t, 6, error);
    close(file);
    return done;
}

bool backup_fill_postgres(const char *where, const char *path, upw_error *error)
{
    tool t = { .arguments = { "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                              "--no-privileges" },
               .output = -1 };
    t.arguments[6] = path;
    return run_at(where, &t, 5, error);
}

bool backup_list_postgres(const char *path, upw_error *error)
{
    const tool t = { .arguments = { "pg_restore", "--list", path }, .output = -1 };
    return run(&t, error);
}
