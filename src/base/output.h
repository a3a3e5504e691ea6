/* base/output.h: results that appear whole or not at all.
 *
 * A named file is written beside its final name and renamed at the end; it keeps the permissions of the file that it
 * replaces, and a link keeps pointing to it. Standard output, pipes and devices get their bytes only when the work has
 * succeeded (kept in memory at first, then in an unnamed file in $TMPDIR or /tmp), so no reader of a pipe ever sees
 * half a result. To a terminal go no control characters but tabs and line ends: a name in somebody's file gives it no
 * orders.
 *
 * The program must ignore SIGPIPE and SIGXFSZ: a reader that has seen enough is no failure, a file that may not grow is
 * one with a sentence. Each output belongs to one thread at a time. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>

#include "base/text.h"
#include "upward/error.h"

typedef struct output output;

enum { OUTPUT_OPEN_MAX = 16 }; /* unfinished files at one time */
enum { OUTPUT_SPARED_MAX = 64 };

/* `path` NULL or "-": standard output. NULL with UPW_IO_FAILED (no such directory, no permission, …) or UPW_BAD_USAGE
 * (a directory, no name at all). */
output *output_open(const char *path, upw_error *error) UPW_MUST_CHECK;

/* Into memory: appended to `target` when it is committed, for a page or a letter. UPW_TOO_LARGE when it does not fit.
 */
struct buffer;
output *output_open_buffer(struct buffer *target);

/* As output_open, for a regular file that is its owner's alone, and never standard output. The unfinished file has a
 * name as long as the output is open, so that others (a database) can write it. */
output *output_open_private(const char *path, upw_error *error) UPW_MUST_CHECK;
const char *output_unfinished_path(const output *out);

/* Fails with UPW_IO_FAILED when there is no room or the disk is faulty; then output_abandon. */
bool output_write(output *out, text bytes, upw_error *error) UPW_MUST_CHECK;
bool output_flush(output *out, upw_error *error) UPW_MUST_CHECK;  /* all that was written is in the unfinished file */
bool output_rewind(output *out, upw_error *error) UPW_MUST_CHECK; /* forget what was written */

/* Make it appear. Closes, whether it succeeds or fails; when a file fails nothing is left of it, and what stood there
 * before still stands. A reader of standard output who has gone away counts as success. */
bool output_commit(output *out, upw_error *error) UPW_MUST_CHECK;

void output_abandon(output *out); /* remove what was written; closes; NULL is allowed */

/* What is read: no output of this process will stand in its place (UPW_BAD_USAGE says so). The first OUTPUT_SPARED_MAX
 * regular files; anything else needs no sparing. */
struct stat;
void output_spare(const struct stat *facts);
bool output_is_spared(const struct stat *facts);

/* Remove the unfinished files of this process, which ends afterwards: in signal handlers, and where memory has run out
 * (async-signal-safe). */
void output_abandon_all(void);

#endif
