/* What passes between the server, the keeper and its workers. */
#ifndef APART_APART_INTERNAL_H
#define APART_APART_INTERNAL_H

#include "apart/apart.h"
#include "apart/confine.h"

/* Sanitizers reserve terabytes of addresses, ask much of the kernel and speak on standard error: under them no memory
 * and no calls are denied, and workers are heard. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define APART_IS_WATCHED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define APART_IS_WATCHED true
#endif
#endif
#ifndef APART_IS_WATCHED
#define APART_IS_WATCHED false
#endif

/* One message to the keeper, with four descriptors: file, scratch, pieces (written by the worker), fate (by the
 * keeper). The function is at the same address there: the keeper is a copy of this very process. */
typedef struct apart_job {
    apart_work *work;
    size_t argument_size;
    _Alignas(16) unsigned char argument[APART_ARGUMENT_MAX];
} apart_job;

enum { JOB_FILE, JOB_SCRATCH, JOB_PIECES, JOB_FATE, JOB_FILES };

/* Before each piece. */
typedef struct apart_frame {
    uint32_t size;
    uint32_t kind; /* below 256: the work's own */
} apart_frame;

enum { FRAME_END = 256, FRAME_FAILED = 257 };

/* How the worker ended, in one byte. */
typedef enum apart_fate {
    FATE_UNKNOWN,
    FATE_WELL,
    FATE_DIED,
    FATE_FORBIDDEN, /* it made a system call that it may not */
    FATE_TOO_LONG,
    FATE_NO_MEMORY,
    FATE_COUNT
} apart_fate;

/* What kinds of workers differ in. */
typedef struct apart_ways {
    const char *keeper, *worker;   /* in the list of processes */
    confine_role kept_as, work_as; /* the guard and its keeper, and then the worker */
    const confine_place *places;   /* ends with one without a path */
    unsigned descriptors_max;
    bool may_fork;
    const char *failed;   /* for the log: "a file could not be read" */
    const char *busy;     /* for people: "too many files wait to be read" */
    const char *died;     /* behind the file's name: "could not be read; save it anew as CSV UTF-8" */
    upw_error_code blame; /* of a worker that died */
} apart_ways;
extern const apart_ways apart_ways_of[APART_KIND_COUNT];

/* Until the server's end of `control` is closed. */
_Noreturn void apart_keep(int control, const apart_limits *limits);

#endif
