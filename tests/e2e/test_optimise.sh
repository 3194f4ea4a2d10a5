#!/bin/sh
# `ndrsim optimise` as a user meets it: the decision, fresh replicates, constraints, refusals; and a
# pricing case of the library against a fine grid.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 12 --horizon 13 --set acquisition.initial=100 --set acquisition.per_month=0'

# value FILE KEY-OF-ROW COLUMN: of the row whose first field is the key
value() {
  awk -F, -v key="$2" -v name="$3" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == name) c = k }
    NR > 1 && $1 == key { print $c }' "$work/box/$1"
}

begin "files, and a decision before the tables"
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 8
expect_status 0
expect_quiet_stderr
for name in optimise.json optimum.csv outcomes.csv profile.csv path.csv scenario.json manifest.json; do
  expect_file "ndrsim-optimise/$name"
done
expect_stdout '^The best setting$'
expect_stdout 'Most gross profit of 12 months: tiers.pro.cap = '
expect_stdout 'on 12 fresh'
expect_stdout 'The search itself, on the replicates by which it chose, saw'
expect_stdout 'the bound, not the market, chose it'
expect_stdout 'How flat it is: gross profit of 12 months stays within 1%'
expect_stdout 'Mind: in agent-product as many customers come whatever these caps'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if command -v gnuplot >/dev/null; then
  expect_file ndrsim-optimise/optimise-profile.png
  expect_file ndrsim-optimise/optimise-path.svg
fi
[ "$(wc -l <"$work/box/ndrsim-optimise/path.csv")" -le 9 ] || fail "more than 8 evaluations"

begin "a setting of the search is a run with that change"
at=$(sed -n 3p "$work/box/ndrsim-optimise/path.csv" 2>/dev/null | cut -d, -f 2)
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 4 --maximise ndr@12 --charts none -q -o s
at=$(sed -n 3p "$work/box/s/path.csv" | cut -d, -f 2)
found=$(sed -n 3p "$work/box/s/path.csv" | cut -d, -f 3)
# shellcheck disable=SC2086
run run "$scenario" $small --set "tiers.pro.cap=$at" --layers 0 --charts none -q -o r
ndr=$(awk -F, '$1 == 12 && $2 == "age" && $4 == "ndr" { print $6 }' "$work/box/r/series.csv")
[ -n "$ndr" ] && [ "$found" = "$ndr" ] || fail "$found is not the NDR of the run at $at, $ndr"

begin "constraints, and what no setting can meet"
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 6 --charts none -o c \
  --subject-to 'ndr@12:p10>=50' --subject-to 'logo_churn@12<=9'
expect_status 0
expect_stdout 'Most gross profit of 12 months under the constraints'
expect_stdout 'ndr@12:p10 >= 50: .* on the fresh replicates .*'
expect_stdout 'then COBYLA'
[ "$(wc -l <"$work/box/c/constraints.csv")" -eq 3 ] || fail "not two constraints"
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 5 --charts none -o n \
  --subject-to 'ndr@12>=900'
expect_status 0
expect_stdout 'None of the [0-9]+ settings that were tried meets all constraints'
expect_stdout 'fails there'

begin "where customers follow the price, profit is judged per signup"
# shellcheck disable=SC2086
run optimise "$scenario" $small --set acquisition.price_elasticity=0.8 --set acquisition.reference_price=20 \
  --vary tiers.lite.price=10:40 --evaluations 12 --charts none -o p
expect_status 0
grep -q 'so profit is judged per signup' "$work/box/p/optimise.json" || fail "it does not say per signup"
expect_stdout 'gross profit per signup'
expect_stdout 'the bound, not the market'

begin "verify does it again"
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --vary tiers.pro.price=30:60 --evaluations 7 \
  --minimise logo_churn --subject-to 'profit>=1' --chart-format svg -q -o v
expect_status 0
run verify v
expect_status 0
expect_stdout 'same bytes'

begin "the same bytes for any number of threads and block size"
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 6 --charts none -q -o one --threads 1
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 6 --charts none -q -o two --threads 2
unset NDRSIM_BLOCK
diff -r "$work/box/one" "$work/box/two" >/dev/null || fail "other bytes"

