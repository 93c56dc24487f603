# SPDX-License-Identifier: MIT
# Sourced by the try_ scripts: makes a bare Debian 12 in a folder, and runs commands inside.
# shellcheck shell=bash

# Makes the root. It gets this machine's package sources, proxies and certificates, since a machine
# behind a proxy reaches nothing without them, and nothing else. make_debian_root FOLDER
make_debian_root() {
  local target=$1 file
  debootstrap --variant=minbase bookworm "$target"
  if grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
    rm -f "$target/etc/apt/sources.list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.sources \
      /etc/apt/sources.list.d/*.list /etc/apt/apt.conf.d/*; do
      [[ -f $file ]] && cp "$file" "$target$file"
    done
  fi
  cp /etc/resolv.conf /etc/hosts "$target/etc/"
  mkdir -p "$target/etc/ssl/certs" "$target/usr/local/share/ca-certificates"
  for file in /usr/local/share/ca-certificates/*.crt; do
    [[ -f $file ]] && cp "$file" "$target/usr/local/share/ca-certificates/"
  done
  return 0
}

# Runs a command inside, with a clean environment but for proxies and certificates. The mounts live
# in a namespace of their own and end with the command. in_debian_root FOLDER COMMAND...
in_debian_root() {
  local target=$1 keep=() name
  shift
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL \
    PIP_CERT SSL_CERT_FILE NODE_EXTRA_CA_CERTS; do
    [[ -n ${!name:-} ]] && keep+=("$name=${!name}")
  done
  unshare --mount --propagation private bash -c 'mount -t proc proc "$0/proc" && exec "$@"' \
    "$target" chroot "$target" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    "${keep[@]}" "$@"
}

# Removes a root made here. Stops at other file systems, should anything still be mounted.
remove_debian_root() {
  rm -rf --one-file-system "$1"
}
