#!/bin/sh
# `ndrsim stress` as a user meets it: the decision, files, stresses of one's own, refusals,
# interruption.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 18 --horizon 14 --set acquisition.initial=120 --set acquisition.per_month=0'

# cell FILE STRESS COLUMN: of a CSV file whose first column names the stress
cell() {
  awk -F, -v s="$2" -v c="$3" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == c) at = k }
    NR > 1 && $1 == s { print $at }' "$work/box/$1"
}
same_number() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a - b < 1e-9 && b - a < 1e-9) }'; }

begin "all that ship: which hurts most, what is left, what was not run"
# shellcheck disable=SC2086
run stress "$scenario" $small
expect_status 0
expect_quiet_stderr
for name in stress.json stresses.csv parts.csv descriptions.csv scenario.json manifest.json; do
  expect_file "ndrsim-stress/$name"
done
expect_stdout '^What hurts most$'
expect_stdout 'hurts most'
expect_stdout ' months falls|falls from|from [0-9.]+% to'
expect_stdout 'What is lost: '
expect_stdout 'Not in this scenario, so not run: .*blocked-invitations'
expect_stdout '^  as it is +[0-9.]+%'
expect_stdout '^  downturn +[0-9.]+% +[0-9.]+% +[+-][0-9.]+'
expect_stdout '^What NDR at 12 months is made of'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if LC_ALL=C grep -q '[^ -~]' "$work/out"; then fail "not plain ASCII"; fi
if command -v gnuplot >/dev/null; then
  expect_file ndrsim-stress/stress-rank.png
  expect_file ndrsim-stress/stress-composition.svg
fi
if [ -n "$(find "$work/box" -mindepth 1 \( -name '*.tmp*' -o -name '.*' \))" ]; then
  fail "temporary files were left"
fi

begin "workflow growth stops: the same as what ndrsim attribute says of a run without it"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress workflow-stall --charts none -q -o s
expect_status 0
expect_quiet_stdout
expect_no_file s/stress-rank.svg
# shellcheck disable=SC2086
run attribute "$scenario" $small --charts none -q -o a
without=$(awk -F, '$3 == "ndr" && $4 == "seat+capacity" { print $6 }' "$work/box/a/attribute.csv")
all=$(awk -F, '$3 == "ndr" && $4 == "seat+workflow+capacity" { print $6 }' "$work/box/a/attribute.csv")
lost=$(awk -v a="$all" -v b="$without" 'BEGIN { printf "%.15g", b - a }')
stressed=$(cell s/stresses.csv workflow-stall change)
awk -v a="$lost" -v b="$stressed" 'BEGIN { exit !(a < -5 && a - b < 2 && b - a < 2) }' ||
  fail "attribute says $lost, the stress $stressed"
[ "$(awk -F, '$1 == "workflow-stall" && $2 == "workflow" { print $4 }' "$work/box/s/parts.csv")" = 0 ] ||
  fail "workflows grew"

begin "each is what a run with the same changes is"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress inference-cost --stress downturn --together --charts none -q -o s
expect_status 0
# shellcheck disable=SC2086
run run "$scenario" $small --layers 0 --charts none -q -o r \
  --set 'macro.forced=[{"from": 1, "to": 12, "regime": "downturn"}]'
ndr=$(awk -F, '$1 == 12 && $2 == "age" && $4 == "ndr" { print $9 }' "$work/box/r/series.csv")
[ "$(head -n 1 "$work/box/r/series.csv" | cut -d, -f9)" = p10 ] || fail "another column than P10"
same_number "$ndr" "$(cell s/stresses.csv downturn p10)" || fail "another NDR than $ndr"
same_number "$ndr" "$(cell s/stresses.csv 'all together' p10)" || fail "together: another than $ndr"
[ "$(cell s/stresses.csv inference-cost change)" = 0 ] || fail "costs moved NDR"

