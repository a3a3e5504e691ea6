/* What may each process of the server ask of the kernel? Rules that come first win; what is in no rule ends the
 * process, save in the painter's table, which names what is refused instead: the program it runs is not ours.
 *
 * The server's own rules hold more than it asks for today: what C library, SQLite, libpq, libcurl and libmicrohttpd of
 * later years may ask instead, where it gives nobody anything new (decision 0014). */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "apart/apart_internal.h"
#include "apart/calls.h"
#include "apart/confine.h"

#define KILL SECCOMP_RET_KILL_PROCESS
#define REFUSED(fault) (SECCOMP_RET_ERRNO | (fault))
#define ANY_OF(call)                                                                                                   \
    {                                                                                                                  \
        SYS_##call, SECCOMP_RET_ALLOW, 0, 0, 0                                                                         \
    }
#define NONE_OF(call, fault)                                                                                           \
    {                                                                                                                  \
        SYS_##call, REFUSED(fault), 0, 0, 0                                                                            \
    }
#define ONLY(call, argument, value)                                                                                    \
    {                                                                                                                  \
        SYS_##call, SECCOMP_RET_ALLOW, argument, UINT32_MAX, value                                                     \
    }
#define WITHOUT(call, argument, bits)                                                                                  \
    {                                                                                                                  \
        SYS_##call, SECCOMP_RET_ALLOW, argument, (uint32_t)(bits), 0                                                   \
    }
#define LIST(rules)                                                                                                    \
    {                                                                                                                  \
        rules, sizeof(rules) / sizeof *(rules)                                                                         \
    }

enum { SET_IDS_AND_STICKY = 07000, SOCKET_KINDS = 0xf };

/* Of every process: memory that is never run, open descriptors, time, its end. Libraries look for files, terminals and
 * processors that they can do without: they are told that there are none. */
static const calls_rule basic[] = {
    ANY_OF(read),
    ANY_OF(write),
    ANY_OF(pread64),
    ANY_OF(pwrite64),
    ANY_OF(readv),
    ANY_OF(writev),
    ANY_OF(lseek),
    ANY_OF(fstat),
    ANY_OF(fstatfs),
    ANY_OF(ftruncate),
    ANY_OF(close),
    ANY_OF(dup),
    ANY_OF(fcntl),
    ANY_OF(munmap),
    ANY_OF(mremap),
    ANY_OF(madvise),
    ANY_OF(brk),
    ANY_OF(futex),
    ANY_OF(getrandom),
    ANY_OF(clock_gettime),
    ANY_OF(gettimeofday),
    ANY_OF(clock_getres),
    ANY_OF(getpid),
    ANY_OF(gettid),
    ANY_OF(rt_sigaction),
    ANY_OF(rt_sigprocmask),
    ANY_OF(rt_sigreturn),
    ANY_OF(exit),
    ANY_OF(exit_group),
    WITHOUT(mmap, 2, PROT_EXEC),
    WITHOUT(mprotect, 2, PROT_EXEC),
    { SYS_newfstatat, SECCOMP_RET_ALLOW, 3, AT_EMPTY_PATH, AT_EMPTY_PATH }, /* fstat of newer C libraries */
    NONE_OF(newfstatat, EACCES),
    NONE_OF(openat, EACCES),
    NONE_OF(faccessat, EACCES),
    NONE_OF(readlinkat, EACCES),
    NONE_OF(sched_getaffinity, EACCES),
    NONE_OF(prlimit64, EACCES),
    NONE_OF(ioctl, EACCES),
#ifdef SYS_open
    NONE_OF(open, EACCES),
    NONE_OF(access, EACCES),
    NONE_OF(readlink, EACCES),
#endif
};

