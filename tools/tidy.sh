#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev tidy [FILE...]               checks the rules of the house
#
# Rooms and includes, sizes, names, docs on faces, dead files, links and machine paths
# (docs/internals/style.md). Prints one line per finding, with what to do. With files named, only
# findings in those are shown.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

exec python3 "$root/tools/tidy" "$root" "$@"
