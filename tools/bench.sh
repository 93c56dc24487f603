#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev bench [NAME [ARGUMENT...]]   runs one benchmark, or lists them
#
# A benchmark is a script bench/NAME.sh or bench/NAME.py; it checks its answer and fails when the
# figure it stands for is missed. The release is built first.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

list_benchmarks() {
  find "$root/bench" -maxdepth 1 \( -name '*.sh' -o -name '*.py' \) -printf '%f\n' 2> /dev/null |
    sed 's/\.[a-z]*$//' | sort
}

main() {
  if [[ $# -eq 0 ]]; then
    say "Benchmarks, to run as ./dev bench NAME:"
    list_benchmarks | sed 's/^/  /'
    return
  fi
  local name=$1
  shift
  bash "$root/tools/build.sh" release newlyn make_people
  cd "$root"
  if [[ -f bench/$name.sh ]]; then exec bash "bench/$name.sh" "$@"; fi
  if [[ -f bench/$name.py ]]; then exec python3 "bench/$name.py" "$@"; fi
  fail "there is no benchmark \"$name\"; there are: $(list_benchmarks | paste -sd' ')"
}

main "$@"