/* Starts copies of itself, hears of their ends, and ends those that are late. */
static const calls_rule keeping[] = {
    { SYS_clone, SECCOMP_RET_ALLOW, 0, ~(uint32_t)(CSIGNAL | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID), 0 },
    NONE_OF(clone3, ENOSYS), /* its flags cannot be seen; who gets this answer takes clone */
    ONLY(kill, 1, SIGKILL),
    ANY_OF(wait4),
    ANY_OF(waitid),
    ANY_OF(nanosleep),
    ANY_OF(clock_nanosleep),
    ANY_OF(restart_syscall),
    ANY_OF(ppoll),
    ANY_OF(recvmsg),
    ANY_OF(signalfd4),
    ANY_OF(dup3),
    ANY_OF(close_range),
    ANY_OF(set_robust_list),
    ANY_OF(rseq),
    ANY_OF(getppid),
    ONLY(prlimit64, 0, 0),
    ONLY(prctl, 0, PR_SET_NAME),
    ONLY(prctl, 0, PR_SET_PDEATHSIG),
    ONLY(prctl, 0, PR_SET_NO_NEW_PRIVS),
    ANY_OF(seccomp),
#ifdef SYS_poll
    ANY_OF(poll),
    ANY_OF(dup2),
#endif
};

/* Files (Landlock says which), connections that others make, threads. */
static const calls_rule serving[] = {
    ANY_OF(openat),
    ANY_OF(openat2),
    ANY_OF(newfstatat),
    ANY_OF(statx),
    ANY_OF(faccessat),
    ANY_OF(faccessat2),
    ANY_OF(readlinkat),
    ANY_OF(getcwd),
    ANY_OF(getdents64),
    ANY_OF(statfs),
    ANY_OF(fsync),
    ANY_OF(fdatasync),
    ANY_OF(sync_file_range),
    ANY_OF(fallocate),
    ANY_OF(fadvise64),
    ANY_OF(flock),
    ANY_OF(unlinkat),
    ANY_OF(renameat),
    ANY_OF(renameat2),
    ANY_OF(mkdirat),
    ANY_OF(umask),
    ANY_OF(fchown),
    WITHOUT(fchmod, 1, SET_IDS_AND_STICKY),
    ANY_OF(preadv),
    ANY_OF(pwritev),
    ANY_OF(preadv2),
    ANY_OF(pwritev2),
    ANY_OF(sendfile),
    ANY_OF(copy_file_range),
    ANY_OF(memfd_create),
    ANY_OF(pipe2),
    ANY_OF(dup3),
    ANY_OF(close_range),
    ANY_OF(msync),
    ANY_OF(mlock),
    ANY_OF(mlock2),
    ANY_OF(munlock),
    ANY_OF(mincore),
    { SYS_mmap, REFUSED(EACCES), 2, PROT_EXEC | PROT_WRITE, PROT_EXEC }, /* a plug-in of a library: it does without */
    /* connections */
    ANY_OF(accept),
    ANY_OF(accept4),
    ANY_OF(recvfrom),
    ANY_OF(recvmsg),
    ANY_OF(sendto),
    ANY_OF(sendmsg),
    ANY_OF(shutdown),
    ANY_OF(getsockopt),
    ANY_OF(setsockopt),
    ANY_OF(getsockname),
    ANY_OF(getpeername),
    ANY_OF(ppoll),
    ANY_OF(pselect6),
    ANY_OF(epoll_create1),
    ANY_OF(epoll_ctl),
    ANY_OF(epoll_pwait),
    ANY_OF(epoll_pwait2),
    ANY_OF(eventfd2),
    ANY_OF(timerfd_create),
    ANY_OF(timerfd_settime),
    ANY_OF(timerfd_gettime),
    ONLY(ioctl, 1, FIONBIO),
    ONLY(ioctl, 1, FIONREAD),
    /* threads of its own, and its guards' ends */
    { SYS_clone, SECCOMP_RET_ALLOW, 0,
      CLONE_THREAD | CLONE_VM | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
          CLONE_NEWPID | CLONE_NEWNET,
      CLONE_THREAD | CLONE_VM },
    NONE_OF(clone3, ENOSYS),
    ANY_OF(set_robust_list),
    ANY_OF(rseq),
    ANY_OF(set_tid_address),
    ANY_OF(membarrier),
    ANY_OF(futex_waitv),
    ANY_OF(sched_yield),
    ANY_OF(sched_getaffinity),
    ANY_OF(sched_getparam),
    ANY_OF(sched_getscheduler),
    ANY_OF(getcpu),
    ANY_OF(wait4),
    ANY_OF(waitid),
    ONLY(prctl, 0, PR_SET_NAME),
    NONE_OF(prctl, EPERM),
    ONLY(prlimit64, 0, 0),
    /* time, signals to itself, who it is */
    ANY_OF(nanosleep),
    ANY_OF(clock_nanosleep),
    ANY_OF(restart_syscall),
    ANY_OF(rt_sigtimedwait),
    ANY_OF(rt_sigpending),
    ANY_OF(sigaltstack),
    ONLY(tgkill, 0, CALLS_OWN_PROCESS),
    ANY_OF(getuid),
    ANY_OF(geteuid),
    ANY_OF(getgid),
    ANY_OF(getegid),
    ANY_OF(getresuid),
    ANY_OF(getresgid),
    ANY_OF(getgroups),
    ANY_OF(getppid),
    ANY_OF(getpgid),
    ANY_OF(getsid),
    ANY_OF(uname),
    ANY_OF(sysinfo),
    ANY_OF(getrusage),
    ANY_OF(times),
#ifdef SYS_open
    ANY_OF(open),
    ANY_OF(stat),
    ANY_OF(lstat),
    ANY_OF(access),
    ANY_OF(readlink),
    ANY_OF(unlink),
    ANY_OF(rename),
    ANY_OF(mkdir),
    ANY_OF(dup2),
    ANY_OF(pipe),
    ANY_OF(poll),
    ANY_OF(select),
    ANY_OF(epoll_create),
    ANY_OF(epoll_wait),
    ANY_OF(eventfd),
    ANY_OF(time),
    ANY_OF(getpgrp),
    ANY_OF(pause),
    NONE_OF(arch_prctl, EINVAL),
#endif
};

