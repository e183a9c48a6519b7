// What stops in the tree, and how it goes on.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/// Begins with the tree's first process.
void tracer_start(pid_t process);
/// Takes in all that has stopped or ended, and lets it go on.
///
/// Returns whether there was nothing.
bool tracer_take_all(void);
/// Whether the first process has ended, and how, as `wait` tells it.
bool tracer_has_ended(int *status);
