# Sourced by what CI runs: goes to the repository's top, and defines phase, failed and end_if_failed.
# shellcheck shell=bash

cd "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." || exit
exec </dev/null

# The output of the phase that ran last.
log=$(mktemp)
trap 'rm -f -- "$log"' EXIT
failed=()

# Runs a command and goes on whatever it says: phase NAME COMMAND...
phase() {
    local name=$1 started=$SECONDS status=0 outcome=ok
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$log" || status=$?
    if ((status != 0)); then
        failed+=("$name")
        outcome="failed with exit code $status"
    fi
    echo "== $name: $outcome, $((SECONDS - started)) s"
}

end_if_failed() {
    if ((${#failed[@]} == 0)); then return; fi
    printf 'failed: %s\n' "${failed[@]}"
    exit 1
}
