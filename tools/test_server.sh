#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Starts a real PostgreSQL or MariaDB server for one test, on loopback and in a temporary folder.
#
#   test_server.sh start postgres|mariadb OWNER   prints "FOLDER PORT"; the server ends with the
#                                                 process OWNER at the latest
#   test_server.sh installed KIND                 whether such a server can be started here
#   test_server.sh restart KIND FOLDER PORT OWNER starts it again over the same data
#   test_server.sh sql KIND FOLDER                runs SQL from standard input as the administrator
#   test_server.sh stop|kill KIND FOLDER          ends it: in order, or as by a power cut
#   test_server.sh asleep KIND FOLDER             waits until a query of the reader sleeps in it
#   test_server.sh remove KIND FOLDER             ends it and removes its folder
#
# The database is `council`. `reader` (password reader-password) may only SELECT what is in it.
# Where the server is not installed it ends with 77. The data of an empty server is made once and
# copied, because making it takes seconds. NEWLYN_SERVERS names those that may be started, all
# without it: empty, it is as if none were installed.
set -euo pipefail

postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1 || true)
templates="${TMPDIR:-/tmp}/newlyn_test_servers_$(id -u)"

fail() {
  echo "test_server: $*" >&2
  exit 1
}

# Becomes a command, for a subshell. Database servers refuse to run as root; then the account that
# their package made runs them.
as_account() {
  local account=$1
  shift
  if [[ $(id -u) -eq 0 ]]; then
    exec setpriv --reuid "$account" --regid "$account" --init-groups "$@"
  else
    exec "$@"
  fi
}

account_of() { [[ $1 == postgres ]] && echo postgres || echo mysql; }

own() {
  [[ $(id -u) -ne 0 ]] || chown -R "$(account_of "$1")" "$2"
}

installed() {
  [[ " ${NEWLYN_SERVERS-$1} " == *" $1 "* ]] || return 1
  case $1 in
    postgres) [[ -x $postgres_bin/postgres ]] ;;
    mariadb) command -v mariadbd > /dev/null || [[ -x /usr/sbin/mariadbd ]] ;;
    *) fail "knows postgres and mariadb, not \"$1\"" ;;
  esac
}

