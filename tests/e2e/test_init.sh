#!/bin/sh
# ndrsim init: the starters are the files of scenarios/starters, they run, they say where every number
# comes from, and nothing of the user's is overwritten.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
starters="$NDRSIM_SOURCE_DIR/scenarios/starters"
families=$(cd "$starters" && for file in *.json; do echo "${file%.json}"; done)

begin "without a family they are listed, one in a line, as many as there are files"
run init
expect_status 0
expect_quiet_stderr
for family in $families; do
  [ "$(grep -cE "^  $family +[A-Z].{20,}" "$work/out")" -eq 1 ] || fail "$family is not listed"
done
[ "$(grep -cE '^  ' "$work/out")" -eq "$(echo "$families" | wc -l)" ] || fail "others are listed"
[ "$(echo "$families" | wc -l)" -ge 4 ] || fail "fewer than four families"

for family in $families; do
  begin "$family: printed as it ships, in ASCII, and small"
  run init "$family"
  expect_status 0
  expect_quiet_stderr
  cmp -s "$work/out" "$starters/$family.json" || fail "differs from scenarios/starters/$family.json"
  if LC_ALL=C grep -q '[^ -~]' "$work/out"; then fail "not plain ASCII"; fi
  [ "$(wc -l <"$work/out")" -le 100 ] || fail "too long to read in a minute"
  grep -q '"\$comment": "Change first: ' "$work/out" || fail "does not say what to change first"

  begin "$family: written beside its schema, and it runs"
  run init "$family" -o my.json
  expect_status 0
  expect_quiet_stderr
  expect_stdout 'ndrsim run my\.json'
  cmp -s "$work/box/my.json" "$starters/$family.json" || fail "the file differs"
  cmp -s "$work/box/ndrsim.schema.json" "$NDRSIM_SOURCE_DIR/scenarios/ndrsim.schema.json" ||
    fail "the schema differs"
  run run my.json --replicates 10 --layers 0 -o out
  expect_status 0
  expect_stdout 'NDR of [0-9.]+% at 12 months'
  ndr=$(sed -n 's/.*NDR of \([0-9]*\)\.[0-9]% at 12 months.*/\1/p' "$work/out")
  printf '  NDR %s%%\n' "$ndr"
  # far wider than what the documents of docs/model.md say: a starter that is out of it is broken
  [ "${ndr:-0}" -ge 90 ] && [ "${ndr:-999}" -le 200 ] || fail "NDR $ndr% is not plausible"
done

begin "a file that exists stays as it is, unless --force"
printf 'mine\n' >"$work/box/my.json"
printf 'mine\n' >"$work/box/ndrsim.schema.json"
run init agent -o my.json
expect_status 2
expect_stderr 'my\.json. exists already: --force'
[ "$(cat "$work/box/my.json")" = mine ] || fail "it was overwritten"
run init agent -o other.json
expect_status 0
[ "$(cat "$work/box/ndrsim.schema.json")" = mine ] || fail "the schema was overwritten"
run init agent --force -o my.json
expect_status 0
cmp -s "$work/box/my.json" "$starters/agent.json" || fail "--force did not replace it"
[ "$(find "$work/box" -name '.ndrsim-*' | wc -l)" -eq 0 ] || fail "temporary files are left"

begin "a dangling link is not written through"
ln -s nowhere "$work/box/link.json"
run init agent -o link.json
expect_status 2
[ ! -e "$work/box/nowhere" ] || fail "the link's target was made"

begin "what is refused"
run init agnet
expect_refused 'unknown family .agnet.*did you mean .agent'
run init agent -o ''
expect_refused 'needs the name of a file'
run init agent -o dir/
expect_refused 'needs the name of a file'
run init agent -o ndrsim.schema.json
expect_refused 'name of the schema'
run init -o my.json
expect_refused 'FAMILY is missing'
run init agent vertical
expect_refused 'unexpected argument'

begin "- is refused, a name that begins with a hyphen is shown so that it can be used"
run init agent -o -
expect_refused 'needs the name of a file: without it .* standard output'
run init agent -o -x.json
expect_status 0
expect_stdout 'ndrsim run \./-x\.json'
run validate ./-x.json
expect_status 0

begin "what is no plain file is not replaced, not even by --force"
mkdir "$work/box/file.json"
run init agent --force -o file.json
expect_status 2
expect_stderr '.file\.json. is a directory, which is not overwritten'
mkfifo "$work/box/pipe.json"
for force in '' --force; do
  # shellcheck disable=SC2086
  run init agent $force -o pipe.json
  expect_status 2
  expect_stderr '.pipe\.json. is no plain file, which is not overwritten'
done
[ -p "$work/box/pipe.json" ] || fail "the pipe was replaced"
mkfifo "$work/box/ndrsim.schema.json"
run init agent --force -o my.json
expect_status 2
expect_stderr 'ndrsim\.schema\.json. is no plain file'
[ "$(find "$work/box" -type f | wc -l)" -eq 0 ] || fail "files are left"

begin "a full disk"
if [ -w /dev/full ]; then
  (cd "$work/box" && "$NDRSIM_BINARY" init agent >/dev/full 2>"$work/err")
  status=$?
  expect_status 1
  expect_stderr 'standard output'
fi

begin "every number says where it comes from"
if command -v python3 >/dev/null; then
  python3 -B - "$starters"/*.json >"$work/out" 2>"$work/err" <<'END'
import json, sys
def visit(file, path, node, sourced):
    """Numbers below `node` that have a source neither beside nor above them."""
    if isinstance(node, dict):
        sourced = sourced or (path != "" and bool(node.get("source")))
        for key, value in node.items():
            if path or key not in ("schema_version", "horizon", "replicates", "seed"):
                visit(file, path + "." + key, value, sourced)
    elif isinstance(node, list):
        for value in node:
            visit(file, path, value, sourced)
    elif isinstance(node, (int, float)) and not isinstance(node, bool) and not sourced:
        print(file, path)
for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as stream:
        visit(file, "", json.load(stream), False)
END
  status=$?
  expect_status 0
  expect_quiet_stdout
else
  skip "python3 is not installed"
fi
finish
