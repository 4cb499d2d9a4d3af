// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "drainbench",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "drainbench", targets: ["drainbench"]),
    .library(name: "TemporalSlab", targets: ["TemporalSlab"]),
  ],
  targets: [
    .systemLibrary(name: "CPlatform"),
    .target(name: "TemporalSlab", dependencies: ["CPlatform"]),
    .target(name: "DrainProfiler", dependencies: ["CPlatform", "TemporalSlab"]),
    .target(name: "Statistics"),
    .target(
      name: "Results", dependencies: ["Statistics"], resources: [.embedInCode("Bundled")]),
    .target(name: "Recordings", dependencies: ["Statistics", "Results"]),
    .target(
      name: "Experiments",
      dependencies: ["CPlatform", "TemporalSlab", "DrainProfiler", "Statistics", "Results"]),
    .target(name: "Reporting", dependencies: ["Statistics", "Results"]),
    .executableTarget(
      name: "drainbench",
      dependencies: ["TemporalSlab", "Statistics", "Results", "Experiments", "Reporting"]),
    .testTarget(name: "TemporalSlabTests", dependencies: ["TemporalSlab", "Statistics"]),
    .testTarget(
      name: "DrainProfilerTests", dependencies: ["DrainProfiler", "TemporalSlab", "Statistics"]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["rank_test_reference.py"]),
    .testTarget(name: "ResultsTests", dependencies: ["Results"]),
    .testTarget(
      name: "RecordingsTests", dependencies: ["Recordings", "Statistics"],
      exclude: ["attribution_reference.py", "Samples"]),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Experiments"], exclude: ["Samples"]),
    .testTarget(name: "ReportingTests", dependencies: ["Reporting"]),
    .testTarget(name: "CommandLineTests", dependencies: ["drainbench"]),
    .testTarget(name: "ExecutableTests", dependencies: ["drainbench", "Results", "Statistics"]),
  ],
  swiftLanguageModes: [.v6]
)
