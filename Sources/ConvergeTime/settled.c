#include "settled.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sockets.h"

/// What a thread's files below /proc say.
struct look {
    char state;
    uint64_t turns;
    char call[160];
};

static bool read_text(int file, char *text, size_t size) {
    const ssize_t length = file < 0 ? -1 : pread(file, text, size - 1, 0);
    if (length <= 0) return false;
    text[length] = 0;
    return true;
}

/// Reads a thread's files; false if it is gone.
static bool read_look(struct thread *thread, struct look *look) {
    char text[512];
    tree_open_files(thread);
    if (!read_text(thread->stat_file, text, sizeof text)) return false;
    // The name stands in parentheses, and may hold some itself.
    const char *end = strrchr(text, ')');
    if (!end || strlen(end) < 3) return false;
    look->state = end[2];
    if (!read_text(thread->turns_file, text, sizeof text)) return false;
    const char *space = strrchr(text, ' ');
    look->turns = space ? strtoull(space, NULL, 10) : 0;
    // Empty where it may not be read.
    if (!read_text(thread->call_file, look->call, sizeof look->call)) look->call[0] = 0;
    return true;
}

static bool is_asleep(const struct thread *thread, const struct look *look) {
    switch (look->state) {
    case 'Z':
    case 'X': return true;
    case 'S':
    case 'T': return strncmp(look->call, "running", 7) != 0;
    // Stopped by the tracer: settled only in a group that is stopped.
    case 't': return thread->is_held;
    case 'D': return thread->is_vforking;
    default: return false;
    }
}

static bool has_more_to_come(const struct thread *thread) {
    return !thread->is_attached || thread->wait.is_fired || thread->socket.is_fired
        || thread->injection != INJECTION_NONE;
}

/// The first look at a thread.
static bool seems_asleep(struct thread *thread) {
    struct look look;
    if (has_more_to_come(thread) || !read_look(thread, &look) || !is_asleep(thread, &look)) return false;
    thread->state = look.state;
    thread->turns = look.turns;
    socket_look(thread, look.call, look.turns);
    return true;
}

/// The second look at it.
static bool has_not_moved(struct thread *thread) {
    struct look look;
    if (has_more_to_come(thread) || !read_look(thread, &look)) return false;
    return look.state == thread->state && look.turns == thread->turns && is_asleep(thread, &look);
}

bool tree_is_settled(bool (*nothing_waits)(void)) {
    if (!nothing_waits() || !tree_first()) return false;
    for (struct thread *thread = tree_first(); thread; thread = thread->next)
        if (!seems_asleep(thread)) return false;
    if (connections_hold_back() || !nothing_waits()) return false;
    for (struct thread *thread = tree_first(); thread; thread = thread->next)
        if (!has_not_moved(thread)) return false;
    return nothing_waits();
}

bool process_is_asleep(pid_t process, bool (*nothing_waits)(void)) {
    if (!nothing_waits()) return false;
    for (struct thread *thread = tree_first(); thread; thread = thread->next)
        if (thread->process == process && !seems_asleep(thread)) return false;
    if (!nothing_waits()) return false;
    for (struct thread *thread = tree_first(); thread; thread = thread->next)
        if (thread->process == process && !has_not_moved(thread)) return false;
    return nothing_waits();
}
