#include "timers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "server.h"

#define ALARM (-1)
/// The numbers of timers that are answered begin here, so that those of processors' clocks, which are the kernel's, are others.
#define FIRST_ID 0x40000000

static struct timer *first;
static int next_id = FIRST_ID;

struct timer *timer_first(void) { return first; }

static struct timer *find(pid_t process, int id) {
    for (struct timer *timer = first; timer; timer = timer->next)
        if (timer->process == process && timer->id == id) return timer;
    return NULL;
}

struct timer *timer_alarm(pid_t process) { return find(process, ALARM); }

static struct timer *make(pid_t process, int id) {
    struct timer *timer = calloc(1, sizeof *timer);
    if (!timer) abort();
    *timer = (struct timer){.process = process, .id = id, .deadline = -1, .next = first};
    first = timer;
    return timer;
}

static struct timer *alarm_of(pid_t process) {
    struct timer *timer = find(process, ALARM);
    if (timer) return timer;
    timer = make(process, ALARM);
    timer->signal = SIGALRM;
    return timer;
}

static void drop(struct timer *timer) {
    for (struct timer **place = &first; *place; place = &(*place)->next) {
        if (*place != timer) continue;
        *place = timer->next;
        free(timer);
        return;
    }
}

void timer_forget(pid_t process, bool keeps_alarm) {
    struct timer *timer = first;
    while (timer) {
        struct timer *next = timer->next;
        if (timer->process == process && !(keeps_alarm && timer->id == ALARM)) drop(timer);
        timer = next;
    }
}

void timer_fire(struct timer *timer) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = timer->signal;
    info.si_code = SI_TIMER;
    info.si_value.sival_ptr = (void *)timer->value;
    if (timer->id == ALARM) {
        kill(timer->process, SIGALRM);
    } else if (timer->signal != 0) {
        info.si_timerid = timer->id;
        if (timer->target != 0) {
            syscall(__NR_rt_tgsigqueueinfo, timer->process, timer->target, timer->signal, &info);
        } else {
            syscall(__NR_rt_sigqueueinfo, timer->process, timer->signal, &info);
        }
    }
    timer->is_late = false;
    if (timer->interval == 0) {
        timer->deadline = -1;
        return;
    }
    // What it would have sent meanwhile is one signal, as the kernel's.
    while (timer->deadline <= clock_now()) timer->deadline += timer->interval;
}

static nanoseconds rest_of(const struct timer *timer) {
    if (timer->deadline < 0) return 0;
    const nanoseconds rest = timer->deadline - AFTER_DEADLINE - clock_now();
    return rest > 0 ? rest : 1;
}

/// Arms a timer for a length of time from now on; 0 disarms it.
static void arm(struct timer *timer, nanoseconds now, nanoseconds time, nanoseconds interval) {
    timer->deadline = time == 0 ? -1 : now + time + AFTER_DEADLINE;
    timer->interval = time == 0 ? 0 : interval;
    timer->length = time;
    timer->is_late = false;
}

/// Writes an `itimerspec` or an `itimerval`.
static bool write_setting(struct thread *thread, uint64_t place, enum fraction fraction, const struct timer *timer) {
    const nanoseconds interval = timer ? timer->interval : 0, rest = timer ? rest_of(timer) : 0;
    // An alarm that is armed never has nothing left.
    const nanoseconds least = rest > 0 && rest < fraction ? fraction : rest;
    return time_write(thread->id, place, fraction, interval) && time_write(thread->id, place + 16, fraction, least);
}

static int64_t set_interval_timer(struct thread *thread, const struct registers *registers) {
    const uint64_t new = call_argument(registers, 1), old = call_argument(registers, 2);
    struct timer *timer = alarm_of(thread->process);
    nanoseconds interval = 0, time = 0;
    if (new != 0
        && !(time_read(thread->id, new, MICROSECONDS, &interval) && time_read(thread->id, new + 16, MICROSECONDS, &time)))
        return -EINVAL;
    if (old != 0 && !write_setting(thread, old, MICROSECONDS, timer)) return -EFAULT;
    arm(timer, thread_time(thread), time, interval);
    timer->is_own = server_leaves_alarm(thread, time);
    return 0;
}

