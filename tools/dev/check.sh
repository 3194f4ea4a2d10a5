# ./dev check and ./dev coverage. Sourced by ./dev after common.sh.
# shellcheck shell=bash

# step TITLE COMMAND...: one check; the first that fails ends the run.
step() {
  local title=$1 begin=$SECONDS
  shift
  say "check: $title"
  "$@" || die "check failed: $title"
  say "passed: $title ($((SECONDS - begin)) s)"
}

own_sources() { git ls-files -- '*.c' '*.h'; }
library_sources() {
  git ls-files -- '*.c' | grep -E '^(sim|ledger|models|scenarios|analysis|data|report|plots|api|cli)/'
}

check_format() {
  need check
  own_sources | xargs clang-format --dry-run -Werror
}

check_shell() {
  need check
  {
    echo dev
    git ls-files -- '*.sh' .ci/run tools/check-floors
  } | xargs shellcheck -x -S warning
}

check_compiler() { # gcc or clang
  [ "$1" = gcc ] || need clang
  build_preset "check-$1" all
}

check_tidy() {
  need check clang
  local dir
  dir=$(build_dir check-clang)
  # One file at a time: with several, clang-tidy 14 sees uninitialised va_lists in the later ones.
  # Some files define what tools/dev/analyzer.h explains to the others.
  local definers='^(sim/error|scenarios/json_doc|scenarios/scalar)\.c$'
  {
    library_sources | grep -E "$definers" | xargs -n 1 clang-tidy -p "$dir" --quiet &&
      library_sources | grep -vE "$definers" |
      xargs -P "$JOBS" -n 1 clang-tidy -p "$dir" --quiet --extra-arg=-I. --extra-arg=-Iinclude \
        --extra-arg=-include --extra-arg=tools/dev/analyzer.h
  } >"$dir/tidy.log" 2>&1 || {
    grep -vE 'warnings? (generated|treated)|^Suppressed' "$dir/tidy.log" >&2
    return 1
  }
}

check_cppcheck() {
  need check
  local dir
  dir=$(build_dir cppcheck)
  mkdir -p "$dir"
  library_sources |
    cppcheck --quiet -j "$JOBS" --cppcheck-build-dir="$dir" --file-list=- --std=c11 --platform=unix64 \
      --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
      --suppressions-list=tools/dev/cppcheck.suppress -I . -I include \
      -D__GNUC__=12 -D__x86_64__ -D__SSE2__ -DNDRSIM_INSIDE -DNDRSIM_ISA=portable -DNDRSIM_WIDTH=4 \
      -DNDRSIM_VERSION='"0"' -DNDRSIM_SOURCE_DIR='"."' -DNDRSIM_DATA_DIR='"."'
}

# Under a sanitizer or valgrind the statistical tests run on few accounts (NDRSIM_TEST_SCALE).
check_asan() {
  build_preset asan all
  NDRSIM_TEST_SCALE=0.01 ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1 run_tests asan
}

# Only programs that start threads; the rest would be slow and show nothing.
check_tsan() {
  need clang
  local dir
  dir=$(build_dir tsan)
  cmake --preset tsan -B "$dir" >/dev/null
  build_preset tsan "$(cut -d' ' -f1 "$dir/threads-tests.txt" | tr '\n' ' ')"
  NDRSIM_TEST_SCALE=0.01 TSAN_OPTIONS=ignore_noninstrumented_modules=1 run_tests tsan -L threads
}

# valgrind 3.19 knows no AVX-512, so the instruction set is named.
check_valgrind() {
  need check
  local dir program
  dir=$(build_dir check-gcc)
  while read -r _ program; do
    [ -n "$program" ] || continue
    say "valgrind: $(basename "$program")"
    NDRSIM_ISA=avx2 NDRSIM_TEST_SCALE=0.01 valgrind --quiet --error-exitcode=99 --leak-check=full \
      --errors-for-leak-kinds=definite "$program" >"$dir/valgrind.log" 2>&1 || {
      cat "$dir/valgrind.log" >&2
      return 1
    }
  done <"$dir/core-tests.txt"
}

coverage() {
  need build test coverage
  build_preset coverage all
  local dir
  dir=$(build_dir coverage)
  find "$dir" -name '*.gcda' -delete
  NDRSIM_TEST_SCALE=0.01 run_tests coverage
  mkdir -p "$dir/report"
  gcovr --root . --object-directory "$dir" --filter '(sim|ledger|models|scenarios|analysis|data|report|plots|api|cli)/' \
    --gcov-ignore-parse-errors --exclude-unreachable-branches --print-summary \
    --txt "$dir/report/coverage.txt" --html-details "$dir/report/index.html"
  cat "$dir/report/coverage.txt"
  say "the report is $dir/report/index.html"
}

check() {
  local level=quick
  case "${1:-}" in
    "") ;;
    --level) level=${2:-} ;;
    --level=*) level=${1#--level=} ;;
    *) die "check: unknown option \`$1\`" ;;
  esac
  case "$level" in
    quick | pr | release) ;;
    *) die "check: the level is quick, pr or release, not \`$level\`" ;;
  esac
  need build test
  step "format" check_format
  step "gcc, no warnings" check_compiler gcc
  if [ "$level" != quick ]; then
    step "floors" tools/check-floors
    step "shell scripts" check_shell
    step "clang, no warnings" check_compiler clang
    step "cppcheck" check_cppcheck
    step "clang-tidy" check_tidy
    step "tests under AddressSanitizer and UndefinedBehaviorSanitizer" check_asan
    step "threads under ThreadSanitizer" check_tsan
    step "core under valgrind" check_valgrind
  fi
  step "tests" run_tests check-gcc
  if [ "$level" = release ]; then
    step "coverage" coverage
    step "bytes" tools/dev/bytes.sh
    step "a minimal Debian root" tools/dev/root.sh
    step "the Debian package, in a minimal root" tools/dev/deb.sh --root
    step "arm64 under qemu-user" tools/dev/arm64.sh
  fi
  say "check --level $level: all passed"
}
