/* What do the guards, keepers and workers give up? Files, calls, memory and time; calls_lists.c says which calls. */
#include <signal.h>
#include <sys/resource.h>

#include "apart/apart_internal.h"

enum { SCRATCH_MIB_MAX = 600 };

/* What rsvg-convert is made of, and fonts. */
static const confine_place of_painters[] = {
    { .path = "/usr", .may_run = true },
    { .path = "/lib", .may_run = true },
    { .path = "/lib64", .may_run = true },
    { .path = "/etc/ld.so.cache" },
    { .path = "/etc/fonts" },
    { .path = "/var/cache/fontconfig" },
    { .path = "/dev/null", .may_write = true },
    { 0 },
};
static const confine_place nothing[] = { { 0 } };

const apart_ways apart_ways_of[APART_KIND_COUNT] = {
    [APART_READERS] = { .keeper = "upward-apart",
                        .worker = "upward-reader",
                        .kept_as = CONFINE_KEEPER,
                        .work_as = CONFINE_READER,
                        .places = nothing,
                        .descriptors_max = 16,
                        .failed = "a file could not be read",
                        .busy = "too many files wait to be read",
                        .died = "could not be read; save it anew as CSV UTF-8",
                        .blame = UPW_BAD_INPUT },
    [APART_PAINTERS] = { .keeper = "upward-drawing",
                         .worker = "upward-painter",
                         .kept_as = CONFINE_PAINTER,
                         .work_as = CONFINE_PAINTER,
                         .places = of_painters,
                         .descriptors_max = 64,
                         .may_fork = true,
                         .failed = "a picture could not be drawn",
                         .busy = "too many pictures wait to be drawn",
                         .died = "could not be drawn",
                         .blame = UPW_IO_FAILED },
};

static bool confine_calls_of(confine_role role, const apart_limits *limits)
{
    upw_error error;
    return APART_IS_WATCHED || limits->is_unfiltered || confine_calls(role, &error);
}

bool apart_confine_guard(const apart_limits *limits)
{
    const apart_ways *const ways = &apart_ways_of[limits->kind];
    upw_error error;
    int version;
    size_t n = 0;
    while (ways->places[n].path != NULL)
        n++;
    return confine_memory(&error) && confine_files(ways->places, n, &version, &error) &&
           confine_calls_of(ways->kept_as, limits);
}

static bool limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
    const struct rlimit bound = { soft, hard };
    return setrlimit(what, &bound) == 0;
}

static bool limit_resources(const apart_limits *limits, const apart_ways *ways)
{
    const rlim_t scratch = (rlim_t)SCRATCH_MIB_MAX << 20;
    signal(SIGXFSZ, SIG_IGN); /* a write beyond that fails with EFBIG, which has a sentence */
    return limit(RLIMIT_CPU, limits->processor_s, limits->processor_s + 1) && limit(RLIMIT_FSIZE, scratch, scratch) &&
           limit(RLIMIT_NOFILE, ways->descriptors_max, ways->descriptors_max) &&
           (ways->may_fork || limit(RLIMIT_NPROC, 0, 0)) &&
           (APART_IS_WATCHED || limit(RLIMIT_AS, limits->memory_bytes, limits->memory_bytes));
}

bool apart_confine_worker(const apart_limits *limits)
{
    const apart_ways *const ways = &apart_ways_of[limits->kind];
    return limit_resources(limits, ways) && (ways->work_as == ways->kept_as || confine_calls_of(ways->work_as, limits));
}
