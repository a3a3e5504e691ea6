/* apart/calls.h: which system calls a process may make, as tables of rules, and the filter (seccomp) that the kernel
 * makes of them. calls_lists.c has the tables. */
#ifndef APART_CALLS_H
#define APART_CALLS_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/error.h"

/* The first rule that fits a call decides. It fits when the call's number is `call` and, where there is a mask, the low
 * half of its argument, masked, is `value`. */
typedef struct calls_rule {
    unsigned call;
    uint32_t answer; /* SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | errno, SECCOMP_RET_KILL_PROCESS */
    unsigned argument;
    uint32_t mask; /* 0: whatever its arguments are */
    uint32_t value;
} calls_rule;

#define CALLS_OWN_PROCESS UINT32_MAX /* as a rule's value: the number of the process that is confined */

typedef struct calls_list {
    const calls_rule *rules;
    size_t n;
} calls_list;

enum { CALLS_LISTS_MAX = 3 };

typedef struct calls_table {
    calls_list lists[CALLS_LISTS_MAX]; /* one after the other */
    uint32_t otherwise;                /* what becomes of a call that no rule fits */
} calls_table;

/* From now on all threads of this process live by the table, and whatever they start. Programs of another architecture
 * end it; calls that came into the kernel after the tables were written do not exist (ENOSYS), as on an older kernel.
 */
bool calls_confine(const calls_table *table, upw_error *error) UPW_MUST_CHECK;

#endif
