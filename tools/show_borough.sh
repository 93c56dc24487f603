#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# show_borough.sh NEWLYN FOLDER OPTION...
#
# What ./dev demo does once the program is there: newlyn demo in FOLDER. Where PostgreSQL and
# MariaDB can be started here, the borough is made first, loaded into servers of its own on
# loopback, and read from them; they are gone when it ends. Elsewhere its files are read, and it
# says so.
set -euo pipefail
source "$(dirname "$0")/machine.sh"

newlyn=$(realpath "$1")
folder=$2
shift 2
servers="$root/tools/test_server.sh"
export NEWLYN_DEMO_PASSWORD=reader-password  # of the reader whom the servers are made with

# Starts a server and loads its part of the borough; sets address to where it can be read.
serve() {
  local kind=$1 folder port words
  read -r folder port < <(bash "$servers" start "$kind" $$)
  words="host=$folder port=$port dbname=council user=postgres"
  [[ $kind == postgres ]] || words="socket=$folder/socket dbname=council user=root"
  "$newlyn" borough load town "--$kind" "$words" > /dev/null
  address="127.0.0.1:$port/council"
}

# Whether the person's own words leave the borough to this script.
makes_borough() {
  local word
  for word in "$@"; do
    case $word in
      --sample | --town* | --output* | --help | -h) return 1 ;;
    esac
  done
}

# The words of --people and --seed among the arguments, which make the borough.
borough_words() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      --people | --seed) printf '%s\n' "$1" "${2:-}" && shift ;;
      --people=* | --seed=*) printf '%s\n' "$1" ;;
    esac
    shift
  done
}

cd "$folder"

if ! makes_borough "$@"; then exec "$newlyn" demo "$@"; fi
rm -rf demo_borough town
if ! bash "$servers" installed postgres || ! bash "$servers" installed mariadb; then
  say "PostgreSQL or MariaDB is not installed here: what would live on them is read from files"
  say ""
  exec "$newlyn" demo "$@"
fi
mapfile -t words < <(borough_words "$@")
timed "making the borough" quietly borough "$newlyn" borough create town "${words[@]}"
timed "loading PostgreSQL" serve postgres
postgres=$address
timed "loading MariaDB" serve mariadb
say ""
exec "$newlyn" demo "$@" --town town --postgres "postgres://reader@$postgres" \
  --mariadb "mysql://reader@$address" --secret env:NEWLYN_DEMO_PASSWORD
