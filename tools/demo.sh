#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev demo                         links the sample people and tells what happened
#
# Installs what is lacking, builds the release and links the sample of people shipped in sample/.
# Nothing leaves this machine. Some minutes the first time, seconds after. The output is written
# to build/demo.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

[[ $# -eq 0 ]] || fail "demo takes no arguments; to link your own files: ./dev newlyn dedupe FILE"
say "Getting ready"
timed "setting up" bash "$root/tools/setup.sh" build
timed "building the release" bash "$root/tools/build.sh" release newlyn
say ""
mkdir -p "$root/build/demo"
cd "$root/build/demo"
exec "$root/build/release/newlyn" demo
