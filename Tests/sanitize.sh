#!/usr/bin/env bash
# Runs the allocator's and the profiler's tests under thread sanitizer, then under address sanitizer.
# Arguments go to `swift test`, for example: Tests/sanitize.sh --filter StressTests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The first report ends the run, so that nothing after it hides it.
export TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}"
export ASAN_OPTIONS="halt_on_error=1 ${ASAN_OPTIONS:-}"

# A package of the two libraries alone: the rest takes minutes to compile, and Swift 6.3's compiler
# stops at an experiment under thread sanitizer ("Invalid bitcast").
package=.build-sanitizers
mkdir -p "$package/Sources" "$package/Tests"
for target in CPlatform TemporalSlab DrainProfiler Statistics; do
  ln -sfn "$PWD/Sources/$target" "$package/Sources/$target"
done
for target in TemporalSlabTests DrainProfilerTests; do
  ln -sfn "$PWD/Tests/$target" "$package/Tests/$target"
done
cat > "$package/Package.swift" <<'MANIFEST'
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "sanitizers",
  platforms: [.macOS(.v15)],
  targets: [
    .systemLibrary(name: "CPlatform"),
    .target(name: "TemporalSlab", dependencies: ["CPlatform"]),
    .target(name: "DrainProfiler", dependencies: ["CPlatform", "TemporalSlab"]),
    .target(name: "Statistics"),
    .testTarget(name: "TemporalSlabTests", dependencies: ["TemporalSlab", "Statistics"]),
    .testTarget(
      name: "DrainProfilerTests", dependencies: ["DrainProfiler", "TemporalSlab", "Statistics"]),
  ],
  swiftLanguageModes: [.v6]
)
MANIFEST

for sanitizer in thread address; do
  echo "== $sanitizer sanitizer"
  # XCTest, which no test uses, leaks a little on its own.
  swift test --package-path "$package" --disable-xctest --sanitize="$sanitizer" \
    --scratch-path "$package/.build-$sanitizer" "$@"
done
echo "== no reports"
