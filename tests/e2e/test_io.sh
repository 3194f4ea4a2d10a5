#!/bin/sh
# Disks that are full, fail or vanish, streams that are closed, programs that are killed: one message, no
# half-written file, and a directory with a manifest is always whole.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
: "${NDRSIM_FAULTY_DISK:?}"

# A PATH without gnuplot: most tests below are about data. Charts have their own.
mkdir "$work/bin"
for tool in sh sleep kill rm touch; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
PATH_BEFORE=$PATH

# data ARG...: the program without gnuplot, on a small run, into out/.
data() {
  PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 -o out --quiet "$@" \
    </dev/null >"$work/out" 2>"$work/err"
  status=$?
}

# faulty FAULT ARG...: the same on a disk that fails.
faulty() {
  fault=$1
  shift
  (ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 NDRSIM_FAULT=$fault \
    LD_PRELOAD=$NDRSIM_FAULTY_DISK \
    PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 -o out --quiet \
    "$@" </dev/null >"$work/out" 2>"$work/err"
    exit $?) 2>/dev/null
  status=$?
}

# Names and bytes of all that is in a directory, hidden files included.
state() { (cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2); }
hidden() { find "$1" -name '.ndrsim-*' | wc -l; }

one_message() {
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one message: $(cat "$work/err")"
  expect_stderr "$1"
}

# The earlier run and the one that takes its place, made without faults.
mkdir "$work/old" "$work/new"
(cd "$work/old" && data --seed 1)
(cd "$work/new" && data --seed 2)
files=$(ls "$work/old/out")
state "$work/old/out" >"$work/old.state"
state "$work/new/out" >"$work/new.state"

begin "the runs of these tests differ"
[ "$(echo "$files" | wc -l)" -ge 7 ] || fail "fewer than seven files"
if cmp -s "$work/old.state" "$work/new.state"; then fail "they are the same"; fi

# after_each CALL WHAT CHECK: lets the first, second ... CALL fail until a run gets through, with
# CHECK after each failure; `nth` of them.
after_each() {
  nth=0
  while :; do
    rm -rf "$work/box/out"
    cp -r "$work/old/out" "$work/box/out"
    cd "$work/box" || exit 1
    faulty "$1:$((nth + 1)):$2" --seed 2
    cd "$work" || exit 1
    [ "$status" -ne 0 ] || break
    nth=$((nth + 1))
    "$3"
    [ "$nth" -lt 100 ] || break
  done
  state "$work/box/out" >"$work/now"
  cmp -s "$work/now" "$work/new.state" || fail "without a failure the run is another"
}

as_before() {
  expect_status 1
  one_message 'cannot (write|replace|remove)'
  state "$work/box/out" >"$work/now"
  cmp -s "$work/now" "$work/old.state" || fail "$nth: the directory is not as before"
}

begin "a rename that fails: the files of the earlier run are put back"
after_each renameat EIO as_before
[ "$nth" -ge 14 ] || fail "only $nth renames failed"

begin "a disk that cannot sync"
after_each fsync EIO as_before
[ "$nth" -ge 10 ] || fail "only $nth syncs failed"
after_each fsync ENOSPC as_before

whole_or_without_manifest() {
  [ "$status" -ge 128 ] || fail "$nth: not killed ($status)"
  if [ -e "$work/box/out/manifest.json" ]; then
    state "$work/box/out" | grep -v '/\.ndrsim-' >"$work/now"
    cmp -s "$work/now" "$work/old.state" || cmp -s "$work/now" "$work/new.state" ||
      fail "$nth: a manifest over a mixture of two runs"
    (cd "$work/box" && "$NDRSIM_BINARY" verify out --quiet) 2>"$work/err" || fail "$nth: not verified"
    whole=$((whole + 1))
  else
    for name in $files; do # each file is one of the two, never a part
      file="$work/box/out/$name"
      [ ! -e "$file" ] || cmp -s "$file" "$work/old/out/$name" || cmp -s "$file" "$work/new/out/$name" ||
        fail "$nth: a part of $name"
    done
    without=$((without + 1))
  fi
  cd "$work/box" || exit 1 # and the next run clears up
  data --seed 2
  cd "$work" || exit 1
  expect_status 0
  state "$work/box/out" >"$work/now"
  cmp -s "$work/now" "$work/new.state" || fail "$nth: the next run leaves something else"
}

