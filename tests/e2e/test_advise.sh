#!/bin/sh
# ndrsim advise: the decision matrix, every name in it works, and every scenario it names ships and loads.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

begin "without a value the core values are listed, as many as the shell offers"
run advise
expect_status 0
expect_quiet_stderr
values=$(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$work/out")
[ "$(echo "$values" | wc -l)" -eq 6 ] || fail "not six values"
for value in $values; do
  "$NDRSIM_BINARY" --completion bash | grep -q "$value" || fail "$value is not completed"
done

for value in $values; do
  begin "$value: a recommendation, a second choice, what to avoid"
  run advise "$value"
  expect_status 0
  expect_quiet_stderr
  expect_stdout '^  Recommended  '
  expect_stdout '^  Second  '
  expect_stdout '^  Avoid  '
  for name in $(sed -n 's/.*ndrsim run \([a-z-]*\).*/\1/p' "$work/out"); do
    (cd "$work/box" && "$NDRSIM_BINARY" validate "$name" >/dev/null 2>"$work/err") || fail "$name does not load"
  done
done

begin "S1's matrix"
run advise volume
expect_stdout '^  Recommended  Usage-based$'
expect_stdout '^  Second  *Seat expansion$'
expect_stdout '^  Avoid  *outcome-based$'
expect_stdout '12-month NDR  110-155%'
expect_stdout '^  Product  *ndrsim run developer-platform '

begin "JSON holds all rows, or one"
run advise --json
expect_status 0
[ "$(grep -c '"core_value"' "$work/out")" -eq 6 ] || fail "not six rows"
run advise data --json
expect_status 0
[ "$(grep -c '"core_value"' "$work/out")" -eq 1 ] || fail "not one row"
grep -q '"scenario":[[:space:]]*"usage-based"' "$work/out" || fail "no scenario"

begin "an unknown value gets the nearest"
run advise volum
expect_status 2
expect_stderr 'unknown core value .volum.'
expect_stderr 'did you mean .volume.'

finish
