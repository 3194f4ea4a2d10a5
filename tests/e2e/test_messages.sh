#!/bin/sh
# What messages say: the reason, where it is, and what would have been right.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small="$NDRSIM_SOURCE_DIR/scenarios/starters/agent.json"

# refused "what must be said" ARG...: bad input or a bad command line.
refused() {
  pattern=$1
  shift
  run "$@"
  expect_refused "$pattern"
}

# A scenario of a few accounts: base.json, or what is left of it by sed -e ARG.
made="$work/made.json"
make() {
  cat >"$work/base.json" <<'END'
{
  "schema_version": 1, "name": "small", "title": "Small", "start_month": "2026-01",
  "horizon": 24, "replicates": 4,
  "acquisition": {"initial": 20},
  "tiers": {"pro": {"price": 20}},
  "churn": {"base": {"value": 0.02}}
}
END
  sed -e "${1:-}" "$work/base.json" >"$made"
}
make

# not_said "what must not be said"
not_said() { if grep -qE -- "$1" "$work/err" "$work/out"; then fail "it says: $1"; fi; }

begin "a name that there is not: all there are"
refused 'no convention .foo.: expected point, cohort_age, .*survivors or monthly$' \
  run "$small" --convention foo -o out
refused 'unknown chart .foo.: expected all, none, mrr-fan, .*tier-mix or logo-survival$' \
  run "$small" --charts foo -o out
refused 'none. cannot stand beside names' run "$small" --charts none,ndr-fan -o out
refused 'unknown chart format .jpg.: expected png, svg or pdf' \
  run "$small" --chart-format jpg -o out
run run --help
tr -s ' \n' '  ' <"$work/out" >"$work/words"
for name in point cohort_age quarter_year trailing_average survivors monthly; do
  grep -q "convention of the headline NDR: [a-z_, ]*$name" "$work/words" || fail "no $name in --help"
  run explain convention
  expect_stdout "(^|[ ,])$name([ ,.]|\$)"
done
begin "what was found differs from what was expected"
discrete() { refused "$1" run "$made" -o out --set "churn.base={\"dist\":\"discrete\",$2}"; }
discrete '1 to 32 values, found an empty array' '"values":[]'
discrete '1 to 32 values, found an array of 40 values' "\"values\":[0$(printf ',0.1%.0s' $(seq 39))]"
discrete 'an array of 2 weights, found an array of 1 value$' '"values":[0,0.1],"weights":[1]'
refused 'starts at month 0: expected a member .0., found 3 as the first month' \
  run "$made" -o out --set 'churn.base={"schedule":{"12":0.1,"3":0.2}}'
refused 'expected a member .0., found no month' run "$made" -o out --set 'churn.base={"schedule":{}}'
make 's/2026-01/Jan 2026/'
refused 'start_month: expected a month such as .2026-01., found the string .Jan 2026.' run "$made" -o out
make 's/"horizon"/"currency": "Dollars", "horizon"/'
refused 'currency: expected three capital letters such as .USD., found' run "$made" -o out

begin "a path of --set that leads nowhere"
make
refused 'initiatives\[0\]: .*the scenario has no list .initiatives.$' \
  run "$made" -o out --set 'initiatives[0].from=9'
one='initiatives=[{"name":"a","from":3,"set":{"churn.base":0.01}}]'
refused 'initiatives\[7\]: .*the list has 1 element, counted from 0: \[1\] adds one$' \
  run "$made" -o out --set "$one" --set 'initiatives[7].from=9'
refused 'no such parts: found 24' run "$made" -o out --set 'horizon.x=1'
refused '--set: churn\.base: .*given twice' run "$made" -o out --set 'churn={"base":0.1,"base":0.2}'

begin "a fault of an option names the option"
run validate "$made" --horizon 6
expect_status 0
expect_stderr '^--horizon: warning: horizon: NDR needs 12 months'
run validate "$made" --set horizon=6
expect_stderr '^--set: warning: horizon: .horizon=6.: NDR needs'

begin "an annotation that is misspelt"
make 's/"value"/"sorce": "me", "value"/'
refused 'churn\.base\.sorce: unknown key; did you mean .source.' run "$made" -o out
make 's/"acquisition": {/"acquisition": {"nots": "x", /'
refused 'acquisition\.nots: unknown key; did you mean .note.' run "$made" -o out

begin "an empty name"
make
for verb in validate run replay verify explain; do
  refused 'has an empty name' $verb ''
