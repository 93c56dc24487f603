#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev newlyn ARGUMENTS...          builds the release where needed and runs it
#
# The same as build/release/newlyn ARGUMENTS..., in the folder you are in.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

bash "$root/tools/build.sh" release newlyn >&2
cd "${NEWLYN_CALLED_FROM:-$PWD}"
exec "$root/build/release/newlyn" "$@"
