#!/bin/sh
# Ctrl-C, SIGTERM and SIGHUP at any moment keep what is sound and say so; the progress line is for terminals.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# await SECONDS COMMAND...: until it succeeds.
await() {
  tries=$(($1 * 20))
  shift
  while ! "$@" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.05
  done
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# start ARG...: the program in the background, $process.
start() {
  cd "$work/box" || exit 1
  "$NDRSIM_BINARY" "$@" </dev/null >"$work/out" 2>"$work/err" &
  process=$!
  cd "$work" || exit 1
}
# stopped SIGNAL: sends it, and waits for the end.
stopped() {
  kill "-$1" "$process"
  await 60 gone "$process" || fail "still running after a minute"
  wait "$process"
  status=$?
}
# value FILE KEY: the number at the first such key.
value() { sed -n "s/.*\"$2\":[[:space:]]*\([0-9]*\).*/\1/p" "$work/box/$1" | head -n 1; }
# One line, beside the notes that a run will take long, and on a slow machine how to end it at once.
one_message() {
  [ "$(grep -vcE 'is expected to take|a second time gives it up' "$work/err")" -eq 1 ] || fail "not one message"
}
no_temporaries() { [ "$(find "$work/box" -name '.ndrsim-*' | wc -l)" -eq 0 ] || fail "temporary files are left"; }

for signal in INT TERM HUP; do
  begin "SIG$signal keeps the first replicates, and says so everywhere"
  start run "$scenario" --replicates 20000 --horizon 13 --charts none -o out
  sleep 1.5
  stopped $signal
  expect_status 130
  n=$(value out/manifest.json replicates)
  [ "$n" -ge 1 ] && [ "$n" -lt 20000 ] || fail "$n replicates"
  [ "$(value out/manifest.json replicates_requested)" -eq 20000 ] || fail "what was asked for is not told"
  one_message
  expect_stderr "^ndrsim: interrupted: results are those of the first $n of 20000 replicates$"
  expect_stdout "interrupted: the first [0-9,]+ of 20,000 replicates"
  expect_stdout 'interrupted: the variance is not split'
  grep -q '"complete":.false' "$work/box/out/summary.json" || fail "summary.json calls it complete"
  sed -n '/"interrupted":.{/,/}/p' "$work/box/out/summary.json" | grep -q "\"replicates\":.$n" ||
    fail "summary.json does not say how much there is"
  no_temporaries
done

begin "the replicates are those of a run that asked for no more"
run run "$scenario" --replicates "$n" --horizon 13 --layers 0 --charts none -q -o fewer
expect_status 0
cmp "$work/box/out/series.csv" "$work/box/fewer/series.csv" 2>/dev/null || {
  start run "$scenario" --replicates 20000 --horizon 13 --charts none -q -o out
  sleep 1.5
  stopped INT
  n=$(value out/manifest.json replicates)
  run run "$scenario" --replicates "$n" --horizon 13 --layers 0 --charts none -q -o fewer
  cmp "$work/box/out/series.csv" "$work/box/fewer/series.csv" || fail "other numbers"
}
run verify out
expect_status 0
expect_stdout "of 20,000, where the run was interrupted, done again"

begin "before the first replicate is whole nothing is written"
start run "$scenario" --replicates 1 --set acquisition.initial=3000000 -o out
sleep 0.7
stopped INT
expect_status 130
one_message
expect_stderr 'interrupted before the first replicate was complete; nothing was written'
expect_quiet_stdout
expect_no_file out

begin "during the samples of the variance all replicates are kept"
start run "$scenario" --replicates 3 --horizon 13 --layers 20000 --charts none -o out
sleep 2
stopped INT
expect_status 130
[ "$(value out/manifest.json replicates)" -eq 3 ] || fail "not all replicates"
k=$(value out/manifest.json layer_samples)
[ "$k" -ge 3 ] && [ "$k" -lt 20000 ] || fail "$k samples"
one_message
expect_stderr "all 3 replicates are whole, the split of variance rests on the first $k of 20000 samples"
expect_stdout 'interrupted: variance split by the first [0-9,]+ of 20,000 samples'
run verify out
expect_status 0
expect_stdout '^3 replicates and [0-9,]+ samples of the variance done again: [0-9]+ data files, same bytes$'

# A gnuplot that never ends, says who it is, and leaves a part of a chart.
mkdir "$work/bin"
cat >"$work/bin/gnuplot" <<TEXT
#!/bin/sh
for word; do script=\$word; done
chart=\$(sed -n "s/^set output '\(.*\)'/\1/p" "\$script" | head -n 1)
printf 'half a chart' >"\$chart"
echo \$\$ >"$work/drawing"
exec sleep 300
TEXT
chmod +x "$work/bin/gnuplot"
PATH_BEFORE=$PATH
PATH="$work/bin:$PATH"
export PATH
drawing() {
  rm -f "$work/drawing"
  start run "$scenario" --replicates 2 --horizon 13 -o out
  await 60 test -s "$work/drawing" || fail "no chart was begun"
  gnuplot=$(cat "$work/drawing")
}

for signal in INT TERM; do
  begin "SIG$signal while charts are drawn: the data are kept, gnuplot is ended"
  drawing
  stopped $signal
  expect_status 130
  one_message
  expect_stderr 'interrupted: the charts were given up'
  await 5 gone "$gnuplot" || fail "gnuplot outlives the program"
  [ -z "$(find "$work/box/out" -name '*.png' -o -name '*.svg' -o -name '*.pdf')" ] || fail "a chart is there"
  no_temporaries
  run verify out
  expect_status 0
done

begin "killed while charts are drawn: gnuplot goes too, the directory stays as it was"
drawing
kill -KILL "$process"
wait "$process" 2>/dev/null
await 5 gone "$gnuplot" || fail "gnuplot outlives the program"
expect_no_file out/manifest.json
expect_no_file out/summary.json
PATH=$PATH_BEFORE
export PATH
run run "$scenario" --replicates 2 --horizon 3 -q -o out
no_temporaries

begin "a second signal while files are written leaves them whole"
for wait in 0.01 0.03 0.06 0.1 0.2; do
  rm -rf "$work/box/out"
  start run "$scenario" --replicates 20000 --horizon 13 --charts none -q -o out
  sleep 1
  kill -INT "$process"
  sleep $wait
  stopped INT
  expect_status 130
  no_temporaries
  (cd "$work/box" && "$NDRSIM_BINARY" verify --files out -q) || fail "not whole after a second signal"
done

begin "a replicate that takes long: the first signal says what a second one does, which ends it at once"
start run "$scenario" --set acquisition.initial=4000000 --replicates 20 --layers 0 --charts none -o out
sleep 2 # the accounts are being simulated by then
kill -INT "$process"
await 60 grep -q 'a second time gives it up' "$work/err" || fail "not told"
stopped INT
expect_status 130
expect_stderr 'interrupted before the first replicate was complete; nothing was written'
expect_no_file out
no_temporaries

begin "nohup is respected"
cd "$work/box" || exit 1
(trap '' HUP && exec "$NDRSIM_BINARY" run "$scenario" --replicates 150 --horizon 13 --layers 0 --charts none -o out) \
  </dev/null >"$work/out" 2>"$work/err" &
process=$!
cd "$work" || exit 1
sleep 0.3
stopped HUP
expect_status 0

begin "verify is interrupted: nothing is said to be verified, nothing is left"
run run "$scenario" --replicates 2 --horizon 13 --layers 400 --charts none -q -o out
mkdir "$work/box/tmp"
TMPDIR="$work/box/tmp"
export TMPDIR
start verify out
sleep 0.4
stopped INT
unset TMPDIR
expect_status 130
expect_stderr 'interrupted: nothing was verified'
expect_quiet_stdout
rmdir "$work/box/tmp" || fail "files in TMPDIR"

# terminal WIDTH COMMAND: runs it on a terminal of its own; what it printed is in $work/terminal, line
# for line as it was drawn. script(1) gives no size, so COLUMNS does.
terminal() {
  (cd "$work/box" && TERM=${terminal_type:-xterm} COLUMNS=$1 SHELL=/bin/sh script -qec "$2" "$work/typescript") \
    </dev/null >"$work/out" 2>"$work/err"
  status=$?
  tr '\r' '\n' <"$work/typescript" >"$work/terminal"
}
# A line is drawn only once a run takes a second. How much work that is depends on the machine:
# watched WIDTH PATTERN gives a run more accounts until its line is there.
accounts=1000
watched() {
  while :; do
    long="'$NDRSIM_BINARY' run '$scenario' --replicates 60 --layers 15 --charts ndr-fan -o out"
    long="$long --set acquisition.initial=$accounts"
    terminal "$1" "$long"
    if [ "$status" -ne 0 ] || [ "$accounts" -ge 256000 ] || grep -qE "$2" "$work/terminal"; then return; fi
    accounts=$((accounts * 4))
  done
}

no_terminal=''
if ! command -v script >/dev/null; then
  no_terminal='script(1) is not installed'
elif ! script -qec true "$work/typescript" </dev/null >/dev/null 2>&1; then
  no_terminal='no pseudo-terminals here'
fi
if [ -z "$no_terminal" ]; then
  begin "progress on a terminal: phase, rate, time left, standard error of NDR"
  simulating='^simulating  \[[#.]+\]  [0-9]+%  [0-9]+ of 60  [0-9.]+ replicates/s  [0-9]+:[0-9]{2} left  NDR [0-9.]+% \(se [0-9.]+\)'
  watched 120 "$simulating"
  expect_status 0
  grep -qE "$simulating" "$work/terminal" || fail "no line of the simulation"
  grep -q '^variance layers  ' "$work/terminal" || fail "the samples of the variance are not named"
  grep -q '^drawing charts' "$work/terminal" || fail "the charts are not named"
  # each line is wiped to its end, the last one whole, before the results
  LC_ALL=C awk '/^(simulating|variance layers|writing|drawing)/ && !/\033\[K$/ { bad = 1 } END { exit bad }' \
    "$work/terminal" || fail "a line is not wiped"
  sed -n '/^drawing charts/,$p' "$work/terminal" | sed -n 2p | grep -q "^$(printf '\033')\[K" ||
    fail "the last line stays"

  begin "a narrow terminal: no line is longer than it"
  for width in 20 40 60 80; do
    watched $width '^(simulating|variance layers|[0-9]+%)'
    expect_status 0
    grep -E '^(simulating|variance layers|[0-9]+%)' "$work/terminal" | sed 's/.\[K.*//' >"$work/lines"
    [ -s "$work/lines" ] || fail "no line at $width columns"
    awk -v most=$((width - 1)) 'length($0) > most { bad = 1 } END { exit bad }' "$work/lines" ||
      fail "too long for $width columns: $(awk '{ print length($0) }' "$work/lines" | sort -n | tail -n 1)"
  done

  begin "no line on a dumb terminal, with --quiet, or when standard error is no terminal"
  terminal_type=dumb
  terminal 80 "$long"
  terminal_type=xterm
  if grep -qE 'replicates/s|left' "$work/terminal"; then fail "on a dumb terminal"; fi
  terminal 80 "$long --quiet"
  if grep -qE 'replicates/s' "$work/terminal"; then fail "with --quiet"; fi
  terminal 80 "$long 2>'$work/stderr'"
  if grep -qE 'replicates/s' "$work/terminal" "$work/stderr"; then fail "into a file"; fi

  begin "no colours with NO_COLOR"
  terminal 80 "NO_COLOR=1 '$NDRSIM_BINARY' run '$scenario' --replicates 2 --horizon 3 --charts none -o out"
  if grep -q "$(printf '\033')\[[0-9;]*m" "$work/typescript"; then fail "colours"; fi
  terminal 80 "'$NDRSIM_BINARY' run '$scenario' --replicates 2 --horizon 3 --charts none -o out"
  grep -q "$(printf '\033')\[[0-9;]*m" "$work/typescript" || fail "no colours without it: nothing was tested"
else
  begin "progress and colours on a terminal"
  skip "$no_terminal"
fi

finish
