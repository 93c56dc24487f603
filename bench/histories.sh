#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev bench histories [N]   the index after N made histories (100,000) against full runs of what
# is true, whatever the order, the portions, the threads and the restarts; the tests try a tenth
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bash "$root/tools/build.sh" release index_test
NEWLYN_HISTORIES=${1:-100000} "$root/build/release/index_test" --gtest_filter='made/Histories.*'
