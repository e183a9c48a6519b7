// A stopped thread's registers, under the names that system calls give them.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>

#if defined(__x86_64__)
#include "registers_x86_64.h"
#elif defined(__aarch64__)
#include "registers_arm64.h"
#else
#error "virtual time is there for x86-64 and arm64"
#endif

/// The call was interrupted, and is begun again unless a handler runs, which makes of it EINTR: linux/errno.h.
#define RESTART_UNLESS_HANDLED (-514)

/// Whether a call's result says that something interrupted it before it had one.
static inline bool is_interrupted(int64_t result) { return result == -4 || (result <= -512 && result >= -516); }
