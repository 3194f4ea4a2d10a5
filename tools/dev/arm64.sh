#!/usr/bin/env bash
# ./dev arm64 [CTEST ARGS]: cross-builds for arm64, runs the default scenario as arm64 and as this
# processor and compares, then runs the quick tests under qemu-user, on few accounts. The contract of
# the same bytes ends where the C library and GSL compute (decision 0001): GSL's means and quantiles
# are compiled with fused multiply-add on arm64 and differ in the last bit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh
# shellcheck source=tools/dev/debian-root.sh
. tools/dev/debian-root.sh

packages=libc6-dev,libgsl-dev,libcjson-dev,librandom123-dev,libcsv-dev,nettle-dev,libnlopt-dev,libxlsxwriter-dev,libsqlite3-dev,libcmocka-dev,libgomp1
NDRSIM_ARM64_ROOT=$(build_dir arm64-root)
case "$NDRSIM_ARM64_ROOT" in /*) ;; *) NDRSIM_ARM64_ROOT=$PWD/$NDRSIM_ARM64_ROOT ;; esac
export NDRSIM_ARM64_ROOT

need build arm64
# Only unpacked, never set up: nothing has to run in it, and no binfmt_misc is needed.
if [ ! -e "$NDRSIM_ARM64_ROOT/.$packages" ]; then
  rm -rf "$NDRSIM_ARM64_ROOT"
  mkdir -p "$NDRSIM_ARM64_ROOT"
  begin=$SECONDS
  as_root debootstrap --foreign --arch=arm64 --variant=minbase --include="$packages" "$codename" \
    "$NDRSIM_ARM64_ROOT" "$(debian_mirror)" >"$NDRSIM_ARM64_ROOT.log" 2>&1 || {
    tail -n 20 "$NDRSIM_ARM64_ROOT.log" >&2
    die "arm64: debootstrap failed"
  }
  for archive in "$NDRSIM_ARM64_ROOT"/var/cache/apt/archives/*.deb; do
    as_root dpkg-deb -x "$archive" "$NDRSIM_ARM64_ROOT"
    as_root rm "$archive"
  done
  as_root touch "$NDRSIM_ARM64_ROOT/.$packages"
  say "arm64 libraries: $((SECONDS - begin)) s, $(du -sm "$NDRSIM_ARM64_ROOT" | cut -f1) MB"
fi

# Links of libraries that lead to /lib would lead out of the root, and the linker would take the static ones.
find "$NDRSIM_ARM64_ROOT/usr/lib" -type l -lname '/*' | while read -r link; do
  as_root ln -snfr "$NDRSIM_ARM64_ROOT$(readlink "$link")" "$link"
done

dir=$(build_dir arm64)
build_preset arm64 all
file -b "$dir/ndrsim" 2>/dev/null | grep -q aarch64 || readelf -h "$dir/ndrsim" | grep -q AArch64 ||
  die "arm64: the program is not an arm64 one"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build_preset release ndrsim_cli -DNDRSIM_BUILD_TESTS=OFF
arguments=(run scenarios/agent-product.json --replicates 8 --quiet -o)
NDRSIM_PLOTS=/nonexistent "$(build_dir release)/ndrsim" "${arguments[@]}" "$work/amd64" 2>/dev/null || true
NDRSIM_PLOTS=/nonexistent qemu-aarch64-static -L "$NDRSIM_ARM64_ROOT" "$dir/ndrsim" \
  "${arguments[@]}" "$work/arm64" 2>/dev/null || true

# agree FILE: cells of two CSV files are equal, or numbers within 1e-12 of each other.
agree() {
  awk -F, '
    NR == FNR { line[FNR] = $0; rows = FNR; next }
    {
      if (split(line[FNR], cell, ",") != NF) wrong = 1
      for (i = 1; i <= NF; i++)
        if ($i != cell[i]) {
          differ++
          scale = cell[i] < 0 ? -cell[i] : cell[i] + 0
          gap = $i - cell[i]
          if (gap < 0) gap = -gap
          if (!(scale > 0) || $i !~ /^-?[0-9]/) wrong = 1
          else if (gap / scale > most) most = gap / scale
        }
    }
    END {
      printf "%d of the cells differ, by at most %.1e\n", differ, most
      exit wrong || FNR != rows || most > 1e-12
    }' "$work/amd64/$1" "$work/arm64/$1"
}
for file in series.csv bridge.csv cohorts.csv metrics.csv; do
  [ -s "$work/arm64/$file" ] && [ -s "$work/amd64/$file" ] || die "arm64: $file was not written"
  printf '%-12s ' "$file"
  agree "$file" || die "arm64: $file says something else than on this processor"
done

# Without e2e (scripts call the program by its name), the long statistical runs, the thousands of runs
# with a failing allocation, and two whose thousands of replicates take half an hour under qemu.
if [ $# -eq 0 ]; then set -- -LE 'e2e|statistical|twin|faults' -E '^analysis/test_(run|replay)$'; fi
NDRSIM_TEST_SCALE=0.01 run_tests arm64 "$@"
