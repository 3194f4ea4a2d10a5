#!/bin/sh
# What a run hands on besides its directory: a workbook, a page, a row of a database. The same numbers as in
# summary.json, the same bytes for the same run, nothing from a user that runs, and nothing half-written.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
: "${NDRSIM_FAULTY_DISK:?}"

python=''
for candidate in python3 /usr/bin/python3; do
  if [ -z "$python" ] && "$candidate" -c 'import sqlite3' 2>/dev/null; then python=$candidate; fi
done

# check WHAT FILE [ARG]: handout_check.py against out/summary.json.
check() {
  what=$1
  file=$2
  shift 2
  if [ -z "$python" ]; then
    skip "python3 is not installed"
    return
  fi
  "$python" -B "$NDRSIM_SOURCE_DIR/tests/e2e/handout_check.py" "$what" "$work/box/out/summary.json" \
    "$work/box/$file" "$@" >"$work/said" 2>"$work/err" || fail "$what: $(cat "$work/said")"
}

hidden() { find "$work/box" -name '.ndrsim-*' | wc -l; }

# handed ARG...: a small run with all three, into r.xlsx, r.html, r.sqlite.
handed() {
  run run "$scenario" --replicates 12 -q -o out --xlsx r.xlsx --html r.html --db r.sqlite "$@"
}

begin "workbook, page and database hold the numbers of summary.json"
handed
expect_status 0
expect_quiet_stderr
check xlsx r.xlsx
charts=$(find "$work/box/out" -name '*.svg' | wc -l)
if command -v gnuplot >/dev/null; then [ "$charts" -ge 10 ] || fail "$charts charts"; fi
check html r.html "$charts"
check sqlite r.sqlite 1
[ "$(hidden)" -eq 0 ] || fail "temporary files are left"

begin "a figure that is another by a thousandth is found in all three"
if [ -z "$python" ]; then
  skip "python3 is not installed"
else
  handed --charts none
  "$python" - "$work/box/out/summary.json" <<'END'
import json, sys
summary = json.load(open(sys.argv[1]))
window = summary["retention"][summary["retention"]["headline"]][0]
window["ndr"]["p50"] = round(window["ndr"]["p50"] * 1.001, 3)
window["ndr"]["mean"] *= 1.00001
json.dump(summary, open(sys.argv[1], "w"))
END
  for pair in xlsx:r.xlsx html:r.html sqlite:r.sqlite; do
    set -- "${pair%:*}" "${pair#*:}"
    if "$python" -B "$NDRSIM_SOURCE_DIR/tests/e2e/handout_check.py" "$1" "$work/box/out/summary.json" \
      "$work/box/$2" "$([ "$1" = sqlite ] && echo 1 || echo 0)" >"$work/said" 2>"$work/err"; then
      fail "not found: $(cat "$work/said")"
    fi
    grep -q '^fault: ' "$work/said" || fail "$1: no fault was named"
  done
fi

begin "of a book as well"
handed --book "$sample_book" --charts none
expect_status 0
check xlsx r.xlsx
check html r.html 0
check sqlite r.sqlite 1

begin "of a run that is too short for NDR"
handed --horizon 3 --charts none
expect_status 0
grep -q 'The bridge at 12 months is not known' "$work/box/r.html" || fail "the bridge is not explained"
run runs --db r.sqlite
expect_status 0

begin "the same run gives the same bytes"
handed --threads 1 --charts ndr-fan
cp "$work/box/r.xlsx" "$work/first.xlsx"
cp "$work/box/r.html" "$work/first.html"
TZ=Asia/Tokyo NDRSIM_BLOCK=64
export TZ NDRSIM_BLOCK
handed --threads 2 --charts ndr-fan
unset TZ NDRSIM_BLOCK
cmp "$work/first.xlsx" "$work/box/r.xlsx" >/dev/null || fail "the workbook differs"
cmp "$work/first.html" "$work/box/r.html" >/dev/null || fail "the page differs"

begin "nothing that a user writes runs"
handed --charts mrr-fan --set 'title="=HYPERLINK(\"x\") </title><script>alert(1)</script> & ]]>"'
expect_status 0
check xlsx r.xlsx
check html r.html "$([ "$charts" -eq 0 ] && echo 0 || echo 1)"
check sqlite r.sqlite 1
grep -q '<h1>=HYPERLINK(&quot;x&quot;) &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; \]\]&gt;' \
  "$work/box/r.html" || fail "the title is not on the page as it was written"

