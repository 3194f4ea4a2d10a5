#!/bin/sh
# The README tells the truth: every command that is marked in it prints what stands below it.
#
#   <!-- check: NAME -->     a marker, then two fenced blocks: the command, and its output
#
# With NDRSIM_UPDATE_DOCS=1 the outputs and the charts are written anew instead.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
readme="$NDRSIM_SOURCE_DIR/README.md"
images="$NDRSIM_SOURCE_DIR/docs/images"

# Where a reader stands: a directory with the checkout's files, and ndrsim on the path.
reader="$work/reader"
mkdir "$reader" "$work/path"
ln -s "$NDRSIM_SOURCE_DIR/scenarios" "$NDRSIM_SOURCE_DIR/examples" "$reader/"
ln -s "$NDRSIM_BINARY" "$work/path/ndrsim"
PATH="$work/path:$PATH"
export PATH

# extract README DIR: DIR/N.name, DIR/N.command, DIR/N.output of the N-th marked block.
extract() {
  mkdir -p "$2"
  awk -v dir="$2" '
    /^<!-- check: .* -->$/ {
      base = dir "/" sprintf("%02d", ++n)
      name = $0
      sub(/^<!-- check: /, "", name)
      sub(/ -->$/, "", name)
      print name > (base ".name")
      printf "" > (base ".command")
      printf "" > (base ".output")
      part = 1
      next
    }
    part && /^```/ {
      inside = !inside
      if (!inside && ++part > 2) part = 0
      next
    }
    part && inside { print > (base (part == 1 ? ".command" : ".output")) }
  ' "$1"
}

# The list of files ends with the charts only where gnuplot is.
comparable() {
  if command -v gnuplot >/dev/null; then cat "$1"; else sed '/^Files in /,$d' "$1"; fi
}

# same BASE ACTUAL: whether an extracted output is what the command printed.
same() {
  comparable "$1.output" >"$work/expected"
  comparable "$2" >"$work/actual"
  cmp -s "$work/expected" "$work/actual"
}

# The README with the outputs in DIR/N.actual in place of those that it has.
rewrite() {
  awk -v dir="$2" '
    /^<!-- check: .* -->$/ { actual = dir "/" sprintf("%02d", ++n) ".actual"; part = 1 }
    part && /^```/ {
      inside = !inside
      if (inside && part == 2) {
        print
        while ((getline line < actual) > 0) print line
        close(actual)
        next
      }
      if (!inside && ++part > 2) part = 0
    }
    !(part == 2 && inside) { print }
  ' "$1"
}

extract "$readme" "$work/blocks"
for base in "$work"/blocks/*.name; do
  base=${base%.name}
  begin "README, block \"$(cat "$base.name")\" prints what it says"
  (cd "$reader" && timeout 300 sh -eu "$base.command") </dev/null >"$base.actual" 2>"$work/err"
  status=$?
  expect_status 0
  if command -v gnuplot >/dev/null; then expect_quiet_stderr; fi # else it says how to get charts
  [ -s "$base.actual" ] || fail "the command prints nothing"
  if [ "${NDRSIM_UPDATE_DOCS:-}" != 1 ] && ! same "$base" "$base.actual"; then
    diff "$work/expected" "$work/actual" | head -n 20 | sed 's/^/  /'
    fail "README.md differs from what the command prints; NDRSIM_UPDATE_DOCS=1 writes it anew"
  fi
done

if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ]; then
  begin "README and charts, written anew"
  rewrite "$readme" "$work/blocks" >"$work/README.md"
  rm -rf "$work/blocks-new"
  extract "$work/README.md" "$work/blocks-new"
  for base in "$work"/blocks-new/*.name; do
    base=${base%.name}
    cmp -s "$base.output" "$work/blocks/$(basename "$base").actual" || fail "$base is wrong"
  done
  (cd "$reader" && ndrsim run scenarios/agent-product.json -o charts --quiet) 2>"$work/err"
  status=$?
  expect_status 0
  if [ "$test_ok" -eq 1 ]; then
    cat "$work/README.md" >"$readme"
    rm -rf "$work/blocks"
    mv "$work/blocks-new" "$work/blocks"
    for base in "$work"/blocks/*.name; do cp "${base%.name}.output" "${base%.name}.actual"; done
    cp "$reader/charts/ndr-fan.png" "$reader/charts/ndr-bridge.png" \
      "$reader/charts/manifest.json" "$images/"
  fi
fi

begin "an edited figure is found in every block that has one"
planted=0
for base in "$work"/blocks/*.name; do
  base=${base%.name}
  grep -q '[0-9]' "$base.output" || continue
  cp "$base.output" "$work/kept"
  # the last digit of the first line with one: 3 becomes 4, 9 becomes 0
  awk '!done && match($0, /[0-9][^0-9]*$/) {
    digit = (substr($0, RSTART, 1) + 1) % 10
    $0 = substr($0, 1, RSTART - 1) digit substr($0, RSTART + 1)
    done = 1
  } { print }' "$work/kept" >"$base.output"
  if same "$base" "$base.actual"; then fail "not found in \"$(cat "$base.name")\""; fi
  cp "$work/kept" "$base.output"
  planted=$((planted + 1))
done
[ "$planted" -ge 4 ] || fail "only $planted blocks with figures"

begin "the charts were drawn from the scenario as it is"
digest=$(sha256sum "$scenario" | cut -d ' ' -f 1)
grep -q "$digest" "$images/manifest.json" ||
  fail "docs/images is of another scenario; NDRSIM_UPDATE_DOCS=1 draws the charts anew"
for name in ndr-fan.png ndr-bridge.png; do
  [ -s "$images/$name" ] || fail "docs/images/$name is missing"
done

begin "every link to a file of the project leads somewhere"
links=0
for page in "$readme" "$NDRSIM_SOURCE_DIR"/docs/*.md "$NDRSIM_SOURCE_DIR"/docs/decisions/*.md; do
  for target in $(grep -oE '\]\([^) ]+\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' |
    grep -v '^https*:'); do
    links=$((links + 1))
    [ -e "$(dirname "$page")/$target" ] || fail "$page: $target does not exist"
  done
done
[ "$links" -ge 5 ] || fail "only $links links were found"

finish
