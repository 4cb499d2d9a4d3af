#!/usr/bin/env bash
# Builds libdrainprof, shared and static, with the Swift runtime inside, and installs it with its
# header and its pkg-config file.
#     Scripts/drainprof.sh --prefix DIR
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1-}" != --prefix ] || [ -z "${2-}" ] || [ $# -ne 2 ]; then
  echo "usage: Scripts/drainprof.sh --prefix DIR" >&2
  exit 64
fi
mkdir -p "$2/lib/pkgconfig" "$2/include"
prefix=$(cd "$2" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

header=Sources/CAbi/CDrainprof/drainprof.h
number() { sed -n "s/^#define DRAINPROF_VERSION_$1 //p" $header; }
major=$(number MAJOR)
version=$major.$(number MINOR).$(number PATCH)

swift build -c release --target Drainprof >&2
objects=()
for module in Drainprof DrainProfiler TemporalSlab; do
  objects+=(.build/release/$module.build/*.o)
done

# What the header declares, and nothing else. A library that was unloaded would leave behind the
# handlers of fork and of threads that end, so it stays in the process.
printf '{ global: drainprof_*; local: *; };\n' > "$scratch/versions"
swiftc -emit-library -static-stdlib -use-ld=lld "${objects[@]}" \
  -o "$scratch/libdrainprof.so" -Xlinker --version-script="$scratch/versions" \
  -Xlinker --gc-sections -Xlinker --icf=all -Xlinker -s -Xlinker -z -Xlinker nodelete \
  -Xlinker -soname -Xlinker "libdrainprof.so.$major"

# The static form is one object, so that its runtime meets no other's: every name but the header's
# is its own.
runtime=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')_static/linux
clang -fuse-ld=lld -nostdlib -r "${objects[@]}" "$runtime/$(uname -m)/swiftrt.o" \
  -L"$runtime" -lswiftCore -lswiftGlibc -lswiftSynchronization -o "$scratch/drainprof.o"
objcopy --wildcard --keep-global-symbol='drainprof_*' "$scratch/drainprof.o"
objcopy --strip-unneeded "$scratch/drainprof.o"
ar crs "$scratch/libdrainprof.a" "$scratch/drainprof.o"

install -m 755 "$scratch/libdrainprof.so" "$prefix/lib/libdrainprof.so.$version"
ln -sf "libdrainprof.so.$version" "$prefix/lib/libdrainprof.so.$major"
ln -sf "libdrainprof.so.$major" "$prefix/lib/libdrainprof.so"
install -m 644 "$scratch/libdrainprof.a" "$prefix/lib/libdrainprof.a"
install -m 644 $header "$prefix/include/drainprof.h"
cat > "$prefix/lib/pkgconfig/drainprof.pc" <<PC
prefix=$prefix
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: drainprof
Description: Measures which granules of an allocator drain, and names the lines that pin the others
Version: $version
Libs: -L\${libdir} -ldrainprof
Libs.private: -lstdc++ -lm -lpthread
Cflags: -I\${includedir}
PC
echo "libdrainprof $version in $prefix"
