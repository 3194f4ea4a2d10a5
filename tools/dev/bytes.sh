#!/usr/bin/env bash
# ./dev bytes [--quick]: runs the shipped scenario and the sample book in many ways that must not
# show in the results, and compares every output file byte for byte; then checks that different
# seeds do differ. Asserts what this machine can run and says what it cannot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh

quick=0
case "${1:-}" in
  "") ;;
  --quick) quick=1 ;;
  *) die "bytes: unknown option \`$1\`" ;;
esac

need build
build_preset release ndrsim_cli
declare -A binary=([gcc]="$(build_dir release)/ndrsim")
if [ "$quick" -eq 0 ] || (need clang) >/dev/null 2>&1; then
  need clang
  build_in check-clang "$(build_dir bytes-clang)" ndrsim_cli \
    -DNDRSIM_WERROR=OFF -DNDRSIM_BUILD_TESTS=OFF -DNDRSIM_BUILD_BENCH=OFF
  binary[clang]="$(build_dir bytes-clang)/ndrsim"
else
  say "clang cannot be installed here: its bytes are not compared"
fi

isas=(portable)
has() { # CPU flags...
  local flag
  for flag in "$@"; do grep -qw "$flag" /proc/cpuinfo || return 1; done
}
if has avx2; then isas+=(avx2); else say "no AVX2 here: its bytes are not compared"; fi
if has avx512f avx512dq avx512bw avx512vl; then isas+=(avx512); else
  say "no AVX-512 here: its bytes are not compared"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
replicates=64
[ "$quick" -eq 0 ] || replicates=24

# run OUT COMPILER ISA THREADS BLOCK [ARGS...]; ISA and BLOCK may be `default`.
run() {
  local out=$1 compiler=$2 isa=$3 threads=$4 block=$5
  shift 5
  local -a environment=()
  [ "$isa" = default ] || environment+=("NDRSIM_ISA=$isa")
  [ "$block" = default ] || environment+=("NDRSIM_BLOCK=$block")
  env "${environment[@]}" "${binary[$compiler]}" run scenarios/agent-product.json --quiet \
    --replicates "$replicates" --threads "$threads" -o "$out" "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    return 1
  }
}

verdict() { # good|bad TEXT
  if [ "$1" = good ]; then
    passed=$((passed + 1))
    printf 'same   %s\n' "$2"
  else
    failed=$((failed + 1))
    printf 'DIFFER %s\n' "$2"
  fi
}

# compare NAME COMPILER ISA THREADS BLOCK [ARGS...]: against $work/NAME, made on the first call.
compare() {
  local name=$1 text
  shift
  text="$name: $1, $2, threads $3, block $4"
  rm -rf "$work/other"
  if run "$work/other" "$@" && diff -rq "$work/$name" "$work/other" >&2; then
    verdict good "$text"
  else
    verdict bad "$text"
  fi
}

sweep() { # NAME [ARGS...]
  local name=$1 compiler isa threads block
  shift
  run "$work/$name" gcc default 1 default "$@" || die "bytes: the reference run failed"
  say "$name: $(find "$work/$name" -type f | wc -l) files"
  if [ "$quick" -eq 1 ]; then
    for threads in 2 7; do compare "$name" gcc default "$threads" default "$@"; done
    for block in 64 512 4096; do compare "$name" gcc default 2 "$block" "$@"; done
    for isa in "${isas[@]}"; do compare "$name" gcc "$isa" 2 default "$@"; done
    if [ -n "${binary[clang]:-}" ]; then
      for isa in "${isas[@]}"; do compare "$name" clang "$isa" 2 default "$@"; done
    fi
  else
    for compiler in "${!binary[@]}"; do
      for isa in "${isas[@]}"; do
        for threads in 1 2 7; do
          for block in 64 512 4096; do
            compare "$name" "$compiler" "$isa" "$threads" "$block" "$@"
          done
        done
      done
    done
  fi
}

sweep described
sweep book --book scenarios/sample-book.csv

# The comparison must be able to fail: another seed gives other numbers.
run "$work/seed" gcc default 2 default --seed 987654321
if cmp -s "$work/described/series.csv" "$work/seed/series.csv"; then
  failed=$((failed + 1))
  printf 'SAME   another seed gives the same series.csv\n'
else
  passed=$((passed + 1))
  printf 'differ another seed, as it must\n'
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
