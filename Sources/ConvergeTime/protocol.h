// What the harness says and asks over its socket: a line each.
//
// | the harness      | answer                                        |                                                      |
// | ---------------- | --------------------------------------------- | ---------------------------------------------------- |
// |                  | `ready PID`, or `refused SENTENCE`            | once, at the start; the program's number             |
// | `await`          | `settled NOW NEXT LIMIT LATE`, once that is so | nanoseconds: the time, the next deadline, the next of a wait of at least a second; -1 for none. How many are late |
// | `advance TIME`   |                                               | time moves, and all that is due fires                |
// | `pass TIME`      |                                               | time moves, and what is due becomes late             |
// | `late`           |                                               | what is late fires                                   |
// | `signal NUMBER`  |                                               | to the program's process group                       |
// | `who`            | a line for each thread, and `end`             | what each does, for people                           |
//
// Of a server, of which each process waits by itself (`server.h`), besides `who`:
//
// | the harness      | answer                                        |                                                      |
// | ---------------- | --------------------------------------------- | ---------------------------------------------------- |
// | `time TIME`      |                                               | time moves, and nothing fires                        |
// | `date DATE`      |                                               | it is this date now, in nanoseconds since 1970       |
// | `lead PID`       |                                               | what this process waits for the harness ends         |
// | `fire PID`       |                                               | what is due of it fires                              |
// | `renew PID`      |                                               | its alarm comes, due or not, and is set anew         |
// | `hurry PID`      |                                               | its waits pass at once, and its time with them       |
// | `look PID`       | `look PID ASLEEP ALARM WAIT`                  | 1 if it sleeps; its deadlines, -1 for none           |
//
// The end of the socket is the end of the tree.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/// Begins on a socket; -1 for none.
void protocol_start(int socket, pid_t group);
/// The socket.
int protocol_socket(void);
/// Takes in what the harness has said; false if it is gone.
bool protocol_hear(void);
/// Whether the harness waits for the tree to settle.
bool protocol_awaits(void);
/// Whether the tree may take one more nap before it counts as settled: one that takes them without end does.
bool protocol_lets_nap(void);
/// Says what was asked about a process.
///
/// - is_asleep: tells whether a process sleeps.
void protocol_answer(bool (*is_asleep)(pid_t process));
/// Tells that it has.
void protocol_tell_settled(void);
/// Says a line.
void protocol_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
