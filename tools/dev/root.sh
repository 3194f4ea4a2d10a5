#!/usr/bin/env bash
# ./dev root: a minimal Debian 12 with nothing but git, a clone of the last commit in it, and there
# `./dev demo` and `./dev test`. Needs root and the system's own package sources, which are copied.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8
# shellcheck source=tools/dev/common.sh
. tools/dev/common.sh
# shellcheck source=tools/dev/debian-root.sh
. tools/dev/debian-root.sh

[ -z "$(git status --porcelain)" ] || say "only the last commit is tested: there are changes beyond it"
root_make git
root_directory=/src/ndrsim
git clone -q --no-hardlinks . "$root/src/ndrsim"

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
