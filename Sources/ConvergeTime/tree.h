// The threads of the tree of processes that runs under virtual time.
#pragma once

#include "memory.h"
#include "registers.h"

/// What a thread waits for whose time-out has been taken from the kernel.
struct wait {
    /// Whether it is in the kernel with an endless wait instead of its own.
    bool is_underway;
    /// Whether it has been interrupted, and begins the same call again unless a handler runs.
    bool begins_again;
    /// Whether its time has come: it is being interrupted to be told so.
    bool is_fired;
    /// Whether its time came while the tree was frozen: it waits to be told so.
    bool is_late;
    /// Whether it is the process's own, with the time-out that it has.
    bool is_own;
    /// When it is told that its time has come, and how long that was when it began to wait.
    nanoseconds deadline, length;
    /// How often in a row the same call has been made again once its time was over, and nothing else was asked in between:
    /// a program that looks around every now and then, for what does not come by the clock.
    int repeats;
    /// Whether its time was over when it ended last.
    bool was_over;
    /// Its registers as it came.
    struct registers entry;
    /// What it is answered then.
    int64_t answer;
};

/// A blocked call on a socket that has a time-out of its own.
struct socket_wait {
    bool is_armed, is_fired, is_late;
    nanoseconds deadline;
    int64_t answer;
    /// How often the thread had run when the deadline was noted.
    uint64_t turns;
};

/// A call that the thread is made to make for the tracer.
enum injection { INJECTION_NONE, INJECTION_WANTED, INJECTION_ENTERS, INJECTION_LEAVES };

struct thread {
    pid_t id, process;
    /// Whether it has stopped for the first time.
    bool is_attached;
    /// Whether its group is stopped, as by SIGSTOP.
    bool is_held;
    /// Whether it waits for a child that it has vforked.
    bool is_vforking;
    struct wait wait;
    struct socket_wait socket;
    enum injection injection;
    int injected_descriptor;
    struct registers before_injection;
    /// A signal that came during an injection, and is sent again behind it; 0 for none.
    int deferred_signal;
    /// Open files below /proc, and what they said at the first look: -1 where none is open yet.
    int stat_file, turns_file, call_file;
    char state;
    uint64_t turns;
    /// Of a server's: whether its timers fire when the harness says so, or its waits pass at once; its own time, where that
    /// is ahead of the tree's, and the time of an alarm of its own while it handles that; how often it has read the clock
    /// since the tree's time was told.
    bool is_led, is_hurried;
    nanoseconds own_time, alarm_time, reads;
    struct thread *next;
};

/// The thread of that number, which is made if there is none.
struct thread *tree_thread(pid_t id);
/// The thread of that number; NULL if there is none.
struct thread *tree_find(pid_t id);
/// Forgets a thread that has ended.
void tree_remove(pid_t id);
/// Forgets all threads of a process but one, when it has become another program.
void tree_keep_only(pid_t process, pid_t id);
/// The first thread; each leads to the next. NULL if there is none.
struct thread *tree_first(void);
/// The process that a thread belongs to, as /proc says; 0 if it is gone.
pid_t tree_process_of(pid_t thread);

/// The process that traces a thread; 0 if it is not traced, has been seen to end, or is gone.
pid_t tree_tracer_of(pid_t thread);
/// Opens a thread's files below /proc.
void tree_open_files(struct thread *thread);
