// Waits with a time-out: the kernel waits without one, and the tracer answers when the tree's time has come.
#pragma once

#include "tree.h"

/// A thread is about to wait.
///
/// Returns whether the call is a wait, and the thread shall stop again when it leaves it.
bool wait_enter(struct thread *thread, struct registers *registers);
/// A thread leaves its wait: it is answered, begins again, or has what it waited for.
void wait_leave(struct thread *thread);
/// A handler runs for a signal, so the wait that it interrupted is over.
void wait_handled(struct thread *thread, int signal);
/// Whether a wait is one that only begins again when its time is over: time need not stop for it.
bool wait_is_idle(const struct wait *wait);
/// Tells a thread that its time has come.
void wait_fire(struct thread *thread);
