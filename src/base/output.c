/* How does a result appear whole or not at all, whatever happens on the way? */
#include "base/output.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/output_set.h"

enum { KEPT_MAX = 1 << 20 }; /* bytes that stay in memory before they go to a file */

typedef enum destination {
    TO_FILE,            /* beside its name, then renamed */
    TO_STANDARD_OUTPUT, /* at the end */
    TO_DEVICE,          /* a pipe or a device that has a name: at the end, too */
    TO_BUFFER,          /* the caller's: at the end */
} destination;

struct output {
    destination to;
    char *name; /* for sentences: as the user gave it */
    char *path; /* where the file will stand, symbolic links resolved */
    int slot;   /* of the unfinished file, -1 when there is none */
    int file; /* the unfinished file, or the unnamed one that holds what does not stay in memory; -1 when there is none
               */
    buffer kept; /* what has not gone to `file` yet */
    buffer *target;
};

/* Names of unfinished files, for the signal handlers: the one place of the program's state that they may read. A name
 * is removed by a handler only while its slot is in use. */
typedef enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_IN_USE } slot_state;

static struct {
    atomic_int state;
    char path[PATH_MAX];
} slots[OUTPUT_OPEN_MAX];

static atomic_uint files_made;

static void free_slot(int slot)
{
    if (slot >= 0)
        atomic_store(&slots[slot].state, SLOT_FREE);
}

static int take_slot(void)
{
    for (int i = 0; i < OUTPUT_OPEN_MAX; i++) {
        int expected = SLOT_FREE;
        if (atomic_compare_exchange_strong(&slots[i].state, &expected, SLOT_TAKEN))
            return i;
    }
    return -1;
}

void output_abandon_all(void)
{
    for (int i = 0; i < OUTPUT_OPEN_MAX; i++)
        if (atomic_load(&slots[i].state) == SLOT_IN_USE)
            unlink(slots[i].path);
    output_set_abandon_all();
}

/* --- what is being read ----------------------------------------------------------------------------------------- */

static struct {
    dev_t device;
    ino_t file;
} spared[OUTPUT_SPARED_MAX];
static size_t n_spared;

void output_spare(const struct stat *facts)
{
    if (!S_ISREG(facts->st_mode) || n_spared == OUTPUT_SPARED_MAX)
        return;
    spared[n_spared].device = facts->st_dev;
    spared[n_spared++].file = facts->st_ino;
}

bool output_is_spared(const struct stat *facts)
{
    for (size_t i = 0; i < n_spared; i++)
        if (spared[i].device == facts->st_dev && spared[i].file == facts->st_ino)
            return true;
    return false;
}

/* --- sentences -------------------------------------------------------------------------------------------------- */

/* What the user can do about the errno of a failed write. */
static bool complain(const output *out, int why, upw_error *error)
{
    const char *const rest = out->to == TO_FILE ? "nothing was written" : "what was written may be incomplete";
    switch (why) {
    case ENOSPC:
    case EDQUOT:
        return upw_fail(error, UPW_IO_FAILED, "there is no space left on the disk that holds %.200s; %s", out->name,
                        rest);
    case EFBIG:
        return upw_fail(error, UPW_IO_FAILED, "%.200s would be larger than a file may be here; %s", out->name, rest);
    default:
        return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: %s; %s", out->name, strerror(why), rest);
    }
}

/* The same for a file that could not even be begun in `folder`. */
static bool complain_of_folder(const char *name, const char *folder, int why, upw_error *error)
{
    switch (why) {
    case ENOENT:
        return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: there is no folder %.200s; make it first",
                        name, folder);
    case ENOTDIR:
        return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: %.200s is not a folder", name, folder);
    case EACCES:
    case EPERM:
    case EROFS:
        return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: you may not write to the folder %.200s", name,
                        folder);
    case ENOSPC:
    case EDQUOT:
        return upw_fail(error, UPW_IO_FAILED,
                        "there is no space left on the disk that holds %.200s; nothing was written", name);
    case EMFILE:
        return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: too many files are open", name);
    default:
        return upw_fail(error, UPW_IO_FAILED, "%.200s cannot be written: %s", name, strerror(why));
    }
}

