// A tree that is a server: its processes read the tree's clock, and wait by themselves, in real time. Only those that serve
// the sessions of a schedule are led: their timers fire when the harness says so.
//
// An alarm of a millisecond is everywhere the process's own: so Postgres looks for deadlocks.
#pragma once

#include "tree.h"

/// The tree is a server.
void server_start(void);
bool server_is(void);
/// The time that a thread reads: the tree's, unless waits of its own have passed since, or an alarm of its own is being
/// handled.
nanoseconds thread_time(const struct thread *thread);
/// A thread reads a clock: one that spins on it moves its own time.
void server_read(struct thread *thread);
/// The harness has said what time it is, so all processes are at one again.
void server_agree(void);
/// A process serves a session of a schedule from now on.
void server_lead(pid_t process);
/// A process's waits pass at once from now on, and its time with them.
void server_hurry(pid_t process);
/// Whether a wait or an alarm of such a length is the process's own, and ends in real time.
bool server_leaves_wait(const struct thread *thread, int64_t call, nanoseconds length);
bool server_leaves_alarm(const struct thread *thread, nanoseconds length);
/// A wait that was left to a process is over; its time has passed for the process.
void server_waited(struct thread *thread, nanoseconds deadline);
/// A signal comes to a thread: whether it may have it. An alarm that has been set anew since is none any more.
bool server_passes(struct thread *thread, int signal);
/// A handler is over.
void server_handled(struct thread *thread);
/// Has what is due of a process fire.
void server_fire(pid_t process);
/// Has a process's alarm come though it is not due: Postgres sets it anew for what it still waits for, which it leaves out
/// where an earlier alarm is to come.
void server_renew(pid_t process);
/// A thread is about to send something. At the end of a transaction it is time to tell statistics: no limit of a session
/// is in force then, and the alarm that Postgres sets for them would come in the middle of what follows.
void server_sends(struct thread *thread, const struct registers *registers);
/// What a led process waits for: the deadlines of its alarm and of its wait; -1 for none.
struct server_look {
    nanoseconds alarm, wait;
};
/// Looks at a process.
struct server_look server_look(pid_t process);
