#!/usr/bin/env bash
# ./dev deb: builds the Debian package into build/package/ and lints it. With --root it is installed in
# a fresh minimal Debian as a user would (apt install ./ndrsim*.deb), runs there, and is removed again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh
# shellcheck source=tools/dev/debian-root.sh
. tools/dev/debian-root.sh

in_root=0
case "${1:-}" in
  "") ;;
  --root) in_root=1 ;;
  *) die "deb: unknown option \`$1\`" ;;
esac

need build deb
build_preset package all
dir=$(build_dir package)
rm -f "$dir"/*.deb
(cd "$dir" && cpack >cpack.log 2>&1) || {
  cat "$dir/cpack.log" >&2
  die "deb: cpack failed"
}
deb=$(find "$dir" -maxdepth 1 -name 'ndrsim_*.deb')
[ -n "$deb" ] || die "deb: cpack made no package"
say "$deb: $(stat -c %s "$deb") bytes"
if grep -aqF "$PWD" "$dir/ndrsim" "$dir"/libndrsim.so.*.*; then die "deb: a binary names this directory"; fi
lintian --fail-on warning --allow-root "$deb" || die "deb: lintian complains"
[ "$in_root" -eq 1 ] || exit 0

root_make
cp "$deb" "$root/tmp/"
file=/tmp/$(basename "$deb")
timed "apt-get -q update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $file >/tmp/apt.log 2>&1 || { tail -n 20 /tmp/apt.log; false; }"
timed "ndrsim --version && ldconfig -p | grep libndrsim"
timed "mkdir /tmp/user && cd /tmp/user && ndrsim run agent-product -o out --xlsx r.xlsx --html r.html --db r.sqlite >/dev/null && ls -l out ."
timed "cd /tmp/user && for f in ndr-fan ndr-bridge; do test -s out/\$f.png && test -s out/\$f.svg || exit 1; done"
timed "test -s /usr/share/man/man1/ndrsim.1.gz && gzip -dc /usr/share/man/man1/ndrsim.1.gz | head -n 1"
# The same results as the program that was packaged gives here (charts depend on the system's fonts).
NDRSIM_PLOTS=plots "$dir/ndrsim" run scenarios/agent-product.json -q -o "$work/here" --xlsx "$work/r.xlsx"
cmp "$work/r.xlsx" "$root/tmp/user/r.xlsx" || die "deb: the workbook differs from the same run here"
timed "cd /tmp/user && test -s r.html && ndrsim runs --db r.sqlite"
for name in series.csv bridge.csv cohorts.csv metrics.csv summary.json manifest.json; do
  cmp "$work/here/$name" "$root/tmp/user/out/$name" || die "deb: $name differs from the same run here"
done
say "the same bytes as here: data files of the default run"
mkdir -p "$dir/root-out"
cp "$root"/tmp/user/out/* "$dir/root-out/"
timed "apt-get -q -y purge ndrsim >/dev/null 2>&1 && ! dpkg -s ndrsim 2>/dev/null"
left=$(find "$root/usr" "$root/etc" "$root/var/lib" -path "$root/var/lib/dpkg" -prune -o -name '*ndrsim*' -print)
[ -z "$left" ] || die "deb: left after removal: $left"
say "removed, nothing left; the charts that were drawn there are in $dir/root-out"
