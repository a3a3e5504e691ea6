/* base/output.h: results that appear whole or not at all.
 *
 * A named file is written beside its final name and renamed at the end; standard output gets its bytes only when the
 * work has succeeded (kept in memory at first, then in an unnamed temporary file), so no reader of a pipe ever sees
 * half a result. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>

#include "base/text.h"
#include "upward/error.h"

typedef struct output output;

/* `path` NULL or "-": standard output. Fails with UPW_IO_FAILED (or UPW_BAD_USAGE for a directory). */
output *output_open(const char *path, upw_error *error) UPW_MUST_CHECK;
bool output_write(output *out, text bytes, upw_error *error) UPW_MUST_CHECK;
bool output_rewind(output *out, upw_error *error) UPW_MUST_CHECK;  /* forget what was written */
bool output_commit(output *out, upw_error *error) UPW_MUST_CHECK;  /* make it appear; closes */
void output_abandon(output *out);                   /* remove what was written; closes; NULL is allowed */

/* Remove the unfinished files of this process: called by the handlers of SIGINT and SIGTERM (async-signal-safe). */
void output_abandon_all_from_signal(void);

#endif
