#include <libpq-fe.h>

// What Swift's Glibc module leaves out of the system's headers.
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>

int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout, const sigset_t *signals);
