#!/usr/bin/env bash
# Nanoseconds of an allocation and its free of 128 bytes: through the Swift API, through the C
# library by handle and by pointer, inlined as slab_alloc.h has it and called, two calls of a library
# that does nothing, and malloc of the C library, jemalloc, mimalloc and tcmalloc where they are
# installed; by turns, ROUNDS times (default 9). The median of each, and how many times the Swift
# API's that is.
#     Tests/c-speed.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-9}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
Scripts/install.sh --prefix "$scratch/prefix" --libraries-only
compile=("${CC:-cc}" -std=gnu11 -O2 -Wall -Wextra -Werror -I "$scratch/prefix/include")
link=(-L "$scratch/prefix/lib" -ltemporalslab -Wl,--enable-new-dtags,-rpath,"$scratch/prefix/lib")
"${compile[@]}" Tests/C/pairs.c "${link[@]}" -o "$scratch/pairs"
"${compile[@]}" -DSLAB_NO_INLINE Tests/C/pairs.c "${link[@]}" -o "$scratch/pairs-called"
mkdir "$scratch/empty"
"${compile[@]}" -fPIC -shared Tests/C/empty_calls.c -o "$scratch/empty/libtemporalslab.so.1"
options=(
  -O -wmo -parse-as-library -swift-version 6 -package-name drainbench -suppress-warnings
  -I Sources/CPlatform -I "$scratch"
)
swiftc "${options[@]}" -module-name TemporalSlab -emit-module \
  -emit-module-path "$scratch/TemporalSlab.swiftmodule" -c Sources/TemporalSlab/*.swift \
  -o "$scratch/TemporalSlab.o"
swiftc "${options[@]}" Tests/C/pairs.swift "$scratch/TemporalSlab.o" -o "$scratch/swift-pairs"

library() { ldconfig -p | sed -n "s/.*$1\.so[^ ]* .* => //p" | head -1; }
measure() { # NAME COMMAND...
  local name=$1
  shift
  "$@" >> "$scratch/$name.times"
}
for _ in $(seq "$rounds"); do
  measure swift "$scratch/swift-pairs"
  measure handles "$scratch/pairs" handles
  measure pointers "$scratch/pairs" pointers
  measure handles-called "$scratch/pairs-called" handles
  measure pointers-called "$scratch/pairs-called" pointers
  measure empty-calls env LD_LIBRARY_PATH="$scratch/empty" "$scratch/pairs-called" pointers
  measure glibc "$scratch/pairs" malloc
  for name in jemalloc mimalloc tcmalloc_minimal; do
    path=$(library "lib$name")
    [ -z "$path" ] || measure "$name" env LD_PRELOAD="$path" "$scratch/pairs" malloc
  done
done

median() { sort -n "$scratch/$1.times" | awk '{ time[NR] = $1 } END { print time[int((NR + 1) / 2)] }'; }
swift=$(median swift)
for name in swift handles pointers handles-called pointers-called empty-calls glibc jemalloc \
  mimalloc tcmalloc_minimal; do
  [ -e "$scratch/$name.times" ] || continue
  awk -v name="$name" -v time="$(median "$name")" -v swift="$swift" \
    'BEGIN { printf "%-18s %6.2f ns a pair, %.2f times the Swift API\n", name, time, time / swift }'
done