/* Connections that it makes: to PostgreSQL, to a mail server, and to who knows their addresses. It waits for nobody
 * new. */
static const calls_rule connecting[] = {
    { SYS_socket, REFUSED(EAFNOSUPPORT), 0, UINT32_MAX, AF_NETLINK }, /* getaddrinfo asks for addresses; none, then */
    { SYS_socket, KILL, 1, SOCKET_KINDS, SOCK_RAW },
    { SYS_socket, KILL, 1, SOCKET_KINDS, SOCK_PACKET },
    ONLY(socket, 0, AF_UNIX),
    ONLY(socket, 0, AF_INET),
    ONLY(socket, 0, AF_INET6),
    NONE_OF(socket, EAFNOSUPPORT),
    ANY_OF(connect),
    NONE_OF(bind, EACCES),
    NONE_OF(keyctl, ENOSYS), /* libpq asks Kerberos, which may look for tickets in the kernel's rings of keys */
    NONE_OF(add_key, ENOSYS),
    NONE_OF(request_key, ENOSYS),
    ONLY(socketpair, 0, AF_UNIX),
    ANY_OF(sendmmsg),
    ANY_OF(recvmmsg),
};

/* What no program has to ask for that turns one picture into another. */
static const calls_rule refused_to_painters[] = {
    NONE_OF(socket, EPERM),
    NONE_OF(socketpair, EPERM),
    NONE_OF(connect, EPERM),
    NONE_OF(bind, EPERM),
    NONE_OF(ptrace, EPERM),
    NONE_OF(process_vm_readv, EPERM),
    NONE_OF(process_vm_writev, EPERM),
    NONE_OF(kcmp, EPERM),
    NONE_OF(pidfd_open, EPERM),
    NONE_OF(pidfd_getfd, EPERM),
    NONE_OF(pidfd_send_signal, EPERM),
    NONE_OF(bpf, EPERM),
    NONE_OF(perf_event_open, EPERM),
    NONE_OF(userfaultfd, EPERM),
    NONE_OF(io_uring_setup, EPERM),
    NONE_OF(io_uring_enter, EPERM),
    NONE_OF(io_uring_register, EPERM),
    NONE_OF(keyctl, EPERM),
    NONE_OF(add_key, EPERM),
    NONE_OF(request_key, EPERM),
    NONE_OF(mount, EPERM),
    NONE_OF(umount2, EPERM),
    NONE_OF(move_mount, EPERM),
    NONE_OF(fsopen, EPERM),
    NONE_OF(fsmount, EPERM),
    NONE_OF(fspick, EPERM),
    NONE_OF(fsconfig, EPERM),
    NONE_OF(open_tree, EPERM),
    NONE_OF(mount_setattr, EPERM),
    NONE_OF(pivot_root, EPERM),
    NONE_OF(chroot, EPERM),
    NONE_OF(unshare, EPERM),
    NONE_OF(setns, EPERM),
    NONE_OF(swapon, EPERM),
    NONE_OF(swapoff, EPERM),
    NONE_OF(reboot, EPERM),
    NONE_OF(kexec_load, EPERM),
    NONE_OF(init_module, EPERM),
    NONE_OF(finit_module, EPERM),
    NONE_OF(delete_module, EPERM),
    NONE_OF(acct, EPERM),
    NONE_OF(quotactl, EPERM),
    NONE_OF(syslog, EPERM),
    NONE_OF(open_by_handle_at, EPERM),
    NONE_OF(fanotify_init, EPERM),
    NONE_OF(settimeofday, EPERM),
    NONE_OF(clock_settime, EPERM),
    NONE_OF(clock_adjtime, EPERM),
    NONE_OF(adjtimex, EPERM),
    NONE_OF(sethostname, EPERM),
    NONE_OF(setdomainname, EPERM),
    NONE_OF(fchmod, EPERM),
    NONE_OF(fchmodat, EPERM),
    NONE_OF(fchown, EPERM),
    NONE_OF(fchownat, EPERM),
    NONE_OF(mknodat, EPERM),
    NONE_OF(setuid, EPERM),
    NONE_OF(setgid, EPERM),
    NONE_OF(setreuid, EPERM),
    NONE_OF(setregid, EPERM),
    NONE_OF(setresuid, EPERM),
    NONE_OF(setresgid, EPERM),
    NONE_OF(setgroups, EPERM),
    NONE_OF(capset, EPERM),
    NONE_OF(personality, EPERM),
    NONE_OF(pkey_mprotect, EPERM),
    { SYS_mmap, REFUSED(EACCES), 2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC },
    { SYS_mprotect, REFUSED(EACCES), 2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC },
    { SYS_clone, REFUSED(EPERM), 0, CLONE_NEWUSER, CLONE_NEWUSER },
    NONE_OF(clone3, ENOSYS),
#ifdef SYS_open
    NONE_OF(chmod, EPERM),
    NONE_OF(chown, EPERM),
    NONE_OF(lchown, EPERM),
    NONE_OF(mknod, EPERM),
    NONE_OF(ioperm, EPERM),
    NONE_OF(iopl, EPERM),
    NONE_OF(modify_ldt, EPERM),
#endif
};

static const calls_table tables[CONFINE_ROLE_COUNT] = {
    [CONFINE_SERVER] = { { LIST(serving), LIST(basic) }, KILL },
    [CONFINE_CONNECTED_SERVER] = { { LIST(serving), LIST(connecting), LIST(basic) }, KILL },
    [CONFINE_KEEPER] = { { LIST(keeping), LIST(basic) }, KILL },
    [CONFINE_READER] = { { LIST(basic) }, KILL },
    [CONFINE_PAINTER] = { { LIST(refused_to_painters) }, SECCOMP_RET_ALLOW },
};

bool confine_calls(confine_role role, upw_error *error)
{
    return calls_confine(&tables[role], error);
}

const char *confine_calls_missing(void)
{
    const uint32_t wanted = KILL;
#if !defined(__x86_64__) && !defined(__aarch64__)
    return "this program has no list of the calls of this kind of processor";
#endif
    if (APART_IS_WATCHED)
        return "this program was built with sanitizers";
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &wanted) == 0 ? NULL : "this kernel has no seccomp";
}

bool confine_is_watched(void)
{
    return APART_IS_WATCHED;
}
