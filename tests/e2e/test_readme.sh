#!/bin/sh
# The README and the pages in docs/ tell the truth: every command that is marked in them prints what
# stands below it.
#
#   <!-- check: NAME -->       a marker, then two fenced blocks: the command, and its output
#   <!-- run: NAME -->         then one block: a command that must succeed
#   <!-- not run: REASON -->   then one block that a test cannot run
#
# Every block of shell commands has one of the three. The blocks of a page run in order in one directory, as its reader would type them. With
# NDRSIM_UPDATE_DOCS=1 the outputs and the charts are written anew instead; NDRSIM_DOCS_PAGES names
# the pages to take ("README.md docs/tutorial-finance.md"), default all.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
readme="$NDRSIM_SOURCE_DIR/README.md"
images="$NDRSIM_SOURCE_DIR/docs/images"

# Where the reader of a page stands: a directory with the checkout's files, and ndrsim on the path.
stand() {
  mkdir -p "$1"
  ln -s "$NDRSIM_SOURCE_DIR/scenarios" "$NDRSIM_SOURCE_DIR/examples" "$1/"
}
mkdir "$work/path"
ln -s "$NDRSIM_BINARY" "$work/path/ndrsim"
PATH="$work/path:$PATH"
export PATH

# extract PAGE DIR: DIR/N.name, DIR/N.command, and for `check` DIR/N.output of the N-th marked block.
extract() {
  mkdir -p "$2"
  awk -v dir="$2" '
    /^<!-- (check|run): .* -->$/ {
      base = dir "/" sprintf("%02d", ++n)
      parts = $2 == "check:" ? 2 : 1
      name = $0
      sub(/^<!-- [a-z]*: /, "", name)
      sub(/ -->$/, "", name)
      print name > (base ".name")
      printf "" > (base ".command")
      if (parts == 2) printf "" > (base ".output")
      part = 1
      next
    }
    part && /^```/ {
      inside = !inside
      if (!inside && ++part > parts) part = 0
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

# rewrite PAGE DIR: the page with the outputs in DIR/N.actual in place of those that it has.
rewrite() {
  awk -v dir="$2" '
    /^<!-- run: .* -->$/ { n++ }
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

# check_page PAGE BLOCKS: runs the blocks of a page.
check_page() {
  reader="$work/readers/$1"
  stand "$reader"
  extract "$NDRSIM_SOURCE_DIR/$1" "$2"
  for base in "$2"/*.name; do
    [ -e "$base" ] || continue
    base=${base%.name}
    begin "$1, block \"$(cat "$base.name")\" prints what it says"
    (cd "$reader" && timeout 300 sh -eu "$base.command") </dev/null >"$base.actual" 2>"$work/err"
    status=$?
    expect_status 0
    if command -v gnuplot >/dev/null; then expect_quiet_stderr; fi # else it says how to get charts
    [ -e "$base.output" ] || continue
    [ -s "$base.actual" ] || fail "the command prints nothing"
    if [ "${NDRSIM_UPDATE_DOCS:-}" != 1 ] && ! same "$base" "$base.actual"; then
      diff "$work/expected" "$work/actual" | head -n 20 | sed 's/^/  /'
      fail "$1 differs from what the command prints; NDRSIM_UPDATE_DOCS=1 writes it anew"
    fi
  done
}

# update_page PAGE BLOCKS: writes the outputs into the page.
update_page() {
  begin "$1, written anew"
  rewrite "$NDRSIM_SOURCE_DIR/$1" "$2" >"$work/page"
  rm -rf "$work/blocks-new"
  extract "$work/page" "$work/blocks-new"
  for base in "$work"/blocks-new/*.output; do
    [ -e "$base" ] || continue # all of its blocks are `run`
    base=${base%.output}
    cmp -s "$base.output" "$2/$(basename "$base").actual" || fail "$base is wrong"
  done
  [ "$test_ok" -eq 1 ] || return 0
  cat "$work/page" >"$NDRSIM_SOURCE_DIR/$1"
  for base in "$work"/blocks-new/*.output; do
    [ -e "$base" ] || continue # all of its blocks are `run`
    base=${base%.output}
    cp "$base.output" "$2/$(basename "$base").output"
  done
}

pages=${NDRSIM_DOCS_PAGES:-README.md $(cd "$NDRSIM_SOURCE_DIR" && grep -lE '^<!-- (check|run): ' docs/*.md plots/README.md)}
for page in $pages; do
  blocks="$work/blocks/$page"
  check_page "$page" "$blocks"
  if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ]; then update_page "$page" "$blocks"; fi
done

if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ] && [ -z "${NDRSIM_DOCS_PAGES:-}" ]; then
  begin "the charts in docs/images, drawn anew"
  stand "$work/readers/charts"
  (cd "$work/readers/charts" && ndrsim run scenarios/agent-product.json -o charts --quiet &&
    ndrsim attribute scenarios/agent-product.json --replicates 100 -o causes --quiet &&
    ndrsim compare scenarios/agent-product.json --replicates 100 --with tiers.pro.cap=800 --with tiers.pro.cap=1500 \
      -o caps --quiet &&
    ndrsim stress scenarios/agent-product.json --stress shocks --together --replicates 40 -o stressed --quiet &&
    ndrsim concentration scenarios/agent-product.json --replicates 100 -o few --quiet &&
    ndrsim sweep scenarios/agent-product.json --replicates 40 --horizon 24 --vary tiers.pro.price=35:55:10 \
      --vary tiers.pro.cap=700:1300:300 -o sweep --quiet &&
    ndrsim sensitivity scenarios/agent-product.json --replicates 40 -o hang --quiet &&
    ndrsim optimise scenarios/agent-product.json --replicates 60 --horizon 24 --set acquisition.cap_elasticity=0.2 \
      --set acquisition.reference_cap=200 --vary tiers.lite.cap=50:400 --maximise profit@24 \
      --subject-to 'ndr@24:p10>=180' --evaluations 14 -o search --quiet &&
    cp causes/ndr-causal.png caps/compare-fan.png stressed/stress-rank.png few/concentration.png sweep/sweep-heatmap.png \
      hang/sensitivity-tornado.png search/optimise-profile.png charts/) 2>"$work/err"
  status=$?
  expect_status 0
  for image in "$images"/*.png "$images/manifest.json"; do
    cp "$work/readers/charts/charts/$(basename "$image")" "$images/" || fail "$image is not drawn any more"
  done
fi

begin "an edited figure is found in every block that has one"
planted=0
find "$work/blocks" -name '*.output' | LC_ALL=C sort >"$work/names"
while read -r base; do
  base=${base%.output}
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
done <"$work/names"
[ -n "${NDRSIM_DOCS_PAGES:-}" ] || [ "$planted" -ge 4 ] || fail "only $planted blocks with figures"

begin "the charts were drawn from the scenario as it is"
digest=$(sha256sum "$scenario" | cut -d ' ' -f 1)
grep -q "$digest" "$images/manifest.json" ||
  fail "docs/images is of another scenario; NDRSIM_UPDATE_DOCS=1 draws the charts anew"

begin "every block of shell commands is run, or says why not"
for page in README.md plots/README.md $(cd "$NDRSIM_SOURCE_DIR" && ls docs/*.md); do
  [ -e "$NDRSIM_SOURCE_DIR/$page" ] || continue
  awk -v page="$page" '
    /^```/ && !inside && /^```(sh|bash|console)/ && before !~ /^<!-- (check|run|not run): .* -->$/ {
      print page ":" NR ": no marker above this block"
    }
    /^```/ { inside = !inside }
    NF { before = $0 }
  ' "$NDRSIM_SOURCE_DIR/$page" >"$work/unmarked"
  [ ! -s "$work/unmarked" ] || fail "$(cat "$work/unmarked")"
done

begin "every link to a file of the project leads somewhere"
links=0
for page in "$readme" "$NDRSIM_SOURCE_DIR"/plots/*.md "$NDRSIM_SOURCE_DIR"/docs/*.md \
  "$NDRSIM_SOURCE_DIR"/docs/decisions/*.md; do
  [ -e "$page" ] || continue
  for target in $(grep -oE '\]\([^) ]+\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' |
    grep -v '^https*:'); do
    links=$((links + 1))
    [ -e "$(dirname "$page")/$target" ] || fail "$page: $target does not exist"
  done
done
[ "$links" -ge 5 ] || fail "only $links links were found"

finish
