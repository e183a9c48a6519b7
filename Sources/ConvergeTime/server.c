#include "server.h"

#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "clock.h"
#include "timers.h"
#include "waits.h"

#define A_MILLISECOND 1000000
/// So long a sleep is at most that a session takes in the middle of its work, since another process holds what it needs for
/// a moment.
#define LONGEST_NAP 10000000
/// So often a session reads the clock in a step before it is taken for one that spins.
#define READS_OF_A_SPIN 3000
#define STEP_OF_A_SPIN 1000

/// After so long a session that does nothing tells its statistics: PGSTAT_IDLE_INTERVAL of Postgres 15 and newer.
#define UNTIL_STATISTICS (10000000000 + 2 * AFTER_DEADLINE)

static bool is_server;

void server_start(void) { is_server = true; }

bool server_is(void) { return is_server; }

nanoseconds thread_time(const struct thread *thread) {
    nanoseconds time = clock_now();
    if (thread->own_time > time) time = thread->own_time;
    if (thread->alarm_time > time) time = thread->alarm_time;
    return time;
}

void server_read(struct thread *thread) {
    if (++thread->reads > READS_OF_A_SPIN) thread->own_time = thread_time(thread) + STEP_OF_A_SPIN;
}

void server_agree(void) {
    for (struct thread *thread = tree_first(); thread; thread = thread->next) thread->own_time = thread->reads = 0;
}

void server_lead(pid_t process) {
    struct thread *thread = tree_find(process);
    if (!thread) return;
    thread->is_led = true;
    struct timer *alarm = timer_alarm(process);
    if (!alarm || alarm->deadline < 0) return;
    // One of its start is left, which ends nothing.
    alarm->is_own = false;
    timer_fire(alarm);
}

void server_hurry(pid_t process) {
    struct thread *thread = tree_find(process);
    if (thread) thread->is_hurried = true;
}

bool server_leaves_wait(const struct thread *thread, int64_t call, nanoseconds length) {
    if (!is_server) return false;
    if (!thread->is_led) return true;
    bool is_sleep = call == __NR_nanosleep || call == __NR_clock_nanosleep || call == __NR_pselect6;
#ifdef __NR_select
    is_sleep = is_sleep || call == __NR_select;
#endif
    return is_sleep && length <= LONGEST_NAP + AFTER_DEADLINE;
}

bool server_leaves_alarm(const struct thread *thread, nanoseconds length) {
    return is_server && (!thread->is_led || length <= A_MILLISECOND);
}

void server_waited(struct thread *thread, nanoseconds deadline) {
    // How often a session naps is chance.
    if (!thread->is_led && deadline > thread->own_time) thread->own_time = deadline;
}

bool server_passes(struct thread *thread, int signal) {
    siginfo_t info;
    if (!is_server || signal != SIGALRM || ptrace(PTRACE_GETSIGINFO, thread->id, 0, &info) != 0) return true;
    // Not the kernel's: one that has been fired.
    if (info.si_code != SI_KERNEL) return true;
    struct timer *alarm = timer_alarm(thread->process);
    if (!alarm || !alarm->is_own || alarm->deadline < 0) return false;
    thread->alarm_time = alarm->deadline;
    alarm->deadline = -1;
    return true;
}

void server_handled(struct thread *thread) { thread->alarm_time = 0; }

/// The alarm that a led process has set; NULL if it has none.
static struct timer *led_alarm(const struct thread *thread) {
    struct timer *alarm = thread && thread->is_led ? timer_alarm(thread->process) : NULL;
    return alarm && !alarm->is_own && alarm->deadline >= 0 ? alarm : NULL;
}

void server_renew(pid_t process) {
    struct timer *alarm = led_alarm(tree_find(process));
    if (alarm) timer_fire(alarm);
}

void server_sends(struct thread *thread, const struct registers *registers) {
    // ReadyForQuery, of a session that has no transaction.
    static const unsigned char end[6] = {'Z', 0, 0, 0, 5, 'I'};
    struct timer *alarm = led_alarm(thread);
    const uint64_t length = call_argument(registers, 2);
    uint64_t word;
    if (!alarm || length < sizeof end || !word_read(thread->id, call_argument(registers, 1) + length - sizeof end, &word))
        return;
    if (memcmp(&word, end, sizeof end) != 0) return;
    thread->alarm_time = thread_time(thread) + UNTIL_STATISTICS;
    timer_fire(alarm);
}

void server_fire(pid_t process) {
    struct thread *thread = tree_find(process);
    if (!thread || !thread->is_led) return;
    struct timer *alarm = led_alarm(thread);
    if (alarm && alarm->deadline <= clock_now()) timer_fire(alarm);
    const struct wait *wait = &thread->wait;
    if (wait->is_underway && !wait->is_own && !wait->is_fired && wait->deadline <= clock_now()) wait_fire(thread);
}

struct server_look server_look(pid_t process) {
    struct server_look look = {-1, -1};
    const struct thread *thread = tree_find(process);
    if (!thread || !thread->is_led) return look;
    const struct timer *alarm = led_alarm(thread);
    if (alarm) look.alarm = alarm->deadline;
    const struct wait *wait = &thread->wait;
    if ((wait->is_underway || wait->begins_again) && !wait->is_own && !wait->is_fired) look.wait = wait->deadline;
    return look;
}
