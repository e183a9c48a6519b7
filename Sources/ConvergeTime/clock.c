#include "clock.h"

#include <errno.h>
#include <sys/syscall.h>
#include <time.h>

#include "server.h"

/// So often a clock is read without a wait before it is taken for a spin, which ends only when time moves. The start of a
/// Java machine reads it some hundred times.
#define READS_OF_A_SPIN 3000
#define STEP_OF_A_SPIN 1000

static nanoseconds now;
static nanoseconds bases[12];
static unsigned reads;

static nanoseconds true_time(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return (nanoseconds)time.tv_sec * 1000000000 + time.tv_nsec;
}

void clock_start(nanoseconds date, nanoseconds time) {
    now = time;
    for (int clock = 0; clock < 12; clock++) bases[clock] = true_time(clock);
    if (date == 0) return;
    bases[CLOCK_TAI] += date - bases[CLOCK_REALTIME];
    bases[CLOCK_REALTIME] = bases[CLOCK_REALTIME_COARSE] = bases[8] = date;
}

nanoseconds clock_now(void) { return now; }

void clock_show(nanoseconds date) {
    bases[CLOCK_TAI] += date - now - bases[CLOCK_REALTIME];
    bases[CLOCK_REALTIME] = bases[CLOCK_REALTIME_COARSE] = bases[8] = date - now;
}

void clock_move(nanoseconds time) {
    if (time > now) now = time;
}

nanoseconds clock_base(int64_t clock) {
    const bool is_answered = clock >= 0 && clock < 12 && clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID;
    return is_answered ? bases[clock] : -1;
}

void clock_waited(void) { reads = 0; }

/// A thread reads a clock: the time that it is shown.
static nanoseconds clock_read(struct thread *thread) {
    if (server_is()) {
        server_read(thread);
        return thread_time(thread);
    }
    if (++reads > READS_OF_A_SPIN) now += STEP_OF_A_SPIN;
    return now;
}

void call_skip(struct thread *thread, struct registers *registers, int64_t result) {
    forget_call(thread->id, registers);
    set_result(registers, result);
    registers_write(thread->id, registers);
}

static int64_t write_time(struct thread *thread, uint64_t address, enum fraction fraction, nanoseconds time) {
    return address == 0 || time_write(thread->id, address, fraction, time) ? 0 : -EFAULT;
}

bool clock_answer(struct thread *thread, struct registers *registers) {
    const pid_t id = thread->id;
    switch (call_number(registers)) {
    case __NR_clock_gettime: {
        const nanoseconds base = clock_base((int64_t)(int32_t)call_argument(registers, 0));
        if (base < 0) return true;
        const uint64_t place = call_argument(registers, 1);
        const bool is_written = time_write(id, place, NANOSECONDS, base + clock_read(thread));
        call_skip(thread, registers, is_written ? 0 : -EFAULT);
        return true;
    }
    case __NR_gettimeofday: {
        const nanoseconds time = bases[CLOCK_REALTIME] + clock_read(thread);
        const uint64_t zone = call_argument(registers, 1);
        // The time zone of the kernel: none.
        if (zone != 0) word_write(id, zone, 0);
        call_skip(thread, registers, write_time(thread, call_argument(registers, 0), MICROSECONDS, time));
        return true;
    }
#ifdef __NR_time
    case __NR_time: {
        const int64_t seconds = (bases[CLOCK_REALTIME] + clock_read(thread)) / 1000000000;
        const uint64_t place = call_argument(registers, 0);
        const bool is_written = place == 0 || word_write(id, place, (uint64_t)seconds);
        call_skip(thread, registers, is_written ? seconds : -EFAULT);
        return true;
    }
#endif
    case __NR_sched_yield: clock_read(thread); return true;
    default: return false;
    }
}
