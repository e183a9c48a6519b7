# Sourced by the scripts that need programs from PyPI. Defines functions, runs nothing.
# shellcheck shell=bash

# Makes a virtual environment of its own for a list of requirements, in a cache of the caller's: virtual_environment NAME FILE.
# Lines that end in `# alone` are installed without what they depend on. It is made anew when the list, or the Python that
# runs it, has changed. Sets `environment` to its directory.
virtual_environment() {
    local name=$1 requirements=$2 cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} python wanted stamp
    python=$(command -v python3) || { complain "$name: python3 was not found: install it."; exit 69; }
    [[ -n $cache ]] || cache=$(scratch_path)
    environment=$cache/converge/$name
    stamp=$environment/converge.stamp
    wanted="$(readlink -f -- "$python") $(cksum <"$requirements")"
    if [[ -x $environment/bin/python && -f $stamp && $(<"$stamp") == "$wanted" ]]; then return; fi
    complain "$name: installing what it needs into $environment"
    "$python" -m venv --clear -- "$environment" >&2 || {
        complain "$name: no virtual environment could be made: install python3-venv."
        exit 69
    }
    local list options
    for options in '' --no-deps; do
        list=$environment/${options:-all}.txt
        if [[ -z $options ]]; then
            grep -v '# alone$' "$requirements" >"$list" || true
        else
            grep '# alone$' "$requirements" >"$list" || continue
        fi
        "$environment/bin/python" -m pip install --quiet --disable-pip-version-check ${options:+"$options"} \
            --requirement "$list" >&2 || {
            complain "$name: it could not be installed from PyPI."
            exit 69
        }
    done
    printf '%s\n' "$wanted" >"$stamp"
}
