#!/bin/sh
# What a verb reads, and what it writes beside, is not replaced by what it writes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small="--replicates 2 --horizon 13 --charts none -q"

# expect_spared FILE MESSAGE: refused, and FILE is as it was.
expect_spared() {
  expect_status 2
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one line on standard error"
  expect_stderr "$2"
  cmp -s "$1" "$work/before" || fail "$1 was changed"
}

begin "what is handed on replaces no scenario and no book, by whatever name"
cp "$scenario" "$work/box/plan"
cp "$sample_book" "$work/box/customers"
ln -s plan "$work/box/link"
ln "$work/box/customers" "$work/box/second"
for option in xlsx html db; do
  for name in plan ./plan link; do
    cp "$work/box/plan" "$work/before"
    # shellcheck disable=SC2086
    run run plan $small -o out --$option $name
    expect_spared "$work/box/plan" "$name. is read here"
  done
  cp "$work/box/customers" "$work/before"
  # shellcheck disable=SC2086
  run run plan $small --book customers -o out --$option second
  expect_spared "$work/box/customers" 'second. is read here'
  # shellcheck disable=SC2086
  run compare plan $small --with churn.base=0.01 -o out --$option plan
  expect_status 2
  expect_stderr 'plan. is read here'
done
expect_no_file out

begin "what is handed on has the name of no other kind of file"
for name in out/summary.json out/series.csv out/mrr-fan.png page.SVG; do
  for option in xlsx html db; do
    # shellcheck disable=SC2086
    run run "$scenario" $small -o out --$option $name
    expect_status 2
    expect_stderr "$name. has the name of another kind of file"
  done
done
expect_no_file out

begin "two names of one file are one"
# shellcheck disable=SC2086
run run "$scenario" $small -o out --html ./same --xlsx same
expect_status 2
expect_stderr 'name the same file'
mkdir "$work/box/sub"
# shellcheck disable=SC2086
run run "$scenario" $small -o out --html sub/../same --db same
expect_status 2
expect_stderr 'name the same file'
# shellcheck disable=SC2086
run run "$scenario" $small -o out --html sub/same --xlsx same
expect_status 0

begin "a book or a scenario where a file of the run would be"
mkdir "$work/box/dir"
cp "$sample_book" "$work/box/dir/cohorts.csv"
cp "$sample_book" "$work/before"
# shellcheck disable=SC2086
run run "$scenario" $small --book dir/cohorts.csv -o dir
expect_spared "$work/box/dir/cohorts.csv" 'dir/cohorts.csv. is read here.*choose another directory'
cp "$scenario" "$work/box/dir/summary.json"
cp "$scenario" "$work/before"
# shellcheck disable=SC2086
run run dir/summary.json $small -o ./dir/
expect_spared "$work/box/dir/summary.json" 'summary.json. is read here'
[ "$(find "$work/box/dir" -type f | wc -l)" -eq 2 ] || fail "something was written"
# beside them there is room
# shellcheck disable=SC2086
run run dir/summary.json $small --book dir/cohorts.csv -o dir/out
expect_status 0

begin "what a study reads, also by an option of its own"
cat >"$work/box/stress.json" <<'END'
{"schema_version": 1, "stresses": [{"name": "seats", "title": "Seats stop", "set": {"seat.innovation": {"times": 0}}}]}
END
cp "$work/box/stress.json" "$work/before"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress stress.json -o .
expect_spared "$work/box/stress.json" 'stress.json. is read here'
# a name that only the tables of a study tell
cp "$sample_book" "$work/box/stresses.csv"
cp "$sample_book" "$work/before"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress workflow-stall --book stresses.csv -o .
expect_spared "$work/box/stresses.csv" 'stresses.csv. is read here'
expect_no_file manifest.json

finish
