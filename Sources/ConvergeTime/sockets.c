#include "sockets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

#define RECEIVE_TIMEOUT 20
#define SEND_TIMEOUT 21
#define RECEIVE_TIMEOUT_64 66
#define SEND_TIMEOUT_64 67

struct timeout {
    pid_t process;
    int descriptor;
    /// What /proc calls it: another that takes its number later is another socket.
    char name[32];
    /// How long a call may wait, in nanoseconds; 0 for as long as it takes.
    nanoseconds receives, sends;
    struct timeout *next;
};

static struct timeout *first;

static void read_name(pid_t process, int descriptor, char name[32]) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", process, descriptor);
    const ssize_t length = readlink(path, name, 31);
    name[length > 0 ? length : 0] = 0;
}

static struct timeout *find(pid_t process, int descriptor) {
    for (struct timeout *timeout = first; timeout; timeout = timeout->next)
        if (timeout->process == process && timeout->descriptor == descriptor) return timeout;
    return NULL;
}

static struct timeout *find_or_make(pid_t process, int descriptor) {
    struct timeout *timeout = find(process, descriptor);
    if (timeout) return timeout;
    timeout = calloc(1, sizeof *timeout);
    if (!timeout) abort();
    *timeout = (struct timeout){.process = process, .descriptor = descriptor, .next = first};
    first = timeout;
    return timeout;
}

void socket_forget(pid_t process) {
    struct timeout **place = &first;
    while (*place) {
        struct timeout *timeout = *place;
        if (timeout->process != process) {
            place = &timeout->next;
            continue;
        }
        *place = timeout->next;
        free(timeout);
    }
}

void socket_inherit(pid_t parent, pid_t child) {
    for (struct timeout *timeout = first; timeout; timeout = timeout->next) {
        if (timeout->process != parent) continue;
        struct timeout *own = find_or_make(child, timeout->descriptor);
        memcpy(own->name, timeout->name, sizeof own->name);
        own->receives = timeout->receives;
        own->sends = timeout->sends;
    }
}

bool socket_answer(struct thread *thread, struct registers *registers) {
    if (call_number(registers) != __NR_setsockopt) return false;
    nanoseconds time;
    if (!time_read(thread->id, call_argument(registers, 3), MICROSECONDS, &time)) {
        call_skip(thread, registers, -EDOM);
        return true;
    }
    struct timeout *timeout = find_or_make(thread->process, (int)call_argument(registers, 0));
    char name[32];
    read_name(thread->process, timeout->descriptor, name);
    if (strcmp(name, timeout->name) != 0) timeout->receives = timeout->sends = 0;
    memcpy(timeout->name, name, sizeof name);
    const uint64_t option = call_argument(registers, 2);
    if (option == RECEIVE_TIMEOUT || option == RECEIVE_TIMEOUT_64) timeout->receives = time;
    if (option == SEND_TIMEOUT || option == SEND_TIMEOUT_64) timeout->sends = time;
    call_skip(thread, registers, 0);
    return true;
}

/// How long a call on a socket may wait, in nanoseconds, and what it is answered then; 0 for as long as it takes.
static nanoseconds limit_of(const struct timeout *timeout, long call, int64_t *answer) {
    *answer = -EAGAIN;
    switch (call) {
    case __NR_read:
    case __NR_readv:
    case __NR_recvfrom:
    case __NR_recvmsg:
    case __NR_recvmmsg:
    case __NR_accept:
    case __NR_accept4: return timeout->receives;
    case __NR_write:
    case __NR_writev:
    case __NR_sendto:
    case __NR_sendmsg:
    case __NR_sendmmsg: return timeout->sends;
    case __NR_connect: *answer = -EINPROGRESS; return timeout->sends;
    default: return 0;
    }
}

void socket_look(struct thread *thread, const char *call, uint64_t turns) {
    struct socket_wait *wait = &thread->socket;
    long number;
    unsigned long long descriptor;
    const struct timeout *timeout = NULL;
    if (first && sscanf(call, "%ld %llx", &number, &descriptor) == 2 && number >= 0)
        timeout = find(thread->process, (int)descriptor);
    int64_t answer;
    const nanoseconds limit = timeout ? limit_of(timeout, number, &answer) : 0;
    if (limit == 0) {
        wait->is_armed = wait->is_late = false;
        return;
    }
    if (wait->is_armed && wait->turns == turns) return;
    char name[32];
    read_name(thread->process, timeout->descriptor, name);
    if (strcmp(name, timeout->name) != 0) {
        wait->is_armed = false;
        return;
    }
    *wait = (struct socket_wait){
        .is_armed = true, .deadline = clock_now() + limit + AFTER_DEADLINE, .answer = answer, .turns = turns,
    };
}

void socket_fire(struct thread *thread) {
    thread->socket.is_fired = true;
    thread->socket.is_armed = thread->socket.is_late = false;
    ptrace(PTRACE_INTERRUPT, thread->id, 0, 0);
}

void socket_leave(struct thread *thread) {
    thread->socket.is_fired = false;
    struct registers registers;
    if (!registers_read(thread->id, &registers) || call_number(&registers) < 0) return;
    if (!is_interrupted(call_result(&registers))) return;
    forget_call(thread->id, &registers);
    set_result(&registers, thread->socket.answer);
    registers_write(thread->id, &registers);
}