begin "what verbs that run a scenario more than once hand on"
dashboard='initiatives=[{"name": "dash", "from": 6, "cost": 20000, "set": {"churn.base": {"times": 0.8}}}]'
n=0
for line in "compare --with tiers.pro.cap=1500" attribute initiatives "sweep --vary tiers.pro.cap=800:1200:200" \
  "optimise --vary tiers.pro.cap=800:1200 --evaluations 4" stress; do
  # shellcheck disable=SC2086
  run $line "$scenario" --replicates 4 -q -o "$n" --set "$dashboard" --xlsx $n.xlsx --html $n.html --db r.sqlite
  expect_status 0
  expect_quiet_stderr
  check book $n.xlsx 1
  check page $n.html "$(find "$work/box/$n" -name '*.svg' | wc -l)"
  n=$((n + 1))
done
run runs --db r.sqlite
expect_stdout '^ *1 .* compare .*with=tiers.pro.cap=1500'
expect_stdout '^ *2 .* attribute '
expect_stdout '^ *3 .* initiatives '
expect_stdout '^ *4 .* sweep .*vary='
expect_stdout '^ *5 .* optimise .*vary='
expect_stdout '^ *6 .* stress '
expect_quiet_stderr

begin "a file of the directory of the run, which verify goes on to accept"
run run "$scenario" --replicates 2 --horizon 13 --charts none -q -o out --xlsx out/r.xlsx --html sub/dir/r.html
expect_status 0
[ -s "$work/box/out/r.xlsx" ] || fail "no workbook"
[ -s "$work/box/sub/dir/r.html" ] || fail "no page"
run verify out --files
expect_status 0

begin "charts of a page are drawn as SVG"
run run "$scenario" --chart-format png --html r.html
expect_status 2
expect_stderr 'add svg to --chart-format'
run run "$scenario" --replicates 2 --horizon 13 --charts none --html r.html -q -o out
expect_status 0

begin "without gnuplot there is a page without charts"
mkdir "$work/bin"
PATH_BEFORE=$PATH
PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 13 -q -o "$work/box/out" \
  --html "$work/box/r.html" </dev/null >"$work/out" 2>"$work/err"
status=$?
PATH=$PATH_BEFORE
expect_status 0
check html r.html 0

begin "what cannot be written is refused before anything is simulated"
mkdir "$work/box/dir"
echo words >"$work/box/plain"
for option in xlsx html db; do
  run run "$scenario" --$option dir -o out
  expect_status 2
  expect_stderr 'dir. is a directory'
  run run "$scenario" --$option plain/file -o out
  expect_status 1
  expect_stderr 'cannot write to .plain.: not a directory'
  run run "$scenario" --$option '' -o out
  expect_status 2
done
run run "$scenario" --xlsx same --html same -o out
expect_status 2
expect_stderr 'name the same file'
run run "$scenario" --db plain -o out
expect_status 2
expect_stderr 'plain. is no SQLite database'
[ ! -e "$work/box/out" ] || fail "the directory was made all the same"
[ "$(cat "$work/box/plain")" = words ] || fail "a foreign file was changed"

begin "a database of another program is left alone"
if [ -z "$python" ]; then
  skip "python3 is not installed"
else
  "$python" -c 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute("create table t(a)")' "$work/box/other.db"
  sha256sum "$work/box/other.db" >"$work/sum"
  run run "$scenario" --db other.db -o out
  expect_status 2
  expect_stderr 'a database of another program: choose another file'
  run runs --db other.db
  expect_status 2
  sha256sum -c --quiet "$work/sum" >/dev/null || fail "it was changed"
fi

begin "a run that fails leaves the earlier files in place"
echo before >"$work/box/r.xlsx"
echo before >"$work/box/r.html"
mkdir -p "$work/box/out/series.csv"
handed --charts none
expect_status 1
[ "$(cat "$work/box/r.xlsx")" = before ] || fail "the workbook was replaced"
[ "$(cat "$work/box/r.html")" = before ] || fail "the page was replaced"
[ "$(hidden)" -eq 0 ] || fail "temporary files are left"
run runs --db r.sqlite
[ "$(wc -l <"$work/out")" -le 1 ] || fail "a run that failed is in the database"

