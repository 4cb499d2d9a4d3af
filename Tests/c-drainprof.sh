#!/usr/bin/env bash
# Installs libdrainprof into a folder of its own and uses it from there as a stranger does: the tests
# in C, linked to either form, the examples, the metrics through the parser of Prometheus' Python
# client where that is installed, and what drainbench doctor says of them. With --sanitize, the tests
# with the library compiled under thread and address sanitizer.
#     Tests/c-drainprof.sh [--sanitize] [DRAINBENCH]
# DRAINBENCH is the program, .build/debug/drainbench by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc=${CC:-cc} cxx=${CXX:-c++}
strict=(-std=c11 -D_DEFAULT_SOURCE -O1 -g -Wall -Wextra -Werror)
tests=(lifecycle reports growth log threads fork)

if [ "${1-}" = --sanitize ]; then
  for sanitizer in thread address; do
    echo "== $sanitizer sanitizer"
    build=.build-c-$sanitizer
    swift build --sanitize="$sanitizer" --scratch-path "$build" --target Drainprof > /dev/null
    objects=()
    for module in Drainprof DrainProfiler TemporalSlab; do
      objects+=("$build"/debug/$module.build/*.o)
    done
    for test in "${tests[@]}"; do
      clang -fsanitize="$sanitizer" -DOPERATIONS=20000 -DCOMERS=500 "${strict[@]}" \
        -I Sources/CAbi/CDrainprof -c "Tests/C/drainprof_$test.c" -o "$scratch/$test.o"
      swiftc -use-ld=lld -sanitize="$sanitizer" "$scratch/$test.o" "${objects[@]}" -o "$scratch/$test"
      echo "$test"
      TSAN_OPTIONS="halt_on_error=1 die_after_fork=0 ${TSAN_OPTIONS:-}" \
        ASAN_OPTIONS="halt_on_error=1 ${ASAN_OPTIONS:-}" "$scratch/$test"
    done
  done
  exit
fi
drainbench=${1:-.build/debug/drainbench}

prefix=${DRAINPROF_PREFIX:-$scratch/prefix}
[ -n "${DRAINPROF_PREFIX:-}" ] || Scripts/install.sh --prefix "$prefix" --libraries-only
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
read -ra compile <<< "$(pkg-config --cflags drainprof)"
read -ra shared <<< "$(pkg-config --libs drainprof) -Wl,-rpath,$prefix/lib -lpthread"
static=("$prefix/lib/libdrainprof.a" -lstdc++ -lm -lpthread)

echo "== needs"
needed=$(objdump -p "$prefix/lib/libdrainprof.so" | awk '$1 == "NEEDED" { print $2 }')
if grep -vE '^(libc|libm|libstdc\+\+|libgcc_s|ld-linux[a-z0-9-]*)\.so' <<< "$needed"; then
  echo "libdrainprof.so: expected no more than libc, libm, libstdc++ and libgcc_s" >&2
  exit 1
fi

for form in shared static; do
  echo "== tests, $form"
  if [ $form = shared ]; then link=("${shared[@]}"); else link=("${static[@]}"); fi
  for test in "${tests[@]}"; do
    "$cc" "${strict[@]}" "${compile[@]}" "Tests/C/drainprof_$test.c" -o "$scratch/$test" "${link[@]}"
    echo "$test"
    "$scratch/$test"
  done
done
"$cc" "${strict[@]}" "${compile[@]}" Tests/C/drainprof_dlopen.c -o "$scratch/dlopen" -lpthread -ldl
echo dlopen
"$scratch/dlopen" "$prefix/lib/libdrainprof.so"
"$cxx" -std=c++11 -Wall -Wextra -Werror "${compile[@]}" Tests/C/drainprof_cxx.cpp \
  -o "$scratch/cxx" "${shared[@]}"
echo "C++"
"$scratch/cxx"

echo "== metrics"
"$cc" "${strict[@]}" "${compile[@]}" Tests/C/drainprof_metrics.c -o "$scratch/write" "${shared[@]}"
for page in metrics snapshots empty; do "$scratch/write" $page > "$scratch/$page"; done
if python3 -c 'import prometheus_client' 2> /dev/null; then
  for page in metrics empty; do python3 Tests/C/openmetrics.py < "$scratch/$page"; done
else
  echo "the Python package prometheus-client is not installed: its parser is skipped" >&2
fi
if command -v promtool > /dev/null; then promtool check metrics < "$scratch/metrics"; fi

echo "== examples"
for example in diagnostic arena endpoint; do
  "$cc" -std=c11 -Wall -Wextra -Werror -O2 "${compile[@]}" "Examples/c/drainprof_$example.c" \
    -o "$scratch/$example" "${shared[@]}"
done
"$scratch/diagnostic" | tee "$scratch/diagnostic.out"
line=$(grep -n 'outlives its epoch' Examples/c/drainprof_diagnostic.c | cut -d: -f1)
grep -q "drainprof_diagnostic.c:$line pins 95 epochs .* give it granules" "$scratch/diagnostic.out"
"$scratch/arena" | tee "$scratch/arena.out"
line=$(grep -n 'cached for good' Examples/c/drainprof_arena.c | cut -d: -f1)
grep -q "^90 of 100 arenas came back; .*drainprof_arena.c:$line holds 10$" "$scratch/arena.out"

"$scratch/endpoint" 2 > "$scratch/address" &
endpoint=$!
for _ in $(seq 100); do [ -s "$scratch/address" ] && break || sleep 0.05; done
fetch='import sys, urllib.request; sys.stdout.write(urllib.request.urlopen(sys.argv[1]).read().decode())'
python3 -c "$fetch" "$(cat "$scratch/address")" > "$scratch/page"
if python3 -c "$fetch" "$(sed 's/metrics/other/' "$scratch/address")" 2> /dev/null; then exit 1; fi
wait $endpoint

status() { # EXPECTED COMMAND...
  local expected=$1 found=0
  shift
  "$@" > "$scratch/said" 2>&1 || found=$?
  if [ $found != "$expected" ]; then
    cat "$scratch/said" >&2
    echo "$*: status $found, expected $expected" >&2
    exit 1
  fi
}
if [ -x "$drainbench" ]; then
  echo "== doctor"
  status 0 "$drainbench" doctor "$scratch/page"
  grep -q 'moderate' "$scratch/said"
  grep -q 'drainprof_endpoint.c:' "$scratch/said"
  status 0 "$drainbench" doctor - --format csv < "$scratch/snapshots"
  grep -q 'between the first line and the last' "$scratch/said"
  head -n -1 "$scratch/page" > "$scratch/cut"
  status 65 "$drainbench" doctor "$scratch/cut"
  grep -q 'expected # EOF' "$scratch/said"
else
  echo "$drainbench is not built: drainbench doctor is skipped" >&2
fi
echo "== libdrainprof: all hold"
