import Results

/// Parameters that several workloads have.
extension Parameter {
  /// Reuse modes of the allocator.
  static func reuse(_ path: WritableKeyPath<Configuration, [ReuseMode]> & Sendable) -> Parameter {
    .choices(
      "reuse", path, "what partial slabs of a closed epoch do when its ring slot comes round")
  }

  /// Bytes of a slab.
  static func slabSize(_ path: WritableKeyPath<Configuration, Int> & Sendable) -> Parameter {
    .whole("slab-size", path, ParameterRules.slabSize, "bytes of a slab")
  }

  /// Bytes of an object, which has to fit a size class.
  static func objectSize(
    _ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable, _ help: String
  ) -> Parameter {
    .whole(name, path, ParameterRules.objectSize, help)
  }
}