free_port() {
  python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

launch() {
  local kind=$1 folder=$2 port=$3
  cd "$folder"
  if [[ $kind == postgres ]]; then
    as_account postgres setsid "$postgres_bin/postgres" -D "$folder/data" -p "$port" \
      -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$folder" -c fsync=off \
      -c shared_buffers=32MB -c max_wal_size=256MB > "$folder/log" 2>&1 < /dev/null 7>&- &
  else
    as_account mysql setsid "$(command -v mariadbd || echo /usr/sbin/mariadbd)" --no-defaults \
      "--datadir=$folder/data" "--socket=$folder/socket" --bind-address=127.0.0.1 "--port=$port" \
      --skip-name-resolve --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=32M \
      "--pid-file=$folder/pid" --max-allowed-packet=1G > "$folder/log" 2>&1 < /dev/null 7>&- &
  fi
  echo $! > "$folder/server"
  local tries
  for ((tries = 0; tries < 300; ++tries)); do
    sql "$kind" "$folder" "$(account_of "$kind")" <<< "SELECT 1;" > /dev/null 2>&1 && return
    kill -0 "$(cat "$folder/server")" 2> /dev/null || break
    sleep 0.1
  done
  fail "$kind did not start: $(tail -n 5 "$folder/log")"
}

# Runs SQL; the third argument names another database than council: both kinds of server have one
# that is called as the account that runs them.
sql() {
  if [[ $1 == postgres ]]; then
    "$postgres_bin/psql" -h "$2" -p "$(cat "$2/port")" -U postgres -d "${3:-council}" \
      -v ON_ERROR_STOP=1 -q -X
  else
    mariadb --no-defaults "--socket=$2/socket" -u root "${3:-council}"
  fi
}

make_template() {
  local kind=$1 folder=$2
  mkdir -p "$folder"
  own "$kind" "$folder"
  free_port > "$folder/port"
  cd "$folder"
  if [[ $kind == postgres ]]; then
    (as_account postgres "$postgres_bin/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C \
      --no-sync > /dev/null 2>&1)
    printf '%s\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' \
      > "$folder/data/pg_hba.conf"
    launch postgres "$folder" "$(cat "$folder/port")"
    sql postgres "$folder" postgres <<< "CREATE DATABASE council;
      CREATE ROLE reader LOGIN PASSWORD 'reader-password';"
    sql postgres "$folder" <<< "GRANT USAGE ON SCHEMA public TO reader;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader;"
  else
    (as_account mysql mariadb-install-db --no-defaults "--datadir=$folder/data" \
      --auth-root-authentication-method=normal --skip-test-db > /dev/null 2>&1)
    launch mariadb "$folder" "$(cat "$folder/port")"
    sql mariadb "$folder" mysql <<< "CREATE DATABASE council;
      CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'reader-password';
      GRANT SELECT, SHOW VIEW ON council.* TO reader@'127.0.0.1';"
  fi
  stop "$kind" "$folder"
}

# The folder of an empty server, made by whoever comes first.
template() {
  local kind=$1
  mkdir -p "$templates"
  chmod 755 "$templates"
  exec 7> "$templates/$kind.lock"
  flock 7
  if [[ ! -f $templates/$kind/ready ]]; then
    rm -rf "${templates:?}/$kind"
    make_template "$kind" "$templates/$kind" >&2
    touch "$templates/$kind/ready"
  fi
  exec 7>&-
}

# Ends the server when its owner is gone without having done so.
watch_owner() {
  local kind=$1 folder=$2 owner=$3
  (
    while kill -0 "$owner" 2> /dev/null; do
      [[ -d $folder ]] || exit 0
      sleep 1
    done
    bash "$0" remove "$kind" "$folder"
  ) > /dev/null 2>&1 < /dev/null &
}

start() {
  local kind=$1 owner=$2 folder port
  installed "$kind" || exit 77
  template "$kind"
  folder=$(mktemp -d "${TMPDIR:-/tmp}/newlyn_server_XXXXXX")
  chmod 711 "$folder"
  cp -a "$templates/$kind/data" "$folder/data"
  own "$kind" "$folder"
  port=$(free_port)
  echo "$port" > "$folder/port"
  launch "$kind" "$folder" "$port" >&2
  watch_owner "$kind" "$folder" "$owner"
  echo "$folder $port"
}

stop() {
  [[ -f $2/server ]] || return 0
  local server
  server=$(cat "$2/server")
  local wish=INT tries
  [[ $1 == mariadb ]] && wish=TERM
  kill "-$wish" "$server" 2> /dev/null || true
  for ((tries = 0; tries < 200; ++tries)); do
    kill -0 "$server" 2> /dev/null || break
    sleep 0.05
  done
  rm -f "$2/server"
}

kill_server() {
  [[ -f $2/server ]] || return 0
  kill -KILL -- "-$(cat "$2/server")" 2> /dev/null || kill -KILL "$(cat "$2/server")" || true
  rm -f "$2/server" "$2/data/postmaster.pid" "$2"/.s.PGSQL.*
}

# Both kinds of server say of a connection when it is in a function that sleeps.
asleep() {
  local query="SELECT 'ready' FROM pg_stat_activity WHERE usename = 'reader'
    AND wait_event = 'PgSleep';"
  [[ $1 == postgres ]] || query="SELECT 'ready' FROM information_schema.processlist
    WHERE user = 'reader' AND state = 'User sleep';"
  local tries
  for ((tries = 0; tries < 600; ++tries)); do
    sql "$1" "$2" <<< "$query" 2> /dev/null | grep -q ready && return
    sleep 0.2
  done
  fail "no query of the reader sleeps in $1"
}

main() {
  local verb=$1
  shift
  case $verb in
    start) start "$@" ;;
    installed) installed "$@" ;;
    restart) launch "$1" "$2" "$3" >&2 ;;
    sql) sql "$@" ;;
    stop) stop "$@" ;;
    asleep) asleep "$@" ;;
    kill) kill_server "$@" ;;
    remove)
      kill_server "$@"
      rm -rf "${2:?}"
      ;;
    *) fail "knows start, installed, restart, sql, stop, kill, asleep and remove, not \"$verb\"" ;;
  esac
}

main "$@"
