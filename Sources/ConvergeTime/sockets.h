// Time-outs that sockets have themselves: SO_RCVTIMEO and SO_SNDTIMEO.
#pragma once

#include "tree.h"

/// Notes the time-out of a socket instead of setting it; false if the call is another.
bool socket_answer(struct thread *thread, struct registers *registers);
/// Looks whether a thread that sleeps is in a call on a socket with a time-out, and notes its deadline.
///
/// - call: what /proc/…/syscall says.
void socket_look(struct thread *thread, const char *call, uint64_t turns);
/// Tells a thread that the time of its call is over.
void socket_fire(struct thread *thread);
/// A thread that was told so stops: it is answered.
void socket_leave(struct thread *thread);
/// Forgets the time-outs of a process that has ended.
void socket_forget(pid_t process);
/// A child has its parent's files.
void socket_inherit(pid_t parent, pid_t child);
