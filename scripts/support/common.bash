# Sourced by the scripts: where things are. Defines functions and `root`, runs nothing.
# shellcheck shell=bash

root=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

complain() { printf '%s\n' "$*" >&2; }

# Where SwiftPM builds: in the repository, or in a cache of the caller's own if they may not write to the repository.
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

# The package to build there. SwiftPM writes Package.resolved beside the manifest, so a caller who may not write to the
# repository gets a copy of what is built; it keeps the times, so that only what changed is built again.
package_path() {
    local scratch=$1 copy=${1%/*}/source name
    if [[ $scratch == "$root/.build" ]]; then
        printf '%s\n' "$root"
        return
    fi
    mkdir -p -- "$copy" || return
    for name in Package.swift Sources Tests Programs Examples benchmarks docs scripts action.yml; do
        rm -rf -- "${copy:?}/$name"
        cp -R --preserve=timestamps --no-preserve=mode -- "$root/$name" "$copy" || return
    done
    # Tests run some of these.
    chmod -R u+x -- "$copy/scripts" || return
    if [[ -e $root/Package.resolved ]]; then cp --preserve=timestamps --no-preserve=mode -- "$root/Package.resolved" "$copy" || return; fi
    printf '%s\n' "$copy"
}
