#!/bin/sh
# The house's own tools can fail: a planted upward include, a planted print, a planted dead test.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# A small checkout of its own, with the real tool.
house="$work/house"
mkdir -p "$house/tools" "$house/sim" "$house/models" "$house/cli"
cp "$NDRSIM_SOURCE_DIR/tools/check-floors" "$house/tools/"
git -C "$house" init -q

floors() { # FILE TEXT...: the only source besides a clean one
  file=$1
  shift
  printf '%s\n' "$@" >"$house/$file"
  git -C "$house" add .
  "$house/tools/check-floors" >"$work/out" 2>"$work/err"
  status=$?
  git -C "$house" rm -q -f "$file"
  mkdir -p "$house/sim" "$house/models" "$house/cli"
}

begin "floors: downward and sideways includes pass, words in comments and strings too"
floors models/a.c '#include "sim/model.h"' '#include "ledger/driver.h"' '#include <stdio.h>' \
  '/* printf and exit() */ const char *a = "stdout";' '/* two' ' lines: abort() */' '// puts("x")' \
  'int f(char *b) { return snprintf(b, 2, "x"); }'
expect_status 0

begin "floors: an upward include is found"
floors sim/a.c '#include "models/catalogue.h"'
[ "$status" -ne 0 ] || fail "exit status 0"
expect_stdout 'sim/a\.c:1.*upward'

begin "floors: a library that prints or exits is found"
floors sim/a.c 'int f(void);' 'int f(void) { printf("x"); return 0; }'
[ "$status" -ne 0 ] || fail "exit status 0"
expect_stdout 'sim/a\.c:2'
floors models/a.c 'void f(void) { exit(1); }'
[ "$status" -ne 0 ] || fail "exit status 0"
floors models/a.c 'void f(FILE *g) { g = stderr; }'
[ "$status" -ne 0 ] || fail "exit status 0"

begin "floors: the program may print"
floors cli/a.c '#include "report/text.h"' 'void f(void) { printf("x"); exit(1); }'
expect_status 0

begin "floors: this project passes"
if [ -e "$NDRSIM_SOURCE_DIR/.git" ]; then
  "$NDRSIM_SOURCE_DIR/tools/check-floors" >"$work/out" 2>"$work/err"
  status=$?
  sed 's/^/  /' "$work/out"
  expect_status 0
fi

count() { awk -f "$NDRSIM_SOURCE_DIR/tools/dev/count-tests.awk" "$work/log"; }
good='1/2 Testing: a
[==========] Running 3 test(s).
[       OK ] x
text without a line end[  PASSED  ] 3 test(s).
Test Passed.'

begin "counting: every test of every program"
printf '%s\n' "$good" '2/2 Testing: b' 'a script' 'Test Passed.' >"$work/log"
[ "$(count)" = '4 0 0' ] || fail "counted $(count)"

begin "counting: a failed test, a skipped test"
printf '%s\n' "$good" '2/2 Testing: b' '[  PASSED  ] 2 test(s).' '[  SKIPPED ] 1 test(s), listed below:' \
  '[  FAILED  ] 2 test(s), listed below:' '[  FAILED  ] y' 'Test Failed.' >"$work/log"
[ "$(count)" = '5 2 1' ] || fail "counted $(count)"

begin "counting: a program that dies is a failure"
printf '%s\n' "$good" '2/2 Testing: b' '[ RUN      ] x' '[       OK ] x' '[ RUN      ] y' \
  'Test Failed.' >"$work/log"
[ "$(count)" = '4 1 0' ] || fail "counted $(count)"

begin "counting: a program that passes its tests and then exits with an error is a failure"
printf '%s\n' '1/1 Testing: b' '[  PASSED  ] 2 test(s).' 'Test Failed.' >"$work/log"
[ "$(count)" = '2 1 0' ] || fail "counted $(count)"

begin "every name in tests/labels.cmake is a test"
# shellcheck disable=SC2013
for name in $(grep -oE '[a-z_/]+\.c' "$NDRSIM_SOURCE_DIR/tests/labels.cmake"); do
  [ -f "$NDRSIM_SOURCE_DIR/tests/$name" ] || fail "tests/$name does not exist"
done
finish
