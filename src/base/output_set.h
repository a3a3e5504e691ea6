/* base/output_set.h: several files of one folder that appear together or not at all.
 *
 * They are written into a hidden folder inside the one that they are for, so on the same disk, and renamed at the end.
 * A signal or an empty memory takes them away with output_abandon_all. One set at a time in a process. */
#ifndef BASE_OUTPUT_SET_H
#define BASE_OUTPUT_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "upward/error.h"

typedef struct output_set output_set;

/* The folder is made when it is not there, and taken away again when the set is abandoned. NULL with UPW_IO_FAILED, or
 * UPW_BAD_USAGE when its name is that of a file. */
output_set *output_set_open(const char *folder, upw_error *error) UPW_MUST_CHECK;

/* A file with this name, which has no '/'. Threads may call it at the same time. UPW_BAD_USAGE when what stands there
 * is being read (output_spare) or is a folder. */
bool output_set_add(output_set *set, text name, text bytes, upw_error *error) UPW_MUST_CHECK;

/* A file of this name, if it is there, goes away when the set appears, unless it is of the set. */
void output_set_replace(output_set *set, text name);

/* Would `path` (NULL: standard output) stand in the place of one of its files? */
bool output_set_has(const output_set *set, const char *path);

/* Make them appear; closes, whether it succeeds or fails. */
bool output_set_commit(output_set *set, upw_error *error) UPW_MUST_CHECK;

void output_set_abandon(output_set *set); /* as if it had not been; closes; NULL is allowed */

const char *output_set_folder(const output_set *set);

void output_set_abandon_all(void); /* for output_abandon_all alone: async-signal-safe */

#endif