done
refused 'book: .*an empty name' run "$made" -o out --book ''
refused 'account: .*an empty name' replay "$made" --account ''

begin "a book that is not one"
# book HEADER WHAT
book() {
  printf '%b\na,2025-01,5\n' "$1" >"$work/book.csv"
  refused "$2" run "$made" --book "$work/book.csv" -o out
}
book 'account_id,start_month,mrr,' 'csv:1: cell 4 of the header: expected .*, found an empty name'
for separator in ';' '|' '\t'; do
  book "account_id${separator}start_month${separator}mrr" \
    'csv:1: expected cells separated by commas, found account_id'
done

begin "UTF-16 is called by its name"
if command -v iconv >/dev/null; then
  for encoding in UTF-16LE UTF-16BE UTF-16; do
    make
    iconv -t "$encoding" "$work/base.json" >"$made"
    refused 'made\.json: this looks like UTF-16: save it as UTF-8' run "$made" -o out
    make
    printf 'account_id,start_month,mrr\na,2025-01,5\n' | iconv -t "$encoding" >"$work/book.csv"
    refused 'book\.csv:1: .*looks like UTF-16: save the file as UTF-8' \
      run "$made" --book "$work/book.csv" -o out
  done
else
  skip "iconv is not installed"
fi

begin "a title cannot turn the program's own words around"
# 202E turns what follows, 2028 ends the line, 2067 and 200F turn as well
for code in '\0342\0200\0256' '\0342\0200\0250' '\0342\0201\0247' '\0342\0200\0217'; do
  make "s/Small/A$(printf '%b' "$code")B/"
  refused 'title: a control character: expected one line of printable text' run "$made" -o out
done
# Hebrew by itself is fine
make "s/Small/$(printf '\303\234bersicht \342\200\224 \327\251\327\234')/"
run validate "$made"
expect_status 0

begin "one of a thing is not called many"
make 's/"horizon": 24/"horizon": 1/; s/"replicates": 4/"replicates": 1/; s/"initial": 20/"initial": 1/'
printf 'account_id,start_month,mrr\na,2025-01,5\n' >"$work/book.csv"
for verb in 'run -o out --layers 0 --charts none' 'validate' 'replay --replicate 3'; do
  # shellcheck disable=SC2086
  run $verb "$made" --book "$work/book.csv"
  cat "$work/err" >>"$work/out"
  expect_stdout 'replicate'
  not_said '(^|[^0-9.,])1 (replicates|months|accounts|described accounts|described ones)'
done
expect_stdout 'there is 1 replicate\)'
run verify out --book "$work/book.csv"
expect_status 0
expect_stdout '^1 replicate done again'

begin "nobody ever pays"
make 's/"price": 20/"price": 0/'
run run "$made" -o out --layers 0 --charts none
expect_status 0
expect_stdout 'age 12 months +not known: nobody paid anything in any month of the run'
not_said 'old enough|in some replicates'

begin "too few samples to split the variance"
make
for samples in 1 2 3; do
  run run "$made" -o out --layers $samples --charts ndr-variance
  expect_status 0
  [ "$samples" -lt 3 ] || break
  expect_stdout 'Where the uncertainty of NDR comes from$'
  expect_stdout 'not known: at least 3 whole samples are needed'
  if command -v gnuplot >/dev/null; then
    expect_stdout 'not drawn: the variance was not split: at least 3 whole samples'
  fi
done
expect_stdout '3 pick-freeze samples'
run run "$made" -o out --layers 0 --charts ndr-variance
not_said 'Where the uncertainty'

begin "a zero has no minus"
for form in '' --json '--month 3'; do
  # shellcheck disable=SC2086
  run replay "$made" --account all/0/1 $form
  expect_status 0
  expect_stdout 'factor'
  not_said '(^|[^0-9a-z])-0(\.0*)?($|[^0-9.])'
done

begin "a database in a directory that is not there yet"
make
run run "$made" --layers 0 --charts none -q -o out --db new/deep/runs.db
expect_status 0
expect_file new/deep/runs.db
run runs --db new/deep/runs.db
expect_status 0
expect_stdout 'small'
run run "$made" --set churn.base=7 --layers 0 --charts none -q -o out --db other/runs.db
expect_status 2
expect_no_file other
begin "a price page that is a list has no entries to suggest"
run run "$scenario" --set 'tiers=[3]' --set 'tiers[1].price=1' -o out
expect_refused 'expected an object with 1 to 8 members, found an array of 2 values'

finish
