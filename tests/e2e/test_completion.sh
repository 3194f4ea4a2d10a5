#!/bin/sh
# Completions are what `ndrsim --completion SHELL` prints, and complete verbs, options, files by kind,
# paths of parameters and names of metrics. bash is driven as a terminal would drive it; zsh and fish where
# they are installed.
# With NDRSIM_UPDATE_DOCS=1 the shipped files are written anew.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
shipped="$NDRSIM_SOURCE_DIR/completions"

for shell in bash zsh fish; do
  case "$shell" in
    bash) file=ndrsim.bash ;;
    zsh) file=_ndrsim ;;
    fish) file=ndrsim.fish ;;
  esac
  begin "$shell: the shipped file is what the program prints"
  run --completion "$shell"
  expect_status 0
  expect_quiet_stderr
  if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ]; then cat "$work/out" >"$shipped/$file"; fi
  cmp -s "$work/out" "$shipped/$file" ||
    fail "completions/$file differs from ndrsim --completion $shell; NDRSIM_UPDATE_DOCS=1 writes it anew"

  begin "$shell: the syntax is right"
  if command -v "$shell" >/dev/null; then
    "$shell" -n "$shipped/$file" 2>"$work/err" || fail "$shell -n refuses it"
    expect_quiet_stderr
  else
    skip "$shell is not installed"
  fi
done

begin "a shell that is not known"
run --completion fihs
expect_refused 'no completion for the shell .fihs.*did you mean .fish'
run --completion
expect_refused 'shell of --completion .* is missing'

# A place to complete in: the scenario, a book, other files, a directory.
mkdir "$work/place" "$work/place/results" "$work/path"
cp "$scenario" "$work/place/my scenario.json"
cp "$scenario" "$work/place/base.json"
cp "$sample_book" "$work/place/book.csv"
: >"$work/place/other.txt"
ln -s "$NDRSIM_BINARY" "$work/path/ndrsim"
run --help
verbs=$(sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/out")

# completes WORD...: what bash offers for the last word, one in a line, into $work/out. "=" is a word of
# its own, as in a terminal.
completes() {
  (cd "$work/place" && PATH="$work/path:$PATH" bash --norc --noprofile -c '
    source "$1"
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _ndrsim
    printf "%s\n" "${COMPREPLY[@]}"' bash "$shipped/ndrsim.bash" "$@") >"$work/out" 2>"$work/err" ||
    fail "bash failed on: $*"
  sed -i '/^$/d' "$work/out"
  expect_quiet_stderr
}
offers() { grep -qxF -- "$1" "$work/out" || fail "does not offer $1: $(head -n 20 "$work/out" | tr '\n' ' ')"; }
offers_no() { if grep -qxF -- "$1" "$work/out"; then fail "offers $1"; fi; }
offers_only() { [ "$(tr '\n' ' ' <"$work/out")" = "$1 " ] || fail "offers $(tr '\n' ' ' <"$work/out"), expected $1"; }

if command -v bash >/dev/null; then
  begin "bash: verbs and the program's options"
  completes ndrsim ''
  for verb in $verbs; do offers "$verb"; done
  offers --version
  completes ndrsim ru
  offers_only 'run runs'
  completes ndrsim --completion ''
  offers_only 'bash zsh fish'

  begin "bash: the options of every verb"
  for verb in $verbs; do
    run "$verb" --help
    sed '/^Examples:/,$d' "$work/out" | grep -E '^  (-[a-zA-Z], )?--' | grep -oE -- '--[a-z][a-z-]*' |
      sort -u >"$work/expected"
    completes ndrsim "$verb" --
    sort -u "$work/out" >"$work/offered"
    cmp -s "$work/expected" "$work/offered" ||
      fail "$verb: $(diff "$work/expected" "$work/offered" | tr '\n' ' ')"
  done
  completes ndrsim run --repl
  offers_only --replicates

  begin "bash: files by kind"
  completes ndrsim run ''
  offers 'my scenario.json'
  offers base.json
  offers results
  offers_no book.csv
  offers_no other.txt
  completes ndrsim run base.json --book ''
  offers book.csv
  offers_no base.json
  completes ndrsim run base.json -o ''
  offers_only results
  completes ndrsim run base.json --output = re
  offers_only results
  completes ndrsim run base.json --replicates ''
  [ ! -s "$work/out" ] || fail "offers something for a number"

  begin "bash: families, parameters with the tiers of the scenario, metrics"
  for file in "$NDRSIM_SOURCE_DIR"/scenarios/starters/*.json; do
    completes ndrsim init "$(basename "$file" .json)"
    offers_only "$(basename "$file" .json)"
  done
  completes ndrsim init ''
  [ "$(wc -l <"$work/out")" -eq "$(find "$NDRSIM_SOURCE_DIR/scenarios/starters" -name '*.json' | wc -l)" ] ||
    fail "other words than the families"
  completes ndrsim run base.json --set tiers.pro.c
  offers_only tiers.pro.cap=
  completes ndrsim run --set churn.b
  offers_only churn.base=
  completes ndrsim run base.json --set churn.base = 0
  [ ! -s "$work/out" ] || fail "offers something for a value"
  completes ndrsim explain ndr
  offers ndr
else
  begin "bash completes"
  skip "bash is not installed"
fi

begin "fish: verbs, options, files, parameters"
if command -v fish >/dev/null; then
  fish_offers() { # LINE WORD
    (cd "$work/place" && HOME="$work" PATH="$work/path:$PATH" fish --no-config -c \
      "source '$shipped/ndrsim.fish'; complete -C'$1'") 2>"$work/err" | cut -f 1 >"$work/out"
    offers "$2"
  }
  fish_offers 'ndrsim ' run
  fish_offers 'ndrsim run --re' --replicates
  fish_offers 'ndrsim run --book ' book.csv # fish puts the suffix first and keeps other files
  fish_offers 'ndrsim run base.json --set tiers.pro.c' tiers.pro.cap=
  fish_offers 'ndrsim init ' agent
  fish_offers 'ndrsim explain grr_' grr_flow
else
  skip "fish is not installed"
fi

begin "zsh: verbs, options, files, parameters"
if command -v zsh >/dev/null; then

  zsh_offers() { # LINE WORD
    (cd "$work/place" && HOME="$work" PATH="$work/path:$PATH" timeout 60 zsh -f "$NDRSIM_SOURCE_DIR/tests/e2e/zsh_complete" \
      "$shipped" "$1" "$2") >"$work/out" 2>"$work/err"
    offers "$2"
  }
  zsh_offers 'ndrsim ' run
  zsh_offers 'ndrsim run base.json --re' --replicates
  zsh_offers 'ndrsim run --book ' book.csv
  offers_no base.json
  zsh_offers 'ndrsim run base.json --set tiers.pro.c' tiers.pro.cap
  zsh_offers 'ndrsim init ' agent
  zsh_offers 'ndrsim explain grr_' grr_flow
else
  skip "zsh is not installed"
fi
finish
