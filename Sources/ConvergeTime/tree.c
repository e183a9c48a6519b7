#include "tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

static struct thread *first;

struct thread *tree_first(void) { return first; }

struct thread *tree_find(pid_t id) {
    for (struct thread *thread = first; thread; thread = thread->next)
        if (thread->id == id) return thread;
    return NULL;
}

struct thread *tree_thread(pid_t id) {
    struct thread *thread = tree_find(id);
    if (thread) return thread;
    thread = calloc(1, sizeof *thread);
    if (!thread) abort();
    thread->id = id;
    thread->stat_file = thread->turns_file = thread->call_file = -1;
    thread->next = first;
    first = thread;
    return thread;
}

static void close_files(struct thread *thread) {
    if (thread->stat_file >= 0) close(thread->stat_file);
    if (thread->turns_file >= 0) close(thread->turns_file);
    if (thread->call_file >= 0) close(thread->call_file);
    thread->stat_file = thread->turns_file = thread->call_file = -1;
}

void tree_remove(pid_t id) {
    for (struct thread **place = &first; *place; place = &(*place)->next) {
        struct thread *thread = *place;
        if (thread->id != id) continue;
        *place = thread->next;
        close_files(thread);
        free(thread);
        return;
    }
}

void tree_keep_only(pid_t process, pid_t id) {
    struct thread **place = &first;
    while (*place) {
        struct thread *thread = *place;
        if (thread->process != process || thread->id == id) {
            place = &thread->next;
            continue;
        }
        *place = thread->next;
        close_files(thread);
        free(thread);
    }
    // The thread that goes on has taken the leader's number, and the leader's files with it.
    struct thread *rest = tree_find(id);
    if (rest) close_files(rest);
}

/// A number in `/proc/ID/status`; 0 if there is none.
static pid_t status_number(pid_t thread, const char *form) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    return proc_number(path, form, 0);
}

pid_t tree_process_of(pid_t thread) { return status_number(thread, "Tgid: %d"); }

pid_t tree_tracer_of(pid_t thread) { return status_number(thread, "TracerPid: %d"); }

static int open_file(const struct thread *thread, const char *name) {
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/task/%d/%s", thread->process, thread->id, name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

void tree_open_files(struct thread *thread) {
    if (thread->stat_file < 0) thread->stat_file = open_file(thread, "stat");
    if (thread->turns_file < 0) thread->turns_file = open_file(thread, "schedstat");
    if (thread->call_file < 0) thread->call_file = open_file(thread, "syscall");
}
