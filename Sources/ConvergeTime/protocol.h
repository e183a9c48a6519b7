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
/// Tells that it has.
void protocol_tell_settled(void);
/// Says a line.
void protocol_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
