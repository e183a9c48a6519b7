// Every kind of wait with a time-out.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

static int ends[2];

static struct timespec moment(clockid_t clock, int seconds) {
    struct timespec time;
    clock_gettime(clock, &time);
    time.tv_sec += seconds;
    return time;
}

static void descriptors(void) {
    struct pollfd file = {ends[0], POLLIN, -1};
    int result = poll(&file, 1, 45000);
    took("poll", 45, result == 0 && file.revents == 0);
    struct timespec time = {7, 500000000};
    result = ppoll(&file, 1, &time, NULL);
    took("ppoll", 7.5, result == 0);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    struct timeval value = {3, 0};
    result = select(ends[0] + 1, &set, NULL, NULL, &value);
    took("select", 3, result == 0 && !FD_ISSET(ends[0], &set) && value.tv_sec == 0);
    FD_SET(ends[0], &set);
    time = (struct timespec){4, 0};
    result = pselect(ends[0] + 1, &set, NULL, NULL, &time, NULL);
    took("pselect", 4, result == 0 && !FD_ISSET(ends[0], &set));
    const int queue = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {0}};
    epoll_ctl(queue, EPOLL_CTL_ADD, ends[0], &event);
    result = epoll_wait(queue, &event, 1, 9000);
    took("epoll_wait", 9, result == 0);
    result = epoll_pwait(queue, &event, 1, 2000, NULL);
    took("epoll_pwait", 2, result == 0);
    time = (struct timespec){6, 0};
    result = (int)syscall(441, queue, &event, 1, &time, NULL, 8);
    took("epoll_pwait2", result < 0 ? 0 : 6, result == 0 || errno == ENOSYS);
}

static void sleeps(void) {
    struct timespec time = {100, 1};
    took("nanosleep", 100, nanosleep(&time, NULL) == 0);
    time = moment(CLOCK_REALTIME, 50);
    took("a moment of the date", 50, clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, NULL) == 0);
    time = moment(CLOCK_MONOTONIC, 5);
    took("a moment", 5, clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == 0);
    time = moment(CLOCK_MONOTONIC, -5);
    took("a moment that is past", 0, clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == 0);
    sleep(1);
    usleep(500000);
    took("sleep and usleep", 1.5, 1);
}

static void *sleeper(void *seconds) {
    const struct timespec time = {(long)seconds, 0};
    nanosleep(&time, NULL);
    return NULL;
}

static void threads(void) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_t condition, dated = PTHREAD_COND_INITIALIZER;
    pthread_cond_init(&condition, &attributes);
    pthread_mutex_lock(&mutex);
    struct timespec time = moment(CLOCK_MONOTONIC, 33);
    took("a condition", 33, pthread_cond_timedwait(&condition, &mutex, &time) == ETIMEDOUT);
    time = moment(CLOCK_REALTIME, 34);
    took("a condition by the date", 34, pthread_cond_timedwait(&dated, &mutex, &time) == ETIMEDOUT);
    time = moment(CLOCK_REALTIME, 8);
    took("a mutex", 8, pthread_mutex_timedlock(&mutex, &time) == ETIMEDOUT);
    sem_t semaphore;
    sem_init(&semaphore, 0, 0);
    time = moment(CLOCK_REALTIME, 12);
    took("a semaphore", 12, sem_timedwait(&semaphore, &time) < 0 && errno == ETIMEDOUT);
    pthread_t thread;
    pthread_create(&thread, NULL, sleeper, (void *)40L);
    pthread_join(thread, NULL);
    took("a thread", 40, 1);
    const int set = semget(IPC_PRIVATE, 1, 0600);
    struct sembuf wanted = {0, -1, 0};
    time = (struct timespec){6, 0};
    took("semtimedop", set < 0 ? 0 : 6, set < 0 || (semtimedop(set, &wanted, 1, &time) < 0 && errno == EAGAIN));
    if (set >= 0) semctl(set, 0, IPC_RMID);
}

static void others(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    struct timespec time = {13, 0};
    took("sigtimedwait", 13, sigtimedwait(&signals, NULL, &time) < 0 && errno == EAGAIN);
    int pair[2], status;
    char byte;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return;
    struct timeval value = {19, 0};
    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
    took("a socket's own", 19, recv(pair[0], &byte, 1, 0) < 0 && errno == EAGAIN);
    took("a socket's own, again", 19, read(pair[0], &byte, 1) < 0 && errno == EAGAIN);
    const int number = pair[0];
    close(pair[0]);
    close(pair[1]);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return;
    pid_t child = fork();
    if (child == 0) {
        sleep(100);
        _exit(write(pair[1], "x", 1) != 1);
    }
    took("another socket of that number", 100, pair[0] == number && read(pair[0], &byte, 1) == 1);
    waitpid(child, &status, 0);
    child = fork();
    if (child == 0) {
        sleep(30);
        _exit(3);
    }
    waitpid(child, &status, 0);
    took("a child", 30, WEXITSTATUS(status) == 3);
    child = vfork();
    if (child == 0) {
        execl("/bin/sleep", "sleep", "25", NULL);
        _exit(9);
    }
    waitpid(child, &status, 0);
    took("another program", 25, status == 0);
    child = fork();
    if (child == 0) {
        sleep(4);
        _exit(write(ends[1], "x", 1) != 1);
    }
    struct pollfd file = {ends[0], POLLIN, 0};
    const int result = poll(&file, 1, 60000);
    took("what comes before its time", 4, result == 1 && file.revents == POLLIN);
    waitpid(child, &status, 0);
}

static void clocks(void) {
    const double end = now() + 0.01;
    while (now() < end) {}
    took("a spin", 0.01, 1);
    struct timeval value;
    struct timespec time;
    gettimeofday(&value, NULL);
    clock_gettime(CLOCK_REALTIME, &time);
    took("dates", 0, time.tv_sec - value.tv_sec <= 1 && time.tv_sec > 1700000000);
    took("setting the date", 0, clock_settime(CLOCK_REALTIME, &time) < 0 && errno == EPERM);
}

int main(void) {
    if (pipe(ends) != 0) return 2;
    start = now();
    descriptors();
    sleeps();
    threads();
    others();
    clocks();
    return finish();
}
