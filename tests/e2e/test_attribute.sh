#!/bin/sh
# `ndrsim attribute` as a user meets it: files, figures that add up, options, refusals, interruption.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 18 --horizon 14 --set acquisition.initial=120 --set acquisition.per_month=0'

# mean FILE SPLIT COMPONENT
mean() { awk -F, -v s="$2" -v c="$3" '$3 == s && $4 == c { print $6 }' "$work/box/$1"; }
# same_number A B, up to the rounding of sums
same_number() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a - b < 1e-9 && b - a < 1e-9) }'; }
# ndr_of DIR: at 12 months from landing
ndr_of() { awk -F, '$1 == 12 && $2 == "age" && $4 == "ndr" { print $6 }' "$work/box/$1/series.csv"; }

begin "files, and a text that says what it means before the tables"
# shellcheck disable=SC2086
run attribute "$scenario" $small
expect_status 0
expect_quiet_stderr
for name in attribute.csv attribute.json scenario.json manifest.json; do
  expect_file "ndrsim-attribute/$name"
done
expect_stdout '^What causes NDR$'
expect_stdout 'If neither seats, nor workflows, nor'
expect_stdout 'All start from the same'
expect_stdout '^  Workflows +[+-][0-9.]+ \([0-9.]+\) +[+-]'
expect_stdout '^  seats \+ workflows \+ capacity +[0-9.]+'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if command -v gnuplot >/dev/null; then
  expect_file ndrsim-attribute/ndr-causal.png
  expect_file ndrsim-attribute/ndr-causal.svg
fi
if [ -n "$(find "$work/box" -mindepth 1 \( -name '*.tmp*' -o -name '.*' \))" ]; then
  fail "temporary files were left"
fi

begin "each split adds up to NDR, and NDR is that of the run"
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -q -o a
expect_status 0
expect_quiet_stdout
expect_no_file a/ndr-causal.svg
# shellcheck disable=SC2086
run run "$scenario" $small --layers 0 --charts none -q -o r
expect_status 0
all=$(mean a/attribute.csv ndr seat+workflow+capacity)
for split in shapley cause invoice; do
  sum=$(awk -F, -v s=$split '$3 == s { sum += $6; n++ } END { if (n == 4) printf "%.15g\n", sum + 100 }' \
    "$work/box/a/attribute.csv")
  same_number "$sum" "$all" || fail "$split adds up to $sum, not to $all"
done
same_number "$(ndr_of r)" "$all" || fail "the run has another NDR than $all"
bridge=$(awk -F, '$1 == "cohort_age" && $2 == 12 && $3 == "flow" && $4 == "cause" && $5 == "workflow" { print $6 }' \
  "$work/box/r/bridge.csv")
same_number "$bridge" "$(mean a/attribute.csv cause workflow)" || fail "another split by cause"

begin "an engine frozen by hand gives the NDR of the run without it"
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -q -o a
# shellcheck disable=SC2086
run run "$scenario" $small --layers 0 --charts none -q -o frozen \
  --set seat.growth=false --set playbook.seat_plays=false
same_number "$(ndr_of frozen)" "$(mean a/attribute.csv ndr workflow+capacity)" ||
  fail "not the NDR of the run without seats"

begin "--json prints attribute.json and nothing else"
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -o a --json
expect_status 0
cmp -s "$work/out" "$work/box/a/attribute.json" || fail "not attribute.json"
grep -q '"same_base":.true' "$work/out" || fail "the base is not stated"
grep -q '"over_cap":."hard_stop"' "$work/out" || fail "what happens above a cap is not stated"

begin "verify does it again"
# shellcheck disable=SC2086
run attribute "$scenario" $small --chart-format svg -q -o a
run verify a
expect_status 0
expect_stdout '18 replicates done again: 3 data files, same bytes'
sed -i 's/shapley,seat,points,./&7/' "$work/box/a/attribute.csv"
run verify a --no-charts
expect_status 3
expect_stdout 'attribute.csv was changed after the run: line 2'

