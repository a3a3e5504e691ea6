/* How do many files appear together? They wait, numbered, in a hidden folder, so that a signal handler, which may
 * neither allocate nor lock, needs only that folder's name and a count to remove them all. */
#include "base/output_set.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"

enum { NUMBER_MAX = 24 }; /* characters of "/17" and its NUL, with room */

struct output_set {
    pthread_mutex_t lock; /* of the names */
    char **names;         /* where each numbered file will stand */
    size_t n, room;
    char **old; /* files that the set replaces, by name */
    size_t n_old;
};

/* What a handler may read. */
static struct {
    atomic_bool is_in_use;
    atomic_bool is_given_up; /* no more files: the process ends */
    atomic_size_t n;         /* files that are there or may be */
    bool is_ours;            /* the folder was made here */
    char folder[PATH_MAX];
    char side[PATH_MAX];
} waiting;

/* "side/17": snprintf is not async-signal-safe. */
static void name_number(char path[PATH_MAX + NUMBER_MAX], size_t number)
{
    char digits[NUMBER_MAX];
    size_t n = 0, at = strlen(waiting.side);
    do
        digits[n++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    memcpy(path, waiting.side, at);
    path[at++] = '/';
    while (n > 0)
        path[at++] = digits[--n];
    path[at] = '\0';
}

static void remove_all(void)
{
    char path[PATH_MAX + NUMBER_MAX];
    for (size_t i = 0; i < atomic_load(&waiting.n); i++) {
        name_number(path, i);
        unlink(path);
    }
}

void output_set_abandon_all(void)
{
    if (!atomic_load(&waiting.is_in_use))
        return;
    atomic_store(&waiting.is_given_up, true);
    int tries = 0; /* another thread may be making its last file just now */
    do
        remove_all();
    while (rmdir(waiting.side) != 0 && errno == ENOTEMPTY && ++tries < 1000);
    if (waiting.is_ours)
        rmdir(waiting.folder);
}

static bool complain(const char *what, int why, upw_error *error)
{
    if (why == ENOSPC || why == EDQUOT)
        return upw_fail(error, UPW_IO_FAILED,
                        "there is no space left on the disk that holds %.200s; nothing was written", waiting.folder);
    return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: %s; nothing was written", what, strerror(why));
}

/* ---- opening ---- */

static bool begin(const char *folder, upw_error *error)
{
    struct stat now;
    waiting.is_ours = mkdir(folder, 0777) == 0;
    if (!waiting.is_ours && errno != EEXIST)
        return upw_fail(error, UPW_IO_FAILED, "cannot make the folder %.200s: %s", folder, strerror(errno));
    if (!waiting.is_ours && (stat(folder, &now) != 0 || !S_ISDIR(now.st_mode)))
        return upw_fail(error, UPW_BAD_USAGE, "%.200s is a file; name a folder", folder);
    const int length = snprintf(waiting.side, PATH_MAX, "%s/.upward-%ld.parts", folder, (long)getpid());
    if (length < 0 || length >= PATH_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "the name of the folder is too long");
    memcpy(waiting.folder, folder, strlen(folder) + 1);
    atomic_store(&waiting.n, 0);
    atomic_store(&waiting.is_in_use, true); /* before it is there: no moment is left to a signal */
    if (mkdir(waiting.side, 0700) == 0)
        return true;
    const int why = errno;
    atomic_store(&waiting.is_in_use, false);
    if (waiting.is_ours)
        rmdir(folder);
    return why == EACCES || why == EROFS
               ? upw_fail(error, UPW_IO_FAILED, "you may not write to the folder %.200s", folder)
               : complain(folder, why, error);
}

output_set *output_set_open(const char *folder, upw_error *error)
{
    if (folder[0] == '\0') {
        upw_fail(error, UPW_BAD_USAGE, "the name of the folder is empty");
        return NULL;
    }
    if (!begin(folder, error))
        return NULL;
    output_set *const set = memory_grow(NULL, 1, sizeof *set);
    *set = (output_set){ .n = 0 };
    pthread_mutex_init(&set->lock, NULL);
    return set;
}

const char *output_set_folder(const output_set *set)
{
    (void)set;
    return waiting.folder;
}

/* ---- adding ---- */

/* "folder/name", free it. */
static char *name_in_folder(text name)
{
    const size_t length = strlen(waiting.folder);
    char *const path = memory_grow(NULL, length + name.len + 2, 1);
    memcpy(path, waiting.folder, length);
    path[length] = '/';
    memcpy(path + length + 1, name.at, name.len);
    path[length + 1 + name.len] = '\0';
    return path;
}

/* May a file be renamed to this? */
static bool may_stand(const char *path, upw_error *error)
{
    struct stat now;
    if (lstat(path, &now) != 0)
        return true;
    if (output_is_spared(&now))
        return upw_fail(error, UPW_BAD_USAGE, "%.200s is what is read; give the result another name", path);
    return !S_ISDIR(now.st_mode) ||
           upw_fail(error, UPW_BAD_USAGE, "%.200s is a folder, where a file of this name would stand", path);
}

static bool write_file(const char *path, text bytes)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    bool is_well = true;
    for (size_t at = 0; at < bytes.len && is_well;) {
        const ssize_t written = write(file, bytes.at + at, bytes.len - at);
        is_well = written >= 0 || errno == EINTR;
        at += written > 0 ? (size_t)written : 0;
    }
    is_well = is_well && (fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP);
    const int why = errno;
    is_well = (close(file) == 0 || errno == EINTR) && is_well;
    errno = why;
    return is_well;
}

