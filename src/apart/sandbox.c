/* What is a worker allowed to ask of the kernel? Memory, its open descriptors, the time, its own end. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "apart/apart_internal.h"

enum { SCRATCH_MIB_MAX = 600, DESCRIPTORS_MAX = 16 };

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static bool limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
    const struct rlimit bound = { soft, hard };
    return setrlimit(what, &bound) == 0;
}

static bool limit_resources(const apart_limits *limits)
{
    const rlim_t scratch = (rlim_t)SCRATCH_MIB_MAX << 20;
    signal(SIGXFSZ, SIG_IGN); /* a write beyond that fails with EFBIG, which has a sentence */
    return limit(RLIMIT_CPU, limits->processor_s, limits->processor_s + 1) && limit(RLIMIT_FSIZE, scratch, scratch) &&
           limit(RLIMIT_NOFILE, DESCRIPTORS_MAX, DESCRIPTORS_MAX) && limit(RLIMIT_NPROC, 0, 0) &&
           (APART_IS_WATCHED || limit(RLIMIT_AS, limits->memory_bytes, limits->memory_bytes));
}

#ifdef ARCHITECTURE

static const unsigned allowed[] = {
    SYS_read,         SYS_write,          SYS_pread64,      SYS_pwrite64,     SYS_readv,      SYS_writev,
    SYS_lseek,        SYS_fstat,          SYS_fstatfs,      SYS_ftruncate,    SYS_close,      SYS_dup,
    SYS_fcntl,        SYS_munmap,         SYS_mremap,       SYS_madvise,      SYS_brk,        SYS_futex,
    SYS_getrandom,    SYS_clock_gettime,  SYS_gettimeofday, SYS_clock_getres, SYS_getpid,     SYS_gettid,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_exit,         SYS_exit_group,
};

/* Answered with EACCES instead of the end: libraries look for files that they can do without. */
static const unsigned refused[] = {
#ifdef SYS_open
    SYS_open,   SYS_access,    SYS_readlink,
#endif
    SYS_openat, SYS_faccessat, SYS_readlinkat, SYS_sched_getaffinity, SYS_prlimit64, SYS_ioctl, /* is it a terminal? */
};

enum { LENGTH_MAX = 2 * (sizeof allowed + sizeof refused) / sizeof *allowed + 24 };

typedef struct program {
    struct sock_filter at[LENGTH_MAX];
    unsigned short n;
} program;

static void add(program *p, uint16_t code, uint32_t k, uint8_t when_true, uint8_t when_false)
{
    p->at[p->n++] = (struct sock_filter){ code, when_true, when_false, k };
}

static void load(program *p, size_t offset)
{
    add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(program *p, uint32_t how)
{
    add(p, BPF_RET | BPF_K, how, 0, 0);
}

/* The number is loaded: when it is this one, `how`. */
static void decide(program *p, unsigned call, uint32_t how)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
    answer(p, how);
}

/* The call, unless its third argument has one of these bits. */
static void allow_without(program *p, unsigned call, uint32_t bits)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
    load(p, offsetof(struct seccomp_data, args[2])); /* low half first: both architectures are little-endian */
    add(p, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    answer(p, SECCOMP_RET_KILL_PROCESS);
    answer(p, SECCOMP_RET_ALLOW);
}

/* fstat of newer C libraries: by descriptor, not by path. */
static void allow_by_descriptor(program *p)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_newfstatat, 0, 4);
    load(p, offsetof(struct seccomp_data, args[3]));
    add(p, BPF_JMP | BPF_JSET | BPF_K, AT_EMPTY_PATH, 1, 0);
    answer(p, SECCOMP_RET_ERRNO | EACCES);
    answer(p, SECCOMP_RET_ALLOW);
}

static bool limit_calls(void)
{
    program p = { .n = 0 };
    load(&p, offsetof(struct seccomp_data, arch));
    add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    answer(&p, SECCOMP_RET_KILL_PROCESS);
    load(&p, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        decide(&p, allowed[i], SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        decide(&p, refused[i], SECCOMP_RET_ERRNO | EACCES);
    allow_without(&p, SYS_mmap, PROT_EXEC);
    allow_without(&p, SYS_mprotect, PROT_EXEC);
    allow_by_descriptor(&p);
    answer(&p, SECCOMP_RET_KILL_PROCESS); /* the second numbering of x86-64 (x32) ends here, too */
    const struct sock_fprog filter = { p.n, p.at };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

#else

static bool limit_calls(void)
{
    return true;
}

#endif

bool apart_give_up(const apart_limits *limits)
{
    return limit_resources(limits) && (APART_IS_WATCHED || limit_calls());
}
