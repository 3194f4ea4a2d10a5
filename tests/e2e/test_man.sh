#!/bin/sh
# The man page is what `ndrsim --man` prints, and says what the program does: the same options of every
# verb, variables, exit codes and version, examples that run, and roff without a warning.
# With NDRSIM_UPDATE_DOCS=1 the page is written anew.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
page="$NDRSIM_SOURCE_DIR/docs/man/ndrsim.1"

begin "the shipped page is what the program prints"
run --man
expect_status 0
expect_quiet_stderr
if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ]; then cat "$work/out" >"$page"; fi
cmp -s "$work/out" "$page" ||
  fail "docs/man/ndrsim.1 differs from ndrsim --man; NDRSIM_UPDATE_DOCS=1 writes it anew"
sed 's/\\-/-/g; s/\\f[A-Z]//g' "$page" >"$work/plain"

# Long options that a text names, one in a line.
options_of() { grep -oE -- '--[a-z][a-z-]*' "$1" | sort -u; }

run --help
cp "$work/out" "$work/help"
sed -n '/^Exit codes/,/^$/p' "$work/out" >"$work/codes"
verbs=$(sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/help")

begin "a section for every verb, with the options of its --help"
[ "$(echo "$verbs" | wc -l)" -ge 4 ] || fail "fewer than four verbs were found"
for verb in $verbs; do
  run "$verb" --help
  expect_status 0
  sed '/^Examples:/,$d' "$work/out" | grep -E '^  (-[a-zA-Z], )?--' >"$work/rows"
  options_of "$work/rows" >"$work/in-help"
  # from the heading of the verb to the next heading, the lines after .TP
  awk -v verb="$verb" '/^\.S[SH] / { inside = $0 ~ "^\\.SS \"ndrsim " verb "[ \"]" }
    inside && tag { print } { tag = /^\.TP/ }' "$work/plain" >"$work/tags"
  options_of "$work/tags" >"$work/in-page"
  [ -s "$work/in-help" ] || fail "$verb: no options were found"
  diff "$work/in-help" "$work/in-page" >"$work/options" ||
    fail "$verb: differ: $(tr '\n' ' ' <"$work/options")"
  cat "$work/out" >>"$work/help"
done

begin "no option that no verb has"
options_of "$work/help" >"$work/in-help"
options_of "$work/plain" >"$work/in-page"
[ "$(wc -l <"$work/in-help")" -ge 10 ] || fail "fewer than ten options were found"
comm -13 "$work/in-help" "$work/in-page" >"$work/options"
[ ! -s "$work/options" ] || fail "only in the page: $(tr '\n' ' ' <"$work/options")"

begin "the same environment variables"
grep -oE 'NDRSIM_[A-Z]+|NO_COLOR' "$work/help" | sort -u >"$work/in-help"
grep -oE 'NDRSIM_[A-Z]+|NO_COLOR' "$work/plain" | sort -u >"$work/in-page"
[ -s "$work/in-help" ] || fail "none were found"
diff "$work/in-help" "$work/in-page" >"$work/options" || fail "differ: $(tr '\n' ' ' <"$work/options")"

begin "the same exit codes"
for code in $(tr '\n' ' ' <"$work/codes" | grep -oE '(^|[ :,])[0-9]+ [a-z]' | grep -oE '[0-9]+'); do
  grep -q "^\.B $code\$" "$page" || fail "exit code $code is not in the page"
done
[ "$(grep -cE '^\.B [0-9]+$' "$page")" -eq 6 ] || fail "not six exit codes"

begin "the same version"
run --version
version=$(cat "$work/out")
grep -q "^\.TH NDRSIM 1 \"\" \"$version\"" "$page" || fail "the page is not of $version"

begin "every file that a run writes is in the page"
run run "$scenario" --replicates 2 --horizon 3 -q -o out
expect_status 0
for file in "$work/box/out"/*; do
  grep -q "$(basename "$file")" "$work/plain" || fail "$(basename "$file") is not in the page"
done

begin "the examples run"
sed -n '/^\.EX/,/^\.EE/p' "$work/plain" | grep '^ndrsim ' >"$work/examples"
for verb in $verbs; do
  grep -q "^ndrsim $verb" "$work/examples" || fail "$verb has no example"
done
mkdir "$work/path"
ln -s "$NDRSIM_BINARY" "$work/path/ndrsim"
ln -s "$NDRSIM_SOURCE_DIR/scenarios" "$work/box/scenarios"
cp "$sample_book" "$work/box/accounts.csv"
while read -r line; do
  case "$line" in
    "ndrsim run "*) line="$line --replicates 2 --horizon 13 --quiet" ;;
  esac
  (cd "$work/box" && PATH="$work/path:$PATH" && eval "$line") </dev/null >"$work/out" 2>"$work/err" ||
    fail "failed: $line"
done <"$work/examples"

begin "the page is shown without a warning"
if command -v man >/dev/null && command -v groff >/dev/null; then
  LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$page" >"$work/shown" 2>"$work/err"
  status=$?
  expect_status 0
  expect_quiet_stderr
  grep -q 'REPRODUCIBILITY' "$work/shown" || fail "a section is missing"
fi

finish