begin "killed at any rename: whole, or without a manifest"
whole=0 without=0
after_each renameat kill whole_or_without_manifest
[ "$whole" -ge 1 ] && [ "$without" -ge 10 ] || fail "$whole whole, $without without a manifest"

begin "killed at any sync or removal"
whole=0 without=0
after_each fsync kill whole_or_without_manifest
after_each unlinkat kill whole_or_without_manifest
[ "$whole" -ge 7 ] && [ "$without" -ge 1 ] || fail "$whole whole, $without without a manifest"

begin "temporary files of a run that lives are left alone"
mkdir "$work/box/out"
sleep 60 &
alive=$!
host=$(uname -n | sed 's/[^a-zA-Z0-9]/_/g' | cut -c 1-39)
dead=$(sh -c 'echo $$')
touch "$work/box/out/.ndrsim-$host-$alive-0-0.tmp" "$work/box/out/.ndrsim-$host-$dead-0-0.tmp" \
  "$work/box/out/.ndrsim-elsewhere-$dead-0-0.tmp" "$work/box/out/.ndrsim-$host-x.tmp"
cd "$work/box" && data
cd "$work" && kill "$alive"
expect_status 0
[ -e "$work/box/out/.ndrsim-$host-$alive-0-0.tmp" ] || fail "that of a living process was removed"
[ -e "$work/box/out/.ndrsim-elsewhere-$dead-0-0.tmp" ] || fail "that of another machine was removed"
[ "$(hidden "$work/box/out")" -eq 3 ] || fail "that of a dead process was left"

begin "two runs that end in one directory take turns"
for turn in 1 2 3 4; do
  (cd "$work/box" && PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 -o out -q \
    --seed 1 2>"$work/err1") &
  (cd "$work/box" && PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 -o out -q \
    --seed 2 2>"$work/err2") &
  wait
  cat "$work/err1" "$work/err2" >"$work/err"
  expect_quiet_stderr
  state "$work/box/out" >"$work/now"
  cmp -s "$work/now" "$work/old.state" || cmp -s "$work/now" "$work/new.state" ||
    fail "turn $turn: files of both"
done

begin "a directory stands where a file should"
cp -r "$work/old/out" "$work/box/out"
rm "$work/box/out/metrics.csv"
mkdir "$work/box/out/metrics.csv"
state "$work/box/out" >"$work/before"
cd "$work/box" && data --seed 2
cd "$work" || exit 1
expect_status 1
one_message 'metrics.csv.: Is a directory'
state "$work/box/out" >"$work/now"
cmp -s "$work/now" "$work/before" || fail "the directory is not as before"

begin "files that may not grow"
(cd "$work/box" && ulimit -f 20 && data --seed 2 && exit "$status")
(cd "$work/box" && ulimit -f 20 && PATH="$work/bin" exec "$NDRSIM_BINARY" run "$scenario" --replicates 2 \
  --horizon 13 -o out -q) </dev/null >"$work/out" 2>"$work/err"
status=$?
expect_status 1
one_message 'cannot write .*: File too large'
expect_no_file out

