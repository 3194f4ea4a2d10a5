#!/usr/bin/env bash
# ./dev arm64 [CTEST ARGS]: cross-builds for arm64 and runs the quick tests under qemu-user, on few
# accounts. Then the default run is made by both builds and compared: the contract of the same bytes
# ends where the C library's functions begin, so a difference is reported and is not a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh
# shellcheck source=tools/dev/debian-root.sh
. tools/dev/debian-root.sh

packages=libc6-dev,libgsl-dev,libcjson-dev,librandom123-dev,libcsv-dev,nettle-dev,libcmocka-dev,libgomp1
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

dir=$(build_dir arm64)
build_preset arm64 all
file -b "$dir/ndrsim" 2>/dev/null | grep -q aarch64 || readelf -h "$dir/ndrsim" | grep -q AArch64 ||
  die "arm64: the program is not an arm64 one"

# Without e2e (scripts call the program by its name) and without the long statistical runs.
if [ $# -eq 0 ]; then set -- -LE 'e2e|statistical|twin'; fi
NDRSIM_TEST_SCALE=0.01 run_tests arm64 "$@"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build_preset release ndrsim_cli -DNDRSIM_BUILD_TESTS=OFF
arguments=(run scenarios/agent-product.json --replicates 8 --quiet -o)
NDRSIM_PLOTS=/nonexistent "$(build_dir release)/ndrsim" "${arguments[@]}" "$work/amd64" 2>/dev/null || true
NDRSIM_PLOTS=/nonexistent qemu-aarch64-static -L "$NDRSIM_ARM64_ROOT" "$dir/ndrsim" \
  "${arguments[@]}" "$work/arm64" 2>/dev/null || true
for file in summary.json series.csv bridge.csv cohorts.csv metrics.csv manifest.json; do
  [ -s "$work/arm64/$file" ] && [ -s "$work/amd64/$file" ] || die "arm64: $file was not written"
  if cmp -s "$work/amd64/$file" "$work/arm64/$file"; then
    printf 'same   %s\n' "$file"
  else
    printf 'differs %s: %s\n' "$file" "$(diff "$work/amd64/$file" "$work/arm64/$file" | grep -c '^[<>]') lines"
  fi
done
