#!/usr/bin/env bash
# ./dev fuzz [--seconds N] [TARGET...]: runs each fuzz target of tests/fuzz for N seconds (default
# 60) from its committed corpus. What it learns stays in the build directory and is used again; an
# input that breaks something is written to findings/ there, and its path is printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh

seconds=60
targets=()
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) seconds=${2:-} && shift ;;
    --seconds=*) seconds=${1#--seconds=} ;;
    -*) die "fuzz: unknown option \`$1\`" ;;
    *) targets+=("$1") ;;
  esac
  shift
done
[[ $seconds =~ ^[1-9][0-9]*$ ]] || die "fuzz: --seconds takes a whole number, not \`$seconds\`"

known=()
for source in tests/fuzz/fuzz_*.c; do
  name=${source##*/fuzz_}
  known+=("${name%.c}")
done
[ ${#targets[@]} -gt 0 ] || targets=("${known[@]}")
for target in "${targets[@]}"; do
  [[ " ${known[*]} " == *" $target "* ]] || die "fuzz: no target \`$target\`: there are ${known[*]}"
done

need build clang
dir=$(build_dir fuzz)
build_preset fuzz "ndrsim_fuzz_dictionaries ${targets[*]/#/fuzz_}"
mkdir -p "$dir/findings"

passed=0 failed=0
for target in "${targets[@]}"; do
  log="$dir/fuzz_$target.log"
  options=()
  [ ! -e "$dir/fuzz_$target.dict" ] || options+=("-dict=$dir/fuzz_$target.dict")
  mkdir -p "$dir/corpus/$target"
  say "fuzzing $target for $seconds s"
  # The limits are the promise: no input takes 20 s or 2 GB.
  if "$dir/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=8192 \
    -artifact_prefix="$dir/findings/$target-" -print_final_stats=1 "${options[@]}" \
    "$dir/corpus/$target" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
    passed=$((passed + 1))
    grep -E '^#[0-9]+.*DONE' "$log" | tail -n 1 || true
  else
    failed=$((failed + 1))
    tail -n 60 "$log"
  fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