/* --- files ------------------------------------------------------------------------------------------------------ */

/* "reports" of "reports/june.html", "." of "june.html", "/" of "/june.html". Free it. */
static char *folder_of(const char *path)
{
    const char *const slash = strrchr(path, '/');
    const size_t len = slash == NULL ? 1 : slash == path ? 1 : (size_t)(slash - path);
    char *const folder = memory_grow(NULL, len + 1, 1);
    memcpy(folder, slash == NULL ? "." : path, len);
    folder[len] = '\0';
    return folder;
}

static char *copy_of(const char *words)
{
    const size_t size = strlen(words) + 1;
    return memcpy(memory_grow(NULL, size, 1), words, size);
}

/* A new file in `folder` that the signal handlers know of; -1 with errno when there is none. The name need not be
 * hard to guess: O_EXCL follows no link and takes nobody else's file. */
static int make_file(const char *folder, int *slot)
{
    *slot = take_slot();
    if (*slot < 0) {
        errno = EMFILE;
        return -1;
    }
    char *const path = slots[*slot].path;
    int file = -1;
    do {
        atomic_store(&slots[*slot].state, SLOT_TAKEN);
        const unsigned number = atomic_fetch_add(&files_made, 1);
        const int length = snprintf(path, PATH_MAX, "%s/.upward-%ld-%u.part", folder, (long)getpid(), number);
        if (length < 0 || length >= PATH_MAX) {
            errno = ENAMETOOLONG;
            break;
        }
        atomic_store(&slots[*slot].state, SLOT_IN_USE); /* before there is a file: no moment is left to a signal */
        file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666); /* the umask takes from it */
    } while (file < 0 && (errno == EEXIST || errno == EINTR));
    if (file < 0) {
        const int why = errno;
        free_slot(*slot);
        *slot = -1;
        errno = why;
    }
    return file;
}

/* A new file in $TMPDIR or /tmp that has lost its name already. */
static bool make_unnamed_file(output *out, upw_error *error)
{
    const char *const named = getenv("TMPDIR");
    const char *const folder = named != NULL && *named != '\0' ? named : "/tmp";
    int slot;
    out->file = make_file(folder, &slot);
    if (out->file < 0)
        return complain_of_folder("a temporary file", folder, errno, error);
    unlink(slots[slot].path);
    free_slot(slot);
    return true;
}

