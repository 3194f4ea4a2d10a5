#!/bin/sh
# `ndrsim sweep` as a user meets it: files, the decision, edges, options, refusals, interruption.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 18 --horizon 13 --set acquisition.initial=120 --set acquisition.per_month=0'

# value FILE KEY-OF-ROW COLUMN: of the row whose first field is the key
value() {
  awk -F, -v key="$2" -v name="$3" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == name) c = k }
    NR > 1 && $1 == key { print $c }' "$work/box/$1"
}

begin "files, and a decision before the tables"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=700:1300:300
expect_status 0
expect_quiet_stderr
for name in sweep.json points.csv outcomes.csv values.csv scenario.json manifest.json; do
  expect_file "ndrsim-sweep/$name"
done
expect_stdout '^Which setting$'
expect_stdout 'best by gross profit of 12 months: tiers.pro.cap = 700'
expect_stdout 'than with the current setting,'
expect_stdout 'at the edge of what was tried: tiers.pro.cap = 700 is the lowest value'
expect_stdout 'Mind: in agent-product as many customers come whatever these caps'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if command -v gnuplot >/dev/null; then
  expect_file ndrsim-sweep/sweep-line.png
  expect_no_file ndrsim-sweep/sweep-heatmap.png
  expect_stdout 'sweep-heatmap +not drawn: 1 parameter is varied'
fi

begin "a point is a run with that change"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=700,1000 --objective ndr@12 --charts none -q -o s
# shellcheck disable=SC2086
run run "$scenario" $small --set tiers.pro.cap=700 --layers 0 --charts none -q -o r
ndr=$(awk -F, '$1 == 12 && $2 == "age" && $4 == "ndr" { print $6 }' "$work/box/r/series.csv")
[ -n "$ndr" ] && [ "$(value s/points.csv 700 mean)" = "$ndr" ] || fail "not the NDR of the run: $ndr"
[ "$(value s/points.csv 1000 mark)" = "now" ] || [ "$(value s/points.csv 1000 mark)" = "close, now" ] ||
  fail "the current setting is not marked"

begin "two parameters make a map, words are values too"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=700,1000 --vary capacity.over_cap=overage,hard_stop \
  --chart-format svg -o m
expect_status 0
[ "$(wc -l <"$work/box/m/points.csv")" -eq 5 ] || fail "not four points"
if command -v gnuplot >/dev/null; then expect_file m/sweep-heatmap.svg; fi

begin "a Latin hypercube, and the current setting behind it"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=600:1400 --vary tiers.pro.price=30:60 --lhs 6 -q \
  --chart-format svg -o l
expect_status 0
[ "$(wc -l <"$work/box/l/points.csv")" -eq 8 ] || fail "not six points and the current one"

begin "verify does it again"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=600:1400 --vary tiers.pro.price=30:60 --lhs 4 -q \
  --chart-format svg -o l
run verify l
expect_status 0
expect_stdout '18 replicates done again'
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary churn.base=0.01,0.03 --objective logo_churn --charts none -q -o v
expect_status 0
run verify v
expect_status 0
grep -q 'as given' "$work/box/v/points.csv" || fail "the distribution that is there now has no row"

begin "the same bytes for any number of threads and block size"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=700:1300:300 --charts none -q -o one --threads 1
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=700:1300:300 --charts none -q -o two --threads 2
unset NDRSIM_BLOCK
diff -r "$work/box/one" "$work/box/two" >/dev/null || fail "other bytes"

begin "--json prints sweep.json and nothing else"
# shellcheck disable=SC2086
run sweep "$scenario" $small --vary tiers.pro.cap=700,1000 --charts none -o j --json
expect_status 0
cmp -s "$work/out" "$work/box/j/sweep.json" || fail "not sweep.json"

begin "a book"
run sweep "$scenario" --book "$sample_book" --set acquisition.initial=0 --set acquisition.per_month=0 \
  --replicates 6 --horizon 12 --vary churn.base=0.01,0.05 --charts none -q -o b
expect_status 0
cp "$sample_book" "$work/box/b/"
run verify b
expect_status 0

begin "messages"
run sweep "$scenario"
expect_refused 'nothing is varied'
run sweep "$scenario" --vary tiers.pro.cap=600:2000
expect_refused 'a grid needs a step'
run sweep "$scenario" --vary tiers.pro.cap=600,600
expect_refused 'given twice'
run sweep "$scenario" --vary tiers.pro.cap=600,700 --vary tiers.pro.cap=800,900
expect_refused 'varied twice'
run sweep "$scenario" --vary tiers.pro.cap=-100:100:100
expect_refused 'point tiers.pro.cap = -100'
run sweep "$scenario" --vary tiers.pro.cpa=600,700
expect_refused 'did you mean .tiers.pro.cap.'
run sweep "$scenario" --vary seed=1,2
expect_refused 'the same for all points'
run sweep "$scenario" --vary tiers.pro.cap=600:2000:0.1 --vary tiers.pro.price=10:90:1
expect_refused '1134081 points are more than 10000: .* would take'
run sweep "$scenario" --vary tiers.pro.cap=600,700 --objective profitt
expect_refused 'profit'
run sweep "$scenario" --vary tiers.pro.cap=600:700 --lhs 1
expect_refused '--lhs'
run sweep "$scenario" --vary tiers.pro.cap=600,700 --memory 1M
expect_refused 'memory'

begin "Ctrl-C keeps the replicates that are whole in all runs"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" sweep "$scenario" --replicates 20000 --horizon 13 --vary tiers.pro.cap=800,1200 --charts none \
  -o out </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 6
kill -INT "$process"
wait "$process"
status=$?
expect_status 130
if [ -e "$work/box/out/manifest.json" ]; then
  expect_stderr 'results are those of the first [0-9]+ of 20000 replicates'
else # a slow machine
  expect_stderr 'interrupted before the first two replicates were complete in all runs of the sweep'
fi

finish