bool output_set_add(output_set *set, text name, text bytes, upw_error *error)
{
    char *const target = name_in_folder(name);
    if (!may_stand(target, error)) {
        free(target);
        return false;
    }
    pthread_mutex_lock(&set->lock);
    if (set->n == set->room) {
        set->room = set->room * 2 + 64;
        set->names = memory_grow(set->names, set->room, sizeof *set->names);
    }
    const size_t number = set->n++;
    set->names[number] = target;
    atomic_store(&waiting.n, set->n);
    pthread_mutex_unlock(&set->lock);
    char path[PATH_MAX + NUMBER_MAX];
    name_number(path, number);
    if (atomic_load(&waiting.is_given_up))
        return upw_fail(error, UPW_IO_FAILED, "stopped");
    return write_file(path, bytes) || complain(target, errno, error);
}

void output_set_replace(output_set *set, text name)
{
    set->old = memory_grow(set->old, set->n_old + 1, sizeof *set->old);
    set->old[set->n_old++] = name_in_folder(name);
}

bool output_set_has(const output_set *set, const char *path)
{
    char whole[2 * PATH_MAX], folder[PATH_MAX];
    if (path == NULL || strcmp(path, "-") == 0 || strlen(path) >= PATH_MAX || realpath(waiting.folder, folder) == NULL)
        return false;
    if (realpath(path, whole) == NULL) { /* not there yet: its folder is */
        const char *const slash = strrchr(path, '/');
        char asked[PATH_MAX] = "./", parent[PATH_MAX];
        if (slash != NULL)
            memcpy(asked, path, (size_t)(slash - path) + 1), asked[slash - path + 1] = '\0';
        if (realpath(asked, parent) == NULL)
            return false;
        snprintf(whole, sizeof whole, "%s/%s", parent, slash != NULL ? slash + 1 : path);
    }
    const size_t length = strlen(folder);
    if (strncmp(whole, folder, length) != 0 || whole[length] != '/')
        return false;
    for (size_t i = 0; i < set->n; i++)
        if (strcmp(strrchr(set->names[i], '/'), whole + length) == 0)
            return true;
    return false;
}

/* ---- ending ---- */

static void close_set(output_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        free(set->names[i]);
    for (size_t i = 0; i < set->n_old; i++)
        free(set->old[i]);
    free(set->names);
    free(set->old);
    pthread_mutex_destroy(&set->lock);
    free(set);
    atomic_store(&waiting.is_in_use, false);
}

void output_set_abandon(output_set *set)
{
    if (set == NULL)
        return;
    remove_all();
    rmdir(waiting.side);
    if (waiting.is_ours)
        rmdir(waiting.folder);
    close_set(set);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void remove_old(output_set *set)
{
    if (set->n_old == 0)
        return;
    qsort(set->names, set->n, sizeof *set->names, compare_names);
    for (size_t i = 0; i < set->n_old; i++)
        if (bsearch(&set->old[i], set->names, set->n, sizeof *set->names, compare_names) == NULL)
            unlink(set->old[i]);
}

bool output_set_commit(output_set *set, upw_error *error)
{
    for (size_t i = 0; i < set->n; i++)
        if (!may_stand(set->names[i], error)) {
            output_set_abandon(set);
            return false;
        }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* no interrupt between the first name and the last */
    bool is_well = true;
    char path[PATH_MAX + NUMBER_MAX];
    for (size_t i = 0; i < set->n && is_well; i++) {
        name_number(path, i);
        is_well = rename(path, set->names[i]) == 0 ||
                  upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: %s; only %zu of %zu files were",
                           set->names[i], strerror(errno), i, set->n);
    }
    if (is_well)
        remove_old(set);
    remove_all();
    rmdir(waiting.side);
    close_set(set);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_well;
}
