# Sourced by what CI runs: goes to the repository's top, and defines phase, failed and end_if_failed.
# shellcheck shell=bash

cd "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." || exit
exec </dev/null

# The output of the phase that ran last.
log=$(mktemp)
trap 'rm -f -- "$log"' EXIT
failed=()

# How long a phase may take: more than any does on a machine of half the speed, and short enough for the others to be told.
limit=40m

# Runs a command and goes on whatever it says: phase NAME COMMAND...
# It is waited for alone: what a command leaves behind cannot hold up the next one by keeping its output open.
phase() {
    local name=$1 started=$SECONDS status=0 outcome=ok pid
    shift
    echo "== $name"
    : >"$log"
    timeout --kill-after=30s "$limit" "$@" >>"$log" 2>&1 &
    pid=$!
    tail --lines=+1 --follow --pid="$pid" --sleep-interval=0.2 "$log"
    wait "$pid" || status=$?
    if ((status != 0)); then
        failed+=("$name")
        outcome="failed with exit code $status"
        if ((status == 124)); then outcome="was ended after $limit"; fi
    fi
    echo "== $name: $outcome, $((SECONDS - started)) s"
}

end_if_failed() {
    if ((${#failed[@]} == 0)); then return; fi
    printf 'failed: %s\n' "${failed[@]}"
    exit 1
}
