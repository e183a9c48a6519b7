// Timers that send a signal: `alarm`, `setitimer`, and those of `timer_create`.
#pragma once

#include "tree.h"

/// A timer of a process.
struct timer {
    pid_t process;
    /// Its number; ALARM for the one that `alarm` and `setitimer` share.
    int id;
    /// The clock on which moments are told to it.
    int64_t clock;
    /// What it sends, and to which thread: 0 for the process, and no signal where it sends none.
    int signal;
    pid_t target;
    uint64_t value;
    /// When it is due: -1 while it is not armed; and after what time again, 0 for never.
    nanoseconds deadline, interval;
    /// For how long it was armed.
    nanoseconds length;
    bool is_late;
    /// Whether the kernel sends its signal, in real time.
    bool is_own;
    struct timer *next;
};

/// Answers a call about timers; false if the call is another.
bool timer_answer(struct thread *thread, struct registers *registers);
/// The alarm of a process; NULL if it has set none.
struct timer *timer_alarm(pid_t process);
/// The first timer; each leads to the next. NULL if there is none.
struct timer *timer_first(void);
/// Sends what a timer that is due sends, and arms it again if it repeats.
void timer_fire(struct timer *timer);
/// A process has become another program, which keeps the alarm, or has ended, and leaves none.
void timer_forget(pid_t process, bool keeps_alarm);
