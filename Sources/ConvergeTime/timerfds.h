// Timers that are files, of `timerfd_create`: the kernel's are disarmed, and end at the tree's time.
#pragma once

#include "tree.h"

/// A timer that is a file of a process.
struct timerfd {
    pid_t process;
    int descriptor;
    /// When it is due: -1 while it is not armed; and after what time again, 0 for never.
    nanoseconds deadline, interval;
    /// For how long it was armed.
    nanoseconds length;
    bool is_late;
    struct timerfd *next;
};

/// Notes what a call says about such a timer; false if the call is another.
bool timerfd_answer(struct thread *thread, struct registers *registers);
/// The first; each leads to the next. NULL if there is none.
struct timerfd *timerfd_first(void);
/// Disarms those that have been closed.
void timerfd_look(void);
/// Has a timer that is due end: one of its process's threads sets it to a nanosecond.
///
/// Returns false if no thread can be made to do so now: then it stays due.
bool timerfd_fire(struct timerfd *timer);
/// Forgets those of a process that has ended.
void timerfd_forget(pid_t process);
/// A child has its parent's files.
void timerfd_inherit(pid_t parent, pid_t child);

/// A thread that was interrupted for it sets the timer: it is made to call.
void injection_begin(struct thread *thread);
/// The call that a thread was made to make begins, or has ended.
void injection_proceed(struct thread *thread);
