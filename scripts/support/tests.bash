# Sourced by the scripts that run tests. Defines functions, runs nothing.
# shellcheck shell=bash

# Has tests make their clusters in memory, unless TMPDIR says where: they make hundreds, and some file systems become slower
# with each that is removed. Not where there is no room, or programs may not be run.
use_memory() {
    local probe
    [[ -z ${TMPDIR-} && -w /dev/shm ]] || return 0
    (($(df --output=avail --block-size=1G /dev/shm | tail -n 1) >= 4)) || return 0
    probe=$(mktemp /dev/shm/converge-probe-XXXXXX) || return 0
    if cp -- /bin/true "$probe" && chmod u+x "$probe" && "$probe" 2>/dev/null; then export TMPDIR=/dev/shm; fi
    rm -f -- "$probe"
}

# Has the tests of programs as workers find a Python with psycopg: the caller's, else one in a virtual environment below
# XDG_CACHE_HOME. Where PyPI is out of reach, and the environment is not there from an earlier run, they are skipped by name.
provide_psycopg() {
    [[ -z ${CONVERGE_TEST_PYTHON-} ]] || return 0
    if ! command -v python3 >/dev/null || python3 -c 'import psycopg' 2>/dev/null; then return 0; fi
    local python
    # It ends the shell that it fails in; pip would ask again and again where no network is.
    python=$(PIP_RETRIES=1 PIP_DEFAULT_TIMEOUT=15 && export PIP_RETRIES PIP_DEFAULT_TIMEOUT &&
        virtual_environment tests "$root/scripts/support/tests/requirements.txt" &&
        printf '%s' "$environment/bin/python") || {
        complain "the tests that need psycopg are skipped: scripts/test finds none, and cannot get it from PyPI."
        return 0
    }
    export CONVERGE_TEST_PYTHON=$python
}

# Runs all tests of what `swift build --build-tests` has built, and names the slowest: run_tests [OPTION OF swift test...]
run_tests() {
    use_memory
    # How many tests run at once. Swift would begin them all: programs that a test has started would work on while their test
    # waits behind hundreds of others for its turn to end them.
    local -x SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6
    # Each test adds a line to it: its seconds, a tab, its name.
    local -x CONVERGE_TEST_TIMES
    CONVERGE_TEST_TIMES=$(mktemp)
    # Tests that start many runs of the program at once come last: beside them the others would wait for a processor for
    # longer than their time limits allow.
    local crowded='CleanupTests|ForeignServerTests|HostileTests|OddServerTests|ParallelTests' status=0
    swift test --skip-build --parallel "$@" --skip "$crowded" || status=$?
    swift test --skip-build --parallel "$@" --filter "$crowded" || status=$?
    name_slowest "$CONVERGE_TEST_TIMES"
    rm -f -- "$CONVERGE_TEST_TIMES"
    return "$status"
}

# Prints the ten tests that took longest by themselves, without the wait for their turn: name_slowest FILE
name_slowest() {
    echo "the slowest tests, each without the wait for its turn:"
    awk -F '\t' '{ seconds[$2] += $1; cases[$2]++ }
        END { for (test in seconds) printf "%8.1f s  %s%s\n", seconds[test], test,
            (cases[test] > 1 ? " (" cases[test] " cases)" : "") }' "$1" | sort -rn | sed -n 1,10p
}
