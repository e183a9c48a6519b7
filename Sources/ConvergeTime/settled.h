// The moment in which every thread of the tree sleeps, and nothing is on its way to one.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/// Looks twice at every thread, and between at what sockets hold.
///
/// - nothing_waits: takes in what has stopped since; tells whether there was nothing.
bool tree_is_settled(bool (*nothing_waits)(void));
/// Looks twice at every thread of one process: whether all sleep, but for one that its group is stopped for.
bool process_is_asleep(pid_t process, bool (*nothing_waits)(void));
/// Whether a connection on this machine has bytes that were not sent because earlier ones are not acknowledged: a thread
/// that waits for them sleeps, and is to be woken.
bool connections_hold_back(void);
