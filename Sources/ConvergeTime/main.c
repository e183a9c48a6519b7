// converge-time: runs a program, and all that it starts, under virtual time.
//
//     converge-time --check
//         says whether that can be had here: 0, or 69 and why
//     converge-time SOCKET DATE TIME ABSOLUTE-PATH [ARGUMENT...]
//     converge-time --server SOCKET DATE TIME ABSOLUTE-PATH [ARGUMENT...]
//         a socket that is open; the date at time 0 in nanoseconds since 1970, 0 for the true one; the time to begin with
//
// It ends as the program ends, and what the program has started ends with it.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "deadlines.h"
#include "launch.h"
#include "protocol.h"
#include "server.h"
#include "settled.h"
#include "tracer.h"

#define UNAVAILABLE 69
#define BRIEF 20000
#define LONG 500000

/// Signals that are for the program, and are passed on to it.
static const int passed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

/// Ends as the program did.
static _Noreturn void end_as(int status) {
    if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
    const int number = WTERMSIG(status);
    prctl(PR_SET_DUMPABLE, 0);
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    kill(getpid(), number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + number);
}

/// A file that can be read from once a child has stopped or a signal has come.
static int open_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) sigaddset(&set, passed_on[index]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void take_signals(int signals, pid_t program) {
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo != SIGCHLD) kill(-program, (int)info.ssi_signo);
}

/// Waits until something has stopped, or the harness says something, or a look is due.
static void wait_for_more(int signals, nanoseconds time) {
    struct pollfd files[] = {{signals, POLLIN, 0}, {protocol_socket(), POLLIN, 0}};
    const struct timespec pause = {time / 1000000000, time % 1000000000};
    ppoll(files, 2, time < 0 ? NULL : &pause, NULL);
}

static bool is_asleep(pid_t process) { return process_is_asleep(process, tracer_take_all); }

static int run(int signals, pid_t program) {
    int status;
    nanoseconds pause = BRIEF;
    while (1) {
        const bool was_nothing = tracer_take_all();
        if (tracer_has_ended(&status)) return status;
        if (protocol_socket() >= 0 && !protocol_hear()) return SIGKILL;
        if (!was_nothing) pause = BRIEF;
        protocol_answer(is_asleep);
        if (protocol_awaits() && tree_is_settled(tracer_take_all)) {
            clock_waited();
            // What was due when it was asked for has no wait.
            if (deadline_fire() == 0 && !(protocol_lets_nap() && deadline_nap())) protocol_tell_settled();
            pause = BRIEF;
        } else if (was_nothing) {
            wait_for_more(signals, protocol_awaits() ? pause : -1);
            pause = pause * 2 < LONG ? pause * 2 : LONG;
        }
        take_signals(signals, program);
    }
}

static int check(char *const self) {
    char *const words[] = {self, "--nothing", NULL};
    const char *refusal;
    const int signals = open_signals();
    const pid_t program = launch(words, &refusal);
    if (program > 0) {
        tracer_start(program);
        const int status = run(signals, program);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
        refusal = "a program that is traced does not run here";
    }
    fprintf(stderr, "converge-time: %s.\n", refusal);
    return UNAVAILABLE;
}

/// The harness's socket, by its number: kept from the program, which finds nothing to read where it was.
static int take_socket(int number) {
    const int own = fcntl(number, F_DUPFD_CLOEXEC, 3);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (own < 0 || nothing < 0) return -1;
    if (number == 0) {
        dup2(nothing, 0);
    } else {
        close(number);
    }
    close(nothing);
    return own;
}

int main(int count, char **words) {
    if (count == 2 && strcmp(words[1], "--nothing") == 0) return time(NULL) == 0;
    if (count == 2 && strcmp(words[1], "--check") == 0) {
        clock_start(0, 0);
        return check("/proc/self/exe");
    }
    if (count > 1 && strcmp(words[1], "--server") == 0) {
        server_start();
        words++;
        count--;
    }
    if (count < 5) {
        fprintf(stderr, "usage: converge-time --check | converge-time [--server] SOCKET DATE TIME PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    const int signals = open_signals();
    const int control = take_socket(atoi(words[1]));
    if (control < 0) {
        fprintf(stderr, "converge-time: %s is no open socket\n", words[1]);
        return 64;
    }
    clock_start(atoll(words[2]), atoll(words[3]));
    const char *refusal;
    const pid_t program = launch(words + 4, &refusal);
    protocol_start(control, program);
    if (program < 0) {
        protocol_say("refused %s", refusal);
        return UNAVAILABLE;
    }
    tracer_start(program);
    protocol_say("ready %d", program);
    end_as(run(signals, program));
}
