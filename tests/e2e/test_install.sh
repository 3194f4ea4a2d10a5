#!/bin/sh
# What is installed works from where it was put, and from where it is moved to: the program, pkg-config,
# find_package, the examples; headers are clean; the library shows what abi/symbols.txt lists.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
build=$(dirname "$NDRSIM_BINARY")
flags='--set acquisition.initial=60 --set acquisition.per_month=2 --set replicates=12 --set horizon=24'
plain_flags='acquisition.initial=60 acquisition.per_month=2 replicates=12 horizon=24'

# The build is installed as it is; a sanitizer or coverage build asks more of a host program.
if grep -qE '^NDRSIM_SANITIZE:[A-Z]*=.|^NDRSIM_COVERAGE:[A-Z]*=ON|^CMAKE_CROSSCOMPILING_EMULATOR:' \
  "$build/CMakeCache.txt"; then
  echo "an instrumented or foreign build is not installed: nothing to test"
  exit 0
fi
[ -e "$build/libndrsim.so" ] || {
  echo "libndrsim.so is not built (target ndrsim_shared)"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
CC=${CC:-cc} CXX=${CXX:-c++}

# here DIR COMMAND...: in a directory, output to $work/out and $work/err
here() {
  dir=$1
  shift
  (cd "$dir" && timeout 300 "$@") </dev/null >"$work/out" 2>"$work/err"
  status=$?
}

begin "cmake --install, then the whole tree is moved"
here "$build" cmake --install . --prefix "$work/first"
expect_status 0
mv "$work/first" "$work/moved"
prefix="$work/moved"
libdir=$(dirname "$(find "$prefix" -name libndrsim.so)")
for file in bin/ndrsim include/ndrsim/ndrsim.h share/ndrsim/scenarios/agent-product.json \
  share/ndrsim/stresses/library.json share/ndrsim/plots/palette.gp share/man/man1/ndrsim.1 share/doc/ndrsim/README.md; do
  [ -s "$prefix/$file" ] || fail "$file is not installed"
done
[ -s "$libdir/libndrsim.a" ] || fail "no static library beside $libdir/libndrsim.so"
if grep -rqF "$work/first" "$libdir/cmake" "$libdir/pkgconfig"; then fail "a file names the first place"; fi

begin "the moved program finds its own scenarios and templates, not those of the build"
# shellcheck disable=SC2086
here "$work/box" "$prefix/bin/ndrsim" run agent-product $flags -q -o run
expect_status 0
here "$work/box" "$prefix/bin/ndrsim" stress agent-product --replicates 2 --horizon 12 --stress downturn --charts none -q -o stress
expect_status 0
cp "$prefix/share/ndrsim/scenarios/agent-product.json" "$prefix/share/ndrsim/scenarios/only-here.json"
# shellcheck disable=SC2086
here "$work/box" "$prefix/bin/ndrsim" run only-here $flags -q -o other
expect_status 0
if have gnuplot; then
  expect_file run/ndr-fan.svg
  mv "$prefix/share/ndrsim/plots/palette.gp" "$work/palette.gp"
  # shellcheck disable=SC2086
  here "$work/box" "$prefix/bin/ndrsim" run agent-product $flags -q -o third
  [ "$status" -ne 0 ] || fail "charts without the templates of $prefix"
  expect_stderr "share/ndrsim/plots/palette.gp"
  mv "$work/palette.gp" "$prefix/share/ndrsim/plots/palette.gp"
fi

begin "a name that does not ship: the message says which do"
here "$work/box" "$prefix/bin/ndrsim" run agent-produkt
expect_status 1
expect_stderr 'expected a file, or a name that ships: add-on-modules, agent-product, '
expect_stderr 'did you mean .agent-product'
here "$work/box" "$prefix/bin/ndrsim" run only-hare
expect_status 1
expect_stderr 'did you mean .only-here'

begin "every header is clean by itself: C11 pedantic, C++17"
for header in "$prefix"/include/ndrsim/*.h; do
  printf '#include <ndrsim/%s>\nextern int one;\n' "$(basename "$header")" >"$work/one.c"
  here "$work" "$CC" -std=c11 -pedantic -Wall -Wextra -Werror -Wstrict-prototypes -Wshadow \
    -I "$prefix/include" -fsyntax-only one.c
  [ "$status" -eq 0 ] || fail "C11: $(basename "$header")"
  if have "$CXX"; then
    here "$work" "$CXX" -x c++ -std=c++17 -pedantic -Wall -Wextra -Werror -Wshadow \
      -I "$prefix/include" -fsyntax-only one.c
    [ "$status" -eq 0 ] || fail "C++17: $(basename "$header")"
  fi
done

begin "the library shows what abi/symbols.txt lists, and nothing else"
nm -D --defined-only "$libdir/libndrsim.so" | awk '{ print $3 }' | sort >"$work/symbols"
diff "$NDRSIM_SOURCE_DIR/abi/symbols.txt" "$work/symbols" >"$work/differ" ||
  fail "$(grep '^[<>]' "$work/differ" | tr '\n' ' '): an ABI change is made on purpose, see docs/library.md"
abi=$(sed -n 's/^#define NDRSIM_ABI //p' "$prefix/include/ndrsim/version.h")
[ -e "$libdir/libndrsim.so.$abi" ] || fail "no libndrsim.so.$abi"
version=$("$prefix/bin/ndrsim" --version)
[ -e "$libdir/libndrsim.so.${version#ndrsim }" ] || fail "no libndrsim.so.${version#ndrsim }"

# expect_forecast NAME COMMAND...: runs an example; all ways to link it print the same
expect_forecast() {
  name=$1
  shift
  # shellcheck disable=SC2086
  here "$work/box" "$@" agent-product - $plain_flags
  expect_status 0
  expect_stdout 'month 12 +NDR +[0-9]+\.[0-9]% \(P10'
  if [ -e "$work/forecast.txt" ]; then
    cmp -s "$work/forecast.txt" "$work/out" || fail "$name prints something else"
  else
    cp "$work/out" "$work/forecast.txt"
  fi
}

if have pkg-config; then
  PKG_CONFIG_PATH="$libdir/pkgconfig"
  export PKG_CONFIG_PATH
  source="$prefix/share/doc/ndrsim/examples"
  begin "pkg-config, shared"
  # shellcheck disable=SC2046
  here "$work" "$CC" -std=c11 -Wall -Wextra -Werror "$source/forecast.c" -o shared \
    $(pkg-config --cflags --libs ndrsim)
  expect_status 0
  ldd "$work/shared" 2>&1 | grep -q 'libndrsim\.so\.0' || fail "not linked with libndrsim.so.0"
  expect_forecast shared env LD_LIBRARY_PATH="$libdir" "$work/shared"

  # The program of docs/library.md: its first C block, and its first text block is what it prints.
  begin "the program in docs/library.md compiles and prints what stands below it"
  page="$NDRSIM_SOURCE_DIR/docs/library.md"
  block() { awk -v kind="$1" '!done && $0 == "```" { done = on } on && !done; $0 == "```" kind { on = 1 }' "$page"; }
  block c >"$work/ndr.c"
  block text >"$work/ndr.expected"
  # shellcheck disable=SC2046
  here "$work" "$CC" -std=c11 -pedantic -Wall -Wextra -Werror ndr.c -o ndr $(pkg-config --cflags --libs ndrsim)
  expect_status 0
  here "$work/box" env LD_LIBRARY_PATH="$libdir" "$work/ndr"
  expect_status 0
  if [ "${NDRSIM_UPDATE_DOCS:-}" = 1 ]; then
    awk -v out="$work/out" '
      $0 == "```" { inside = 0 }
      !inside { print }
      $0 == "```text" && !done { done = inside = 1; while ((getline line < out) > 0) print line }
    ' "$page" >"$work/page" && cat "$work/page" >"$page"
  else
    diff "$work/ndr.expected" "$work/out" >"$work/differ" || fail "$(tr '\n' ' ' <"$work/differ")"
  fi

  begin "pkg-config, static"
  # shellcheck disable=SC2046
  here "$work" "$CC" -std=c11 -Wall -Wextra -Werror "$source/forecast.c" -o static \
    $(pkg-config --cflags ndrsim) "$libdir/libndrsim.a" $(pkg-config --static --libs-only-l ndrsim |
      sed 's/-lndrsim//') -fopenmp
  expect_status 0
  ldd "$work/static" | grep -q libndrsim && fail "linked with the shared library"
  mkdir -p "$prefix/libexec"
  mv "$work/static" "$prefix/libexec/"
  expect_forecast static "$prefix/libexec/static"
else
  echo "no pkg-config here: not tested"
fi

if have "$CXX"; then
  for static in OFF ON; do
    begin "find_package, C and C++, STATIC=$static"
    here "$work" cmake -G Ninja -S "$prefix/share/doc/ndrsim/examples" -B "cmake-$static" -DSTATIC=$static \
      -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS='-Wall -Wextra -Werror' \
      -DCMAKE_C_FLAGS='-Wall -Wextra -Werror'
    expect_status 0
    here "$work" cmake --build "cmake-$static"
    expect_status 0
    # the static program stands outside the prefix: it takes what it was configured with, or the tree
    expect_forecast "cmake $static" "$work/cmake-$static/forecast"
    # shellcheck disable=SC2086
    here "$work/box" "$work/cmake-$static/two_caps" agent-product pro 900 1500 $plain_flags
    expect_status 0
    expect_stdout '^difference: [-+][0-9.]+ points \(se [0-9.]+; [0-9.]+ if'
    # common random numbers: the paired error is the smaller one
    awk -F'[ ;()]+' '/^difference/ { ok = $5 + 0 < $6 + 0 } END { exit !ok }' "$work/out" ||
      fail "pairing does not help: $(tail -n 1 "$work/out")"
  done
  begin "find_package refuses a version that is too new"
  sed 's/find_package(ndrsim 0.1 REQUIRED)/find_package(ndrsim 9.9 REQUIRED)/' \
    "$prefix/share/doc/ndrsim/examples/CMakeLists.txt" >"$work/box/CMakeLists.txt"
  here "$work" cmake -G Ninja -S box -B cmake-new -DCMAKE_PREFIX_PATH="$prefix"
  [ "$status" -ne 0 ] || fail "9.9 was found"
  expect_stderr 'requested version "9\.9"'
else
  echo "no C++ compiler here: find_package is not tested"
fi

begin "an example reports errors as the program does"
if [ -x "$work/shared" ]; then
  here "$work/box" env LD_LIBRARY_PATH="$libdir" "$work/shared" agent-product - churn.bse=1
  expect_status 2
  expect_stderr 'did you mean .churn\.base'
fi
finish
