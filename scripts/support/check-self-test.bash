# Sourced by check-self-test, whose variables and functions it uses. Defines functions, runs nothing.
# shellcheck shell=bash disable=SC2154

# put_mutation NAME FILE OLD TESTS: a mutation that takes a text out of a file of Simulation.
put_mutation() {
    printf '%s\n' "file: Sources/Simulation/$2" "test: $4" 'why: none' '--- old' "let $3 = 0" '--- new' \
        >"$copy/scripts/support/mutations/$1.txt"
}

whole_check() { BUILD_STATUS=$1 PATH=$work/bin:$PATH "$copy/scripts/check" >"$work/report" 2>&1; }

# Sees the whole of scripts/check pass and fail, with a build that does nothing but succeed or fail.
whole_check_cases() {
    local expected
    mkdir "$work/bin"
    cat >"$work/bin/swift" <<SHIM
#!/usr/bin/env bash
if [[ \$1 == build ]]; then
    echo "built: \$*"; exit "\$BUILD_STATUS"
fi
exec "$(command -v swift)" "\$@"
SHIM
    chmod +x "$work/bin/swift"

    fresh_copy
    swift format --in-place "$copy/Package.swift"
    cases=$((cases + 1))
    if ! whole_check 0 || [[ $(tail -n 1 "$work/report") != "check: ok ("*" files)" ]]; then
        wrong "clean sources did not pass: $(<"$work/report")"
    fi
    put Sources/Simulation/Format.swift <<<'let  planted=0;'
    put Sources/Simulation/Ban.swift <<<'let planted = Date()'
    put scripts/broken <<<$'#!/usr/bin/env bash\nif'
    put_mutation astray Gone.swift planted Clean
    put_mutation stale Clean.swift changed Clean
    put_mutation untested Clean.swift planted 'SimulationTests|GoneTests/all'
    if whole_check 1; then wrong "scripts/check passed with a failure in each of its parts"; fi
    for expected in 'check: format failed' 'Sources/Simulation/Format.swift:1:' 'check: bans failed' \
        'Sources/Simulation/Ban.swift:1: [wall-clock]' 'check: shell scripts failed' 'scripts/broken' \
        'check: mutations failed' 'mutations/astray.txt: there is no Sources/Simulation/Gone.swift' \
        'mutations/stale.txt: its old text occurs 0 times in Sources/Simulation/Clean.swift' \
        'mutations/untested.txt: there are no GoneTests' \
        'check: build failed' 'built: build --build-tests' \
        'check: build of the programs failed' 'check: 6 of 6 failed'; do
        cases=$((cases + 1))
        grep -qF "$expected" "$work/report" || wrong "not reported: $expected, in: $(<"$work/report")"
    done
}

small_build() {
    local small=$work/small
    cases=$((cases + 1))
    rm -rf -- "$small/.build"
    echo "$1" >"$small/Sources/Small/Small.swift"
    swift build --package-path "$small" >"$work/report" 2>&1
}

# Sees that a warning fails a build, in a package small enough to build here.
warning_cases() {
    local small=$work/small
    mkdir -p "$small/Sources/Small"
    sed -n 's/^    \(\.treatAllWarnings(.*)\),$/\1/p' "$root/Package.swift" >"$work/setting"
    cat >"$small/Package.swift" <<PACKAGE
// swift-tools-version: 6.2
import PackageDescription
let package = Package(name: "small", targets: [.target(name: "Small", swiftSettings: [$(<"$work/setting")])])
PACKAGE
    small_build 'func planted() {}' || wrong "a clean package did not build: $(<"$work/report")"
    if small_build 'func planted() { let unused = 1 }'; then wrong "a warning passed"; fi
}
