/* table/temporary.h: files without names: temporary ones for copies of the input, and those that are open already. */
#ifndef TABLE_TEMPORARY_H
#define TABLE_TEMPORARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/error.h"

/* A file that nobody else can open and that goes when it is closed, in the folder that TMPDIR names, or /tmp. -1 and an
 * error when there cannot be one. */
int temporary_make(upw_error *error);

/* The next temporary_make gives this descriptor: for a process that may open nothing. */
void temporary_lend(int fd);

/* To read from. A path like /dev/fd/3 is descriptor 3 itself, which takes no permission to open anything; -1 and errno
 * otherwise. */
int temporary_open_input(const char *path);

/* All of the bytes, or an error: also when they would fill the disk. */
bool temporary_write(int fd, text bytes, upw_error *error) UPW_MUST_CHECK;

/* A temporary copy must leave room for others: a tenth of the file system, or 1 GiB where that is less. */
bool temporary_leaves_room(uint64_t available, uint64_t whole);

#endif
