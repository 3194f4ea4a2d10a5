#!/bin/sh
# `ndrsim verify`: a run is done again from its manifest, whatever it was; what was changed is named.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# made NAME ARG...: a run that the tests below copy, kept in $work/NAME.
made() {
  name=$1
  shift
  (cd "$work" && "$NDRSIM_BINARY" run "$@" -o "$name" --quiet) </dev/null 2>"$work/err" || fail "no run $name"
}
made described "$scenario" --replicates 4 --horizon 13 --charts ndr-fan,ndr-bridge
cp "$sample_book" "$work/book.csv"
made booked "$scenario" --book book.csv --replicates 4 --horizon 13 --set acquisition.initial=0 \
  --set acquisition.per_month=0 --seed 18446744073709551615 --layers 3 --charts none

copy() { cp -r "$work/$1" "$work/box/out"; }

# differs REGEX: exit status 3, the finding on standard output, one line on standard error.
differs() {
  expect_status 3
  expect_stdout "$1"
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one message"
}

# replaced FILE SED: edits a file of the copy, and makes sure that it changed.
replaced() {
  cp "$work/box/out/$1" "$work/before"
  sed "$2" "$work/before" >"$work/box/out/$1"
  if cmp -s "$work/before" "$work/box/out/$1"; then fail "the test changed nothing in $1"; fi
}

begin "a run is the same when it is done again"
copy described
run verify out
expect_status 0
expect_quiet_stderr
expect_stdout '^4 replicates done again: 8 data files, same bytes$'
expect_stdout '^verified$'
if command -v gnuplot >/dev/null; then expect_stdout 'charts drawn again, same bytes'; fi

begin "verify leaves nothing behind"
copy described
find "$work/box" -type f -exec sha256sum {} + | sort >"$work/before"
mkdir "$work/box/tmp"
TMPDIR="$work/box/tmp"
export TMPDIR
run verify out
unset TMPDIR
expect_status 0
rmdir "$work/box/tmp" || fail "files in TMPDIR"
find "$work/box" -type f -exec sha256sum {} + | sort >"$work/after"
cmp -s "$work/before" "$work/after" || fail "the directory was changed"

begin "any number of threads and any directory"
copy described
mv "$work/box/out" "$work/box/moved"
(cd / && "$NDRSIM_BINARY" verify "$work/box/moved/" --threads 1 --no-charts) >"$work/out" 2>"$work/err"
status=$?
expect_status 0
if grep -q png "$work/box/moved/manifest.json"; then expect_stdout 'charts not drawn again: as --no-charts asks'; fi

begin "the scenario of a run from standard input"
cp "$scenario" "$work/in"
run run - --replicates 2 --horizon 3 -o out --quiet
expect_status 0
run verify out
expect_status 0

begin "a book with a name that is not UTF-8, which a manifest cannot have"
odd=$(printf 'b\377.csv')
cp "$sample_book" "$work/box/$odd"
run run "$scenario" --book "$odd" --replicates 2 --horizon 3 --charts none -o out --quiet
expect_status 0
run verify out --files
expect_status 0
run verify out --book "$odd"
expect_status 0

begin "a book, a seed beyond 2^53 and changes"
copy booked
cp "$work/book.csv" "$work/box/"
run verify out
expect_status 0
expect_stdout '4 replicates and 3 samples of the variance done again'

begin "a book that lies in the directory, or is named"
copy booked
cp "$work/book.csv" "$work/box/out/"
run verify out --no-charts
expect_status 0
mv "$work/box/out/book.csv" "$work/box/elsewhere.csv"
run verify out --no-charts
expect_status 2
expect_stderr 'book.csv. of this run was not found: name it with --book'
run verify out --no-charts --book elsewhere.csv
expect_status 0
run verify out --no-charts --book nowhere.csv
expect_status 2
expect_stderr 'nowhere.csv. is not there'

begin "another book is not taken for the one of the run"
copy booked
sed '2d' "$work/book.csv" >"$work/box/book.csv"
run verify out
expect_status 3
expect_stderr 'book.csv. is not the one of this run'
rm -r "$work/box/out"
copy described
run verify out --book book.csv
expect_status 2

begin "a cell of a CSV file: line and column"
copy described
replaced series.csv '17s/[0-9]$/x/'
run verify out
differs '^series.csv was changed after the run: line 17, column p95: [0-9.]*x there, [0-9.]* when done again$'
expect_stderr '1 of 8 data files and 0 of [0-9]+ charts differ'

begin "a number of a JSON file: its path"
copy described
replaced summary.json 's/^\(.*"seed":.*"\)2026/\11926/'
run verify out
differs 'summary.json was changed after the run: line [0-9]*, run.seed: "19260101" there, "20260101" when done again'

begin "what is no regular file is not waited for"
if command -v mkfifo >/dev/null; then
  for mode in --files --no-charts; do
    rm -rf "$work/box/out"
    copy described
    rm "$work/box/out/cohorts.csv" "$work/box/out/metrics.csv" "$work/box/out/series.csv"
    mkfifo "$work/box/out/cohorts.csv"
    ln -s /dev/zero "$work/box/out/metrics.csv"
    mkdir "$work/box/out/series.csv"
    run verify out $mode
    differs '^cohorts.csv is no regular file$'
    differs '^metrics.csv is no regular file$'
    differs '^series.csv is no regular file$'
    expect_stderr '3 of 8 data files'
  done
  rm "$work/box/out/manifest.json"
  mkfifo "$work/box/out/manifest.json"
  run verify out --files
  expect_status 2
  expect_stderr 'manifest.json.*empty'
