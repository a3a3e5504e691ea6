/* Where does a copy of the input go that nobody else may read? */
#include "table/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/number.h"

static int lent = -1;

void temporary_lend(int fd)
{
    lent = fd;
}

int temporary_open_input(const char *path)
{
    static const char ours[] = "/dev/fd/";
    int64_t fd;
    if (strncmp(path, ours, sizeof ours - 1) != 0)
        return open(path, O_RDONLY | O_CLOEXEC);
    if (!number_parse_integer(text_of(path + sizeof ours - 1), &fd) || fd < 0 || fd > INT_MAX)
        return errno = ENOENT, -1;
    return fcntl((int)fd, F_DUPFD_CLOEXEC, 0);
}

int temporary_make(upw_error *error)
{
    if (lent >= 0) {
        const int given = lent;
        lent = -1;
        return given;
    }
    const char *const wished = getenv("TMPDIR");
    const char *const folder = wished != NULL && *wished != '\0' ? wished : "/tmp";
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s/upward-XXXXXX", folder);
    const int fd = length > 0 && (size_t)length < sizeof path ? mkostemp(path, O_CLOEXEC) : -1;
    if (fd < 0) {
        upw_fail(error, UPW_IO_FAILED, "cannot make a temporary file in %s: %s; set TMPDIR to a folder with room",
                 folder, strerror(errno));
        return -1;
    }
    unlink(path);
    return fd;
}

bool temporary_leaves_room(uint64_t available, uint64_t whole)
{
    const uint64_t gibibyte = (uint64_t)1 << 30;
    return available >= (whole / 10 < gibibyte ? whole / 10 : gibibyte);
}

bool temporary_write(int fd, text bytes, upw_error *error)
{
    struct statvfs about;
    if (fstatvfs(fd, &about) == 0 && about.f_blocks > 0 &&
        !temporary_leaves_room((uint64_t)about.f_bavail * about.f_frsize, (uint64_t)about.f_blocks * about.f_frsize))
        return upw_fail(error, UPW_DISK_FULL,
                        "a temporary copy of the input would fill the disk; set TMPDIR to a folder with more room, or "
                        "give a file instead of a pipe");
    while (bytes.len > 0) {
        const ssize_t written = write(fd, bytes.at, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return upw_fail(error, errno == ENOSPC || errno == EDQUOT ? UPW_DISK_FULL : UPW_IO_FAILED,
                            "writing a temporary copy of the input failed: %s; set TMPDIR to a folder with room",
                            strerror(errno));
        bytes.at += written;
        bytes.len -= (size_t)written;
    }
    return true;
}
