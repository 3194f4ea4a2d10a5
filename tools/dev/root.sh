#!/usr/bin/env bash
# ./dev root: a minimal Debian 12 with nothing but git, a clone of the last commit in it, and there
# `./dev demo` and `./dev test`. Needs root and the system's own package sources, which are copied.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh

codename=bookworm
[ "$(id -u)" -eq 0 ] || die "root: debootstrap and chroot need root"
need root
[ -z "$(git status --porcelain)" ] || say "only the last commit is tested: there are changes beyond it"

# The first source that serves the release, from either format of source files.
mirror=$(find /etc/apt -maxdepth 2 -type f \( -name '*.list' -o -name '*.sources' \) -exec cat {} + |
  awk -v name="$codename" '
    $1 == "URIs:" { uri = $2 }
    $1 == "Suites:" { for (i = 2; i <= NF; ++i) if ($i == name && uri) { print uri; exit } }
    $1 == "deb" { for (i = 2; i < NF; ++i) if ($i ~ /:\/\// && $(i + 1) == name) { print $i; exit } }')
[ -n "$mirror" ] || die "root: the system has no package source for $codename"

work=$(mktemp -d)
root="$work/root"
log="$work/debootstrap.log"
cleanup() {
  if mountpoint -q "$root/proc" 2>/dev/null; then umount "$root/proc"; fi
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT

begin=$SECONDS
include=git
case "$mirror" in https:*) include=git,ca-certificates ;; esac
say "debootstrap $codename (minbase, $include)"
debootstrap --variant=minbase --include="$include" "$codename" "$root" "$mirror" >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  die "root: debootstrap failed"
}
say "debootstrap took $((SECONDS - begin)) s, $(du -sm --one-file-system "$root" | cut -f1) MB"

# The outer system's sources for this release, its proxy and resolver.
rm -f "$root/etc/apt/sources.list"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [ -f "$file" ] && grep -q "$codename" "$file" && ! grep -vE '^ *#' "$file" | grep -i signed-by |
    grep -qv debian-archive; then
    mkdir -p "$root$(dirname "$file")"
    cp "$file" "$root$file"
  fi
done
apt-config dump | grep -E '^Acquire::(http|https|Retries|Check-Valid-Until|Check-Date)[ :]' \
  >"$root/etc/apt/apt.conf.d/90outer" || rm -f "$root/etc/apt/apt.conf.d/90outer"
for file in /etc/resolv.conf /etc/hosts; do
  if [ -e "$file" ]; then cp -L "$file" "$root$file"; fi
done
mount -t proc proc "$root/proc"

git clone -q --no-hardlinks . "$root/src/ndrsim"

inside() {
  local -a environment=(HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin)
  local name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
  done
  chroot "$root" /usr/bin/env -i "${environment[@]}" /bin/bash -c "cd /src/ndrsim && $1"
}

timed() {
  local start=$SECONDS
  say "in the root: $1"
  inside "$1" || die "root: \`$1\` failed in the minimal root"
  say "in the root: $1 took $((SECONDS - start)) s"
}
timed "./dev demo"
inside "test -s demo-out/summary.json && ls demo-out/*.png demo-out/*.svg" ||
  die "root: the demo left no charts"
# Fonts differ between systems: these are the pictures to look at.
mkdir -p "$(build_dir root)"
cp "$root"/src/ndrsim/demo-out/* "$(build_dir root)/"
say "what the demo made there is kept in $(build_dir root)"
timed "./dev demo" # again: nothing to install, nothing to build
timed "./dev test"
say "the root has grown to $(du -sm --one-file-system "$root" | cut -f1) MB"
