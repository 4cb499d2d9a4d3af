// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Examples",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "drainbench", path: "..")],
  targets: [
    .executableTarget(
      name: "RequestService",
      dependencies: [.product(name: "TemporalSlab", package: "drainbench")]),
    .executableTarget(
      name: "InstrumentedArena",
      dependencies: [.product(name: "DrainProfiler", package: "drainbench")]),
  ],
  swiftLanguageModes: [.v6]
)