else
  skip "mkfifo is not installed"
fi

begin "of a file that grew no more is read than would be enough"
copy described
if truncate -s 8T "$work/box/out/metrics.csv" 2>/dev/null; then
  run verify out --files
  differs '^metrics.csv was changed after the run'
else
  skip "no file of 8 TB here"
fi

begin "more than one file, a missing one among them"
copy described
rm "$work/box/out/cohorts.csv"
printf 'one more line\n' >>"$work/box/out/metrics.csv"
run verify out
differs '^cohorts.csv is missing$'
differs '^metrics.csv was changed after the run: line [0-9]*, column .*: one more line there, the end of the file when'
expect_stderr '2 of 8 data files'

begin "a file that was cut"
copy described
head -c 1000 "$work/described/bridge.csv" >"$work/box/out/bridge.csv"
run verify out
differs '^bridge.csv was changed after the run: line [0-9]*, column '

begin "digests alone"
copy booked
run verify out --files
expect_status 0
expect_stdout 'files are as the manifest lists them'
if grep -q 'done again' "$work/out"; then fail "the run was done again"; fi
replaced bridge.csv '2s/1/2/'
run verify out --files
differs '^bridge.csv was changed after the run: its SHA-256 is not that of the manifest$'

begin "a changed scenario cannot be run again"
copy described
echo >>"$work/box/out/scenario.json"
run verify out
differs '^scenario.json was changed after the run: its SHA-256'

begin "a changed chart is a difference of charts, not of data"
if command -v gnuplot >/dev/null; then
  copy described
  echo x >>"$work/box/out/ndr-fan.png"
  run verify out
  differs '^ndr-fan.png was changed after the run: byte'
  expect_stderr 'the data in .out. are verified, 1 of [0-9]+ charts differ$'
fi

begin "another gnuplot: a difference of charts that says why"
if command -v gnuplot >/dev/null; then
  copy described
  mkdir "$work/box/bin"
  cat >"$work/box/bin/gnuplot" <<TEXT
#!/bin/sh
for word; do script=\$word; done
sed "s/^chart_title = '/&Another /" "\$script" >"$work/box/script.\$\$"
exec $(command -v gnuplot) -d "$work/box/script.\$\$"
TEXT
  chmod +x "$work/box/bin/gnuplot"
  PATH_BEFORE=$PATH
  PATH="$work/box/bin:$PATH"
  export PATH
  run verify out
  PATH=$PATH_BEFORE
  export PATH
  differs '^ndr-fan.svg differs: line [0-9]*, column'
  expect_stderr 'the data in .out. are verified, [0-9]+ of [0-9]+ charts differ: another gnuplot'
fi

begin "without gnuplot the charts are said to be skipped"
if command -v gnuplot >/dev/null; then
  copy described
  mkdir "$work/box/bin"
  PATH_BEFORE=$PATH
  PATH="$work/box/bin"
  export PATH
  (cd "$work/box" && "$NDRSIM_BINARY" verify out) >"$work/out" 2>"$work/err"
  status=$?
  PATH=$PATH_BEFORE
  export PATH
  expect_status 0
  expect_stdout 'charts not drawn again: gnuplot is not installed'
fi

begin "data that this program would not write"
copy described
replaced metrics.csv '2s/^/x/'
digest=$(sha256sum "$work/box/out/metrics.csv" | cut -d ' ' -f 1)
was=$(sha256sum "$work/described/metrics.csv" | cut -d ' ' -f 1)
size=$(wc -c <"$work/described/metrics.csv")
replaced manifest.json "s/$was/$digest/; s/\"size\":.$size,/\"size\": $((size + 1)),/"
run verify out --no-charts
differs '^metrics.csv differs: line 2, column [a-z]*: x'

begin "a manifest that says less than the run"
copy described
replaced manifest.json 's/"replicates":.4,/"replicates": 3,/'
run verify out --no-charts
differs '^summary.json differs: line [0-9]*, run.replicates: 4 there, 3 when done again$'

begin "a manifest that contradicts its scenario"
copy described
replaced manifest.json 's/"horizon":.13/"horizon": 14/'
run verify out
expect_status 2
expect_stderr 'contradicts itself: .horizon.'

begin "a manifest with other layout: its place"
copy described
replaced manifest.json 's/"seed":./"seed": /'
run verify out
expect_status 3
expect_stderr 'manifest.json.*not what the run writes'

begin "too old, too new, of another schema"
for change in 's/"version":."[0-9.]*"/"version": "0.0.9"/|too old' \
  's/"version":."[0-9.]*"/"version": "99.0.0"/|too new' \
  's/"schema_version":.1/"schema_version": 2/|too new' \
  's/"manifest_version":.1/"manifest_version": 2/|too new' \
  's/"manifest_version":.1,//|manifest_version. is missing'; do
  rm -rf "$work/box/out"
  copy described
  replaced manifest.json "${change%|*}"
  run verify out
  expect_status 2
  expect_stderr "${change#*|}"
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one message"
  expect_quiet_stdout
done

begin "a directory that is not one of a run"
mkdir "$work/box/empty"
run verify empty
expect_status 1
expect_stderr 'manifest.json.*No such file.*is this the directory of a run'
run verify nowhere
expect_status 1
run verify
expect_status 2

begin "names that lead out of the directory are refused"
copy described
echo precious >"$work/box/precious"
replaced manifest.json 's/"bridge.csv"/"..\/precious"/'
run verify out
expect_status 2
expect_stderr 'plain name'

begin "--quiet prints nothing"
copy described
run verify out --quiet
expect_status 0
expect_quiet_stdout
expect_quiet_stderr

finish
