// Threads and children that sleep for random times, work in between, and wake one another in every way.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS 4

static int channels[THREADS][2];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static void rest(unsigned *seed) {
    const struct timespec time = {rand_r(seed) % 3, rand_r(seed) % 1000000000};
    nanosleep(&time, NULL);
}

static void work(unsigned *seed) {
    volatile unsigned sum = 0;
    for (unsigned count = rand_r(seed) % 200000; count > 0; count--) sum += count;
}

/// A connection over the loopback address: small writes wait there until earlier ones are acknowledged.
static void connect_pair(int pair[2]) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof place;
    if (bind(listener, (struct sockaddr *)&place, length) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&place, &length) != 0)
        exit(2);
    pair[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(pair[0], (struct sockaddr *)&place, length) != 0) exit(2);
    pair[1] = accept(listener, NULL, NULL);
    close(listener);
}

/// Takes what comes and sends it back.
static void *answer(void *descriptor) {
    char byte;
    unsigned seed = 7;
    while (read(*(int *)descriptor, &byte, 1) == 1) {
        work(&seed);
        if (write(*(int *)descriptor, &byte, 1) != 1) break;
    }
    return NULL;
}

static void *live(void *channel) {
    unsigned seed = (unsigned)(long)((int *)channel)[0];
    const int descriptor = ((int *)channel)[0];
    char bytes[2];
    while (1) {
        work(&seed);
        switch (rand_r(&seed) % 5) {
        case 0: rest(&seed); break;
        case 1: {
            const pid_t child = fork();
            if (child == 0) {
                rest(&seed);
                _exit(0);
            }
            waitpid(child, NULL, 0);
            break;
        }
        case 2:
            // In two parts, the second of which is held back until the first is acknowledged.
            if (write(descriptor, "a", 1) != 1 || write(descriptor, "b", 1) != 1) exit(2);
            for (int count = 0; count < 2; count++)
                if (read(descriptor, bytes, 1) != 1) exit(2);
            break;
        case 3: {
            struct timespec time;
            clock_gettime(CLOCK_REALTIME, &time);
            time.tv_sec += 1 + rand_r(&seed) % 5;
            pthread_mutex_lock(&mutex);
            pthread_cond_timedwait(&condition, &mutex, &time);
            pthread_mutex_unlock(&mutex);
            break;
        }
        default: pthread_cond_broadcast(&condition); break;
        }
    }
    return NULL;
}

int main(void) {
    pthread_t thread;
    for (int index = 0; index < THREADS; index++) {
        connect_pair(channels[index]);
        pthread_create(&thread, NULL, answer, &channels[index][1]);
        pthread_create(&thread, NULL, live, &channels[index][0]);
    }
    pause();
}
