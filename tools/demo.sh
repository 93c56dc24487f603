#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev demo                         links a sample and a whole synthetic borough, and tells what
#                                    happened
# ./dev demo --question NAME         only the systems that one question needs
# ./dev demo OPTION...               any option of newlyn demo (newlyn demo --help)
#
# Installs what is lacking, builds the release, and shows the way from files to people: first on one
# file in sample/, then on a borough of 20,000 people in which nobody lives. Where PostgreSQL and
# MariaDB are installed, servers of its own are started on loopback, filled and read; they are gone
# when it ends. Nothing leaves this machine. Some minutes the first time. Everything is written to
# build/demo, anew each time.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

say "Getting ready"
timed "setting up" bash "$root/tools/setup.sh" build
timed "building the release" bash "$root/tools/build.sh" release newlyn
mkdir -p "$root/build/demo"
exec bash "$root/tools/show_borough.sh" "$root/build/release/newlyn" "$root/build/demo" "$@"