begin "groups, severity, delay, other outcomes"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress anti-patterns --charts none -o s --outcome profit@14
expect_status 0
expect_stdout 'By what they cost: Gross profit'
if grep -q '^downturn' "$work/box/s/stresses.csv"; then fail "no anti-pattern"; fi
# shellcheck disable=SC2086
run stress "$scenario" $small --stress champion-loss --severity 0.5 --delay 3 --charts none -o s
expect_status 0
grep -q 'contraction.champion +0.02' "$work/box/s/descriptions.csv" || fail "not half as severe"
grep -q '^champion-loss,.*,4,' "$work/box/s/descriptions.csv" || fail "not three months later"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress seat-freeze --outcome logo_churn@12 --charts none -o s
expect_status 0
expect_stdout 'By what they cost: Logo churn'
# shellcheck disable=SC2086
run stress "$scenario" $small --stress champion-loss --outcome logo_churn@12 --charts none -o s
expect_status 0
expect_stdout 'logo churn at 12 months rises'
awk -v x="$(cell s/stresses.csv champion-loss change)" 'BEGIN { exit !(x > 0) }' || fail "churn fell"

begin "stresses of one's own, kept in the manifest"
cat >"$work/box/own.json" <<'TEXT'
{"schema_version": 1, "stresses": [
  {"name": "fire", "title": "A \"fire\" `touch w`", "from": 2, "months": 3, "set": {"churn.base": {"times": 4}}},
  {"name": "prices", "title": "Prices", "set": {"tiers.*.price": {"times": 0.9}}}]}
TEXT
# shellcheck disable=SC2086
run stress "$scenario" $small --stress own.json --stress downturn --chart-format svg -o s
expect_status 0
expect_stdout '^  fire '
expect_stdout '^  prices '
expect_stdout '^  downturn '
expect_no_file w
rm "$work/box/own.json"
run verify s
expect_status 0
expect_stdout '18 replicates done again: 5 data files, same bytes'

begin "the stresses of docs/scenario-format.md"
awk '/^```JSON$/ { f = 1; next } /^```/ { f = 0 } f' "$NDRSIM_SOURCE_DIR/docs/scenario-format.md" >"$work/page.json"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress ../page.json --charts none -o s
expect_status 0
expect_stdout '^  data-leak '
expect_stdout '^  price-cut '

begin "--json prints stress.json and nothing else"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress downturn --charts none -o s --json
expect_status 0
cmp -s "$work/out" "$work/box/s/stress.json" || fail "not stress.json"

begin "the same bytes for any number of threads and block size"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress shocks --charts none -q -o one --threads 1
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run stress "$scenario" $small --stress shocks --charts none -q -o two --threads 2
unset NDRSIM_BLOCK
diff -r "$work/box/one" "$work/box/two" >/dev/null || fail "other bytes"

begin "reverse: how much it takes, in own units, and done again"
# shellcheck disable=SC2086
run stress "$scenario" $small --reverse workflow-stall --below 150 --chart-format svg -o v
expect_status 0
expect_quiet_stderr
expect_stdout '^How much it takes$'
expect_stdout 'the P50 of NDR at 12 months comes below 150.0%'
expect_stdout 'workflow.explore x 0\.[0-9]+'
expect_stdout 'In standard deviations of what we do not know: workflow.explore -[0-9.]+ sd'
expect_stdout '^  workflow-stall +found +0\.[0-9]+'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
for name in stress.json thresholds.csv units.csv composition.csv severities.csv; do
  expect_file "v/$name"
done
if command -v gnuplot >/dev/null; then
  expect_file v/stress-reverse.svg
  expect_no_file v/stress-rank.svg
fi
run verify v
expect_status 0
expect_stdout 'same bytes'
# the severity that was found, and the one before it, run as any other
severity=$(cell v/thresholds.csv workflow-stall severity)
before=$(cell v/thresholds.csv workflow-stall inside)
# shellcheck disable=SC2086
run stress "$scenario" $small --stress workflow-stall --severity "$severity" --charts none -q -o s
awk -v x="$(cell s/stresses.csv workflow-stall p50)" 'BEGIN { exit !(x != "" && x < 150) }' || fail "not below there"
# shellcheck disable=SC2086
run stress "$scenario" $small --stress workflow-stall --severity "$before" --charts none -q -o s
awk -v x="$(cell s/stresses.csv workflow-stall p50)" 'BEGIN { exit !(x >= 150) }' || fail "below before it"
awk -v a="$severity" -v b="$before" 'BEGIN { exit !(a - b > 0 && a - b <= 0.002001) }' || fail "not within the tolerance"

