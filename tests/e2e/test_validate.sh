#!/bin/sh
# ndrsim validate: everything that is wrong at once, in the format of compilers; warnings; the
# estimate; what is refused before it begins.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
bad="$work/bad.json" book="$work/book.csv"

# Exactly $1 lines on standard error that name a place of the file $2.
expect_places() {
  n=$(grep -cE "^[^ ]*$2:[0-9]+(:[0-9]+)?: " "$work/err")
  [ "$n" -eq "$1" ] || fail "$n errors of $2, expected $1"
}
expect_nothing_left() {
  left=$(find "$work/box" -mindepth 1 | head -n 5)
  [ -z "$left" ] || fail "left behind: $left"
}

begin "a good scenario: what was understood"
run validate "$scenario"
expect_status 0
expect_quiet_stderr
expect_stdout 'agent-product\.json is good'
expect_stdout 'tiers +3: lite pro ultra'
expect_stdout 'run +400 replicates of 36 months'
expect_stdout 'parameters +[0-9]+ given, [0-9]+ left at their defaults'
expect_stdout 'cost +about [0-9.]+ MB of memory and .* on [0-9]+ cores?'
expect_nothing_left

begin "quiet about a good scenario"
run validate -q "$scenario"
expect_status 0
expect_quiet_stdout
expect_quiet_stderr

cat >"$bad" <<'END'
{
  "schema_version": 1, "name": "bad",
  "tiers": {
    "lite": {"price": "cheap", "cap": -1},
    "Pro": {"price": 45}
  },
  "churn": {"bse": 0.1, "base": 2},
  "horizon": 0
}
END

begin "all errors, in order, where editors look for them"
run validate "$bad"
expect_status 2
expect_quiet_stdout
expect_places 6 bad.json
sed -n 1p "$work/err" | grep -qE 'bad\.json:4:23: tiers\.lite\.price: ' || fail "the first is not the price"
sed -n 6p "$work/err" | grep -qE 'bad\.json:8:14: horizon: ' || fail "the last is not the horizon"
# shellcheck disable=SC2016
expect_stderr 'churn\.bse: unknown key; did you mean `churn\.base`'
expect_stderr '^ndrsim: 6 errors, 0 warnings$'
expect_nothing_left

begin "run stops at the first of them"
run run "$bad" -o out
expect_refused 'bad\.json:4:23: tiers\.lite\.price'

begin "the same as JSON"
run validate --json "$bad"
expect_status 2
expect_quiet_stderr
expect_stdout '"error_count":[[:space:]]*6'
expect_stdout '"valid":[[:space:]]*false'
expect_stdout '"suggestion":[[:space:]]*"churn.base"'
expect_stdout '"model":[[:space:]]*null'

begin "changes of the command line, several at once"
run validate "$scenario" --set churn.base=7 --set churn.bse=1 --set 'tiers={"x"' --set nonsense
expect_status 2
[ "$(grep -c '^--set: ' "$work/err")" -eq 4 ] || fail "not four errors of --set"
# shellcheck disable=SC2016
expect_stderr '^--set: churn\.base: `churn\.base=7`: out of bounds'
# shellcheck disable=SC2016
expect_stderr '^--set: `nonsense`: not a setting'

begin "a file that is no JSON has one error"
printf '{"schema_version": 1, "name": 5,}\n' >"$bad"
run validate "$bad"
expect_status 2
expect_places 1 bad.json

begin "a book: every bad cell of every row"
printf 'account_id,start_month,segment,tier,mrr,seats\na,0,smbb,por,x,-1\nb,0,smb,lite,10,2\nb,0,smb,lite,1.005,2\n' >"$book"
run validate "$scenario" --book "$book"
expect_status 2
expect_places 6 book.csv
expect_stderr 'book\.csv:4: account_id: .*line 3'

begin "errors of scenario and book together"
run validate "$scenario" --book "$book" --set churn.base=7
expect_status 2
expect_stderr '^ndrsim: 7 errors'

