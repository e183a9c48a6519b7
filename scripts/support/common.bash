# Sourced by the scripts: where things are. Defines functions and `root`, runs nothing.

root=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

complain() { printf '%s\n' "$*" >&2; }

# Where SwiftPM builds: in the repository, or in a cache of the caller's own if the repository is not theirs to write to.
scratch_path() {
    if [[ -w $root && (! -e $root/.build || -w $root/.build) ]]; then
        printf '%s\n' "$root/.build"
        return
    fi
    local cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    if [[ -z $cache ]] || ! mkdir -p -- "$cache/converge/build" 2>/dev/null || [[ ! -w $cache/converge/build ]]; then
        complain "$root is not writable, and neither is ${cache:-a home directory};" \
            "set XDG_CACHE_HOME to a directory for the build."
        return 69
    fi
    printf '%s\n' "$cache/converge/build"
}
