/* Where does a copy of the input go that nobody else may read? */
#include "table/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

int temporary_make(upw_error *error)
{
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
        return upw_fail(error, UPW_IO_FAILED,
                        "a temporary copy of the input would fill the disk; set TMPDIR to a folder with more room, or "
                        "give a file instead of a pipe");
    while (bytes.len > 0) {
        const ssize_t written = write(fd, bytes.at, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return upw_fail(error, UPW_IO_FAILED,
                            "writing a temporary copy of the input failed: %s; set TMPDIR to a folder with room",
                            strerror(errno));
        bytes.at += written;
        bytes.len -= (size_t)written;
    }
    return true;
}