# each_fault CALL: lets the first, second ... CALL of a run fail until one gets through. Workbook and page are
# the old ones or the new ones, whole, and the message is one.
each_fault() {
  nth=0
  mkdir "$work/box/sub"
  while :; do
    nth=$((nth + 1))
    rm -rf "$work/box/out"
    cp "$work/old.xlsx" "$work/box/sub/r.xlsx"
    cp "$work/old.html" "$work/box/sub/r.html"
    (cd "$work/box" && ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 NDRSIM_FAULT=$1:$nth:EIO \
      LD_PRELOAD=$NDRSIM_FAULTY_DISK "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 --seed 2 -q \
      --charts none -o out --xlsx sub/r.xlsx --html sub/r.html </dev/null >"$work/out" 2>"$work/err")
    status=$?
    [ "$status" -ne 0 ] || break
    expect_status 1
    [ "$(wc -l <"$work/err")" -eq 1 ] || fail "$1 $nth: not one message"
    for kind in xlsx html; do
      cmp -s "$work/box/sub/r.$kind" "$work/old.$kind" || cmp -s "$work/box/sub/r.$kind" "$work/new.$kind" ||
        fail "$1 $nth: the $kind is neither the old one nor the new one"
    done
    [ "$(hidden)" -eq 0 ] || fail "$1 $nth: temporary files are left"
    [ "$nth" -lt 100 ] || break
  done
  for kind in xlsx html; do
    cmp -s "$work/box/sub/r.$kind" "$work/new.$kind" || fail "$1: without a failure the $kind is another"
  done
  [ "$nth" -gt "$2" ] || fail "only $nth calls of $1"
}

begin "a disk that fails: old files or new ones, and one message"
for seed in 1 2; do
  run run "$scenario" --replicates 2 --horizon 3 --seed $seed -q --charts none -o out --xlsx r.xlsx --html r.html
  expect_status 0
  for kind in xlsx html; do cp "$work/box/r.$kind" "$work/$([ $seed -eq 1 ] && echo old || echo new).$kind"; done
done
each_fault renameat 12
rm -r "$work/box/sub"
each_fault fsync 12

begin "what a killed run left is removed by the next"
mkdir "$work/box/sub"
(cd "$work/box" && NDRSIM_FAULT=fsync:2:kill LD_PRELOAD=$NDRSIM_FAULTY_DISK \
  ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 "$NDRSIM_BINARY" run "$scenario" --replicates 2 \
  --horizon 3 -q --charts none -o out --xlsx sub/r.xlsx) >/dev/null 2>&1 </dev/null
[ -z "$(find "$work/box/sub" -name 'r.xlsx')" ] || fail "the workbook was placed"
[ "$(find "$work/box/sub" -name '.ndrsim-*' | wc -l)" -eq 1 ] || fail "it left nothing"
run run "$scenario" --replicates 2 --horizon 3 -q --charts none -o out --xlsx sub/r.xlsx
expect_status 0
[ "$(hidden)" -eq 0 ] || fail "temporary files are left"

begin "runs are listed and compared"
for cap in 1000 1500; do
  run run "$scenario" --replicates 4 --charts none -q -o out --db r.sqlite --set tiers.pro.cap=$cap
  expect_status 0
done
run runs --db r.sqlite
expect_status 0
[ "$(wc -l <"$work/out")" -eq 3 ] || fail "not two runs: $(cat "$work/out")"
run runs --db r.sqlite diff 1 2
expect_status 0
[ "$(sed -n '/^Parameters/,/^$/p' "$work/out" | grep -c -e '->')" -eq 1 ] || fail "not one difference"
expect_stdout '^  tiers.pro.cap  1000 -> 1500$'
expect_stdout '^  ndr at 12 '
run runs --db r.sqlite diff 1 1
expect_stdout '^  none$'
run runs --db r.sqlite diff 2 1 --json
expect_stdout '"a":.*"1500"'
run runs --db r.sqlite --json
expect_stdout '"scenario":.*"agent-product"'
run runs --db r.sqlite diff 1 3
expect_status 2
expect_stderr 'has no run 3'
run runs --db r.sqlite diff 1
expect_status 2
run runs
expect_status 2
run runs --db nowhere.sqlite
expect_status 1
[ ! -e "$work/box/nowhere.sqlite" ] || fail "a database was made for reading"

begin "two runs that end at the same time are both added"
for k in 1 2 3; do
  (cd "$work/box" && "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 13 --charts none -q -o "out$k" \
    --db r.sqlite --seed "$k" </dev/null >"out.$k" 2>&1) &
done
wait
run runs --db r.sqlite
expect_status 0
[ "$(wc -l <"$work/out")" -eq 4 ] || fail "not three runs: $(cat "$work/box"/out.?)"

finish
