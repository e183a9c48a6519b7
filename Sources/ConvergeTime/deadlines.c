#include "deadlines.h"

#include "clock.h"
#include "sockets.h"
#include "timerfds.h"
#include "timers.h"
#include "waits.h"

/// A time-out that a socket has itself is a limit, however short it is.
#define LONG_ENOUGH INT64_MAX

/// One of them, by where its parts are.
struct entry {
    nanoseconds deadline, length;
    bool *is_late;
    enum { WAIT, SOCKET, TIMER, FILE_TIMER } kind;
    void *owner;
};

typedef void (*visitor)(const struct entry *entry, void *context);

static void visit_all(visitor visit, void *context) {
    for (struct thread *thread = tree_first(); thread; thread = thread->next) {
        struct wait *wait = &thread->wait;
        struct socket_wait *socket = &thread->socket;
        const struct entry waits = {wait->deadline, wait->length, &wait->is_late, WAIT, thread};
        // One that is stopped has left its call, and begins it again when it goes on.
        if ((wait->is_underway || wait->begins_again) && !wait->is_own && !wait->is_fired) visit(&waits, context);
        const struct entry sockets = {socket->deadline, LONG_ENOUGH, &socket->is_late, SOCKET, thread};
        if (socket->is_armed && !socket->is_fired) visit(&sockets, context);
    }
    for (struct timer *timer = timer_first(); timer; timer = timer->next) {
        const struct entry entry = {timer->deadline, timer->length, &timer->is_late, TIMER, timer};
        if (timer->deadline >= 0 && !timer->is_own) visit(&entry, context);
    }
    for (struct timerfd *timer = timerfd_first(); timer; timer = timer->next) {
        const struct entry entry = {timer->deadline, timer->length, &timer->is_late, FILE_TIMER, timer};
        if (timer->deadline >= 0) visit(&entry, context);
    }
}

/// The earliest, of those that are at least so long.
struct earliest {
    nanoseconds length, next;
};

static void find_next(const struct entry *entry, void *context) {
    struct earliest *earliest = context;
    if (*entry->is_late || entry->length < earliest->length) return;
    if (entry->kind == WAIT && wait_is_idle(&((struct thread *)entry->owner)->wait)) return;
    if (earliest->next < 0 || entry->deadline < earliest->next) earliest->next = entry->deadline;
}

nanoseconds deadline_next(nanoseconds length) {
    struct earliest earliest = {length, -1};
    timerfd_look();
    visit_all(find_next, &earliest);
    return earliest.next;
}

static void count_late(const struct entry *entry, void *context) { *(int *)context += *entry->is_late; }

int deadline_late_count(void) {
    int count = 0;
    visit_all(count_late, &count);
    return count;
}

static void make_late(const struct entry *entry, void *context) {
    (void)context;
    if (entry->deadline <= clock_now()) *entry->is_late = true;
}

void deadline_pass(nanoseconds time) {
    clock_move(time);
    visit_all(make_late, 0);
}

/// The earliest that is due, of those that are late or of those that are not.
struct search {
    bool wants_late;
    struct entry found;
};

static void find_due(const struct entry *entry, void *context) {
    struct search *search = context;
    if (*entry->is_late != search->wants_late || entry->deadline > clock_now()) return;
    if (entry->kind == WAIT && !((struct thread *)entry->owner)->wait.is_underway) return;
    if (!search->found.owner || entry->deadline < search->found.deadline) search->found = *entry;
}

static bool fire_one(bool wants_late) {
    struct search search = {.wants_late = wants_late};
    visit_all(find_due, &search);
    if (!search.found.owner) return false;
    switch (search.found.kind) {
    case WAIT: wait_fire(search.found.owner); break;
    case SOCKET: socket_fire(search.found.owner); break;
    case TIMER: timer_fire(search.found.owner); break;
    case FILE_TIMER: return timerfd_fire(search.found.owner);
    }
    return true;
}

int deadline_fire(void) {
    int count = 0;
    while (fire_one(false)) count++;
    return count;
}

/// So long a nap is at most: a Java machine takes some of up to a millisecond while it brings its threads to a halt, and Go of
/// up to ten.
#define LONGEST_NAP 10000000

static void find_nap(const struct entry *entry, void *context) {
    nanoseconds *next = context;
    if (entry->kind != WAIT || *entry->is_late || entry->length > LONGEST_NAP + AFTER_DEADLINE) return;
    const struct wait *wait = &((struct thread *)entry->owner)->wait;
    if (!wait->is_underway || wait_is_idle(wait)) return;
    if (*next < 0 || entry->deadline < *next) *next = entry->deadline;
}

bool deadline_nap(void) {
    nanoseconds next = -1;
    visit_all(find_nap, &next);
    if (next < 0) return false;
    clock_move(next);
    deadline_fire();
    return true;
}

void deadline_fire_late(void) {
    while (fire_one(true)) {}
}
