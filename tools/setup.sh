#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev setup [NEED...]              installs what this machine lacks
#
# NEED is one or more of build (the default), test, fuzz, check, package, fresh. What is there
# already is left alone; with nothing lacking it takes under a second. Distribution packages come
# through apt (tools/packages.txt), with sudo where you are not root; where there is no apt, the
# lacking packages are listed for you to install. DuckDB's library, header and extensions come
# through npm and pip at the pinned versions and hashes of tools/pins.txt, into third_party/duckdb;
# nothing else of them is kept and no install script of theirs is run.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

duckdb_folder="$root/third_party/duckdb"

# Prints "package TAB found-by" for the packages of one need.
packages_of() {
  awk -v need="$1" '$1 == need { print $2 "\t" $3 }' "$root/tools/packages.txt"
}

# Reads header names and prints those that the compiler cannot find.
headers_lacking() {
  local header
  if ! command -v g++ > /dev/null; then
    cat
    return
  fi
  while read -r header; do
    printf '#if !__has_include(<%s>)\nlacking %s\n#endif\n' "$header" "$header"
  done | g++ -E -P -x c++ - | sed -n 's/^lacking //p'
}

# Prints the packages of the given needs that are not on this machine.
packages_lacking() {
  local need package probe headers
  headers=$(for need in "$@"; do packages_of "$need"; done | sed -n 's/.*\theader://p' |
    headers_lacking)
  for need in "$@"; do
    while IFS=$'\t' read -r package probe; do
      case $probe in
        command:*) command -v "${probe#command:}" > /dev/null && continue ;;
        file:*) [[ -e ${probe#file:} ]] && continue ;;
        module:*) python3 -c "import ${probe#module:}" 2> /dev/null && continue ;;
        header:*) grep -qxF "${probe#header:}" <<< "$headers" || continue ;;
      esac
      echo "$package"
    done < <(packages_of "$need")
  done
}

install_packages() {
  local packages=("$@")
  export DEBIAN_FRONTEND=noninteractive
  local wait=(-o DPkg::Lock::Timeout=600)
  as_root env DEBIAN_FRONTEND=noninteractive apt-get "${wait[@]}" -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "${wait[@]}" -q install -y \
      --no-install-recommends "${packages[@]}"
}

# Makes sure that the packages of the given needs are there.
need_packages() {
  local lacking
  mapfile -t lacking < <(packages_lacking "$@")
  [[ ${#lacking[@]} -eq 0 ]] && return
  if ! command -v apt-get > /dev/null; then
    say "This machine has no apt-get. Please install these, named here as Debian names them:" >&2
    printf '  %s\n' "${lacking[@]}" >&2
    say "What each is found by stands in tools/packages.txt. Then run this again." >&2
    exit 1
  fi
  timed "installing ${#lacking[@]} packages through apt" \
    quietly setup_apt install_packages "${lacking[@]}" ||
    fail "apt could not install: ${lacking[*]}"
}

# Fetches a tarball of one npm package into the current folder and checks its hash.
fetch_npm() {
  local package=$1 version=$2 hash=$3 file
  npm pack --silent "$package@$version" > /dev/null || return 1
  file=$(ls -- *.tgz)
  if [[ $(python3 "$root/tools/file_hash.py" sha512 "$file") != "$hash" ]]; then
    say "The npm package $package@$version is not the pinned one (tools/pins.txt)."
    return 1
  fi
  tar -xzf "$file"
  rm "$file"
}

# Fetches one wheel into the current folder and checks its hash.
fetch_pip() {
  local package=$1 version=$2 hash=$3 file
  python3 -m pip download --quiet --no-deps --only-binary=:all: --disable-pip-version-check \
    --dest . "$package==$version" || return 1
  file=$(ls -- *.whl)
  if [[ $(python3 "$root/tools/file_hash.py" sha256 "$file") != "$hash" ]]; then
    say "The Python package $package==$version is not the pinned one (tools/pins.txt)."
    return 1
  fi
  python3 -m zipfile -e "$file" .
  rm "$file"
}

# Puts a file in place whole or not at all, so that a build beside us never sees half of it.
place() {
  cmp -s "$1" "$2" && return
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.part"
  chmod 644 "$2.part"
  mv -f "$2.part" "$2"
}

place_parts() {
  local file
  file="$1/package/libduckdb.so"
  [[ -f $file ]] && place "$file" "$duckdb_folder/lib/libduckdb.so"
  file="$1/package/src/duckdb/src/include/duckdb.h"
  if [[ -f $file ]]; then
    place "$file" "$duckdb_folder/include/duckdb.h"
    place "$1/package/LICENSE" "$duckdb_folder/LICENSE"
  fi
  while IFS= read -r file; do
    place "$file" "$duckdb_folder/extensions/$(basename "$file")"
  done < <(find "$1" -name '*.duckdb_extension')
}

fetch_duckdb() {
  local pins=$1 client package version hash scratch
  scratch=$(mktemp -d)
  while read -r client _ package version hash; do
    mkdir "$scratch/one"
    (cd "$scratch/one" && "fetch_$client" "$package" "$version" "$hash") || return 1
    place_parts "$scratch/one"
    rm -rf "$scratch/one"
  done <<< "$pins"
  rm -rf "$scratch"
  printf '%s\n' "$pins" > "$duckdb_folder/pins.txt"
}

need_duckdb() {
  local pins
  pins=$(grep -E "^(npm|pip) +($(processor)|any) " "$root/tools/pins.txt")
  if [[ -f $duckdb_folder/lib/libduckdb.so && -f $duckdb_folder/LICENSE ]] &&
    cmp -s "$duckdb_folder/pins.txt" <(printf '%s\n' "$pins"); then
    return
  fi
  need_packages fetch
  timed "fetching DuckDB and its extensions" quietly setup_duckdb fetch_duckdb "$pins" ||
    fail "DuckDB could not be fetched through npm and pip; is there a network?"
}

main() {
  local needs=(build) need
  for need in "$@"; do
    case $need in
      build) ;;
      test | fuzz | check | package | fresh) needs+=("$need") ;;
      *) fail "setup knows build, test, fuzz, check, package and fresh, not \"$need\"" ;;
    esac
  done
  need_packages "${needs[@]}"
  need_duckdb
}

main "$@"
