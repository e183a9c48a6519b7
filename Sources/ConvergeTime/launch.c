#include "launch.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "filter.h"
#include "memory.h"
#include "registers.h"
#include "server.h"

static const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
    | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP;

static char sentence[256];

static _Noreturn void become(char *const words[], int gate, pid_t parent) {
    char byte;
    // It ends with its tracer, and is not run without.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || setpgid(0, 0) != 0 || read(gate, &byte, 1) != 1) _exit(126);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
    if (filter_install(server_is()) != 0) {
        fprintf(stderr, "converge-time: no filter could be installed: %s\n", strerror(errno));
        _exit(126);
    }
    execv(words[0], words);
    fprintf(stderr, "converge-time: %s could not be started: %s\n", words[0], strerror(errno));
    _exit(127);
}

static const char *reason(int code) {
    FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
    int scope = 0;
    if (file) {
        if (fscanf(file, "%d", &scope) != 1) scope = 0;
        fclose(file);
    }
    if (scope > 1) {
        snprintf(sentence, sizeof sentence, "kernel.yama.ptrace_scope is %d, which keeps programs from tracing their own",
                 scope);
    } else {
        snprintf(sentence, sizeof sentence,
                 "the system does not let a program be traced by the one that starts it (%s): a debugger is attached, or a "
                 "filter of the container's is in the way",
                 strerror(code));
    }
    return sentence;
}

static const char *kernel_is_too_old(void) {
    struct utsname name;
    int major = 0, minor = 0;
    if (uname(&name) != 0 || sscanf(name.release, "%d.%d", &major, &minor) != 2) return NULL;
    if (major > 4 || (major == 4 && minor >= 8)) return NULL;
    snprintf(sentence, sizeof sentence, "it takes Linux 4.8 or newer, and this is %s", name.release);
    return sentence;
}

pid_t launch(char *const words[], const char **refusal) {
    *refusal = kernel_is_too_old();
    if (*refusal) return -1;
    int gate[2];
    if (pipe2(gate, 0x80000 /* O_CLOEXEC */) != 0) {
        *refusal = strerror(errno);
        return -1;
    }
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        become(words, gate[0], parent);
    }
    close(gate[0]);
    if (child < 0 || ptrace(PTRACE_SEIZE, child, 0, options) != 0) {
        *refusal = reason(errno);
        if (child > 0) kill(child, SIGKILL);
        close(gate[1]);
        return -1;
    }
    const ssize_t written = write(gate[1], "", 1);
    close(gate[1]);
    if (written != 1) {
        *refusal = "the program ended before it began";
        return -1;
    }
    // Each thread has three files open here.
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    return child;
}

void launch_hide_clocks(pid_t thread) {
    struct registers registers;
    uint64_t word, place;
    if (!registers_read(thread, &registers)) return;
    place = stack_place(&registers);
    // The number of arguments, the arguments and a NULL, the environment and a NULL, pairs of kind and value.
    if (!word_read(thread, place, &word)) return;
    place += 8 * (word + 2);
    do {
        if (!word_read(thread, place, &word)) return;
        place += 8;
    } while (word != 0);
    while (word_read(thread, place, &word) && word != AT_NULL) {
        if (word == AT_SYSINFO_EHDR) word_write(thread, place, AT_IGNORE);
        place += 16;
    }
}
