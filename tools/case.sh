#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev case [PATTERN] [--update]    runs the end-to-end cases
#
# Runs the files under cases/ whose path contains PATTERN, or all of them. --update rewrites the
# expected tables and texts of those that differ: read the git diff before you keep it.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

bash "$root/tools/setup.sh" build test
bash "$root/tools/build.sh" release newlyn_case
cd "$root"
exec build/release/newlyn_case "$@"
