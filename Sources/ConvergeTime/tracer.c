#include "tracer.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "launch.h"
#include "protocol.h"
#include "server.h"
#include "sockets.h"
#include "timerfds.h"
#include "timers.h"
#include "waits.h"

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

static pid_t first_process;
static bool has_ended;
static int ending;

void tracer_start(pid_t process) {
    first_process = process;
    struct thread *thread = tree_thread(process);
    thread->process = process;
    thread->is_attached = true;
}

bool tracer_has_ended(int *status) {
    *status = ending;
    return has_ended;
}

static void go_on(const struct thread *thread, int signal) {
    const bool shall_stop = thread->wait.is_underway || thread->injection == INJECTION_ENTERS
        || thread->injection == INJECTION_LEAVES;
    ptrace(shall_stop ? PTRACE_SYSCALL : PTRACE_CONT, thread->id, 0, (void *)(long)signal);
}

static void forget_process(pid_t process) {
    timer_forget(process, false);
    timerfd_forget(process);
    socket_forget(process);
}

static void take_end(pid_t id, int status) {
    if (id == first_process) {
        has_ended = true;
        ending = status;
    }
    const struct thread *thread = tree_find(id);
    if (thread && thread->process == id) forget_process(id);
    tree_remove(id);
}

/// The number of the child, or of the thread before it became another program.
static pid_t message_of(const struct thread *thread) {
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, thread->id, 0, &message);
    return (pid_t)message;
}

static void attach(struct thread *thread) {
    if (thread->is_attached) return;
    thread->is_attached = true;
    thread->process = tree_process_of(thread->id);
}

static void take_child(const struct thread *parent) {
    const pid_t id = message_of(parent);
    if (id <= 0) return;
    const struct thread *known = tree_find(id);
    // Its end may have been told before its beginning: nothing more comes of it then.
    if (!known && tree_tracer_of(id) != getpid()) return;
    // It stops for the first time soon, or has done so.
    if (!known) tree_thread(id);
    const pid_t process = tree_process_of(id);
    if (process == 0 || process == parent->process) return;
    socket_inherit(parent->process, process);
    timerfd_inherit(parent->process, process);
}

static void take_program(struct thread *thread) {
    tree_keep_only(thread->id, thread->id);
    const struct thread fresh = {
        .id = thread->id, .process = thread->id, .is_attached = true, .stat_file = -1, .turns_file = -1,
        .call_file = -1, .next = thread->next,
    };
    *thread = fresh;
    timer_forget(thread->id, true);
    launch_hide_clocks(thread->id);
}

static void take_call(struct thread *thread) {
    struct registers registers;
    if (thread->injection == INJECTION_LEAVES || !registers_read(thread->id, &registers)) return;
    if (call_number(&registers) == __NR_rt_sigreturn) {
        server_handled(thread);
        return;
    }
    if (call_number(&registers) == __NR_sendto) {
        server_sends(thread, &registers);
        return;
    }
    if (wait_enter(thread, &registers)) return;
    thread->wait.begins_again = thread->wait.was_over = false;
    if (clock_answer(thread, &registers) || timer_answer(thread, &registers)) return;
    if (!timerfd_answer(thread, &registers)) socket_answer(thread, &registers);
}

static void take_stop(struct thread *thread, int signal) {
    const bool is_group = signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    attach(thread);
    thread->is_held = is_group;
    if (is_group) {
        ptrace(PTRACE_LISTEN, thread->id, 0, 0);
        return;
    }
    if (thread->socket.is_fired) socket_leave(thread);
    if (thread->injection == INJECTION_WANTED) injection_begin(thread);
    go_on(thread, 0);
}

static void take_call_stop(struct thread *thread) {
    if (thread->injection == INJECTION_ENTERS || thread->injection == INJECTION_LEAVES) {
        injection_proceed(thread);
        if (thread->injection == INJECTION_NONE && thread->deferred_signal != 0) {
            syscall(__NR_tgkill, thread->process, thread->id, thread->deferred_signal);
            thread->deferred_signal = 0;
        }
    } else if (thread->wait.is_underway) {
        wait_leave(thread);
        // This stop stands for that of the interruption: any stop clears a trap that is pending.
        if (thread->injection == INJECTION_WANTED) injection_begin(thread);
    }
    go_on(thread, 0);
}

static void take(pid_t id, int status) {
    if (!WIFSTOPPED(status)) {
        take_end(id, status);
        return;
    }
    struct thread *thread = tree_thread(id);
    const int signal = WSTOPSIG(status);
    switch (status >> 16) {
    case PTRACE_EVENT_STOP: take_stop(thread, signal); return;
    case PTRACE_EVENT_SECCOMP: take_call(thread); break;
    case PTRACE_EVENT_VFORK:
        thread->is_vforking = true;
        take_child(thread);
        break;
    case PTRACE_EVENT_VFORK_DONE: thread->is_vforking = false; break;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_CLONE: take_child(thread); break;
    case PTRACE_EVENT_EXEC: take_program(thread); break;
    default:
        if (signal == (SIGTRAP | 0x80)) {
            take_call_stop(thread);
            return;
        }
        if (thread->injection == INJECTION_ENTERS || thread->injection == INJECTION_LEAVES) {
            thread->deferred_signal = signal;
            break;
        }
        wait_handled(thread, signal);
        go_on(thread, server_passes(thread, signal) ? signal : 0);
        return;
    }
    go_on(thread, 0);
}

bool tracer_take_all(void) {
    bool was_nothing = true;
    int status;
    pid_t id;
    while ((id = waitpid(-1, &status, __WALL | WNOHANG)) > 0) {
        was_nothing = false;
        // A process asks for the time that the harness has told before it sent what the process works at.
        if (server_is()) protocol_hear();
        take(id, status);
    }
    return was_nothing;
}
