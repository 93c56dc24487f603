#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev package                      makes one archive to run anywhere, in build/package
#
# The archive holds the program, every shared library it needs besides the C library, DuckDB's
# extensions, the sample and the licences. Unpacked anywhere it runs without root, compiler or
# network, on any Linux whose C library is as new as the one it was built with (Debian 12, Ubuntu
# 24.04, WSL with either). tools/try_package.sh proves it in a bare Debian.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

version=$(sed -n 's/^project(newlyn VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
package="newlyn-$version-linux-$(uname -m)"
folder="$root/build/package/$package"
# Libraries of headers, which are part of the program itself.
compiled_in=(libcli11-dev libtomlplusplus-dev libxxhash-dev nlohmann-json3-dev)

# Prints "soname path" for each shared library that the program or an extension loads, the C
# library's own left out: that one must be the machine's.
libraries_of() {
  ldd "$@" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }' | sort -u |
    grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv|libutil|libanl)\.so'
}

# Copies one library, to be found by its neighbours, and its licence.
take_library() {
  local soname=$1 path licence_of
  path=$(readlink -f "$2")
  cp "$path" "$folder/lib/$soname"
  chmod 644 "$folder/lib/$soname"
  # A library that is linked to no neighbour needs no path to them.
  patchelf --set-rpath "\$ORIGIN" "$folder/lib/$soname"
  [[ $soname == libduckdb.so ]] && return
  licence_of=$(dpkg -S "$path" 2> /dev/null | head -n 1 | cut -d: -f1 || true)
  if [[ -z $licence_of ]]; then  # the package database may know the path from before /usr held all
    licence_of=$(dpkg -S "${path#/usr}" 2> /dev/null | head -n 1 | cut -d: -f1 || true)
  fi
  if [[ -z $licence_of || ! -f /usr/share/doc/$licence_of/copyright ]]; then
    say "The licence of $soname is not known to this machine's package database."
    return 1
  fi
  cp -L "/usr/share/doc/$licence_of/copyright" "$folder/licences/$licence_of.txt"
}

take_libraries() {
  local soname path
  while read -r soname path; do
    take_library "$soname" "$path" || return 1
  done < <(libraries_of "$root/build/release/newlyn" "$folder"/extensions/*)
  cp "$root/third_party/duckdb/LICENSE" "$folder/licences/duckdb.txt"
  local package_of
  for package_of in "${compiled_in[@]}"; do
    cp -L "/usr/share/doc/$package_of/copyright" "$folder/licences/$package_of.txt" || return 1
  done
}

write_notice() {
  {
    say "Newlyn $version, under the MIT licence: see LICENSE."
    say ""
    say "What the lexicon inside the program was made from stands in licences/lexicon.md."
    say "The files in lib/ and extensions/ are the work of others: libraries of the distribution"
    say "and of DuckDB, unchanged but for the path by which they find each other, each under its"
    say "licence in licences/:"
    (cd "$folder/licences" && printf '  %s\n' *.txt)
    say ""
    say "Try it:  ./newlyn demo"
    say "Then:    ./newlyn dedupe YOUR.csv --output linked.csv     and     ./newlyn --help"
  } > "$folder/README.txt"
}

# Packs the folder so that the same content gives the same archive.
pack() {
  local time
  time=$(git -C "$root" log -1 --format=%ct 2> /dev/null || echo 0)
  tar -C "$root/build/package" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$time" -cf - "$package" | gzip -n -6 > "$folder.tar.gz.part" || return 1
  mv "$folder.tar.gz.part" "$folder.tar.gz"
}

fill_folder() {
  rm -rf "$folder"
  mkdir -p "$folder/lib" "$folder/extensions" "$folder/licences"
  local program
  for program in newlyn newlyn_audit_verify; do
    cp "$root/build/release/$program" "$folder/$program"
    strip --strip-unneeded "$folder/$program"
    patchelf --set-rpath "\$ORIGIN/lib" "$folder/$program"
  done
  cp "$root"/third_party/duckdb/extensions/*.duckdb_extension "$folder/extensions/"
  cp -r "$root/sample" "$folder/sample"
  cp "$root/LICENSE" "$folder/LICENSE"
  cp "$root/lexicon/README.md" "$folder/licences/lexicon.md"
  take_libraries && write_notice
}

# The packed program must find its libraries beside itself, and all of them.
check_folder() {
  local outside
  outside=$(env -i PATH=/usr/bin:/bin ldd "$folder/newlyn" |
    awk '$2 == "=>" { print $1, $3 }' |
    grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv)\.so' | grep -vF "$folder/lib/" || true)
  if [[ -n $outside ]]; then
    say "These libraries are not found in the package: $outside"
    return 1
  fi
  env -i PATH=/usr/bin:/bin HOME=/nowhere "$folder/newlyn" --version
}

main() {
  bash "$root/tools/setup.sh" build package
  timed "building the release" bash "$root/tools/build.sh" release newlyn newlyn_audit_verify
  timed "collecting libraries and licences" quietly package_fill fill_folder
  timed "trying the program" quietly package_check check_folder
  timed "packing" quietly package_pack pack
  local newest
  newest=$(objdump -T "$folder/newlyn" "$folder"/lib/* | grep -o 'GLIBC_[0-9.]*' | sort -Vu |
    tail -n 1)
  say "build/package/$package.tar.gz"
  say "$(du -h "$folder.tar.gz" | cut -f1), needs ${newest/_/ } or later"
}

main "$@"
