// The tree's time, which stands still until it is moved.
#pragma once

#include "tree.h"

/// Past a deadline by so much a wait is told that its time has come: some programs ask for later than, and would ask for
/// ever at the very moment.
#define AFTER_DEADLINE 1000

/// Begins with true clocks.
///
/// - date: the real-time clock at the tree's time 0, in nanoseconds; 0 for the true one.
/// - time: the tree's time at its start.
void clock_start(nanoseconds date, nanoseconds time);
/// The tree's time since it was started.
nanoseconds clock_now(void);
/// Moves it; it never goes back.
void clock_move(nanoseconds time);
/// Has the real-time clock show a date from now on, in nanoseconds since 1970.
void clock_show(nanoseconds date);
/// What a clock shows at the tree's time 0; -1 if it is not one that is answered.
nanoseconds clock_base(int64_t clock);
/// Notes that the tree has waited: it does not spin.
void clock_waited(void);
/// Answers a call that reads a clock, or yields the processor; false if the call is another.
bool clock_answer(struct thread *thread, struct registers *registers);
/// Leaves a call out, and answers it.
void call_skip(struct thread *thread, struct registers *registers, int64_t result);
