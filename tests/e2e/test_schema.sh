#!/bin/sh
# ndrsim schema: the shipped file is what the program prints; what ships is valid; and the schema accepts
# and refuses what the loader does.
# With NDRSIM_UPDATE_DOCS=1 the shipped file is written anew.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
shipped="$NDRSIM_SOURCE_DIR/scenarios/ndrsim.schema.json"

# Debian's python3-jsonschema belongs to Debian's python3, which need not be the first on the path.
python=''
for candidate in python3 /usr/bin/python3; do
  if [ -z "$python" ] && "$candidate" -c 'import jsonschema' 2>/dev/null; then python=$candidate; fi
done

# check WHAT ARG...: schema_check.py with the shipped schema; its last line into $work/last.
check() {
  if [ -z "$python" ]; then
    skip "python3-jsonschema is not installed"
    return 1
  fi
  "$python" -B "$NDRSIM_SOURCE_DIR/tests/e2e/schema_check.py" "${schema:-$shipped}" \
    "$NDRSIM_BINARY" "$@" >"$work/out" 2>"$work/err"
  status=$?
  tail -n 1 "$work/out" >"$work/last"
}

begin "the shipped schema is what the program prints"
run schema
expect_status 0
expect_quiet_stderr
if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ]; then cat "$work/out" >"$shipped"; fi
cmp -s "$work/out" "$shipped" ||
  fail "scenarios/ndrsim.schema.json differs from ndrsim schema; NDRSIM_UPDATE_DOCS=1 writes it anew"

begin "every scenario that ships names the schema"
named=0
for file in "$NDRSIM_SOURCE_DIR"/scenarios/*.json "$NDRSIM_SOURCE_DIR"/scenarios/starters/*.json \
  "$NDRSIM_SOURCE_DIR"/examples/*.json; do
  case "$file" in *.schema.json | *'*'*) continue ;; esac
  reference=$(sed -n 's/^  "$schema": "\(.*\)",$/\1/p' "$file")
  [ "$(basename "$reference")" = ndrsim.schema.json ] || fail "$file has no \$schema"
  case "$file" in
    */starters/*) ;; # stand for the file that init writes, with the schema beside it
    *) [ -f "$(dirname "$file")/$reference" ] || fail "$file: $reference does not exist" ;;
  esac
  named=$((named + 1))
done
[ "$named" -ge 3 ] || fail "only $named scenarios were found"

begin "every scenario that ships is valid, and so are those of the documentation"
set -- "$NDRSIM_SOURCE_DIR/docs/scenario-format.md"
for file in "$NDRSIM_SOURCE_DIR"/scenarios/*.json "$NDRSIM_SOURCE_DIR"/scenarios/starters/*.json \
  "$NDRSIM_SOURCE_DIR"/examples/*.json; do
  case "$file" in *.schema.json | *'*'*) ;; *) set -- "$@" "$file" ;; esac
done
if check files "$@"; then
  expect_status 0
  [ "$(wc -l <"$work/out")" -eq 1 ] || fail "$(head -n 5 "$work/out")"
  grep -qE '^checked [4-9]|^checked [1-9][0-9]' "$work/last" || fail "$(cat "$work/last")"
fi

begin "schema and loader agree on every form of every parameter"
if check cases; then
  expect_status 0
  [ "$(wc -l <"$work/out")" -eq 1 ] || fail "$(head -n 5 "$work/out")"
  grep -qE '^compared [1-9][0-9]{2,} cases, of which [1-9][0-9]{2,} are accepted' "$work/last" ||
    fail "$(cat "$work/last")"
fi

begin "a schema that is wrong in one place is found"
if [ -n "$python" ]; then
  # the bound of churn.base, a missing "linear", and an object that takes any key
  for edit in 's/"maximum":	0.999$/"maximum":	0.99/' 's/"linear"/"curve"/' \
    's/"additionalProperties":	false/"additionalProperties":	true/'; do
    sed "$edit" "$shipped" >"$work/edited.json"
    cmp -s "$work/edited.json" "$shipped" && fail "nothing to edit: $edit"
    schema="$work/edited.json" check cases churn.base
    [ "$(wc -l <"$work/out")" -gt 1 ] || fail "not found: $edit"
  done
else
  skip "python3-jsonschema is not installed"
fi

begin "schema takes no operands and no options"
run schema there
expect_refused 'unexpected argument'
run schema --out
expect_refused 'unknown option'
finish
