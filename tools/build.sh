#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev build [PRESET] [TARGET...]   builds into build/PRESET
#
# PRESET is release (the default), dev (address and undefined-behaviour sanitizers), tsan (thread
# sanitizer) or fuzz (clang-16, libFuzzer). TARGET is a program or test, such as newlyn or
# store_test; without one, everything is built. At most one compiler runs per core and per
# 1.5 GB of free memory. ccache is used where it is installed. The tests are built where their
# libraries are there: ./dev setup test brings them.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

# Configures when there is no build folder yet or what it was made from has changed.
configure() {
  local preset=$1 tests=$2 folder="$root/build/$1"
  if [[ -f $folder/build.ninja && $folder/build.ninja -nt $root/CMakePresets.json ]] &&
    grep -q "^NEWLYN_TESTS:BOOL=$tests\$" "$folder/CMakeCache.txt"; then
    return
  fi
  (cd "$root" && cmake --preset "$preset" "-DNEWLYN_TESTS=$tests")
}

# Prints ON where the libraries of the tests are installed.
tests_possible() {
  if g++ -E -x c++ - > /dev/null 2>&1 <<< $'#include <gtest/gtest.h>\n#include <rapidcheck.h>'; then
    echo ON
  else
    echo OFF
  fi
}

main() {
  local preset=${1:-release} need=build
  [[ $# -gt 0 ]] && shift
  case $preset in
    release | dev | tsan) ;;
    fuzz) need=fuzz ;;
    *) fail "there is no preset \"$preset\"; use release, dev, tsan or fuzz" ;;
  esac
  bash "$root/tools/setup.sh" "$need"
  quietly "configure_$preset" configure "$preset" "$(tests_possible)"
  local build=(cmake --build "$root/build/$preset" -j "$(job_count)")
  [[ $# -gt 0 ]] && build+=(--target "$@")
  if [[ -t 1 && -z ${NEWLYN_QUIET:-} ]]; then
    "${build[@]}"
  else
    quietly "build_$preset" "${build[@]}"
  fi
}

main "$@"
