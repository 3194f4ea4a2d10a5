#!/bin/sh
# The charts of docs/mechanisms show what the program computes, and the pages say what was run.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
pages="$NDRSIM_SOURCE_DIR/docs/mechanisms"
images="$NDRSIM_SOURCE_DIR/docs/images/mechanisms"

begin "every curve has the numbers that were drawn"
mkdir "$work/data"
NDRSIM_BINARY=$NDRSIM_BINARY "$NDRSIM_SOURCE_DIR/tools/dev/mechanisms.sh" --data "$work/data" >"$work/out" 2>"$work/err"
status=$?
expect_status 0
diff "$images/curves.txt" "$work/data/curves.txt" >"$work/out" || {
  cut -c 1-200 "$work/out"
  fail "docs/images/mechanisms differs from what the program computes; ./dev mechanisms draws it anew"
}

begin "no curve is another one, or without a number"
awk '{ name = $1; $2 = ""; if (seen[$0]++) print name }' "$images/curves.txt" >"$work/out"
[ ! -s "$work/out" ] || fail "the same curve twice: $(cat "$work/out")"
! grep -w NaN "$images/curves.txt" || fail "months without a number"

begin "every page says what was run"
for block in "$work/data"/*.block; do
  name=$(basename "$block" .block)
  awk '/^<!-- end -->/ { inside = 0 } inside { print } /^<!-- chart: / { inside = 1 }' "$pages/$name.md" >"$work/there"
  cmp -s "$block" "$work/there" || fail "$name.md: not what charts.txt says; ./dev mechanisms $name writes it"
done
for page in "$pages"/*.md; do
  [ -e "$work/data/$(basename "$page" .md).block" ] || fail "$page has no chart in charts.txt"
done

finish
