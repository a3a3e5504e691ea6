/* Rules into a program for the kernel: a comparison for each, in order. */
#include "apart/calls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0 /* none: nothing is ever allowed */
#endif

/* The last call of Linux 6.1 (set_mempolicy_home_node); numbers above 424 are the same on all architectures. Whoever
 * knows newer ones copes with a kernel that does not: a C library of later years goes on working. */
enum { NEWEST_KNOWN = 450, OTHER_NUMBERING = 0x40000000 /* x32 of x86-64 */ };

enum { STEPS_OF_RULE = 6, STEPS_AROUND = 9 };

typedef struct program {
    struct sock_filter *at;
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

/* The number is loaded, and is again afterwards. */
static void add_rule(program *p, const calls_rule *rule)
{
    if (rule->mask == 0) {
        add(p, BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 1);
        answer(p, rule->answer);
        return;
    }
    const uint32_t value = rule->value == CALLS_OWN_PROCESS ? (uint32_t)getpid() : rule->value;
    add(p, BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 5);
    load(p, offsetof(struct seccomp_data, args) + rule->argument * sizeof(uint64_t)); /* low half first, as both are */
    add(p, BPF_ALU | BPF_AND | BPF_K, rule->mask, 0, 0);
    add(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(p, rule->answer);
    load(p, offsetof(struct seccomp_data, nr));
}

static void add_beginning(program *p)
{
    load(p, offsetof(struct seccomp_data, arch));
    add(p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    answer(p, SECCOMP_RET_KILL_PROCESS);
    load(p, offsetof(struct seccomp_data, nr));
    add(p, BPF_JMP | BPF_JGE | BPF_K, OTHER_NUMBERING, 0, 1);
    answer(p, SECCOMP_RET_KILL_PROCESS);
    add(p, BPF_JMP | BPF_JGT | BPF_K, NEWEST_KNOWN, 0, 1);
    answer(p, SECCOMP_RET_ERRNO | ENOSYS);
}

static bool install(const program *p, upw_error *error)
{
    const struct sock_fprog filter = { p->n, p->at };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0)
        return true;
    return upw_fail(error, UPW_IO_FAILED, "system calls cannot be filtered: %s", strerror(errno));
}

bool calls_confine(const calls_table *table, upw_error *error)
{
    upw_arena arena;
    size_t n = 0;
    for (size_t i = 0; i < CALLS_LISTS_MAX; i++)
        n += table->lists[i].n;
    memory_init_arena(&arena);
    program p = { MEMORY_TAKE(&arena, struct sock_filter, n * STEPS_OF_RULE + STEPS_AROUND), 0 };
    add_beginning(&p);
    for (size_t i = 0; i < CALLS_LISTS_MAX; i++)
        for (size_t k = 0; k < table->lists[i].n; k++)
            add_rule(&p, &table->lists[i].rules[k]);
    answer(&p, table->otherwise);
    const bool is_done = install(&p, error);
    upw_arena_clear(&arena);
    return is_done;
}
