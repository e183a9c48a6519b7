#include "timerfds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "proc.h"

static struct timerfd *first;

struct timerfd *timerfd_first(void) { return first; }

static struct timerfd *find(pid_t process, int descriptor) {
    for (struct timerfd *timer = first; timer; timer = timer->next)
        if (timer->process == process && timer->descriptor == descriptor) return timer;
    return NULL;
}

static struct timerfd *find_or_make(pid_t process, int descriptor) {
    struct timerfd *timer = find(process, descriptor);
    if (timer) return timer;
    timer = calloc(1, sizeof *timer);
    if (!timer) abort();
    *timer = (struct timerfd){.process = process, .descriptor = descriptor, .deadline = -1, .next = first};
    first = timer;
    return timer;
}

void timerfd_forget(pid_t process) {
    struct timerfd **place = &first;
    while (*place) {
        struct timerfd *timer = *place;
        if (timer->process != process) {
            place = &timer->next;
            continue;
        }
        *place = timer->next;
        free(timer);
    }
}

void timerfd_inherit(pid_t parent, pid_t child) {
    for (struct timerfd *timer = first; timer; timer = timer->next) {
        if (timer->process != parent) continue;
        struct timerfd *own = find_or_make(child, timer->descriptor);
        // The one file is in both processes, and ends once: in the parent.
        own->deadline = -1;
    }
}

/// The clock that a file of `timerfd_create` goes by; -1 if the file is another.
static int64_t clock_of(pid_t process, int descriptor) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", process, descriptor);
    return proc_number(path, "clockid: %d", -1);
}

void timerfd_look(void) {
    struct timerfd *timer = first;
    while (timer) {
        if (timer->deadline >= 0 && clock_of(timer->process, timer->descriptor) < 0) timer->deadline = -1;
        timer = timer->next;
    }
}

static nanoseconds rest_of(const struct timerfd *timer) {
    if (timer->deadline < 0) return 0;
    const nanoseconds rest = timer->deadline - AFTER_DEADLINE - clock_now();
    return rest > 0 ? rest : 1;
}

static bool write_setting(struct thread *thread, uint64_t place, const struct timerfd *timer) {
    return time_write(thread->id, place, NANOSECONDS, timer->interval)
        && time_write(thread->id, place + 16, NANOSECONDS, rest_of(timer));
}

/// Notes when the timer is due. The call goes on with a setting that disarms the kernel's timer, so that an end that has not
/// been read is forgotten as ever.
static bool set(struct thread *thread, struct registers *registers, int64_t clock, int64_t *result) {
    const uint64_t new = call_argument(registers, 2), old = call_argument(registers, 3);
    struct timerfd *timer = find_or_make(thread->process, (int)call_argument(registers, 0));
    nanoseconds interval, time;
    *result = -EINVAL;
    if (!time_read(thread->id, new, NANOSECONDS, &interval) || !time_read(thread->id, new + 16, NANOSECONDS, &time))
        return false;
    *result = -EFAULT;
    if (old != 0 && !write_setting(thread, old, timer)) return false;
    if (call_argument(registers, 1) & TFD_TIMER_ABSTIME && time != 0) {
        time -= clock_base(clock) + clock_now();
        if (time <= 0) time = 1;
    }
    timer->deadline = time == 0 ? -1 : clock_now() + time + AFTER_DEADLINE;
    timer->interval = time == 0 ? 0 : interval;
    timer->length = time;
    timer->is_late = false;
    return true;
}

/// Where a call of the tracer's has room on the stack: below what the program may use without moving its pointer.
static uint64_t room(const struct registers *registers) { return (stack_place(registers) - 1024) & ~15ull; }

bool timerfd_answer(struct thread *thread, struct registers *registers) {
    const int64_t call = call_number(registers);
    if (call != __NR_timerfd_settime && call != __NR_timerfd_gettime) return false;
    const int descriptor = (int)call_argument(registers, 0);
    const int64_t clock = clock_of(thread->process, descriptor);
    if (clock_base(clock) < 0) return true;
    if (call == __NR_timerfd_gettime) {
        const bool is_written =
            write_setting(thread, call_argument(registers, 1), find_or_make(thread->process, descriptor));
        call_skip(thread, registers, is_written ? 0 : -EFAULT);
        return true;
    }
    int64_t result;
    if (!set(thread, registers, clock, &result)) {
        call_skip(thread, registers, result);
        return true;
    }
    const uint64_t place = room(registers);
    words_clear(thread->id, place, 4);
    set_argument(registers, 1, 0);
    set_argument(registers, 2, place);
    set_argument(registers, 3, 0);
    registers_write(thread->id, registers);
    return true;
}

bool timerfd_fire(struct timerfd *timer) {
    struct thread *thread = tree_first();
    while (thread
           && (thread->process != timer->process || !thread->is_attached || thread->is_held
               || thread->injection != INJECTION_NONE))
        thread = thread->next;
    if (!thread) return false;
    thread->injection = INJECTION_WANTED;
    thread->injected_descriptor = timer->descriptor;
    timer->is_late = false;
    timer->deadline = timer->interval == 0 ? -1 : timer->deadline;
    while (timer->deadline >= 0 && timer->deadline <= clock_now()) timer->deadline += timer->interval;
    ptrace(PTRACE_INTERRUPT, thread->id, 0, 0);
    return true;
}

void injection_begin(struct thread *thread) {
    struct registers registers;
    if (!registers_read(thread->id, &registers)) return;
    thread->before_injection = registers;
    // A thread that is in no call has none whose instruction could be used: it is tried again.
    if (call_number(&registers) < 0 || !is_interrupted(call_result(&registers))) {
        thread->injection = INJECTION_NONE;
        find_or_make(thread->process, thread->injected_descriptor)->deadline = clock_now();
        return;
    }
    const uint64_t place = room(&registers);
    words_clear(thread->id, place, 3);
    word_write(thread->id, place + 24, 1);
    const uint64_t arguments[] = {(uint64_t)thread->injected_descriptor, 0, place, 0};
    forget_call(thread->id, &registers);
    for (int index = 0; index < 4; index++) set_argument(&registers, index, arguments[index]);
    rewind_to_call(&registers, __NR_timerfd_settime);
    registers_write(thread->id, &registers);
    thread->injection = INJECTION_ENTERS;
}

void injection_proceed(struct thread *thread) {
    if (thread->injection == INJECTION_ENTERS) {
        thread->injection = INJECTION_LEAVES;
        return;
    }
    thread->injection = INJECTION_NONE;
    struct registers registers = thread->before_injection;
    const int64_t call = call_number(&registers);
    forget_call(thread->id, &registers);
    rewind_to_call(&registers, call);
    registers_write(thread->id, &registers);
}
