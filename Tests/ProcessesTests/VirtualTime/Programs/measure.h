// Says of each wait how long it took by the clock, and whether that is what it should be.
#include <stdio.h>
#include <time.h>

static double start;
static int failures;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/// A wait has ended, which began where the last one ended: so many seconds, and `is_right` says the rest.
static void took(const char *name, double seconds, int is_right) {
    const double passed = now() - start;
    const int is_good = is_right && passed > seconds - 0.0001 && passed < seconds + 0.0005;
    if (!is_good) {
        printf("%s: %.6f s and not %.6f s, answer %s\n", name, passed, seconds, is_right ? "right" : "wrong");
        failures++;
    }
    start = now();
}

static int finish(void) {
    if (failures == 0) printf("right\n");
    return failures != 0;
}
