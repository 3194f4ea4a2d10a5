#!/bin/sh
# `ndrsim evpi` as a user meets it: a decision, files, options, refusals, interruption.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--replicates 60 --horizon 24 --set acquisition.initial=60 --set acquisition.per_month=0'
# a price increase whose effect on churn nobody knows
unsure='billing.elasticity={"dist": "uniform", "low": 5, "high": 20}'
dearer='dearer: tiers.pro.price={"schedule": {"0": 45, "6": 60}}'

begin "files, and a decision before the tables"
# shellcheck disable=SC2086
run evpi "$scenario" $small --set "$unsure" --with "$dearer" --measure billing,churn --db results.sqlite --html page.html --xlsx book.xlsx
expect_status 0
expect_quiet_stderr
for name in evpi.json options.csv worth.csv together.csv scenario.json manifest.json; do
  expect_file "ndrsim-evpi/$name"
done
expect_stdout '^What to measure first$'
expect_stdout 'As things are known now'
expect_stdout 'Measuring billing,churn together is worth at most'
expect_stdout 'Who foresaw luck and the economy too'
if [ "$(awk 'length > 100' "$work/out" | wc -l)" -gt 0 ]; then fail "lines are too long"; fi
if grep -q ' $' "$work/out"; then fail "lines end in blanks"; fi
if command -v gnuplot >/dev/null; then expect_file ndrsim-evpi/evpi.png; fi

begin "foresight is worth at least as much as any set"
# shellcheck disable=SC2086
run evpi "$scenario" $small --set "$unsure" --with "$dearer" --charts none -q -o e
awk -F, 'NR > 1 { worth = $(NF - 4) } /,foresight,/ { most = worth } NR > 1 && !/,foresight,/ {
  if (worth > best) best = worth; n++ } END { exit !(n >= 2 && most > 0 && best <= most + 1e-6) }' \
  "$work/box/e/together.csv" || fail "a set is worth more than foresight"
awk -F, '/,growing,/ && $(NF - 1) < -2 * $NF - 1e-6 { bad = 1 } END { exit bad }' "$work/box/e/together.csv" ||
  fail "one more parameter makes a set worth less, by more than two standard errors"

begin "where one option is always the best there is nothing to measure"
# shellcheck disable=SC2086
run evpi "$scenario" "$scenario" $small --charts none
expect_status 0
expect_stdout 'there is nothing to measure'

begin "the same bytes for any threads and blocks, --json, verify"
# shellcheck disable=SC2086
run evpi "$scenario" $small --set "$unsure" --with "$dearer" --objective ndr@24 --charts none -q -o a --threads 1
expect_status 0
expect_quiet_stdout
NDRSIM_BLOCK=7
export NDRSIM_BLOCK
# shellcheck disable=SC2086
run evpi "$scenario" $small --set "$unsure" --with "$dearer" --objective ndr@24 --charts none -o b --threads 2 --json
unset NDRSIM_BLOCK
diff -r "$work/box/a" "$work/box/b" >/dev/null || fail "other bytes"
cmp -s "$work/out" "$work/box/b/evpi.json" || fail "not evpi.json"
run verify a
expect_status 0
expect_stdout 'same bytes'

begin "messages"
run evpi "$scenario"
expect_refused 'nothing to choose between'
run evpi "$scenario" --with tiers.pro.cap=800 --replicates 49
expect_refused 'at least 50 replicates'
run evpi "$scenario" --with tiers.pro.cap=800 --measure capacity.promt
expect_refused 'capacity.prompt'
run evpi "$scenario" --with tiers.pro.cap=800 --objective profits
expect_refused 'profit'
run evpi "$scenario" --with tiers.pro.capp=800
expect_refused 'tiers.pro.cap'
run evpi "$scenario" --with ''
expect_refused 'expected PATH=VALUE'
run evpi
expect_refused 'SCENARIO'

begin "Ctrl-C keeps the replicates that are whole in all options, if they are enough"
cd "$work/box" || exit 1
"$NDRSIM_BINARY" evpi "$scenario" --with tiers.pro.cap=800 --replicates 40000 --horizon 13 --charts none \
  --set acquisition.initial=60 --set acquisition.per_month=0 --objective profit@12 -o out \
  </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 5
kill -INT "$process"
wait "$process"
status=$?
expect_status 130
if [ -e "$work/box/out/manifest.json" ]; then
  expect_stderr 'results are those of the first [0-9]+ of 40000 replicates'
else # a slow machine
  expect_stderr 'nothing was written'
fi

finish
