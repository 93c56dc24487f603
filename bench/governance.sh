#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev bench governance [FOLDER [ENTRIES]]   the audit log on the disk of FOLDER, and decisions
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bash "$root/tools/build.sh" release governance_bench
exec "$root/build/release/governance_bench" "${1:-$root/build/release}" "${2:-100000}"
