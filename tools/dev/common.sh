# Shared by ./dev and its parts: packages, builds, counted tests. Sourced from the project's root.
# shellcheck shell=bash

JOBS=${JOBS:-$(nproc)}
export CMAKE_BUILD_PARALLEL_LEVEL="$JOBS"

say() { printf '== %s\n' "$*"; }
die() {
  printf './dev: %s\n' "$*" >&2
  exit 1
}

# Debian packages by purpose. The fonts are named because pngcairo draws empty boxes without any.
packages_of() {
  case "$1" in
    build)
      echo gcc libc6-dev cmake ninja-build libgsl-dev libcjson-dev librandom123-dev libcsv-dev \
        nettle-dev libnlopt-dev libxlsxwriter-dev libsqlite3-dev gnuplot-nox fonts-dejavu-core
      ;;
    test) echo libcmocka-dev g++ pkg-config python3-jsonschema ;;
    clang) echo clang libomp-dev libclang-rt-14-dev ;;
    check) echo clang-format clang-tidy cppcheck valgrind shellcheck ;;
    coverage) echo gcovr ;;
    root) echo debootstrap ;;
    deb) echo dpkg-dev file lintian ;;
    arm64) echo debootstrap gcc-aarch64-linux-gnu qemu-user-static ;;
    *) die "no package group \`$1\`" ;;
  esac
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "needs root to install packages, and there is no sudo: run as root: $*"
  fi
}

# need GROUP...: installs the packages that are missing; silent when there are none.
need() {
  local group package missing=()
  if ! command -v dpkg-query >/dev/null; then
    return 0 # not a Debian: CMake names what it does not find
  fi
  for group in "$@"; do
    for package in $(packages_of "$group"); do
      [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
        missing+=("$package")
    done
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    die "apt-get could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

build_dir() { printf '%s/%s' "${NDRSIM_BUILD_ROOT:-$PWD/build}" "$1"; }

# build_in PRESET DIRECTORY TARGETS [CMAKE ARGS...]: TARGETS is a space-separated list, or `all`.
build_in() {
  local preset=$1 dir=$2 targets=$3
  shift 3
  mkdir -p "$dir"
  say "building $(basename "$dir")"
  if ! cmake --preset "$preset" -B "$dir" "$@" >"$dir/configure.log" 2>&1; then
    cat "$dir/configure.log" >&2
    die "configuring $preset failed"
  fi
  # shellcheck disable=SC2086
  if ! cmake --build "$dir" --target $targets >"$dir/build.log" 2>&1; then
    grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking)' "$dir/build.log" >&2 || true
    die "building $preset failed"
  fi
  grep -E 'warning:' "$dir/build.log" >&2 || true
}

build_preset() {
  local preset=$1
  shift
  build_in "$preset" "$(build_dir "$preset")" "$@"
}

# run_tests PRESET [CTEST ARGS...]: runs the tests of a build, closes with `N passed, N failed`
# counting single cmocka tests, and fails when one fails, when a program dies, or when none ran.
run_tests() {
  local dir log status=0 passed failed skipped
  dir=$(build_dir "$1")
  shift
  log="$dir/Testing/Temporary/LastTest.log"
  rm -f "$log"
  ctest --test-dir "$dir" -j "$JOBS" --output-on-failure --no-tests=error "$@" || status=$?
  [ -f "$log" ] || die "ctest ran no tests"
  read -r passed failed skipped < <(awk -f tools/dev/count-tests.awk "$log")
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  [ "$skipped" -eq 0 ] || printf '%d skipped (this machine cannot run them)\n' "$skipped"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}
