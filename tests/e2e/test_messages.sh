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
finish
