#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev fuzz [NAME [SECONDS]]        runs one fuzzer, or lists them
#
# NAME is a fuzzer's file without _fuzz.cpp; SECONDS is 60 unless given. What it learns is kept in
# build/fuzz/corpus/NAME and built upon next time; an input that breaks the code is kept in
# build/fuzz/found and shown. Needs clang-16, which is installed where lacking.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

list_fuzzers() {
  find "$root/src" -name '*_fuzz.cpp' -printf '%f\n' | sed 's/_fuzz\.cpp$//' | sort
}

main() {
  if [[ $# -eq 0 ]]; then
    say "Fuzzers, to run as ./dev fuzz NAME SECONDS:"
    list_fuzzers | sed 's/^/  /'
    return
  fi
  local name=$1 seconds=${2:-60}
  list_fuzzers | grep -qxF "$name" ||
    fail "there is no fuzzer \"$name\"; there are: $(list_fuzzers | paste -sd' ')"
  [[ $seconds =~ ^[0-9]+$ ]] || fail "SECONDS is a whole number, not \"$seconds\""
  bash "$root/tools/build.sh" fuzz "${name}_fuzz"
  local folder="$root/build/fuzz"
  mkdir -p "$folder/corpus/$name" "$folder/found"
  cd "$root"
  UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 "$folder/${name}_fuzz" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 -print_final_stats=1 \
    -artifact_prefix="$folder/found/${name}_" "$folder/corpus/$name"
  say "fuzz $name: $seconds seconds without a finding"
}

main "$@"
