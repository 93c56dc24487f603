#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Proves the archive of ./dev package in a bare Debian 12: as a plain user, without a network.
# Needs root, for debootstrap and chroot. Run it as: bash tools/try_package.sh [FOLDER]
set -euo pipefail
source "$(dirname "$0")/machine.sh"
source "$(dirname "$0")/debian_root.sh"

[[ $(id -u) -eq 0 ]] || fail "this makes a root folder with debootstrap, so it needs root"
archive=$(ls -t "$root"/build/package/newlyn-*.tar.gz 2> /dev/null | head -n 1)
[[ -n $archive ]] || fail "there is no archive yet; run ./dev package first"
bash "$root/tools/setup.sh" build fresh

target=$(mktemp -d "${1:-/var/tmp}/newlyn_package.XXXXXX")
trap 'remove_debian_root "$target"' EXIT
chmod 755 "$target"

# Runs a command in the unpacked folder as a plain user on a machine with no network. The path of
# the libraries is worked out from /proc, as on any Linux.
as_user() {
  unshare --net --mount --propagation private bash -c 'mount -t proc proc "$0/proc" && exec "$@"' \
    "$target" chroot --userspec=1000:1000 "$target" env -i HOME=/tmp PATH=/usr/bin:/bin \
    LANG=C.UTF-8 bash -c "cd /opt/someone/newlyn-* && $*"
}

unpack() {
  mkdir "$target/opt/someone"
  tar -C "$target/opt/someone" -xzf "$archive"
  chown -R 1000:1000 "$target/opt/someone"
}

link_the_sample() {
  as_user "./newlyn dedupe sample/people.csv --output /tmp/linked.csv --json > /tmp/summary.json"
  as_user "head -n 1 /tmp/linked.csv | grep -q '^cluster_id,'"
}

timed "making a bare Debian 12" quietly package_root make_debian_root "$target"
timed "unpacking" unpack
timed "newlyn --version" as_user ./newlyn --version
timed "newlyn demo" quietly package_demo as_user ./newlyn demo
timed "newlyn dedupe sample/people.csv" link_the_sample
say "$(basename "$archive") runs in a bare Debian 12, as a plain user and without a network"
