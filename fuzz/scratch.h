/* fuzz/scratch.h: the input as a file in a folder of its own, for what must have a name on the disk. */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct scratch {
    char folder[40];
    char path[60]; /* of the file */
} scratch;

static inline scratch scratch_new(const uint8_t *data, size_t size)
{
    scratch s;
    snprintf(s.folder, sizeof s.folder, "%s/upward-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert(mkdtemp(s.folder) != NULL);
    snprintf(s.path, sizeof s.path, "%s/it", s.folder);
    const int file = open(s.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert(file >= 0 && write(file, data, size) == (ssize_t)size);
    close(file);
    return s;
}

/* How many files are in the folder. */
static inline size_t scratch_count(const scratch *s)
{
    size_t n = 0;
    DIR *const folder = opendir(s->folder);
    assert(folder != NULL);
    while (readdir(folder) != NULL)
        n++;
    closedir(folder);
    return n - 2; /* . and .. */
}

static inline void scratch_clear(const scratch *s)
{
    const struct dirent *entry;
    DIR *const folder = opendir(s->folder);
    assert(folder != NULL);
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2)
            unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    assert(rmdir(s->folder) == 0);
}

#endif
