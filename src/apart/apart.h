/* apart/apart.h: work on foreign bytes, in a process that can do nothing else (security.md, sections 10.3 and 16).
 *
 *   the server ──> guard ──> keeper ──> a worker for each file
 *
 * The keeper is forked before the server has threads, secrets or a database. For each file it forks a worker, which has
 * the file, a scratch file and a pipe back, and may read, write and take memory: it opens no file, no socket, no
 * process (seccomp, Landlock), has a bounded address space and time, and is killed at its deadline. What it found comes
 * back in pieces, which are checked here as foreign bytes are. A worker that dies costs one sentence; a keeper that
 * dies is made again by its guard.
 *
 * Painters are workers that run a program (rsvg-convert), which a confined server cannot: with a guard and a keeper of
 * their own, they read what programs are made of and fonts, and nothing else. */
#ifndef APART_APART_H
#define APART_APART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/error.h"

typedef struct apart apart;
typedef struct apart_sink apart_sink;

enum {
    APART_INPUT = 3,   /* a worker's descriptors: the file, … */
    APART_SCRATCH = 4, /* … an empty one for a copy of it */
    APART_ARGUMENT_MAX = 1024,
    APART_PIECE_MAX = 2 << 20,
};

typedef enum apart_kind { APART_READERS, APART_PAINTERS, APART_KIND_COUNT } apart_kind;

/* Zero: the usual. */
typedef struct apart_limits {
    apart_kind kind;
    bool is_unfiltered;      /* no seccomp: only where whoever runs the server has said so */
    unsigned at_once;        /* files that are read at a time: 2; others wait */
    unsigned deadline_ms;    /* of one: 20 s */
    unsigned processor_s;    /* of which working: 20 s */
    uint64_t memory_bytes;   /* address space of a worker: 512 MiB */
    const char *temp_folder; /* of scratch files: /tmp */
} apart_limits;

/* In the worker. `argument` is a copy; what it points at must have been there, and constant, at apart_start. False with
 * the error: its sentence goes to whoever asked. */
typedef bool apart_work(const void *argument, apart_sink *out, upw_error *error);
void apart_put(apart_sink *out, uint8_t kind, text piece);

/* In the server: takes a piece that some worker put, or something else in its name. False with the error: enough. */
typedef bool apart_take(void *context, uint8_t kind, text piece, upw_error *error);

typedef struct apart_task {
    apart_work *work;
    const void *argument;
    size_t argument_size; /* at most APART_ARGUMENT_MAX */
    int file;             /* is not closed */
    const char *name;     /* of the file, for sentences */
    text mark;            /* what the log calls it, should its worker die: a hash */
} apart_task;

/* While the process has one thread, and before it has anything that a worker must not know: what is open then is closed
 * in the keeper, what is in memory is not. */
apart *apart_start(const apart_limits *limits, upw_error *error) UPW_MUST_CHECK;

/* NULL is allowed. */
void apart_stop(apart *a);

/* From any thread. Fails as the work or the taker did; UPW_TOO_LARGE: it took too long or too much memory;
 * UPW_BAD_INPUT: the worker died, or said what no worker says; UPW_INTERRUPTED: too many files wait; UPW_IO_FAILED:
 * there is no keeper any more. */
bool apart_run(apart *a, const apart_task *task, apart_take *take, void *context, upw_error *error) UPW_MUST_CHECK;

/* What the processes beside the server give up: the guard, for itself and all that it starts, and then the worker.
 * False: it cannot be confined. Here for `upward selftest sandbox`; the limits are whole. */
bool apart_confine_guard(const apart_limits *limits);
bool apart_confine_worker(const apart_limits *limits);

#endif
