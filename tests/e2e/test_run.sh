#!/bin/sh
# `ndrsim run` as a user meets it: outputs, options, exit codes, no gnuplot, streams.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
files='summary.json series.csv bridge.csv cohorts.csv metrics.csv incidence.csv quarters.csv manifest.json'
fast='--replicates 4 --horizon 13'

# A directory of links to the few programs the run might want, but not gnuplot.
no_gnuplot="$work/bin"
mkdir "$no_gnuplot"
ln -s /bin/sh "$no_gnuplot/sh"

begin "a run writes its files and a summary"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out
expect_status 0
for name in $files; do expect_file "out/$name"; done
expect_stdout 'NDR'
expect_stdout 'out'
expect_stdout 'P50'
if [ -n "$(find "$work/box" -mindepth 1 -maxdepth 1 ! -name out)" ]; then fail "files outside out/"; fi
if [ -n "$(find "$work/box/out" -name '*.tmp*' -o -name '.*' -mindepth 1)" ]; then
  fail "temporary files were left in out/"
fi

begin "charts are there when gnuplot is"
if command -v gnuplot >/dev/null; then
  # shellcheck disable=SC2086
  run run "$scenario" $fast -o out --quiet
  [ "$(find "$work/box/out" -name '*.png' -size +10k | wc -l)" -ge 2 ] || fail "fewer than two PNG"
  [ "$(find "$work/box/out" -name '*.svg' -size +1k | wc -l)" -ge 2 ] || fail "fewer than two SVG"
fi

begin "a character that no font has is a small box in PNG, and itself in SVG"
if command -v gnuplot >/dev/null; then
  nowhere=$(printf '\364\217\277\275') # U+10FFFD, which is no character
  box=$(printf '\342\226\241')
  for title in "$nowhere" "$box"; do
    run run "$scenario" --replicates 3 --horizon 13 --layers 0 --charts mrr-fan -q --set "title=$title A" \
      -o "out-$title"
    expect_status 0
  done
  cmp "$work/box/out-$nowhere/mrr-fan.png" "$work/box/out-$box/mrr-fan.png" >/dev/null ||
    fail "it is not drawn as a box"
  grep -q "$nowhere A" "$work/box/out-$nowhere/mrr-fan.svg" || fail "SVG has it no more"
  if grep -q "$box" "$work/box/out-$nowhere/mrr-fan.svg"; then fail "a box in SVG"; fi
else
  skip "gnuplot is not installed"
fi

begin "without gnuplot the run succeeds and says how to get charts"
PATH_BEFORE=$PATH
PATH=$no_gnuplot
export PATH
(cd "$work/box" && "$NDRSIM_BINARY" run "$scenario" --replicates 4 --horizon 13 -o out) \
  </dev/null >"$work/out" 2>"$work/err"
status=$?
PATH=$PATH_BEFORE
export PATH
expect_status 0
for name in $files; do expect_file "out/$name"; done
cat "$work/err" >>"$work/out"
expect_stdout 'gnuplot-nox'
[ -z "$(find "$work/box/out" -name '*.png' -o -name '*.svg')" ] || fail "charts without gnuplot"

begin "--quiet prints nothing"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out --quiet
expect_status 0
expect_quiet_stdout
expect_quiet_stderr
expect_file out/summary.json

begin "quarters are in the text when the scenario has a fiscal calendar"
run run "$scenario" --replicates 3 --layers 0 --charts none --set fiscal_year_start=2 -o out
expect_status 0
grep -q '^  FY2026-Q4 .* \*$' "$work/out" || fail "the first quarter, of one month, is not marked"
grep -q '^  FY2027-Q1 .*[0-9-]$' "$work/out" || fail "no second quarter"
run run "$scenario" --replicates 3 --layers 0 --charts none --set fiscal_year_start=13 -o out
expect_status 2
grep -q 'fiscal_year_start' "$work/err" || fail "another message"

begin "--json prints summary.json and nothing else"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out --json
expect_status 0
cmp "$work/out" "$work/box/out/summary.json" || fail "standard output is not summary.json"
if command -v python3 >/dev/null; then
  python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/out" || fail "not valid JSON"
fi

begin "the scenario comes from standard input"
cp "$scenario" "$work/in"
# shellcheck disable=SC2086
run run - $fast -o out --quiet
expect_status 0
# shellcheck disable=SC2086
run run "$scenario" $fast -o other --quiet
cmp "$work/box/out/series.csv" "$work/box/other/series.csv" || fail "other numbers than from the file"

begin "the same command gives the same bytes, in a directory that already has results"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out --quiet
cp -r "$work/box/out" "$work/box/first"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out --quiet
expect_status 0
diff -r "$work/box/first" "$work/box/out" >&2 || fail "the second run differs"

begin "the manifest names no time, thread or path"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out --threads 2 --quiet
if grep -qE "thread|$work|$NDRSIM_SOURCE_DIR|20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T" "$work/box/out/manifest.json"; then
  fail "the manifest depends on how it was made"
fi
grep -q '"seed"' "$work/box/out/manifest.json" || fail "no seed in the manifest"

begin "another seed gives other numbers"
# shellcheck disable=SC2086
run run "$scenario" $fast --seed 1 -o one --quiet
# shellcheck disable=SC2086
run run "$scenario" $fast --seed 2 -o two --quiet
expect_status 0
if cmp -s "$work/box/one/series.csv" "$work/box/two/series.csv"; then fail "the seed does nothing"; fi

