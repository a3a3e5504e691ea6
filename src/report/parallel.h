/* report/parallel.h: the same work on every core, with the same result as on one. */
#ifndef REPORT_PARALLEL_H
#define REPORT_PARALLEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/output.h"
#include "upward/error.h"

enum { PARALLEL_MOST = 64 };

/* How many threads to use when `wanted` (0: one for each core) are asked for. */
unsigned parallel_count_threads(unsigned wanted);

/* work(context, index, worker, error) for each index below n; `worker` is below `threads`, and no two threads share
 * one. When some fail, the error is that of the lowest index, however the threads ran. */
typedef bool (*parallel_work)(void *context, size_t index, unsigned worker, upw_error *error);
bool parallel_each(size_t n, unsigned threads, parallel_work work, void *context, upw_error *error) UPW_MUST_CHECK;

/* write(context, index, part) for each index; the parts go to `out` in order. Few parts are held at a time. */
typedef void (*parallel_writer)(const void *context, size_t index, buffer *part);
bool parallel_write(size_t n, unsigned threads, parallel_writer write, const void *context, output *out,
                    upw_error *error) UPW_MUST_CHECK;

#endif