begin "the window of a book is the last twelve months, and months before it are the same in all runs"
nobody='--set acquisition.initial=0 --set acquisition.per_month=0'
for window in 12 24; do
  # shellcheck disable=SC2086
  run attribute "$scenario" --book "$sample_book" $nobody --replicates 6 --horizon 24 \
    --window $window --charts none -o b
  expect_status 0
  expect_stdout "NDR in the 12 months to month $window is"
  expect_stdout "frozen from month $((window - 11))"
  grep -q '"same_base":.true' "$work/box/b/attribute.json" || fail "not the same base"
  grep -q "\"frozen_from\":.$((window - 11))," "$work/box/b/attribute.json" || fail "not frozen from there"
done
cp "$sample_book" "$work/box/b/"
run verify b
expect_status 0

begin "overage instead of a hard stop is stated"
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none --set capacity.over_cap=overage -o a
expect_status 0
expect_stdout 'billed as'
expect_stdout 'capacity.over_cap'

begin "the same bytes for any number of threads and block size"
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -q -o one --threads 1
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -q -o two --threads 2
unset NDRSIM_BLOCK
diff -r "$work/box/one" "$work/box/two" >/dev/null || fail "other bytes"

begin "a directory of the other verb is refused, both ways"
# shellcheck disable=SC2086
run run "$scenario" $small --layers 0 --charts none -q -o r
# shellcheck disable=SC2086
run attribute "$scenario" $small -o r
expect_status 2
expect_stderr 'holds the files of .ndrsim run.'
expect_file r/summary.json
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -q -o a
# shellcheck disable=SC2086
run run "$scenario" $small -o a
expect_status 2
expect_stderr 'holds the files of .ndrsim attribute.'

begin "messages"
run attribute "$scenario" --window 18
expect_refused '12, 24 or 36'
run attribute "$scenario" --window 36 --horizon 24
expect_refused 'the window ends at 36 months, and the horizon is 24'
run attribute "$scenario" --charts ndr-fan
expect_refused 'all, none or ndr-causal'
run attribute "$scenario" --chart-format jpg
expect_refused 'unknown chart format'
run attribute "$scenario" --layers 5
expect_refused 'unknown option .--layers.'
run attribute "$scenario" --quite
expect_refused 'quiet'
run attribute "$scenario" --replicates 0
expect_refused '--replicates'
run attribute
expect_refused 'SCENARIO'
run attribute nowhere.json
expect_status 1
expect_quiet_stdout
run attribute "$scenario" --set seat.grow=false
expect_refused 'seat.growth'
run attribute "$scenario" --set acquisition.initial=0 --set acquisition.per_month=0 --replicates 2
expect_refused 'no NDR at 12 months to attribute'
run attribute "$scenario" --memory 1M
expect_refused 'memory'
echo '{"schema_version": 1, "name": ' >"$work/in"
run attribute -
expect_status 2

begin "what is left without the engines is named as the scenario has it"
run attribute "$NDRSIM_SOURCE_DIR/scenarios/usage-add-on.json" --replicates 2 --horizon 13 --charts none -o out
expect_status 0
tr -s '\n ' ' ' <"$work/out" >"$work/line"
grep -q 'demand, usage, add-ons, prices, losses and churn alone' "$work/line" || fail "usage and add-ons are not named"

begin "Ctrl-C keeps the replicates that are whole in all eight runs"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" attribute "$scenario" --replicates 4000 --horizon 13 --charts none -o out \
  </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 8
kill -INT "$process"
tries=0
while kill -0 "$process" 2>/dev/null && [ $tries -lt 1200 ]; do
  tries=$((tries + 1))
  sleep 0.05
done
wait "$process"
status=$?
expect_status 130
if [ -e "$work/box/out/manifest.json" ]; then
  n=$(sed -n 's/.*"replicates":[[:space:]]*\([0-9]*\).*/\1/p' "$work/box/out/manifest.json" | head -n 1)
  [ "$n" -ge 1 ] && [ "$n" -lt 4000 ] || fail "$n replicates"
  expect_stderr "results are those of the first $n of 4000 replicates"
  expect_stdout "interrupted: the first [0-9,]+ of 4,000 replicates"
  grep -q '"complete":.false' "$work/box/out/attribute.json" || fail "attribute.json calls it complete"
else # a slow machine
  expect_stderr 'interrupted before the first replicate was complete in all eight runs'
fi

finish