# mounted OPTIONS COMMAND: runs a command in sh with a file system of its own at $work/box/disk.
mounted() {
  mkdir -p "$work/box/disk"
  unshare -m sh -c "mount -t tmpfs -o $1 none '$work/box/disk' && cd '$work/box' && $2" </dev/null
}
if unshare -m sh -c "mount -t tmpfs none '$work/old'" 2>/dev/null; then
  begin "a full disk"
  mounted size=64k "'$NDRSIM_BINARY' run '$scenario' --replicates 2 --horizon 13 -q -o disk/out 2>'$work/err'
    echo \$? >'$work/status'; find disk -mindepth 1 >'$work/left'"
  status=$(cat "$work/status")
  expect_status 1
  one_message 'cannot write .*: No space left on device'
  [ ! -s "$work/left" ] || fail "left behind: $(cat "$work/left")"

  begin "a disk that is full when the charts come: the data are placed"
  if command -v gnuplot >/dev/null; then
    # room for the data and a chart or two
    cd "$work/box" && data --horizon 13
    cd "$work" || exit 1
    room=$(($(du -k --apparent-size "$work/box/out" | cut -f 1) + 4 * $(ls "$work/box/out" | wc -l) + 220))
    rm -r "$work/box/out"
    mounted "size=${room}k" "'$NDRSIM_BINARY' run '$scenario' --replicates 2 --horizon 13 -q -o disk/out 2>'$work/err'
      echo \$? >'$work/status'; ls -A disk/out >'$work/left'; '$NDRSIM_BINARY' verify disk/out >'$work/out' 2>&1"
    status=$(cat "$work/status")
    expect_status 1
    [ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one message"
    expect_stdout '^verified$'
    if grep -q 'tmp' "$work/left"; then fail "left behind: $(tr '\n' ' ' <"$work/left")"; fi
  fi

  begin "a file system that is read-only"
  mounted ro "'$NDRSIM_BINARY' run '$scenario' --replicates 2 --horizon 3 -q -o disk/out 2>'$work/err'
    echo \$? >'$work/status'"
  status=$(cat "$work/status")
  expect_status 1
  one_message 'disk.*Read-only file system'
else
  echo "  no tests with file systems of their own: they need root"
fi

begin "a directory without permission"
mkdir "$work/box/closed"
chmod 555 "$work/box/closed"
chmod 755 "$work" "$work/box"
if [ "$(id -u)" -eq 0 ]; then as='setpriv --reuid=65534 --regid=65534 --clear-groups'; else as=''; fi
cp "$scenario" "$work/readable.json"
mkdir -m 777 "$work/counts" # of a build for coverage: the other user may not write where it was built
if $as test -x "$NDRSIM_BINARY" && $as test -r "$work/readable.json"; then
  for where in closed closed/below; do
    # shellcheck disable=SC2086
    (cd "$work/box" && $as env GCOV_PREFIX="$work/counts" "$NDRSIM_BINARY" run "$work/readable.json" -o $where) </dev/null >"$work/out" 2>"$work/err"
    status=$?
    expect_status 1
    one_message "closed.: Permission denied"
    expect_quiet_stdout # refused before it is simulated
  done
fi
chmod 755 "$work/box/closed"

begin "the directory disappears while charts are drawn"
cat >"$work/bin/gnuplot" <<TEXT
#!/bin/sh
rm -rf "$work/box/out"
TEXT
chmod +x "$work/bin/gnuplot"
cd "$work/box" && data --horizon 13
cd "$work" || exit 1
expect_status 1
one_message 'No such file or directory'
expect_no_file out

begin "gnuplot is killed: the data are placed, one message"
cat >"$work/bin/gnuplot" <<TEXT
#!/bin/sh
kill -9 \$\$
TEXT
cd "$work/box" && data --horizon 13
cd "$work" || exit 1
expect_status 1
one_message 'gnuplot.*(signal 9|killed)'
for name in $files; do expect_file "out/$name"; done
[ "$(ls -A "$work/box/out")" = "$files" ] || fail "more than the data"
(cd "$work/box" && "$NDRSIM_BINARY" verify out -q) || fail "not verified"
rm "$work/bin/gnuplot"

begin "standard output is closed"
(cd "$work/box" && PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 -o out) \
  </dev/null >&- 2>"$work/err"
status=$?
expect_status 1
expect_stderr 'cannot write to standard output: Bad file descriptor'
rm -rf "$work/box/kept"
(cd "$work/box" && "$NDRSIM_BINARY" verify out -q) || fail "the text went into a file"
cd "$work/box" && data >&-
cd "$work" && expect_status 0

begin "standard error and input are closed"
(cd "$work/box" && PATH="$work/bin" "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 3 -o out) \
  <&- >"$work/out" 2>&-
status=$?
: >"$work/err"
expect_status 0
(cd "$work/box" && "$NDRSIM_BINARY" verify out -q) || fail "a message went into a file"
(cd "$work/box" && "$NDRSIM_BINARY" run - -o none) <&- >"$work/out" 2>"$work/err"
status=$?
[ "$status" -ne 0 ] || fail "read a scenario from nowhere"
one_message 'cannot be read: Bad file descriptor'
expect_no_file none

begin "a reader that goes away: the files are placed, nothing is said"
for reader in 'head -n 1' 'true'; do
  rm -rf "$work/box/out"
  (
    cd "$work/box" || exit 1
    {
      "$NDRSIM_BINARY" run "$scenario" --replicates 2 --horizon 13 --charts none -o out 2>"$work/err"
      echo $? >"$work/status"
    } | $reader >/dev/null
  )
  status=$(cat "$work/status")
  expect_status 0
  expect_quiet_stderr
  for name in $files; do expect_file "out/$name"; done
done

PATH=$PATH_BEFORE
finish
