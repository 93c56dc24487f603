#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tests of ./dev: every command has help, and wrong use is told what to do.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0
failed=0

# check NAME COMMAND...: one test, which passes when the command succeeds.
check() {
  local name=$1
  shift
  if "$@" > /dev/null 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

every_command_is_listed_with_help() {
  local overview name
  overview=$(./dev help)
  for name in demo test setup build newlyn case bench fuzz tidy check package; do
    grep -q "^  \./dev $name" <<< "$overview" || return 1
    [[ $(./dev help "$name" | wc -l) -ge 3 ]] || return 1
  done
}

an_unknown_command_is_refused() {
  local status=0
  ./dev brew > /dev/null 2>&1 || status=$?
  [[ $status -eq 2 ]]
}

an_unknown_preset_is_refused() {
  ./dev build fast 2>&1 | grep -q 'use release, dev, tsan or fuzz'
}

an_unknown_need_is_refused() {
  ./dev setup everything 2>&1 | grep -q 'setup knows build, test'
}

an_unknown_fuzzer_is_refused() {
  ./dev fuzz nothing_of_the_kind 1 2>&1 | grep -q 'there is no fuzzer'
}

# A machine without apt and with a package lacking is told which, and nothing is installed.
lacking_packages_are_listed_without_apt() {
  local folder output
  folder=$(mktemp -d)
  mkdir -p "$folder/tools" "$folder/bin"
  cp tools/setup.sh tools/machine.sh tools/pins.txt "$folder/tools/"
  printf 'build  libnowhere-dev  header:nowhere/to/be/found.h\n' > "$folder/tools/packages.txt"
  local name
  for name in bash sh g++ sed awk grep cat dirname uname env cut; do
    ln -s "$(command -v "$name")" "$folder/bin/$name"
  done
  output=$(PATH="$folder/bin" bash "$folder/tools/setup.sh" 2>&1) && return 1
  rm -rf "$folder"
  grep -q libnowhere-dev <<< "$output" && grep -q 'has no apt-get' <<< "$output"
}

jobs_are_at_least_one_and_at_most_the_cores() {
  local jobs
  jobs=$(source tools/machine.sh && job_count)
  [[ $jobs -ge 1 && $jobs -le $(nproc) ]]
}

jobs_are_fewer_where_memory_is_short() {
  [[ $(source tools/machine.sh && memory_per_job_mb=99999999 && job_count) -eq 1 ]]
}

# Writes what ctest leaves of three tests: one with a GoogleTest report, one with a tally, one that
# crashed. Prints what count_tests.py makes of it.
counted() {
  local folder
  folder=$(mktemp -d)
  cat > "$folder/ctest.junit" << 'END'
<testsuite>
  <testcase name="base_test" status="run"><system-out>[  PASSED  ] 3 tests.</system-out></testcase>
  <testcase name="cases" status="fail"><system-out>a.case: no
40 passed, 2 failed</system-out></testcase>
  <testcase name="pairs_test" status="fail"><system-out>data race</system-out></testcase>
</testsuite>
END
  echo '<testsuites tests="3" failures="0" errors="0"></testsuites>' > "$folder/base_test.xml"
  python3 tools/count_tests.py "$folder" 2> "$folder/shown"
  cat "$folder/shown"
  rm -rf "$folder"
}

tests_are_counted_one_by_one_and_a_crash_as_failed() {
  [[ $(counted | head -n 1) == "43 3" ]]
}

the_output_of_failed_tests_is_shown() {
  counted | grep -q 'a.case: no' && counted | grep -q 'data race' &&
    ! counted | grep -q 'PASSED'
}

for name in every_command_is_listed_with_help an_unknown_command_is_refused \
  an_unknown_preset_is_refused an_unknown_need_is_refused an_unknown_fuzzer_is_refused \
  lacking_packages_are_listed_without_apt jobs_are_at_least_one_and_at_most_the_cores \
  jobs_are_fewer_where_memory_is_short tests_are_counted_one_by_one_and_a_crash_as_failed \
  the_output_of_failed_tests_is_shown; do
  check "$name" "$name"
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
