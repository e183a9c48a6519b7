// The memory of a stopped thread's program.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// A moment or a length of time, in nanoseconds.
typedef int64_t nanoseconds;

/// Reads a word of 8 bytes; false if there is none at that address.
bool word_read(pid_t thread, uint64_t address, uint64_t *word);
/// Writes a word of 8 bytes; false if there is none at that address.
bool word_write(pid_t thread, uint64_t address, uint64_t word);

/// What the second word of a time counts.
enum fraction { NANOSECONDS = 1, MICROSECONDS = 1000 };

/// Reads a `timespec` or a `timeval`; false if there is none, or it is no time.
bool time_read(pid_t thread, uint64_t address, enum fraction fraction, nanoseconds *time);
/// Writes a `timespec` or a `timeval`; false if there is no such memory.
bool time_write(pid_t thread, uint64_t address, enum fraction fraction, nanoseconds time);
/// Sets bytes to zero, whole words of 8.
void words_clear(pid_t thread, uint64_t address, size_t count);