begin "a book is left alone while its names are in doubt"
run validate "$scenario" --book "$book" --set 'segments={"SMB":{"share":1}}'
expect_status 2
expect_stderr 'the book was not looked at'
expect_places 0 book.csv

begin "a scenario or a book that is not there"
run validate "$work/none.json"
expect_status 1
expect_stderr 'none\.json: cannot be opened'
run validate "$scenario" --book "$work/none.csv"
expect_status 1
expect_stderr 'none\.csv'
expect_quiet_stdout

begin "standard input"
cp "$scenario" "$work/in"
run validate -
expect_status 0
expect_stdout 'is good'
printf '{"schema_version": 1}' >"$work/in"
run validate -
expect_status 2
expect_stderr '^standard input:1:1: name: missing'

begin "warnings leave the exit code alone, unless strict"
run validate "$scenario" --book "$sample_book"
expect_status 0
expect_stderr 'warning: the [0-9]+ accounts of the book and 2920 described ones'
expect_stderr '^ndrsim: 0 errors, 1 warning$'
expect_stdout 'is good'
run validate "$scenario" --book "$sample_book" --strict
expect_status 2
expect_quiet_stdout
run validate "$scenario" --book "$sample_book" --set acquisition.initial=0 \
  --set acquisition.per_month=0 --set acquisition.months=0 --strict
expect_status 0

begin "too many errors to show"
awk 'BEGIN { print "{\"schema_version\": 1, \"name\": \"a\", \"tiers\": {}, \"churn\": {";
  for (i = 0; i < 300; ++i) print "\"k" i "\": 1,"; print "\"base\": 0}}" }' >"$bad"
run validate "$bad"
expect_status 2
expect_places 100 bad.json
expect_stderr '^ndrsim: 201 more, not shown$'
expect_stderr '^ndrsim: 301 errors'

# limit NAME SETTING REGEX: refused with what the run would need, by both verbs, at once
limit() {
  begin "$1"
  run validate "$scenario" --set "$2"
  expect_status 2
  expect_stderr "$3"
  expect_stderr 'about [0-9.]+ [KMGTPE]?B of memory and .* on [0-9]+ cores?'
  run run "$scenario" --set "$2" -o out
  expect_refused "$3"
}
limit "a million million accounts" acquisition.initial=1000000000000 'acquisition\.initial.*48 TB'
limit "a billion replicates" replicates=1000000000 'replicates.* TB of memory'
limit "a horizon of a million months" horizon=1000000 'horizon.* PB of memory'
limit "a schedule of too many arrivals" 'acquisition.per_month={"schedule":{"0":1e12}}' 'per_month.* PB of memory'
limit "accounts that add up to too many" 'acquisition={"initial":90000000,"per_month":10000000}' \
  'acquisition: .*accounts start in one run'

begin "within each bound and too much together"
run run "$scenario" --horizon 600 --replicates 1000000 -o out
expect_refused '1[0-9] TB of memory and [0-9]+ days .* are available'
run validate "$scenario" --horizon 600 --replicates 1000000
expect_status 2
expect_stderr '1[0-9] TB of memory'

begin "a limit of memory of one's own"
run run "$scenario" --memory 5M -o out
expect_refused 'MB of memory .* 5\.0 MB is the limit'
run run "$scenario" --memory 2G --replicates 2 --layers 0 --quiet -o out
expect_status 0
for size in 5X M '' -1 1.5G 99999999999999999G; do
  run validate "$scenario" --memory "$size"
  expect_status 2
  expect_stderr 'memory: expected a number of bytes such as 500M or 8G'
done

begin "a long run says so beforehand, a refused one does not"
run run "$scenario" --horizon 600 --replicates 300 --layers 0 --memory 1M -o out
expect_refused 'is the limit'
(cd "$work/box" && timeout --preserve-status -s INT 2 "$NDRSIM_BINARY" run "$scenario" --threads 1 \
  --horizon 600 --replicates 300 --layers 0 -o out >"$work/out" 2>"$work/err")
status=$?
expect_status 130
expect_stderr '^ndrsim: this run is expected to take about .* of memory and [0-9]+ (second|minute)s on 1 core$'

finish
