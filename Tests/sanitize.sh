#!/usr/bin/env bash
# Runs the allocator's and the profiler's tests under thread sanitizer, then under address sanitizer.
# Arguments go to `swift test`, for example: Tests/sanitize.sh --filter StressTests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The first report ends the run, so that nothing after it hides it.
export TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}"
export ASAN_OPTIONS="halt_on_error=1 ${ASAN_OPTIONS:-}"

filter=(--filter '^(TemporalSlabTests|DrainProfilerTests)\.')
for argument in "$@"; do
  if [[ $argument == --filter || $argument == --filter=* ]]; then filter=(); fi
done

for sanitizer in thread address; do
  case $sanitizer in
    thread) scratch=.build-tsan ;;
    address) scratch=.build-asan ;;
  esac
  echo "== $sanitizer sanitizer"
  # XCTest, which no test uses, leaks a little on its own.
  swift test --disable-xctest --sanitize="$sanitizer" --scratch-path "$scratch" \
    ${filter[@]+"${filter[@]}"} "$@"
done
echo "== no reports"
