# A minimal Debian of the same release in a temporary directory. Sourced after common.sh; needs root.
#   root_make [PACKAGES] makes it: $work (removed at exit), $root inside it; packages joined by commas
#   inside COMMAND       runs a command line in it, in $root_directory
#   timed COMMAND        the same, with a heading and the seconds it took; ends the script when it fails
# shellcheck shell=bash

codename=bookworm
root_directory=/

# The address of the first source that serves the release, from either format of source files.
debian_mirror() {
  local mirror
  mirror=$(find /etc/apt -maxdepth 2 -type f \( -name '*.list' -o -name '*.sources' \) -exec cat {} + |
    awk -v name="$codename" '
      $1 == "URIs:" { uri = $2 }
      $1 == "Suites:" { for (i = 2; i <= NF; ++i) if ($i == name && uri) { print uri; exit } }
      $1 == "deb" { for (i = 2; i < NF; ++i) if ($i ~ /:\/\// && $(i + 1) == name) { print $i; exit } }')
  [ -n "$mirror" ] || die "the system has no package source for $codename"
  printf '%s\n' "$mirror"
}

root_cleanup() {
  local name
  for name in proc dev/pts; do
    if mountpoint -q "$root/$name" 2>/dev/null; then umount "$root/$name"; fi
  done
  rm -rf --one-file-system "$work"
}

root_make() {
  [ "$(id -u)" -eq 0 ] || die "debootstrap and chroot need root"
  need root
  local mirror log file begin=$SECONDS include=${1:-ca-certificates}
  mirror=$(debian_mirror)
  case "$mirror" in https:*) include=$include,ca-certificates ;; esac
  work=$(mktemp -d)
  root="$work/root"
  log="$work/debootstrap.log"
  trap root_cleanup EXIT
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
  # pseudo-terminals of its own, as every machine has them
  mkdir -p "$root/dev/pts"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
  ln -sf pts/ptmx "$root/dev/ptmx"
}

inside() {
  local -a environment=(HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin)
  local name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
  done
  chroot "$root" /usr/bin/env -i "${environment[@]}" /bin/bash -c "cd $root_directory && $1"
}

timed() {
  local start=$SECONDS
  say "in the root: $1"
  inside "$1" || die "root: \`$1\` failed in the minimal root"
  say "in the root: $1 took $((SECONDS - start)) s"
}
