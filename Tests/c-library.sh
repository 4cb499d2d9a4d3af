#!/usr/bin/env bash
# Installs the C library of the allocator into a folder of its own and uses it from there as a
# stranger does: the tests in C and the examples, linked to either form, inlined and called, the
# symbols, what it needs, and, with --sanitize, the tests with the library compiled under thread and
# address sanitizer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix
cc=${CC:-cc} cxx=${CXX:-c++}
warnings=(-Wall -Wextra -Werror -pthread)
headers=(slab_alloc.h slab_inline.h epoch_domain.h slab_stats.h slab_diagnostics.h)
tests=(inlined lifecycle epochs domains handles statistics threads fork limits)

sanitize() {
  local toolchain libraries sanitizer options module sources test
  toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")
  libraries=$toolchain/../lib/swift/linux
  for sanitizer in thread address; do
    echo "== $sanitizer sanitizer"
    options=(
      -sanitize="$sanitizer" -g -O -wmo -parse-as-library
      -enable-experimental-feature Embedded -swift-version 6 -package-name drainbench
      -suppress-warnings -Xcc -D_GNU_SOURCE -I Sources/CPlatform -I Sources/CAbi/EmbeddedLibc
      -I Sources/CAbi/TemporalSlab/Headers -I "$scratch"
    )
    for module in Glibc TemporalSlab; do
      sources=Sources/$module
      [ "$module" != Glibc ] || sources=Sources/CAbi/EmbeddedLibc
      swiftc "${options[@]}" -module-name "$module" -emit-module \
        -emit-module-path "$scratch/$module.swiftmodule" -c "$sources"/*.swift \
        -o "$scratch/$module.o"
    done
    swiftc "${options[@]}" -module-name TemporalSlabLibrary -c Sources/CAbi/TemporalSlab/*.swift \
      -o "$scratch/library.o"
    for test in "${tests[@]}"; do
      # Shadow memory takes more address space than the test allows.
      [ "$test" != limits ] || continue
      # The toolchain's thread sanitizer knows libdispatch and wants it.
      "$toolchain/clang" -fuse-ld=lld -std=gnu11 -g -O1 "${warnings[@]}" -fsanitize="$sanitizer" -DSANITIZED \
        -DPAIRS=20000 -DCOMERS=1000 -I Sources/CAbi/TemporalSlab/Headers "Tests/C/$test.c" \
        Sources/CAbi/TemporalSlab/Headers/slab_alloc.c "$scratch/library.o" -lm \
        -L"$libraries" -ldispatch -lBlocksRuntime -Wl,-rpath,"$libraries" -o "$scratch/$test"
      echo "$test"
      TSAN_OPTIONS="halt_on_error=1 die_after_fork=0" "$scratch/$test"
    done
  done
}
if [ "${1-}" = --sanitize ]; then
  sanitize
  exit
fi

Scripts/install.sh --prefix "$prefix" --libraries-only
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
read -ra compile <<< "$(pkg-config --cflags temporalslab)"
read -ra link <<< "$(pkg-config --libs temporalslab) -Wl,-rpath,$prefix/lib"
read -ra link_static <<< "$prefix/lib/libtemporalslab.a -lm -lpthread"

echo "== what it needs"
# The C library, and at most libm, libstdc++ and libgcc_s.
needed=$(objdump -p "$prefix/lib/libtemporalslab.so" | awk '$1 == "NEEDED" { print $2 }')
echo "$needed"
if grep -vE '^(libc|libm|libstdc\+\+|libgcc_s|ld-linux[a-z0-9-]*)\.so' <<< "$needed"; then
  echo "libtemporalslab.so needs more than libc, libm, libstdc++ and libgcc_s" >&2
  exit 1
fi

echo "== headers alone, in C and C++"
for header in "${headers[@]}"; do
  for level in -O0 -O2; do
    "$cc" -std=c99 -pedantic $level "${warnings[@]}" "${compile[@]}" "-DHEADER=<$header>" \
      -D_GNU_SOURCE -fsyntax-only Tests/C/headers.c
    "$cxx" -std=c++11 -pedantic $level "${warnings[@]}" "${compile[@]}" "-DHEADER=<$header>" \
      -fsyntax-only -x c++ Tests/C/headers.c
  done
done

for form in shared static calls; do
  echo "== tests, $form"
  libraries=("${link[@]}") options=()
  case $form in
    static) libraries=("${link_static[@]}") ;;
    calls) options=(-DSLAB_NO_INLINE) ;;
  esac
  for test in "${tests[@]}"; do
    "$cc" -std=gnu11 -O2 "${warnings[@]}" "${options[@]}" "${compile[@]}" "Tests/C/$test.c" \
      "${libraries[@]}" -o "$scratch/$test"
    echo "$test"
    "$scratch/$test"
  done
done
"$cc" -std=gnu11 -O2 "${warnings[@]}" "${compile[@]}" Tests/C/opened.c -ldl -o "$scratch/opened"
echo opened
"$scratch/opened" "$prefix/lib/libtemporalslab.so"

echo "== examples"
for example in basic domains service; do
  "$cc" -std=c11 -O2 "${warnings[@]}" "${compile[@]}" "Examples/c/$example.c" "${link[@]}" \
    -o "$scratch/$example"
done
"$cxx" -std=c++17 -O2 "${warnings[@]}" "${compile[@]}" Examples/c/memory_resource.cpp "${link[@]}" \
  -o "$scratch/memory_resource"
"$scratch/basic" | tee "$scratch/basic.out"
grep -q "refused" "$scratch/basic.out"
"$scratch/domains"
"$scratch/service" | tee "$scratch/isolated.out"
"$scratch/service" mixed | tee "$scratch/mixed.out"
# Isolated, the sessions' epoch alone is left; mixed, every epoch that has one of the last sessions.
grep -q '^1 classes' "$scratch/isolated.out"
grep -q '^7 classes' "$scratch/mixed.out"
"$scratch/memory_resource"
python3 Examples/c/slabs.py "$prefix/lib/libtemporalslab.so" | tee "$scratch/python.out"
grep -q '^True False$' "$scratch/python.out"
cp -r Examples/c "$scratch/users"
make -s -C "$scratch/users/make" && "$scratch/users/make/basic" > /dev/null && echo "make: built and run"
if command -v cmake > /dev/null; then
  cmake -S "$scratch/users/cmake" -B "$scratch/cmake" > /dev/null
  cmake --build "$scratch/cmake" > /dev/null && "$scratch/cmake/basic" > /dev/null
  echo "cmake: built and run"
else
  echo "cmake is not installed: its example is skipped" >&2
fi
