#!/bin/sh
# `ndrsim compare` as a user meets it: files, exact zeros, pairing, options, refusals, interruption.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 20 --horizon 24 --set acquisition.initial=150 --set acquisition.per_month=0'

# column NAME: its number in the head of differences.csv
column() { head -n 1 "$work/box/$1/differences.csv" | tr , '\n' | grep -n "^$2\$" | cut -d : -f 1; }

begin "files, and a decision before the tables"
# shellcheck disable=SC2086
run compare "$scenario" $small --with tiers.pro.cap=800 --with 'dear: tiers.pro.cap=1500; tiers.pro.price=50'
expect_status 0
expect_quiet_stderr
for name in compare.json choice.csv changes.csv bridge.csv differences.csv values.csv scenario.json \
  manifest.json; do
  expect_file "ndrsim-compare/$name"
done
expect_no_file ndrsim-compare/scenario-2.json
expect_stdout '^Which one$'
expect_stdout 'gross profit of 24 months'
expect_stdout '^  tiers.pro.cap=800: tiers.pro.cap 1000 -> 800$'
expect_stdout '^  dear: tiers.pro.price 45 -> 50$'
expect_stdout 'Mind: in agent-product as many customers come whatever these prices and'
expect_stdout 'All ran on the same random numbers'
if [ "$(awk 'length > 110' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if command -v gnuplot >/dev/null; then
  expect_file ndrsim-compare/compare-fan.png
  expect_file ndrsim-compare/compare-bridge.svg
fi

begin "scenarios that differ in nothing differ by exactly zero"
# shellcheck disable=SC2086
run compare "$scenario" "$scenario" $small --charts none -o same
expect_status 0
expect_stdout 'there is no difference'
expect_stdout 'differs from agent-product in nothing'
d=$(column same difference)
s=$(column same se)
awk -F, -v d="$d" -v s="$s" 'NR > 1 && $d != "" && ($d != 0 || $s != 0) { bad = 1 } NR > 1 && $d != "" { n++ }
  END { exit bad || n < 20 }' "$work/box/same/differences.csv" || fail "not all differences are 0"

begin "a difference is that of two runs, and pairing saves replicates"
# shellcheck disable=SC2086
run compare "$scenario" $small --with tiers.pro.cap=700 --charts none -q -o c
for cap in 1000 700; do
  # shellcheck disable=SC2086
  run run "$scenario" $small --set tiers.pro.cap=$cap --layers 0 --charts none -q -o r$cap
done
ndr() { awk -F, '$1 == 24 && $2 == "age" && $4 == "ndr" { print $6 }' "$work/box/$1/series.csv"; }
awk -F, -v a="$(ndr r1000)" -v b="$(ndr r700)" -v d="$(column c difference)" '$2 == "ndr@24" {
  e = b - a - $d; if (e < 0) e = -e; ok = a != "" && e < 1e-9 } END { exit !ok }' \
  "$work/box/c/differences.csv" || fail "not the difference of the runs"
awk -F, -v k="$(column c saved)" '$2 == "profit@24" { exit !($k >= 10) }' "$work/box/c/differences.csv" ||
  fail "pairing saves less than ten times"

begin "verify does it again, both scenarios and alternatives"
sed 's/"agent-product"/"other"/' "$scenario" >"$work/box/other.json"
# shellcheck disable=SC2086
run compare "$scenario" other.json $small --with tiers.pro.cap=700 --objective ndr@12 --chart-format svg -q -o v
expect_status 0
expect_file v/scenario-2.json
rm "$work/box/other.json"
run verify v
expect_status 0
expect_stdout '20 replicates done again: 8 data files, same bytes'
# shellcheck disable=SC2086
run compare "$scenario" $small --with tiers.pro.cap=700 --charts none -q -o v
expect_no_file v/scenario-2.json
expect_no_file v/compare-fan.svg
run verify v
expect_status 0

begin "the same bytes for any number of threads and block size"
# shellcheck disable=SC2086
run compare "$scenario" $small --with churn.base=0.05 --charts none -q -o one --threads 1
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run compare "$scenario" $small --with churn.base=0.05 --charts none -q -o two --threads 2
unset NDRSIM_BLOCK
diff -r "$work/box/one" "$work/box/two" >/dev/null || fail "other bytes"

begin "--json prints compare.json and nothing else"
# shellcheck disable=SC2086
run compare "$scenario" $small --with churn.base=0.05 --charts none -o j --json
expect_status 0
cmp -s "$work/out" "$work/box/j/compare.json" || fail "not compare.json"

begin "a book is compared with itself under other terms"
run compare "$scenario" --book "$sample_book" --set acquisition.initial=0 --set acquisition.per_month=0 \
  --replicates 6 --horizon 12 --with churn.base=0.05 --charts none -o b
expect_status 0
expect_stdout 'NDR at 12 months is'
cp "$sample_book" "$work/box/b/"
run verify b
expect_status 0

begin "a chart that has nothing to show says so"
if command -v gnuplot >/dev/null; then
  # shellcheck disable=SC2086
  run compare "$scenario" $small --set tiers.lite.price=0 --set tiers.pro.price=0 --set tiers.ultra.price=0 \
    --with churn.base=0.05 --objective customers@12 --chart-format svg -o free
  expect_status 0
  expect_quiet_stderr
  expect_stdout 'compare-fan +not drawn: no account pays in any month'
fi

begin "messages"
run compare "$scenario"
expect_refused 'nothing to compare with'
run compare "$scenario" --with tiers.pro.cpa=800
expect_refused 'tiers.pro.cap'
run compare "$scenario" --with ' ; '
expect_refused '--with'
run compare "$scenario" --with tiers.pro.cap=800 --objective profitt
expect_refused 'profit'
run compare "$scenario" --with tiers.pro.cap=800 --objective ndr@99
expect_refused 'the horizon'
run compare "$scenario" --with tiers.pro.cap=800 --horizon 11
expect_refused 'horizon'
run compare - - --replicates 2
expect_refused 'only once'

begin "Ctrl-C keeps the replicates that are whole in all runs"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" compare "$scenario" --replicates 20000 --horizon 13 --with tiers.pro.cap=800 --charts none \
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
  expect_stderr 'interrupted before the first two replicates were complete in all runs'
fi

finish
