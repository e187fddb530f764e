# Sourced by the suites (tests/suites/*): named checks that are counted, and builds that are shared.
# shellcheck shell=bash

set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/toolchain.sh"
cd "$root" || exit 1
logs=$root/build/test-logs
mkdir -p "$logs"
# shellcheck disable=SC2034  # read by the suites
quick=${TESTS_QUICK:-}
# shellcheck disable=SC2034
long=${TESTS_LONG:-}
passed=0
failed=0

# check "what should hold" command…: counts one test; the output is shown when it fails.
check() {
    local what=$1 output
    shift
    if output=$("$@" 2>&1 </dev/null); then
        passed=$((passed + 1))
        say "ok    $what"
    else
        failed=$((failed + 1))
        say "FAIL  $what"
        printf '%s\n' "$output" | tail -n 120 | sed 's/^/      /'
    fi
}

# Adds what a test runner counted itself.
count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
}

# run_vitest [OPTION…]: TypeScript tests, as the runner counted them.
run_vitest() {
    local counted=$logs/${0##*/}.json ok bad
    "$root/clients/node_modules/.bin/vitest" run "$@" --reporter=default --reporter=json --outputFile.json="$counted" </dev/null
    read -r ok bad < <(node -p '
      const result = JSON.parse(require("fs").readFileSync(process.argv[1]));
      // A file that does not load has no tests that could fail, so it counts itself.
      const broken = result.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
      `${result.numPassedTests} ${result.numFailedTests + broken.length}`' "$counted" 2>/dev/null || echo 0 1)
    rm -f "$counted"
    count "$ok" "$bad"
}

finish() {
    say "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}

# build PRESET [TARGET…]: up to date afterwards, or the suite ends as failed. Suites share the builds: the second to
# ask waits for nothing.
build() {
    local preset=$1 started=$SECONDS
    shift
    local log=$logs/build-$preset.log
    : >"$log"
    if ! grep -qs '^OURPLACE_TESTS:BOOL=ON' "build/$preset/CMakeCache.txt" || [ ! -f "build/$preset/build.ninja" ]; then
        cmake --preset "$preset" -D OURPLACE_TESTS=ON >>"$log" 2>&1 || { tail -n 60 "$log"; say "FAIL  cmake --preset $preset"; count 0 1; finish; }
    fi
    cmake --build --preset "$preset" ${1:+--target} "$@" >>"$log" 2>&1 ||
        { grep -E -A12 'error|FAILED' "$log" | tail -n 100; say "FAIL  build of $preset"; count 0 1; finish; }
    say "built $preset in $((SECONDS - started)) s"
}

# run_unit_tests PRESET [OPTION…]: as many at once as there are cores, counted. ctest's options choose among them.
run_unit_tests() {
    local preset=$1 output summary
    shift
    output=$(ctest --preset "$preset" -j "$(nproc)" --no-tests=error --timeout 300 "$@" 2>&1)
    printf '%s\n' "$output" | grep -avE '^ *[0-9]+/[0-9]+ Test .*Passed|^ *Start +[0-9]+:'
    summary=$(printf '%s\n' "$output" | grep -aoE '[0-9]+ tests failed out of [0-9]+')
    if [ -z "$summary" ]; then
        count 0 1
        return
    fi
    local bad=${summary%% *} all=${summary##* }
    count $((all - bad)) "$bad"
}
