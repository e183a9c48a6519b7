#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#else
#define NATIVE AUDIT_ARCH_AARCH64
#endif

// Numbers that older headers lack; they are the same on both architectures.
#ifndef __NR_epoll_pwait2
#define __NR_epoll_pwait2 441
#endif
#define CALL_FUTEX_WAITV 449
#define CALL_FUTEX_WAIT 455

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset))
#define LOW(index) LOAD(offsetof(struct seccomp_data, args) + 8 * (index))
#define HIGH(index) LOAD(offsetof(struct seccomp_data, args) + 8 * (index) + 4)
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), yes, no)
#define IF_AT_LEAST(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)(value), yes, no)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (uint32_t)(value))
#define ALLOW ANSWER(SECCOMP_RET_ALLOW)
#define TRACE ANSWER(SECCOMP_RET_TRACE)
#define FAIL(code) ANSWER(SECCOMP_RET_ERRNO | (code))

static struct sock_filter program[512];
static unsigned short length;

static void add(const struct sock_filter *block, size_t count) {
    memcpy(program + length, block, count * sizeof *block);
    length += (unsigned short)count;
}

/// A call by its number, and what becomes of it: a block that always ends in an answer.
#define CALL(number, ...) \
    do { \
        const struct sock_filter block[] = {__VA_ARGS__}; \
        const size_t count = sizeof block / sizeof *block; \
        const struct sock_filter jump = IF_EQUAL(number, 0, (unsigned char)count); \
        add(&jump, 1); \
        add(block, count); \
    } while (0)

/// Traced where this argument is not NULL.
#define WITH_POINTER(index) LOW(index), IF_EQUAL(0, 0, 2), HIGH(index), IF_EQUAL(0, 1, 0), TRACE, ALLOW
/// Traced where this argument is a number above 0, of 32 bits.
#define WITH_MILLISECONDS(index) LOW(index), IF_EQUAL(0, 2, 0), IF_AT_LEAST(0x80000000u, 1, 0), TRACE, ALLOW

static void add_clocks(void) {
    // The clocks of processors (2, 3, and those below 0) stay real.
    CALL(__NR_clock_gettime, LOW(0), IF_EQUAL(2, 3, 0), IF_EQUAL(3, 2, 0), IF_AT_LEAST(0x80000000u, 1, 0), TRACE, ALLOW);
    CALL(__NR_gettimeofday, TRACE);
    CALL(__NR_sched_yield, TRACE);
    CALL(__NR_clock_settime, FAIL(EPERM));
    CALL(__NR_settimeofday, FAIL(EPERM));
    CALL(__NR_adjtimex, FAIL(EPERM));
    CALL(__NR_clock_adjtime, FAIL(EPERM));
#ifdef __NR_time
    CALL(__NR_time, TRACE);
#endif
}

static void add_waits(void) {
    CALL(__NR_ppoll, WITH_POINTER(2));
    CALL(__NR_pselect6, WITH_POINTER(4));
    CALL(__NR_epoll_pwait, WITH_MILLISECONDS(3));
    CALL(__NR_epoll_pwait2, WITH_POINTER(3));
    CALL(__NR_nanosleep, TRACE);
    CALL(__NR_clock_nanosleep, LOW(0), IF_EQUAL(2, 1, 0), TRACE, ALLOW);
    CALL(__NR_rt_sigtimedwait, WITH_POINTER(2));
    CALL(__NR_semtimedop, WITH_POINTER(3));
    CALL(__NR_mq_timedsend, WITH_POINTER(4));
    CALL(__NR_mq_timedreceive, WITH_POINTER(4));
    CALL(__NR_futex, LOW(1), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, FUTEX_CMD_MASK), IF_EQUAL(FUTEX_WAIT, 5, 0),
         IF_EQUAL(FUTEX_WAIT_BITSET, 4, 0), IF_EQUAL(FUTEX_LOCK_PI, 3, 0), IF_EQUAL(FUTEX_WAIT_REQUEUE_PI, 2, 0),
         IF_EQUAL(13, 1, 0), ALLOW, WITH_POINTER(3));
    CALL(CALL_FUTEX_WAITV, FAIL(ENOSYS));
    CALL(CALL_FUTEX_WAIT, FAIL(ENOSYS));
#ifdef __NR_poll
    CALL(__NR_poll, WITH_MILLISECONDS(2));
    CALL(__NR_select, WITH_POINTER(4));
    CALL(__NR_epoll_wait, WITH_MILLISECONDS(3));
#endif
}

static void add_timers(void) {
#ifdef __NR_alarm
    CALL(__NR_alarm, TRACE);
#endif
    CALL(__NR_setitimer, LOW(0), IF_EQUAL(0, 0, 1), TRACE, ALLOW);
    CALL(__NR_getitimer, LOW(0), IF_EQUAL(0, 0, 1), TRACE, ALLOW);
    CALL(__NR_timer_create, TRACE);
    CALL(__NR_timer_settime, TRACE);
    CALL(__NR_timer_gettime, TRACE);
    CALL(__NR_timer_getoverrun, TRACE);
    CALL(__NR_timer_delete, TRACE);
    CALL(__NR_timerfd_settime, TRACE);
    CALL(__NR_timerfd_gettime, TRACE);
    // SO_RCVTIMEO and SO_SNDTIMEO, each with its 32-bit and its 64-bit number.
    CALL(__NR_setsockopt, LOW(1), IF_EQUAL(SOL_SOCKET, 0, 5), LOW(2), IF_EQUAL(20, 4, 0), IF_EQUAL(21, 3, 0),
         IF_EQUAL(66, 2, 0), IF_EQUAL(67, 1, 0), ALLOW, TRACE);
}

int filter_install(bool is_server) {
    length = 0;
    const struct sock_filter head[] = {
        LOAD(offsetof(struct seccomp_data, arch)), IF_EQUAL(NATIVE, 1, 0), FAIL(ENOSYS),
        LOAD(offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
        // The x32 calls.
        IF_AT_LEAST(0x40000000u, 0, 1), FAIL(ENOSYS),
#endif
    };
    add(head, sizeof head / sizeof *head);
    add_clocks();
    add_waits();
    add_timers();
    if (is_server) {
        CALL(__NR_rt_sigreturn, TRACE);
        CALL(__NR_sendto, TRACE);
    }
    CALL(__NR_io_uring_setup, FAIL(ENOSYS));
    CALL(__NR_prctl, LOW(0), IF_EQUAL(PR_SET_DUMPABLE, 0, 1), FAIL(0), ALLOW);
    const struct sock_filter tail = ALLOW;
    add(&tail, 1);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    const struct sock_fprog all = {length, program};
    return (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &all);
}