# Lite's cap, when more customers come for a higher one: too low scares them away, too high spares
# them the upgrade. The grid is as fine as the search. Within noise: the replicates of both cannot tell
# the two optima apart. On replicates that neither has seen both are a little less good than they looked.
begin "within noise of a fine grid, at a tenth of its cost"
case='--horizon 12 --set acquisition.initial=400 --set acquisition.per_month=0 --set acquisition.cap_elasticity=0.3
  --set acquisition.reference_cap=200'
# shellcheck disable=SC2086
run optimise "$scenario" $case --replicates 16 --vary tiers.lite.cap=25:425 --maximise profit@12 --charts none -q -o o
expect_status 0
# shellcheck disable=SC2086
run sweep "$scenario" $case --replicates 16 --vary tiers.lite.cap=25:425:2.2 --objective profit@12 --charts none -q -o g
expect_status 0
searched=$(($(wc -l <"$work/box/o/path.csv") - 1))
all=$((searched + 2 + $(wc -l <"$work/box/o/profile.csv") - 1))
grid=$(($(wc -l <"$work/box/g/points.csv") - 1))
of_search=$(value o/optimum.csv tiers.lite.cap optimum)
of_grid=$(awk -F, 'NR > 1 && /best/ { print $1 }' "$work/box/g/points.csv")
[ "$grid" -ge $((10 * searched)) ] || fail "the grid has only $grid points, the search $searched"
both() { # NAME, options
  name=$1
  shift
  # shellcheck disable=SC2086
  run sweep "$scenario" $case --vary "tiers.lite.cap=$of_grid,$of_search" --objective profit@12 --charts none -q -o "$@"
  awk -F, -v a="$of_search" -v b="$of_grid" -v name="$name" '$1 == a { s = $2 } $1 == b { g = $2 } END {
    printf "  %s: grid %.0f, search %.0f (%+.2f%%)\n", name, g, s, 100 * (s / g - 1); exit !(s > 0.98 * g) }' \
    "$work/box/$1/points.csv" || fail "the search is further from the grid than two per cent"
}
printf '  grid: %d settings x 16, optimum %s; search: %d x 16, with the second look %d x 16, optimum %s\n' \
  "$grid" "$of_grid" "$searched" "$all" "$of_search"
both "on the replicates of both" same --replicates 16
mark=$(value same/points.csv "$of_search" mark)
[ "$mark" = best ] || [ "$mark" = close ] || fail "the grid is better, and not by chance: $mark"
both "on 100 others" fresh --replicates 100 --seed 77

begin "--json prints optimise.json and nothing else"
# shellcheck disable=SC2086
run optimise "$scenario" $small --vary tiers.pro.cap=600:2000 --evaluations 4 --charts none -o j --json
expect_status 0
cmp -s "$work/out" "$work/box/j/optimise.json" || fail "not optimise.json"

begin "messages"
run optimise "$scenario"
expect_refused 'nothing is varied'
run optimise "$scenario" --vary tiers.pro.cap=600:2000:100
expect_refused 'LOW:HIGH'
run optimise "$scenario" --vary tiers.pro.cap=600,700
expect_refused 'LOW:HIGH'
run optimise "$scenario" --vary tiers.pro.cap=600:2000 --maximise profit --minimise logo_churn
expect_refused 'one objective'
run optimise "$scenario" --vary tiers.pro.cap=600:2000 --maximise ndr@24:p11
expect_refused 'there is no statistic'
run optimise "$scenario" --vary tiers.pro.cap=600:2000 --subject-to 'ndr@24>105'
expect_refused 'such as ndr@24:p10>=105'
run optimise "$scenario" --vary tiers.pro.cap=600:2000 --subject-to 'nrd@24>=105'
expect_refused 'there is no outcome'
run optimise "$scenario" --vary tiers.pro.cpa=600:2000
expect_refused 'did you mean .tiers.pro.cap.'
run optimise "$scenario" --vary tiers.pro.cap=600:2000 --evaluations 3
expect_refused '--evaluations'
run optimise "$scenario" --vary tiers.pro.cap=600:2000 --memory 1M
expect_refused 'memory'

begin "Ctrl-C ends a search with nothing written"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" optimise "$scenario" --replicates 20000 --horizon 13 --vary tiers.pro.cap=600:2000 --charts none \
  -o out </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 4
kill -INT "$process"
wait "$process"
status=$?
expect_status 130
expect_stderr 'interrupted: a part of the runs of the search tells nothing'
expect_no_file out/manifest.json

finish
