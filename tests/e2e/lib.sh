# Helpers of the end-to-end tests: sourced by tests/e2e/test_*.sh (POSIX sh). Each test runs the
# built program as a user would; results are printed in cmocka's words so that they count alike.
#
#   begin "what must be true"     starts a test
#   run ARG...                    the program: $status, $work/out, $work/err
#   expect_...                    checks; the first that fails ends the test as failed
#   skip "why"                    this machine cannot run the test
#   finish                        closing lines and the exit status
# shellcheck shell=sh disable=SC2034
set -u
: "${NDRSIM_SOURCE_DIR:?}" "${NDRSIM_BINARY:?}"
scenario="$NDRSIM_SOURCE_DIR/scenarios/agent-product.json"
sample_book="$NDRSIM_SOURCE_DIR/scenarios/sample-book.csv"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0 failures='' test_name='' test_ok=1 status=0
LC_ALL=C
export LC_ALL
unset NDRSIM_ISA NDRSIM_BLOCK NDRSIM_PLOTS

end_test() {
  [ -n "$test_name" ] || return 0
  if [ "$test_ok" -eq 2 ]; then
    skipped=$((skipped + 1))
    printf '[  SKIPPED ] %s\n' "$test_name"
  elif [ "$test_ok" -eq 1 ]; then
    passed=$((passed + 1))
    printf '[       OK ] %s\n' "$test_name"
  else
    failed=$((failed + 1))
    failures="$failures$test_name
"
    printf '[  FAILED  ] %s\n' "$test_name"
  fi
  test_name=''
}

begin() {
  end_test
  test_name=$1 test_ok=1
  rm -rf "$work/box"
  mkdir "$work/box" # the directory the program runs in: whatever it leaves behind is seen there
  printf '[ RUN      ] %s\n' "$test_name"
}

fail() {
  test_ok=0
  printf '  %s\n' "$*"
  if [ -s "$work/err" ]; then head -c 2000 "$work/err" | sed 's/^/  stderr: /'; fi
}

skip() {
  [ "$test_ok" -ne 1 ] || test_ok=2
  printf '  %s\n' "$*"
}

# Standard input is `$work/in` when a test made one. A run that hangs is a failure (124).
run() {
  [ -e "$work/in" ] || : >"$work/in"
  (cd "$work/box" && timeout 120 "$NDRSIM_BINARY" "$@") <"$work/in" >"$work/out" 2>"$work/err"
  status=$?
  rm -f "$work/in"
}

expect_status() { [ "$status" -eq "$1" ] || fail "exit status $status, expected $1"; }
expect_file() { [ -s "$work/box/$1" ] || fail "the file $1 is missing or empty"; }
expect_no_file() { [ ! -e "$work/box/$1" ] || fail "the file $1 is there and should not be"; }
expect_stderr() { grep -qiE -- "$1" "$work/err" || fail "standard error does not say: $1"; }
expect_stdout() { grep -qiE -- "$1" "$work/out" || fail "standard output does not say: $1"; }
expect_quiet_stdout() { [ ! -s "$work/out" ] || fail "something was printed on standard output"; }
expect_quiet_stderr() { [ ! -s "$work/err" ] || fail "something was printed on standard error"; }

# Bad input: exit 2, exactly one line on standard error that matches, nothing on standard output
# and nothing left behind in the directory of the run (hidden and temporary files included).
expect_refused() {
  expect_status 2
  lines=$(wc -l <"$work/err")
  [ "$lines" -eq 1 ] || fail "$lines lines on standard error, expected one"
  expect_stderr "$1"
  expect_quiet_stdout
  left=$(find "$work/box" -mindepth 1 | head -n 5)
  [ -z "$left" ] || fail "left behind: $left"
  if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037]')" "$work/err"; then
    fail "control characters reach the terminal"
  fi
}

finish() {
  end_test
  total=$((passed + failed + skipped))
  if [ "$total" -eq 0 ]; then
    echo "no test ran"
    exit 1
  fi
  printf '[==========] %d test(s) run.\n[  PASSED  ] %d test(s).\n' "$total" "$passed"
  if [ "$skipped" -gt 0 ]; then
    printf '[  SKIPPED ] %d test(s), listed above.\n' "$skipped"
  fi
  if [ "$failed" -gt 0 ]; then
    printf '[  FAILED  ] %d test(s), listed below:\n%s' "$failed" "$failures"
    exit 1
  fi
  exit 0
}
