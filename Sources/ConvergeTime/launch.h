// The start of a program under virtual time.
#pragma once

#include <sys/types.h>

/// Starts a program, traced from its first instruction, in a process group of its own.
///
/// - words: its absolute path and its arguments, and a NULL.
///
/// Returns its number; -1 if it may not be traced, and why in `refusal`.
pid_t launch(char *const words[], const char **refusal);
/// Hides from a program that has just been loaded that clocks could be read without a call.
void launch_hide_clocks(pid_t thread);
