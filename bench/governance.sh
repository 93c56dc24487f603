#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev bench governance [FOLDER [ENTRIES|year]]   the audit log on the disk of FOLDER, beside how
# fast an index on the same disk takes records in, and decisions
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/release
folder=${1:-$build}
people=20000
bash "$root/tools/build.sh" release governance_bench index_bench make_people
index=$(mktemp -d "$folder/governance_bench_index.XXXXXX")
trap 'rm -rf "$index"' EXIT
"$build/make_people" --rows "$people" --seed 1 --output "$index/people.csv" >/dev/null
"$build/index_bench" load "$index/people.csv" "$index/index" >/dev/null
arrivals=$("$build/index_bench" add "$index/index" |
  sed -n 's/^arrivals of 64 threads, durable *\([0-9]*\) a second.*/\1/p')
[[ -n $arrivals ]] || { echo "index_bench did not say how many records arrive" >&2; exit 1; }
"$build/governance_bench" "$folder" "${2:-100000}" "$arrivals"
