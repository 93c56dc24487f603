#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Proves the two commands of the README on a fresh machine: makes a bare Debian 12 in a folder,
# clones this repository into it, runs ./dev demo and ./dev test, and says how long each took.
# Needs root and the network. Run as: bash tools/try_fresh_machine.sh [--working-tree] [COMMAND...]
# --working-tree takes the files as they are rather than the last commit; COMMAND is one or more
# commands of ./dev in place of demo and test. The folder goes under TMPDIR, or /var/tmp.
set -euo pipefail
source "$(dirname "$0")/machine.sh"
source "$(dirname "$0")/debian_root.sh"

[[ $(id -u) -eq 0 ]] || fail "this makes a root folder with debootstrap, so it needs root"
working_tree=no
if [[ ${1:-} == --working-tree ]]; then
  working_tree=yes
  shift
fi
commands=("$@")
[[ ${#commands[@]} -gt 0 ]] || commands=(demo test)
bash "$root/tools/setup.sh" build fresh

target=$(mktemp -d "${TMPDIR:-/var/tmp}/newlyn_fresh.XXXXXX")
trap 'remove_debian_root "$target"' EXIT
chmod 755 "$target"

clone() {
  git clone --quiet --no-local -c advice.detachedHead=false "$root" "$target/opt/newlyn"
  [[ $working_tree == no ]] && return
  git -C "$root" ls-files -z --cached --others --exclude-standard |
    (cd "$root" && xargs -0 -I{} sh -c '[ -f "$1" ] && printf "%s\0" "$1"' - {} |
      tar --null --files-from=- -cf -) | tar -C "$target/opt/newlyn" -xf -
}

failed=0
timed "making a bare Debian 12" quietly fresh_root make_debian_root "$target"
timed "cloning the repository" clone
for command in "${commands[@]}"; do
  say ""
  say "./dev $command"
  timed "./dev $command" in_debian_root "$target" bash -c "cd /opt/newlyn && ./dev $command" ||
    failed=1
done
exit "$failed"
