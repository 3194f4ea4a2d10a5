#!/bin/sh
# `ndrsim concentration` as a user meets it: the decision, files, refusals, done again.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 18 --horizon 14 --set acquisition.initial=300 --set acquisition.per_month=0'

begin "files, and a text that says what it means before the tables"
# shellcheck disable=SC2086
run concentration "$scenario" $small
expect_status 0
expect_quiet_stderr
for name in concentration.json sizes.csv top.csv scenario.json manifest.json; do
  expect_file "ndrsim-concentration/$name"
done
expect_stdout '^How much hangs on few$'
expect_stdout 'eight'
expect_stdout 'Of 50 customers it is between'
expect_stdout 'The largest tenth pays [0-9]+% of MRR'
expect_stdout '^  10 +[0-9.]+% +[0-9.]+%'
expect_stdout '^  all +[0-9.]+% .* 1.000 +18$'
expect_stdout '^  NDR without the largest tenth '
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if LC_ALL=C grep -q '[^ -~]' "$work/out"; then fail "not plain ASCII"; fi
if command -v gnuplot >/dev/null; then expect_file ndrsim-concentration/concentration.svg; fi

begin "NDR of all customers is that of the run"
# shellcheck disable=SC2086
run concentration "$scenario" $small --sizes 5,50 --charts none -q -o c
expect_status 0
# shellcheck disable=SC2086
run run "$scenario" $small --layers 0 --charts none -q -o r
run_p50=$(awk -F, '$1 == 12 && $2 == "age" && $4 == "ndr" { print $10 }' "$work/box/r/series.csv")
all_p50=$(awk -F, '$1 == "all" { print $4 }' "$work/box/c/sizes.csv")
awk -v a="$run_p50" -v b="$all_p50" 'BEGIN { exit !(a != "" && a - b < 1e-9 && b - a < 1e-9) }' ||
  fail "the run says $run_p50, all customers $all_p50"
[ "$(awk -F, 'NR > 1' "$work/box/c/sizes.csv" | wc -l)" = 3 ] || fail "not three sizes"

begin "the same bytes for any number of threads and block size; verify does it again"
# shellcheck disable=SC2086
run concentration "$scenario" $small --charts none -q -o one --threads 1
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run concentration "$scenario" $small --charts none -q -o two --threads 2
unset NDRSIM_BLOCK
diff -r "$work/box/one" "$work/box/two" >/dev/null || fail "other bytes"
run verify one
expect_status 0
expect_stdout '18 replicates done again: [0-9]+ data files, same bytes'

begin "a book, another window"
run concentration "$scenario" --book "$sample_book" --set acquisition.initial=0 --set acquisition.per_month=0 \
  --replicates 6 --horizon 24 --window 24 --sizes 5,20 --charts none -o b
expect_status 0
expect_stdout 'NDR at 24 months of all customers'

begin "nine customers have no largest tenth"
head -n 10 "$sample_book" >"$work/box/nine.csv"
run concentration "$scenario" --book nine.csv --set acquisition.initial=0 --set acquisition.per_month=0 \
  --replicates 6 --horizon 14 --sizes 2,5 --charts none -o nine
expect_status 0
expect_stdout 'There are too few customers to speak of their largest tenth'
if grep -qE 'pays 0%|If they all left|nan' "$work/out"; then fail "something is said of it all the same"; fi

begin "messages"
for verb in concentration "compare --with churn.base=0.1" stress "sweep --vary churn.base=0:0.1:0.05" \
  "optimise --vary churn.base=0:0.1"; do
  # shellcheck disable=SC2086
  run $verb "$scenario" --replicates 1 -o out
  expect_refused 'needs at least 2 replicates: a single future does not say'
done
run concentration "$scenario" --sizes 10,5
expect_refused '--sizes: expected whole numbers that rise'
run concentration "$scenario" --sizes 10,,20
expect_refused '--sizes'
run concentration "$scenario" --window 18
expect_refused '12, 24 or 36'
run concentration "$scenario" --window 36 --horizon 24
expect_refused 'the window ends at 36 months, and the horizon is 24'
run concentration
expect_refused 'SCENARIO'

finish
