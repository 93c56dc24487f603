#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev check                        format, tidy, release build and its tests: before you commit
#
# Everything of ./dev test, and the layout of the code besides.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

# Lists the files that clang-format would change.
misformatted() {
  local files
  mapfile -t files < <(cd "$root" && git ls-files --cached --others --exclude-standard \
    'src/*.h' 'src/*.cpp' 'cases/*.cpp' 'bench/*.cpp' | while read -r file; do
    [[ -f $file ]] && echo "$file"
  done)
  [[ ${#files[@]} -eq 0 ]] && return
  (cd "$root" && clang-format-16 --dry-run --Werror "${files[@]}")
}

main() {
  bash "$root/tools/setup.sh" build test check
  timed "layout of the code" quietly format misformatted ||
    fail "these files are not laid out as clang-format-16 -i lays them out"
  exec bash "$root/tools/test.sh"
}

main "$@"
