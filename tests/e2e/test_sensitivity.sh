#!/bin/sh
# `ndrsim sensitivity` as a user meets it: files, exact swings, methods, refusals, interruption.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 8 --horizon 14 --set acquisition.initial=40 --set acquisition.per_month=0'

# cell FILE PARAMETER COLUMN; "1,100" is a text
cell() {
  sed 's/"[^"]*"/text/g' "$work/box/$1" |
    awk -F, -v p="$2" -v c="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i } $1 == p { print $k }'
}
ndr_of() { awk -F, '$1 == 12 && $2 == "age" && $4 == "ndr" { print $6 }' "$work/box/$1/series.csv"; }
same_number() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a - b < 1e-9 && b - a < 1e-9) }'; }

begin "files, and what to know before the tables"
# shellcheck disable=SC2086
run sensitivity "$scenario" $small
expect_status 0
expect_quiet_stderr
for name in sensitivity.json tornado.csv scenario.json manifest.json; do
  expect_file "ndrsim-sensitivity/$name"
done
expect_stdout '^What it hangs on$'
expect_stdout 'NDR at 12 months hangs most on'
expect_stdout '^NDR at 12 months, one parameter at a time$'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if command -v gnuplot >/dev/null; then
  expect_file ndrsim-sensitivity/sensitivity-tornado.png
  expect_no_file ndrsim-sensitivity/sensitivity-sobol.png
  expect_stdout 'sensitivity-sobol +not drawn: not among --method'
fi
n=$(grep -c . "$work/box/ndrsim-sensitivity/tornado.csv")
[ "$n" -eq 17 ] || fail "$n lines of 16 parameters"

begin "a bar is the difference of two runs"
# shellcheck disable=SC2086
run sensitivity "$scenario" $small --of capacity.prompt --of tiers.pro.cap --charts none -q -o s
expect_status 0
expect_quiet_stdout
for cap in 900 1100; do
  # shellcheck disable=SC2086
  run run "$scenario" $small --set tiers.pro.cap=$cap --layers 0 --charts none -q -o r$cap
done
same_number "$(cell s/tornado.csv tiers.pro.cap at_low)" "$(ndr_of r900)" || fail "not the run at 900"
same_number "$(cell s/tornado.csv tiers.pro.cap at_high)" "$(ndr_of r1100)" || fail "not the run at 1100"
prompt=$(cell s/tornado.csv capacity.prompt high)
# shellcheck disable=SC2086
run run "$scenario" $small --set "capacity.prompt=$prompt" --layers 0 --charts none -q -o prompt
same_number "$(cell s/tornado.csv capacity.prompt at_high)" "$(ndr_of prompt)" || fail "not the run at P90"

begin "all methods, outcomes, --json, the same bytes for any threads and blocks, verify"
all='--replicates 50 --method all --outcome ndr --outcome profit@14 --of workflow --of capacity'
# shellcheck disable=SC2086
run sensitivity "$scenario" $small $all --charts none -o a --threads 1 --db results.sqlite --html page.html --xlsx book.xlsx
expect_status 0
expect_stdout 'of the variance of NDR at 12 months'
expect_stdout 'Per cent for per cent'
expect_stdout '^  With both'
for name in tornado tornado_2 elasticities two_way two_way_2 two_way_cells variance shapley shapley_2; do
  expect_file "a/$name.csv"
done
cp "$work/out" "$work/first"
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run sensitivity "$scenario" $small $all --charts none -o b --threads 2 --json
unset NDRSIM_BLOCK
diff -r "$work/box/a" "$work/box/b" >/dev/null || fail "other bytes"
cmp -s "$work/out" "$work/box/b/sensitivity.json" || fail "not sensitivity.json"
run verify a
expect_status 0
expect_stdout 'same bytes'

begin "messages"
run sensitivity "$scenario" --method tornados
expect_refused 'expected tornado, elasticity, sobol, shapley, two-way'
run sensitivity "$scenario" --of capacity.promt
expect_refused 'capacity.prompt'
run sensitivity "$scenario" --of capacity.over_cap
expect_refused 'a choice'
run sensitivity "$scenario" --of demand.level
expect_refused 'more than one number'
run sensitivity "$scenario" --outcome ndt@12
expect_refused 'ndr'
run sensitivity "$scenario" --outcome ndr@99
expect_refused 'a month in 0 .. 36'
run sensitivity "$scenario" --pair capacity.prompt
expect_refused 'two paths'
run sensitivity "$scenario" --method sobol --replicates 31
expect_refused 'at least 32 replicates'
run sensitivity "$scenario" --method all --replicates 49
expect_refused 'at least 50 replicates'
run sensitivity
expect_refused 'SCENARIO'
run sensitivity "$scenario" --memory 1M
expect_refused 'memory'

begin "Ctrl-C leaves nothing: a part of such a study tells nothing"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" sensitivity "$scenario" --replicates 4000 --horizon 13 --charts none -o out \
  </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 3
kill -INT "$process"
wait "$process"
status=$?
expect_status 130
expect_stderr 'a part of the runs tells nothing'
expect_no_file out/manifest.json

finish