begin "--horizon and --set change what is run"
run run "$scenario" --replicates 4 --horizon 14 -o out --quiet
expect_status 0
if grep -q '^15,' "$work/box/out/series.csv"; then fail "a month beyond the horizon"; fi
grep -q '^14,' "$work/box/out/series.csv" || fail "the last month is missing"
# shellcheck disable=SC2086
run run "$scenario" $fast --set tiers.pro.cap=1500 -o set --quiet
expect_status 0
# shellcheck disable=SC2086
run run "$scenario" $fast -o base --quiet
if cmp -s "$work/box/set/series.csv" "$work/box/base/series.csv"; then fail "--set does nothing"; fi

begin "--convention chooses the headline and changes no other number"
# shellcheck disable=SC2086
run run "$scenario" $fast -o base --charts none
# shellcheck disable=SC2086
run run "$scenario" $fast -o chosen --charts none --convention survivors
expect_status 0
expect_stdout 'MRR now of the customers still there'
expect_stdout 'survivors has no bridge of its own'
expect_stdout '^  survivors \*'
grep -q '"headline":	"survivors"' "$work/box/chosen/summary.json" || fail "another headline"
for name in cohorts metrics incidence; do
  cmp "$work/box/base/$name.csv" "$work/box/chosen/$name.csv" || fail "$name.csv differs"
done
grep -vE ',(ndr|grr_flow),' "$work/box/base/series.csv" >"$work/before"
grep -vE ',(ndr|grr_flow),' "$work/box/chosen/series.csv" >"$work/after"
cmp -s "$work/before" "$work/after" || fail "other numbers in series.csv"
run verify chosen
expect_status 0
# shellcheck disable=SC2086
run run "$scenario" $fast -o chosen --charts none --convention trailing_year
expect_status 0
expect_stdout 'not known: a year and the year before need 24 months of the run'

begin "a directory below one that is not there is made"
# shellcheck disable=SC2086
run run "$scenario" $fast -o deep/er/out --quiet
if [ "$status" -eq 0 ]; then expect_file deep/er/out/summary.json; else
  [ ! -e "$work/box/deep" ] || fail "left a directory behind"
  expect_stderr 'deep'
fi

begin "an output directory that is a file"
echo precious >"$work/box/out"
# shellcheck disable=SC2086
run run "$scenario" $fast -o out
[ "$status" -ne 0 ] || fail "exit status 0"
[ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one message"
[ "$(cat "$work/box/out")" = precious ] || fail "the file was changed"

begin "a full disk is reported and leaves nothing half-written"
if [ -w /dev/full ]; then
  (cd "$work/box" && "$NDRSIM_BINARY" run "$scenario" --replicates 4 --horizon 13 -o out --json) \
    </dev/null >/dev/full 2>"$work/err"
  status=$?
  [ "$status" -eq 1 ] || fail "exit status $status when standard output is full, expected 1"
fi

# refuse NAME REGEX ARG...: a wrong command line.
refuse() {
  name=$1 regex=$2
  shift 2
  begin "$name"
  run "$@"
  expect_refused "$regex"
}
refuse "an unknown option" 'replicats' run "$scenario" --replicats 4
refuse "an unknown verb, with a suggestion" 'did you mean .*run' rnu "$scenario"
refuse "no scenario" 'scenario' run
refuse "two scenarios" 'argument|scenario' run "$scenario" "$scenario"
refuse "replicates that are no number" 'replicates' run "$scenario" --replicates many -o out
refuse "no replicates" 'replicates' run "$scenario" --replicates 0 -o out
refuse "a negative horizon" 'horizon' run "$scenario" --horizon -3 -o out
refuse "a horizon that overflows" 'horizon' run "$scenario" --horizon 99999999999999999999 -o out
refuse "a seed that is no number" 'seed' run "$scenario" --seed abc -o out
refuse "no threads" 'threads' run "$scenario" --threads -1 -o out
refuse "--set without a value" 'set' run "$scenario" --set tiers.pro.cap -o out
refuse "--set of an unknown path, with a suggestion" 'did you mean .*cap' \
  run "$scenario" --set tiers.pro.cpa=3 -o out
refuse "--set of the wrong type" 'tiers\.pro\.cap' run "$scenario" --set tiers.pro.cap=red -o out
refuse "--set out of bounds" 'tiers\.pro\.cap' run "$scenario" --set tiers.pro.cap=-7 -o out
refuse "a convention that there is not, with a suggestion" 'did you mean .*survivors' \
  run "$scenario" --convention survivers -o out
refuse "more replicates than memory can hold" 'replicates|memory|limit' \
  run "$scenario" --replicates 2000000000 -o out

begin "an instruction set that does not exist"
NDRSIM_ISA=quantum
export NDRSIM_ISA
run run "$scenario" -o out
unset NDRSIM_ISA
expect_refused 'quantum'

begin "--version and --help succeed on standard output"
run --version
expect_status 0
expect_stdout 'ndrsim [0-9]+\.[0-9]+\.[0-9]+'
run --help
expect_status 0
expect_stdout 'run'
run run --help
expect_status 0
expect_stdout '--replicates'
expect_quiet_stderr

begin "a reader that goes away ends the run without a complaint"
# shellcheck disable=SC2086
(cd "$work/box" && "$NDRSIM_BINARY" run "$scenario" $fast -o out --json 2>"$work/err" | head -c 1 >/dev/null) || :
if grep -qiE 'abort|internal|segmentation' "$work/err"; then fail "the run complained"; fi

begin "growth by what is none of the three engines is named"
run run usage-based --replicates 10 --horizon 13 --layers 0 --charts none -o out
expect_status 0
expect_stdout 'No engine leads: none of the three adds revenue'
expect_stdout 'Beside the three engines, usage adds \+[0-9.]+ points, more than any of them'
run run "$scenario" --replicates 10 --horizon 13 --layers 0 --charts none -o out
expect_status 0
if grep -q 'Beside the three engines' "$work/out"; then fail "named where an engine leads"; fi

finish
