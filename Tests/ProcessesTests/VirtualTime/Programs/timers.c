// Every kind of timer.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "measure.h"

static volatile int caught;

static void handle(int signal) { caught = signal; }

static void alarms(int descriptor) {
    char byte;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    sigaction(SIGALRM, &action, NULL);
    alarm(45);
    took("alarm", 45, read(descriptor, &byte, 1) < 0 && errno == EINTR && caught == SIGALRM);
    alarm(100);
    struct timespec time = {10, 0}, rest;
    nanosleep(&time, NULL);
    took("what is left of an alarm", 10, alarm(0) == 90);
    caught = 0;
    alarm(5);
    time = (struct timespec){20, 0};
    const int result = nanosleep(&time, &rest);
    took("an alarm in a sleep", 5, result < 0 && errno == EINTR && caught == SIGALRM && rest.tv_sec == 14);
    caught = 0;
    alarm(5);
    struct pollfd file = {descriptor, POLLIN, 0};
    took("an alarm in a poll", 5, poll(&file, 1, 20000) < 0 && errno == EINTR && caught == SIGALRM);
    struct itimerval setting = {{3, 0}, {2, 0}};
    caught = 0;
    setitimer(ITIMER_REAL, &setting, NULL);
    pause();
    took("setitimer", 2, caught == SIGALRM);
    pause();
    getitimer(ITIMER_REAL, &setting);
    took("setitimer, again", 3, setting.it_interval.tv_sec == 3);
    memset(&setting, 0, sizeof setting);
    setitimer(ITIMER_REAL, &setting, NULL);
}

static void created(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    timer_t timer;
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGUSR1;
    event.sigev_value.sival_int = 77;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) failures++;
    struct itimerspec setting = {{0, 0}, {21, 0}};
    timer_settime(timer, 0, &setting, NULL);
    siginfo_t info;
    const int result = sigwaitinfo(&signals, &info);
    took("timer_create", 21, result == SIGUSR1 && info.si_value.sival_int == 77 && info.si_code == SI_TIMER);
    timer_settime(timer, 0, &setting, NULL);
    struct timespec time = {5, 0};
    nanosleep(&time, NULL);
    timer_gettime(timer, &setting);
    took("timer_gettime", 5, setting.it_value.tv_sec >= 15 && setting.it_value.tv_sec <= 16);
    timer_delete(timer);
    clock_gettime(CLOCK_REALTIME, &setting.it_value);
    setting.it_value.tv_sec += 6;
    timer_create(CLOCK_REALTIME, &event, &timer);
    timer_settime(timer, TIMER_ABSTIME, &setting, NULL);
    took("timer_create by the date", 6, sigwaitinfo(&signals, &info) == SIGUSR1);
}

static void files(void) {
    uint64_t count = 0;
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec setting = {{5, 0}, {17, 0}};
    timerfd_settime(timer, 0, &setting, NULL);
    int result = (int)read(timer, &count, 8);
    took("timerfd", 17, result == 8 && count == 1);
    struct pollfd file = {timer, POLLIN, 0};
    result = poll(&file, 1, -1);
    took("timerfd, again", 5, result == 1);
    result = (int)read(timer, &count, 8);
    const int queue = epoll_create1(0);
    struct epoll_event one = {EPOLLIN, {0}};
    epoll_ctl(queue, EPOLL_CTL_ADD, timer, &one);
    result = epoll_wait(queue, &one, 1, -1);
    took("timerfd, in epoll", 5, result == 1 && read(timer, &count, 8) == 8 && count == 1);
    took("timerfd, not yet", 2, poll(&file, 1, 2000) == 0);
    result = epoll_wait(queue, &one, 1, 60000);
    took("timerfd, in a timed wait", 3, result == 1);
    count = 0;
    timerfd_gettime(timer, &setting);
    took("timerfd_gettime", 0, setting.it_interval.tv_sec == 5 && setting.it_value.tv_sec >= 4);
    close(timer);
    struct timespec time = {30, 0};
    nanosleep(&time, NULL);
    took("timerfd, closed", 30, 1);
}

int main(void) {
    int ends[2];
    if (pipe(ends) != 0) return 2;
    start = now();
    alarms(ends[0]);
    created();
    files();
    return finish();
}
