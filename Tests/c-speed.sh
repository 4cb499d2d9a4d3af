#!/usr/bin/env bash
# Nanoseconds of an allocation and its free of 128 bytes: through the Swift API, through the C
# library by handle and by pointer, and with malloc of the C library, jemalloc, mimalloc and
# tcmalloc where they are installed; by turns, ROUNDS times (default 9). The median of each, and how
# many times the Swift API's that is.
#     Tests/c-speed.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-9}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
Scripts/install.sh --prefix "$scratch/prefix" --libraries-only
"${CC:-cc}" -std=gnu11 -O2 -Wall -Wextra -Werror -I "$scratch/prefix/include" Tests/C/pairs.c \
  -L "$scratch/prefix/lib" -ltemporalslab -Wl,-rpath,"$scratch/prefix/lib" -o "$scratch/pairs"
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
  measure glibc "$scratch/pairs" malloc
  for name in jemalloc mimalloc tcmalloc_minimal; do
    path=$(library "lib$name")
    [ -z "$path" ] || measure "$name" env LD_PRELOAD="$path" "$scratch/pairs" malloc
  done
done

median() { sort -n "$scratch/$1.times" | awk '{ time[NR] = $1 } END { print time[int((NR + 1) / 2)] }'; }
swift=$(median swift)
for name in swift handles pointers glibc jemalloc mimalloc tcmalloc_minimal; do
  [ -e "$scratch/$name.times" ] || continue
  awk -v name="$name" -v time="$(median "$name")" -v swift="$swift" \
    'BEGIN { printf "%-18s %6.2f ns a pair, %.2f times the Swift API\n", name, time, time / swift }'
done
