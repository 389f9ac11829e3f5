/* calls.c: the system calls that are refused: all that changes files, reaches other processes or the net (seccomp). */
#include "scanner/confine/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Refused whatever the arguments. A program that meets EACCES goes on without or ends; it is not worth its death,
 * since libraries try things that they can do without. */
static const int always[] = {
    /* files and folders: made, removed, renamed, changed, mounted */
    SCMP_SYS(creat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(rmdir),
    SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link),
    SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(truncate), SCMP_SYS(chmod), SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(lchown), SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr), SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
    SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(utimensat), SCMP_SYS(futimesat), SCMP_SYS(mount), SCMP_SYS(umount2),
    SCMP_SYS(open_tree), SCMP_SYS(move_mount), SCMP_SYS(fsopen), SCMP_SYS(fspick), SCMP_SYS(mount_setattr),
    SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(quotactl),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(fanotify_init), SCMP_SYS(memfd_create),
    /* other processes */
    SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(kcmp), SCMP_SYS(setns),
    SCMP_SYS(unshare), SCMP_SYS(setpgid), SCMP_SYS(setsid), SCMP_SYS(setpriority), SCMP_SYS(ioprio_set),
    SCMP_SYS(shmget), SCMP_SYS(shmat), SCMP_SYS(msgget), SCMP_SYS(semget), SCMP_SYS(mq_open),
    /* the ways round this filter, and large pieces of the kernel that no reader of files needs */
    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
    SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot),
    SCMP_SYS(acct), SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(adjtimex), SCMP_SYS(personality),
    SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setresuid), SCMP_SYS(setresgid), SCMP_SYS(setgroups),
    /* being reached from outside */
    SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4)};

/* Whose arguments decide lie behind a pointer, where a filter cannot look: glibc then takes the older call. */
static const int unknown[] = {SCMP_SYS(clone3), SCMP_SYS(openat2)};

/* Calls newer than all of these: other ways to change files among them (fchmodat2, setxattrat, file_setattr). Programs
 * that know them know what to do without. futex_waitv, which only waits, is let through. */
enum { NEW_FIRST = 443, NEW_LAST = 600, FUTEX_WAITV = 449 };

static bool refuse_new(scmp_filter_ctx filter)
{
    for (int call = NEW_FIRST; call <= NEW_LAST; call++)
        if (call != FUTEX_WAITV && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0)
            return false;
    return true;
}

static bool refuse(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), call, 1, &condition) == 0;
}

static bool refuse_all(scmp_filter_ctx filter, const int *calls, size_t count, int error)
{
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)error), calls[i], 0) != 0)
            return false;
    return true;
}

/* Opening for writing, for a call whose flags are in argument `at`. A camera is opened for writing, but not made. */
static bool refuse_writing(scmp_filter_ctx filter, int call, unsigned at, const struct scan_confinement *confinement)
{
    static const scmp_datum_t changes[] = {O_CREAT, O_TRUNC, O_APPEND, __O_TMPFILE};
    if (confinement->scratch != NULL)
        return true;
    for (size_t i = 0; i < COUNT(changes); i++)
        if (!refuse(filter, call, SCMP_CMP(at, SCMP_CMP_MASKED_EQ, changes[i], changes[i])))
            return false;
    return confinement->device != NULL || (refuse(filter, call, SCMP_CMP(at, SCMP_CMP_MASKED_EQ, O_WRONLY, O_WRONLY)) &&
                                           refuse(filter, call, SCMP_CMP(at, SCMP_CMP_MASKED_EQ, O_RDWR, O_RDWR)));
}

/* Threads are wanted, processes are not; signals go to oneself. */
static bool refuse_processes(scmp_filter_ctx filter)
{
    const scmp_datum_t self = (scmp_datum_t)getpid();
    return refuse(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) &&
           refuse(filter, SCMP_SYS(kill), SCMP_A0(SCMP_CMP_NE, self, 0)) &&
           refuse(filter, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_NE, self, 0)) &&
           refuse(filter, SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_NE, 0, 0));
}

/* Without the net no socket at all; with it those of the internet, and no raw one. */
static bool refuse_sockets(scmp_filter_ctx filter, bool net)
{
    enum { KIND = 0xF };
    if (!net)
        return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 0) == 0;
    for (scmp_datum_t family = AF_INET + 1; family < AF_INET6; family++)
        if (!refuse(filter, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, family, 0)))
            return false;
    return refuse(filter, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_LT, AF_INET, 0)) &&
           refuse(filter, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_GT, AF_INET6, 0)) &&
           refuse(filter, SCMP_SYS(socket), SCMP_A1(SCMP_CMP_MASKED_EQ, KIND, SOCK_RAW));
}

static bool fill(scmp_filter_ctx filter, const struct scan_confinement *confinement)
{
    return refuse_all(filter, always, COUNT(always), EACCES) && refuse_all(filter, unknown, COUNT(unknown), ENOSYS) &&
           refuse_new(filter) && refuse_writing(filter, SCMP_SYS(open), 1, confinement) &&
           refuse_writing(filter, SCMP_SYS(openat), 2, confinement) && refuse_processes(filter) &&
           refuse_sockets(filter, confinement->net) &&
           refuse(filter, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, TIOCSTI, 0)); /* typing on the user's terminal */
}

bool scan_confine_calls(const struct scan_confinement *confinement)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL) {
        errno = ENOMEM;
        return false;
    }
    const int failed = fill(filter, confinement) ? seccomp_load(filter) : -EINVAL;
    seccomp_release(filter);
    errno = -failed;
    return failed == 0;
}
