#!/bin/sh
# The options for charts of `ndrsim run`.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
fast="--replicates 20 --horizon 13"

begin "a wrong chart name is refused with the nearest one, before anything is done"
run run "$scenario" --charts ndr-fan,teir-mix
expect_refused 'unknown chart .teir-mix.*tier-mix'

begin "a wrong format is refused"
run run "$scenario" --chart-format png,jpeg
expect_refused 'unknown chart format .jpeg'

begin "--preview goes with neither --json nor --quiet"
run run "$scenario" --preview --json
expect_refused 'preview.*json'
run run "$scenario" --preview --quiet
expect_refused 'preview.*quiet'

begin "--charts none draws nothing, and needs no gnuplot"
# shellcheck disable=SC2086
run run "$scenario" $fast --charts none -o out
expect_status 0
expect_quiet_stderr
[ -z "$(find "$work/box/out" -name '*.png' -o -name '*.svg' -o -name '*.pdf')" ] || fail "there are charts"

if command -v gnuplot >/dev/null; then
  begin "the charts and formats that were asked for, and no others; those of before are removed"
  # shellcheck disable=SC2086
  run run "$scenario" $fast -o out -q
  # shellcheck disable=SC2086
  run run "$scenario" $fast --charts tier-mix,ndr-fan --chart-format svg,pdf -o out
  expect_status 0
  expect_stdout '^Charts, as .svg .pdf$'
  expect_stdout '^  tier-mix  '
  (cd "$work/box/out" && find . -type f ! -name '*.json' ! -name '*.csv') | sed 's:^\./::' | LC_ALL=C sort >"$work/charts"
  [ "$(tr '\n' ' ' <"$work/charts")" = 'ndr-fan.pdf ndr-fan.svg tier-mix.pdf tier-mix.svg ' ] ||
    fail "in out/: $(tr '\n' ' ' <"$work/charts")"

  begin "a chart without data is named with the reason"
  run run "$scenario" --replicates 2 --horizon 6 -o out
  expect_status 0
  expect_quiet_stderr
  expect_stdout 'ndr-bridge +not drawn: the horizon is shorter'

  begin "the preview is as wide as the terminal"
  for columns in 60 100; do
    COLUMNS=$columns
    export COLUMNS
    # shellcheck disable=SC2086
    run run "$scenario" $fast --charts none --preview -o out
    unset COLUMNS
    expect_status 0
    sed '1,/manifest.json/d' "$work/out" >"$work/preview"
    widest=$(awk 'length > w { w = length } END { print w }' "$work/preview")
    [ "$widest" -le "$columns" ] && [ "$widest" -ge $((columns - 10)) ] ||
      fail "$widest columns at $columns"
    if grep -q "$(printf '\f')" "$work/preview"; then fail "a form feed"; fi
  done

  begin "a template that is broken costs its chart, not the data"
  mkdir "$work/box/mine"
  cp "$NDRSIM_SOURCE_DIR"/plots/*.gp "$work/box/mine"
  echo 'plot nonsense(' >>"$work/box/mine/tier-mix.gp"
  NDRSIM_PLOTS="$work/box/mine"
  export NDRSIM_PLOTS
  # shellcheck disable=SC2086
  run run "$scenario" $fast --charts tier-mix,ndr-fan -o out -q
  unset NDRSIM_PLOTS
  expect_status 1
  expect_stderr 'gnuplot failed on chart tier-mix: .*tier-mix.gp.* line [0-9]+'
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one message"
  expect_file out/ndr-fan.png
  expect_file out/summary.json
  expect_no_file out/tier-mix.png

  begin "names of a scenario are never executed"
  title="\`touch w\` '; system('touch w') \$(touch w) {/Symbol x}"
  # shellcheck disable=SC2086
  run run "$scenario" $fast --set "title=$title" -o out -q
  expect_status 0
  expect_quiet_stderr
  [ -z "$(find "$work/box" "$NDRSIM_SOURCE_DIR/plots" -name w)" ] || fail "something was executed"
  grep -q 'touch w' "$work/box/out/tier-mix.svg" || fail "the title is not in the chart"
fi

finish
