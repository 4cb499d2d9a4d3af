// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "drainbench",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "drainbench", targets: ["drainbench"]),
    .library(name: "TemporalSlab", targets: ["TemporalSlab"]),
    .library(name: "DrainProfiler", targets: ["DrainProfiler"]),
    .library(name: "temporalslab", targets: ["TemporalSlabLibrary"]),
  ],
  targets: [
    .systemLibrary(name: "CPlatform"),
    .target(name: "TemporalSlab", dependencies: ["CPlatform"]),
    .target(name: "DrainProfiler", dependencies: ["CPlatform", "TemporalSlab"]),
    .systemLibrary(name: "CDrainprof", path: "Sources/CAbi/CDrainprof"),
    .target(
      name: "Drainprof", dependencies: ["CDrainprof", "DrainProfiler", "TemporalSlab"],
      path: "Sources/CAbi/Drainprof"),
    .target(
      name: "CTemporalSlab", path: "Sources/CAbi/TemporalSlab/Headers", publicHeadersPath: "."),
    .target(
      name: "TemporalSlabLibrary", dependencies: ["CTemporalSlab", "TemporalSlab"],
      path: "Sources/CAbi/TemporalSlab", exclude: ["Headers"]),
    .target(name: "Statistics"),
    .target(name: "Results", dependencies: ["Statistics"]),
    .target(name: "Exhibits", dependencies: ["Statistics", "Results"]),
    .target(name: "Recordings", dependencies: ["Statistics", "Results", "Exhibits"]),
    .target(
      name: "Experiments",
      dependencies: [
        "CPlatform", "TemporalSlab", "DrainProfiler", "Statistics", "Results", "Exhibits",
        "Recordings",
      ], resources: [.embedInCode("Bundled")]),
    .target(
      name: "Reporting",
      dependencies: ["Statistics", "Results", "Exhibits", "Recordings", "Experiments"]),
    .executableTarget(
      name: "drainbench",
      dependencies: [
        "TemporalSlab", "Statistics", "Results", "Exhibits", "Recordings", "Experiments",
        "Reporting",
      ], plugins: ["Revision"]),
    .plugin(name: "Revision", capability: .buildTool()),
    .testTarget(name: "TemporalSlabTests", dependencies: ["TemporalSlab", "Statistics"]),
    .testTarget(
      name: "DrainProfilerTests", dependencies: ["DrainProfiler", "TemporalSlab", "Statistics"]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["rank_test_reference.py"]),
    .target(name: "TestSupport", dependencies: ["Exhibits"], path: "Tests/TestSupport"),
    .testTarget(name: "ResultsTests", dependencies: ["Results", "Experiments", "TestSupport"]),
    .testTarget(
      name: "Fuzz", dependencies: ["Results", "Experiments", "TestSupport"], path: "Tests/Fuzz"),
    .testTarget(name: "ExhibitsTests", dependencies: ["Exhibits", "TestSupport"]),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Experiments", "Recordings", "TestSupport"],
      exclude: ["Samples"]),
    .testTarget(name: "ReportingTests", dependencies: ["Reporting", "TestSupport"]),
    .testTarget(
      name: "RecordingsTests",
      dependencies: [
        "Recordings", "Results", "Statistics", "Exhibits", "TemporalSlab", "TestSupport",
      ],
      exclude: ["attribution_reference.py", "Samples"]),
    .testTarget(name: "CommandLineTests", dependencies: ["drainbench", "Recordings"]),
    .testTarget(
      name: "ExecutableTests",
      dependencies: ["drainbench", "Results", "Experiments", "Statistics", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
