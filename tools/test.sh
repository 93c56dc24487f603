#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev test [--sanitizers]          builds and runs every test
#
# Installs what is lacking; builds the release and runs the unit tests, the cases and tidy. With
# --sanitizers it then runs unit tests and cases again under the address and undefined-behaviour
# sanitizers, and the engine's tests and a run with four threads under the thread sanitizer. Ends
# with one line, "N passed, N failed", that counts each unit test, case and check once; what fails
# only under a sanitizer counts as failed too.
set -euo pipefail
source "$(dirname "$0")/machine.sh"
export NEWLYN_QUIET=1

# The tests that also run under the thread sanitizer: the engine's rooms, and one whole run.
engine_tests='^((base|record|pairs|linkage)_test|engine_run)$'
passed=0
failed=0

# Runs the tests of one build folder whose names match. run_tests PRESET CTEST-ARGUMENT...
run_tests() {
  local preset=$1 folder="$root/build/$1"
  shift
  rm -rf "$folder/results"
  mkdir -p "$folder/results"
  (cd "$folder" && GTEST_OUTPUT="xml:$folder/results/" GTEST_COLOR=no \
    ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 \
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
    TSAN_OPTIONS="suppressions=$root/tools/tsan_suppressions.txt:halt_on_error=1" \
    ctest -j "$(nproc)" --timeout 900 --output-on-failure \
      --output-junit "$folder/results/ctest.junit" "$@" > "$folder/results/ctest.log" 2>&1) || true
}

# Adds up the results of one build folder and shows what failed. count_tests PRESET once|again
count_tests() {
  local preset=$1 counted=$2 here_passed here_failed
  read -r here_passed here_failed < <(
    python3 "$root/tools/count_tests.py" "$root/build/$preset/results" || echo "0 1")
  printf '  %-44s %d passed, %d failed\n' "  tests of $preset" "$here_passed" "$here_failed"
  if [[ $((here_passed + here_failed)) -eq 0 ]]; then
    say "No test of $preset was run." >&2
    here_failed=1
  fi
  [[ $counted == once ]] && passed=$((passed + here_passed))
  failed=$((failed + here_failed))
}

# Builds one preset and runs its tests. test_preset PRESET once|again CTEST-ARGUMENT... -- TARGET...
test_preset() {
  local preset=$1 counted=$2 arguments=()
  shift 2
  while [[ $# -gt 0 && $1 != -- ]]; do
    arguments+=("$1")
    shift
  done
  [[ $# -gt 0 ]] && shift
  if ! timed "building $preset" bash "$root/tools/build.sh" "$preset" "$@" < /dev/null; then
    failed=$((failed + 1))
    return
  fi
  timed "running the tests of $preset" run_tests "$preset" "${arguments[@]}"
  count_tests "$preset" "$counted"
}

main() {
  local sanitizers=no
  case ${1:-} in
    "") ;;
    --sanitizers) sanitizers=yes ;;
    *) fail "test takes --sanitizers or nothing, not \"$1\"" ;;
  esac
  say "Testing Newlyn"
  timed "setting up" bash "$root/tools/setup.sh" build test
  test_preset release once
  if [[ $sanitizers == yes ]]; then
    NEWLYN_HISTORIES=1000 test_preset dev again -LE tools
    test_preset tsan again -R "$engine_tests" -- engine_tests
  fi
  say "  took $SECONDS s in all"
  say "$passed passed, $failed failed"
  [[ $failed -eq 0 && $passed -gt 0 ]]
}

main "$@"
