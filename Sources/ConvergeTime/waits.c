#include "waits.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include "clock.h"
#include "server.h"

#ifndef __NR_epoll_pwait2
#define __NR_epoll_pwait2 441
#endif

/// How a call says how long it waits.
struct form {
    /// The argument that holds the time-out.
    int argument;
    enum { MILLISECONDS, TIMESPEC, TIMEVAL, SLEEP } unit;
    /// The clock on which the time-out is a moment; -1 where it is a length of time.
    int64_t clock;
    /// What the call returns when its time is over.
    int64_t answer;
};

static bool form_of_futex(const struct registers *registers, struct form *form) {
    const uint64_t operation = call_argument(registers, 1);
    const int64_t clock = operation & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    *form = (struct form){3, TIMESPEC, clock, -ETIMEDOUT};
    switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT: form->clock = -1; return true;
    case FUTEX_LOCK_PI: form->clock = CLOCK_REALTIME; return true;
    default: return true;
    }
}

/// The form of a call; false if it is no wait.
static bool form_of(const struct registers *registers, struct form *form) {
    switch (call_number(registers)) {
#ifdef __NR_poll
    case __NR_poll: *form = (struct form){2, MILLISECONDS, -1, 0}; return true;
    case __NR_select: *form = (struct form){4, TIMEVAL, -1, 0}; return true;
    case __NR_epoll_wait: *form = (struct form){3, MILLISECONDS, -1, 0}; return true;
#endif
    case __NR_epoll_pwait: *form = (struct form){3, MILLISECONDS, -1, 0}; return true;
    case __NR_epoll_pwait2: *form = (struct form){3, TIMESPEC, -1, 0}; return true;
    case __NR_ppoll: *form = (struct form){2, TIMESPEC, -1, 0}; return true;
    case __NR_pselect6: *form = (struct form){4, TIMESPEC, -1, 0}; return true;
    case __NR_nanosleep: *form = (struct form){0, SLEEP, -1, 0}; return true;
    case __NR_clock_nanosleep: {
        const int64_t clock = (int32_t)call_argument(registers, 0);
        const bool is_moment = call_argument(registers, 1) & TIMER_ABSTIME;
        *form = (struct form){2, SLEEP, is_moment ? clock : -1, 0};
        return true;
    }
    case __NR_rt_sigtimedwait: *form = (struct form){2, TIMESPEC, -1, -EAGAIN}; return true;
    case __NR_semtimedop: *form = (struct form){3, TIMESPEC, -1, -EAGAIN}; return true;
    case __NR_mq_timedsend:
    case __NR_mq_timedreceive: *form = (struct form){4, TIMESPEC, CLOCK_REALTIME, -ETIMEDOUT}; return true;
    case __NR_futex: return form_of_futex(registers, form);
    default: return false;
    }
}

/// When a call's time is over; false if it does not wait for a time that is known.
static bool deadline_of(
    struct thread *thread, const struct registers *registers, const struct form *form, nanoseconds *deadline
) {
    const uint64_t value = call_argument(registers, form->argument);
    nanoseconds time;
    if (form->unit == MILLISECONDS) {
        time = (nanoseconds)(int32_t)value * 1000000;
    } else if (!time_read(thread->id, value, form->unit == TIMEVAL ? MICROSECONDS : NANOSECONDS, &time)) {
        return false;
    }
    if (form->clock < 0) {
        // Nothing to wait for: the kernel only looks.
        if (time == 0) return false;
        *deadline = thread_time(thread) + time + AFTER_DEADLINE;
        return true;
    }
    const nanoseconds base = clock_base(form->clock);
    if (base < 0) return false;
    *deadline = time - base <= thread_time(thread) ? thread_time(thread) : time - base + AFTER_DEADLINE;
    return true;
}

/// Has the kernel wait without end.
static void make_endless(struct thread *thread, struct registers *registers, const struct form *form) {
    switch (form->unit) {
    case MILLISECONDS: set_argument(registers, form->argument, (uint64_t)-1); break;
    case TIMESPEC:
    case TIMEVAL: set_argument(registers, form->argument, 0); break;
    case SLEEP:
        // A `ppoll` of nothing: all architectures have it.
        for (int index = 0; index < 4; index++) set_argument(registers, index, 0);
        set_call(thread->id, registers, __NR_ppoll);
        break;
    }
    registers_write(thread->id, registers);
}

/// So often a wait is told that its time has come before it is taken for idle.
#define REPEATS_OF_AN_IDLE_WAIT 3

/// Whether a call waits for something besides time. One that sleeps may count how often.
static bool waits_for_something(const struct registers *registers, const struct form *form) {
    if (form->unit == SLEEP) return false;
    switch (call_number(registers)) {
#ifdef __NR_poll
    case __NR_poll: return call_argument(registers, 1) != 0;
    case __NR_select:
#endif
    case __NR_pselect6: return call_argument(registers, 0) != 0;
    case __NR_ppoll: return call_argument(registers, 1) != 0;
    default: return true;
    }
}

bool wait_is_idle(const struct wait *wait) { return wait->repeats >= REPEATS_OF_AN_IDLE_WAIT; }

/// How often in a row a call has been made now that waits as the one before it did.
static int repeats_of(const struct thread *thread, const struct registers *registers, const struct form *form) {
    const struct wait *last = &thread->wait;
    const bool is_same = last->was_over && call_number(&last->entry) == call_number(registers)
        && code_place(&last->entry) == code_place(registers) && stack_place(&last->entry) == stack_place(registers);
    return is_same && form->clock < 0 && waits_for_something(registers, form) ? last->repeats + 1 : 0;
}

