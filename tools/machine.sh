# SPDX-License-Identifier: MIT
# Sourced by the scripts of ./dev: speaking, quiet steps, and what this machine can bear.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
log_folder="$root/build/log"
memory_per_job_mb=1500

say() { printf '%s\n' "$*"; }

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# Runs a command with its output in a log file; prints the log's end only when the command fails.
# quietly NAME COMMAND...
quietly() {
  local name=$1 status=0
  shift
  mkdir -p "$log_folder"
  "$@" > "$log_folder/$name.log" 2>&1 < /dev/null || status=$?
  if [[ $status -ne 0 ]]; then
    tail -n 60 "$log_folder/$name.log" >&2
    printf 'dev: %s failed with status %s; all of it is in build/log/%s.log\n' \
      "$name" "$status" "$name" >&2
  fi
  return "$status"
}

# Runs a command and says how long it took. timed "what it does" COMMAND...
timed() {
  local what=$1 begin=$SECONDS status=0
  shift
  "$@" || status=$?
  local word=done
  [[ $status -ne 0 ]] && word=FAILED
  printf '  %-44s %-6s %5d s\n' "$what" "$word" $((SECONDS - begin))
  return "$status"
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    fail "this step needs root and there is no sudo here; as root, run: $*"
  fi
}

# Prints x64 or arm64, the two processors that DuckDB's library is fetched for.
processor() {
  case $(uname -m) in
    x86_64 | amd64) echo x64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) fail "no DuckDB library is known for the processor $(uname -m); use x86_64 or aarch64" ;;
  esac
}

# Prints the free memory in megabytes, honouring a container's limit.
free_memory_mb() {
  local free limit used
  free=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2> /dev/null || echo max)
  if [[ $limit =~ ^[0-9]+$ ]]; then
    used=$(cat /sys/fs/cgroup/memory.current 2> /dev/null || echo 0)
    limit=$(((limit - used) / 1048576))
    [[ $limit -lt $free ]] && free=$limit
  fi
  echo "$free"
}

# Prints how many compilers may run at once: one per core, fewer where memory is short.
job_count() {
  local cores jobs
  cores=$(nproc)
  jobs=$(($(free_memory_mb) / memory_per_job_mb))
  [[ $jobs -gt $cores ]] && jobs=$cores
  [[ $jobs -lt 1 ]] && jobs=1
  echo "$jobs"
}
