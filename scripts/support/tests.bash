# Sourced by the scripts that run tests. Defines functions, runs nothing.
# shellcheck shell=bash

# Runs all tests of what `swift build --build-tests` has built: run_tests [OPTION OF swift test...]
run_tests() {
    # How many tests run at once. Swift would begin them all: programs that a test has started would work on while their test
    # waits behind hundreds of others for its turn to end them.
    local -x SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6
    # Tests that start many runs of the program at once come last: beside them the others would wait for a processor for
    # longer than their time limits allow.
    local crowded='CleanupTests|ForeignServerTests|HostileTests|OddServerTests|ParallelTests' status=0
    swift test --skip-build --parallel "$@" --skip "$crowded" || status=$?
    swift test --skip-build --parallel "$@" --filter "$crowded" || status=$?
    return "$status"
}