bool wait_enter(struct thread *thread, struct registers *registers) {
    struct wait *wait = &thread->wait;
    struct form form;
    if (!form_of(registers, &form)) return false;
    const bool goes_on = wait->begins_again && call_number(&wait->entry) == call_number(registers)
        && code_place(&wait->entry) == code_place(registers) && stack_place(&wait->entry) == stack_place(registers);
    nanoseconds deadline = wait->deadline;
    if (!goes_on && !deadline_of(thread, registers, &form, &deadline)) {
        wait->begins_again = false;
        return false;
    }
    clock_waited();
    const nanoseconds length = goes_on ? wait->length : deadline - thread_time(thread);
    if (server_leaves_wait(thread, call_number(registers), length)) {
        *wait = (struct wait){
            .is_underway = true, .is_own = true, .deadline = deadline, .entry = *registers, .answer = form.answer,
        };
        if (thread->is_hurried && form.unit == MILLISECONDS) {
            set_argument(registers, form.argument, 1);
            registers_write(thread->id, registers);
        }
        return true;
    }
    if (form.unit == SLEEP && deadline <= clock_now() && !(goes_on && wait->is_late)) {
        wait->begins_again = false;
        call_skip(thread, registers, 0);
        return false;
    }
    *wait = (struct wait){
        .is_underway = true, .deadline = deadline, .length = length,
        .repeats = goes_on ? wait->repeats : repeats_of(thread, registers, &form), .entry = *registers, .answer = form.answer,
        .is_late = goes_on && wait->is_late,
    };
    make_endless(thread, registers, &form);
    return true;
}

/// Writes how much is left to where a call says it, as the kernel would.
static void write_rest(struct thread *thread, bool is_over) {
    const struct wait *wait = &thread->wait;
    const nanoseconds rest = is_over ? 0 : wait->deadline - AFTER_DEADLINE - clock_now();
    switch (call_number(&wait->entry)) {
    case __NR_nanosleep:
    case __NR_clock_nanosleep: {
        const bool is_nanosleep = call_number(&wait->entry) == __NR_nanosleep;
        const uint64_t place = call_argument(&wait->entry, is_nanosleep ? 1 : 3);
        const bool is_moment = !is_nanosleep && call_argument(&wait->entry, 1) & TIMER_ABSTIME;
        if (place != 0 && !is_moment && !is_over) time_write(thread->id, place, NANOSECONDS, rest);
        break;
    }
#ifdef __NR_select
    case __NR_select: time_write(thread->id, call_argument(&wait->entry, 4), MICROSECONDS, rest); break;
#endif
    case __NR_pselect6: time_write(thread->id, call_argument(&wait->entry, 4), NANOSECONDS, rest); break;
    case __NR_ppoll: time_write(thread->id, call_argument(&wait->entry, 2), NANOSECONDS, rest); break;
    default: break;
    }
}

/// Clears the sets of descriptors of a `select` whose time is over.
static void clear_sets(struct thread *thread) {
    const struct registers *entry = &thread->wait.entry;
    bool is_select = call_number(entry) == __NR_pselect6;
#ifdef __NR_select
    is_select = is_select || call_number(entry) == __NR_select;
#endif
    if (!is_select) return;
    const size_t words = (call_argument(entry, 0) + 63) / 64;
    for (int index = 1; index <= 3; index++) {
        const uint64_t set = call_argument(entry, index);
        if (set != 0) words_clear(thread->id, set, words);
    }
}

void wait_leave(struct thread *thread) {
    struct wait *wait = &thread->wait;
    struct registers registers;
    wait->is_underway = false;
    if (!registers_read(thread->id, &registers)) return;
    int64_t result = call_result(&registers);
    if (wait->is_own) {
        if (result == wait->answer) server_waited(thread, wait->deadline);
        // Another time-out may have stood in its place.
        for (int index = 0; index < 6; index++) set_argument(&registers, index, call_argument(&wait->entry, index));
        registers_write(thread->id, &registers);
        return;
    }
    const bool is_interrupted_wait = is_interrupted(result);
    wait->was_over = is_interrupted_wait && wait->is_fired;
    if (wait->was_over) {
        result = wait->answer;
        clear_sets(thread);
        write_rest(thread, true);
    } else if (is_interrupted_wait) {
        result = RESTART_UNLESS_HANDLED;
        wait->begins_again = true;
        write_rest(thread, false);
    } else {
        write_rest(thread, false);
    }
    for (int index = 0; index < 6; index++) set_argument(&registers, index, call_argument(&wait->entry, index));
    if (call_number(&registers) != call_number(&wait->entry))
        set_call(thread->id, &registers, call_number(&wait->entry));
    set_result(&registers, result);
    registers_write(thread->id, &registers);
    wait->is_fired = false;
}

void wait_handled(struct thread *thread, int signal) {
    if (!thread->wait.begins_again) return;
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", thread->id);
    FILE *file = fopen(path, "re");
    if (!file) return;
    unsigned long long caught = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "SigCgt: %llx", &caught) == 1) break;
    fclose(file);
    if (caught >> (signal - 1) & 1) thread->wait.begins_again = false;
}

void wait_fire(struct thread *thread) {
    thread->wait.is_fired = true;
    thread->wait.is_late = false;
    ptrace(PTRACE_INTERRUPT, thread->id, 0, 0);
}
