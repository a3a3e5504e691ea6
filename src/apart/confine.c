/* Confinement by the kernel, through raw system calls: the C library has none for Landlock. */
#include "apart/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (UINT64_C(1) << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
#endif

/* Since version 6, whose struct is longer than the one of older headers. */
typedef struct ruleset {
    uint64_t files, network, scoped;
} ruleset;
enum { SCOPED_SINCE = 6, SCOPE_SIGNAL = 1 << 1 };

#define READ_FILES LANDLOCK_ACCESS_FS_READ_FILE
#define READ_FOLDERS (READ_FILES | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILES (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)
#define CHANGE_FOLDERS                                                                                                 \
    (LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |                    \
     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REFER)
#define NEVER                                                                                                          \
    (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                     \
     LANDLOCK_ACCESS_FS_MAKE_SYM)

bool confine_memory(upw_error *error)
{
    const struct rlimit none = { 0, 0 };
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0 &&
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        return true;
    return upw_fail(error, UPW_IO_FAILED, "the process cannot be confined: %s", strerror(errno));
}

/* What this version of Landlock can tell apart. */
static uint64_t known_to(int version)
{
    const uint64_t first = READ_FOLDERS | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                           (CHANGE_FOLDERS & ~LANDLOCK_ACCESS_FS_REFER) | NEVER;
    return first | (version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) | (version >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
}

static bool allow(int rules, const confine_place *place, uint64_t known, upw_error *error)
{
    struct stat facts;
    const int at = open(place->path, O_PATH | O_CLOEXEC);
    if (at < 0 || fstat(at, &facts) != 0) {
        if (at >= 0)
            close(at);
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES || /* then nobody opens it afterwards, either */
               upw_fail(error, UPW_IO_FAILED, "%s cannot be opened: %s", place->path, strerror(errno));
    }
    const bool is_folder = S_ISDIR(facts.st_mode);
    const uint64_t wanted = (is_folder ? READ_FOLDERS : READ_FILES) |
                            (place->may_write ? WRITE_FILES | (is_folder ? CHANGE_FOLDERS : 0) : 0) |
                            (place->may_run ? LANDLOCK_ACCESS_FS_EXECUTE : 0);
    const struct landlock_path_beneath_attr rule = { .allowed_access = wanted & known, .parent_fd = at };
    const bool is_done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    const int fault = errno;
    close(at);
    return is_done || upw_fail(error, UPW_IO_FAILED, "%s cannot be allowed: %s", place->path, strerror(fault));
}

int confine_landlock(void)
{
    const long found = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return found > 0 ? (int)found : 0;
}

bool confine_files(const confine_place *places, size_t n, int *version, upw_error *error)
{
    *version = confine_landlock();
    if (*version == 0)
        return true;
    const uint64_t known = known_to(*version);
    const ruleset all = { .files = known, .scoped = SCOPE_SIGNAL };
    const size_t size = *version >= SCOPED_SINCE ? sizeof all : sizeof all.files;
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    bool is_done = rules >= 0 || upw_fail(error, UPW_IO_FAILED, "Landlock cannot be used: %s", strerror(errno));
    for (size_t i = 0; i < n && is_done; i++)
        is_done = allow(rules, &places[i], known, error);
    if (is_done && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        is_done = upw_fail(error, UPW_IO_FAILED, "Landlock cannot be used: %s", strerror(errno));
    if (rules >= 0)
        close(rules);
    return is_done;
}
