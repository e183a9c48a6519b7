#include "protocol.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "deadlines.h"
#include "server.h"
#include "tree.h"

#define MOST_NAPS 500
#define A_SECOND 1000000000

static int control = -1;
static pid_t program;
static bool awaits;
static int naps;
/// The process that the harness has asked about, and waits to be told of; 0 for none.
static pid_t asked;
static char line[256];
static size_t length;

void protocol_start(int socket, pid_t group) {
    control = socket;
    program = group;
}

int protocol_socket(void) { return control; }
bool protocol_awaits(void) { return awaits; }
bool protocol_lets_nap(void) { return naps++ < MOST_NAPS; }

void protocol_say(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    strcat(text, "\n");
    // One that does not read is noticed where it is read from.
    if (control >= 0) (void)!send(control, text, strlen(text), MSG_NOSIGNAL);
}

void protocol_tell_settled(void) {
    awaits = false;
    protocol_say("settled %lld %lld %lld %d", (long long)clock_now(), (long long)deadline_next(0),
                 (long long)deadline_next(A_SECOND), deadline_late_count());
}

void protocol_answer(bool (*is_asleep)(pid_t process)) {
    if (asked == 0) return;
    const pid_t process = asked;
    asked = 0;
    const bool sleeps = is_asleep(process);
    const struct server_look look = server_look(process);
    protocol_say("look %d %d %lld %lld", process, sleeps, (long long)look.alarm, (long long)look.wait);
}

static void read_word(const struct thread *thread, const char *name, char *word, size_t size) {
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/task/%d/%s", thread->process, thread->id, name);
    FILE *file = fopen(path, "re");
    word[0] = 0;
    if (!file) return;
    if (fgets(word, (int)size, file)) word[strcspn(word, "\n")] = 0;
    fclose(file);
}

static void tell_threads(void) {
    for (struct thread *thread = tree_first(); thread; thread = thread->next) {
        char name[32], call[32];
        read_word(thread, "comm", name, sizeof name);
        read_word(thread, "syscall", call, sizeof call);
        call[strcspn(call, " ")] = 0;
        const bool waits = thread->wait.is_underway || thread->wait.begins_again;
        protocol_say("thread %d (%s) is in call %s%s", thread->id, name, call[0] ? call : "?",
                     thread->is_held ? ", stopped" : waits ? ", for a time" : "");
    }
    protocol_say("end");
}

static void obey(const char *text) {
    char word[16];
    long long number = 0;
    if (sscanf(text, "%15s %lld", word, &number) < 1) return;
    if (strcmp(word, "await") == 0) {
        awaits = true;
        naps = 0;
    }
    if (strcmp(word, "who") == 0) tell_threads();
    if (strcmp(word, "pass") == 0) deadline_pass(number);
    if (strcmp(word, "late") == 0) deadline_fire_late();
    if (strcmp(word, "signal") == 0) kill(-program, (int)number);
    if (strcmp(word, "time") == 0) {
        clock_move(number);
        server_agree();
    }
    if (strcmp(word, "date") == 0) {
        clock_show(number);
        server_agree();
    }
    if (strcmp(word, "lead") == 0) server_lead((pid_t)number);
    if (strcmp(word, "hurry") == 0) server_hurry((pid_t)number);
    if (strcmp(word, "fire") == 0) server_fire((pid_t)number);
    if (strcmp(word, "renew") == 0) server_renew((pid_t)number);
    if (strcmp(word, "look") == 0) asked = (pid_t)number;
    if (strcmp(word, "advance") == 0) {
        clock_move(number);
        deadline_fire();
    }
}

bool protocol_hear(void) {
    char bytes[256];
    while (1) {
        const ssize_t count = recv(control, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count == 0) return false;
        if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        for (ssize_t index = 0; index < count; index++) {
            if (bytes[index] != '\n') {
                if (length < sizeof line - 1) line[length++] = bytes[index];
                continue;
            }
            line[length] = 0;
            length = 0;
            obey(line);
        }
    }
}