begin "reverse of a parameter, of P10, of one's own; what is never reached"
echo '{"schema_version": 1, "name": "fire", "title": "Fire", "set": {"churn.base": {"times": 4}}}' >"$work/fire.json"
# shellcheck disable=SC2086
run stress "$scenario" $small --reverse-parameter demand.level --stress ../fire.json --reverse fire \
  --reverse downturn --of p10 --below 60 --charts none -o v
expect_status 0
expect_stdout 'demand.level falls .demand.level-down.: the P10 of NDR'
expect_stdout '^  fire '
expect_stdout 'Even at severity|at severity [0-9.]+ .a downturn of'
expect_stdout '^  downturn +not reached'

begin "what is not reached is drawn too"
if command -v gnuplot >/dev/null; then
  # shellcheck disable=SC2086
  run stress "$scenario" $small --reverse downturn --below 10 --chart-format svg -q -o n
  expect_status 0
  expect_quiet_stderr
  expect_file n/stress-reverse.svg
fi

begin "a book"
# shellcheck disable=SC2086
run stress "$scenario" --book "$sample_book" --set acquisition.initial=0 --set acquisition.per_month=0 \
  --replicates 6 --horizon 12 --stress workflow-stall --stress downturn --charts none -o b
expect_status 0
expect_stdout 'hurts most'

begin "messages"
run stress "$scenario" --stress downturm
expect_refused 'no stress of the name .downturm. ships'
expect_stderr 'did you mean .downturn'
run stress "$scenario" --stress nowhere.json
expect_status 1
echo '{"schema_version": 1, "name": "a", "title": "A", "set": {"churn.bsae": 1}}' >"$work/bad.json"
run stress "$scenario" --stress ../bad.json
expect_refused '../bad.json:1:58: set.churn.bsae: no parameter of this name'
run stress "$scenario" --reverse workflow-stal
expect_refused 'no stress of the name .workflow-stal.'
expect_stderr 'did you mean .workflow-stall'
run stress "$scenario" --reverse pitch-early
expect_refused 'is there or it is not'
run stress "$scenario" --reverse no-dashboard
expect_refused 'has nothing of .no-dashboard'
run stress "$scenario" --reverse-parameter churn.bsae
expect_refused 'did you mean .churn.base'
run stress "$scenario" --reverse downturn --of p51
expect_refused 'p5, p10, p50, p90 or p95'
run stress "$scenario" --reverse downturn --below low
expect_refused '--below: expected a number'
run stress "$scenario" --severity 0
expect_refused '--severity: expected a number above 0'
run stress "$scenario" --outcome nrr@12
expect_refused 'nrr'
run stress "$scenario" --horizon 6
expect_refused '12'
run stress "$scenario" --charts ndr-fan
expect_refused 'stress-rank'
run stress
expect_refused 'SCENARIO'

begin "Ctrl-C keeps the replicates that are whole in all runs"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" stress "$scenario" --replicates 4000 --horizon 13 --charts none --stress downturn -o out \
  </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 6
kill -INT "$process"
wait "$process"
status=$?
expect_status 130
if [ -e "$work/box/out/manifest.json" ]; then
  n=$(sed -n 's/.*"replicates":[[:space:]]*\([0-9]*\).*/\1/p' "$work/box/out/manifest.json" | head -n 1)
  [ "$n" -ge 1 ] && [ "$n" -lt 4000 ] || fail "$n replicates"
  expect_stderr "results are those of the first $n of 4000 replicates"
else # a slow machine
  expect_stderr 'interrupted before the first two replicates were complete in all runs'
fi

finish