/// The kernel's `sigevent`: the value, the signal, how to notify, and the thread.
static int64_t create(struct thread *thread, const struct registers *registers) {
    const uint64_t event = call_argument(registers, 1), place = call_argument(registers, 2);
    struct timer *timer = make(thread->process, next_id);
    timer->clock = (int32_t)call_argument(registers, 0);
    timer->signal = SIGALRM;
    timer->value = (uint64_t)(unsigned)next_id;
    if (event != 0) {
        uint64_t value, kind, target;
        const bool is_read = word_read(thread->id, event, &value) && word_read(thread->id, event + 8, &kind)
            && word_read(thread->id, event + 16, &target);
        if (!is_read) {
            drop(timer);
            return -EFAULT;
        }
        const int notify = (int)(kind >> 32);
        timer->value = value;
        timer->signal = notify == SIGEV_NONE ? 0 : (int)(uint32_t)kind;
        if (notify == SIGEV_THREAD_ID) timer->target = (int)(uint32_t)target;
    }
    uint64_t word = 0;
    if (!word_read(thread->id, place, &word)
        || !word_write(thread->id, place, (word & ~0xffffffffull) | (uint64_t)(unsigned)next_id)) {
        drop(timer);
        return -EFAULT;
    }
    next_id++;
    return 0;
}

static int64_t set(struct thread *thread, const struct registers *registers, struct timer *timer) {
    const uint64_t new = call_argument(registers, 2), old = call_argument(registers, 3);
    nanoseconds interval, time;
    if (!time_read(thread->id, new, NANOSECONDS, &interval) || !time_read(thread->id, new + 16, NANOSECONDS, &time))
        return -EINVAL;
    if (old != 0 && !write_setting(thread, old, NANOSECONDS, timer)) return -EFAULT;
    if (call_argument(registers, 1) & TIMER_ABSTIME && time != 0) {
        time -= clock_base(timer->clock) + clock_now();
        if (time <= 0) time = 1;
    }
    arm(timer, clock_now(), time, interval);
    return 0;
}

bool timer_answer(struct thread *thread, struct registers *registers) {
    const int64_t call = call_number(registers);
    switch (call) {
#ifdef __NR_alarm
    case __NR_alarm: {
        struct timer *timer = alarm_of(thread->process);
        const nanoseconds rest = rest_of(timer);
        arm(timer, clock_now(), (nanoseconds)(uint32_t)call_argument(registers, 0) * 1000000000, 0);
        call_skip(thread, registers, (rest + 999999999) / 1000000000);
        return true;
    }
#endif
    case __NR_setitimer: {
        const int64_t result = set_interval_timer(thread, registers);
        if (result != 0 || !alarm_of(thread->process)->is_own) call_skip(thread, registers, result);
        return true;
    }
    case __NR_getitimer: {
        const bool is_written =
            write_setting(thread, call_argument(registers, 1), MICROSECONDS, find(thread->process, ALARM));
        call_skip(thread, registers, is_written ? 0 : -EFAULT);
        return true;
    }
    case __NR_timer_create:
        if (clock_base((int32_t)call_argument(registers, 0)) >= 0)
            call_skip(thread, registers, create(thread, registers));
        return true;
    case __NR_timer_settime:
    case __NR_timer_gettime:
    case __NR_timer_getoverrun:
    case __NR_timer_delete: {
        struct timer *timer = find(thread->process, (int32_t)call_argument(registers, 0));
        if (!timer) return true;
        int64_t result = 0;
        if (call == __NR_timer_settime) result = set(thread, registers, timer);
        if (call == __NR_timer_gettime && !write_setting(thread, call_argument(registers, 1), NANOSECONDS, timer))
            result = -EFAULT;
        if (call == __NR_timer_delete) drop(timer);
        call_skip(thread, registers, result);
        return true;
    }
    default: return false;
    }
}
