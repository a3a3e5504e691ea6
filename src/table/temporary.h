/* table/temporary.h: unnamed temporary files for copies of the input (internal to table/). */
#ifndef TABLE_TEMPORARY_H
#define TABLE_TEMPORARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/error.h"

/* A file that nobody else can open and that goes when it is closed, in the folder that TMPDIR names, or /tmp. -1 and an
 * error when there cannot be one. */
int temporary_make(upw_error *error);

/* All of the bytes, or an error: also when they would fill the disk. */
bool temporary_write(int fd, text bytes, upw_error *error) UPW_MUST_CHECK;

/* A temporary copy must leave room for others: a tenth of the file system, or 1 GiB where that is less. */
bool temporary_leaves_room(uint64_t available, uint64_t whole);

#endif
