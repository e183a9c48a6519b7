#include "memory.h"

#include <errno.h>
#include <sys/ptrace.h>

bool word_read(pid_t thread, uint64_t address, uint64_t *word) {
    errno = 0;
    const long value = ptrace(PTRACE_PEEKDATA, thread, (void *)address, 0);
    if (errno != 0) return false;
    *word = (uint64_t)value;
    return true;
}

bool word_write(pid_t thread, uint64_t address, uint64_t word) {
    return ptrace(PTRACE_POKEDATA, thread, (void *)address, (void *)word) == 0;
}

bool time_read(pid_t thread, uint64_t address, enum fraction fraction, nanoseconds *time) {
    uint64_t seconds, rest;
    if (!word_read(thread, address, &seconds) || !word_read(thread, address + 8, &rest)) return false;
    if ((int64_t)seconds < 0 || rest >= 1000000000u) return false;
    // A wait of centuries is one without end.
    const uint64_t most = 9000000000u;
    *time = (nanoseconds)(seconds < most ? seconds : most) * 1000000000 + (nanoseconds)rest * fraction;
    return true;
}

bool time_write(pid_t thread, uint64_t address, enum fraction fraction, nanoseconds time) {
    if (time < 0) time = 0;
    return word_write(thread, address, (uint64_t)(time / 1000000000))
        && word_write(thread, address + 8, (uint64_t)(time % 1000000000 / fraction));
}

void words_clear(pid_t thread, uint64_t address, size_t count) {
    for (size_t index = 0; index < count; index++) word_write(thread, address + 8 * index, 0);
}