static bool write_all(int file, const char *at, size_t len)
{
    while (len > 0) {
        const ssize_t written = write(file, at, len);
        if (written >= 0) {
            at += written;
            len -= (size_t)written;
        } else if (errno == EAGAIN) { /* somebody made our terminal or pipe non-blocking */
            struct pollfd wait = { .fd = file, .events = POLLOUT };
            poll(&wait, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* --- opening ---------------------------------------------------------------------------------------------------- */

/* Begins a regular file; `now` is what stands there already, or NULL. */
static bool begin_file(output *out, const struct stat *now, upw_error *error)
{
    out->path = now != NULL ? realpath(out->name, NULL) : copy_of(out->name);
    if (out->path == NULL)
        return complain(out, errno, error);
    if (now != NULL && access(out->path, W_OK) != 0)
        return upw_fail(error, UPW_IO_FAILED, "%.200s stands there already and you may not change it", out->name);
    char *const folder = folder_of(out->path);
    out->file = make_file(folder, &out->slot);
    const bool is_made = out->file >= 0 || complain_of_folder(out->name, folder, errno, error);
    free(folder);
    if (is_made && now != NULL) {
        /* The administrator's reports stay the administrator's; for others changing the owner fails and that is well.
         */
        const int ignored = fchown(out->file, now->st_uid, now->st_gid);
        (void)ignored;
        if (fchmod(out->file, now->st_mode & 0777) != 0)
            return complain(out, errno, error);
    }
    return is_made;
}

static bool begin(output *out, upw_error *error)
{
    struct stat now;
    if (out->to == TO_STANDARD_OUTPUT)
        return true;
    if (out->name[0] == '\0')
        return upw_fail(error, UPW_BAD_USAGE, "the name of the file to write is empty");
    if (stat(out->name, &now) != 0) {
        if (out->name[strlen(out->name) - 1] == '/')
            return upw_fail(error, UPW_BAD_USAGE, "%.200s is the name of a folder; name a file in it", out->name);
        return begin_file(out, NULL, error);
    }
    if (S_ISDIR(now.st_mode))
        return upw_fail(error, UPW_BAD_USAGE, "%.200s is a folder; name a file in it", out->name);
    if (output_is_spared(&now))
        return upw_fail(error, UPW_BAD_USAGE, "%.200s is what is read; give the result another name", out->name);
    if (S_ISREG(now.st_mode))
        return begin_file(out, &now, error);
    out->to = TO_DEVICE;
    return true;
}

static output *open_as(const char *path, bool is_standard, upw_error *error)
{
    output *const out = memory_grow(NULL, 1, sizeof *out);
    *out = (output){ .to = is_standard ? TO_STANDARD_OUTPUT : TO_FILE,
                     .name = copy_of(is_standard ? "standard output" : path),
                     .slot = -1,
                     .file = -1 };
    buffer_init(&out->kept, KEPT_MAX);
    if (begin(out, error))
        return out;
    output_abandon(out);
    return NULL;
}

output *output_open(const char *path, upw_error *error)
{
    return open_as(path, path == NULL || strcmp(path, "-") == 0, error);
}

output *output_open_buffer(buffer *target)
{
    output *const out = memory_grow(NULL, 1, sizeof *out);
    *out = (output){ .to = TO_BUFFER, .name = copy_of("memory"), .slot = -1, .file = -1, .target = target };
    buffer_init(&out->kept, target->maximum);
    return out;
}

output *output_open_private(const char *path, upw_error *error)
{
    output *const out = open_as(path, false, error);
    if (out == NULL)
        return NULL;
    bool done = out->to == TO_FILE || upw_fail(error, UPW_BAD_USAGE, "%.200s is not a file", path);
    if (done && fchmod(out->file, 0600) != 0)
        done = complain(out, errno, error);
    if (done)
        return out;
    output_abandon(out);
    return NULL;
}

const char *output_unfinished_path(const output *out)
{
    assert(out->slot >= 0);
    return slots[out->slot].path;
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

static bool move_to_file(output *out, text bytes, upw_error *error)
{
    if (out->file < 0 && !make_unnamed_file(out, error))
        return false;
    return write_all(out->file, bytes.at, bytes.len) || complain(out, errno, error);
}

bool output_flush(output *out, upw_error *error)
{
    if (out->to == TO_BUFFER)
        return true;
    if (!move_to_file(out, buffer_text(&out->kept), error))
        return false;
    buffer_empty(&out->kept);
    return true;
}

bool output_write(output *out, text bytes, upw_error *error)
{
    if (out->to == TO_BUFFER) {
        buffer_add(&out->kept, bytes);
        return !out->kept.is_full || upw_fail(error, UPW_TOO_LARGE, "this is more than fits into one answer");
    }
    if (bytes.len > KEPT_MAX - out->kept.len && !output_flush(out, error))
        return false;
    if (bytes.len > KEPT_MAX)
        return move_to_file(out, bytes, error);
    buffer_add(&out->kept, bytes);
    return true;
}

bool output_rewind(output *out, upw_error *error)
{
    buffer_empty(&out->kept);
    if (out->file >= 0 && (ftruncate(out->file, 0) != 0 || lseek(out->file, 0, SEEK_SET) != 0))
        return complain(out, errno, error);
    return true;
}

/* --- ending ----------------------------------------------------------------------------------------------------- */

void output_abandon(output *out)
{
    if (out == NULL)
        return;
    if (out->file >= 0)
        close(out->file);
    if (out->slot >= 0)
        unlink(slots[out->slot].path);
    free_slot(out->slot);
    buffer_clear(&out->kept);
    free(out->path);
    free(out->name);
    free(out);
}

/* So that the new name outlives a power cut. Not every file system can do it for a folder, and the file is whole. */
static void sync_folder(const char *path)
{
    char *const folder = folder_of(path);
    const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        fsync(file);
        close(file);
    }
    free(folder);
}

static bool finish_file(output *out, upw_error *error)
{
    if (!move_to_file(out, buffer_text(&out->kept), error))
        return false;
    /* A device or a network file system may tell only now that it is full. */
    const bool is_safe = fsync(out->file) == 0 || errno == EINVAL || errno == ENOTSUP;
    if (!is_safe)
        return complain(out, errno, error);
    const int closed = close(out->file);
    out->file = -1;
    if ((closed != 0 && errno != EINTR) || rename(slots[out->slot].path, out->path) != 0)
        return complain(out, errno, error);
    free_slot(out->slot);
    out->slot = -1;
    sync_folder(out->path);
    return true;
}

/* Control characters become spaces, those of two bytes (U+0080 to U+009F) too, save tabs and line ends. */
static void tame(char *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const unsigned char byte = (unsigned char)at[i];
        if (byte == 0xC2 && i + 1 < len && (unsigned char)at[i + 1] < 0xA0)
            at[i] = at[i + 1] = ' ';
        else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F)
            at[i] = ' ';
    }
}

/* From one file to another without a detour through this process; *at is how far it came. Not every pair of files can,
 * and what stands in the way is left to show itself to whoever writes the rest. */
static void send_within_system(int file, int target, off_t *at)
{
    while (sendfile(target, file, at, 1 << 30) > 0)
        ;
}

/* Everything to a pipe, a device or standard output. */
static bool send_to(output *out, int target, upw_error *error)
{
    const bool is_terminal = isatty(target) == 1;
    bool is_sent = true;
    if (out->file >= 0) {
        char chunk[1 << 16];
        off_t at = 0;
        ssize_t n = 0;
        if (!is_terminal)
            send_within_system(out->file, target, &at);
        while (is_sent && (n = pread(out->file, chunk, sizeof chunk, at)) > 0) {
            at += n;
            if (is_terminal)
                tame(chunk, (size_t)n);
            is_sent = write_all(target, chunk, (size_t)n);
        }
        is_sent = is_sent && n == 0;
    }
    if (is_terminal)
        tame(out->kept.at, out->kept.len);
    is_sent = is_sent && write_all(target, buffer_text(&out->kept).at, out->kept.len);
    return is_sent || errno == EPIPE || complain(out, errno, error);
}

static bool finish_device(output *out, upw_error *error)
{
    const int target = open(out->name, O_WRONLY | O_CLOEXEC);
    if (target < 0)
        return complain(out, errno, error);
    const bool is_sent = send_to(out, target, error);
    const bool is_closed = close(target) == 0 || errno == EINTR;
    return is_sent && (is_closed || complain(out, errno, error));
}

static bool finish_buffer(output *out, upw_error *error)
{
    buffer_add(out->target, buffer_text(&out->kept));
    return !out->target->is_full || upw_fail(error, UPW_TOO_LARGE, "this is more than fits into one answer");
}

bool output_commit(output *out, upw_error *error)
{
    bool is_done = false;
    switch (out->to) {
    case TO_FILE:
        is_done = finish_file(out, error);
        break;
    case TO_STANDARD_OUTPUT:
        is_done = send_to(out, STDOUT_FILENO, error);
        break;
    case TO_DEVICE:
        is_done = finish_device(out, error);
        break;
    case TO_BUFFER:
        is_done = finish_buffer(out, error);
        break;
    }
    output_abandon(out);
    return is_done;
}
